"""The tones that posters are drawn in."""

from dataclasses import dataclass
from enum import Enum

from showcase.artwork.chance import Chance
from showcase.artwork.colour import NEUTRAL, RGB, Hue

# The posters' own hues, in degrees, each with the chroma that suits it: vermilion, clay, ochre,
# olive, fern, jade, teal, azure, cobalt, violet, plum and rose.
_HUES = (
    (31, 0.17), (52, 0.14), (80, 0.15), (112, 0.13), (143, 0.14), (166, 0.12),
    (196, 0.10), (236, 0.13), (263, 0.17), (292, 0.14), (340, 0.15), (8, 0.17),
)  # fmt: skip
_MUDDY = (60, 128)  # yellow and olive, in degrees: they turn to mud when they are dark


@dataclass(frozen=True, slots=True)
class Palette:
    """The tones of one drawing: letters read on each of the other three at 3:1 or more."""

    ground: RGB
    low: RGB
    high: RGB
    letters: RGB


class Scheme(Enum):
    """Lightness and share of the chroma, for ground, low, high and letters."""

    DEEP = ((0.33, 0.8), (0.42, 0.9), (0.54, 1.0), (0.95, 0.25))
    STRONG = ((0.54, 1.0), (0.47, 1.0), (0.60, 1.0), (0.98, 0.12))
    BRIGHT = ((0.77, 0.95), (0.69, 1.0), (0.86, 0.8), (0.27, 0.75))
    PALE = ((0.92, 0.35), (0.85, 0.6), (0.77, 1.0), (0.34, 0.9))

    @property
    def opposite(self) -> "Scheme":
        """The scheme that stands out from this one."""
        return {
            Scheme.DEEP: Scheme.BRIGHT,
            Scheme.STRONG: Scheme.PALE,
            Scheme.BRIGHT: Scheme.DEEP,
            Scheme.PALE: Scheme.STRONG,
        }[self]

    def palette(self, hue: Hue, turn: float) -> Palette:
        """The tones of a hue, the high one turned by some degrees."""
        ground, low, high, letters = self.value
        return Palette(
            hue.tone(ground[0], share=ground[1]),
            hue.tone(low[0], share=low[1]),
            hue.tone(high[0], share=high[1], turn=turn),
            hue.tone(letters[0], share=letters[1]),
        )


def drawn_hue(slug: str) -> Hue:
    """The hue of a server that has no colour of its own."""
    chance = Chance("hue", slug)
    degrees, chroma = chance.pick(_HUES)
    return Hue(degrees + chance.between(-5, 5), chroma)


def scheme(hue: Hue, chance: Chance) -> Scheme:
    """One of the schemes that suit a hue: greys are ink or paper, never in between."""
    if hue == NEUTRAL:
        return chance.pick((Scheme.DEEP, Scheme.PALE))
    if _MUDDY[0] <= hue.degrees % 360 < _MUDDY[1]:
        return chance.pick((Scheme.BRIGHT, Scheme.PALE))
    return chance.pick(tuple(Scheme))
