"""Where a wire bends on its way through the lanes that a layered layout has kept for it: in as few places as can be.

A wire that passes columns has a lane in each of them. It need not keep to the middle of its lanes, only on its side
of the boxes and lanes beside them: then it crosses what it crosses in the order of the columns, and no more. So it
runs like a taut string through gates, each as wide as the lane is free, and bends only where it touches one (Lee and
Preparata 1984, "Euclidean shortest paths in the presence of rectilinear barriers").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Final, NamedTuple

from circuitgrad.circuit import Wire
from circuitgrad.circuit.rules import MOST_BENDS
from circuitgrad.layout.crossings import number
from circuitgrad.layout.layers import Columns, Place
from circuitgrad.layout.sketch import Sketch

BESIDE_BOX: Final = 20.0
BESIDE_STUB: Final = 26.0
BEFORE_BOX: Final = 6.0
SHARE: Final = 0.35
"""So much of the way to the next lane is free for a wire."""
KNEE: Final = 70.0
"""So far from its ends a wire turns from level to where it leads."""

Point = tuple[float, float]
"""Along the flow and across it."""
Points = tuple[Point, ...]


Gate = tuple[float, float, float]
"""Where a wire passes something beside its lane: where that is along the flow, and from where to where across it the
wire may be there."""


class Chain(NamedTuple):
    """A wire that passes columns.

    Args:
        wire: which one.
        begin: where it leaves its source.
        lanes: its lanes.
        end: where it arrives at its target.
    """

    wire: Wire
    begin: Point
    lanes: list[Place]
    end: Point


class Lanes:
    """The lanes of a layout and what stands beside them.

    Args:
        columns: boxes and lanes in their order.
        sketch: the boxes.
        heights: where each place is across the flow.
        along: where each column is along the flow.
        level: whether wires leave and arrive along the flow, as they do from left to right.
    """

    def __init__(
        self,
        columns: Columns,
        sketch: Sketch,
        heights: Mapping[Place, float],
        along: Sequence[float],
        *,
        level: bool,
    ) -> None:
        self.columns, self.sketch, self.heights, self.along, self.level = columns, sketch, heights, along, level
        number(columns)

    def bends(self) -> dict[Wire, Points]:
        """Where wires bend that pass columns; those that need no bend are left out."""
        found = {}
        for wire, (x0, y0), lanes, (x1, y1) in self.chains():
            knee = min(KNEE, (x1 - x0) / 4) if self.level else 0.0
            points = taut((x0 + knee, y0), self._gates(lanes), (x1 - knee, y1))
            if 0 < len(points) <= MOST_BENDS:
                found[wire] = points
        return found

    def chains(self) -> Iterator[Chain]:
        """The wires that pass columns."""
        for column in self.columns:
            for source in column:
                for lane, leaves, _ in source.targets if source.id is not None else ():
                    if lane.wire is not None:
                        yield self._chain(lane.wire, source, leaves, lane)

    def _chain(self, wire: Wire, source: Place, leaves: float, lane: Place) -> Chain:
        passed = [lane]
        target, _, arrives = lane.targets[0]
        while target.id is None:
            passed.append(target)
            target, _, arrives = target.targets[0]
        return Chain(wire, self._end(source, leaves, 0.5), passed, self._end(target, arrives, -0.5))

    def _end(self, place: Place, share: float, side: float) -> Point:
        """Where a wire ends at a box."""
        x = self.along[place.column]
        return x + side * self.sketch.boxes[place.id or ""].length if self.level else x, self.end_height(place, share)

    def end_height(self, place: Place, share: float) -> float:
        """The same across the flow alone."""
        return self.heights[place] + share * self.sketch.boxes[place.id or ""].breadth

    def _gates(self, lanes: Sequence[Place]) -> list[Gate]:
        """The gates of some lanes: for each one, or one on either side of a box beside it."""
        heights, gates = self.heights, list[Gate]()
        for lane in lanes:
            column, rank = self.columns[lane.column], lane.rank
            y, low, high, reach = heights[lane], -inf, inf, 0.0
            if rank > 0:
                before = column[rank - 1]
                if before.wire is None:
                    edge, reach = self.block_edge(before, 1.0)
                    low = min(y, edge)
                else:
                    low = y + SHARE * (heights[before] - y)
            if rank < len(column) - 1:
                behind = column[rank + 1]
                if behind.wire is None:
                    edge, far = self.block_edge(behind, -1.0)
                    high, reach = max(y, edge), max(reach, far)
                else:
                    high = y + SHARE * (heights[behind] - y)
            gates += gates_at(self.along[lane.column], reach, low, high)
        return gates

    def block_edge(self, place: Place, sign: float) -> tuple[float, float]:
        """How near a wire may come to a box or a stub, before it (sign −1) or behind it (1) across the flow, and how
        far that reaches along the flow."""
        y = self.heights[place]
        if place.id is None:
            return y + sign * BESIDE_STUB, 0.0
        box = self.sketch.boxes[place.id]
        below = box.below if sign > 0 else 0.0
        return y + sign * (box.breadth / 2 + below + BESIDE_BOX), box.length / 2 + BEFORE_BOX


def gates_at(along: float, reach: float, low: float, high: float) -> tuple[Gate, ...]:
    """The gates past what reaches so far before a place along the flow, and behind it."""
    if reach:
        return (along - reach, low, high), (along + reach, low, high)
    return ((along, low, high),)


def taut(begin: Point, gates: Sequence[Gate], end: Point) -> Points:
    """Where the shortest line through all gates bends.

    Example:
        >>> taut((0.0, 0.0), [(10.0, 5.0, 9.0), (20.0, -9.0, 8.0)], (30.0, 0.0))
        ((10.0, 5.0),)
    """
    points: list[Point] = []
    row = (*gates, (end[0], end[1], end[1]))
    (x, y), first = begin, 0
    while first < len(row):
        least, most, low, high = -inf, inf, first, first
        for place in range(first, len(row)):
            along, bottom, top = row[place]
            if along <= x:
                continue
            one, other = (bottom - y) / (along - x), (top - y) / (along - x)
            if one > most:
                low, first = -1, high
                break
            if other < least:
                high, first = -1, low
                break
            if one >= least:
                least, low = one, place
            if other <= most:
                most, high = other, place
        else:
            return tuple(points)
        x, bottom, top = row[first]
        y = top if low < 0 else bottom
        points.append((x, y))
        first += 1
    return tuple(points)
