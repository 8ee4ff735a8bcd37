"""A layered layout of boxes: columns along the flow, places across it, parts that no link joins beside each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Final

from circuitgrad.circuit import Wire
from circuitgrad.layout.calm import FEW_BOXES, calmed
from circuitgrad.layout.geometry import GRID, ROW_GAP, snapped
from circuitgrad.layout.heights import Heights
from circuitgrad.layout.lanes import Lanes, Points
from circuitgrad.layout.layers import Columns, Place, parts
from circuitgrad.layout.reaches import choose_columns
from circuitgrad.layout.sketch import GAPS, Direction, Gaps, Sketch

STEEPNESS: Final = 0.2
WIDEST_EXTRA: Final = 120.0
PART_GAP: Final = ROW_GAP


@dataclass(slots=True)
class Boxes:
    """Where boxes stand and wires bend: along the flow and across it.

    Args:
        middles: the middle of each box.
        bends: the places that a wire runs through, in its order; wires that run in one curve are left out.
    """

    middles: dict[str, tuple[float, float]] = field(default_factory=dict)
    bends: dict[Wire, Points] = field(default_factory=dict)

    def take(self, part: Boxes, across: float) -> None:
        """Takes over a part, so far from where it was laid out."""
        self.middles |= {id: (x, y + across) for id, (x, y) in part.middles.items()}
        self.bends |= {wire: tuple([(x, y + across) for x, y in places]) for wire, places in part.bends.items()}

    def snapped(self, shift: float) -> Boxes:
        """All on the grid, so far across from where it is."""
        return Boxes(
            {id: (snapped(x), snapped(y + shift)) for id, (x, y) in self.middles.items()},
            {wire: tuple([(snapped(x), snapped(y + shift)) for x, y in places]) for wire, places in self.bends.items()},
        )


def place_boxes(
    sketch: Sketch, direction: Direction, spread: float, orders: dict[str, Columns], check: Callable[[], None]
) -> Boxes:
    """Places for boxes on the grid, from (0, 0) on, parts that no link joins one behind the other across the flow.

    Args:
        sketch: what is laid out.
        direction: tells the least distances.
        spread: a factor of all distances.
        orders: the columns of each part by its first box, as far as they have been found already; others are put in.
        check: is called between steps, and raises where the work is given up.
    """
    gaps = GAPS[direction]
    gaps = replace(gaps, layers=spread * gaps.layers, boxes=spread * gaps.boxes, lanes=spread * gaps.lanes)
    placed = Boxes()
    bottom = 0.0
    for ids in parts(sketch):
        part = sketch if len(ids) == len(sketch.boxes) else sketch.part(ids)
        if ids[0] not in orders:
            orders[ids[0]] = choose_columns(part, check)
        found = _place_part(orders[ids[0]], part, gaps, check, level=direction == "right")
        top, depth = _extent(part, found.middles)
        placed.take(found, bottom - top)
        bottom += depth + PART_GAP
    placed = placed.snapped(-min((across for _, across in placed.middles.values()), default=0.0))
    _level_chains(sketch, placed.middles)
    _level_bends(sketch, placed)
    return placed


def _level_chains(sketch: Sketch, placed: dict[str, tuple[float, float]]) -> None:
    """Takes away the steps that the grid has put into level chains."""
    for id, links in sketch.incoming.items():
        if len(links) != 1 or len(sketch.outgoing[links[0].source]) != 1:
            continue
        source, _, leaves, arrives, _ = links[0]
        shift = leaves * sketch.boxes[source].breadth - arrives * sketch.boxes[id].breadth
        level = placed[source][1] + shift
        if abs(placed[id][1] - level) <= GRID and level % GRID == 0:
            placed[id] = placed[id][0], level


def _level_bends(sketch: Sketch, placed: Boxes) -> None:
    """Takes away the steps between a wire's ends and its bends that nobody would see but as a wriggle."""
    links = {link.wire: link for links in sketch.incoming.values() for link in links} if placed.bends else {}
    for wire, bends in placed.bends.items():
        source, target, leaves, arrives, _ = links[wire]
        begin = placed.middles[source][1] + leaves * sketch.boxes[source].breadth
        end = placed.middles[target][1] + arrives * sketch.boxes[target].breadth
        placed.bends[wire] = _levelled(begin, bends, end)


def _levelled(begin: float, bends: Points, end: float) -> Points:
    level, found = begin, []
    for along, across in bends:
        level = level if abs(across - level) <= GRID else across
        found.append((along, level))
    for place in reversed(range(len(found))):
        if abs(found[place][1] - end) > GRID:
            break
        found[place] = found[place][0], end
    return tuple(found)


def _place_part(columns: Columns, sketch: Sketch, gaps: Gaps, check: Callable[[], None], *, level: bool) -> Boxes:
    heights = Heights(columns, sketch, gaps, check).find()
    along = _columns_along(columns, sketch, heights, gaps.layers)
    middles = {
        place.id: (along[place.column], heights[place])
        for column in columns
        for place in column
        if place.id is not None
    }
    lanes = Lanes(columns, sketch, heights, along, level=level)
    bends = lanes.bends()
    return Boxes(middles, calmed(lanes, bends) if bends and len(sketch.boxes) <= FEW_BOXES else bends)


def _extent(sketch: Sketch, places: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    """Where what stands at these places begins across the flow, and how far from there it reaches."""
    tops, bottoms = [], []
    for id, (_, across) in places.items():
        box = sketch.boxes[id]
        tops.append(across - box.breadth / 2)
        bottoms.append(across + box.breadth / 2 + box.below)
    return min(tops), max(bottoms) - min(tops)


def _columns_along(
    columns: Sequence[Sequence[Place]], sketch: Sketch, heights: Mapping[Place, float], least: float
) -> list[float]:
    """The middle of each column; steep wires get more room between two columns."""
    lengths = [
        max((sketch.boxes[place.id].length for place in column if place.id is not None), default=0.0)
        for column in columns
    ]
    along = [0.0]
    for number, column in enumerate(columns[:-1]):
        rise = max(
            (abs(heights[target] - heights[place]) for place in column for target, _, _ in place.targets), default=0.0
        )
        gap = least + min(WIDEST_EXTRA, STEEPNESS * max(0.0, rise - 60.0))
        along.append(along[-1] + GRID * ceil((lengths[number] / 2 + gap + lengths[number + 1] / 2) / GRID))
    return along
