"""The documents: what stands in them, and their tables, which are made from the program.

Run as a command it writes the tables anew.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import tables

ROOT: Final = Path(__file__).parent.parent
NAMES: Final = (
    "README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "SECURITY.md", "CODE_OF_CONDUCT.md"
)  # fmt: skip
_TABLE: Final = re.compile(r"(<!-- table: ([^>]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_FENCE: Final = re.compile(r"^( *)```(\w*)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_CODE: Final = re.compile(r"(`+)(.+?)\1", re.DOTALL)
_LINK: Final = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+)\)")
_HEADING: Final = re.compile(r"^(#{1,6}) (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Document:
    """One Markdown file.

    Attributes:
        name: Its path from the root of the checkout.
    """

    name: str
    text: str

    @cached_property
    def fences(self) -> list[tuple[str, str]]:
        """Blocks of code: language and content, without the indent of a list."""
        found = []
        for indent, language, code in _FENCE.findall(self.text):
            lines = [line.removeprefix(indent) for line in code.splitlines()]
            found.append((language, "\n".join(lines) + "\n"))
        return found

    @cached_property
    def prose(self) -> str:
        """All but the blocks of code."""
        return _FENCE.sub("", self.text)

    @cached_property
    def codes(self) -> list[str]:
        """What stands between backticks in the prose."""
        return [re.sub(r"\s+", " ", code) for _, code in _CODE.findall(self.prose)]

    @cached_property
    def links(self) -> list[str]:
        """Where links and pictures lead."""
        return _LINK.findall(_CODE.sub("", self.prose))

    @cached_property
    def headings(self) -> list[str]:
        """Headings as they are written."""
        return [heading for _, heading in _HEADING.findall(self.prose)]

    @cached_property
    def anchors(self) -> set[str]:
        """What links may lead to, as GitHub names headings."""
        found: dict[str, int] = {}
        names = set()
        for heading in self.headings:
            slug = anchor(heading)
            count = found.get(slug, 0)
            found[slug] = count + 1
            names.add(f"{slug}-{count}" if count else slug)
        return names

    def section(self, heading: str) -> str:
        """Return what stands below a heading, up to the next of any level."""
        _, found, rest = self.text.partition(f" {heading}\n")
        assert found, f"{self.name} has no heading {heading}"
        return re.split(r"^#{1,6} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def anchor(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    plain = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower())
    return plain.replace(" ", "-")


def documents() -> dict[str, Document]:
    """Return every document of the project by its path."""
    paths = [ROOT / name for name in NAMES] + sorted((ROOT / "docs").glob("*.md"))
    found = (path.relative_to(ROOT).as_posix() for path in paths if path.exists())
    return {name: Document(name, (ROOT / name).read_text("utf-8")) for name in found}


def tables_in(text: str) -> Iterator[str]:
    """Give the names of the tables that a text has a place for."""
    for _, name, _ in _TABLE.findall(text):
        yield name


def with_tables(text: str, made: Mapping[str, str]) -> str:
    """Return the text with its tables written anew.

    Raises:
        KeyError: there is no such table.
    """
    return _TABLE.sub(lambda found: f"{found[1]}\n{made[found[2]]}\n\n{found[3]}", text)


def main() -> None:
    """Write the tables."""
    made = tables.made()
    for document in documents().values():
        text = with_tables(document.text, made)
        if text != document.text:
            (ROOT / document.name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
