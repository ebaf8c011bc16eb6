"""The search's index: every word leads to its document, by few and small files."""

import json
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from making import Showcase
from showcase import words
from showcase.search import Document, documents, index
from showcase.search.entries import maintained, with_entries
from showcase.search.terms import terms

ENGLISH = words.words("en")


def made(*documents: Document) -> dict[str, Any]:
    return {name: json.loads(content) for name, content in index(documents, ENGLISH).items()}


def server(title: str, **fields: Any) -> Document:
    return Document(address="servers/x/", title=title, kind="server", **fields)


def lookup(files: dict[str, Any], term: str) -> list[tuple[int, int]]:
    """Find a term as the script does: the place of each document, and the rank of its field."""
    manifest = files["manifest.json"]
    shard = sum(start <= term for start in manifest["starts"]) - 1
    places = files[f"{manifest['folder']}/t{max(shard, 0)}.json"].get(term, [])
    return [divmod(place, 4) for place in accumulate(places)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Board Games, and TEA", {"board", "games", "and", "tea"}),
        ("Würfel für Straße", {"wurfel", "fur", "strasse"}),
        ("C++, C# and .NET; but a+b", {"c++", "c#", "and", "net", "but", "a", "b"}),
        ("日本語", {"日本", "本語", "語"}),
        ("Python勉強会", {"python", "勉強", "強会", "会"}),
        ("हिन्दी", {"हिन्दी"}),
        ("🎲 — !", set()),
        ("don't", {"don", "t"}),
    ],
)
def test_a_text_is_cut_into_terms(text: str, expected: set[str]) -> None:
    assert terms(text) == expected


@given(st.text(st.characters(max_codepoint=127)) | st.text("aB7+# \n\x1c_"))
def test_a_text_of_ascii_is_cut_as_any_other(text: str) -> None:
    # A sign of its own makes the text one that is not of ASCII.
    assert terms(text) == terms(f"{text} \N{EM DASH}")


def test_the_words_of_an_address_are_not_found_and_those_beside_it_are(showcase: Showcase) -> None:
    showcase.options["refresh"] = "never"
    about = "Read <https://one.example/lore?a=b> first.\n\nThen play: git+ssh://two.example"
    made = showcase.server("alpha", about=about).compose().catalogue
    (found,) = (one for one in documents(made, ENGLISH) if one.kind == "server")
    assert terms(found.text) == {"read", "first", "then", "play", "git"}


def test_labels_of_links_are_not_found(showcase: Showcase) -> None:
    showcase.options["refresh"] = "never"
    links = {"Website": "https://one.example/"}
    made = showcase.server("alpha", links=links).compose().catalogue
    (found,) = (one for one in documents(made, ENGLISH) if one.kind == "server")
    assert "website" not in terms(found.text)


def test_a_term_leads_to_the_best_field_that_has_it() -> None:
    files = made(
        server("Chess", summary="Chess and tea", keywords=("go",), text="tea and go"),
        server("Go", summary="Chess", text="nothing else"),
    )
    assert {term: lookup(files, term) for term in ("chess", "go", "tea", "else", "poker")} == {
        "chess": [(0, 3), (1, 1)],
        "go": [(0, 2), (1, 3)],
        "tea": [(0, 1)],
        "else": [(1, 0)],
        "poker": [],
    }


def test_results_need_no_other_file() -> None:
    one = server("Chess", summary="All of it", picture="a.webp", lang="de")
    two = Document(address="about/", title="About", kind="page")
    files = made(one, two)
    folder = files["manifest.json"]["folder"]
    assert files[f"{folder}/d0.json"] == [
        ["Chess", "servers/x/", "server", "All of it", "a.webp", "de"],
        ["About", "about/", "page"],
    ]


def test_files_stay_small_however_many_documents_there_are() -> None:
    documents = [
        server(f"Server {n}", text=" ".join(f"w{n * 7 % 5000 + k}" for k in range(60)))
        for n in range(2000)
    ]
    files = index(documents, ENGLISH)
    assert max(map(len, files.values())) < 48_000


@pytest.mark.parametrize("sign", ["a", "ä", "日", "\U00020000", "\ue000", "z"])
def test_a_word_is_found_whatever_files_there_are(sign: str) -> None:
    documents = [server(f"{sign}{n:05} {sign * 3}{n % 7}") for n in range(4000)]
    files = made(*documents)
    assert len(files["manifest.json"]["starts"]) > 2
    for term in terms(documents[1234].title) & terms(f"{sign}01234"):
        assert 1234 in [place for place, _ in lookup(files, term)]


@given(st.lists(st.text(max_size=30), min_size=1, max_size=8))
def test_every_term_of_every_text_is_found(texts: list[str]) -> None:
    files = made(*(server("x", text=text) for text in texts))
    for place, text in enumerate(texts):
        for term in terms(text) - {"x"}:
            assert place in [found for found, _ in lookup(files, term)], term


def test_a_word_of_most_texts_says_nothing_but_keeps_its_titles() -> None:
    documents = [server(f"No {n}", text="friendly people") for n in range(99)]
    documents.append(server("Friendly"))
    files = made(*documents)
    assert files["manifest.json"]["common"] == ["friendly", "no", "people"]
    assert lookup(files, "friendly") == [(99, 3)]
    assert len(lookup(files, "no")) == 99


def test_the_folder_changes_with_what_the_files_hold() -> None:
    folders = {made(server(name))["manifest.json"]["folder"] for name in ("a", "b", "a")}
    assert len(folders) == 2


def test_a_site_without_anything_has_an_index_all_the_same() -> None:
    files = made()
    assert list(files) == ["manifest.json"]
    assert files["manifest.json"]["starts"] == []


@pytest.mark.parametrize(
    "index", ["", "[]", "{}", '{"docs": 7}', '{"docs": [{}]}', '{"docs": [[]]}']
)
def test_a_search_index_of_a_shape_that_is_not_known_stays_as_it_is(index: str) -> None:
    assert maintained(index) == []
    assert [*with_entries(index, [server("One")])] == [index]


def test_sections_of_a_maintained_page_are_found_under_its_title() -> None:
    docs = [
        {"location": "about/", "title": "About", "text": "Who we <b>are</b>"},
        {"location": "about/#more", "title": "More &amp; more", "text": "What we do"},
    ]
    (one,) = maintained(json.dumps({"docs": docs}))
    assert (one.address, one.title, one.kind) == ("about/", "About", "page")
    assert one.text.split() == "Who we are More & more What we do".split()
