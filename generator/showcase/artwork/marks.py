"""The sign of a server whose name the font cannot write: four tiles of simple shapes."""

from showcase.artwork.canvas import Canvas, Point, corners
from showcase.artwork.chance import Chance
from showcase.artwork.colour import RGB

Place = tuple[float, float, float]  # left, top, side

# What stands on the two diagonals, and by how many quarters the first tile is turned: those of
# all that are possible which are neither a mere block nor a wheel with arms.
_DESIGNS = (
    (("quarter", "quarter"), 0),
    (("quarter", "disc"), 0),
    (("quarter", "disc"), 1),
    (("quarter", "disc"), 2),
    (("quarter", "leaf"), 0),
    (("quarter", "leaf"), 1),
    (("quarter", "leaf"), 2),
    (("quarter", "triangle"), 0),
    (("disc", "disc"), 0),
    (("disc", "square"), 0),
    (("disc", "leaf"), 0),
    (("disc", "leaf"), 1),
    (("square", "leaf"), 0),
    (("square", "leaf"), 1),
    (("leaf", "leaf"), 0),
    (("leaf", "leaf"), 1),
    (("leaf", "triangle"), 0),
)


def mark(canvas: Canvas, slug: str, corner: Point, side: float, fill: RGB) -> None:
    """A square sign by its upper left corner, alike on both sides of its middle."""
    chance = Chance("mark", slug)
    shapes, turn = chance.pick(_DESIGNS)
    first = chance.pick((0, 1))
    half = side / 2
    for tile, (column, row) in enumerate(((0, 0), (1, 0), (1, 1), (0, 1))):
        left, top = corner[0] + column * half, corner[1] + row * half
        shape = shapes[(tile + first) % 2]
        _tile(canvas, shape, (left, top, half), (turn + tile) % 4, fill)


def _tile(canvas: Canvas, shape: str, place: Place, turn: int, fill: RGB) -> None:
    """A shape in a square; its first corner, clockwise from the upper left, is `turn`."""
    left, top, side = place
    square = corners(left, top, side)
    match shape:
        case "quarter":
            canvas.slice(*square[turn], side, 90.0 * turn, fill)
        case "disc":
            canvas.disc(left + side / 2, top + side / 2, side / 2, fill)
        case "square":
            canvas.box(left, top, side, side, fill)
        case "leaf":
            canvas.petal(square[turn], square[(turn + 2) % 4], side, 90.0 * turn, fill)
        case _:
            tips = (square[turn], square[(turn + 1) % 4], square[(turn + 3) % 4])
            canvas.polygon(tips, fill)
