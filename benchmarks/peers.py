"""The same servers as ordinary Markdown pages, for MkDocs alone and for other generators."""

import json
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import crowd
import yaml

_EXTENSIONS: Final[list[Any]] = [
    "admonition",
    "attr_list",
    "md_in_html",
    "tables",
    {"toc": {"permalink": True}},
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pymdownx.details",
    {"pymdownx.tabbed": {"alternate_style": True}},
    {
        "pymdownx.emoji": {
            "emoji_index": "material.extensions.emoji.twemoji",
            "emoji_generator": "material.extensions.emoji.to_svg",
        }
    },
]
_LAYOUT: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>%(title)s - Crowd</title>
<meta name="description" content="%(description)s">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><nav><a href="/">Home</a> <a href="/servers/">Servers</a></nav></header>
<main>%(content)s</main>
<footer>Crowd</footer>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Builder:
    """A generator and how it builds a folder that was written for it.

    Attributes:
        command: Runs in `folder` and writes `output`.
        version: Of the generator.
    """

    name: str
    folder: Path
    command: tuple[str, ...]
    output: Path
    version: str = ""


def plain(folder: Path, count: int) -> Builder:
    """Write the yardstick: what one would do with MkDocs and Material alone."""
    _write_docs(folder / "docs", count, ending=".md")
    _write_config(folder, count)
    command = (sys.executable, "-m", "mkdocs", "build", "-q")
    return Builder("MkDocs and Material alone", folder, command, folder / "site")


def zensical(folder: Path, count: int) -> Builder | None:
    """Write the yardstick's files once more: Zensical reads the same configuration."""
    program = _program("zensical")
    if program is None:
        return None
    _write_docs(folder / "docs", count, ending=".md")
    _write_config(folder, count)
    command = (program, "build", "--clean")
    return Builder("Zensical", folder, command, folder / "site", _version(program, "--version"))


def hugo(folder: Path, count: int) -> Builder | None:
    """Write a site for Hugo, with the least of a theme."""
    program = _program("hugo")
    if program is None:
        return None
    _write_docs(folder / "content", count, ending="/", index="_index.md")
    layout = _LAYOUT % {
        "title": "{{ .Title }}",
        "description": "{{ .Description }}",
        "content": "{{ .Content }}",
    }
    (folder / "layouts").mkdir(parents=True)
    for name in ("single", "list", "home", "section"):
        (folder / f"layouts/{name}.html").write_text(layout)
    config = 'baseURL = "https://showcase.example/"\ndisableKinds = ["taxonomy", "term", "RSS"]\n'
    (folder / "hugo.toml").write_text(f"{config}[markup.goldmark.renderer]\nunsafe = true\n")
    command = (program, "--quiet", "--cleanDestinationDir")
    return Builder("Hugo", folder, command, folder / "public", _version(program, "version"))


def eleventy(folder: Path, count: int, modules: Path) -> Builder | None:
    """Write a site for Eleventy, with the least of a theme; `modules` is where npm put it."""
    program = modules / "@11ty/eleventy/cmd.cjs"
    node = shutil.which("node")
    if node is None or not program.is_file():
        return None
    _write_docs(folder / "src", count, ending="/", layout="page.liquid")
    layout = _LAYOUT % {
        "title": "{{ title }}",
        "description": "{{ description }}",
        "content": "{{ content }}",
    }
    (folder / "src/_includes").mkdir()
    (folder / "src/_includes/page.liquid").write_text(layout)
    (folder / ".eleventy.cjs").write_text(
        "module.exports = (config) => {\n"
        '  config.addPassthroughCopy("src/assets");\n'
        '  return { dir: { input: "src", output: "site" }, markdownTemplateEngine: false };\n'
        "};\n"
    )
    command = (node, str(program), "--quiet", "--config=.eleventy.cjs")
    version = json.loads((modules / "@11ty/eleventy/package.json").read_text())["version"]
    return Builder("Eleventy", folder, command, folder / "site", version)


def _program(name: str) -> str | None:
    """Return a program of this environment, else of the path."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.is_file() else shutil.which(name)


def _version(*command: str) -> str:
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found = re.search(r"\d+\.\d+\.\d+", said)
    return found[0] if found else ""


def _write_config(folder: Path, count: int) -> None:
    communities = [f"communities/{name}.md" for name in _communities(count)]
    config = {
        **crowd.SITE,
        "theme": crowd.THEME,
        "plugins": {"search": {}},
        "not_in_nav": "/servers/server-*.md\n",
        "nav": [
            {"Home": "index.md"},
            {"Servers": "servers/index.md"},
            {"Communities": communities},
        ],
        "markdown_extensions": _EXTENSIONS,
    }
    # Zensical reads no tags of Python's.
    (folder / "mkdocs.yml").write_text(_with_emoji(yaml.safe_dump(config, sort_keys=False)))


def _with_emoji(text: str) -> str:
    for name in ("twemoji", "to_svg"):
        path = f"material.extensions.emoji.{name}"
        text = text.replace(f": {path}\n", f": !!python/name:{path}\n")
    return text


def _write_docs(
    docs: Path, count: int, *, ending: str, index: str = "index.md", layout: str = ""
) -> None:
    """Write a page for each server and community, the directory, and two pictures a server.

    Args:
        ending: What a link to a page ends in.
    """
    entries = {crowd.slug(number): crowd.entry(number, count) for number in range(count)}
    members = defaultdict(list)
    for slug, entry in entries.items():
        for name in entry["communities"]:
            members[name].append(slug)
    up = "../" if ending == "/" else ""
    for slug, entry in entries.items():
        text = "\n".join(_server(slug, entry, entries, up, ending))
        _write(docs / f"servers/{slug}.md", entry["name"], entry["summary"], text, layout)
    for number, name in enumerate(_communities(count)):
        said = crowd.community(number)
        text = "\n".join(_community(said, members[name], entries, up, ending))
        _write(docs / f"communities/{name}.md", said["name"], said["summary"], text, layout)
    rows = [
        f"| [{entry['name']}]({slug}{ending}) | {entry['summary']} |"
        for slug, entry in entries.items()
    ]
    table = "\n".join(["# Servers", "", "| Server | About |", "| --- | --- |", *rows])
    _write(docs / "servers" / index, "Servers", "All servers.", table, layout)
    home = f"# Crowd\n\nSee [all servers](servers/{'index.md' if ending == '.md' else ''})."
    _write(docs / index, "Home", "Servers.", home, layout)
    _write_pictures(
        docs / "assets" if docs.name != "content" else docs.parent / "static/assets", count
    )


def _communities(count: int) -> list[str]:
    return [f"community-{number:03}" for number in range(crowd.community_count(count))]


def _write(path: Path, title: str, description: str, text: str, layout: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    head = {"title": title, "description": description, **({"layout": layout} if layout else {})}
    lines = [f"{name}: {json.dumps(value)}" for name, value in head.items()]
    path.write_text("\n".join(["---", *lines, "---", "", text, ""]))


def _write_pictures(folder: Path, count: int) -> None:
    """Write the two pictures of each server that an ordinary page shows."""
    folder.mkdir(parents=True, exist_ok=True)
    banners, icons = crowd.photographs(folder.parent.parent / "drawn")
    for number in range(count):
        slug = crowd.slug(number)
        (folder / f"{slug}-banner.webp").write_bytes(banners[number % len(banners)])
        (folder / f"{slug}-icon.webp").write_bytes(icons[number % len(icons)])


def _server(
    slug: str, entry: dict[str, Any], entries: dict[str, dict[str, Any]], up: str, ending: str
) -> Iterator[str]:
    assets = f"{up}../assets"
    yield f"# {entry['name']}"
    yield f"\n![]({assets}/{slug}-banner.webp)\n\n![]({assets}/{slug}-icon.webp)"
    yield f"\n{entry['summary']}\n\n[Join](https://discord.gg/{entry['invite']})\n"
    yield "| Fact | |\n| --- | --- |"
    yield f"| Members | {1000 + len(slug)} |\n| Online | 100 |\n| Checked | 2026-11-20 |"
    yield f"| Languages | {', '.join(entry['languages'])} |\n| Tags | {', '.join(entry['tags'])} |"
    yield f"| Run by | [{entry['run_by']['name']}]({entry['run_by']['url']}) |"
    for label, url in entry["links"].items():
        yield f"| {label} | <{url}> |"
    yield f"\n## About\n\n{entry['about']}\n\n## First steps\n\n{entry['first_steps']}\n"
    for event in entry["events"]:
        yield f"## Events\n\n- **{event['title']}**, {event['start']}: {event['text']}\n"
    yield "## Channels\n"
    for group in entry["channels"]:
        yield f"### {group['category']}\n"
        yield from (f"- {name}" for name in (*group["text"], *group["voice"]))
        yield ""
    yield "## Highlights\n"
    for one in entry["highlights"]:
        yield f"**{one['title']}**\n\n{one['text']}\n"
    yield f"## Guidelines\n\n{entry['guidelines']}\n"
    yield "## Communities\n"
    yield from (f"- [{name}]({up}../communities/{name}{ending})" for name in entry["communities"])
    yield "\n## Partners\n"
    for other in entry["partners"]:
        yield f"- [{entries[other]['name']}]({up}{other}{ending})"


def _community(
    said: dict[str, Any],
    servers: list[str],
    entries: dict[str, dict[str, Any]],
    up: str,
    ending: str,
) -> Iterator[str]:
    yield f"# {said['name']}\n\n{said['summary']}\n\n{said['about']}\n\n## Servers\n"
    cards = ending == ".md"
    if cards:
        yield '<div class="grid cards" markdown>\n'
    for slug in servers:
        entry = entries[slug]
        address = f"{up}../servers/{slug}{ending}"
        yield f"-   ![]({up}../assets/{slug}-banner.webp)\n"
        yield f"    **[{entry['name']}]({address})**\n\n    {entry['summary']}\n"
    if cards:
        yield "</div>"
