"""Every fault of the network, by its number in the project's table of faults.

A real server on loopback misbehaves; what is looked at is what a person would see afterwards. The
table stands in docs/reliability.md, and faults of storage are in test_crashes.py.
"""

import gc
import gzip
import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from typing import Any, TypeVar

import pytest

from forms import FULL
from making import NOON, Showcase, icon
from showcase import asking
from showcase.models.record import Record
from showcase.refresh import Outcome
from showcase.standin import (
    BAD_USER_AGENT,
    BLOCKED_HTML,
    BLOCKED_JSON,
    INVITE_EXPIRED,
    NOT_FOUND,
    UNKNOWN_INVITE,
    Answers,
    Reply,
    guild_invite,
    json_reply,
    rate_limited,
    redirect,
    server_error,
)

T = TypeVar("T", bound=Callable[..., Any])
ALPHA = "100000000000000001"
OTHER = "100000000000000002"
ROWS: set[int] = set()
ELSEWHERE = {
    27: "tests/test_crashes.py",
    28: "tests/test_crashes.py",
    29: "tests/test_crashes.py",
    30: "tests/test_crashes.py",
    31: "tests/test_crashes.py",
    32: "tests/test_crashes.py",
}
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def row(*numbers: int) -> Callable[[T], T]:
    """Note which rows of the table a test proves."""
    ROWS.update(numbers)
    return lambda test: test


def raw(body: bytes, again: bytes = b"", delay: float = 0.0) -> Reply:
    """Return bytes that are sent as they are, and what is sent after them without end."""
    return Reply(body=body, fault="garbage", again=again, delay=delay)


def alpha(**facts: Any) -> dict[str, Any]:
    return guild_invite("alpha-code", guild_id=ALPHA, **{"name": "Alpha", **facts})


def text_of(body: object) -> bytes:
    return json.dumps(body).encode()


def with_guild(**fields: object) -> dict[str, Any]:
    return alpha(guild=fields)


@pytest.fixture
def short_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "DEADLINE", 0.25)


@pytest.fixture
def three(showcase: Showcase) -> Showcase:
    """Three servers that were live half a day ago and are due; `alpha` is asked first."""
    showcase.server("alpha").answers("alpha-code", members=700, description="Of old.")
    showcase.refresh()
    showcase.clock.pass_hours(1)
    for number, slug in enumerate(("beta", "gamma")):
        showcase.server(slug)
        showcase.answers(f"{slug}-code", guild_id=f"20000000000000000{number}", name=slug.title())
    showcase.refresh()
    showcase.clock.pass_hours(12)
    return showcase


@dataclass(frozen=True)
class Case:
    """A fault that one server's answer has.

    Attributes:
        row: Of the table.
        answers: What comes in place of a good answer.
        requests: How often it is asked for.
        ends: Words of the line that says why the asking ended; none, if it went on.
    """

    row: int
    name: str
    answers: Answers
    requests: int = 1
    ends: str = ""

    def __str__(self) -> str:
        return f"{self.row}: {self.name}"


PASSING = 3
"""Requests for what may pass: one, and two more."""
WEEK_OLD_PAGE = b"<!DOCTYPE html><title>Maintenance</title>"
CASES = [
    Case(2, "no answer in time", Reply(fault="hang"), PASSING),
    Case(2, "an answer that comes too late", Reply(body=text_of(alpha()), delay=1), PASSING),
    Case(3, "a drip of headers", Reply(body=b"{}", fault="drip-headers", delay=0.02), PASSING),
    Case(3, "a drip of a body", Reply(body=b"{" * 500, fault="drip", delay=0.02), PASSING),
    Case(3, "a drip of chunks", raw(CHUNKED, b"1\r\nx\r\n", 0.02), PASSING),
    Case(3, "a drip of trailers", raw(CHUNKED + b"2\r\n{}\r\n0\r\n", b"X: y\r\n", 0.02), PASSING),
    Case(3, "headers without end", Reply(fault="endless-headers"), PASSING),
    Case(3, "one header without end", raw(HEAD + b"X: ", b"x" * 65536), PASSING),
    Case(3, "folded headers without end", raw(HEAD + b"X: y\r\n", b" y\r\n" * 999), PASSING),
    Case(3, "a body without end", Reply(fault="endless-body"), PASSING),
    Case(3, "chunks without end", raw(CHUNKED, b"1\r\nx\r\n" * 9999), PASSING),
    Case(3, "an extension without end", raw(CHUNKED + b"5;", b"x" * 65536), PASSING),
    Case(3, "trailers without end", raw(CHUNKED + b"0\r\n", b"X: y\r\n" * 999), PASSING),
    Case(3, "a flood of 100", raw(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 999), PASSING),
    Case(3, "a drip of 103", raw(b"", b"HTTP/1.1 103 Hints\r\n\r\n", 0.02), PASSING),
    Case(3, "blank lines without end", raw(b"", b"\r\n" * 30_000), PASSING),
    Case(
        3,
        "a gzip bomb",
        Reply(headers={"Content-Encoding": "gzip"}, body=gzip.compress(bytes(50_000_000), 1)),
        PASSING,
    ),
    Case(3, "a length of a terabyte", raw(HEAD + b"Content-Length: 999999999999\r\n\r\n"), PASSING),
    Case(3, "a switch of protocols", raw(b"HTTP/1.1 101 Go\r\nUpgrade: x\r\n\r\n"), PASSING),
    Case(3, "no HTTP", raw(b"\x16\x03\x01\x02\x00\x01" * 99), PASSING),
    Case(3, "a bare body", raw(text_of(alpha())), PASSING),
    Case(3, "a status of four digits", raw(b"HTTP/1.1 2000 OK\r\n\r\n"), PASSING),
    Case(3, "two lengths", raw(HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"), PASSING),
    Case(3, "a length below 0", raw(HEAD + b"Content-Length: -2\r\n\r\n{}"), PASSING),
    Case(3, "a broken chunk", raw(CHUNKED + b"zz\r\n{}\r\n"), PASSING),
    Case(3, "a reset", Reply(fault="reset"), PASSING),
    Case(3, "a close", Reply(fault="close"), PASSING),
    Case(3, "a body that is cut", Reply(body=text_of(alpha()), fault="truncate"), PASSING),
    Case(3, "a wrong encoding", Reply(headers={"Content-Encoding": "br"}, body=b"x"), PASSING),
    Case(3, "gzip that is none", Reply(headers={"Content-Encoding": "gzip"}, body=b"x"), PASSING),
    Case(4, "a wait of 61 s", json_reply(429, {"retry_after": 61}), ends="Discord asks to wait"),
    Case(5, "a global limit", json_reply(429, {"retry_after": 3600, "global": True}),
         ends="Discord asks to wait"),
    Case(7, "Cloudflare's page", BLOCKED_HTML, ends="429 with a web page"),
    Case(7, "Cloudflare's line", Reply(429, body=b"error code: 1015"), ends="429 with a web page"),
    Case(7, "a block in JSON", BLOCKED_JSON, ends="this address is blocked"),
    Case(7, "40333", BAD_USER_AGENT, ends="40333"),
    Case(8, "a wait of 1e9 s", json_reply(429, {}, {"Retry-After": "1e9"}),
         ends="Discord asks to wait"),
    Case(8, "no time and no body", Reply(429), ends="this address is blocked"),
    Case(9, "nothing remains for an hour",
         Reply(500, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "3600"}),
         ends="Discord asks to wait"),
    Case(11, "404 without a code", NOT_FOUND),
    Case(11, "404 with a page", Reply(404, {"Content-Type": "text/html"}, b"<h1>404</h1>")),
    Case(11, "404 with the code as text", json_reply(404, {"code": "10006"})),
    Case(11, "10006 with another status", json_reply(400, {"code": 10006})),
    Case(12, "401", json_reply(401, {"message": "401: Unauthorized"}), ends="Discord answers 401"),
    Case(12, "403", json_reply(403, {"code": 50001}), ends="Discord answers 403"),
    Case(12, "403 with a page", Reply(403, body=b"<h1>no</h1>"), ends="with a web page"),
    *(Case(13, str(status), server_error(status), PASSING)
      for status in (500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 599)),
    Case(14, "a page", Reply(body=WEEK_OLD_PAGE)),
    Case(14, "nothing", Reply()),
    Case(14, "204", Reply(204)),
    Case(14, "a cut body of no length", raw(HEAD + b"\r\n" + text_of(alpha())[:-9])),
    Case(14, "a length too short", raw(HEAD + b"Content-Length: 90\r\n\r\n" + text_of(alpha()))),
    *(Case(14, name, Reply(body=body)) for name, body in {
        "a list": b"[]", "null": b"null", "a number": b"7", "a text": b'"alpha"', "true": b"true",
        "NaN": b"NaN", "an empty object": b"{}", "10,000 digits": b'{"type":' + b"9" * 10_000 + b"}",
        "deep lists": b"[" * 100_000, "deep objects": b'{"guild":' * 20_000,
        "UTF-8 that is none": b'{"guild": "\xff"}', "UTF-16": '{"type": 0}'.encode("utf-16"),
        "zeros": bytes(1000),
    }.items()),
    Case(15, "a name of null", with_guild(name=None)),
    Case(15, "a name of 7", with_guild(name=7)),
    Case(15, "a name that cannot be seen", with_guild(name="\u200b\ud800\u202e")),
    Case(15, "an id of a number", with_guild(id=int(ALPHA))),
    Case(15, "an id of a path", with_guild(id="../../etc/passwd")),
    Case(16, "a new type of invite", alpha(type=7)),
    Case(17, "a server that is a list", {**alpha(), "guild": [1]}),
    Case(24, "a redirect to another path", redirect("/api/v10/invites/beta-code?with_counts=true")),
    Case(24, "a redirect to another host", redirect("https://example.org/", 301)),
    Case(24, "a redirect to itself", redirect("", 307)),
    Case(24, "a redirect to a file", redirect("file:///etc/passwd", 308)),
]  # fmt: skip
ROWS.update(case.row for case in CASES)
TRIED = [
    case
    for number, case in enumerate(CASES)
    if FULL or number % 3 == 0 or case.row != CASES[number - 1].row
]
"""In the short form the first of each row and a third of the rest."""


def good(record: Record) -> tuple[object, ...]:
    """What of a record no failed check may touch."""
    return (
        record.facts, record.checked_at, record.confirmed_at, record.answered_at, record.absence,
        record.other, record.no_server, record.first_server, record.history,
    )  # fmt: skip


@pytest.mark.parametrize("case", TRIED, ids=str)
def test_a_fault_leaves_the_state_and_the_last_good_facts_as_they_were(
    three: Showcase, case: Case, request: pytest.FixtureRequest
) -> None:
    if case.row in {2, 3}:
        request.getfixturevalue("short_deadline")
    before = three.record("alpha")
    three.answers("alpha-code", case.answers)
    since, began = len(three.discord.requests), time.monotonic()
    outcome = three.refresh()
    assert time.monotonic() - began < 15
    asked = [request.path.rpartition("/")[2] for request in three.discord.requests[since:]]
    assert asked.count("alpha-code") == case.requests
    after = three.record("alpha")
    assert good(after) == good(before)
    assert (after.last_check, after.tried_at) == ("failed", three.clock.now())
    assert [three.state(slug) for slug in ("alpha", "beta", "gamma")] == ["live"] * 3
    assert case.ends in (outcome.ended or "")
    # A block ends the asking at once; nothing else keeps the others from being asked.
    others = [0, 0] if case.ends else [1, 1]
    assert [asked.count("beta-code"), asked.count("gamma-code")] == others
    assert outcome.failed == 1


@row(10)
@pytest.mark.parametrize("answer", [UNKNOWN_INVITE, INVITE_EXPIRED])
def test_an_unknown_invite_is_gone_only_after_three_runs_and_a_day(
    three: Showcase, answer: Reply
) -> None:
    three.answers("alpha-code", answer)
    states = []
    for _ in range(4):
        three.refresh()
        states.append(three.state("alpha"))
        three.clock.pass_hours(12)
    assert states == ["missing", "missing", "gone", "gone"]
    assert (three.root / "content/servers/alpha.yml").exists()
    assert three.record("alpha").facts is not None


def unreachable(showcase: Showcase) -> list[str]:
    """Addresses at which nothing can be had, and why."""
    port = showcase.discord.url.rpartition(":")[2]
    return [
        "http://127.0.0.1:9/api",  # nothing listens
        f"https://127.0.0.1:{port}/api",  # no TLS
        "http://nowhere.invalid/api",  # no such name
    ]


@row(1)
@pytest.mark.parametrize("place", range(3), ids=["refused", "no TLS", "no name"])
def test_where_nothing_answers_the_asking_ends_after_three_servers_and_all_stays(
    three: Showcase, place: int
) -> None:
    for slug in ("delta", "epsilon"):
        three.server(slug)
    three.options["api_url"] = unreachable(three)[place]
    outcome = three.refresh()
    assert (outcome.asked, outcome.failed, outcome.unreachable) == (3, 3, True)
    assert (outcome.ended or "").startswith("Discord could not be reached (ConnectError")
    assert [three.state(slug) for slug in ("alpha", "beta", "gamma")] == ["live"] * 3
    result = three.run("refresh")
    assert result.exit_code == 0
    assert "Discord could not be reached" in result.output


@row(1)
@pytest.mark.filterwarnings("ignore:unclosed", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_where_a_handshake_never_ends_the_asking_does(
    three: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "DEADLINE", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        three.options["api_url"] = f"https://127.0.0.1:{silent.getsockname()[1]}/api"
        outcome = three.refresh()
    assert outcome.unreachable
    assert "no whole answer within 0.05 s" in (outcome.ended or "")
    # The client leaves a connection that is cut off in its handshake to the collector.
    gc.collect()


@row(1, 25)
def test_a_build_without_a_network_shows_what_was_known(three: Showcase) -> None:
    three.options |= {"api_url": unreachable(three)[0], "refresh": "always"}
    site = three.build()
    assert site.server("alpha")["members"] == 700
    assert site.server("alpha")["invite_url"] is not None
    assert [line for line in site.lines("INFO") if "Discord could not be reached" in line]


def waits(showcase: Showcase, *answers: Answers) -> Outcome:
    """Refresh where `alpha` gives these answers and then a good one; return what it came to."""
    # The first turn was taken when the server was made.
    showcase.answers("alpha-code", [alpha(), *answers, alpha()])  # type: ignore[list-item]
    showcase.clock.waits.clear()
    return showcase.refresh()


SHORT = {
    "4 the body's": (json_reply(429, {"retry_after": 2.5}), 2.5),
    "4 the larger": (json_reply(429, {"retry_after": 2.5}, {"Retry-After": "7"}), 7),
    "4 a minute": (rate_limited(60), 60),
    "5 global": (json_reply(429, {"retry_after": 3, "global": True}), 3),
    "5 global by its header": (
        json_reply(429, {"retry_after": 3}, {"X-RateLimit-Global": "true"}), 3,
    ),
    "6 shared": (json_reply(429, {"retry_after": 3}, {"X-RateLimit-Scope": "shared"}), 3),
    "8 null": (json_reply(429, {"retry_after": None}), 5),
    "8 below 0": (json_reply(429, {"retry_after": -7}, {"Retry-After": "-7"}), 5),
    "8 NaN": (Reply(429, body=b'{"retry_after": NaN}'), 5),
    "8 infinite": (Reply(429, body=b'{"retry_after": Infinity}'), 5),
    "8 400 digits": (Reply(429, body=b'{"retry_after": 1' + b"0" * 400 + b"}"), 5),
    "8 a word": (json_reply(429, {}, {"Retry-After": "soon"}), 5),
    "8 a date": (
        json_reply(
            429, {}, {"Retry-After": format_datetime(NOON + timedelta(hours=13, seconds=20))}
        ),
        20,
    ),
    "8 a date of a clock days ahead": (
        json_reply(
            429,
            {},
            {
                "Date": format_datetime(NOON + timedelta(days=9)),
                "Retry-After": format_datetime(NOON + timedelta(days=9, seconds=20)),
            },
        ),
        20,
    ),
    "8 a date of last week": (
        json_reply(429, {}, {"Retry-After": format_datetime(NOON - timedelta(days=7))}), 1,
    ),
    "8 no body": (Reply(429, {"Retry-After": "4"}), 4),
    "9 the bucket's rest": (
        Reply(500, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "2.5"}), 2.5,
    ),
}  # fmt: skip
ROWS.update({4, 5, 6, 8, 9})


@pytest.mark.parametrize("name", SHORT)
def test_a_short_wait_is_kept_and_the_answer_after_it_counts(three: Showcase, name: str) -> None:
    reply, seconds = SHORT[name]
    outcome = waits(three, reply)
    assert [wait for wait in three.clock.waits if wait] == [seconds]
    assert (outcome.failed, outcome.ended) == (0, None)
    assert three.record("alpha").last_check == "ok"


@row(9)
@pytest.mark.parametrize("after", ["nan", "-5", "1e999", "soon", ""])
def test_a_rest_of_nonsense_is_none(three: Showcase, after: str) -> None:
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": after}
    three.answers("alpha-code", Reply(200, headers, text_of(alpha())))
    three.clock.waits.clear()
    assert three.refresh().ended is None
    assert three.clock.waits == []


@row(9)
def test_rests_without_end_end_the_run(three: Showcase) -> None:
    """Each is short enough to wait for; all together they are not."""
    three.options |= {"refresh": "always"}
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "50"}
    for number in range(9):
        slug = f"s{number}"
        body = text_of(guild_invite(slug, guild_id=f"30000000000000000{number}", name=slug))
        three.server(slug).answers(f"{slug}-code", Reply(200, headers, body))
    outcome = three.refresh()
    assert "Discord asks to wait" in (outcome.ended or "")
    assert sum(three.clock.waits) <= 180


@row(7, 12)
@pytest.mark.parametrize(
    ("answer", "hours"),
    [(BLOCKED_HTML, 24), (BAD_USER_AGENT, 24), (BLOCKED_JSON, 1), (json_reply(403, {}), 1),
     (Reply(403), 1), (Reply(429), 1)],
)  # fmt: skip
def test_a_block_holds_over_runs_and_after_a_restart(
    three: Showcase, answer: Reply, hours: float
) -> None:
    three.answers("alpha-code", answer)
    three.refresh()
    asked = three.discord.asked()
    three.clock.pass_hours(hours - 0.1)
    assert "not asked again before" in (three.refresh().ended or "")
    assert three.discord.asked() == asked
    three.answers("alpha-code")
    three.clock.pass_hours(0.2)
    assert three.refresh().ended is None
    assert three.discord.asked() > asked


BAD_FIELDS: dict[str, Any] = {
    "counts": {"approximate_member_count": "12", "approximate_presence_count": -1},
    "counts of true": {"approximate_member_count": True, "approximate_presence_count": 1e99},
    "a number without end": {"approximate_member_count": 10**300},
    "a picture's path": {"guild": {"icon": "../../x", "banner": "https://evil.example/x.png"}},
    "features": {"guild": {"features": "NEWS", "description": ["x"]}},
    "levels": {"guild": {"verification_level": "2", "premium_tier": 99, "nsfw_level": "3"}},
    "an end": {"expires_at": "never"},
    "an end before time": {"expires_at": "0001-01-01T00:00:00+23:00"},
    "a profile": {"profile": 7},
    "flags": {"flags": "1", "target_type": "2"},
    "a vanity": {"guild": {"vanity_url_code": "../../x"}},
}


@row(15)
@pytest.mark.parametrize("name", BAD_FIELDS)
def test_a_bad_field_keeps_its_last_good_value_and_spoils_no_other(
    three: Showcase, name: str
) -> None:
    before = three.record("alpha").facts
    answer = alpha(name="Alpha Now", members=700, description="Of old.")
    for key, value in BAD_FIELDS[name].items():
        answer[key] = {**answer[key], **value} if isinstance(value, dict) else value
    three.answers("alpha-code", answer)
    assert three.refresh().failed == 0
    after = three.record("alpha").facts
    assert before is not None
    assert after is not None
    assert after.name == "Alpha Now"
    assert (after.description, after.icon, after.features) == (
        before.description, before.icon, before.features,
    )  # fmt: skip
    assert after.members in {700, None}
    assert three.state("alpha") == "live"
    paths = [request.path for request in three.discord.requests]
    assert not [path for path in paths if "evil" in path or ".." in path]


@row(15)
def test_a_name_of_5000_characters_is_cut_and_half_a_sign_is_dropped(three: Showcase) -> None:
    three.answers("alpha-code", with_guild(name="\ud83dAl\udc00pha " + "x" * 5000))
    three.refresh()
    facts = three.record("alpha").facts
    assert facts is not None
    assert facts.name.startswith("Alpha xxx")
    assert len(facts.name) <= 100


@row(15)
def test_of_a_key_that_comes_twice_one_counts(three: Showcase) -> None:
    body = text_of(alpha())[:-1] + b', "guild": ' + text_of({"id": OTHER, "name": "Alpha"}) + b"}"
    three.answers("alpha-code", Reply(body=body))
    three.refresh()
    assert three.state("alpha") == "mismatch"


@row(16)
def test_unknown_fields_are_not_read(three: Showcase) -> None:
    three.answers("alpha-code", {**alpha(), "new": {"deep": [None] * 99}, "": 1})
    three.refresh()
    assert (three.state("alpha"), three.record("alpha").last_check) == ("live", "ok")


@row(16, 17)
@pytest.mark.parametrize(
    "answer",
    [{**alpha(), "type": 1}, {**alpha(), "type": 2}, {"code": "alpha-code", "type": 0},
     {**alpha(), "guild": None}],
)  # fmt: skip
def test_what_leads_to_no_server_is_ineligible(three: Showcase, answer: dict[str, Any]) -> None:
    three.answers("alpha-code", answer)
    three.refresh()
    assert three.state("alpha") == "ineligible"


@row(18)
def test_of_a_hijacked_invite_nothing_is_taken_and_no_file_is_changed(three: Showcase) -> None:
    three.server("alpha", server_id=ALPHA)
    three.refresh()
    entry = (three.root / "content/servers/alpha.yml").read_bytes()
    facts = three.record("alpha").facts
    three.clock.pass_hours(12)
    three.answers(
        "alpha-code", guild_id=OTHER, name="Free Nitro", description="evil", icon="e" * 32
    )
    made = three.compose()
    assert three.state("alpha") == "mismatch"
    assert made.catalogue.listings["alpha"].verdict.code is None
    assert three.record("alpha").facts == facts
    assert (three.root / "content/servers/alpha.yml").read_bytes() == entry
    assert not [r for r in three.discord.requests if "e" * 32 in r.path]


@row(19)
def test_with_no_pin_the_first_server_is_remembered_and_no_file_is_changed(
    three: Showcase,
) -> None:
    first = three.record("alpha").first_server
    assert first is not None
    assert first.id == ALPHA
    assert "server_id" not in (three.root / "content/servers/alpha.yml").read_text("utf-8")
    three.answers("alpha-code", guild_id=OTHER, name="Alpha")
    three.refresh()
    assert three.state("alpha") == "mismatch"


@row(20)
def test_counts_that_are_not_given_are_not_0(three: Showcase) -> None:
    three.answers("alpha-code", members=None, online=None)
    listing = three.compose().catalogue.listings["alpha"]
    assert (listing.members, listing.state) == (None, "live")


@row(21)
@pytest.mark.parametrize(("days", "state"), [(-1, "missing"), (1, "temporary"), (99, "temporary")])
def test_an_invite_that_ends_is_temporary_and_then_missing(
    three: Showcase, days: int, state: str
) -> None:
    ends = three.clock.now() + timedelta(days=days)
    three.answers("alpha-code", expires_at=ends.isoformat())
    three.refresh()
    assert three.state("alpha") == state


@row(22)
@pytest.mark.parametrize("days", [-400, -3, -1, 1, 3, 29])
@pytest.mark.parametrize("comes_back", [True, False])
def test_a_clock_that_is_wrong_by_days_loses_nothing(
    three: Showcase, days: int, comes_back: bool
) -> None:
    """The clock jumps, a refresh is done at the wrong time, and perhaps it jumps back."""
    facts = three.record("alpha").facts
    three.clock.pass_hours(24 * days)
    for slug in ("alpha", "beta", "gamma"):
        three.answers(f"{slug}-code", server_error())
    three.refresh()
    if comes_back:
        three.clock.pass_hours(-24 * days)
        three.refresh()
    assert three.record("alpha").facts == facts
    assert [three.state(slug) for slug in ("alpha", "beta", "gamma")] == ["live"] * 3


@row(22)
def test_what_was_seen_while_the_clock_was_ahead_does_not_stand_for_ever(three: Showcase) -> None:
    """The link still falls 30 days after the clock was put right, if nothing confirms it."""
    three.clock.pass_hours(24 * 400)
    three.refresh()
    three.clock.pass_hours(-24 * 400)
    for slug in ("alpha", "beta", "gamma"):
        three.answers(f"{slug}-code", server_error())
    assert three.compose().catalogue.listings["alpha"].verdict.code == "alpha-code"
    three.clock.pass_hours(24 * 29)
    assert three.compose().catalogue.listings["alpha"].verdict.code == "alpha-code"
    three.clock.pass_hours(24 * 2)
    listing = three.compose().catalogue.listings["alpha"]
    assert (listing.verdict.code, listing.state) == (None, "live")
    assert listing.facts is not None


@row(22)
def test_a_run_of_unknown_answers_is_no_longer_than_it_was(three: Showcase) -> None:
    """Two answers of today and one of a clock that was a day ahead are no three over a day."""
    three.answers("alpha-code", UNKNOWN_INVITE)
    three.refresh()
    three.clock.pass_hours(30)
    three.refresh()
    three.clock.pass_hours(-18)
    three.refresh()
    assert three.state("alpha") == "missing"


@row(22)
@pytest.mark.parametrize("days", [-3, 0.01, 3, 400])
def test_a_mirror_whose_clock_is_wrong_takes_nothing_away(three: Showcase, days: float) -> None:
    at = f"{three.clock.now() + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"
    record = {
        "code": "alpha-code", "first_server": {"id": ALPHA, "at": at}, "answered_at": at,
        "tried_at": at, "last_check": "ok", "absence": {"first": at, "last": at, "runs": 9},
    }  # fmt: skip
    three.discord.pages["/api/v1/records.json"] = json_reply(
        200, {"version": 1, "records": {"alpha": record}}
    )
    facts = three.record("alpha").facts
    three.options["mirror_url"] = three.discord.url
    three.refresh()
    assert three.state("alpha") == "live"
    after = three.record("alpha").facts
    assert facts is not None
    assert after is not None
    assert after.id == facts.id


@row(23)
def test_an_age_restriction_takes_the_link_and_features_may_go(three: Showcase) -> None:
    three.answers("alpha-code", features=["DISCOVERABLE", "VERIFIED"])
    three.options["refresh"] = "always"
    three.refresh()
    three.answers("alpha-code", features=[])
    three.refresh()
    facts = three.record("alpha").facts
    assert facts is not None
    assert facts.features == ()
    three.answers("alpha-code", nsfw_level=3)
    made = three.compose()
    assert made.catalogue.listings["alpha"].verdict.code is None
    assert three.state("alpha") == "ineligible"


@row(25)
def test_where_some_fail_the_others_are_renewed_and_the_line_counts_them(three: Showcase) -> None:
    three.answers("alpha-code", server_error()).answers("beta-code", Reply(fault="reset"))
    outcome = three.refresh()
    assert outcome.line.startswith("3 servers: 0 known, 3 asked, 2 failed in ")
    assert three.record("gamma").checked_at == three.clock.now()


@row(25)
def test_an_entry_that_always_fails_keeps_no_other_waiting(three: Showcase) -> None:
    """Each hour the budget has room for what fails, or for the two others."""
    three.options |= {"requests_per_10_minutes": 3, "max_age_hours": 1}
    three.answers("alpha-code", server_error())
    for _ in range(6):
        three.refresh()
        three.clock.pass_hours(1)
    for slug in ("beta", "gamma"):
        checked = three.record(slug).checked_at
        assert checked is not None
        assert three.clock.now() - checked <= timedelta(hours=3)


@row(26)
def test_a_changed_name_passes_the_border_like_the_first(three: Showcase) -> None:
    three.answers("alpha-code", name="\u202eAl\u0000pha <script>alert(1)</script>\n::error::x")
    three.refresh()
    facts = three.record("alpha").facts
    assert facts is not None
    assert facts.name == "Alpha <script>alert(1)</script> ::error::x"


@row(33)
@pytest.mark.parametrize(
    ("variable", "value"),
    [("http_proxy", "http://127.0.0.1:9"), ("all_proxy", "socks5://127.0.0.1:9"),
     ("http_proxy", "http://[::1"), ("SSL_CERT_FILE", "/no/such/file")],
)  # fmt: skip
def test_a_proxy_or_certificate_that_cannot_be_used_is_a_network_that_does_not_answer(
    three: Showcase, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    outcome = three.refresh()
    assert outcome.unreachable
    assert "\n" not in (outcome.ended or "")
    assert [three.state(slug) for slug in ("alpha", "beta", "gamma")] == ["live"] * 3


@row(33)
def test_without_a_network_by_choice_no_packet_leaves(three: Showcase) -> None:
    three.options |= {"refresh": "never", "mirror_url": three.discord.url}
    before = len(three.discord.requests)
    three.compose()
    assert len(three.discord.requests) == before


@row(34)
def test_an_address_of_version_6_is_asked_as_any_other(three: Showcase) -> None:
    try:
        server = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        three.options["api_url"] = three.discord.api_url.replace("127.0.0.1", "localhost")
        assert three.refresh().failed == 0
        return

    def answer() -> None:
        for _ in range(3):
            connection, _peer = server.accept()
            with connection:
                connection.recv(65536)
                body = text_of(alpha())
                head = HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
                connection.sendall(head + body)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    three.options["api_url"] = f"http://[::1]:{server.getsockname()[1]}/api"
    outcome = three.refresh()
    thread.join(5)
    server.close()
    assert (outcome.failed, outcome.ended) == (0, None)


@row(35)
@pytest.mark.parametrize(
    "answer",
    [Reply(404), Reply(415), redirect("https://example.org/x.png"), Reply(fault="reset"),
     raw(HEAD + b"\r\n" + icon()[:60]), Reply(body=icon(), fault="truncate"),
     raw(HEAD + b"Content-Length: 99999999\r\n\r\n")],
)  # fmt: skip
def test_a_picture_that_cannot_be_had_is_drawn_and_asked_for_again(
    three: Showcase, answer: Reply
) -> None:
    source = f"icons/{ALPHA}/{'a' * 32}"
    three.discord.pictures[source] = answer
    three.answers("alpha-code", icon="a" * 32)
    assert three.compose().catalogue.listings["alpha"].artwork.icon_source is None
    three.discord.pictures[source] = icon()
    assert three.compose().catalogue.listings["alpha"].artwork.icon_source == source


@row(35)
def test_a_picture_of_old_stays_while_its_hash_has_changed(three: Showcase) -> None:
    three.options["refresh"] = "always"
    old, new = (f"icons/{ALPHA}/{sign * 32}" for sign in "ab")
    three.discord.pictures[old] = icon()
    three.answers("alpha-code", icon="a" * 32).compose()
    three.answers("alpha-code", icon="b" * 32)
    assert three.compose().catalogue.listings["alpha"].artwork.icon_source == old
    three.discord.pictures[new] = icon((9, 9, 90))
    assert three.compose().catalogue.listings["alpha"].artwork.icon_source == new


def test_every_row_of_the_table_has_its_test() -> None:
    assert ROWS | ELSEWHERE.keys() == set(range(1, 36))


@row(3)
def test_whatever_reading_an_answer_stumbles_over_is_one_failed_check(
    three: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("showcase.discord._read_invite", stumble)
    outcome = three.refresh()
    assert (outcome.asked, outcome.failed, outcome.ended) == (3, 3, None)
    assert [three.state(slug) for slug in ("alpha", "beta", "gamma")] == ["live"] * 3


@row(3)
def test_answers_that_never_end_do_not_pile_up(three: Showcase, short_deadline: None) -> None:
    """A hundred of them take no more memory than one, and leave no connection open."""
    three.options |= {"refresh": "always"}
    three.answers("alpha-code", Reply(fault="endless-body"))
    before = threading.active_count()
    for _ in range(5):
        three.refresh()
        three.clock.pass_hours(2)
    assert threading.active_count() <= before + 20
