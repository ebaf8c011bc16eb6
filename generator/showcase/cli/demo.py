"""`showcase demo`: a whole showcase of made-up servers."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

import click

from showcase.clock import SystemClock
from showcase.demo import project, world
from showcase.text import log_line

_HOST: Final = "127.0.0.1"


@click.command("demo")
@click.option("--serve", is_flag=True, help="Serve it afterwards, at http://127.0.0.1:PORT/.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Where it is served.",
)
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("site"),
    show_default=True,
    help="Where the site is built.",
)
def command(*, serve: bool, port: int, site_dir: Path) -> None:
    """Build a whole showcase of made-up servers against a stand-in for Discord."""
    if serve:
        _check_port(port)
    now = SystemClock().now()
    folder = Path(".cache/plugin/showcase-demo").absolute()
    try:
        config = project.write(folder, now)
    except OSError as error:
        raise click.ClickException(log_line(f"the demo cannot be written: {error}")) from error
    with world.stand_in(now) as discord:
        environment = {
            **os.environ,
            "SHOWCASE_REFRESH": "auto",
            "SHOWCASE_API_URL": discord.api_url,
            "SHOWCASE_CDN_URL": discord.cdn_url,
            "SHOWCASE_MIRROR_URL": "none",
            "SHOWCASE_CACHE_DIR": str(folder / ".cache"),
            "NO_MKDOCS_2_WARNING": "1",
        }
        target = str(site_dir.absolute())
        mkdocs = [sys.executable, "-m", "mkdocs"]
        build = [*mkdocs, "build", "--strict", "-f", str(config), "-d", target]
        status = subprocess.run(build, env=environment, check=False).returncode  # noqa: S603
        if status == 0 and serve:
            args = [*mkdocs, "serve", "-f", str(config), "-a", f"{_HOST}:{port}"]
            status = subprocess.run(args, env=environment, check=False).returncode  # noqa: S603
    if status == 0:
        click.echo(f"The demo is built: open {site_dir / 'index.html'}, or use --serve.")
    sys.exit(status)


def _check_port(port: int) -> None:
    """Refuse a port that MkDocs could not serve at, which it would tell after two builds."""
    try:
        with socket.socket() as trial:
            if os.name == "posix":  # as the server does; elsewhere it would share a port in use
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((_HOST, port))
    except OSError as error:
        raise click.ClickException(
            f"the port {port} cannot be served at: {error.strerror}. Name another with --port."
        ) from error
