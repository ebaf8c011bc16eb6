"""`showcase check`: what it says of files, of a change, and of what Discord answers."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from PIL import Image

from making import GUILD, Showcase, banner
from showcase.content.reader import read_file
from showcase.standin import (
    BLOCKED_HTML,
    INVITE_EXPIRED,
    UNKNOWN_INVITE,
    Reply,
    server_error,
)

OTHER = "100000000000000999"


def lines(result: Result) -> list[str]:
    return [line for line in result.output.splitlines() if line.strip()]


def servers(showcase: Showcase, *slugs: str) -> list[str]:
    return [str(showcase.root / f"content/servers/{slug}.yml") for slug in slugs]


def report(showcase: Showcase, *arguments: str) -> dict[str, Any]:
    """What `--format json` says."""
    result = showcase.run("check", "--format", "json", *arguments)
    assert result.exit_code in {0, 1}, result.output
    data = json.loads(result.stdout)
    assert data["ok"] == (result.exit_code == 0)
    return dict(data)


def titles(data: dict[str, Any], level: str = "error") -> list[str]:
    return [one["title"] for one in data["remarks"] if one["level"] == level]


def keep(showcase: Showcase) -> str:
    """Copy the content folder as the state before; return where it is."""
    before = showcase.root.parent / "before"
    shutil.copytree(showcase.root / "content", before / "content")
    return str(before)


def test_check_is_content_with_entries_in_order(showcase: Showcase) -> None:
    result = showcase.server("alpha").server("beta").run("check")
    assert (result.exit_code, result.output) == (0, "No mistake in 3 files.\n")


def test_check_names_every_mistake_of_every_file_at_once(showcase: Showcase) -> None:
    showcase.server("alpha", nmae="x", summary="y" * 200).server("beta", communities=["gmes"])
    (showcase.root / "content/communities/gmes.yml").unlink()
    showcase.community("games")
    result = showcase.run("check")
    assert result.exit_code == 1
    places = [line.split(": ")[0] for line in lines(result)[:-1]]
    assert places == [
        "content/servers/alpha.yml:3:10",
        "content/servers/alpha.yml:6:1",
        "content/servers/beta.yml:5:3",
    ]
    assert lines(result)[-1] == "3 mistakes."


def test_check_names_the_mistakes_of_a_hundred_broken_entries(showcase: Showcase) -> None:
    for number in range(100):
        showcase.server(f"s{number:03}", nmae="x")
    result = showcase.run("check")
    assert result.exit_code == 1
    assert len({line.split(":")[0] for line in lines(result)[:-1]}) == 100
    assert lines(result)[-1] == "100 mistakes."


def test_check_of_some_files_names_their_mistakes_alone(showcase: Showcase) -> None:
    showcase.server("alpha", nmae="x").server("beta", nmae="x").server("gamma")
    servers = showcase.root / "content/servers"
    one = showcase.run("check", str(servers / "alpha.yml"))
    assert one.exit_code == 1
    assert "beta" not in one.output
    assert "alpha.yml" in one.output
    none = showcase.run("check", str(servers / "gamma.yml"))
    assert (none.exit_code, none.output) == (0, "No mistake in 1 file.\n")


def test_check_finds_a_file_from_any_folder(
    showcase: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    showcase.server("alpha", nmae="x")
    monkeypatch.chdir(showcase.root / "content")
    assert showcase.run("check", "servers/alpha.yml").exit_code == 1
    assert showcase.run("check", "../content/servers/alpha.yml").exit_code == 1


def test_check_holds_the_named_file_against_all_others(showcase: Showcase) -> None:
    showcase.server("alpha", invite="same").server("beta", invite="same")
    result = showcase.run("check", str(showcase.root / "content/servers/beta.yml"))
    assert result.exit_code == 1
    assert "is listed already" in result.output


@pytest.mark.parametrize("style", ["text", "github", "markdown"])
def test_what_two_entries_have_in_common_is_told_shortly_however_long_it_is(
    showcase: Showcase, style: str
) -> None:
    for slug in ("alpha", "beta"):
        showcase.server(slug, server_id="x" * 15_000)
    result = showcase.run("check", "--format", style, *servers(showcase, "alpha", "beta"))
    assert result.exit_code == 1
    assert "is not a server id" in result.output
    assert max(map(len, lines(result))) < 500


@pytest.mark.parametrize("name", ["content/servers/no.yml", "mkdocs.yml", "content/pages/index.md"])
def test_check_refuses_a_file_in_which_it_would_not_look(showcase: Showcase, name: str) -> None:
    showcase.server("alpha")
    result = showcase.run("check", str(showcase.root / name))
    assert result.exit_code == 1
    assert name.rpartition("/")[2] in result.output
    assert len(lines(result)) == 1


def test_check_reads_removed_yml_too(showcase: Showcase) -> None:
    showcase.server("alpha").write("content/removed.yml", "servers: {beta: {on: soon}}\n")
    result = showcase.run("check", str(showcase.root / "content/removed.yml"))
    assert result.exit_code == 1
    assert "content/removed.yml:1:" in result.output


def test_check_as_json_can_be_read_by_a_program(showcase: Showcase) -> None:
    good = report(showcase.server("alpha"))
    assert (good["version"], good["ok"], good["remarks"], good["notes"]) == (1, True, [], [])
    assert [file["path"] for file in good["files"]] == [
        "content/communities/games.yml",
        "content/servers/alpha.yml",
    ]
    bad = report(showcase.server("alpha", nmae="x"))
    (remark,) = bad["remarks"]
    assert "Did you mean `name`?" in remark.pop("text")
    assert remark == {
        "level": "error",
        "path": "content/servers/alpha.yml",
        "line": 6,
        "column": 1,
        "title": "Mistake",
        "identity": False,
    }


def test_check_for_github_writes_one_annotation_a_mistake(showcase: Showcase) -> None:
    result = showcase.server("alpha", nmae="x").run("check", "--format", "github")
    assert result.exit_code == 1
    (line,) = lines(result)
    place = "::error file=content/servers/alpha.yml,line=6,col=1,title=Mistake"
    assert line.startswith(f"{place}::`nmae` is not")


@pytest.mark.parametrize("style", ["text", "github", "markdown", "json"])
@pytest.mark.parametrize(
    "name",
    [
        "::error::owned",
        "a\n::add-mask::e\n",
        "%0A::set-output name=x::y",
        "\u2028::stop-commands::x",
        "##[group]x",
    ],
)
def test_no_entry_can_give_a_command_to_a_workflow(
    showcase: Showcase, style: str, name: str
) -> None:
    showcase.server("alpha", **{"region": name, name: "x", "links": {name: name}})
    result = showcase.run("check", "--format", style)
    assert result.exit_code == 1
    commands = [
        line for line in result.output.splitlines()
        if line.lstrip().startswith("::") or "##[" in line
    ]  # fmt: skip
    own = [line for line in commands if line.startswith("::error file=content/servers/alpha.yml,")]
    assert own == commands
    assert all(line.count("::") >= 2 for line in own)
    assert not any(sign in result.output for sign in "\x1b\u2028\r")


def test_check_asks_nobody_and_writes_nothing(showcase: Showcase) -> None:
    showcase.server("alpha").run("check")
    assert showcase.discord.requests == []
    assert not (showcase.root / ".cache").exists()


# Files that a diff names


def test_only_the_named_files_are_judged_and_a_duplicate_is_theirs(showcase: Showcase) -> None:
    """Whichever of the two comes first: the entry that was there is not to blame."""
    showcase.server("alpha", invite="same").server("beta", invite="Same")
    for slug, other in (("alpha", "beta"), ("beta", "alpha")):
        data = report(showcase, *servers(showcase, slug))
        assert [one["path"] for one in data["remarks"]] == [f"content/servers/{slug}.yml"]
        assert f"is listed already, in content/servers/{other}.yml" in data["remarks"][0]["text"]


def test_a_duplicate_is_the_fault_of_the_change_whatever_it_says_of_its_age(
    showcase: Showcase,
) -> None:
    before = keep(showcase.server("alpha", invite="same", added="2026-05-01"))
    showcase.server("beta", invite="same", added="2001-01-01")
    data = report(showcase, "--base", before)
    assert [one["path"] for one in data["remarks"]] == ["content/servers/beta.yml"]


def test_a_duplicate_of_two_others_is_no_fault_of_the_named_file(showcase: Showcase) -> None:
    showcase.server("alpha", invite="same").server("beta", invite="same").server("gamma")
    assert report(showcase, *servers(showcase, "gamma"))["remarks"] == []


def test_a_duplicate_is_found_however_it_is_written(showcase: Showcase) -> None:
    text = 'name: A\ninvite: "https://discord.gg/\\x41bc"\nsummary: a\ncommunities: [games]\n'
    showcase.server("beta", invite="abc").write("content/servers/alpha.yml", text)
    (remark,) = report(showcase, *servers(showcase, "beta"))["remarks"]
    assert "the invite `abc` is listed already, in content/servers/alpha.yml" in remark["text"]


def test_the_same_server_is_found_among_files_that_are_not_judged(showcase: Showcase) -> None:
    showcase.server("alpha", server_id=GUILD).server("beta", server_id=GUILD, nmae="x")
    (remark,) = report(showcase, *servers(showcase, "alpha"))["remarks"]
    assert f"the server {GUILD} is listed already, in content/servers/beta.yml" in remark["text"]


def test_many_named_files_are_held_against_all_others(showcase: Showcase) -> None:
    names = [f"s{number:03}" for number in range(60)]
    for name in names:
        showcase.server(name, server_id=f"1000000000000{number_of(name):05}")
    showcase.server("twin", invite="s042-code")
    (remark,) = report(showcase, *servers(showcase, *names))["remarks"]
    assert remark["path"] == "content/servers/s042.yml"


def number_of(name: str) -> int:
    return int(name[1:])


@pytest.mark.parametrize("style", ["github", "markdown", "json"])
def test_whatever_a_diff_names_is_no_mistake_of_the_workflow(
    showcase: Showcase, style: str
) -> None:
    showcase.server("alpha").write("picture.png", "x").page("about.md", "x")
    (showcase.root / "folder").mkdir()
    named = ["gone.yml", "mkdocs.yml", "picture.png", "folder", "content/pages/about.md", "content"]
    files = [str(showcase.root / name) for name in named]
    result = showcase.run("check", "--format", style, *files, *servers(showcase, "alpha"))
    assert result.exit_code == 0
    assert result.stderr.count("passed over") == len(named)


@pytest.mark.parametrize("name", ["photo.png", "Alpha.yml", "alpha.yaml", "folder/x.yml"])
def test_what_does_not_belong_among_entries_is_a_mistake_of_its_change(
    showcase: Showcase, name: str
) -> None:
    showcase.server("alpha").write(f"content/servers/{name}", "x")
    data = report(showcase, str(showcase.root / "content/servers" / name))
    stray = name.partition("/")[0]
    assert [one["path"] for one in data["remarks"]] == [f"content/servers/{stray}"]


@pytest.mark.posix
def test_a_link_among_the_entries_is_a_mistake_and_not_followed(showcase: Showcase) -> None:
    showcase.server("alpha")
    link = showcase.root / "content/servers/beta.yml"
    link.symlink_to("/etc/passwd")
    (remark,) = report(showcase, str(link))["remarks"]
    assert "not a regular file" in remark["text"]
    assert "root:" not in json.dumps(remark)


def test_a_page_is_named_for_what_will_have_one(showcase: Showcase) -> None:
    showcase.server("alpha").server("beta", nmae="x")
    result = showcase.run("check", "--format", "github", *servers(showcase, "alpha", "beta"))
    pages = [line for line in lines(result) if "title=Page" in line]
    place = "file=content/servers/alpha.yml,line=1,col=1,title=Page"
    page = "https://showcase.example/servers/alpha/"
    assert pages == [f"::notice {place}::Once merged, its page is {page}"]


# Against the state before


def test_what_changed_is_found_by_comparing(showcase: Showcase) -> None:
    showcase.server("alpha").server("beta").server("gamma", nmae="x").community("music")
    before = keep(showcase)
    showcase.server("beta", summary="New.").server("delta")
    (showcase.root / "content/servers/alpha.yml").unlink()
    data = report(showcase, "--base", before)
    assert [(file["slug"], file["change"]) for file in data["files"]] == [
        ("alpha", "deleted"),
        ("beta", "changed"),
        ("delta", "new"),
    ]
    assert titles(data) == []


def test_nothing_changed_is_nothing_to_judge(showcase: Showcase) -> None:
    showcase.server("alpha", nmae="x")
    before = keep(showcase)
    assert report(showcase, "--base", before)["files"] == []
    result = showcase.run("check", "--base", before, "--format", "markdown")
    assert result.output.startswith("## Nothing to review")


def test_a_file_that_was_empty_before_was_there(showcase: Showcase) -> None:
    root = showcase.server("alpha").root
    for slug in ("alpha", "beta"):
        showcase.write(f"content/servers/{slug}.yml", "")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    showcase.server("alpha")
    (root / "content/servers/beta.yml").unlink()
    data = report(showcase, "--base", "HEAD")
    assert [(file["slug"], file["change"]) for file in data["files"]] == [
        ("alpha", "changed"),
        ("beta", "deleted"),
    ]


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def test_git_knows_the_state_before_as_well(showcase: Showcase) -> None:
    root = showcase.server("alpha", server_id=GUILD).server("beta").root
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    git(root, "checkout", "-qb", "change")
    showcase.server("alpha", server_id=OTHER).server("delta")
    showcase.write("content/servers/über .png", "x")
    git(root, "add", "content/servers/delta.yml")
    (root / "content/servers/beta.yml").unlink()
    git(root, "stash", "-qu")
    git(root, "checkout", "-q", "main")
    showcase.server("others")  # what others merged meanwhile is no part of the change
    git(root, "add", ".")
    git(root, "commit", "-qm", "two")
    git(root, "checkout", "-q", "change")
    git(root, "stash", "pop", "-q")
    data = report(showcase, "--base", "main")
    assert [(Path(file["path"]).name, file["change"]) for file in data["files"]] == [
        ("alpha.yml", "changed"),
        ("beta.yml", "deleted"),
        ("delta.yml", "new"),
        ("über .png", "new"),
    ]
    assert data["files"][0]["before"] == {"invite": "alpha-code", "server_id": GUILD}


@pytest.mark.parametrize("base", ["nowhere", "--output=x", "HEAD^{tree}", ""])
def test_a_state_before_that_is_not_there_is_said_in_one_line(
    showcase: Showcase, base: str
) -> None:
    showcase.server("alpha")
    git(showcase.root, "init", "-q")
    result = showcase.run("check", f"--base={base}")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert len(lines(result)) == 1


def test_a_folder_without_entries_is_no_state_before(showcase: Showcase, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    result = showcase.server("alpha").run("check", "--base", str(empty))
    assert result.exit_code == 1
    assert "has no content folder" in result.output


@pytest.mark.parametrize("base", [".", "content", "..", "/"])
def test_a_checkout_is_not_held_against_itself(
    showcase: Showcase, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    showcase.server("alpha", nmae="x")
    monkeypatch.chdir(showcase.root)
    result = showcase.run("check", "--base", base)
    assert result.exit_code == 1
    assert lines(result) == [
        f"Error: {base} leads to this checkout itself. Name a checkout of the state before."
    ]


def test_a_link_to_the_checkout_is_the_checkout(showcase: Showcase, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(showcase.server("alpha").root)
    result = showcase.run("check", "--base", str(tmp_path / "link"))
    assert result.exit_code == 1
    assert "leads to this checkout itself" in result.output


def test_an_entry_that_just_ends_deserves_a_line_to_paste(showcase: Showcase) -> None:
    before = keep(showcase.server("alpha").server("beta"))
    (showcase.root / "content/servers/alpha.yml").unlink()
    data = report(showcase, "--base", before)
    assert titles(data) == []
    (remark,) = data["remarks"]
    assert (remark["level"], remark["title"]) == ("warning", "Say why it left")
    line = remark["text"].split("`")[-2]
    showcase.write("content/removed.yml", f"servers:\n  {line}\n")
    assert report(showcase, "--base", before)["remarks"] == []


def test_a_renamed_entry_is_recognised_by_its_server(showcase: Showcase) -> None:
    before = keep(showcase.server("alpha", invite="abc", server_id=GUILD).server("beta"))
    (showcase.root / "content/servers/alpha.yml").unlink()
    showcase.server("omega", invite="xyz", server_id=GUILD)
    (remark,) = report(showcase, "--base", before)["remarks"]
    line = remark["text"].split("`")[-2]
    assert line.endswith("reason: Renamed, to: omega}")
    showcase.write("content/removed.yml", f"servers:\n  {line}\n")
    data = report(showcase, "--base", before)
    assert data["remarks"][0]["title"] == "Another invite"
    assert data["files"][-1]["before"] == {"invite": "abc", "server_id": GUILD}


def test_who_still_names_what_leaves_is_told_to_the_one_who_takes_it_out(
    showcase: Showcase,
) -> None:
    """The others are not judged, and would break all the same."""
    showcase.server("alpha", communities=["music"]).server("beta", partners=["alpha"])
    before = keep(showcase)
    (showcase.root / "content/servers/alpha.yml").unlink()
    (showcase.root / "content/communities/music.yml").unlink()
    data = report(showcase, "--base", before)
    assert titles(data) == ["Still named"]
    assert "`alpha` is still named in `servers/beta.yml`" in data["remarks"][0]["text"]
    showcase.write("content/removed.yml", "servers: {alpha: {on: 2026-01-01, reason: Gone.}}\n")
    assert titles(report(showcase, "--base", before)) == []


def test_a_line_of_removed_yml_that_others_need_cannot_just_go(showcase: Showcase) -> None:
    showcase.server("beta", partners=["alpha"])
    showcase.write("content/removed.yml", "servers: {alpha: {on: 2026-01-01, reason: Gone.}}\n")
    before = keep(showcase)
    showcase.write("content/removed.yml", "")
    (remark,) = report(showcase, "--base", before)["remarks"]
    assert (remark["path"], remark["title"]) == ("content/removed.yml", "Still named")


@pytest.mark.parametrize("style", ["text", "github", "markdown"])
def test_a_changed_id_stands_first(showcase: Showcase, style: str) -> None:
    before = keep(showcase.server("alpha").server("omega", server_id=GUILD))
    showcase.server("alpha", nmae="x").server("omega", server_id=OTHER, smmary="x")
    result = showcase.run("check", "--base", before, "--format", style)
    assert result.exit_code == 1
    told = result.output.replace("&#32;", " ")
    assert told.index(f"`{GUILD}`") < told.index("nmae")
    assert told.index(f"`{OTHER}`") < told.index("nmae")


def test_a_pin_that_is_taken_out_is_said_aloud(showcase: Showcase) -> None:
    before = keep(showcase.server("alpha", server_id=GUILD))
    showcase.server("alpha")
    data = report(showcase, "--base", before)
    assert [(one["title"], one["identity"]) for one in data["remarks"]] == [
        ("No longer pinned", True)
    ]
    assert data["ok"]


# What Discord answers


def online(showcase: Showcase, *slugs: str) -> dict[str, Any]:
    return report(showcase, "--online", *servers(showcase, *slugs))


def test_only_the_named_entries_are_asked_about(showcase: Showcase) -> None:
    showcase.server("alpha", server_id=GUILD).answers("alpha-code").server("beta")
    data = online(showcase, "alpha")
    (file,) = data["files"]
    assert showcase.discord.asked() == 1
    assert (file["check"], file["state"], file["discord"]["name"]) == ("ok", "live", "Alpha")
    assert data["ok"]


def test_asking_counts_in_the_ledger_and_keeps_no_record(showcase: Showcase) -> None:
    showcase.server("alpha", server_id=GUILD).answers("alpha-code")
    showcase.options["requests_per_10_minutes"] = 1
    assert online(showcase, "alpha")["files"][0]["check"] == "ok"
    data = online(showcase, "alpha")
    assert data["files"][0]["check"] == "failed"
    assert "1 requests in ten minutes are used up" in data["notes"][0]
    assert data["ok"]
    with showcase.opened() as store:
        assert store.records() == {}


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        (UNKNOWN_INVITE, "Unknown invite"),
        (INVITE_EXPIRED, "Expired invite"),
        ({"type": 1, "code": "x", "channel": {}}, "Not an invite of a server"),
        ({"type": 2, "code": "x", "inviter": {}}, "Not an invite of a server"),
        ({"expires_at": "2030-01-01T00:00:00+00:00"}, "Temporary invite"),
        ({"flags": 1}, "Guest invite"),
        ({"target_type": 2}, "Invite to an activity"),
        ({"nsfw_level": 3}, "Age restricted"),
        ({"guild_id": OTHER}, "Another server"),
    ],
)
def test_an_invite_that_cannot_be_listed_fails_the_check_with_a_remedy(
    showcase: Showcase, answer: Any, title: str
) -> None:
    showcase.server("alpha", server_id=GUILD)
    is_body = isinstance(answer, Reply) or "code" in answer
    showcase.answers("alpha-code", answer if is_body else None, **({} if is_body else answer))
    data = online(showcase, "alpha")
    assert titles(data) == [title]
    (error,) = [one for one in data["remarks"] if one["level"] == "error"]
    assert (error["path"], error["line"]) == ("content/servers/alpha.yml", 2)
    assert " > " in error["text"]


def test_an_unknown_invite_is_asked_again_before_it_counts(showcase: Showcase) -> None:
    showcase.server("alpha", server_id=GUILD)
    showcase.answers("alpha-code", [UNKNOWN_INVITE, UNKNOWN_INVITE, UNKNOWN_INVITE])
    assert titles(online(showcase, "alpha")) == ["Unknown invite"]
    assert showcase.discord.asked() == 3


@pytest.mark.parametrize(
    "answer", [server_error(), BLOCKED_HTML, Reply(fault="reset"), Reply(body=b"[]"), Reply(404)]
)
@pytest.mark.parametrize("style", ["text", "github", "markdown", "json"])
def test_a_silent_discord_fails_nothing_and_is_said(
    showcase: Showcase, answer: Reply, style: str
) -> None:
    showcase.server("alpha", server_id=GUILD).answers("alpha-code", answer)
    result = showcase.run("check", "--online", "--format", style, *servers(showcase, "alpha"))
    assert result.exit_code == 0
    assert "Discord" in result.output


def test_what_was_known_of_another_day_judges_no_silence(showcase: Showcase) -> None:
    showcase.server("alpha", server_id=GUILD).answers("alpha-code", guild_id=OTHER)
    showcase.run("refresh")
    assert showcase.state("alpha") == "mismatch"
    showcase.answers("alpha-code", server_error())
    assert online(showcase, "alpha")["ok"]


def test_a_block_is_remembered_over_runs(showcase: Showcase) -> None:
    showcase.server("alpha").answers("alpha-code", BLOCKED_HTML)
    online(showcase, "alpha")
    data = online(showcase, "alpha")
    assert showcase.discord.asked() == 1
    assert "not asked again before" in data["notes"][0]


def test_the_line_with_the_id_is_ready_to_paste(showcase: Showcase) -> None:
    showcase.server("alpha", communities=["games", "music"]).answers("alpha-code")
    arguments = ("check", "--online", "--format", "github", *servers(showcase, "alpha"))
    notices = [
        line for line in lines(showcase.run(*arguments)) if "id,line" in line or "id::" in line
    ]
    line = f'server_id: "{GUILD}"'
    place = "file=content/servers/alpha.yml,line=6,col=1,title=Add the server's id"
    words = "Add this line below, which pins the entry to the server"
    assert notices == [f"::notice {place}::{words}: `{line}`"]
    file = showcase.root / "content/servers/alpha.yml"
    written = file.read_text().split("\n")
    file.write_text("\n".join([*written[:6], line, *written[6:]]))
    assert showcase.run(*arguments).exit_code == 0
    assert showcase.content().servers["alpha"].server_id == GUILD


def test_without_a_pin_the_server_accepted_before_is_expected(showcase: Showcase) -> None:
    """A pull request that only changes the invite cannot hand the entry to somebody else."""
    showcase.server("alpha", name="Alpha").answers("alpha-code", name="Alpha")
    showcase.run("refresh")
    before = keep(showcase)
    showcase.server("alpha", name="Alpha", invite="evil").answers("evil", guild_id=OTHER)
    data = report(showcase, "--online", "--base", before)
    assert titles(data) == ["Another server"]
    assert data["remarks"][0]["identity"]
    assert all(one in data["remarks"][0]["text"] for one in (GUILD, OTHER))


def test_the_published_site_remembers_where_the_store_does_not(showcase: Showcase) -> None:
    showcase.server("alpha", name="Alpha").answers("alpha-code", name="Alpha")
    showcase.publish(showcase.compose()).lose_cache()
    before = keep(showcase)
    showcase.server("alpha", name="Alpha", invite="evil").answers("evil", guild_id=OTHER)
    assert titles(report(showcase, "--online", "--base", before)) == ["Another server"]
    showcase.discord.pages["/api/v1/records.json"] = server_error()
    data = report(showcase, "--online", "--base", before)
    assert data["ok"]
    assert "not compared" in data["notes"][0]


def test_a_first_pin_on_another_server_than_before_is_said_aloud(showcase: Showcase) -> None:
    showcase.server("alpha", name="Alpha").answers("alpha-code", name="Alpha")
    showcase.run("refresh")
    before = keep(showcase)
    showcase.server("alpha", name="Alpha", invite="evil", server_id=OTHER)
    showcase.answers("evil", guild_id=OTHER)
    data = report(showcase, "--online", "--base", before)
    assert titles(data, "warning") == ["Another server"]
    assert data["remarks"][0]["identity"]


def test_a_name_that_shares_no_word_wants_the_id(showcase: Showcase) -> None:
    showcase.server("alpha", name="Alpha").answers("alpha-code", name="Free Coins")
    data = online(showcase, "alpha")
    assert titles(data) == ["Is it this server"]
    assert f'`server_id: "{GUILD}"`' in data["remarks"][0]["text"]
    showcase.server("alpha", name="Alpha", server_id=GUILD)
    assert titles(online(showcase, "alpha")) == []


@pytest.mark.parametrize(
    ("invite", "facts", "level", "title"),
    [
        ("alpha", {"vanity": "Alpha", "tier": 2}, "warning", "Vanity address at risk"),
        ("alpha", {"vanity": "alpha", "tier": 3}, "notice", "No capital letter"),
        ("alpha1", {}, "notice", "No capital letter"),
        ("Alpha1", {}, None, ""),
        ("Alpha1", {"features": ["INVITES_DISABLED"]}, "warning", "Invites paused"),
        ("Alpha1", {"name": "Alpha Two"}, "notice", "Another name"),
    ],
)
def test_what_a_person_should_weigh_fails_nothing(
    showcase: Showcase, invite: str, facts: dict[str, Any], level: str | None, title: str
) -> None:
    showcase.server("alpha", name="Alpha", invite=invite, server_id=GUILD).answers(invite, **facts)
    data = online(showcase, "alpha")
    assert data["ok"]
    assert [(one["level"], one["title"]) for one in data["remarks"]] == (
        [(level, title)] if level else []
    )


def test_an_entry_for_adults_is_not_listed_whatever_discord_says(showcase: Showcase) -> None:
    showcase.server("alpha", age_restricted=True, server_id=GUILD)
    showcase.answers("alpha-code", server_error())
    assert titles(online(showcase, "alpha")) == ["Age restricted"]


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        (UNKNOWN_INVITE, "Backup: Unknown invite"),
        ({"guild_id": OTHER}, "Backup: Another server"),
        ({"expires_at": "2030-01-01T00:00:00+00:00"}, "Backup: Temporary invite"),
        ({}, None),
        (server_error(), None),
    ],
)
def test_a_backup_invite_is_asked_about_and_never_fails_the_check(
    showcase: Showcase, answer: Any, title: str | None
) -> None:
    showcase.server("alpha", invite="Alpha", backup_invite="Spare", server_id=GUILD)
    showcase.answers("Alpha")
    is_body = isinstance(answer, Reply)
    showcase.answers("Spare", answer if is_body else None, **({} if is_body else answer))
    data = online(showcase, "alpha")
    assert data["ok"]
    assert titles(data, "warning") == ([title] if title else [])


def test_entries_with_mistakes_are_not_asked_about(showcase: Showcase) -> None:
    showcase.server("alpha", nmae="x").answers("alpha-code")
    assert online(showcase, "alpha")["files"][0]["check"] is None
    assert showcase.discord.asked() == 0


# The summary and the pictures


def test_one_run_writes_the_summary_beside_the_annotations(
    showcase: Showcase, tmp_path: Path
) -> None:
    showcase.server("alpha", invite="Alpha").answers("Alpha")
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    arguments = ("--online", *servers(showcase, "alpha"), "--summary", str(summary))
    result = showcase.run("check", "--format", "github", *arguments)
    assert result.output.startswith("::notice")
    assert showcase.discord.asked() == 1
    shown = showcase.run("check", "--format", "markdown", *arguments[:2]).output
    assert summary.read_text() == f"before\n{shown}\n"


def test_a_summary_that_cannot_be_written_is_said_in_one_line(showcase: Showcase) -> None:
    result = showcase.server("alpha").run("check", "--summary", "/nowhere/x")
    assert result.exit_code == 1
    assert "/nowhere/x cannot be written" in result.output


def test_pictures_of_the_entries_are_drawn_as_their_pages_show_them(
    showcase: Showcase, tmp_path: Path
) -> None:
    showcase.server("alpha", server_id=GUILD).answers("alpha-code", banner="a" * 32)
    showcase.discord.pictures[f"banners/{GUILD}/{'a' * 32}"] = banner((250, 20, 20))
    showcase.server("beta", server_id=OTHER).answers("beta-code", guild_id=GUILD, banner="a" * 32)
    folder = tmp_path / "made/pictures"
    arguments = ("--online", "--pictures", str(folder), *servers(showcase, "alpha", "beta"))
    data = report(showcase, *arguments)
    names = [name for file in data["files"] for name in file["pictures"]]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    assert sorted(names) == [
        *("alpha-banner.webp", "alpha-card.jpg", "alpha-icon.webp"),
        *("beta-banner.webp", "beta-card.jpg", "beta-icon.webp"),
    ]
    with Image.open(folder / "alpha-banner.webp") as image:
        red, green, _ = image.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
        assert red > 200 > green
    with Image.open(folder / "beta-banner.webp") as image:
        assert image.convert("RGB").getpixel((5, 5)) != (red, green, _), "not another server's"


def test_pictures_are_drawn_without_asking_anybody(showcase: Showcase, tmp_path: Path) -> None:
    showcase.server("alpha")
    result = showcase.run("check", "--pictures", str(tmp_path / "p"), *servers(showcase, "alpha"))
    assert result.exit_code == 0
    assert len(list((tmp_path / "p").iterdir())) == 3
    assert showcase.discord.requests == []


def test_a_folder_that_takes_no_pictures_is_said_in_one_line(
    showcase: Showcase, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file/pictures"
    result = showcase.server("alpha").run("check", "--pictures", str(folder))
    assert result.exit_code == 1
    assert result.output == f"Error: {folder} cannot be written: Not a directory.\n"


# Putting in order


UNTIDY = """\
# Thanks.

communities: [games]
name: Alpha   # the short one
invite: https://discord.gg/Alpha
summary: "All about alpha."
tags: [Fun, fun]
"""
TIDY = """\
# Thanks.

name: Alpha  # the short one
invite: Alpha
summary: All about alpha.
communities: [games]
tags: [fun]
"""


def test_fix_puts_files_in_order_and_says_which(showcase: Showcase) -> None:
    showcase.community("games").write("content/servers/alpha.yml", UNTIDY)
    before = showcase.content().servers
    result = showcase.run("check", "--fix")
    assert (result.exit_code, lines(result)) == (
        0,
        ["content/servers/alpha.yml was put in order.", "No mistake in 2 files."],
    )
    assert (showcase.root / "content/servers/alpha.yml").read_text() == TIDY
    assert showcase.content().servers == before
    assert lines(showcase.run("check", "--fix")) == ["No mistake in 2 files."]


def test_putting_a_file_in_order_judges_it_as_before(showcase: Showcase) -> None:
    source = UNTIDY + "age_restricted: yes\n"
    showcase.community("games").write("content/servers/alpha.yml", source)
    for arguments in ((), ("--fix",), ()):
        assert showcase.run("check", *arguments).exit_code == 0


def test_fix_leaves_files_with_mistakes_alone_and_names_them(showcase: Showcase) -> None:
    source = UNTIDY + "nmae: x\n"
    showcase.community("games").write("content/servers/alpha.yml", source)
    result = showcase.run("check", "--fix")
    assert result.exit_code == 1
    assert "alpha.yml:8:1" in result.output
    assert (showcase.root / "content/servers/alpha.yml").read_text() == source


def test_fix_touches_the_named_files_alone(showcase: Showcase) -> None:
    showcase.community("games").write("content/servers/alpha.yml", UNTIDY)
    showcase.server("beta")
    showcase.run("check", "--fix", *servers(showcase, "beta"))
    assert (showcase.root / "content/servers/alpha.yml").read_text() == UNTIDY


def test_fix_adds_the_id_that_discord_says(showcase: Showcase) -> None:
    showcase.community("games").write("content/servers/alpha.yml", UNTIDY).answers("Alpha")
    data = report(showcase, "--fix", "--online", *servers(showcase, "alpha"))
    file = showcase.root / "content/servers/alpha.yml"
    added = TIDY.replace("[games]\n", f'[games]\nserver_id: "{GUILD}"\n')
    assert file.read_text() == added
    assert data["remarks"] == []
    assert data["files"][0]["fixed"]
    assert showcase.discord.asked() == 1


def test_fix_pins_nothing_that_is_in_doubt(showcase: Showcase) -> None:
    showcase.server("alpha", name="Alpha").answers("alpha-code", name="Free Coins")
    showcase.server("beta", name="Beta").answers("beta-code", name="Beta", nsfw_level=1)
    report(showcase, "--fix", "--online", *servers(showcase, "alpha", "beta"))
    for path in servers(showcase, "alpha", "beta"):
        assert "server_id" not in read_file(Path(path)).data


def test_after_a_fix_remarks_stand_at_their_new_lines(showcase: Showcase) -> None:
    source = "communities: [games]\nsummary: x\nname: Alpha\ninvite: alpha\n"
    showcase.community("games").write("content/servers/alpha.yml", source)
    showcase.answers("alpha", vanity="alpha", tier=1)
    data = report(showcase, "--fix", "--online", *servers(showcase, "alpha"))
    assert [(one["title"], one["line"]) for one in data["remarks"]] == [
        ("Vanity address at risk", 2)
    ]


def test_a_file_that_cannot_be_written_is_said_in_one_line(
    showcase: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise OSError("disk full")

    showcase.community("games").write("content/servers/alpha.yml", UNTIDY)
    monkeypatch.setattr(Path, "replace", broken)
    result = showcase.run("check", "--fix")
    assert result.exit_code == 1
    assert lines(result) == ["Error: a file cannot be written: disk full. It is as it was."]
    assert (showcase.root / "content/servers/alpha.yml").read_text() == UNTIDY
