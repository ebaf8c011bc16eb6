"""The directory in a browser: words, facets, sorts, the address, the keyboard, and no script."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from browsing import ALL_HANG, SETTLE, WATCH_SHIFTS, Visitor

pytestmark = pytest.mark.browser

ROWS = {"name": 1, "members": 9, "online": 10, "added": 11, "growth": 12}
GROUPS = {"community": 3, "language": 4, "tag": 5, "badge": 6}
STEP = 48


@pytest.fixture
def index(demo_site: Path) -> dict[str, Any]:
    """The index that the script reads."""
    return dict(json.loads((demo_site / "assets/showcase/directory.json").read_text("utf-8")))


@pytest.fixture
def page(visitor: Visitor) -> Page:
    """The directory, with its script at work."""
    return opened(visitor)


def opened(visitor: Visitor, query: str = "") -> Page:
    with visitor.page.expect_response("**/directory.json"):
        page = visitor.open(f"servers/{query}")
    expect(page.locator(".sc-pager")).to_have_count(0)
    return page


def status(page: Page) -> Locator:
    return page.get_by_role("status").filter(has_text="server")


def names(page: Page) -> Locator:
    return page.locator(".sc-directory .sc-card__name")


def field(page: Page) -> Locator:
    return page.locator(".sc-directory input[name=q]")


def box(page: Page, group: str, key: str) -> Locator:
    return page.locator(f'.sc-finder input[name="{group}"][value="{key}"]')


def count(option: Locator) -> int:
    return int(option.locator("xpath=..").locator(".sc-count").inner_text().replace(",", ""))


def says(page: Page, n: int) -> None:
    page.wait_for_function(ALL_HANG)
    expect(status(page)).to_have_text("1 server" if n == 1 else f"{n:,} servers")
    expect(names(page)).to_have_count(min(n, STEP))


def shown(page: Page) -> list[str]:
    """Return the names of all posters, once they hang."""
    page.wait_for_function(ALL_HANG)
    n = int(status(page).inner_text().split()[0].replace(",", ""))
    expect(names(page)).to_have_count(min(n, STEP))
    return names(page).all_inner_texts()


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def found(index: dict[str, Any], fits: Callable[[list[Any]], bool]) -> int:
    return sum(1 for row in index["servers"] if fits(row))


def test_everything_is_there_at_first(page: Page, index: dict[str, Any]) -> None:
    says(page, len(index["servers"]))
    expect(page.locator(".sc-nothing")).to_be_hidden()


def test_words_find_a_server_whatever_their_case_accents_width_and_script(page: Page) -> None:
    for words, name in (
        ("RAINY day", "Rainy Day Dice"),
        ("jardin partage", "Le jardin partagé"),
        ("Ｌａｎｔｅｒｎ", "Lantern Jam"),
        ("お弁当", "お弁当日和"),
        ("弁当の台所", "お弁当日和"),
        ("게임방", "별빛 게임방"),
        ("deutsch kuchentisch", "Deutsch am Küchentisch"),
    ):
        field(page).fill(words)
        expect(names(page).filter(has_text=name)).to_have_count(1)
        assert len(shown(page)) < STEP
        assert query(page) == {"q": [words]}


def test_a_language_is_found_by_either_name(page: Page) -> None:
    field(page).fill("español")
    own = shown(page)
    field(page).fill("spanish")
    assert set(shown(page)) >= set(own) != set()


def test_a_facet_narrows_to_what_it_counts(page: Page) -> None:
    for group in ("community", "language", "tag", "size", "activity", "badge"):
        option = page.locator(f".sc-finder input[name={group}]").nth(1)
        n = count(option)
        option.check()
        says(page, n)
        assert query(page) == {group: [option.get_attribute("value")]}
        expect(option).to_be_focused()
        option.uncheck()


def test_what_is_left_has_what_was_chosen(page: Page, index: dict[str, Any]) -> None:
    for group, column in GROUPS.items():
        option = page.locator(f".sc-finder input[name={group}]").first
        key = option.get_attribute("value")
        place = [one[0] for one in index["facets"][group]].index(key)
        option.check()
        says(page, sum(place in row[column] for row in index["servers"]))
        option.uncheck()


def test_choices_of_one_facet_add_up_and_facets_narrow_each_other(
    page: Page, index: dict[str, Any]
) -> None:
    places = {
        key: [one[0] for one in index["facets"][group]].index(key)
        for group, key in (("language", "de"), ("language", "fr"), ("community", "astronomy"))
    }
    box(page, "language", "de").check()
    box(page, "language", "fr").check()
    spoken = {places["de"], places["fr"]}
    says(page, found(index, lambda row: bool(spoken & set(row[4]))))
    box(page, "community", "astronomy").check()
    says(
        page,
        found(index, lambda row: bool(spoken & set(row[4])) and places["astronomy"] in row[3]),
    )


def test_only_what_is_open_to_join_is_left(page: Page, index: dict[str, Any]) -> None:
    switch = page.get_by_role("switch", name="Open to join")
    n = count(switch)
    switch.check()
    says(page, n)
    assert n == found(index, lambda row: row[8] == 1) < len(index["servers"])


def test_no_count_leads_to_nothing(page: Page) -> None:
    box(page, "community", "astronomy").check()
    box(page, "language", "ja").evaluate("box => box.focus()")
    options = page.locator(".sc-finder .sc-facet input").evaluate_all(OFFERED)
    assert [name for name, n, is_off, is_on in options if is_off != (n == "0" and not is_on)] == []
    assert any(is_off for _, _, is_off, _ in options)


OFFERED = """boxes => boxes.map((box) => [
  box.value, box.parentElement.querySelector(".sc-count").textContent, box.disabled, box.checked,
])"""


def test_a_sort_puts_the_most_first(page: Page, index: dict[str, Any]) -> None:
    for sort, field in {
        "members": "members", "activity": "online", "newest": "added", "growing": "growth",
    }.items():  # fmt: skip
        page.locator("select[name=sort]").select_option(sort)
        numbers = {row[1]: row[ROWS[field]] for row in index["servers"]}
        most = sorted(numbers.values(), reverse=True)[:STEP]
        assert [numbers[name] for name in shown(page)] == most
        assert query(page) == {"sort": [sort]}


def test_names_are_sorted_as_people_sort_them(page: Page) -> None:
    page.locator("select[name=sort]").select_option("name")
    said = shown(page)
    order = "names => [...names].sort(new Intl.Collator('en', {numeric: true}).compare)"
    assert said == page.evaluate(order, said)


def test_a_sort_leaves_the_filters_alone(page: Page) -> None:
    page.evaluate(WATCH_CHANGES)
    page.locator("select[name=sort]").select_option("members")
    expect(names(page)).to_have_count(STEP)
    assert page.evaluate("changes") == 0
    box(page, "language", "de").check()
    assert page.evaluate("changes") > 0


WATCH_CHANGES = """() => {
  window.changes = 0;
  new MutationObserver((records) => { changes += records.length; }).observe(
    document.querySelector(".sc-finder"),
    { attributes: true, characterData: true, childList: true, subtree: true },
  );
}"""


def test_the_first_order_is_fair_and_says_so(page: Page, index: dict[str, Any]) -> None:
    assert names(page).all_inner_texts() == [row[1] for row in index["servers"]][:STEP]
    assert "fair" in page.locator("select[name=sort] option:checked").inner_text()
    expect(page.locator(".sc-head__summary")).to_contain_text("shuffled anew every week")


def test_an_address_keeps_everything(visitor: Visitor) -> None:
    page = opened(visitor, "?q=a&language=en,de&sort=members&open=1")
    expect(field(page)).to_have_value("a")
    expect(box(page, "language", "en")).to_be_checked()
    expect(box(page, "language", "de")).to_be_checked()
    expect(page.get_by_role("switch")).to_be_checked()
    expect(page.locator("select[name=sort]")).to_have_value("members")
    before, said = shown(page), status(page).inner_text()
    page.reload()
    expect(page.locator(".sc-pager")).to_have_count(0)
    expect(status(page)).to_have_text(said)
    assert shown(page) == before


def test_the_form_works_before_its_script_does(visitor: Visitor) -> None:
    page = opened(visitor, "?q=&language=en&language=de&sort=fair")
    expect(box(page, "language", "en")).to_be_checked()
    expect(box(page, "language", "de")).to_be_checked()


def test_a_choice_behind_more_is_shown_when_an_address_asks_for_it(visitor: Visitor) -> None:
    page = opened(visitor, "?language=cy")
    expect(box(page, "language", "cy")).to_be_visible()
    expect(box(page, "language", "cy")).to_be_checked()
    says(page, 1)


@pytest.mark.parametrize(
    "query", ["?language=nonsense&sort=constructor&show=-5", "?show=1e9&q=%F0", "?sort=__proto__"]
)
def test_an_address_that_makes_no_sense_breaks_nothing(visitor: Visitor, query: str) -> None:
    opened(visitor, query)
    expect(status(visitor.page)).to_contain_text("server")
    assert visitor.errors == []


def test_back_undoes_one_choice_at_a_time(page: Page, index: dict[str, Any]) -> None:
    everything = len(index["servers"])
    german, astronomy = box(page, "language", "de"), box(page, "community", "astronomy")
    n = count(german)
    german.check()
    says(page, n)
    astronomy.check()
    expect(status(page)).not_to_have_text(f"{n} servers")
    page.go_back()
    says(page, n)
    expect(astronomy).not_to_be_checked()
    page.go_back()
    says(page, everything)
    expect(german).not_to_be_checked()
    page.go_forward()
    says(page, n)


def test_typing_leaves_one_step_in_the_history(visitor: Visitor) -> None:
    visitor.open("about/")
    page = opened(visitor)
    field(page).press_sequentially("dice")
    page.go_back()
    assert urlsplit(page.url).path == "/about/"


def test_more_are_shown_and_focus_goes_to_the_first_of_them(
    page: Page, index: dict[str, Any]
) -> None:
    everything = len(index["servers"])
    more = page.get_by_role("button", name=f"Show {everything - STEP} more")
    more.click()
    expect(names(page)).to_have_count(everything)
    expect(names(page).nth(STEP).get_by_role("link")).to_be_focused()
    expect(more).to_be_hidden()
    assert query(page) == {"show": ["96"]}


def test_nothing_found_is_said_kindly_and_can_be_cleared(page: Page, index: dict[str, Any]) -> None:
    field(page).fill("qqqqzzzz")
    says(page, 0)
    expect(page.get_by_text("No server fits all of that.")).to_be_visible()
    page.get_by_role("button", name="Show all servers").click()
    says(page, len(index["servers"]))
    expect(field(page)).to_be_focused()
    assert query(page) == {}


def test_a_poster_of_the_script_is_like_one_of_the_page(visitor: Visitor) -> None:
    expected = visitor.open("languages/ja/").locator(".sc-card").evaluate_all(DESCRIBED)
    page = opened(visitor, "?language=ja&sort=name")
    expect(names(page)).to_have_count(len(expected))
    made = page.locator(".sc-card").evaluate_all(DESCRIBED)
    assert sorted(made, key=str) == sorted(expected, key=str)
    assert visitor.errors == []


DESCRIBED = """cards => cards.map((card) => [
  card.className, card.style.getPropertyValue("--sc-color"), card.querySelector("a").href,
  card.querySelector("a").lang, card.querySelector(".sc-card__summary").textContent,
  [...card.querySelectorAll(".sc-card__row > span")].map((one) => [one.className, one.textContent]),
  [...card.querySelectorAll("img")].map((img) => img.src),
])"""


def test_the_keyboard_is_enough(page: Page) -> None:
    field(page).focus()
    page.keyboard.type("dice")
    expect(names(page).filter(has_text="Rainy Day Dice")).to_have_count(1)
    seen = set()
    for _ in range(150):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || document.activeElement.className")
        seen.add(name)
        if page.evaluate("!!document.activeElement.closest('.sc-card')"):
            break
    assert {"open", "community", "language", "sort"} <= seen
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/servers/[a-z0-9-]+/$"))


def test_a_box_is_ticked_by_the_keyboard_and_keeps_its_focus(page: Page) -> None:
    option = box(page, "language", "de")
    n = count(option)
    option.focus()
    page.keyboard.press("Space")
    says(page, n)
    expect(option).to_be_focused()
    page.keyboard.press("Space")
    expect(option).to_be_focused()
    expect(option).not_to_be_checked()


def test_without_a_script_there_are_parts_and_no_controls(browser: Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = Visitor(context, address).open("servers/")
        expect(names(page)).to_have_count(STEP)
        for part in (".sc-finder", ".sc-found", ".sc-nothing", ".sc-further"):
            expect(page.locator(part)).to_be_hidden()
        page.get_by_role("link", name="Later").click()
        assert urlsplit(page.url).path == "/servers/page/2/"
        assert page.locator(".sc-card").count() > 0


def test_without_the_index_the_parts_stay(visitor: Visitor) -> None:
    visitor.page.route("**/directory.json", lambda route: route.fulfill(status=404))
    page = visitor.open("servers/?q=dice")
    expect(page.locator(".sc-finder")).to_be_hidden()
    expect(names(page).first).to_be_visible()
    expect(page.locator(".sc-pager")).to_be_visible()


def test_a_phone_folds_the_filters_and_leads_back_to_what_they_found(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 360, "height": 740})
    page = opened(visitor)
    german = box(page, "language", "de")
    expect(german).to_be_hidden()
    page.locator(".sc-facets > summary").click()
    n = count(german)
    german.check()
    page.get_by_role("button", name=f"Show {n} servers").click()
    expect(german).to_be_hidden()
    expect(page.locator(".sc-facets__chosen")).to_have_text("1")
    expect(status(page)).to_be_in_viewport()
    says(page, n)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("query", ["", "?q=dice", "?q=qqqqzzzz", "?language=de&sort=name"])
def test_nothing_jumps_when_the_script_starts(
    visitor: Visitor, address: str, width: int, query: str
) -> None:
    page = visitor.page
    page.set_viewport_size({"width": width, "height": 800})
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    # A browser may paint half a page while the rest arrives; that is not the script's doing.
    page.route("**/directory.js", hold)
    with page.expect_request("**/directory.js"):
        page.goto(f"{address}servers/{query}", wait_until="commit")
    page.evaluate(WATCH_SHIFTS)
    with page.expect_response("**/directory.json"):
        held[0].continue_()
    expect(page.locator(".sc-pager")).to_have_count(0)
    expect(status(page)).to_be_visible()
    page.wait_for_function(ALL_HANG)
    page.evaluate(SETTLE)
    assert page.evaluate("window.shifted") == 0


def test_five_thousand_servers_are_filtered(visitor: Visitor, index: dict[str, Any]) -> None:
    rows = index["servers"]
    made = [
        [f"{row[0][:40]}-{n}", f"{row[1]} {n}", *row[2:]]
        for n, row in enumerate((rows * (5000 // len(rows) + 1))[:5000])
    ]
    body = json.dumps({**index, "servers": made})
    visitor.page.route(
        "**/directory.json", lambda route: route.fulfill(body=body, content_type="application/json")
    )
    page = opened(visitor)
    expect(status(page)).to_have_text("5,000 servers")
    field(page).fill("dice 4999")
    expect(status(page)).to_contain_text(re.compile(r"^[01] server"))
    field(page).fill("")
    expect(status(page)).to_have_text("5,000 servers")
    expect(names(page)).to_have_count(STEP)


def test_the_search_of_home_leads_here(visitor: Visitor) -> None:
    page = visitor.open("")
    page.get_by_role("searchbox", name="Find a server").fill("Rainy")
    page.get_by_role("button", name="Search", exact=True).click()
    page.wait_for_url("**/servers/?q=Rainy")
    expect(names(page)).to_have_text(["Rainy Day Dice"])
    expect(page.locator("#__search")).not_to_be_checked()
    expect(field(page)).to_have_value("Rainy")


@pytest.mark.parametrize(
    ("locale", "text", "path"),
    [
        ("es-MX", "En español", "/languages/es/"),
        ("pt-PT", "Em português", "/languages/pt/"),
        ("zh-CN", "简体中文", "/languages/zh-Hans/"),
    ],
)
def test_home_offers_the_servers_in_ones_own_language(
    browser: Browser, address: str, locale: str, text: str, path: str
) -> None:
    with browser.new_context(locale=locale) as context:
        page = Visitor(context, address).open("")
        chip = page.locator(".sc-hello a")
        expect(chip).to_contain_text(text)
        chip.click()
        assert urlsplit(page.url).path == path
