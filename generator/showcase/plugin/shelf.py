"""Generated files among those that MkDocs publishes."""

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from showcase.plugin.brief import Made
from showcase.workspace import Workspace

log = logging.getLogger("mkdocs.plugins.showcase")

# Thousands of small files: `open` would ask of each what it is, `shutil` four times.
_AS_IT_IS: Final = getattr(os, "O_BINARY", 0)
_AT_ONCE: Final = 1 << 20


class GeneratedFile(File):
    """A file that is written to disk when somebody asks where it is; most are never.

    Other plugins ask, for files in memory alone are new to them.
    """

    _path: str | None = None
    _write: Callable[[], str] | None = None
    data: bytes | None = None
    """What is published, where it is not on disk."""

    @property
    def src_path(self) -> str:
        """The address, which is a path in order as it is."""
        return self.src_uri

    @src_path.setter
    def src_path(self, path: str) -> None:
        self.src_uri = path

    def copy_file(self, dirty: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - MkDocs' own
        """Publish the file; of thousands, few are the first in their folder."""
        try:
            self._copy()
        except FileNotFoundError:
            Path(self.abs_dest_path).parent.mkdir(parents=True, exist_ok=True)
            self._copy()

    def _copy(self) -> None:
        data = self.data
        if self._path is not None or data is None:
            assert self.abs_src_path is not None
            data = _read(self.abs_src_path)
        place = os.open(
            self.abs_dest_path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _AS_IT_IS, 0o666
        )
        try:
            while data:
                data = data[os.write(place, data) :]
        finally:
            os.close(place)

    @property
    def abs_src_path(self) -> str | None:
        """The place of the file on disk."""
        if self._path is None and self._write is not None:
            self._path = self._write()
        return self._path

    @abs_src_path.setter
    def abs_src_path(self, path: str | None) -> None:
        self._path, self._write = path, None

    def written_by(self, write: Callable[[], str]) -> None:
        """Take what writes the file and returns its path."""
        self._path, self._write = None, write


def _read(path: str) -> bytes:
    place = os.open(path, os.O_RDONLY | _AS_IT_IS)
    try:
        pieces = []
        while piece := os.read(place, _AT_ONCE):
            pieces.append(piece)
        return b"".join(pieces)
    finally:
        os.close(place)


class Shelf:
    """Takes generated files, but never in the place of one that the docs folder has."""

    def __init__(self, files: Files, config: MkDocsConfig, workspace: Workspace) -> None:
        self._files = files
        self._config = config
        self._workspace = workspace
        self._taken = {file.dest_uri for file in files if file.inclusion.is_included()}

    def put_picture(self, uri: str, path: str) -> None:
        """Add a picture that is on disk already."""
        level = InclusionLevel.INCLUDED
        self._add(GeneratedFile.generated(self._config, uri, abs_src_path=path, inclusion=level))

    def put_data(self, uri: str, content: str | bytes) -> None:
        """Add a file that is published as it is; a text as UTF-8."""
        data = content.encode() if isinstance(content, str) else content
        level = InclusionLevel.INCLUDED
        file = GeneratedFile.generated(self._config, uri, content=data, inclusion=level)
        assert isinstance(file, GeneratedFile)
        file.data = data
        file.written_by(lambda: self._workspace.write(uri, data))
        self._add(file)

    def put_page(
        self, made: Made, level: InclusionLevel, edit_uri: str | None, *, at_once: bool
    ) -> bool:
        """Add the Markdown file of a page; tell whether its place was free.

        Args:
            at_once: Whether it will be read, so that a disk that is full is found here.

        Raises:
            OSError: it cannot be written.
        """
        uri = made.page.uri
        file = GeneratedFile.generated(self._config, uri, abs_src_path=uri, inclusion=level)
        assert isinstance(file, GeneratedFile)
        if at_once:
            file.abs_src_path = self._workspace.write(uri, made.source)
        else:
            file.written_by(lambda: self._workspace.write(uri, made.source))
        file.edit_uri = edit_uri
        return self._add(file)

    def _add(self, file: File) -> bool:
        if file.dest_uri in self._taken:
            log.info("%s of the docs folder stands in for the generated one", file.dest_uri)
            return False
        self._files.append(file)
        return True
