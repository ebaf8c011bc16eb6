"""A page's body as a person reads it: a line for each block, and what a screen reader is told."""

import re
from collections.abc import Iterator

from lxml import html

_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "br", "code", "em", "i", "img", "label", "small", "span", "strong"}
    | {"svg", "time", "button", "input", "select", "option", "dt", "dd", "th", "td"}
)
_HEADING = re.compile("h([1-6])")


def read(body: str) -> str:
    """Return the body as lines.

    Headings stand behind `#`, links as `[what they say](where they lead)`, what can be pressed or
    filled in between brackets, and the names of parts without a heading between parentheses.
    """
    root = html.fragment_fromstring(body, create_parent="div")
    return "\n".join(line for line in _lines(root) if line.strip()) + "\n"


def _lines(element: html.HtmlElement) -> Iterator[str]:
    """Yield a line for each block in an element."""
    if element.get("hidden") is not None and element.tag != "template":
        return
    label = element.get("aria-label")
    if label and element.tag in {"ul", "ol", "nav", "form", "section", "table"}:
        yield f"({label})"
    said = _spaced(element.text or "")
    for child in element:
        if not isinstance(child.tag, str):
            continue
        if _is_inline(child):
            said += _said(child)
        else:
            yield from _framed(element, said)
            said = ""
            depth = "  " if child.tag in {"ul", "ol"} and element.tag == "li" else ""
            yield from (f"{depth}{line}" for line in _lines(child))
        said += _spaced(child.tail or "")
    yield from _framed(element, said)


def _is_inline(element: html.HtmlElement) -> bool:
    return element.tag in _INLINE and all(
        not isinstance(inner.tag, str) or inner.tag in _INLINE for inner in element.iter()
    )


def _framed(element: html.HtmlElement, said: str) -> Iterator[str]:
    """Yield what an element says in its own words, behind the sign of its kind."""
    words = " ".join(said.split())
    if not words:
        return
    heading = _HEADING.fullmatch(element.tag)
    is_counted = element.getparent() is not None and element.getparent().tag == "ol"
    signs = {
        "li": "1. " if is_counted else "- ",
        "summary": "> ",
        "blockquote": "| ",
        "figcaption": "| ",
    }
    yield f"{'#' * int(heading[1])} {words}" if heading else f"{signs.get(element.tag, '')}{words}"


def _said(element: html.HtmlElement) -> str:
    """Return what an inline element says."""
    inner = _spaced(element.text or "") + "".join(
        _said(child) + _spaced(child.tail or "") for child in element if isinstance(child.tag, str)
    )
    words = " ".join(inner.split())
    match element.tag:
        case "a":
            return f"[{words}]({element.get('href', '')})"
        case "img":
            return element.get("alt") or ""
        case "svg":
            return "" if element.get("aria-hidden") else "(a picture)"
        case "button":
            return f"[button: {words or element.get('aria-label')}]"
        case "input" | "select":
            return f"[{element.get('type', element.tag)}: {element.get('aria-label', '')}] "
        case "dt":
            return f"{words}: "
        case "th" | "td":
            return f"{words} | " if element.getnext() is not None else words
        case "br":
            return " / "
    return inner


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text)
