"""The reader of YAML: text, lists and mappings, and a place and advice for all else."""

import os
import re
import time
from pathlib import Path
from typing import Any

import pytest
import regex
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import examples
from showcase.content import reader
from showcase.content.reader import SIZE_LIMIT, Document, read, read_file

UNSEEN = regex.compile(r"[[\p{C}\p{Zl}\p{Zp}]--[\u200c\u200d]]", regex.VERSION1)
LOADERS = [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)]


@pytest.fixture(params=LOADERS, ids=lambda loader: loader.__name__)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both parsers must say the same: wheels without libyaml exist."""
    monkeypatch.setattr(reader, "_LOADER", request.param)


def told(document: Document) -> list[str]:
    return [f"{line}:{column}: {sentence}" for (line, column), sentence in found(document)]


def found(document: Document) -> list[tuple[tuple[int, int], str]]:
    return [(problem.place, problem.sentence) for problem in document.problems]


def assert_helpful(document: Document, rows: int) -> None:
    """Each problem has a place in the file and is one line that says what to do."""
    for (line, column), sentence in found(document):
        assert 1 <= line <= rows
        assert column >= 1
        assert UNSEEN.findall(sentence) == []
        assert len(sentence) < 400
        assert re.search(r"[.?] [A-Z].*[.?]$|quotes: '…'\.$", sentence)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *((word, word) for word in ("No", "off", "yes", "true", "null", "~", "=", "<<", "y", "N")),
        *((number, number) for number in ("0123456", "0x1F", "1e10", "1_000", "12:30:45", ".inf")),
        *((day, day) for day in ("2024-02-30", "2026-12-31", "2026-12-04T19:00", "12:00")),
        ("a  b", "a  b"),
        ("C# and F#", "C# and F#"),
        ("http://example.org:80/#x", "http://example.org:80/#x"),
        ("a, b [c] {d}", "a, b [c] {d}"),
        ("one # a comment", "one"),
        ("'@here'", "@here"),
        ("'it''s: fine # here'", "it's: fine # here"),
        ('"a\\nb"', "a\nb"),
        ("''", ""),
        ("|\n  a\n   b\n\n  c", "a\n b\n\nc\n"),
        (">-\n  a\n  b", "a b"),
        ("a\n  b", "a b"),
        ("[a, 'b', No]", ["a", "b", "No"]),
        ("\n  - a\n  - - b\n    - c\n  -", ["a", ["b", "c"], ""]),
        ("{a: {b: c}}", {"a": {"b": "c"}}),
        ("👩‍👩‍👧 É", "👩‍👩‍👧 É"),
    ],
)
@pytest.mark.usefixtures("loader")
def test_every_scalar_is_the_text_that_was_written(written: str, value: Any) -> None:
    document = read(f"key: {written}\n".encode())
    assert (document.data, document.problems) == ({"key": value}, [])


@pytest.mark.usefixtures("loader")
def test_a_key_without_a_value_is_left_out_and_keeps_its_place() -> None:
    document = read(b"a:\nb: # nothing yet\nc: x\n")
    assert (document.data, document.problems) == ({"c": "x"}, [])
    assert document.key_places == {("a",): (1, 1), ("b",): (2, 1), ("c",): (3, 1)}


@pytest.mark.usefixtures("loader")
def test_every_value_has_its_place() -> None:
    document = read(b"a: x\nb:\n  - y\n  - c: {d: z}\n")
    assert document.places == {
        (): (1, 1),
        ("a",): (1, 4),
        ("b",): (3, 3),
        ("b", 0): (3, 5),
        ("b", 1): (4, 5),
        ("b", 1, "c"): (4, 8),
        ("b", 1, "c", "d"): (4, 12),
    }
    assert document.place(("b", 1, "c", "missing", 3)) == (4, 8)
    assert document.place(("missing",)) == (1, 1)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.usefixtures("loader")
def test_lines_are_counted_whatever_ends_them(end: str) -> None:
    document = read(end.join(["# é", "a: b", "c: @d", ""]).encode())
    assert told(document) == [
        "3:4: a value cannot begin with @. Put the whole value in quotes: '…'."
    ]


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xef\xbb\xbf# comment\n", b"---\n", b"\n\n"])
@pytest.mark.usefixtures("loader")
def test_a_byte_order_mark_and_one_document_start_are_fine(mark: bytes) -> None:
    document = read(mark + b"a: b\n")
    assert (document.data, document.problems) == ({"a": "b"}, [])


QUOTE = "Put the whole value in quotes: '…'."
INDENT = "Indent by spaces, and give lines that belong together the same indent."
BRACKETS = (
    "the list or mapping that opens here with a bracket cannot be read. Close it, separate items "
    "by commas, and quote items that hold : # [ ] { }."
)
AFTER = (
    "the value goes on after its closing quote or bracket. Put all of it in one pair of quotes; "
    "inside '…', write each ' twice."
)
BLOCK = (
    "`|` and `>` announce text on the lines below. Begin it there, indented, or put the whole "
    "value in quotes: '…'."
)
NO_KEY = (
    "this line has no `key:`. Indent it if it goes on from the line above, or write `key: value`."
)
UNFIT = f"this line does not fit the lines above it. {INDENT}"
BACKSLASH = "a backslash in double quotes is special. Use single quotes: '…'."
COLON = f"a value that holds `: ` must be quoted. {QUOTE}"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("name: @here", f"1:7: a value cannot begin with @. {QUOTE}"),
        ("name: `x`", f"1:7: a value cannot begin with `. {QUOTE}"),
        ("name: %x", f"1:7: a value cannot begin with %. {QUOTE}"),
        ("name: ]x", f"1:7: a value cannot begin with ]. {QUOTE}"),
        ("name: , x", f"1:7: a value cannot begin with ,. {QUOTE}"),
        ("name: - x -", f"1:7: a value cannot begin with -. {QUOTE}"),
        ("name: ? x", f"1:7: a value cannot begin with ?. {QUOTE}"),
        ("name: *x", f"1:7: `*x` is an alias of YAML, not text. {QUOTE}"),
        ("name: &x", f"1:7: `&x` is an anchor of YAML, not text. {QUOTE}"),
        ("name: &x y", f"1:7: `&x` is an anchor of YAML, not text. {QUOTE}"),
        ("name: !x", f"1:7: `!x` is a tag of YAML, not text. {QUOTE}"),
        ("name: !!int 5", f"1:7: `tag:yaml.org,2002:int` is a tag of YAML, not text. {QUOTE}"),
        ("name: !!python/object:os.x {}", "1:7: `tag:yaml.org,2002:python/object:os.x` is a tag"),
        ("name: !a%0Ab c", f"1:7: `!a\ufffdb` is a tag of YAML, not text. {QUOTE}"),
        ("&x name: y", f"1:1: `&x` is an anchor of YAML, not text. {QUOTE}"),
        ("tags: &t [a]", f"1:7: `&t` is an anchor of YAML, not text. {QUOTE}"),
        ("name: a: b: c", f"1:8: {COLON}"),
        ("name: a\nsummary: Fun: for all", f"2:13: {COLON}"),
        ("name: a\n  summary: b", "2:10: `summary:` is indented below a key that has a value"),
        ("name: [EU] Server", f"1:12: {AFTER}"),
        ("name: 'it's'", f"1:11: {AFTER}"),
        ('name: "a" b', f"1:11: {AFTER}"),
        ("name: 'open\nb: c", "1:7: a quote opens here and never closes. Close it."),
        ('name: "open\n', "1:7: a quote opens here and never closes. Close it."),
        ("tags: [a, b\nname: c", f"1:7: {BRACKETS}"),
        ("tags: {a: b\nname: c", f"1:7: {BRACKETS}"),
        ("tags: [#a, #b]\nname: c", f"1:7: {BRACKETS}"),
        ("name: | x", f"1:7: {BLOCK}"),
        ("name: > x", f"1:7: {BLOCK}"),
        ('name: "C:\\dir"', BACKSLASH),
        ("name: a\nb\nsummary: c", f"2:1: {NO_KEY}"),
        ("name: a\njust words", f"2:1: {NO_KEY}"),
        ("about: |\n  a\n b: c", f"3:2: {UNFIT}"),
        ("tags:\n  - a\n - b", f"3:2: {UNFIT}"),
        ("tags: a\n- b", f"2:1: {UNFIT}"),
        ("  name: a\nsummary: b", f"2:1: {UNFIT}"),
        ("run_by:\n\tname: x", f"2:1: this line begins with a tab. {INDENT}"),
        ("\tname: x", f"1:1: this line begins with a tab. {INDENT}"),
        ("name: x\n\tsummary: y", f"2:1: this line begins with a tab. {INDENT}"),
        ("name: #general", f"1:7: `#general` would be lost as a comment. {QUOTE} A comment has"),
        ("summary: The #1 server", "1:14: `#1 server` would be lost as a comment."),
        ("tags:\n  - a #b", "2:7: `#b` would be lost as a comment."),
        ("tags:\n  - #b", "2:5: `#b` would be lost as a comment."),
        ("a: b\na: c\na:\n", "2:1: `a` stands here twice. Keep one."),
        ("? [a]\n: b", f"1:3: a list or mapping cannot be a key. {QUOTE}"),
        ("{a: b}: c", f"1:1: a list or mapping cannot be a key. {QUOTE}"),
        ("a: b\n---\nc: d", "2:1: a second document begins here. Keep one, without `---`."),
        ("a: b\n...\n---\nc: d", "3:1: a second document begins here. Keep one, without `---`."),
        ("a: b\nc: d\x00e\n", "2:5: an invisible control character (U+0000) stands here."),
        ("a: \x1b[31m", "1:4: an invisible control character (U+001B) stands here. Take it out."),
        ("a: \x7f", "1:4: an invisible control character (U+007F) stands here. Take it out."),
        ("a: b\x85", "1:5: an invisible control character (U+0085) stands here. Take it out."),
        ("a: b\u2028c", "1:5: an invisible control character (U+2028) stands here. Take it out."),
    ],
    ids=lambda value: ascii(value[:30]),
)
@pytest.mark.usefixtures("loader")
def test_what_people_write_by_mistake_is_told_with_place_and_advice(source: str, said: str) -> None:
    document = read(source.encode())
    assert_helpful(document, source.count("\n") + 1)
    assert said in told(document)[0]


def test_a_value_that_looks_like_a_comment_is_kept_for_the_other_checks() -> None:
    document = read(b"name: C #1\nchannels:\n  - #general chat\n")
    assert document.data == {"name": "C #1", "channels": ["#general chat"]}
    assert len(document.problems) == 2


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (b"name: caf\xe9\n", (1, 10)),
        (b"name: a\nsummary: \xff\n", (2, 10)),
        ("name: x".encode("utf-16"), (1, 1)),
        (b"a: \xed\xa0\xbd\n", (1, 4)),
        (b"\xc0\xaf", (1, 1)),
        (b"\xef\xbb\xbfa: b\n\xff", (2, 1)),
    ],
)
def test_what_is_not_utf_8_is_told(source: bytes, place: tuple[int, int]) -> None:
    assert found(read(source)) == [(place, "the file is not UTF-8. Save it as UTF-8.")]


@pytest.mark.parametrize("source", ["", "# only a comment\n", "\n\n  \n", "---\n", "---\n\n  "])
@pytest.mark.usefixtures("loader")
def test_an_empty_file_holds_nothing(source: str) -> None:
    document = read(source.encode())
    assert (document.data, document.problems) == (None, [])


@pytest.mark.parametrize(
    "error", [yaml.YAMLError("odd\n\x00"), ValueError("odd"), RecursionError()]
)
def test_whatever_the_parser_raises_is_told(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Loader(yaml.SafeLoader):
        def get_event(self) -> Any:
            raise error

    monkeypatch.setattr(reader, "_LOADER", Loader)
    document = read(b"a: b\n")
    assert document.data is None
    assert_helpful(document, 1)
    assert told(document)[0].startswith("1:1: this is not YAML")


BOMBS = {
    "lists in a value": "a: " + "[" * 60_000,
    "lists that close": "[" * 30_000 + "]" * 30_000,
    "mappings": "{" * 60_000,
    "mappings in lists": "a: " + "[{a: " * 10_000,
    "block lists": "a:\n " + "- " * 30_000,
    "block mappings": "".join(" " * depth + "a:\n" for depth in range(300)),
    "keys that are keys": "? " * 30_000,
    "aliases": "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n",
    "an alias of itself": "a: &a [*a]\n",
    "merge keys": "a: &a {x: y}\nb: {<<: [*a, *a, *a]}\n",
    "anchors": "a: &a\n" * 10_000,
    "tags": "a: !" + "x" * 60_000 + " b",
    "quotes": "a: '" + "''" * 30_000,
    "escapes": 'a: "' + "\\x41" * 15_000 + '"',
    "a long key": "a" * 60_000 + ": b",
    "a long question": "? " + "a" * 60_000 + "\n: b",
    "colons": ":" * 60_000,
    "questions": "?" * 60_000,
    "per cents": "%" * 60_000,
    "directives": "%YAML 1.1\n" * 6_000,
    "hashes": "a: b" + " #c" * 20_000,
    "empty lines": "a: b" + "\n" * 60_000 + " c",
    "an empty block": "a: |\n" + " \n" * 30_000,
    "documents": "---\n" * 15_000,
    "the same key": "a: b\n" * 12_000,
    "many keys": "".join(f"a{number}: b\n" for number in range(6_000)),
    "a flow of pairs": "a: [" + "b: ,c, " * 8_000 + "]",
}


@pytest.mark.parametrize("source", BOMBS.values(), ids=BOMBS.keys())
@pytest.mark.usefixtures("loader")
@pytest.mark.untraced
def test_bombs_are_read_or_refused_soon(source: str) -> None:
    assert len(source) <= SIZE_LIMIT
    began = time.perf_counter()
    document = read(source.encode())
    assert time.perf_counter() - began < 2
    assert_helpful(document, source.count("\n") + 1)


@pytest.mark.parametrize("depth", [12, 13])
@pytest.mark.usefixtures("loader")
def test_lists_and_mappings_nest_to_a_depth_of_twelve(depth: int) -> None:
    document = read(("[" * depth + "x" + "]" * depth).encode())
    expected = ["1:13: lists and mappings nest deeper than 12. Flatten them."]
    assert told(document) == ([] if depth <= 12 else expected)


def nested(leaf: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaf,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(leaf, inner, max_size=3),
        max_leaves=6,
    )


@settings(deadline=None)
@given(st.dictionaries(st.text(), nested(st.text()), min_size=1))
def test_what_a_yaml_writer_quoted_is_read_back(data: dict[str, Any]) -> None:
    document = read(yaml.safe_dump(data, default_style='"').encode())
    assert (document.data, document.problems) == (data, [])


@settings(deadline=None, max_examples=examples(300))
@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_raise(source: bytes) -> None:
    document = read(source)
    assert_helpful(document, source.count(b"\n") + source.count(b"\r") + 1)


SIGNS = [
    *"ab:-?[]{},&*!|>'\"%@`#~= \t\n\\.\ré\u202e",
    *("a: ", "\n  ", "- ", "\n- ", "---\n", "<<: "),
]


@settings(deadline=None, max_examples=examples(300))
@given(st.lists(st.sampled_from(SIGNS), max_size=30).map("".join))
def test_no_signs_of_yaml_make_the_reader_raise(source: str) -> None:
    for loader in LOADERS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reader, "_LOADER", loader)
            document = read(source.encode())
        assert_helpful(document, source.count("\n") + source.count("\r") + 1)


@pytest.mark.parametrize(
    ("size", "sentences"),
    [
        (SIZE_LIMIT, []),
        (SIZE_LIMIT + 1, ["1:1: the file has 65,537 bytes. Shorten it to 65,536."]),
    ],
)
def test_a_file_has_at_most_64_kb(tmp_path: Path, size: int, sentences: list[str]) -> None:
    file = tmp_path / "x.yml"
    file.write_bytes(b"a: b\n#".ljust(size, b"#"))
    assert told(read_file(file)) == sentences


@pytest.mark.posix
def test_what_is_no_regular_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "target.yml").write_text("name: secret\n")
    (tmp_path / "link.yml").symlink_to(tmp_path / "target.yml")
    (tmp_path / "broken.yml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop.yml").symlink_to(tmp_path / "loop.yml")
    (tmp_path / "folder.yml").mkdir()
    os.mkfifo(tmp_path / "pipe.yml")
    names = ["link", "broken", "loop", "folder", "pipe", "missing"]
    for name in names:
        document = read_file(tmp_path / f"{name}.yml")
        said = ["1:1: this is not a regular file. Put the file itself here."]
        assert (name, document.data, told(document)) == (name, None, said)


def test_a_file_that_the_system_refuses_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x.yml"
    file.write_text("a: b\n")

    def refuse(*_given: Any, **_options: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(reader, "open", refuse, raising=False)
    assert told(read_file(file)) == [
        "1:1: the file cannot be read: Permission denied. Check its rights."
    ]
