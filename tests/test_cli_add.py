"""`showcase add`: an invite becomes an entry, on a terminal and without one."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from making import GUILD, Showcase
from showcase import suggestions
from showcase.cli import main, prompts
from showcase.models.entry import Community, Entry
from showcase.models.fields import slug_problem
from showcase.standin import (
    BLOCKED_HTML,
    INVITE_EXPIRED,
    UNKNOWN_INVITE,
    Reply,
    server_error,
)
from showcase.suggestions import communities_for, slug_for, summary_of

OTHER = "100000000000000999"


@pytest.fixture
def games(showcase: Showcase) -> Showcase:
    """A showcase with two communities, and a server that Discord knows."""
    showcase.community("games", summary="People who make and play games.")
    showcase.community("music", summary="Bands and singers.")
    return showcase.answers(
        "Alpha1", name="Alpha Games", description="We play old games together. Join us!"
    )


def entries(showcase: Showcase) -> list[str]:
    return sorted(path.name for path in (showcase.root / "content/servers").iterdir())


def written(showcase: Showcase, slug: str) -> str:
    return (showcase.root / f"content/servers/{slug}.yml").read_text("utf-8")


def lines(result: Result) -> list[str]:
    return [line for line in result.output.splitlines() if line.strip()]


# Without a terminal


def test_an_invite_becomes_an_entry_with_its_id(games: Showcase) -> None:
    result = games.run("add", "https://discord.gg/Alpha1?event=1", "--community", "games")
    assert result.exit_code == 0
    assert result.stdout == "Wrote content/servers/alpha-games.yml.\n"
    assert written(games, "alpha-games") == (
        "# yaml-language-server: $schema=https://showcase.example/schemas/server.json\n"
        "name: Alpha Games\n"
        "invite: Alpha1\n"
        "summary: We play old games together. Join us!\n"
        "communities: [games]\n"
        f'server_id: "{GUILD}"\n'
    )
    check = games.run("check", "--online", "--format", "github")
    assert (check.exit_code, check.output) == (0, "")


def test_what_was_found_is_shown(games: Showcase) -> None:
    games.answers("Alpha1", name="Alpha", members=1200, online=3, boosts=7, tier=2)
    said = games.run("add", "Alpha1", "--community", "games", "--summary", "x").stderr
    for words in ("Alpha", "1,200 members", "3 online", "boost level 2", "verified e-mail", GUILD):
        assert words in said


def test_options_win_over_what_discord_says(games: Showcase) -> None:
    options = {
        "--slug": "mine", "--name": "No", "--summary": "a: b", "--community": "music",
        "--language": "PT_br", "--tag": "Chiptune",
    }  # fmt: skip
    result = games.run("add", "Alpha1", *(part for pair in options.items() for part in pair))
    assert result.exit_code == 0
    assert written(games, "mine").splitlines()[1:] == [
        *('name: "No"', "invite: Alpha1", 'summary: "a: b"', "communities: [music]"),
        *(f'server_id: "{GUILD}"', "tags: [chiptune]", "languages: [pt-BR]"),
    ]


def test_what_is_missing_is_one_error_and_nothing_waits(games: Showcase) -> None:
    games.answers("Alpha1", name="Alpha")
    result = games.run("add", "Alpha1")
    assert result.exit_code == 1
    error = lines(result)[-1]
    assert "--summary (the server has no description)" in error
    assert "--community" in error
    assert entries(games) == []


def test_communities_are_proposed_and_taken_with_yes(games: Showcase) -> None:
    assert "--community (perhaps games)" in games.run("add", "Alpha1").output
    assert games.run("add", "Alpha1", "--yes").exit_code == 0
    assert "communities: [games]" in written(games, "alpha-games")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--community", "gmes"], "Did you mean `games`?"),
        (["--community", "games", "--slug", "Ünfit"], "is not a slug"),
        (["--community", "games", "--slug", "index"], "reserved"),
        (["--community", "games", "--slug", "taken"], "`taken` is taken"),
        (["--community", "games", "--slug", "gone"], "`gone` is taken"),
        (["--community", "games", "--slug", "../../x"], "is not a slug"),
        (["--community", "games", "--language", "xx"], "not a language tag"),
        (["--community", "games", "--tag", "a,b"], "is not a tag"),
        (["--community", "games", "--summary", "x" * 161], "161 characters"),
        (["--community", "games", "--server-id", OTHER], "leads to the server"),
    ],
)
def test_an_option_that_cannot_be_is_refused_and_nothing_is_written(
    games: Showcase, arguments: list[str], words: str
) -> None:
    games.server("taken")
    games.write("content/removed.yml", "servers: {gone: {on: 2026-01-01, reason: Gone.}}\n")
    result = games.run("add", "Alpha1", *arguments)
    assert result.exit_code == 1
    assert words in lines(result)[-1]
    assert entries(games) == ["taken.yml"]


def test_an_empty_community_is_a_missing_one(games: Showcase) -> None:
    result = games.run("add", "Alpha1", "--community", "")
    assert lines(result)[-1] == (
        "Error: these are missing: --community (perhaps games). Nothing was written."
    )


def test_several_mistakes_are_several_sentences(games: Showcase) -> None:
    result = games.run("add", "Alpha1", "--community", "gmes", "--tag", "a,b")
    assert lines(result)[-1] == (
        "Error: `tags[1]`: `a,b` is not a tag. Use up to 30 letters, digits, spaces and + # . - "
        "signs. There is no community `gmes`. Did you mean `games`? Nothing was written."
    )


@pytest.mark.parametrize("invite", ["https://discord.me/x", "a b", "", "https://discord.gg/"])
def test_what_is_no_invite_is_refused_at_once(games: Showcase, invite: str) -> None:
    result = games.run("add", invite)
    assert result.exit_code == 1
    assert "is not a Discord invite" in result.output
    assert games.discord.requests == []


@pytest.mark.parametrize("key", ["invite", "backup_invite"])
def test_a_listed_invite_is_refused_without_asking(games: Showcase, key: str) -> None:
    games.server("beta", **{key: "https://discord.gg/ALPHA1/"})
    result = games.run("add", "alpha1", "--yes")
    assert result.exit_code == 1
    assert "is listed already, in content/servers/beta.yml" in result.output
    assert games.discord.requests == []


def test_a_listed_server_is_refused_under_any_invite(games: Showcase) -> None:
    games.server("beta", server_id=GUILD, nmae="a mistake elsewhere hides nothing")
    result = games.run("add", "Alpha1", "--yes")
    assert result.exit_code == 1
    assert "Alpha Games is listed already, in content/servers/beta.yml" in result.output


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (UNKNOWN_INVITE, "Discord does not know this invite"),
        (INVITE_EXPIRED, "has expired"),
        ({"type": 1, "code": "x", "channel": {}}, "group chat"),
        ({"type": 2, "code": "x", "inviter": {}}, "friend link"),
        ({"expires_at": "2030-01-01T00:00:00+00:00"}, "expires on 2030-01-01"),
        ({"flags": 1}, "guests"),
        ({"target_type": 2}, "an activity"),
        ({"nsfw_level": 1}, "age restricted"),
    ],
)
def test_an_invite_that_cannot_be_listed_is_refused_with_the_remedy(
    games: Showcase, answer: Any, words: str
) -> None:
    is_body = isinstance(answer, Reply) or "code" in answer
    games.answers("Alpha1", answer if is_body else None, **({} if is_body else answer))
    result = games.run("add", "Alpha1", "--yes", "--summary", "x", "--community", "games")
    assert result.exit_code == 1
    assert words in lines(result)[-1]
    assert " > " in lines(result)[-1], "the remedy in Discord's own menu words"
    assert entries(games) == []


@pytest.mark.parametrize("answer", [server_error(), BLOCKED_HTML, Reply(fault="reset")])
def test_a_silent_discord_is_said_with_the_way_on(games: Showcase, answer: Reply) -> None:
    games.answers("Alpha1", answer)
    result = games.run("add", "Alpha1", "--yes")
    assert result.exit_code == 1
    assert "Discord did not answer" in lines(result)[-1]
    assert "--offline" in lines(result)[-1]


def test_a_remembered_block_is_respected(games: Showcase) -> None:
    games.answers("Alpha1", BLOCKED_HTML)
    games.run("add", "Alpha1", "--yes")
    assert "not asked again before" in games.run("add", "Other1", "--yes").output
    assert games.discord.asked() == 1


def test_asking_counts_in_the_budget_of_all_runs(games: Showcase) -> None:
    games.options["requests_per_10_minutes"] = 1
    assert games.run("add", "Alpha1", "--yes").exit_code == 0
    assert "are used up" in games.run("add", "Other1", "--yes").output


def test_offline_writes_what_the_options_say_and_asks_nobody(games: Showcase) -> None:
    arguments = ("--offline", "--name", "Alpha", "--summary", "x", "--community", "games")
    assert games.run("add", "Alpha1", *arguments).exit_code == 0
    assert games.discord.requests == []
    assert "server_id" not in written(games, "alpha")
    pinned = games.run("add", "Other1", *arguments, "--server-id", GUILD)
    assert pinned.exit_code == 0
    assert f'server_id: "{GUILD}"' in written(games, "alpha-2")


def test_what_a_person_should_know_is_said_after_writing(games: Showcase) -> None:
    games.answers("Alpha1", name="Alpha", vanity="alpha1", tier=1)
    result = games.run("add", "Alpha1", "--summary", "x", "--community", "games")
    assert result.exit_code == 0
    assert "Vanity address at risk" in result.stderr


def test_a_file_is_never_overwritten(games: Showcase, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even one that appeared while Discord was asked."""
    monkeypatch.setattr(prompts, "slug_fault", lambda *_: None)
    games.write("content/servers/mine.yml", "theirs\n")
    result = games.run("add", "Alpha1", "--yes", "--slug", "mine")
    assert result.exit_code == 1
    assert "is there already" in result.output
    assert written(games, "mine") == "theirs\n"


def test_a_folder_that_cannot_be_written_is_said_in_one_line(games: Showcase) -> None:
    (games.root / "content/servers").rmdir()
    result = games.run("add", "Alpha1", "--yes")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "cannot be written" in lines(result)[-1]


@pytest.mark.parametrize(
    "name",
    [
        "::set-output name=a::b",
        "x\n::error::y",
        "\x1b[31mred\x1b[0m",
        "\u202etfel",
        "a: [b, {c}]",
        "'\"\\",
        "$(id) `id`",
        "../../etc/passwd",
        "- !!python/object:os.system",
        "#",
    ],
)
def test_a_hostile_name_is_harmless_in_the_file_and_on_the_terminal(
    games: Showcase, name: str
) -> None:
    games.answers("Alpha1", name=name, description=name * 9)
    result = games.run("add", "Alpha1", "--community", "games", "--summary", "x")
    assert result.exit_code == 0
    assert not any(sign in result.output for sign in "\x1b\u202e")
    assert not any(line.startswith("::") for line in result.output.splitlines())
    assert games.run("check", "--online").exit_code == 0
    (entry,) = games.content().servers.values()
    assert entry.server_id == GUILD


# On a terminal


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("showcase.cli.add.is_terminal", lambda: True)


def run(showcase: Showcase, typed: str, *arguments: str) -> Result:
    config = str(showcase.mkdocs_yml())
    return CliRunner().invoke(main, ["add", *arguments, "-f", config], input=typed)


@pytest.mark.usefixtures("terminal")
def test_a_person_can_take_all_that_is_proposed(games: Showcase) -> None:
    result = run(games, "\n" * 6, "Alpha1")
    assert result.exit_code == 0, result.output
    (entry,) = games.content().servers.values()
    assert (entry.name, entry.communities, entry.server_id) == ("Alpha Games", ("games",), GUILD)


@pytest.mark.usefixtures("terminal")
def test_a_person_can_say_otherwise_and_is_asked_again_after_a_mistake(games: Showcase) -> None:
    typed = [
        "Other",
        "index",
        "other",
        "y" * 161,
        "Short.",
        "9",
        "gmes",
        "music, 1",
        "xx",
        "de, en",
    ]
    result = run(games, "\n".join([*typed, "", ""]), "Alpha1")
    assert result.exit_code == 0, result.output
    entry = games.content().servers["other"]
    assert (entry.name, entry.summary) == ("Other", "Short.")
    assert entry.communities == ("music", "games")
    assert entry.languages == ("de", "en")
    assert result.output.count("Error:") == 5


@pytest.mark.usefixtures("terminal")
def test_nobody_is_asked_for_what_the_options_say(games: Showcase) -> None:
    result = run(games, "\n\n\n", "Alpha1", "--name", "N", "--community", "music", "--slug", "s")
    assert result.exit_code == 0, result.output
    assert "Name" not in result.stdout
    assert games.content().servers["s"].communities == ("music",)


@pytest.mark.usefixtures("terminal")
def test_with_yes_nothing_is_asked_on_a_terminal_either(games: Showcase) -> None:
    result = run(games, "", "Alpha1", "--yes")
    assert result.exit_code == 0
    assert "[" not in result.stdout


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(("typed", "made"), [("y\nAlpha\n\nx\n1\n\n\n", ["alpha.yml"]), ("\n", [])])
def test_while_discord_is_silent_a_person_may_go_on(
    games: Showcase, typed: str, made: list[str]
) -> None:
    games.answers("Alpha1", server_error())
    result = run(games, typed, "Alpha1")
    assert result.exit_code == (0 if made else 1), result.output
    assert entries(games) == made


def _said_until(terminal: int, wanted: str) -> Iterator[str]:
    said, end = "", time.monotonic() + 30
    while wanted not in said and time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            said += os.read(terminal, 4096).decode(errors="replace")
    yield said


def test_on_a_real_terminal_it_asks(games: Showcase) -> None:
    pty = pytest.importorskip("pty", reason="only Unix has such terminals")
    outer, inner = pty.openpty()
    program = [sys.executable, "-c", "from showcase.cli import main; main()"]
    command = [*program, "add", "Alpha1", "-f", str(games.mkdocs_yml())]
    process = subprocess.Popen(command, stdin=inner, stdout=inner, stderr=inner)
    os.close(inner)
    try:
        for wanted in ("Name [", "Slug", "Summary", "Communities", "Languages", "Tags"):
            (said,) = _said_until(outer, wanted)
            assert wanted in said
            os.write(outer, b"\n")
        (said,) = _said_until(outer, "Wrote content/servers/alpha-games.yml.")
        assert "Wrote" in said
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
        os.close(outer)


# Proposals


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Café Ölaf's", "cafe-olafs"),
        ("Привет, мир", "privet-mir"),
        ("Ελληνικά", "ellinika"),
        ("カラオケ", "karaoke"),
        ("서울 게임", "seoul-geim"),
        ("C++ & Rust", "c-plus-plus-and-rust"),
        ("C# Corner #1", "c-sharp-corner-1"),
        ("中文", "vanity-1"),
        ("🎮", "vanity-1"),
        ("index", "index-server"),
        ("com1", "com1-server"),
        ("Taken", "taken-2"),
        ("x", "vanity-1"),
    ],
)
def test_a_slug_is_made_of_a_name_in_any_script(name: str, slug: str) -> None:
    assert slug_for(name, {"taken"}, "", "Vanity-1") == slug


def test_a_name_without_any_letters_still_gets_a_slug() -> None:
    assert slug_for("🎮", {"server"}) == "server-2"


@given(st.text(max_size=120), st.sets(st.sampled_from(["a", "server", "server-2"])))
def test_every_slug_is_one_that_the_contract_allows(name: str, taken: set[str]) -> None:
    slug = slug_for(name, taken, "")
    assert slug_problem(slug) is None
    assert slug not in taken


@pytest.mark.parametrize(
    ("description", "summary"),
    [
        (None, None),
        (" \u200b ", None),
        ("Short\nand two lines", "Short and two lines"),
        ("One sentence that says it all in some sixty characters or so. " + "More " * 30,
         "One sentence that says it all in some sixty characters or so."),
        ("word " * 50, "word " * 31 + "word…"),
        ("x" * 300, "x" * 159 + "…"),
    ],
)  # fmt: skip
def test_a_description_is_cut_where_it_can_be(description: str | None, summary: str | None) -> None:
    assert summary_of(description) == summary


@given(st.text(max_size=400))
def test_every_summary_is_one_that_the_contract_allows(description: str) -> None:
    summary = summary_of(description)
    if summary is not None:
        fields = {"name": "x", "invite": "xx", "communities": ["x"], "summary": summary}
        assert Entry.model_validate(fields).summary == summary


def test_communities_are_proposed_by_the_words_that_tell_most() -> None:
    communities = {
        "rust": Community(name="Rust", summary="The language for programmers."),
        "games": Community(name="Games", summary="For people who play games."),
        "python": Community(name="Python", summary="A language for programmers."),
    }
    assert communities_for("A game in Rust", communities) == ["games", "rust"]
    assert communities_for("A server about nothing", communities) == []
    snake = Entry.model_validate(
        {"name": "S", "invite": "ss", "summary": "s", "communities": ["python"], "tags": ["django"]}
    )
    assert communities_for("Django people", communities, [snake]) == ["python"]


def test_common_words_propose_nothing() -> None:
    shared = suggestions._COMMON
    community = Community(name="Server", summary=" ".join(sorted(shared))[:160])
    assert communities_for("The official server for you", {"x": community}) == []
