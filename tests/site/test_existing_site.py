"""A site that had a look of its own before the plugin came, in a browser."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from browsing import Visitor, served

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
    with served(Path(folder, "made")) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_own_pages_look_as_they_did(visitor: Visitor, scheme: Literal["light", "dark"]) -> None:
    visitor.look(1280, scheme)
    before = visitor.open("before/").evaluate(LOOK)
    assert len(before) > 50
    after = visitor.open("after/").evaluate(LOOK)
    assert [one[1] for one in after] == [one[1] for one in before]
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == []


@pytest.mark.parametrize("place", ["after/", "after/servers/alpha/"])
def test_a_script_in_its_own_template_still_runs(visitor: Visitor, place: str) -> None:
    page = visitor.open(place)
    assert page.evaluate("window.ours") is True
    assert page.locator('meta[http-equiv="Content-Security-Policy"]').count() == 1


def test_our_pages_wear_its_colours(visitor: Visitor) -> None:
    page = visitor.open("after/servers/alpha/")
    colour = "one => getComputedStyle(one).backgroundColor"
    assert page.locator(".md-header").evaluate(colour) == "rgb(0, 148, 133)"
