"""The two forms of the tests: the short one, and where the environment has FULL=1 the long one.

Both try the same in the same places. The long one tries it with more pages, texts and seeds.
"""

import os
from collections.abc import Sequence
from typing import Final, TypeVar

T = TypeVar("T")

FULL: Final = bool(os.environ.get("FULL"))


def some(every: Sequence[T], step: int) -> Sequence[T]:
    """Return all in the long form; in the short one the first and each so-many-th after it."""
    return every if FULL else every[::step]


def examples(most: int) -> int:
    """Return how many examples hypothesis tries: in the short form a fifth."""
    return most if FULL else max(most // 5, 25)
