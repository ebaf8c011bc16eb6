"""Named values, of a table's row or of an object, as what is said of an invite."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from showcase import text
from showcase.imports.finds import INVITE, Find
from showcase.imports.inline import Link, Piece, host, is_generic, plain, said, titled, trimmed
from showcase.links import https_url, invite_code
from showcase.models.fields import LanguageTag, Tag
from showcase.shapes import SNOWFLAKE

_NAME: Final = ("name", "servername", "servertitle", "title", "server", "guildname", "label")
_TEXT: Final = (
    *("summary", "shortdescription", "description", "desc", "tagline", "about", "text", "bio"),
    *("info", "notes", "details", "longdescription", "topicdescription", "comment"),
)
_INVITE: Final = (
    *(
        "invite",
        "invites",
        "inviteurl",
        "invitelink",
        "invitecode",
        "discordinvite",
        "vanity",
        "vanityurl",
    ),
    *("vanityurlcode", "discord", "discordurl", "discordlink", "join", "joinurl", "joinlink"),
    *("serverlink", "serverurl", "code", "link", "url", "href"),
)
_CODE_ALONE: Final = ("invite", "invitecode", "discordinvite", "vanity", "vanityurlcode", "code")
"""Keys whose values may be a code without an address."""
_GROUP: Final = (
    *("community", "communities", "category", "categories", "topic", "subtopic", "subcategory"),
    *("section", "group", "genre", "theme", "type"),
)
_TAGS: Final = ("tags", "keywords", "labels")
_LANGUAGES: Final = ("languages", "language", "lang", "locale")
_ID: Final = ("serverid", "guildid", "discordid", "discordserverid")
_AGE: Final = ("nsfw", "agerestricted", "adult", "adultonly", "isnsfw")
_LINKS: Final = {
    "website": "Website", "homepage": "Website", "site": "Website", "web": "Website",
    "source": "Source", "repository": "Source", "repo": "Source", "github": "GitHub",
    "wiki": "Wiki", "forum": "Forum", "reddit": "Reddit", "youtube": "YouTube",
}  # fmt: skip
_SEVERAL: Final = re.compile(r"\s*[,;|]\s*|\n")
_LIMIT: Final = 20
KNOWN: Final = frozenset(
    (*_NAME, *_TEXT, *_INVITE, *_GROUP, *_TAGS, *_LANGUAGES, *_ID, *_LINKS)
)  # fmt: skip

Values = Mapping[str, Any]
"""By key as `key_of` gives it: texts, or lists of texts."""


def key_of(name: str) -> str:
    """Return how a key is compared: `Invite URL`, `invite_url` and `inviteUrl` are one."""
    return re.sub(r"[^a-z0-9]", "", text.folded(name))


def code_in(values: Mapping[Any, Any]) -> str | None:
    """Return the invite that an object is about, if it has one."""
    named_first = [one for key in _INVITE for one in _texts(values.get(key))]
    for value in [*named_first, *(one for one in values.values() if isinstance(one, str))]:
        found = INVITE.search(value)
        if found:
            return found[1]
    for key in _CODE_ALONE:
        for value in _texts(values.get(key)):
            try:
                return invite_code(value)
            except ValueError:
                continue
    return None


def find(line: int, code: str, values: Values, path: Sequence[str] = ()) -> Find:
    """Read an object.

    Args:
        path: Names of the categories around it, the outermost first.
    """
    groups = [
        name for key in _GROUP for one in _texts(values.get(key)) for name in _SEVERAL.split(one)
        if text.is_visible(name)
    ]  # fmt: skip
    server_id = next((one for key in _ID for one in _texts(values.get(key))), "")
    return Find(
        line=line,
        code=code,
        name=named(values),
        text=plain(next((one for key in _TEXT for one in _texts(values.get(key)) if one), "")),
        communities=tuple(dict.fromkeys(map(titled, groups or path[-1:]))),
        tags=_valid(Tag, _split(values, _TAGS)),
        languages=_valid(LanguageTag, _split(values, _LANGUAGES)),
        links=_links(values),
        server_id=server_id if SNOWFLAKE.fullmatch(server_id) else None,
        age_restricted=any(
            one.lower() in {"true", "yes", "1"} for key in _AGE for one in _texts(values.get(key))
        ),
    )


def named(values: Values) -> str:
    """Return the name that an object has; empty where it has none."""
    names = (plain(one) for key in _NAME for one in _texts(values.get(key)))
    return next((name for name in names if not is_generic(name)), "")


def by_head(head: Sequence[str], cells: Sequence[Sequence[Piece]]) -> dict[str, str]:
    """Return the cells of a row by the keys of its table's head; of two alike, the first."""
    values: dict[str, str] = {}
    for name, cell in zip(head, cells, strict=False):
        key = key_of(name)
        if key in KNOWN:
            values.setdefault(key, trimmed(" ".join(said(list(cell)))))
            invite = next((one for one in cell if isinstance(one, Link) and one.code), None)
            other = next((one for one in cell if isinstance(one, Link) and not one.code), None)
            if invite and is_generic(values[key]):
                values[key] = invite.address
            elif other and key in _LINKS:
                values[key] = other.address
    return values


def find_in_cells(line: int, code: str, keyed: Values, cells: Sequence[Sequence[Piece]]) -> Find:
    """Read a row by its head, and what that does not name by where it stands."""
    read = find(line, code, keyed)
    name, words = read.name, read.text
    spoken = [trimmed(" ".join(said(list(cell)))) for cell in cells]
    labels = [
        trimmed(plain(one.label)) for cell in cells for one in cell
        if isinstance(one, Link) and one.code
    ]  # fmt: skip
    wordy = [one for one in [*labels, *spoken] if not is_generic(one)]
    if not name:
        name = wordy[0] if wordy else ""
    if not words:
        rest = [one for one in spoken if one != name and not is_generic(one)]
        used = set(keyed.values())
        words = max((one for one in rest if one not in used), key=len, default="")
    return replace(read, name=name, text=words)


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str)][:_LIMIT]


def _split(values: Values, keys: Iterable[str]) -> list[str]:
    return [part for key in keys for one in _texts(values.get(key)) for part in _SEVERAL.split(one)]


def _valid(kind: Any, values: Iterable[str]) -> tuple[str, ...]:
    """Return the values that a field accepts, as it writes them."""
    adapter: TypeAdapter[str] = TypeAdapter(kind)
    kept = []
    for value in values:
        try:
            kept.append(adapter.validate_python(value))
        except ValidationError:
            continue
    return tuple(dict.fromkeys(kept))[:_LIMIT]


def _links(values: Values) -> dict[str, str]:
    kept: dict[str, str] = {}
    for key, label in _LINKS.items():
        for value in _texts(values.get(key)):
            try:
                address = https_url(value)
            except ValueError:
                continue
            if "discord" not in host(address):
                kept.setdefault(label, address)
    return kept
