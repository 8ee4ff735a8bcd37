"""Where a node that is dragged lines up with others: numbers alone, nothing here paints or knows the circuit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from circuitgrad.frozen import frozen
from circuitgrad.layout.geometry import Rect, snapped

SAME = 1e-6
"""Two places this near are one."""


class Guide(NamedTuple):
    """A line to show: along x (level) or along y, at a place of the other axis, from first to last."""

    is_level: bool
    at: float
    first: float
    last: float


class Straight(NamedTuple):
    """A wire between the dragged node and a node that stays: how far down the dragged one must go to make it level.

    Args:
        dy: that distance.
        y: where the wire would run then.
        ends: the x of its two ends, as the dragged node stands now.
    """

    dy: float
    y: float
    ends: tuple[float, float]


@frozen
class Snap:
    """How far a dragged node is pulled, and the lines that say why."""

    dx: float
    dy: float
    guides: tuple[Guide, ...] = ()


def snap(moving: Rect, others: Sequence[Rect], straights: Sequence[Straight], reach: float) -> Snap:
    """Pulls a node to what it nearly lines up with, else to the grid.

    Args:
        moving: the dragged node's body where the hand has it.
        others: the bodies of nodes near by.
        straights: its wires to nodes that stay.
        reach: how near is near, in scene units.

    Example:
        >>> box = Rect(0.0, 0.0, 48.0, 48.0)
        >>> snap(Rect(101.0, 3.0, 149.0, 51.0), [box], [], 5.0).dy
        -3.0
    """
    dx = _pull(_turned(moving), [_turned(other) for other in others], [], reach)
    dy = _pull(moving, others, [line.dy for line in straights], reach)
    placed = Rect(moving.left + dx, moving.top + dy, moving.right + dx, moving.bottom + dy)
    guides = [Guide(True, line.y, *line.ends) for line in straights if abs(line.dy - dy) < SAME]
    guides += [Guide(True, *line) for line in _lines(placed, others)]
    guides += [Guide(False, *gap) for gap in _alike_gaps(placed, others)]
    turned, columns = _turned(placed), [_turned(other) for other in others]
    guides += [Guide(False, *line) for line in _lines(turned, columns)]
    guides += [Guide(True, *gap) for gap in _alike_gaps(turned, columns)]
    return Snap(dx, dy, tuple(dict.fromkeys(guides)))


def _pull(moving: Rect, others: Sequence[Rect], levels: Iterable[float], reach: float) -> float:
    """How far down to go: to the nearest thing to line up with, to the grid where nothing is within reach."""
    aligned = (there - here for other in others for here, there in zip(_places(moving), _places(other), strict=True))
    even = (dy for dy, _ in _even(moving, others))
    near = [dy for dy in (*levels, *aligned, *even) if abs(dy) <= reach]
    middle = _places(moving)[0]
    return min(near, key=abs, default=snapped(middle) - middle)


def _turned(rect: Rect) -> Rect:
    """The same with x and y changed, so that one rule serves both axes."""
    return Rect(rect.top, rect.left, rect.bottom, rect.right)


def _places(rect: Rect) -> tuple[float, float, float]:
    """Middle, top and bottom; the middle first, as it wins where several are as near."""
    return (rect.top + rect.bottom) / 2, rect.top, rect.bottom


def _even(moving: Rect, others: Iterable[Rect]) -> list[tuple[float, list[tuple[float, float]]]]:
    """How far down to go so that the gaps to neighbours above and below are alike, and from where to where they go."""
    column = [other for other in others if other.left < moving.right and moving.left < other.right]
    middle, height = _places(moving)[0], moving.bottom - moving.top
    above = sorted((other for other in column if _places(other)[0] < middle), key=lambda other: -other.bottom)
    below = sorted((other for other in column if _places(other)[0] >= middle), key=lambda other: other.top)
    found = []
    if above and below:
        gap = (below[0].top - above[0].bottom - height) / 2
        found.append((gap, above[0].bottom + gap, [above[0].bottom, below[0].top - gap]))
    if len(above) > 1:
        gap = above[0].top - above[1].bottom
        found.append((gap, above[0].bottom + gap, [above[1].bottom, above[0].bottom]))
    if len(below) > 1:
        gap = below[1].top - below[0].bottom
        found.append((gap, below[0].top - gap - height, [below[0].top - gap, below[0].bottom]))
    return [(top - moving.top, [(start, start + gap) for start in starts]) for gap, top, starts in found if gap > 0]


def _alike_gaps(placed: Rect, others: Iterable[Rect]) -> list[tuple[float, float, float]]:
    """The gaps that are alike where the node is placed: x, and from where to where."""
    x = (placed.left + placed.right) / 2
    return [(x, *gap) for dy, gaps in _even(placed, others) if abs(dy) < SAME for gap in gaps]


def _lines(placed: Rect, others: Iterable[Rect]) -> list[tuple[float, float, float]]:
    """The level lines on which the placed node and others stand: y, and from where to where."""
    lines: dict[float, tuple[float, float]] = {}
    for other in others:
        for here, there in zip(_places(placed), _places(other), strict=True):
            if abs(here - there) < SAME:
                first, last = lines.get(here, (placed.left, placed.right))
                lines[here] = min(first, other.left), max(last, other.right)
    middle = _places(placed)[0]
    if middle in lines:
        return [(middle, *lines[middle])]
    return [(y, *ends) for y, ends in lines.items()]
