"""What a command says to the workflow that runs it; nothing at all on a desk.

Source: docs.github.com, "Workflow commands for GitHub Actions".
"""

import os
import re
from pathlib import Path
from typing import Final

import click

from showcase.refresh import Outcome
from showcase.text import code_span, log_line

_NAME: Final = re.compile(r"[a-z_]+")
_MANY: Final = 10
_SILENT: Final = (
    "**Discord answered nothing.** The site shows what was known before. Shared machines are "
    "often blocked for a day. Ways out: wait, the next run asks again; run "
    "`showcase refresh --save` at home and commit `content/records.json`; or use a runner of your "
    "own."
)
_HELD_BACK: Final = (
    "**{count} servers would lose their link at once**, so their earlier state is shown: "
    "{slugs}. The site is published all the same. If it is Discord's fault, wait. If they are "
    "really gone, run this workflow by hand with `accept`."
)
NO_PAGES: Final = (
    "**The site is built, but GitHub Pages is off.** Two clicks turn it on: in this repository, "
    "Settings > Pages, then Build and deployment > Source > GitHub Actions. After that run the "
    "workflow `publish` by hand."
)


def put(name: str, value: str) -> None:
    """Set an output of the step that this command is."""
    if not _NAME.fullmatch(name) or not value.isprintable():
        raise ValueError(f"{name} is no output of one line")
    _append("GITHUB_OUTPUT", f"{name}={value}\n")


def summarise(markdown: str) -> None:
    """Write Markdown onto the page of the run."""
    _append("GITHUB_STEP_SUMMARY", f"{markdown.rstrip()}\n\n")


def warn(line: str) -> None:
    """Let the page of the run show a warning."""
    if os.environ.get("GITHUB_ACTIONS"):
        click.echo(f"::warning::{log_line(line).replace('%', '%25')}")


def tell(outcome: Outcome, held_back: tuple[str, ...]) -> None:
    """Say what a refresh came to. Output: `held_back` (true or false)."""
    summarise(refresh_summary(outcome, held_back))
    put("held_back", "true" if held_back else "false")
    if is_silent(outcome):
        warn("Discord answered nothing. The ways out stand in the summary of this run.")
    if held_back:
        warn(f"{len(held_back)} servers would lose their link at once. See the summary.")


def refresh_summary(outcome: Outcome, held_back: tuple[str, ...]) -> str:
    """Return what a run's page says of a refresh; what wants a person comes first."""
    parts = []
    if is_silent(outcome):
        parts.append(_SILENT)
    if held_back:
        slugs = ", ".join(held_back[:20]) + (" and more" if len(held_back) > 20 else "")
        parts.append(_HELD_BACK.format(count=len(held_back), slugs=slugs))
    parts.append(f"{outcome.line}.")
    parts += [f"- {code_span(line)}" for line in outcome.lines[1:]]
    return "\n".join(f"{part}\n" if not part.startswith("- ") else part for part in parts)


def is_silent(outcome: Outcome) -> bool:
    """Whether Discord was to be asked, and answered nothing that can be used.

    A few that fail say nothing of Discord: where all else is fresh, they alone are asked about.
    """
    many = max(1, min(_MANY, outcome.servers))
    is_shut = outcome.unreachable or outcome.refused or outcome.failed >= many
    return is_shut and outcome.asked == outcome.failed


def _append(variable: str, text: str) -> None:
    path = os.environ.get(variable)
    if not path:
        return
    try:
        with Path(path).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise click.ClickException(log_line(f"{variable} cannot be written: {error}")) from error
