"""The time that pages see, and that of asking."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from making import NOON, HandClock
from showcase.clock import SystemClock, publication_time


def test_pages_see_the_present_time_in_whole_seconds() -> None:
    clock = HandClock(NOON + timedelta(microseconds=1234))
    assert publication_time({}, clock) == NOON


def test_source_date_epoch_fixes_the_time_that_pages_see() -> None:
    environment = {"SOURCE_DATE_EPOCH": "1700000000"}
    assert publication_time(environment, HandClock()) == datetime(
        2023, 11, 14, 22, 13, 20, tzinfo=UTC
    )


@pytest.mark.parametrize("word", ["", "yesterday", "-1", "1.5", "１２", "9" * 12])
def test_an_epoch_that_is_none_fixes_nothing(word: str) -> None:
    assert publication_time({"SOURCE_DATE_EPOCH": word}, HandClock()) == NOON


def test_the_clock_of_this_machine_knows_its_zone_and_waits() -> None:
    clock = SystemClock()
    before = clock.now()
    asyncio.run(clock.sleep(0.001))
    assert before.tzinfo is UTC
    assert clock.now() > before
