"""A smooth line through given points that swings nowhere farther than they do.

Cubic pieces whose slopes at the points are weighted harmonic means of those between them, level where the line turns
back (Fritsch and Butland 1984, "A method for constructing local monotone piecewise cubic interpolants"), across and
down alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import copysign, hypot
from typing import Final

from circuitgrad.circuit import Position
from circuitgrad.layout.geometry import Curve

FARTHEST: Final = 140.0
"""So far from an end of a piece a line turns to where the piece leads."""
FARTHEST_IF_STEEP: Final = 64.0
"""The same at a port where the piece leads down as well: there another node can be near."""
SHARE: Final = 1 / 3
LEAST_AT_PORT: Final = 28.0


def curves_through(start: Position, bends: Sequence[Position], end: Position) -> tuple[Curve, ...]:
    """The curves from bend to bend, which continue each other; the first leaves and the last arrives horizontally.

    Example:
        >>> first, last = curves_through((0.0, 0.0), [(90.0, 30.0)], (180.0, 0.0))
        >>> first.arrive, first.end, last.leave
        ((45.0, 30.0), (90.0, 30.0), (135.0, 30.0))
    """
    points = [start, *bends, end]
    lengths = [max(hypot(b[0] - a[0], b[1] - a[1]), 1e-9) for a, b in pairwise(points)]
    steps = [((b[0] - a[0]) / far, (b[1] - a[1]) / far) for (a, b), far in zip(pairwise(points), lengths, strict=True)]
    slopes = [(1.0, 0.0)]
    for place in range(1, len(lengths)):
        before, after = lengths[place - 1], lengths[place]
        (x0, y0), (x1, y1) = steps[place - 1], steps[place]
        slopes.append((_slope(x0, x1, before, after), _slope(y0, y1, before, after)))
    slopes.append((1.0, 0.0))
    pieces = []
    for place, (a, b) in enumerate(pairwise(points)):
        leave = _arm(slopes[place], a, b, lengths[place], at_port=place == 0)
        arrive = _arm(slopes[place + 1], a, b, lengths[place], at_port=place == len(bends))
        pieces.append(_piece(a, b, leave, arrive))
    return tuple(pieces)


def _arm(slope: Position, a: Position, b: Position, length: float, *, at_port: bool) -> Position:
    """How far from an end of a piece, across and down, its control point is."""
    across, down = abs(b[0] - a[0]), abs(b[1] - a[1])
    if at_port:
        return max(LEAST_AT_PORT, min(FARTHEST if across > 2 * down else FARTHEST_IF_STEEP, across / 2)), 0.0
    if slope[1] == 0.0 and slope[0] != 0.0:
        return copysign(min(FARTHEST, across / 2), slope[0]), 0.0
    reach = min(FARTHEST, SHARE * length)
    return reach * slope[0], reach * slope[1]


def _slope(before: float, after: float, length_before: float, length_after: float) -> float:
    if before * after <= 0.0:
        return 0.0
    one, other = 2 * length_after + length_before, length_after + 2 * length_before
    return (one + other) / (one / before + other / after)


def _piece(a: Position, b: Position, leave: Position, arrive: Position) -> Curve:
    return Curve(a, (a[0] + leave[0], a[1] + leave[1]), (b[0] - arrive[0], b[1] - arrive[1]), b)
