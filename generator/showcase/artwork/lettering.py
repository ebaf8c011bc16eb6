"""The font, what it can draw, and the letters that stand for a name."""

import importlib.resources
import io
import unicodedata
from functools import lru_cache

import regex
from PIL import Image, ImageDraw, ImageFont

from showcase.artwork.colour import RGB

CAP = 0.72  # the height of Manrope's capitals, in parts of its size
_LETTER = regex.compile(r"[\p{L}\p{N}]")
_SAID = regex.compile(r"[\p{L}\p{N}\p{M}]")
_EMOJI = regex.compile(r"[\uFE0F\u20E3]")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_HUMP = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Han})(?=\P{Han})|(?<=\P{Han})(?=\p{Han})")
_PREFIX = regex.compile(r"^\s*[ru]/(?=\S)")  # r/python: a subreddit's name
_SMALL_WORDS = frozenset({"the", "a", "an", "of", "and", "for", "in", "on", "to", "by", "at"})
_WHOLE = 3  # a name this short stands for itself: C++, PHP, Go
_MOST = 2

_TRIAL = 96  # a size in pixels at which glyphs are compared


@lru_cache(maxsize=64)
def font(size: int) -> ImageFont.FreeTypeFont:
    """Manrope ExtraBold at a size in pixels.

    Laid out by Pillow itself: the engine that kerns is not there on every machine, and a build
    draws the same everywhere.
    """
    return ImageFont.truetype(io.BytesIO(_font_file()), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=1)
def _font_file() -> bytes:
    files = importlib.resources.files("font_manrope")
    return files.joinpath("files", "Manrope-ExtraBold.ttf").read_bytes()


@lru_cache(maxsize=1)
def _no_glyph() -> bytes:
    return bytes(font(_TRIAL).getmask("\U0010ffff"))


@lru_cache(maxsize=8192)
def drawable(grapheme: str) -> bool:
    """Whether the font has a visible glyph of its own for one grapheme."""
    if len(grapheme) != 1:  # marks on a letter would need an engine that places them
        return False
    mask = font(_TRIAL).getmask(grapheme)
    return mask.getbbox() is not None and bytes(mask) != _no_glyph()


def initials(name: str) -> str:
    """One or two letters for a name, three for a name of three; "" if the font has none."""
    text = unicodedata.normalize("NFKC", _PREFIX.sub("", name)).strip()
    whole = _graphemes(text)
    if len(whole) <= _WHOLE and _LETTER.search(text) and all(map(drawable, whole)):
        return "".join(map(_capital, whole))
    words = [part for word in _WORD.findall(text) for part in _HUMP.split(word) if part]
    telling = [word for word in words if word.casefold() not in _SMALL_WORDS] or words
    firsts = [first for word in telling if drawable(first := _graphemes(word)[0])]
    return "".join(map(_capital, firsts[:_MOST]))


def title(name: str) -> str:
    """A name as the font can draw it, its emoji left out; "" if a letter would be missing."""
    for form in ("NFC", "NFKC"):
        signs = _graphemes(unicodedata.normalize(form, name))
        text = " ".join("".join(sign for sign in signs if sign.isspace() or drawable(sign)).split())
        lost = [sign for sign in signs if not sign.isspace() and not drawable(sign)]
        if _LETTER.search(text) and not any(map(_is_said, lost)):
            return text
    return ""


def width(text: str, size: int) -> float:
    """How wide a line is, in pixels."""
    return font(size).getlength(text)


def write(image: Image.Image, text: str, place: tuple[float, float], size: int, fill: RGB) -> None:
    """Writes a line; `place` is its left end and its base line, in pixels."""
    ImageDraw.Draw(image).text(place, text, fill, font(size), anchor="ls")


def _graphemes(text: str) -> list[str]:
    return regex.findall(r"\X", text)


def _capital(sign: str) -> str:
    capital = sign.upper()
    return capital if drawable(capital) else sign


def _is_said(sign: str) -> bool:
    return bool(_SAID.search(sign)) and not _EMOJI.search(sign)
