"""Our own words: plurals, numbers and dates, and no key too many or too few."""

import ast
import re
import string
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
import pytest
from babel import Locale
from jinja2 import nodes

import showcase
from showcase import words
from showcase.pages.environment import environment
from showcase.words import Words

PACKAGE = Path(showcase.__file__).parent
ENGLISH = words.words("en")

every_language = pytest.mark.parametrize("language", sorted(words.languages()))

# Keys that are put together from parts: what stands before and behind, and what may stand between.
COMPUTED: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("server.", ""): (
        *("achievement", "initiative", "collaboration"),
        *("official", "partnered", "discord_verified", "community", "discoverable"),
    ),
    ("server.", "_channels"): ("text", "voice"),
    ("server.verification_", ""): ("0", "1", "2", "3", "4"),
    ("state.", "_text"): (
        *("unchecked", "mismatch", "ineligible", "gone", "missing", "temporary", "paused"),
    ),
    ("state.", "_title"): (
        *("unchecked", "mismatch", "ineligible", "gone", "missing", "temporary", "paused", "stale"),
    ),
    ("state.mark_", ""): ("temporary", "paused", "missing", "unchecked"),
    ("events.", ""): ("repeats", "daily", "weekly", "monthly", "yearly"),
    ("facet.", ""): ("community", "language", "tag", "size", "activity", "badge"),
    ("finder.sort_", ""): ("fair", "name", "newest", "members", "activity", "growing"),
}


class Use(NamedTuple):
    """One place that wants a text: the key, or the parts of one, and the names of the values."""

    place: str
    parts: tuple[str, ...]
    values: frozenset[str]


@pytest.mark.parametrize(
    ("n", "text"), [(0, "0 servers"), (1, "1 server"), (2, "2 servers"), (12_345, "12,345 servers")]
)
def test_a_number_chooses_the_plural_form(n: int, text: str) -> None:
    assert ENGLISH("count.servers", n=n) == text


def test_a_language_uses_the_plural_forms_that_it_has() -> None:
    forms = {"one": "{n} klub", "few": "{n} kluby", "many": "{n} klubów", "other": "{n} klubu"}
    polish = Words("pl", {"count": forms})
    said = [polish("count", n=n) for n in (1, 3, 7, 22)]
    assert said == ["1 klub", "3 kluby", "7 klubów", "22 kluby"]


def test_a_plural_form_that_a_file_leaves_out_is_said_as_all_others() -> None:
    assert Words("pl", {"count": {"other": "{n} klubu"}})("count", n=3) == "3 klubu"


def test_a_value_is_filled_in_and_never_read_again() -> None:
    one = Words("en", {"join": "Join {name}"})
    assert one("join", name="{n} {name.__class__} %s") == "Join {n} {name.__class__} %s"


def test_a_text_reaches_into_no_value() -> None:
    with pytest.raises(KeyError):
        Words("en", {"bad": "{name.__class__}"})("bad", name="x")


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        ENGLISH("server.nonsense")


def test_a_text_is_cut_in_two_around_its_link() -> None:
    one = Words("en", {"told": "See {link} for more.", "last": "See {link}"})
    assert one.around("told") == ("See ", " for more.")
    assert one.around("last") == ("See ", "")


def test_numbers_are_written_as_their_language_does() -> None:
    assert ENGLISH.number(1_234_567) == "1,234,567"
    assert Words("de", {}).number(1_234_567) == "1.234.567"


def test_days_and_times_are_written_as_their_language_does() -> None:
    assert ENGLISH.day(date(2026, 12, 4)) == "December 4, 2026"
    assert Words("de", {}).day(date(2026, 12, 4)) == "4. Dezember 2026"
    assert ENGLISH.day(datetime(2026, 12, 4, 19, tzinfo=UTC)) == "December 4, 2026"


def test_a_list_reads_as_in_a_sentence() -> None:
    assert ENGLISH.list(["one"]) == "one"
    assert ENGLISH.list(["one", "two", "three"]) == "one, two, and three"


@pytest.mark.parametrize(
    ("tag", "own", "english"),
    [
        ("de", "Deutsch", "German"),
        ("fr", "Français", "French"),
        ("ja", "日本語", "Japanese"),
        ("pt-BR", "Português (Brasil)", "Brazilian Portuguese"),
        ("zh-Hant", "繁體中文", "Traditional Chinese"),
        ("es-419", "Español latinoamericano", "Latin American Spanish"),
        ("sr-Latn-RS", "Srpski (latinica, Srbija)", "Serbian (Latin, Serbia)"),
        ("ase", "American Sign Language", "American Sign Language"),
        ("qaa", "qaa", "qaa"),
    ],
)
def test_a_language_has_a_name_here_and_one_of_its_own(tag: str, own: str, english: str) -> None:
    assert ENGLISH.language_name(tag) == english
    assert ENGLISH.own_name(tag) == own


def test_a_region_has_a_name() -> None:
    assert ENGLISH.region_name("BR") == "Brazil"
    assert ENGLISH.region_name("419") == "Latin America"
    assert ENGLISH.region_name("XX") == "XX"


@pytest.mark.parametrize("language", ["en", "en-GB", "tlh", "zh-TW", "", "no-such-language"])
def test_a_language_without_a_file_falls_back_to_english(language: str) -> None:
    assert words.words(language)("site.servers") == ENGLISH("site.servers")


def test_the_languages_of_the_house_are_there() -> None:
    assert words.languages() >= {"ar", "de", "en"}


@every_language
def test_a_language_lacks_no_word_and_has_none_too_many(language: str) -> None:
    english, texts = words.texts("en"), words.texts(language)
    assert sorted(set(english) - set(texts)) == []
    assert sorted(set(texts) - set(english)) == []


@every_language
def test_a_language_has_every_plural_form_that_it_knows(language: str) -> None:
    forms = {*Locale.parse(language, sep="-").plural_form.tags, "other"}
    for key, text in words.texts(language).items():
        assert isinstance(text, dict) == isinstance(words.texts("en")[key], dict), key
        if isinstance(text, dict):
            assert set(text) == forms, key


@every_language
def test_a_language_names_the_values_that_english_names(language: str) -> None:
    for key, text in words.texts(language).items():
        values = _named(words.texts("en")[key])
        assert _named(text) == values, key
        for form in _forms(text):
            # "two servers" may be one word; all else that is filled in must be said.
            assert _named(form) | {"n"} == values | {"n"}, key


@every_language
def test_words_are_plain(language: str) -> None:
    for key, text in words.texts(language).items():
        for form in _forms(text):
            assert not re.search(r"[!<>&*_`\\]", form), key
            assert form == " ".join(form.split()) != "", key


@pytest.mark.parametrize(
    ("n", "german", "arabic"),
    [
        (0, "0 Server", "لا خوادم"),
        (1, "1 Server", "خادم واحد"),
        (2, "2 Server", "خادمان"),
        (3, "3 Server", "3 خوادم"),
        (11, "11 Server", "11 خادمًا"),
        (100, "100 Server", "100 خادم"),
        (12_345, "12.345 Server", "12,345 خادمًا"),
    ],
)
def test_numbers_and_plural_forms_are_those_of_the_language(
    n: int, german: str, arabic: str
) -> None:
    assert words.words("de")("count.servers", n=n) == german
    assert words.words("ar")("count.servers", n=n) == arabic


def test_a_text_between_languages_is_a_sentence_of_each() -> None:
    assert words.words("de").list(["eins", "zwei", "drei"]) == "eins, zwei und drei"
    assert words.words("ar").list(["أ", "ب", "ج"]) == "أ وب وج"


def test_every_word_that_is_used_is_there() -> None:
    texts = _texts(ENGLISH)
    missing = [(use.place, key) for use in _uses() for key in _keys(use) if key not in texts]
    assert missing == []


def test_every_word_that_is_there_is_used() -> None:
    used = {key for use in _uses() for key in _keys(use)}
    assert sorted(set(_texts(ENGLISH)) - used) == []


def test_every_text_is_given_the_values_that_it_names() -> None:
    texts = _texts(ENGLISH)
    wrong = [
        (use.place, key, sorted(use.values), sorted(_named(texts[key])))
        for use in _uses()
        for key in _keys(use)
        if key in texts and not _named(texts[key]) <= use.values
    ]
    assert wrong == []


def _texts(one: Words) -> Mapping[str, Any]:
    return one._texts


def _forms(text: Any) -> list[str]:
    return list(text.values()) if isinstance(text, dict) else [text]


def _named(text: Any) -> frozenset[str]:
    return frozenset(
        name for form in _forms(text) for _, name, _, _ in string.Formatter().parse(form) if name
    )


def _keys(use: Use) -> list[str]:
    if len(use.parts) == 1:
        return [use.parts[0]]
    before, after = use.parts
    assert (before, after) in COMPUTED, f"{use.place}: name what may stand in {before}…{after}"
    return [f"{before}{between}{after}" for between in COMPUTED[before, after]]


@cache
def _uses() -> tuple[Use, ...]:
    return (*_uses_in_templates(), *_uses_in_python())


def _uses_in_templates() -> Iterator[Use]:
    folder = files("showcase").joinpath("templates")
    for name in environment().list_templates():
        source = folder.joinpath(name).read_text("utf-8")
        for call in environment().parse(source).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t":
                values = frozenset(keyword.key for keyword in call.kwargs)
                yield Use(f"{name}:{call.lineno}", _template_parts(call.args[0]), values)
            assert not _is_word_by_another_way(call), f"{name}:{call.lineno}"


def _is_word_by_another_way(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Getattr) and call.node.attr in {"around", "__call__"}


def _template_parts(key: nodes.Expr) -> tuple[str, ...]:
    if isinstance(key, nodes.Const):
        return (key.value,)
    first, last = key, ""
    while isinstance(first, nodes.Add):
        if isinstance(first.right, nodes.Const):
            last = first.right.value
        first = first.left
    assert isinstance(first, nodes.Const), key
    return (first.value, last)


def _uses_in_python() -> Iterator[Use]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            # Words that a script fills in: it has the number alone.
            if isinstance(call, ast.AnnAssign) and ast.unparse(call.target) == "_WORDS":
                keys = ast.literal_eval(call.value) if isinstance(call.value, ast.Tuple) else ()
                for key in keys:
                    yield Use(f"{path.name}:{call.lineno}", (key,), frozenset({"n"}))
            if not isinstance(call, ast.Call) or not call.args:
                continue
            name = _called(call.func)
            parts = _python_parts(call.args[0])
            if name in {"t", "_t", "around"} and parts:
                values = {keyword.arg or "*" for keyword in call.keywords}
                if "*" in values:
                    values |= {"audio", "emoji", "stickers", "upload", "day"}
                if name == "around":
                    values.add("link")
                yield Use(f"{path.name}:{call.lineno}", parts, frozenset(values))


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _python_parts(key: ast.expr) -> tuple[str, ...]:
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        return (key.value,)
    if isinstance(key, ast.JoinedStr):
        ends = [part.value if isinstance(part, ast.Constant) else "" for part in key.values]
        return (str(ends[0]), str(ends[-1]) if len(ends) > 2 else "")
    return ()


def test_keys_that_are_put_together_are_seen() -> None:
    tree = jinja2.Environment(autoescape=True).parse('{{ t("server." + badge) }}{{ t("a.b") }}')
    calls = list(tree.find_all(nodes.Call))
    assert [_template_parts(call.args[0]) for call in calls] == [("server.", ""), ("a.b",)]
