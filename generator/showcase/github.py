"""GitHub, through its program `gh`: what the workflows and a maintainer's desk have alike.

All goes through `gh api`: its lists are fresh, where `gh issue list --label` asks a search index
that lags behind, and it needs no rights beyond those of the one call.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from showcase.text import quoted

_HTTP: Final = re.compile(r"\(HTTP (\d{3})\)")
_URL: Final = re.compile(r"https://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._-]+){2}")
_BRANCH: Final = re.compile(r"[A-Za-z0-9._/-]+")
_NOT_LOGGED_IN: Final = 4
_TIMEOUT: Final = 60


class GitHubError(Exception):
    """GitHub could not be asked; the message says why and what to do.

    Attributes:
        status: The HTTP status, where there was one.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository of a folder: its address with no slash at the end, and its main branch."""

    url: str
    branch: str


@dataclass(frozen=True, slots=True)
class Pages:
    """How a repository publishes; `by_workflow` tells whether a workflow may."""

    url: str
    by_workflow: bool


class GitHub:
    """The repository of a folder, or the one that GH_REPO names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def repository(self) -> Repository:
        """Return where the repository is.

        Raises:
            GitHubError: it cannot be asked.
        """
        data = self._api("repos/{owner}/{repo}")
        url, branch = str(data.get("html_url")), str(data.get("default_branch"))
        if not _URL.fullmatch(url) or not _BRANCH.fullmatch(branch):
            raise GitHubError(f"GitHub answers with an address that is none: {quoted(url)}.")
        if not data.get("has_issues", True):
            raise GitHubError(
                "the repository has no issues. Turn them on: Settings > General > Features > "
                "Issues."
            )
        return Repository(url, branch)

    def pages(self) -> Pages | None:
        """Return how the repository publishes; None where Pages is off.

        Raises:
            GitHubError: it cannot be asked.
        """
        try:
            data = self._api("repos/{owner}/{repo}/pages")
        except GitHubError as error:
            if error.status == 404:
                return None
            raise
        return Pages(str(data.get("html_url", "")), data.get("build_type") == "workflow")

    def issues(self, label: str) -> list[dict[str, Any]]:
        """Return the issues with a label, open and closed, the oldest first, at most 100.

        Raises:
            GitHubError: it cannot be asked.
        """
        fields = {"labels": label, "state": "all", "sort": "created", "direction": "asc"}
        given = [f"-f{name}={value}" for name, value in fields.items()]
        found = self._api("repos/{owner}/{repo}/issues", "--method=GET", *given, "-fper_page=100")
        return [one for one in found if "pull_request" not in one]

    def create_issue(self, title: str, body: str, label: str) -> int:
        """Create an issue with a label, which is made if there is none yet. Return its number.

        Raises:
            GitHubError: it could not be done, or GitHub left the label out.
        """
        self._ensure_label(label)
        sent = {"title": title, "body": body, "labels": [label]}
        made = self._send("POST", "repos/{owner}/{repo}/issues", sent)
        number = int(made["number"])
        if label not in {one.get("name") for one in made.get("labels", [])}:
            raise GitHubError(
                f"GitHub made issue {number} without the label `{label}`. Give it the label by "
                "hand: without it the issue is not found again."
            )
        return number

    def change_issue(self, number: int, **fields: str) -> None:
        """Change fields of an issue: `body`, `state` (open, closed), `state_reason`.

        Raises:
            GitHubError: it could not be done.
        """
        self._send("PATCH", f"repos/{{owner}}/{{repo}}/issues/{number}", fields)

    def comment(self, number: int, body: str) -> None:
        """Write below an issue.

        Raises:
            GitHubError: it could not be done.
        """
        self._send("POST", f"repos/{{owner}}/{{repo}}/issues/{number}/comments", {"body": body})

    def _ensure_label(self, label: str) -> None:
        try:
            self._api(f"repos/{{owner}}/{{repo}}/labels/{label}")
        except GitHubError as error:
            if error.status != 404:
                raise
            sent = {"name": label, "color": "ededed", "description": "Kept by a workflow"}
            self._send("POST", "repos/{owner}/{repo}/labels", sent)

    def _send(self, method: str, path: str, data: Mapping[str, object]) -> Any:
        return self._api(path, f"--method={method}", "--input=-", sent=json.dumps(data))

    def _api(self, path: str, *arguments: str, sent: str | None = None) -> Any:
        program = shutil.which("gh")
        if program is None:
            raise GitHubError(
                "the program `gh` is not installed. Get it from https://cli.github.com, then run "
                "`gh auth login`."
            )
        try:
            done = subprocess.run(  # noqa: S603
                [program, "api", path, *arguments],
                cwd=self._folder,
                env={**os.environ, "GH_PROMPT_DISABLED": "1", "NO_COLOR": "1"},
                input=sent or "",
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=_TIMEOUT,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise GitHubError(f"`gh` did not answer: {error}. Try again.") from error
        if done.returncode != 0:
            raise _error(done.returncode, done.stderr)
        try:
            return json.loads(done.stdout or "null")
        except ValueError as error:
            raise GitHubError("`gh` answered with something that is no JSON.") from error


def _error(code: int, said: str) -> GitHubError:
    match = _HTTP.search(said)
    status = int(match[1]) if match else None
    lines = [line for line in said.splitlines() if line.strip()]
    why = quoted(lines[0]) if lines else f"`gh` ended with {code}"
    if code == _NOT_LOGGED_IN or status == 401:
        return GitHubError(f"`gh` is not logged in ({why}). Run `gh auth login`.", status)
    if status == 403:
        remedy = "Give the job, or your login, the right to do so."
    elif status == 404:
        remedy = "Check that this folder belongs to a repository that you can see."
    else:
        remedy = "Try again later."
    return GitHubError(f"GitHub could not be asked: {why}. {remedy}", status)
