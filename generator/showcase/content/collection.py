"""The content folder: every file read, every mistake of every file named at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from showcase.content import rules
from showcase.content.mistakes import Mistake, parse
from showcase.content.reader import Document, Problem, read_file
from showcase.models.entry import Community, Entry, Removed
from showcase.models.fields import slug_problem

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Content:
    """All that people wrote.

    Attributes:
        servers, communities: By slug, sorted; what has a mistake is left out.
        removed: Pages that left, and where to.
        mistakes: Sorted by file and place.
    """

    servers: Mapping[str, Entry]
    communities: Mapping[str, Community]
    removed: Removed
    mistakes: tuple[Mistake, ...]


def load(folder: Path, root: Path) -> Content:
    """Read a content folder.

    Args:
        folder: Holds `servers/`, `communities/` and, if wanted, `removed.yml`.
        root: Paths in mistakes are relative to it.
    """
    servers: _Folder[Entry] = _Folder(folder / "servers", Entry)
    communities: _Folder[Community] = _Folder(folder / "communities", Community)
    removal = _read_removed(folder / "removed.yml")
    removed = removal.value or Removed()
    if not servers.path.is_dir():
        removal.document.problem(
            (), f"the folder `{_shown(servers.path, root)}` is missing. Make it for the entries."
        )
    rules.check_servers(servers.files, servers.slugs, communities.slugs, removed)
    rules.check_communities(communities.files, servers.slugs, communities.slugs, removed)
    rules.check_removed(removal, servers.slugs, communities.slugs)
    files = [*servers.files.values(), *communities.files.values(), removal]
    mistakes = sorted(
        Mistake(_shown(file.path, root), *problem.place, problem.sentence)
        for file in [*files, *servers.strays, *communities.strays]
        for problem in file.document.problems
    )
    return Content(servers.good(), communities.good(), removed, tuple(mistakes))


class _Folder(Generic[M]):
    """One folder of files of one kind.

    Attributes:
        files: By slug; only those whose name is a slug.
        strays: Whatever else lies there.
        slugs: All that have a file, mistakes or not, so that one mistake makes no others.
    """

    def __init__(self, path: Path, model: type[M]) -> None:
        self.path = path
        self.files: dict[str, rules.File] = {}
        self.strays: list[rules.File] = []
        for file in _files(path):
            sentence = _name_problem(file)
            if sentence:
                problem = Problem((1, 1), sentence)
                self.strays.append(rules.File(file, Document(problems=[problem]), None))
                continue
            document = read_file(file)
            self.files[file.stem] = rules.File(file, document, parse(model, document))
        self.slugs = sorted(self.files)

    def good(self) -> dict[str, M]:
        """Return the values of the files without a mistake, by slug."""
        return {
            slug: file.value
            for slug, file in self.files.items()
            if file.value is not None and not file.document.problems
        }


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _name_problem(file: Path) -> str | None:
    if file.suffix != ".yml":
        return f"only `.yml` files belong here. Name it `{file.stem}.yml`, or move it away."
    problem = slug_problem(file.stem)
    return f"the file's name `{file.stem}` {problem}" if problem else None


def _read_removed(path: Path) -> rules.File:
    if not path.exists() and not path.is_symlink():
        return rules.File(path, Document(), Removed())
    document = read_file(path)
    if document.data is None and not document.problems:
        return rules.File(path, document, Removed())
    return rules.File(path, document, parse(Removed, document))


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
