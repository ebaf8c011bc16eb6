"""A site whose every field is hostile, in Chromium: nothing runs, loads or changes its place.

The policy is switched off but where it is tried itself, so that the escaping stands alone.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from browsing import ALL_HANG, Visitor, served
from forms import FULL, some
from hostile import MARK, RUN, SHORT, STRINGS
from making import Showcase, share_pictures, standing
from showcase import text

pytestmark = pytest.mark.browser

FIELDS = 15
SEEN = [
    one
    for one in STRINGS
    if text.is_visible(text.one_line(one)) and not any("\ud800" <= sign <= "\udfff" for sign in one)
]
PARTS = [SEEN[start : start + FIELDS] for start in range(0, len(SEEN) - FIELDS, FIELDS)]
"""What each server says, one string a field."""
VISITED = some(range(len(PARTS)), 6)
SEARCHED = some(SHORT, 20)
QUERY = ".md-search__input"
FIELD = ".sc-directory input[name=q]"
EVENTS = ("mouseover", "mouseenter", "focus", "pointerdown", "click", "animationend", "toggle")
# Every element is told of every event, as if somebody tried all of the page.
TRY_ALL = """(events) => {
  addEventListener("click", (event) => event.preventDefault(), true);
  addEventListener("submit", (event) => event.preventDefault(), true);
  for (const element of document.querySelectorAll("article.md-content__inner *"))
    for (const kind of events)
      element.dispatchEvent(new Event(kind, {bubbles: kind !== "focus", cancelable: true}));
}"""
# What the search says of itself is written anew with each answer.
WIPE = "document.querySelector('.sc-search__status').textContent = ''"
ANSWERED = "document.querySelector('.sc-search__status').textContent !== ''"
FOREIGN = (
    "iframe, object, embed, base, frame, applet, math, marquee, video, audio, dialog, template, "
    "meta[http-equiv=refresh], article form[action*='//'], article script, article style, "
    f"[src*='{MARK}'], article link"
)


@dataclass(frozen=True)
class Hostile:
    """Where the site is served, and its folder."""

    address: str
    folder: Path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    """The built site, in a strict build, served on loopback."""
    palette = {"palette": {"primary": "custom"}}
    yield from _served(tmp_path_factory.mktemp("hostile"), palette)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    """The same on a site that keeps the looks and the search of the theme."""
    yield from _served(tmp_path_factory.mktemp("plain"), {})


def _served(folder: Path, look: dict[str, Any]) -> Iterator[Hostile]:
    # In a thread of its own: a browser may have this one's loop already.
    with ThreadPoolExecutor(1) as pool:
        site = pool.submit(_build, folder, look).result()
    with served(site) as address:
        yield Hostile(address, site)


def _build(folder: Path, look: dict[str, Any]) -> Path:
    with standing(folder) as showcase, pytest.MonkeyPatch.context() as patch:
        share_pictures(patch)
        for number, said in enumerate(PARTS):
            _speak(showcase, number, said)
        removed = {f"left-{number}": {"on": "2026-01-01", "reason": said[0]}
                   for number, said in enumerate(PARTS)}  # fmt: skip
        showcase.write("content/removed.yml", yaml.safe_dump({"servers": removed}))
        showcase.config["theme"] = {
            "name": "material", "font": False,
            "features": ["navigation.instant", "navigation.path", "navigation.footer", "search.highlight"],
            **look,
        }  # fmt: skip
        return showcase.build(strict=True).path


def _speak(showcase: Showcase, number: int, said: list[str]) -> None:
    slug, guild = f"s{number}", f"30000000000000{number:04}"
    event = {"title": said[2], "text": said[3], "start": "2027-12-01T19:00", "zone": "UTC"}
    highlight = {"kind": "initiative", "title": said[4], "text": said[5]}
    community = {
        "name": said[6], "summary": said[7], "about": said[8], "events": [event],
        "resources": [{"title": said[9], "url": "https://example.org/", "text": said[10]}],
    }  # fmt: skip
    server = {
        "name": said[0], "invite": f"{slug}-code", "summary": said[1], "server_id": guild,
        "communities": [f"c-{slug}"], "run_by": {"name": said[6]}, "events": [event],
        "links": {said[7]: "https://example.org/"}, "highlights": [highlight],
        "channels": [{"category": said[8], "text": [said[9]], "voice": [said[10]]}],
        "about": said[11], "guidelines": said[12], "first_steps": said[13],
    }  # fmt: skip
    showcase.write(f"content/communities/c-{slug}.yml", yaml.safe_dump(community))
    showcase.write(f"content/servers/{slug}.yml", yaml.safe_dump(server))
    showcase.answers(f"{slug}-code", guild_id=guild, name=said[14], description=said[1])


def _lawless(browser: Browser, address: str) -> Iterator[Visitor]:
    with browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 900}) as context:
        visitor = Visitor(context, address)
        visitor.page.on("dialog", lambda dialog: visitor.errors.append(f"dialog: {dialog.message}"))
        yield visitor


@pytest.fixture(scope="module")
def desk(browser: Browser, hostile: Hostile) -> Iterator[Visitor]:
    """A browser that obeys no policy of ours."""
    yield from _lawless(browser, hostile.address)


@pytest.fixture
def visitor_of_plain(browser: Browser, plain: Hostile) -> Iterator[Visitor]:
    """The same, for the other site."""
    yield from _lawless(browser, plain.address)


def _assert_unharmed(visitor: Visitor, page: Page) -> None:
    assert page.evaluate("top.pwned") is None
    assert visitor.foreign == []
    assert page.locator(FOREIGN).count() == 0
    # A request that hosts of ours do not know would be one that text has made.
    assert [error for error in visitor.errors if "favicon" not in error] == []


@pytest.mark.parametrize("number", VISITED)
def test_nothing_runs_on_a_page_whatever_a_visitor_does(number: int, visitor: Visitor) -> None:
    for place in (f"servers/s{number}/", f"communities/c-s{number}/", f"servers/left-{number}/"):
        page = visitor.open(place)
        page.evaluate(TRY_ALL, list(EVENTS))
        page.locator("h1").first.hover()
        _assert_unharmed(visitor, page)
        if place.startswith("servers/s"):
            name = text.one_line(PARTS[number][0])
            assert " ".join(page.locator("h1").first.text_content().split()) == name  # type: ignore[union-attr]
            assert name in " ".join(page.title().split())


@pytest.mark.parametrize("place", ["", "servers/", "communities/", "events/", "404.html"])
def test_nothing_runs_in_a_list(place: str, visitor: Visitor) -> None:
    page = visitor.open(place)
    page.evaluate(TRY_ALL, list(EVENTS))
    for card in page.locator(".sc-card").all()[:8]:
        card.hover()
    _assert_unharmed(visitor, page)


def test_nothing_runs_in_the_search(visitor: Visitor) -> None:
    page = visitor.open("servers/s0/")
    page.keyboard.press("/")
    for words in (*SEARCHED, "script", "img", "evil", "onerror", "pwned"):
        page.evaluate(WIPE)
        page.locator(QUERY).fill(words)
        page.wait_for_function(ANSWERED)
    page.locator(QUERY).fill("script")
    page.locator(".sc-result").first.wait_for()
    page.locator(".sc-result").first.hover()
    found = page.locator(".sc-search__list")
    assert found.locator("script, img[onerror], iframe, svg[onload]").count() == 0
    _assert_unharmed(visitor, page)


def test_nothing_runs_in_the_search_of_the_theme(visitor_of_plain: Visitor) -> None:
    page = visitor_of_plain.open("servers/s0/")
    page.keyboard.press("/")
    page.keyboard.type("script")
    page.locator(".md-search-result__link").first.hover()
    found = page.locator(".md-search-result__list")
    assert found.locator("script, img[onerror], iframe, svg[onload]").count() == 0
    _assert_unharmed(visitor_of_plain, page)


def test_nothing_runs_in_the_directory_s_filter(visitor: Visitor) -> None:
    page = visitor.open("servers/")
    for words in SEARCHED:
        page.locator(FIELD).fill(words)
        page.wait_for_function(ALL_HANG)
    page.locator(FIELD).fill("script")
    names = page.locator(".sc-directory .sc-card__name")
    expect(names.filter(has_text="<script").first).to_be_visible()
    _assert_unharmed(visitor, page)


def test_nothing_runs_by_an_address(visitor: Visitor) -> None:
    for words in SEARCHED:
        said = quote(words.encode("utf-8", "replace"), safe="")
        page = visitor.open(f"servers/?q={said}&tag={said}&sort={said}&page={said}#{said}")
        _assert_unharmed(visitor, page)


def test_a_reader_goes_through_the_site_and_nothing_follows(visitor: Visitor) -> None:
    """Instant navigation puts pages together by script; what comes along must stay text."""
    page = visitor.open("servers/")
    for number in (0, 7, 20):
        page.locator(f'.sc-card a[href$="s{number}/"]').first.click()
        page.wait_for_url(f"**/servers/s{number}/")
        _assert_unharmed(visitor, page)
        page.go_back()
        page.wait_for_url("**/servers/")


def test_the_policy_stops_what_would_get_through_the_escaping(
    browser: Browser, hostile: Hostile
) -> None:
    """The second wall by itself: the strings stand on a page of ours as markup."""
    path = hostile.folder / "servers/s0/index.html"
    whole = path.read_text("utf-8")
    before, end, after = whole.partition("</article>")
    with browser.new_context() as context:
        visitor = Visitor(context, hostile.address)
        for number, active in enumerate(SHORT[: 30 : 1 if FULL else 2]):
            if "http-equiv=refresh" in active:
                continue  # no policy holds this one; the third wall finds it
            page_file = hostile.folder / f"servers/s0/raw-{number}.html"
            page_file.write_text(f"{before}{active}{end}{after}", "utf-8")
            page = visitor.open(f"servers/s0/raw-{number}.html")
            page.evaluate(TRY_ALL, list(EVENTS))
            assert page.evaluate("top.pwned") is None, active
            page_file.unlink()
        assert visitor.foreign == []
        assert any("Content Security Policy" in error for error in visitor.errors)


def test_this_browser_would_have_run_them(browser: Browser) -> None:
    """What the tests above hold is worth something only if the strings work where nothing stops them."""
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/*", lambda route: route.abort())
        page.set_content(f"<!doctype html><title>x</title><img src=x onerror={RUN}>")
        page.wait_for_function("top.pwned === 1")
