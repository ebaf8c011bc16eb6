"""Which of many files may say a word: by their bytes, some fifty times faster than reading them."""

import os
import stat
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final

from showcase.content.reader import SIZE_LIMIT

_MOST_WORDS: Final = 100


def mentioning(files: Iterable[Path], words: Collection[str]) -> Iterator[Path]:
    """Yield the files in which a value may be one of `words`; some of them hold none.

    Args:
        words: In lower case, of ASCII letters, digits and hyphens.
    """
    wanted = [word.encode() for word in words]
    for file in files if wanted else ():
        if len(wanted) > _MOST_WORDS:
            yield file
            continue
        content = _content(file)
        # A text in double quotes can write any letter as an escape.
        if b"\\" in content or any(word in content for word in wanted):
            yield file


def _content(file: Path) -> bytes:
    """Return the bytes in lower case; none of what the reader would refuse."""
    try:
        if not stat.S_ISREG(os.lstat(file).st_mode):
            return b""
        with open(file, "rb") as opened:  # noqa: PTH123 - ten thousand times
            content = opened.read(SIZE_LIMIT + 1)
    except OSError:
        return b""
    return content.lower() if len(content) <= SIZE_LIMIT else b""
