"""The content folder: every file, every mistake at once, and rules that need the whole set."""

import os
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showcase.content import Content, load
from showcase.content.collection import MISTAKE_LIMIT
from showcase.content.rules import check_featured


class Folder:
    """A content folder in the making."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for kind in ("servers", "communities"):
            (root / "content" / kind).mkdir(parents=True)

    def write(self, path: str, text: str | bytes) -> Path:
        file = self.root / "content" / path
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    def server(self, slug: str, more: str = "", *, invite: str | None = None) -> None:
        """Write an entry of the community `games`; what `more` says stands from line 5."""
        least = f"name: {slug.title()}\ninvite: {invite or slug + '1'}\nsummary: A place.\n"
        self.write(f"servers/{slug}.yml", f"{least}communities: [games]\n{more}\n")

    def community(self, slug: str, more: str = "") -> None:
        """Write a community; what `more` says stands from line 3."""
        self.write(f"communities/{slug}.yml", f"name: {slug.title()}\nsummary: x\n{more}\n")

    def load(self) -> Content:
        return load(self.root / "content", self.root)

    def mistakes(self) -> list[str]:
        return [str(mistake).removeprefix("content/") for mistake in self.load().mistakes]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path)
    folder.community("games")
    return folder


def test_good_files_are_read_by_slug_in_order(folder: Folder) -> None:
    for slug in ("zeta", "alpha", "mid-2"):
        folder.server(slug)
    content = folder.load()
    assert content.mistakes == ()
    assert list(content.servers) == ["alpha", "mid-2", "zeta"]
    assert content.servers["mid-2"].invite == "mid-21"
    assert list(content.communities) == ["games"]
    assert content.removed.servers == {}


def test_an_empty_folder_has_no_mistakes(tmp_path: Path) -> None:
    assert Folder(tmp_path).mistakes() == []


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    content = load(tmp_path / "content", tmp_path)
    assert [str(mistake) for mistake in content.mistakes] == [
        "content/servers:1:1: the folder is missing. Make it for entries."
    ]
    assert (content.servers, content.communities) == ({}, {})


def test_files_elsewhere_are_shown_by_their_whole_path(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "here")
    folder.write("servers/x.yml", "")
    (mistake,) = load(folder.root / "content", tmp_path / "there").mistakes
    assert mistake.path == (folder.root / "content/servers/x.yml").as_posix()


USE = "Use the name of a file in {}/, without `.yml`."
ONLY_YML = "only `.yml` files belong here. Name it `{}.yml`, or move it away."
NO_SLUG = "is not a slug. Use lower-case letters, digits and single hyphens, like `{}`."
RESERVED = "is a reserved name. Choose another, such as the name with a word added."


@pytest.mark.parametrize(
    ("name", "mistake"),
    [
        ("x.yaml", ONLY_YML.format("x")),
        ("x.md", ONLY_YML.format("x")),
        ("x", ONLY_YML.format("x")),
        ("x.YML", ONLY_YML.format("x")),
        ("x.yml ", ONLY_YML.format("x")),
        ("x.yml.txt", ONLY_YML.format("x.yml")),
        ("Alpha.yml", "the file's name `Alpha` " + NO_SLUG.format("alpha")),
        ("my_server.yml", "the file's name `my_server` " + NO_SLUG.format("my-server")),
        ("my server.yml", "the file's name `my server` " + NO_SLUG.format("my-server")),
        ("-x.yml", "the file's name `-x` " + NO_SLUG.format("x")),
        ("x--y.yml", "the file's name `x--y` " + NO_SLUG.format("x-y")),
        ("x.y.yml", "the file's name `x.y` " + NO_SLUG.format("x-y")),
        ("é.yml", "the file's name `é` " + NO_SLUG.format("e")),
        ("日本.yml", "the file's name `日本` " + NO_SLUG.format("my-server")),
        ("a\n::error::b.yml", "the file's name `a\ufffd::error::b` is not a slug."),
        ("index.yml", "the file's name `index` " + RESERVED),
        ("con.yml", "the file's name `con` " + RESERVED),
        ("lpt9.yml", "the file's name `lpt9` " + RESERVED),
        (f"{'x' * 61}.yml", f"the file's name `{'x' * 61}` is 61 characters long."),
    ],
    ids=ascii,
)
@pytest.mark.posix
def test_a_file_with_a_wrong_name_is_told(folder: Folder, name: str, mistake: str) -> None:
    folder.write(f"servers/{name}", "name: Alpha\n")
    (only,) = folder.mistakes()
    assert only.startswith(f"servers/{name}:1:1: ".replace("\n", "\ufffd") + mistake)
    assert folder.load().servers == {}


@pytest.mark.posix
@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no such names")
def test_a_name_that_is_not_utf_8_can_be_printed(folder: Folder) -> None:
    path = os.fsencode(folder.root / "content/servers") + b"/caf\xe9.yml"
    Path(os.fsdecode(path)).write_text("name: x\n")
    (only,) = folder.load().mistakes
    assert str(only).encode().decode() == str(only)
    assert "caf\ufffd" in only.path


def test_hidden_files_are_passed_over(folder: Folder) -> None:
    for name in (".gitkeep", ".DS_Store", ".x.yml"):
        folder.write(f"servers/{name}", "")
    assert folder.mistakes() == []


@pytest.mark.posix
def test_what_is_no_regular_file_is_told_and_not_opened(folder: Folder, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("name: secret\n")
    servers = tmp_path / "content/servers"
    (servers / "link.yml").symlink_to(secret)
    (servers / "folder.yml").mkdir()
    os.mkfifo(servers / "pipe.yml")
    assert folder.mistakes() == [
        f"servers/{name}.yml:1:1: this is not a regular file. Put the file itself here."
        for name in ("folder", "link", "pipe")
    ]


@pytest.mark.posix
def test_a_link_in_place_of_removed_yml_is_told(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "content/removed.yml").symlink_to(tmp_path / "nowhere")
    assert folder.mistakes() == [
        "removed.yml:1:1: this is not a regular file. Put the file itself here."
    ]


def test_an_entry_with_a_mistake_is_left_out_and_the_others_stay(folder: Folder) -> None:
    folder.server("alpha", "nonsense: x")
    folder.server("beta")
    content = folder.load()
    assert list(content.servers) == ["beta"]
    assert [(mistake.path, mistake.line) for mistake in content.mistakes] == [
        ("content/servers/alpha.yml", 5)
    ]


def test_mistakes_of_many_entries_are_all_named_in_order(folder: Folder) -> None:
    for number in range(100):
        folder.server(f"s{number:03}", "\n" * (number % 7) + "nonsense: x\nadded: never")
    mistakes = folder.load().mistakes
    assert [(mistake.path, mistake.line) for mistake in mistakes] == [
        (f"content/servers/s{number:03}.yml", 5 + number % 7 + extra)
        for number in range(100)
        for extra in (0, 1)
    ]


BROKEN = {
    "no text": b"\xff\xfe\x00",
    "no YAML": b"name: [",
    "empty": b"",
    "a list": b"- x\n",
    "all wrong": b"name: []\ninvite: {}\nsummary:\ncommunities: x\npartners: 3\nevents: [[]]\n",
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_one_broken_file_makes_no_mistakes_in_others(folder: Folder, broken: bytes) -> None:
    folder.community("music", "related: [games]\nfeatured: [beta, alpha]")
    folder.server(
        "beta", "partners: [alpha]\nhighlights:\n  - {kind: initiative, title: x, with: [alpha]}"
    )
    for path in ("servers/alpha.yml", "communities/games.yml", "removed.yml"):
        folder.write(path, broken)
        content = folder.load()
        assert {mistake.path for mistake in content.mistakes} <= {f"content/{path}"}
        assert list(content.servers) == (
            ["beta"] if path.startswith("servers") else ["alpha", "beta"]
        )
        assert "music" in content.communities
        if path.startswith("servers"):
            folder.server("alpha")
        elif path.startswith("communities"):
            folder.community("games")


@pytest.mark.parametrize("name", ["alpha.yaml", "Alpha.yml", "alpha.YML", "alpha.md"])
def test_a_wrong_file_name_makes_no_mistakes_in_others(folder: Folder, name: str) -> None:
    folder.write(f"servers/{name}", "name: Alpha\n")
    folder.server("beta", "partners: [alpha]")
    assert [mistake.partition(":")[0] for mistake in folder.mistakes()] == [f"servers/{name}"]


def test_a_removed_yml_with_a_mistake_still_says_which_slugs_left(folder: Folder) -> None:
    folder.write("removed.yml", "servers:\n  old: {on: 2026-01-01}\n")
    folder.server("beta", "partners: [old]")
    assert folder.mistakes() == [
        "removed.yml:2:8: `servers.old.reason` is missing. Add it: why, in a sentence."
    ]


def test_unknown_slugs_wait_until_removed_yml_can_be_read(folder: Folder) -> None:
    folder.server("beta", "partners: [old]")
    folder.write("removed.yml", "servers: [")
    assert [mistake.partition(":")[0] for mistake in folder.mistakes()] == ["removed.yml"]


def test_unknown_slugs_are_told_with_the_nearest_known(folder: Folder) -> None:
    folder.community("music", "related: [gmaes, zzz]\nfeatured: [alpa]")
    folder.server("alpha")
    folder.server(
        "beta",
        "partners: [alpah, zzz]\nhighlights:\n  - {kind: initiative, title: x, with: [alpa]}",
    )
    folder.write(
        "servers/gamma.yml",
        "name: x\ninvite: gamma\nsummary: y\ncommunities: [game, musik, Games, no-like]\n",
    )
    assert folder.mistakes() == [
        "communities/music.yml:3:11: there is no community `gmaes`. Did you mean `games`?",
        f"communities/music.yml:3:18: there is no community `zzz`. {USE.format('communities')}",
        "communities/music.yml:4:12: there is no server `alpa`. Did you mean `alpha`?",
        "servers/beta.yml:5:12: there is no server `alpah`. Did you mean `alpha`?",
        f"servers/beta.yml:5:19: there is no server `zzz`. {USE.format('servers')}",
        "servers/beta.yml:7:41: there is no server `alpa`. Did you mean `alpha`?",
        "servers/gamma.yml:4:15: there is no community `game`. Did you mean `games`?",
        "servers/gamma.yml:4:21: there is no community `musik`. Did you mean `music`?",
        "servers/gamma.yml:4:28: `communities[3]`: `Games` " + NO_SLUG.format("games"),
        "servers/gamma.yml:4:35: there is no community `no-like`. " + USE.format("communities"),
    ]  # fmt: skip


def test_what_left_may_still_be_named(folder: Folder) -> None:
    folder.write(
        "removed.yml",
        "servers:\n  old: {on: 2026-01-01, reason: Closed.}\n"
        "communities:\n  chess: {on: 2026-01-01, reason: Merged., to: games}\n",
    )
    folder.server("beta", "partners: [old]")
    folder.community("music", "related: [chess]\nfeatured: [old]")
    content = folder.load()
    assert content.mistakes == ()
    assert content.removed.servers["old"].on == date(2026, 1, 1)
    assert content.removed.communities["chess"].to == "games"


def test_nothing_is_its_own_partner_or_relative(folder: Folder) -> None:
    folder.server("alpha", "partners: [alpha]")
    folder.community("music", "related: [music]")
    assert folder.mistakes() == [
        "communities/music.yml:3:11: a community is not related to itself. Take it out.",
        "servers/alpha.yml:5:12: a server cannot be its own partner. Take it out.",
    ]


@pytest.mark.parametrize(
    "invite",
    ["AbC123", "abc123", "https://discord.gg/AbC123", "discordapp.com/invite/AbC123/?event=1"],
)
def test_the_same_invite_twice_is_told_in_the_later_file(folder: Folder, invite: str) -> None:
    folder.server("alpha", invite="AbC123")
    folder.server("beta", invite=invite)
    (only,) = folder.mistakes()
    assert only.startswith("servers/beta.yml:2:9: the invite `")
    assert only.endswith(
        "` is listed already, in content/servers/alpha.yml. Keep one of the two files."
    )


def test_a_backup_is_compared_with_all_invites(folder: Folder) -> None:
    folder.server("alpha", "backup_invite: spare", invite="main")
    folder.server("beta", "backup_invite: MAIN")
    folder.server("gamma", "backup_invite: discord.gg/gamma1")
    folder.server("delta", invite="spare")
    assert [mistake[: mistake.index(".", 20)] for mistake in folder.mistakes()] == [
        "servers/beta.yml:5:16: the invite `MAIN` is listed already, in content/servers/alpha",
        "servers/delta.yml:2:9: the invite `spare` is listed already, in content/servers/alpha",
        "servers/gamma.yml:5:16: `backup_invite` is the same as `invite`",
    ]


def test_the_same_server_twice_is_told_even_where_the_first_has_a_mistake(folder: Folder) -> None:
    server_id = "server_id: 123456789012345678"
    folder.server("alpha", f"{server_id}\nnonsense: x")
    folder.server("beta", server_id)
    assert folder.mistakes()[1] == (
        "servers/beta.yml:5:12: the server 123456789012345678 is listed already, in "
        "content/servers/alpha.yml. Keep one of the two files."
    )


@pytest.mark.parametrize(
    ("first", "second", "blamed"),
    [
        ("added: 2026-05-01", "added: 2025-01-01", "dup"),
        ("added: 2025-01-01", "added: 2026-05-01", "python"),
        # Where the two do not tell, the order of the files does.
        ("added: 2026-05-01", "added: 2026-05-01", "python"),
        ("added: 2026-05-01", "", "python"),
        ("", "added: 2025-01-01", "python"),
        ("added: 2026-05-01", "added: 2025-01-01\nnonsense: x", "python"),
    ],
)
def test_of_two_that_claim_the_same_the_one_stays_that_was_added_first(
    folder: Folder, first: str, second: str, blamed: str
) -> None:
    """A copy by a newcomer takes no established server off the site."""
    folder.server("dup", f"backup_invite: main\n{first}")
    folder.server("python", second, invite="Main")
    other = "python" if blamed == "dup" else "dup"
    twins = [line for line in folder.mistakes() if "listed already" in line]
    assert [line.split(":")[0] for line in twins] == [f"servers/{blamed}.yml"]
    assert f"is listed already, in content/servers/{other}.yml. Keep one" in twins[0]
    assert blamed not in folder.load().servers


def test_of_three_that_claim_the_same_the_oldest_stays(folder: Folder) -> None:
    for slug, year in (("a", 2024), ("b", 2023), ("c", 2025)):
        folder.server(slug, f"server_id: 123456789012345678\nadded: {year}-01-01")
    assert list(folder.load().servers) == ["b"]
    assert [line[: line.index(".", 20)] for line in folder.mistakes()] == [
        "servers/a.yml:5:12: the server 123456789012345678 is listed already, in content/servers/b",
        "servers/c.yml:5:12: the server 123456789012345678 is listed already, in content/servers/b",
    ]


def test_what_left_is_not_there_and_leads_somewhere(folder: Folder) -> None:
    folder.server("alpha")
    folder.write(
        "removed.yml",
        """servers:
  alpha: {on: 2026-01-01, reason: x}
  a: {on: 2026-01-01, reason: x, to: alpah}
  b: {on: 2026-01-01, reason: x, to: games}
  c: {on: 2026-01-01, reason: x, to: d}
  d: {on: 2026-01-01, reason: x, to: alpha}
  e: {on: 2026-01-01, reason: x, to: e}
  f: {on: 2026-01-01, reason: x, to: g}
  g: {on: 2026-01-01, reason: x, to: f}
  h: {on: 2026-01-01, reason: x, to: f}
communities:
  games: {on: 2026-01-01, reason: x}
  a: {on: 2026-01-01, reason: x, to: alpha}
""",
    )
    circle = "leads round in a circle. Name a page that is there, or none."
    assert folder.mistakes() == [
        "removed.yml:2:10: `alpha` has a file as well. Take out the one or the other.",
        "removed.yml:3:38: there is no server `alpah`. Did you mean `alpha`?",
        "removed.yml:4:38: there is no server `games`. " + USE.format("servers"),
        f"removed.yml:7:38: `servers.e.to` {circle}",
        f"removed.yml:8:38: `servers.f.to` {circle}",
        f"removed.yml:9:38: `servers.g.to` {circle}",
        "removed.yml:12:10: `games` has a file as well. Take out the one or the other.",
        "removed.yml:13:38: there is no community `alpha`. " + USE.format("communities"),
    ]


@pytest.mark.parametrize(
    "source", ["", "# nothing yet\n", "servers:\ncommunities:\n", "servers: {}\n"]
)
def test_an_empty_removed_yml_is_fine(folder: Folder, source: str) -> None:
    folder.write("removed.yml", source)
    assert folder.mistakes() == []


def test_featured_servers_of_the_home_page_are_checked() -> None:
    assert check_featured(["alpha", "bta", "zzz"], ["beta", "alpha"]) == [
        "there is no server `bta`. Did you mean `beta`?",
        "there is no server `zzz`. Use the name of a file in servers/, without `.yml`.",
    ]


def test_of_very_many_mistakes_in_one_file_a_hundred_are_named(folder: Folder) -> None:
    folder.server("alpha", "x: y\n" * 500)
    folder.server("beta", "nonsense: x")
    mistakes = folder.load().mistakes
    assert len(mistakes) == MISTAKE_LIMIT + 2
    assert str(mistakes[MISTAKE_LIMIT]) == (
        "content/servers/alpha.yml:106:1: 400 more mistakes follow in this file. "
        "Mend those above first."
    )


def test_long_lists_of_unknown_slugs_among_many_servers_are_quick(folder: Folder) -> None:
    for number in range(300):
        folder.server(f"server-{number}")
    partners = ", ".join(f"sever-{number}x" for number in range(5000))
    folder.server("alpha", f"partners: [{partners}]")
    began = time.perf_counter()
    mistakes = folder.mistakes()
    assert time.perf_counter() - began < 5
    assert "servers/alpha.yml:5:11: `partners` has 5000 items. Keep at most 100." in mistakes


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["servers/a.yml", "servers/b.yml", "communities/c.yml", "removed.yml"]),
        st.binary(max_size=60)
        | st.lists(
            st.sampled_from(
                [
                    *("name: x\n", "invite: abc\n", "summary: y\n", "communities: [c]\n"),
                    *(
                        "partners: [a, b, z]\n",
                        "related: [c]\n",
                        "featured: [a]\n",
                        "events: [x]\n",
                    ),
                    *(
                        "highlights: [{with: [z]}]\n",
                        "highlights: {with: z}\n",
                        "highlights: [x]\n",
                    ),
                    *(
                        "servers: {a: {to: b}}\n",
                        "servers: [a]\n",
                        "communities: {c: c}\n",
                        "- x\n",
                    ),
                    *("server_id: [1]\n", "backup_invite: abc\n", "? x\n", "\x00", "\u2028", "é"),
                ]
            ),
            max_size=8,
        ).map(lambda parts: "".join(parts).encode()),
    )
)
def test_no_contents_make_loading_raise(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
) -> None:
    folder = Folder(tmp_path_factory.mktemp("any"))
    for path, source in files.items():
        folder.write(path, source)
    content = folder.load()
    wrong = {mistake.path for mistake in content.mistakes}
    assert {f"content/servers/{slug}.yml" for slug in content.servers} & wrong == set()
    for mistake in content.mistakes:
        rows = files[mistake.path.removeprefix("content/")].replace(b"\r", b"\n").count(b"\n")
        assert 1 <= mistake.line <= rows + 1
        assert len(str(mistake).splitlines()) == 1
