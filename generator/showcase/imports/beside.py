"""What stands beside an invite: a name, a text, and links to elsewhere."""

import re
from typing import Final

from showcase import text
from showcase.imports.finds import Find
from showcase.imports.inline import (
    Link,
    Piece,
    bold,
    host,
    is_generic,
    plain,
    titled,
    trimmed,
)
from showcase.imports.rows import Row
from showcase.links import https_url
from showcase.models.fields import NAME_LIMIT

_LINKS_KEPT: Final = 5
_LABEL: Final = re.compile(r"^\s*(?:description|about|summary|info)\s*:\s*", re.IGNORECASE)
_EMPTY: Final = re.compile(r"\s*[(\[][\s,/|\u00b7\u2022-]*[)\]]")
_PARTS: Final = (" - ", " \u2013 ", " \u2014 ", ": ", " | ", " \u2022 ", " \u00b7 ", " => ", " -> ")


def find_among(line: int, code: str, own: list[Piece], found: list[Row]) -> Find:
    r"""Read one invite out of the pieces around it.

    Args:
        line: Where the invite stands.
        own: What stands around it, up to its neighbours; "\n" ends a row.
        found: All rows that belong together.
    """
    labels = [
        trimmed(plain(one.label)) for one in own
        if isinstance(one, Link) and (one.code or "").lower() == code.lower()
    ]  # fmt: skip
    name = next((label for label in labels if not is_generic(label)), "")
    if not name:
        name = next((one for _, row in found if (one := bold(row)) and not is_generic(one)), "")
    first = next((one for one in own if not isinstance(one, str) or one.strip(" \n*_")), None)
    if not name and isinstance(first, Link) and not is_generic(plain(first.label)):
        name = titled(first.label)
    words = _words(own, code)
    is_guess = not name
    if is_guess:
        name, words = _leading(words)
    text_beside = text.one_line(words)
    text_beside = text_beside.removeprefix(name)
    others = [one for one in own if isinstance(one, Link) and not one.code]
    return Find(
        line=line, code=code, name=name[: 4 * NAME_LIMIT], is_guess=is_guess,
        text=trimmed(text_beside), links=_kept_links(others),
    )  # fmt: skip


def _words(own: list[Piece], code: str) -> str:
    """Return what pieces say, line by line, without links that only lead away from their ends."""
    kept = list(own)
    while kept and _is_edge(kept[-1], kept[-2] if len(kept) > 1 else "", code):
        kept.pop()
    while kept and _is_edge(kept[0], "", code):
        kept.pop(0)
    lines = [""]
    for piece in kept:
        if piece == "\n":
            lines.append("")
        elif isinstance(piece, str):
            lines[-1] += piece
        elif not (piece.code and is_generic(plain(piece.label))):
            lines[-1] += plain(piece.label)
    rows_said = (_LABEL.sub("", _EMPTY.sub("", plain(line))) for line in lines)
    return "\n".join(said for said in rows_said if not is_generic(said))


def _is_edge(piece: Piece, before: Piece, code: str) -> bool:
    """Tell whether a piece at an end says nothing of the server; one in a sentence does."""
    if isinstance(piece, str):
        return not trimmed(plain(piece))
    if piece.code:
        return piece.code.lower() == code.lower()
    words = plain(before) if isinstance(before, str) else ""
    return is_generic(plain(piece.label)) or not words[-1:].isalnum()


def _leading(words: str) -> tuple[str, str]:
    """Part a name from the text behind it, or from the lines below it."""
    row, _, below = trimmed(words).partition("\n")
    cuts = [(at, part) for part in _PARTS if (at := row.find(part)) > 0]
    if cuts:
        at, part = min(cuts)
        name = titled(row[:at])
        if len(name) <= NAME_LIMIT and not is_generic(name):
            return name, f"{row[at + len(part) :]} {below}"
    is_sentence = row.endswith((".", "!", "?")) or len(row) > NAME_LIMIT // 2
    if is_sentence or is_generic(row):
        return "", words
    return titled(row), below


def _kept_links(links: list[Link]) -> dict[str, str]:
    kept: dict[str, str] = {}
    for link in links:
        label = trimmed(plain(link.label)) or host(link.address)
        try:
            address = https_url(link.address)
        except ValueError:
            continue
        if text.is_visible(label) and "discord" not in host(address):
            kept.setdefault(text.one_line(label, NAME_LIMIT), address)
    return dict(list(kept.items())[:_LINKS_KEPT])
