"""The JSON Schemas that editors read in a checkout, where no site is published yet.

Run as a command it writes them anew.
"""

import json
from pathlib import Path

from pydantic import BaseModel

from showcase import addresses
from showcase.models.entry import Community, Entry
from showcase.models.schema import schema

ROOT = Path(__file__).parent.parent
MODELS: dict[str, type[BaseModel]] = {
    addresses.SERVER_SCHEMA: Entry,
    addresses.COMMUNITY_SCHEMA: Community,
}


def texts() -> dict[str, str]:
    """Return what each file holds, by its path in the checkout."""
    made = {}
    for path, model in MODELS.items():
        # Without a name of its own, a schema is known by where it stands.
        nameless = {key: value for key, value in schema(model, path).items() if key != "$id"}
        made[path] = json.dumps(nameless, ensure_ascii=False, indent=1) + "\n"
    return made


def main() -> None:
    """Write the files."""
    for path, text in texts().items():
        (ROOT / path).parent.mkdir(exist_ok=True)
        (ROOT / path).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
