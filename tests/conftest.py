"""What all tests share: the language for making a showcase, and skips that may not be."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import certifi
import pytest
from hypothesis import settings

from forms import LONGEST, examples
from making import Demo, Showcase, quiet
from showcase.database import hold
from showcase.standin import StandIn

TESTS = Path(__file__).parent

# The same examples in each run: nobody's pull request is red by chance. `make soak` draws others.
settings.register_profile("steady", derandomize=True, max_examples=examples(100))
settings.load_profile("steady")


@pytest.fixture
def discord() -> Iterator[StandIn]:
    """A stand-in for Discord on loopback; it knows no invite yet."""
    with StandIn() as standing:
        yield standing


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with one certificate: to read all that are trusted takes as long as a refresh."""
    text, end, _ = Path(certifi.where()).read_text("utf-8").partition("-----END CERTIFICATE-----")
    file = tmp_path_factory.mktemp("certificates") / "one.pem"
    file.write_text(f"{text}{end}\n", "utf-8")
    return file


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo, built once by the command for all tests that look at it, of all processes."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    with closing(hold(base / "demo.lock", wait=300)):
        return Demo.built(base / "demo")


@pytest.fixture
def showcase(
    tmp_path: Path, discord: StandIn, monkeypatch: pytest.MonkeyPatch, certificate: Path
) -> Showcase:
    """An empty showcase of its own, against a stand-in for Discord."""
    quiet(monkeypatch)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return Showcase(tmp_path / "project", discord)


def pytest_configure(config: pytest.Config) -> None:
    """Keep the order that follows; xdist would begin with the files that have most tests."""
    config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file's tests together; those that take longest come first."""
    order = {TESTS / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path, len(order)))
    for item in items:
        item.add_marker(pytest.mark.xdist_group(item.path.relative_to(TESTS).as_posix()))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out on Windows what it cannot do."""
    if os.name == "nt" and item.get_closest_marker("posix"):
        pytest.skip("Windows has nothing of this kind")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why NO_SKIPS ended the run."""
    if os.environ.get("NO_SKIPS") and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("NO_SKIPS is set: what was skipped counts as failed.")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run that skipped something where nothing may be skipped."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter is not None and reporter.stats.get("skipped")
    if os.environ.get("NO_SKIPS") and exitstatus == 0 and skipped:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
