"""What YAML's parser says, in words for the person who wrote the file."""

from typing import Final

import yaml

from showcase.text import quoted

QUOTE: Final = "Put the whole value in quotes: '…'."

_INDENT: Final = "Indent by spaces, and give lines that belong together the same indent."
_BRACKETS: Final = (
    "the list or mapping that opens here with a bracket cannot be read. Close it, separate items "
    "by commas, and quote items that hold : # [ ] { }."
)
_NO_KEY: Final = (
    "this line has no `key:`. Indent it if it goes on from the line above, or write `key: value`."
)
_BLOCK: Final = (
    "`|` and `>` announce text on the lines below. Begin it there, indented, or put the whole "
    "value in quotes: '…'."
)
# What the parser says, or part of it (libyaml's words, then PyYAML's); whether the place is where
# the thing began rather than where reading stopped; what to say.
_SAYINGS: Final = (
    ("end of stream", True, "a quote opens here and never closes. Close it."),
    ("escape", False, "a backslash in double quotes is special. Use single quotes: '…'."),
    ("while parsing a flow", True, _BRACKETS),
    ("while scanning a simple key", True, _NO_KEY),
    ("while scanning a block scalar", True, _BLOCK),
)
_BEGINNINGS: Final = (
    *("cannot start any token", "node content", "entries are not allowed"),
    *("mapping keys are not allowed", "a directive", "an alias", "an anchor", "a tag"),
)
_AFTER: Final = (
    "did not find expected key",
    "expected <block end>",
    "'-' indicator",
    "<document start>",
)


def explained(error: yaml.MarkedYAMLError, rows: list[str]) -> tuple[tuple[int, int], str]:
    """Return the place of a syntax error, line and column from 1, and what to do about it.

    Args:
        error: Of libyaml or of PyYAML.
        rows: The lines of the file.
    """
    said = f"{error.context}: {error.problem}"
    sentence, at_start = next(
        ((sentence, at_start) for words, at_start, sentence in _SAYINGS if words in said),
        (None, False),
    )
    start, end = error.context_mark, error.problem_mark
    mark = (start if at_start else end) or start or end
    line, column = (mark.line, mark.column) if mark else (0, 0)
    while line > 0 and not "".join(rows[line : line + 1]).strip():
        line, column = line - 1, 0  # reading stopped at the end, what is wrong stands before
    row = "".join(rows[line : line + 1])
    if "\t" in row[: len(row) - len(row.lstrip())]:
        sentence = f"this line begins with a tab. {_INDENT}"
    return (line + 1, column + 1), sentence or _about(row, column, said)


def _about(row: str, column: int, said: str) -> str:
    before = row[:column].strip()
    if "mapping values are not allowed" in said:
        if row[:column] != row[:column].lstrip() and not set(before) & set(" \"'"):
            return (
                f"`{quoted(before)}:` is indented below a key that has a value already. {_INDENT}"
            )
        return f"a value that holds `: ` must be quoted. {QUOTE}"
    if any(words in said for words in _BEGINNINGS):
        return f"a value cannot begin with {quoted(row[column : column + 1])}. {QUOTE}"
    if any(words in said for words in _AFTER):
        if before:
            return (
                "the value goes on after its closing quote or bracket. "
                "Put all of it in one pair of quotes; inside '…', write each ' twice."
            )
        return f"this line does not fit the lines above it. {_INDENT}"
    return f"this is not YAML: {said.partition(': ')[2]}. Write `key: value` lines."
