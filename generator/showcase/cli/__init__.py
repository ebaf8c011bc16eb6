"""The `showcase` command: glue alone, a module for each command."""

import io
import sys
from importlib import import_module
from typing import Final

import click

from showcase import __version__

_MODULES: Final = {
    "add": "add",
    "check": "check",
    "refresh": "refresh",
    "report": "report",
    "ci": "ci",
    "import": "imports",
    "export": "export",
    "demo": "demo",
    "init": "init",
}
"""The module of each command, imported when it runs: start-up time."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_MODULES)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in _MODULES:
            return None
        command: click.Command = import_module(f"showcase.cli.{_MODULES[cmd_name]}").command
        return command


@click.group(cls=_Commands)
@click.version_option(__version__)
def main() -> None:
    """Keep a showcase of Discord servers."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Not every console and pipe takes every script.
            stream.reconfigure(errors="backslashreplace")
