"""Contributors' Markdown to markup: rendered with little, cleaned by an allow-list, inert after."""

import re
from html import unescape
from typing import Final
from urllib.parse import urlsplit

import nh3
from markdown import Markdown
from markupsafe import Markup

from showcase.text import markdown as escaped

_TAGS: Final = {
    *("p", "br", "hr", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "a"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
_DROPPED_WHOLE: Final = {
    *("script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math"),
    *("title", "textarea", "xmp", "select", "form"),
}
_TAG: Final = re.compile(r'</?[a-z][a-z0-9]*(?:\s(?:[^>"]|"[^"]*")*)?>')
# The page's own headings end at level two, so contributed ones begin at three.
_HEADINGS: Final = [
    (re.compile(rf"(</?)h{level}\b"), rf"\1h{min(level + 2, 6)}") for level in range(6, 0, -1)
]


def render(source: str) -> Markup:
    """Render contributed Markdown: tables and fenced code, https and mailto links, no pictures.

    The result is one run of block elements whose texts hold no ASCII punctuation but entities,
    so that it can stand in a Markdown body, whatever extensions read that body later.
    """
    try:
        html = Markdown(extensions=["tables", "fenced_code"]).convert(source)
    except RecursionError:  # lists or quotes nested by the hundred
        html = f"<p>{escaped(source)}</p>"
    for pattern, lower in _HEADINGS:
        html = pattern.sub(lower, html)
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_honest_link,
        clean_content_tags=_DROPPED_WHOLE,
        url_schemes={"https", "mailto"},
        link_rel="nofollow ugc noopener noreferrer",
        strip_comments=True,
    )
    return Markup(_inert(clean))  # noqa: S704 - this is the one place that makes markup


def _honest_link(_tag: str, attribute: str, value: str) -> str | None:
    if attribute != "href":
        return value
    # nh3 lets relative, `//host` and fragment addresses through its schemes.
    if value.startswith("mailto:"):
        return value
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return value if parts.scheme == "https" and parts.hostname else None


def _inert(html: str) -> str:
    pieces = []
    end = 0
    for tag in _TAG.finditer(html):
        pieces.append(_text(html[end : tag.start()]))
        pieces.append(tag.group())
        end = tag.end()
    pieces.append(_text(html[end:]))
    return "".join(pieces)


def _text(html: str) -> str:
    if html == "\n":
        return html
    # Line ends as entities too: a line that starts in column one is Markdown's favourite hook.
    return escaped(unescape(html)).replace("\n", "&#10;")
