"""From the home page to a join link, as somebody on a phone or with a keyboard goes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import Visitor

pytestmark = pytest.mark.browser

# A poster wears the ring of its link, so the link or something around it has to.
RINGED = """() => {
  let place = document.activeElement;
  for (let up = 0; up < 4 && place; up += 1, place = place.parentElement) {
    if (getComputedStyle(place).outlineStyle !== "none") return true;
  }
  return false;
}"""


def test_three_taps_lead_from_home_by_language_to_a_join_button(
    browser: Browser, address: str
) -> None:
    with browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    ) as context:
        page = Visitor(context, address).open("")
        page.get_by_role("link", name=re.compile("Deutsch")).first.tap()
        expect(page).to_have_url(re.compile("/languages/de/"))
        page.locator("article a").first.tap()
        expect(page).to_have_url(re.compile("/servers/[a-z-]+/"))
        join = page.get_by_role("link", name=re.compile("^Join "))
        # In reach of the thumb before anything is scrolled.
        expect(join).to_be_in_viewport(ratio=1)
        assert str(join.get_attribute("href")).startswith("https://discord.gg/")


def test_the_keyboard_alone_leads_from_home_to_a_join_link(visitor: Visitor) -> None:
    page = visitor.open("")
    press_until(page, lambda href: href.endswith("/servers/tandem-tavern/"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/servers/tandem-tavern/")
    press_until(page, lambda href: href.startswith("https://discord.gg/"))


def press_until(page: Page, is_wanted: Callable[[str], bool], most: int = 80) -> None:
    """Press Tab until a wanted link has the focus, and see that the focus shows."""
    for _ in range(most):
        page.keyboard.press("Tab")
        href = page.evaluate("document.activeElement.href ?? ''")
        if is_wanted(href):
            assert page.evaluate(RINGED), f"the focus on {href} does not show"
            return
    pytest.fail("the link was never reached")
