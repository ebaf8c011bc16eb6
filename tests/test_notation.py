"""How values are written for other programs."""

import json
from datetime import UTC, datetime, timedelta, timezone

from showcase.notation import compact, utc


def test_json_has_no_spaces_and_its_letters_as_they_are() -> None:
    assert compact({"ä": [1, None, True], "b": "خادم"}) == '{"ä":[1,null,true],"b":"خادم"}'
    assert json.loads(compact({"a": 'x "y"\n'})) == {"a": 'x "y"\n'}


def test_a_time_is_told_in_utc_to_the_second() -> None:
    assert utc(datetime(2026, 11, 20, 12, 0, 0, 999, UTC)) == "2026-11-20T12:00:00Z"
    there = timezone(timedelta(hours=5, minutes=30))
    assert utc(datetime(2026, 11, 20, 1, tzinfo=there)) == "2026-11-19T19:30:00Z"
