"""The JSON Schemas: described, bounded, and never stricter than the models."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import BaseModel, ValidationError

from forms import examples
from showcase import text
from showcase.links import https_url, invite_code
from showcase.models.entry import Community, Entry
from showcase.models.fields import LIST_LIMIT, RESERVED
from showcase.models.schema import schema

SERVER = schema(Entry, "https://showcase.example/schemas/server.json")
COMMUNITY = schema(Community, "https://showcase.example/schemas/community.json")
LEAST = {
    "name": "Alpha",
    "invite": "AbC123",
    "summary": "A place.",
    "communities": ["games"],
}
BOTH = pytest.mark.parametrize(
    ("made", "model", "least"),
    [(SERVER, Entry, LEAST), (COMMUNITY, Community, {"name": "Games", "summary": "All."})],
    ids=["server", "community"],
)


def takes(made: Mapping[str, Any], document: Any) -> bool:
    """Tell what an editor would say, formats included."""
    checker = Draft202012Validator.FORMAT_CHECKER
    assert isinstance(checker, FormatChecker)
    return bool(Draft202012Validator(made, format_checker=checker).is_valid(document))


def reads(model: type[BaseModel], document: Any) -> bool:
    """Tell what the model says of a document as its file is read: every scalar is text."""
    try:
        model.model_validate(_as_text(document))
    except ValidationError:
        return False
    return True


def _as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _fields(made: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every field of a schema, those of its parts included."""
    for name, field in made["properties"].items():
        yield name, field
    for title, part in made["$defs"].items():
        for name, field in part["properties"].items():
            yield f"{title}.{name}", field


def _texts(node: Any) -> Iterator[Mapping[str, Any]]:
    """Every schema of a text."""
    if isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, dict):
        kinds = node.get("type", [])
        if "string" in ([kinds] if isinstance(kinds, str) else kinds):
            yield node
        for key, item in node.items():
            if key not in {"examples", "enum", "default"}:
                yield from _texts(item)


@BOTH
def test_every_field_is_described_and_has_an_example(
    made: dict[str, Any], model: type[BaseModel], least: dict[str, Any]
) -> None:
    bare = [name for name, field in _fields(made) if not field.get("examples")]
    assert bare == []
    for name, field in _fields(made):
        assert re.fullmatch(r"[A-Zd][^\n]*\.", field["description"]), name


@BOTH
def test_every_example_fits_the_schema_and_the_model(
    made: dict[str, Any], model: type[BaseModel], least: dict[str, Any]
) -> None:
    for name, field in made["properties"].items():
        for example in field["examples"]:
            document = {**least, name: example}
            assert takes(made, document), (name, example)
            assert reads(model, document), (name, example)


@BOTH
def test_every_example_of_a_part_fits_it(
    made: dict[str, Any], model: type[BaseModel], least: dict[str, Any]
) -> None:
    for title, part in made["$defs"].items():
        whole = {name: field["examples"][0] for name, field in part["properties"].items()}
        for name, field in part["properties"].items():
            for example in field["examples"]:
                document = {**whole, name: example}
                assert takes({"$ref": f"#/$defs/{title}", **_defs(made)}, document), name
                assert reads(_part(title), document), (title, name, example)


def _defs(made: Mapping[str, Any]) -> dict[str, Any]:
    return {"$defs": made["$defs"]}


def _part(title: str) -> type[BaseModel]:
    from showcase.models import entry, parts

    found: type[BaseModel] = getattr(entry, title, None) or getattr(parts, title)
    return found


@BOTH
def test_nothing_is_without_a_bound(
    made: dict[str, Any], model: type[BaseModel], least: dict[str, Any]
) -> None:
    for place in (made, *made["$defs"].values()):
        assert place["additionalProperties"] is False
        for name, field in place["properties"].items():
            if field.get("type") == "array":
                assert field["maxItems"] == LIST_LIMIT, name
    assert made["properties"].get("links", {"maxProperties": LIST_LIMIT})["maxProperties"] == 100
    unbounded = [
        one
        for one in _texts({key: made[key] for key in ("properties", "$defs")})
        if not {"pattern", "enum"} & one.keys() and "RRULE" not in one.get("description", "")
    ]
    assert unbounded == []


def test_the_schema_says_where_it_is_and_what_it_describes() -> None:
    assert SERVER["$id"] == "https://showcase.example/schemas/server.json"
    assert (SERVER["title"], COMMUNITY["title"]) == ("A server", "A community")
    assert SERVER["required"] == ["name", "invite", "summary", "communities"]
    assert COMMUNITY["required"] == ["name", "summary"]
    assert SERVER["properties"]["communities"]["minItems"] == 1


@BOTH
def test_patterns_are_those_of_every_validator(
    made: dict[str, Any], model: type[BaseModel], least: dict[str, Any]
) -> None:
    """No flags, no Unicode classes, no look-around, no digits beyond ASCII."""
    patterns = re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', json.dumps(made))
    assert len(patterns) > 10
    for pattern in map(json.loads, patterns):
        re.compile(pattern)
        assert not re.search(r"\(\?[^:]|\\[dDwWpPbB\"]", pattern), pattern


# What the schema refuses, each of which the reader refuses too.
BAD: tuple[dict[str, Any], ...] = (
    {"nmae": "x"},
    {"name": ""},
    {"name": " "},
    {"name": "x" * 101},
    {"name": ["x"]},
    {"summary": "x" * 161},
    {"about": "x" * 4001},
    {"communities": []},
    {"communities": "games"},
    {"communities": ["Not A Slug"]},
    {"communities": ["a-"]},
    {"communities": ["index"]},
    {"communities": ["x" * 61]},
    {"communities": ["games"] * 101},
    *(
        {"invite": value}
        for value in (
            "x", "https://discord.me/python", "https://discord.gg/", "discord.gg/a/b", "a b", "a_b",
            "https://evil.example/discord.gg/python", "x" * 101, "ftp://discord.gg/python",
        )
    ),
    *({"server_id": value} for value in ("12", "12345678901234x", "1" * 22, 12, 10**21)),
    *(
        {"links": {"Website": value}}
        for value in (
            "http://example.org/", "javascript:alert(1)", "https://", "https://localhost/",
            "https://a@example.org/", "https://127.0.0.1/", "https://example.org/a b",
            "https://example.org/<b>", "https://printer.local/", "https://a.internal:80",
            "//example.org/", "https://-a.example/", "https://a..example/", "https://a_b.example/",
            "https://[::1]/", "https://example.o/", "https://example.org/" + "x" * 2000,
        )
    ),
    {"links": {str(number): "https://example.org/" for number in range(101)}},
    {"links": ["https://example.org/"]},
    *({"tags": [value]} for value in ("", "#a", "a_b", "a/b", "x" * 31, "a,b", 'a"b')),
    {"tags": "a"},
    {"tags": [str(number) for number in range(101)]},
    *({"languages": [value]} for value in ("english", "e", "en-", "en-USA", "en US", "日本語")),
    {"lang": "english"},
    *({"region": value} for value in ("Germany", "D", "12", "1234")),
    *(
        {"added": value}
        for value in ("2026", "2026-13-01", "2026-00-10", "2026-01-32", "2026-02-30", "1899-01-01",
                      "2101-01-01", "2026-1-1", "31.12.2026", "2026-12-04T19:00")
    ),
    *({"official": value} for value in ("perhaps", "1", "")),
    {"run_by": "Ada"},
    {"run_by": {"url": "https://example.org/"}},
    {"run_by": {"name": "Ada", "mail": "a@example.org"}},
    {"channels": [{"text": ["general"]}]},
    {"highlights": [{"kind": "boast", "title": "x"}]},
    {"events": [{"title": "x"}]},
    {"events": [{"title": "x", "start": "2026-12-04T19:00"}]},
    {"events": [{"title": "x", "start": "2026-12-04T19:00Z", "repeats": "weekly"}]},
    {"events": [{"title": "x", "start": "tomorrow", "zone": "UTC"}]},
    {"events": [{"title": "x", "start": "2026-12-04T19:00", "zone": "Europe Berlin"}]},
)  # fmt: skip


@pytest.mark.parametrize("more", BAD, ids=lambda more: ascii(more)[:60])
def test_what_the_schema_refuses_the_model_refuses(more: dict[str, Any]) -> None:
    assert not takes(SERVER, {**LEAST, **more})
    assert not reads(Entry, {**LEAST, **more})


@pytest.mark.parametrize("more", [{"color": "#36c"}, {"color": "red"}, {"icon": "gamepad"}])
def test_what_the_schema_of_a_community_refuses_the_model_refuses(more: dict[str, Any]) -> None:
    document = {"name": "Games", "summary": "All.", **more}
    assert (takes(COMMUNITY, document), reads(Community, document)) == (False, False)


@pytest.mark.parametrize("slug", sorted(RESERVED))
def test_a_reserved_name_is_no_slug(slug: str) -> None:
    assert not takes(SERVER, {**LEAST, "partners": [slug]})


# What people may write, each of which the schema takes.
GOOD: tuple[dict[str, Any], ...] = (
    *(
        {"invite": value}
        for value in (
            "ab", "a-b", 12345, "discord.gg/python", "https://discord.gg/python/",
            "HTTPS://WWW.Discord.com/invite/Py-1?event=1", "ptb.discordapp.com/invite/x1#a",
            "https://discord.gg/invite/python", " python ", "http://canary.discord.gg/abc?x=y z",
        )
    ),
    *(
        {"links": {"Website": value}}
        for value in (
            "https://example.org", "HTTPS://Example.ORG:8443/a?b=c#d", "https://münchen.example.de/ä",
            "https://пример.рф/", "https://例え.jp", "https://a-b.example.org./x", "https://xn--p1ai.xn--p1ai/",
            "https://local.example.org/", "https://example.org?x", "https://1and1.com/(a)",
        )
    ),
    *({"tags": [value]} for value in (2048, "3d", "C++", "c#", ".net", "日本語", "हिन्दी", "co-op")),
    *({"languages": [value]} for value in ("EN", "pt_BR", "zh-hant-tw", "es-419", "ase")),
    {"region": 419},
    {"region": "de"},
    *({"official": value} for value in (True, False, "yes", "No", "TRUE")),
    {"added": "2028-02-29"},
    {"communities": ["games", "games"]},
    {"partners": [2048]},
    {"events": [{"title": "x", "start": "2026-12-04T19:00+01:00"}]},
    {"events": [{"title": "x", "start": "2026-12-04 19:00:30", "zone": "Etc/GMT+5"}]},
    {"about": "A\n\n\tB"},
)  # fmt: skip


@pytest.mark.parametrize(
    "more",
    [one for one in GOOD if one.get("tags") != [".net"]],
    ids=lambda more: ascii(more)[:60],
)
def test_what_the_model_takes_the_schema_takes(more: dict[str, Any]) -> None:
    assert reads(Entry, {**LEAST, **more})
    assert takes(SERVER, {**LEAST, **more})


_SIGNS = st.text(
    st.one_of(
        st.sampled_from(
            list(" .:/?#@-_+%'\"\\<>[]{}|^`~,;!$&*()=\n\tabAB019\u3002\u0661äßр日\u0940\u200d")
        ),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=24,
)


def _shaped(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Texts as an editor hands them on: without what the border takes out at either end."""
    return strategy.map(text.one_line)


@given(
    key=st.sampled_from(
        ["name", "summary", "invite", "region", "lang", "about", "added", "server_id"]
    ),
    value=st.one_of(
        _shaped(_SIGNS),
        _shaped(_SIGNS.map(lambda tail: f"https://discord.gg/{tail}")),
        st.from_regex(SERVER["properties"]["invite"]["pattern"], fullmatch=True),
        st.from_regex(SERVER["properties"]["added"]["pattern"], fullmatch=True),
        st.integers(0, 10**22).map(str),
    ),
)
@settings(deadline=None, max_examples=examples(100))
def test_whatever_the_model_takes_the_schema_takes(key: str, value: str) -> None:
    document = {**LEAST, key: value}
    assert takes(SERVER, document) or not reads(Entry, document)


@given(
    key=st.sampled_from(["tags", "languages", "partners"]),
    value=_shaped(_SIGNS),
)
@settings(deadline=None, max_examples=examples(100))
def test_whatever_item_the_model_takes_the_schema_takes(key: str, value: str) -> None:
    document = {**LEAST, key: [value]}
    assert takes(SERVER, document) or not reads(Entry, document)


@given(
    value=st.one_of(
        _SIGNS.map(lambda tail: f"https://{tail}"),
        st.tuples(_SIGNS, _SIGNS).map(lambda both: f"https://{both[0]}.org/{both[1]}"),
        st.from_regex(SERVER["properties"]["links"]["additionalProperties"]["pattern"]),
    )
)
@settings(deadline=None, max_examples=examples(100))
def test_whatever_address_is_taken_the_schema_takes(value: str) -> None:
    field = SERVER["properties"]["links"]["additionalProperties"]
    pattern, refused = re.compile(field["pattern"]), re.compile(field["not"]["pattern"])
    try:
        https_url(value)
    except ValueError:
        return
    assert pattern.search(value)
    assert not refused.search(value)


@given(st.from_regex(re.compile(SERVER["properties"]["invite"]["pattern"]), fullmatch=True))
@settings(deadline=None)
def test_the_pattern_of_an_invite_lets_nothing_else_in(value: str) -> None:
    assert re.fullmatch("[A-Za-z0-9-]{2,100}", invite_code(value))
