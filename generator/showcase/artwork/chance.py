"""Numbers that look drawn by lot and are the same in every build, on every machine."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A row of numbers that depends on nothing but its seed."""

    def __init__(self, *seed: str) -> None:
        self._seed = "\0".join(seed).encode()
        self._step = 0

    def unit(self) -> float:
        """The next number, from 0 up to but not including 1."""
        self._step += 1
        digest = hashlib.sha256(self._seed + self._step.to_bytes(4, "big")).digest()
        return int.from_bytes(digest[:6], "big") / 2**48

    def between(self, low: float, high: float) -> float:
        """The next number, from low up to high."""
        return low + (high - low) * self.unit()

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices, each as likely as the others."""
        return choices[int(self.unit() * len(choices))]
