"""Words as the search compares them. `search.js` cuts texts in the same way."""

import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import regex

# Signs that only change a letter. Vowels of Indic scripts and the Japanese voicing make another.
_ACCENTS: Final = regex.compile(
    r"(?![\u3099\u309a])[\p{Script=Inherited}\u0591-\u05c7\u0610-\u061a\u0656-\u065f]"
)
# `c++` and `c#` are words of their own.
_TERM: Final = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:(?:\+\+|#)(?![\p{L}\p{M}\p{N}]))?")
# What parts words of ASCII for sure.
_PARTING: Final = {n: " " for n in range(128) if not chr(n).isalnum() and chr(n) not in "+#"}
_SPACELESS: Final = regex.compile(
    r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}"
    r"\p{Script=Khmer}\p{Script=Myanmar}]+"
)


def folded(text: str) -> str:
    """Return `text` without case, width and accents."""
    if text.isascii():
        return text.lower()
    spread = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    # To upper case first: that makes two letters of ß, as folding does.
    return (
        spread.upper()
        .lower()
        .replace("\N{GREEK SMALL LETTER FINAL SIGMA}", "\N{GREEK SMALL LETTER SIGMA}")
    )


def terms(text: str) -> set[str]:
    """Return the terms of `text`; scripts without spaces in pairs of signs, and the last alone."""
    text = folded(text)
    if text.isascii():
        return _of_ascii(text)
    found = set(_TERM.findall(text))
    for term in [term for term in found if _SPACELESS.search(term)]:
        found.discard(term)
        found.update(_parts(term))
    return found


def _of_ascii(text: str) -> set[str]:
    """Return what `_TERM` finds, in a quarter of the time."""
    found = set(text.translate(_PARTING).split())
    if "+" in text or "#" in text:
        for odd in [one for one in found if not one.isalnum()]:
            found.discard(odd)
            found.update(_TERM.findall(odd))
    return found


def _parts(term: str) -> Iterator[str]:
    end = 0
    for run in _SPACELESS.finditer(term):
        yield from filter(None, [term[end : run.start()]])
        signs = run[0]
        yield signs[-1]
        yield from map("".join, pairwise(signs))
        end = run.end()
    yield from filter(None, [term[end:]])
