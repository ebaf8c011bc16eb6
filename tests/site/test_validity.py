"""The pages are valid HTML, by the Nu validator."""

import json
import subprocess
from pathlib import Path

import pytest

from forms import FULL
from tools import NO_VALIDATOR, validator

pytestmark = pytest.mark.browser

# Material's own two switches; nothing of ours.
THEIRS = ("__drawer", "__search")


def test_every_kind_of_page_is_valid(demo_site: Path) -> None:
    command = validator()
    if command is None:
        pytest.skip(NO_VALIDATOR)
    pages = [
        *demo_site.glob("*.html"),
        *(page for page in demo_site.rglob("index.html") if page.parent.parent.name != "tags"),
    ]
    if not FULL:
        servers = sorted(page for page in pages if page.parent.parent.name == "servers")
        pages = [page for page in pages if page not in servers] + servers[::8]
    done = subprocess.run(
        [*command, "--errors-only", "--format", "json", "--stdout", *map(str, pages)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    messages = json.loads(done.stdout)["messages"]
    ours = [
        f"{Path(one['url']).parent.name}: {one['message']} {one.get('extract', '')}"
        for one in messages
        if not any(f'id="{name}"' in one.get("extract", "") for name in THEIRS)
    ]
    assert ours == []
