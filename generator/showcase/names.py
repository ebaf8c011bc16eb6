"""Whether two names are likely to mean one server."""

from itertools import accumulate
from typing import Final

import regex

from showcase import text

_WORD: Final = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_CAMEL: Final = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})")
# Scripts that write words without spaces, or join them to others.
_SPACELESS: Final = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Lm}]+"
)


def shares_word(one: str, other: str) -> bool:
    """Tell whether two names share a word.

    "Open TTD" and "OpenTTD Fans" do, and so do names in scripts without spaces where one is
    written within the other; "Rust" and "Trust" do not.
    """
    if text.folded(one) == text.folded(other):
        return text.is_visible(one)
    if not set(_words(_parted(one))).isdisjoint(_words(_parted(other))):
        return True
    return _is_part(_words(one), _words(other)) or _is_part(_words(other), _words(one))


def _words(name: str) -> list[str]:
    return _WORD.findall(text.folded(name))


def _parted(name: str) -> str:
    return f"{name} {_CAMEL.sub(' ', name)}"


def _is_part(words: list[str], others: list[str]) -> bool:
    """Tell whether all of `words`, written as one, is a run of whole words in `others`."""
    part, whole = "".join(words), "".join(others)
    if _SPACELESS.fullmatch(part):
        return part in whole
    bounds = set(accumulate(map(len, others), initial=0))
    starts = (at for at in bounds if at + len(part) in bounds)
    return bool(part) and any(whole.startswith(part, at) for at in starts)
