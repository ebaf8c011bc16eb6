"""The border for text that strangers wrote: normalise on the way in, escape on the way out."""

import re
import string
import unicodedata
from typing import Final, NewType

import regex

PLAIN_LINE: Final = re.compile("[!-~]+(?: [!-~]+)*")
"""What `one_line` leaves as it is, and anybody can see: words of ASCII, one space between two."""

MarkdownText = NewType("MarkdownText", str)
"""Text in which nothing is left that Markdown, HTML or a plugin could read as syntax."""

_LINE_ENDS: Final = regex.compile(r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
# Letters of Latin and Cyrillic, their punctuation, kana, ideographs and Hangul: nothing here is
# dropped, combines with what stands before it, or has another form in NFC.
_SETTLED: Final = re.compile(
    "[\n\x20-\x7e\xa0-\xac\xae-\u02ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u20a0-\u20c0"
    "\u3001-\u3029\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fff\uac00-\ud7a3]*"
)
_BLANK_LINES: Final = regex.compile(r"\n{3,}")
# Vowel signs are marks in many scripts; without them a word of Hindi or Thai falls to pieces.
_WORD: Final = regex.compile(
    r"[\p{L}\p{N}][[\p{L}\p{N}\p{Mn}\p{Mc}]--\p{Variation_Selector}]*", regex.VERSION1
)
_GRAPHEME: Final = regex.compile(r"\X")
# Letters by category that draw nothing: Hangul fillers and the blank Braille pattern.
_FILLERS: Final = "\u115f\u1160\u2800\u3164\uffa0"
_INK: Final = regex.compile(rf"(?![{_FILLERS}])[\p{{L}}\p{{N}}\p{{P}}\p{{S}}\p{{Co}}]")
# Most texts begin with it, and then nobody needs to ask for categories.
_PLAIN_INK: Final = re.compile("[!-~]")
_MARK: Final = re.compile(f"([{re.escape(string.punctuation)}])")
_ENTITIES: Final = {sign: f"&#{ord(sign)};" for sign in string.punctuation}
# One range each: C0 and C1, surrogates, noncharacters, and what is invisible by design but for
# the joiners and selectors that emoji and scripts need, fillers, which have a width, and the
# visible Arabic and Syriac number signs.
_DROPPED: Final = regex.compile(
    r"[[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\p{Cf}\p{Default_Ignorable_Code_Point}]"
    r"--[\n\t\u200C\u200D\p{Variation_Selector}\p{Prepended_Concatenation_Mark}"
    rf"{_FILLERS}]]",
    regex.VERSION1,
)
# Scripts whose letters a joiner shapes, also at the end of a word.
_JOINED_SCRIPTS: Final = (
    "Adlam Arabic Balinese Bengali Chakma Devanagari Grantha Gujarati Gurmukhi Hanifi_Rohingya "
    "Javanese Kannada Khmer Malayalam Mandaic Mongolian Myanmar Newa Nko Oriya Phags_Pa Sinhala "
    "Sogdian Syriac Tai_Tham Tamil Telugu Tibetan Tirhuta"
).split()
_SHAPED: Final = "".join(rf"\p{{Script={name}}}" for name in _JOINED_SCRIPTS)
_AFTER_SHAPED: Final = rf"[{_SHAPED}]\p{{Script=Inherited}}{{0,2}}"
# A joiner that shapes no letter and ties no two emoji only hides; of two the second does nothing.
_LOOSE_JOINER: Final = regex.compile(
    rf"(?<!{_AFTER_SHAPED})(?!(?<=\S).[{_SHAPED}])(?:\u200C"
    r"|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D"
    r"|\u200D(?!\p{Extended_Pictographic}))"
    r"|\u200C(?=\s|$)",
    regex.VERSION1,
)
_DOUBLED_JOINER: Final = regex.compile(r"([\u200C\u200D])[\u200C\u200D]+")
# So does a selector after a sign that has no variants.
_LOOSE_SELECTOR: Final = regex.compile(
    r"(?<![\p{Emoji}\p{S}])[\uFE00-\uFE0F]|(?<!\p{Ideographic})[\U000E0100-\U000E01EF]"
    r"|(?<!\p{Script=Mongolian})[\u180B-\u180D\u180F]",
    regex.VERSION1,
)
# More accents on one letter than any language writes would climb over the lines around it. And
# putting very many into their order takes long.
_MOST_MARKS: Final = 10
_PILED: Final = regex.compile(rf"(\p{{M}}{{{_MOST_MARKS}}})\p{{M}}+")
_UNPRINTABLE: Final = regex.compile(r"[[\p{C}\p{Zl}\p{Zp}]--[\u200C\u200D]]", regex.VERSION1)
# GitHub's runner reads `::command::` after any white space, and `##[command]` anywhere in a line.
_COMMAND: Final = regex.compile(r"^[\s\u200C\u200D]*:(?=:)|#(?=#\[)")


def clean(text: str) -> str:
    """Return `text` as NFC without what is never seen; its lines and spaces stay as they are."""
    if (text.isascii() and text.isprintable()) or _SETTLED.fullmatch(text):
        return text
    text = _LINE_ENDS.sub("\n", text)
    text = _DROPPED.sub("", text)
    text = _LOOSE_SELECTOR.sub("", text)
    text = _LOOSE_JOINER.sub("", _DOUBLED_JOINER.sub(r"\1", text))
    text = unicodedata.normalize("NFC", _PILED.sub(r"\1", text))
    return _PILED.sub(r"\1", text)


def one_line(text: str, limit: int | None = None) -> str:
    """Return `text` as one line of visible text, NFC, cut to `limit` characters on a grapheme."""
    line = text if PLAIN_LINE.fullmatch(text) else " ".join(clean(text).split())
    return _cut(line, limit)


def lines(text: str, limit: int | None = None) -> str:
    """Return `text` as lines, NFC, cut to `limit` characters on a grapheme."""
    text = clean(text)
    if "\t" in text:
        text = text.expandtabs(4)
    text = "\n".join([line.rstrip() for line in text.split("\n")])
    if "\n\n\n" in text:
        text = _BLANK_LINES.sub("\n\n", text)
    return _cut(text.strip("\n"), limit)


def is_visible(text: str) -> bool:
    """Tell whether anything of `text` would be seen on a page."""
    return _PLAIN_INK.search(text) is not None or _INK.search(text) is not None


def markdown(text: object) -> MarkdownText:
    """Escape `text` for a Markdown body, an HTML text or a quoted attribute.

    Every ASCII punctuation character becomes a numeric entity: html.escape leaves Markdown's own
    syntax alive, and backslashes are not honoured everywhere.
    """
    parts = _MARK.split(str(text))
    parts[1::2] = [_ENTITIES[mark] for mark in parts[1::2]]
    return MarkdownText("".join(parts))


def code_span(text: str) -> str:
    """Return `text` between backticks, which it cannot end: a code span in Markdown.

    A bar would end the cell of a table even there.
    """
    return f"`{one_line(text).replace('`', chr(39)).replace('|', '¦') or ' '}`"


def quoted(text: str) -> str:
    """Return `text` for a log line or a terminal: on one line, no control, cut at 80."""
    safe = _disarmed(one_line(_UNPRINTABLE.sub("\ufffd", text)))
    return safe if len(safe) <= 80 else _cut(safe, 79) + "…"


def log_line(text: str) -> str:
    """Return a whole message for a log: one line, no control characters, no workflow command."""
    return _disarmed(_UNPRINTABLE.sub("\ufffd", text))


def is_rtl(text: str) -> bool:
    """Tell whether `text` runs from right to left: its first letter with a direction does."""
    kinds = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind for kind in kinds if kind in {"L", "R", "AL"}), "L") != "L"


def folded(text: str) -> str:
    """Fold case, width and accents, for comparing words and for sorting."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in spread if not unicodedata.combining(sign)).casefold()


def words(text: str) -> frozenset[str]:
    """Return the folded words of `text`: runs of letters and digits of any script."""
    return frozenset(_WORD.findall(folded(text)))


def _disarmed(line: str) -> str:
    return _COMMAND.sub(r"\g<0> ", line)


def _cut(text: str, limit: int | None) -> str:
    if limit is None or len(text) <= limit:
        return text
    end = 0
    for grapheme in _GRAPHEME.finditer(text):
        if grapheme.end() > limit:
            break
        end = grapheme.end()
    return text[: end or limit].rstrip("\u200c\u200d").rstrip()
