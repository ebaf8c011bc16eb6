"""What a gallery holds at one time: for asking about thousands of pictures at once."""

import contextlib
import os
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from showcase.artwork.index import Index, Stored

_FRESH_FOR = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Stock:
    """What was found.

    Attributes:
        known: What became of each source, by source and version of the renderer.
        lengths: Bytes of each file.
        aged: The files that were last used a day ago or longer.
        state: That of the index; see `Index.state`.
    """

    known: Mapping[tuple[str, int], Stored]
    lengths: Mapping[str, int]
    aged: Collection[str]
    state: tuple[int, int]

    @classmethod
    def read(cls, index: Index, folder: Path) -> Self:
        """Read index and folder."""
        # The state first, so that what others write meanwhile is noticed.
        state, known = index.state(), index.all()
        lengths, aged, since = {}, set(), time.time() - _FRESH_FOR
        with os.scandir(folder) as entries:
            for name, found in looked_at(entries):
                lengths[name] = found.st_size
                if found.st_mtime < since:
                    aged.add(name)
        return cls(known, lengths, aged, state)

    def among(self, files: Iterable[str]) -> Self:
        """The same, less the files that are not among these any more."""
        kept = {file: self.lengths[file] for file in files if file in self.lengths}
        return replace(self, lengths=kept)

    def get(self, source: str, version: int) -> Stored | None:
        """What became of a source under a version of the renderer."""
        return self.known.get((source, version))


def looked_at(
    files: Iterable[Path | os.DirEntry[str]],
) -> Iterator[tuple[str, os.stat_result]]:
    """Each file that is there, by name."""
    for file in files:
        # Another build may have removed it just now.
        with contextlib.suppress(FileNotFoundError):
            yield file.name, file.stat()
