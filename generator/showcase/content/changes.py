"""Which files of a content folder changed, against another folder or a git revision."""

import os
import stat
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final, Literal

from showcase.content.reader import SIZE_LIMIT
from showcase.layout import FOLDERS, REMOVED
from showcase.text import quoted

_TIMEOUT: Final = 60


class ChangesError(Exception):
    """The state before cannot be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Change:
    """One file that is not as it was.

    Attributes:
        path: Where it is or was, absolute.
        before: What stood in it, cut a byte above the reader's limit; None for a new one.
    """

    path: Path
    kind: Literal["new", "changed", "deleted"]
    before: bytes | None = None


def changes(content_dir: Path, base: str) -> list[Change]:
    """Return which entries, communities and lists of removals changed, sorted by path.

    Args:
        content_dir: The content folder as it is, absolute.
        base: The state before: a checkout, its content folder, or a git revision; of the latter
            the last commit that it shares with what is checked out, so that what others did
            since then does not count.

    Raises:
        ChangesError: there is no such state, or git cannot be asked.
    """
    folder = Path(base)
    if base and folder.is_dir():
        return sorted(_against_folder(content_dir, folder), key=lambda change: change.path)
    return sorted(_against_revision(content_dir, base), key=lambda change: change.path)


def place_of(content_dir: Path, path: Path) -> Path | None:
    """Return the file or folder that is judged for `path`; None for what is none of ours.

    What lies deeper in a folder of entries stands for the folder that should not be there.
    """
    try:
        parts = path.relative_to(content_dir).parts
    except ValueError:
        return None
    if parts == (REMOVED,):
        return path
    if len(parts) < 2 or parts[0] not in FOLDERS or parts[1].startswith("."):
        return None
    return content_dir / parts[0] / parts[1]


def _against_folder(content_dir: Path, folder: Path) -> Iterator[Change]:
    before = folder if any((folder / name).is_dir() for name in FOLDERS) else None
    # The content folder may have any name; the other checkout has the same.
    before = before or next((path for path in _inside(content_dir, folder) if path.is_dir()), None)
    if before is None:
        raise ChangesError(f"{folder} has no content folder. Name a checkout of the state before.")
    if before.resolve() == content_dir.resolve():
        # Held against itself nothing has changed, and every mistake would pass.
        raise ChangesError(
            f"{folder} leads to this checkout itself. Name a checkout of the state before."
        )
    old, new = _listed(before), _listed(content_dir)
    for name in old.keys() | new.keys():
        path = content_dir / name
        if name not in old:
            yield Change(path, "new")
        elif name not in new:
            yield Change(path, "deleted", _bytes(old[name]))
        elif _differ(old[name], new[name]):
            yield Change(path, "changed", _bytes(old[name]))


def _inside(content_dir: Path, folder: Path) -> Iterator[Path]:
    parts = content_dir.parts
    yield from (folder.joinpath(*parts[-count:]) for count in range(1, len(parts)))


def _listed(content_dir: Path) -> Mapping[str, str]:
    """Return the paths of all files by their place in the folder."""
    found: dict[str, str] = {}
    for name in FOLDERS:
        if (content_dir / name).is_dir():
            with os.scandir(content_dir / name) as rows:
                kept = {row.name: row.path for row in rows if not row.name.startswith(".")}
            found |= {f"{name}/{each}": path for each, path in kept.items()}
    if os.path.lexists(content_dir / REMOVED):
        found[REMOVED] = str(content_dir / REMOVED)
    return found


def _differ(one: str, other: str) -> bool:
    """Tell whether two files differ; most of a large folder do not, so this is quick."""
    first, second = os.lstat(one), os.lstat(other)
    if not (stat.S_ISREG(first.st_mode) and stat.S_ISREG(second.st_mode)):
        return _bytes(one) != _bytes(other)
    return first.st_size != second.st_size or _bytes(one) != _bytes(other)


def _bytes(path: str | Path) -> bytes:
    """Return what stands in a regular file; of all else, what tells it from one."""
    try:
        mode = os.lstat(path).st_mode
        if stat.S_ISLNK(mode):
            return b"\0link:" + os.fsencode(Path(path).readlink())
        if not stat.S_ISREG(mode):
            return b"\0other"
        with open(path, "rb") as file:  # noqa: PTH123 - ten thousand times
            return file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise ChangesError(f"{path} cannot be read: {error.strerror}. Check its rights.") from error


def _against_revision(content_dir: Path, revision: str) -> Iterator[Change]:
    git = _Git(content_dir)
    commit = git.base_of(revision)
    prefix = PurePosixPath(git.line("rev-parse", "--show-prefix"))
    scope = ["--", *FOLDERS, REMOVED]
    # Two parts a file: `:mode mode id id letter`, and its path.
    told = git.parts("diff", "--raw", "--no-abbrev", "--no-renames", "-z", commit, *scope)
    former = {name: head.split()[2] for head, name in zip(told[::2], told[1::2], strict=True)}
    untracked = git.parts("ls-files", "--others", "--full-name", "-z", *scope)
    blobs = git.blobs([each for each in former.values() if each.strip("0")])
    before: dict[Path, bytes | None] = {}
    for name in [*untracked, *former]:
        path = place_of(content_dir, content_dir / PurePosixPath(name).relative_to(prefix))
        if path is not None:
            before[path] = blobs.get(former.get(name, ""), before.get(path))
    for path, was in before.items():
        if was is None:
            yield Change(path, "new")
        elif not os.path.lexists(path):
            yield Change(path, "deleted", was)
        elif _bytes(path) != was:
            yield Change(path, "changed", was)


class _Git:
    """git, run in a folder of a repository; it reads and changes nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def base_of(self, revision: str) -> str:
        """Return the commit that a revision shares with what is checked out."""
        verify = ("rev-parse", "--verify", "--quiet", "--end-of-options")
        try:
            commit = self.line(*verify, f"{revision}^{{commit}}")
        except ChangesError as error:
            if error.__cause__ is not None:
                raise
            raise ChangesError(
                f"`{quoted(revision)}` is neither a folder nor a revision that git knows here. "
                "Name a checkout of the state before, or fetch the revision first."
            ) from None
        try:
            return self.line("merge-base", commit, "HEAD")
        except ChangesError:
            return commit  # the history that both share was not fetched

    def line(self, *arguments: str) -> str:
        """Return the one line that git says."""
        return self._run(*arguments).decode(errors="surrogateescape").rstrip("\n")

    def parts(self, *arguments: str) -> list[str]:
        """Return what git says, cut at zero bytes."""
        said = self._run(*arguments).decode(errors="surrogateescape")
        return said.split("\0")[:-1]

    def blobs(self, names: list[str]) -> dict[str, bytes]:
        """Return what stands in blobs, as far as the reader would read; what is none is left out."""
        said = self._run("cat-file", "--batch", given="\n".join([*names, ""])) if names else b""
        found = {}
        while said:
            head, _, rest = said.partition(b"\n")
            name, kind, *size = head.decode().split()
            length = int(size[0]) if size else 0
            if kind == "blob":
                found[name] = rest[:length][: SIZE_LIMIT + 1]
            said = rest[length + 1 :] if size else rest
        return found

    def _run(self, *arguments: str, given: str = "") -> bytes:
        command = ["git", "-C", str(self._folder), "--no-optional-locks", *arguments]
        try:
            done = subprocess.run(  # noqa: S603 - a list of arguments, no shell
                command, input=given.encode(), check=False, capture_output=True, timeout=_TIMEOUT
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ChangesError(
                f"git cannot be asked: {error}. Install git, or name a folder."
            ) from error
        if done.returncode:
            said = quoted(done.stderr.decode(errors="replace"))
            raise ChangesError(f"git says: {said or 'nothing'}. Name a folder instead.")
        return done.stdout
