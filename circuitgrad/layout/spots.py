"""Where the two numbers of a wire may stand: above and below it, both above or below it, or beside it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from circuitgrad.layout.geometry import LABEL_LINE, LABEL_WIDTH, Rect
from circuitgrad.layout.routes import Path

HALF: Final = LABEL_WIDTH / 2
TEXT_REACH: Final = 0.8 * HALF
"""How far to either side a number of usual length reaches."""
GAP: Final = 3.0
SIDE_GAP: Final = 5.0
STACKED: Final = 9.0
BESIDE: Final = 10.0
OTHER_SIDE: Final = 11.0
SLANT: Final = 1.3
"""What it costs to stand round a wire for each pixel that it rises under the text."""


class LabelSpot(NamedTuple):
    """Where the two numbers of a wire stand, and to which side the text is aligned: left, centre or right."""

    value: Rect
    gradient: Rect
    align: str

    @property
    def whole(self) -> Rect:
        """Both lines."""
        return self.value.united(self.gradient)


class Shape(NamedTuple):
    """A spot in short: left edge, upper edges of value and gradient, alignment."""

    left: float
    value_top: float
    gradient_top: float
    align: str

    def spot(self) -> LabelSpot:
        """The spot with its rectangles."""
        left, value, gradient, align = self
        right = left + LABEL_WIDTH
        above, below = Rect(left, value, right, value + LABEL_LINE), Rect(left, gradient, right, gradient + LABEL_LINE)
        return LabelSpot(above, below, align)


class Way:
    """A wire's points, ready to be asked for the room around them."""

    def __init__(self, path: Path) -> None:
        self.points = path.samples()
        self._xs = [x for x, _ in self.points]
        self._ys = [y for _, y in self.points]
        self._rises = all(a < b for a, b in zip(self._xs, self._xs[1:], strict=False))

    def shapes(self, t: float, fits: Callable[[float], bool]) -> Iterator[tuple[float, Shape]]:
        """Spots at a share of the way across; the number says how far from the best they look.

        Args:
            t: the share.
            fits: whether a spot that looks so far from the best can still be wanted.
        """
        x, y, index = self._at(t)
        highest, lowest = self._heights(x, y)
        left, above, below = x - HALF, highest - GAP - LABEL_LINE, lowest + GAP
        yield SLANT * (lowest - highest), Shape(left, above, below, "centre")
        yield STACKED, Shape(left, above - LABEL_LINE, above, "centre")
        yield STACKED, Shape(left, below, below + LABEL_LINE, "centre")
        if not fits(BESIDE):
            return
        start, end = self._widths(x, y, index)
        if end - start + 2 * SIDE_GAP < LABEL_WIDTH:
            yield BESIDE, Shape(end + SIDE_GAP, y - LABEL_LINE, y, "left")
            yield OTHER_SIDE, Shape(start - SIDE_GAP - LABEL_WIDTH, y - LABEL_LINE, y, "right")

    def _at(self, t: float) -> tuple[float, float, int]:
        """A point, and the index of the sample that comes next."""
        xs, ys = self._xs, self._ys
        if not self._rises:
            index = round(t * (len(xs) - 1))
            return xs[index], ys[index], index
        x = xs[0] + t * (xs[-1] - xs[0])
        index = min(max(bisect_left(xs, x), 1), len(xs) - 1)
        share = (x - xs[index - 1]) / (xs[index] - xs[index - 1])
        return x, ys[index - 1] + share * (ys[index] - ys[index - 1]), index

    def _heights(self, x: float, y: float) -> tuple[float, float]:
        """The highest and lowest place of the wire over the width of a number."""
        if self._rises:
            ys = self._ys[bisect_left(self._xs, x - TEXT_REACH) : bisect_right(self._xs, x + TEXT_REACH)]
        else:
            ys = [py for px, py in self.points if abs(px - x) <= TEXT_REACH]
        return min(ys, default=y), max(ys, default=y)

    def _widths(self, x: float, y: float, index: int) -> tuple[float, float]:
        """The leftmost and rightmost place of the wire, from here on either way, over the height of two lines."""
        ys, first, last = self._ys, index, index
        while first > 0 and abs(ys[first - 1] - y) <= LABEL_LINE:
            first -= 1
        while last < len(ys) and abs(ys[last] - y) <= LABEL_LINE:
            last += 1
        xs = self._xs[first:last]
        return min(xs, default=x), max(xs, default=x)
