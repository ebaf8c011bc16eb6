"""What a new entry could be called, and where it could belong: proposals for a person. Pure."""

import math
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Final

import regex

from showcase import text
from showcase.models.entry import Community, Entry
from showcase.models.fields import SLUG_LIMIT, SUMMARY_LIMIT, slug_problem

_GREEK: Final = dict(
    zip("αβγδεζηθικλμνξοπρστυφχψωςϑϕ", "a b g d e z i th i k l m n x o p r s t y f ch ps o s th f".split(), strict=True)
)  # fmt: skip
_CYRILLIC: Final = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґўђјљњћџ",
        "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch - y - e yu ya i i ye g u "
        "dj j lj nj c dz".split(),
        strict=True,
    )
)
_LATIN: Final = dict(zip("æœøłđðþıħŋſ", "ae oe o l d d th i h ng s".split(), strict=True))
_LETTERS: Final = {
    ord(sign): latin.replace("-", "")
    for table in (_GREEK, _CYRILLIC, _LATIN)
    for sign, latin in table.items()
}
# Unicode names these by their sounds: HIRAGANA LETTER SMALL TU, HANGUL SYLLABLE GAN.
_SYLLABLE: Final = regex.compile(
    r"(?:HIRAGANA|KATAKANA) LETTER (?:SMALL )?([A-Z]{1,4})|HANGUL SYLLABLE ([A-Z]+)"
)
_SHARP: Final = regex.compile(r"(?<=\b[a-z])#")
_SENTENCE_END: Final = regex.compile(r"[.!?。！？]['\")”’]*(?=\s|$)|[。！？]")  # noqa: RUF001
_COMMON: Final = frozenset(
    "a an and are around at by discord for from in into is it its of official on or our server "
    "servers the their this to we with you your community people all about home".split()
)
_NAME_WEIGHT: Final = 3.0
_TAG_WEIGHT: Final = 2.0


def slug_for(name: str, taken: Collection[str], *others: str, kind: str = "server") -> str:
    """Return a slug that a name suggests and nobody has.

    Args:
        name: In any script; Greek, Cyrillic, kana and hangul are written in Latin letters.
        taken: Slugs of entries and of those that were removed.
        others: What to take where the name has no letters that a slug can have, such as a
            vanity address; the first that has some.
        kind: What it is a slug of; a word for what has no other, or one that may not be.
    """
    slug = next((made for made in map(_slug, (name, *others)) if len(made) > 1), kind)
    if slug_problem(slug):
        slug = f"{slug}-{kind}"
    candidate, number = slug, 2
    while candidate in taken:
        ending = f"-{number}"
        candidate, number = f"{slug[: SLUG_LIMIT - len(ending)].rstrip('-')}{ending}", number + 1
    return candidate


def summary_of(description: str | None) -> str | None:
    """Return a description as one line of at most 160 characters, ended at a sentence or word."""
    whole = text.one_line(description or "")
    if not text.is_visible(whole):
        return None
    if len(whole) <= SUMMARY_LIMIT:
        return whole
    ends = [end.end() for end in _SENTENCE_END.finditer(whole) if end.end() <= SUMMARY_LIMIT]
    if ends and ends[-1] >= SUMMARY_LIMIT // 3:
        return whole[: ends[-1]]
    cut = text.one_line(whole, SUMMARY_LIMIT - 1)
    is_within_word = not whole[len(cut) : len(cut) + 1].isspace()
    before = cut.rpartition(" ")[0]
    if is_within_word and len(before) > SUMMARY_LIMIT // 3:
        cut = before
    return f"{cut.rstrip(' ,;:–—-')}…"  # noqa: RUF001 - dashes of any length


def communities_for(
    said: str, communities: Mapping[str, Community], entries: Iterable[Entry] = ()
) -> list[str]:
    """Return the slugs of communities that share words with a text, the most telling first.

    Args:
        said: All that is known of a server: its name, description and tags.
        entries: Whose tags tell what their communities are about.
    """
    weights: dict[str, dict[str, float]] = {}
    for slug, community in communities.items():
        own = dict.fromkeys(_words(community.summary), 1.0)
        own |= dict.fromkeys(_words(f"{community.name} {slug}"), _NAME_WEIGHT)
        weights[slug] = own
    for entry in entries:
        words = _words(" ".join(entry.tags))
        for slug in entry.communities:
            own = weights.get(slug, {})
            own |= {word: max(own.get(word, 0), _TAG_WEIGHT) for word in words}
    spread = Counter(word for own in weights.values() for word in own)
    wanted = _words(said)
    scores = {
        slug: sum(
            weight * math.log(1 + len(weights) / spread[word])
            for word, weight in own.items()
            if word in wanted
        )
        for slug, own in weights.items()
    }
    best = max(scores.values(), default=0.0)
    found = [slug for slug, score in scores.items() if score > 0 and score >= best / 3]
    return sorted(found, key=lambda slug: (-scores[slug], slug))


def _words(said: str) -> frozenset[str]:
    kept = text.words(said) - _COMMON
    # `games` and `game` are one word here; no more grammar than that.
    return frozenset(word.removesuffix("s") if len(word) > 3 else word for word in kept)


def _slug(name: str) -> str:
    latin = "".join(map(_latin, unicodedata.normalize("NFC", name)))
    folded = text.folded(latin.replace("'", "").replace("’", "")).translate(_LETTERS)  # noqa: RUF001
    folded = _SHARP.sub(" sharp ", folded.replace("&", " and ").replace("+", " plus "))
    words = regex.findall("[a-z0-9]+", folded)
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > SLUG_LIMIT:
            break
        slug = longer
    return slug or "".join(words)[:SLUG_LIMIT]


def _latin(sign: str) -> str:
    if sign < "\u3041":
        return sign
    syllable = _SYLLABLE.fullmatch(unicodedata.name(sign, ""))
    return (syllable[1] or syllable[2]).lower() if syllable else sign
