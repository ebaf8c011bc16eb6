"""`events.ics`, as a library reads it back: what is still to come, exactly."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.rrule import rrulestr

from making import NOON, Showcase
from showcase.catalogue import Catalogue
from showcase.feeds.calendar import calendar
from showcase.text import one_line
from test_atom import HOSTILE

SITE = "https://showcase.example/"
BERLIN = ZoneInfo("Europe/Berlin")
TALK = {
    "title": "Talk",
    "start": "2026-12-04T19:00",
    "end": "2026-12-04T20:30",
    "zone": "Europe/Berlin",
}


def source(made: Catalogue, site: str = SITE, name: str = "A showcase") -> bytes:
    return calendar(made, site, name)


def events(showcase: Showcase, site: str = SITE) -> list[Any]:
    made = source(showcase.compose().catalogue, site)
    return list(back(made).walk("VEVENT"))


def event(showcase: Showcase, **fields: Any) -> Any:
    (found,) = events(showcase.server("alpha", events=[{**TALK, **fields}]))
    return found


def back(data: bytes) -> Any:
    """Read a calendar back."""
    return icalendar.Calendar.from_ical(data)


def plain(found: Any) -> dict[str, str]:
    return {name: value.to_ical().decode() for name, value in found.items()}


@pytest.fixture(autouse=True)
def offline(showcase: Showcase) -> None:
    showcase.options["refresh"] = "never"


def test_an_event_has_its_times_its_holder_and_a_way_there(showcase: Showcase) -> None:
    found = plain(event(showcase, text="Bring tea."))
    uid = found.pop("UID")
    assert found == {
        "SUMMARY": "Talk",
        "DTSTART": "20261204T190000",
        "DTEND": "20261204T203000",
        "DTSTAMP": "20261120T120000Z",
        "DESCRIPTION": "Bring tea.\\nhttps://showcase.example/servers/alpha/",
        "LOCATION": "Alpha",
        "URL": "https://showcase.example/servers/alpha/",
    }
    assert uid.endswith("@showcase.example")


def test_an_event_stands_in_its_own_zone_which_is_described(showcase: Showcase) -> None:
    showcase.server("alpha", events=[TALK, {**TALK, "title": "Tea", "zone": "Asia/Kolkata"}])
    made = back(source(showcase.compose().catalogue))
    starts = {str(one["SUMMARY"]): one["DTSTART"].dt for one in made.walk("VEVENT")}
    assert starts == {
        "Talk": datetime(2026, 12, 4, 19, tzinfo=BERLIN),
        "Tea": datetime(2026, 12, 4, 19, tzinfo=ZoneInfo("Asia/Kolkata")),
    }
    zones = [str(one["TZID"]) for one in made.walk("VTIMEZONE")]
    assert zones == ["Asia/Kolkata", "Europe/Berlin"]


@pytest.mark.parametrize("month", [1, 7, 12])
def test_a_zone_is_described_rightly_for_those_who_do_not_know_its_name(
    showcase: Showcase, month: int
) -> None:
    showcase.server("alpha", events=[TALK])
    made = back(source(showcase.compose().catalogue))
    (described,) = made.walk("VTIMEZONE")
    at = datetime(2028, month, 15, 12)  # noqa: DTZ001 - the zone is the question
    read = described.to_tz(lookup_tzid=False)
    assert at.replace(tzinfo=read).utcoffset() == at.replace(tzinfo=BERLIN).utcoffset()


@pytest.mark.parametrize(
    "fields",
    [
        {"start": "2026-12-04T19:00+05:30", "end": None, "zone": None},
        {"start": "2026-12-04T13:30", "end": None, "zone": "UTC"},
        {"start": "2026-12-04T13:30Z", "end": None, "zone": None},
    ],
)
def test_a_time_without_a_named_zone_is_in_utc(showcase: Showcase, fields: dict[str, Any]) -> None:
    given = {name: value for name, value in {**TALK, **fields}.items() if value is not None}
    (found,) = events(showcase.server("alpha", events=[given]))
    assert found["DTSTART"].to_ical() == b"20261204T133000Z"
    assert "TZID" not in found["DTSTART"].params
    assert "DTEND" not in found


@pytest.mark.parametrize(
    ("repeats", "rule"),
    [
        ("weekly", "FREQ=WEEKLY"),
        ("every 2 weeks", "FREQ=WEEKLY;INTERVAL=2"),
        ("FREQ=MONTHLY;BYDAY=1FR", "FREQ=MONTHLY;BYDAY=1FR"),
        ("FREQ=WEEKLY;UNTIL=20270301", "FREQ=WEEKLY;UNTIL=20270301T225959Z"),
        ("FREQ=WEEKLY;COUNT=5", "FREQ=WEEKLY;COUNT=5"),
    ],
)
def test_what_repeats_has_its_rule(showcase: Showcase, repeats: str, rule: str) -> None:
    found = event(showcase, repeats=repeats)
    assert found["RRULE"].to_ical().decode() == rule


@pytest.mark.parametrize(
    ("repeats", "first"),
    [
        ("FREQ=WEEKLY;BYDAY=SA", "2026-12-05"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "2026-12-17"),
        ("FREQ=MONTHLY;BYDAY=-1SU", "2026-12-27"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2028-02-29"),
        ("FREQ=DAILY", "2026-12-04"),
    ],
)
def test_the_first_time_is_one_that_the_rule_knows(
    showcase: Showcase, repeats: str, first: str
) -> None:
    found = event(showcase, repeats=repeats)
    start = found["DTSTART"].dt
    assert start == datetime.fromisoformat(f"{first}T19:00").replace(tzinfo=BERLIN)
    assert found["DTEND"].dt - start == timedelta(minutes=90)
    # Counted anew from there, as a calendar does, it happens on the same days.
    local = start.replace(tzinfo=None)
    rule = rrulestr(repeats, dtstart=datetime(2026, 12, 4, 19))  # noqa: DTZ001
    again = rrulestr(found["RRULE"].to_ical().decode(), dtstart=local)
    assert again[:5] == rule[:5]


def test_the_hour_on_the_clock_stays_when_the_clocks_change(showcase: Showcase) -> None:
    found = event(showcase, repeats="weekly")
    zone = found["DTSTART"].dt.tzinfo
    offsets = [datetime(2027, month, 1, 19, tzinfo=zone).utcoffset() for month in (1, 7)]
    assert offsets == [timedelta(hours=1), timedelta(hours=2)]


@pytest.mark.parametrize(
    ("fields", "is_there"),
    [
        ({"start": "2026-11-20T11:30", "end": "2026-11-20T14:00"}, True),
        ({"start": "2026-11-19T19:00", "end": "2026-11-19T20:00"}, False),
        ({"start": "2026-11-19T19:00", "end": "2026-11-19T20:00", "repeats": "weekly"}, True),
        ({"start": "2020-02-29T19:00", "end": "2020-02-29T20:00", "repeats": "yearly"}, True),
        (
            {
                "start": "2025-01-03T19:00",
                "end": "2025-01-03T20:00",
                "repeats": "FREQ=WEEKLY;UNTIL=20260101",
            },
            False,
        ),
        ({"start": "2025-01-03T19:00", "end": None, "repeats": "FREQ=DAILY;COUNT=3"}, False),
        ({"start": "2029-01-03T19:00", "end": None}, True),
        ({"start": "2029-01-03T19:00", "end": None, "repeats": "FREQ=DAILY;COUNT=3"}, True),
    ],
)
def test_only_what_is_still_to_come_is_there(
    showcase: Showcase, fields: dict[str, Any], is_there: bool
) -> None:
    given = {name: value for name, value in {**TALK, **fields}.items() if value is not None}
    assert bool(events(showcase.server("alpha", events=[given]))) is is_there


def test_events_of_communities_are_there_and_those_of_hidden_servers_are_not(
    showcase: Showcase,
) -> None:
    showcase.options["refresh"] = "auto"
    showcase.community("games", events=[{**TALK, "title": "Fair", "url": "https://example.org/"}])
    showcase.server("alpha", invite="a1", age_restricted=True, events=[TALK]).answers("a1")
    (found,) = events(showcase)
    assert (found["SUMMARY"], found["LOCATION"], found["URL"]) == (
        "Fair", "Games", "https://example.org/",
    )  # fmt: skip
    assert "https://showcase.example/communities/games/" in found["DESCRIPTION"]


def test_ids_stay_from_build_to_build_and_differ_from_event_to_event(showcase: Showcase) -> None:
    tokyo = {**TALK, "zone": "Asia/Tokyo"}
    showcase.server("alpha", events=[TALK, tokyo, dict(TALK)]).server("beta", events=[TALK])
    first = [str(one["UID"]) for one in events(showcase)]
    showcase.clock.pass_hours(50)
    showcase.server("alpha", events=[{**TALK, "text": "Now with tea."}, tokyo])
    assert [str(one["UID"]) for one in events(showcase)] == first
    assert len(set(first)) == len(first) == 3


@pytest.mark.parametrize("said", HOSTILE)
def test_hostile_text_comes_back_exactly(showcase: Showcase, said: str) -> None:
    said = one_line(said) + '; , \\ \\n : " END:VCALENDAR'
    showcase.server("alpha", name=said[:100], events=[{**TALK, "title": said, "text": said}])
    made = showcase.compose().catalogue
    assert made.listings
    data = source(made, name=f"{said}\r\nBEGIN:VEVENT\r\nEND:VEVENT")
    read = back(data)
    (found,) = read.walk("VEVENT")
    entry = made.listings["alpha"].entry
    assert (str(found["SUMMARY"]), str(found["LOCATION"])) == (entry.events[0].title, entry.name)
    page = "https://showcase.example/servers/alpha/"
    assert str(found["DESCRIPTION"]) == f"{entry.events[0].text}\n{page}"
    assert read.name == "VCALENDAR"
    assert data.count(b"\r\nBEGIN:VEVENT\r\n") == 1


@pytest.mark.parametrize("said", [*HOSTILE, "x" * 75, "\\,;" * 40, "\u00e9" * 90])
def test_a_calendar_is_written_as_the_library_would(showcase: Showcase, said: str) -> None:
    said = one_line(said)
    held = [
        {**TALK, "title": said, "text": f"{said}\n{said}", "repeats": "FREQ=DAILY;COUNT=40"},
        {"title": "Tea", "start": "2029-07-04T19:00:30", "zone": "Asia/Tokyo"},
        {"title": "Walk", "start": "2029-07-04T19:00+05:30", "url": "https://example.org/?a=1,2"},
    ]
    data = source(showcase.server("alpha", name=said[:100], events=held).compose().catalogue)
    read = back(data)
    assert len(read.walk("VEVENT")) == 3
    assert read.to_ical() == data


def test_a_backslash_before_an_n_ends_no_line(showcase: Showcase) -> None:
    assert str(event(showcase, title="C:\\News and C:\\news")["SUMMARY"]) == "C:\\News and C:\\news"


def test_lines_are_folded_and_end_as_they_must(showcase: Showcase) -> None:
    showcase.server("alpha", events=[{**TALK, "title": "é" * 90, "text": "Straße " * 40}])
    data = source(showcase.compose().catalogue)
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()


def test_a_calendar_without_events_is_one_that_calendars_take(showcase: Showcase) -> None:
    read = back(source(showcase.compose().catalogue))
    assert str(read["VERSION"]) == "2.0"
    assert str(read["X-WR-CALNAME"]) == "A showcase"
    assert [one.name for one in read.subcomponents] == ["VTIMEZONE"]


def test_without_an_address_of_the_site_no_link_is_made_up(showcase: Showcase) -> None:
    (found,) = events(showcase.server("alpha", events=[TALK]), site="")
    assert "URL" not in found
    assert "DESCRIPTION" not in found
    assert str(found["UID"]).endswith("@localhost")


def test_the_same_moment_gives_the_same_bytes(showcase: Showcase) -> None:
    showcase.server("alpha", events=[TALK, {**TALK, "title": "Tea", "zone": "Asia/Tokyo"}])
    one, other = (source(showcase.compose().catalogue) for _ in range(2))
    assert one == other
    assert NOON.astimezone(UTC).strftime("DTSTAMP:%Y%m%dT%H%M%SZ").encode() in one
