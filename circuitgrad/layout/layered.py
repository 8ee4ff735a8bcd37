"""A layered layout of boxes: columns along the flow, places across it, parts that no link joins beside each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import ceil
from typing import Final

from circuitgrad.layout.geometry import GRID, ROW_GAP, snapped
from circuitgrad.layout.heights import Heights
from circuitgrad.layout.layers import Columns, Place, parts
from circuitgrad.layout.reaches import choose_columns
from circuitgrad.layout.sketch import GAPS, Direction, Gaps, Sketch

STEEPNESS: Final = 0.2
WIDEST_EXTRA: Final = 120.0
PART_GAP: Final = ROW_GAP

Placed = dict[str, tuple[float, float]]
"""For each box its middle: along the flow and across it."""


def place_boxes(
    sketch: Sketch, direction: Direction, spread: float, orders: dict[str, Columns], check: Callable[[], None]
) -> Placed:
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
    placed: Placed = {}
    bottom = 0.0
    for ids in parts(sketch):
        part = sketch if len(ids) == len(sketch.boxes) else sketch.part(ids)
        if ids[0] not in orders:
            orders[ids[0]] = choose_columns(part, check)
        found = _place_part(orders[ids[0]], part, gaps, check)
        top, depth = _extent(part, found)
        placed |= {id: (x, y - top + bottom) for id, (x, y) in found.items()}
        bottom += depth + PART_GAP
    top = min((across for _, across in placed.values()), default=0.0)
    placed = {id: (snapped(along), snapped(across - top)) for id, (along, across) in placed.items()}
    _level_chains(sketch, placed)
    return placed


def _level_chains(sketch: Sketch, placed: Placed) -> None:
    """Takes away the steps that the grid has put into level chains."""
    for id, links in sketch.incoming.items():
        if len(links) != 1 or len(sketch.outgoing[links[0].source]) != 1:
            continue
        source, _, leaves, arrives = links[0]
        shift = leaves * sketch.boxes[source].breadth - arrives * sketch.boxes[id].breadth
        level = placed[source][1] + shift
        if abs(placed[id][1] - level) <= GRID and level % GRID == 0:
            placed[id] = placed[id][0], level


def _place_part(columns: Columns, sketch: Sketch, gaps: Gaps, check: Callable[[], None]) -> Placed:
    heights = Heights(columns, sketch, gaps, check).find()
    along = _columns_along(columns, sketch, heights, gaps.layers)
    return {
        place.id: (along[place.column], heights[place])
        for column in columns
        for place in column
        if place.id is not None
    }


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
