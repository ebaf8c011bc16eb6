"""What editors read: schemas, settings and the container, of this project."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import schemas

ROOT = Path(__file__).parent.parent
SETTINGS = ROOT / ".vscode/settings.json"
CONTAINER = ROOT / ".devcontainer/devcontainer.json"


def read(path: Path) -> dict[str, Any]:
    found = json.loads(path.read_text("utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("path", schemas.MODELS)
def test_the_schemas_of_the_checkout_are_those_of_the_models(path: str) -> None:
    assert (ROOT / path).read_text("utf-8") == schemas.texts()[path], "run `make schemas`"


@pytest.mark.parametrize("path", schemas.MODELS)
def test_a_schema_is_one(path: str) -> None:
    Draft202012Validator.check_schema(read(ROOT / path))


def test_the_settings_give_each_kind_of_file_its_schema_without_a_network() -> None:
    assert read(SETTINGS)["yaml.schemas"] == {
        f"./{path}": f"content/{kind}/*.yml"
        for path, kind in zip(schemas.MODELS, ("servers", "communities"), strict=True)
    }
    assert all(list(ROOT.glob(pattern)) for pattern in read(SETTINGS)["yaml.schemas"].values())


def test_the_modeline_of_the_sample_leads_to_the_schema() -> None:
    sample = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (address,) = re.findall(r"# yaml-language-server: \$schema=(\S+)", sample)
    assert (ROOT / "content/servers" / address).resolve() == ROOT / "schemas/server.json"


def test_the_editor_recommends_what_its_container_brings() -> None:
    wanted = read(ROOT / ".vscode/extensions.json")["recommendations"]
    assert read(CONTAINER)["customizations"]["vscode"]["extensions"] == wanted
    assert "redhat.vscode-yaml" in wanted


def test_the_containers_commands_and_port_are_those_of_the_makefile() -> None:
    container = read(CONTAINER)
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = re.findall(r"\bmake ([a-z]+)", json.dumps(container))
    assert set(named) == {"setup", "serve"}
    assert set(named) <= targets
    (port,) = container["forwardPorts"]
    assert f"127.0.0.1:{port}" in makefile
    assert list(container["portsAttributes"]) == [str(port)]


def test_the_container_runs_the_python_of_the_workflows() -> None:
    image = read(CONTAINER)["image"]
    publish = (ROOT / ".github/workflows/publish.yml").read_text("utf-8")
    (version,) = set(re.findall(r'python-version: "([\d.]+)"', publish))
    assert re.fullmatch(rf"[a-z./]+/python:\d+-{re.escape(version)}", image)
