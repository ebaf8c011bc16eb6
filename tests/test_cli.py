"""The command `showcase`: what it says, what it writes, and how it exits."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from lxml import html
from markdown import markdown

from making import GUILD, Showcase
from showcase import __version__
from showcase.cli import main
from showcase.standin import UNKNOWN_INVITE, server_error


def lines(result: Result) -> list[str]:
    return [line for line in result.output.splitlines() if line.strip()]


def test_the_command_says_its_version_and_what_it_can_do() -> None:
    assert __version__ in CliRunner().invoke(main, ["--version"]).output
    said = CliRunner().invoke(main, ["--help"]).output
    assert all(command in said for command in ("check", "refresh", "report", "demo"))


@pytest.mark.parametrize("command", ["check", "refresh", "report"])
def test_a_command_outside_a_showcase_says_so_in_one_line(command: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, [command, "-f", str(tmp_path / "mkdocs.yml")])
    assert result.exit_code == 1
    assert len(lines(result)) == 1
    assert "mkdocs.yml" in result.output


def test_a_config_without_the_plugin_is_said_so(showcase: Showcase) -> None:
    showcase.write("other.yml", "site_name: Other\ndocs_dir: content/pages\n")
    result = CliRunner().invoke(main, ["check", "-f", str(showcase.root / "other.yml")])
    assert result.exit_code == 1
    assert "has no plugin `showcase`" in result.output


@pytest.mark.parametrize("command", ["check", "refresh", "report"])
def test_a_bad_option_is_said_in_one_line(
    showcase: Showcase, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOWCASE_API_URL", "nowhere")
    result = showcase.run(command)
    assert result.exit_code == 1
    assert len(lines(result)) == 1
    assert "SHOWCASE_API_URL" in result.output


@pytest.mark.parametrize(
    "command", [["check"], ["report"], ["export", "readme", "list.md"], ["export", "docs", "out"]]
)
@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("site_name: 2026-13-45\n", "ValueError: month must be in 1..12"),
        ("5\n", "TypeError: "),
        (f"a: {'[' * 3000}\n", "RecursionError: "),
        ("INHERIT: 5\n", "TypeError: "),
        ("a: b: c\n", "line 1, column 5"),
    ],
)
def test_whatever_mkdocs_stumbles_over_is_said_in_one_line(
    tmp_path: Path, command: list[str], source: str, why: str
) -> None:
    file = tmp_path / "mkdocs.yml"
    file.write_text(source, "utf-8")
    result = CliRunner().invoke(main, [*command, "-f", str(file)])
    assert result.exit_code == 1
    (line,) = lines(result)
    assert line.startswith(f"Error: {file} cannot be read: ")
    assert why in line


def test_what_mkdocs_says_itself_is_not_said_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "mkdocs.yml"
    file.write_text("site_name: 5\ndocs_dir: .\nplugins: {showcase: {}}\n", "utf-8")
    result = CliRunner().invoke(main, ["check", "-f", str(file)])
    assert (result.exit_code, caplog.messages[0].split(":")[0]) == (1, "Config value 'site_name'")
    assert lines(result)[-1] == f"Error: {file} cannot be used. Mend what the lines above name."


def test_what_an_output_cannot_take_is_shown_in_signs_that_it_can(showcase: Showcase) -> None:
    showcase.server("alpha", 日本="x")
    command = Path(sys.executable).with_name("showcase")
    told = subprocess.run(
        [command, "check", "-f", str(showcase.mkdocs_yml())],
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True, check=False,
    )  # fmt: skip
    assert (told.returncode, told.stderr) == (1, b"1 mistake.\n")
    assert rb"`\u65e5\u672c` is not a known key." in told.stdout


ENTRIES_READ_BY = {
    "refresh": ("refresh", "--save"),
    "report": ("report",),
    "export readme": ("export", "readme", "{root}/LIST.md"),
    "export docs": ("export", "docs", "{root}/docs"),
}


@pytest.fixture(params=ENTRIES_READ_BY)
def reading(request: pytest.FixtureRequest, showcase: Showcase) -> list[str]:
    """A command that works on all entries."""
    return [part.format(root=showcase.root) for part in ENTRIES_READ_BY[request.param]]


def test_a_command_names_the_mistakes_of_what_it_leaves_out(
    showcase: Showcase, reading: list[str]
) -> None:
    showcase.server("alpha").server("beta", tagz=["chess"])
    result = showcase.run(*reading)
    assert result.exit_code == 0
    assert "content/servers/beta.yml:6:1: `tagz` is not a known key." in result.output


def test_a_command_ends_where_the_folder_of_entries_is_not_found(
    showcase: Showcase, reading: list[str]
) -> None:
    showcase.server("alpha")
    assert showcase.run(*reading).exit_code == 0
    saved = {path: path.read_bytes() for path in showcase.root.rglob("*.*") if path.is_file()}
    showcase.options["content_dir"] = "contents"
    result = showcase.run(*reading)
    assert result.exit_code == 1
    assert lines(result) == [
        "contents/servers:1:1: the folder is missing. Make it for entries.",
        "Error: there are no entries. Is `content_dir` in mkdocs.yml right?",
    ]
    changed = {path.name for path, data in saved.items() if path.read_bytes() != data}
    assert changed <= {"mkdocs.yml"}


def test_a_command_ends_where_every_entry_has_a_mistake(
    showcase: Showcase, reading: list[str]
) -> None:
    showcase.server("alpha", tagz=["chess"])
    result = showcase.run(*reading)
    assert result.exit_code == 1
    assert lines(result)[-1] == "Error: there is no entry without a mistake. Mend those above."


# refresh


def test_refresh_asks_about_what_is_stale_and_says_so(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1")
    first = showcase.run("refresh")
    assert first.exit_code == 0
    assert lines(first)[0].startswith("1 servers: 0 known, 1 asked, 0 failed in ")
    again = showcase.run("refresh")
    assert lines(again)[0].startswith("1 servers: 1 known, 0 asked, 0 failed in ")
    assert showcase.discord.asked() == 1


def test_refresh_all_asks_about_everything(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1")
    showcase.run("refresh")
    showcase.run("refresh", "--all")
    assert showcase.discord.asked("alpha1") == 2


def test_refresh_succeeds_while_discord_is_silent(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1", server_error())
    result = showcase.run("refresh")
    assert result.exit_code == 0
    assert "1 failed" in result.output


def _crowd(showcase: Showcase) -> None:
    """Six servers whose links stood half a day ago, and which Discord no longer knows."""
    for number in range(6):
        showcase.server(f"s{number}", name="Alpha")
        showcase.answers(f"s{number}-code", guild_id=int(GUILD) + number)
    showcase.clock.at = datetime.now(UTC) - timedelta(hours=13)
    showcase.compose()
    for number in range(6):
        showcase.answers(f"s{number}-code", UNKNOWN_INVITE)


def test_refresh_exits_with_3_where_too_many_would_be_lost_at_once(showcase: Showcase) -> None:
    _crowd(showcase)
    result = showcase.run("refresh")
    assert result.exit_code == 3
    assert "6 servers would lose their link at once" in result.stderr
    assert showcase.run("refresh").exit_code == 3, "until somebody accepts it"


def test_refresh_accept_lets_the_loss_through(showcase: Showcase) -> None:
    _crowd(showcase)
    showcase.run("refresh")
    result = showcase.run("refresh", "--accept")
    assert result.exit_code == 0
    assert "6 losses accepted." in result.output
    assert showcase.run("refresh").exit_code == 0


def test_refresh_requires_the_mirror_where_nothing_is_known(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1")
    showcase.options["mirror_url"] = f"{showcase.discord.url}/earlier"
    showcase.discord.pages["/earlier/api/v1/records.json"] = server_error()
    result = showcase.run("refresh", "--require-mirror")
    assert result.exit_code == 4
    assert len(lines(result)) == 1
    assert "records.json" in result.stderr
    assert showcase.discord.asked() == 0
    assert showcase.run("refresh").exit_code == 0


def test_a_mirror_that_has_nothing_yet_is_a_first_publication(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1")
    showcase.options["mirror_url"] = f"{showcase.discord.url}/earlier"
    assert showcase.run("refresh", "--require-mirror").exit_code == 0


def test_refresh_save_writes_the_same_facts_as_the_same_file(showcase: Showcase) -> None:
    for slug in ("gamma", "alpha", "beta"):
        showcase.server(slug, name="Alpha")
    for number, slug in enumerate(("gamma", "alpha", "beta")):
        showcase.answers(f"{slug}-code", guild_id=int(GUILD) + number)
    saved = showcase.root / "content/records.json"
    result = showcase.run("refresh", "--save")
    assert result.exit_code == 0
    assert str(saved) in result.output
    first = saved.read_bytes()
    assert list(json.loads(first)["records"]) == ["alpha", "beta", "gamma"]
    showcase.run("refresh", "--save")
    assert saved.read_bytes() == first
    assert sorted(path.name for path in saved.parent.iterdir() if path.is_file()) == [
        "records.json"
    ]


def test_what_was_saved_is_where_a_later_build_starts_from(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1", members=77)
    showcase.run("refresh", "--save")
    for path in sorted((showcase.root / ".cache").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    showcase.options["refresh"] = "never"
    row = showcase.build().server("alpha")
    assert (row["state"], row["members"]) == ("live", 77)


@pytest.mark.parametrize("command", ["refresh", "report"])
@pytest.mark.parametrize("place", [".cache", ".cache/pictures"])
def test_a_cache_that_cannot_be_used_is_said_in_one_line(
    showcase: Showcase, command: str, place: str
) -> None:
    showcase.server("alpha").write(place, "a file where a folder should be")
    result = showcase.run(command)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert len(lines(result)) == 1
    assert place in result.output


@pytest.mark.parametrize("text", ["not JSON", '{"version": 99, "records": {}}'])
def test_a_broken_records_json_is_said_in_one_line(showcase: Showcase, text: str) -> None:
    result = showcase.server("alpha").write("content/records.json", text).run("refresh")
    assert result.exit_code == 1
    assert len(lines(result)) == 1
    assert "records.json" in result.output


@pytest.mark.posix
@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.mkdir(),
        lambda path: path.symlink_to(path.with_name("elsewhere.json")),
        lambda path: path.symlink_to("/nowhere/records.json"),
        lambda path: path.symlink_to(path),
        lambda path: path.symlink_to("/dev/zero"),
        os.mkfifo,
    ],
    ids=["folder", "link", "dangling", "loop", "device", "pipe"],
)
def test_a_records_json_that_is_no_file_of_its_own_is_said_in_one_line(
    showcase: Showcase, make: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = showcase.root / "content/records.json"
    showcase.server("alpha").write("content/elsewhere.json", '{"version": 1, "records": {}}')
    make(saved)

    def watched(reading: Callable[..., Any]) -> Callable[..., Any]:
        def read(path: Path, *arguments: Any, **more: Any) -> Any:
            assert path != saved, "it was opened"
            return reading(path, *arguments, **more)

        return read

    for name in ("open", "read_bytes"):
        monkeypatch.setattr(Path, name, watched(getattr(Path, name)))
    result = showcase.run("refresh")
    assert result.exit_code == 1
    (line,) = lines(result)
    assert line == f"Error: {saved}: is not a regular file. Put the file itself here."


def test_records_that_cannot_be_saved_are_said_in_one_line(
    showcase: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    showcase.server("alpha").options["refresh"] = "never"
    monkeypatch.setattr(os, "fsync", full)
    result = showcase.run("refresh", "--save")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert len(lines(result)) == 1


# report


def _trouble(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1", server_id=GUILD, name="Alpha")
    showcase.answers("alpha1", name="Free Coins", guild_id="100000000000000999")
    showcase.server("beta", invite="beta1", name="Alpha Beta")
    name = "Alpha `x` *Renamed* <b> @everyone"
    showcase.answers("beta1", name=name, expires_at="2030-01-01T00:00:00+00:00")
    showcase.run("refresh")
    showcase.discord.requests.clear()


def test_report_names_the_worst_first_and_asks_nobody(showcase: Showcase) -> None:
    _trouble(showcase)
    result = showcase.run("report")
    assert result.exit_code == 0
    assert [line.split(":")[0] for line in lines(result)] == ["alpha", "beta", "beta", "beta"]
    assert "leads to another server" in lines(result)[0]
    assert showcase.discord.requests == []


def test_report_as_json_can_be_read_by_a_program(showcase: Showcase) -> None:
    _trouble(showcase)
    found = json.loads(showcase.run("report", "--format", "json").output)
    assert [(one["kind"], one["slug"]) for one in found] == [
        ("mismatch", "alpha"),
        ("temporary", "beta"),
        ("renamed", "beta"),
        ("unpinned", "beta"),
    ]


def test_report_as_markdown_lets_no_stranger_write_markup_or_mention_anybody(
    showcase: Showcase,
) -> None:
    _trouble(showcase)
    said = showcase.run("report", "--format", "markdown").output
    shown = html.fragment_fromstring(markdown(said), create_parent="div")
    assert {str(one.tag) for one in shown.iter()} == {
        "div",
        "p",
        "h3",
        "ul",
        "li",
        "strong",
        "code",
    }
    assert "Alpha 'x' *Renamed* <b> @everyone" in {one.text for one in shown.iter("code")}
    for code in shown.iter("code"):
        code.text = ""
    assert "@everyone" not in shown.text_content()


def test_report_is_content_where_nothing_wants_a_person(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1", server_id=GUILD).answers("alpha1")
    showcase.run("refresh")
    assert showcase.run("report").output == "Nothing wants a person.\n"
    assert showcase.run("report", "--format", "markdown").output.strip() == (
        "Nothing wants a person."
    )
    assert json.loads(showcase.run("report", "--format", "json").output) == []
