"""Takes bends away again that a small drawing does without: no wire crosses more, or runs into a box, for it.

A wire keeps clear of the lanes beside its own, although what runs there may lead elsewhere by then. In a large
drawing nobody sees that; in a small one each bend is seen. So each bend is looked at once more there, among the
wires as they run now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import inf
from typing import Final

from circuitgrad.circuit import Wire
from circuitgrad.layout.lanes import BEFORE_BOX, Chain, Gate, Lanes, Point, Points, gates_at
from circuitgrad.layout.layers import Place
from circuitgrad.layout.routes import path_through
from circuitgrad.layout.sketch import Direction, on_canvas

FEW_BOXES: Final = 80
APART: Final = 12.0
"""Nearer to each other two wires would look like one."""
LEEWAY: Final = 12.0
"""So much nearer to a box a wire may come than it would be led."""

Track = dict[int, float]
"""Where a wire is across the flow, by column."""


def calmed(lanes: Lanes, bends: Mapping[Wire, Points]) -> dict[Wire, Points]:
    """The bends that it takes.

    Args:
        lanes: those of a layout.
        bends: where its wires bend.
    """
    calm = _Calm(lanes, bends)
    return {wire: points for wire in bends if (points := calm.points(wire))}


class _Calm:
    def __init__(self, lanes: Lanes, bends: Mapping[Wire, Points]) -> None:
        self._lanes = lanes
        self._chains = {chain.wire: chain for chain in lanes.chains()}
        self._points = dict(bends)
        self._tracks = {
            wire: self._track(chain, self._line(chain, bends.get(wire, ()))) for wire, chain in self._chains.items()
        }
        self._short = list(self._short_tracks())

    def _short_tracks(self) -> Iterator[Track]:
        """The wires to the next column."""
        lanes = self._lanes
        for column in lanes.columns:
            for place in column:
                for target, leaves, arrives in place.targets:
                    if place.id is not None and target.id is not None:
                        begin, end = lanes.end_height(place, leaves), lanes.end_height(target, arrives)
                        yield {place.column: begin, target.column: end}

    def points(self, wire: Wire) -> Points:
        """The bends of a wire that are needed."""
        chain, points = self._chains[wire], self._points[wire]
        gates = [gate for lane in chain.lanes for gate in self._gates(lane)]
        crossed = self._crossed(wire, self._tracks[wire])
        tried: list[Points] = [(), *_one_less(points)]
        while tried:
            fewer = tried.pop(0)
            line = self._line(chain, fewer)
            if not _is_through(line, gates):
                continue
            track = self._track(chain, line)
            if self._crossed(wire, track) <= crossed and self._is_apart(chain, track):
                points, self._tracks[wire] = fewer, track
                tried = list(_one_less(points))
        return points

    def _gates(self, lane: Place) -> tuple[Gate, ...]:
        """From box to box, whatever lanes there are between."""
        column = self._lanes.columns[lane.column]
        rank, low, high, reach = lane.rank, -inf, inf, 0.0
        above = next((place for place in reversed(column[:rank]) if place.wire is None), None)
        below = next((place for place in column[rank + 1 :] if place.wire is None), None)
        if above is not None:
            low, reach = self._lanes.block_edge(above, 1.0)
        if below is not None:
            high, far = self._lanes.block_edge(below, -1.0)
            reach = max(reach, far)
        return gates_at(self._lanes.along[lane.column], max(0.0, reach - BEFORE_BOX), low, high)

    def _track(self, chain: Chain, line: Sequence[Point]) -> Track:
        first, last = chain.lanes[0].column - 1, chain.lanes[-1].column + 1
        track = {lane.column: height_at(line, self._lanes.along[lane.column]) for lane in chain.lanes}
        return {first: chain.begin[1], **track, last: chain.end[1]}

    def _line(self, chain: Chain, points: Points) -> list[Point]:
        """A wire as it will be drawn."""
        direction: Direction = "right" if self._lanes.level else "down"
        start, *bends, end = (on_canvas(*point, direction) for point in (chain.begin, *points, chain.end))
        return [on_canvas(*place, direction) for place in path_through(start, tuple(bends), end).samples()]

    def _crossed(self, wire: Wire, track: Track) -> int:
        """How many wires it crosses."""
        others = (there for other, there in self._tracks.items() if other != wire)
        return sum(_meetings(track, there) for there in (*others, *self._short))

    def _is_apart(self, chain: Chain, track: Track) -> bool:
        """Whether no wire passes a column so near that two would look like one."""
        passed = [lane.column for lane in chain.lanes]
        others = (there for other, there in self._tracks.items() if other != chain.wire)
        return all(abs(track[at] - there[at]) >= APART for there in others for at in passed if at in there)


def _one_less(points: Points) -> Iterator[Points]:
    return (points[:place] + points[place + 1 :] for place in range(len(points)))


def _meetings(one: Track, other: Track) -> int:
    """How often two wires cross."""
    found, side = 0, 0.0
    for column, y in one.items():
        if column in other:
            apart = y - other[column]
            if apart * side < 0.0:
                found += 1
            side = apart or side
    return found


def _is_through(line: Sequence[Point], gates: Sequence[Gate]) -> bool:
    """Whether a line is within all gates, or nearly."""
    return all(low - LEEWAY <= height_at(line, along) <= high + LEEWAY for along, low, high in gates)


def height_at(line: Sequence[Point], along: float) -> float:
    """Where a line is across the flow at a place along it.

    Example:
        >>> height_at([(0.0, 0.0), (10.0, 4.0), (20.0, 4.0)], 5.0)
        2.0
    """
    for (x0, y0), (x1, y1) in pairwise(line):
        if along <= x1:
            return y0 if along <= x0 else y0 + (y1 - y0) * (along - x0) / (x1 - x0)
    return line[-1][1]
