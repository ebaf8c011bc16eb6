"""A runner for our workflows on this machine: it reads the commands out of the YAML and runs them.

What an action of somebody else does is done in a few lines here. What a `run:` says is run with the
environment that the file gives it and nothing else: by bash, as on GitHub, or, as it takes a tenth
of the time, in this process where it is a command of ours.
"""

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import mkdocs.__main__
import yaml
from click.testing import CliRunner

import showcase.cli
from recording_gh import REPOSITORY, RecordingGh

ROOT: Final = Path(__file__).parent.parent
_EXPRESSION: Final = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_BIN: Final = Path(sys.executable).parent
_PROGRAMS: Final = {"showcase": showcase.cli.main, "mkdocs": mkdocs.__main__.cli}


def workflow(path: Path) -> dict[str, Any]:
    """Read a workflow; YAML takes the key `on` for true."""
    data = yaml.safe_load(path.read_text("utf-8"))
    return {("on" if key is True else key): value for key, value in data.items()}


def _bash(command: str, where: Path, environment: dict[str, str]) -> tuple[int, str]:
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command]
    done = subprocess.run(
        shell, cwd=where, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def _here(command: str, where: Path, environment: dict[str, str]) -> tuple[int, str]:
    with patch.dict(os.environ, environment, clear=True), contextlib.chdir(where):
        program, *arguments = (os.path.expandvars(word) for word in shlex.split(command))
        done = CliRunner().invoke(_PROGRAMS[program], arguments)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


class _Context(dict[str, Any]):
    """A context of expressions; what is not there is empty, as on GitHub."""

    def __getattr__(self, name: str) -> Any:
        value = self.get(name, "")
        return _Context(value) if isinstance(value, dict) else value


@dataclass
class Run:
    """What a job came to.

    Attributes:
        steps: By id, or by the command: success, failure or skipped.
        outputs: Of steps with an id.
        artifacts: Folders with what was uploaded, by name.
    """

    steps: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    logs: dict[str, str] = field(default_factory=dict)
    job_outputs: dict[str, str] = field(default_factory=dict)
    artifacts: dict[str, Path] = field(default_factory=dict)
    summary: str = ""
    is_green: bool = True

    def log(self, start: str) -> str:
        """What the commands that begin so printed."""
        return "".join(log for command, log in self.logs.items() if command.startswith(start))


@dataclass
class Runner:
    """A machine that GitHub would start for one job.

    Attributes:
        source: What a checkout gives: the repository, or a folder.
        environment: What stands in for Discord and the published site.
        by_bash: Whether bash runs all commands.
    """

    folder: Path
    source: Path
    gh: RecordingGh
    environment: dict[str, str]
    artifacts: dict[str, Path] = field(default_factory=dict)
    inputs: dict[str, Any] = field(default_factory=dict)
    needs: dict[str, dict[str, str]] = field(default_factory=dict)
    by_bash: bool = False

    def run(self, file: Path, job: str) -> Run:
        """Run a job of a workflow, its steps in order."""
        data = workflow(file)
        given = data["jobs"][job]
        self._workspace = self.folder / f"{job}-{len(list(self.folder.iterdir()))}"
        self._workspace.mkdir(parents=True)
        self._job, self._run, self._env = given, Run(), dict(given.get("env", {}))
        self.gh.change(permissions=given.get("permissions", {}))
        for step in given["steps"]:
            self._step(step)
        done = self._run
        done.artifacts = dict(self.artifacts)
        done.job_outputs = {
            name: self._text(value) for name, value in given.get("outputs", {}).items()
        }
        return done

    def is_wanted(self, condition: str) -> bool:
        """Evaluate the `if` of a job that comes after others."""
        self._run = Run()
        return bool(self._evaluate(_EXPRESSION.sub(r"\1", condition)))

    def _step(self, step: dict[str, Any]) -> None:
        name = step.get("id") or step.get("run") or step["uses"].split("@")[0]
        condition = _EXPRESSION.sub(r"\1", str(step.get("if", "success()")))
        if "success()" not in condition and "cancelled()" not in condition:
            condition = f"success() && ({condition})"
        if not self._evaluate(condition):
            self._run.steps[name] = "skipped"
            return
        passed = self._command(step, name) if "run" in step else self._action(step, name)
        self._run.steps[name] = "success" if passed else "failure"
        self._run.is_green &= passed

    def _command(self, step: dict[str, Any], name: str) -> bool:
        command = step["run"]
        assert "${{" not in command
        if command.startswith("python -m pip install "):
            return True
        files = {key: self._workspace.parent / f"{key}.txt" for key in ("output", "summary")}
        for file in files.values():
            file.write_text("", "utf-8")
        defaults = self._job.get("defaults", {}).get("run", {})
        where = self._workspace / step.get(
            "working-directory", defaults.get("working-directory", "")
        )
        environment = {
            "PATH": f"{self.gh.folder}:{_BIN}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "GH_STATE": str(self.gh.file),
            "GITHUB_ACTIONS": "true",
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_OUTPUT": str(files["output"]),
            "GITHUB_STEP_SUMMARY": str(files["summary"]),
            "GITHUB_WORKSPACE": str(self._workspace),
            "NO_MKDOCS_2_WARNING": "1",
            **self.environment,
            **{
                key: self._text(value)
                for key, value in {**self._env, **step.get("env", {})}.items()
            },
        }
        program = command.split()[0]
        run = _bash if self.by_bash or program not in _PROGRAMS else _here
        code, self._run.logs[command] = run(command, where, environment)
        self._run.summary += files["summary"].read_text("utf-8")
        lines = files["output"].read_text("utf-8").splitlines()
        self._run.outputs[name] = dict(line.split("=", 1) for line in lines)
        return code == 0

    def _action(self, step: dict[str, Any], name: str) -> bool:
        action = step["uses"].split("@")[0]
        given = {key: self._text(value) for key, value in step.get("with", {}).items()}
        match action:
            case "actions/checkout":
                self._check_out(given)
            case "actions/configure-pages":
                url = self.gh.state()["pages"]["html_url"].rstrip("/")
                self._run.outputs[name] = {"base_url": url}
            case "actions/upload-artifact" | "actions/upload-pages-artifact":
                self._upload(given.get("name", "github-pages"), self._workspace / given["path"])
            case "actions/download-artifact":
                shutil.copytree(self.artifacts[given["name"]], self._workspace, dirs_exist_ok=True)
            case "actions/setup-python" | "actions/cache":
                pass
            case _:
                raise AssertionError(action)
        return True

    def _check_out(self, given: dict[str, str]) -> None:
        target = self._workspace / given.get("path", "")
        if not (self.source / ".git").exists():
            shutil.copytree(self.source, target, dirs_exist_ok=True)
            return
        depth = given.get("fetch-depth", "1")
        command = ["git", "clone", "-q", f"--depth={depth}", self.source.as_uri(), str(target)]
        subprocess.run(command, check=True)

    def _upload(self, name: str, path: Path) -> None:
        if not path.exists():
            return
        target = self.folder / "artifacts" / name
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        if path.is_dir():
            shutil.copytree(path, target, dirs_exist_ok=True)
        else:
            shutil.copy(path, target)
        self.artifacts[name] = target

    def _text(self, value: Any) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        return _EXPRESSION.sub(lambda match: self._shown(match[1]), str(value))

    def _shown(self, expression: str) -> str:
        value = self._evaluate(expression)
        return str(value).lower() if isinstance(value, bool) else str(value)

    def _evaluate(self, expression: str) -> Any:
        steps = {
            name: {"outcome": self._run.steps.get(name, "skipped"), "outputs": outputs}
            for name, outputs in (
                (name, self._run.outputs.get(name, {}))
                for name in {*self._run.steps, *self._run.outputs}
            )
        }
        names = {
            "steps": _Context(steps),
            "inputs": _Context(self.inputs),
            "needs": _Context({job: {"outputs": found} for job, found in self.needs.items()}),
            "github": _Context(
                token="ghs_token", server_url="https://github.com", repository=REPOSITORY,
                run_id="1", run_attempt="1",
            ),
            "success": lambda: self._run.is_green,
            "cancelled": lambda: False,
            "hashFiles": lambda name: "a hash" if (self._workspace / name).is_file() else "",
        }  # fmt: skip
        python = expression.replace("&&", " and ").replace("||", " or ")
        python = re.sub(r"!(?!=)", " not ", python)
        return eval(python.strip(), {"__builtins__": {}}, names)
