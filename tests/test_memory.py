"""Python's search for values that hold each other rests for a while, and goes on as it was."""

import gc

import pytest

from showcase.memory import Search, uncollected


@pytest.fixture(autouse=True)
def _as_it_was() -> None:
    assert gc.isenabled()


def test_the_search_rests_meanwhile_and_goes_on_after() -> None:
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_search_goes_on_after_an_error() -> None:
    @uncollected()
    def failing() -> None:
        raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            failing()
        assert gc.isenabled()


def test_whoever_had_turned_it_off_finds_it_off() -> None:
    gc.disable()
    try:
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_build_leaves_the_search_as_it_was() -> None:
    usual = gc.get_threshold()
    search = Search()
    for _ in range(2):
        search.rest()
        search.rest()
        assert gc.get_threshold() > usual
        search.resume()
        search.resume()
        assert gc.get_threshold() == usual


def test_what_is_given_up_is_not_looked_through_at_the_end() -> None:
    before = gc.get_freeze_count()
    try:
        Search.give_up()
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()


def test_what_was_made_is_not_looked_through_when_the_search_goes_on() -> None:
    searches: list[str] = []

    def note(phase: str, _: dict[str, int]) -> None:
        searches.append(phase)

    with uncollected():
        gc.callbacks.append(note)
        made = [[number] for number in range(100_000)]
    _young = [[number] for number in range(100)]
    gc.callbacks.remove(note)
    assert searches == []
    assert any(one is made[-1] for one in gc.get_objects(generation=2))
