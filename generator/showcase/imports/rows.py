"""Any marked-up text as rows of Markdown, each with its line in the source."""

import re
from html.parser import HTMLParser
from typing import Final

Row = tuple[int, str]
"""A line of the source, from 1, and what stands on it, in Markdown."""

_HTML: Final = re.compile(
    r"</?(?:a|b|br|dd|details|div|dl|dt|h[1-6]|img|li|ol|p|strong|summary|table|td|th|tr|ul)\b"
    r"[^<>]*>",
    re.IGNORECASE,
)
# To HTML's parser these would be odd tags.
_ANGLED: Final = re.compile(r"<(https?://[^<>\s]*|a?:\w+:\d+|[@#][!&]?\d+|t:-?\d+(?::\w)?)>")
_TAG: Final = re.compile(
    r"</?[A-Za-z][A-Za-z0-9]*(?:[\s/][^<>]*)?>|<!doctype[^<>]*>|<", re.IGNORECASE
)
_BLANK: Final = re.compile(r"\n[ \t]*\n")
_HEADINGS: Final = {f"h{level}": f"{'#' * level} " for level in range(1, 7)}
_STARTS: Final = {**_HEADINGS, "summary": "###### ", "li": "- ", "dt": "- ", "tr": "|"}
_MARKS: Final = {"a": "[", "b": "**", "strong": "**"}
_BLOCKS: Final = frozenset("p div ul ol dl table section details blockquote hr br".split())
_HOLDERS: Final = frozenset([*_HEADINGS, "li", "td", "th", "summary", "dt", "dd"])
_UNSAID: Final = {"script", "style", "template"}


def rows(source: str) -> list[Row]:
    """Return the rows of a text; HTML in it becomes the Markdown that says the same."""
    if _HTML.search(source):
        flattener = _Flattener()
        flattener.feed(_tags_alone(_ANGLED.sub(r" \1 ", _uncommented(source))))
        flattener.close()
        return flattener.rows()
    return list(enumerate(source.split("\n"), 1))


def _uncommented(source: str) -> str:
    parts = []
    at = 0
    while (start := source.find("<!--", at)) >= 0 and (end := source.find("-->", start)) >= 0:
        parts += [source[at:start], "\n" * source.count("\n", start, end)]
        at = end + 3
    return "".join([*parts, source[at:]])


def _tags_alone(source: str) -> str:
    """Escape all angles but those of whole tags: over others, Python's parser takes long."""

    def kept(tag: re.Match[str]) -> str:
        if tag[0] == "<":
            return "&lt;"
        return "" if tag[0][1] == "!" else tag[0]

    return _TAG.sub(kept, source)


class _Flattener(HTMLParser):
    """Writes Markdown for the tags that lists are made of, and leaves out the others."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._rows: list[Row] = []
        self._line = 1
        self._parts: list[str] = []
        self._holder = ""
        self._depth = 0
        self._unsaid = ""
        self._links: list[str] = []
        self._cells = 0
        self._is_first_row = False

    def rows(self) -> list[Row]:
        self._break()
        return self._rows

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _UNSAID:
            self._unsaid = tag
        elif tag in _MARKS:
            self._parts.append(_MARKS[tag])
        elif tag in _STARTS:
            indent = "  " * max(self._depth - 1, 0) if tag in {"li", "dt"} else ""
            self._break(f"{indent}{_STARTS[tag]}")
        elif tag == "img":
            self._parts.append(f"![{given.get('alt', '')}]({given.get('src', '')})")
        elif tag in _BLOCKS:
            self._leave(tag)
        if tag == "a":
            self._links.append(given.get("href", ""))
        elif tag in {"ul", "ol"}:
            self._depth += 1
        elif tag in {"table", "tr", "td"}:
            self._start_table(tag)
        if tag in _HOLDERS:
            self._holder = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unsaid:
            self._unsaid = ""
        elif tag == "a" and self._links:
            self._parts.append(f"]({self._links.pop()})")
        elif tag in {"b", "strong"}:
            self._parts.append("**")
        elif tag in {"td", "th"}:
            self._parts.append(" |")
            self._cells += 1
        elif tag in _BLOCKS:
            self._leave(tag)
        elif tag in _HOLDERS or tag == "tr":
            self._break()
        if tag == "tr" and self._is_first_row:
            self._put_delimiter()
        elif tag in {"ul", "ol"}:
            self._depth = max(self._depth - 1, 0)
        if tag == self._holder or tag in {"ul", "ol", "table"}:
            self._holder = ""

    def handle_data(self, data: str) -> None:
        if self._unsaid:
            return
        if self._holder in {"td", "th"}:
            data = data.replace("|", "\\|")
        line = self.getpos()[0]
        for number, part in enumerate(data.split("\n")):
            if number and self._holder:
                self._parts.append(" ")
            elif number:
                self._break()
                self._line = line + number
            self._parts.append(part)
        if _BLANK.search(data):
            self._holder = ""

    def handle_entityref(self, name: str) -> None:
        self._parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._parts.append(f"&#{name};")

    def _start_table(self, tag: str) -> None:
        if tag == "table":
            self._is_first_row = True
        elif tag == "tr":
            self._cells = 0
        elif self._is_first_row and not self._cells:
            # The first row is no head: an empty one stands in.
            self._put_delimiter("| |")

    def _leave(self, tag: str) -> None:
        if self._holder and tag not in {"ul", "ol", "table", "hr"}:
            self._parts.append(" ")
            return
        self._break()
        if tag != "br" and not self._depth:
            self._rows.append((self._line, ""))

    def _break(self, start: str = "") -> None:
        """End the row, and the links on it; the next one begins where the parser is."""
        while self._links:
            self._parts.append(f"]({self._links.pop()})")
        said = "".join(self._parts)
        # Between two tags nothing but indentation is said; a blank row parts two things.
        if said.strip() or (not said and not start and not self._depth):
            self._rows.append((self._line, said))
        self._line = self.getpos()[0]
        self._parts = [start] if start else []

    def _put_delimiter(self, head: str = "") -> None:
        """Write what makes a table of the rows: after its head, or below an empty one."""
        self._is_first_row = False
        rows = [(self._line, head)] if head else []
        self._rows += [*rows, (self._line, "|---|")]
