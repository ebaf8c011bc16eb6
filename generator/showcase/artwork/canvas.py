"""A drawing surface measured in units, nine to its height, with smooth edges."""

import math
from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageDraw

from showcase.artwork.colour import RGB

HEIGHT = 9.0
_SCALE = 3  # drawn three times as large, then reduced: Pillow draws hard edges
Point = tuple[float, float]


def corners(left: float, top: float, side: float) -> tuple[Point, Point, Point, Point]:
    """The corners of a square, clockwise from the upper left."""
    return ((left, top), (left + side, top), (left + side, top + side), (left, top + side))


class Canvas:
    """Shapes by their place in units; `width` is how many units the picture is wide."""

    def __init__(self, size: tuple[int, int], ground: RGB) -> None:
        self._unit = size[1] * _SCALE / HEIGHT
        self._image = Image.new("RGB", (size[0] * _SCALE, size[1] * _SCALE), ground)
        self._draw = ImageDraw.Draw(self._image)
        self.width = HEIGHT * size[0] / size[1]

    def finish(self) -> Image.Image:
        """The picture at its own size."""
        return self._image.reduce(_SCALE)

    def polygon(self, points: Sequence[Point], fill: RGB) -> None:
        """A filled polygon."""
        self._draw.polygon([self._pixel(point) for point in points], fill)

    def box(self, x: float, y: float, width: float, height: float, fill: RGB) -> None:
        """A filled rectangle, by its upper left corner."""
        self._draw.rectangle(self._corners(x, y, x + width, y + height), fill)

    def disc(self, x: float, y: float, radius: float, fill: RGB) -> None:
        """A filled circle, by its centre."""
        self._draw.ellipse(self._corners(x - radius, y - radius, x + radius, y + radius), fill)

    def slice(
        self, x: float, y: float, radius: float, start: float, fill: RGB, *, sweep: float = 90
    ) -> None:
        """A slice of a circle, in degrees clockwise from three o'clock."""
        corners = self._corners(x - radius, y - radius, x + radius, y + radius)
        self._draw.pieslice(corners, start, start + sweep, fill)

    def below(self, edge: Callable[[float], float], fill: RGB) -> None:
        """All that lies below a curve y = edge(x)."""
        steps = math.ceil(self.width * 6)
        curve = [(self.width * i / steps, edge(self.width * i / steps)) for i in range(steps + 1)]
        self.polygon([*curve, (self.width, HEIGHT), (0, HEIGHT)], fill)

    def shared(
        self, one: Point, other: Point, radius: float, other_radius: float, fill: RGB
    ) -> None:
        """What two circles have in common."""
        masks = []
        for (x, y), r in ((one, radius), (other, other_radius)):
            mask = Image.new("1", self._image.size)
            ImageDraw.Draw(mask).ellipse(self._corners(x - r, y - r, x + r, y + r), 1)
            masks.append(mask)
        self._image.paste(fill, mask=ImageChops.logical_and(*masks))

    def petal(self, tip: Point, end: Point, radius: float, start: float, fill: RGB) -> None:
        """A leaf between two corners of a square of side `radius`."""
        arcs = []
        for (x, y), first in ((tip, start), (end, start + 180)):
            arc = [math.radians(first + 90 * step / 32) for step in range(33)]
            arcs += [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in arc]
        self.polygon(arcs, fill)

    def _pixel(self, point: Point) -> Point:
        return (point[0] * self._unit, point[1] * self._unit)

    def _corners(self, left: float, top: float, right: float, bottom: float) -> tuple[float, ...]:
        # One pixel less: Pillow's boxes include their last row and column.
        unit = self._unit
        return (left * unit, top * unit, right * unit - 1, bottom * unit - 1)
