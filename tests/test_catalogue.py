"""The catalogue: entries joined with what is known, in an order that favours nobody."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from making import NOON, Showcase
from showcase import catalogue
from showcase.artwork import Artwork, Rendition
from showcase.catalogue import Catalogue, Known, Near
from showcase.catalogue.nearness import NEAR, Nearness
from showcase.catalogue.ordering import fair_order, grouped
from showcase.content import Content
from showcase.content.departures import destination
from showcase.liveness import State, Verdict
from showcase.models.entry import Community, Entry
from showcase.models.record import Facts, Record, Sample
from showcase.models.removed import Departure, Removed

PICTURE = Rendition("aa.webp", 480, 270)
ARTWORK = Artwork((PICTURE,), (PICTURE,), PICTURE, "#336699", None, None)
UNSEEN = Record(slug="a", code="x")
HIDDEN = (State.MISMATCH, State.INELIGIBLE, State.GONE)
ALL = tuple(f"s{number:04}" for number in range(5000))


def entry(**fields: Any) -> Entry:
    given = {"name": "Alpha", "invite": "alpha", "summary": "About it.", "communities": ["games"]}
    return Entry.model_validate({**given, **fields})


def community(**fields: Any) -> Community:
    return Community.model_validate({"name": "Games", "summary": "Play.", **fields})


def facts(**fields: Any) -> Facts:
    return Facts(**{"id": "100000000000000001", "name": "Alpha", **fields})


def known(state: State = State.LIVE, record: Record = UNSEEN) -> Known:
    return Known(record, Verdict(state), ARTWORK, date(2026, 1, 1))


def joined(
    servers: Mapping[str, Entry],
    communities: Mapping[str, Community] | None = None,
    states: Mapping[str, State] | None = None,
    facts: Mapping[str, Facts] | None = None,
    at: datetime = NOON,
) -> Catalogue:
    """Join entries; each is live, with no facts, if nothing else is said."""
    if communities is None:
        communities = {name: community(name=name.title()) for name in ("games", "music", "art")}
    given = {
        slug: known(
            (states or {}).get(slug, State.LIVE),
            Record(slug=slug, code="x", facts=(facts or {}).get(slug)),
        )
        for slug in servers
    }
    return catalogue.build(Content(servers, communities, Removed(), ()), given, at)


class Counting(Mapping[str, Any]):
    """A mapping that counts how often it is looked into."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values_ = values
        self.looks = 0

    def __getitem__(self, key: str) -> Any:
        self.looks += 1
        return self.values_[key]

    def __iter__(self) -> Iterator[str]:
        self.looks += len(self.values_)
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)


def test_the_order_is_that_of_a_lot_and_not_of_names_or_sizes() -> None:
    order = fair_order(ALL[:100], NOON.date())
    assert sorted(order) == list(ALL[:100])
    assert list(order) != sorted(order)
    servers = {slug: entry() for slug in ALL[:50]}
    sizes = {slug: facts(members=number) for number, slug in enumerate(servers)}
    assert joined(servers, facts=sizes).listed == joined(servers).listed


def test_the_order_is_the_same_for_a_week_and_another_in_the_next() -> None:
    monday = date(2026, 11, 16)
    weeks = [fair_order(ALL[:50], monday + timedelta(days=day)) for day in range(14)]
    assert len(set(weeks[:7])) == 1
    assert len(set(weeks[7:])) == 1
    assert weeks[0] != weeks[7]


def test_over_the_weeks_each_server_stands_first_about_as_often() -> None:
    slugs = ALL[:5]
    first = Counter(
        fair_order(slugs, date(2026, 1, 5) + timedelta(weeks=week))[0] for week in range(500)
    )
    assert set(first) == set(slugs)
    assert all(60 <= count <= 140 for count in first.values())


def test_a_new_server_does_not_change_the_order_of_the_others() -> None:
    before = fair_order(ALL[:30], NOON.date())
    after = fair_order(ALL[:31], NOON.date())
    assert tuple(slug for slug in after if slug != ALL[30]) == before


def test_groups_come_with_the_commonest_value_first_and_keep_the_order_within() -> None:
    values = {"c": ["x", "y"], "a": ["y"], "b": ["z", "y"]}
    assert grouped(("c", "a", "b"), values) == {"y": ("c", "a", "b"), "x": ("c",), "z": ("b",)}
    assert list(grouped(("c", "a", "b"), values)) == ["y", "x", "z"]


@pytest.mark.parametrize("state", State)
def test_every_entry_has_its_listing_and_lists_leave_out_the_hidden_ones(state: State) -> None:
    made = joined({"a": entry(tags=["t"], languages=["de"]), "b": entry()}, states={"a": state})
    shown = state not in HIDDEN
    assert set(made.listings) == {"a", "b"}
    assert ("a" in made.listed) == shown
    assert ("a" in made.communities["games"].servers) == shown
    assert ("t" in made.tags) == shown
    assert ("de" in made.languages) == shown
    assert ("a" in made.newest) == shown
    assert ("a" in {near.slug for near in made.listings["b"].near}) == (
        shown and state is not State.MISSING
    )


def test_near_are_those_with_the_rarest_things_in_common() -> None:
    made = joined(
        {
            "one": entry(tags=["rust", "games"]),
            "rare": entry(tags=["rust"], communities=["music"]),
            "common": entry(tags=["games"], communities=["music"]),
            "third": entry(tags=["games"], communities=["music"]),
            "other": entry(communities=["art"]),
        }
    )
    near = made.listings["one"].near
    assert near[0] == Near("rare", "tags", ("rust",))
    assert {one.slug for one in near} == {"rare", "common", "third"}


def test_each_neighbour_says_why_it_is_near() -> None:
    made = joined(
        {
            "one": entry(tags=["rust"], partners=["friend"]),
            "friend": entry(tags=["rust"], communities=["music"]),
            "tagged": entry(tags=["rust", "x"], communities=["art"]),
            "same": entry(),
        }
    )
    assert {near.slug: (near.why, near.shared) for near in made.listings["one"].near} == {
        "friend": ("partner", ()),
        "tagged": ("tags", ("rust",)),
        "same": ("community", ("games",)),
    }


def test_nobody_is_near_itself_or_near_what_it_shares_nothing_with() -> None:
    made = joined({"one": entry(), "other": entry(communities=["music"])})
    assert made.listings["one"].near == ()


def test_a_language_in_common_decides_between_equals() -> None:
    made = joined(
        {
            "a": entry(languages=["fr"]),
            "b": entry(languages=["de"]),
            "one": entry(languages=["de"]),
        }
    )
    assert [near.slug for near in made.listings["one"].near] == ["b", "a"]


def test_a_community_that_has_no_page_makes_nobody_near() -> None:
    servers = {"one": entry(communities=["closed", "games"]), "two": entry(communities=["closed"])}
    assert joined(servers).listings["one"].near == ()


def test_neighbours_are_living_even_where_the_server_is_not() -> None:
    states = {
        "gone": State.GONE, "missing": State.MISSING, "paused": State.PAUSED,
        "temporary": State.TEMPORARY, "unchecked": State.UNCHECKED, "mismatch": State.MISMATCH,
    }  # fmt: skip
    made = joined({slug: entry() for slug in [*states, "live"]}, states=states)
    living = {"live", "paused", "temporary", "unchecked"}
    assert {near.slug for near in made.listings["gone"].near} == living
    assert {near.slug for near in made.listings["live"].near} == living - {"live"}


def test_of_equals_each_is_shown_as_often() -> None:
    made = joined({slug: entry() for slug in ALL[:60]})
    shown = Counter(near.slug for one in made.listings.values() for near in one.near)
    assert set(shown.values()) == {NEAR}
    hidden = dict.fromkeys(ALL[1:60:2], State.GONE)
    made = joined({slug: entry() for slug in ALL[:60]}, states=hidden)
    assert len({near.slug for slug in hidden for near in made.listings[slug].near}) > NEAR


def compared(slug: str, servers: Mapping[str, Entry], living: Sequence[str]) -> list[str]:
    """Return who is nearest to an entry, by holding it against all others one by one."""
    mine, ring = servers[slug], sorted(servers)
    sizes = Counter(value for one in servers.values() for value in [*one.tags, *one.communities])

    def rank(other: str) -> tuple[float, int]:
        one = servers[other]
        weights = [6.0 / (1 + sizes[tag]) ** 0.5 for tag in mine.tags if tag in one.tags]
        weights += [
            3.0 / (1 + sizes[name]) ** 0.5 for name in mine.communities if name in one.communities
        ]
        score = sum(sorted(weights, reverse=True)) + 100.0 * (other in mine.partners)
        if not score:
            return math.inf, 0
        score += 0.1 * bool({*mine.languages} & {*one.languages})
        return -score, (ring.index(other) - ring.index(slug)) % len(ring)

    ranked = sorted((rank(other), other) for other in living if other != slug)
    return [other for (score, _), other in ranked[:NEAR] if score < math.inf]


@pytest.mark.parametrize("tags", [1, 3, 8, 40])
def test_the_nearest_are_those_that_comparing_all_with_all_would_find(tags: int) -> None:
    rng = Random(tags)
    slugs = ALL[:120]
    servers = {
        slug: entry(
            communities=[f"c{rng.randrange(9)}"],
            tags=sorted({f"tag {int(60 ** rng.random())}" for _ in range(rng.randrange(tags + 1))}),
            languages=[rng.choice(["en", "de", "fr"])],
            partners=[other for other in (rng.choice(slugs),) if other != slug],
        )
        for slug in slugs
    }
    living = [slug for slug in slugs if rng.random() < 0.8]
    near = Nearness(servers, [f"c{number}" for number in range(9)], living)
    for slug, one in servers.items():
        assert [each.slug for each in near.of(slug, one)] == compared(slug, servers, living)


@pytest.mark.parametrize("count", [1000, 5000])
def test_finding_neighbours_costs_as_much_among_thousands_as_among_hundreds(count: int) -> None:
    """Each entry looks at a bounded number of others, however many there are."""
    tags = ("linux", "art", "chess", "tea", "rust")
    made = {
        slug: entry(tags=[tags[number % 5], tags[number % 3]])
        for number, slug in enumerate(ALL[:count])
    }
    servers = Counting(made)
    near = Nearness(servers, ["games"], ALL[:count])
    servers.looks = 0
    for slug in ALL[:50]:
        assert len(near.of(slug, servers.values_[slug])) == NEAR
    assert servers.looks <= 50 * 1300


def test_joining_looks_at_each_entry_a_few_times_only() -> None:
    def looks(count: int) -> int:
        servers = {slug: entry(communities=[f"c{n % 40}"]) for n, slug in enumerate(ALL[:count])}
        communities = {f"c{number}": community() for number in range(40)}
        facts = Counting({slug: known() for slug in servers})
        catalogue.build(Content(servers, communities, Removed(), ()), facts, NOON)
        return facts.looks

    assert looks(1000) == pytest.approx(10 * looks(100), rel=0.1)


def test_partners_are_mutual_where_both_say_so() -> None:
    made = joined({"a": entry(partners=["b", "c"]), "b": entry(partners=["a"]), "c": entry()})
    assert made.listings["a"].partners == (("b", True), ("c", False))
    assert made.listings["b"].partners == (("a", True),)
    assert made.listings["c"].partners == ()


def test_a_partner_that_left_is_not_shown() -> None:
    assert joined({"a": entry(partners=["left"])}).listings["a"].partners == ()


def test_a_communitys_members_are_those_that_are_known() -> None:
    made = joined(
        {"a": entry(), "b": entry(), "c": entry(), "d": entry(communities=["music"])},
        states={"c": State.INELIGIBLE},
        facts={"a": facts(members=120), "c": facts(members=5), "d": facts(members=7)},
    )
    assert {slug: one.members for slug, one in made.communities.items()} == {
        "games": 120,
        "music": 7,
        "art": 0,
    }


def test_a_communitys_servers_come_with_the_featured_first_and_the_rest_in_fair_order() -> None:
    communities = {"games": community(featured=["c", "gone", "elsewhere"])}
    servers = {slug: entry() for slug in ("a", "b", "c", "d", "gone")}
    servers["elsewhere"] = entry(communities=["music"])
    made = joined(servers, communities, {"gone": State.GONE})
    rest = [slug for slug in made.listed if slug in {"a", "b", "d"}]
    assert list(made.communities["games"].servers) == ["c", *rest]


def test_a_server_in_two_communities_is_in_both() -> None:
    made = joined({"a": entry(communities=["games", "music"])})
    assert made.communities["games"].servers == made.communities["music"].servers == ("a",)


def test_a_communitys_languages_come_with_the_most_spoken_first() -> None:
    made = joined(
        {
            "a": entry(languages=["fr", "de"]),
            "b": entry(languages=["de"]),
            "c": entry(languages=["ar"]),
        }
    )
    assert made.communities["games"].languages == (("de", 2), ("ar", 1), ("fr", 1))
    assert list(made.languages) == ["de", "ar", "fr"]


def test_highlights_come_with_the_newest_first_and_say_whose_they_are() -> None:
    def told(title: str, day: str | None = None) -> dict[str, str]:
        return {"kind": "achievement", "title": title, **({"date": day} if day else {})}

    made = joined(
        {"a": entry(highlights=[told("old", "2024-01-01"), told("undated")])},
        {"games": community(highlights=[told("new", "2026-02-03")])},
    )
    assert [(slug, one.title) for slug, one in made.communities["games"].highlights] == [
        (None, "new"),
        ("a", "old"),
        ("a", "undated"),
    ]


def test_the_highlights_of_a_hidden_server_are_not_told() -> None:
    servers = {"a": entry(highlights=[{"kind": "achievement", "title": "once"}])}
    made = joined(servers, states={"a": State.MISMATCH})
    assert made.communities["games"].highlights == ()


def test_events_come_in_the_order_of_time_across_zones() -> None:
    def event(title: str, start: str, zone: str) -> dict[str, str]:
        return {"title": title, "start": start, "zone": zone}

    made = joined(
        {
            "a": entry(
                events=[
                    event("third", "2026-12-04T19:00", "UTC"),
                    event("first", "2026-12-04T19:00", "Asia/Tokyo"),
                ]
            ),
            "b": entry(events=[event("second", "2026-12-04T19:00", "Europe/Berlin")]),
        },
        {"games": community(events=[event("zeroth", "2026-12-01T08:00", "UTC")])},
    )
    titles = ["zeroth", "first", "second", "third"]
    assert [one.event.title for one in made.occasions] == titles
    assert [one.event.title for one in made.communities["games"].occasions] == titles
    assert [(one.server, one.community) for one in made.occasions] == [
        (None, "games"), ("a", None), ("b", None), ("a", None),
    ]  # fmt: skip
    assert [one.event.title for one in made.occasions_of["a"]] == ["first", "third"]


def test_events_are_those_of_the_next_three_months_of_servers_that_lists_show() -> None:
    def event(title: str, start: str, **more: str) -> dict[str, str]:
        return {"title": title, "start": start, "zone": "UTC", **more}

    events = [
        event("past", "2026-11-01T12:00"),
        event("soon", "2026-11-28T12:00"),
        event("far", "2027-04-01T12:00"),
        event("weekly", "2026-01-01T12:00", repeats="weekly"),
    ]
    made = joined({"a": entry(events=events), "b": entry(events=events)}, states={"b": State.GONE})
    counts = Counter(one.event.title for one in made.occasions)
    assert counts == {"soon": 1, "weekly": 13}
    assert {one.server for one in made.occasions} == {"a"}


def test_near_communities_are_those_named_then_those_with_servers_in_common() -> None:
    made = joined(
        {
            "a": entry(communities=["games", "music"]),
            "b": entry(communities=["games", "music"]),
            "c": entry(communities=["games", "left"]),
        },
        {
            "games": community(related=["art", "closed"]),
            "music": community(),
            "art": community(),
        },
    )
    assert made.communities["games"].near == (("art", 0), ("music", 2))


def test_communities_stand_by_name_whatever_its_case_or_accents() -> None:
    communities = {
        "c": community(name="Écoles"), "a": community(name="zoo"), "b": community(name="Apples"),
    }  # fmt: skip
    assert list(joined({}, communities).communities) == ["b", "c", "a"]


def test_tags_that_share_a_page_are_one_under_the_commoner_spelling() -> None:
    made = joined(
        {"a": entry(tags=["co op"]), "b": entry(tags=["co-op"]), "c": entry(tags=["co-op", "c++"])}
    )
    assert {tag: set(slugs) for tag, slugs in made.tags.items()} == {
        "co-op": {"a", "b", "c"},
        "c++": {"c"},
    }


def test_the_newest_are_the_last_added() -> None:
    servers = {slug: entry() for slug in ("a", "b", "c")}
    days = {"a": date(2026, 3, 1), "b": date(2026, 5, 1), "c": date(2026, 4, 1)}
    given = {slug: replace(known(), added=day) for slug, day in days.items()}
    made = catalogue.build(Content(servers, {}, Removed(), ()), given, NOON)
    assert made.newest == ("b", "c", "a")


def listing(state: State, record: Record) -> catalogue.Listing:
    return catalogue.Listing("a", entry(), record, Verdict(state), ARTWORK, date(2026, 1, 1))


def test_counts_are_those_of_the_last_good_answer() -> None:
    record = Record(slug="a", code="x", facts=facts(members=0, online=0))
    assert (listing(State.LIVE, record).members, listing(State.LIVE, record).online) == (0, 0)
    assert listing(State.LIVE, UNSEEN).members is None
    assert listing(State.UNCHECKED, UNSEEN).online is None


def test_an_ineligible_server_shows_no_counts() -> None:
    day = Sample(NOON.date(), 100, 10)
    record = Record(slug="a", code="x", facts=facts(members=100, online=10), history=(day,))
    one = listing(State.INELIGIBLE, record)
    assert (one.members, one.online, one.usually_online) == (None, None, None)


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        ([], None),
        ([(0, 1000, 100)], 200),
        ([(0, 1000, 100), (1, 1000, 300), (2, 1000, 900)], 600),
        ([(0, 1000, 100), (1, 1000, 300)], 400),
        ([(0, 1000, None), (1, 0, 0)], None),
        ([(0, 1000, 100), (14, 1000, 900), (30, 1000, 900)], 200),
    ],
)
def test_usually_online_is_the_median_share_of_two_weeks(
    samples: list[tuple[int, int, int | None]], expected: int | None
) -> None:
    """`samples`: days ago, members, online."""
    history = tuple(
        Sample(NOON.date() - timedelta(days=ago), members, online)
        for ago, members, online in reversed(samples)
    )
    record = Record(slug="a", code="x", facts=facts(members=2000), history=history)
    assert listing(State.LIVE, record).usually_online == expected


def test_samples_ahead_of_now_are_not_shown() -> None:
    days = (-1, 0, 1, 30)
    history = tuple(Sample(NOON.date() + timedelta(days=day), 100 + day, None) for day in days)
    given = {"a": known(record=replace(UNSEEN, facts=facts(), history=history))}
    made = catalogue.build(Content({"a": entry()}, {}, Removed(), ()), given, NOON)
    assert [sample.members for sample in made.listings["a"].record.history] == [99, 100]


@pytest.mark.parametrize("now", [NOON - timedelta(days=30), datetime(2019, 1, 1, tzinfo=UTC)])
def test_no_day_is_ahead_of_a_clock_that_is_back_for_one_run(
    showcase: Showcase, now: datetime
) -> None:
    showcase.options["refresh"] = "always"
    showcase.server("alpha").answers("alpha-code").refresh()
    showcase.clock.at = now
    listing = showcase.compose().catalogue.listings["alpha"]
    assert listing.added == now.date()
    assert {sample.day for sample in listing.record.history} == {now.date()}
    assert NOON.date() in {sample.day for sample in showcase.record("alpha").history}


def test_pictures_are_those_of_every_listing_once() -> None:
    assert joined({"a": entry(), "b": entry()}).pictures == ("aa.webp",)


def departure(to: str | None = None) -> Departure:
    return Departure.model_validate({"on": "2026-01-01", "reason": "Closed.", "to": to} if to else
                                    {"on": "2026-01-01", "reason": "Closed."})  # fmt: skip


def test_a_departure_leads_to_where_the_page_is_now_over_several_moves() -> None:
    moves = {"a": departure("b"), "b": departure("c"), "d": departure(), "e": departure("d")}
    assert destination("a", moves, {"c"}) == "c"
    assert destination("b", moves, {"c"}) == "c"
    assert destination("d", moves, {"c"}) is None
    assert destination("e", moves, {"c"}) is None


def test_departures_in_a_circle_lead_nowhere() -> None:
    moves = {"a": departure("b"), "b": departure("a")}
    assert destination("a", moves, {"c"}) is None


def test_the_time_of_a_catalogue_is_the_one_it_was_given() -> None:
    at = datetime(2020, 1, 1, tzinfo=UTC)
    assert joined({}, at=at).at == at
