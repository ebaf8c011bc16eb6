"""One bounded GET. The only module that knows the HTTP client."""

import asyncio
import ipaddress
import ssl
import zlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self
from urllib.parse import urljoin, urlsplit

import httpx

from showcase.text import quoted

_CONNECT: Final = 4.0
_CHUNK: Final = 64 * 1024
_CLOSE: Final = {"Connection": "close"}
_REDIRECTS: Final = {301, 302, 303, 307, 308}
_WINDOW_ANY: Final = zlib.MAX_WBITS | 32
"""zlib's way of saying: gzip or zlib, see for yourself."""


class FetchError(Exception):
    """Nothing usable came back; the message says why in a few words."""


@dataclass(frozen=True, slots=True)
class Response:
    """A whole answer, whatever its status.

    Attributes:
        headers: Names in lower case.
        body: Decoded, at most the limit that was given.
        is_measured: Whether the answer said where it ends. Else it ends with the connection, and
            nobody can tell whether it is whole.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_measured: bool


class Fetcher:
    """A pool of connections that never waits or reads beyond its bounds."""

    def __init__(self, user_agent: str, *, connections: int) -> None:
        self._user_agent = user_agent
        self._connections = connections
        self._client: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.renew()

    async def renew(self) -> None:
        """Close all connections; the next get opens new ones."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def get(
        self, url: str, *, deadline: float, limit: int, redirects: int = 0, alone: bool = False
    ) -> Response:
        """Fetch `url`.

        Args:
            url: An http or https address.
            deadline: Seconds for all of it, from the first packet to the last redirect.
            limit: Bytes of the body, after decoding.
            redirects: How many to follow, and only to https or within the same origin.
            alone: Whether to take a connection of its own. On one that is kept, an answer that
                something on the way sends twice is taken for the next one.

        Raises:
            FetchError: for any reason whatever.
        """
        try:
            async with asyncio.timeout(deadline):
                return await self._follow(url, limit, redirects, _CLOSE if alone else {})
        except FetchError:
            raise
        except TimeoutError:
            raise FetchError(f"no whole answer within {deadline:g} s") from None
        except Exception as error:  # the client's errors have no common base
            what = quoted(str(error)) or "no reason given"
            raise FetchError(f"{type(error).__name__}: {what}") from error

    async def _follow(
        self, url: str, limit: int, redirects: int, headers: Mapping[str, str]
    ) -> Response:
        origin = urlsplit(url)
        for _ in range(redirects + 1):
            response = await self._once(url, limit, headers)
            location = response.headers.get("location")
            if not redirects or location is None or response.status not in _REDIRECTS:
                return response
            url = urljoin(url, location)
            target = urlsplit(url)
            if target[:2] == origin[:2]:
                continue
            if target.scheme != "https":
                raise FetchError("redirected to an address that is not https")
            if _is_private(target.hostname) and not _is_private(origin.hostname):
                raise FetchError("redirected to an address that is not public")
        raise FetchError(f"redirected more than {redirects} times")

    async def _once(self, url: str, limit: int, asked: Mapping[str, str]) -> Response:
        async with self._opened().stream("GET", url, headers=asked) as answer:
            headers = {name.lower(): value for name, value in answer.headers.items()}
            length = headers.get("content-length", "")
            if length.isdecimal() and len(length) < 20 and int(length) > limit:
                raise FetchError(f"the answer has {int(length):,} bytes, more than {limit:,}")
            body = bytearray()
            async for piece in _decoded(answer, headers.get("content-encoding", ""), limit):
                body += piece
                if len(body) > limit:
                    raise FetchError(f"the answer has more than {limit:,} bytes")
            is_measured = "content-length" in headers or "transfer-encoding" in headers
            return Response(answer.status_code, headers, bytes(body), is_measured)

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        return httpx.create_ssl_context()

    def _opened(self) -> httpx.AsyncClient:
        # Not before it is needed: it reads certificates, and stumbles over bad proxy variables.
        if self._client is None:
            self._client = httpx.AsyncClient(
                verify=self._trusted,
                headers={"User-Agent": self._user_agent, "Accept-Encoding": "gzip"},
                limits=httpx.Limits(max_connections=self._connections),
                follow_redirects=False,
                # The deadline of each get bounds all; a network that drops packets shows sooner.
                timeout=httpx.Timeout(None, connect=_CONNECT),
            )
        return self._client


def _is_private(host: str | None) -> bool:
    """Tell whether an address, as it is written, is one of this machine or of a local network."""
    name = (host or "").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        # 127.1 and 2130706433 are addresses as well; no name of the internet ends in a number.
        return name.rpartition(".")[2][:1].isdigit()
    return not (getattr(address, "ipv4_mapped", None) or address).is_global


async def _decoded(answer: httpx.Response, encoding: str, limit: int) -> AsyncIterator[bytes]:
    # The client's own decoder inflates a whole chunk at once: 300 kB of gzip became 600 MB.
    raw = answer.aiter_raw(_CHUNK)
    if encoding.strip().lower() in {"", "identity"}:
        async for piece in raw:
            yield piece
        return
    if encoding.strip().lower() not in {"gzip", "x-gzip", "deflate"}:
        raise FetchError(f"encoded as {quoted(encoding)}, which was not asked for")
    inflater = zlib.decompressobj(_WINDOW_ANY)
    is_empty = True
    async for piece in raw:
        is_empty = False
        yield inflater.decompress(piece, limit + 1)
        if inflater.unconsumed_tail:
            raise FetchError(f"the answer has more than {limit:,} bytes")
        if inflater.unused_data:
            raise FetchError("the answer goes on after its end")
    # Errors and redirects may name an encoding and have no body at all.
    if not inflater.eof and not is_empty:
        raise FetchError("the answer was cut short")
