"""axe finds nothing, best practices included."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from browsing import Visitor
from forms import FULL

pytestmark = pytest.mark.browser

PAGES = [
    "",
    "servers/",
    "servers/rainy-day-dice/",
    "communities/astronomy/",
    "languages/ar/",
    "events/",
]
MORE = [
    "communities/",
    "languages/",
    "tags/",
    "tags/beginners/",
    "about/",
    "new-to-discord/",
    "nowhere/",
    *(
        f"servers/{slug}/"
        for slug in (
            "roguelike-bakery", "demake-den", "cellar-notes", "verb-gym", "midnight-ramen",
            "chiptune-harbour", "aurora-watch", "bring-a-dish", "neon-poker-lounge",
        )
    ),
]  # fmt: skip


LOOKS: list[tuple[int, Literal["light", "dark"]]] = [
    *((360, "dark"), (1280, "light"), (360, "light"), (1280, "dark"), (768, "light"), (768, "dark"))
]


@pytest.mark.parametrize(("width", "scheme"), LOOKS if FULL else LOOKS[:4])
def test_axe_finds_nothing(visitor: Visitor, width: int, scheme: Literal["light", "dark"]) -> None:
    # In the short form, each page in one look.
    pages = PAGES + MORE if FULL else PAGES[LOOKS.index((width, scheme)) :: 4]
    found = {}
    visitor.look(width, scheme)
    for path in pages:
        page = visitor.open(path)
        results = Axe().run(page).response
        problems = [
            f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in results["violations"]
        ]
        if problems:
            found[path] = problems
    assert found == {}
