"""Members over time: a line that tells the truth, or none."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from showcase.models.record import Sample
from showcase.pages.chart import HEIGHT, WIDTH, Chart, chart

FIRST = date(2026, 5, 24)


def history(members: Sequence[int]) -> list[Sample]:
    """One sample a day."""
    return [Sample(FIRST + timedelta(days=day), n, None) for day, n in enumerate(members)]


def drawn(members: Sequence[int]) -> Chart:
    made = chart(history(members))
    assert made is not None
    return made


def points(line: str) -> list[tuple[int, int]]:
    numbers = [int(number) for number in line.split()]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


@pytest.mark.parametrize("days", [0, 1, 13])
def test_there_is_no_chart_below_fourteen_days(days: int) -> None:
    assert chart(history(range(100, 100 + days))) is None


def test_fourteen_days_make_a_chart() -> None:
    made = drawn(range(100, 114))
    assert (made.first.members, made.last.members) == (100, 113)
    assert (made.first.day, made.last.day) == (FIRST, FIRST + timedelta(days=13))


def test_the_line_runs_from_edge_to_edge_and_stays_in_its_box() -> None:
    made = points(drawn([7, 900, 12, 55, 0, 3, 88, 41, 900, 17, 4, 2, 1, 600, 5]).line)
    assert (made[0][0], made[-1][0]) == (0, WIDTH)
    assert [x for x, _ in made] == sorted(x for x, _ in made)
    assert all(0 <= y <= HEIGHT for _, y in made)


def test_more_members_stand_higher() -> None:
    heights = [y for _, y in points(drawn(range(1000, 2400, 100)).line)]
    assert heights == sorted(heights, reverse=True)


def test_time_is_told_by_days_and_not_by_samples() -> None:
    """Older samples are a week or a month apart."""
    days = [0, 28, *range(43, 56)]
    made = chart([Sample(FIRST + timedelta(days=day), 100, None) for day in days])
    assert made is not None
    assert points(made.line)[1][0] == round(WIDTH * 28 / 55)


@pytest.mark.parametrize(
    ("low", "high", "bottom", "top"),
    [
        (12_000, 13_400, 12_000, 14_000),
        (41_017, 41_422, 39_000, 44_000),
        (100, 100, 90, 110),
        (3, 9, 3, 9),
        (0, 0, 0, 1),
        (1, 1, 0, 2),
    ],
)
def test_the_scale_ends_at_round_numbers_and_makes_no_mountain_of_a_small_step(
    low: int, high: int, bottom: int, top: int
) -> None:
    made = drawn([low, *[high] * 13])
    assert (made.bottom, made.top) == (bottom, top)


def test_the_area_is_the_line_closed_below() -> None:
    made = drawn(range(100, 120))
    assert points(made.area) == [*points(made.line), (WIDTH, HEIGHT), (0, HEIGHT)]


def test_a_table_stays_small_and_has_both_ends() -> None:
    made = drawn(range(100, 250))
    assert len(made.rows) == 12
    ends = [(one.day, one.members) for one in (made.first, made.last)]
    assert [made.rows[0], made.rows[-1]] == ends
    assert len(set(made.rows)) == 12


def test_a_chart_is_the_same_whenever_it_is_drawn() -> None:
    assert chart(history(range(40))) == chart(history(range(40)))
