"""How values are written for other programs."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from showcase.notation import compact, parsed, utc


def test_json_has_no_spaces_and_its_letters_as_they_are() -> None:
    assert compact({"ä": [1, None, True], "b": "خادم"}) == '{"ä":[1,null,true],"b":"خادم"}'
    assert json.loads(compact({"a": 'x "y"\n'})) == {"a": 'x "y"\n'}


@pytest.mark.parametrize(
    "content",
    [
        "".join(map(chr, range(0x250))),
        "\u2028 \u2029 \ufffe \U0001f469\u200d\U0001f680 </script> &amp;",
        {"": [], "a": {}, "b": (1, -2, 10**20), "c": [True, False, None, [[""]]]},
    ],
)
def test_json_is_what_python_itself_would_write(content: Any) -> None:
    assert compact(content) == json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def test_a_time_is_told_in_utc_to_the_second() -> None:
    assert utc(datetime(2026, 11, 20, 12, 0, 0, 999, UTC)) == "2026-11-20T12:00:00Z"
    there = timezone(timedelta(hours=5, minutes=30))
    assert utc(datetime(2026, 11, 20, 1, tzinfo=there)) == "2026-11-19T19:30:00Z"


def test_what_was_written_is_read_back() -> None:
    content = {"ä": [1, None, True, -0.5, 10**30], "b": 'خادم \\ "\n'}
    assert parsed(compact(content)) == content


@pytest.mark.parametrize("source", ["", "{", "1 2", "[01]", "nul", '"a\tb"', "[" * 100_000])
def test_what_is_no_json_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match=r"line 1"):
        parsed(source)
