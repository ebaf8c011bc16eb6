"""Rules that need the whole set: unknown slugs, and the same server twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from showcase import shapes
from showcase.content.mistakes import nearest
from showcase.content.reader import Document, Keys
from showcase.layout import COMMUNITIES, SERVERS
from showcase.links import invite_code
from showcase.models.fields import LIST_LIMIT, slug_problem
from showcase.models.removed import Departure, Removed


@dataclass(slots=True)
class File:
    """One file: where it is, what stands in it, and its value where nothing is wrong."""

    path: Path
    document: Document
    value: Any


_INVITES: Final = ("invite", "backup_invite")
JOINED: Final = frozenset(
    {
        *(*_INVITES, "server_id"),
        *("communities", "partners", "highlights", "featured", "related"),
    }
)
"""The keys by which files have to do with each other."""

Known = set[str] | None
"""The slugs that may be named; None where that cannot be told."""


def check_servers(files: Mapping[str, File], servers: Known, communities: Known) -> None:
    """Add to each entry's document what is wrong with it among the others."""
    listed: dict[str, _Claim] = {}
    for slug, file in files.items():
        _check_slugs(file, ("communities",), communities, "community")
        _check_slugs(file, ("partners",), servers, "server")
        _check_highlights(file, servers)
        for index, partner in _texts(file, ("partners",)):
            if partner == slug:
                sentence = "a server cannot be its own partner. Take it out."
                file.document.problem(("partners", index), sentence)
        _check_codes(file, listed)
        own = server_id(file)
        if own:
            _take(listed, f"server {own}", _Claim(file, "server_id", f"the server {own}"))


def check_communities(files: Mapping[str, File], servers: Known, communities: Known) -> None:
    """Add to each community's document what is wrong with it among the others."""
    for slug, file in files.items():
        _check_slugs(file, ("featured",), servers, "server")
        _check_slugs(file, ("related",), communities, "community")
        _check_highlights(file, servers)
        for index, related in _texts(file, ("related",)):
            if related == slug:
                sentence = "a community is not related to itself. Take it out."
                file.document.problem(("related", index), sentence)


def check_removed(file: File, servers: list[str], communities: list[str]) -> None:
    """Add what is wrong with `removed.yml`: a slug still there, a `to` that leads nowhere."""
    removed: Removed | None = file.value
    if removed is None:
        return
    for key, departures, present in (
        ("servers", removed.servers, servers),
        ("communities", removed.communities, communities),
    ):
        for slug, departure in departures.items():
            if slug in present:
                file.document.problem(
                    (key, slug), f"`{slug}` has a file as well. Take out the one or the other."
                )
            if departure.to and departure.to not in {*present, *departures}:
                kind = "server" if key == "servers" else "community"
                file.document.problem((key, slug, "to"), _unknown(departure.to, kind, present))
            elif _leads_round(slug, departures):
                sentence = "leads round in a circle. Name a page that is there, or none."
                file.document.problem((key, slug, "to"), f"`{key}.{slug}.to` {sentence}")


def codes(file: File) -> list[str]:
    """Return the invites of an entry in lower case, mistakes elsewhere or not."""
    return [code.lower() for _, code in _codes(file)]


def server_id(file: File) -> str | None:
    """Return the server's id as an entry says it; None where it is none."""
    said = _text(file, "server_id")
    return said if said and shapes.SNOWFLAKE.fullmatch(said) else None


def claims(file: File) -> set[str]:
    """Return what no other entry may have: the codes of a file, and its id."""
    return {*codes(file), server_id(file) or ""} - {""}


def named(file: File, kind: str) -> set[str]:
    """Return the slugs of servers or of communities that a file names."""
    places: list[Keys] = [("communities",), ("related",)]
    if kind == "servers":
        places = [("partners",), ("featured",)]
        places += [("highlights", at, "with") for at in range(len(_items(file, ("highlights",))))]
    return {slug for keys in places for _, slug in _texts(file, keys)}


def check_featured(slugs: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return a sentence for each slug of the home page's `featured` that is not known."""
    servers = sorted(known)
    return [_unknown(slug, "server", servers) for slug in slugs if slug not in servers]


def _leads_round(slug: str, departures: Mapping[str, Departure]) -> bool:
    at: str | None = slug
    for _ in departures:
        departure = departures.get(at) if at else None
        at = departure.to if departure else None
        if at == slug:
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Claim:
    """What one entry alone may have: where it says so, and what that is called."""

    file: File
    key: str
    what: str


def _take(listed: dict[str, _Claim], claim: str, own: _Claim) -> None:
    """Note who has something; where two say so, blame the later one.

    Only one of them, for a build leaves out what has a mistake: a newcomer's copy would else take
    an established server off the site.
    """
    other = listed.setdefault(claim, own)
    if other is own:
        return
    stays, later = (own, other) if _is_older(own.file, other.file) else (other, own)
    listed[claim] = stays
    # As in the places of mistakes, where the content folder lies beside mkdocs.yml.
    where = "/".join(stays.file.path.parts[-3:])
    sentence = f"{later.what} is listed already, in {where}. Keep one of the two files."
    later.file.document.problem((later.key,), sentence)


def _is_older(file: File, other: File) -> bool:
    """Tell whether an entry is known to be older than one that comes before it.

    Files that are not judged have no value here: they came first, and stay so.
    """
    added, others = (each.value and each.value.added for each in (file, other))
    return bool(added and others and added < others)


def _check_codes(file: File, listed: dict[str, _Claim]) -> None:
    own = set()
    for key, code in _codes(file):
        # Vanity codes ignore case, and no two random ones differ in case alone.
        folded = code.lower()
        if folded in own:
            sentence = "`backup_invite` is the same as `invite`. Give another, or none."
            file.document.problem((key,), sentence)
        else:
            _take(listed, folded, _Claim(file, key, f"the invite `{code}`"))
        own.add(folded)


def _codes(file: File) -> list[tuple[str, str]]:
    """Return the invites of an entry, each after its key, as far as they are some."""
    found = []
    for key in _INVITES:
        said = _text(file, key)
        try:
            if said:
                found.append((key, invite_code(said)))
        except ValueError:
            continue
    return found


def _check_slugs(file: File, keys: Keys, known: Known, kind: str) -> None:
    for index, slug in _texts(file, keys):
        if known is not None and slug not in known and not slug_problem(slug):
            file.document.problem((*keys, index), _unknown(slug, kind, sorted(known)))


def _check_highlights(file: File, known: Known) -> None:
    for index, highlight in enumerate(_items(file, ("highlights",))):
        if isinstance(highlight, dict) and "with" in highlight:
            _check_slugs(file, ("highlights", index, "with"), known, "server")


def _items(file: File, keys: Keys) -> list[Any]:
    """Return the list at `keys` as written, mistakes elsewhere or not; nothing if not one."""
    node = file.document.data
    for key in keys:
        if isinstance(key, int):
            node = node[key]
        else:
            node = node.get(key) if isinstance(node, dict) else None
    return node[:LIST_LIMIT] if isinstance(node, list) else []


def _texts(file: File, keys: Keys) -> list[tuple[int, str]]:
    return [pair for pair in enumerate(_items(file, keys)) if isinstance(pair[1], str)]


def _text(file: File, key: str) -> str | None:
    value = file.document.data.get(key) if isinstance(file.document.data, dict) else None
    return value if isinstance(value, str) else None


def _unknown(slug: str, kind: str, known: list[str]) -> str:
    guess = nearest(slug, known)
    if guess:
        return f"there is no {kind} `{slug}`. Did you mean `{guess}`?"
    folder = COMMUNITIES if kind == "community" else SERVERS
    return f"there is no {kind} `{slug}`. Use the name of a file in {folder}/, without `.yml`."
