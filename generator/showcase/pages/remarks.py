"""What a page remarks on one server, in words: its state, its badges, why another is near."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from showcase.catalogue import Catalogue, Gathering, Listing, Near
from showcase.liveness import State
from showcase.models.entry import VERIFIED_FOR, Highlight
from showcase.words import Words

_BY_DISCORD: Final = {
    "PARTNERED": "partnered",
    "VERIFIED": "discord_verified",
    "COMMUNITY": "community",
    "DISCOVERABLE": "discoverable",
}
BADGES: Final = ("official", *_BY_DISCORD.values())
"""The keys of all badges, in their order."""
_SIGNS: Final = ("official", "partnered", "discord_verified")
_SIGNS_SHOWN: Final = 2
_KINDS: Final = ("achievement", "initiative", "collaboration")
_NAMED: Final = 3


class Notice(NamedTuple):
    """What stands beside the join button, or in its place; `kind` is a state, or `stale`."""

    kind: str
    text: str


class Still(NamedTuple):
    """When an entry was last said to be right, if ever, and today."""

    since: date | None
    today: date


def badges(listing: Listing) -> list[str]:
    """Return the keys of a server's badges; Discord's own only where Discord says so."""
    found = ["official"] if listing.entry.official else []
    facts = listing.facts
    if facts and listing.state is not State.INELIGIBLE:
        found += _by_discord(facts.features)
    return found


@lru_cache(maxsize=1 << 10)
def _by_discord(features: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for feature, word in _BY_DISCORD.items() if feature in features)


def signs(listing: Listing) -> list[str]:
    """Return the badges that stand on a poster: a few of those that help to choose."""
    return [badge for badge in badges(listing) if badge in _SIGNS][:_SIGNS_SHOWN]


def by_kind(
    pairs: Iterable[tuple[str | None, Highlight]],
) -> list[tuple[str, list[tuple[str | None, Highlight]]]]:
    """Return highlights, each with the slug of its server or none, by the kinds that there are."""
    found: dict[str, list[tuple[str | None, Highlight]]] = {}
    for server, one in pairs:
        found.setdefault(one.kind, []).append((server, one))
    return [(kind, found[kind]) for kind in _KINDS if kind in found]


def roughly(number: int) -> int:
    """Round to two digits: more would say that somebody counts."""
    scale: int = 10 ** max(len(str(number)) - 2, 0)
    # Half goes up, as in the browser.
    return (2 * number + scale) // (2 * scale) * scale


def notice(listing: Listing, t: Words) -> Notice | None:
    """Return what stands beside the join button, or in its place."""
    state = listing.state
    if listing.verdict.is_stale and listing.verdict.code is None:
        return Notice("stale", t("state.stale_text"))
    if state is State.LIVE or (state is State.UNCHECKED and listing.verdict.code):
        return None
    expires = listing.facts.expires_at if listing.facts else None
    day = t.day(expires) if expires else ""
    values = {"day": day} if state is State.TEMPORARY else {}
    return Notice(state.value, t(f"state.{state}_text", **values))


def check_failed(listing: Listing, t: Words) -> str | None:
    """Return the age of the facts where the last check failed."""
    record = listing.record
    if record.last_check != "failed" or record.checked_at is None:
        return None
    return t("server.check_failed", day=t.day(record.checked_at))


def still_right(listing: Listing, today: date) -> Still | None:
    """Return when an entry was last said to be right; None where that is not long ago."""
    since = listing.entry.verified
    if not listing.is_listed or (since and today - since <= VERIFIED_FOR):
        return None
    return Still(since, today)


def nearness(near: Near, catalogue: Catalogue, t: Words) -> str:
    """Return why another server is near."""
    if near.why == "partner":
        return t("server.near_partner")
    if near.why == "tags":
        return t("server.near_tags", names=t.list(near.shared))
    names = [catalogue.communities[slug].community.name for slug in near.shared]
    return t("server.near_community", names=t.list(names))


def in_both(one: Gathering, other: Gathering, catalogue: Catalogue, t: Words) -> str | None:
    """Return which servers two communities share."""
    shared = [slug for slug in other.servers if slug in one.servers]
    names = [catalogue.listings[slug].entry.name for slug in shared[:_NAMED]]
    if len(shared) > _NAMED:
        names.append(t("count.more_of", n=len(shared) - _NAMED))
    return t("community.in_both", names=t.list(names)) if names else None
