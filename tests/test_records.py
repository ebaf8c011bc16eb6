"""Records as JSON, from strangers for all we know, and merged from several places."""

import json
import random
import re
import tracemalloc
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forms import examples
from showcase import shapes
from showcase.history import thinned
from showcase.liveness import State, judge
from showcase.models.entry import Entry
from showcase.models.record import (
    KNOWN_FEATURES,
    Absence,
    Change,
    Facts,
    History,
    Published,
    Record,
    Sample,
    Sighting,
    Standing,
    last_day,
    rows,
)
from showcase.records import (
    dump_records,
    load_records,
    merged,
    of_departed,
    record_from_json,
    record_to_json,
    remembered,
    settled,
)
from showcase.records.histories import read_history

NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)
OURS = "100000000000000001"
THEIRS = "200000000000000002"
HASH = "0123456789abcdef0123456789abcdef"
ENTRY = Entry.model_validate(
    {"name": "Snake Charmers", "invite": "charm", "summary": "Snakes.", "communities": ["animals"]}
)
PINNED = ENTRY.model_copy(update={"server_id": OURS})


def ago(**time: float) -> datetime:
    return NOW - timedelta(**time)


def record(
    *, at: datetime = NOW, server: str = OURS, first: datetime | None = None, **fields: Any
) -> Record:
    """Return what a good answer leaves behind."""
    known = Record(
        slug="snakes",
        code="charm",
        first_server=Sighting(server, first or at),
        facts=Facts(id=server, name=f"Server {server[0]}", members=7, online=1),
        checked_at=at,
        confirmed_at=at,
        answered_at=at,
        tried_at=at,
        last_check="ok",
        history=(Sample(at.date(), 7, 1),),
    )
    return replace(known, **fields)


def missing(at: datetime, *, since: datetime, runs: int, **fields: Any) -> Record:
    return record(
        **{
            "at": at,
            "confirmed_at": None,
            "checked_at": None,
            "first": ago(days=90),
            "absence": Absence(since, at, runs),
            "history": (),
            **fields,
        }
    )


def mirrored(*records: Record) -> dict[str, Record]:
    return load_records(dump_records(records, NOW).encode())


def plain(known: Record | None = None) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(record_to_json(known or record()))
    return content


def read(content: object) -> Record | None:
    return record_from_json("snakes", json.dumps(content))


# Round trips

times = st.datetimes(
    min_value=datetime(1, 1, 2),  # noqa: DTZ001 - the zone is added
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001
).map(lambda at: at.replace(microsecond=0, tzinfo=UTC))
ids = st.integers(10**14, 10**21 - 1).map(str)
hashes = st.none() | st.sampled_from([HASH, "a_" + HASH])
counts = st.none() | st.integers(0, shapes.MOST_MEMBERS)
codes = st.from_regex(r"[A-Za-z0-9-]{2,100}", fullmatch=True)


def lines(limit: int) -> st.SearchStrategy[str]:
    read_line = shapes.line(limit)
    seen = st.text(max_size=limit + 5).map(read_line)
    return seen.filter(lambda line: line is not None and read_line(line) == line).map(str)


facts = st.builds(
    Facts,
    id=ids,
    name=lines(100),
    description=st.none() | lines(300),
    icon=hashes,
    banner=hashes,
    splash=hashes,
    discovery_splash=hashes,
    brand_color=st.none() | st.just("#a0b1c2"),
    tag=st.none() | lines(16),
    features=st.sets(st.sampled_from(sorted(KNOWN_FEATURES))).map(lambda seen: tuple(sorted(seen))),
    verification_level=st.none() | st.integers(0, 4),
    vanity=st.none() | codes,
    nsfw_level=st.integers(0, 3),
    nsfw=st.booleans(),
    boosts=st.none() | st.integers(0, shapes.MOST_BOOSTS),
    boost_tier=st.none() | st.integers(0, 3),
    members=counts,
    online=counts,
    expires_at=st.none() | times,
    guest=st.booleans(),
    targeted=st.booleans(),
)
sightings = st.builds(Sighting, ids, times)
histories = st.dictionaries(
    st.dates(date(1990, 1, 1), date(2080, 1, 1)),
    st.tuples(st.integers(0, shapes.MOST_MEMBERS), counts),
    max_size=30,
).map(lambda days: tuple(Sample(day, *days[day]) for day in sorted(days)))
records = st.builds(
    Record,
    slug=st.just("snakes"),
    code=codes,
    server_id=st.none() | ids,
    first_seen=st.none() | st.dates(),
    first_server=st.none() | sightings,
    facts=st.none() | facts,
    checked_at=st.none() | times,
    confirmed_at=st.none() | times,
    answered_at=st.none() | times,
    tried_at=st.none() | times,
    last_check=st.sampled_from([None, "ok", "failed"]),
    absence=st.none() | st.builds(Absence, times, times, st.integers(0, 10**6)),
    other=st.none() | sightings,
    no_server=st.sampled_from([None, "group", "friend", "none"]),
    backup=st.none() | codes,
    backup_at=st.none() | times,
    backup_answered_at=st.none() | times,
    standing=st.none() | st.builds(Standing, times, st.sampled_from([str(each) for each in State])),
    history=histories,
    pictures=st.lists(
        st.builds(
            Published,
            ids.map(lambda server: f"icons/{server}/{HASH}"),
            st.lists(st.just("0123456789abcdef.webp"), max_size=3).map(tuple),
        ),
        max_size=4,
    ).map(tuple),
)


@settings(max_examples=examples(60), deadline=None)
@given(records)
@example(record())
@example(Record(slug="snakes", code="charm"))
def test_any_record_survives_the_store_and_records_json(known: Record) -> None:
    assert record_from_json("snakes", record_to_json(known)) == known
    untold = replace(known, other=known.other and Sighting("", known.other.at))
    assert mirrored(known) == {"snakes": untold}


def test_records_json_is_sorted_and_stable() -> None:
    one, two = replace(record(), slug="adders"), replace(record(), slug="boas")
    text = dump_records([two, one], NOW)
    assert text == dump_records([one, two], NOW)
    assert list(json.loads(text)["records"]) == ["adders", "boas"]
    assert json.loads(text)["version"] == 1
    assert json.loads(text)["generated_at"] == "2026-08-01T12:00:00Z"
    assert text.endswith("}\n")


def test_times_are_written_in_utc_whatever_their_zone() -> None:
    content = plain(record(at=datetime.fromisoformat("2026-08-01T14:00:00.123+02:00")))
    assert content["checked_at"] == "2026-08-01T12:00:00Z"


def a_long_history(members: int) -> tuple[Sample, ...]:
    chance = random.Random(7)
    return thinned(
        [
            Sample(
                NOW.date() - timedelta(days=day),
                members - 2 * day + chance.randint(-50, 50),
                members // 10 + chance.randint(-90, 90),
            )
            for day in range(4000)
        ],
        NOW.date(),
    )


def test_a_server_with_a_full_history_takes_about_3_kb() -> None:
    sources = (f"banners/{OURS}/{HASH}", f"icons/{OURS}/{HASH}")
    known = record(
        history=a_long_history(40_000),
        facts=Facts(
            id=OURS,
            name="A server of a usual name",
            description="What it is about, in as many words as most servers take for that. " * 2,
            icon=HASH,
            banner=HASH,
            splash=HASH,
            features=tuple(sorted(KNOWN_FEATURES))[:10],
            verification_level=2,
            vanity="snakes",
            boosts=14,
            boost_tier=3,
            members=40_000,
            online=4_000,
        ),
        standing=Standing(NOW, "live"),
        pictures=tuple(Published(source, (f"{HASH[:20]}.webp",) * 2) for source in sources),
    )
    assert len(known.history) == 150
    assert len(record_to_json(known).encode()) < 3 * 1024


# From strangers


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"<!DOCTYPE html>",
        b"\xff\xfe\x00\x01",
        b"null",
        b"7",
        b"[]",
        b"{}",
        b'{"version": 1}',
        b'{"version": 1, "records": []}',
        b'{"version": 1, "records": null}',
        b'{"version": "1", "records": {}}',
        b'{"version": true, "records": {}}',
        b'{"version": 1.0, "records": {}}',
        b'{"version": [[[[]]]], "records": {}}',
        b'{"records": {}}',
        b'{"version": 1, "records": {"snakes": ',
        b"[" * 100_000,
        b'{"version": 1, "records": {"snakes": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
        b'{"version": 1, "records": {"snakes": ' + b"9" * 10_000 + b"}}",
        b'{"version": ' + b"9" * 10_000 + b', "records": {}}',
    ],
    ids=lambda source: repr(source[:40]),
)
def test_what_is_no_records_json_is_said_to_be_none(source: bytes) -> None:
    with pytest.raises(ValueError, match=r"is not a records\.json"):
        load_records(source)


@pytest.mark.parametrize("version", [0, 2, 999])
def test_another_version_is_named(version: int) -> None:
    source = json.dumps({"version": version, "records": {}}).encode()
    with pytest.raises(ValueError, match=f"is of version {version}; 1 can be read"):
        load_records(source)


def test_an_empty_records_json_holds_no_records() -> None:
    assert load_records(b'{"version": 1, "records": {}, "new": true}') == {}


def with_others(count: int, other: str = '"x{}": 1') -> bytes:
    """Return a `records.json` that has as many other members as well."""
    others = "".join(f"{other.format(number)}, " for number in range(count))
    return f'{{"version": 1, {others}"records": {{}}}}'.encode()


@pytest.mark.parametrize("other", ['"x{}": 1', '"version": 1', '"records": {{}}'])
def test_a_flood_of_members_is_refused_after_the_first_few(
    other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A million of them pack into a few kilobytes."""
    read = 0

    class Counting(json.JSONDecoder):
        def raw_decode(self, s: str, idx: int = 0) -> tuple[Any, int]:
            nonlocal read
            read += 1
            return super().raw_decode(s, idx)

    monkeypatch.setattr("showcase.records.reading._DECODER", Counting())
    with pytest.raises(ValueError, match=r"is not a records\.json"):
        load_records(with_others(100_000, other))
    assert read < 1000


def test_a_hundred_members_that_nobody_knows_are_passed_over() -> None:
    assert load_records(with_others(100)) == {}


@pytest.mark.parametrize(
    "slug",
    ["", "Snakes", "../../etc", "a b", "-a", "a--b", "index", "404", "con", "x" * 61, "a\n", "ä"],
)
def test_a_record_under_a_bad_slug_is_left_out(slug: str) -> None:
    content = {"version": 1, "records": {slug: plain(), "adders": plain()}}
    assert list(load_records(json.dumps(content).encode())) == ["adders"]


DAY = "2026-08-01"
TIMES = [7, True, "soon", "", {}, "0001-01-01T00:00:00+23:59", "2026-08-01T25:00:00Z"]
WRONG: dict[str, list[object]] = {
    "code": [7, "", "a b", "../x", "x" * 101, [], {}],
    "server_id": [7, "7", "x" * 18, OURS + "\n", []],
    "first_server": [OURS, {}, {"id": OURS}, {"id": 7, "at": DAY}, []],
    "first_seen": [7, "soon", "2026-13-01", {}],
    "checked_at": [*TIMES],
    "answered_at": [*TIMES],
    "backup_at": [*TIMES],
    "backup_answered_at": [*TIMES],
    "last_check": [7, "", "OK", ["ok"]],
    "no_server": [7, "server", ["none"]],
    "absence": [
        7,
        {},
        {"first": DAY, "last": DAY},
        {"first": DAY, "last": DAY, "runs": -1},
        {"first": DAY, "last": DAY, "runs": "3"},
    ],
    "standing": [
        7,
        {},
        {"at": DAY},
        {"at": DAY, "state": "LIVE"},
        {"at": DAY, "state": 7},
        {"at": DAY, "state": [[[]]]},
        {"at": DAY, "state": {}},
    ],
    "facts": [7, [], {}, {"id": OURS}, {"name": "x"}],
    "history": [7, [], {}, {"since": DAY}],
    "pictures": [7, {}, {"a": 1}, [7], [{}], [{"source": 7}], "x"],
}
WRONG_FACTS: dict[str, list[object]] = {
    "id": [7, "", "../x"],
    "name": [7, "", " ", "\u202e", None],
    "icon": ["../../x", HASH.upper(), 7, "https://example.org/x.png"],
    "members": [-1, 1.5, "7", True, 10**12],
    "features": [7, True],
    "nsfw_level": [4, "3"],
    "brand_color": ["red", "#abcdef; x"],
    "expires_at": [7, "soon"],
    "vanity": ["a b", 7],
}


def each_of(wrong: dict[str, list[object]]) -> list[tuple[str, object]]:
    return [(name, bad) for name, values in wrong.items() for bad in values]


@pytest.mark.parametrize(("name", "bad"), each_of(WRONG), ids=repr)
def test_a_record_with_a_field_of_a_wrong_type_is_left_out(name: str, bad: object) -> None:
    content = {"version": 1, "records": {"boas": {**plain(), name: bad}, "adders": plain()}}
    assert list(load_records(json.dumps(content).encode())) == ["adders"]


@pytest.mark.parametrize(("name", "bad"), each_of(WRONG_FACTS), ids=repr)
def test_facts_of_a_wrong_shape_are_not_believed(name: str, bad: object) -> None:
    content = plain()
    content["facts"][name] = bad
    assert read(content) is None


def test_a_record_needs_no_more_than_its_invite() -> None:
    assert read({"code": "charm"}) == Record(slug="snakes", code="charm")
    assert read({"server_id": OURS}) is None


def test_texts_of_a_mirror_pass_the_border() -> None:
    content = plain()
    content["facts"] |= {
        "name": "Snake\u202e\x1b[31m\nCharmers" + "\u0000",
        "description": "x" * 5000,
        "tag": "a\u200bb",
        "features": ["NEWS", "NEW_THING"],
    }
    known = read(content)
    assert known is not None
    assert known.facts is not None
    assert (known.facts.name, known.facts.tag) == ("Snake[31m Charmers", "ab")
    assert known.facts.description == "x" * 300
    assert known.facts.features == ("NEWS",)


def test_pictures_name_only_what_a_site_of_ours_could_hold() -> None:
    good = {"source": f"icons/{OURS}/{HASH}", "files": ["0123456789abcdef.webp"]}
    content = {**plain(), "pictures": [{"source": "https://example.org/x", "files": []}, good]}
    known = read(content)
    assert known is not None
    assert known.pictures == (Published(f"icons/{OURS}/{HASH}", ("0123456789abcdef.webp",)),)
    for file in ("../../x.webp", "x.svg", "0123456789abcdef.svg", "0123456789abcdef.webp\n", 7):
        assert read({**plain(), "pictures": [{**good, "files": [file]}]}) is None


def test_a_flood_of_pictures_or_points_is_cut() -> None:
    good = {"source": f"icons/{OURS}/{HASH}", "files": ["0123456789abcdef.webp"] * 1000}
    ones = [1] * 100_000
    content = {
        **plain(),
        "pictures": [good] * 1000,
        "history": {"since": "2020-01-01", "days": ones, "members": ones, "online": ones},
    }
    known = read(content)
    assert known is not None
    assert len(known.pictures) <= 10
    assert len(known.pictures[0].files) <= 20
    assert len(known.history) <= 500


@pytest.mark.parametrize(
    "history",
    [
        {"since": "2026-08-01", "days": [0], "members": [1], "online": []},
        {"since": "2026-08-01", "days": [0], "members": [-1], "online": [1]},
        {"since": "2026-08-01", "days": [-1], "members": [1], "online": [1]},
        {"since": "2026-08-01", "days": [0], "members": ["1"], "online": [1]},
        {"since": "2026-08-01", "days": [0.5], "members": [1], "online": [1]},
        {"since": "2026-08-01", "days": [0], "members": [10**12], "online": [1]},
        {"since": "2026-08-01", "days": [10**12], "members": [1], "online": [1]},
        {"since": "9999-12-31", "days": [1], "members": [1], "online": [1]},
        {"since": "soon", "days": [], "members": [], "online": []},
        {"since": 7, "days": [], "members": [], "online": []},
        {"since": "2026-08-01", "days": "000", "members": "000", "online": "000"},
        {"since": "2026-08-01", "days": [[]], "members": [1], "online": [1]},
        {"since": "2026-08-01", "days": 7, "members": 7, "online": 7},
    ],
)
def test_a_history_of_a_wrong_shape_is_not_believed(history: object) -> None:
    assert read({**plain(), "history": history}) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just(OURS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=examples(150), deadline=None)
@given(
    st.dictionaries(st.sampled_from([*plain(), "absence", "other", "pictures"]), json_values),
    st.dictionaries(st.sampled_from([*plain()["facts"], "features", "tag"]), json_values),
)
def test_no_stranger_makes_reading_or_merging_raise(
    changes: dict[str, Any], facts: dict[str, Any]
) -> None:
    content = plain()
    content["facts"] |= facts
    source = {"version": 1, "records": {"snakes": {**content, **changes}}}
    for known in load_records(json.dumps(source).encode()).values():
        assert known.facts is None or {
            unicodedata.category(sign) for sign in known.facts.name
        }.isdisjoint({"Cc", "Cs"})
        assert merged("snakes", PINNED, [known, record()], NOW) is not None
        judge(PINNED, known, NOW)
    assert isinstance(load_records(json.dumps(source).encode()), dict)


@pytest.mark.parametrize("source", ["", "null", "7", "[", "[" * 100_000, "{}", '{"code": "x"}'])
def test_a_spoilt_row_of_the_store_is_no_record(source: str) -> None:
    assert record_from_json("snakes", source) is None


# Merging: whose first server


def test_nothing_merged_is_nothing() -> None:
    assert merged("snakes", ENTRY, [], NOW) is None


def test_one_record_alone_stays_as_it_is() -> None:
    assert merged("snakes", ENTRY, [record()], NOW) == record()


def test_the_earliest_first_server_wins_whatever_the_order() -> None:
    early = record(at=ago(hours=30), first=ago(days=30))
    late = record(at=ago(hours=1), first=ago(days=2), server=THEIRS)
    for candidates in ([early, late], [late, early]):
        known = merged("snakes", ENTRY, candidates, NOW)
        assert known is not None
        assert known.first_server == Sighting(OURS, ago(days=30))
        assert known.facts == early.facts
        assert known.history == early.history


def test_the_same_first_server_keeps_its_earliest_time() -> None:
    known = merged("snakes", ENTRY, [record(), record(first=ago(days=9))], NOW)
    assert known is not None
    assert known.first_server == Sighting(OURS, ago(days=9))


def test_nothing_of_another_server_is_kept_but_that_the_invite_led_there() -> None:
    ours = record(at=ago(days=3))
    theirs = record(
        at=ago(hours=1),
        server=THEIRS,
        pictures=(Published(f"icons/{THEIRS}/{HASH}", ()),),
        standing=Standing(NOW, "live"),
        backup="spare",
        backup_at=NOW,
        backup_answered_at=NOW,
    )
    known = merged("snakes", ENTRY, [theirs, ours], NOW)
    assert known == replace(
        ours,
        other=Sighting(THEIRS, ago(hours=1)),
        answered_at=ago(hours=1),
        tried_at=ago(hours=1),
    )
    assert judge(ENTRY, known, NOW).state is State.MISMATCH


def test_an_older_answer_of_another_server_withholds_nothing() -> None:
    ours = record(at=ago(hours=1), first=ago(days=9))
    theirs = record(at=ago(hours=2), first=ago(days=3), server=THEIRS)
    known = merged("snakes", ENTRY, [theirs, ours], NOW)
    assert known == ours


def test_that_the_invite_was_unknown_stays_whatever_the_server() -> None:
    ours = record(at=ago(days=3))
    theirs = missing(
        NOW, since=ago(hours=30), runs=3, first_server=Sighting(THEIRS, ago(days=1)),
        facts=Facts(id=THEIRS, name="Free Nitro"),
    )  # fmt: skip
    known = merged("snakes", ENTRY, [theirs, ours], NOW)
    assert known is not None
    assert known.absence == Absence(ago(hours=30), NOW, 3)
    assert known.facts == ours.facts
    assert judge(ENTRY, known, NOW).state is State.GONE


@pytest.mark.parametrize(
    "bad", [{"no_server": "group"}, {"other": Sighting("300000000000000003", NOW)}]
)
def test_any_bad_answer_stays_whatever_the_server(bad: dict[str, Any]) -> None:
    ours = record(at=ago(days=3))
    known = merged("snakes", ENTRY, [record(first=ago(days=1), server=THEIRS, **bad), ours], NOW)
    assert known == replace(ours, answered_at=NOW, tried_at=NOW, **bad)


def test_of_a_place_that_saw_another_server_the_first_day_is_kept() -> None:
    ours = record(at=ago(days=3))
    theirs = record(
        first=ago(days=1), server=THEIRS, first_seen=date(2026, 1, 2), answered_at=None,
        tried_at=None, last_check=None,
    )  # fmt: skip
    known = merged("snakes", ENTRY, [theirs, ours], NOW)
    assert known == replace(ours, first_seen=date(2026, 1, 2))
    unasked = [replace(one, answered_at=None) for one in (theirs, ours)]
    known = merged("snakes", ENTRY, unasked, NOW)
    assert known == replace(unasked[1], first_seen=date(2026, 1, 2))


def test_an_answer_that_only_looked_like_a_mismatch_is_forgotten() -> None:
    """One place took another server for the first, and so ours for a mismatch."""
    ours = record(at=ago(days=3))
    theirs = record(
        at=ago(days=1), first=ago(days=2), server=THEIRS, other=Sighting(OURS, ago(days=1))
    )
    assert merged("snakes", ENTRY, [theirs, ours], NOW) == ours


def test_a_mismatch_by_name_ends_where_another_place_accepted_that_server() -> None:
    named = Record(
        slug="snakes", code="charm", other=Sighting(OURS, NOW), answered_at=NOW, tried_at=NOW
    )
    ours = record(at=ago(days=1))
    assert merged("snakes", ENTRY, [named, ours], NOW) == ours


def test_with_a_server_id_only_records_of_that_server_count() -> None:
    theirs = record(at=NOW, first=ago(days=99), server=THEIRS)
    ours = record(at=ago(days=2), server_id=OURS)
    assert merged("snakes", PINNED, [theirs, ours], NOW) == ours


# Histories as numbers


def test_a_history_as_numbers_is_like_its_samples() -> None:
    samples: Any = tuple(
        Sample(NOW.date() + timedelta(days=number), 7 + number, number if number % 3 else None)
        for number in range(9)
    )
    history = History(*zip(*rows(samples), strict=True))
    assert (history, hash(history), len(history)) == (samples, hash(samples), 9)
    assert samples == history
    assert [history[0], history[-1], *history[2:5]] == [samples[0], samples[-1], *samples[2:5]]
    assert (samples[1] in history, [*history]) == (True, [*samples])
    other = (*samples[:-1], replace(samples[-1], online=99))
    assert [history == each for each in (samples[1:], other, [*samples], None)] == [False] * 4
    known = record(history=samples)
    assert record(history=history) == known
    assert record_to_json(record(history=history)) == record_to_json(known)
    assert record_from_json("snakes", record_to_json(known)) == known


@pytest.mark.parametrize(
    ("columns", "kept"),
    [
        (([0, 1], [None, None], [1, 0]), ()),
        (([None, None], [5, 1], [1, 0]), ()),
        (([0, 0, 1], [5, None, 1], [1, 0, 0]), ((0, 5, 1), (1, 6, 1))),
        (([3, -2], [5, 1], [1, 1]), ((1, 6, 2), (3, 5, 1))),
        (([0, 0], [5, 1], [1, 1]), ((0, 6, 2),)),
    ],
)
def test_points_without_a_day_or_a_count_are_left_out_alone_and_the_rest_is_put_in_order(
    columns: tuple[list[int | None], ...], kept: tuple[tuple[int, int, int], ...]
) -> None:
    plain = json.loads(record_to_json(record()))
    names = ("days", "members", "online")
    plain["history"] = {"since": "2026-11-01", **dict(zip(names, columns, strict=True))}
    found = record_from_json("snakes", json.dumps(plain))
    assert found is not None
    begun = date(2026, 11, 1)
    assert [*found.history] == [
        Sample(begun + timedelta(days=day), members, online) for day, members, online in kept
    ]


def written(**columns: list[int]) -> str:
    """Return a record of the store whose history says what our own writer would not."""
    text = record_to_json(record())
    cut = re.sub(r',"history":\{[^}]*\}', "", text)
    history = {"since": "2026-11-01", **columns}
    return f'{cut[:-1]},"history":{json.dumps(history, separators=(",", ":"))}}}'


def test_a_history_is_read_when_somebody_wants_more_than_its_last_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[Any] = []

    def reading(plain: Any) -> History:
        read.append(plain)
        return read_history(plain)

    monkeypatch.setattr("showcase.records.histories.read_history", reading)
    samples = a_long_history(9000)
    known = record_from_json("snakes", record_to_json(record(history=samples)))
    assert known is not None
    assert settled(known, NOW) is known
    assert last_day(known.history) == samples[-1].day.toordinal()
    assert read == []
    assert (len(known.history), [*known.history]) == (150, [*samples])
    assert record_to_json(known) == record_to_json(record(history=samples))
    assert len(read) == 1


@pytest.mark.parametrize(
    "columns",
    [
        {"days": [0], "members": [-1], "online": [1]},
        {"days": [0, 1], "members": [5, 5], "online": [1]},
        {"days": [0], "members": [shapes.MOST_MEMBERS + 1], "online": [1]},
        {"days": [40_000], "members": [1], "online": [1]},
    ],
)
def test_a_history_of_the_store_that_is_not_in_order_is_empty_and_the_rest_is_kept(
    columns: dict[str, list[int]],
) -> None:
    known = record_from_json("snakes", written(**columns))
    assert known == record(history=())
    assert known is not None
    assert "history" not in record_to_json(known)


def test_a_history_with_no_date_is_empty() -> None:
    source = written(days=[0], members=[1], online=[1]).replace("2026-11-01", "2026-13-01")
    known = record_from_json("snakes", source)
    assert known == record(history=())
    assert known is not None
    assert last_day(known.history) is None


@pytest.mark.parametrize("days", [[0] + [1] * 500, [0, 1, 0]])
def test_more_or_other_points_than_are_read_are_not_written_again(days: list[int]) -> None:
    ones = [1] + [0] * (len(days) - 1)
    known = record_from_json("snakes", written(days=days, members=ones, online=ones))
    assert known is not None
    assert len(known.history) == min(400, len({*accumulate(days)}))
    again = json.loads(record_to_json(known))["history"]["days"]
    assert len(again) == len(known.history)


def test_what_looks_like_a_history_in_a_text_is_text() -> None:
    history = ',"history":{"since":"2026-11-01","days":[0],"members":[1],"online":[1]}'
    known = record(facts=Facts(id=OURS, name=history))
    assert record_from_json("snakes", record_to_json(known)) == known


# Merging: what is newest


def test_the_newest_check_counts() -> None:
    old = record(at=ago(days=2), first=ago(days=9))
    new = record(at=ago(hours=2), first=ago(days=9), facts=Facts(id=OURS, name="Renamed"))
    for candidates in ([old, new], [new, old]):
        known = merged("snakes", ENTRY, candidates, NOW)
        assert known == replace(new, history=(*old.history, *new.history))


def test_of_one_check_that_came_twice_the_facts_are_kept() -> None:
    whole, bare = record(), record(facts=None)
    for candidates in ([whole, bare], [bare, whole]):
        assert merged("snakes", ENTRY, candidates, NOW) == whole


def test_the_newest_answer_counts_even_where_facts_are_older() -> None:
    live = record(at=ago(days=2), first=ago(days=90))
    gone = missing(NOW, since=ago(hours=1), runs=2)
    known = merged("snakes", ENTRY, [live, gone], NOW)
    assert known is not None
    assert (known.absence, known.facts, known.confirmed_at) == (
        gone.absence, live.facts, ago(days=2),
    )  # fmt: skip
    back = record(at=NOW + timedelta(minutes=1), first=ago(days=90))
    again = merged("snakes", ENTRY, [known, back], NOW + timedelta(minutes=1))
    assert again is not None
    assert (again.absence, again.checked_at) == (None, NOW + timedelta(minutes=1))


def test_a_failed_try_elsewhere_is_known_and_takes_nothing_away() -> None:
    live = record(at=ago(days=2))
    failed = replace(live, tried_at=ago(hours=1), last_check="failed")
    assert merged("snakes", ENTRY, [live, failed], NOW) == failed
    assert merged("snakes", ENTRY, [failed, live], NOW) == failed


@pytest.mark.parametrize(
    "between",
    [
        record(at=ago(hours=20), first=ago(days=90)),
        record(at=ago(hours=20), first=ago(days=90), other=Sighting(THEIRS, ago(hours=20))),
        record(at=ago(hours=20), first=ago(days=90), no_server="group"),
        record(at=ago(hours=48), first=ago(days=90)),
    ],
)
def test_another_answer_elsewhere_begins_the_run_anew(between: Record) -> None:
    gone = missing(NOW, since=ago(hours=48), runs=3)
    known = merged("snakes", ENTRY, [gone, between], NOW)
    assert known is not None
    assert known.absence == Absence(NOW, NOW, 1)


@pytest.mark.parametrize(
    "earlier",
    [
        record(at=ago(hours=49), first=ago(days=90)),
        missing(ago(hours=24), since=ago(hours=48), runs=2),
        Record(slug="snakes", code="charm", first_seen=date(2026, 1, 2)),
    ],
)
def test_a_run_goes_on_where_nothing_else_fell_into_it(earlier: Record) -> None:
    gone = missing(NOW, since=ago(hours=48), runs=3)
    known = merged("snakes", ENTRY, [earlier, gone], NOW)
    assert known is not None
    assert known.absence == gone.absence


def test_the_latest_standing_and_the_earliest_first_day_are_kept() -> None:
    one = record(first_seen=date(2026, 3, 1), standing=Standing(ago(days=2), "live"))
    two = record(first_seen=date(2026, 2, 1), standing=Standing(ago(days=1), "paused"))
    known = merged("snakes", ENTRY, [one, two], NOW)
    assert known is not None
    assert (known.first_seen, known.standing) == (date(2026, 2, 1), Standing(ago(days=1), "paused"))


def test_the_latest_answer_to_the_backup_counts() -> None:
    entry = ENTRY.model_copy(update={"backup_invite": "spare"})
    absence: dict[str, Any] = {"since": ago(days=2), "runs": 2, "backup": "spare"}
    stood = missing(NOW, backup_at=ago(hours=9), backup_answered_at=ago(hours=9), **absence)
    fell = missing(ago(hours=5), backup_answered_at=ago(hours=5), **absence)
    assert judge(entry, stood, NOW).code == "spare"
    known = merged("snakes", entry, [stood, fell], NOW)
    assert known is not None
    assert (known.backup, known.backup_at) == ("spare", None)
    assert known.backup_answered_at == ago(hours=5)
    assert judge(entry, known, NOW).code is None


def test_an_answer_to_another_backup_does_not_count() -> None:
    entry = ENTRY.model_copy(update={"backup_invite": "spare"})
    ours = record(backup="spare", backup_at=ago(days=2), backup_answered_at=ago(days=2))
    other = record(backup="other", backup_at=NOW, backup_answered_at=NOW)
    for candidates in ([ours, other], [other, ours]):
        assert merged("snakes", entry, candidates, NOW) == ours


def test_news_are_united() -> None:
    gone, back = Change(ago(days=9), "gone"), Change(ago(days=2), "back")
    one, two = record(listed=False, changes=(gone,)), record(listed=True, changes=(gone, back))
    for candidates in ([one, two], [two, one]):
        known = merged("snakes", ENTRY, candidates, NOW)
        assert known == two


def test_of_an_entry_that_was_taken_out_only_its_news_are_known() -> None:
    gone, ahead = Change(ago(days=9), "gone"), Change(NOW + timedelta(days=9), "back")
    known = [record(listed=False, changes=(gone,)), record(changes=(ahead,))]
    assert of_departed("snakes", known, NOW) == Record(slug="snakes", listed=False, changes=(gone,))


def test_of_an_entry_with_a_mistake_what_the_most_trusted_place_says_is_remembered() -> None:
    own = Record(slug="a", code="one", server_id="200000000000000001", backup="two")
    other = Record(slug="a", code="three", tried_at=NOW)
    found = remembered([None, Record(slug="a"), own, other])
    assert found is not None
    assert (found.invite, found.backup_invite) == ("one", "two")
    assert found.server_id == "200000000000000001"
    assert remembered([None, Record(slug="a")]) is None


def test_histories_are_united_and_the_later_check_wins_a_day() -> None:
    days = [date(2026, 7, day) for day in (1, 2, 3)]
    old = record(at=ago(days=1), history=(Sample(days[0], 1, 1), Sample(days[1], 2, 2)))
    new = record(at=NOW, history=(Sample(days[1], 5, 5), Sample(days[2], 6, 6)))
    for candidates in ([old, new], [new, old]):
        known = merged("snakes", ENTRY, candidates, NOW)
        assert known is not None
        assert known.history == (
            Sample(days[0], 1, 1), Sample(days[1], 5, 5), Sample(days[2], 6, 6),
        )  # fmt: skip


def test_a_united_history_is_thinned() -> None:
    def daily(members: int) -> tuple[Sample, ...]:
        return tuple(
            Sample(date(2024, 1, 1) + timedelta(days=day), members, None) for day in range(900)
        )

    candidates = [record(history=daily(1)), record(history=daily(2))]
    known = merged("snakes", ENTRY, candidates, NOW)
    assert known is not None
    assert len(known.history) <= 150
    assert known.history == thinned(known.history, NOW.date())


def test_pictures_are_united_and_the_later_check_wins_a_source() -> None:
    icon, banner = f"icons/{OURS}/{HASH}", f"banners/{OURS}/{HASH}"
    old = record(at=ago(days=1), pictures=(Published(icon, ("a",)), Published(banner, ("b",))))
    new = record(pictures=(Published(icon, ("c",)),))
    known = merged("snakes", ENTRY, [new, old], NOW)
    assert known is not None
    assert set(known.pictures) == {Published(icon, ("c",)), Published(banner, ("b",))}


@st.composite
def observations(draw: st.DrawFn) -> Record:
    """Return what some place may know after some answers."""
    at, first = (ago(hours=draw(st.integers(0, 99))) for _ in range(2))
    server = draw(st.sampled_from([OURS, THEIRS]))
    changes: dict[str, Any] = draw(
        st.sampled_from(
            [
                {},
                {"absence": Absence(min(at, first), at, 2)},
                {"other": Sighting(OURS, at)},
                {"other": Sighting(THEIRS, at)},
                {"no_server": "group"},
                {"code": "other"},
                {"server_id": OURS},
                {"backup": "spare", "backup_at": at, "backup_answered_at": at},
            ]
        )
    )
    return record(at=at, first=first, server=server, **changes)


@settings(max_examples=examples(200), deadline=None)
@given(observations(), observations(), st.sampled_from([ENTRY, PINNED]))
def test_merging_the_same_again_changes_nothing(one: Record, two: Record, entry: Entry) -> None:
    known = merged("snakes", entry, [one, two], NOW)
    assert known is not None
    for again in (one, two, known):
        assert merged("snakes", entry, [known, again], NOW) == known


# Merging: other invites, other names, other clocks


def test_a_record_of_another_invite_brings_its_server_and_history_only() -> None:
    entry = ENTRY.model_copy(update={"invite": "other"})
    old = record(other=Sighting(THEIRS, NOW), absence=Absence(NOW, NOW, 1))
    known = merged("snakes", entry, [old], NOW)
    assert known == Record(
        slug="snakes", code="other", first_server=old.first_server, facts=old.facts,
        checked_at=NOW, history=old.history,
    )  # fmt: skip
    assert judge(entry, known, NOW).state is State.UNCHECKED


def test_a_record_takes_the_name_that_the_entry_has_now() -> None:
    earlier = replace(record(), slug="old-name")
    assert merged("snakes", ENTRY, [earlier], NOW) == record()


def with_time(name: str, at: datetime) -> Record:
    changes: dict[str, Any] = {name: at}
    return replace(record(), **changes)


@pytest.mark.parametrize(
    "name", ["checked_at", "confirmed_at", "answered_at", "tried_at", "backup_at"]
)
def test_a_time_ahead_of_now_loses(name: str) -> None:
    just = NOW + timedelta(minutes=5)
    late = just + timedelta(seconds=1)
    sound, odd = with_time(name, just), with_time(name, late)
    assert merged("snakes", ENTRY, [sound], NOW) == sound
    known = merged("snakes", ENTRY, [odd, record(at=ago(days=2))], NOW)
    assert known is not None
    assert (known.checked_at, known.answered_at, known.tried_at) == (ago(days=2),) * 3
    alone = merged("snakes", ENTRY, [odd], NOW)
    assert alone is not None
    assert (alone.tried_at, judge(ENTRY, alone, NOW).state) == (None, State.UNCHECKED)


def test_with_a_time_ahead_of_now_all_is_forgotten_but_the_server() -> None:
    odd = record(
        answered_at=NOW + timedelta(days=1), absence=Absence(NOW, NOW, 1), no_server="group",
        other=Sighting(THEIRS, NOW), backup="spare", backup_at=NOW, backup_answered_at=NOW,
    )  # fmt: skip
    assert merged("snakes", ENTRY, [odd], NOW) == Record(
        slug="snakes", code="charm", first_server=odd.first_server, facts=odd.facts,
        history=odd.history, backup="spare",
    )  # fmt: skip


def test_a_run_or_mismatch_ahead_of_now_loses() -> None:
    late = NOW + timedelta(hours=1)
    for odd in (record(absence=Absence(NOW, late, 3)), record(other=Sighting(THEIRS, late))):
        known = merged("snakes", ENTRY, [odd, record(at=ago(days=2))], NOW)
        assert known is not None
        assert (known.absence, known.other, known.answered_at) == (None, None, ago(days=2))


def test_a_first_server_ahead_of_now_loses_but_is_not_forgotten() -> None:
    odd = record(first=NOW + timedelta(days=400))
    theirs = record(first=ago(hours=1), server=THEIRS)
    alone, both = (merged("snakes", ENTRY, each, NOW) for each in ([odd], [odd, theirs]))
    assert alone is not None
    assert both is not None
    assert alone.first_server == Sighting(OURS, NOW + timedelta(minutes=5))
    assert both.first_server == Sighting(THEIRS, ago(hours=1))


def test_a_standing_a_sample_or_a_first_day_ahead_of_now_is_dropped_alone() -> None:
    odd = record(
        standing=Standing(NOW + timedelta(days=1), "live"),
        first_seen=date(2030, 1, 1),
        history=(Sample(NOW.date(), 7, 1), Sample(date(2030, 1, 1), 9, 9)),
    )
    assert merged("snakes", ENTRY, [odd], NOW) == record()


def test_a_standing_or_a_first_day_a_moment_ahead_of_now_is_believed() -> None:
    just = NOW + timedelta(minutes=5)
    known = record(standing=Standing(just, "live"), first_seen=just.date())
    assert merged("snakes", ENTRY, [known], NOW) == known


@pytest.mark.parametrize(
    "odd",
    [
        record(first_server=None),
        record(first_server=Sighting(THEIRS, ago(days=99))),
        record(facts=Facts(id=THEIRS, name="Free Nitro")),
        record(other=Sighting(OURS, NOW)),
    ],
)
def test_a_record_that_contradicts_itself_is_not_believed(odd: Record) -> None:
    ours = record(at=ago(days=2))
    assert merged("snakes", ENTRY, [odd, ours], NOW) == ours
    alone = merged("snakes", ENTRY, [odd], NOW)
    assert alone == Record(slug="snakes", code="charm")
    dated = replace(odd, first_seen=date(2026, 1, 2))
    assert merged("snakes", ENTRY, [dated], NOW) == Record(
        slug="snakes", code="charm", first_seen=date(2026, 1, 2)
    )


def test_a_record_that_contradicts_the_server_id_is_not_believed() -> None:
    odd = record(server_id=OURS, facts=Facts(id=THEIRS, name="Free Nitro"))
    worse = record(server_id=OURS, server=THEIRS)
    known = merged("snakes", PINNED, [odd, worse], NOW)
    assert known == Record(slug="snakes", code="charm", server_id=OURS)


def test_what_is_published_does_not_name_the_server_that_an_invite_was_taken_to() -> None:
    """Nothing of the answer of another server is published, not even its id."""
    taken = Record(
        slug="alpha", code="abc", answered_at=NOW, other=Sighting("999999999999999999", NOW)
    )
    published = dump_records([taken], NOW)
    assert "999999999999999999" not in published
    assert load_records(published.encode())["alpha"].other == Sighting("", NOW)


# Very large, and from a stranger


def flood(item: bytes) -> bytes:
    """Return 60 MB that begin as a `records.json`."""
    return b'{"version":1,"records":{"alpha":{},"more":[' + item * (60_000_000 // len(item))


@pytest.mark.parametrize("item", [b"[],", b"{},", b"0,", b'"ab",', b"1.5,", b"[["])
def test_a_flood_takes_no_more_memory_than_its_text(item: bytes) -> None:
    """Parsed whole, 60 MB of empty lists become 1.5 GB."""
    source = flood(item)
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=r"is not a records\.json"):
            load_records(source)
        assert tracemalloc.get_traced_memory()[1] < 1.2 * len(source)
    finally:
        tracemalloc.stop()


def test_a_flood_of_records_is_refused() -> None:
    members = b",".join(b'"a%d":{}' % number for number in range(100_001))
    with pytest.raises(ValueError, match=r"is not a records\.json"):
        load_records(b'{"version":1,"records":{' + members + b"}}")


def test_only_the_wanted_records_are_read() -> None:
    source = dump_records([record(slug=slug) for slug in ("adders", "snakes")], NOW)
    assert list(load_records(source.encode(), {"snakes", "others"})) == ["snakes"]


@pytest.mark.parametrize(
    "source",
    [
        b'\xef\xbb\xbf {"records" : { } ,\r\n\t"version": 1 } \n',
        b'{"more":[{"deep":{}}],"version":1,"records":{}}',
        b'{"records":{},"version":1,"records":{}}',
    ],
)
def test_order_and_blanks_do_not_matter(source: bytes) -> None:
    assert load_records(source) == {}


@pytest.mark.parametrize("rest", [b"x", b",", b"}", b"{}", b'"'])
def test_nothing_may_follow_the_end(rest: bytes) -> None:
    with pytest.raises(ValueError, match=r"is not a records\.json"):
        load_records(b'{"version":1,"records":{}}' + rest)


# A clock that was wrong


def test_what_was_seen_while_the_clock_was_ahead_counts_from_now() -> None:
    ahead = NOW + timedelta(days=400)
    known = replace(
        record(), checked_at=ahead, confirmed_at=ahead, answered_at=ahead, tried_at=ahead,
        first_server=Sighting(OURS, NOW - timedelta(days=9)), absence=Absence(NOW, ahead, 3),
        backup_at=ahead, backup_answered_at=ahead, standing=Standing(ahead, "live"),
        history=(Sample(NOW.date(), 5, 1), Sample(ahead.date(), 6, 1)),
    )  # fmt: skip
    assert settled(known, NOW) == replace(
        known, checked_at=NOW, confirmed_at=NOW, answered_at=NOW, tried_at=None,
        absence=Absence(NOW, NOW, 3), backup_at=NOW, backup_answered_at=NOW,
        standing=Standing(NOW, "live"), history=(Sample(NOW.date(), 5, 1),),
    )  # fmt: skip


EMPTY = Record(slug="snakes", code="charm")
AHEAD = (NOW + timedelta(minutes=5)).date() + timedelta(days=366)
TODAY = Sample(NOW.date(), 5, 1)
LAST = Sample(AHEAD, 9, 9)


@pytest.mark.parametrize(
    ("ahead", "now"),
    [
        ({"answered_at": NOW + timedelta(days=1)}, {"answered_at": NOW}),
        ({"tried_at": NOW + timedelta(days=1)}, {"tried_at": None}),
        (
            {"first_seen": TODAY.day, "history": (TODAY, LAST, Sample(AHEAD + timedelta(1), 9, 9))},
            {"first_seen": TODAY.day, "history": (TODAY, LAST)},
        ),
        ({"first_seen": date(2030, 1, 1)}, {"first_seen": NOW.date()}),
        *(
            ({name: Sighting(OURS, NOW + timedelta(days=1))}, {name: Sighting(OURS, NOW)})
            for name in ("first_server", "other")
        ),
        (
            {"absence": Absence(ago(days=1), NOW + timedelta(days=1), 2)},
            {"absence": Absence(ago(days=1), NOW, 2)},
        ),
    ],
)
def test_one_time_ahead_of_now_is_settled_alone(ahead: dict[str, Any], now: dict[str, Any]) -> None:
    assert settled(replace(EMPTY, **ahead), NOW) == replace(EMPTY, **now)


def test_a_clock_that_is_back_for_one_run_takes_no_day_within_a_year() -> None:
    known = replace(EMPTY, first_seen=AHEAD, history=(TODAY, Sample(AHEAD, 9, 9)))
    assert settled(known, NOW) is known
    both = merged("snakes", ENTRY, [known, record()], NOW)
    assert both is not None
    assert both.first_seen == min(AHEAD, record().first_seen or AHEAD)
    later = AHEAD + timedelta(days=1)
    assert settled(replace(EMPTY, first_seen=later), NOW).first_seen == NOW.date()


def test_before_this_program_was_no_clock_is_believed() -> None:
    began = datetime(2020, 1, 1, tzinfo=UTC)
    known = replace(EMPTY, checked_at=NOW, history=(TODAY,))
    assert settled(known, began - timedelta(seconds=1)) is known
    assert settled(known, began) == replace(EMPTY, checked_at=began)
    lost = merged("snakes", ENTRY, [record()], began)
    assert lost is not None
    assert lost.checked_at is None
    assert merged("snakes", ENTRY, [record()], began - timedelta(seconds=1)) == record()


def test_times_that_are_believed_are_settled_as_they_are() -> None:
    just = NOW + timedelta(minutes=5)
    known = replace(record(at=just), other=Sighting(THEIRS, just))
    assert settled(known, NOW) is known
    odd = replace(known, checked_at=just + timedelta(seconds=1))
    assert settled(odd, NOW) == replace(known, checked_at=NOW)


def test_a_record_of_the_past_is_settled_as_it_is() -> None:
    known = record()
    assert settled(known, NOW + timedelta(days=1)) is known
