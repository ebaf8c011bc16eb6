"""The canonical YAML of entries and communities: one way to write each, comments kept."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

import yaml
from pydantic import BaseModel

from showcase import text
from showcase.content.comments import Comments, collect, moved
from showcase.content.mistakes import parse
from showcase.content.reader import Keys, read
from showcase.models.entry import Community, Entry

WIDTH: Final = 100
"""Columns within which a list stands on one line."""
MARKDOWN: Final = ("about", "guidelines", "first_steps")
"""Fields that are written as blocks where they would need quotes."""
_LINE_END: Final = re.compile(r"\r\n?")
_BEFORE_FLOW: Final = re.compile(r"[,\[\]{}:?]")
# What a plain scalar cannot begin with or hold; more than YAML forbids, so that it reads plainly.
_UNPLAIN: Final = re.compile(r"^[-?:,\[\]{}#&*!|>'\"%@`~=<]|: |:$| #|^\s|\s$|[\t\n]|^\.\.\.|^$")
_YAML_1_2: Final = re.compile(
    r"0o[0-7]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII
)
_TIMESTAMP: Final = "tag:yaml.org,2002:timestamp"


def modeline(schema_url: str) -> str:
    """Return the comment by which editors find the schema of a file."""
    return f"# yaml-language-server: $schema={schema_url}"


def entry_text(fields: Mapping[str, Any], schema_url: str | None = None) -> str:
    """Return the canonical YAML of an entry; see `community_text`."""
    return _text(fields, Entry, schema_url)


def community_text(fields: Mapping[str, Any], schema_url: str | None = None) -> str:
    """Return the canonical YAML of a community.

    Args:
        fields: Text, bool, int, date, datetime, lists and mappings of these. Text of strangers
            is harmless: it passes the border. What is empty is left out. Nothing is judged.
        schema_url: For the modeline.
    """
    return _text(fields, Community, schema_url)


def canonical(source: str, model: type[BaseModel], more: Mapping[str, Any] | None = None) -> str:
    """Return the canonical form of a file: keys in order, plain, normalised; comments stay.

    Args:
        source: What stands in the file.
        model: Entry or Community.
        more: Fields to add, or to set anew.

    Raises:
        ValueError: the text has a mistake; the message is its sentence.
    """
    source = _LINE_END.sub("\n", source.removeprefix("\ufeff"))
    document = read(source.encode())
    if isinstance(document.data, dict):
        document.data.update(more or {})
    value = parse(model, document)
    if value is None:
        raise ValueError(document.problems[0].sentence)
    tree = _pruned(value.model_dump(by_alias=True, exclude_unset=True))
    ordered = _in_order(tree, _order(model))
    comments = collect(source)
    written = _Writer(moved(comments, document.data, ordered)).text(ordered)
    again = read(written.encode())
    if parse(model, again) != value or collect(written).texts() != comments.texts():
        raise ValueError("this file cannot be put in order by a program. Leave it as it is.")
    return written


def _text(fields: Mapping[str, Any], model: type[BaseModel], schema_url: str | None) -> str:
    clean = {
        key: _cleaned(value, is_markdown=key in MARKDOWN and isinstance(value, str))
        for key, value in fields.items()
    }
    comments = Comments([modeline(schema_url)] if schema_url else [])
    return _Writer(comments).text(_in_order(_pruned(clean), _order(model)))


def _cleaned(value: Any, *, is_markdown: bool = False) -> Any:
    if isinstance(value, str):
        return text.lines(value) if is_markdown else text.one_line(value)
    if isinstance(value, Mapping):
        return {text.one_line(str(key)): _cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(item) for item in value]
    return value


def _pruned(value: Any) -> Any:
    """Leave out what says nothing: None, and empty texts, lists and mappings."""
    if isinstance(value, Mapping):
        pairs = ((key, _pruned(item)) for key, item in value.items())
        return {key: item for key, item in pairs if _says(item)}
    if isinstance(value, list | tuple):
        return [item for item in map(_pruned, value) if _says(item)]
    return value


def _says(value: Any) -> bool:
    return value is not None and not (isinstance(value, str | list | dict) and not value)


_Order = Mapping[str, Any]
"""The keys of a mapping in the contract's order, each with the order below it."""


def _order(model: Any) -> _Order:
    return {
        field.alias or name: _order_in(field.annotation)
        for name, field in model.model_fields.items()
    }


def _order_in(annotation: Any) -> _Order:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _order(annotation)
    inner = (_order_in(part) for part in getattr(annotation, "__args__", ()))
    return next((order for order in inner if order), {})


def _in_order(value: Any, order: _Order) -> Any:
    if isinstance(value, dict):
        keys = [
            *(key for key in order if key in value),
            *(key for key in value if key not in order),
        ]
        return {key: _in_order(value[key], order.get(key, {})) for key in keys}
    if isinstance(value, list):
        return [_in_order(item, order) for item in value]
    return value


class _Writer:
    """Writes one file."""

    def __init__(self, comments: Comments) -> None:
        self._comments = comments
        self._lines: list[str] = []

    def text(self, fields: Mapping[str, Any]) -> str:
        """Return the whole file."""
        self._lines = [*self._comments.modelines]
        if self._comments.head:
            self._lines += [*self._comments.head, ""]
        self._mapping(fields, (), "", "")
        self._lines += self._comments.tail
        return "".join(f"{line}\n" for line in self._lines)

    def _mapping(self, fields: Mapping[str, Any], keys: Keys, lead: str, pad: str) -> None:
        """Write `key: value` lines, the first behind `lead`, the others behind `pad`."""
        for key, value in fields.items():
            here = (*keys, key)
            if lead == pad:
                self._above(here, pad)
            self._value(f"{lead}{_scalar(key)}:", value, here, pad)
            lead = pad

    def _value(self, start: str, value: Any, keys: Keys, pad: str) -> None:
        after = self._beside(keys)
        if isinstance(value, dict):
            self._lines.append(f"{start}{after}")
            self._mapping(value, keys, f"{pad}  ", f"{pad}  ")
        elif isinstance(value, list):
            line = f"{start} [{', '.join(_flow_items(value))}]"
            if self._is_short(value, keys, line):
                self._lines.append(f"{line}{after}")
            else:
                self._lines.append(f"{start}{after}")
                for at, item in enumerate(value):
                    self._item(item, (*keys, at), f"{pad}  ")
        elif isinstance(value, str) and _is_block(value, keys):
            indicator = "2" if value.startswith(" ") else ""
            self._lines.append(f"{start} |{indicator}{after}")
            self._lines += [f"{pad}  {line}" if line else "" for line in value.split("\n")]
        else:
            self._lines.append(f"{start} {_scalar(value)}{after}")

    def _item(self, item: Any, keys: Keys, pad: str) -> None:
        self._above(keys, pad)
        if isinstance(item, dict):
            self._above((*keys, next(iter(item))), pad)
            self._mapping(item, keys, f"{pad}- ", f"{pad}  ")
        elif isinstance(item, list):
            raise TypeError("a list cannot stand right in a list")
        else:
            self._lines.append(f"{pad}- {_scalar(item)}{self._beside(keys)}")

    def _is_short(self, value: list[Any], keys: Keys, line: str) -> bool:
        if any(isinstance(item, dict | list) for item in value) or len(line) > WIDTH:
            return False
        inner = ((*keys, at) for at in range(len(value)))
        return not any(
            each in self._comments.before or each in self._comments.after for each in inner
        )

    def _above(self, keys: Keys, pad: str) -> None:
        lines = self._comments.before.get(keys, ())
        self._lines += [f"{pad}{line}" if line else "" for line in lines]

    def _beside(self, keys: Keys) -> str:
        comment = self._comments.after.get(keys)
        # Without the space, the reader takes it for a text that lost its quotes.
        return f"  {re.sub('^#(?=[^ ])', '# ', comment)}" if comment else ""


def _flow_items(values: list[Any]) -> Iterator[str]:
    for value in values:
        written = _scalar(value) if not isinstance(value, dict | list) else ""
        is_odd = isinstance(value, str) and _BEFORE_FLOW.search(value)
        yield _quoted(str(value)) if is_odd else written


def _is_block(value: str, keys: Keys) -> bool:
    is_markdown = len(keys) == 1 and keys[0] in MARKDOWN
    is_odd = len(value) > WIDTH - 12 or _needs_quotes(value)
    return "\n" in value or (is_markdown and is_odd)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        precision = "minutes" if not value.second else "seconds"
        return value.replace(microsecond=0).isoformat(timespec=precision).replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    written = str(value)
    if not isinstance(value, str):
        return written
    return _quoted(written) if _needs_quotes(written) else written


def _needs_quotes(value: str) -> bool:
    """Tell whether YAML, of any version, would read something else than this text."""
    if _UNPLAIN.search(value) or _YAML_1_2.fullmatch(value):
        return True
    resolvers = yaml.SafeLoader.yaml_implicit_resolvers.get(value[0], ())
    return any(tag != _TIMESTAMP and pattern.match(value) for tag, pattern in resolvers)


def _quoted(value: str) -> str:
    # In single quotes nothing but the quote itself is special.
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'
