"""A visitor of a built site, in a real browser."""

from playwright.sync_api import BrowserContext, Page, Request

FLAGS = ("--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
"""For Chromium: no other host is found. To stop requests one by one would double their time."""


class Visitor:
    """Somebody with a browser. Requests to other hosts lead nowhere and are remembered.

    Attributes:
        foreign: Addresses of other hosts that were asked for.
        errors: What the console complained of.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self._address = address
        context.on("requestfinished", self._seen)
        context.on("requestfailed", self._seen)
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )

    def _seen(self, request: Request) -> None:
        # What the page's policy stops was never asked for.
        is_own = request.url.startswith((self._address, "data:", "blob:"))
        if not is_own and request.failure != "csp":
            self.foreign.append(request.url)

    def open(self, path: str) -> Page:
        """Go to a page of the site."""
        self.page.goto(self._address + path, wait_until="load")
        return self.page
