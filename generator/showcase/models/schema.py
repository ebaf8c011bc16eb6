"""JSON Schemas of what people write, for editors and other programs."""

from typing import Any, Final

from pydantic import BaseModel

# `date-time` asks for seconds and an offset, which few people write.
_MOMENT: Final = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?$"


def schema(model: type[BaseModel], identifier: str) -> dict[str, Any]:
    """Return the JSON Schema of entries or communities.

    Args:
        identifier: Where the schema is published; becomes its `$id`.
    """
    made = model.model_json_schema(by_alias=True, mode="validation")
    title = {"Entry": "A server", "Community": "A community"}.get(model.__name__, model.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": identifier,
        **_as_written(made),
        "title": title,
    }


def _as_written(node: Any) -> Any:
    """Describe what stands in a file: keys left out rather than null, text without quotes."""
    if isinstance(node, list):
        return [_as_written(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {key: _as_written(value) for key, value in node.items()}
    if made.get("default", ...) is None:
        del made["default"]
    if {"type": "null"} in made.get("anyOf", ()):
        (kept,) = [one for one in made.pop("anyOf") if one != {"type": "null"}]
        return {**kept, **made}
    if made.get("format") == "date-time":
        del made["format"]
        made["pattern"] = _MOMENT
    elif made.get("type") == "string" and not {"format", "enum"} & made.keys():
        # A name such as 2048 needs no quotes; an editor takes it for a number all the same.
        made["type"] = ["string", "number"]
    elif made.get("type") == "boolean":
        del made["type"]
        made["enum"] = [True, False, "yes", "no"]
    return made
