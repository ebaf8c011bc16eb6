"""What all tests share: the language for making a showcase, and skips that may not be."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from making import Showcase

from showcase.standin import StandIn


@pytest.fixture
def discord() -> Iterator[StandIn]:
    """A stand-in for Discord on loopback; it knows no invite yet."""
    with StandIn() as standing:
        yield standing


@pytest.fixture
def showcase(tmp_path: Path, discord: StandIn, monkeypatch: pytest.MonkeyPatch) -> Showcase:
    """An empty showcase of its own, against a stand-in for Discord."""
    for name in list(os.environ):
        if name.startswith("SHOWCASE_") or name == "SOURCE_DATE_EPOCH":
            monkeypatch.delenv(name)
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    return Showcase(tmp_path / "project", discord)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why NO_SKIPS ended the run."""
    if os.environ.get("NO_SKIPS") and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("NO_SKIPS is set: what was skipped counts as failed.")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run that skipped something where nothing may be skipped."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("NO_SKIPS") and exitstatus == 0 and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
