"""What JSON Schema can say of a text: kind by kind, and never stricter than the models.

The patterns have no flags and no Unicode classes, as not every validator knows them. What a model
takes after trimming may have spaces around it here.
"""

import re
from typing import Any, Final

from showcase.shapes import COLOR as HEX_COLOR
from showcase.shapes import SNOWFLAKE


def written(pattern: str, says: str, *, number: bool = False, **more: Any) -> dict[str, Any]:
    """Return the schema of a text.

    Args:
        says: What editors show where the pattern does not fit.
        number: Whether such a text may look like a number, which it is to an editor.
        more: Further keywords.
    """
    kind = {"type": ["string", "number"] if number else "string"}
    return {**kind, "pattern": pattern, "patternErrorMessage": says, **more}


def line(limit: int) -> dict[str, Any]:
    """Return the schema of any text that can be seen, of at most `limit` characters."""
    says = "Write something that can be read, or take the line out."
    return written(r"\S", says, number=True, maxLength=limit)


def slug(pattern: str, limit: int, reserved: frozenset[str]) -> dict[str, Any]:
    """Return the schema of a slug."""
    says = "Use lower-case letters, digits and single hyphens."
    made = written(f"^{pattern}$", says, number=True, maxLength=limit)
    return {**made, "not": {"enum": sorted(reserved)}}


def _any_case(pattern: str) -> str:
    return re.sub("[a-z]", lambda letter: f"[{letter[0].upper()}{letter[0]}]", pattern)


def _years(first: str) -> str:
    """Return a pattern for the years of some centuries, and 2100."""
    return rf"(?:{first}[0-9]{{2}}|2100)"


_DISCORD: Final = _any_case(
    r"(?:https?://)?(?:(?:www|ptb|canary)\.)?(?:discord\.gg/(?:invite/)?|discord(?:app)?\.com/invite/)"
)
_DAY: Final = "-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
# Labels and ends of host names; the other dots are those of IDNA.
_DOT: Final = r"[.\u3002\uff0e\uff61]"
_NAME: Final = r"[^\s!-/:-@\[-`{-~\u3002\uff0e\uff61]"
_LABEL: Final = rf"{_NAME}+(?:-+{_NAME}+)*"
_LAST: Final = rf"(?:[A-Za-z](?:-*{_NAME})+|[^\x00-\x7f](?:-*{_NAME})*)"
_SCHEME: Final = rf"^\s*{_any_case('https')}://"
_PATH: Final = r"[^\s\x22'<>\[\\\]^`{|}]*"
_PRIVATE: Final = _any_case(r"localhost|local|internal|lan|home\.arpa|test|invalid|onion")

INVITE: Final = written(
    rf"^\s*(?:[A-Za-z0-9-]{{2,100}}|{_DISCORD}[A-Za-z0-9-]{{2,100}}/?(?:[?#].*)?)\s*$",
    "Use the link that Discord gives: https://discord.gg/…",
    number=True,
)
SERVER_ID: Final = {
    **written(
        f"^{SNOWFLAKE.pattern}$", "Use what Copy Server ID in Discord gives: 15 to 21 digits."
    ),
    "type": ["string", "integer"],
    "minimum": 10**14,
    "maximum": 10**21 - 1,
}
HTTPS: Final = {
    **written(
        rf"{_SCHEME}(?:{_LABEL}{_DOT})+{_LAST}{_DOT}?(?::[0-9]*)?(?:[/?#]{_PATH})?\s*$",
        "Write the address in full: https://example.org/page",
        format="iri",
        maxLength=2000,
    ),
    "not": {"pattern": rf"{_SCHEME}[^/?#:]*\.(?:{_PRIVATE})\.?(?::[0-9]*)?(?:[/?#]|\s*$)"},
}
LANGUAGE: Final = written(
    r"^\s*[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|[0-9]{3}))?\s*$",
    "Use a language tag (BCP 47) like en, pt-BR or zh-Hant.",
)
REGION: Final = written(
    r"^\s*(?:[A-Za-z]{2}|[0-9]{3})\s*$", "Use a code like DE, BR or '419'.", number=True
)
ZONE: Final = written("^[A-Za-z0-9_+/-]+$", "Use a name like Europe/Berlin or UTC.")
TAG: Final = written(
    # No sign of ASCII but those that a tag may hold.
    r"^\s*[^\s!-/:-@\[-`{-~][^!-\x22$-*,/:-@\[-`{-~]*$",
    "Use up to 30 letters, digits, spaces and + # . - signs.",
    number=True,
    maxLength=30,
)
COLOR: Final = written(f"^{HEX_COLOR.pattern}$", "Use six hex digits, in quotes: '#3366cc'.")
ICON: Final = written("^[a-z0-9-]+(?:/[a-z0-9-]+)+$", "Use one of Material's: material/gamepad.")
DAY: Final = written(f"^{_years('(?:19|20)')}{_DAY}$", "Write it as 2026-12-31.", format="date")
# The format `date-time` asks for seconds and an offset, which few people write.
MOMENT: Final = written(
    rf"^{_years('20')}{_DAY}[T ][0-2][0-9]:[0-5][0-9](?::[0-5][0-9])?(?:Z|[+-][0-9]{{2}}:[0-9]{{2}})?$",
    "Write it as 2026-12-31T19:00.",
)
# What repeats, and a time that says no offset, needs a zone.
EVENT: Final[dict[str, Any]] = {
    "dependentRequired": {"repeats": ["zone"]},
    "if": {
        "properties": {"start": {"not": {"pattern": "(?:Z|[+-][0-9]{2}:[0-9]{2})$"}}},
        "required": ["start"],
    },
    "then": {"required": ["zone"]},
}
FLAG: Final = {
    **written(f"^(?:{_any_case('yes|no|true|false')})$", "Write true or false."),
    "type": ["boolean", "string"],
}
