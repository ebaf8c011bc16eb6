"""How long the directory takes to answer, on a slowed CPU."""

import functools
import http.server
import shutil
import statistics
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import crowd
import work

_COUNT = 5_000
_SLOWED = 4
_ROUNDS = 10
_AIM = "50 ms"
# From the event to the message that comes after the frame: script, style, layout and paint.
_WATCH = """() => {
  window.answers = [];
  addEventListener("input", ({ timeStamp }) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.answers.push(performance.now() - timeStamp);
      port2.postMessage(0);
    });
  }, true);
}"""


def answers(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Return the milliseconds until a browser shows what a letter, or a tick, asks for."""
    what = f"the directory's filter at {_COUNT:,} servers, CPU slowed {_SLOWED} times"
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        yield what, "Playwright is not installed", _AIM
        return
    project = folder / "filtering"
    project.mkdir()
    mine = work.builder(crowd.write(project, _COUNT))
    work.build(mine)
    with _served(mine.output) as address, sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        except Error:
            yield what, "Chromium is not installed", _AIM
            return
        page = browser.new_page(viewport={"width": 1280, "height": 900}, bypass_csp=True)
        page.goto(f"{address}servers/")
        # With the script, the list is no longer in parts; what can be prepared is, in a while.
        page.wait_for_selector(".sc-pager", state="detached")
        page.wait_for_timeout(3000)
        page.evaluate(_WATCH)
        slowed = {"rate": _SLOWED}
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", slowed)
        box = page.locator(".sc-finder input[name=language]").first
        page.locator(".sc-finder input[name=q]").focus()
        letters = _median(page, lambda: page.keyboard.press("e"), "Backspace")
        ticks = _median(page, box.click, None)
        browser.close()
    yield what, f"{letters:.0f} ms a letter, {ticks:.0f} ms a tick", _AIM


def _median(page: Any, act: Callable[[], None], undo: str | None) -> float:
    found = []
    for _ in range(_ROUNDS):
        found.append(_answer(page, act))
        if undo:
            _answer(page, functools.partial(page.keyboard.press, undo))
    return statistics.median(found)


def _answer(page: Any, act: Callable[[], None]) -> float:
    before = page.evaluate("answers.length")
    act()
    page.wait_for_function(f"answers.length > {before}")
    page.wait_for_timeout(300)
    return float(page.evaluate(f"answers[{before}]"))


def _chromium() -> str | None:
    """Return the path of the system's Chromium; None where Playwright's own is meant."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def _served(site: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""
