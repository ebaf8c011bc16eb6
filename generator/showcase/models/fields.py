"""Kinds of fields that entries and communities share, each with its own sentence when it is wrong."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Any, Final, TypeVar

import regex
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from showcase import addresses, shapes, text
from showcase.links import https_url, invite_code
from showcase.models import codes, patterns

SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_LIMIT: Final = 60
NAME_LIMIT: Final = 100
SUMMARY_LIMIT: Final = 160
MARKDOWN_LIMIT: Final = 4000
# Far more than any page shows; it keeps a file of one long list from taking minutes.
LIST_LIMIT: Final = 100
RESERVED: Final = addresses.RESERVED | frozenset(
    "index 404 search assets api tags sitemap feed page readme".split()
)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT: Final = re.compile(
    rf"{_DATE.pattern}[T ][0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}})?(Z|[+-][0-9]{{2}}:[0-9]{{2}})?"
)
_TAG: Final = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N} +#.\-\u200c\u200d]*")

D = TypeVar("D", bound=date)


class Model(BaseModel):
    """A frozen value that knows all of its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def mistake(sentence: str) -> PydanticCustomError:
    """Return an error whose words are ours: what is wrong, then what to do."""
    return PydanticCustomError("mistake", "{sentence}", {"sentence": sentence})


def slug_problem(slug: str) -> str | None:
    """Say why `slug` cannot be one, or None where it can."""
    if not SLUG.fullmatch(slug):
        parts = regex.findall("[a-z0-9]+", text.folded(slug[: 2 * SLUG_LIMIT]))
        like = "-".join(parts)[:SLUG_LIMIT].strip("-") or "my-server"
        return f"is not a slug. Use lower-case letters, digits and single hyphens, like `{like}`."
    if len(slug) > SLUG_LIMIT:
        return f"is {len(slug)} characters long. Use at most {SLUG_LIMIT}."
    if slug in RESERVED:
        return "is a reserved name. Choose another, such as the name with a word added."
    return None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise mistake("must be text. Write one value here, not a list or a mapping.")
    return value


def _seen(value: str) -> None:
    if not text.is_visible(value):
        raise mistake("is empty. Write something that can be read, or take the line out.")


def _within(value: str, limit: int) -> str:
    _seen(value)
    if len(value) > limit:
        raise mistake(f"is {len(value)} characters long. Shorten it to at most {limit}.")
    return value


def _line(limit: int) -> Any:
    is_plain = text.PLAIN_LINE.fullmatch

    def read(value: Any) -> str:
        if isinstance(value, str) and len(value) <= limit and is_plain(value):
            return value  # most are, and the long way would leave them so
        return _within(text.one_line(_text(value)), limit)

    return [BeforeValidator(read), Field(json_schema_extra=patterns.line(limit))]


def _word(check: Callable[[str], str], schema: dict[str, Any]) -> Any:
    def read(value: Any) -> str:
        word = _text(value)
        try:
            return check(word)
        except ValueError as error:
            _seen(word)  # no check takes what nobody can see
            raise mistake(f"`{text.quoted(word)}` {error}") from None

    return [BeforeValidator(read), Field(json_schema_extra=schema)]


def _slug(value: str) -> str:
    problem = slug_problem(value)
    if problem:
        raise ValueError(problem)
    return value


def _server_id(value: str) -> str:
    if not shapes.SNOWFLAKE.fullmatch(value):
        raise ValueError(
            "is not a server id. In Discord, turn on Developer Mode in the advanced settings, "
            "then right-click the server and take Copy Server ID."
        )
    return value


@lru_cache(maxsize=512)
def _tag(value: str) -> str:
    tag = text.one_line(value).lower()
    if len(tag) > 30 or not _TAG.fullmatch(tag) or not text.is_visible(tag):
        raise ValueError("is not a tag. Use up to 30 letters, digits, spaces and + # . - signs.")
    return tag


def _color(value: str) -> str:
    if not shapes.COLOR.fullmatch(value):
        raise ValueError("is not a colour. Use six hex digits, in quotes: '#3366cc'.")
    return value.lower()


def _icon(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+(?:/[a-z0-9-]+)+", value):
        raise ValueError("is not the name of an icon. Use one of Material's: `material/gamepad`.")
    return value


def _date(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not _DATE.fullmatch(_text(value)):
        raise mistake(f"`{text.quoted(value)}` is not a date. Write it as 2026-12-31.")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise mistake(f"`{value}` is no day of the calendar. Mend it.") from None
    return _near(day, 1900)


def _moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if not _MOMENT.fullmatch(_text(value)):
        raise mistake(
            f"`{text.quoted(value)}` is not a date and time. Write it as 2026-12-31T19:00."
        )
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise mistake(f"`{value}` is no day or no hour of the clock. Mend it.") from None
    return _near(moment, 2000)


def _near(day: D, first: int) -> D:
    if not first <= day.year <= 2100:
        raise mistake(f"the year {day.year} is out of reach. Use one from {first} to 2100.")
    return day


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"true", "false", "yes", "no"}:
        return value.lower() in {"true", "yes"}
    raise mistake("is neither true nor false. Write `true` or `false`.")


def _several(value: Any) -> Any:
    if not isinstance(value, (list, tuple)):
        raise mistake("must be a list. Write each item on a line of its own, after a hyphen.")
    return _few(value)


def _labelled(value: Any) -> Any:
    if isinstance(value, dict):
        seen: dict[str, str] = {}
        for label in value:
            other = seen.setdefault(text.one_line(str(label)), label)
            if other is not label:
                raise mistake(f"has two labels that read `{text.quoted(label)}`. Keep one.")
    return _few(value)


def _few(value: Any) -> Any:
    if isinstance(value, (list, tuple, dict)) and len(value) > LIST_LIMIT:
        raise mistake(f"has {len(value)} items. Keep at most {LIST_LIMIT}.")
    return value


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


Name = Annotated[str, *_line(NAME_LIMIT)]
Summary = Annotated[str, *_line(SUMMARY_LIMIT)]
Title = Annotated[str, *_line(120)]
Note = Annotated[str, *_line(300)]
MarkdownSource = Annotated[
    str,
    BeforeValidator(lambda value: _within(text.lines(_text(value)), MARKDOWN_LIMIT)),
    Field(json_schema_extra=patterns.line(MARKDOWN_LIMIT)),
]
Slug = Annotated[str, *_word(_slug, patterns.slug(SLUG.pattern, SLUG_LIMIT, RESERVED))]
InviteCode = Annotated[str, *_word(invite_code, patterns.INVITE)]
ServerId = Annotated[str, *_word(_server_id, patterns.SERVER_ID)]
HttpsUrl = Annotated[str, *_word(https_url, patterns.HTTPS)]
LanguageTag = Annotated[str, *_word(codes.language, patterns.LANGUAGE)]
Region = Annotated[str, *_word(codes.region, patterns.REGION)]
Zone = Annotated[str, *_word(codes.zone, patterns.ZONE)]
Tag = Annotated[str, *_word(_tag, patterns.TAG)]
Color = Annotated[str, *_word(_color, patterns.COLOR)]
Icon = Annotated[str, *_word(_icon, patterns.ICON)]
Day = Annotated[date, BeforeValidator(_date), Field(json_schema_extra=patterns.DAY)]
Moment = Annotated[datetime, BeforeValidator(_moment), Field(json_schema_extra=patterns.MOMENT)]
Flag = Annotated[bool, BeforeValidator(_flag), Field(json_schema_extra=patterns.FLAG)]
Many = BeforeValidator(_several)
Labelled = BeforeValidator(_labelled)
Distinct = AfterValidator(_distinct)
