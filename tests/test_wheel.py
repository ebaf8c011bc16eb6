"""The wheel, in a virtual environment of its own, in sites that are not this project."""

import base64
import hashlib
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from making import GUILD, Site
from showcase import __version__
from showcase.standin import StandIn, guild_invite

ROOT = Path(__file__).parent.parent
MKDOCS = """\
site_name: Garden notes
site_url: https://garden.example/
theme:
  name: material
  font: false
  custom_dir: overrides
  palette: {primary: teal, accent: amber}
extra_css: [own.css]
"""
PICTURE = "https://pictures.example.net/rose.jpg"
THEIRS = {
    "docs/index.md": f"# Our garden\n\n![A rose]({PICTURE})\n\nWritten by [us](about.md).\n",
    "docs/about.md": "# About us\n\nWe dig.\n",
    "docs/own.css": ".ours { color: green }\n",
    "overrides/main.html": '{% extends "base.html" %}\n'
    '{% block announce %}<p class="ours">Open on Sunday</p>{% endblock %}\n'
    '{% block scripts %}{{ super() }}<script id="ours">window.ours = 1 < 2</script>{% endblock %}\n',
    "overrides/partials/footer.html": '<footer class="md-footer">Grown by hand</footer>\n',
}
OURS = {
    "content/servers/tomatoes.yml": "name: Tomatoes\ninvite: tomatoes\nsummary: Growers.\n"
    "communities: [garden]\n",
    "content/communities/garden.yml": "name: Garden\nsummary: People who grow things.\n",
}


@dataclass(frozen=True)
class Room:
    """A folder and the environment in which commands run there."""

    folder: Path
    binaries: Path
    variables: dict[str, str]

    def run(self, *command: str) -> str:
        """Run an installed command; return what it printed."""
        done = subprocess.run(
            [str(self.binaries / command[0]), *command[1:]],
            cwd=self.folder,
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def write(self, files: dict[str, str]) -> None:
        """Write files below the folder."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def room(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """Install the wheel apart from the checkout, beside the packages that are here anyway."""
    folder = tmp_path_factory.mktemp("room")
    place = folder / "venv"
    venv.create(place)
    scripts = sysconfig.get_path("scripts", "venv", {"base": str(place)})
    libraries = sysconfig.get_path("purelib", "venv", {"base": str(place)})
    # A line of a .pth file is a path alone: the checkout's own .pth beside them is not read.
    Path(libraries, "others.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    python = Path(scripts) / Path(sys.executable).name
    install = ["-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps"]
    subprocess.run(
        [sys.executable, *install, "--no-index", "--ignore-installed", str(wheel)], check=True
    )
    mkdocs = Path(scripts) / "mkdocs"
    mkdocs.write_text(f"#!{python}\nfrom mkdocs.__main__ import cli\ncli()\n", "utf-8")
    mkdocs.chmod(0o755)
    kept = {"PATH", "HOME", "LANG", "SYSTEMROOT"}
    variables = {name: value for name, value in os.environ.items() if name in kept}
    with StandIn() as discord:
        discord.invites["tomatoes"] = guild_invite("tomatoes", guild_id=GUILD, name="Tomatoes")
        variables |= {
            "NO_MKDOCS_2_WARNING": "1",
            "SHOWCASE_API_URL": discord.api_url,
            "SHOWCASE_CDN_URL": discord.cdn_url,
            "SHOWCASE_MIRROR_URL": "none",
        }
        yield Room(folder, Path(scripts), variables)


@pytest.fixture(scope="module")
def sites(room: Room) -> tuple[Site, Site]:
    """An existing site, as it was and with the plugin and one entry."""
    room.write({"mkdocs.yml": MKDOCS, **THEIRS})
    room.run("mkdocs", "build", "--strict", "--site-dir", "before")
    plugins = "plugins:\n  - search\n  - showcase:\n      allow_hosts: [pictures.example.net]\n"
    room.write({"mkdocs.yml": MKDOCS + plugins, **OURS})
    room.run("mkdocs", "build", "--strict", "--site-dir", "after")
    return Site(room.folder / "before", []), Site(room.folder / "after", [])


def test_the_wheel_ships_whatever_is_no_module(wheel: Path) -> None:
    shipped = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "generator/showcase"
    wanted = {
        f"showcase/{path.relative_to(package).as_posix()}"
        for path in package.rglob("*")
        if path.is_file() and path.suffix != ".pyc" and ".ruff_cache" not in path.parts
    }
    overrides = ROOT / "theme_overrides"
    wanted |= {
        f"showcase/theme_overrides/{path.relative_to(overrides).as_posix()}"
        for path in overrides.rglob("*")
        if path.is_file()
    }
    assert wanted - shipped == set()


def test_the_package_in_use_is_that_of_the_wheel(room: Room) -> None:
    assert room.run("showcase", "--version").strip().endswith(__version__)
    code = "import showcase; print(showcase.__file__)"
    python = Path(sys.executable).name
    assert room.run(python, "-c", code).startswith(str(room.folder))


def test_an_entry_of_an_existing_site_has_its_page(sites: tuple[Site, Site]) -> None:
    _, after = sites
    assert after.server("tomatoes")["state"] == "live"
    assert "https://discord.gg/tomatoes" in after.links("servers/tomatoes/")
    assert "servers/tomatoes/" in after.links("communities/garden/")


def test_no_file_of_an_existing_site_is_replaced(sites: tuple[Site, Site]) -> None:
    before, after = sites
    kept = {path: data for path, data in before.files().items() if not path.endswith(".html")}
    changed = {path for path, data in kept.items() if after.files()[path] != data}
    # What lists all pages lists ours as well.
    assert {path for path in changed if not path.startswith("assets/")} <= {
        "sitemap.xml",
        "sitemap.xml.gz",
        "search/search_index.json",
    }
    assert not [path for path in changed if path.startswith("assets/")]
    assert {"own.css", "about/index.html"} <= after.files().keys()


@pytest.mark.parametrize("address", ["", "about/"])
def test_the_pages_of_an_existing_site_say_what_they_said(
    sites: tuple[Site, Site], address: str
) -> None:
    before, after = sites
    assert after.text(address) == before.text(address)
    assert after.page(address).cssselect("title")[0].text == (
        before.page(address).cssselect("title")[0].text
    )


@pytest.mark.parametrize("address", ["", "about/", "servers/tomatoes/", "404.html"])
def test_the_frame_of_an_existing_site_stays_on_every_page(
    sites: tuple[Site, Site], address: str
) -> None:
    page = sites[1].page(address)
    assert [one.text for one in page.cssselect("p.ours")] == ["Open on Sunday"]
    assert [one.text for one in page.cssselect("footer.md-footer")] == ["Grown by hand"]
    assert [one.text for one in page.cssselect("script#ours")] == ["window.ours = 1 < 2"]
    assert page.cssselect('link[rel="stylesheet"][href$="own.css"]')


@pytest.mark.parametrize("address", ["", "about/", "servers/tomatoes/", "404.html"])
def test_our_head_stands_on_every_page_though_main_html_is_theirs(
    sites: tuple[Site, Site], address: str
) -> None:
    page = sites[1].page(address)
    (policy,) = page.cssselect('meta[http-equiv="Content-Security-Policy"]')
    assert "img-src 'self' pictures.example.net data:" in policy.get("content")
    assert _hashed("window.ours = 1 < 2") in policy.get("content")
    assert page.cssselect('meta[property="og:title"]')
    assert page.cssselect('link[rel~="feed"]')


def _hashed(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def test_a_showcase_begun_from_the_wheel_builds(room: Room) -> None:
    options = ["--name", "Mine", "--repository", "me/mine"]
    room.run("showcase", "init", "mine", *options)
    variables = {**room.variables, "SHOWCASE_REFRESH": "never"}
    begun = Room(room.folder / "mine", room.binaries, variables)
    begun.run("mkdocs", "build", "--strict")
    begun.run("showcase", "check")
    built = Site(begun.folder / "site", [])
    assert "servers/python-discord/" in built.links("")
    pin = f"community-showcase=={__version__}"
    assert pin in (begun.folder / "requirements.txt").read_text("utf-8")
