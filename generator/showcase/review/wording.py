"""What is wrong with an invite, in words for the person who gave it.

The menu words are Discord's own, in its English client of 2026.
"""

from typing import Final

from showcase.models.record import Facts, NoServer, Unknown
from showcase.text import one_line

PERMANENT: Final = (
    "Make a permanent one: the server's name > Invite People > Edit invite link > Expire After: "
    "Never, Max Number of Uses: No limit > Generate a New Link."
)
_ORDINARY: Final = (
    "Make one of the server itself: right-click a text channel > Invite People > Edit invite link "
    "> Expire After: Never, Max Number of Uses: No limit > Generate a New Link."
)
_KINDS: Final = {
    "group": "The invite leads to a group chat, not to a server.",
    "friend": "The invite is a person's friend link, not one of a server.",
    "none": "The invite leads to no server.",
}
COPY_ID: Final = (
    "User Settings > Advanced > Developer Mode, then right-click the server > Copy Server ID"
)


def code(words: str) -> str:
    """Return a stranger's text between backticks, which it cannot end: a code span in Markdown.

    A bar would end the cell of a table even there.
    """
    return f"`{one_line(words).replace('`', chr(39)).replace('|', '¦') or ' '}`"


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
    "that is a mistake, its owner can change it: Server Settings > Age-Restricted Server."
)


def day(facts: Facts) -> str:
    """Return when an invite expires, for a sentence."""
    return f"{facts.expires_at:%Y-%m-%d at %H:%M} UTC" if facts.expires_at else "a day unknown"
