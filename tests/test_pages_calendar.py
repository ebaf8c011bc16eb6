"""Leaves of a calendar: days, hours and zones in words, and what scripts need to know."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from making import NOON
from showcase.catalogue import HORIZON, Occasion
from showcase.models.entry import Event
from showcase.pages.calendar import Calendar, Leaf

ENGLISH = Calendar("en")


def occasions(**event: Any) -> list[Occasion]:
    given = {"title": "Evening", "start": "2026-12-04T19:00", "zone": "Europe/Berlin", **event}
    made = Event.model_validate(given)
    until = NOON + timedelta(days=92)
    return [Occasion(start, made, "alpha", None) for start in made.schedule.between(NOON, until)]


def leaf(language: str = "en", **event: Any) -> Leaf:
    return Calendar(language).leaf(occasions(**event)[0])


@pytest.mark.parametrize(
    ("event", "hours", "end"),
    [
        ({}, "19:00", ""),
        ({"end": "2026-12-04T21:30"}, "19:00–21:30", ""),
        ({"end": "2026-12-05T02:00"}, "19:00–02:00", ""),
        ({"end": "2026-12-06T12:00"}, "19:00", "Dec 6, 12:00"),
    ],
)
def test_the_hours_of_an_event_are_those_of_its_own_zone(
    event: dict[str, Any], hours: str, end: str
) -> None:
    assert (leaf(**event).hours, leaf(**event).end) == (hours, end)


@pytest.mark.parametrize(
    ("zone", "place", "offset"),
    [
        ("Europe/Berlin", "Berlin", "UTC+01:00"),
        ("America/Sao_Paulo", "Sao Paulo", "UTC-03:00"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires", "UTC-03:00"),
        ("Asia/Calcutta", "Kolkata", "UTC+05:30"),
        ("UTC", "", "UTC"),
        ("Etc/GMT-3", "", "UTC+03:00"),
    ],
)
def test_a_zone_is_named_by_its_city(zone: str, place: str, offset: str) -> None:
    made = leaf(zone=zone)
    assert (made.place, made.offset, made.zone) == (place, offset, zone)


def test_an_offset_is_a_zone_without_a_city() -> None:
    made = leaf(zone=None, start="2026-12-04T19:00+05:30")
    assert (made.place, made.offset, made.zone) == ("", "UTC+05:30", "+05:30")
    assert leaf(zone=None, start="2026-12-04T19:00+00:00").zone == "UTC"


@pytest.mark.parametrize(
    ("language", "weekday", "date", "place"),
    [
        ("en", "Fri", "Friday, December 4, 2026", "Berlin"),
        ("de", "Fr", "Freitag, 4. Dezember 2026", "Berlin"),
        ("ar", "الجمعة", "الجمعة، 4 ديسمبر 2026", "برلين"),
    ],
)
def test_a_leaf_speaks_the_sites_language(
    language: str, weekday: str, date: str, place: str
) -> None:
    made = leaf(language)
    assert (made.weekday, made.date, made.place) == (weekday, date, place)


def test_scripts_are_told_how_long_an_event_lasts_where_that_is_known() -> None:
    assert leaf().minutes is None
    assert leaf(end="2026-12-04T21:30").minutes == 150


def test_scripts_are_told_when_a_repeating_event_is_held_next() -> None:
    assert leaf().later == ""
    first, second = leaf(repeats="FREQ=WEEKLY;COUNT=3").later.split()
    assert datetime.fromtimestamp(int(first) * 60, UTC) == datetime(2026, 12, 11, 18, tzinfo=UTC)
    assert int(second) - int(first) == 7 * 24 * 60


def test_scripts_are_told_of_a_month_of_days_at_most() -> None:
    assert len(leaf(repeats="daily").later.split()) == 28


def test_the_next_dates_follow_the_one_that_is_shown() -> None:
    shown = occasions(repeats="weekly")
    later = ENGLISH.leaf(shown[2]).later.split()
    assert later[0] == str(int(shown[3].start.timestamp()) // 60)


@pytest.mark.parametrize(
    ("start", "repeats"),
    [
        ("2026-12-04T19:00", "daily"),
        ("2026-10-25T02:30", "FREQ=WEEKLY;BYDAY=SU"),
        ("2027-03-28T02:30", "FREQ=DAILY;INTERVAL=2"),
        ("2026-12-01T00:30", "FREQ=MONTHLY;BYDAY=1MO,-1FR"),
        ("2026-12-04T19:00", "FREQ=WEEKLY;COUNT=9"),
    ],
)
def test_the_next_dates_are_those_of_the_rule_wherever_one_begins(start: str, repeats: str) -> None:
    end = (datetime.fromisoformat(start) + timedelta(hours=30)).isoformat()
    given = {"title": "Evening", "zone": "Europe/Berlin"}
    made = Event.model_validate({**given, "start": start, "end": end, "repeats": repeats})
    schedule = made.schedule
    held = schedule.between(NOON, NOON + 4 * HORIZON)
    assert len(held) > 7
    for shown in held:
        told = ENGLISH.leaf(Occasion(shown, made, "alpha", None)).later
        following = [at for at in schedule.between(shown, shown + HORIZON) if at > shown]
        assert told.split() == [str(int(at.timestamp()) // 60) for at in following[:28]]


def test_days_stand_under_their_months_in_the_sites_language() -> None:
    months = Calendar("de").months(occasions(repeats="every 2 weeks"))
    assert [name for name, _ in months] == ["Dezember 2026", "Januar 2027", "Februar 2027"]
