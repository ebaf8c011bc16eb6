"""What the project stands on: every package pinned, and every one of its own said why."""

import ast
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent


def project() -> dict[str, Any]:
    return dict(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"])


def asked() -> list[str]:
    """Return what the project asks for: to run, to be tested and to be built."""
    known = project()
    system = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]
    tests = known["optional-dependencies"]["test"]
    return [*known["dependencies"], *tests, *system["requires"]]


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


def closure(*names: str) -> dict[str, str]:
    """Return what is installed of all that these need, with its version."""
    found: dict[str, str] = {}
    waiting = [Requirement(name) for name in names]
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        extras = {"", *wanted.extras}
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            continue
        if name in found and not wanted.extras:
            continue
        found[name] = installed.version
        for line in installed.requires or []:
            need = Requirement(line)
            if any(need.marker is None or need.marker.evaluate({"extra": one}) for one in extras):
                waiting.append(need)
    return found


@pytest.mark.pinned
def test_every_installed_package_that_the_project_needs_is_pinned_as_it_was_tried() -> None:
    needed = closure(*asked())
    known = pins()
    assert {name: known.get(name) for name in needed} == needed


@pytest.mark.pinned
def test_every_pin_is_of_something_that_is_needed() -> None:
    elsewhere = {"colorama"}  # on Windows alone
    assert pins().keys() - closure(*asked()).keys() <= elsewhere


def test_every_pin_satisfies_what_the_project_asks_for() -> None:
    known = pins()
    for line in asked():
        need = Requirement(line)
        assert need.specifier.contains(known[canonicalize_name(need.name)]), line


def test_every_package_that_the_code_imports_is_asked_for() -> None:
    """Not by way of another alone, which may do without it one day."""
    imported = {
        name.partition(".")[0]
        for path in (ROOT / "generator").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom) and not node.level
            else []
        )
    }
    homes = packages_distributions()
    theirs = imported - sys.stdlib_module_names - {"showcase"}
    declared = {canonicalize_name(Requirement(line).name) for line in project()["dependencies"]}
    missing = [one for one in theirs if not declared & {*map(canonicalize_name, homes[one])}]
    assert missing == []


def test_the_source_distribution_holds_what_tests_read() -> None:
    """All but the entries of one showcase, and what a checkout makes."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]
    held = {name.removeprefix("/") for name in table["build"]["targets"]["sdist"]["include"]}
    read = {
        name
        for path in (ROOT / "tests").rglob("*.py")
        for name in re.findall(r'ROOT / "([\w.-]+)', path.read_text("utf-8"))
    }
    others = {name for name in read - held if not (name.endswith(".md") and "*.md" in held)}
    assert others <= {"content", ".cache", "pyproject.toml"}


def test_every_dependency_says_why_it_is_there() -> None:
    table = (ROOT / "ARCHITECTURE.md").read_text("utf-8").partition("## What it stands on")[2]
    rows = re.findall(r"^\| ([a-z0-9, -]+) \| (\S.*) \|$", table, re.MULTILINE)
    said = {name.strip() for names, _ in rows for name in names.split(",")} - {"package", "---"}
    assert said == {Requirement(line).name for line in project()["dependencies"]}


@pytest.mark.parametrize("file", ["pyproject.toml", "constraints.txt"])
def test_nothing_comes_from_an_address(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    lines = [line for line in text.splitlines() if re.search(r"@\s*(git|https?|file)|://", line)]
    assert lines == []
