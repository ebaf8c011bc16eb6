"""The states of an entry: how one comes after another, as a table that a person can read."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from showcase.liveness import State, begin, judge, observe
from showcase.models.entry import Entry
from showcase.models.record import Absence, Answer, Facts, Failed, Invite, NoServer, Record, Unknown
from showcase.records import merged

NOON: Final = datetime(2026, 8, 1, 12, tzinfo=UTC)
OURS, THEIRS = "100000000000000001", "200000000000000002"
LINKED = {"live", "paused", "temporary"}
UNLISTED = {"mismatch", "ineligible", "gone"}

TRANSITIONS = """
unchecked  | the check fails                      | unchecked
unchecked  | another server answers               | mismatch
unchecked  | a group answers                      | ineligible
unchecked  | the site knows it as gone            | gone
unchecked  | Discord does not know it             | missing
unchecked  | our server answers, for a week       | temporary
unchecked  | our server answers, invites paused   | paused
unchecked  | our server answers                   | live

mismatch   | a person changes the invite          | unchecked
mismatch   | the check fails                      | mismatch
mismatch   | our server answers, age restricted   | ineligible
mismatch   | the site knows it as gone            | gone
mismatch   | Discord does not know it             | missing
mismatch   | our server answers, for a week       | temporary
mismatch   | our server answers, invites paused   | paused
mismatch   | our server answers                   | live

ineligible | a person changes the invite          | unchecked
ineligible | another server answers               | mismatch
ineligible | the check fails                      | ineligible
ineligible | the site knows it as gone            | gone
ineligible | Discord does not know it             | missing
ineligible | our server answers, for a week       | temporary
ineligible | our server answers, invites paused   | paused
ineligible | our server answers                   | live

gone       | a person changes the server's id     | unchecked
gone       | another server answers               | mismatch
gone       | a friend's invite answers            | ineligible
gone       | the check fails                      | gone
gone       | the site had an answer in between    | missing
gone       | our server answers, for a week       | temporary
gone       | our server answers, invites paused   | paused
gone       | our server answers                   | live

missing    | a person changes the invite          | unchecked
missing    | another server answers               | mismatch
missing    | our server answers, for guests       | ineligible
missing    | Discord does not know it, twice more | gone
missing    | the check fails                      | missing
missing    | our server answers, for a week       | temporary
missing    | our server answers, invites paused   | paused
missing    | our server answers                   | live

temporary  | a person changes the server's id     | unchecked
temporary  | another server answers               | mismatch
temporary  | our server answers, with a target    | ineligible
temporary  | the site knows it as gone            | gone
temporary  | its date passes                      | missing
temporary  | the check fails                      | temporary
temporary  | our server answers, invites paused   | paused
temporary  | our server answers                   | live

paused     | a person changes the invite          | unchecked
paused     | another server answers               | mismatch
paused     | a person says: age restricted        | ineligible
paused     | the site knows it as gone            | gone
paused     | Discord says that it expired         | missing
paused     | our server answers, for a week       | temporary
paused     | the check fails                      | paused
paused     | our server answers                   | live

live       | a person changes the invite          | unchecked
live       | another server answers               | mismatch
live       | our server answers, age restricted   | ineligible
live       | the site knows it as gone            | gone
live       | Discord does not know it             | missing
live       | our server answers, for a week       | temporary
live       | our server answers, invites paused   | paused
live       | the check fails                      | live
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in TRANSITIONS.split("\n") if line]

WITHHELD = """
live       | 30 days without a good answer        | live       | link
live       | 31 days without a good answer        | live       | no link
paused     | 31 days without a good answer        | paused     | no link
live       | 31 days of checks that fail          | live       | no link
gone       | 31 days without a good answer        | gone       | no link
live       | the clock is set back by a year      | live       | link
"""
HELD_ROWS = [[cell.strip() for cell in line.split("|")] for line in WITHHELD.split("\n") if line]


def ours(**facts: object) -> Invite:
    return Invite(Facts(id=OURS, name="Harbour", **facts))  # type: ignore[arg-type]


ANSWERS: dict[str, Answer] = {
    "the check fails": Failed("no answer"),
    "another server answers": Invite(Facts(id=THEIRS, name="Harbour")),
    "a group answers": NoServer("group"),
    "a friend's invite answers": NoServer("friend"),
    "Discord does not know it": Unknown(10006),
    "Discord says that it expired": Unknown(50270),
    "our server answers": ours(),
    "our server answers, for a week": ours(expires_at=NOON + timedelta(days=30)),
    "our server answers, invites paused": ours(features=("INVITES_DISABLED",)),
    "our server answers, age restricted": ours(nsfw_level=3),
    "our server answers, for guests": ours(guest=True),
    "our server answers, with a target": ours(targeted=True),
}
EDITS: dict[str, dict[str, object]] = {
    "a person changes the invite": {"invite": "another"},
    "a person changes the server's id": {"server_id": THEIRS},
    "a person says: age restricted": {"age_restricted": True},
}
WAITS = {
    "its date passes": 31,
    "30 days without a good answer": 29.5,
    "31 days without a good answer": 31,
    "the clock is set back by a year": -365,
}
SERIES = {
    "Discord does not know it, twice more": ["Discord does not know it"] * 2,
    "31 days of checks that fail": ["the check fails"] * 62,
}
STORIES: dict[str, list[str]] = {
    "unchecked": [],
    "mismatch": ["another server answers"],
    "ineligible": ["a group answers"],
    "gone": ["Discord does not know it"] * 3,
    "missing": ["Discord does not know it"],
    "temporary": ["our server answers, for a week"],
    "paused": ["our server answers, invites paused"],
    "live": ["our server answers"],
}


@dataclass
class Listing:
    """An entry, what is known of it, and the time."""

    entry: Entry
    record: Record | None = None
    now: datetime = NOON

    def happens(self, event: str) -> None:
        self.now += timedelta(hours=12)
        if event in ANSWERS:
            begun = begin("harbour", self.entry, self.record)
            self.record = observe(self.entry, begun, ANSWERS[event], self.now)
        elif event in EDITS:
            self.entry = self.entry.model_copy(update=EDITS[event])
        elif event in WAITS:
            self.now += timedelta(days=WAITS[event])
        elif event in SERIES:
            for each in SERIES[event]:
                self.happens(each)
        elif event == "the site knows it as gone":
            self.now += timedelta(days=2)
            run = Absence(self.now - timedelta(days=1), self.now, 3)
            self._learn(absence=run, answered_at=self.now)
        else:
            assert event == "the site had an answer in between"
            self._learn(confirmed_at=NOON + timedelta(hours=13), answered_at=NOON)

    def _learn(self, **known: object) -> None:
        """Merge what the published site knows."""
        base = Record(slug="harbour", code=self.entry.invite, server_id=self.entry.server_id)
        other = replace(base, **known)  # type: ignore[arg-type]
        records = [other] if self.record is None else [self.record, other]
        self.record = merged("harbour", self.entry, records, self.now)

    @property
    def state(self) -> str:
        return judge(self.entry, self.record, self.now).state.value

    @property
    def is_linked(self) -> bool:
        return judge(self.entry, self.record, self.now).code is not None


def listing(state: str) -> Listing:
    """An entry in a state, by the shortest story that leads there."""
    found = Listing(
        Entry.model_validate(
            {
                "name": "Harbour",
                "invite": "harbour-code",
                "summary": "All about it.",
                "communities": ["games"],
                "server_id": OURS,
            }
        )
    )
    for event in STORIES[state]:
        found.happens(event)
    assert found.state == state
    return found


@pytest.mark.parametrize(("before", "event", "after"), ROWS, ids=[" - ".join(r) for r in ROWS])
def test_a_state_comes_after_another(before: str, event: str, after: str) -> None:
    found = listing(before)
    found.happens(event)
    assert found.state == after
    assert found.is_linked is (after in LINKED)
    assert State(after).is_listed is (after not in UNLISTED)


@pytest.mark.parametrize(
    ("before", "event", "after", "link"), HELD_ROWS, ids=[" - ".join(r) for r in HELD_ROWS]
)
def test_time_takes_a_link_and_no_state(before: str, event: str, after: str, link: str) -> None:
    found = listing(before)
    found.happens(event)
    assert (found.state, found.is_linked) == (after, link == "link")


def test_every_state_comes_after_every_other_and_after_itself() -> None:
    words = [state.value for state in State]
    pairs = [(before, after) for before, _, after in ROWS]
    assert sorted(pairs) == sorted((before, after) for before in words for after in words)


def test_every_state_has_its_link_and_its_place_in_the_lists() -> None:
    assert {state.value for state in State if not state.is_listed} == UNLISTED
    assert {state.value for state in State if listing(state.value).is_linked} == LINKED
