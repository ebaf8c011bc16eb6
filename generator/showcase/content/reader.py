"""A strict reader of small YAML files: text, lists and mappings, each with its place."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

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
_FORBIDDEN: Final = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
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
        if path.is_symlink() or not path.is_file():
            return _refused((1, 1), "this is not a regular file. Put the file itself here.")
        size = path.stat().st_size
        if size > SIZE_LIMIT:
            return _refused((1, 1), f"the file has {size:,} bytes. Shorten it to {SIZE_LIMIT:,}.")
        return read(path.read_bytes())
    except OSError as error:
        return _refused((1, 1), f"the file cannot be read: {error.strerror}. Check its rights.")


def read(source: bytes) -> Document:
    """Read the bytes of one YAML file; see `read_file`."""
    try:
        text = _LINE_END.sub("\n", source.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        before = source[: error.start]
        column = len(before.rpartition(b"\n")[2]) + 1
        return _refused(
            (before.count(b"\n") + 1, column), "the file is not UTF-8. Save it as UTF-8."
        )
    forbidden = _FORBIDDEN.search(text)
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
        self._events = events(text)
        self._rows = text.split("\n")

    def compose(self) -> None:
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(event, "a second document begins here. Keep one, without `---`.")
            elif not isinstance(
                event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentEndEvent
            ):
                self._note((), event)
                self._document.data = self._node(event, (), 1)

    def _node(self, event: Any, keys: Keys, depth: int) -> Any:
        if event.anchor is not None or event.tag is not None:
            self._refuse_magic(event)
        if isinstance(event, yaml.ScalarEvent):
            return event.value if event.style else self._plain(event)
        if depth > DEPTH_LIMIT:
            self._stop(event, f"lists and mappings nest deeper than {DEPTH_LIMIT}. Flatten them.")
        if isinstance(event, yaml.SequenceStartEvent):
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
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            here = (*keys, len(items))
            self._note(here, event)
            item = self._node(event, here, depth + 1)
            items.append("" if item is None else item)
        return items

    def _mapping(self, keys: Keys, depth: int) -> dict[str, Any]:
        items: dict[str, Any] = {}
        seen = set()
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            self._refuse_magic(event)
            if not isinstance(event, yaml.ScalarEvent):
                self._stop(event, "a list or mapping cannot be a key. " + QUOTE)
            key = event.value
            here = (*keys, key)
            if key in seen:
                self._document.problems.append(
                    Problem(_place(event), f"`{quoted(key)}` stands here twice. Keep one.")
                )
            seen.add(key)
            self._note(here, event, is_key=True)
            value_event = next(self._events)
            value = self._node(value_event, here, depth + 1)
            if value is not None:
                self._note(here, value_event)
                items[key] = value
        return items

    def _note(self, keys: Keys, event: Any, *, is_key: bool = False) -> None:
        if self._places is None:
            return
        self._places.values[keys] = _place(event)
        if is_key:
            self._places.keys[keys] = _place(event)

    def _refuse_magic(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent):
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
