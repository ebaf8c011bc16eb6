"""The comments of a YAML file, each at the value that it speaks of."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import yaml

from showcase.content.reader import Keys, events

MODELINE: Final = re.compile(r"#\s*yaml-language-server\s*:")
# Outside of scalars there are indicators, spaces, comments and directives, so that each `#` that
# stands in no directive begins a comment.
_COMMENT: Final = re.compile(r"^%.*|(#[^\n]*)", re.MULTILINE)
_BLOCK_HEADER: Final = re.compile(r"[|>][0-9+-]*[ \t]+(#[^\n]*)")
_BLANK_LINE: Final = re.compile(r"\n[ \t]*\n")


@dataclass(slots=True)
class Comments:
    """Comments with their `#`; an empty text is a blank line between two.

    Attributes:
        modelines: What editors read, at the top.
        head: Above all values, set apart by a blank line.
        before: On lines of their own above a value.
        after: At the end of a value's line, or of its key's.
        tail: Below all values.
    """

    modelines: list[str] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    before: dict[Keys, list[str]] = field(default_factory=dict)
    after: dict[Keys, str] = field(default_factory=dict)
    tail: list[str] = field(default_factory=list)

    def texts(self) -> list[str]:
        """Return the words of all comments, sorted."""
        several = [self.modelines, self.head, self.tail, *self.before.values()]
        lines = [line for lines in several for line in lines] + list(self.after.values())
        return sorted(line.lstrip("# \t") for line in lines if line)

    def put_before(self, keys: Keys, lines: list[str]) -> None:
        """Add lines above a value; those of no value stand at the end."""
        if lines and keys:
            self.before.setdefault(keys, []).extend(lines)
        elif lines:
            self.tail.extend(lines)

    def put_after(self, keys: Keys, line: str) -> None:
        """Add a comment at the end of a line; of two, the first moves above it."""
        if keys in self.after:
            self.put_before(keys, [self.after[keys]])
        self.after[keys] = line


class _Span(NamedTuple):
    """A scalar, or the bracket that closes a list or mapping: where it is, and whose it is."""

    start: int
    end: int
    keys: Keys
    is_block: bool = False


def collect(text: str) -> Comments:
    """Return the comments of a text that the reader accepts, its line ends being newlines."""
    comments = Comments()
    previous: _Span | None = None
    for span in _spans(events(text)):
        _read_gap(text, previous, span, comments)
        header = _BLOCK_HEADER.match(text, span.start) if span.is_block else None
        if header:
            comments.put_after(span.keys, header[1].rstrip())
        previous = span
    _read_gap(text, previous, None, comments)
    return comments


def moved(comments: Comments, source: Any, target: Any) -> Comments:
    """Return the comments of one tree at the values of another with other keys or fewer items."""
    made = Comments(list(comments.modelines), list(comments.head), tail=list(comments.tail))
    for keys, lines in comments.before.items():
        made.put_before(_translated(keys, source, target)[0], lines)
    for keys, line in comments.after.items():
        place, value, is_whole = _translated(keys, source, target)
        # A mapping in a list has no line of its own.
        if is_whole and not (isinstance(value, dict) and place and isinstance(place[-1], int)):
            made.put_after(place, line)
        else:
            made.put_before(place, [line])
    return made


def _translated(keys: Keys, source: Any, target: Any) -> tuple[Keys, Any, bool]:
    """Return where `keys` are in `target`, as far as they lead, what is there, and if all do."""
    place: Keys = ()
    for key in keys:
        alike = len(source) == len(target)
        if isinstance(target, Mapping):
            names = list(source)
            other: Any = key
            if key not in target:
                if not alike or key not in source:
                    return place, target, False
                other = list(target)[names.index(key)]
            source, target, place = source.get(key), target[other], (*place, other)
        elif alike and isinstance(key, int):
            source, target, place = source[key], target[key], (*place, key)
        else:
            return place, target, False
    return place, target, True


def _read_gap(text: str, previous: _Span | None, following: _Span | None, into: Comments) -> None:
    start, end = previous.end if previous else 0, following.start if following else len(text)
    found = [match for match in _COMMENT.finditer(text, start, end) if match[1]]
    own: list[re.Match[str]] = []
    for match in found:
        line_start = text.rfind("\n", 0, match.start()) + 1
        is_beside = previous is not None and line_start < previous.end and not own
        if is_beside and previous:
            into.put_after(previous.keys, match[1].rstrip())
        else:
            own.append(match)
    if not own:
        return
    if following is None:
        into.tail.extend(_lines(text, own))
    elif previous is None:
        _read_head(text, own, following, into)
    else:
        keys = following.keys
        if "-" in text[own[-1].end() : end]:  # it stands above the item, not above its first key
            last = max(at for at, key in enumerate(keys) if isinstance(key, int))
            keys = keys[: last + 1]
        into.put_before(keys, _lines(text, own))


def _read_head(text: str, own: list[re.Match[str]], first: _Span, into: Comments) -> None:
    into.modelines = [match[1].rstrip() for match in own if MODELINE.match(match[1])]
    rest = [match for match in own if not MODELINE.match(match[1])]
    ends = [*(match.start() for match in rest[1:]), first.start]
    breaks = [
        at
        for at, match in enumerate(rest, 1)
        if _BLANK_LINE.search(text, match.end(), ends[at - 1])
    ]
    cut = breaks[-1] if breaks else 0
    into.head = _lines(text, rest[:cut])
    into.put_before(first.keys, _lines(text, rest[cut:]))


def _lines(text: str, matches: list[re.Match[str]]) -> list[str]:
    lines: list[str] = []
    for at, match in enumerate(matches):
        if at and _BLANK_LINE.search(text, matches[at - 1].end(), match.start()):
            lines.append("")
        lines.append(match[1].rstrip())
    return lines


def _spans(found: Iterator[Any]) -> Iterator[_Span]:
    for event in found:
        if isinstance(event, yaml.NodeEvent):
            yield from _node(event, found, ())


def _node(event: Any, found: Iterator[Any], keys: Keys) -> Iterator[_Span]:
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, yaml.ScalarEvent):
        # An empty value has no place of its own.
        if end > start:
            yield _Span(start, end, keys, event.style in {"|", ">"})
        return
    at = 0
    for inner in found:
        if isinstance(inner, yaml.CollectionEndEvent):
            break
        if isinstance(event, yaml.SequenceStartEvent):
            yield from _node(inner, found, (*keys, at))
            at += 1
        else:
            here = (*keys, inner.value)
            yield _Span(inner.start_mark.index, inner.end_mark.index, here)
            yield from _node(next(found), found, here)
    if event.flow_style:
        closing: Any = inner
        yield _Span(closing.start_mark.index, closing.end_mark.index, keys)
