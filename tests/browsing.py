"""A visitor of a built site, in a real browser, and what serves the site."""

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import BrowserContext, Page, Request

FLAGS = ("--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
"""For Chromium: no other host is found. To stop requests one by one would double their time."""
IDLE = "new Promise((done) => requestIdleCallback(done))"
"""Evaluated, waits until a page has nothing left to do."""
ALL_HANG = """() => {
  const found = Number(document.querySelector(".sc-status").textContent.replace(/\\D/g, ""));
  return document.querySelectorAll(".sc-directory .sc-card__name").length >= Math.min(found, 48);
}"""
"""True once the directory shows what it found: posters are hung a few at a time."""
# By an observer: where a test sets the clock, animation frames and `performance` are faked, too.
_FRAME = """const frame = () => new Promise((done) => new IntersectionObserver((_, one) => {
  one.disconnect();
  done();
}).observe(document.body));"""
WATCH_SHIFTS = f"""async () => {{
  {_FRAME}
  while (document.readyState === "loading") await frame();
  await frame();
  await frame();
  const since = document.timeline.currentTime;
  window.shifted = 0;
  new PerformanceObserver((list) => {{
    for (const {{ startTime, value }} of list.getEntries()) {{
      if (startTime > since) window.shifted += value;
    }}
  }}).observe({{ type: "layout-shift", buffered: true }});
}}"""
"""Evaluated, counts in `window.shifted` what moves once all is parsed and painted."""
SETTLE = f"""async () => {{
  {_FRAME}
  const seen = [...document.images].filter(
    (one) => one.checkVisibility() && one.getBoundingClientRect().top < innerHeight);
  await Promise.all(seen.map((one) => one.decode()));
  for (let n = 0; n < 3; n += 1) await frame();
  await new Promise((done) => setTimeout(done));
}}"""
"""Evaluated, waits until what is in sight has its pictures, and whatever they moved was heard of."""


class _Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Serve a browser that may have gone on to another page by now."""
        with contextlib.suppress(ConnectionError):
            super().copyfile(source, outputfile)

    def send_error(self, code: int, *_: object) -> None:
        """Answer what is not there as Pages does: with the site's own 404 page."""
        own = Path(self.directory) / "404.html"
        body = own.read_bytes() if own.is_file() else b""
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback; give its address."""
    handler = functools.partial(_Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Visitor:
    """Somebody with a browser. Requests to other hosts lead nowhere and are remembered.

    To open a window takes thrice as long as to go to another page, so tests share one, and who
    comes next finds nothing of who was there before.

    Attributes:
        asked: Addresses that were asked for.
        foreign: Those of other hosts.
        errors: What the console complained of.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.asked: list[str] = []
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self._address = address
        self._context = context
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("requestfinished", self._seen)
        context.on("requestfailed", self._seen)
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )
        self._size = self.page.viewport_size or {"width": 1280, "height": 900}
        self._tools = context.new_cdp_session(self.page)

    def _seen(self, request: Request) -> None:
        # What the page's policy stops was never asked for.
        is_own = request.url.startswith((self._address, "data:", "blob:"))
        if not is_own and request.failure != "csp":
            self.foreign.append(request.url)

    def open(self, path: str) -> Page:
        """Go to a page of the site."""
        self.page.goto(self._address + path, wait_until="load")
        return self.page

    def look(self, width: int, scheme: Literal["light", "dark"]) -> None:
        """Look through a window of this width, in this scheme, where nothing moves."""
        self.page.set_viewport_size({"width": width, "height": 800})
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")

    def forget(self) -> None:
        """Let the browser fetch everything anew, as on a first visit."""
        self._tools.send("Network.clearBrowserCache")

    def leave(self) -> None:
        """Keep the window, and nothing else but what the browser need not fetch again."""
        self.page.unroute_all()
        self._context.unroute_all()
        self.page.goto("about:blank")
        everything = {"origin": self._address.removesuffix("/"), "storageTypes": "all"}
        self._tools.send("Storage.clearDataForOrigin", everything)
        self._context.clear_permissions()
        self.page.set_viewport_size(self._size)
        self.page.emulate_media(
            media="null", color_scheme="null", reduced_motion="null", forced_colors="null"
        )
        for told in (self.asked, self.foreign, self.errors):
            told.clear()
