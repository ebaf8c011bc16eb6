"""The policy, to be read as its specification: what was seen, and what a page may then say."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import examples
from showcase.history import thinned
from showcase.liveness import (
    State,
    Verdict,
    begin,
    expected_server,
    hold_back,
    judge,
    let_go,
    may_show_pictures,
    observe,
    observe_backup,
    stand,
)
from showcase.models.entry import Entry
from showcase.models.record import (
    Answer,
    Change,
    Facts,
    Failed,
    Invite,
    NoServer,
    Published,
    Record,
    Sample,
    Sighting,
    Standing,
    Unknown,
)
from showcase.names import shares_word
from showcase.records import merged, record_from_json, record_to_json

START = datetime(2026, 8, 1, 12, tzinfo=UTC)
OURS = "100000000000000001"
THEIRS = "200000000000000002"


def entry(**fields: Any) -> Entry:
    named = {"name": "Snake Charmers", "invite": "charm", "summary": "Snakes."}
    return Entry.model_validate({**named, "communities": ["animals"], **fields})


def facts(**fields: Any) -> Facts:
    return Facts(**{"id": OURS, "name": "Snake Charmers", "members": 100, "online": 10, **fields})


PINNED = entry(server_id=OURS)
UNPINNED = entry()
ANSWERS: dict[str, Answer] = {
    "live": Invite(facts()),
    "paused": Invite(facts(features=("INVITES_DISABLED",))),
    "temporary": Invite(facts(expires_at=START + timedelta(days=7))),
    "guest": Invite(facts(guest=True)),
    "targeted": Invite(facts(targeted=True)),
    "explicit": Invite(facts(nsfw_level=1)),
    "safe": Invite(facts(nsfw_level=2)),
    "restricted": Invite(facts(nsfw_level=3)),
    "nsfw": Invite(facts(nsfw=True)),
    "elsewhere": Invite(facts(id=THEIRS, name="Free Nitro")),
    "namesake": Invite(facts(id=THEIRS, name="Snake Pit")),
    "group": NoServer("group"),
    "friend": NoServer("friend"),
    "nobody": NoServer("none"),
    "unknown": Unknown(10006),
    "expired": Unknown(50270),
    "failed": Failed("no whole answer within 15 s", transport=True),
}


PICTURES = (Published(f"icons/{OURS}/{'a' * 32}", ("0123456789abcdef.webp",)),)
OF_THE_ENTRY: dict[str, Any] = {
    "first_seen": date(2026, 1, 2), "listed": True, "changes": (Change(START, "back"),),
}  # fmt: skip


@dataclass(frozen=True)
class Story:
    """What became of one entry: each step is a run that asked about it."""

    entry: Entry
    record: Record | None = None
    now: datetime = START

    def then(self, *answers: str | Answer, hours: float = 12) -> Story:
        """Ask again, each time some hours later."""
        story = self
        for answer in answers:
            now = story.now + timedelta(hours=hours)
            begun = begin("snakes", story.entry, story.record)
            known = ANSWERS[answer] if isinstance(answer, str) else answer
            story = Story(story.entry, observe(story.entry, begun, known, now), now)
        return story

    def backup(self, answer: str | Answer) -> Story:
        """Ask about the backup invite, at once."""
        known = ANSWERS[answer] if isinstance(answer, str) else answer
        begun = begin("snakes", self.entry, self.record)
        return replace(self, record=observe_backup(self.entry, begun, known, self.now))

    def later(self, **time: float) -> Story:
        return replace(self, now=self.now + timedelta(**time))

    def edited(self, **fields: Any) -> Story:
        """Let a person change the entry."""
        return replace(self, entry=self.entry.model_copy(update=fields))

    def verdict(self, *, link_unchecked: bool = False) -> Verdict:
        return judge(self.entry, self.record, self.now, link_unchecked=link_unchecked)

    @property
    def state(self) -> str:
        return self.verdict().state.value

    @property
    def code(self) -> str | None:
        return self.verdict().code

    @property
    def known(self) -> Record:
        assert self.record is not None
        return self.record

    @property
    def facts(self) -> Facts:
        assert self.known.facts is not None
        return self.known.facts


def seen(entry: Entry, *answers: str | Answer, hours: float = 12) -> Story:
    return Story(entry, now=START - timedelta(hours=hours)).then(*answers, hours=hours)


# The table, row by row


def test_what_was_never_answered_is_unchecked_and_has_no_link() -> None:
    assert Story(PINNED).verdict() == Verdict(State.UNCHECKED)
    assert seen(PINNED, "failed", "failed").verdict() == Verdict(State.UNCHECKED)


def test_link_unchecked_gives_what_was_never_answered_its_link() -> None:
    story = seen(PINNED, "failed")
    assert story.verdict(link_unchecked=True) == Verdict(State.UNCHECKED, "charm")


def test_link_unchecked_gives_no_link_to_an_age_restricted_entry() -> None:
    story = Story(entry(age_restricted=True))
    assert story.verdict(link_unchecked=True) == Verdict(State.UNCHECKED)


def test_link_unchecked_changes_nothing_about_what_was_answered() -> None:
    for answer in ("elsewhere", "unknown", "restricted", "group"):
        story = seen(PINNED, answer)
        assert story.verdict(link_unchecked=True).code is None


@pytest.mark.parametrize("answer", ["elsewhere", "namesake"])
def test_another_server_than_the_pinned_one_is_a_mismatch(answer: str) -> None:
    assert seen(PINNED, answer).verdict() == Verdict(State.MISMATCH)


@pytest.mark.parametrize("answer", ["elsewhere", "namesake"])
def test_another_server_than_the_first_accepted_is_a_mismatch(answer: str) -> None:
    assert seen(UNPINNED, "live", answer).verdict() == Verdict(State.MISMATCH)


def test_a_first_server_whose_name_shares_no_word_is_a_mismatch() -> None:
    story = seen(UNPINNED, "elsewhere")
    assert story.verdict() == Verdict(State.MISMATCH)
    assert story.known.first_server is None


def test_a_first_server_whose_name_shares_a_word_is_accepted() -> None:
    story = seen(UNPINNED, "namesake")
    assert story.verdict() == Verdict(State.LIVE, "charm")
    assert story.known.first_server == Sighting(THEIRS, story.now)


def test_a_pinned_server_may_be_called_anything() -> None:
    assert seen(entry(server_id=THEIRS), "elsewhere").state == "live"


def test_nothing_of_a_mismatch_is_kept_but_that_it_was_one() -> None:
    story = seen(PINNED, "live", "elsewhere")
    assert story.facts == facts()
    assert story.known.checked_at == START
    assert story.known.other == Sighting(THEIRS, story.now)
    assert "Nitro" not in repr(story.record)


def test_a_mismatch_lasts_until_an_answer_ends_it() -> None:
    story = seen(PINNED, "live", "elsewhere", "failed", "failed")
    assert (story.state, story.later(days=100).state) == ("mismatch", "mismatch")
    assert story.then("live").verdict() == Verdict(State.LIVE, "charm")
    assert story.then("unknown").state == "missing"


@pytest.mark.parametrize(
    "answer",
    ["group", "friend", "nobody", "guest", "targeted", "explicit", "restricted", "nsfw"],
)
def test_what_no_list_should_carry_is_ineligible(answer: str) -> None:
    assert seen(PINNED, answer).verdict() == Verdict(State.INELIGIBLE)
    assert seen(PINNED, "live", answer).verdict() == Verdict(State.INELIGIBLE)


def test_an_entry_that_says_age_restricted_is_ineligible() -> None:
    assert seen(entry(age_restricted=True), "live").verdict() == Verdict(State.INELIGIBLE)


def test_nsfw_level_2_is_safe() -> None:
    assert seen(PINNED, "safe").state == "live"


def test_the_first_unknown_answer_makes_it_missing() -> None:
    assert seen(PINNED, "unknown").verdict() == Verdict(State.MISSING)
    assert seen(PINNED, "live", "unknown").verdict() == Verdict(State.MISSING)


def test_an_expired_answer_makes_it_missing() -> None:
    assert seen(PINNED, "live", "expired").verdict() == Verdict(State.MISSING)


@pytest.mark.parametrize(
    ("answers", "hours", "state"),
    [
        (["unknown"] * 3, 12, "gone"),
        (["unknown", "expired", "unknown"], 12, "gone"),
        (["expired"] * 3, 12, "gone"),
        (["unknown"] * 2, 24, "missing"),
        (["unknown"] * 3, 11.99, "missing"),
        (["unknown"] * 30, 0.5, "missing"),
        (["unknown"] * 50, 0.5, "gone"),
    ],
)
def test_three_runs_over_a_day_make_it_gone(answers: list[str], hours: float, state: str) -> None:
    assert seen(PINNED, "live", *answers, hours=hours).verdict() == Verdict(State(state))


def test_time_alone_does_not_make_it_gone() -> None:
    assert seen(PINNED, "live", "unknown").later(days=300).state == "missing"


@pytest.mark.parametrize("other", ["live", "elsewhere", "group", "restricted"])
def test_another_answer_begins_the_run_anew(other: str) -> None:
    story = seen(PINNED, "unknown", "unknown", other, "unknown", "unknown")
    assert story.record is not None
    assert story.record.absence is not None
    assert story.record.absence.runs == 2
    assert story.then("live").known.absence is None


@pytest.mark.parametrize("failures", [1, 5])
def test_a_failed_check_neither_ends_nor_lengthens_the_run(failures: int) -> None:
    broken = seen(PINNED, "unknown", *["failed"] * failures, "unknown")
    assert broken.state == "missing"
    assert broken.then("unknown").state == "gone"


def test_what_is_gone_comes_back_with_a_good_answer() -> None:
    story = seen(PINNED, "live", "unknown", "unknown", "unknown")
    assert story.state == "gone"
    assert story.then("live").verdict() == Verdict(State.LIVE, "charm")


def test_an_expiry_makes_it_temporary_with_a_link() -> None:
    assert seen(PINNED, "temporary").verdict() == Verdict(State.TEMPORARY, "charm")


def test_a_temporary_invite_past_its_date_is_missing_without_asking() -> None:
    story = seen(PINNED, "temporary")
    end = START + timedelta(days=7)
    assert replace(story, now=end - timedelta(seconds=1)).state == "temporary"
    assert replace(story, now=end).verdict() == Verdict(State.MISSING)


def test_invites_disabled_is_paused_with_a_link() -> None:
    assert seen(PINNED, "paused").verdict() == Verdict(State.PAUSED, "charm")


def test_anything_else_is_live() -> None:
    assert seen(PINNED, "live").verdict() == Verdict(State.LIVE, "charm")


@pytest.mark.parametrize(
    ("state", "is_listed"),
    [
        ("unchecked", True),
        ("mismatch", False),
        ("ineligible", False),
        ("gone", False),
        ("missing", True),
        ("temporary", True),
        ("paused", True),
        ("live", True),
    ],
)
def test_lists_show_all_but_three_states(state: str, is_listed: bool) -> None:
    assert State(state).is_listed is is_listed


def test_the_words_are_those_of_the_contract_in_its_order() -> None:
    assert " ".join(State) == "unchecked mismatch ineligible gone missing temporary paused live"


# The first row that fits


def test_mismatch_comes_before_ineligible() -> None:
    adult = Invite(facts(id=THEIRS, nsfw_level=3))
    assert seen(PINNED, adult).state == "mismatch"
    assert seen(entry(age_restricted=True, server_id=OURS), "elsewhere").state == "mismatch"


def test_ineligible_comes_before_gone_and_missing() -> None:
    assert seen(PINNED, "restricted", "unknown").state == "ineligible"
    assert seen(PINNED, "restricted", "unknown", "unknown", "unknown").state == "ineligible"
    assert seen(entry(age_restricted=True), "unknown").state == "ineligible"


def test_gone_and_missing_come_before_temporary() -> None:
    assert seen(PINNED, "temporary", "unknown").state == "missing"
    assert seen(PINNED, "temporary", "unknown", "unknown", "unknown").state == "gone"


def test_ineligible_comes_before_temporary_and_paused() -> None:
    both = facts(expires_at=START, features=("INVITES_DISABLED",), guest=True)
    assert seen(PINNED, Invite(both)).state == "ineligible"


def test_temporary_comes_before_paused() -> None:
    both = facts(expires_at=START + timedelta(days=1), features=("INVITES_DISABLED",))
    assert seen(PINNED, Invite(both)).state == "temporary"


# Checks that failed


@pytest.mark.parametrize("before", sorted(ANSWERS))
def test_a_failed_check_changes_nothing_but_the_try(before: str) -> None:
    story = seen(PINNED, "live", before)
    after = story.then("failed", hours=0)
    assert after.verdict() == story.verdict()
    assert replace(after.known, tried_at=None, last_check=None) == replace(
        story.known, tried_at=None, last_check=None
    )
    assert (after.known.tried_at, after.known.last_check) == (after.now, "failed")


def test_an_answer_is_a_try_and_a_check_of_that_time() -> None:
    known = seen(PINNED, "failed", "live").known
    noon = START + timedelta(hours=12)
    assert (known.tried_at, known.answered_at, known.checked_at) == (noon, noon, noon)


def test_a_good_answer_ends_the_failing() -> None:
    assert seen(PINNED, "failed", "live").known.last_check == "ok"
    assert seen(PINNED, "failed", "elsewhere").known.last_check == "ok"


def test_a_field_that_was_unread_keeps_its_last_good_value() -> None:
    known = facts(description="We charm.", icon="a" * 32, members=7)
    answer = Invite(facts(members=None), frozenset({"description", "members"}))
    story = seen(PINNED, Invite(known), answer)
    assert story.facts == facts(description="We charm.", members=7)


def test_an_unread_field_takes_nothing_from_another_server() -> None:
    story = seen(entry(), Invite(facts(description="Ours.")))
    moved = story.edited(server_id=THEIRS).then(
        Invite(facts(id=THEIRS), frozenset({"description"}))
    )
    assert moved.facts == facts(id=THEIRS)
    odd = replace(story.known, server_id=THEIRS)  # as a spoilt store may have it
    answer = Invite(facts(id=THEIRS), frozenset({"description"}))
    known = Story(entry(server_id=THEIRS), odd).then(answer).known
    assert known.facts == facts(id=THEIRS)
    assert known.first_server == Sighting(THEIRS, START + timedelta(hours=12))


def test_an_expiry_that_was_unread_stays() -> None:
    story = seen(PINNED, "temporary", Invite(facts(), frozenset({"expires_at"})))
    assert story.state == "temporary"


# Thirty days


@pytest.mark.parametrize("answer", ["live", "paused"])
def test_a_link_that_nothing_confirmed_for_30_days_is_withheld(answer: str) -> None:
    story = seen(PINNED, answer)
    assert story.later(days=30).code == "charm"
    late = story.later(days=30, seconds=1)
    assert late.verdict() == Verdict(State(answer), is_stale=True)
    assert late.verdict(link_unchecked=True) == Verdict(State(answer), "charm", is_stale=True)


def test_failed_checks_do_not_lengthen_the_30_days() -> None:
    story = seen(PINNED, "live").then(*["failed"] * 31, hours=24)
    assert story.verdict() == Verdict(State.LIVE, is_stale=True)


def test_the_next_good_answer_begins_the_30_days_anew() -> None:
    story = seen(PINNED, "live").later(days=40).then("live")
    assert story.later(days=29).code == "charm"


def test_a_time_that_pages_see_before_the_last_check_does_not_withhold_the_link() -> None:
    assert seen(PINNED, "live").later(days=-400).code == "charm"


# What a person changes


def test_another_invite_is_unchecked_and_was_never_tried() -> None:
    story = seen(PINNED, "live", "live").edited(invite="other")
    assert story.verdict() == Verdict(State.UNCHECKED)
    begun = begin("snakes", story.entry, story.record)
    assert (begun.code, begun.tried_at, begun.answered_at) == ("other", None, None)


def test_another_invite_keeps_the_facts_and_the_history_of_the_server() -> None:
    story = seen(PINNED, "live").edited(invite="other")
    begun = begin("snakes", story.entry, story.record)
    assert (begun.facts, begun.history) == (facts(), story.known.history)
    assert story.then("live").verdict() == Verdict(State.LIVE, "other")


def test_another_invite_keeps_what_belongs_to_the_server_and_to_the_entry_alone() -> None:
    known = replace(seen(PINNED, "live").known, **OF_THE_ENTRY, pictures=PICTURES)
    begun = begin("snakes", entry(server_id=OURS, invite="other"), known)
    assert begun == replace(
        known, code="other", answered_at=None, tried_at=None, last_check=None, confirmed_at=None
    )


def test_another_id_keeps_what_belongs_to_the_entry_alone() -> None:
    known = replace(seen(PINNED, "live").known, **OF_THE_ENTRY, pictures=PICTURES)
    begun = begin("snakes", entry(server_id=THEIRS), known)
    assert begun == Record(slug="snakes", code="charm", server_id=THEIRS, **OF_THE_ENTRY)


@pytest.mark.parametrize("answer", ["temporary", "guest", "targeted"])
def test_another_invite_does_not_inherit_what_belonged_to_the_old_one(answer: str) -> None:
    story = seen(PINNED, answer).edited(invite="other")
    begun = begin("snakes", story.entry, story.record)
    assert begun.facts == facts()
    assert story.then(Invite(facts(), frozenset({"expires_at", "guest"}))).state == "live"


@pytest.mark.parametrize("answer", ["elsewhere", "unknown", "group"])
def test_another_invite_does_not_inherit_a_bad_answer(answer: str) -> None:
    story = seen(PINNED, "live", answer).edited(invite="other")
    assert story.state == "unchecked"
    assert story.then("failed").state == "unchecked"
    assert story.then("live").state == "live"


def test_the_first_server_stays_expected_through_a_change_of_invite() -> None:
    story = seen(UNPINNED, "live").edited(invite="other")
    assert story.then("namesake").verdict() == Verdict(State.MISMATCH)
    assert story.then("failed").then("namesake").state == "mismatch"
    assert story.then("live").state == "live"


def test_the_first_server_is_the_first_accepted_not_the_last_seen() -> None:
    story = seen(UNPINNED, "live", "namesake", "namesake", "live")
    assert story.known.first_server == Sighting(OURS, START)


def test_adding_the_id_of_the_known_server_is_asked_anew_and_keeps_its_facts() -> None:
    story = seen(UNPINNED, "live").edited(server_id=OURS)
    assert story.verdict() == Verdict(State.UNCHECKED)
    assert story.then("failed").facts == facts()
    assert story.then("live").verdict() == Verdict(State.LIVE, "charm")
    assert story.then("live").known.first_server == Sighting(OURS, START)


def test_an_id_settles_a_name_that_shares_no_word() -> None:
    story = seen(UNPINNED, "elsewhere").edited(server_id=THEIRS)
    assert story.state == "unchecked"
    assert story.then("elsewhere").verdict() == Verdict(State.LIVE, "charm")


def test_another_id_drops_all_that_belonged_to_the_old_server() -> None:
    story = seen(PINNED, "live").edited(server_id=THEIRS)
    begun = begin("snakes", story.entry, story.record)
    assert begun == Record(slug="snakes", code="charm", server_id=THEIRS)
    assert story.then("live").state == "mismatch"
    assert story.then("elsewhere").known.history == (Sample(date(2026, 8, 2), 100, 10),)


def test_taking_the_id_away_leaves_the_server_expected() -> None:
    story = seen(PINNED, "live").edited(server_id=None)
    assert story.state == "unchecked"
    assert story.then("namesake").state == "mismatch"
    assert story.then("live").verdict() == Verdict(State.LIVE, "charm")


def test_the_day_first_seen_stays_through_every_change() -> None:
    record = replace(seen(PINNED, "live").known, first_seen=date(2026, 1, 2))
    changes: list[dict[str, Any]] = [{"invite": "other"}, {"server_id": THEIRS}, {}]
    days = [begin("snakes", entry(**change), record).first_seen for change in changes]
    assert days == [date(2026, 1, 2)] * 3


def test_nothing_is_expected_of_an_entry_that_nobody_knows() -> None:
    assert expected_server(UNPINNED, None) is None
    assert expected_server(PINNED, None) == OURS


def test_a_record_without_facts_is_judged_all_the_same() -> None:
    """A mirror may tell of an answer and not of what it said."""
    story = seen(PINNED, "live")
    bare = replace(story, record=replace(story.known, facts=None))
    assert bare.verdict() == Verdict(State.LIVE, "charm")
    assert bare.then("unknown").verdict() == Verdict(State.MISSING)


@pytest.mark.parametrize("answer", sorted(ANSWERS))
def test_what_a_server_shows_of_itself_stands_where_it_is_fit_for_lists(answer: str) -> None:
    story = seen(PINNED, "live", answer)
    unfit = {"group", "friend", "nobody", "guest", "targeted", "explicit", "restricted", "nsfw"}
    assert may_show_pictures(story.entry, story.known, story.now) is (answer not in unfit)


def test_what_nobody_saw_is_not_shown() -> None:
    story = seen(PINNED, "unknown")
    assert not may_show_pictures(story.entry, story.known, story.now)


def test_a_change_of_anything_else_changes_no_state() -> None:
    story = seen(PINNED, "live").edited(name="Charmers of Snakes", backup_invite="spare")
    assert story.verdict() == Verdict(State.LIVE, "charm")


# Names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Python", "Python Discord"),
        ("The PYTHON Café", "cafe python"),
        ("OpenTTD", "Open TTD Fans"),
        ("Open TTD", "OpenTTD"),
        ("Blender", "BlenderArtists"),
        ("r/rust", "Rust Community"),
        ("Ｗｉｄｅ", "wide"),
        ("プログラミング", "プログラミング部"),
        ("猫", "猫の家"),
        ("파이썬", "파이썬커뮤니티"),
        ("ชมรมภาพถ่าย", "กลุ่มชมรมภาพถ่าย"),
        ("देवनागरी", "देवनागरी मंच"),
        ("C++", "c"),
        ("🎮", "🎮"),
    ],
)
def test_names_that_share_a_word(one: str, other: str) -> None:
    assert (shares_word(one, other), shares_word(other, one)) == (True, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Python", "Free Nitro"),
        ("Rust", "Trust Wallet"),
        ("Art", "Party Time"),
        ("AI", "Maine Coons"),
        ("Open", "Penopener"),
        ("भारत", "भाषा"),
        ("猫", "犬の家"),
        ("🎮", "🎲"),
        ("🎮", "Games"),
        ("", ""),
        ("", "Games"),
    ],
)
def test_names_that_share_none(one: str, other: str) -> None:
    assert (shares_word(one, other), shares_word(other, one)) == (False, False)


# The backup invite

BACKED = entry(server_id=OURS, backup_invite="spare")


@pytest.mark.parametrize(
    "answers", [["unknown"], ["unknown"] * 3, ["elsewhere"], ["temporary", "unknown"]]
)
def test_a_backup_of_the_expected_server_is_linked_where_the_invite_cannot_be(
    answers: list[str],
) -> None:
    story = seen(BACKED, "live", *answers)
    assert story.code is None
    assert story.backup("live").verdict() == Verdict(State(story.state), "spare")


@pytest.mark.parametrize(
    "answer",
    ["elsewhere", "namesake", "unknown", "expired", "group", "guest", "targeted", "temporary"],
)
def test_any_other_backup_is_not_linked(answer: str) -> None:
    story = seen(BACKED, "live", "unknown")
    assert story.backup(answer).verdict() == Verdict(State.MISSING)
    assert story.backup("live").backup(answer).code is None


def test_a_backup_that_is_age_restricted_makes_the_server_ineligible() -> None:
    story = seen(BACKED, "live", "unknown").backup("live").backup("restricted")
    assert story.verdict() == Verdict(State.INELIGIBLE)


def test_a_backup_whose_answer_does_not_say_is_age_restricted_as_the_server_was() -> None:
    story = seen(BACKED, "restricted", "elsewhere")
    silent = Invite(facts(), frozenset({"nsfw", "nsfw_level"}))
    assert story.backup(silent).code is None


def test_a_backup_is_not_linked_while_the_invite_stands() -> None:
    story = seen(BACKED, "unknown").backup("live")
    assert (story.code, story.then("live").code) == ("spare", "charm")


def test_a_backup_brings_new_facts_and_nothing_of_another_server() -> None:
    busy = facts(members=500)
    assert seen(BACKED, "live", "unknown").backup(Invite(busy)).facts == busy
    assert seen(BACKED, "live", "unknown").backup("elsewhere").facts == facts()


def test_a_field_that_a_backup_leaves_out_keeps_its_last_good_value() -> None:
    story = seen(BACKED, Invite(facts(description="We charm.")), "unknown")
    answer = Invite(facts(members=7), frozenset({"description"}))
    assert story.backup(answer).facts == facts(description="We charm.", members=7)


def test_an_answer_to_the_backup_is_dated_whatever_it_says() -> None:
    story = seen(BACKED, "live", "unknown")
    for answer in ("live", "elsewhere", "unknown"):
        known = story.backup(answer).known
        assert (known.backup, known.backup_answered_at) == ("spare", story.now)


def test_a_backup_does_not_bring_an_expired_invite_back() -> None:
    story = seen(BACKED, "temporary").later(days=8)
    assert story.state == "missing"
    assert story.backup("live").verdict() == Verdict(State.MISSING, "spare")


def test_a_backup_of_the_first_server_accepted_is_linked() -> None:
    unpinned = entry(backup_invite="spare")
    assert seen(unpinned, "live", "unknown").backup("live").code == "spare"
    assert seen(unpinned, "live", "unknown").backup("namesake").code is None


def test_a_backup_never_makes_the_first_server() -> None:
    story = seen(entry(backup_invite="spare"), "unknown").backup("live")
    assert (story.known.first_server, story.code) == (None, None)


def test_a_backup_stands_for_30_days_and_no_failed_check_shortens_that() -> None:
    story = seen(BACKED, "live", "unknown").backup("live").backup("failed")
    assert story.later(days=30).code == "spare"
    assert story.later(days=30, seconds=1).code is None


def test_a_backup_of_an_age_restricted_entry_is_not_linked() -> None:
    story = seen(BACKED, "live", "elsewhere").backup("live").edited(age_restricted=True)
    assert story.verdict() == Verdict(State.MISMATCH)


@pytest.mark.parametrize("change", [{"backup_invite": "third"}, {"backup_invite": None}])
def test_another_backup_is_not_linked_before_it_was_asked(change: dict[str, Any]) -> None:
    story = seen(BACKED, "live", "unknown").backup("live").edited(**change)
    assert story.verdict() == Verdict(State.MISSING)


@pytest.mark.parametrize("change", [{"invite": "other"}, {"server_id": THEIRS}])
def test_a_change_of_invite_or_id_takes_the_backup_away(change: dict[str, Any]) -> None:
    story = seen(BACKED, "live", "unknown").backup("live").edited(**change)
    assert story.code is None
    assert story.then("unknown").code is None


# Hold-back


def published(stood: int, *, hours_ago: float = 12) -> dict[str, Story]:
    """Return that many servers whose link stands on the site since then."""
    stories = {}
    for number in range(stood):
        story = seen(entry(server_id=OURS, invite=f"code-{number}"), "live")
        record = stand(story.known, story.verdict(), story.now)
        story = replace(story, record=record)
        stories[f"server-{number}"] = story.later(hours=hours_ago)
    return stories


def lost(stories: dict[str, Story], count: int, *answers: str, first: int = 0) -> dict[str, Story]:
    """Let some of them answer otherwise, all within the present hour."""
    chosen = list(stories)[first : first + count]
    return {
        slug: story.then(*answers, hours=0) if slug in chosen else story
        for slug, story in stories.items()
    }


def held(stories: dict[str, Story], now: datetime | None = None) -> dict[str, Verdict]:
    now = now or max(story.now for story in stories.values())
    return hold_back(
        {
            slug: (story.entry, story.record, judge(story.entry, story.record, now))
            for slug, story in stories.items()
        },
        now,
    )


@pytest.mark.parametrize(
    ("stood", "losses", "is_held"),
    [
        (25, 5, False),
        (24, 5, True),
        (26, 6, True),
        (30, 6, False),
        (5, 4, False),
        (5, 5, True),
        (100, 20, False),
        (100, 21, True),
    ],
)
def test_more_than_a_fifth_and_at_least_five_are_held_back(
    stood: int, losses: int, is_held: bool
) -> None:
    stories = lost(published(stood), losses, "unknown")
    expected = {
        f"server-{number}": Verdict(State.LIVE, f"code-{number}", is_held_back=True)
        for number in range(losses)
    }
    assert held(stories) == (expected if is_held else {})


@pytest.mark.parametrize(
    "answer", ["unknown", "expired", "group", "nobody", "guest", "restricted", "nsfw"]
)
def test_missing_and_ineligible_are_held_back(answer: str) -> None:
    assert len(held(lost(published(6), 6, answer))) == 6


def test_what_is_held_back_needs_no_facts() -> None:
    stories = {
        slug: replace(story, record=replace(story.known, facts=None))
        for slug, story in lost(published(6), 6, "unknown").items()
    }
    assert len(held(stories)) == 6


def test_gone_is_held_back() -> None:
    stories = {
        slug: story.then("unknown", "unknown", "unknown")
        for slug, story in published(6, hours_ago=0).items()
    }
    assert {story.state for story in stories.values()} == {"gone"}
    assert len(held(stories)) == 6


def test_a_mismatch_is_never_held_back() -> None:
    assert held(lost(published(6), 6, "elsewhere")) == {}
    mixed = lost(lost(published(10), 5, "elsewhere"), 5, "unknown", first=5)
    assert sorted(held(mixed)) == [f"server-{number}" for number in range(5, 10)]


@pytest.mark.parametrize("state", ["paused", "temporary"])
def test_the_earlier_state_is_shown(state: str) -> None:
    stories = lost(published(6), 6, state)
    stories = {
        slug: replace(story, record=stand(story.known, story.verdict(), story.now))
        for slug, story in stories.items()
    }
    verdicts = held(lost(stories, 6, "unknown")).values()
    assert {(verdict.state, verdict.is_held_back) for verdict in verdicts} == {(State(state), True)}


def test_observations_are_kept_while_held_back() -> None:
    stories = lost(published(6), 6, "unknown")
    assert len(held(stories)) == 6
    assert {story.state for story in stories.values()} == {"missing"}


@pytest.mark.parametrize("answer", ["unknown", "group", "restricted"])
def test_nothing_is_held_back_past_the_30_days(answer: str) -> None:
    stories = published(6, hours_ago=0)
    for day in range(1, 33):
        stories = {slug: story.then(answer, hours=24) for slug, story in stories.items()}
        verdicts = held(stories)
        assert len(verdicts) == (6 if day <= 30 else 0)
        for slug, verdict in verdicts.items():
            record = stand(stories[slug].known, verdict, stories[slug].now)
            stories[slug] = replace(stories[slug], record=record)


@pytest.mark.parametrize(("hours", "is_held"), [(23.9, True), (24, True), (24.1, False)])
def test_a_link_counts_for_a_day_after_it_last_stood(hours: float, is_held: bool) -> None:
    """However often the site was built since with the others."""
    stories = lost(published(6, hours_ago=hours), 6, "unknown")
    story = published(1, hours_ago=hours)["server-0"]
    last = Standing(story.now - timedelta(hours=1), "live")
    stories["latest"] = replace(story, record=replace(story.known, standing=last))
    assert len(held(stories)) == (6 if is_held else 0)


@pytest.mark.parametrize(("minutes", "is_held"), [(59, True), (60, True), (61, False)])
def test_what_stood_within_an_hour_of_the_last_build_stood_in_it(
    minutes: int, is_held: bool
) -> None:
    """A standing is written anew once an hour, so that one of the last build may look older."""
    stories = lost(published(6, hours_ago=24 * 7), 6, "unknown")
    story = published(1, hours_ago=24 * 7)["server-0"]
    last = Standing(START + timedelta(minutes=minutes), "live")
    stories["latest"] = replace(story, record=replace(story.known, standing=last))
    assert len(held(stories)) == (6 if is_held else 0)


def test_only_links_that_could_have_been_lost_are_counted() -> None:
    """Neither an entry that nobody asked about, nor one whose invite a person changed."""
    stories = lost(published(25), 5, "unknown")
    assert held(stories) == {}
    stories["server-24"] = stories["server-24"].edited(invite="new-one")
    stories["new"] = Story(entry(invite="new"), now=stories["server-0"].now)
    assert len(held(stories)) == 5


def test_a_build_a_week_is_protected_as_well() -> None:
    assert len(held(lost(published(6, hours_ago=24 * 7), 6, "unknown"))) == 6


def test_what_fell_in_an_earlier_build_more_than_a_day_ago_does_not_count() -> None:
    stories = {**published(20, hours_ago=0)}
    fallen = lost(stories, 4, "unknown")
    later = {}
    for slug, story in fallen.items():
        moved = story.later(hours=30)
        record = moved.known
        if slug >= "server-4" or len(slug) > 8:
            record = stand(moved.known, moved.verdict(), moved.now)
        later[slug] = replace(moved, record=record)
    assert held(lost(later, 1, "unknown", first=10)) == {}


def test_a_slow_decline_goes_through() -> None:
    stories = published(20, hours_ago=0)
    for day in range(20):
        stories = {slug: story.later(hours=25) for slug, story in stories.items()}
        stories = lost(stories, day + 1, "unknown")
        verdicts = held(stories)
        assert verdicts == {}
        stories = {
            slug: replace(story, record=stand(story.known, story.verdict(), story.now))
            for slug, story in stories.items()
        }
    assert {story.code for story in stories.values()} == {None}


def test_five_lost_within_a_day_one_by_one_are_held_back_together() -> None:
    stories = published(20, hours_ago=0)
    for hour in range(1, 6):
        stories = {slug: story.later(hours=2) for slug, story in stories.items()}
        stories = lost(stories, hour, "unknown")
        assert len(held(stories)) == (5 if hour == 5 else 0)
        stories = {
            slug: replace(story, record=stand(story.known, story.verdict(), story.now))
            for slug, story in stories.items()
        }


def test_a_dead_import_is_shown_as_it_is() -> None:
    dead = {
        f"import-{number}": seen(entry(invite=f"dead-{number}", server_id=OURS), "unknown")
        for number in range(50)
    }
    assert held({**published(20), **dead}) == {}


def test_a_person_who_restricts_entries_is_not_held_back() -> None:
    stories = {slug: story.edited(age_restricted=True) for slug, story in published(10).items()}
    assert held(stories) == {}
    assert held(lost(stories, 10, "unknown")) == {}


def test_a_person_who_changes_invites_is_not_held_back() -> None:
    stories = {slug: story.edited(invite="new-one") for slug, story in published(10).items()}
    assert held(stories) == {}
    assert held(lost(stories, 10, "unknown")) == {}


@pytest.mark.parametrize("answers", [[], ["unknown"]])
def test_a_temporary_invite_past_its_date_is_not_held_back(answers: list[str]) -> None:
    stories = lost(published(10), 10, "temporary")
    stories = {
        slug: replace(story, record=stand(story.known, story.verdict(), story.now)).later(days=7)
        for slug, story in stories.items()
    }
    assert {story.state for story in stories.values()} == {"missing"}
    assert held(lost(stories, 10, *answers)) == {}


def test_a_server_with_a_backup_has_not_lost_its_link() -> None:
    stories = {
        slug: story.edited(backup_invite="spare").then("unknown", hours=0).backup("live")
        for slug, story in published(10).items()
    }
    assert held(stories) == {}


def test_failed_checks_lose_nothing() -> None:
    assert held(lost(published(10), 10, "failed")) == {}


def test_links_that_grew_too_old_are_not_held_back() -> None:
    assert held({slug: story.later(days=31) for slug, story in published(10).items()}) == {}


def test_a_loss_that_was_accepted_is_not_held_back_again() -> None:
    stories = lost(published(10), 6, "unknown")
    verdicts = held(stories)
    accepted = {
        slug: replace(story, record=let_go(story.known, story.verdict(), story.now))
        if slug in verdicts
        else story
        for slug, story in stories.items()
    }
    assert held(accepted) == {}
    assert held(lost(accepted, 4, "unknown", first=6)) == {}
    assert accepted["server-0"].then("live").verdict() == Verdict(State.LIVE, "code-0")


def test_a_loss_that_was_accepted_wins_over_the_standing_of_a_mirror() -> None:
    before = published(6)
    stories = lost(before, 6, "unknown")
    again = {}
    for slug, story in stories.items():
        gone = let_go(story.known, story.verdict(), story.now)
        record = merged(slug, story.entry, [gone, before[slug].known], story.now)
        again[slug] = replace(story, record=record)
    assert held(again) == {}


def test_a_loss_is_dated_after_the_link_last_stood_even_where_a_clock_was_set_back() -> None:
    story = seen(PINNED, "live").then("unknown")
    verdict, now = story.verdict(), story.now
    before, ahead = now - timedelta(hours=1), now + timedelta(hours=1)
    for at, dated in ((None, now), (before, now), (ahead, ahead)):
        record = replace(story.known, standing=Standing(at, "live") if at else None)
        assert let_go(record, verdict, now).standing == Standing(dated, "missing")


def test_a_link_stands_only_where_the_invite_itself_is_linked() -> None:
    live = seen(BACKED, "live")
    assert stand(live.known, live.verdict(), live.now).standing == Standing(live.now, "live")
    for story in (
        live.then("elsewhere"),
        live.then("unknown").backup("live"),
        live.later(days=31),
    ):
        assert stand(story.known, story.verdict(), story.now).standing is None
    new = begin("snakes", UNPINNED, None)
    unchecked = Story(UNPINNED).verdict(link_unchecked=True)
    assert stand(new, unchecked, START).standing is None


# History

TODAY = date(2026, 8, 1)


def daily(days: int) -> tuple[Sample, ...]:
    return tuple(
        Sample(TODAY - timedelta(days=ago), ago + 1, None) for ago in range(days - 1, -1, -1)
    )


def test_an_answer_adds_a_sample_a_day_and_the_last_of_the_day_stays() -> None:
    morning, evening = Invite(facts(members=1, online=2)), Invite(facts(members=3, online=None))
    story = seen(PINNED, morning, evening, hours=6).then(evening, hours=24)
    assert story.known.history == (Sample(TODAY, 3, None), Sample(date(2026, 8, 2), 3, None))


def test_an_answer_without_a_count_adds_no_sample() -> None:
    assert seen(PINNED, Invite(facts(members=None))).known.history == ()


def test_a_clock_that_was_set_back_spoils_no_history() -> None:
    story = seen(PINNED, "live").then("live", hours=-24 * 400)
    assert [sample.day for sample in story.known.history] == [date(2025, 6, 27), TODAY]


def test_six_weeks_of_days_are_kept() -> None:
    assert thinned(daily(46), TODAY) == daily(46)


@pytest.mark.parametrize("days", [0, 1, 60, 400, 1000, 4000])
def test_history_is_thinned_to_150_points_the_newest_kept_in_order(days: int) -> None:
    kept = thinned(daily(days), TODAY)
    assert len(kept) <= 150
    assert kept[-46:] == daily(days)[-46:]
    assert list(kept) == sorted(kept, key=lambda sample: sample.day)
    assert set(kept) <= set(daily(days))


def test_thinning_leaves_the_last_of_each_week_and_then_of_each_month() -> None:
    kept = [sample.day for sample in thinned(daily(800), TODAY)]
    weekly = [day for day in kept if 60 < (TODAY - day).days < 400]
    monthly = [day for day in kept if (TODAY - day).days > 450]
    assert {day.isoweekday() for day in weekly} == {7}
    assert all((day + timedelta(days=1)).day == 1 for day in monthly)


def test_thinning_day_by_day_keeps_what_thinning_at_once_would() -> None:
    history: tuple[Sample, ...] = ()
    for sample in daily(1500):
        history = thinned((*history, sample), sample.day)
    at_once = thinned(daily(1500), TODAY)
    assert history[-46:] == at_once[-46:]
    assert {each.day.strftime("%Y-%m") for each in history} == {
        each.day.strftime("%Y-%m") for each in at_once
    }
    assert len(history) == len(at_once)


@given(
    st.lists(st.tuples(st.integers(-10, 5000), st.integers(0, 10**8)), max_size=300),
)
def test_any_history_is_thinned_to_one_sample_a_day_in_order(points: list[tuple[int, int]]) -> None:
    samples = [Sample(TODAY - timedelta(days=ago), count, None) for ago, count in points]
    days = [sample.day for sample in thinned(samples, TODAY)]
    assert days == sorted(set(days))
    assert len(days) <= 150


# Whatever happens


CODES = ("charm", "other")
SERVERS = {OURS: "Snake Charmers", THEIRS: "Snake Pit", "300000000000000003": "Free Nitro"}


@dataclass(frozen=True)
class Place:
    """A store somewhere, and the answers that it may remember for the present invite and pin.

    Each answer is the time, the code, and the server that it led to, or None for none.
    """

    record: Record | None = None
    memory: frozenset[tuple[datetime, str, str | None]] = field(default_factory=frozenset)

    def begun(self, entry: Entry) -> Place:
        record = begin("snakes", entry, self.record)
        is_same = self.record is not None and record == self.record
        return Place(record, self.memory if is_same else frozenset())


class World:
    """Two stores, a mirror of each at many times, a Discord that changes, and a busy person."""

    def __init__(self) -> None:
        self.now = START
        self.entry = entry(backup_invite="spare")
        self.leads: dict[str, str | None] = dict.fromkeys((*CODES, "spare"), OURS)
        self.places = [Place(), Place()]
        self.mirrors = [Place()]

    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def move(self, code: str, server: str | None) -> None:
        """Let an invite lead elsewhere."""
        self.leads[code] = server

    def ask(self, which: int, expires: int | None = None) -> None:
        self.now += timedelta(minutes=1)
        place = self.places[which].begun(self.entry)
        assert place.record is not None
        answer = self._answer(self.entry.invite, expires)
        record = observe(self.entry, place.record, answer, self.now)
        self._note(which, place, record, self.entry.invite)

    def ask_backup(self, which: int) -> None:
        place = self.places[which].begun(self.entry)
        if self.entry.backup_invite is None or place.record is None:
            return
        self.now += timedelta(minutes=1)
        answer = self._answer(self.entry.backup_invite, None)
        record = observe_backup(self.entry, place.record, answer, self.now)
        self._note(which, place, record, self.entry.backup_invite)

    def ask_in_vain(self, which: int) -> None:
        place = self.places[which].begun(self.entry)
        assert place.record is not None
        failed = observe(self.entry, place.record, ANSWERS["failed"], self.now)
        failed = observe_backup(self.entry, failed, ANSWERS["failed"], self.now)
        assert judge(self.entry, failed, self.now) == judge(self.entry, place.record, self.now)
        self.places[which] = replace(place, record=failed)

    def restart(self, which: int) -> None:
        record = self.places[which].record
        if record is not None:
            assert record_from_json("snakes", record_to_json(record)) == record

    def lose_the_cache(self, which: int) -> None:
        self.places[which] = Place()

    def merge(self, which: int, age: int) -> None:
        """Merge in what some place knew `age` answers ago."""
        sources = [self.places[which], self.mirrors[-1 - age % len(self.mirrors)]]
        sources = sources[:: 1 if age % 2 else -1]
        records = [place.record for place in sources if place.record is not None]
        memories = [place.begun(self.entry).memory for place in sources if place.record]
        record = merged("snakes", self.entry, records, self.now)
        self.places[which] = Place(record, frozenset().union(*memories))

    def edit(self, key: str, value: str | None) -> None:
        self.entry = self.entry.model_copy(update={key: value})

    def check(self) -> None:
        for place in self.places:
            begun = begin("snakes", self.entry, place.record)
            if begun.facts is not None:
                assert begun.facts.id == expected_server(self.entry, begun)
                assert begun.facts.name == SERVERS[begun.facts.id]
            code = judge(self.entry, place.record, self.now).code
            if code is not None:
                at, _, server = max(note for note in place.memory if note[1] == code)
                assert server == expected_server(self.entry, place.record)
                assert self.now - at <= timedelta(days=30)

    def _note(self, which: int, place: Place, record: Record, code: str) -> None:
        noted = (self.now, code, self.leads[code])
        self.places[which] = Place(record, place.memory | {noted})
        self.mirrors.append(self.places[which])

    def _answer(self, code: str, expires: int | None) -> Answer:
        server = self.leads[code]
        if server is None:
            return Unknown(10006)
        at = None if expires is None else self.now + timedelta(hours=expires)
        return Invite(facts(id=server, name=SERVERS[server], expires_at=at))


ACTIONS: list[tuple[str, *tuple[Any, ...]]] = [
    *[("wait", hours) for hours in (1, 24, 24 * 8, 24 * 31)],
    *[("move", code, to) for code in ("charm", "spare") for to in (None, *SERVERS)],
    ("move", "other", THEIRS),
    *[("ask", which) for which in (0, 1)] * 4,
    *[("ask", which, 24 * days) for which in (0, 1) for days in (0, 20)],
    *[("ask_backup", which) for which in (0, 1)] * 2,
    *[("merge", which, age) for which in (0, 1) for age in range(6)],
    *[(name, which) for name in ("ask_in_vain", "restart") for which in (0, 1)],
    *[("lose_the_cache", which) for which in (0, 1)] * 2,
    *[("edit", "invite", code) for code in CODES],
    *[("edit", "server_id", pin) for pin in (None, OURS, THEIRS)],
    *[("edit", "backup_invite", code) for code in ("spare", None)],
]


@settings(max_examples=examples(700), deadline=None)
@given(
    st.tuples(*[st.sampled_from((None, OURS, THEIRS))] * 2),
    st.lists(st.sampled_from(ACTIONS), min_size=5, max_size=40),
)
def test_whatever_happens_no_link_leads_to_another_server(
    first_seen: tuple[str | None, ...], actions: list[tuple[str, *tuple[Any, ...]]]
) -> None:
    """Facts are those of the expected server, and links were confirmed, as far as is known."""
    world = World()
    for which, server in enumerate(first_seen):
        world.move("charm", server)
        world.ask(which)
    for name, *arguments in actions:
        getattr(world, name)(*arguments)
        world.check()
