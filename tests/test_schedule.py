"""When events take place: local hours, rules of RFC 5545, and rules that nobody can keep."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrule, rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import examples
from showcase.schedule import Schedule

BERLIN = "Europe/Berlin"
FRIDAY = datetime.fromisoformat("2026-01-02T19:00")
FIRST, LAST = (datetime.fromisoformat(day) for day in ("2000-01-01", "2099-12-31"))


def repeating(repeats: str, start: datetime = FRIDAY, zone: str = BERLIN) -> Schedule:
    return Schedule.of(start, None, zone, repeats)


def days(schedule: Schedule, since: str, until: str) -> list[str]:
    """Return the days, as texts, on which something starts between two days in UTC."""
    first, last = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (since, until))
    return [f"{at:%Y-%m-%d}" for at in schedule.between(first, last)]


def test_every_week_stays_at_its_hour_when_the_clocks_change() -> None:
    times = repeating("weekly").between(
        datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 4, 4, tzinfo=UTC)
    )
    assert [f"{at:%m-%d %H:%M}" for at in times] == ["03-20 19:00", "03-27 19:00", "04-03 19:00"]
    assert [at.astimezone(UTC).hour for at in times] == [18, 18, 17]


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("Europe/Berlin", [17, 18]),
        ("America/New_York", [23, 23]),
        ("Australia/Sydney", [8, 8]),
        ("Asia/Kolkata", [13, 13]),
        ("UTC", [19, 19]),
    ],
)
def test_each_zone_has_clocks_of_its_own(zone: str, hours: list[int]) -> None:
    # Clocks change in Berlin on 25 October, in New York on 1 November, in Sydney on 4 October.
    times = repeating("weekly", zone=zone).between(
        datetime(2026, 10, 23, tzinfo=UTC), datetime(2026, 10, 31, tzinfo=UTC)
    )
    assert [at.astimezone(UTC).hour for at in times] == hours


def test_an_hour_that_the_clocks_skip_still_happens_once() -> None:
    nightly = repeating("daily", datetime.fromisoformat("2026-03-01T02:30"))
    times = nightly.between(datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 3, 31, tzinfo=UTC))
    assert [at.astimezone(UTC).isoformat() for at in times] == [
        "2026-03-28T01:30:00+00:00",
        "2026-03-29T01:30:00+00:00",
        "2026-03-30T00:30:00+00:00",
    ]


@pytest.mark.parametrize(
    ("repeats", "rule", "expected"),
    [
        ("daily", "FREQ=DAILY", ["02-27", "02-28", "03-01", "03-02"]),
        ("weekly", "FREQ=WEEKLY", ["02-27"]),
        (" Weekly ", "FREQ=WEEKLY", ["02-27"]),
        ("monthly", "FREQ=MONTHLY", ["03-02"]),
        ("yearly", "FREQ=YEARLY", []),
        ("every 2 weeks", "FREQ=WEEKLY;INTERVAL=2", ["02-27"]),
        ("Every 8  Weeks", "FREQ=WEEKLY;INTERVAL=8", ["02-27"]),
        ("every 7 weeks", "FREQ=WEEKLY;INTERVAL=7", []),
        ("every 3 days", "FREQ=DAILY;INTERVAL=3", ["02-28"]),
        ("every 2 months", "FREQ=MONTHLY;INTERVAL=2", ["03-02"]),
        ("every 2 years", "FREQ=YEARLY;INTERVAL=2", []),
        ("FREQ=WEEKLY;BYDAY=FR,MO", "FREQ=WEEKLY;BYDAY=FR,MO", ["02-27", "03-02"]),
        ("rrule:freq=weekly;byday=su", "FREQ=WEEKLY;BYDAY=SU", ["03-01"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=-1FR", ["02-27"]),
        ("FREQ=MONTHLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=1MO", ["03-02"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=-1", ["02-28"]),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            ["02-27"],
        ),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28", ["02-28"]),
        ("FREQ=YEARLY;BYYEARDAY=60", "FREQ=YEARLY;BYYEARDAY=60", ["03-01"]),
        ("FREQ=YEARLY;BYWEEKNO=9;BYDAY=SU", "FREQ=YEARLY;BYWEEKNO=9;BYDAY=SU", ["03-01"]),
    ],
)
def test_rules_and_words_give_their_days(repeats: str, rule: str, expected: list[str]) -> None:
    schedule = repeating(repeats)
    assert schedule.rule == rule
    assert days(schedule, "2026-02-27", "2026-03-03") == [f"2026-{day}" for day in expected]


def test_every_two_weeks_keeps_its_rhythm_over_years() -> None:
    fridays = days(repeating("every 2 weeks"), "2028-12-20", "2029-01-20")
    assert fridays == ["2028-12-29", "2029-01-12"]
    assert (date(2029, 1, 12) - FRIDAY.date()).days % 14 == 0


def test_count_ends_a_rule() -> None:
    schedule = repeating("FREQ=WEEKLY;COUNT=3")
    assert days(schedule, "2026-01-01", "2027-01-01") == ["2026-01-02", "2026-01-09", "2026-01-16"]


@pytest.mark.parametrize(
    ("until", "rule", "last"),
    [
        ("20260116", "20260116T225959Z", "2026-01-16"),
        ("20260116T190000", "20260116T180000Z", "2026-01-16"),
        ("20260116T185959", "20260116T175959Z", "2026-01-09"),
        ("20260116T180000Z", "20260116T180000Z", "2026-01-16"),
        ("20260116T175959Z", "20260116T175959Z", "2026-01-09"),
    ],
)
def test_until_ends_a_rule_and_is_kept_in_utc(until: str, rule: str, last: str) -> None:
    """RFC 5545, 3.3.10: with a start in a time zone, UNTIL must be in UTC."""
    schedule = repeating(f"FREQ=WEEKLY;UNTIL={until}")
    assert schedule.rule == f"FREQ=WEEKLY;UNTIL={rule}"
    assert days(schedule, "2026-01-01", "2027-01-01")[-1] == last


@pytest.mark.parametrize(
    ("repeats", "said"),
    [
        *(
            (repeats, "is not how an event repeats. Use daily, weekly, every 2 weeks, ")
            for repeats in (
                *("hourly", "FREQ=HOURLY", "FREQ=MINUTELY;COUNT=3", "FREQ=SECONDLY", "sometimes"),
                *(
                    "every week",
                    "every 0 weeks",
                    "every 100 weeks",
                    "every ٢ weeks",
                    "every other week",
                ),
                *(
                    "FREQ=",
                    "FREQ=WEEKLY;",
                    "FREQ=WEEKLY;BYDAY=",
                    "BYDAY=FR;FREQ=WEEKLY",
                    "-",
                    "\u200b",
                ),
                *(
                    "FREQ=WEEKLY\nDTSTART:20260101",
                    "FREQ=WEEKLY BYDAY=FR",
                    "FREQ=WEEKLY;BYDAY=FR\x00",
                ),
                "FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 5000),
            )
        ),
        ("FREQ=DAILY;BYHOUR=1,2,3", "holds BYHOUR. Take it out: `start` gives the time of day."),
        ("FREQ=DAILY;BYMINUTE=0", "holds BYMINUTE."),
        ("FREQ=DAILY;BYSECOND=0", "holds BYSECOND."),
        ("FREQ=YEARLY;BYEASTER=0", "holds BYEASTER, which is no part of an RRULE."),
        ("FREQ=WEEKLY;BYWEEKDAY=MO", "holds BYWEEKDAY, which is no part of an RRULE."),
        ("FREQ=DAILY;INTERVAL=0", "holds `INTERVAL=0`, which cannot be."),
        ("FREQ=DAILY;INTERVAL=-1", "holds `INTERVAL=-1`"),
        ("FREQ=DAILY;INTERVAL=99999999999", "holds `INTERVAL=99999999999`"),
        ("FREQ=DAILY;COUNT=0", "holds `COUNT=0`"),
        ("FREQ=DAILY;COUNT=-1", "holds `COUNT=-1`"),
        ("FREQ=WEEKLY;BYDAY=XX", "holds `BYDAY=XX`"),
        ("FREQ=MONTHLY;BYDAY=9FR", "holds `BYDAY=9FR`"),
        ("FREQ=MONTHLY;BYDAY=+0FR", "holds `BYDAY=+0FR`"),
        ("FREQ=YEARLY;BYMONTH=13", "holds `BYMONTH=13`"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "holds `BYMONTHDAY=32`"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "holds `BYMONTHDAY=0`"),
        ("FREQ=YEARLY;BYWEEKNO=54", "holds `BYWEEKNO=54`"),
        ("FREQ=YEARLY;BYYEARDAY=367", "holds `BYYEARDAY=367`"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=400", "holds `BYSETPOS=400`"),
        ("FREQ=DAILY;WKST=9", "holds `WKST=9`"),
        ("FREQ=DAILY;UNTIL=2026", "holds `UNTIL=2026`"),
        ("FREQ=DAILY;UNTIL=99991231", "holds `UNTIL=99991231`"),
        ("FREQ=DAILY;UNTIL=20260230", "holds `UNTIL=20260230`, which is no day."),
        ("FREQ=DAILY;UNTIL=20260101T250000", "which is no day."),
        ("FREQ=DAILY;COUNT=3;UNTIL=20260601", "holds both COUNT and UNTIL. Keep one of them."),
        ("FREQ=DAILY;COUNT=3;COUNT=5", "says one thing twice."),
        ("FREQ=DAILY;FREQ=WEEKLY", "says one thing twice."),
        ("FREQ=WEEKLY;BYDAY=1FR", "counts days of a month."),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "holds BYMONTHDAY, which does not go with WEEKLY."),
        ("FREQ=MONTHLY;BYYEARDAY=1", "holds BYYEARDAY, which does not go with MONTHLY."),
        ("FREQ=DAILY;BYSETPOS=2", "holds BYSETPOS, which does not go with DAILY."),
    ],
    ids=lambda value: ascii(value[:40]),
)
def test_a_rule_that_cannot_be_read_is_refused_with_advice(repeats: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"^`[^`\n]*`.*\.$") as refusal:
        repeating(repeats)
    assert said in str(refusal.value)
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize(
    "repeats",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
        "FREQ=YEARLY;BYMONTH=1;BYYEARDAY=300",
        "FREQ=YEARLY;INTERVAL=7;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=DAILY;UNTIL=20250101",
        "FREQ=WEEKLY;BYDAY=TH;UNTIL=20260103",
    ],
)
@pytest.mark.untraced
def test_a_rule_that_never_happens_is_refused_soon(repeats: str) -> None:
    began = time.perf_counter()
    with pytest.raises(ValueError, match=r"never happens within five years\. Mend the rule\.$"):
        repeating(repeats)
    assert time.perf_counter() - began < 1


def test_the_29th_of_february_happens_often_enough() -> None:
    leap_days = repeating("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29")
    assert days(leap_days, "2026-01-01", "2033-01-01") == ["2028-02-29", "2032-02-29"]


@pytest.mark.parametrize(
    "repeats", ["daily", "FREQ=DAILY;COUNT=9999", "FREQ=WEEKLY;BYDAY=MO,TU,WE"]
)
def test_a_rule_that_began_long_ago_is_quick(repeats: str) -> None:
    schedule = repeating(repeats, FIRST.replace(hour=19))
    began = time.perf_counter()
    found = days(schedule, "2026-06-01", "2026-06-08")
    assert time.perf_counter() - began < 1
    assert found[:3] == ["2026-06-01", "2026-06-02", "2026-06-03"]


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The times that dateutil has looked at, which is what a rule costs."""
    seen: list[datetime] = []
    walk = rrule.__iter__

    def noted(rule: rrule) -> Iterator[datetime]:
        for at in walk(rule):
            seen.append(at)
            yield at

    monkeypatch.setattr(rrule, "__iter__", noted)
    return seen


EVERY_DAY = "BYDAY=MO,TU,WE,TH,FR,SA,SU"


@pytest.mark.parametrize(
    ("repeats", "most"),
    [
        ("daily", 30),
        (f"FREQ=WEEKLY;{EVERY_DAY}", 50),
        (f"FREQ=MONTHLY;{EVERY_DAY}", 750),
        (f"FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;{EVERY_DAY}", 750),
        ("FREQ=DAILY;COUNT=9999", 30),
    ],
)
def test_a_rule_of_2000_costs_no_more_than_one_of_last_year(
    steps: list[datetime], repeats: str, most: int
) -> None:
    """Looked at from its first time on, it would be some 9,600 days."""
    schedule = repeating(repeats, FIRST.replace(hour=19))
    # Where a rule that counts its times ends is looked up once.
    days(schedule, "2026-06-01", "2026-06-02")
    steps.clear()
    assert len(days(schedule, "2026-06-01", "2026-06-08")) == 7
    assert len(steps) < most


def test_the_next_few_times_are_the_first_of_all_and_cost_no_more(steps: list[datetime]) -> None:
    schedule = repeating("daily", FIRST.replace(hour=19))
    since, until = (datetime(year, 6, 1, tzinfo=UTC) for year in (2026, 2036))
    few = [*islice(schedule.following(since, until), 3)]
    assert len(steps) < 20
    assert few == schedule.between(since, until)[:3]
    assert [f"{at:%m-%d}" for at in few] == ["06-01", "06-02", "06-03"]


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2026-01-02T00:00Z", "2026-01-03T00:00Z", True),
        ("2026-01-02T18:00Z", "2026-01-02T18:01Z", True),
        ("2026-01-02T17:00Z", "2026-01-02T18:00Z", False),
        ("2026-01-02T19:59Z", "2026-01-03T00:00Z", True),
        ("2026-01-02T20:00Z", "2026-01-03T00:00Z", False),
        ("2026-01-02T18:30Z", "2026-01-02T18:30Z", True),
        ("2026-01-03T00:00Z", "2026-01-02T00:00Z", False),
        ("2026-01-02T19:00+01:00", "2026-01-02T19:01+01:00", True),
    ],
)
@pytest.mark.parametrize("repeats", [None, "yearly"])
def test_between_takes_what_is_still_on_and_begins_before(
    repeats: str | None, since: str, until: str, found: bool
) -> None:
    schedule = Schedule.of(FRIDAY, FRIDAY + timedelta(hours=2), BERLIN, repeats)
    first, last = datetime.fromisoformat(since), datetime.fromisoformat(until)
    start = FRIDAY.replace(tzinfo=ZoneInfo(BERLIN))
    assert schedule.between(first, last) == ([start] if found else [])


def test_without_an_end_an_event_is_shown_for_an_hour() -> None:
    schedule = Schedule.of(FRIDAY, None, BERLIN, None)
    late = datetime(2026, 1, 2, 19, tzinfo=UTC)
    assert schedule.length is None
    assert len(schedule.between(late - timedelta(seconds=1), late)) == 1
    assert schedule.between(late, late + timedelta(hours=1)) == []


def test_a_meeting_of_days_that_began_before_is_found() -> None:
    schedule = Schedule.of(FRIDAY, FRIDAY + timedelta(days=3), BERLIN, "monthly")
    assert days(schedule, "2026-02-04", "2026-02-05") == ["2026-02-02"]


def test_an_offset_is_turned_into_the_zone() -> None:
    start = datetime(2026, 7, 3, 12, tzinfo=timezone(timedelta(hours=-5)))
    schedule = Schedule.of(start, start + timedelta(hours=1), BERLIN, None)
    assert schedule.start.isoformat() == "2026-07-03T19:00:00+02:00"
    assert schedule.length == timedelta(hours=1)


def test_an_offset_without_a_zone_is_kept() -> None:
    start = datetime(2026, 7, 3, 12, tzinfo=timezone(timedelta(hours=-5)))
    assert Schedule.of(start, None, None, None).start.isoformat() == "2026-07-03T12:00:00-05:00"


weekdays = st.sampled_from("MO TU WE TH FR SA SU".split())


def numbers(most: int) -> st.SearchStrategy[str]:
    signs = st.sampled_from(["", "+", "-"])
    return st.builds(lambda sign, number: f"{sign}{number}", signs, st.integers(1, most))


def several(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(items, min_size=1, max_size=4).map(",".join)


parts = st.fixed_dictionaries(
    {},
    optional={
        "INTERVAL": st.integers(1, 999).map(str),
        "COUNT": st.integers(1, 9999).map(str),
        "UNTIL": st.datetimes(FIRST, LAST).map(lambda until: f"{until:%Y%m%dT%H%M%SZ}"),
        "WKST": weekdays,
        "BYDAY": several(weekdays | st.builds(lambda nth, day: nth + day, numbers(5), weekdays)),
        "BYMONTH": several(st.integers(1, 12).map(str)),
        "BYMONTHDAY": several(numbers(31)),
        "BYSETPOS": several(numbers(366)),
        "BYWEEKNO": several(numbers(53)),
        "BYYEARDAY": several(numbers(366)),
    },
)


@settings(deadline=None)
@given(
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    parts,
    st.datetimes(FIRST, LAST).map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from([BERLIN, "UTC", "America/New_York", "Pacific/Apia"]),
)
def test_any_rule_is_refused_or_gives_at_most_a_day_each(
    freq: str, rest: dict[str, str], start: datetime, zone: str
) -> None:
    rule = ";".join([f"FREQ={freq}", *(f"{name}={value}" for name, value in rest.items())])
    try:
        schedule = repeating(rule, start, zone)
    except ValueError:
        return
    times = schedule.between(datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
    assert times == sorted(set(times))
    assert len(times) <= 31
    assert all(at.time() == schedule.start.time() for at in times)
    assert repeating(schedule.rule or "", start, zone) == schedule


INTERVALS = st.sampled_from([1, 2, 3, 4, 5, 7, 11, 13, 24, 30]).map(str)
ENDS = st.sampled_from(["", "", "", ";COUNT=60", ";COUNT=900", ";UNTIL=20161230"])


def likely(freq: str) -> st.SearchStrategy[str]:
    """Rules most of which happen, again and again."""
    days = several(weekdays)
    if freq in {"MONTHLY", "YEARLY"}:
        days |= st.sampled_from(["1MO", "-1FR", "2TU,4TU", "5SA"])
    found: dict[str, st.SearchStrategy[str]] = {
        "BYDAY": days,
        "BYMONTH": st.sampled_from(["2", "1,7", "12", "3,6,9"]),
        "WKST": weekdays,
    }
    if freq != "WEEKLY":
        found["BYMONTHDAY"] = st.sampled_from(["31", "-1", "29", "1,15"])
    if freq in {"MONTHLY", "YEARLY"}:
        found["BYSETPOS"] = st.sampled_from(["1", "-1", "2"])
    rest = st.lists(st.sampled_from([*found]), max_size=2, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: found[name] for name in names})
    )
    return st.builds(
        lambda interval, parts, end: (
            ";".join([f"FREQ={freq}", f"INTERVAL={interval}", *map("=".join, parts.items())]) + end
        ),
        INTERVALS, rest, ENDS,
    )  # fmt: skip


@settings(deadline=None, max_examples=examples(100))
@given(
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]).flatmap(likely),
    st.dates(date(1995, 1, 1), date(2026, 12, 31))
    | st.sampled_from([date(1996, 1, 31), date(2000, 2, 29), date(2016, 2, 29)]),
    st.sampled_from([BERLIN, "UTC", "America/New_York"]),
    st.integers(-300, 300) | st.integers(700, 3000),
    st.sampled_from([92, 800]),
)
def test_a_walk_that_is_cut_short_gives_the_times_of_the_whole_one(
    rule: str, day: date, zone: str, shift: int, length: int
) -> None:
    try:
        schedule = repeating(rule, datetime.combine(day, FRIDAY.time()), zone)
    except ValueError:
        return
    since = datetime.combine(day, FRIDAY.time(), UTC) + timedelta(days=shift)
    until = since + timedelta(days=length)
    hour = timedelta(hours=1)
    whole = []
    for at in rrulestr(schedule.rule or "", dtstart=schedule.start):
        if at >= until:
            break
        if at + hour > since:
            whole.append(at)
    assert schedule.between(since, until) == whole


@settings(deadline=None)
@given(
    st.text(alphabet=st.sampled_from("FREQ=DAILY;BYINTVOUSMWKH0123456789,+-: \n\x00é"), max_size=40)
)
def test_any_text_as_a_rule_is_read_or_refused(repeats: str) -> None:
    for rule in (repeats, "FREQ=DAILY;" + repeats):
        try:
            schedule = repeating(rule)
        except ValueError as refusal:
            message = str(refusal)
        else:
            message = schedule.rule or "once"
        assert message.isprintable()
