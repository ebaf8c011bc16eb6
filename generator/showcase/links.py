"""Addresses that people write: Discord invites and https links."""

import re
import unicodedata
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
_CHANNEL_LINK: Final = re.compile(
    r"(?:https?://)?(?:(?:www|ptb|canary)\.)?discord(?:app)?\.com/channels/",
    re.IGNORECASE | re.ASCII,
)
# Beyond ASCII, letters alone: some signs look like the slash that ends a host. No part begins or
# ends with a hyphen, which its form in ASCII would hide.
_LETTERS: Final = regex.compile(
    r"(?!(?:.*\.)?-|.*-(?:\.|$))"
    r"(?:(?![\u115F\u1160\u3164\uFFA0])[\p{L}\p{M}\p{N}\-.\u30FB])+"
)
_DOTS: Final = regex.compile(r"[\u3002\uFF0E\uFF61]")
# A label of one script, or of those that Japanese, Chinese and Korean write together (UTS 39, 5.2).
_ONE_SCRIPT: Final = (
    r"[\p{Latin}\p{Han}\p{Hiragana}\p{Katakana}\p{Common}\p{Inherited}]+"
    r"|[\p{Latin}\p{Han}\p{Hangul}\p{Common}\p{Inherited}]+"
    r"|[\p{Latin}\p{Han}\p{Bopomofo}\p{Common}\p{Inherited}]+"
    + "".join(
        rf"|[\p{{{script}}}\p{{Common}}\p{{Inherited}}]+"
        for script in (
            "Cyrillic Greek Armenian Georgian Hebrew Arabic Syriac Thaana Devanagari Bengali "
            "Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Thai Lao Tibetan "
            "Myanmar Khmer Mongolian Ethiopic Cherokee Nko"
        ).split()
    )
)
# Cyrillic letters that look like a c d e h i j l o p q s w x y; a name of these alone passes for
# another.
_LOOKALIKES: Final = regex.compile(
    r"[-0-9\u0430\u0441\u0501\u0435\u04bb\u0456\u0458\u04cf\u043e\u0440\u051b\u0455\u051d\u0445\u0443]+"
)
_HOST: Final = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
# Names that never belong to the public internet (RFC 2606, 6761, 6762, 7686, 8375, 9476, and what
# ICANN does not give away).
_PRIVATE: Final = tuple(
    ".alt .corp .home .home.arpa .i2p .internal .intranet .invalid .lan .local .localdomain "
    ".localhost .mail .onion .private .test".split()
)
# What RFC 3986 allows in an address but quotes and square brackets, which end one too easily;
# and letters beyond ASCII, which browsers encode.
_ODD_SIGN: Final = re.compile(r"[\s\x00-\x20\x7f\"'<>\[\\\]^`{|}]")
_LONGEST: Final = 2000
# Addresses of ASCII of which only the host's name is left to judge.
_USUAL: Final = re.compile(rf"https://({_HOST.pattern})(?:/[!#$%&(-;=?-Z_a-z~]*)?")


def invite_code(text: str) -> str:
    """Return the code of a Discord invite given as a code or as any form of link.

    Raises:
        ValueError: `text` is neither; the message says what to do.
    """
    text = text.strip()
    if _CODE.fullmatch(text):
        return text
    link = _INVITE_LINK.fullmatch(text)
    if link and _CODE.fullmatch(link[1]):
        return link[1]
    if _CHANNEL_LINK.match(text):
        raise ValueError(
            "is not a Discord invite but a link to a channel, which members alone can open. In "
            "Discord choose Invite People, and set the link never to expire."
        )
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
    usual = _USUAL.fullmatch(text)
    if not usual or not _is_public(usual[1]):
        _check_unusual(text)
    return text


def percent_encoded(text: str) -> str:
    """Return an address in which no sign is left that could end it: spaces, quotes, brackets."""
    return _ODD_SIGN.sub(lambda sign: quote(sign[0], safe=""), text)


def _check_unusual(text: str) -> None:
    if not text.isprintable():
        raise ValueError("holds an invisible character. Type the address anew.")
    try:
        parts = urlsplit(text)
        name = unicodedata.normalize("NFC", _DOTS.sub(".", parts.hostname or ""))
        host = name.encode("idna").decode("ascii").lower().rstrip(".")
        port = parts.port
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
    if not _LETTERS.fullmatch(name) or not _is_public(host):
        raise ValueError("has no public host name. Use one that anybody can reach.")
    if port == 0:
        raise ValueError("names the port 0, where nothing can answer. Take `:0` out.")
    if _passes_for_another(name):
        raise ValueError(
            "has a host name in letters that pass for others. If it is right, write it as browsers "
            f"show it: {host}."
        )


def _passes_for_another(name: str) -> bool:
    if name.isascii():
        return False
    if unicodedata.normalize("NFKC", name) != name:
        return True
    labels = name.rstrip(".").split(".")
    # Compiled for the few addresses that come so far.
    if not all(regex.fullmatch(_ONE_SCRIPT, label) for label in labels):
        return True
    # Under an end of the same script nobody expects a Latin name.
    return labels[-1].isascii() and any(
        not label.isascii() and _LOOKALIKES.fullmatch(label) for label in labels
    )


def _is_public(host: str) -> bool:
    # An address of IP is no such name: its last part is a number, or it has colons.
    is_name = _HOST.fullmatch(host) is not None and len(host) <= 253
    return is_name and not f".{host}".endswith(_PRIVATE)
