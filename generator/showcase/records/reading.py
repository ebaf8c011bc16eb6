"""Reading a `records.json`: from a stranger for all we know, and perhaps a very large one."""

import json
import re
from collections.abc import Callable, Collection
from typing import Any, Final

from showcase import shapes
from showcase.models.record import Record
from showcase.records.plain import record_from_plain
from showcase.records.writing import VERSION

_LONGEST: Final = 64 * 1024
"""Characters of one record; ours have at most about 8,000."""
_USUAL: Final = 4 * 1024
_MOST: Final = 100_000
"""Records in one file."""
_MOST_MEMBERS: Final = 128
"""Of the file itself; ours has three."""
_SPACE: Final = re.compile(r"[ \t\r\n]*")
_DECODER: Final = json.JSONDecoder()


def load_records(source: bytes, wanted: Collection[str] | None = None) -> dict[str, Record]:
    """Read a `records.json` of this or an earlier version.

    A record that is not in order is left out. One is parsed at a time: 60 MB of empty lists
    would take a machine's memory, had they to be parsed before they are looked at.

    Args:
        source: The file.
        wanted: The slugs to read; all, if None.

    Raises:
        ValueError: it is no such file, or of a later version; the message says so.
    """
    try:
        reading = _Reading(source.decode("utf-8-sig"), wanted)
        reading.whole()
    except (ValueError, IndexError, TypeError, RecursionError):
        raise ValueError("is not a records.json") from None
    except _OtherVersionError as error:
        raise ValueError(f"is of version {error}; {VERSION} can be read") from None
    if reading.version is None or reading.records is None:
        raise ValueError("is not a records.json")
    return reading.records


class _OtherVersionError(Exception):
    """The file is of a version that cannot be read; the message names it."""


class _Reading:
    """Goes through one file, a member of an object after the other."""

    def __init__(self, source: str, wanted: Collection[str] | None) -> None:
        self.version: int | None = None
        self.records: dict[str, Record] | None = None
        self._source = source
        self._wanted = wanted
        self._at = 0
        self._count = self._tops = 0

    def whole(self) -> None:
        """Read all of the file."""
        self._members(self._top)
        rest = self._source[self._at :]
        if rest.strip(" \t\r\n"):
            raise ValueError(rest)

    def _top(self, name: str) -> None:
        self._tops += 1
        if self._tops > _MOST_MEMBERS:
            raise ValueError(name)
        if name == "records":
            self.records = {}
            self._members(self._record)
            return
        value = self._value()
        if name == "version":
            self.version = shapes.whole(10**6)(value)
            if self.version != VERSION:
                raise _OtherVersionError(str(self.version))

    def _members(self, read: Callable[[str], None]) -> None:
        """Read an object; `read` takes the name of a member and stands before its value."""
        self._take("{")
        if self._next() == "}":
            self._at += 1
            return
        while True:
            name = self._value()
            if not isinstance(name, str):
                raise TypeError(name)
            self._take(":")
            read(name)
            if self._next() == "}":
                self._at += 1
                return
            self._take(",")

    def _record(self, slug: str) -> None:
        plain = self._value()
        self._count += 1
        if self._count > _MOST or self.records is None:
            raise ValueError(slug)
        if self._wanted is None or slug in self._wanted:
            record = record_from_plain(slug, plain)
            if record is not None:
                self.records[slug] = record

    def _value(self) -> Any:
        self._next()
        # To copy a slice takes as long as to parse a short value.
        try:
            value, length = _DECODER.raw_decode(self._source[self._at : self._at + _USUAL])
        except ValueError:
            value, length = _DECODER.raw_decode(self._source[self._at : self._at + _LONGEST])
        self._at += length
        return value

    def _next(self) -> str:
        """Skip what is blank; return the sign that comes then."""
        blank = _SPACE.match(self._source, self._at)
        self._at = blank.end() if blank else self._at
        return self._source[self._at]

    def _take(self, sign: str) -> None:
        if self._next() != sign:
            raise ValueError(sign)
        self._at += 1
