"""The canonical form: what is written reads back the same, and nothing that people wrote is lost."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from showcase import text
from showcase.content.mistakes import parse
from showcase.content.reader import read
from showcase.content.writing import canonical, community_text, entry_text
from showcase.models.entry import Community, Entry

HOSTILE = [
    "No", "~", "null", "0123", "1e3", "0x1F", "0o17", "1_000", "12:30", "=", "<<", "---", "...", "-",
    "- a", "? b", ": c", "a: b", "a:", "a #b", "#a", "'", '"', "a'b\"c\\d", "*a", "&a", "!a", "!!str",
    "%TAG", "@a", "`a`", "[a]", "{a: b}", "a, b", "|", ">-", "$(id)", "::set-output name=x::y",
    "##[error]", "a\n::error::b", "\x1b[31m", "\u202eevil", "\ufeffa", "  a  ", "a\tb", "a\u2028b",
    "\U000e0041", "🏳\ufe0f\u200d🌈", "नमस्ते", "x" * 200,
]  # fmt: skip
FULL = """\
name: Alpha
invite: alpha
summary: All about alpha.
communities: [games]
"""
Part = Callable[[], str]
TEXTS = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=30), st.text("ab:#- ,'\"[]{}|>\\?&*!%@`\n", max_size=12)
)  # fmt: skip


def entry(source: str) -> Entry:
    document = read(source.encode())
    value = parse(Entry, document)
    assert value is not None, document.problems
    return value


def seen(value: str) -> bool:
    return text.is_visible(text.one_line(value))


# Plain fields


def test_fields_stand_in_the_order_of_the_contract_below_the_modeline() -> None:
    fields = {
        "tags": ["b", "a"],
        "zeal": "unknown",
        "communities": ["games"],
        "server_id": "100000000000000001",
        "summary": "One: two",
        "added": date(2026, 11, 20),
        "official": False,
        "invite": "Abc-1",
        "name": "No",
        "links": {"Website": "https://example.org/#a"},
        "region": None,
        "languages": [],
    }
    assert entry_text(fields, "https://example.org/schemas/server.json") == (
        "# yaml-language-server: $schema=https://example.org/schemas/server.json\n"
        'name: "No"\n'
        "invite: Abc-1\n"
        'summary: "One: two"\n'
        "communities: [games]\n"
        'server_id: "100000000000000001"\n'
        "tags: [b, a]\n"
        "links:\n"
        "  Website: https://example.org/#a\n"
        "added: 2026-11-20\n"
        "official: false\n"
        "zeal: unknown\n"
    )


def test_a_community_has_an_order_of_its_own() -> None:
    fields = {"lang": "de", "featured": ["x"], "summary": "s", "color": "#3366cc", "name": "n"}
    assert community_text(fields) == (
        'name: n\nsummary: s\ncolor: "#3366cc"\nfeatured: [x]\nlang: de\n'
    )


def test_lists_that_are_long_or_hold_mappings_stand_below_their_key() -> None:
    fields = {
        "tags": ["a" * 30, "b" * 30, "c" * 30],
        "channels": [{"voice": ["x, y"], "category": "Help"}, {"category": "Off topic"}],
        "run_by": {"url": "https://example.org", "name": "Ada"},
    }
    assert entry_text(fields) == (
        "tags:\n"
        f"  - {'a' * 30}\n  - {'b' * 30}\n  - {'c' * 30}\n"
        "run_by:\n  name: Ada\n  url: https://example.org\n"
        "channels:\n"
        '  - category: Help\n    voice: ["x, y"]\n'
        "  - category: Off topic\n"
    )


def test_long_text_stands_as_a_block_even_where_it_begins_with_spaces() -> None:
    about = "    code\n\n- a\n# b"
    written = entry_text({"about": about})
    assert written == "about: |2\n      code\n\n  - a\n  # b\n"
    assert read(written.encode()).data == {"about": about + "\n"}


def test_moments_are_written_as_people_write_them() -> None:
    events = [
        {"title": "a", "start": datetime.fromisoformat("2026-12-04T19:00")},
        {"title": "b", "start": datetime(2026, 12, 4, 19, 0, 5, tzinfo=UTC)},
    ]
    written = entry_text({"events": events})
    assert re.findall(r"start: (.*)", written) == ["2026-12-04T19:00", "2026-12-04T19:00:05Z"]


@given(st.lists(TEXTS.filter(seen), min_size=1, max_size=4), TEXTS.filter(seen), TEXTS)
def test_any_text_reads_back_as_it_passed_the_border(
    texts: list[str], key: str, about: str
) -> None:
    fields = {"name": texts[0], "tags": texts, "links": {key: texts[-1]}, "about": about}
    document = read(entry_text(fields).encode())
    assert document.problems == []
    data = {**document.data, "about": text.lines(document.data.get("about", ""))}
    assert data == {
        "name": text.one_line(texts[0]),
        "tags": [text.one_line(each) for each in texts],
        "links": {text.one_line(key): text.one_line(texts[-1])},
        "about": text.lines(about),
    }


@given(TEXTS.filter(seen))
def test_other_readers_of_yaml_find_text_as_well(name: str) -> None:
    loaded = yaml.safe_load(entry_text({"name": name, "tags": [name]}))
    for found in (loaded["name"], loaded["tags"][0]):
        assert isinstance(found, str | date), found


@given(TEXTS.filter(seen))
def test_a_hostile_name_adds_no_line(name: str) -> None:
    assert entry_text({"name": name, "invite": "x"}).count("\n") == 2


# Files that are there


def test_keys_are_put_in_order_and_values_are_normalised() -> None:
    source = (
        "---\n"
        "communities:\n  - games\n"
        "tags: [ B, 'a' ]\n\n"
        "languages: [PT_br]\n"
        "official: yes\n"
        "backup_invite: 'discord.com/invite/Beta/'\n"
        'name: "Alpha"\n'
        "server_id: 100000000000000001\n"
        "invite: https://discord.gg/Alpha?event=1\n"
        "summary: >\n  All about\n  alpha.\n"
        "...\n"
    )
    assert canonical(source, Entry) == (
        "name: Alpha\n"
        "invite: Alpha\n"
        "summary: All about alpha.\n"
        "communities: [games]\n"
        'server_id: "100000000000000001"\n'
        "tags: [b, a]\n"
        "languages: [pt-BR]\n"
        "backup_invite: Beta\n"
        "official: true\n"
    )


def test_comments_go_where_their_values_go() -> None:
    source = (
        "# yaml-language-server: $schema=https://example.org/s.json\n"
        "# Thank you for\n"
        "# this.\n"
        "\n"
        "# Short, please.\n"
        "summary: All about alpha.   # really\n"
        "name: Alpha #A\n"
        "tags: [one, # first\n"
        "       two] # both\n"
        "# Without an end.\n"
        "invite: alpha\n"
        "about: | # Markdown\n"
        "  # A heading\n"
        "# below\n"
        "\n"
        "# the text\n"
        "communities: [games] # see the list\n"
        "highlights:\n"
        "  # the proudest\n"
        "  - title: Won\n"
        "    # what it is\n"
        "    kind: achievement\n"
        "  - {title: Two, kind: initiative} # beside\n"
        "region: # not sure\n"
        "# the end\n"
    ).replace("Alpha #A", "'Alpha' #A")
    assert canonical(source, Entry) == (
        "# yaml-language-server: $schema=https://example.org/s.json\n"
        "# Thank you for\n"
        "# this.\n"
        "\n"
        "name: Alpha  # A\n"
        "# Without an end.\n"
        "invite: alpha\n"
        "# Short, please.\n"
        "summary: All about alpha.  # really\n"
        "# below\n"
        "\n"
        "# the text\n"
        "communities: [games]  # see the list\n"
        "tags:  # both\n"
        "  - one  # first\n"
        "  - two\n"
        "about: |  # Markdown\n"
        "  # A heading\n"
        "highlights:\n"
        "  # the proudest\n"
        "  # what it is\n"
        "  - kind: achievement\n"
        "    title: Won\n"
        "  # beside\n"
        "  - kind: initiative\n"
        "    title: Two\n"
        "# the end\n"
        "# not sure\n"
    )


def test_comments_of_items_that_fall_together_stay() -> None:
    written = canonical(f"{FULL}tags:\n  - a  # one\n  - A  # two\n  - b  # three\n", Entry)
    assert written == f"{FULL}# one\n# two\n# three\ntags: [a, b]\n"


def test_comments_stay_beside_labels_that_are_mended() -> None:
    source = f"{FULL}links:\n  ' Website': https://example.org  # main\n  B: https://example.com\n"
    assert canonical(source, Entry) == (
        f"{FULL}links:\n  Website: https://example.org  # main\n  B: https://example.com\n"
    )


def test_line_ends_and_the_mark_of_windows_go() -> None:
    source = "\ufeff" + FULL.replace("\n", "\r\n")
    assert canonical(source, Entry) == FULL


def test_fields_can_be_added_on_the_way() -> None:
    written = canonical(f"{FULL}# end\n", Entry, {"server_id": "100000000000000001"})
    assert written == f'{FULL}server_id: "100000000000000001"\n# end\n'


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", "empty"),
        ("name: [", "cannot be read"),
        ("- a", "key: value"),
        (FULL + "nmae: x\n", "not a known key"),
        (FULL + "name: Twice\n", "stands here twice"),
        ("\x00", "control character"),
    ],
)
def test_a_file_with_a_mistake_is_refused_with_its_sentence(source: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        canonical(source, Entry)


def test_a_community_can_be_put_in_order_as_well() -> None:
    source = "summary: People.  # short\nname: Games\ncolor: '#ABCDEF'\n"
    assert canonical(source, Community) == (
        'name: Games\nsummary: People.  # short\ncolor: "#abcdef"\n'
    )


# Any file: in any order and any style, with comments wherever YAML takes one


WORDS = st.sampled_from(["Alpha", "No", "a: b", "it's", 'say "x"', "# no", "x" * 90, "über 🏳️‍🌈"])
COMMENTS = st.sampled_from(["# one", "#two", "#", "# a: b", "# - c", "## 'x"])


def style(value: str, choice: int) -> str:
    return [
        "'" + value.replace("'", "''") + "'",
        '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"',
        f">-\n      {value}",
    ][choice % 3]


@st.composite
def sources(draw: st.DrawFn) -> str:
    """Return a valid entry as a careless person might have written it."""
    number = st.integers(0, 5)
    comment = st.one_of(st.just(""), COMMENTS)

    def line(pad: str, written: str) -> str:
        own, beside, blank = draw(comment), draw(comment), draw(st.sampled_from(["", "", "\n"]))
        above = f"{pad[: draw(number)]}{own}\n{blank}" if own else blank
        if beside and "\n" not in written:
            written = f"{written}  {beside.replace('#', '# ', 1)}"
        return f"{above}{pad}{written}\n"

    def scalar(pad: str, key: str, value: str) -> str:
        return line(pad, f"{key}: {style(value, draw(number))}")

    def listed(key: str, values: list[str]) -> str:
        if draw(st.booleans()):
            separator = draw(st.sampled_from([", ", ",\n   ", ", # c\n   "]))
            return line(
                "", f"{key}: [{separator.join(style(v, draw(number) % 2) for v in values)}]"
            )
        items = (line("  ", f"- {style(value, draw(number))}") for value in values)
        return line("", f"{key}:") + "".join(items)

    def highlights() -> str:
        rows = line("", "highlights:")
        for title in draw(st.lists(WORDS, min_size=1, max_size=3)):
            first, second = draw(st.permutations([("kind", "initiative"), ("title", title)]))
            dash = line("  ", f"- {first[0]}: {style(first[1], draw(number) % 2)}")
            rows += dash + scalar("    ", *second)
        return rows

    parts: list[Part] = [
        lambda: scalar("", "name", draw(WORDS)),
        lambda: scalar("", "invite", draw(st.sampled_from(["Abc", "https://discord.gg/Abc/"]))),
        lambda: scalar("", "summary", draw(WORDS)),
        lambda: listed("communities", ["games", "music"]),
    ]
    more: list[Part] = [
        lambda: listed("tags", draw(st.sampled_from([["B", "a"], ["a", "A", "b"], ["3d"]]))),
        lambda: line("", "about: |") + "  # text\n\n  more\n",
        lambda: line("", "links:") + "".join(scalar("  ", k, "https://x.org") for k in "ab"),
        highlights,
        lambda: line("", "region:"),
        lambda: scalar("", "official", "yes"),
    ]
    chosen = parts + [part for part in more if draw(st.booleans())]
    return "".join(part() for part in draw(st.permutations(chosen))) + draw(comment)


def comment_words(source: str) -> list[str]:
    """Return the words of the comments, found by PyYAML's own places of tokens."""
    spans = [
        (token.start_mark.index, token.end_mark.index)
        for token in yaml.scan(source)
        if isinstance(token, yaml.ScalarToken)
    ]
    outside = list(source)
    for start, end in spans:
        outside[start:end] = "\0" * (end - start)
    return sorted(found.strip("# \t") for found in re.findall("#[^\n]*", "".join(outside)))


@given(sources())
def test_the_canonical_form_means_the_same_keeps_comments_and_is_final(source: str) -> None:
    written = canonical(source, Entry)
    assert entry(written) == entry(source)
    assert comment_words(written) == comment_words(source)
    assert canonical(written, Entry) == written
