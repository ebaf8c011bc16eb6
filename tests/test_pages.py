"""Pages: what strangers wrote comes out as text, and pages say what is known."""

import html as html_escapes
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
import yaml
from lxml import html  # type: ignore[import-untyped]

from making import NOON, Showcase, Site, standing
from showcase import text, words
from showcase.catalogue import Listing
from showcase.models.record import Facts, Record
from showcase.pages import Book, Page, remarks
from showcase.pages.page import Paging, paged
from showcase.standin import UNKNOWN_INVITE, server_error

# What runs, breaks out, loads or hides where it is taken for syntax.
HOSTILE = (
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<img src=https://evil.example/x.png>",
    "<svg/onload=alert(1)>",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "</article></main></body>",
    "<div markdown=1>",
    "<b>Bold</b> and <i",
    "<base href=//evil.example/>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "AT&T &amp; &amp;lt; &#60;b&#62; &nbsp;",
    "[a link](javascript:alert(1))",
    "[a link](https://evil.example/ 'title')",
    "![a picture](https://evil.example/x.png)",
    "[reference]: https://evil.example/",
    "*[HTML]: Hyper Text",
    "[^1]: a footnote",
    "Text[^1] and [TOC] and [[wiki link]]",
    "# A heading",
    "## __config",
    "- a point",
    "1. a step",
    "> quoted",
    "**bold** _italic_ ~~struck~~ ==marked== ^^up^^ ~down~ ++keys++",
    "`code` and ``more``",
    "```python onclick=alert(1)",
    "~~~ mermaid",
    "    four spaces and code",
    "| a | table |",
    ":--- | ---:",
    "Term : a definition",
    "{: onclick=alert(1) }",
    "A name {: #__config .md-nav onclick='alert(1)' }",
    "{ .annotate }",
    "!!! danger \"Title\"",
    "??? note",
    "=== \"A tab\"",
    "/// html | script",
    "/// admonition | Title",
    "--8<-- \"mkdocs.yml\"",
    "--8<--",
    ":smile: :material-account: :octicons-x-16:",
    "{++added++}{--gone--}{>>comment<<}",
    "{{ config.site_url }} {% raw %} {# gone #}",
    "{{ cycler.__init__.__globals__.os }}",
    "${name} %(name)s {name} {n!r} %s",
    "https://evil.example/ and www.evil.example and a@evil.example",
    "<https://evil.example/> <javascript:alert(1)>",
    "(c) (tm) --> <-- +/- 1/2 ... -- \"quotes\" 'single'",
    "\\*escaped\\* \\<b\\> \\",
    "null", "~", "No", "true", "0x10", "1e3", "2026-01-01", "12:30:45", "---", "...",
    "key: value", "- item", "@everyone", "%tag", "&anchor *alias !tag", "'\"", "#5865F2 # comment",
    "title: x\ntags: y",
    "Zeile\r\neins\u2028zwei\x0b drei",
    "\u202egpj.exe\u202c \u2067right\u2069 to left",
    "مرحبا بالعالم", "שלום ⁦x⁩",
    "👩‍👩‍👧‍👦 family 🏴󠁧󠁢󠁥󠁮󠁧󠁿 flag ❤️",
    "Z\u0300\u0301\u0302\u0303\u0304a\u0300\u0301\u0302lgo",
    "full＜script＞width", "zero\u200bwidth\ufeff and \u00adsoft",
    "💥\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "a" * 99,
    "*" * 99,
    "&" * 40,
)  # fmt: skip
PLAIN = "Plain words"
NUMBER = "300000000000000"
EXTENSIONS = [
    *("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "meta"),
    *("nl2br", "sane_lists", "smarty", "tables", "wikilinks"),
    *(f"pymdownx.{name}" for name in (
        "arithmatex", "betterem", "caret", "critic", "details", "emoji", "escapeall",
        "fancylists", "highlight", "inlinehilite", "keys", "magiclink", "mark", "progressbar",
        "quotes", "saneheaders", "smartsymbols", "snippets", "superfences", "tabbed",
        "tasklist", "tilde",
    )),
    *(f"pymdownx.blocks.{name}" for name in (
        "admonition", "caption", "definition", "details", "html", "tab",
    )),
]  # fmt: skip


def normal(said: str) -> str:
    """What the border makes of a line."""
    return text.one_line(said)


class Stranger(NamedTuple):
    """A server and a community that say one thing wherever something can be said."""

    slug: str
    said: str


STRANGERS = [Stranger("plain", PLAIN)] + [
    Stranger(f"s{number}", said) for number, said in enumerate(HOSTILE)
]
"""The first is what the others are held against."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with standing(tmp_path_factory.mktemp("strangers")) as showcase:
        showcase.config = {
            "theme": {
                "name": "material",
                "font": False,
                "features": ["navigation.path", "navigation.tabs", "navigation.footer", "search"],
            },
            "markdown_extensions": EXTENSIONS,
            "plugins": ["search", {"showcase": _options(showcase)}],
            "repo_url": "https://git.example/o/r",
            "edit_uri": "edit/main/content/pages/",
        }
        for number, stranger in enumerate(STRANGERS):
            _speak(showcase, stranger, number)
        removed = {
            stranger.slug + "-left": {"on": "2026-01-01", "reason": stranger.said}
            for stranger in STRANGERS
        }
        showcase.write("content/removed.yml", yaml.safe_dump({"servers": removed}))
        yield showcase.build(strict=True)


def _options(showcase: Showcase) -> dict[str, Any]:
    return {
        "pace_seconds": 0,
        "mirror_url": "none",
        "cache_dir": ".cache",
        "api_url": showcase.discord.api_url,
        "cdn_url": showcase.discord.cdn_url,
    }


def _speak(showcase: Showcase, stranger: Stranger, number: int) -> None:
    slug, said = stranger
    event = {"title": said, "text": said, "start": "2026-12-01T19:00", "zone": "UTC",
             "repeats": "yearly", "url": "https://example.org/"}  # fmt: skip
    highlight = {"kind": "initiative", "title": said, "text": said}
    showcase.community(
        f"c-{slug}",
        name=said,
        summary=said,
        resources=[{"title": said, "url": "https://example.org/", "text": said}],
        events=[event],
        highlights=[highlight],
    )
    showcase.server(
        slug,
        name=said,
        summary=said,
        server_id=f"{NUMBER}{number:03}",
        communities=[f"c-{slug}"],
        run_by={"name": said},
        links={said: "https://example.org/"},
        channels=[{"category": said, "text": [said], "voice": [said]}],
        events=[event],
        highlights=[highlight],
        about=said,
        guidelines=said,
        first_steps=said,
    )
    showcase.answers(
        f"{slug}-code", guild_id=f"{NUMBER}{number:03}", name=f"Its {said}", description=said
    )


def shape(element: Any) -> list[tuple[str, tuple[str, ...]]]:
    """Every element in order, with the names of its attributes."""
    return [
        (str(one.tag), tuple(sorted(one.attrib))) for one in element.iter() if one.tag is not html.etree.Comment
    ]


def texts(element: Any) -> list[str]:
    """Every run of text, on one line."""
    return [" ".join(one.split()) for one in element.itertext() if one.strip()]


def test_the_corpus_is_what_people_may_write(site: Site) -> None:
    assert site.lines("WARNING") == []
    rows = site.json("api/v1/servers.json")["servers"]
    assert len(rows) == len(STRANGERS)
    assert {row["state"] for row in rows} == {"live"}


