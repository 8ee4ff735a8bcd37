"""What stays where it is while nodes are laid out, pinned nodes and notes: the rest comes round, and clear of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from statistics import mean
from typing import Final

from circuitgrad.circuit import Circuit, Position
from circuitgrad.layout.cells import Blocks
from circuitgrad.layout.geometry import GRID, Rect, snapped
from circuitgrad.layout.groups import Group, Placed, covered, moved, put_frame_round
from circuitgrad.layout.notes import obstacles, step_aside
from circuitgrad.layout.sketch import Direction, on_canvas

CLEARANCE: Final = 2 * GRID
MOST_STEPS: Final = 200


def keep_pins(circuit: Circuit, groups: Sequence[Group], placed: Placed, direction: Direction) -> Placed:
    """The same layout with pinned nodes where they are now, all else shifted toward them and out of their way."""
    pins = {id: circuit.node(id).position for id in placed.positions if circuit.node(id).pinned}
    placed = placed.moved(*_mean_shift(pins, placed.positions))
    keeper = _Keeper(circuit, groups, pins, placed)
    keeper.settle(direction)
    return keeper.placed


def keep_off(circuit: Circuit, groups: Sequence[Group], placed: Placed, direction: Direction) -> Placed:
    """The same layout, clear of notes and strange frames that lie on the canvas."""
    blocks = obstacles(circuit, groups)
    if not blocks:
        return placed
    aside = step_aside(circuit, placed, blocks, direction)
    if aside is not None:
        return aside
    keeper = _Keeper(circuit, groups, {}, placed)
    keeper.settle(direction)
    return keeper.placed


def _mean_shift(pins: Mapping[str, Position], positions: Mapping[str, Position]) -> Position:
    """How far, on the grid, pinned nodes are on average from where a layout has them."""
    dx = mean(place[0] - positions[id][0] for id, place in pins.items())
    dy = mean(place[1] - positions[id][1] for id, place in pins.items())
    return snapped(dx), snapped(dy)


class _Keeper:
    """Moves what is in the way of pinned nodes and notes: nodes, and frames with all in them."""

    def __init__(self, circuit: Circuit, groups: Sequence[Group], pins: Mapping[str, Position], placed: Placed) -> None:
        self._circuit, self._pins, self.placed = circuit, pins, placed
        self._groups = {group.id: group for group in groups}
        self._inner = {group.id: list(self._all_in(group)) for group in groups}
        self._obstacles = obstacles(circuit, groups)

    def _all_in(self, group: Group) -> Iterator[str]:
        waiting = [group]
        while waiting:
            inner = waiting.pop()
            yield from inner.nodes
            waiting += [self._groups[id] for id in inner.frames]

    def settle(self, direction: Direction) -> None:
        """Frames with pinned nodes go with them; then what is in the way moves, in each of them, then around."""
        before = dict(self.placed.positions)
        for id, group in reversed(self._groups.items()):
            pins = {node: self._pins[node] for node in self._inner[id] if node in self._pins}
            if id is not None and pins:
                self._shift(group, *_mean_shift(pins, self.placed.positions))
        self.placed.positions |= self._pins
        for group in self._groups.values():
            if any(node in self._pins for node in self._inner[group.id]) or (group.id is None and self._obstacles):
                self._clear(group, direction)
                if group.id is not None:
                    put_frame_round(self._circuit, self.placed, group)
        self.placed.bend_as(before)

    def _shift(self, group: Group, dx: float, dy: float) -> None:
        waiting = [group]
        while waiting:
            inner = waiting.pop()
            for node in inner.nodes:
                x, y = self.placed.positions[node]
                self.placed.positions[node] = x + dx, y + dy
            for id in inner.notes if inner.id is None else (inner.id, *inner.notes):
                self.placed.rects[id] = moved(self.placed.rects[id], dx, dy)
            waiting += [self._groups[id] for id in inner.frames]

    def _clear(self, group: Group, direction: Direction) -> None:
        """Moves what stands directly in a group and holds no pinned node out of the way, in reading order."""
        loose = [Group(None, [id]) for id in group.nodes if id not in self._pins]
        loose += [self._groups[id] for id in group.frames if not self._holds_pins(id)]
        taken = Blocks()
        for rect in self._obstacles if group.id is None else ():
            taken.add(rect)
        for id in group.nodes:
            if id in self._pins:
                taken.add(_union(covered(self._circuit, id, self._pins[id])))
        for id in group.frames:
            if self._holds_pins(id):
                taken.add(self.placed.rects[id])
        rects = [(self._rect(one), number, one) for number, one in enumerate(loose)]
        along, across = (0, 1) if direction == "right" else (1, 0)
        for rect, _, one in sorted(rects, key=lambda entry: (entry[0][across], entry[0][along], entry[1])):
            step = _way_out(rect, taken, direction)
            if step:
                self._shift(one, *on_canvas(0.0, step, direction))
                rect = moved(rect, *on_canvas(0.0, step, direction))
            taken.add(rect)

    def _holds_pins(self, frame: str) -> bool:
        return any(node in self._pins for node in self._inner[frame])

    def _rect(self, one: Group) -> Rect:
        if one.id is not None:
            return self.placed.rects[one.id]
        (id,) = one.nodes
        return _union(covered(self._circuit, id, self.placed.positions[id]))


def _union(rects: Iterable[Rect]) -> Rect:
    return reduce(Rect.united, rects)


def _way_out(rect: Rect, taken: Blocks, direction: Direction) -> float:
    """How far across the flow a rectangle moves to be clear of others: backward if that is shorter."""
    steps = [step for step in (_free(rect, taken, direction, sign) for sign in (1, -1)) if step is not None]
    return min(steps, key=abs) if steps else 0.0


def _free(rect: Rect, taken: Blocks, direction: Direction, sign: int) -> float | None:
    low, high = (rect.top, rect.bottom) if direction == "right" else (rect.left, rect.right)
    step = 0.0
    for _ in range(MOST_STEPS):
        met = [other for other, _ in taken.meeting(moved(rect, *on_canvas(0.0, step, direction)).grown(CLEARANCE / 2))]
        if not met:
            return step
        if sign > 0:
            end = max(other.bottom if direction == "right" else other.right for other in met)
            step = _on_grid(end + CLEARANCE - low, 1)
        else:
            end = min(other.top if direction == "right" else other.left for other in met)
            step = _on_grid(end - CLEARANCE - high, -1)
    return None


def _on_grid(step: float, sign: int) -> float:
    """The next place on the grid in a direction."""
    return sign * GRID * -(-sign * step // GRID)
