"""The demo, served on loopback, and a browser that looks at it."""

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from browsing import FLAGS, Visitor
from making import Demo
from tools import NO_CHROMIUM, chromium


@pytest.fixture(scope="session")
def demo_site(demo: Demo) -> Path:
    """The built demo."""
    assert demo.status == 0, demo.said
    return demo.site


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Serve a browser that may have gone on to another page by now."""
        with contextlib.suppress(ConnectionError):
            super().copyfile(source, outputfile)

    def send_error(self, code: int, *_: object) -> None:
        """Answer what is not there as Pages does: with the site's own 404 page."""
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="session")
def address(demo_site: Path) -> Iterator[str]:
    """Where the demo is served."""
    handler = functools.partial(_Quiet, directory=str(demo_site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium without a window; while it runs, its loop is that of the thread."""
    path = chromium()
    if path is None:
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Visitor]:
    """Somebody at a desk."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        yield Visitor(context, address)
