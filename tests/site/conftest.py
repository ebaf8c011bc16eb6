"""The demo, served on loopback, and a browser that looks at it."""

import functools
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from browsing import FLAGS, Visitor, served
from making import Demo
from tools import NO_CHROMIUM, chromium


@pytest.fixture(scope="session")
def demo_site(demo: Demo) -> Path:
    """The built demo."""
    assert demo.status == 0, demo.said
    return demo.site


@pytest.fixture(scope="session")
def address(demo_site: Path) -> Iterator[str]:
    """Where the demo is served."""
    with served(demo_site) as address:
        yield address


_RUNNING = ExitStack()


@functools.cache
def _launched(path: str) -> Browser:
    playwright = _RUNNING.enter_context(sync_playwright())
    browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
    _RUNNING.callback(_launched.cache_clear)
    _RUNNING.callback(browser.close)
    return browser


@pytest.fixture(scope="module")
def browser() -> Browser:
    """A Chromium without a window, for all files of this folder that follow each other."""
    path = chromium()
    if path is None:
        pytest.skip(NO_CHROMIUM)
    return _launched(path)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Close the browser behind the last of them: while it runs, its loop is that of the thread."""
    yield
    if nextitem is None or nextitem.path.parent != item.path.parent:
        _RUNNING.close()


def pytest_sessionfinish() -> None:
    """Close it also where the tests are broken off."""
    _RUNNING.close()


@pytest.fixture(scope="module")
def desk(browser: Browser, address: str) -> Iterator[Visitor]:
    """A browser at which one visitor after the other sits down."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        yield Visitor(context, address)


@pytest.fixture
def visitor(desk: Visitor) -> Iterator[Visitor]:
    """Somebody at a desk, who was never here before."""
    yield desk
    desk.leave()


@pytest.fixture
def newcomer(browser: Browser, address: str) -> Iterator[Visitor]:
    """Somebody with a browser of their own, which a test may change for good."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        yield Visitor(context, address)
