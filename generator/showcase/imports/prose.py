"""Invites in written text: lists, tables, messages; what stands beside each is its name or text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from showcase import text
from showcase.imports import fields
from showcase.imports.beside import find_among
from showcase.imports.blocks import Block, Item, Paragraph, Section, Table, headings, sections
from showcase.imports.finds import Find, Leftover, Reading, gathered
from showcase.imports.inline import (
    Link,
    Piece,
    is_generic,
    pieces,
    plain,
    said,
    titled,
    trimmed,
)
from showcase.imports.rows import Row, rows
from showcase.models.fields import NAME_LIMIT

_ABOUT_LISTS: Final = frozenset(
    "a about all and awesome best channel channels communities community content contents "
    "curated discord favorite favourite for guild guilds index invite invites links list lists "
    "misc more my of other our partner partners partnered public resources server servers some "
    "table the to various welcome what".split()
)


def read_prose(source: str) -> Reading:
    """Read Markdown, HTML, a pasted message or plain addresses."""
    found, references = sections(rows(source))
    reader = _Reader(found, references)
    return gathered(source, reader.finds(), reader.leftovers)


class _Reader:
    """Reads one text, section by section."""

    def __init__(self, found: list[Section], references: Mapping[str, str]) -> None:
        self._sections = found
        self._references = references
        self.leftovers: list[Leftover] = []
        self._titles = [one for one in found if one.level == 1]

    def finds(self) -> Iterator[Find]:
        singles = [one for one in self._sections if self._is_server(one)]
        for section in self._sections:
            siblings = [one for one in singles if one.level == section.level]
            name = ""
            above = [*section.path, section]
            codes = self._codes(self._rows_of([section]))
            if section in siblings and (len(siblings) > 1 or self._codes([(0, section.heading)])):
                name, above = titled(self._without_links(section.heading)), list(section.path)
            for code in self._codes([(section.line, section.heading)]):
                if code not in codes:
                    label = titled(self._without_links(section.heading))
                    yield self._placed(Find(line=section.line, code=code, name=label), above)
            for find in self._section(section):
                yield self._placed(self._named(find, name), above)

    def _is_server(self, section: Section) -> bool:
        """Tell whether a heading is the name of the one server below it."""
        if section.level < 2 or any(isinstance(block, Table) for block in section.blocks):
            return False
        rows_below = self._rows_of([section])
        codes = self._codes([*rows_below, (0, section.heading)])
        if len({code.lower() for code in codes}) != 1:
            return False
        links = [link for _, row in rows_below for link in self._links(row) if link.code]
        return all(is_generic(plain(link.label)) for link in links)

    def _placed(self, find: Find, above: Iterable[Section]) -> Find:
        if find.communities:
            return find
        path = [one for one in above if one.level]
        # The one title of a page is no community where there are headings below it.
        if len(self._titles) == 1 and len(self._sections) > len(self._titles) + 1:
            path = [one for one in path if one not in self._titles]
        said_above = [one for one in headings(path) if not text.words(one) <= _ABOUT_LISTS]
        return replace(find, communities=tuple(said_above[-1:]))

    @staticmethod
    def _named(find: Find, heading: str) -> Find:
        if not heading or (find.name and not find.is_guess):
            return find
        words = trimmed(f"{find.name} {find.text}") if find.is_guess else find.text
        return replace(find, name=heading, is_guess=True, text=words)

    def _section(self, section: Section) -> Iterator[Find]:
        pending: list[Row] = []
        has_invites = bool(self._codes(self._rows_of([section])))
        for block in section.blocks:
            if isinstance(block, Paragraph):
                if self._codes(block.rows):
                    yield from self._paragraph(block, pending)
                    pending = []
                else:
                    pending += block.rows
            elif isinstance(block, Item):
                if has_invites and not self._codes(self._rows_of([block])):
                    self._leave(block.rows[0])
                yield from self._item(block)
                pending = []
            else:
                yield from self._table(block)
                pending = []

    def _paragraph(self, block: Paragraph, pending: list[Row]) -> Iterator[Find]:
        parts = list(self._parts(block.rows))
        if len(parts) == 1 and not self._has_words(parts[0]):
            start = max((at for at, (_, row) in enumerate(pending) if _opens(row)), default=None)
            # What only ends in a colon announces the invite, and names nothing.
            last = pending[-1:] if pending and not pending[-1][1].endswith(":") else []
            parts = [[*(last if start is None else pending[start:]), *parts[0]]]
        for part in parts:
            yield from self._chunk(part)

    def _parts(self, found: list[Row]) -> Iterator[list[Row]]:
        """Cut lines into parts with an invite each."""
        invites = [at for at, row in enumerate(found) if self._codes([row])]
        opening = [at for at, (_, row) in enumerate(found) if _opens(row)]
        if len(invites) < 2:
            yield found
            return
        if len(opening) >= len(invites) and opening[0] <= invites[0]:
            ends = [*opening[1:], len(found)]
        else:
            ends = [*(at + 1 for at in invites[:-1]), len(found)]
        start = 0
        for end in ends:
            yield found[start:end]
            start = end

    def _item(self, item: Item, names: tuple[str, ...] = ()) -> Iterator[Find]:
        own = self._codes(item.rows)
        below = [one for one in item.items if self._codes(self._rows_of([one]))]
        codes = {code.lower() for code in self._codes(self._rows_of([item]))}
        if not below or len(codes) == 1:
            yield from (_within(find, names) for find in self._chunk(self._rows_of([item])))
            return
        if own:
            rest = [row for one in item.items if one not in below for row in self._rows_of([one])]
            yield from (_within(find, names) for find in self._chunk([*item.rows, *rest]))
        else:
            names = (titled(self._without_links(item.rows[0][1])),)
        for one in below:
            yield from self._item(one, names)

    def _table(self, table: Table) -> Iterator[Find]:
        for line, row in table.rows:
            cells = [pieces(cell, self._references) for cell in row]
            codes = [
                piece.code
                for cell in cells for piece in cell if isinstance(piece, Link) and piece.code
            ]  # fmt: skip
            if not codes:
                self._leave((line, " | ".join(row)))
                continue
            keyed = fields.by_head([plain(one) for one in table.head], cells)
            find = fields.find_in_cells(line, codes[0], keyed, cells)
            yield find
            yield from (replace(find, code=code) for code in codes[1:] if code != codes[0])

    def _chunk(self, found: list[Row]) -> Iterator[Find]:
        """Yield the invites of lines that belong together."""
        parts: list[tuple[int, Piece]] = []
        for line, row in found:
            parts += [(line, piece) for piece in [*pieces(row, self._references), "\n"]]
        starts = [
            at for at, (_, piece) in enumerate(parts) if isinstance(piece, Link) and piece.code
        ]
        codes = {piece.code.lower() for _, piece in parts if isinstance(piece, Link) and piece.code}
        if len(codes) <= 1:
            starts = starts[:1]
        begin = 0
        for number, start in enumerate(starts):
            following = starts[number + 1] if number + 1 < len(starts) else len(parts)
            own = parts[begin:following]
            begin = following
            link = parts[start][1]
            assert isinstance(link, Link)
            assert link.code
            yield find_among(parts[start][0], link.code, [piece for _, piece in own], found)

    def _has_words(self, found: list[Row]) -> bool:
        return any(
            not is_generic(words)
            for _, row in found
            for words in said(pieces(row, self._references))
        )

    def _leave(self, row: Row) -> None:
        shown = text.quoted(plain(row[1])[:NAME_LIMIT])
        self.leftovers.append(Leftover(row[0], f"`{shown}` has no invite. Add one by hand."))

    def _links(self, row: str) -> list[Link]:
        return [one for one in pieces(row, self._references) if isinstance(one, Link)]

    def _codes(self, found: Iterable[Row]) -> list[str]:
        return [link.code for _, row in found for link in self._links(row) if link.code]

    def _without_links(self, row: str) -> str:
        return " ".join(
            piece.label if isinstance(piece, Link) else piece
            for piece in pieces(row, self._references)
        )

    def _rows_of(self, blocks: Iterable[Block | Section]) -> list[Row]:
        found: list[Row] = []
        for block in blocks:
            if isinstance(block, Section):
                found += self._rows_of(block.blocks)
            elif isinstance(block, Table):
                found += [(line, " ".join(row)) for line, row in block.rows]
            else:
                found += block.rows
                found += self._rows_of(block.items) if isinstance(block, Item) else []
        return found


def _within(find: Find, names: tuple[str, ...]) -> Find:
    return replace(find, communities=tuple(filter(None, names)))


def _opens(row: str) -> bool:
    """Tell whether a line begins with words in bold: a name, where messages are pasted."""
    start = row.lstrip(" \t>|:_~").removeprefix("<b>")
    return row.lstrip(" \t>").startswith(("**", "__", "<b>")) and not is_generic(start)
