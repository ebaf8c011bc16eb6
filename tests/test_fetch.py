"""One GET keeps its bounds, whatever the other side does."""

import asyncio
import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest

from showcase.fetch import Fetcher, FetchError, Response
from showcase.standin import Fault, Reply, StandIn, redirect

DEADLINE = 10
"""Seconds, for what comes or breaks off by itself: time enough on a busy machine."""
SHORT = 0.4
"""Where nothing else ends it."""
LIMIT = 10_000


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


class Client:
    """One fetcher for all tests, as a run has one: no fault may spoil what comes after it."""

    def __init__(self, runner: asyncio.Runner, fetcher: Fetcher) -> None:
        self._runner = runner
        self._fetcher = fetcher

    def get(self, url: str, *, redirects: int = 0, deadline: float = DEADLINE) -> Response:
        return self._runner.run(
            self._fetcher.get(url, deadline=deadline, limit=LIMIT, redirects=redirects)
        )

    def refusal(self, url: str, *, redirects: int = 0, deadline: float = DEADLINE) -> str:
        """Return why the GET failed; it must fail, and within its deadline."""
        began = time.monotonic()
        with pytest.raises(FetchError) as failure:
            self.get(url, redirects=redirects, deadline=deadline)
        assert time.monotonic() - began < deadline + 5
        return str(failure.value)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with asyncio.Runner() as runner:
        fetcher = Fetcher("DiscordBot (https://example.org, 1.0)", connections=1)
        yield Client(runner, fetcher)
        runner.run(fetcher.__aexit__())


async def got(url: str) -> Response:
    """Fetch with a client of its own, which reads the environment anew."""
    async with Fetcher("agent", connections=1) as fetcher:
        return await fetcher.get(url, deadline=DEADLINE, limit=LIMIT, redirects=3)


# What comes back


def test_an_answer_comes_back_whole_whatever_its_status(client: Client, stand_in: StandIn) -> None:
    stand_in.pages["/page"] = Reply(418, {"X-Kind": "Pot", "Retry-After": "7"}, b"short and stout")
    response = client.get(f"{stand_in.url}/page")
    assert (response.status, response.body) == (418, b"short and stout")
    assert (response.headers["x-kind"], response.headers["retry-after"]) == ("Pot", "7")


def test_the_user_agent_is_sent_and_only_gzip_is_asked_for(
    client: Client, stand_in: StandIn
) -> None:
    stand_in.pages["/page"] = Reply()
    client.get(f"{stand_in.url}/page")
    (request,) = stand_in.requests
    assert request.headers["user-agent"] == "DiscordBot (https://example.org, 1.0)"
    assert request.headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize("size", [0, 1, LIMIT])
def test_a_body_up_to_the_limit_is_taken(client: Client, stand_in: StandIn, size: int) -> None:
    stand_in.pages["/page"] = Reply(body=b"x" * size)
    assert client.get(f"{stand_in.url}/page").body == b"x" * size


@pytest.mark.parametrize(
    ("name", "pack"),
    [("gzip", gzip.compress), ("x-gzip", gzip.compress), (" GZIP ", gzip.compress),
     ("deflate", zlib.compress), ("identity", bytes)],
)  # fmt: skip
def test_a_packed_body_is_unpacked(
    client: Client, stand_in: StandIn, name: str, pack: type[bytes]
) -> None:
    stand_in.pages["/page"] = Reply(headers={"Content-Encoding": name}, body=pack(b"y" * LIMIT))
    assert client.get(f"{stand_in.url}/page").body == b"y" * LIMIT


def test_an_error_may_name_an_encoding_and_have_no_body(client: Client, stand_in: StandIn) -> None:
    stand_in.pages["/page"] = Reply(404, {"Content-Encoding": "gzip"})
    assert client.get(f"{stand_in.url}/page").body == b""


def test_answers_come_over_one_connection_packed_or_not() -> None:
    connections = 0
    packed = gzip.compress(b"z" * 500)
    answer = (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    ) + packed

    closed = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while await reader.read(65536):
            writer.write(answer)
        writer.close()
        await writer.wait_closed()
        closed.set()

    async def ask() -> list[int]:
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            async with Fetcher("agent", connections=1) as fetcher:
                answers = [
                    await fetcher.get(f"http://127.0.0.1:{port}/", deadline=DEADLINE, limit=LIMIT)
                    for _ in range(3)
                ]
            await asyncio.wait_for(closed.wait(), 30)
        return [len(answer.body) for answer in answers]

    assert asyncio.run(ask()) == [500, 500, 500]
    assert connections == 1


def test_a_slow_answer_within_the_deadline_is_taken(client: Client, stand_in: StandIn) -> None:
    stand_in.pages["/page"] = Reply(body=b"slow", delay=0.1)
    assert client.get(f"{stand_in.url}/page").body == b"slow"


# Faults


@pytest.mark.parametrize(
    "fault", ["reset", "close", "garbage", "truncate", "endless-headers", "endless-body"]
)
def test_a_broken_connection_is_a_fetch_error(
    client: Client, stand_in: StandIn, fault: Fault
) -> None:
    stand_in.pages["/page"] = Reply(body=b"hello" * 100, fault=fault)
    assert client.refusal(f"{stand_in.url}/page")


@pytest.mark.parametrize("fault", ["hang", "drip", "drip-headers"])
def test_the_deadline_ends_what_takes_too_long(
    client: Client, stand_in: StandIn, fault: Fault
) -> None:
    stand_in.pages["/page"] = Reply(body=b"hello" * 1000, fault=fault, delay=0.02)
    reason = client.refusal(f"{stand_in.url}/page", deadline=SHORT)
    assert reason == "no whole answer within 0.4 s"


def test_the_deadline_holds_for_all_redirects_together(client: Client, stand_in: StandIn) -> None:
    stand_in.pages["/page"] = Reply(302, {"Location": "/page"}, delay=0.2)
    reason = client.refusal(f"{stand_in.url}/page", redirects=50, deadline=SHORT)
    assert reason == "no whole answer within 0.4 s"


def test_a_refused_connection_is_a_fetch_error(client: Client) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        assert "Connect" in client.refusal(f"http://127.0.0.1:{held.getsockname()[1]}/")


@pytest.mark.parametrize(
    "url",
    ["", "nothing", "/path", "http://", "http://[::1", "http://a b/", "ftp://127.0.0.1/", "file:///",
     "http://127.0.0.1:99999/", "http://\x00/", "http://\ud800/", "data:,x"],
)  # fmt: skip
def test_an_address_that_cannot_be_asked_is_a_fetch_error(client: Client, url: str) -> None:
    assert client.refusal(url)


def test_the_reason_fits_a_line_and_has_no_control_characters(
    client: Client, stand_in: StandIn
) -> None:
    stand_in.pages["/page"] = Reply(body=b"\x1b[31m\x00" * 90, fault="garbage")
    reason = client.refusal(f"{stand_in.url}/page")
    assert len(reason) < 150
    assert reason.isprintable()


@pytest.mark.parametrize("size", [LIMIT + 1, 10**12])
def test_a_body_that_says_it_is_too_long_is_not_read(
    client: Client, stand_in: StandIn, size: int
) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n".encode()
    stand_in.pages["/page"] = Reply(body=head, fault="garbage")
    assert (
        client.refusal(f"{stand_in.url}/page") == f"the answer has {size:,} bytes, more than 10,000"
    )


def test_a_body_that_is_too_long_is_not_kept(client: Client, stand_in: StandIn) -> None:
    body = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (LIMIT + 1)
    stand_in.pages["/page"] = Reply(body=body, fault="garbage")
    assert client.refusal(f"{stand_in.url}/page") == "the answer has more than 10,000 bytes"


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
        b"\x00" * 1000,
        b"",
    ],
    ids=lambda raw: repr(raw[16:40]),
)
def test_an_answer_that_is_not_http_is_a_fetch_error(
    client: Client, stand_in: StandIn, raw: bytes
) -> None:
    stand_in.pages["/page"] = Reply(body=raw, fault="garbage")
    assert client.refusal(f"{stand_in.url}/page")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("all_proxy", "socks5://127.0.0.1:9"),
        ("http_proxy", "http://[::1"),
        ("no_proxy", "[::1,*:x"),
        ("SSL_CERT_FILE", "/no/such/file"),
    ],
)
def test_a_setting_that_the_client_cannot_use_is_a_fetch_error_and_no_sooner(
    stand_in: StandIn, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    Fetcher("agent", connections=1)
    with pytest.raises(FetchError, match=r"^\w+(Error|URL): "):
        asyncio.run(got(stand_in.url))


def test_a_name_that_takes_too_long_to_find_is_cut_off(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found.wait(5))
    try:
        reason = client.refusal("http://slow.example/", deadline=SHORT)
        assert reason == "no whole answer within 0.4 s"
    finally:
        found.set()


@pytest.mark.parametrize(
    ("raw", "is_measured"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\n\r\n{}", False),
        (b"HTTP/1.0 200 OK\r\n\r\n{}", False),
    ],
)
def test_an_answer_that_ends_with_its_connection_may_be_cut(
    client: Client, stand_in: StandIn, raw: bytes, is_measured: bool
) -> None:
    stand_in.pages["/page"] = Reply(body=raw, fault="garbage")
    response = client.get(f"{stand_in.url}/page")
    assert (response.body, response.is_measured) == (b"{}", is_measured)


# Packed bodies


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"this is not gzip", "error"),
        (gzip.compress(b"hello" * 50)[:-4], "the answer was cut short"),
        (gzip.compress(b"hello" * 50)[:8], "the answer was cut short"),
        (gzip.compress(b"hello") + b"more", "the answer goes on after its end"),
        (gzip.compress(b"hello") * 2, "the answer goes on after its end"),
        (gzip.compress(b"x" * (LIMIT + 1)), "the answer has more than 10,000 bytes"),
    ],
    ids=["no gzip", "cut", "cut in its head", "followed", "twice", "too long"],
)
def test_a_body_packed_badly_is_a_fetch_error(
    client: Client, stand_in: StandIn, body: bytes, why: str
) -> None:
    stand_in.pages["/page"] = Reply(headers={"Content-Encoding": "gzip"}, body=body)
    assert why in client.refusal(f"{stand_in.url}/page")


@pytest.mark.parametrize("name", ["br", "zstd", "gzip, gzip", "\x1b[31m", "gzip;q=1"])
def test_an_encoding_that_was_not_asked_for_is_a_fetch_error(
    client: Client, stand_in: StandIn, name: str
) -> None:
    stand_in.pages["/page"] = Reply(headers={"Content-Encoding": name}, body=b"x")
    assert client.refusal(f"{stand_in.url}/page")


def peak_of(client: Client, url: str) -> int:
    tracemalloc.start()
    try:
        client.refusal(url)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_gzip_bomb_is_never_inflated(client: Client, stand_in: StandIn) -> None:
    bomb = gzip.compress(bytes(100_000_000), 1)
    stand_in.pages["/page"] = Reply(headers={"Content-Encoding": "gzip"}, body=bomb[:9000])
    assert peak_of(client, f"{stand_in.url}/page") < 4_000_000


def test_what_follows_a_packed_body_without_end_is_not_kept(
    client: Client, stand_in: StandIn
) -> None:
    stand_in.pages["/page"] = Reply(
        headers={"Content-Encoding": "gzip"}, body=gzip.compress(b"x") + bytes(60_000),
        fault="endless-body",
    )  # fmt: skip
    assert peak_of(client, f"{stand_in.url}/page") < 4_000_000


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_like_any_other_unless_asked_for(
    client: Client, stand_in: StandIn, status: int
) -> None:
    stand_in.pages["/old"] = redirect("/new", status)
    stand_in.pages["/new"] = Reply(body=b"here")
    url = f"{stand_in.url}/old"
    assert client.get(url).status == status
    assert client.get(url, redirects=1).body == b"here"


@pytest.mark.parametrize("status", [200, 201, 300, 304, 305, 404])
def test_a_location_without_a_redirect_leads_nowhere(
    client: Client, stand_in: StandIn, status: int
) -> None:
    stand_in.pages["/old"] = redirect("/new", status)
    assert client.get(f"{stand_in.url}/old", redirects=3).status == status


def test_a_redirect_without_a_location_is_an_answer(client: Client, stand_in: StandIn) -> None:
    stand_in.pages["/old"] = Reply(302)
    assert client.get(f"{stand_in.url}/old", redirects=3).status == 302


def test_as_many_redirects_are_followed_as_were_allowed_and_no_more(
    client: Client, stand_in: StandIn
) -> None:
    for step in range(4):
        stand_in.pages[f"/{step}"] = redirect(f"{stand_in.url}/{step + 1}")
    stand_in.pages["/4"] = Reply(body=b"end")
    assert client.get(f"{stand_in.url}/1", redirects=3).body == b"end"
    assert client.refusal(f"{stand_in.url}/0", redirects=3) == "redirected more than 3 times"


def test_a_loop_of_redirects_ends(client: Client, stand_in: StandIn) -> None:
    stand_in.pages["/loop"] = redirect("")
    assert client.refusal(f"{stand_in.url}/loop", redirects=3) == "redirected more than 3 times"
    assert len(stand_in.requests) == 4


@pytest.mark.parametrize(
    "target",
    ["http://example.org/", "//example.org/", "ftp://example.org/", "file:///etc/passwd",
     "http://127.0.0.1:1/"],
)  # fmt: skip
def test_a_redirect_leads_only_to_https_or_the_same_origin(
    client: Client, stand_in: StandIn, target: str
) -> None:
    stand_in.pages["/old"] = redirect(target)
    reason = client.refusal(f"{stand_in.url}/old", redirects=3)
    assert reason == "redirected to an address that is not https"


def test_a_redirect_to_https_elsewhere_is_followed(client: Client, stand_in: StandIn) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        stand_in.pages["/old"] = redirect(f"https://127.0.0.1:{held.getsockname()[1]}/")
        assert "Connect" in client.refusal(f"{stand_in.url}/old", redirects=1)


@pytest.mark.parametrize(
    "target",
    ["https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f.0.0.1/",
     "https://localhost/", "https://LOCALHOST./", "https://a.localhost/", "https://[::1]/",
     "https://[::ffff:127.0.0.1]/", "https://10.0.0.1/", "https://192.168.1.1:8443/",
     "https://169.254.169.254/latest/", "https://[fe80::1]/", "https://0.0.0.0/"],
)  # fmt: skip
def test_a_public_place_leads_to_no_private_address(
    stand_in: StandIn, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    """The stand-in is the proxy, and so may call itself anything."""
    monkeypatch.setenv("http_proxy", stand_in.url)
    stand_in.pages["/old"] = redirect(target)
    with pytest.raises(FetchError, match="redirected to an address that is not public"):
        asyncio.run(got("http://public.example/old"))


def test_a_private_place_may_lead_to_itself_by_https(client: Client, stand_in: StandIn) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        stand_in.pages["/old"] = redirect(f"https://localhost:{held.getsockname()[1]}/")
        assert "Connect" in client.refusal(f"{stand_in.url}/old", redirects=1)


@pytest.mark.parametrize(
    "target",
    ["http://[::1", "https://[", "https://", "https://\xff/", "javascript:alert(1)", "data:,x"],
)
def test_a_redirect_to_no_address_is_a_fetch_error(
    client: Client, stand_in: StandIn, target: str
) -> None:
    stand_in.pages["/old"] = redirect(target)
    assert client.refusal(f"{stand_in.url}/old", redirects=3)


def test_the_body_of_a_redirect_has_the_same_limit(client: Client, stand_in: StandIn) -> None:
    stand_in.pages["/old"] = Reply(302, {"Location": "/new"}, b"x" * (LIMIT + 1))
    assert "more than" in client.refusal(f"{stand_in.url}/old", redirects=3)
