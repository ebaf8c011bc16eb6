"""The content folder: every file read, every mistake of every file named at once."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

from pydantic import BaseModel

from showcase import layout
from showcase.content import rules
from showcase.content.mentions import mentioning
from showcase.content.mistakes import Mistake, parse
from showcase.content.reader import Document, Problem, read_file
from showcase.memory import uncollected
from showcase.models.entry import Community, Entry
from showcase.models.fields import slug_problem
from showcase.models.removed import Removed
from showcase.text import log_line, quoted

MISTAKE_LIMIT: Final = 100
"""Mistakes of one file that are told one by one."""

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Content:
    """All that people wrote.

    Attributes:
        servers, communities: By slug, sorted; what has a mistake is left out.
        removed: Pages that left, and where to.
        mistakes: Sorted by file and place.
        left_out: Slugs of servers that have a mistake. They have no page until it is mended, but
            have not left: what is known of them is kept.
    """

    servers: Mapping[str, Entry]
    communities: Mapping[str, Community]
    removed: Removed
    mistakes: tuple[Mistake, ...]
    left_out: frozenset[str] = frozenset()


@uncollected()
def load(folder: Path, root: Path, judged: Collection[Path] | None = None) -> Content:
    """Read a content folder.

    Args:
        folder: Holds `servers/`, `communities/` and, if wanted, `removed.yml`.
        root: Paths in mistakes are relative to it.
        judged: The files to judge, as paths below `folder`; None for all. Of the others only what
            these must be held against is read, none stands in the result, and what two have in
            common is a mistake of the judged one.
    """
    servers: _Folder[Entry] = _Folder(folder / layout.SERVERS, Entry, judged)
    communities: _Folder[Community] = _Folder(folder / layout.COMMUNITIES, Community, judged)
    removal = _read_removed(folder / layout.REMOVED)
    known_servers = _known(servers.slugs, removal, "servers")
    known_communities = _known(communities.slugs, removal, "communities")
    rules.check_servers(
        {**servers.others_with_claims(), **servers.files}, known_servers, known_communities
    )
    rules.check_communities(communities.files, known_servers, known_communities)
    rules.check_removed(removal, servers.slugs, communities.slugs)
    files = [*servers.files.values(), *communities.files.values(), removal]
    if not servers.path.is_dir():
        servers.strays.append(_stray(servers.path, "the folder is missing. Make it for entries."))
    mistakes = sorted(
        mistake
        for file in [*files, *servers.strays, *communities.strays]
        if judged is None or file.path in judged
        for mistake in _mistakes(file, root)
    )
    good = servers.good()
    left_out = servers.own.difference(good)
    return Content(good, communities.good(), removal.value or Removed(), tuple(mistakes), left_out)


def naming(
    folder: Path, kind: str, slugs: Collection[str], judged: Collection[Path]
) -> dict[str, list[Path]]:
    """Return which files that are not judged name a slug: those that its leaving would break.

    Args:
        kind: `servers` or `communities`.
    """
    found: dict[str, list[Path]] = {}
    if not slugs:
        return found
    paths = [path for name in layout.FOLDERS for path in _files(folder / name)]
    for path in mentioning((path for path in paths if path not in judged), slugs):
        for slug in rules.named(rules.File(path, read_file(path), None), kind) & {*slugs}:
            found.setdefault(slug, []).append(path)
    return found


def claimed_by(folder: Path, claim: str) -> Path | None:
    """Return the entry that has an invite or a server's id already.

    Args:
        claim: A code in lower case, or an id.
    """
    for path in mentioning(_files(folder / layout.SERVERS), [claim]):
        if claim in rules.claims(rules.File(path, read_file(path), None)):
            return path
    return None


class _Folder(Generic[M]):
    """One folder of files of one kind.

    Attributes:
        files: By slug; only those that are judged and whose name is a slug.
        strays: Whatever else lies there.
        own: Slugs of the judged files, mistakes or not, even in their name.
        slugs: Those of all files, so that one mistake makes no others.
    """

    def __init__(self, path: Path, model: type[M], judged: Collection[Path] | None) -> None:
        self.path = path
        self._others: dict[str, Path] = {}
        self.files: dict[str, rules.File] = {}
        self.strays: list[rules.File] = []
        for file in _files(path):
            sentence = _name_problem(file)
            if sentence:
                self.strays.append(_stray(file, sentence))
                continue
            if judged is not None and file not in judged:
                self._others[file.stem] = file
                continue
            document = read_file(file)
            value = parse(model, document)
            if isinstance(document.data, dict):
                # The rest of ten thousand would take 100 MB beside their values.
                data = document.data
                document.data = {key: data[key] for key in rules.JOINED if key in data}
            self.files[file.stem] = rules.File(file, document, value)
        misnamed = (file.path.stem.lower() for file in self.strays)
        self.own = frozenset((*self.files, *misnamed))
        self.slugs = sorted({*self.own, *self._others})

    def others_with_claims(self) -> dict[str, rules.File]:
        """Return the files that are not judged and may claim what a judged one does."""
        if not self._others:
            return {}
        words = {word for file in self.files.values() for word in rules.claims(file)}
        found = mentioning(self._others.values(), words)
        return {path.stem: rules.File(path, read_file(path), None) for path in found}

    def good(self) -> dict[str, M]:
        """Return the values of the files without a mistake, by slug."""
        return {
            slug: file.value
            for slug, file in self.files.items()
            if file.value is not None and not file.document.problems
        }


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        paths = (path for path in folder.iterdir() if not path.name.startswith("."))
        yield from sorted(paths, key=lambda path: path.name)


def _name_problem(file: Path) -> str | None:
    if file.suffix != ".yml":
        name = quoted(file.stem)
        return f"only `.yml` files belong here. Name it `{name}.yml`, or move it away."
    problem = slug_problem(file.stem)
    return f"the file's name `{quoted(file.stem)}` {problem}" if problem else None


def _read_removed(path: Path) -> rules.File:
    if not path.exists() and not path.is_symlink():
        return rules.File(path, Document(), Removed())
    document = read_file(path)
    if document.data is None and not document.problems:
        return rules.File(path, document, Removed())
    return rules.File(path, document, parse(Removed, document))


def _stray(path: Path, sentence: str) -> rules.File:
    return rules.File(path, Document(problems=[Problem((1, 1), sentence)]), None)


def _known(present: list[str], removal: rules.File, key: str) -> set[str] | None:
    """Return the slugs that may be named; None where `removed.yml` leaves that open."""
    data = removal.document.data
    if data is None and removal.document.problems:
        return None
    departed = data.get(key) if isinstance(data, dict) else None
    return {*present, *departed} if isinstance(departed, dict) else set(present)


def _mistakes(file: rules.File, root: Path) -> Iterator[Mistake]:
    if not file.document.problems:
        return
    path = file.path.relative_to(root) if file.path.is_relative_to(root) else file.path
    shown = log_line(path.as_posix())
    problems = sorted(file.document.problems, key=lambda problem: problem.place)
    for problem in problems[:MISTAKE_LIMIT]:
        yield Mistake(shown, *problem.place, log_line(problem.sentence))
    more = problems[MISTAKE_LIMIT:]
    if more:
        sentence = f"{len(more)} more mistakes follow in this file. Mend those above first."
        yield Mistake(shown, *more[0].place, sentence)
