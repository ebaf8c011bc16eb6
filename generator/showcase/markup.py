"""Contributors' Markdown to markup: rendered with little, cleaned by an allow-list, inert after."""

import re
from functools import lru_cache
from html import unescape
from typing import Final

import nh3
import pyromark
from markupsafe import Markup

from showcase import text
from showcase.links import https_url, percent_encoded

# HTML goes through, for the allow-list to judge all of it, whoever wrote it.
_MARKDOWN: Final = pyromark.Markdown(options=pyromark.Options.ENABLE_TABLES)
_TAGS: Final = {
    *("p", "br", "hr", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "a"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
_DROPPED_WHOLE: Final = {
    *("script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math"),
    *("title", "textarea", "xmp", "select", "form"),
}
_MAIL: Final = re.compile(r"mailto:[\w.+-]+@[\w.-]+(?:\?[\w.~%+&=-]*)?", re.IGNORECASE | re.ASCII)
_TAG: Final = re.compile(r'(</?[a-z][a-z0-9]*(?:\s(?:[^>"]|"[^"]*")*)?>)')
_BORDER: Final = "\0"
"""Stands between texts that are escaped at once; no text has it."""
_PLAIN: Final = re.compile(f"[{_BORDER}\n\x20-\x7e]*")
# Far beyond prose. Parsers of HTML give up at 255, and lose what stands after it as well.
_DEPTH_LIMIT: Final = 40
# The page's own headings end at level two, so contributed ones begin at three.
_HEADING: Final = re.compile(r"(</?h)([1-6])\b")


def render(source: str) -> Markup:
    """Render contributed Markdown: tables and fenced code, https and mailto links, no pictures.

    It is read by CommonMark with GitHub's tables, as where it is written and reviewed. The result
    is one run of block elements whose texts hold no ASCII punctuation but entities, so that it can
    stand in a Markdown body, whatever extensions read that body later.
    """
    html = _MARKDOWN.html(source).rstrip()
    if "<h" in html:
        html = _HEADING.sub(lambda found: f"{found[1]}{min(int(found[2]) + 2, 6)}", html)
    clean = _cleaner().clean(html)
    if clean.count("</") > _DEPTH_LIMIT and _depth(clean) > _DEPTH_LIMIT:
        return _as_text(source)
    return Markup(_inert(clean))  # noqa: S704 - this module is the one that makes markup


# To make one takes as long as to use it.
@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_kept,
        clean_content_tags=_DROPPED_WHOLE,
        url_schemes={"https", "mailto"},
        link_rel="nofollow ugc noopener noreferrer",
        strip_comments=True,
    )


def _as_text(source: str) -> Markup:
    return Markup(f"<p>{_escaped(source)}</p>")  # noqa: S704


def _depth(html: str) -> int:
    depth = deepest = 0
    for tag in _TAG.finditer(html):
        if tag[0].startswith("</"):
            depth -= 1
        elif tag[0] not in {"<br>", "<hr>"}:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _kept(_tag: str, attribute: str, value: str) -> str | None:
    # nh3 lets `title`, `lang` and relative, `//host` and fragment addresses through; and it keeps
    # line ends and backticks in an address, where Markdown's extensions find them.
    if attribute == "rel":  # never the contributor's: nh3 has set ours
        return value
    if attribute != "href":
        return None
    address = percent_encoded(value.strip())
    if _MAIL.fullmatch(address):
        return address
    try:
        return https_url(address)
    except ValueError:
        return None


def _inert(html: str) -> str:
    parts = _TAG.split(html)
    parts[::2] = _inert_texts(parts[::2])
    if "<a" in html:
        parts[1::2] = _leading(parts[1::2])
    return "".join(parts)


def _inert_texts(texts: list[str]) -> list[str]:
    """Return texts of HTML without syntax; a line end between two blocks stays one."""
    plain = unescape(_BORDER.join(texts))
    # In ASCII nothing is dropped or joined: it is the same in pieces and at once.
    if _PLAIN.fullmatch(plain) and plain.count(_BORDER) == len(texts) - 1:
        said = _entities(plain).split(_BORDER)
    else:
        said = [_escaped(unescape(one)) for one in texts]
    return ["\n" if one == "\n" else other for one, other in zip(texts, said, strict=True)]


def _leading(tags: list[str]) -> list[str]:
    """Return tags but those of links that lead nowhere, for which there is nothing."""
    kept = []
    links = []  # whether each open link leads anywhere; they nest by way of tables
    for tag in tags:
        if tag.startswith("<a "):
            links.append(" href=" in tag)
            leads = links[-1]
        else:
            leads = links.pop() if tag == "</a>" else True
        kept.append(tag if leads else "")
    return kept


def _escaped(plain: str) -> str:
    # Entities can spell what the border took out, so it is crossed again.
    return _entities(text.clean(plain))


def _entities(plain: str) -> str:
    # Line ends and tabs become entities too: a line that starts in column one is Markdown's
    # favourite hook.
    return text.markdown(plain).replace("\n", "&#10;").replace("\t", "&#9;")
