"""JSON Schemas of what people write, for editors, the site's own form and other programs."""

from typing import Any, Final

from pydantic import BaseModel

from showcase.models.fields import LIST_LIMIT

_TITLES: Final = {"Entry": "A server", "Community": "A community"}
# What stands under these are values, not schemas.
_VALUES: Final = frozenset({"enum", "examples", "default", "const"})


def schema(model: type[BaseModel], identifier: str) -> dict[str, Any]:
    """Return the JSON Schema of entries or communities.

    What it refuses the model refuses; the model also knows the calendar, the codes of CLDR and the
    other files.

    Args:
        identifier: Where the schema is published; becomes its `$id`.
    """
    made = model.model_json_schema(by_alias=True, mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": identifier,
        "title": _TITLES.get(model.__name__, model.__name__),
        **_as_written(made),
    }


def _as_written(node: Any) -> Any:
    """Describe what stands in a file: keys left out rather than null, lists of bounded length."""
    if isinstance(node, list):
        return [_as_written(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {
        key: value if key in _VALUES else _as_written(value)
        for key, value in node.items()
        # Of a key's name as a title nobody learns anything.
        if not (key == "title" and isinstance(value, str))
    }
    if "default" in made and not made["default"] and made["default"] is not False:
        del made["default"]
    if {"type": "null"} in made.get("anyOf", ()):
        (kept,) = [one for one in made.pop("anyOf") if one != {"type": "null"}]
        return {**kept, **made}
    if made.get("type") == "array":
        made["maxItems"] = LIST_LIMIT
    elif "patternProperties" in made:
        # Any key that can be seen; what keys may be stands under `propertyNames`.
        (made["additionalProperties"],) = made.pop("patternProperties").values()
        made["maxProperties"] = LIST_LIMIT
    if made.get("format") == "date-time":
        del made["format"]
    return made
