"""Kinds of fields that entries and communities share, each with its own sentence when it is wrong."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Any, Final, TypeVar
from zoneinfo import available_timezones

import regex
from babel import Locale
from babel.core import get_global
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from showcase import addresses, shapes, text
from showcase.links import https_url, invite_code
from showcase.models import patterns

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
_LANGUAGE: Final = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?",
    re.IGNORECASE,
)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT: Final = re.compile(
    rf"{_DATE.pattern}[T ][0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}})?(Z|[+-][0-9]{{2}}:[0-9]{{2}})?"
)
_TAG: Final = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N} +#.\-\u200c\u200d]*")

# What these are, one machine alone knows.
_LOCAL_ZONES: Final = frozenset({"localtime", "Factory"})

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


@lru_cache
def _cldr() -> Locale:
    return Locale("en")


@lru_cache
def _language(value: str) -> str:
    parts = _LANGUAGE.fullmatch(value.strip().replace("_", "-"))
    tag = parts["language"].lower() if parts else ""
    if not parts or not _is_language(tag):
        shorter = get_global("language_aliases").get(tag)
        raise ValueError(
            "is not a language tag (BCP 47). "
            + (
                (f"Did you mean `{shorter}`?" if shorter else None)
                or _code_of(value, _cldr().languages)
                or "Use one like `en`, `pt-BR` or `zh-Hant`."
            )
        )
    if parts["script"]:
        tag += "-" + parts["script"].title()
    if parts["region"]:
        tag += "-" + parts["region"].upper()
    return tag


def _is_language(code: str) -> bool:
    if code in _cldr().languages:
        return True
    # CLDR names a part of ISO 639-3 alone: not British Sign Language, `bfi`. BCP 47 wants the
    # shortest code that there is, and keeps qaa to qtz for private use (RFC 5646, 2.2.1).
    is_private = "qaa" <= code <= "qtz"
    return len(code) == 3 and code not in get_global("language_aliases") and not is_private


def _region(value: str) -> str:
    code = value.strip().upper()
    if code not in _cldr().territories:
        raise ValueError(
            "is not the code of a region. "
            + (_code_of(value, _cldr().territories) or "Use one like `DE`, `BR` or `419`.")
        )
    return code


def _code_of(name: str, names: Mapping[str, str]) -> str | None:
    wanted = text.folded(name.strip())
    found = (code for code, known in names.items() if text.folded(known) == wanted)
    code = next(found, None)
    return f"Did you mean `{code}`?" if code else None


@lru_cache
def _listed_zones() -> frozenset[str]:
    """Return the names of time zones that tzdata lists: `_zones` looks into 600 files."""
    return frozenset(files("tzdata").joinpath("zones").read_text("utf-8").split()) - _LOCAL_ZONES


@lru_cache
def _zones() -> Mapping[str, str]:
    """Return the names of all time zones by their lower-case spelling."""
    return {name.lower(): name for name in available_timezones() - _LOCAL_ZONES}


def _zone(value: str) -> str:
    if value in _listed_zones():
        return value
    zones = _zones()
    if zones.get(value.lower()) == value:
        return value
    close = get_close_matches(value.lower(), zones, n=1)
    if close:
        raise ValueError(f"is not a time zone. Did you mean `{zones[close[0]]}`?")
    raise ValueError("is not a time zone. Use a name like `Europe/Berlin` or `UTC`.")


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
    raise mistake("must be yes or no. Write `true` or `false`.")


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
LanguageTag = Annotated[str, *_word(_language, patterns.LANGUAGE)]
Region = Annotated[str, *_word(_region, patterns.REGION)]
Zone = Annotated[str, *_word(_zone, patterns.ZONE)]
Tag = Annotated[str, *_word(_tag, patterns.TAG)]
Color = Annotated[str, *_word(_color, patterns.COLOR)]
Icon = Annotated[str, *_word(_icon, patterns.ICON)]
Day = Annotated[date, BeforeValidator(_date), Field(json_schema_extra=patterns.DAY)]
Moment = Annotated[datetime, BeforeValidator(_moment), Field(json_schema_extra=patterns.MOMENT)]
Flag = Annotated[bool, BeforeValidator(_flag), Field(json_schema_extra=patterns.FLAG)]
Many = BeforeValidator(_several)
Labelled = BeforeValidator(_labelled)
Distinct = AfterValidator(_distinct)
