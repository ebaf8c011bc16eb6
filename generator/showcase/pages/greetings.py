"""What one says for "in this language", for the ways from home into the languages."""

from collections.abc import Mapping, Sequence
from typing import Final

from showcase.words import Words

_SPOKEN: Final = {
    "ar": "بالعربية",
    "ca": "En català",
    "cs": "V češtině",
    "da": "På dansk",
    "de": "Auf Deutsch",
    "el": "Στα ελληνικά",
    "en": "In English",
    "es": "En español",
    "fa": "به فارسی",
    "fi": "Suomeksi",
    "fr": "En français",
    "he": "בעברית",
    "hi": "हिन्दी में",
    "hu": "Magyarul",
    "id": "Dalam bahasa Indonesia",
    "it": "In italiano",
    "ja": "日本語で",
    "ko": "한국어로",
    "nb": "På norsk",
    "nl": "In het Nederlands",
    "no": "På norsk",
    "pl": "Po polsku",
    "pt": "Em português",
    "ro": "În română",
    "ru": "На русском",  # noqa: RUF001
    "sv": "På svenska",
    "uk": "Українською",
    "vi": "Bằng tiếng Việt",
}


def greetings(languages: Mapping[str, Sequence[str]], t: Words) -> list[tuple[str, str]]:
    """Return for each language what one says there for "in this language", and the number."""
    found = []
    for tag, slugs in languages.items():
        said = _SPOKEN.get(tag) or _SPOKEN.get(tag.partition("-")[0]) or t.own_name(tag)
        found.append((tag, f"{said} · {t.number(len(slugs))}"))
    return found
