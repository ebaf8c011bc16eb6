from __future__ import annotations

import re
import socket
import struct
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from showcase.standin.answers import (
    BAD_USER_AGENT,
    NOT_FOUND,
    UNKNOWN_INVITE,
    Answers,
    Reply,
    json_reply,
)

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self


@dataclass(frozen=True)
class Request:
    """One request as it came; names of headers in lower case, `at` by `time.monotonic()`."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    at: float


class StandIn:
    """A server on loopback that answers as Discord would; a context manager.

    Each value may be a sequence: answered in turn, the last one again and again.

    Attributes:
        invites: code (in its own case) to the JSON of a 200, or a `Reply`; others are 10006.
        pictures: `icons/<guild>/<hash>`, with no extension, to bytes or a `Reply`; others are 404.
        pages: any other path, such as `/api/v1/records.json` of a mirror, to what it answers.
        requests: every GET seen, in order.
    """

    def __init__(self) -> None:
        self.invites: dict[str, Answers] = {}
        self.pictures: dict[str, Answers] = {}
        self.pages: dict[str, Answers] = {}
        self.requests: list[Request] = []
        self._turns: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._server: _Server | None = None

    def __enter__(self) -> Self:
        self._server = _Server(self)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        server.stop()
        if kind is None and server.errors:
            raise server.errors[0]

    @property
    def url(self) -> str:
        """The address of the stand-in itself, for `pages`; it stands only inside `with`."""
        if self._server is None:
            raise RuntimeError("the stand-in has an address only inside `with`")
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def api_url(self) -> str:
        """What stands in for https://discord.com/api/v10."""
        return f"{self.url}/api/v10"

    @property
    def cdn_url(self) -> str:
        """What stands in for https://cdn.discordapp.com."""
        return f"{self.url}/cdn"

    def asked(self, code: str | None = None) -> int:
        """Return how often `code`, or any invite, was asked about."""
        start = "/api/v10/invites/"
        paths = [each.path for each in list(self.requests) if each.path.startswith(start)]
        return len(paths) if code is None else paths.count(start + code)

    def reply(self, request: Request) -> Reply:
        """Note `request` and return what it is answered with."""
        with self._lock:
            self.requests.append(request)
            turn = self._turns[request.path]
            self._turns[request.path] += 1
        path = request.path
        if path in self.pages:
            return _in_turn(self.pages[path], turn, request)
        if path.startswith("/api/v10/"):
            # DOCS: `DiscordBot ($url, $versionNumber)`, and perhaps more behind it.
            if not re.match(r"DiscordBot \(\S+, [^()]+\)", request.headers.get("user-agent", "")):
                return BAD_USER_AGENT
            if path.startswith("/api/v10/invites/"):
                code = path.removeprefix("/api/v10/invites/")
                return _in_turn(self.invites.get(code, UNKNOWN_INVITE), turn, request)
        if path.startswith("/cdn/"):
            stem, _, extension = path.removeprefix("/cdn/").rpartition(".")
            if extension not in {"png", "jpg", "jpeg", "webp"}:
                return Reply(415)
            return _in_turn(self.pictures.get(stem, Reply(404)), turn, request)
        return NOT_FOUND


def _in_turn(answers: Answers, turn: int, request: Request) -> Reply:
    if isinstance(answers, Sequence) and not isinstance(answers, bytes):
        answers = answers[min(turn, len(answers) - 1)]
    if isinstance(answers, bytes):
        kind = "image/png" if answers.startswith(b"\x89PNG") else "image/jpeg"
        cached = {"Content-Type": kind, "Cache-Control": "public, max-age=31536000"}
        return Reply(200, cached, answers)
    if isinstance(answers, dict):
        return json_reply(200, _as_asked(answers, turn, request))
    return answers


def _as_asked(answer: dict[str, Any], turn: int, request: Request) -> dict[str, Any]:
    """Counts come only when asked for, and the order of features changes, as on Discord."""
    if request.query.get("with_counts") not in {"true", "1"}:
        answer = {key: each for key, each in answer.items() if not key.startswith("approximate_")}
    guild = answer.get("guild")
    if isinstance(guild, dict) and isinstance(guild.get("features"), list) and guild["features"]:
        features = guild["features"]
        cut = turn % len(features)
        answer = {**answer, "guild": {**guild, "features": features[cut:] + features[:cut]}}
    return answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, stand_in: StandIn) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.stand_in = stand_in
        self.closing = threading.Event()
        self.errors: list[BaseException] = []
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        error = sys.exception()
        # A client that hangs up is no error of ours; a reply that cannot be made is.
        if error and not isinstance(error, OSError):
            self.errors.append(error)

    def stop(self) -> None:
        """Stop listening and cut what is still open, so that no handler is waited for."""
        self.closing.set()
        self.shutdown()
        self.server_close()
        for each in list(self._open):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        request = Request(
            self.command,
            unquote(parts.path),
            dict(parse_qsl(parts.query, keep_blank_values=True)),
            {name.lower(): value for name, value in self.headers.items()},
            time.monotonic(),
        )
        reply = self.server.stand_in.reply(request)
        try:
            self._send(reply)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: what came stands in `requests`."""

    def _send(self, reply: Reply) -> None:
        if reply.fault is None:
            self._pause(reply.delay)
            self.wfile.write(_head(reply, len(reply.body)) + reply.body)
            return
        self.close_connection = True
        self._misbehave(reply)

    def _misbehave(self, reply: Reply) -> None:
        match reply.fault:
            case "reset":
                # Lingering for 0 seconds turns the close into a reset; rfile shares the socket.
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.rfile.close()
                self.connection.close()
            case "hang":
                self.server.closing.wait()
            case "garbage":
                self.wfile.write(reply.body)
                self._endless(reply.again, reply.delay)
            case "drip-headers":
                self._drip(_head(reply, len(reply.body)), reply.delay)
            case "drip":
                self.wfile.write(_head(reply, len(reply.body)))
                self._drip(reply.body, reply.delay)
            case "truncate":
                self.wfile.write(_head(reply, len(reply.body) + 1000) + reply.body)
            case "endless-headers":
                self.wfile.write(f"HTTP/1.1 {reply.status} \r\n".encode())
                self._endless(b"X-More: " + b"m" * 1000 + b"\r\n")
            case "endless-body":
                self.wfile.write(_head(reply, None))
                self._endless(reply.body or b" " * 65536)
            case "close":
                pass

    def _pause(self, seconds: float) -> None:
        if seconds:
            self.server.closing.wait(seconds)

    def _drip(self, data: bytes, delay: float) -> None:
        for at in range(len(data)):
            self._pause(delay)
            self.wfile.write(data[at : at + 1])

    def _endless(self, block: bytes, delay: float = 0.0) -> None:
        while block and not self.server.closing.is_set():
            self._pause(delay)
            self.wfile.write(block)


def _head(reply: Reply, length: int | None) -> bytes:
    lines = [f"HTTP/1.1 {reply.status} "]
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    if length is None or reply.fault:
        lines.append("Connection: close")
    if length is not None and "Content-Length" not in reply.headers:
        lines.append(f"Content-Length: {length}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
