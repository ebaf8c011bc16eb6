"""The border for text: what comes in is visible and of one form, what goes out is inert."""

import html
import string
import unicodedata

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from showcase import text

# All that may be wrong with a text, far more often than chance would bring it.
TROUBLE = [
    *(" ", "\t", "\n", "\r\n", "\r", "\v", "\x1c", "\x85", "\u2028", "\xa0", "\u3000"),
    *("\x00", "\x1b", "\x7f", "\x9b", "\u200b", "\u200c", "\u200d", "\u200e", "\u202e", "\u2066"),
    *("\ufeff", "\xad", "\u034f", "\u061c", "\u180e", "\u17b4", "\u2800", "\u3164", "\ufe0f"),
    *("\U000e0041", "\U000e007f", "\U000e0100", "\ud83d", "\ude00", "\ufffe", "\U0001fffe"),
    *("\u0301", "\u0344", "\u1100", "\u1161", "\u212b", "\u0378", "\u0600", "\u06dd", "\ufff9"),
    *(
        "👩",
        "👨",
        "🏴",
        "🇩",
        "\U0001f3fd",
        "a",
        "e\u0301",
        "ß",
        "क्",
        "ष",
        ":",
        "::",
        "#",
        "##[",
        "`",
    ),
]
texts = st.lists(st.sampled_from(TROUBLE) | st.characters(codec=None), max_size=16).map("".join)
limits = st.none() | st.integers(1, 12)
HIDDEN = regex.compile(
    r"[[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]"
    r"--[\u200c\u200d\p{Variation_Selector}\p{Prepended_Concatenation_Mark}"
    r"\u115f\u1160\u3164\uffa0]]",
    regex.VERSION1,
)
EDGES = regex.compile(r"(?:^|\s)[\u200c\u200d]|\u200c(?:\s|$)|[\u200c\u200d]{2}")


@pytest.mark.parametrize("near", ["", "a", "\u0438", "\u304b", "\u1100\uac00"])
def test_no_sign_passes_at_once_that_the_long_way_would_change(near: str) -> None:
    """A sign that is dropped, put before a text, leads it the long way round."""
    signs = map(chr, [*range(0x3100), *range(0x3100, 0x110000, 97)])
    found = [f"{near}{sign}{near}" for sign in signs]
    assert [one for one in found if text.clean(f"\u200b{one}") != text.clean(one)] == []


@given(texts)
def test_the_long_way_round_leads_to_the_same_text(source: str) -> None:
    assert text.clean(f"\u200b{source}") == text.clean(source)


@given(st.from_regex(text.PLAIN_LINE, fullmatch=True), st.sampled_from(["\u200b", " ", "\n"]))
def test_a_plain_line_is_seen_and_stays_as_the_long_way_round_leaves_it(
    line: str, hidden: str
) -> None:
    assert text.one_line(line) == text.one_line(f"{hidden}{line}") == line
    assert text.is_visible(line)


@settings(deadline=None)
@given(texts, limits)
def test_one_line_is_visible_normal_and_on_one_line(source: str, limit: int | None) -> None:
    line = text.one_line(source, limit)
    assert HIDDEN.findall(line) == []
    assert EDGES.findall(line) == []
    assert unicodedata.normalize("NFC", line) == line
    assert line.split() == line.split(" ") or line == ""
    assert limit is None or len(line) <= limit
    assert line.encode().decode() == line


@settings(deadline=None)
@given(texts, limits)
def test_lines_are_visible_and_normal(source: str, limit: int | None) -> None:
    lines = text.lines(source, limit)
    assert HIDDEN.findall(lines.replace("\n", "")) == []
    assert EDGES.findall(lines) == []
    assert unicodedata.normalize("NFC", lines) == lines
    assert lines.splitlines() == [line.rstrip() for line in lines.split("\n") if lines]
    assert "\n\n\n" not in lines
    assert limit is None or len(lines) <= limit


@settings(deadline=None)
@given(texts, limits)
def test_what_crossed_the_border_crosses_it_unchanged(source: str, limit: int | None) -> None:
    for border in (text.one_line, text.lines):
        once = border(source, limit)
        assert border(once, limit) == once


@settings(deadline=None)
@given(texts)
def test_cleaning_changes_nothing_twice(source: str) -> None:
    assert text.clean(text.clean(source)) == text.clean(source)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("  Foo \t\n Bar  ", "Foo Bar"),
        ("a\xa0b\u3000c\u2028d\x85e\r\nf", "a b c d e f"),
        ("A\u030angstro\u0308m", "Ångström"),
        ("\u1112\u1161\u11ab", "한"),
        ("ad\u202egpj.exe", "adgpj.exe"),
        ("\u2066a\u2069 \u200eb\u200f\u061c", "a b"),
        ("pass\u200bword\u2060\ufeff", "password"),
        ("soft\xadhyphen", "softhyphen"),
        ("a\u034fb\u2065c", "abc"),
        ("tag\U000e0074\U000e0061\U000e0067\U000e007f", "tag"),
        ("bell\x07 \x1b[31mred", "bell [31mred"),
        ("half\ud83d", "half"),
        ("non\uffff\ufdd0\U0010ffff", "non"),
        ("a\u200d\u200d\u200cb", "ab"),
        ("क्\u200d\u200d\u200cष", "क्\u200dष"),
        ("ad\u200dmin st\u200caff", "admin staff"),
        ("👩\u200dx", "👩x"),
        ("کتاب\u200c ها", "کتاب ها"),
        ("pa\ufe0fss w\U000e0100ord \u180b", "pass word"),
        ("\u200d\ufe0fa \u200d b\u200d", "a b"),
        ("☃\ufe0f\ufe0f\ufe0f", "☃\ufe0f"),
        ("a" + "\u0315\u0300" * 40, "à" + "\u0300" * 4 + "\u0315" * 5),
        ("100 \u0600\u0661", "100 \u0600\u0661"),
    ],
)
def test_what_is_never_seen_is_dropped(source: str, shown: str) -> None:
    assert text.one_line(source) == shown


@pytest.mark.parametrize(
    "name",
    [
        "👩‍👩‍👧‍👦 family",
        "🏳️‍🌈 and ❤️‍🔥",
        "3️⃣ keys",
        "👍🏽 skin",
        "🇩🇪🇧🇷",
        "👁️‍🗨️ 🏃‍➡️ 🐈‍⬛ 👩🏽‍🚀",
        "می‌خواهم",
        "क्‍ष and क्‌ष",
        "Discord\u200cهای ما",
        "ന്‍ and র‌্য",  # a joiner may end a word
        "خواب\u064eم\u064e\u0651\u200cها",
        "ᠠ᠋ and 1\ufe0f\u20e3 and ☎\ufe0e",
        "གྷྲཱིཾ and שָׁ֑ and T\u0315̰͓̻͔̮͙h̝͈e",  # no more accents than a person writes
        "ශ්‍රී ලංකා",
        "葛\U000e0100城",
        "שלום עולם",
        "Zażółć gęślą jaźń",
        "𝔉𝔞𝔫𝔠𝔶",
    ],
)
def test_scripts_and_emoji_stay_whole(name: str) -> None:
    assert text.one_line(name) == unicodedata.normalize("NFC", name)
    assert text.quoted(name) == unicodedata.normalize("NFC", name)
    assert text.log_line(name) == name


@pytest.mark.parametrize(
    ("source", "limit", "cut"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcde"),
        ("abc def", 4, "abc"),
        ("ab👩‍👩‍👧", 6, "ab"),
        ("ab👩‍👩‍👧", 7, "ab👩‍👩‍👧"),
        ("x🇩🇪🇧🇷", 4, "x🇩🇪"),
        ("nn\u0308\u0323n", 2, "n"),
        ("aب\u200cبd", 3, "aب"),
        ("👩‍👩‍👧", 2, "👩"),
    ],
)
def test_text_is_cut_between_graphemes(source: str, limit: int, cut: str) -> None:
    assert text.one_line(source, limit) == cut


def test_lines_keep_their_indent_and_one_blank_line() -> None:
    source = "\n\n  a\r\n\tb  \rc\u2028\n\n\n\nd\v\n"
    assert text.lines(source) == "  a\n    b\nc\n\nd"


@pytest.mark.parametrize("source", ["a", "٣", "!", "♥", "한", "\ue000"])
def test_signs_can_be_seen(source: str) -> None:
    assert text.is_visible(source)


@pytest.mark.parametrize(
    "source", ["", " ", "\u3164", "\u2800\u2800", "\u200d", "\u0301", "\ufe0f"]
)
def test_blanks_cannot_be_seen(source: str) -> None:
    assert not text.is_visible(source)


@settings(deadline=None)
@given(texts)
def test_escaped_text_holds_no_syntax_and_reads_the_same(source: str) -> None:
    escaped = text.markdown(source)
    bare = regex.sub(r"&#\d+;", "", escaped)
    assert set(bare) & set(string.punctuation) == set()
    assert html.unescape(escaped) == source


def test_escaping_takes_numbers_too() -> None:
    assert text.markdown(-1.5) == "&#45;1&#46;5"


@settings(deadline=None)
@given(texts)
def test_nothing_quoted_or_logged_leaves_its_line_or_commands_the_runner(source: str) -> None:
    for line in (text.quoted(source), text.log_line(source)):
        assert regex.findall(r"[[\p{C}\p{Zl}\p{Zp}]--[\u200c\u200d]]", line, regex.VERSION1) == []
        assert len(line.splitlines()) <= 1
        assert not line.lstrip().lstrip("\u200c\u200d").startswith("::")
        assert "##[" not in line


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("::error::oops", ": :error::oops"),
        (" \t::add-mask::e", " \ufffd::add-mask::e"),
        ("  ::error::", "  : :error::"),
        ("\u200d::error::", "\u200d: :error::"),
        ("a ##[error]b", "a # #[error]b"),
        ("###[group]", "## #[group]"),
        ("a\n::error::b", "a\ufffd::error::b"),
        ("a: b::c #[x]", "a: b::c #[x]"),
    ],
)
def test_workflow_commands_are_broken_up(source: str, line: str) -> None:
    assert text.log_line(source) == line


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("@all <b>", "`@all <b>`"),
        ("a ` b `` c", "`a ' b '' c`"),
        ("one | two", "`one ¦ two`"),
        ("one\r\n\ntwo", "`one two`"),
        ("\u200b", "` `"),
    ],
)
def test_a_code_span_ends_with_its_text_and_so_does_the_cell_around_it(
    source: str, shown: str
) -> None:
    assert text.code_span(source) == shown


def test_quoted_shows_that_something_was_hidden_and_is_short() -> None:
    assert text.quoted("a\x00b\u202ec\nd") == "a\ufffdb\ufffdc\ufffdd"
    assert text.quoted("x" * 81) == "x" * 79 + "…"
    assert text.quoted("x" * 78 + "🇩🇪🇩🇪") == "x" * 78 + "…"


@settings(deadline=None)
@given(texts)
def test_folding_twice_folds_once(source: str) -> None:
    assert text.folded(text.folded(source)) == text.folded(source)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("Ünïcode STRASSE straße", {"unicode", "strasse"}),
        ("𝔉𝔞𝔫𝔠𝔶 ＷＩＤＥ", {"fancy", "wide"}),
        ("C++ & C# | v2.0", {"c", "v2", "0"}),
        ("हिन्दी भाषा", {"हिनदी", "भाषा"}),
        ("ภาษาไทย", {"ภาษาไทย"}),
        ("日本語サーバー", {"日本語サーハー"}),
        ("❤️ 🏳️‍🌈 !?", set()),
    ],
)
def test_words_are_folded_runs_of_letters_and_digits(source: str, words: set[str]) -> None:
    assert text.words(source) == words


@pytest.mark.parametrize("sign", ["\u200d", "\u0301", "a\u0301", "\u200d ", "\n \n", "🇩", ":"])
def test_a_long_text_of_one_sign_is_quick(sign: str) -> None:
    source = sign * 100_000
    assert len(text.one_line(source, 100)) <= 100
    assert len(text.lines(source, 100)) <= 100
    assert len(text.quoted(source)) <= 80


def test_a_long_run_of_joiners_is_read_in_one_pass() -> None:
    """As many as a file of 64 kB can hold; a quadratic reader would take ten seconds."""
    assert text.one_line("क्" + "\u200d" * 20_000 + "ष") == "क्\u200dष"


@pytest.mark.parametrize(
    ("said", "runs_left"),
    [
        ("שלום world", True),
        ("مرحبا", True),
        ("(1) عربي", True),
        ("world שלום", False),
        ("42", False),
    ],
)
def test_text_runs_as_its_first_letter_does(said: str, runs_left: bool) -> None:
    assert text.is_rtl(said) is runs_left
