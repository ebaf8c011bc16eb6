"""A new showcase: what an adopter owns, written from the starter that this package ships."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from jinja2 import Environment, StrictUndefined

from showcase import __version__
from showcase.artwork.colour import RGB, contrast, parse, shades, written
from showcase.links import https_url
from showcase.text import one_line, quoted

STARTER: Final = Path(__file__).parent / "starter"
ACCENT: Final = "#b5381a"
PAPER: Final = "#f8f4ea"
INK: Final = "#11131d"
_DOTTED: Final = frozenset({"github", "vscode", "devcontainer", "gitignore"})
"""Names that stand in the starter without their dot, so that no tool takes them for its own."""
_PATTERN: Final = ".jinja"
_REPOSITORY: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?/[A-Za-z0-9._-]+")
_MARKDOWN: Final = re.compile(r"([!-/:-@\[-`{-~])")

# As in showcase.css: what stands on paper, and on the accent in light and in dark.
_SOFT_ON_PAPER: Final = (95, 91, 104)
_ON_ACCENT: Final = (255, 253, 247)
_ON_BRIGHT_ACCENT: Final = (29, 28, 43)
# WCAG 2 asks for 4.5, and text also stands on grounds that are tinted with itself or with ink.
_TEXT: Final = 5.3
_SMALL: Final = 5.9
_BRIGHT: Final = 8.5
_DARK: Final = 19
"""The lightness of dark pages, of 100."""


class AnswerError(ValueError):
    """An answer cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Answers:
    """What a new showcase is called, where it stands, and how it looks.

    Attributes:
        name: One line.
        repository: The address of its repository.
        site_url: Where it is published; ends in a slash.
        accent, paper: `#rrggbb`, as wished for.
    """

    name: str
    repository: str
    site_url: str
    accent: str = ACCENT
    paper: str = PAPER

    @property
    def owner(self) -> str:
        """Return whom the repository belongs to."""
        return urlsplit(self.repository).path.strip("/").partition("/")[0]

    @cached_property
    def colours(self) -> dict[str, str]:
        """Return the wished-for colours by use, or the nearest in which text can be read."""
        accent, paper = _rgb(self.accent), _rgb(self.paper)
        light = _readable(paper, {_SOFT_ON_PAPER: _SMALL}, most_chroma=0.05)
        dark = _rgb(INK) if self.paper == PAPER else shades(paper, most_chroma=0.03)[_DARK]
        made = {
            "paper": light,
            "accent": _readable(accent, {light: _TEXT, _ON_ACCENT: _TEXT}),
            "ink": dark,
            "dark_accent": _readable(accent, {dark: _BRIGHT, _ON_BRIGHT_ACCENT: _TEXT}),
        }
        return {use: written(rgb) for use, rgb in made.items()}


def name(text: str) -> str:
    """Return the showcase's name.

    Raises:
        AnswerError: it cannot be one.
    """
    line = one_line(text)
    if not line or len(line) > 100:
        raise AnswerError("the name must have 1 to 100 characters.")
    if "<" in line:
        raise AnswerError("the name holds a `<`, which the theme would read as HTML. Leave it out.")
    return line


def repository(text: str) -> str:
    """Return a repository's address, from it or from `owner/name`.

    Raises:
        AnswerError: it is neither.
    """
    text = text.strip().rstrip("/").removesuffix(".git")
    if _REPOSITORY.fullmatch(text):
        return f"https://github.com/{text}"
    if not text.startswith("https://"):
        raise AnswerError("the repository is neither OWNER/NAME nor an https address.")
    address = _address("the repository", text)
    if not _REPOSITORY.fullmatch(urlsplit(address).path.strip("/")):
        raise AnswerError("the repository must be written like OWNER/NAME.")
    return address


def site_url(text: str) -> str:
    """Return where the site stands.

    Raises:
        AnswerError: it is no https address, or one of a single page.
    """
    address = _address("the address", text)
    if urlsplit(address).query or urlsplit(address).fragment:
        raise AnswerError("the address must end with the site's folder, without `?` or `#`.")
    return address.rstrip("/") + "/"


def colour(text: str) -> str:
    """Return a colour.

    Raises:
        AnswerError: it is none.
    """
    value = text.strip().lower()
    if parse(value) is None:
        raise AnswerError(f"`{quoted(text)}` is no colour. Write it like {ACCENT}.")
    return value


def files(answers: Answers) -> dict[str, bytes]:
    """Return all that an adopter owns: contents by path, from the new folder."""
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)  # noqa: S701
    environment.filters["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)
    environment.filters["markdown"] = lambda text: _MARKDOWN.sub(r"\\\1", text)
    known = {"answers": answers, "colours": answers.colours, "version": __version__}
    made = {}
    for path in _sources(STARTER):
        place = "/".join(_shown(part) for part in path.relative_to(STARTER).parts)
        content = path.read_bytes()
        if place.endswith(_PATTERN):
            place = place.removesuffix(_PATTERN)
            content = environment.from_string(content.decode()).render(known).encode()
        made[place] = content
    return made


def in_the_way(folder: Path) -> list[str]:
    """Return the names of what stands where a new showcase is to be; `.git` may."""
    if not folder.exists() and not folder.is_symlink():
        return []
    if not folder.is_dir():
        return [folder.name]
    return sorted(path.name for path in folder.iterdir() if path.name != ".git")


def _sources(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _shown(part: str) -> str:
    return f".{part}" if part in _DOTTED else part


def _address(what: str, text: str) -> str:
    try:
        return https_url(text)
    except ValueError as error:
        raise AnswerError(f"{what} {error}") from None


def _rgb(color: str) -> RGB:
    rgb = parse(color)
    assert rgb is not None
    return rgb


def _readable(wished: RGB, grounds: Mapping[RGB, float], most_chroma: float = 0.3) -> RGB:
    """Return the colour itself, or the nearest of its tones that stands out from all grounds.

    Args:
        grounds: With the least contrast that each asks for.
    """
    tones = (wished, *shades(wished, most_chroma))
    found = [
        tone
        for tone in tones
        if all(contrast(tone, ground) >= least for ground, least in grounds.items())
    ]
    return min(found, key=lambda tone: contrast(tone, wished))
