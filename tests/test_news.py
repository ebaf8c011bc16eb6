"""What is told of a listing that left the lists or came back: once, and only if it was there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from making import GUILD, NOON, Showcase
from showcase import news
from showcase.models.record import Change, Record
from showcase.records import record_from_json, record_to_json
from showcase.standin import BLOCKED_HTML, INVITE_EXPIRED, server_error

OTHER = "100000000000000999"
NEW = Record(slug="alpha", code="alpha1")


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def after(*builds: bool, begun: Record = NEW) -> Record:
    """Return the record after builds an hour apart, in which lists did or did not show it."""
    known = begun
    for number, is_listed in enumerate(builds):
        known = news.noted(known, is_listed=is_listed, at=NOON + hours(number))
    return known


def kinds(known: Record) -> list[str]:
    return [change.kind for change in known.changes]


@pytest.mark.parametrize(
    ("builds", "told"),
    [
        ([True], []),
        ([True, True, True], []),
        ([True, False], ["gone"]),
        ([True, False, False], ["gone"]),
        ([True, False, True, True], ["gone", "back"]),
        ([False], []),
        ([False, True], []),
        ([False, True, False], ["gone"]),
    ],
)
def test_a_change_is_told_once_and_only_of_what_was_listed(
    builds: list[bool], told: list[str]
) -> None:
    assert kinds(after(*builds)) == told


def test_a_change_is_dated_with_the_build_that_saw_it() -> None:
    assert after(True, False, False).changes == (Change(NOON + hours(1), "gone"),)


def test_the_last_few_changes_are_kept() -> None:
    known = after(*[True, False] * 5)
    assert kinds(known) == ["back", "gone"] * 3
    assert known.changes[-1].at == NOON + hours(9)


def test_a_build_that_is_dated_earlier_keeps_the_order() -> None:
    known = news.noted(after(True, False), is_listed=True, at=NOON - hours(100))
    assert known.changes == (Change(NOON + hours(1), "gone"), Change(NOON + hours(1), "back"))


def test_a_record_keeps_its_news() -> None:
    for known in (after(True), after(False), after(True, False, True)):
        assert record_from_json("alpha", record_to_json(known)) == known


def test_places_that_saw_the_same_tell_it_once_with_the_time_of_the_first() -> None:
    here = after(True, False)
    there = replace(here, changes=(Change(NOON + hours(5), "gone"),))
    for records in ([here, there], [there, here]):
        assert news.united(records) == (False, (Change(NOON + hours(1), "gone"),))


def test_changes_of_several_places_are_united() -> None:
    here, there = after(True, False), after(True, False, True)
    assert news.united([here, there]) == (True, there.changes)


def test_without_changes_the_newest_answer_says_whether_it_was_listed() -> None:
    old = replace(NEW, listed=True, answered_at=NOON)
    new = replace(NEW, listed=False, answered_at=NOON + hours(1))
    unknown = replace(NEW, answered_at=NOON + hours(2))
    for records in ([old, new, unknown], [unknown, new, old]):
        assert news.united(records) == (False, ())
    assert news.united([unknown]) == (None, ())


def test_a_change_ahead_of_now_is_not_believed() -> None:
    known = news.believable(after(True, False, True), NOON + hours(1))
    assert (known.listed, kinds(known)) == (None, ["gone"])
    assert kinds(news.noted(known, is_listed=False, at=NOON + hours(2))) == ["gone"]


# Over whole builds


def told(showcase: Showcase) -> list[str]:
    return kinds(showcase.compose().records["alpha"])


@pytest.fixture
def alpha(showcase: Showcase) -> Showcase:
    """A server that was listed at noon, pinned."""
    showcase.server("alpha", invite="alpha1", server_id=GUILD).answers("alpha1")
    assert told(showcase) == []
    showcase.clock.pass_hours(13)
    return showcase


def test_a_server_whose_invite_leads_elsewhere_is_gone_and_then_back(alpha: Showcase) -> None:
    alpha.answers("alpha1", guild_id=OTHER)
    assert told(alpha) == ["gone"]
    alpha.clock.pass_hours(13)
    assert told(alpha) == ["gone"]
    alpha.answers("alpha1")
    alpha.clock.pass_hours(13)
    assert told(alpha) == ["gone", "back"]


@pytest.mark.parametrize("answer", [BLOCKED_HTML, server_error(), INVITE_EXPIRED])
def test_a_check_that_failed_or_an_invite_that_is_missing_tells_nothing(
    alpha: Showcase, answer: object
) -> None:
    alpha.answers("alpha1", answer)  # type: ignore[arg-type]
    assert told(alpha) == []


def test_a_server_that_never_was_listed_is_never_gone(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1", age_restricted=True).answers("alpha1")
    assert told(showcase) == []
    assert showcase.record("alpha").listed is False


def test_a_loss_that_is_held_back_tells_nothing_until_it_is_let_through(
    showcase: Showcase,
) -> None:
    slugs = [f"s{number}" for number in range(6)]
    for number, slug in enumerate(slugs):
        showcase.server(slug, name="Alpha")
        showcase.answers(f"{slug}-code", guild_id=f"20000000000000000{number}")
    showcase.compose()
    showcase.clock.pass_hours(13)
    for number, slug in enumerate(slugs):
        showcase.answers(f"{slug}-code", guild_id=f"20000000000000000{number}", nsfw_level=1)
    made = showcase.compose()
    assert len(made.held_back) == 6
    assert [kinds(known) for known in made.records.values()] == [[]] * 6


def test_a_cache_that_is_lost_and_comes_back_from_the_mirror_tells_nothing_twice(
    alpha: Showcase,
) -> None:
    alpha.answers("alpha1", guild_id=OTHER)
    made = alpha.compose()
    before = made.records["alpha"].changes
    alpha.publish(made).lose_cache().clock.pass_hours(13)
    assert alpha.compose().records["alpha"].changes == before
    assert [change.kind for change in before] == ["gone"]


def test_a_new_invite_brings_a_server_back(alpha: Showcase) -> None:
    alpha.answers("alpha1", guild_id=OTHER)
    made = alpha.compose()
    alpha.publish(made).server("alpha", invite="alpha2", server_id=GUILD).answers("alpha2")
    alpha.clock.pass_hours(13)
    assert told(alpha) == ["gone", "back"]
    alpha.publish(alpha.compose()).clock.pass_hours(13)
    assert told(alpha) == ["gone", "back"]


def test_news_belong_to_the_entry_and_not_to_its_invite(alpha: Showcase) -> None:
    alpha.answers("alpha1", guild_id=OTHER)
    assert told(alpha) == ["gone"]
    alpha.server("alpha", invite="alpha2", server_id=GUILD).answers("alpha2")
    alpha.clock.pass_hours(13)
    assert [told(alpha) for _ in range(2)] == [["gone", "back"]] * 2
