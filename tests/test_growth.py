"""What a build does, counted: twice as many servers are twice the work, and no more."""

import sqlite3
from collections import Counter
from typing import Any

import pytest

from making import Showcase, share_pictures
from showcase import markup, store
from showcase.artwork.index import Index
from showcase.catalogue.nearness import Nearness
from showcase.pages import book
from showcase.plugin.shells import Shells

FEW, MANY = 12, 24


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each of a build's costly steps was taken."""
    counted: Counter[str] = Counter()

    def count(owner: Any, name: str) -> None:
        step = getattr(owner, name)

        def counting(*arguments: Any, **named: Any) -> Any:
            counted[name] += 1
            return step(*arguments, **named)

        monkeypatch.setattr(owner, name, counting)

    for owner, name in (
        (Shells, "_rendered"),
        (Nearness, "of"),
        (Index, "get"),
        (store, "record_from_json"),
        (store, "record_to_json"),
        (markup, "_inert"),
    ):
        count(owner, name)
    return counted


def crowd(showcase: Showcase, servers: int) -> None:
    """Write servers that look alike; each has a text of its own."""
    showcase.options["refresh"] = "never"
    showcase.community("games").community("music")
    for number in range(servers):
        showcase.server(
            f"server-{number:03}",
            tags=["chess"],
            languages=["de"],
            communities=["games", "music"],
            about=f"We are *number* {number} of {servers}.",
        )


def built(showcase: Showcase, servers: int, counts: Counter[str]) -> Counter[str]:
    """Build twice, for the first build notes what it sees first; count the second."""
    crowd(showcase, servers)
    showcase.build()
    counts.clear()
    showcase.build()
    return Counter(counts)


def test_twice_as_many_servers_are_at_most_twice_the_work(
    showcase: Showcase, counts: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    share_pictures(monkeypatch)
    few = built(showcase, FEW, counts)
    many = built(showcase, MANY, counts)
    assert few.keys() == many.keys()
    assert {name for name in few if many[name] > few[name] * MANY / FEW} == set()


def test_a_record_is_read_once_in_a_build_and_not_written_where_nothing_changed(
    showcase: Showcase, counts: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    share_pictures(monkeypatch)
    counted = built(showcase, FEW, counts)
    assert counted["record_from_json"] == FEW
    assert counted["record_to_json"] == 0


def test_frames_are_rendered_for_shapes_of_pages_and_not_for_each_page(
    showcase: Showcase, counts: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    share_pictures(monkeypatch)
    few = built(showcase, FEW, counts)
    many = built(showcase, MANY, counts)
    assert 0 < many["_rendered"] == few["_rendered"]


def test_statements_of_the_store_do_not_grow_faster_than_servers(
    showcase: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    share_pictures(monkeypatch)
    said: list[str] = []
    connect = sqlite3.connect

    def tracing(*arguments: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **named)
        connection.set_trace_callback(said.append)
        return connection

    monkeypatch.setattr(sqlite3, "connect", tracing)
    numbers = []
    for servers in (FEW, MANY):
        crowd(showcase, servers)
        showcase.build()
        said.clear()
        showcase.build()
        numbers.append(len(said))
    few, many = numbers
    assert 0 < many <= few * MANY / FEW


def test_a_picture_is_copied_once_however_many_pages_show_it(
    showcase: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    share_pictures(monkeypatch)
    crowd(showcase, FEW)
    pictures = [path for path in showcase.build().files() if path.endswith((".webp", ".jpg"))]
    assert len(pictures) == 5


def test_the_list_of_communities_goes_on_over_several_pages(
    showcase: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    share_pictures(monkeypatch)
    crowd(showcase, FEW)
    for number in range(book.TILES):
        showcase.community(f"community-{number:02}")
    site = showcase.build(strict=True)
    tiles = [
        site.article(address).cssselect(".sc-tile")
        for address in ("communities/", "communities/page/2/")
    ]
    assert [len(found) for found in tiles] == [book.TILES, 2]
    assert "communities/page/2/" in site.links("communities/")
    assert "communities/" in site.links("communities/page/2/")
