"""A stand-in for the program `gh`: what it is asked is written down, what it answers is kept.

It stands on PATH as `gh`; GH_STATE names its file. It knows `gh api` with placeholders, fields and
a body on standard input, asks for a token, and refuses what the job's permissions do not grant.
"""

import json
import os
import re
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = "octo-org/show-case"
_BODY_LIMIT = 65_536


@dataclass(frozen=True)
class RecordingGh:
    """The stand-in, as a test sees it."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "gh-state.json"

    def state(self) -> dict[str, Any]:
        return dict(json.loads(self.file.read_text("utf-8")))

    def change(self, **values: Any) -> None:
        """Set what it answers from."""
        self.file.write_text(json.dumps({**self.state(), **values}), "utf-8")

    def issues(self) -> list[dict[str, Any]]:
        return list(self.state()["issues"])

    def calls(self, since: int = 0) -> list[str]:
        """What was asked: method and path."""
        return [f"{one['method']} {one['path']}" for one in self.state()["calls"][since:]]

    def writes(self, since: int = 0) -> list[str]:
        """What was asked and would change something."""
        return [call for call in self.calls(since) if not call.startswith("GET ")]


def installed(folder: Path) -> RecordingGh:
    """Put the stand-in into a folder that is to stand first on PATH."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "gh"
    program.write_text(f"#!{sys.executable} -S\n{Path(__file__).read_text('utf-8')}", "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    gh = RecordingGh(folder)
    empty: dict[str, Any] = {
        "calls": [],
        "issues": [],
        "labels": [],
        "permissions": {},
        "pages": None,
        "has_issues": True,
    }
    gh.file.write_text(json.dumps(empty), "utf-8")
    return gh


class _HttpError(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def _needs(state: dict[str, Any], permission: str, level: str) -> None:
    granted = state["permissions"].get(permission)
    if granted not in {level, "write"}:
        raise _HttpError(403, "Resource not accessible by integration")


def _answer(state: dict[str, Any], method: str, path: str, data: dict[str, Any]) -> Any:
    top = f"repos/{REPOSITORY}"
    if (method, path) == ("GET", top):
        return {
            "html_url": f"https://github.com/{REPOSITORY}",
            "default_branch": "main",
            "has_issues": state["has_issues"],
        }
    if (method, path) == ("GET", f"{top}/pages"):
        _needs(state, "pages", "read")
        if state["pages"] is None:
            raise _HttpError(404, "Not Found")
        return state["pages"]
    if (method, path) == ("PUT", f"{top}/actions/workflows/refresh.yml/enable"):
        _needs(state, "actions", "write")
        return None
    if path == f"{top}/labels" or path.startswith(f"{top}/labels/"):
        _needs(state, "issues", "read" if method == "GET" else "write")
        return _labels(state, method, path.removeprefix(f"{top}/labels"), data)
    if path == f"{top}/issues" or path.startswith(f"{top}/issues/"):
        _needs(state, "issues", "read" if method == "GET" else "write")
        if len(data.get("body", "")) > _BODY_LIMIT:
            raise _HttpError(422, "Validation Failed")
        return _issues(state, method, path.removeprefix(f"{top}/issues"), data)
    raise _HttpError(404, "Not Found")


def _labels(state: dict[str, Any], method: str, rest: str, data: dict[str, Any]) -> Any:
    if method == "POST":
        state["labels"].append(data["name"])
        return data
    if rest.removeprefix("/") not in state["labels"]:
        raise _HttpError(404, "Not Found")
    return {"name": rest.removeprefix("/")}


def _issues(state: dict[str, Any], method: str, rest: str, data: dict[str, Any]) -> Any:
    issues = state["issues"]
    if (method, rest) == ("GET", ""):
        assert data["state"] == "all"
        assert data["sort"] == "created"
        return [one for one in issues if {"name": data["labels"]} in one["labels"]]
    if (method, rest) == ("POST", ""):
        new = {"number": len(issues) + 1, "state": "open", "comments": [], **data}
        # Unknown ones are left out without a word.
        new["labels"] = [{"name": name} for name in data["labels"] if name in state["labels"]]
        issues.append(new)
        return new
    number, _, below = rest.removeprefix("/").partition("/")
    issue = issues[int(number) - 1]
    if (method, below) == ("PATCH", ""):
        issue.update(data)
        return issue
    if (method, below) == ("POST", "comments"):
        issue["comments"].append(data["body"])
        return {"id": 1}
    raise _HttpError(404, "Not Found")


def _main(arguments: list[str]) -> int:
    file = Path(os.environ["GH_STATE"])
    state = json.loads(file.read_text("utf-8"))
    if not os.environ.get("GH_TOKEN"):
        print("gh: To use GitHub CLI in a workflow, set the GH_TOKEN environment variable.",  # noqa: T201
              file=sys.stderr)  # fmt: skip
        return 4
    assert arguments[0] == "api", arguments
    method, path, data, sent = None, None, {}, ""
    rest = iter(arguments[1:])
    for argument in rest:
        if argument.startswith("--method"):
            method = argument.partition("=")[2] or next(rest)
        elif argument == "--input=-":
            sent = sys.stdin.read()
            data = json.loads(sent)
        elif re.match(r"-f[a-z_]+=", argument):
            name, _, value = argument[2:].partition("=")
            data[name] = value
        else:
            assert not argument.startswith("-"), f"unknown flag: {argument}"
            assert path is None, arguments
            path = argument
    assert path is not None, arguments
    method = method or ("POST" if data else "GET")
    path = path.replace("{owner}/{repo}", REPOSITORY)
    state["calls"].append({"method": method, "path": path, "argv": arguments, "stdin": sent})
    try:
        if state.get("down"):
            raise _HttpError(502, "Bad Gateway")
        answer = _answer(state, method, path, data)
    except _HttpError as error:
        print(json.dumps({"message": str(error)}))  # noqa: T201
        print(f"gh: {error} (HTTP {error.status})", file=sys.stderr)  # noqa: T201
        return 1
    finally:
        file.write_text(json.dumps(state), "utf-8")
    print("" if answer is None else json.dumps(answer))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
