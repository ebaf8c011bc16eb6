"""Our own words: one file a language, with plurals, numbers and dates by CLDR."""

import string
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache, partial
from importlib.resources import files
from typing import Any, Final, NamedTuple

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

DEFAULT: Final = "en"


class Around(NamedTuple):
    """What stands before and after a link in a text."""

    before: str
    after: str


class Words:
    """The words of one language; a callable, so that templates read well."""

    def __init__(self, language: str, texts: Mapping[str, Any]) -> None:
        """Take the texts of one file.

        Args:
            language: BCP 47.
            texts: Key to text, or to a table of plural forms.
        """
        self.language = language
        self._locale = Locale.parse(language, sep="-")
        self._texts = texts
        # Most words stand on many pages, and so do numbers and days.
        remembered = lru_cache(maxsize=1 << 14, typed=True)
        self._said = remembered(self._say)
        self._number = remembered(partial(format_decimal, locale=self._locale))
        self._day = remembered(partial(format_date, format="long", locale=self._locale))
        self._named = remembered(partial(_name_of, locale=self._locale))
        self._own = remembered(self._own_name)
        self._joined = remembered(partial(format_list, locale=self._locale))

    def __repr__(self) -> str:
        return f"Words({self.language!r}, {dict(sorted(self._texts.items()))!r})"

    def __call__(self, key: str, **values: Any) -> str:
        """Return a text with its values filled in; `n` chooses the plural form.

        Whole numbers get separators: a year is passed as text.

        Raises:
            KeyError: there is no such text.
        """
        return self._said(key, **values)

    def _say(self, key: str, **values: Any) -> str:
        text = self._texts[key]
        if isinstance(text, dict):
            form = self._locale.plural_form(values["n"])
            text = text.get(form, text["other"])
        filled = {
            name: self.number(value) if isinstance(value, int) else value
            for name, value in values.items()
        }
        return _FORMATTER.format(text, **filled)

    def forms(self, key: str) -> Any:
        """Return a text as its file has it, for scripts: a text, or its plural forms."""
        return self._texts[key]

    def around(self, key: str, **values: Any) -> Around:
        """Return what stands before and after `{link}` in a text."""
        before, _, after = self(key, link="\0", **values).partition("\0")
        return Around(before, after)

    def number(self, value: int) -> str:
        """Return a whole number with separators."""
        return self._number(value)

    def day(self, value: date) -> str:
        """Return a date in words."""
        return self._day(value)

    def list(self, items: Iterable[str]) -> str:
        """Return items as a list in a sentence."""
        return self._joined(tuple(items))

    def language_name(self, tag: str) -> str:
        """Return what a language is called in this one."""
        return self._named(tag) or tag

    def own_name(self, tag: str) -> str:
        """Return what a language calls itself."""
        return self._own(tag)

    def _own_name(self, tag: str) -> str:
        try:
            locale = Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            return self.language_name(tag)
        return _capitalised(_name_of(tag, locale) or tag)

    def region_name(self, code: str) -> str:
        """Return what a region is called in this language."""
        return str(self._locale.territories.get(code, code))


class _NamesOnly(string.Formatter):
    """Fills in names alone: a text can reach into nothing."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        return self.get_value(field_name, args, kwargs), field_name


_FORMATTER: Final = _NamesOnly()


def _name_of(tag: str, locale: Locale) -> str | None:
    language, _, rest = tag.partition("-")
    exact = locale.languages.get(tag.replace("-", "_"))
    if exact:
        return str(exact)
    name = locale.languages.get(language)
    if name is None or not rest:
        return name
    parts = [
        str(locale.territories.get(part) or locale.scripts.get(part) or part)
        for part in rest.split("-")
    ]
    return f"{name} ({', '.join(parts)})"


def _capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]


@lru_cache
def words(language: str) -> Words:
    """Return the words of a language; English where it has no file, and where its file lacks one."""
    known = languages()
    short = language.partition("-")[0]
    chosen = next((name for name in (language, short) if name in known), DEFAULT)
    ours = texts(DEFAULT)
    return Words(chosen, ours if chosen == DEFAULT else {**ours, **texts(chosen)})


def texts(language: str) -> Mapping[str, Any]:
    """Return what a language's file holds: key to text, or to a table of plural forms."""
    source = files("showcase").joinpath("words", f"{language}.toml").read_text("utf-8")
    return _flat(tomllib.loads(source))


def languages() -> frozenset[str]:
    """Return the languages that have a file."""
    folder = files("showcase").joinpath("words")
    return frozenset(
        file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")
    )


def _flat(tables: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    texts: dict[str, Any] = {}
    for key, value in tables.items():
        if isinstance(value, dict) and "other" not in value:
            texts |= _flat(value, f"{prefix}{key}.")
        else:
            texts[f"{prefix}{key}"] = value
    return texts
