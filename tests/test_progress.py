"""A bar on a terminal, nothing elsewhere."""

import os
import select
import sys

import pytest

from showcase.progress import phase


def test_nothing_is_written_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with phase("Asking Discord", 2) as step:
        step()
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("length", "shown"), [(2, True), (0, False)])
def test_a_terminal_shows_a_bar_where_there_is_something_to_do(
    monkeypatch: pytest.MonkeyPatch, length: int, shown: bool
) -> None:
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        with phase("Asking Discord", length) as step:
            for _ in range(length):
                step()
        terminal.write("end")
        terminal.flush()
        text = ""
        while not text.endswith("end"):
            assert select.select([ours], [], [], 10)[0], text
            text += os.read(ours, 10_000).decode()
    os.close(ours)
    assert ("Asking Discord" in text, "100%" in text) == (shown, shown)
