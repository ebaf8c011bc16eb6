"""Invites in JSON and in tables of values: lists of objects, objects by name, categories."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from showcase import text
from showcase.imports import fields
from showcase.imports.finds import INVITE, Find, Leftover, Reading, gathered

_LITERAL: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_WRAPPERS: Final = frozenset(
    "all categories category channels children communities community content data discord "
    "discords entries groups guild guilds invite invites items json links list lists partners "
    "payload records result results root sections server servers values".split()
)
_DEPTH: Final = 100
_DELIMITERS: Final = ",;\t|"

Pairs = list[tuple[str, Any]]


class UnreadableError(ValueError):
    """The file is not what it says it is; the message says where and what to do."""


class _Object(list[tuple[str, Any]]):
    """An object of JSON, with the pairs as they stand in it."""


def read_json(source: str) -> Reading:
    """Read JSON: a list of objects, objects by name, or categories of these.

    Raises:
        UnreadableError: it is no JSON.
    """
    try:
        content = json.loads(source, object_pairs_hook=_Object)
    except json.JSONDecodeError as error:
        raise UnreadableError(
            f"line {error.lineno}, column {error.colno}: this is not JSON: {error.msg}. Mend it, "
            "or name the file .txt to have it read as text."
        ) from None
    except (ValueError, RecursionError):
        raise UnreadableError("this JSON cannot be read: too deep, or a number too long.") from None
    reader = _Reader(source)
    placed = reader.placed(content)
    finds = list(reader.finds(placed, []))
    return gathered(source.replace("\\/", "/"), finds, reader.leftovers)


def read_csv(source: str, delimiter: str) -> Reading:
    """Read rows of values under a head that names them; without a head, by where they stand.

    Raises:
        UnreadableError: a value is longer than 128 kB.
    """
    lines = csv.reader(io.StringIO(source, newline="\n"), delimiter=delimiter)
    finds, leftovers = [], []
    head: list[str] | None = None
    try:
        for row in lines:
            if head is None:
                keys = [fields.key_of(cell) for cell in row]
                head = keys if any(key in fields.KNOWN for key in keys) else []
                if head:
                    continue
            values = dict(zip(head, row, strict=False)) if head else {}
            line = lines.line_num - sum(cell.count("\n") for cell in row)
            code = fields.code_in(values or dict(enumerate(row)))
            if code and values:
                finds.append(fields.find(line, code, values))
            elif code:
                cells = [[cell] for cell in row if not INVITE.search(cell)]
                finds.append(fields.find_in_cells(line, code, {}, cells))
            elif name := fields.named(values):
                leftovers.append(_without_invite(line, name))
    except csv.Error as error:
        raise UnreadableError(
            f"line {lines.line_num}: this table cannot be read: {error}."
        ) from None
    return gathered(source, finds, leftovers)


def delimiter_of(source: str) -> str | None:
    """Return what parts the values, where the first line names at least two that are known."""
    head = source.lstrip("\n").partition("\n")[0]
    for delimiter in _DELIMITERS[:3]:
        keys = {fields.key_of(cell) for cell in head.split(delimiter)}
        if len(keys & fields.KNOWN) > 1 and len(head) < 1000:
            return delimiter
    return None


class _Placed(str):
    """A text of JSON, with the line on which it stands."""

    __slots__ = ("line",)
    line: int


class _Reader:
    """Walks through JSON in the order of its source."""

    def __init__(self, source: str) -> None:
        self.leftovers: list[Leftover] = []
        self._lines = self._literal_lines(source)

    @staticmethod
    def _literal_lines(source: str) -> Iterator[int]:
        """Yield the line of every text, keys and values alike."""
        line, at = 1, 0
        for literal in _LITERAL.finditer(source):
            line += source.count("\n", at, literal.start())
            at = literal.start()
            yield line

    def placed(self, node: Any, depth: int = 0) -> Any:
        """Return the same values, texts with their lines; nothing below a hundred levels."""
        if isinstance(node, str):
            placed = _Placed(node)
            placed.line = next(self._lines, 0)
            return placed
        if isinstance(node, _Object):
            pairs = ((self.placed(key), self.placed(value, depth + 1)) for key, value in node)
            return _Object(pairs) if depth < _DEPTH else _Object(list(pairs)[:0])
        if isinstance(node, list):
            items = [self.placed(item, depth + 1) for item in node]
            return items if depth < _DEPTH else []
        return node

    def finds(self, node: Any, path: list[str], key: str = "") -> Iterator[Find]:
        """Yield the invites of a value.

        Args:
            path: Names of the categories around it.
            key: What the value is called by the object that holds it.
        """
        if isinstance(node, _Object):
            yield from self._object(node, path, key)
        elif isinstance(node, list):
            for item in node:
                yield from self.finds(item, path)
        elif isinstance(node, _Placed) and (found := INVITE.search(node)):
            yield Find(
                line=node.line, code=found[1], name=key, is_guess=True, communities=tuple(path[-1:])
            )

    def _object(self, node: _Object, path: list[str], key: str) -> Iterator[Find]:
        values = _values(node)
        # What is kept apart, such as `discord: {invite: …}`, belongs to what has the name.
        apart = [
            value for _, value in node
            if isinstance(value, _Object) and not fields.named(_values(value))
            and not any(isinstance(one, _Object) for _, one in value)
        ]  # fmt: skip
        whole = dict(values)
        for one in apart if fields.named(values) else ():
            whole = {**_values(one), **whole}
        code = fields.code_in(whole) if _is_one(node, whole) else None
        if code is None:
            yield from self._category(node, values, path, key)
            return
        found = fields.find(_line(node, code), code, whole, path)
        yield found if found.name or not key else replace(found, name=key, is_guess=True)
        for name, value in node:
            if isinstance(value, list) and not any(value is one for one in apart):
                yield from self.finds(value, [*path, name] if _names(name) else path)

    def _category(
        self, node: _Object, values: dict[str, Any], path: list[str], key: str
    ) -> Iterator[Find]:
        name = fields.named(values)
        own = [name] if name else [key] if _names(key) else []
        is_empty = True
        for held, value in node:
            if isinstance(value, list):
                is_empty = False
                below = [held] if _names(held) and not isinstance(value, _Object) else []
                yield from self.finds(value, [*path, *own, *below], str(held))
            elif isinstance(value, _Placed):
                yield from self.finds(value, [*path, *own], str(held) if _names(held) else "")
        if name and is_empty:
            line = next(value.line for _, value in node if isinstance(value, _Placed))
            self.leftovers.append(_without_invite(line, name))


def _is_one(node: _Object, values: dict[str, Any]) -> bool:
    """Tell whether an object is about one server, not a list of addresses by name."""
    texts = [value for _, value in node if isinstance(value, str) and INVITE.search(value)]
    codes = {found[1].lower() for one in texts if (found := INVITE.search(one))}
    return len(codes) < 2 and (not codes or not fields.KNOWN.isdisjoint(values))


def _values(node: _Object) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in node:
        if isinstance(value, int):  # true and false are whole numbers, too
            values.setdefault(fields.key_of(name), str(value))
        elif isinstance(value, str):
            values.setdefault(fields.key_of(name), value)
        elif isinstance(value, list) and all(isinstance(one, str) for one in value):
            values.setdefault(fields.key_of(name), list(value))
    return values


def _line(node: _Object, code: str) -> int:
    texts = [value for _, value in node if isinstance(value, _Placed)]
    texts += [one for _, value in node if isinstance(value, list) for one in _leaves(value)]
    holding = [one for one in texts if code in one]
    return min((one.line for one in [*holding[:1], *(() if holding else texts)]), default=0)


def _leaves(value: Sequence[Any]) -> Iterator[_Placed]:
    for one in value:
        item = one[1] if isinstance(one, tuple) else one
        if isinstance(item, _Placed):
            yield item


def _names(key: str) -> bool:
    """Tell whether a key is a name, not a word for what lies below it."""
    folded = fields.key_of(key)
    return text.is_visible(key) and folded not in _WRAPPERS and folded not in fields.KNOWN


def _without_invite(line: int, name: str) -> Leftover:
    return Leftover(line, f"`{text.quoted(name)}` has no invite. Add one by hand.")
