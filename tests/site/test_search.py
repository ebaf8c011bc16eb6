"""The search finds servers by what their entries say, and costs nothing before it is used."""

from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Response, Route

from browsing import IDLE, Visitor
from showcase.search.terms import terms

pytestmark = pytest.mark.browser

QUERY = ".md-search__input"
RESULT = ".sc-result"
TEXTS = (
    "Board Games, and TEA",
    "Würfel für Straße, ﬁne ÆON",
    "C++, C# and .NET; a+b c++x #tag",
    "Ὀδυσσεύς λόγος ΛΌΓΟΣ",
    "हिन्दी में बातचीत",
    "مُحَمَّد والقهوة",
    "İstanbul IŞIK ısı",
    "don't stop — it’s 10€ ½ x²",
    "🎲🧩 Ｆｕｌｌ　ｗｉｄｔｈ",
    "한국어 서버",
    "в́ украї́нська",
)


@pytest.mark.parametrize(
    ("words", "server"),
    [
        pytest.param("telescopes", "servers/backyard-observatory/", id="a word of its summary"),
        pytest.param("telescope", "servers/backyard-observatory/", id="another form of a word"),
        pytest.param("telesc", "servers/backyard-observatory/", id="the beginning of a word"),
        pytest.param("telesocpes", "servers/backyard-observatory/", id="a slip of the finger"),
        pytest.param("Rainy Day Dice", "servers/rainy-day-dice/", id="its name"),
        pytest.param("mentors observatory", "servers/backyard-observatory/", id="a tag and a name"),
        pytest.param("looking-for-table", "servers/rainy-day-dice/", id="a channel"),
        pytest.param("telescopes xyzzyplugh", "servers/backyard-observatory/", id="some words"),
    ],
)
def test_the_search_finds_a_server_by(visitor: Visitor, words: str, server: str) -> None:
    page = visitor.open("")
    page.keyboard.press("/")
    page.locator(QUERY).press_sequentially(words)
    page.locator(f'{RESULT}[href$="{server}"]').first.wait_for()
    assert visitor.errors == []


def test_a_community_stands_before_servers_that_only_belong_to_it(visitor: Visitor) -> None:
    page = visitor.open("servers/")
    page.keyboard.press("/")
    page.locator(QUERY).fill("board games")
    page.locator(RESULT).first.wait_for()
    assert page.locator(RESULT).first.get_attribute("href") == "../communities/board-games/"


def test_the_maintainers_own_pages_are_found_too(visitor: Visitor) -> None:
    page = visitor.open("servers/rainy-day-dice/")
    page.keyboard.press("/")
    page.locator(QUERY).fill("new to discord")
    page.locator(f'{RESULT}[href$="new-to-discord/"]').wait_for()


def test_who_does_not_search_fetches_nothing_for_it(visitor: Visitor) -> None:
    visitor.open("").evaluate(IDLE)
    asked = {address.split("/")[-1] for address in visitor.asked}
    assert "search.js" in asked
    assert asked & {"lookup.js", "manifest.json", "search_index.json"} == set()


def test_a_search_fetches_only_the_files_that_it_needs(newcomer: Visitor) -> None:
    page = newcomer.open("")
    sizes: list[int] = []

    def count(answer: Response) -> None:
        # What the page itself shows is not counted, however late it comes.
        if "/search/" in answer.url or answer.url.endswith("lookup.js"):
            sizes.append(len(answer.body()))

    page.on("response", count)
    page.keyboard.press("/")
    page.locator(QUERY).fill("telescopes")
    page.locator(RESULT).first.wait_for()
    assert 3 <= len(sizes) <= 12
    assert sum(sizes) < 150_000


def test_it_is_worked_by_the_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.open("about/")
    page.keyboard.press("s")
    page.keyboard.type("telescopes")
    page.locator(RESULT).first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator(RESULT).nth(1)
    assert second.evaluate("one => one === document.activeElement")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.matches('.md-search__input')")
    first = page.locator(RESULT).first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{str(first).removeprefix('../')}")


def test_escape_closes_it(visitor: Visitor) -> None:
    page = visitor.open("")
    page.keyboard.press("/")
    assert page.locator("#__search").is_checked()
    page.keyboard.press("Escape")
    assert not page.locator("#__search").is_checked()


def test_escape_leads_back_to_where_one_was(visitor: Visitor) -> None:
    page = visitor.open("")
    link = page.get_by_role("link", name="All communities")
    link.focus()
    page.keyboard.press("/")
    page.keyboard.type("telescopes")
    page.locator(RESULT).first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert link.evaluate("one => one === document.activeElement")


def test_escape_leaves_no_result_that_is_out_of_sight(visitor: Visitor) -> None:
    page = visitor.open("")
    page.keyboard.press("/")
    page.keyboard.type("telescopes")
    page.locator(RESULT).first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.body")


def test_escape_does_not_lead_back_to_where_one_was_a_while_ago(visitor: Visitor) -> None:
    page = visitor.open("")
    page.get_by_role("link", name="All communities").focus()
    page.keyboard.press("/")
    page.mouse.click(5, 700)
    assert not page.locator("#__search").is_checked()
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.body")


@pytest.mark.parametrize(
    ("words", "said", "marked"),
    [
        ("mentors observatory", "Filed under: mentors", ["Observatory", "mentors"]),
        ("tables rainy", "On its page: tables", ["Rainy", "table", "tables"]),
        ("the moss", "On its page: the", ["moss", "the"]),
        ("telesocpes observatory", None, ["Observatory", "Telescopes"]),
    ],
    ids=["a tag", "what its page says", "the word itself", "a slip of the finger"],
)
def test_a_result_says_by_what_it_was_found(
    visitor: Visitor, words: str, said: str | None, marked: list[str]
) -> None:
    page = visitor.open("")
    page.keyboard.press("/")
    page.locator(QUERY).fill(words)
    result = page.locator(RESULT).first
    result.wait_for()
    assert result.locator(".sc-result__why").all_text_contents() == ([said] if said else [])
    assert result.locator("mark").all_text_contents() == marked


@pytest.mark.parametrize(
    ("term", "wanted", "fits"),
    [
        ("mood", "moon", False),
        ("moonbase", "moon", True),
        ("cat", "cats", True),
        ("telescope", "telescopes", True),
        ("gardening", "gardener", False),
        ("garden", "gardens", True),
        ("about", "a", False),
        ("a", "a", True),
    ],
)
def test_another_ending_is_the_same_word_and_another_letter_of_a_short_one_is_not(
    visitor: Visitor, term: str, wanted: str, fits: bool
) -> None:
    found = visitor.open("about/").evaluate(
        "words => import('/assets/showcase/lookup.js').then(({ fit }) => fit(...words))",
        [term, wanted],
    )
    assert bool(found) == fits


def test_what_is_not_there_is_said(visitor: Visitor) -> None:
    page = visitor.open("")
    page.keyboard.press("/")
    page.locator(QUERY).fill("xyzzyplugh")
    page.get_by_text("Nothing found. Try fewer words, or another spelling.").wait_for()
    assert page.locator(RESULT).count() == 0


def test_a_lost_connection_is_said_and_the_next_try_works(visitor: Visitor) -> None:
    page = visitor.open("")
    context = page.context

    def fail(route: Route) -> None:
        route.abort()

    context.route("**/manifest.json", fail)
    page.keyboard.press("/")
    page.locator(QUERY).fill("telescopes")
    page.get_by_text("The search cannot be reached just now. Try again in a moment.").wait_for()
    context.unroute("**/manifest.json", fail)
    page.locator(QUERY).press_sequentially(" ")
    page.locator(RESULT).first.wait_for()


def test_a_site_published_anew_meanwhile_is_read_anew(visitor: Visitor) -> None:
    page = visitor.open("")
    stale: list[str] = []

    def old(route: Route) -> None:
        manifest: dict[str, Any] = route.fetch().json()
        if not stale:
            manifest["folder"] = "gone"
            stale.append("gone")
        route.fulfill(json=manifest)

    page.context.route("**/manifest.json", old)
    page.keyboard.press("/")
    page.locator(QUERY).fill("telescopes")
    page.locator(RESULT).first.wait_for()
    assert stale == ["gone"]


def cut(visitor: Visitor, texts: Sequence[str]) -> list[set[str]]:
    """Let the browser cut texts into the terms that it looks up."""
    page = visitor.open("about/")
    script = (
        """texts => import("/assets/showcase/lookup.js").then(({ terms }) => texts.map(terms))"""
    )
    return [set(found) for found in page.evaluate(script, texts)]


def test_what_was_cut_from_a_script_without_spaces_is_named_in_one(visitor: Visitor) -> None:
    script = """text => import("/assets/showcase/lookup.js")
      .then(({ joined, terms }) => joined(terms(text)))"""
    page = visitor.open("about/")
    assert page.evaluate(script, "日本語 moon") == ["日本語", "moon"]


def test_browser_and_build_cut_texts_into_the_same_terms(visitor: Visitor) -> None:
    assert cut(visitor, TEXTS) == [terms(text) for text in TEXTS]


def test_a_script_without_spaces_is_looked_up_by_what_is_indexed(visitor: Visitor) -> None:
    texts = ("日本語の勉強会 Python入門", "ภาษาไทย", "水")
    for text, wanted in zip(texts, cut(visitor, texts), strict=True):
        assert wanted
        assert wanted <= terms(text)
