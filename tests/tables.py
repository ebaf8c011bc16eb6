"""The tables of the documents, made from the program itself."""

import inspect
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from html import unescape
from pathlib import Path
from typing import Any, Final, TypeVar

import click
import yaml
from lxml import html
from mkdocs.config import config_options as c
from pydantic import BaseModel

from showcase import words
from showcase.attention.findings import Kind
from showcase.attention.wording import REMEDIES, TITLES
from showcase.cli import main
from showcase.liveness import State
from showcase.models import patterns
from showcase.models.entry import Community, Entry, Event, Highlight
from showcase.models.fields import RESERVED
from showcase.models.parts import Channels, Person, Resource
from showcase.models.record import Record
from showcase.models.removed import Departure
from showcase.models.schema import schema
from showcase.options import _MOST, Options, resolved
from showcase.pages.data import data_page
from showcase.pages.environment import Links, spoken
from showcase.plugin.settings import ShowcaseConfig

OVERRIDES: Final = Path(__file__).parent.parent / "theme_overrides"
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
T = TypeVar("T")

# What the signs of a pattern mean to a person; a new pattern asks for its own words.
_KINDS: Final = (
    (patterns.INVITE, "invite"),
    (patterns.SERVER_ID, "server id"),
    (patterns.HTTPS, "https address"),
    (patterns.LANGUAGE, "language"),
    (patterns.REGION, "region"),
    (patterns.ZONE, "time zone"),
    (patterns.TAG, "tag"),
    (patterns.COLOR, "colour"),
    (patterns.ICON, "icon"),
    (patterns.DAY, "day"),
    (patterns.MOMENT, "time"),
    (patterns.FLAG, "true or false"),
    (patterns.slug("[a-z0-9]+(?:-[a-z0-9]+)*", 60, RESERVED), "slug"),
)
_MANY: Final = {
    "slug": "slugs",
    "tag": "tags",
    "language": "languages",
    "https address": "https addresses",
}
_PARTS: Final = {
    "Channels": ("mappings", "a-category-of-channels"),
    "Event": ("mappings", "an-event"),
    "Highlight": ("mappings", "a-highlight"),
    "Person": ("mapping", "who-runs-it"),
    "Resource": ("mappings", "a-resource"),
}
_TYPES: Final = {bool: "true or false", int: "whole number", str: "text", (int, float): "number"}

PROPERTIES: Final = {
    "paper": "the ground of every page",
    "ink": "text",
    "ink-soft": "text of less weight",
    "line": "rules between parts",
    "accent": "links, buttons and the logo",
    "on-accent": "text on buttons",
    "tint": "how much of a server's colour goes into the ground of its poster",
    "font": "text; no font is loaded",
    "font-large": "headings",
    "width": "how wide a page grows",
    "measure": "how wide text grows",
    "margin": "how wide the column beside a server's text is",
    "radius": "round corners",
    "1": "the least distance",
    "2": "a small distance",
    "3": "a middle distance",
    "4": "a large distance",
    "5": "the largest distance",
    "small": "the size of small text",
    "motion": "how things move; nothing does where the visitor wants less motion",
}
BLOCKS: Final = {
    "site_meta": "the Content-Security-Policy, and links to the feeds",
    "htmltitle": "the title; on home the site's name alone",
    "extrahead": "Open Graph, `robots`, and JSON-LD",
    "announce": "the notice that `extra.showcase.notice` holds",
    "header": "a skip link that generated pages have",
    "scripts": "the scripts that a page's meta names",
}
TEMPLATES: Final = {
    "404.html": "The page for addresses that lead nowhere.",
    "partials/copyright.html": "The foot: copyright, feeds and the repository.",
}
"""What templates are that do not begin with a comment."""


class _Noting(Mapping[str, str]):
    """An environment that notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def get(self, name: str, default: T | None = None) -> str | T | None:  # type: ignore[override]
        self.asked.append(name)
        return default

    def __getitem__(self, name: str) -> str:
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def option_variables() -> dict[str, str]:
    """Return the environment variables that stand for options: option to variable."""
    noting = _Noting()
    resolved(Options(root=Path("/")), noting)
    return {name.removeprefix("SHOWCASE_").lower(): name for name in noting.asked}


def attributes(kind: type) -> dict[str, str]:
    """Return what a docstring says of each attribute: names as they stand there, to a text."""
    told = inspect.cleandoc(kind.__doc__ or "").partition("Attributes:\n")[2]
    found = re.findall(r"^ {4}([a-z][a-z0-9_, ]*): (.*(?:\n {8}.*)*)", told, re.MULTILINE)
    return {names: re.sub(r"\s+", " ", says) for names, says in found}


def commands() -> dict[str, click.Command]:
    """Return every command by what is typed."""
    return dict(_commands(main, "showcase"))


def _commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")


def made() -> dict[str, str]:
    """Return every table by the name that its markers say."""
    api = _data_tables()
    return {
        "options": _options(),
        "server": _fields(Entry),
        "community": _fields(Community),
        "event": _fields(Event),
        "highlight": _fields(Highlight),
        "channels": _fields(Channels),
        "person": _fields(Person),
        "resource": _fields(Resource),
        "departure": _fields(Departure),
        "kinds": _kinds(),
        **{f"command {path}": _command(path, one) for path, one in commands().items()},
        "states": _states(),
        "findings": _findings(),
        "files": api["sc-files"],
        "follow": api["sc-follow"],
        "servers.json": api["sc-row"],
        "communities.json": api["sc-group"],
        "records.json": _records(),
        "properties": _properties(),
        "blocks": _blocks(),
        "templates": _templates(),
    }


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in lines
    )


def _options() -> str:
    variables = option_variables()
    says = {name: text for names, text in attributes(Options).items() for name in names.split(", ")}
    rows = []
    for name, option in ShowcaseConfig._schema:
        default = getattr(option, "default", None)
        shown = f"`{_plain(default)}`" if default not in (None, "") else "–"
        kind = _option_type(option)
        if name in _MOST:
            kind += f", 0 to {_MOST[name]:,}"
        variable = f"`{variables[name]}`" if name in variables else "–"
        rows.append((f"`{name}`", kind, shown, variable, says[name]))
    return _table(("option", "takes", "default", "variable", "what it does"), rows)


def _option_type(option: Any) -> str:
    match option:
        case c.Choice():
            return ", ".join(f"`{choice}`" for choice in option.choices)
        case c.Optional():
            return _option_type(option.option)
        case c.ListOfItems():
            return f"list of {_option_type(option.option_type)}s"
        case c.Type():
            return _TYPES[option._type]
    raise TypeError(option)


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _fields(model: type[BaseModel]) -> str:
    made = schema(model, "")
    parts = made.get("$defs", {})
    rows = []
    for name, one in made["properties"].items():
        needed = " (required)" if name in made["required"] else ""
        example = f"`{_flow(one['examples'][0])}`" if "examples" in one else "–"
        takes = _takes(one, parts)
        rows.append((f"`{name}`{needed}", takes, one["description"], example))
    return _table(("field", "takes", "what it says", "example"), rows)


def _takes(one: dict[str, Any], parts: Mapping[str, Any]) -> str:
    if "$ref" in one:
        kind, anchor = _PARTS[one["$ref"].rpartition("/")[2]]
        return f"[{kind}](#{anchor})"
    if "enum" in one:
        return " or ".join(f"`{value}`" for value in one["enum"])
    if one["type"] == "array":
        least = "1 to" if one.get("minItems") else "at most"
        inner = _takes(one["items"], parts)
        if inner.startswith("line, "):
            return f"list of lines, {least} {one['maxItems']}, {inner.removeprefix('line, ')} each"
        return f"list of {_MANY.get(inner, inner)}, {least} {one['maxItems']}"
    if one["type"] == "object":
        value = _takes(one["additionalProperties"], parts)
        return f"labels with {_MANY[value]}, at most {one['maxProperties']}"
    if one.get("pattern") == r"\S":
        limit = one["maxLength"]
        return f"{'Markdown' if limit == 4000 else 'line'}, at most {limit:,} characters"
    if "pattern" not in one:
        return "text"
    kinds = [kind for known, kind in _KINDS if known["pattern"] == one["pattern"]]
    assert kinds, f"give the pattern {one['pattern']} a name in _KINDS of tests/tables.py"
    return kinds[0]


def _flow(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and "\n" in value:
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and _DATE.match(value):
        return value
    dumped = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False
    )
    return dumped.removesuffix("\n").removesuffix("\n...").strip()


def _kinds() -> str:
    rows = [(kind, one["patternErrorMessage"]) for one, kind in _KINDS]
    return _table(("kind", "how it is written"), sorted(rows))


def _command(path: str, command: click.Command) -> str:
    context = click.Context(command, info_name=path)
    usage = f"```text\n{command.get_usage(context).removeprefix('Usage: ')}\n```"
    paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    told = "\n\n".join(re.sub(r"\s+", " ", each) for each in paragraphs)
    rows = [_option_row(one) for one in command.params if isinstance(one, click.Option)]
    table = _table(("option", "default", "what it does"), rows) if rows else ""
    return "\n\n".join(filter(None, (usage, told, table)))


def _option_row(option: click.Option) -> tuple[str, str, str]:
    names = ", ".join(f"`{name}`" for name in option.opts)
    if isinstance(option.type, click.Choice):
        names += f" {', '.join(f'`{one}`' for one in option.type.choices)}"
    elif not option.is_flag:
        names += f" {(option.metavar or option.type.name).upper()}"
    says = option.help or ""
    if option.envvar:
        says += f" Also `{option.envvar}`."
    default = f"`{option.default}`" if option.show_default and option.default else "–"
    return names, default, says


def _states() -> str:
    texts = words.texts("en")
    links = {
        State.UNCHECKED: "no, unless `link_unchecked`",
        State.MISMATCH: "only that of `backup_invite`",
        State.INELIGIBLE: "no",
        State.GONE: "only that of `backup_invite`",
        State.MISSING: "only that of `backup_invite`",
        State.TEMPORARY: "yes",
        State.PAUSED: "yes",
        State.LIVE: "yes",
    }
    rows = []
    for state in State:
        title = texts.get(f"state.{state}_title")
        text = f"**{title}.** {texts[f'state.{state}_text']}" if title else "Nothing is said."
        shown = re.sub(r"\{\w+\}", "…", text)
        rows.append((f"`{state}`", links[state], "yes" if state.is_listed else "no", shown))
    return _table(("state", "join link", "in lists", "what visitors read"), rows)


def _findings() -> str:
    rows = [(f"{TITLES[kind]} (`{kind.name.lower()}`)", REMEDIES[kind]) for kind in Kind]
    return _table(("what the report says", "what to do"), rows)


def _data_tables() -> dict[str, str]:
    """Return the tables of the page that every site has at `api/`, by the ids of their sections."""
    t = words.words("en")

    def render(template: str, _address: str, **values: Any) -> str:
        return spoken(t).get_template(template).render(link=Links(), **values)

    body = html.fromstring(data_page("", lambda _: "", t, render).body)
    tables = {}
    for table in body.iter("table"):
        section = table.getparent()
        assert section is not None
        rows = [tuple(_cell(cell) for cell in row) for row in table.iter("tr")]
        tables[str(section.get("aria-labelledby"))] = _table(rows[0], rows[1:])
    return tables


def _cell(cell: html.HtmlElement) -> str:
    codes = [str(one.text_content()) for one in cell.iter("code")]
    if codes and cell.tag == "td":
        # Of the site, as everywhere in the documents.
        shown = (f"/{code}" if "." in code else code for code in codes)
        return ", ".join(f"`{code}`" for code in shown).replace("SLUG", "<slug>")
    return unescape(str(cell.text_content()))


def _records() -> str:
    told = attributes(Record)
    named = {name for names in told for name in names.split(", ")}
    assert named == {field.name for field in fields(Record)} - {"slug"}
    rows = [
        (
            ", ".join(f"`{one}`" for one in names.split(", ")),
            re.sub(r"; (?:None|see) [^.]*", "", says),
        )
        for names, says in told.items()
    ]
    return _table(("field", "what it holds"), rows)


def properties() -> tuple[dict[str, str], dict[str, str]]:
    """Return what an adopter may set, in light and in dark: property to value."""
    css = (OVERRIDES / "assets/showcase/showcase.css").read_text("utf-8")
    part = css.partition("What an adopter changes")[2].partition("== Material")[0]
    light, _, rest = part.partition("@media screen")
    dark, _, shared = rest.partition("\n}\n")
    pattern = re.compile(r"--sc-([a-z0-9-]+):\s*([^;]+);")
    both = {name: re.sub(r"\s+", " ", value) for name, value in pattern.findall(light + shared)}
    return both, dict(pattern.findall(dark))


def _properties() -> str:
    light, dark = properties()
    rows = [
        (f"`--sc-{name}`", _css(value), _css(dark.get(name)), PROPERTIES[name])
        for name, value in light.items()
        if not name.startswith("sign-")
    ]
    return _table(("property", "light", "dark", "what it is"), rows)


def _css(value: str | None) -> str:
    if value is None:
        return "the same"
    return f"`{value}`" if len(value) < 30 else "fonts of the system"


def frame_blocks() -> list[str]:
    """Return the names of the template blocks that the frame fills."""
    return re.findall(
        r"\{% block (\w+) %\}", (OVERRIDES / "showcase-frame.html").read_text("utf-8")
    )


def _blocks() -> str:
    return _table(
        ("block", "what the frame puts there"),
        ((f"`{name}`", BLOCKS[name]) for name in frame_blocks()),
    )


def templates() -> list[str]:
    """Return the theme's templates that this project replaces or adds."""
    found = (path.relative_to(OVERRIDES).as_posix() for path in OVERRIDES.rglob("*.html"))
    return sorted(found, key=lambda name: ("/" in name, name))


def _templates() -> str:
    rows = ((f"`{name}`", _said_of_itself(name)) for name in templates())
    return _table(("template", "what it is"), rows)


def _said_of_itself(name: str) -> str:
    comment = re.match(r"\{#-?(.*?)-?#\}", (OVERRIDES / name).read_text("utf-8"), re.DOTALL)
    return re.sub(r"\s+", " ", comment[1]).strip() if comment else TEMPLATES[name]
