"""Text stays readable in the colours of whoever begins a showcase, on the demo's pages."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from browsing import Visitor
from forms import FULL, some
from showcase import scaffold

pytestmark = pytest.mark.browser

PAGES = ["servers/", "servers/rainy-day-dice/"]
MORE = ["", "communities/astronomy/", "add/"]
WISHES = [("#ffff00", "#808080"), ("#000000", "#ff00ff")]
MORE_WISHES = [("#ffffff", "#ffff00"), ("#808080", "#000000"), ("#5865f2", "#ffffff")]
ONLY_CONTRAST = {"runOnly": ["color-contrast"]}
WEAR = """styles => {
  const sheet = document.querySelector("#wish") ?? document.head.appendChild(
    Object.assign(document.createElement("style"), {id: "wish"}));
  sheet.textContent = styles;
}"""


def styles(accent: str, paper: str) -> str:
    answers = scaffold.Answers("x", "https://github.com/a/b", "https://a.example/", accent, paper)
    return scaffold.files(answers)["content/pages/colours.css"].decode()


@pytest.mark.parametrize("scheme", some(["light", "dark"], 2))
def test_axe_can_read_all_text(visitor: Visitor, scheme: Literal["light", "dark"]) -> None:
    found = {}
    visitor.look(1280, scheme)
    for path in PAGES + MORE * FULL:
        page = visitor.open(path)
        for wish in WISHES + MORE_WISHES * FULL:
            page.evaluate(WEAR, styles(*wish))
            violations = Axe().run(page, options=ONLY_CONTRAST).response["violations"]
            nodes = [node for one in violations for node in one["nodes"]]
            if nodes:
                found[path, wish] = [
                    node["html"][:120] + node["failureSummary"] for node in nodes[:3]
                ]
    assert found == {}
