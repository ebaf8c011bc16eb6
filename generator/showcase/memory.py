"""How Python's memory is kept."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# Only among what is new, and that when there is much of it: what a build makes stays to its end.
_SELDOM: Final = (100_000, 1_000, 1_000)


@contextmanager
def uncollected() -> Iterator[None]:
    """Make many values that stay, without Python's search for those that hold each other.

    Each search goes over all that is there: of ten thousand entries, a third of the time. What was
    frozen before is no more when this ends.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            # What was made is old at once: otherwise it would now be looked through from young on.
            gc.freeze()
            gc.unfreeze()
            gc.enable()


class Search:
    """Python's search for values that hold each other, over one build."""

    def __init__(self) -> None:
        self._usual: tuple[int, int, int] | None = None

    def rest(self) -> None:
        """Search seldom from now on, and never through all there is."""
        if self._usual is None:
            self._usual = gc.get_threshold()
            gc.set_threshold(*_SELDOM)

    def resume(self) -> None:
        """Search as it was before."""
        if self._usual is not None:
            gc.set_threshold(*self._usual)
            self._usual = None

    @staticmethod
    def give_up() -> None:
        """Leave all that is there to the end of the process, which is near.

        Python would look through it once more then, for a tenth of a whole build.
        """
        gc.freeze()
