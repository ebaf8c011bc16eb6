"""Files are written whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from showcase import files


def test_a_new_file_is_never_written_over_another(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    files.write_new(file, "one\n")
    with pytest.raises(FileExistsError):
        files.write_new(file, "two\n")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.yml", "one\n")]


def test_a_new_file_is_written_where_the_system_has_no_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: Any) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", no_links)
    files.write_new(tmp_path / "a.yml", "one\n")
    with pytest.raises(FileExistsError):
        files.write_new(tmp_path / "a.yml", "two\n")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.yml", "one\n")]


@pytest.mark.posix
def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_text("one\n")
    file.chmod(0o640)
    mode = file.stat().st_mode
    files.write(file, "two\n")
    assert (file.read_text(), file.stat().st_mode) == ("two\n", mode)
    assert [path.name for path in tmp_path.iterdir()] == ["a.yml"]


def test_a_replacement_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise OSError("disk full")

    file = tmp_path / "a.yml"
    file.write_text("one\n")
    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(OSError, match="disk full"):
        files.write(file, "two\n")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.yml", "one\n")]


def test_a_file_that_was_not_there_is_written_as_well(tmp_path: Path) -> None:
    files.write(tmp_path / "a.yml", "one\n")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.yml", "one\n")]


@pytest.mark.parametrize("write", [files.write, files.write_new])
def test_who_is_interrupted_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path, str], None]
) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "a.yml", "one\n")
    assert list(tmp_path.iterdir()) == []
