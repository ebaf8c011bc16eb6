"""`showcase init`: a new showcase that builds, is checked and is published as it is."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from mkdocs.commands.build import build
from mkdocs.config import load_config

from making import Site, quiet
from showcase import __version__, scaffold
from showcase.artwork.colour import contrast, parse
from showcase.cli import main
from showcase.cli.ci import expected_url
from showcase.content import load
from showcase.models.entry import Entry
from showcase.models.schema import schema

NAME = """Tom & "Jerry"'s `#1`: {{ x }} %YAML *no* \\ ☃ 🎲"""
OWNED = [
    ".devcontainer/devcontainer.json",
    ".github/CODEOWNERS",
    ".github/ISSUE_TEMPLATE/report.yml",
    ".github/PULL_REQUEST_TEMPLATE.md",
    ".github/dependabot.yml",
    ".github/workflows/entries.yml",
    ".github/workflows/publish.yml",
    ".github/workflows/refresh.yml",
    ".gitignore",
    ".vscode/extensions.json",
    ".vscode/settings.json",
    "CONTRIBUTING.md",
    "README.md",
    "content/communities/programming.yml",
    "content/pages/about.md",
    "content/pages/colours.css",
    "content/pages/contribute.md",
    "content/pages/index.md",
    "content/pages/new-to-discord.md",
    "content/removed.yml",
    "content/servers/python-discord.yml",
    "mkdocs.yml",
    "requirements.txt",
]
ANSWERS = scaffold.Answers("Mine", "https://github.com/me/mine", "https://me.github.io/mine/")


def init(folder: Path, *options: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, ["init", str(folder), *options], input=typed)


def written(folder: Path) -> list[str]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in paths)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A showcase with a name that every format could trip over."""
    folder = tmp_path_factory.mktemp("init") / "deep" / "down"
    colours = ["--accent", "#FFFF00", "--paper", "#204060"]
    result = init(folder, "--name", NAME, "--repository", "Tom-J/my.list", *colours)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="module")
def site(begun: Path) -> Iterator[Site]:
    with pytest.MonkeyPatch.context() as patch:
        quiet(patch)
        patch.setenv("SHOWCASE_REFRESH", "never")
        config = load_config(str(begun / "mkdocs.yml"), strict=True)
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        yield Site(Path(config.site_dir), [])


class TestFiles:
    def test_what_an_adopter_owns_is_written_and_nothing_else(self, begun: Path) -> None:
        assert [name for name in written(begun) if not name.startswith(("site/", ".cache/"))] == (
            OWNED
        )

    def test_no_placeholder_is_left(self, begun: Path) -> None:
        text = "".join((begun / name).read_text("utf-8") for name in OWNED if "flows" not in name)
        assert "{%" not in text
        assert "answers." not in text

    def test_the_name_survives_in_mkdocs_yml(self, begun: Path) -> None:
        assert load_config(str(begun / "mkdocs.yml")).site_name == NAME

    def test_the_readmes_heading_reads_as_the_name(self, begun: Path) -> None:
        heading = (begun / "README.md").read_text("utf-8").split("\n")[0]
        assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", heading) == f"# {NAME}"

    def test_the_readme_says_how_to_push_it(self, begun: Path) -> None:
        readme = (begun / "README.md").read_text("utf-8")
        assert "   git remote add origin https://github.com/Tom-J/my.list.git\n" in readme
        ours = Path(__file__).parent.parent.joinpath("README.md").read_text("utf-8")
        for command in re.findall(r"^   (git .*)", readme, re.MULTILINE):
            assert command.partition("https:")[0] in ours.replace("<its address>", "")

    def test_the_address_follows_from_the_repository(self, begun: Path) -> None:
        config = load_config(str(begun / "mkdocs.yml"))
        assert config.site_url == expected_url({"GITHUB_REPOSITORY": "Tom-J/my.list"})
        assert config.repo_url == "https://github.com/Tom-J/my.list"

    def test_a_run_on_github_says_itself_where_the_site_is(
        self, begun: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SITE_URL", "https://other.example/")
        monkeypatch.setenv("REPO_URL", "https://github.com/other/copy")
        config = load_config(str(begun / "mkdocs.yml"))
        assert (config.site_url, config.repo_url) == (
            "https://other.example/",
            "https://github.com/other/copy",
        )

    def test_an_upgrade_is_one_line_that_dependabot_offers(self, begun: Path) -> None:
        lines = (begun / "requirements.txt").read_text("utf-8").splitlines()
        pins = [line for line in lines if not line.startswith("#")]
        assert pins == [f"community-showcase=={__version__}"]
        dependabot = yaml.safe_load((begun / ".github/dependabot.yml").read_text("utf-8"))
        kinds = {one["package-ecosystem"]: one["directory"] for one in dependabot["updates"]}
        assert kinds["pip"] == "/"

    def test_the_owner_of_the_repository_is_asked_about_what_runs(self, begun: Path) -> None:
        lines = (begun / ".github/CODEOWNERS").read_text("utf-8").splitlines()
        owned = dict(line.split() for line in lines if not line.startswith("#"))
        assert set(owned.values()) == {"@Tom-J"}
        assert all((begun / place.lstrip("/")).exists() for place in owned)
        assert {"/.github/", "/requirements.txt", "/mkdocs.yml"} <= owned.keys()

    def test_editors_find_the_schemas_that_the_site_publishes(self, begun: Path) -> None:
        settings = json.loads((begun / ".vscode/settings.json").read_text("utf-8"))
        url = load_config(str(begun / "mkdocs.yml")).site_url
        assert settings["yaml.schemas"] == {
            f"{url}schemas/server.json": "content/servers/*.yml",
            f"{url}schemas/community.json": "content/communities/*.yml",
        }
        for kind, name in (("servers", "server"), ("communities", "community")):
            (sample,) = (begun / "content" / kind).glob("*.yml")
            modeline = sample.read_text("utf-8").split("\n")[0]
            assert modeline == f"# yaml-language-server: $schema={url}schemas/{name}.json"

    def test_a_browser_is_enough(self, begun: Path) -> None:
        container = json.loads((begun / ".devcontainer/devcontainer.json").read_text("utf-8"))
        assert container["name"] == NAME
        assert container["postCreateCommand"] == "pip install -r requirements.txt"
        workflow = (begun / ".github/workflows/publish.yml").read_text("utf-8")
        (version,) = set(re.findall(r'python-version: "([\d.]+)"', workflow))
        assert container["image"].endswith(f"-{version}")

    def test_contributing_names_every_field(self, begun: Path) -> None:
        text = (begun / "CONTRIBUTING.md").read_text("utf-8")
        named = set(re.findall(r"`(\w+)`|^(\w+):", text, re.MULTILINE))
        fields = set(schema(Entry, "x")["properties"])
        assert fields - {name for pair in named for name in pair} == set()


class TestResult:
    def test_it_builds_strictly_without_a_network(self, site: Site) -> None:
        assert "servers/python-discord/" in site.links("")
        assert site.server("python-discord")["state"] == "unchecked"

    def test_its_colours_come_after_ours(self, site: Site) -> None:
        links = site.page("").cssselect('link[rel="stylesheet"]')
        own = [link.get("href") for link in links if "assets/stylesheets" not in link.get("href")]
        assert own == ["assets/showcase/showcase.css", "colours.css"]

    def test_every_page_of_the_menu_is_there(self, begun: Path, site: Site) -> None:
        links = {link.get("href") for link in site.page("").cssselect(".md-nav--primary a[href]")}
        places = {link.removeprefix("./") for link in links if not link.startswith(("#", "http"))}
        assert {"servers/", "add/", "about/", "contribute/", "new-to-discord/"} <= places
        assert all(site.exists(place) for place in places)

    def test_its_content_has_no_mistake(self, begun: Path) -> None:
        content = load(begun / "content", begun)
        assert content.mistakes == ()
        assert len(content.servers) == len(content.communities) == 1

    def test_its_files_are_in_order(self, begun: Path) -> None:
        result = CliRunner().invoke(main, ["check", "--fix", "-f", str(begun / "mkdocs.yml")])
        assert (result.exit_code, result.output) == (0, "No mistake in 2 files.\n")

    def test_it_builds_strictly_with_ones_own_entry_instead_of_the_sample(
        self, tmp_path: Path
    ) -> None:
        assert init(tmp_path / "new", "--name", "Mine", "--repository", "me/mine").exit_code == 0
        servers = tmp_path / "new/content/servers"
        (servers / "python-discord.yml").unlink()
        own = (
            "name: Own\ninvite: own-code\nsummary: A place of my own.\ncommunities: [programming]\n"
        )
        (servers / "own.yml").write_text(own, "utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict"],
            cwd=tmp_path / "new", env={**os.environ, "SHOWCASE_REFRESH": "never"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "new/site/servers/own/index.html").is_file()

    @pytest.mark.pinned
    @pytest.mark.parametrize(
        "command",
        [
            ["zizmor", "--offline", "--persona=auditor", "--quiet", ".github/"],
            [
                *("check-jsonschema", "--builtin-schema", "vendor.github-workflows"),
                *(f".github/workflows/{name}.yml" for name in ("entries", "publish", "refresh")),
            ],
            [
                *("check-jsonschema", "--builtin-schema", "vendor.dependabot"),
                ".github/dependabot.yml",
            ],
        ],
        ids=["zizmor", "workflows", "dependabot"],
    )
    def test_its_workflows_pass_the_linters(self, begun: Path, command: list[str]) -> None:
        path = Path(sys.executable).parent / command[0]
        kept = {name: value for name, value in os.environ.items() if name != "GH_TOKEN"}
        done = subprocess.run(
            [str(path), *command[1:]],
            cwd=begun, env=kept, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


class TestAsking:
    @pytest.mark.parametrize(
        ("options", "missing"),
        [
            ([], "add --name and --repository."),
            (["--repository", "a/b"], "add --name."),
            (["--name", "Mine"], "add --repository."),
            (["--repository", "https://git.example.org/a/b"], "add --name and --site-url."),
        ],
    )
    def test_without_a_terminal_all_that_is_not_said_is_named(
        self, tmp_path: Path, options: list[str], missing: str
    ) -> None:
        result = init(tmp_path / "new", *options)
        assert result.exit_code == 2
        assert missing in result.output
        assert not (tmp_path / "new").exists()

    def test_on_a_terminal_it_asks_until_it_can_use_the_answer(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("showcase.cli.init.is_terminal", lambda: True)
        typed = "My list\nnonsense\na/b\n\nred\n#336699\n\n"
        result = init(tmp_path / "new", typed=typed)
        assert result.exit_code == 0, result.output
        assert "the repository" in result.output
        assert "`red` is no colour" in result.output
        assert "https://a.github.io/b/" in result.output
        assert load_config(str(tmp_path / "new/mkdocs.yml")).site_name == "My list"

    @pytest.mark.parametrize(
        ("option", "value", "said"),
        [
            ("--name", " \u200b ", "1 to 100 characters"),
            ("--name", "x" * 101, "1 to 100 characters"),
            ("--name", "<script>", "read as HTML"),
            ("--repository", "owner", "neither OWNER/NAME"),
            ("--repository", "../x", "neither OWNER/NAME"),
            ("--repository", "https://github.com/a", "OWNER/NAME"),
            ("--repository", 'a/b" c', "neither OWNER/NAME"),
            ("--site-url", "http://example.org/", "https://"),
            ("--site-url", "https://example.org/?a=1", "without `?`"),
            ("--site-url", "https://localhost/", "public host"),
            ("--accent", "#12345", "is no colour"),
            ("--paper", "red; } body { display: none", "is no colour"),
        ],
    )
    def test_an_answer_that_cannot_be_used_is_refused_with_its_remedy(
        self, tmp_path: Path, option: str, value: str, said: str
    ) -> None:
        options = {"--name": "Mine", "--repository": "a/b", option: value}
        result = init(tmp_path / "new", *(word for pair in options.items() for word in pair))
        assert result.exit_code == 2
        assert option in result.output
        assert said in result.output
        assert not (tmp_path / "new").exists()

    def test_a_repository_elsewhere_needs_the_sites_address(self, tmp_path: Path) -> None:
        options = ["--name", "Mine", "--repository", "https://git.example.org/a/b.git"]
        assert "add --site-url" in init(tmp_path / "new", *options).output
        result = init(tmp_path / "new", *options, "--site-url", "https://list.example.org")
        assert result.exit_code == 0, result.output
        config = load_config(str(tmp_path / "new/mkdocs.yml"))
        assert (config.repo_url, config.site_url) == (
            "https://git.example.org/a/b",
            "https://list.example.org/",
        )


class TestPlace:
    OPTIONS = ("--name", "Mine", "--repository", "me/mine")

    def test_what_is_in_the_way_is_named_and_stays(self, tmp_path: Path) -> None:
        (tmp_path / "README.md").write_text("mine", "utf-8")
        (tmp_path / ".env").mkdir()
        result = init(tmp_path, *self.OPTIONS)
        assert result.exit_code == 1
        assert ".env, README.md" in result.output
        assert written(tmp_path) == ["README.md"]

    def test_a_file_in_place_of_the_folder_is_in_the_way(self, tmp_path: Path) -> None:
        (tmp_path / "new").write_text("mine", "utf-8")
        assert init(tmp_path / "new", *self.OPTIONS).exit_code == 1
        (tmp_path / "link").symlink_to(tmp_path / "nowhere")
        assert init(tmp_path / "link", *self.OPTIONS).exit_code == 1
        assert not (tmp_path / "nowhere").exists()

    def test_a_fresh_clone_and_an_empty_folder_are_welcome(self, tmp_path: Path) -> None:
        (tmp_path / "clone/.git").mkdir(parents=True)
        (tmp_path / "empty").mkdir()
        for name in ("clone", "empty"):
            assert init(tmp_path / name, *self.OPTIONS).exit_code == 0
            assert written(tmp_path / name) == OWNED


class TestColours:
    def test_ours_stay_as_they_are(self) -> None:
        colours = ANSWERS.colours
        assert (colours["paper"], colours["accent"]) == (scaffold.PAPER, scaffold.ACCENT)
        assert colours["ink"] == scaffold.INK

    @settings(deadline=None)
    @given(*(st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}") for _ in range(2)))
    def test_text_can_be_read_in_any_colours_one_may_wish_for(
        self, accent: str, paper: str
    ) -> None:
        made = scaffold.Answers("x", "https://github.com/a/b", "", accent, paper).colours
        rgb: dict[str, Any] = {use: parse(colour) for use, colour in made.items()}
        assert contrast(rgb["accent"], rgb["paper"]) >= 4.5
        assert contrast(rgb["accent"], (255, 253, 247)) >= 4.5
        assert contrast(rgb["dark_accent"], rgb["ink"]) >= 4.5
        assert contrast(rgb["dark_accent"], (29, 28, 43)) >= 4.5
        assert contrast((95, 91, 104), rgb["paper"]) >= 4.5
        assert contrast((174, 170, 182), rgb["ink"]) >= 4.5

    def test_a_colour_that_can_be_read_is_taken_as_it_is(self) -> None:
        made = scaffold.Answers("x", "https://github.com/a/b", "", "#003366", "#ffffff").colours
        assert (made["accent"], made["paper"]) == ("#003366", "#ffffff")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_name_is_refused_or_survives_in_every_file(text: str) -> None:
    try:
        name = scaffold.name(text)
    except scaffold.AnswerError:
        return
    files = scaffold.files(scaffold.Answers(name, ANSWERS.repository, ANSWERS.site_url))
    read = yaml.safe_load(files["mkdocs.yml"].replace(b"!ENV", b""))
    assert read["site_name"] == name
    assert json.loads(files[".devcontainer/devcontainer.json"])["name"] == name
    assert len(files["README.md"].decode().split("\n# ")) == 1
