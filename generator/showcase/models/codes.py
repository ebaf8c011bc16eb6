"""Codes of others: languages, regions and time zones."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from typing import Final
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global

from showcase import text

_LANGUAGE: Final = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?",
    re.IGNORECASE,
)
# Countries that are taken for their languages, as far as no other language has that code:
# `kr` is Kanuri, `se` Northern Sami, `br` Breton.
_LANGUAGE_SLIPS: Final = {
    "cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "jp": "ja", "ua": "uk", "vn": "vi"
}  # fmt: skip
_REGION_SLIPS: Final = {"UK": "GB"}
# What these are, one machine alone knows.
_LOCAL_ZONES: Final = frozenset({"localtime", "Factory"})


@lru_cache
def _cldr() -> Locale:
    return Locale("en")


@lru_cache
def language(value: str) -> str:
    """Return a language tag of BCP 47 in its usual spelling.

    Raises:
        ValueError: it is none; the message says what to do.
    """
    parts = _LANGUAGE.fullmatch(value.strip().replace("_", "-"))
    tag = parts["language"].lower() if parts else ""
    if not parts or not _is_language(tag):
        meant = get_global("language_aliases").get(tag) or _LANGUAGE_SLIPS.get(tag)
        meant = meant or _code_of(value, _cldr().languages)
        advice = f"Did you mean `{meant}`?" if meant else "Use one like `en`, `pt-BR` or `zh-Hant`."
        raise ValueError(f"is not a language tag (BCP 47). {advice}")
    if (parts["region"] or "").upper() in _REGION_SLIPS:
        meant = _REGION_SLIPS[parts["region"].upper()]
        script = f"{parts['script'].title()}-" if parts["script"] else ""
        raise ValueError(f"is not a language tag (BCP 47). Did you mean `{tag}-{script}{meant}`?")
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


def region(value: str) -> str:
    """Return the code of a region; see `language`."""
    code = value.strip().upper()
    if code not in _cldr().territories:
        meant = _REGION_SLIPS.get(code) or _code_of(value, _cldr().territories)
        advice = f"Did you mean `{meant}`?" if meant else "Use one like `DE`, `BR` or `419`."
        raise ValueError(f"is not the code of a region. {advice}")
    return code


def _code_of(name: str, names: Mapping[str, str]) -> str | None:
    wanted = text.folded(name.strip())
    return next((code for code, known in names.items() if text.folded(known) == wanted), None)


@lru_cache
def _listed_zones() -> frozenset[str]:
    """Return the names of time zones that tzdata lists: `_zones` looks into 600 files."""
    return frozenset(files("tzdata").joinpath("zones").read_text("utf-8").split()) - _LOCAL_ZONES


@lru_cache
def _zones() -> Mapping[str, str]:
    """Return the names of all time zones by their lower-case spelling."""
    return {name.lower(): name for name in available_timezones() - _LOCAL_ZONES}


def zone(value: str) -> str:
    """Return the name of a time zone; see `language`."""
    if value in _listed_zones():
        return value
    zones = _zones()
    if zones.get(value.lower()) == value:
        return value
    # Places alone: what resembles an abbreviation or an offset lies hours away (PST and MST).
    places = [name for name in zones if "/" in name and not name.startswith("etc/")]
    close = [value.lower()] if value.lower() in zones else get_close_matches(value.lower(), places)
    if close:
        raise ValueError(f"is not a time zone. Did you mean `{zones[close[0]]}`?")
    raise ValueError("is not a time zone. Use a name like `Europe/Berlin` or `UTC`.")
