"""A site that had a look of its own before the plugin came, in a browser."""

import functools
import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

FILES = {
    "mkdocs.yml": "site_name: Garden notes\n"
    "theme: {name: material, font: false, custom_dir: ours, palette: {primary: teal}}\n"
    "plugins: [search]\nnav: [index.md, about.md]\n",
    "with.yml": "INHERIT: mkdocs.yml\nplugins: [search, showcase: {refresh: never}]\n",
    "docs/index.md": "# Our garden\n\nWritten by [us](about.md).\n\n> A word.\n\n| a | b |\n|-|-|\n"
    "| 1 | 2 |\n",
    "docs/about.md": "# About us\n",
    "ours/main.html": '{% extends "base.html" %}\n'
    "{% block scripts %}{{ super() }}<script>window.ours = 1 < 2</script>{% endblock %}\n",
    "content/servers/alpha.yml": "name: Alpha\ninvite: alpha1\nsummary: A.\ncommunities: [games]\n",
    "content/communities/games.yml": "name: Games\nsummary: People who play.\n",
}
LOOK = """() => {
  const names = ["color", "background-color", "font-family", "font-size", "font-weight",
    "padding", "border", "outline", "display", "max-width", "letter-spacing", "line-height",
    "text-decoration", "box-shadow", "opacity"];
  const shown = [document.body, ...document.body.querySelectorAll(":is(header, main, footer) :not(script)")];
  return shown.filter(one => !one.closest(".md-copyright")).map(one => [
    one.getBoundingClientRect().x, `${one.tagName}.${one.className}`, ...names.map(name => getComputedStyle(one).getPropertyValue(name))]);
}"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site as it was, below `before/`, and with the plugin, below `after/`."""
    folder = tmp_path_factory.mktemp("existing")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    for file, name in (("mkdocs.yml", "before"), ("with.yml", "after")):
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", file]
        subprocess.run(
            [*command, "-d", f"made/{name}"],
            cwd=folder, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, check=True,
            capture_output=True,
        )  # fmt: skip
    handler = functools.partial(_Quiet, directory=str(Path(folder, "made")))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_own_pages_look_as_they_did(
    browser: Browser, address: str, scheme: Literal["light", "dark"]
) -> None:
    def look(place: str) -> Any:
        with browser.new_context(color_scheme=scheme) as context:
            page = context.new_page()
            page.goto(f"{address}{place}")
            return page.evaluate(LOOK)

    before = look("before/")
    assert len(before) > 50
    after = look("after/")
    assert [one[1] for one in after] == [one[1] for one in before]
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == []


@pytest.mark.parametrize("place", ["after/", "after/servers/alpha/"])
def test_a_script_in_its_own_template_still_runs(
    browser: Browser, address: str, place: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}{place}")
        assert page.evaluate("window.ours") is True
        assert page.locator('meta[http-equiv="Content-Security-Policy"]').count() == 1


def test_our_pages_wear_its_colours(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}after/servers/alpha/")
        colour = "one => getComputedStyle(one).backgroundColor"
        assert page.locator(".md-header").evaluate(colour) == "rgb(0, 148, 133)"
