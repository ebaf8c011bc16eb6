"""Material's search finds servers by what their entries say."""

import pytest

from browsing import Visitor

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("words", "server"),
    [
        pytest.param("telescopes", "servers/backyard-observatory/", id="a word of its summary"),
        pytest.param("Rainy Day Dice", "servers/rainy-day-dice/", id="its name"),
        pytest.param("mentors", "servers/backyard-observatory/", id="a tag"),
        pytest.param("looking-for-table", "servers/rainy-day-dice/", id="a channel"),
    ],
)
def test_the_search_finds_a_server_by(visitor: Visitor, words: str, server: str) -> None:
    page = visitor.open("")
    page.keyboard.press("/")
    page.locator("[data-md-component=search-query]").press_sequentially(words)
    # The list is made anew with every letter: wait for the link, do not read the list.
    page.locator(f'.md-search-result__item a[href*="{server}"]').first.wait_for()
