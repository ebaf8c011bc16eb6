"""Addresses that people write: Discord invites and https links."""

import ipaddress
import re
from typing import Final
from urllib.parse import quote, urlsplit

import regex

_CODE: Final = re.compile(r"[A-Za-z0-9-]{2,100}")
_INVITE_LINK: Final = re.compile(
    r"(?:https?://)?(?:(?:www|ptb|canary)\.)?"
    r"(?:discord\.gg/(?:invite/)?|discord(?:app)?\.com/invite/)"
    r"([^/?#]+)/?(?:[?#].*)?",
    re.IGNORECASE | re.ASCII,
)
# Beyond ASCII, letters alone: some signs look like the slash that ends a host.
_LETTERS: Final = regex.compile(r"[\p{L}\p{M}\p{N}\-.\u30FB\u3002\uFF0E\uFF61]+")
_HOST: Final = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
# Names that never belong to the public internet (RFC 2606, 6761, 6762, 7686, 8375 and custom).
_PRIVATE: Final = ("localhost", "local", "internal", "lan", "home.arpa", "test", "invalid", "onion")
# What RFC 3986 allows in an address but quotes and square brackets, which end one too easily;
# and letters beyond ASCII, which browsers encode.
_ODD_SIGN: Final = re.compile(r"[\s\x00-\x20\x7f\"'<>\[\\\]^`{|}]")
_LONGEST: Final = 2000


def invite_code(text: str) -> str:
    """Return the code of a Discord invite given as a code or as any form of link.

    Raises:
        ValueError: `text` is neither; the message says what to do.
    """
    text = text.strip()
    link = _INVITE_LINK.fullmatch(text)
    code = link[1] if link else text
    if _CODE.fullmatch(code):
        return code
    if "/" in text or "." in text:
        raise ValueError(
            "is not a Discord invite. Use the link that Discord gives (https://discord.gg/…), "
            "not one of another site."
        )
    raise ValueError(
        "is not a Discord invite. A code has 2 to 100 letters, digits or hyphens, "
        "as after https://discord.gg/."
    )


def join_url(code: str) -> str:
    """Return the address that opens an invite, for a code that `invite_code` accepted."""
    return f"https://discord.gg/{code}"


def https_url(text: str) -> str:
    """Return `text` if it is an https address with a public host name.

    Raises:
        ValueError: it is not; the message says what to do.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        raise ValueError(f"is {len(text)} characters long. Use an address of at most {_LONGEST}.")
    if not text.isprintable():
        raise ValueError("holds an invisible character. Type the address anew.")
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode("ascii").lower().rstrip(".")
        _ = parts.port
    except (ValueError, UnicodeError):
        raise ValueError("is not an address. Write it in full: https://example.org/page.") from None
    if parts.scheme.lower() != "https":
        raise ValueError("must begin with https://. Other kinds of links are not shown.")
    if not text.lower().startswith("https://") or _ODD_SIGN.search(text):
        raise ValueError(
            "is not an address. Copy it from the browser's address bar, without spaces, quotes "
            "or brackets."
        )
    if parts.username is not None or parts.password is not None:
        raise ValueError("holds a user name or password. Take out all that stands before the @.")
    if not _LETTERS.fullmatch(parts.hostname or "") or not _is_public(host):
        raise ValueError("has no public host name. Use one that anybody can reach.")
    return text


def percent_encoded(text: str) -> str:
    """Return an address in which no sign is left that could end it: spaces, quotes, brackets."""
    return _ODD_SIGN.sub(lambda sign: quote(sign[0], safe=""), text)


def _is_public(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        pass
    else:
        return False
    private = any(host == name or host.endswith("." + name) for name in _PRIVATE)
    return bool(_HOST.fullmatch(host)) and len(host) <= 253 and not private
