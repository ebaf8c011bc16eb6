"""JSON Schemas of what people write, for editors and other programs."""

from typing import Any

from pydantic import BaseModel


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
        **made,
        "title": title,
    }
