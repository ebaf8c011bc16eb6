"""The directory's index and controls: small, in fair order, and true to what pages say."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from making import NOON
from showcase import catalogue, directory, words
from showcase.artwork import Artwork, Rendition
from showcase.catalogue import Catalogue, Known, Listing
from showcase.content import Content
from showcase.liveness import State, Verdict
from showcase.models.entry import Community, Entry
from showcase.models.record import Facts, Record, Sample
from showcase.models.removed import Removed
from showcase.pages import finder
from showcase.pages.greetings import greetings

ENGLISH = words.words("en")
PICTURE = Rendition("3fe58012fd8035efd480.webp", 480, 270)
ARTWORK = Artwork((PICTURE,), (PICTURE,), PICTURE, "#336699", None, None)
TODAY = NOON.date()


def server(
    state: State = State.LIVE,
    code: str | None = "code",
    history: tuple[Sample, ...] = (),
    features: tuple[str, ...] = (),
    members: int | None = 1200,
    **fields: Any,
) -> tuple[Entry, Known]:
    given = {"name": "Alpha", "invite": "code", "summary": "About it.", "communities": ["games"]}
    facts = Facts(id="100000000000000001", name="Alpha", features=features, members=members)
    record = Record(slug="alpha", code="code", facts=facts, history=history)
    known = Known(record, Verdict(state, code), ARTWORK, date(2026, 1, 1))
    return Entry.model_validate({**given, **fields}), known


def site(servers: Mapping[str, tuple[Entry, Known]]) -> Catalogue:
    communities = {
        slug: Community.model_validate({"name": slug.title(), "summary": "Together."})
        for slug in ("art", "games")
    }
    entries = {slug: entry for slug, (entry, _) in servers.items()}
    content = Content(entries, communities, Removed(), ())
    return catalogue.build(content, {slug: known for slug, (_, known) in servers.items()}, NOON)


def index(servers: Mapping[str, tuple[Entry, Known]]) -> dict[str, Any]:
    return dict(json.loads(directory.index(site(servers), ENGLISH)))


def art(color: str, icon: str, banner: str) -> str:
    """A row's color and stems of pictures, as the index holds them."""
    return b64encode(bytes.fromhex(color + icon + banner)).decode().rstrip("=")


def many(count: int, **fields: Any) -> dict[str, tuple[Entry, Known]]:
    return {f"s{number}": server(**fields) for number in range(count)}


def listing(one: tuple[Entry, Known]) -> Listing:
    return site({"alpha": one}).listings["alpha"]


def test_a_row_says_what_its_poster_shows() -> None:
    made = index(
        {
            "alpha": server(
                name="Alpha",
                summary="All about it.",
                communities=["games", "art"],
                languages=["de"],
                tags=["chess"],
                official=True,
                lang="de",
                features=("PARTNERED",),
                history=(Sample(TODAY, 1200, 300),),
            )
        }
    )
    (row,) = made["servers"]
    facets = made["facets"]
    groups = ("community", "language", "tag", "badge")
    chosen = [[facets[group][place][0] for place in row[3 + n]] for n, group in enumerate(groups)]
    assert row[:3] == ["alpha", "Alpha", "All about it."]
    assert chosen == [["games", "art"], ["de"], ["chess"], ["official", "partnered"]]
    assert made["states"][row[7]] == "live"
    assert row[8:] == [
        *(1, 1200, 300, (date(2026, 1, 1) - date(1970, 1, 1)).days, 0),
        *(art("336699", "3fe58012fd8035efd480", "3fe58012fd8035efd480"), "de"),
    ]


def test_what_is_not_known_is_nought() -> None:
    (row,) = index({"alpha": server(members=None)})["servers"]
    assert row[9:11] == [0, 0]
    assert row[12] == 0
    assert len(row) == 14, "a text in the site's language needs no mark"


def test_rows_stand_in_the_fair_order() -> None:
    servers = many(30)
    made = index(servers)
    assert [row[0] for row in made["servers"]] == list(site(servers).listed)


@pytest.mark.parametrize("state", [State.GONE, State.MISMATCH, State.INELIGIBLE])
def test_what_lists_do_not_show_is_not_in_the_index(state: State) -> None:
    assert index({"alpha": server(state, None)})["servers"] == []


@pytest.mark.parametrize(
    ("state", "code", "is_open"),
    [
        (State.LIVE, "code", True),
        (State.TEMPORARY, "code", True),
        (State.PAUSED, "code", False),
        (State.MISSING, None, False),
        (State.UNCHECKED, None, False),
        (State.UNCHECKED, "code", True),
        (State.LIVE, None, False),
    ],
)
def test_open_is_what_has_a_join_link_and_is_not_paused(
    state: State, code: str | None, is_open: bool
) -> None:
    assert finder.is_open(listing(server(state, code))) is is_open


def test_a_language_is_found_by_its_own_name_too() -> None:
    assert index({"alpha": server(languages=["de"])})["facets"]["language"] == [
        ["de", "German", "Deutsch"]
    ]


@pytest.mark.parametrize(
    "said", ['"quoted" \\ back', "</script><script>alert(1)</script>", "line\u2028end", "💥 مرحبا"]
)
def test_texts_come_through_as_they_are(said: str) -> None:
    entry, known = server(name=said, summary=said)
    (row,) = index({"alpha": (entry, known)})["servers"]
    assert row[1:3] == [entry.name, entry.summary]


def test_another_server_costs_at_most_250_bytes() -> None:
    usual = {
        "name": "A usual name of a server",
        "summary": "What it is about, in one line that says enough to know whether to go there.",
        "languages": ["en", "de"],
        "tags": ["beginners", "voice"],
        "features": ("COMMUNITY",),
        "history": (Sample(TODAY, 1200, 300),),
    }
    sizes = [len(directory.index(site(many(n, **usual)), ENGLISH).encode()) for n in (100, 300)]
    assert (sizes[1] - sizes[0]) / 200 <= 250


@pytest.mark.parametrize(
    ("history", "growth"),
    [
        pytest.param([], 0, id="nothing is known"),
        pytest.param([(0, 100)], 0, id="one day"),
        pytest.param([(30, 100), (0, 110)], 100, id="a month"),
        pytest.param([(60, 10), (20, 100), (0, 90)], -100, id="what is older does not count"),
        pytest.param([(20, 0), (0, 90)], 0, id="from nobody"),
    ],
)
def test_growth_is_in_thousandths_over_thirty_days(
    history: list[tuple[int, int]], growth: int
) -> None:
    samples = tuple(Sample(TODAY - timedelta(days=age), members, 1) for age, members in history)
    assert finder.growth(listing(server(history=samples))) == growth


def test_few_servers_need_no_finder() -> None:
    assert finder.finder(site(many(finder.FINDER_FROM - 1)), ENGLISH) is None


def test_there_are_no_facets_below_twelve_servers() -> None:
    few = finder.finder(site(many(11)), ENGLISH)
    enough = finder.finder(site(many(12)), ENGLISH)
    assert few is not None
    assert few.facets == ()
    assert enough is not None
    assert [facet.group for facet in enough.facets] == ["community", "size"]


def test_only_sorts_that_make_a_difference_are_offered() -> None:
    unknown = finder.finder(site(many(12, members=None)), ENGLISH)
    grown = (Sample(TODAY - timedelta(days=20), 100, 5), Sample(TODAY, 120, 5))
    known = finder.finder(site(many(12, history=grown)), ENGLISH)
    assert unknown is not None
    assert unknown.sorts == ("fair", "name", "newest")
    assert known is not None
    assert known.sorts == ("fair", "name", "newest", "members", "activity", "growing")


def test_counts_of_options_are_those_of_the_servers() -> None:
    servers = {**many(7, members=5), "big": server(members=100_000, tags=["chess"])}
    facets = {facet.group: facet for facet in finder.facets(site(servers), ENGLISH)}
    sizes = [(option.key, option.label, option.count) for option in facets["size"].shown]
    assert sizes == [("0-100", "under 100", 7), ("100000-", "100,000 and more", 1)]
    assert [(one.key, one.count) for one in facets["community"].shown] == [("games", 8)]
    assert [(one.key, one.count) for one in facets["tag"].shown] == [("chess", 1)]
    assert facets["badge"].shown == []


def test_a_long_facet_shows_its_commonest_options_and_keeps_the_rest_near() -> None:
    servers = {f"s{n}": server(tags=[f"tag{k}" for k in range(n + 1)]) for n in range(12)}
    (tags,) = [facet for facet in finder.facets(site(servers), ENGLISH) if facet.group == "tag"]
    assert [option.key for option in tags.shown] == [f"tag{n}" for n in range(8)]
    assert [option.key for option in tags.rest] == [f"tag{n}" for n in range(8, 12)]


def test_a_facet_that_is_a_little_too_long_is_shown_whole() -> None:
    servers = {f"s{n}": server(tags=[f"tag{n}"]) for n in range(10)}
    (tags,) = [facet for facet in finder.facets(site(servers), ENGLISH) if facet.group == "tag"]
    assert len(tags.shown) == 10
    assert tags.rest == []


def test_a_visitor_is_greeted_in_the_visitors_language() -> None:
    spoken = {"es": ("a", "b"), "pt-BR": ("a",), "cy": ("a",)}
    assert greetings(spoken, ENGLISH) == [
        ("es", "En español · 2"),
        ("pt-BR", "Em português · 1"),
        ("cy", "Cymraeg · 1"),
    ]


def test_replacing_artwork_changes_the_files_that_posters_show() -> None:
    entry, known = server()
    other = replace(
        ARTWORK, banner=(Rendition(f"{'b' * 20}.webp", 480, 270), PICTURE), color="#ffffff"
    )
    (row,) = index({"alpha": (entry, replace(known, artwork=other))})["servers"]
    assert row[13] == art("ffffff", "3fe58012fd8035efd480", "b" * 20)
