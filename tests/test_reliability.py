"""docs/reliability.md names tests that exist, and every fault by its number."""

import ast
import functools
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "reliability.md").read_text("utf-8")


@functools.cache
def names_in(file: str) -> set[str]:
    """Return the names of all tests in a file, those in classes as well."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`(tests/[a-z_/]+\.py)(?:::(\w+))?`", PAGE)
    assert len(named) > 40
    missing = [f"{file}::{name}" for file, name in named if name and name not in names_in(file)] + [
        file for file, _ in named if not (ROOT / file).is_file()
    ]
    assert missing == []


def test_every_fault_has_its_row() -> None:
    faults = PAGE.partition("## Faults by number")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| ([\d, ]+) \|", faults, re.MULTILINE)
    numbers = [int(number) for cell in cells for number in cell.split(",")]
    assert numbers == list(range(1, 36))


def test_the_figures_of_a_soak_are_there() -> None:
    assert re.search(r"^\| builds in simulated worlds \| [\d,]+ \|$", PAGE, re.MULTILINE)
