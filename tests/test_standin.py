"""The stand-in answers, and misbehaves, over real HTTP."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from showcase.standin import (
    BLOCKED_HTML,
    BLOCKED_JSON,
    INVITE_EXPIRED,
    Fault,
    Reply,
    StandIn,
    guild_invite,
    rate_limited,
    redirect,
    server_error,
)
from waiting import until

AGENT = "DiscordBot (https://example.org, 1.0)"
ADA = guild_invite("AdaLovE", guild_id=42, name="Ada", features=["NEWS", "BANNER"])


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


@pytest.fixture
def client(stand_in: StandIn) -> Iterator[httpx.Client]:
    with httpx.Client(headers={"User-Agent": AGENT}, timeout=1, trust_env=False) as client:
        yield client


def ask(client: httpx.Client, stand_in: StandIn, code: str, query: str = "") -> httpx.Response:
    return client.get(f"{stand_in.api_url}/invites/{code}{query}")


def test_known_invite_is_answered_and_noted(stand_in: StandIn, client: httpx.Client) -> None:
    stand_in.invites["AdaLovE"] = ADA
    answer = ask(client, stand_in, "AdaLovE", "?with_counts=true")
    assert answer.status_code == 200
    assert answer.json() == ADA
    (request,) = stand_in.requests
    assert request.path == "/api/v10/invites/AdaLovE"
    assert request.query == {"with_counts": "true"}
    assert request.headers["user-agent"] == AGENT
    assert (stand_in.asked(), stand_in.asked("AdaLovE"), stand_in.asked("other")) == (1, 1, 0)


def test_counts_come_only_when_asked_for(stand_in: StandIn, client: httpx.Client) -> None:
    stand_in.invites["AdaLovE"] = ADA
    assert "approximate_member_count" not in ask(client, stand_in, "AdaLovE").json()


def test_features_change_their_order(stand_in: StandIn, client: httpx.Client) -> None:
    stand_in.invites["AdaLovE"] = ADA
    seen = [ask(client, stand_in, "AdaLovE").json()["guild"]["features"] for _ in range(2)]
    assert seen == [["NEWS", "BANNER"], ["BANNER", "NEWS"]]


def test_codes_keep_their_case_and_unknown_ones_are_10006(
    stand_in: StandIn, client: httpx.Client
) -> None:
    stand_in.invites["AdaLovE"] = ADA
    answer = ask(client, stand_in, "adalove")
    assert answer.status_code == 404
    assert answer.json() == {"message": "Unknown Invite", "code": 10006}


def test_a_list_is_answered_in_turn(stand_in: StandIn, client: httpx.Client) -> None:
    stand_in.invites["AdaLovE"] = [rate_limited(1.5), server_error(502), ADA]
    seen = [ask(client, stand_in, "AdaLovE").status_code for _ in range(4)]
    assert seen == [429, 502, 200, 200]


@pytest.mark.parametrize("agent", ["python-httpx/0.28", "Mozilla/5.0", "DiscordBot", ""])
def test_another_user_agent_is_refused(stand_in: StandIn, client: httpx.Client, agent: str) -> None:
    stand_in.invites["AdaLovE"] = ADA
    address = f"{stand_in.api_url}/invites/AdaLovE"
    answer = client.get(address, headers={"User-Agent": agent})
    assert (answer.status_code, answer.json()["code"]) == (403, 40333)


def test_ready_made_errors_have_their_recorded_shapes(
    stand_in: StandIn, client: httpx.Client
) -> None:
    replies = (INVITE_EXPIRED, BLOCKED_JSON, BLOCKED_HTML, rate_limited(64.57))
    stand_in.invites = {str(at): reply for at, reply in enumerate(replies)}
    expired, blocked, page, limited = (ask(client, stand_in, str(at)) for at in range(4))
    assert (expired.status_code, expired.json()["code"]) == (404, 50270)
    assert (blocked.status_code, "retry_after" in blocked.json()) == (429, False)
    assert (page.status_code, "1015" in page.text) == (429, True)
    assert (limited.status_code, limited.json()["retry_after"]) == (429, 64.57)


def test_pictures_have_a_type_and_others_are_404(stand_in: StandIn, client: httpx.Client) -> None:
    stand_in.pictures["icons/42/abc"] = b"\x89PNG..."
    found = client.get(f"{stand_in.cdn_url}/icons/42/abc.png?size=256")
    assert (found.content, found.headers["content-type"]) == (b"\x89PNG...", "image/png")
    assert client.get(f"{stand_in.cdn_url}/icons/42/abd.png").status_code == 404
    assert client.get(f"{stand_in.cdn_url}/icons/42/abc.gif").status_code == 415


def test_any_other_page_can_be_set(stand_in: StandIn, client: httpx.Client) -> None:
    stand_in.pages["/old"] = redirect(f"{stand_in.url}/api/v1/records.json")
    stand_in.pages["/api/v1/records.json"] = {"version": 1}
    answer = client.get(f"{stand_in.url}/old", follow_redirects=True)
    assert answer.json() == {"version": 1}
    assert client.get(f"{stand_in.url}/nothing").status_code == 404


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("reset", httpx.ReadError),
        ("close", httpx.RemoteProtocolError),
        ("hang", httpx.ReadTimeout),
        ("garbage", httpx.RemoteProtocolError),
        ("truncate", httpx.RemoteProtocolError),
        ("endless-headers", httpx.RemoteProtocolError),
        ("drip-headers", httpx.ReadTimeout),
    ],
)
def test_a_fault_reaches_the_client(
    stand_in: StandIn, fault: Fault, error: type[Exception]
) -> None:
    stand_in.pages["/fault"] = Reply(body=b"hello", fault=fault, delay=60)
    with httpx.Client(timeout=0.2, trust_env=False) as client, pytest.raises(error):
        client.get(f"{stand_in.url}/fault")


def test_a_drip_comes_whole_and_slowly(stand_in: StandIn, client: httpx.Client) -> None:
    stand_in.pages["/drip"] = Reply(body=b"hello", fault="drip", delay=0.01)
    with client.stream("GET", f"{stand_in.url}/drip") as answer:
        chunks = list(answer.iter_raw())
    assert (b"".join(chunks), len(chunks) > 1) == (b"hello", True)


def test_an_endless_body_ends_when_the_client_hangs_up(
    stand_in: StandIn, client: httpx.Client
) -> None:
    stand_in.pages["/endless"] = Reply(fault="endless-body")
    with client.stream("GET", f"{stand_in.url}/endless") as answer:
        taken = sum(len(block) for _, block in zip(range(50), answer.iter_raw(), strict=False))
    assert taken > 0
    assert client.get(f"{stand_in.url}/next").status_code == 404


def test_closing_waits_for_no_handler(capfd: pytest.CaptureFixture[str]) -> None:
    with StandIn() as stand_in, ThreadPoolExecutor() as pool:
        stand_in.pages["/hang"] = Reply(fault="hang")
        waiting = pool.submit(httpx.get, f"{stand_in.url}/hang", timeout=30, trust_env=False)
        until(lambda: stand_in.requests)
        began = time.monotonic()
        stand_in.__exit__(None, None, None)
        took = time.monotonic() - began
        assert isinstance(waiting.exception(), httpx.RemoteProtocolError)
    assert took < 1
    assert capfd.readouterr().err == ""


def test_an_answer_that_cannot_be_made_is_raised_at_the_end() -> None:
    stand_in = StandIn()
    stand_in.pages["/broken"] = {"a": object()}
    with pytest.raises(TypeError, match="JSON"):
        ask_for_the_broken_page(stand_in)


def ask_for_the_broken_page(stand_in: StandIn) -> None:
    with stand_in, pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"{stand_in.url}/broken", trust_env=False)


def test_an_address_stands_only_inside_with() -> None:
    with pytest.raises(RuntimeError, match="with"):
        _ = StandIn().api_url


def test_an_invite_has_the_recorded_shape_and_can_be_bent() -> None:
    answer = guild_invite("x", guild_id=7, name="X", type=1, guild={"name": None}, channel=None)
    assert json.loads(json.dumps(answer))["guild"]["id"] == "7"
    assert (answer["type"], answer["guild"]["name"], answer["channel"]) == (1, None, None)
    assert answer["inviter"]["username"] == "privateperson"
