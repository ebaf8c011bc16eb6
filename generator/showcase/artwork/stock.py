"""What a gallery holds at one time: for asking about thousands of pictures at once."""

import os
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from showcase.artwork.index import Index, Row, Stored, stored

_FRESH_FOR = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Stock:
    """What was found.

    Attributes:
        rows: Of the index; one is read when somebody asks for it, and kept in `known`.
        lengths: Bytes of each file.
        aged: The files that were last used a day ago or longer.
        state: That of the index; see `Index.state`.
    """

    rows: Mapping[tuple[str, int], Row]
    lengths: Mapping[str, int]
    aged: Collection[str]
    state: tuple[int, int]
    known: dict[tuple[str, int], Stored | None] = field(default_factory=dict)

    @classmethod
    def read(cls, index: Index, folder: Path) -> Self:
        """Read index and folder."""
        # The state first, so that what others write meanwhile is noticed.
        state, rows = index.state(), index.rows()
        lengths, aged, since = {}, set(), time.time() - _FRESH_FOR
        with os.scandir(folder) as entries:
            for entry in entries:
                found = looked_at(entry)
                if found:
                    lengths[entry.name] = found.st_size
                    if found.st_mtime < since:
                        aged.add(entry.name)
        return cls(rows, lengths, aged, state)

    def among(self, files: Iterable[str]) -> Self:
        """The same, less the files that are not among these any more."""
        kept = {file: self.lengths[file] for file in files if file in self.lengths}
        return replace(self, lengths=kept)

    def get(self, source: str, version: int) -> Stored | None:
        """What became of a source under a version of the renderer."""
        key = source, version
        if key not in self.known:
            row = self.rows.get(key)
            self.known[key] = stored(row) if row else None
        return self.known[key]


def looked_at(file: Path | os.DirEntry[str]) -> os.stat_result | None:
    """What is known of a file, if another build has not removed it just now."""
    try:
        return file.stat()
    except FileNotFoundError:
        return None
