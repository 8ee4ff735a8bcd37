"""Notes and strange frames in the way of a layout: all of it moves aside if that is near, else what is in the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Final

from circuitgrad.circuit import Circuit, Fragment, Note
from circuitgrad.layout.cells import Blocks
from circuitgrad.layout.geometry import GRID, LABEL_LINE, Rect, points_box
from circuitgrad.layout.groups import Group, Placed, covered, moved
from circuitgrad.layout.routes import routes
from circuitgrad.layout.sketch import Direction, on_canvas

FARTHEST: Final = 440.0
"""So far a layout moves as a whole."""
LABEL_ROOM: Final = 2 * LABEL_LINE + 6.0
STEPS: Final = ((1, 0), (-1, 0), (0, 1), (0, -1))
MOST_PUSHES: Final = 100
STRETCH: Final = 4


def obstacles(circuit: Circuit, groups: Sequence[Group]) -> list[Rect]:
    """What lies on the canvas and stays: notes that no frame takes along, and frames that hold none of the nodes."""
    taken = {id for group in groups for id in (*group.notes, *group.frames)}
    ids = [id for group in groups for id in group.nodes]
    found = []
    for remark in circuit.remarks.values():
        if remark.id in taken:
            continue
        left, top, width, height = remark.rect
        if isinstance(remark, Note) or not any(remark.holds(circuit.node(id).position) for id in ids):
            found.append(Rect(left, top, left + width, top + height))
    return found


def step_aside(circuit: Circuit, placed: Placed, blocks: Sequence[Rect], direction: Direction) -> Placed | None:
    """The same layout, moved as a whole to where nothing of it lies under a block; None where that is far.

    Args:
        circuit: knows what is placed.
        placed: where nodes and frames shall stand.
        blocks: the result of `obstacles`.
        direction: where wires lead; rather than along with them it moves across.
    """
    around = reduce(Rect.united, blocks).grown(FARTHEST)
    drawn = Blocks()
    for rect in _drawn(circuit, placed):
        if rect.overlaps(around):
            drawn.add(rect)
    found = []
    for along, across in STEPS:
        sign = on_canvas(along, across, direction)
        step = _way_out(drawn, blocks, sign)
        if step is not None:
            found.append((step, abs(along), sign))
    if not found:
        return None
    step, _, (x, y) = min(found)
    return placed.moved(step * x, step * y) if step else placed


def _drawn(circuit: Circuit, placed: Placed) -> Iterator[Rect]:
    """What a layout covers: nodes, frames, and wires with the numbers beside them."""
    yield from placed.rects.values()
    for id, place in placed.positions.items():
        yield from covered(circuit, id, place)
    nodes = tuple(circuit.node(id).at(*place) for id, place in placed.positions.items())
    wires = tuple(wire for id in placed.positions for wire in circuit.incoming(id) if wire.source in placed.positions)
    drawn = Circuit(Fragment(nodes, wires, bends=tuple(placed.bends.items())))
    for path in routes(drawn, wires).values():
        points = path.samples()
        for first in range(0, len(points) - 1, STRETCH):
            left, top, right, bottom = points_box(points[first : first + STRETCH + 1])
            yield Rect(left, top - LABEL_ROOM, right, bottom + LABEL_ROOM)


def _way_out(drawn: Blocks, blocks: Sequence[Rect], sign: tuple[float, float]) -> float | None:
    """How far to go that way to be clear of all blocks: as if the blocks came the other way."""
    step, (x, y) = 0.0, sign
    for _ in range(MOST_PUSHES):
        push = 0.0
        for block in blocks:
            here = moved(block.grown(GRID), -step * x, -step * y)
            for rect, _ in drawn.meeting(here):
                push = max(push, x and (here.right - rect.left if x > 0 else rect.right - here.left))
                push = max(push, y and (here.bottom - rect.top if y > 0 else rect.bottom - here.top))
        if push <= 0.0:
            return step
        step += GRID * (1 + push // GRID)
        if step > FARTHEST:
            break
    return None
