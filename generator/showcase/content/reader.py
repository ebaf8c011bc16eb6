"""A strict reader of small YAML files: text, lists and mappings, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

SIZE_LIMIT: Final = 64 * 1024
"""Bytes of one file."""
DEPTH_LIMIT: Final = 12
"""How deep lists and mappings may nest."""

Keys = tuple[str | int, ...]
Place = tuple[int, int]
"""Line and column, both from 1."""

_QUOTE: Final = "Put the whole value in quotes: '…'."
_FORBIDDEN: Final = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
# libyaml reads ten times faster; both are asked for events alone, so that nothing recurses.
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a place of one file, and what to do."""

    place: Place
    sentence: str


@dataclass(slots=True)
class Document:
    """The contents of one file: only str, list and dict; a key with no value is left out."""

    data: Any = None
    places: dict[Keys, Place] = field(default_factory=dict)
    key_places: dict[Keys, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, keys: Keys) -> Place:
        """Return the place of `keys`, or of the nearest that holds it."""
        while keys and keys not in self.places:
            keys = keys[:-1]
        return self.places.get(keys, (1, 1))

    def problem(self, keys: Keys, sentence: str, *, at_key: bool = False) -> None:
        """Add what is wrong with the value at `keys`, or with its key."""
        place = self.key_places.get(keys) if at_key else None
        self.problems.append(Problem(place or self.place(keys), sentence))


def read_file(path: Path) -> Document:
    """Read one YAML file. Whatever is wrong stands in `problems`; nothing is raised."""
    if path.is_symlink() or not path.is_file():
        return _refused((1, 1), "this is not a regular file. Put the file itself here.")
    try:
        size = path.stat().st_size
        if size > SIZE_LIMIT:
            return _refused((1, 1), f"the file has {size:,} bytes. Shorten it to {SIZE_LIMIT:,}.")
        return read(path.read_bytes())
    except OSError as error:
        return _refused((1, 1), f"the file cannot be read: {error.strerror}. Check its rights.")


def read(source: bytes) -> Document:
    """Read the bytes of one YAML file; see `read_file`."""
    try:
        text = source.decode("utf-8-sig")
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
    document = Document()
    try:
        _Composer(document, yaml.parse(text, Loader=_LOADER)).compose()
    except _StopReading:
        document.data = None
    except yaml.MarkedYAMLError as error:
        document.data = None
        document.problems.append(_syntax(error, text))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        document.data = None
        document.problems.append(Problem((1, 1), f"this is not YAML: {error}. Mend the file."))
    return document


class _StopReading(Exception):  # noqa: N818 - not an error, the way out
    pass


class _Composer:
    """Builds the document from events, one file at a time."""

    def __init__(self, document: Document, events: Iterator[Any]) -> None:
        self._document = document
        self._events = events

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
                self._document.places[()] = _place(event)
                self._document.data = self._node(event, (), 1)
        if self._document.data is None and not self._document.problems:
            self._document.problem((), "the file is empty. Fill in the fields.")

    def _node(self, event: Any, keys: Keys, depth: int) -> Any:
        self._refuse_magic(event)
        if isinstance(event, yaml.ScalarEvent):
            empty = event.value == "" and event.style in {None, ""}
            return None if empty else event.value
        if depth > DEPTH_LIMIT:
            self._stop(event, f"lists and mappings nest deeper than {DEPTH_LIMIT}. Flatten them.")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(keys, depth)
        return self._mapping(keys, depth)

    def _sequence(self, keys: Keys, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            here = (*keys, len(items))
            self._document.places[here] = _place(event)
            item = self._node(event, here, depth + 1)
            items.append("" if item is None else item)
        return items

    def _mapping(self, keys: Keys, depth: int) -> dict[str, Any]:
        items: dict[str, Any] = {}
        seen = set()
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            self._refuse_magic(event)
            if not isinstance(event, yaml.ScalarEvent):
                self._stop(event, "a list or mapping cannot be a key. " + _QUOTE)
            key = event.value
            here = (*keys, key)
            if key in seen:
                self._document.problems.append(
                    Problem(_place(event), f"`{key}` stands here twice. Keep one of them.")
                )
            seen.add(key)
            self._document.places[here] = self._document.key_places[here] = _place(event)
            value_event = next(self._events)
            value = self._node(value_event, here, depth + 1)
            if value is not None:
                self._document.places[here] = _place(value_event)
                items[key] = value
        return items

    def _refuse_magic(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._stop(event, f"`*{event.anchor}` is a YAML alias, which is not read. {_QUOTE}")
        if event.anchor is not None:
            self._stop(event, f"`&{event.anchor}` is a YAML anchor, which is not read. {_QUOTE}")
        if event.tag is not None:
            self._stop(event, f"`{event.tag}` is a YAML tag, which is not read. {_QUOTE}")

    def _stop(self, event: Any, sentence: str) -> None:
        self._document.problems.append(Problem(_place(event), sentence))
        raise _StopReading


def _place(event: Any) -> Place:
    return (event.start_mark.line + 1, event.start_mark.column + 1)


def _refused(place: Place, sentence: str) -> Document:
    return Document(problems=[Problem(place, sentence)])


def _syntax(error: yaml.MarkedYAMLError, text: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    rows = text.split("\n")
    row = rows[min(line, len(rows) - 1)]
    value = row.partition(":")[2].strip() or row.strip().removeprefix("-").strip()
    advice = "Mend the line; each is `key: value`, indented by spaces."
    if "\t" in row[: len(row) - len(row.lstrip())]:
        advice = "The line begins with a tab. Indent by spaces."
    elif value[:1] in {"@", "`", "%", "*", "&", "!", "[", "]", "{", "}", "|", ">", '"', "'"}:
        advice = _QUOTE
    elif "mapping values" in str(error.problem):
        advice = "A value that holds `: ` must be quoted. " + _QUOTE
    return Problem((line + 1, column + 1), f"this is not YAML: {error.problem}. {advice}")
