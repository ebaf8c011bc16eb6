"""What is wrong with an invite, in words for the person who gave it."""

from typing import Final

from showcase import menus
from showcase.models.record import Facts, NoServer, Unknown

PERMANENT: Final = f"Make a permanent one: the server's name > {menus.PERMANENT_LINK}."
_ORDINARY: Final = (
    f"Make one of the server itself: right-click a text channel > {menus.PERMANENT_LINK}."
)
VERIFICATION: Final = (
    "nothing",
    "verified e-mail",
    "registered for 5 minutes",
    "member for 10 minutes",
    "verified phone",
)
"""What a server asks of its members before they write, by its level."""
_KINDS: Final = {
    "group": "The invite leads to a group chat, not to a server.",
    "friend": "The invite is a person's friend link, not one of a server.",
    "none": "The invite leads to no server.",
}


def unknown(answer: Unknown) -> tuple[str, str]:
    """Return a title and a sentence for an invite that leads nowhere."""
    if answer.code == 10006:
        sentence = (
            "Discord does not know this invite, however often it is asked: it was mistyped, "
            f"deleted or used up. Copy it anew, capitals included. {PERMANENT}"
        )
        return "Unknown invite", sentence
    return "Expired invite", f"This invite has expired. {PERMANENT}"


def no_server(answer: NoServer) -> tuple[str, str]:
    """Return a title and a sentence for an invite of a group, a friend or nothing."""
    return "Not an invite of a server", f"{_KINDS[answer.kind]} {_ORDINARY}"


def unfit(facts: Facts) -> list[tuple[str, str]]:
    """Return a title and a sentence for each reason why an invite cannot be listed."""
    found = []
    if facts.is_age_restricted:
        found.append(("Age restricted", AGE_RESTRICTED))
    if facts.guest:
        found.append(
            ("Guest invite", f"The invite lets guests into a voice channel only. {_ORDINARY}")
        )
    if facts.targeted:
        sentence = "The invite leads to a stream, an activity or a subscription."
        found.append(("Invite to an activity", f"{sentence} {_ORDINARY}"))
    if facts.expires_at is not None:
        found.append(("Temporary invite", f"The invite expires on {day(facts)}. {PERMANENT}"))
    return found


AGE_RESTRICTED: Final = (
    "Discord says that this server is age restricted. Such servers are not listed for now. If "
    f"that is a mistake, its owner can change it: {menus.AGE_RESTRICTION}."
)


def day(facts: Facts) -> str:
    """Return when an invite expires, for a sentence."""
    return f"{facts.expires_at:%Y-%m-%d at %H:%M} UTC" if facts.expires_at else "a day unknown"
