"""Events in a visitor's own time zone, and gone when they are over: in a real browser."""

import functools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from browsing import SETTLE, WATCH_SHIFTS, Visitor, served
from making import NOON, Showcase, standing

pytestmark = pytest.mark.browser

JAM = {
    "title": "Jam",
    "start": "2026-11-20T19:00",
    "end": "2026-11-20T21:00",
    "zone": "Europe/Berlin",
    "repeats": "FREQ=WEEKLY;COUNT=3",
}
LAUNCH = {"title": "Launch", "start": "2026-11-30T23:30", "zone": "Europe/Berlin"}
CALL = {"title": "Call", "start": "2026-11-21T10:00", "end": "2026-11-21T11:00", "zone": "UTC"}
TEA = {
    "title": "Tea",
    "start": "2026-11-21T09:00",
    "end": "2026-11-21T09:20",
    "zone": "Europe/Berlin",
    "repeats": "daily",
}
FAIR = {
    "title": "Fair",
    "start": "2026-12-05T10:00+05:30",
    "end": "2026-12-06T16:00+05:30",
}

Come = Callable[..., Visitor]


def made(showcase: Showcase) -> Path:
    showcase.options["refresh"] = "never"
    showcase.server("jam", name="Jam Club", events=[JAM, LAUNCH])
    showcase.server("call", name="Call Club", events=[CALL])
    showcase.server("tea", name="Tea Club", communities=["tea"], events=[TEA, FAIR])
    # In a thread of its own: a build asks in an event loop, and the browser's runs in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(showcase.build).result().path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A showcase that was built on 20 November 2026 at noon, in English and in German."""
    with (
        standing(tmp_path_factory.mktemp("english")) as english,
        standing(tmp_path_factory.mktemp("german")) as german,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("SOURCE_DATE_EPOCH", str(int(NOON.timestamp())))
        folder = made(english)
        german.config["theme"] = {"name": "material", "font": False, "language": "de"}
        made(german).rename(folder / "de")
        with served(folder) as address:
            yield address


@pytest.fixture(scope="module")
def places(browser: Browser, site: str) -> Iterator[Callable[..., Visitor]]:
    """Give a function that finds somebody at a place, where a zone and a language are used."""
    with ExitStack() as contexts:

        @functools.cache
        def found(zone: str, locale: str, *, scripts: bool) -> Visitor:
            context = browser.new_context(
                viewport={"width": 1280, "height": 900},
                timezone_id=zone, locale=locale, java_script_enabled=scripts,
            )  # fmt: skip
            return Visitor(contexts.enter_context(context), site)

        yield found


@pytest.fixture
def come(places: Callable[..., Visitor]) -> Iterator[Come]:
    """Give a function that lets somebody come from a zone, at a time."""
    visitors: list[Visitor] = []

    def arrive(
        zone: str = "Europe/Berlin",
        locale: str = "en-US",
        at: datetime = NOON,
        *,
        scripts: bool = True,
    ) -> Visitor:
        visitor = places(zone, locale, scripts=scripts)
        visitor.page.clock.set_fixed_time(at)
        visitors.append(visitor)
        return visitor

    yield arrive
    for visitor in visitors:
        visitor.leave()


def told(page: Page, title: str) -> dict[str, str]:
    """What a page says of the first event of a title."""
    event = page.locator(".sc-event", has_text=title).first
    end = event.locator(".sc-event__end")
    leaf = event.locator("xpath=ancestor::li[contains(@class, 'sc-day')]").locator(".sc-leaf")
    date, hours = event.locator("time > span").all_text_contents()
    return {
        "leaf": leaf.inner_text().replace("\n", " "),
        "date": date.removesuffix(", "),
        "hours": plain(hours),
        **({"end": plain(end.inner_text())} if end.count() else {}),
        "zone": plain(event.locator(".sc-event__zone").inner_text()),
    }


def plain(text: str) -> str:
    """Text with ordinary spaces; browsers differ in which they put around a dash."""
    return " ".join(text.replace("\N{NARROW NO-BREAK SPACE}", " ").split())


def calendar(page: Page) -> list[str]:
    """The events' page as lines: months, days, events."""
    parts = page.locator(".sc-month > h2, .sc-agenda .sc-leaf, .sc-agenda .sc-event__title")
    return [text.replace("\n", " ") for text in parts.all_inner_texts()]


def test_an_event_stands_in_the_visitors_own_zone(come: Come) -> None:
    page = come("Asia/Tokyo").open("servers/jam/")
    assert told(page, "Jam") == {
        "leaf": "Sat 21 Nov",
        "date": "Saturday, November 21, 2026",
        "hours": "3:00 – 5:00 AM your time",
        "zone": "Fri 7:00 – 9:00 PM, Berlin time",
    }


def test_where_the_day_is_the_same_it_is_not_said_twice(come: Come) -> None:
    page = come("America/New_York").open("servers/jam/")
    assert told(page, "Jam") == {
        "leaf": "Fri 20 Nov",
        "date": "Friday, November 20, 2026",
        "hours": "1:00 – 3:00 PM your time",
        "zone": "7:00 – 9:00 PM, Berlin time",
    }


def test_where_clocks_show_the_same_one_time_is_enough(come: Come) -> None:
    page = come("Europe/Vienna", "de-DE").open("servers/jam/")
    assert told(page, "Jam") == {
        "leaf": "Fri 20 Nov",
        "date": "Friday, November 20, 2026",
        "hours": "19:00 – 21:00",
        "zone": "Berlin time",
    }


def test_words_stay_in_the_pages_language_as_the_visitors_region_writes_them(come: Come) -> None:
    british = told(come("Asia/Tokyo", "en-GB").open("servers/jam/"), "Jam")
    assert british["date"] == "Saturday, 21 November 2026"
    assert british["hours"] == "03:00–05:00 your time"


def test_a_german_page_says_it_in_german(come: Come) -> None:
    page = come("Asia/Tokyo", "de-DE").open("de/servers/jam/")
    assert told(page, "Jam") == {
        "leaf": "Sa 21 Nov",
        "date": "Samstag, 21. November 2026",
        "hours": "03:00–05:00 Uhr bei dir",
        "zone": "Fr 19:00–21:00 Uhr, Ortszeit Berlin",
    }


def test_months_and_days_are_those_of_the_visitor(come: Come) -> None:
    assert calendar(come("Asia/Tokyo").open("events/")) == [
        "November 2026",
        *("Sat 21 Nov", "Jam", "Tea", "Call"),
        *("Sat 28 Nov", "Jam"),
        "December 2026",
        *("Tue 1 Dec", "Launch"),
        *("Sat 5 Dec", "Jam", "Fair"),
    ]
    assert calendar(come("America/New_York").open("events/")) == [
        "November 2026",
        *("Fri 20 Nov", "Jam"),
        *("Sat 21 Nov", "Tea", "Call"),
        *("Fri 27 Nov", "Jam"),
        *("Mon 30 Nov", "Launch"),
        "December 2026",
        *("Fri 4 Dec", "Jam", "Fair"),
    ]


def test_what_lasts_for_days_says_until_when(come: Come) -> None:
    fair = told(come("Asia/Tokyo").open("servers/tea/"), "Fair")
    assert fair["hours"] == "1:30 PM your time"
    assert fair["end"] == "until Dec 6, 7:30 PM"
    assert fair["zone"] == "10:00 AM, UTC+05:30"


@pytest.mark.parametrize("path", ["", "communities/games/", "servers/jam/", "events/"])
def test_a_repeating_event_goes_on_to_its_next_date(come: Come, path: str) -> None:
    later = datetime(2026, 11, 20, 20, 1, tzinfo=UTC)
    jam = told(come(at=later).open(path), "Jam")
    assert (jam["leaf"], jam["date"]) == ("Fri 27 Nov", "Friday, November 27, 2026")


def test_what_goes_on_takes_its_place_among_the_others(come: Come) -> None:
    later = datetime(2026, 11, 30, 20, tzinfo=UTC)
    page = come(at=later).open("servers/jam/")
    assert page.locator(".sc-event__title").all_inner_texts() == ["Launch", "Jam"]


def test_what_is_held_daily_is_on_the_agenda_for_the_next_day(come: Come) -> None:
    later = datetime(2026, 11, 23, 12, tzinfo=UTC)
    page = come(at=later).open("events/")
    assert calendar(page)[:3] == ["November 2026", "Tue 24 Nov", "Tea"]


def test_an_event_that_is_being_held_stays(come: Come) -> None:
    during = datetime(2026, 11, 21, 10, 59, tzinfo=UTC)
    assert come(at=during).open("servers/call/").get_by_text("Call", exact=True).is_visible()


def test_an_event_that_is_over_takes_its_heading_along(come: Come) -> None:
    over = datetime(2026, 11, 21, 11, 1, tzinfo=UTC)
    page = come(at=over).open("servers/call/")
    assert page.locator(".sc-event").count() == 0
    assert page.get_by_role("heading", name="Events").count() == 0


def test_a_month_that_is_over_takes_its_heading_along(come: Come) -> None:
    page = come(at=datetime(2026, 12, 1, 12, tzinfo=UTC)).open("events/")
    assert page.locator(".sc-month > h2").all_inner_texts() == ["December 2026"]


def test_when_all_is_over_the_page_says_so(come: Come) -> None:
    visitor = come(at=datetime(2027, 6, 1, tzinfo=UTC))
    page = visitor.open("events/")
    assert page.locator(".sc-event, .sc-month").count() == 0
    assert page.get_by_text("Nothing is announced at the moment.").is_visible()
    assert visitor.open("").get_by_role("heading", name="Coming up").count() == 0
    assert visitor.errors == []


def test_while_something_comes_the_page_does_not_say_that_nothing_does(come: Come) -> None:
    page = come().open("events/")
    assert page.get_by_text("Nothing is announced at the moment.").is_hidden()


def test_a_tab_that_is_looked_at_again_is_up_to_date(come: Come) -> None:
    page = come().open("servers/call/")
    assert page.get_by_role("heading", name="Events").count() == 1
    page.clock.set_fixed_time(datetime(2026, 11, 22, tzinfo=UTC))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.get_by_role("heading", name="Events").count() == 0


@pytest.mark.parametrize("path", ["", "communities/games/", "servers/jam/", "events/"])
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_nothing_jumps(come: Come, site: str, path: str, zone: str) -> None:
    visitor = come(zone)
    visitor.forget()
    page = visitor.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    # A browser may paint half a page while the rest arrives; that is not the script's doing.
    page.route("**/events.js", hold)
    with page.expect_request("**/events.js"):
        page.goto(f"{site}{path}", wait_until="commit")
    page.evaluate(WATCH_SHIFTS)
    event = page.locator(".sc-event").first
    event.scroll_into_view_if_needed()
    held[0].continue_()
    event.get_by_text("your time").wait_for()
    page.evaluate(SETTLE)
    assert page.evaluate("window.shifted") == 0
    assert visitor.foreign == []


def test_the_page_says_whose_time_it_gives(come: Come) -> None:
    page = come("Asia/Tokyo").open("events/")
    assert page.get_by_text("Each time is given in your own time zone.").is_visible()


def test_without_script_an_event_stands_in_its_own_zone(come: Come) -> None:
    page = come("Asia/Tokyo", scripts=False).open("servers/jam/")
    assert told(page, "Jam") == {
        "leaf": "Fri 20 Nov",
        "date": "Friday, November 20, 2026",
        "hours": "19:00–21:00",
        "zone": "Berlin time",
    }
    page = come("Asia/Tokyo", scripts=False).open("events/")
    assert page.get_by_text("Each time is given in the event's own time zone.").is_visible()


@pytest.mark.parametrize(
    "zone", ["Asia/Tokyo", "America/New_York", "Europe/Berlin", "Pacific/Kiritimati", "UTC"]
)
def test_the_time_itself_stays_what_it_was(come: Come, zone: str) -> None:
    visitor = come(zone)
    page = visitor.open("events/")
    starts = page.locator("time").evaluate_all("all => all.map((one) => one.dateTime)")
    assert sorted(starts) == starts
    assert starts[0] == "2026-11-20T18:00:00.000Z"
    assert visitor.errors == []
