"""A visitor of a built site, in a real browser."""

from playwright.sync_api import BrowserContext, Page, Route


class Visitor:
    """Somebody with a browser. Requests to other hosts are stopped and remembered.

    Attributes:
        foreign: Addresses of other hosts that were asked for.
        errors: What the console complained of.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self._address = address
        context.route("**/*", self._let_through)
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )

    def _let_through(self, route: Route) -> None:
        url = route.request.url
        if url.startswith((self._address, "data:", "blob:")):
            route.continue_()
        else:
            self.foreign.append(url)
            route.abort()

    def open(self, path: str) -> Page:
        """Go to a page of the site."""
        self.page.goto(self._address + path, wait_until="load")
        return self.page
