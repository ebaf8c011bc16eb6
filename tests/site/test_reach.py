"""Whoever reads otherwise reaches all of it: by keys, in large letters, in own colours, on paper."""

from io import BytesIO

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import expect

from browsing import Visitor

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "servers/",
    "servers/rainy-day-dice/",
    "servers/midnight-ramen/",
    "communities/astronomy/",
    "events/",
    "add/",
    "contribute/",
)
HIDDEN_SIGNS = """() => {
  const faint = [];
  for (const one of document.querySelectorAll("body *")) {
    for (const part of ["::before", "::after"]) {
      const style = getComputedStyle(one, part);
      if (style.content === "none" || style.maskImage === "none") continue;
      if (style.forcedColorAdjust !== "none") faint.push(`${one.className || one.tagName}${part}`);
    }
  }
  return [...new Set(faint)];
}"""
"""Signs are masks over a ground, which forced colours make that of the page."""
OUT_OF_SIGHT = """() => {
  const place = document.activeElement.getBoundingClientRect();
  return place.right <= 0 || place.left >= innerWidth;
}"""


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_what_the_keyboard_comes_to_is_in_sight(visitor: Visitor, direction: str) -> None:
    visitor.look(360, "light")
    page = visitor.open("servers/")
    page.evaluate("to => { document.body.dir = document.documentElement.dir = to }", direction)
    page.add_style_tag(content="* { transition: none !important }")
    lost = []
    for _ in range(16):
        page.keyboard.press("Tab")
        if page.evaluate(OUT_OF_SIGHT):
            lost.append(page.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
    assert lost == []
    assert page.evaluate("!document.activeElement.closest('.md-sidebar')")
    # Behind them the drawer is closed again.
    sidebar = page.locator(".md-sidebar--primary")
    expect(sidebar).not_to_be_in_viewport()


@pytest.mark.parametrize("path", PAGES)
def test_letters_of_twice_the_size_scroll_nothing_sideways(newcomer: Visitor, path: str) -> None:
    newcomer.look(360, "light")
    tools = newcomer.page.context.new_cdp_session(newcomer.page)
    tools.send("Page.enable")
    tools.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    page = newcomer.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_signs_are_seen_in_forced_colours(visitor: Visitor) -> None:
    found = {}
    for path in PAGES:
        page = visitor.open(path)
        page.emulate_media(forced_colors="active")
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        found[path] = page.evaluate(HIDDEN_SIGNS)
    assert {path: faint for path, faint in found.items() if faint} == {}


def test_a_switch_tells_on_from_off_in_forced_colours(visitor: Visitor) -> None:
    page = visitor.open("servers/")
    page.emulate_media(forced_colors="active")
    switch = page.locator(".sc-switch input")
    off = _lightness(switch.screenshot())
    switch.check()
    switch.blur()
    assert abs(_lightness(switch.screenshot()) - off) > 40


def _lightness(picture: bytes) -> float:
    with Image.open(BytesIO(picture)) as image:
        return ImageStat.Stat(image.convert("L")).mean[0]


def test_on_paper_there_is_nothing_to_fill_in(visitor: Visitor) -> None:
    fields = {}
    for path in ("", "servers/"):
        page = visitor.open(path)
        page.emulate_media(media="print")
        fields[path] = page.locator(".md-content :is(input, select):visible").count()
    assert fields == {"": 0, "servers/": 0}


def test_the_order_of_the_directory_is_read_in_full_on_a_phone(visitor: Visitor) -> None:
    visitor.look(360, "light")
    select = visitor.open("servers/").locator(".sc-sort select")
    wide = select.evaluate("one => one.offsetWidth")
    select.evaluate("one => { one.style.cssText = 'position: fixed; width: max-content' }")
    assert wide >= select.evaluate("one => one.offsetWidth")
