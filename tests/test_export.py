"""`showcase export readme`: the whole list as one current Markdown file."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyromark
import pytest
import yaml
from lxml import html
from markdown import markdown

from making import GUILD, Showcase
from showcase.exports.settings import SettingsError, read_settings
from showcase.feeds.readme import BEGIN, END, escaped
from showcase.imports import read
from showcase.standin import UNKNOWN_INVITE


def listed(showcase: Showcase, slug: str, number: int = 0, **fields: Any) -> None:
    """An entry whose invite Discord answers."""
    code = f"{slug}-code"
    name = fields.get("name", slug.title())
    facts = fields.pop("facts", {})
    showcase.server(slug, **{"added": "2026-11-02", **fields})
    showcase.answers(code, **{"name": name, "guild_id": int(GUILD) + number, **facts})


def exported(showcase: Showcase) -> str:
    showcase.run("refresh")
    showcase.discord.requests.clear()
    file = showcase.root / "README.md"
    result = showcase.run("export", "readme", str(file))
    assert result.exit_code == 0, result.output
    return file.read_text("utf-8")


def test_the_list_is_one_markdown_file(showcase: Showcase) -> None:
    showcase.community("board-games", name="Board games", summary="Cards & dice.")
    showcase.community("music")
    listed(showcase, "beta", 1, name="Beta", summary="The second.", communities=["board-games"])
    listed(showcase, "alpha", 2, name="alpha", communities=["board-games", "music"])
    listed(showcase, "gamma", 3, communities=["music"], facts={"features": ["INVITES_DISABLED"]})
    assert (
        exported(showcase)
        == f"""# A showcase

{BEGIN}

## Contents

- [Board games](#board-games)
- [Music](#music)

## Board games

Cards &#38; dice.

- [alpha](https://discord.gg/alpha-code) - All about alpha.
- [Beta](https://discord.gg/beta-code) - The second.

## Music

People who like music.

- [Gamma](https://discord.gg/gamma-code) - All about gamma. *(paused)*

Also here: alpha.

---

This list is generated from the entries of [A showcase](https://showcase.example/). To change it, change an entry.
Last change: November 2, 2026.
{END}
"""
    )
    assert showcase.discord.requests == []


def test_where_no_link_stands_the_page_is_linked(showcase: Showcase) -> None:
    showcase.server("alpha").server("beta").answers("beta-code", UNKNOWN_INVITE)
    written = exported(showcase)
    page = "https://showcase.example/servers"
    assert f"- [Alpha]({page}/alpha/) - All about alpha. *(did not answer)*" in written
    assert f"- [Beta]({page}/beta/) - All about beta. *(did not answer)*" in written
    showcase.server("gamma").options["refresh"] = "never"
    assert f"- [Gamma]({page}/gamma/) - All about gamma. *(not checked yet)*" in exported(showcase)


def test_without_an_address_of_its_own_the_list_has_no_dead_link(showcase: Showcase) -> None:
    showcase.config["site_url"] = ""
    written = exported(showcase.server("alpha"))
    assert "- **Alpha** - All about alpha." in written


def test_a_server_that_lists_do_not_show_is_not_in_it(showcase: Showcase) -> None:
    listed(showcase, "alpha")
    showcase.server("beta", server_id="100000000000000999").answers("beta-code", name="Free Coins")
    written = exported(showcase)
    assert "Alpha" in written
    assert "Beta" not in written
    assert "Free Coins" not in written


def test_the_same_facts_make_the_same_file(
    showcase: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(showcase, "alpha")
    first = exported(showcase)
    soon = datetime(2026, 12, 1, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(soon.timestamp())))
    result = showcase.run("export", "readme", str(showcase.root / "README.md"))
    assert "is up to date" in result.output
    assert (showcase.root / "README.md").read_text("utf-8") == first


@pytest.mark.parametrize(("slugs", "said"), [(["a"], "1 entry"), (["a", "b"], "2 entries")])
def test_what_was_written_is_counted_as_people_do(
    showcase: Showcase, slugs: list[str], said: str
) -> None:
    for number, slug in enumerate(slugs, 1):
        listed(showcase, slug, number)
    file = showcase.root / "list.md"
    result = showcase.run("export", "readme", str(file))
    assert result.output == f"wrote {file}: {said}.\n"


def test_check_says_whether_the_file_is_current(showcase: Showcase) -> None:
    listed(showcase, "alpha")
    file = showcase.root / "README.md"
    arguments = ("export", "readme", str(file), "--check")
    missing = showcase.run(*arguments)
    assert (missing.exit_code, file.exists()) == (1, False)
    exported(showcase)
    assert showcase.run(*arguments).exit_code == 0
    before = file.read_bytes()
    showcase.server("beta")
    stale = showcase.run(*arguments)
    assert (stale.exit_code, "Run: showcase export readme" in stale.stderr) == (1, True)
    assert file.read_bytes() == before


def test_what_stands_around_the_list_stays(showcase: Showcase) -> None:
    listed(showcase, "alpha")
    showcase.write("README.md", f"# Ours\r\n\nHello.\n\n{BEGIN}\nold\n{END}\n\nMore.\n")
    written = exported(showcase)
    assert (showcase.root / "README.md").read_bytes().startswith(b"# Ours\r\n\nHello.\n\n<!--")
    assert written.endswith("-->\n\nMore.\n")
    assert "old" not in written
    assert "[Alpha]" in written


def test_a_file_that_has_no_place_for_the_list_is_left_alone(showcase: Showcase) -> None:
    showcase.server("alpha").write("README.md", "# By hand\n")
    result = showcase.run("export", "readme", str(showcase.root / "README.md"))
    assert result.exit_code == 1
    assert result.stderr.splitlines()[1:] == [BEGIN, END]  # each on a line, to be copied
    assert (showcase.root / "README.md").read_text("utf-8") == "# By hand\n"


def test_a_place_that_cannot_be_written_is_an_error_of_one_line(showcase: Showcase) -> None:
    result = showcase.server("alpha").run("export", "readme", str(showcase.root / "mkdocs.yml/x"))
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1


HOSTILE = [
    "[x](https://evil.example/)",
    "![x](https://evil.example/x.png)",
    "<img src=x onerror=alert(1)>",
    "<!-- x --> y",
    "https://evil.example www.evil.example mailto:a",
    "@everyone #1 `code` **bold** __b__ ~~s~~ $a$ $b$",
    "] ](javascript:alert(1)",
    "a | b \\ c & &lt; &#60; ^x^ {y} ==z==",
    "# Heading ## x #",
    "- item\n\n## Own heading",
    "<details><summary>x",
    f"x {END} y",
]


def _rendered(source: str) -> html.HtmlElement:
    made = markdown(source, extensions=["tables", "fenced_code", "attr_list"])
    return html.fragment_fromstring(made, create_parent="div")


@pytest.mark.parametrize("words", HOSTILE)
def test_no_entry_can_write_markup(showcase: Showcase, words: str) -> None:
    one_line = " ".join(words.split())
    showcase.community("games", name=words, summary=words)
    listed(showcase, "alpha", name=words, summary=words, server_id=GUILD)
    listed(showcase, "beta", 1, name=f"b {words}")
    written = exported(showcase)
    shown = _rendered(written)
    hrefs = [str(link.get("href")) for link in shown.iter("a")]
    allowed = ("https://discord.gg/", "https://showcase.example/", "#")
    assert all(href.startswith(allowed) for href in hrefs), hrefs
    assert {str(each.tag) for each in shown.iter() if isinstance(each.tag, str)} <= {
        *("div", "h1", "h2", "ul", "li", "a", "p", "hr", "em", "strong"),
    }
    assert [each.text_content() for each in shown.iter("h2")] == ["Contents", one_line]
    assert f"{one_line} - {one_line}" in [each.text_content().strip() for each in shown.iter("li")]
    assert exported(showcase) == written, "and the next export finds its place again"


@pytest.mark.parametrize(
    "words",
    ["- - x", "- minus", "-\tx", "+ plus", "1. one", "1) one", "12) twelve", "- [ ] task", "---"],
)
def test_a_summary_that_begins_like_a_list_stays_a_paragraph(
    showcase: Showcase, words: str
) -> None:
    listed(showcase.community("games", summary=words), "alpha")
    written = exported(showcase)
    for made in (markdown(written), pyromark.html(written)):
        shown = html.fragment_fromstring(made, create_parent="div")
        (heading,) = (each for each in shown.iter("h2") if each.text_content() == "Games")
        below = heading.getnext()
        assert below is not None
        assert (below.tag, below.text_content()) == ("p", " ".join(words.split()))


def test_addresses_in_a_text_are_not_linked() -> None:
    assert escaped("see https://a.example or www.b.example, v1.2") == (
        "see https&#58;//a.example or www&#46;b.example, v1.2"
    )


def _set_of(source: bytes, name: str) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    return {find.key: (find.name, find.text, find.communities) for find in read(source, name).finds}


def test_what_is_exported_imports_as_the_same_invites(showcase: Showcase, tmp_path: Path) -> None:
    showcase.community("art", name="Art & *craft*").community("bees", name="Bees (wild)")
    expected = {}
    names = [
        "Alpha",
        "Be_ta [x]",
        "C++ & C#",
        "\u0627\u0644\u0646\u062d\u0644",
        "D | e",
        "F - g: h",
    ]
    for number, name in enumerate(names):
        place = ("art", "bees")[number % 2]
        summary = f"All about {name}, and *more* of it."
        listed(showcase, f"s{number}", number, name=name, summary=summary, communities=[place],
               )  # fmt: skip
        place_name = ("Art & *craft*", "Bees (wild)")[number % 2]
        expected[f"s{number}-code"] = (name, summary, (place_name,))
    written = exported(showcase)
    assert _set_of(written.encode(), "README.md") == expected
    assert read(written.encode(), "README.md").leftovers == ()
    again = showcase.run("import", str(showcase.root / "README.md"), "--offline")
    assert "6 invites found: 0 written, 6 listed already, 0 could not" in again.output


# The settings of a site


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: [", "cannot be read: "),
        ("- a\n", "holds no `key: value` lines."),
        ("INHERIT: mkdocs.yml\n", "inherits from too many files. See that none names itself."),
        ("INHERIT: none.yml\n", "cannot be read: "),
    ],
)
def test_settings_that_cannot_be_read_are_named(tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / "mkdocs.yml"
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=rf"\.yml {why}"):
        read_settings(file)


def test_settings_are_inherited_key_by_key(tmp_path: Path) -> None:
    parent = "site_name: Theirs\ntheme: {name: material, custom_dir: own}\nplugins: [search]\n"
    (tmp_path / "parent.yml").write_text(parent, "utf-8")
    file = tmp_path / "mkdocs.yml"
    file.write_text(
        "INHERIT: parent.yml\nsite_name: Ours\ntheme: {language: de}\nplugins: {showcase: {}}\n"
        "hooks: [a.py]\nnot_in_nav: /hidden.md\n",
        "utf-8",
    )
    settings = read_settings(file)
    assert (settings.docs_dir, settings.custom_dir) == (tmp_path / "docs", tmp_path / "own")
    assert settings.left_out == ("hooks",)
    made = yaml.safe_load(settings.exported({}, [{"Home": "index.md"}], ["b.md"]))
    assert made["site_name"] == "Ours"
    assert made["theme"] == {
        "name": "material", "custom_dir": "overrides", "language": "de", "variant": "classic",
    }  # fmt: skip
    assert (made["plugins"], made["nav"]) == ([], [{"Home": "index.md"}])
    assert made["not_in_nav"].split() == ["/hidden.md", "/b.md"]
    assert not made.keys() & {"INHERIT", "hooks"}
