"""Lists that people keep elsewhere, read for their invites, and what becomes of these. Pure."""

from typing import Final

from showcase.imports.data import UnreadableError, delimiter_of, read_csv, read_json
from showcase.imports.finds import Find, Leftover, Reading
from showcase.imports.prose import read_prose
from showcase.text import quoted

SIZE_LIMIT: Final = 2 * 1024 * 1024
"""Bytes of one list."""

__all__ = ["SIZE_LIMIT", "Find", "Leftover", "Reading", "UnreadableError", "read"]


def read(data: bytes, name: str) -> Reading:
    """Read a list: JSON, a table of values, or any text.

    Args:
        data: At most SIZE_LIMIT bytes.
        name: The file's name; its ending tells JSON and tables, which are also known by their look.

    Raises:
        UnreadableError: it is no text, or not what its name says; the message says what to do.
    """
    source = _decoded(data)
    ending = name.lower().rpartition(".")[2]
    if ending == "json":
        return read_json(source)
    if ending in {"csv", "tsv"}:
        return read_csv(source, "\t" if ending == "tsv" else delimiter_of(source) or ",")
    if source.lstrip()[:1] in {"{", "["}:
        try:
            return read_json(source)
        except UnreadableError:  # Markdown may begin with a bracket, too
            return read_prose(source)
    delimiter = delimiter_of(source)
    return read_csv(source, delimiter) if delimiter else read_prose(source)


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        source = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"the file is not text in UTF-8 (byte {error.start:,}: {quoted(error.reason)}). "
            "Save it as UTF-8."
        ) from None
    if "\0" in source:
        raise UnreadableError("the file is not text. Give a Markdown, JSON, CSV or text file.")
    return source.replace("\r\n", "\n").replace("\r", "\n")
