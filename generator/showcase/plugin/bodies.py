"""The bodies of generated pages, on disk: ten thousand of them would fill the memory."""

import threading
from pathlib import Path

Place = tuple[int, int]
"""Where a body begins in the file, and how many bytes it has."""


class Bodies:
    """One file of all bodies; what was put in can be read at once."""

    def __init__(self, path: Path) -> None:
        """Make the file.

        Raises:
            OSError: it cannot be made.
        """
        self._file = path.open("xb+", buffering=0)
        self._end = 0
        self._lock = threading.Lock()

    def put(self, body: str) -> Place:
        """Write a body; return its place.

        Raises:
            OSError: it cannot be written.
        """
        data = body.encode()
        with self._lock:
            place = (self._end, len(data))
            self._file.seek(self._end)
            while data:
                written = self._file.write(data)
                self._end += written
                data = data[written:]
        return place

    def get(self, place: Place) -> str:
        """Return the body at a place."""
        start, length = place
        with self._lock:
            self._file.seek(start)
            return self._file.read(length).decode()

    def close(self) -> None:
        """Close the file, which nothing reads any more."""
        self._file.close()
