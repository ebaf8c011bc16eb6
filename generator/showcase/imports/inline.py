"""One line of Markdown, HTML's tags taken out: texts and links, and what they say."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Final
from urllib.parse import urlsplit

import regex

from showcase import text
from showcase.imports.finds import INVITE

_LINE_LIMIT: Final = 20_000
_ADDRESS: Final = re.compile(
    r"<?(https?://[^\s<>\"'`|\[\]]+|(?<![\w.@/-])(?:www\.)?discord(?:app)?\.(?:gg|com)/[\w/-]+)>?",
    re.IGNORECASE,
)
_TARGET: Final = re.compile(r"\(\s*<?((?:[^\s()<>]|\([^\s()]*\))*)>?(?:\s+[\"'(][^()]*)?\s*\)")
_REFERENCE: Final = re.compile(r"\[([^\[\]]{0,200})\]")
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_MARKS: Final = re.compile(
    r"\\(?P<kept>[!-/:-@\[-`{-~])"
    r"|<a?:\w{1,40}:\d{5,25}>|<(?:@[!&]?|#)\d{5,25}>|@(?:everyone|here)\b"  # emoji and mentions
    r"|<t:-?\d+(?::\w)?>|(?<!\w):[a-z][a-z0-9_+-]{1,40}:(?!\w)"  # times; emoji by name
    r"|\*+(?=\S)|(?<=\S)\*+|(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)|~~|\|\||`+"
)
_BOLD: Final = re.compile(r"\*\*([^*]{1,200})\*\*|(?<!\w)__([^_]{1,200})__|<b>([^<]{1,200})</b>")
_EDGES: Final = " \t-\u2010\u2011\u2012\u2013\u2014\u2015:|\u2022\u00b7\u2192\u00bb>,;=/~\u27a4\u2794"  # fmt: skip
_ORNAMENTS: Final = regex.compile(r"^[^\p{L}\p{N}\p{P}]+|[^\p{L}\p{N}\p{P}\p{Sc}+]+$")
_GENERIC: Final = frozenset(
    "a an and chat click community discord discords enter for go here http https icon image in "
    "invitation invite invites join link logo member members now official on open our out page "
    "permanent server servers the this to us url via view visit website web www home homepage "
    "badge banner beitreten einladung hier rejoindre ici unirse aqui entrar lien enlace".split()
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link: what it says as written, and where it leads."""

    label: str
    address: str

    @property
    def code(self) -> str | None:
        """The invite that it is, if it is one."""
        found = INVITE.search(self.address)
        return found[1] if found else None


Piece = str | Link


def pieces(line: str, references: Mapping[str, str]) -> list[Piece]:
    """Cut a line into texts and links. Pictures say nothing, but as the label of a link."""
    line = line[:_LINE_LIMIT]
    closing = _brackets(line)
    found: list[Piece] = []
    start = at = 0
    while at < len(line):
        link, end = _link_at(line, at, closing, references)
        if end > at:
            is_picture = line[at] == "!"
            found.append(line[start:at])
            if link and not is_picture:
                found.append(link)
            start = at = end
        else:
            at += 2 if line[at] == "\\" else 1
    found.append(line[start:])
    return [piece for piece in found if piece]


def _brackets(line: str) -> dict[int, int]:
    """Return where each square bracket closes."""
    opened, closing = [], {}
    escaped = {match.start(1) for match in _ESCAPED.finditer(line)}
    for at, sign in enumerate(line):
        if sign == "[" and at not in escaped:
            opened.append(at)
        elif sign == "]" and opened and at not in escaped:
            closing[opened.pop()] = at
    return closing


def _link_at(
    line: str, at: int, closing: Mapping[int, int], references: Mapping[str, str]
) -> tuple[Link | None, int]:
    """Return the link that begins here, and where it ends; the end is `at` where none does."""
    if line[at] in "<hHwWdD" and (address := _ADDRESS.match(line, at)):
        bare = address[1].rstrip(".,;:!?*_)")
        return Link("", bare), address.start(1) + len(bare) + (address[0][-1] == ">")
    opening = at + 1 if line.startswith("![", at) else at
    if line[opening] != "[" or opening not in closing:
        return None, at
    end = closing[opening]
    label = line[opening + 1 : end]
    target = _TARGET.match(line, end + 1)
    if target:
        return Link(_spoken(label), unescape(target[1])), target.end()
    named = _REFERENCE.match(line, end + 1)
    key = (named[1] if named and named[1] else label).lower()
    if key in references:
        return Link(_spoken(label), references[key]), named.end() if named else end + 1
    return None, at


def _spoken(label: str) -> str:
    """Return a label with pictures in it as their texts."""
    return re.sub(r"!\[([^\[\]]{0,300})\](?:\([^()]{0,2000}\)|\[[^\[\]]{0,200}\])?", r"\1", label)


def plain(source: str) -> str:
    """Return what a piece of Markdown says, on one line."""
    bare = _MARKS.sub(lambda mark: mark["kept"] or " " if mark[0][0] in "<:@\\" else "", source)
    return text.one_line(unescape(_TAG.sub(" ", bare)))


def trimmed(words: str) -> str:
    """Return a text without the dashes, dots and bars that part it from its neighbours."""
    trimmed = words.strip(_EDGES)
    return trimmed.removesuffix("()").strip() if trimmed != "()" else ""


def titled(words: str) -> str:
    """Return a heading or a name without ornaments around it."""
    return trimmed(_ORNAMENTS.sub("", trimmed(plain(words))))


def bold(line: str) -> str | None:
    """Return the first words in bold."""
    found = _BOLD.search(line)
    return titled(next(filter(None, found.groups()))) if found else None


def is_generic(words: str) -> bool:
    """Tell whether a label names no server: "Join us", an address, or nothing."""
    if "://" in words or INVITE.search(words):
        return True
    return text.words(words) <= _GENERIC


def host(address: str) -> str:
    """Return the host of an address, as a label for it."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def said(parts: list[Piece]) -> Iterator[str]:
    """Yield what each piece says."""
    for piece in parts:
        yield plain(piece.label if isinstance(piece, Link) else piece)
