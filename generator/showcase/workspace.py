"""A folder for what one build hands to MkDocs; two builds at once never share one."""

import shutil
import tempfile
import time
from pathlib import Path
from typing import Final

_LITTER_AFTER: Final = 24 * 3600.0


class Workspace:
    """Generated files of one build, removed when it ends."""

    def __init__(self, cache_dir: Path) -> None:
        """Make the folder, and remove what killed builds left behind.

        Raises:
            OSError: it cannot be made.
        """
        parent = cache_dir / "builds"
        parent.mkdir(parents=True, exist_ok=True)
        for left in parent.iterdir():
            if time.time() - left.stat().st_mtime > _LITTER_AFTER:
                shutil.rmtree(left, ignore_errors=True)
        self._folder = Path(tempfile.mkdtemp(dir=parent))

    def write(self, uri: str, content: str | bytes) -> str:
        """Write a file, a text as UTF-8 with its line ends as they are; return its path."""
        path = self._folder / uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    def remove(self) -> None:
        """Remove all of it."""
        shutil.rmtree(self._folder, ignore_errors=True)
