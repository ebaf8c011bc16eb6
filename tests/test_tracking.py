"""The one tracking issue: created once, then updated, closed and opened again; a digest a month."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from forms import examples
from making import NOON
from showcase.attention import Finding, Kind
from showcase.attention.tracking import (
    BODY_LIMIT,
    Issue,
    Steps,
    chosen,
    remembered,
    steps,
)

DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)
JANUARY = datetime(2027, 1, 31, tzinfo=UTC)
NOTHING = Steps()
GONE_A = Finding(Kind.GONE, "a", "Gone.")
GONE_B = Finding(Kind.GONE, "b", "Gone.")
RENAMED_A = Finding(Kind.RENAMED, "a", "Discord calls it `x`.")


def created(*found: Finding, now: datetime = NOON) -> Issue:
    """An issue that was created for these findings."""
    body = steps(None, list(found), now).create
    assert body is not None
    return Issue(1, body, is_open=True)


def after(issue: Issue, done: Steps) -> Issue:
    """The issue after steps were done."""
    is_open = issue.is_open if done.set_open is None else done.set_open
    return Issue(issue.number, done.body or issue.body, is_open)


class TestCreating:
    def test_an_issue_is_created_for_the_first_finding(self) -> None:
        done = steps(None, [GONE_A], NOON)
        assert done.create is not None
        assert "### Gone (1)" in done.create
        assert (done.set_open, done.comment, done.body) == (None, None, None)

    def test_none_is_created_where_nothing_wants_a_person(self) -> None:
        assert steps(None, [], NOON) == NOTHING

    def test_a_second_time_there_is_nothing_to_do(self) -> None:
        assert steps(created(GONE_A, RENAMED_A), [GONE_A, RENAMED_A], NOON) == NOTHING

    def test_what_an_editor_or_github_makes_of_line_ends_is_no_change(self) -> None:
        issue = created(GONE_A)
        edited = Issue(1, issue.body.replace("\n", "\r\n").rstrip(), is_open=True)
        assert steps(edited, [GONE_A], NOON) == NOTHING


class TestChoosing:
    def test_it_is_found_by_the_marker_and_not_by_a_title(self) -> None:
        issue = created(GONE_A)
        assert chosen([Issue(7, "What wants a person", is_open=True), issue]) == issue

    def test_a_marker_that_does_not_begin_the_body_is_not_ours(self) -> None:
        body = created(GONE_A).body
        assert chosen([Issue(7, f"I found this:\n{body}", is_open=True)]) is None

    def test_of_several_the_oldest_is_taken(self) -> None:
        body = created(GONE_A).body
        several = [Issue(9, body, is_open=True), Issue(4, body, is_open=False)]
        taken = chosen(several)
        assert taken is not None
        assert taken.number == 4

    def test_without_any_there_is_none(self) -> None:
        assert chosen([]) is None


class TestUpdating:
    def test_a_change_rewrites_the_body_and_tells_nobody(self) -> None:
        done = steps(created(GONE_A), [GONE_A, GONE_B], NOON)
        assert done.body is not None
        assert "### Gone (2)" in done.body
        assert (done.set_open, done.comment, done.create) == (None, None, None)

    def test_what_somebody_wrote_into_the_body_is_written_over(self) -> None:
        issue = created(GONE_A)
        done = steps(Issue(1, issue.body + "I looked at it.", is_open=True), [GONE_A], NOON)
        assert done.body == issue.body

    def test_it_closes_when_nothing_is_left(self) -> None:
        done = steps(created(GONE_A), [], NOON)
        assert done.set_open is False
        assert done.body is not None
        assert "Nothing wants a person." in done.body
        closed = after(created(GONE_A), done)
        assert steps(closed, [], DECEMBER) == NOTHING

    def test_it_opens_again_for_what_comes_later(self) -> None:
        closed = after(created(GONE_A), steps(created(GONE_A), [], NOON))
        done = steps(closed, [GONE_A], NOON)
        assert done.set_open is True
        assert steps(after(closed, done), [GONE_A], NOON) == NOTHING

    def test_closed_by_hand_it_stays_closed_until_something_new_turns_up(self) -> None:
        closed = Issue(1, created(GONE_A, GONE_B).body, is_open=False)
        assert steps(closed, [GONE_A, GONE_B], DECEMBER) == NOTHING
        fewer = steps(closed, [GONE_A], DECEMBER)
        assert (fewer.set_open, fewer.comment) == (None, None)
        assert steps(closed, [GONE_A, GONE_B, RENAMED_A], NOON).set_open is True
        assert steps(after(closed, fewer), [GONE_A, GONE_B], NOON).set_open is True


class TestDigest:
    def test_a_month_is_told_once(self) -> None:
        issue = created(GONE_A, RENAMED_A)
        done = steps(issue, [GONE_A, GONE_B], DECEMBER)
        assert done.comment == (
            "**December 2026**: 2 findings. Changes since 2026-11:\n\n"
            "New:\n\n- Gone: b\n\nSettled:\n\n- Renamed: a\n"
        )
        told = after(issue, done)
        assert steps(told, [GONE_A, GONE_B], DECEMBER) == NOTHING
        assert steps(told, [GONE_A], DECEMBER).comment is None

    def test_what_changed_within_the_month_is_told_at_its_end(self) -> None:
        issue = created(GONE_A)
        issue = after(issue, steps(issue, [GONE_A, GONE_B], NOON))
        digest = steps(issue, [GONE_B], DECEMBER).comment
        assert digest is not None
        assert "New:\n\n- Gone: b" in digest
        assert "Settled:\n\n- Gone: a" in digest

    def test_that_nothing_changed_is_told_in_one_line(self) -> None:
        done = steps(created(GONE_A), [GONE_A], JANUARY)
        assert done.comment == "**January 2027**: 1 finding, the same as in 2026-11.\n"

    def test_a_closed_issue_is_not_written_below(self) -> None:
        closed = Issue(1, created(GONE_A).body, is_open=False)
        assert steps(closed, [GONE_A], JANUARY).comment is None

    def test_closing_needs_no_digest(self) -> None:
        assert steps(created(GONE_A), [], JANUARY).comment is None


class TestMemory:
    @pytest.mark.parametrize(
        "data",
        [
            "{}", "{broken}", '{"version": 2, "month": "2026-11", "listed": {}, "told": {}}',
            '{"version": 1, "month": "soon", "listed": {}, "told": {}}',
            '{"version": 1, "month": 3, "listed": {}, "told": {}}',
            '{"version": 1, "month": "2026-11", "listed": [], "told": {}}',
            '{"version": 1, "month": "2026-11", "listed": {"x": ["a"]}, "told": {}}',
            '{"version": 1, "month": "2026-11", "listed": {"gone": ["@x"]}, "told": {}}',
            '{"version": 1, "month": "2026-11", "listed": {"gone": [1]}, "told": {}}',
            '{"version": 1, "month": "2026-11", "listed": {"gone": null}, "told": {}}',
            '{"a": ' * 5000 + "}" * 5000,
        ],
    )  # fmt: skip
    def test_what_we_did_not_write_is_forgotten_and_written_anew(self, data: str) -> None:
        issue = Issue(1, f"<!-- showcase-report {data} -->\nx", is_open=True)
        assert remembered(issue.body) is None
        done = steps(issue, [GONE_A], NOON)
        assert done.body == created(GONE_A).body

    def test_many_findings_fit_into_the_body_and_are_remembered_as_numbers(self) -> None:
        many = [Finding(Kind.GONE, f"g{number}", "Gone.") for number in range(100)]
        many += [Finding(Kind.UNPINNED, f"server-{number:05}", "Add.") for number in range(20_000)]
        issue = created(*many)
        assert len(issue.body.encode()) <= BODY_LIMIT
        memory = remembered(issue.body)
        assert memory is not None
        assert memory.listed[Kind.GONE] == frozenset(f"g{number}" for number in range(100))
        assert memory.listed[Kind.UNPINNED] == 20_000
        assert steps(issue, many, NOON) == NOTHING
        digest = steps(issue, many[:-1], DECEMBER).comment
        assert digest is not None
        assert "- No server id: 20000 then, 19999 now" in digest

    def test_a_digest_of_many_stays_short(self) -> None:
        many = [Finding(Kind.GONE, f"g{number:03}", "Gone.") for number in range(500)]
        digest = steps(created(*many), [RENAMED_A], DECEMBER).comment
        assert digest is not None
        assert "and 450 more" in digest
        assert len(digest) < 2000


SLUGS = some.sampled_from(["a", "b", "c-d", "e9"])
FOUND = some.lists(
    some.builds(Finding, some.sampled_from(Kind), SLUGS, some.just("x")), unique=True
).map(sorted)
DAYS = some.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=some.just(UTC))  # noqa: DTZ001


@settings(max_examples=examples(200), deadline=None)
@given(runs=some.lists(some.tuples(FOUND, DAYS), max_size=6))
def test_whatever_happens_a_second_run_has_nothing_to_do(runs: list[Any]) -> None:
    issue: Issue | None = None
    for found, now in sorted(runs, key=lambda run: run[1]):
        done = steps(issue, found, now)
        if issue is None:
            issue = Issue(1, done.create, is_open=True) if done.create else None
        else:
            issue = after(issue, done)
        assert steps(issue, found, now) == NOTHING
        assert issue is None or issue.is_open == bool(found)
        json.dumps(issue.body if issue else "")
