"""`showcase demo`: a whole showcase of made-up servers."""

import os
import subprocess
import sys
from pathlib import Path

import click

from showcase.clock import SystemClock
from showcase.demo import project, world
from showcase.text import log_line


@click.command("demo")
@click.option("--serve", is_flag=True, help="Serve it afterwards, at http://127.0.0.1:8000/.")
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("site"),
    show_default=True,
    help="Where the site is built.",
)
def command(*, serve: bool, site_dir: Path) -> None:
    """Build a whole showcase of made-up servers against a stand-in for Discord."""
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
            args = [*mkdocs, "serve", "-f", str(config)]
            status = subprocess.run(args, env=environment, check=False).returncode  # noqa: S603
    if status == 0:
        click.echo(f"The demo is built: open {site_dir / 'index.html'}, or use --serve.")
    sys.exit(status)
