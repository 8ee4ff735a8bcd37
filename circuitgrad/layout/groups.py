"""Frames in a layout: what stands in which, and each with all that is in it laid out as one box, innermost first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from heapq import heapify, heappop, heappush
from math import ceil, floor
from typing import Final

from circuitgrad.circuit import Bends, Circuit, Frame, Note, Position, Wire
from circuitgrad.layout.geometry import GRID, Rect, node_size, port_offset, shown_ports
from circuitgrad.layout.layered import Boxes, place_boxes
from circuitgrad.layout.layers import Columns
from circuitgrad.layout.room import occupied
from circuitgrad.layout.sketch import Box, Direction, Link, Sketch, box_of, on_canvas, sketch_of

MARGIN: Final = 2 * GRID
TITLE: Final = 4 * GRID
"""Room for a frame's title, within it above all else."""

Orders = dict[str | None, dict[str, Columns]]
"""The columns that have been found, by frame."""


@dataclass(slots=True)
class Group:
    """A frame, or the canvas itself, and what stands directly in it.

    Args:
        id: the frame's id, None for the canvas.
        nodes: ids of nodes, in topological order.
        frames: ids of frames within.
        notes: ids of notes that a frame takes along.
    """

    id: str | None
    nodes: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Placed:
    """Where nodes and frames stand, and which wires bend on their way, and where."""

    positions: dict[str, Position]
    rects: dict[str, Rect]
    bends: dict[Wire, Bends] = field(default_factory=dict)

    def moved(self, dx: float, dy: float) -> Placed:
        """All of it elsewhere."""
        positions = {id: (x + dx, y + dy) for id, (x, y) in self.positions.items()}
        bends = {wire: tuple([(x + dx, y + dy) for x, y in places]) for wire, places in self.bends.items()}
        return Placed(positions, {id: moved(rect, dx, dy) for id, rect in self.rects.items()}, bends)

    def bend_as(self, before: Mapping[str, Position]) -> None:
        """Takes bends along with nodes that have moved one by one; wires whose ends have parted have none any more.

        Args:
            before: where the nodes stood.
        """
        for wire, places in list(self.bends.items()):
            (x0, y0), (x1, y1) = self.positions[wire.source], self.positions[wire.target]
            (a0, b0), (a1, b1) = before[wire.source], before[wire.target]
            if (x0 - a0, y0 - b0) == (x1 - a1, y1 - b1):
                self.bends[wire] = tuple([(x + x0 - a0, y + y0 - b0) for x, y in places])
            else:
                del self.bends[wire]


def moved(rect: Rect, dx: float, dy: float) -> Rect:
    """A rectangle elsewhere."""
    return Rect(rect.left + dx, rect.top + dy, rect.right + dx, rect.bottom + dy)


def groups_of(circuit: Circuit, ids: Sequence[str]) -> list[Group]:
    """Which of these nodes stand in which frame, innermost frames first, the canvas last.

    A node stands in the smallest frame that holds its middle. A frame takes part if all that it holds is among the
    nodes; it stands in the smallest larger one that holds its middle and takes part.
    """
    among = set(ids)
    frames = [remark for remark in circuit.remarks.values() if isinstance(remark, Frame)]
    frames.sort(key=lambda frame: frame.rect[2] * frame.rect[3])
    held = {frame.id: [id for id, node in circuit.nodes.items() if frame.holds(node.position)] for frame in frames}
    frames = [frame for frame in frames if held[frame.id] and among.issuperset(held[frame.id])]
    groups = {frame.id: Group(frame.id) for frame in frames}
    canvas = Group(None)
    owner: dict[str, str] = {}
    for frame in frames:
        for id in held[frame.id]:
            owner.setdefault(id, frame.id)
    for id in ids:
        (groups[owner[id]] if id in owner else canvas).nodes.append(id)
    for number, frame in enumerate(frames):
        left, top, width, height = frame.rect
        middle = left + width / 2, top + height / 2
        around = next((outer for outer in frames[number + 1 :] if outer.holds(middle)), None)
        (canvas if around is None else groups[around.id]).frames.append(frame.id)
    for note in [remark for remark in circuit.remarks.values() if isinstance(remark, Note)] if frames else ():
        left, top, width, height = note.rect
        middle = left + width / 2, top + height / 2
        around = next((frame for frame in frames if frame.holds(middle)), None)
        if around is not None:
            groups[around.id].notes.append(note.id)
    return [*groups.values(), canvas]


def place_groups(
    circuit: Circuit,
    groups: Sequence[Group],
    direction: Direction,
    spread: float,
    orders: Orders,
    check: Callable[[], None],
) -> Placed:
    """Places for all nodes, and the rectangles of frames round what they hold.

    Args:
        circuit: what is laid out.
        groups: the result of `groups_of`.
        direction: where wires lead.
        spread: a factor of all distances.
        orders: the columns that have been found already; others are put in.
        check: is called between steps, and raises where the work is given up.
    """
    if len(groups) == 1:
        ids = groups[0].nodes
        found = place_boxes(sketch_of(circuit, ids, direction), direction, spread, orders.setdefault(None, {}), check)
        return _on_canvas(found, ids, direction)
    inner: dict[str | None, Placed] = {}
    nest = _Nest(circuit, groups, direction)
    for group in groups:
        sketch = nest.sketch(group, inner)
        found = place_boxes(sketch, direction, spread, orders.setdefault(group.id, {}), check)
        placed = _on_canvas(found, group.nodes, direction)
        for id in group.frames:
            middle = on_canvas(*found.middles[id], direction)
            within = inner[id].moved(*middle)
            placed.positions |= within.positions
            placed.rects |= within.rects
            placed.bends |= within.bends
        inner[group.id] = placed if group.id is None else _around_its_middle(circuit, group, placed)
    return inner[None]


def _on_canvas(found: Boxes, ids: Iterable[str], direction: Direction) -> Placed:
    positions = {id: on_canvas(*found.middles[id], direction) for id in ids}
    bends = {wire: tuple([on_canvas(*place, direction) for place in places]) for wire, places in found.bends.items()}
    return Placed(positions, {}, bends)


def _around_its_middle(circuit: Circuit, group: Group, placed: Placed) -> Placed:
    """What stands in a frame, seen from the frame's middle, with the frame."""
    frame = put_frame_round(circuit, placed, group)
    return placed.moved(-(frame.left + frame.right) / 2, -(frame.top + frame.bottom) / 2)


def put_frame_round(circuit: Circuit, placed: Placed, group: Group) -> Rect:
    """Puts a frame round what it holds, its notes below all else, with room for its title; its middle is on the grid.

    Returns:
        Its rectangle.
    """
    rects = [rect for id in group.nodes for rect in covered(circuit, id, placed.positions[id])]
    rects += [placed.rects[id] for id in group.frames]
    around = reduce(Rect.united, rects).grown(MARGIN)
    for id in group.notes:
        _, _, width, height = circuit.remarks.find(id).rect
        left, top = GRID * floor(around.left / GRID) + MARGIN, GRID * ceil(around.bottom / GRID)
        placed.rects[id] = Rect(left, top, left + width, top + height)
        around = around.united(placed.rects[id].grown(MARGIN))
    placed.rects[group.id or ""] = _on_grid(around)
    return placed.rects[group.id or ""]


def _on_grid(around: Rect) -> Rect:
    left, top, right, bottom = around
    left, top = GRID * floor(left / GRID), GRID * floor((top - TITLE) / GRID)
    across, down = ceil((right - left) / (2 * GRID)), ceil((bottom - top) / (2 * GRID))
    return Rect(left, top, left + 2 * GRID * across, top + 2 * GRID * down)


def covered(circuit: Circuit, id: str, place: Position) -> Iterator[Rect]:
    """What a node would cover if it stood here."""
    x, y = circuit.node(id).position
    for rect in occupied(circuit, id):
        yield moved(rect, place[0] - x, place[1] - y)


class _Nest:
    """Which boxes of a group the wires of a circuit join."""

    def __init__(self, circuit: Circuit, groups: Sequence[Group], direction: Direction) -> None:
        self._circuit, self._direction = circuit, direction
        outer = {frame: group.id for group in groups for frame in group.frames}
        self._chains: dict[str, list[str | None]] = {}
        self._wires: dict[str | None, list[tuple[str, str, Wire]]] = {}
        for group in groups:
            chain: list[str | None] = [group.id]
            while chain[-1] is not None:
                chain.append(outer[chain[-1]])
            for id in group.nodes:
                self._chains[id] = chain
        for wire in circuit.wires():
            if wire.source in self._chains and wire.target in self._chains:
                where, source, target = self._meeting(wire)
                if source != target:
                    self._wires.setdefault(where, []).append((source, target, wire))

    def _meeting(self, wire: Wire) -> tuple[str | None, str, str]:
        """The innermost group that holds both ends of a wire, and as which boxes."""
        sources, targets = [wire.source, *self._chains[wire.source]], [wire.target, *self._chains[wire.target]]
        while len(sources) > 2 and len(targets) > 2 and sources[-2] == targets[-2]:
            sources.pop()
            targets.pop()
        return sources[-1], sources[-2] or "", targets[-2] or ""

    def sketch(self, group: Group, inner: Mapping[str | None, Placed]) -> Sketch:
        """A group's boxes and the links among them."""
        boxes = {id: box_of(self._circuit, self._circuit.node(id), self._direction) for id in group.nodes}
        boxes |= {id: self._frame_box(id, inner[id]) for id in group.frames}
        wires = self._wires.get(group.id, [])
        links = [
            Link(
                source,
                target,
                self._end(wire.source, None, inner.get(source)) / boxes[source].breadth,
                self._end(wire.target, wire.port, inner.get(target)) / boxes[target].breadth,
                wire,
            )
            for source, target, wire in wires
        ]
        return Sketch((boxes[id] for id in _forward(list(boxes), links)), links)

    def _frame_box(self, id: str, within: Placed) -> Box:
        frame = within.rects[id]
        width, height = frame.right - frame.left, frame.bottom - frame.top
        left, top, old_width, old_height = self._circuit.remarks.find(id).rect
        across, down = left + old_width / 2, top + old_height / 2
        if self._direction == "right":
            return Box(id, width, height, place=down, along=across)
        return Box(id, height, width, place=across, along=down)

    def _end(self, id: str, port: int | None, within: Placed | None) -> float:
        """How far from the middle of its box, across the flow, a wire ends; `port` is None for the output."""
        node = self._circuit.node(id)
        ports = shown_ports(node, self._circuit)
        width, height = node_size(node, ports)
        x, y = (0.0, 0.0) if within is None else within.positions[id]
        if self._direction == "down":
            return x + (width / 2 if port is None else -width / 2)
        return y if port is None else y + port_offset(port, ports, height)


def _forward(ids: Sequence[str], links: Iterable[Link]) -> list[str]:
    """Boxes in such an order that links lead forward (Kahn 1962); on a circle, the first of the boxes goes first."""
    number = {id: place for place, id in enumerate(ids)}
    behind: dict[str, list[str]] = {id: [] for id in ids}
    missing = dict.fromkeys(ids, 0)
    for link in links:
        behind[link.source].append(link.target)
        missing[link.target] += 1
    ready = [number[id] for id in ids if not missing[id]]
    heapify(ready)
    rest = iter(ids)
    order: dict[str, None] = {}
    while len(order) < len(ids):
        id = ids[heappop(ready)] if ready else next(id for id in rest if id not in order)
        if id in order:
            continue
        order[id] = None
        for target in behind[id]:
            missing[target] -= 1
            if not missing[target] and target not in order:
                heappush(ready, number[target])
    return list(order)
