"""SVG badges for READMEs: "Part of …", in the server's colour."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

import regex

from showcase import text
from showcase.catalogue import Listing
from showcase.feeds import xml
from showcase.words import Words

HEIGHT: Final = 28
_SIZE: Final = 13
_PADDING: Final = 12
_DOT: Final = 10
_GAP: Final = 8
_LONGEST: Final = 48
# A sheet of its own, so that it reads on light and on dark.
_INK: Final = "#23201c"
_PAPER: Final = "#fbf8f3"
_GREY: Final = "#8a857c"
_FONT: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"
# Of our font's letters, in pixels at that size.
_WIDTHS: Final = {
    sign: width
    for width, signs in (
        (3, " "),
        (4, "',.:;Iijl|"),
        (5, "!1"),
        (6, '"(*-/[\\]frt}'),
        (7, ")FJ`kvxy{"),
        (8, "+357<>?ELVYabcepsz"),
        (9, "$&024689ABKPRSXZ^_dghnoqu"),
        (10, "CDHNTU~"),
        (11, "=GOQw"),
        (12, "#%@Mm"),
        (13, "W"),
    )
    for sign in signs
}
_COLOR: Final = "\0"
"""No text in XML can hold it."""
_NARROW: Final = 0.72
"""The width of a letter that our font lacks, in parts of its size; wide ones take all of it."""


@dataclass(frozen=True, slots=True)
class _Label:
    """What a badge says, in full and as shown, and how wide that is in pixels."""

    full: str
    shown: str
    width: int
    is_measured: bool


class Badges:
    """Renders badges of one site."""

    def __init__(self, t: Words, site_name: str) -> None:
        short = text.one_line(site_name, _LONGEST)
        shown = site_name if short == site_name else short + "…"
        self._part_of = _label(t("badge.part_of", site=site_name), t("badge.part_of", site=shown))
        self._not_listed = _label(
            t("badge.not_listed", site=site_name), t("badge.not_listed", site=shown)
        )

    def of(self, listing: Listing) -> str:
        """Return the badge of one server; one that lists do not show says so."""
        if listing.is_listed:
            return _badge(self._part_of, listing.artwork.color)
        return self.not_listed

    @property
    def not_listed(self) -> str:
        """Return the badge of what lists do not show."""
        return _badge(self._not_listed, _GREY)


@cache
def _label(full: str, shown: str) -> _Label:
    if all(sign in _WIDTHS for sign in shown):
        return _Label(full, shown, sum(_WIDTHS[sign] for sign in shown), is_measured=True)
    # Here, as it brings Pillow, which a build of kept pictures does without.
    from showcase.artwork import lettering

    signs = regex.findall(r"\X", shown)
    if all(sign == " " or lettering.drawable(sign) for sign in signs):
        return _Label(full, shown, round(lettering.width(shown, _SIZE)), is_measured=True)
    return _Label(full, shown, round(sum(map(_width, signs))), is_measured=False)


def _width(sign: str) -> float:
    is_wide = unicodedata.east_asian_width(sign[0]) in "WF"
    return _SIZE * (1.0 if is_wide else _NARROW)


def _badge(label: _Label, color: str) -> str:
    return _drawn(label).replace(_COLOR, color)


@cache
def _drawn(label: _Label) -> str:
    """Return a badge with a mark wherever its color stands."""
    full, shown = xml.attribute(label.full), xml.text(label.shown)
    before = _PADDING + _DOT + _GAP
    width = before + label.width + _PADDING
    direction = ' direction="rtl"' if text.is_rtl(label.shown) else ""
    # Measured in our own font; any other is made to fit.
    fit = (
        f' textLength="{label.width}" lengthAdjust="spacingAndGlyphs"' if label.is_measured else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}"'
        f' viewBox="0 0 {width} {HEIGHT}" role="img" aria-label="{full}">'
        f"<title>{xml.text(label.full)}</title>"
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{HEIGHT - 1}" rx="6"'
        f' fill="{_PAPER}" stroke="{_COLOR}" />'
        f'<circle cx="{_PADDING + _DOT / 2}" cy="{HEIGHT / 2}" r="{_DOT / 2}" fill="{_COLOR}" />'
        f'<text x="{before + label.width / 2}" y="{HEIGHT / 2 + 4.5}" text-anchor="middle"'
        f' fill="{_INK}" font-family="{_FONT}" font-size="{_SIZE}" font-weight="600"'
        f"{direction}{fit}>{shown}</text></svg>\n"
    )
