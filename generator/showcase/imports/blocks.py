"""Rows of Markdown as sections: headings, and below each its paragraphs, items and tables."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from showcase.imports.inline import titled
from showcase.imports.rows import Row

_HEADING: Final = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE: Final = re.compile(r" {0,3}(=+|-{3,})[ \t]*$")
_ITEM: Final = re.compile(r"([ \t]*)(?:[-*+\u2022\u25aa\u25cf]|\d{1,4}[.)])[ \t]+(.*)$")
_QUOTE: Final = re.compile(r"^(?:[ \t]*>[ \t]?)+")
_RULE: Final = re.compile(
    r"[\s\-=_*~\u2500-\u257f\u2581-\u25ff\u23af\u2e3a\u2e3b\u2013\u2014]{3,}$"
)
_FENCE: Final = re.compile(r"[ \t]*(?:```|~~~)[^`]*$")
_REFERENCE: Final = re.compile(r" {0,3}\[([^\[\]]{1,200})\]:[ \t]*<?(\S+?)>?(?:[ \t]+[\"'(].*)?$")
_DELIMITER: Final = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*$")
# What the chat copies along: who wrote when, and the words of an embedded invite.
_CHATTER: Final = re.compile(
    r"\[?\d{1,2}:\d\d(?: ?[AP]M)?\]?|.{1,40} \u2014 .{0,20}\d{1,2}:\d\d(?: ?[AP]M)?|\(edited\)"
    r"|you(?:'ve| have) been invited to join a server|[\d.,]+[KM]? (?:online|members)"
    r"|joined|join",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together."""

    rows: list[Row]


@dataclass(slots=True)
class Item:
    """An item of a list, with the items below it."""

    rows: list[Row]
    indent: int
    items: list["Item"] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A table: the cells of its head, and of each row, as Markdown."""

    head: list[str]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)


Block = Paragraph | Item | Table


@dataclass(slots=True)
class Section:
    """What stands below one heading and above the next.

    Attributes:
        level: 1 to 6; 0 above the first heading.
        path: The headings above this one, the outermost first.
    """

    line: int
    level: int
    heading: str
    path: tuple["Section", ...] = ()
    blocks: list[Block] = field(default_factory=list)


def sections(rows: list[Row]) -> tuple[list[Section], dict[str, str]]:
    """Return the sections of a text, and the addresses of its references by their labels."""
    reader = _Reader()
    for number, row in enumerate(rows):
        after = rows[number + 1][1] if number + 1 < len(rows) else ""
        reader.take(row, after)
    return reader.sections, reader.references


def cells(row: str) -> list[str]:
    """Return the cells of a table's row."""
    parts = re.split(r"(?<!\\)\|", row.strip().removeprefix("|"))
    if parts and not parts[-1].strip():
        parts.pop()
    return [part.replace("\\|", "&#124;").strip() for part in parts]


class _Reader:
    """Reads row by row."""

    def __init__(self) -> None:
        self.sections = [Section(0, 0, "")]
        self.references: dict[str, str] = {}
        self._open: Paragraph | Item | Table | None = None
        self._items: list[Item] = []
        self._is_after_blank = True

    def take(self, row: Row, after: str) -> None:
        line, source = row[0], _QUOTE.sub("", row[1])
        heading = _HEADING.match(source)
        if isinstance(self._open, Table) and "|" in source:
            if not _DELIMITER.match(source):
                self._open.rows.append((line, cells(source)))
            return
        reference = _REFERENCE.match(source)
        if heading and heading[2]:
            self._begin(line, len(heading[1]), heading[2])
        elif _FENCE.match(source) or _CHATTER.fullmatch(source.strip()):
            return
        elif not source.strip() or _RULE.match(source):
            self._open = self._open if isinstance(self._open, Item) else None
        elif self._is_underlined(source, after):
            self._begin(line, 1 if "=" in after else 2, source)
        elif reference:
            self.references.setdefault(reference[1].lower(), reference[2])
        elif "|" in source and _DELIMITER.match(after) and ("|" in after or after.strip("- :")):
            self._put(Table(cells(source)))
        elif item := _ITEM.match(source):
            self._item(line, len(item[1].expandtabs(4)), item[2])
        else:
            self._line(line, source)
        self._is_after_blank = not source.strip()

    def _begin(self, line: int, level: int, heading: str) -> None:
        last = self.sections[-1]
        path = tuple(one for one in (*last.path, last) if 0 < one.level < level)
        self.sections.append(Section(line, level, heading, path))
        self._open, self._items = None, []

    def _is_underlined(self, source: str, after: str) -> bool:
        """Tell whether a line is a heading by the dashes below it."""
        underline = _UNDERLINE.match(after)
        if not underline or source[:1].isspace() or _ITEM.match(source) or "://" in source:
            return False
        is_alone = self._is_after_blank or isinstance(self._open, Item)
        return is_alone and len(underline[1]) <= 2 * len(source)

    def _put(self, block: Block) -> None:
        self.sections[-1].blocks.append(block)
        self._open = block
        if not isinstance(block, Item):
            self._items = []

    def _item(self, line: int, indent: int, words: str) -> None:
        item = Item([(line, words)], indent)
        while self._items and self._items[-1].indent >= indent:
            self._items.pop()
        if self._items:
            self._items[-1].items.append(item)
            self._open = item
        else:
            self._put(item)
        self._items.append(item)

    def _line(self, line: int, source: str) -> None:
        indent = len(source.expandtabs(4)) - len(source.expandtabs(4).lstrip())
        block = self._open
        if isinstance(block, Item) and self._is_after_blank and indent <= block.indent:
            block = None
        if isinstance(block, Paragraph | Item):
            block.rows.append((line, source.strip()))
        else:
            self._put(Paragraph([(line, source.strip())]))


def headings(path: Iterable[Section]) -> list[str]:
    """Return what headings say."""
    return [title for one in path if (title := titled(one.heading))]
