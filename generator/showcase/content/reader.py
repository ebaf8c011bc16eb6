"""A strict reader of small YAML files: text, lists and mappings, each with its place."""

import os
import re
import stat
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from showcase.content.syntax import QUOTE, explained
from showcase.text import quoted

SIZE_LIMIT: Final = 64 * 1024
"""Bytes of one file."""
DEPTH_LIMIT: Final = 12
"""How deep lists and mappings may nest."""

Keys = tuple[str | int, ...]
Place = tuple[int, int]
"""Line and column, both from 1."""

# Line ends beyond the usual ones would make the lines that are told differ from those of editors.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_ORDINARY: Final = b"\t\n\r" + bytes(range(0x20, 0x7F))
_LINE_END: Final = re.compile(r"\r\n?")
_LOST: Final = re.compile(r"(\s+)(#\S.*)")
# libyaml reads ten times faster; both are asked for events alone, so that nothing recurses.
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a place of one file, and what to do."""

    place: Place
    sentence: str


@dataclass(frozen=True, slots=True)
class Places:
    """Where the values of a file stand, and their keys."""

    values: dict[Keys, Place] = field(default_factory=dict)
    keys: dict[Keys, Place] = field(default_factory=dict)


@dataclass(slots=True)
class Document:
    """The contents of one file: only str, list and dict; a key with no value is left out.

    `data` is None for an empty file, and where a problem kept the rest from being read.
    """

    data: Any = None
    text: str = ""
    problems: list[Problem] = field(default_factory=list)
    _places: Places | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def places(self) -> Mapping[Keys, Place]:
        """Where each value stands, as far as the file was read."""
        return self._placed().values

    @property
    def key_places(self) -> Mapping[Keys, Place]:
        """Where the key of each value stands."""
        return self._placed().keys

    def _placed(self) -> Places:
        # Few files have a mistake, and all places of ten thousand would take 360 MB.
        if self._places is None:
            self._places = Places()
            with suppress(_StopReading, yaml.YAMLError, ValueError, RecursionError):
                _Composer(Document(), self.text, self._places).compose()
        return self._places

    def place(self, keys: Keys) -> Place:
        """Return the place of `keys`, or of the nearest that holds it."""
        places = self.places
        while keys and keys not in places:
            keys = keys[:-1]
        return places.get(keys, (1, 1))

    def problem(self, keys: Keys, sentence: str, *, at_key: bool = False) -> None:
        """Add what is wrong with the value at `keys`, or with its key."""
        place = self.key_places.get(keys) if at_key else None
        self.problems.append(Problem(place or self.place(keys), sentence))


def read_file(path: Path) -> Document:
    """Read one YAML file. Whatever is wrong stands in `problems`; nothing is raised."""
    try:
        kept = _status(path)
        if kept is None or not stat.S_ISREG(kept.st_mode):
            return _refused((1, 1), "this is not a regular file. Put the file itself here.")
        if kept.st_size > SIZE_LIMIT:
            size = f"{kept.st_size:,}"
            return _refused((1, 1), f"the file has {size} bytes. Shorten it to {SIZE_LIMIT:,}.")
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - ten thousand times
            return read(file.read())
    except OSError as error:
        return _refused((1, 1), f"the file cannot be read: {error.strerror}. Check its rights.")


def _status(path: Path) -> os.stat_result | None:
    """Ask about the file itself, not about what a link leads to; None where nothing is."""
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def read(source: bytes) -> Document:
    """Read the bytes of one YAML file; see `read_file`."""
    try:
        text = source.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        column = len(before.rpartition(b"\n")[2]) + 1
        return _refused(
            (before.count(b"\n") + 1, column), "the file is not UTF-8. Save it as UTF-8."
        )
    if "\r" in text:
        text = _LINE_END.sub("\n", text)
    # Most files hold nothing but ordinary signs, which is seen soonest by taking these away.
    forbidden = _FORBIDDEN.search(text) if source.translate(None, _ORDINARY) else None
    if forbidden:
        start = forbidden.start()
        return _refused(
            (text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)),
            f"an invisible control character (U+{ord(forbidden[0]):04X}) stands here. Take it out.",
        )
    document = Document(text=text)
    try:
        _Composer(document, text).compose()
    except _StopReading:
        document.data = None
    except yaml.MarkedYAMLError as error:
        document.data = None
        document.problems.append(Problem(*explained(error, text.split("\n"))))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        document.data = None
        sentence = f"this is not YAML: {quoted(str(error))}. Write `key: value` lines."
        document.problems.append(Problem((1, 1), sentence))
    return document


def events(text: str) -> Iterator[Any]:
    """Return what YAML's parser finds in a text, one thing after another, in C where it can."""
    loader = _LOADER(text)
    try:
        while (event := loader.get_event()) is not None:
            yield event
    finally:
        loader.dispose()


class _StopReading(Exception):  # noqa: N818 - not an error, the way out
    pass


class _Composer:
    """Builds the document from events, one file at a time."""

    def __init__(self, document: Document, text: str, places: Places | None = None) -> None:
        """Take the document to fill in, and the places to note, if they are wanted."""
        self._document = document
        self._places = places
        self._loader = _LOADER(text)
        self._take = self._loader.get_event
        # Only where a comment may stand must values be held against their rows.
        self._rows = text.split("\n") if "#" in text else []

    def compose(self) -> None:
        try:
            self._take()  # the stream begins
            if not isinstance(self._take(), StreamEndEvent):
                self._compose_document()
        finally:
            self._loader.dispose()

    def _compose_document(self) -> None:
        event = self._take()
        if self._places is not None:
            self._places.values[()] = _place(event)
        self._document.data = self._node(event, (), 1)
        self._take()  # the document ends
        event = self._take()
        if not isinstance(event, StreamEndEvent):
            self._stop(event, "a second document begins here. Keep one, without `---`.")

    def _node(self, event: Any, keys: Keys, depth: int) -> Any:
        if event.anchor is not None or event.tag is not None:
            self._refuse_magic(event)
        if isinstance(event, ScalarEvent):
            if event.style:
                return event.value
            return self._plain(event) if self._rows else event.value or None
        if depth > DEPTH_LIMIT:
            self._stop(event, f"lists and mappings nest deeper than {DEPTH_LIMIT}. Flatten them.")
        if isinstance(event, SequenceStartEvent):
            return self._sequence(keys, depth)
        return self._mapping(keys, depth)

    def _plain(self, event: Any) -> str | None:
        mark = event.end_mark
        row = self._rows[mark.line] if mark.line < len(self._rows) else ""
        lost = _LOST.match(row, mark.column) if "#" in row else None
        if not lost:
            return event.value or None
        self._document.problems.append(
            Problem(
                (mark.line + 1, mark.column + 1 + len(lost[1])),
                f"`{quoted(lost[2])}` would be lost as a comment. {QUOTE} "
                "A comment has a space after its #.",
            )
        )
        return f"{event.value}{lost[0]}".strip()

    def _sequence(self, keys: Keys, depth: int) -> list[Any]:
        take, places = self._take, self._places
        items: list[Any] = []
        here = keys  # spelt out only where places are wanted
        while not isinstance(event := take(), SequenceEndEvent):
            if places is not None:
                here = (*keys, len(items))
                places.values[here] = _place(event)
            item = self._node(event, here, depth + 1)
            items.append("" if item is None else item)
        return items

    def _mapping(self, keys: Keys, depth: int) -> dict[str, Any]:
        take, places = self._take, self._places
        items: dict[str, Any] = {}
        seen = set()
        here = keys  # as above
        while not isinstance(event := take(), MappingEndEvent):
            if event.anchor is not None or event.tag is not None:
                self._refuse_magic(event)
            if not isinstance(event, ScalarEvent):
                self._stop(event, "a list or mapping cannot be a key. " + QUOTE)
            key = event.value
            if key in seen:
                self._document.problems.append(
                    Problem(_place(event), f"`{quoted(key)}` stands here twice. Keep one.")
                )
            seen.add(key)
            if places is not None:
                here = (*keys, key)
                places.values[here] = places.keys[here] = _place(event)
            event = take()
            value = self._node(event, here, depth + 1)
            if value is not None:
                items[key] = value
                if places is not None:
                    places.values[here] = _place(event)
        return items

    def _refuse_magic(self, event: Any) -> None:
        if isinstance(event, AliasEvent):
            self._stop(
                event, f"`*{quoted(str(event.anchor))}` is an alias of YAML, not text. {QUOTE}"
            )
        if event.anchor is not None:
            self._stop(event, f"`&{quoted(event.anchor)}` is an anchor of YAML, not text. {QUOTE}")
        if event.tag is not None:
            self._stop(event, f"`{quoted(event.tag)}` is a tag of YAML, not text. {QUOTE}")

    def _stop(self, event: Any, sentence: str) -> None:
        self._document.problems.append(Problem(_place(event), sentence))
        raise _StopReading


def _place(event: Any) -> Place:
    return (event.start_mark.line + 1, event.start_mark.column + 1)


def _refused(place: Place, sentence: str) -> Document:
    return Document(problems=[Problem(place, sentence)])
