"""The ways out: other builders make the same site, of an export or of the project itself."""

import errno
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import html

from forms import FULL
from making import GUILD, Showcase, standing
from showcase.database import hold
from showcase.standin import UNKNOWN_INVITE

ROOT = Path(__file__).parent.parent
PLACES = ROOT / ".cache" / "exits"
AT = 1_795_176_000  # what all builds take for now: 2026-11-20
SERVERS = ("alpha", "beta", "gamma", "delta")


def _filled(showcase: Showcase, count: int) -> Showcase:
    """A small showcase of every kind of page; `count` more servers in it."""
    showcase.page(
        "index.md", "---\ntemplate: showcase-home.html\nfeatured: [alpha]\n---\n# Home\n\nHello.\n"
    )
    showcase.page("about.md", "# About us\n\nWritten by *hand*. [All](servers/index.md)\n")
    showcase.community(
        "games",
        name="Games & <b>play</b>",
        about="Dice, **cards**.",
        color="#336699",
        featured=["alpha"],
        resources=[{"title": "Rules", "url": "https://r.example/"}],
    )
    showcase.community("music", related=["games"])
    showcase.server(
        "alpha", name="Alpha", server_id=GUILD, communities=["games", "music"],
        tags=["board games", "c++"], languages=["en", "de"], about="What it *is*.\n\n```\ncode\n```",
        partners=["beta"], events=[{"title": "Evening", "start": "2026-12-04T19:00",
                                    "zone": "Europe/Berlin", "repeats": "weekly"}],
    )  # fmt: skip
    showcase.server("beta", name="Be{{ x }} {% y %} *ta* &amp;", partners=["alpha"], tags=["c++"])
    showcase.server(
        "gamma", name="\u063a\u0627\u0645\u0627", summary="\u0643\u0644\u0645\u0629", lang="ar"
    )
    showcase.server("delta", name="Delta", server_id="100000000000000999")
    showcase.answers("alpha-code", name="Alpha", description="Said by Discord.")
    showcase.answers("beta-code", name="Be ta", guild_id=int(GUILD) + 1)
    showcase.answers("gamma-code", UNKNOWN_INVITE)
    showcase.answers("delta-code", name="Free Coins", guild_id=int(GUILD) + 2)
    for number in range(count):
        showcase.server(f"more-{number}", communities=["music"])
        showcase.answers(
            f"more-{number}-code", name=f"More-{number}", guild_id=int(GUILD) + 9 + number
        )
    showcase.write("content/removed.yml", "servers:\n  old: {on: 2026-01-01, reason: It closed.}\n")
    showcase.config = {
        "site_name": "A showcase",
        "repo_url": "https://github.com/example/showcase",
        "edit_uri": "edit/main/content/pages/",
        "markdown_extensions": ["tables"],
    }
    return showcase


class Built:
    """A finished site, whoever built it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.pages = {
            file.relative_to(path).as_posix(): self._page(file) for file in path.rglob("*.html")
        }

    @staticmethod
    def _page(file: Path) -> tuple[str, str]:
        page = html.fromstring(file.read_text("utf-8"))
        (article,) = page.cssselect("article.md-content__inner")
        for one in article.cssselect("script, [hidden], .headerlink, .md-content__button"):
            one.drop_tree()
        return str(page.findtext(".//title")), " ".join(article.text_content().split())

    def files(self) -> set[str]:
        """What is published beside pages, without the theme's own files and indexes."""
        return {
            name for file in self.path.rglob("*")
            if file.is_file()
            and not (name := file.relative_to(self.path).as_posix()).endswith((".html", ".gz", ".map"))
            and not re.match(r"assets/(?!showcase/)|assets/showcase/search/|search|sitemap", name)
        }  # fmt: skip

    def sitemap(self) -> set[str]:
        return set(re.findall("<loc>(.*?)</loc>", (self.path / "sitemap.xml").read_text("utf-8")))

    def found(self, words: str) -> set[str]:
        """The pages of servers and communities on which the builder's search finds words.

        Later parts of a list are left out: of a list, ours finds the first.
        """
        wanted = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
        return {
            page for one in self._index()
            if re.match("(servers|communities)/[^/]+/", page := one["location"].partition("#")[0])
            and "/page/" not in page
            and any(wanted.search(unescape(said)) for said in (one["title"], one["text"]))
        }  # fmt: skip

    def _index(self) -> list[dict[str, Any]]:
        own = self.path / "search.json"
        if own.is_file():
            return list(json.loads(own.read_text("utf-8"))["items"])
        index = self.path / "search" / "search_index.json"
        return list(json.loads(index.read_text("utf-8"))["docs"])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Showcase]:
    with pytest.MonkeyPatch.context() as patch, standing(tmp_path_factory.mktemp("exits")) as made:
        patch.setenv("SOURCE_DATE_EPOCH", str(AT))
        yield _filled(made, 60 if FULL else 2)


@pytest.fixture(scope="module")
def ours(project: Showcase) -> Built:
    """The ordinary build."""
    return Built(project.build(strict=True).path)


@pytest.fixture(scope="module")
def folder(project: Showcase, ours: Built) -> Path:
    """The export."""
    target = project.root / "exported"
    project.discord.requests.clear()
    result = project.run("export", "docs", str(target))
    assert result.exit_code == 0, result.output
    assert project.discord.requests == []
    return target


def _environment(name: str, *packages: str) -> Path:
    """Return the Python of an environment with these packages, and with all that stands in ours.

    It is kept below .cache; FULL=1 makes it anew, with the newest versions.
    """
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    place = PLACES / f"{name}-{version}"
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if FULL:
        shutil.rmtree(place, ignore_errors=True)
    if not python.exists():
        making = PLACES / f".{name}-{os.getpid()}"
        venv.create(making, clear=True)
        inner = making / python.relative_to(place)
        libraries = next(making.glob("lib*/python*/site-packages"), making / "Lib/site-packages")
        outer = sysconfig.get_paths()["purelib"]
        (libraries / "outer.pth").write_text(f"import site; site.addsitedir({outer!r})\n", "utf-8")
        options = ["--quiet", "--no-compile", "--disable-pip-version-check"]
        done = subprocess.run(
            [sys.executable, "-m", "pip", "--python", inner, "install", *options, *packages],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            shutil.rmtree(making)
            said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
            pytest.skip(f"{', '.join(packages)} cannot be installed: {' '.join(said[-1:])}")
        shutil.rmtree(place, ignore_errors=True)
        making.rename(place)
    return python


def _run(python: Path | str, *arguments: str, cwd: Path) -> None:
    done = subprocess.run(
        [python, "-m", *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _assert_same(other: Built, ours: Built, *, data: bool = True) -> None:
    assert set(other.pages) == set(ours.pages)
    different = {name: (page, ours.pages[name]) for name, page in other.pages.items()
                 if page != ours.pages[name]}  # fmt: skip
    assert different == {}
    assert other.sitemap() == ours.sitemap()
    if data:
        assert other.files() == ours.files()
    for words in ("Alpha", "Be{{ x }} {% y %} *ta* &amp;", "\u063a\u0627\u0645\u0627", "All about beta",
                  "Said by Discord", "Games & <b>play</b>", "Music", "Delta", "Free Coins"):  # fmt: skip
        assert other.found(words) == ours.found(words), words


def test_the_search_of_the_ordinary_build_finds_something(ours: Built) -> None:
    assert ours.found("Alpha") >= {"servers/alpha/"}
    assert ours.found("Said by Discord") == {"servers/alpha/"}
    assert ours.found("Delta") == ours.found("Free Coins") == set()


def test_mkdocs_alone_builds_the_same_site_of_an_export(
    folder: Path, ours: Built, tmp_path: Path
) -> None:
    """No warning, and no plugin of ours."""
    _run(
        sys.executable,
        "mkdocs",
        "build",
        "--strict",
        "-q",
        "-d",
        str(tmp_path / "site"),
        cwd=folder,
    )
    _assert_same(Built(tmp_path / "site"), ours)
    assert "showcase" not in [
        name for one in yaml.safe_load((folder / "mkdocs.yml").read_text("utf-8"))["plugins"]
        for name in one
    ]  # fmt: skip


def test_zensical_builds_the_same_site_of_an_export(
    folder: Path, ours: Built, tmp_path: Path
) -> None:
    python = _environment("zensical", "zensical")
    copy = tmp_path / "export"
    shutil.copytree(folder, copy)
    _run(python, "zensical", "build", "-f", "mkdocs.yml", cwd=copy)
    _assert_same(Built(copy / "site"), ours)


def test_properdocs_builds_the_project_itself(
    project: Showcase, ours: Built, tmp_path: Path
) -> None:
    python = _environment("properdocs", "properdocs")
    config = str(project.mkdocs_yml())
    _run(
        python,
        "properdocs",
        "build",
        "--strict",
        "-q",
        "-f",
        config,
        "-d",
        str(tmp_path / "site"),
        cwd=tmp_path,
    )
    _assert_same(Built(tmp_path / "site"), ours)


@pytest.mark.skipif(
    not FULL, reason="most of it is the unpacking of ten thousand icons: set FULL=1"
)
def test_materialx_dresses_the_project_itself(
    project: Showcase, ours: Built, tmp_path: Path
) -> None:
    python = _environment("materialx", "mkdocs-materialx")
    config = yaml.safe_load(project.mkdocs_yml().read_text("utf-8"))
    config["theme"]["name"] = "materialx"
    config["plugins"]["search"] = {"provider": "lunr"}
    other = project.root / "materialx.yml"
    other.write_text(yaml.safe_dump(config), "utf-8")
    _run(
        python,
        "mkdocs",
        "build",
        "-q",
        "-f",
        str(other),
        "-d",
        str(tmp_path / "site"),
        cwd=tmp_path,
    )
    _assert_same(Built(tmp_path / "site"), ours)


# What the export is made of


def settings(showcase: Showcase, text: str) -> dict[str, Any]:
    """The mkdocs.yml of an export of a project with this one; tags as text."""
    showcase.write("mkdocs.yml", text)
    from click.testing import CliRunner

    from showcase.cli import main

    target = showcase.root / "out"
    result = CliRunner().invoke(
        main, ["export", "docs", str(target), "-f", str(showcase.root / "mkdocs.yml")]
    )
    assert result.exit_code == 0, result.output

    class Loader(yaml.SafeLoader):
        pass

    Loader.add_multi_constructor("", lambda loader, suffix, node: f"{node.tag} {node.value!r:.40}")
    return dict(yaml.load((target / "mkdocs.yml").read_text("utf-8"), Loader))


def test_all_else_of_the_settings_stays(showcase: Showcase) -> None:
    showcase.server("alpha").write(
        "base.yml", "site_name: Base\ntheme: {name: material, font: false}\n"
    )
    showcase.write("content/pages/x.css", "").write("mine/main.html", '{% extends "base.html" %}\n')
    kept = settings(
        showcase,
        f"""INHERIT: base.yml
site_url: !ENV [NOWHERE, "https://s.example/"]
docs_dir: content/pages
theme: {{custom_dir: mine, language: de}}
extra_css: [x.css]
extra: {{mine: 1}}
plugins:
  - search
  - showcase: {{cache_dir: .cache, refresh: never, api_url: {showcase.discord.api_url}}}
markdown_extensions:
  - pymdownx.emoji: {{emoji_index: !!python/name:material.extensions.emoji.twemoji }}
""",
    )
    assert kept["site_name"] == "Base"
    assert kept["site_url"].startswith("!ENV")
    assert kept["theme"] == {
        "name": "material", "font": False, "language": "de", "custom_dir": "overrides",
        "variant": "classic",
    }  # fmt: skip
    assert kept["extra_css"] == ["assets/showcase/showcase.css", "x.css"]
    assert kept["extra"]["mine"] == 1
    assert kept["plugins"] == [{"search": {}}]
    assert "emoji.twemoji" in str(kept["markdown_extensions"])
    assert "INHERIT" not in kept
    main = (showcase.root / "out/overrides/main.html").read_text("utf-8")
    assert main == '{% extends "showcase-frame.html" %}\n'


def test_a_site_without_a_navigation_gets_the_one_that_mkdocs_makes(showcase: Showcase) -> None:
    showcase.server("alpha").page("about.md", "# About\n").page("more/x.md", "# X\n")
    result = showcase.run("export", "docs", str(showcase.root / "out"))
    assert result.exit_code == 0
    kept = yaml.safe_load((showcase.root / "out/mkdocs.yml").read_text("utf-8"))
    assert kept["nav"][:2] == ["index.md", "about.md"]
    assert {"More": ["more/x.md"]} in kept["nav"]
    assert {"Servers": ["servers/index.md"]} in kept["nav"]
    assert "servers/alpha/index.md" not in str(kept["nav"])


def test_an_export_replaces_an_earlier_one_and_nothing_else(showcase: Showcase) -> None:
    target = showcase.root / "out"
    showcase.server("alpha").server("beta").run("export", "docs", str(target))
    (showcase.root / "content/servers/beta.yml").unlink()
    assert showcase.run("export", "docs", str(target)).exit_code == 0
    assert [path.name for path in (target / "docs/servers").iterdir() if path.is_dir()] == ["alpha"]
    other = showcase.root / "content"
    refused = showcase.run("export", "docs", str(other))
    assert (refused.exit_code, len(refused.stderr.splitlines())) == (1, 1)
    assert (other / "servers/alpha.yml").exists()


def test_an_export_that_breaks_off_leaves_the_earlier_one_and_can_be_tried_again(
    showcase: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = showcase.root / "out"

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def export(*, breaks: bool) -> int:
        with monkeypatch.context() as patch:
            if breaks:
                patch.setattr("shutil.copyfile", full)
            return showcase.run("export", "docs", str(target)).exit_code

    showcase.server("alpha")
    assert [export(breaks=True), export(breaks=False)] == [1, 0]
    before = contents(target)
    showcase.server("beta")
    assert export(breaks=True) == 1
    after = contents(target)
    assert {name: after[name] for name in before} == before
    assert export(breaks=False) == 0
    assert "docs/servers/beta/index.md" in contents(target)
    assert not [name for name in contents(target) if name.startswith(".")]


def test_an_export_that_is_ended_twice_can_be_tried_again(
    showcase: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = showcase.server("alpha").root / "out"
    assert showcase.run("export", "docs", str(target)).exit_code == 0
    before = contents(target)
    # Ended while it took the place of the earlier one; and once more while it cleared that away.
    (target / "mkdocs.yml").unlink()
    (target / "overrides").rename(target / ".unfinished")
    remove = shutil.rmtree

    def ended(path: Path) -> None:
        remove(path)
        raise OSError("ended")

    with monkeypatch.context() as patch:
        patch.setattr("shutil.rmtree", ended)
        assert showcase.run("export", "docs", str(target)).exit_code == 1
    assert showcase.run("export", "docs", str(target)).exit_code == 0
    assert contents(target).keys() == before.keys()


def test_two_exports_into_one_folder_do_not_mix(showcase: Showcase) -> None:
    target = showcase.server("alpha").root / "out"
    assert showcase.run("export", "docs", str(target)).exit_code == 0
    before = contents(target)
    (target / ".unfinished").mkdir()
    with closing(hold(target / ".unfinished/.lock")):
        refused = showcase.run("export", "docs", str(target))
    assert refused.exit_code == 1
    assert refused.stderr.endswith("cannot be written: another export is being written there\n")
    assert {name: contents(target)[name] for name in before} == before
    assert showcase.run("export", "docs", str(target)).exit_code == 0
    assert contents(target).keys() == before.keys()


def contents(target: Path) -> dict[str, bytes]:
    """Every file of a folder by its path."""
    files = (path for path in target.rglob("*") if path.is_file())
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in files}


def test_a_page_of_the_maintainers_stands_in_for_a_generated_one(showcase: Showcase) -> None:
    showcase.server("alpha").page("servers/alpha.md", "# By hand\n")
    target = showcase.root / "out"
    showcase.run("export", "docs", str(target))
    assert not (target / "docs/servers/alpha/index.md").exists()
    assert (target / "docs/servers/alpha.md").read_text("utf-8") == "# By hand\n"


def test_an_export_asks_nobody_and_says_what_it_left_out(showcase: Showcase) -> None:
    showcase.config["hooks"] = ["hook.py"]
    showcase.server("alpha").write("hook.py", "")
    result = showcase.run("export", "docs", str(showcase.root / "out"))
    assert result.exit_code == 0
    assert "`hooks` of mkdocs.yml was left out" in result.stderr
    assert showcase.discord.requests == []
    assert list((showcase.root / "out").rglob("*.py")) == []
