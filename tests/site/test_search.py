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
    assert server in found(visitor, words)


def found(visitor: Visitor, words: str) -> list[str]:
    """Search from the home page; return the addresses of what is found."""
    page = visitor.open("")
    page.keyboard.press("/")
    page.locator("[data-md-component=search-query]").press_sequentially(words)
    page.locator(".md-search-result__item a").first.wait_for()
    links = page.locator(".md-search-result__item a")
    hrefs = [link.get_attribute("href") or "" for link in links.all()]
    return [href.split("?")[0].split("#")[0].split("/", 3)[-1] for href in hrefs]
