"""Ways through Discord's menus, in the words of its English client of 2026."""

from typing import Final

PERMANENT_LINK: Final = (
    "Invite People > Edit invite link > Expire After: Never, Max Number of Uses: No limit > "
    "Generate a New Link"
)
COPY_ID: Final = (
    "User Settings > Advanced > Developer Mode, then right-click the server > Copy Server ID"
)
AGE_RESTRICTION: Final = "Server Settings > Age-Restricted Server"
