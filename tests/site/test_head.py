"""The head in a real browser: the policy lets the site work, and stops what was put into it."""

import json

import pytest
from playwright.sync_api import Page, Route, expect

from browsing import IDLE, Visitor

pytestmark = pytest.mark.browser

DEPTHS = ["", "about/", "servers/backyard-observatory/", "servers/page/2/", "404.html"]
"""One page of each depth; 404.html stands at any."""
SERVER = "servers/backyard-observatory/"
INJECTED = """
<script>window.ran = "inline"</script>
<img src="data:," onerror="window.ran = 'handler'">
<a id="sc-injected" href="javascript:window.ran = 'link'">x</a>
<script src="https://evil.example/x.js"></script>
<img src="https://evil.example/x.png">
<iframe srcdoc="<script>parent.ran = 'frame'</script>"></iframe>
<base href="https://evil.example/">
"""


def test_the_site_works_under_its_policy(visitor: Visitor) -> None:
    for path in DEPTHS:
        page = visitor.open(path)
        assert page.locator('meta[http-equiv="Content-Security-Policy"]').count() == 1, path
        searches(page)
        changes_its_colours(page)
    assert visitor.errors == []


def searches(page: Page) -> None:
    page.keyboard.press("/")
    page.locator(".md-search__input").press_sequentially("telescopes")
    page.locator(".sc-result").first.wait_for()
    page.keyboard.press("Escape")


def changes_its_colours(page: Page) -> None:
    """By the button, and the choice is remembered on the next page by an inline script."""
    before = page.locator("body").get_attribute("data-md-color-scheme")
    page.locator("label[for^=__palette]:visible").click()
    page.wait_for_function(
        "before => document.body.getAttribute('data-md-color-scheme') !== before", arg=before
    )
    after = page.locator("body").get_attribute("data-md-color-scheme")
    page.reload()
    assert page.locator("body").get_attribute("data-md-color-scheme") == after


@pytest.mark.parametrize("path", DEPTHS)
def test_what_is_put_into_a_page_does_not_run(visitor: Visitor, path: str) -> None:
    def inject(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace("</article>", f"{INJECTED}</article>", 1)
        route.fulfill(response=answer, body=body)

    visitor.page.route(f"**/{path}", inject)
    page = visitor.open(path)
    page.locator("#sc-injected").dispatch_event("click")
    page.evaluate(IDLE)
    assert page.evaluate("window.ran") is None
    assert visitor.foreign == []
    assert any("Content Security Policy" in error for error in visitor.errors)


@pytest.fixture
def shared(newcomer: Visitor) -> Page:
    """A server's page where things may be copied, and time stands still."""
    newcomer.page.clock.install(time=0)
    page = newcomer.open(SERVER)
    page.clock.pause_at(10_000_000)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page


def test_a_link_and_a_badge_can_be_copied(newcomer: Visitor, shared: Page) -> None:
    for row in shared.locator(".sc-field__row").all():
        button = row.get_by_role("button").first
        expect(button).to_have_text("Copy")
        button.click()
        expect(button).to_have_text("Copied")
        expect(shared.locator(".sc-share").get_by_role("status")).to_have_text("Copied")
        copied = shared.evaluate("navigator.clipboard.readText()")
        assert copied == row.locator("input").input_value()
    assert newcomer.errors == []


def test_what_is_copied_next_is_said_as_long_as_the_first(shared: Page) -> None:
    said = shared.locator(".sc-share").get_by_role("status")
    first, second, *_ = shared.locator(".sc-field__row").get_by_role("button").all()
    first.click()
    expect(first).to_have_text("Copied")
    shared.clock.run_for(1500)
    second.click()
    expect(second).to_have_text("Copied")
    expect(first).to_have_text("Copy")
    shared.clock.run_for(1500)
    expect(second).to_have_text("Copied")
    expect(said).to_have_text("Copied")
    shared.clock.run_for(1000)
    expect(second).to_have_text("Copy")
    expect(said).to_have_text("")


def test_a_link_can_be_sent_where_the_device_can_send_links(newcomer: Visitor) -> None:
    newcomer.page.add_init_script("navigator.share = async (data) => { window.sent = data; }")
    page = newcomer.open(SERVER)
    page.locator(".sc-share").get_by_role("button", name="Share").click()
    assert page.evaluate("window.sent.url") == page.locator("#sc-share-link").input_value()


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("", {"WebSite"}),
        ("servers/", {"ItemList", "BreadcrumbList"}),
        (SERVER, {"Organization", "Event", "BreadcrumbList"}),
        ("communities/", {"ItemList", "BreadcrumbList"}),
        ("communities/astronomy/", {"ItemList", "Event", "BreadcrumbList"}),
        ("languages/de/", {"ItemList", "BreadcrumbList"}),
        ("events/", {"Event", "BreadcrumbList"}),
    ],
)
def test_each_kind_of_page_tells_machines_what_it_shows(
    visitor: Visitor, path: str, kinds: set[str]
) -> None:
    page = visitor.open(path)
    content = json.loads(page.locator('script[type="application/ld+json"]').inner_text())
    things = content.get("@graph", [content])
    assert {one["@type"] for one in things} == kinds
    shown = page.locator("body").inner_text()
    for one in things:
        if one["@type"] in {"Organization", "Event"}:
            assert one["name"] in shown
        for item in one.get("itemListElement", []) if one["@type"] == "ItemList" else []:
            assert item["name"] in shown
    assert page.locator('meta[property="og:title"]').get_attribute("content")
    assert page.locator('meta[property="og:url"]').get_attribute("content") == page.locator(
        'link[rel="canonical"]'
    ).get_attribute("href")


def test_a_chart_is_read_as_time_runs_in_the_pages_language(visitor: Visitor) -> None:
    page = visitor.open(SERVER)
    line = page.locator(".sc-chart__line")
    assert line.evaluate("one => getComputedStyle(one).transform") == "none"
    page.evaluate("document.body.dir = 'rtl'")
    assert line.evaluate("one => new DOMMatrix(getComputedStyle(one).transform).a") == -1
