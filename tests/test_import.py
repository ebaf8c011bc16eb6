"""`showcase import`: any list with invites becomes entries, and nothing is silently lost."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms import examples
from making import GUILD, Showcase, share_pictures
from showcase.cli import main
from showcase.imports import Find, Reading, UnreadableError, read
from showcase.imports.finds import invites_in
from showcase.imports.proposals import Listed, Plan, Sentences, propose
from showcase.models.entry import Entry
from showcase.models.record import Failed, NoServer, Unknown
from showcase.standin import UNKNOWN_INVITE, guild_invite, server_error

SENTENCES = Sentences("{name} on Discord.", "Listed under {name}.", "Unsorted", "In none yet.")


def reading(source: str, name: str = "list.md") -> Reading:
    return read(source.encode(), name)


def one(source: str, name: str = "list.md") -> Find:
    (found,) = reading(source, name).finds
    return found


def said(source: str, name: str = "list.md") -> list[tuple[str, str, str, str]]:
    """Each invite: its code, name, text and communities."""
    return [
        (find.code, find.name, find.text, ", ".join(find.communities))
        for find in reading(source, name).finds
    ]


# Lists of Markdown


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("- [Foo](https://discord.gg/abc) - All of foo.", ("Foo", "All of foo.")),
        ("- [Foo](https://discord.gg/abc): All of foo.", ("Foo", "All of foo.")),
        ("* **[Foo](https://discord.com/invite/abc)** \u2014 All *of* foo.", ("Foo", "All of foo.")),
        ('1. [Foo](http://discordapp.com/invite/abc?x=1 "t") All of foo.', ("Foo", "All of foo.")),
        ("- Foo: https://discord.gg/abc", ("Foo", "")),
        ("- Foo - All of foo. <https://discord.gg/abc>", ("Foo", "All of foo.")),
        ("- **Foo** - All of foo. [Join us](discord.gg/abc)", ("Foo", "All of foo.")),
        ("- [Foo](https://foo.org/) - All of foo. [Discord](https://discord.gg/abc)",
         ("Foo", "All of foo.")),
        ("- [![Discord](https://img.example/1.svg)](https://discord.gg/abc) Foo - All of foo.",
         ("Foo", "All of foo.")),
        ("- [Foo][f] - All of foo.\n\n[f]: https://discord.gg/abc", ("Foo", "All of foo.")),
        ("- Foo\n  - Invite: https://discord.gg/abc\n  - All of foo.", ("Foo", "All of foo.")),
        ("- [Foo](https://discord.gg/abc)\n\n  All of foo.", ("Foo", "All of foo.")),
        ("- [Foo \\[a\\] &amp; b](https://discord.gg/abc) - All of \\*foo\\*.",
         ("Foo [a] & b", "All of *foo*.")),
        ("- [Foo_bar_baz](https://discord.gg/abc) - See [the wiki](https://w.org/) first.",
         ("Foo_bar_baz", "See the wiki first.")),
    ],
)  # fmt: skip
def test_an_item_tells_a_name_and_a_text(line: str, expected: tuple[str, str]) -> None:
    found = one(f"# Servers\n\n{line}\n")
    assert (found.code, found.name, found.text) == ("abc", *expected)


def test_headings_become_communities_but_for_titles_and_words_about_lists() -> None:
    source = """# My pages
## Contents
- [Games](#games)
## \U0001f3ae **Games**
- [One](https://discord.gg/one)
### Board games #
- [Two](https://discord.gg/two)
Music & art
-----------
- [Three](https://discord.gg/three)
## Discord servers
- [Four](https://discord.gg/four)
"""
    assert [(code, place) for code, _, _, place in said(source)] == [
        ("one", "Games"),
        ("two", "Board games"),
        ("three", "Music & art"),
        ("four", ""),
    ]
    assert reading(source).leftovers == ()


def test_an_item_above_others_is_a_heading() -> None:
    assert said("- Games\n  - [One](discord.gg/one)\n  - [Two](discord.gg/two): Two.\n") == [
        ("one", "One", "", "Games"),
        ("two", "Two", "Two.", "Games"),
    ]


def test_a_heading_above_each_server_is_its_name() -> None:
    source = """# Friends
## Games
### Foo
All of foo.

[Join](https://discord.gg/foo)
### Bar
![b](b.png)
All of bar.
https://discord.gg/bar
"""
    assert said(source) == [
        ("foo", "Foo", "All of foo.", "Games"),
        ("bar", "Bar", "All of bar.", "Games"),
    ]


def test_several_invites_of_one_item_are_told_apart() -> None:
    source = "- [One](discord.gg/one) and [Two](discord.gg/two) - the second\n"
    assert [(code, name) for code, name, _, _ in said(source)] == [("one", "One"), ("two", "Two")]


def test_an_invite_that_stands_in_two_places_is_one_server_of_both() -> None:
    source = "## Art\n- https://discord.gg/abc\n## Bees\n- [Foo](https://discord.gg/ABC) - Foo.\n"
    assert said(source) == [("abc", "Foo", "Foo.", "Art, Bees")]


def test_links_to_elsewhere_are_kept() -> None:
    found = one(
        "- [Foo](https://discord.gg/abc) - Foo. [Website](https://foo.org/) "
        "[x](javascript:alert(1)) [Bot](https://discord.com/oauth2/x)\n"
    )
    assert found.links == {"Website": "https://foo.org/"}
    assert found.text == "Foo."


# Tables, HTML, messages, plain addresses


def test_tables_are_read_by_their_heads() -> None:
    source = """## Art
| Server | Members | Description | Invite | Tags |
|:--|--:|---|---|---|
| Paint \\| draw | 12 | We *paint*. | [Join](https://discord.gg/paint) | oil, ink |
| **Sing** | 3 | We sing. | https://discord.gg/sing | |
| Nobody | 0 | Gone. | | |
"""
    assert said(source) == [
        ("paint", "Paint | draw", "We paint.", "Art"),
        ("sing", "Sing", "We sing.", "Art"),
    ]
    found = reading(source)
    assert found.finds[0].tags == ("oil", "ink")
    assert [(left.line, "Nobody" in left.sentence) for left in found.leftovers] == [(6, True)]


def test_html_says_what_its_markdown_would() -> None:
    source = """<h2>Art &amp; music</h2>
<ul>
  <li><a href="https://discord.gg/paint">Paint</a> &ndash; We
    paint.</li>
  <li>
    <b>Sing</b>: We sing. <a href='https://discord.gg/sing'>Join</a>
  </li>
</ul>
<table><tr><th>Name</th><th>Link</th></tr>
<tr><td>Dance</td><td><a href="https://discord.gg/dance">here</a></td></tr></table>
<table><tr><td><a href="https://discord.gg/act">Act</a></td><td>We act.</td></tr></table>
"""
    assert said(source) == [
        ("paint", "Paint", "We paint.", "Art & music"),
        ("sing", "Sing", "We sing.", "Art & music"),
        ("dance", "Dance", "", "Art & music"),
        ("act", "Act", "We act.", "Art & music"),
    ]
    assert [find.line for find in reading(source).finds] == [3, 6, 10, 11]


def test_a_pasted_channel_of_partners_is_read_message_by_message() -> None:
    source = """# Partners
**__Foo Hub__** <:foo:123456789012345678>
> A place for *foo* fans.
> Second line @everyone
https://discord.gg/foo

Mod \u2014 12/03/2024 4:30 PM
**Bar Land**

Bars of all kinds ||really||.

discord.gg/bar
You've been invited to join a server
1,234 Online
5,678 Members
Join
\u2501\u2501\u2501\u2501\u2501
:star: **Baz** :star:
https://discord.gg/baz
Baz it is.
"""
    assert said(source, "partners.txt") == [
        ("foo", "Foo Hub", "A place for foo fans. Second line", ""),
        ("bar", "Bar Land", "Bars of all kinds really.", ""),
        ("baz", "Baz", "Baz it is.", ""),
    ]


def test_plain_addresses_are_invites_without_a_name() -> None:
    source = "https://discord.gg/one\ndiscord.gg/two.\n(https://discord.com/invite/three-3)\n"
    assert said(source, "x.txt") == [
        ("one", "", "", ""),
        ("two", "", "", ""),
        ("three-3", "", "", ""),
    ]


def test_a_host_that_only_looks_like_discord_is_none() -> None:
    assert reading("https://notdiscord.gg/abc https://discord.gg.evil.org/abc").finds == ()


# JSON and CSV


def test_json_is_read_in_its_common_shapes() -> None:
    content = {
        "categories": [
            {"name": "Games", "servers": [{"title": "Foo", "invite_url": "https://discord.gg/foo",
                                           "desc": "Foo.", "nsfw": False}]}
        ],
        "Art": {
            "Paint": "https://discord.gg/paint",
            "Sing": {"invite": "sing", "guildId": GUILD, "tags": ["a", "b c", "!"],
                     "languages": ["EN", "pt_BR", "klingon"], "homepage": "https://sing.org/"},
        },
        "x": [{"name": "Deep", "topic": "Sea", "discord": {"code": "deep1", "guild_id": int(GUILD)}}],
        "links": ["https://discord.gg/bare", "https://elsewhere.org/"],
        "none": [{"name": "Nobody", "description": "no invite"}],
    }  # fmt: skip
    found = reading(json.dumps(content, indent=1).replace("/", "\\/"), "list.json")
    assert [(find.code, find.name, ", ".join(find.communities)) for find in found.finds] == [
        ("foo", "Foo", "Games"),
        ("paint", "Paint", "Art"),
        ("sing", "Sing", "Art"),
        ("deep1", "Deep", "Sea"),
        ("bare", "", ""),
    ]
    sing = found.finds[2]
    assert (sing.server_id, sing.tags, sing.languages) == (GUILD, ("a", "b c"), ("en", "pt-BR"))
    assert sing.links == {"Website": "https://sing.org/"}
    assert [left.sentence for left in found.leftovers] == [
        "`Nobody` has no invite. Add one by hand."
    ]


def test_lines_of_json_are_those_of_the_source() -> None:
    source = '[\n {"name": "A\\"b",\n  "invite": "aa"},\n\n {"invite": "bb", "name": "B"}\n]'
    assert [(find.code, find.line) for find in reading(source, "a.json").finds] == [
        ("aa", 3),
        ("bb", 5),
    ]


def test_csv_is_read_by_its_head() -> None:
    source = 'Name;Invite Link;Description\nFoo;https://discord.gg/foo;"A; b\nc"\nBar;;none\n'
    assert said(source, "x.csv") == [("foo", "Foo", "A; b c", "")]
    assert [left.line for left in reading(source, "x.csv").leftovers] == [4]


def test_csv_without_a_head_is_read_by_where_things_stand() -> None:
    assert said("Foo,https://discord.gg/foo,All of foo.\n", "x.csv") == [
        ("foo", "Foo", "All of foo.", "")
    ]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"{", "a.json", "line 1, column 2: this is not JSON"),
        (b"[" * 100_000, "a.json", "too deep"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe\xfd", "a.md", "not text in UTF-8"),
        (b"abc\0\0discord.gg/abc", "a.md", "is not text"),
        (b'name,invite\n"' + b"x" * 200_000, "a.csv", "cannot be read"),
        (b"[1" + b"0" * 10_000 + b"]", "a.json", "cannot be read"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_so(data: bytes, name: str, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        read(data, name)


# Nothing is lost


def test_invites_where_nothing_is_read_are_named() -> None:
    left = reading("<!--\nhttps://discord.gg/abc -->\n<ul><li>x</li></ul>").leftovers
    assert [(one.line, one.code) for one in left] == [(2, "abc")]


@pytest.mark.parametrize(
    "link", ["https://dsc.gg/foo", "https://disboard.org/server/1", "https://discord.gg/x"]
)
def test_links_that_are_no_invites_are_named(link: str) -> None:
    found = reading(f"## A\n- [Foo]({link}) - Foo.\n- [B](https://discord.gg/bbb)\n")
    assert [left.line for left in found.leftovers] == [2]


_SIGNS = st.sampled_from(
    [*"ab \n\t|-*_#>[]()<>&\\`!:;,.{}\"'=+", "\n\n", "\n- ", "\n# ", "**", "](", "](https://discord.gg/",
     "https://discord.gg/", "discord.com/invite/", "abc", "XY-9", "<li>", "</a>", '<a href="discord.gg/q1">',
     "<!--", "-->", "<![", "<?x", "<!doctype", "<script>", "<td>", "<tr>", "<table>", "|---|\n", "::set-output name=x::y", "\u202e",
     "\U0001f3ae", "\u0627", "&#10;", "```\n", '{"name":"', '":[', "1234567890123456789", "\u2028", "\x1b"]
)  # fmt: skip
_SOURCES = st.lists(_SIGNS, max_size=60).map("".join)


def _proposed(found: Reading, answers: dict[str, Any] | None = None) -> Plan:
    return propose(found, answers or {}, Listed(), SENTENCES)


@given(_SOURCES)
@settings(max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_of_any_text_every_invite_is_written_or_left(source: str) -> None:
    found = reading(source, "x.txt")
    plan = _proposed(found)
    there = {code.lower() for _, code in invites_in(source)}
    kept = {find.key for find in plan.finds.values()}
    left = {one.code.lower() for one in plan.unwritten if one.code}
    assert there <= kept | left
    assert plan.found == len(kept) + len(left)
    for fields in plan.servers.values():
        Entry.model_validate(fields)


@pytest.mark.parametrize(
    "source",
    ["[" * 50_000, "**" * 30_000, "](" * 30_000, "<a " * 30_000, "| " * 30_000, "- " * 30_000,
     "\\" * 60_000, "_a" * 30_000, "&" * 60_000, "#" * 60_000, "> " * 30_000, "discord.gg/" * 6_000,
     "[a](discord.gg/abc) " * 3_000, "\n- a\n " * 8_000, "!" * 60_000, "<" * 60_000, ": " * 30_000,
     "[a" * 30_000 + "](discord.gg/abc)", "```\n" * 15_000, "<b>" * 20_000, "<b>" + "<!--" * 15_000, "<b>" + "<a b='" * 10_000,
     "<b>" + "</a" * 20_000, "<b>" + "&#" * 30_000, "- - " * 15_000],
)  # fmt: skip
def test_no_text_takes_long(source: str) -> None:
    """Sixty thousand signs in a second or two, whatever they are; the run's own limit holds it."""
    _proposed(reading(source))


# What becomes of them


def _facts(code: str, **facts: Any) -> Any:
    from datetime import UTC, datetime

    from showcase.discord import read_answer

    body = guild_invite(code, **{"guild_id": GUILD, **facts})
    return read_answer(200, {}, json.dumps(body).encode(), datetime(2026, 1, 1, tzinfo=UTC))


def test_what_discord_says_fills_the_gaps() -> None:
    plan = _proposed(
        reading("https://discord.gg/abc"),
        {"abc": _facts("abc", name="Foo Fans", description="All of foo.")},
    )
    assert plan.servers == {
        "foo-fans": {
            "name": "Foo Fans",
            "invite": "abc",
            "summary": "All of foo.",
            "communities": ["unsorted"],
            "server_id": GUILD,
        }
    }
    assert plan.communities == {"unsorted": {"name": "Unsorted", "summary": "In none yet."}}
    assert plan.remarks == []


def test_a_name_of_the_list_wins_and_a_difference_is_named() -> None:
    plan = _proposed(reading("- [Foo](discord.gg/abc) - Foo."), {"abc": _facts("abc", name="Bar")})
    assert plan.servers["foo"]["name"] == "Foo"
    assert "Discord calls it `Bar`" in plan.remarks[0].sentence


def test_a_guess_that_discord_does_not_share_gives_way() -> None:
    plan = _proposed(
        reading("## Games\n- Our best one: discord.gg/abc"), {"abc": _facts("abc", name="Bar")}
    )
    assert plan.servers["bar"]["name"] == "Bar"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Unknown(10006), "does not know"),
        (NoServer("group"), "leads to no server"),
        (_facts("abc", name="Foo", expires_at="2027-01-01T00:00:00+00:00"), "expires"),
        (_facts("abc", name="Foo", nsfw_level=3), "age restricted"),
    ],
)
def test_what_cannot_be_listed_is_left_with_the_reason(answer: Any, words: str) -> None:
    plan = _proposed(reading("- [Foo](discord.gg/abc) - Foo."), {"abc": answer})
    assert plan.servers == {}
    assert [(one.line, one.code, words in one.sentence) for one in plan.unwritten] == [
        (1, "abc", True)
    ]


def test_an_invite_that_leads_elsewhere_than_the_list_says_is_left() -> None:
    source = json.dumps([{"name": "Foo", "invite": "abc", "server_id": "100000000000000999"}])
    plan = _proposed(reading(source, "a.json"), {"abc": _facts("abc", name="Foo")})
    assert plan.servers == {}
    assert "Somebody else may have taken it" in plan.unwritten[0].sentence


def test_a_failed_check_leaves_what_the_list_says() -> None:
    plan = _proposed(reading("- [Foo](discord.gg/abc) - Foo."), {"abc": Failed("no answer")})
    assert list(plan.servers) == ["foo"]
    nameless = _proposed(reading("discord.gg/abc"), {"abc": Failed("no answer")})
    assert "no name is known (no answer)" in nameless.unwritten[0].sentence


def test_two_invites_of_one_server_are_listed_once() -> None:
    answers = {code: _facts(code, name="Foo") for code in ("aaa", "bbb")}
    plan = _proposed(reading("discord.gg/aaa\ndiscord.gg/bbb\n"), answers)
    assert list(plan.servers) == ["foo"]
    assert [(find.code, slug) for find, slug in plan.skipped] == [("bbb", "foo")]


def test_a_long_text_becomes_a_summary_and_an_about() -> None:
    words = f"The first sentence says it all, in so many words. {'And more of it. ' * 40}"
    fields = _proposed(reading(f"- [Foo](discord.gg/abc) - {words}")).servers["foo"]
    assert len(fields["summary"]) <= 160
    assert fields["summary"].startswith("The first sentence says it all")
    assert fields["summary"].endswith(".")
    assert fields["about"] == words.strip()


def test_a_missing_summary_is_an_honest_one_and_is_named() -> None:
    plan = _proposed(reading("## Games\n- [Foo](discord.gg/abc)"))
    assert plan.servers["foo"]["summary"] == "Foo on Discord."
    assert plan.communities["games"]["summary"] == "Listed under Games."
    assert ["has no summary" in one.sentence for one in plan.remarks] == [True]


@pytest.mark.parametrize(
    ("names", "slugs"),
    [
        (["Foo", "foo", "FOO!"], ["foo", "foo-2", "foo-3"]),
        (["Index", "Con"], ["index-server", "con-server"]),
        (["\u0627\u0644\u0639\u0631\u0628\u064a\u0629"], ["c0"]),
        (["word " * 40], ["word-" * 11 + "word"]),
        (["a" * 90], ["a" * 60]),
    ],
)
def test_slugs_are_good_and_unique(names: list[str], slugs: list[str]) -> None:
    source = "".join(f"- [{name}](discord.gg/c{n})\n" for n, name in enumerate(names))
    assert list(_proposed(reading(source)).servers) == slugs


def test_communities_are_found_again_by_name_or_slug() -> None:
    listed = Listed(communities={"art-and-music": "Art & Music", "c": "C"})
    source = (
        "## art & MUSIC\n- [One](discord.gg/aa)\n## Art and music\n- [Two](discord.gg/bb)\n"
        "## C++\n- [Three](discord.gg/cc)\n"
    )
    plan = propose(reading(source), {}, listed, SENTENCES)
    assert [fields["communities"] for fields in plan.servers.values()] == [
        ["art-and-music"],
        ["art-and-music"],
        ["c-plus-plus"],
    ]
    assert plan.communities["c-plus-plus"]["name"] == "C++"


# The command


def run(showcase: Showcase, source: str, *arguments: str, name: str = "list.md") -> Result:
    showcase.write(name, source)
    return showcase.run("import", str(showcase.root / name), *arguments)


def entry(showcase: Showcase, slug: str) -> dict[str, Any]:
    text = (showcase.root / f"content/servers/{slug}.yml").read_text("utf-8")
    return dict(yaml.safe_load(text))


def test_import_writes_entries_and_communities_that_pass_check(showcase: Showcase) -> None:
    showcase.answers("foo1", name="Foo", description="What Discord says.", members=77)
    result = run(showcase, "## Board games\n- [Foo](https://discord.gg/foo1)\n")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "wrote content/communities/board-games.yml",
        "wrote content/servers/foo.yml",
        "",
        "To be done by hand:",
        "communities/board-games.yml: say what Board games is about.",
        "",
        "1 invite found: 1 written, 0 listed already, 0 could not be written.",
    ]
    assert entry(showcase, "foo") == {
        "name": "Foo",
        "invite": "foo1",
        "summary": "What Discord says.",
        "communities": ["board-games"],
        "server_id": GUILD,
    }
    assert showcase.run("check").exit_code == 0


def test_what_discord_said_need_not_be_asked_again(showcase: Showcase) -> None:
    showcase.answers("foo1", name="Foo", members=77)
    run(showcase, "- [Foo](https://discord.gg/foo1)\n")
    row = showcase.build().server("foo")
    assert (row["state"], row["members"]) == ("live", 77)
    assert showcase.discord.asked() == 1


def test_import_again_changes_nothing(showcase: Showcase) -> None:
    showcase.answers("foo1", name="Foo")
    source = "## Games\n- [Foo](https://discord.gg/foo1) - Foo.\n- https://discord.gg/FOO1\n"
    run(showcase, source)
    before = {path: path.read_bytes() for path in (showcase.root / "content").rglob("*.yml")}
    showcase.discord.requests.clear()
    again = run(showcase, source)
    assert again.exit_code == 0
    assert "line 2: discord.gg/foo1 is listed already, in foo.yml" in again.output
    assert {
        path: path.read_bytes() for path in (showcase.root / "content").rglob("*.yml")
    } == before
    assert showcase.discord.asked() == 0


def test_what_is_listed_under_another_invite_is_known_by_its_id(showcase: Showcase) -> None:
    showcase.server("alpha", server_id=GUILD).answers("other1", name="Alpha")
    result = run(showcase, "- [Alpha](https://discord.gg/other1)\n")
    assert "is listed already, in alpha.yml" in result.output
    assert [path.name for path in (showcase.root / "content/servers").iterdir()] == ["alpha.yml"]


def test_an_entry_with_mistakes_is_listed_all_the_same(showcase: Showcase) -> None:
    showcase.server("alpha", invite="ALPHA1", nmae="x")
    result = run(showcase, "- [Alpha](https://discord.gg/alpha1)\n", "--offline")
    assert "is listed already, in alpha.yml" in result.output


def test_offline_asks_nobody_and_leaves_what_has_no_name(showcase: Showcase) -> None:
    result = run(
        showcase, "- [Foo](discord.gg/foo1) - Foo.\n\n---\n\ndiscord.gg/bar1\n", "--offline"
    )
    assert showcase.discord.requests == []
    assert "line 5: discord.gg/bar1: no name is known" in result.output
    assert "2 invites found: 1 written, 0 listed already, 1 could not" in result.output


def test_a_dry_run_writes_nothing(showcase: Showcase) -> None:
    result = run(showcase, "## New\n- [Foo](discord.gg/foo1) - Foo.\n", "--dry-run", "--offline")
    assert "would write content/servers/foo.yml" in result.output
    assert list((showcase.root / "content").rglob("*.yml")) == []


def test_the_community_can_be_named(showcase: Showcase) -> None:
    showcase.community("games")
    run(showcase, "- [Foo](discord.gg/foo1) - Foo.\n", "--offline", "--community", "games")
    assert entry(showcase, "foo")["communities"] == ["games"]
    result = run(showcase, "x", "--community", "gmes")
    assert (result.exit_code, "`gmes` is no community yet" in result.output) == (1, True)


def test_where_the_budget_ends_the_rest_is_taken_from_the_list(showcase: Showcase) -> None:
    showcase.options["requests_per_10_minutes"] = 1
    showcase.answers("aa1", name="Aa").answers("bb1", name="Bb", guild_id=int(GUILD) + 1)
    result = run(
        showcase,
        "- [Aa](discord.gg/aa1) - All.\n- [Bb](discord.gg/bb1) - Bees.\n- discord.gg/cc1\n",
    )
    assert showcase.discord.asked() == 1
    assert "Discord was not asked about all of them: 1 requests in ten minutes" in result.output
    assert "server_id" not in entry(showcase, "bb")
    assert "line 3: discord.gg/cc1: no name is known" in result.output


def test_silence_of_discord_loses_nothing(showcase: Showcase) -> None:
    showcase.answers("aa1", server_error()).answers("bb1", UNKNOWN_INVITE)
    result = run(showcase, "- [Aa](discord.gg/aa1) - All.\n- [Bb](discord.gg/bb1) - Bees.\n")
    assert result.exit_code == 0
    assert entry(showcase, "aa")["summary"] == "All."
    assert "line 2: discord.gg/bb1: Discord does not know this invite." in result.output


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no invite here", "holds no Discord invite"),
        (b"", "holds no Discord invite"),
        (b"\xff\xd8\xff\xe0" * 100, "not text in UTF-8"),
        (b"x" * (2 * 1024 * 1024 + 1), "more than 2,097,152 bytes"),
    ],
)
def test_a_file_without_invites_is_an_error_of_one_line(
    showcase: Showcase, data: bytes, words: str
) -> None:
    (showcase.root / "list.md").write_bytes(data)
    result = showcase.run("import", str(showcase.root / "list.md"))
    assert result.exit_code == 1
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert list((showcase.root / "content").rglob("*.yml")) == []


def test_a_file_that_is_not_there_is_an_error_of_one_line(showcase: Showcase) -> None:
    for path in (showcase.root / "none.md", showcase.root / "content"):
        result = showcase.run("import", str(path))
        assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)


def test_standard_input_is_read(showcase: Showcase) -> None:
    arguments = ["import", "-", "--offline", "-f", str(showcase.mkdocs_yml())]
    result = CliRunner().invoke(main, arguments, input="- [Foo](discord.gg/foo1) - Foo.\n")
    assert result.exit_code == 0
    assert entry(showcase, "foo")["name"] == "Foo"


HOSTILE = [
    "::set-output name=x::y",
    "%0A::error::z",
    "'; DROP TABLE x; --",
    '"quoted" \\ {{ x }} {% y %}',
    "$(touch /tmp/x) `id`",
    "<script>alert(1)</script>",
    "\u202etxet\u202c",
    "a\u2028::stop-commands::b",
    "\x1b[31mred",
    "no",
    "1e3",
    "~",
    "- a: b # c",
    "| x",
    "&anchor *alias !!python/name:os.system",
    "../../etc/passwd",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 60,
    "x" * 5000,
    "\u0300" * 50 + "a",
]


def _hostile_sources() -> list[tuple[str, str]]:
    rows = [{"name": name, "invite": f"code{n}", "description": name, "category": name}
            for n, name in enumerate(HOSTILE)]  # fmt: skip
    table = io.StringIO()
    table.write("name,invite,description,category\n")
    for row in rows:
        table.write(",".join('"' + value.replace('"', '""') + '"' for value in row.values()) + "\n")
    lines = "".join(f"\n## {x}\n- [{x}](https://discord.gg/code{n}) - {x}\n"
                    for n, x in enumerate(HOSTILE))  # fmt: skip
    messages = "".join(
        f"\n**{x}**\n{x}\nhttps://discord.gg/code{n}\n" for n, x in enumerate(HOSTILE)
    )
    return [("a.json", json.dumps(rows)), ("a.csv", table.getvalue()), ("a.md", lines),
            ("a.txt", messages)]  # fmt: skip


@pytest.mark.parametrize(("name", "source"), _hostile_sources(), ids=lambda one: one[:5])
def test_hostile_text_becomes_harmless_entries(showcase: Showcase, name: str, source: str) -> None:
    result = run(showcase, source, "--offline", name=name)
    assert result.exit_code == 0
    assert "19 invites found" in result.output
    assert not any(line.lstrip().startswith("::") for line in result.output.splitlines())
    assert not any(sign in result.output for sign in "\x1b\u2028\u202e\r")
    checked = showcase.run("check")
    assert checked.exit_code == 0, checked.output
    places = {path.parent for path in (showcase.root / "content").rglob("*.yml")}
    assert places == {showcase.root / "content/servers", showcase.root / "content/communities"}


def test_a_list_of_two_hundred_links_imports_whole_and_builds(
    showcase: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    share_pictures(monkeypatch)
    rows = ["# Awesome servers", "", "## Contents", "", "- [Topic 0](#topic-0)", ""]
    for number in range(200):
        if number % 20 == 0:
            rows += ["", f"## Topic {number // 20}", ""]
        code = f"code{number}"
        words = f" - All about number {number}." if number % 3 else ""
        rows.append(f"- [Server {number}](https://discord.gg/{code}){words}")
        facts: dict[str, Any] = {"description": f"Said {number}."} if number % 2 else {}
        showcase.answers(code, name=f"Server {number}", guild_id=int(GUILD) + number, **facts)
    result = run(showcase, "\n".join(rows))
    assert result.exit_code == 0
    assert "200 invites found: 200 written, 0 listed already, 0 could not" in result.output
    assert showcase.run("check").output == "No mistake in 210 files.\n"
    site = showcase.build()
    assert {row["state"] for row in site.json("api/v1/servers.json")["servers"]} == {"live"}
    assert site.exists("servers/server-199/")
    assert len(site.json("api/v1/communities.json")["communities"]) == 10
    assert showcase.discord.asked() == 200, "once each, and never again for the build"


def test_a_file_of_a_strange_name_is_read(showcase: Showcase, tmp_path: Path) -> None:
    path = tmp_path / "::set-output name=x::y\n.md"
    path.write_text("- [Foo](discord.gg/foo1) - Foo.\n", "utf-8")
    result = showcase.run("import", str(path), "--offline")
    assert result.exit_code == 0
    path.write_text("nothing", "utf-8")
    result = showcase.run("import", str(path), "--offline")
    assert len(result.stderr.splitlines()) == 1
    assert "\n::" not in result.stderr
