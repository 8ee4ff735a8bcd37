"""Which order the columns get: the one that is there, mended, or a fresh one where that untangles much.

What counts is the order of the boxes alone: where lanes pass between them follows from it, always in the same way.
And each order that is chosen has been mended until that finds nothing more. So the same circuit, laid out once more,
comes out as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from circuitgrad.layout.crossings import FewPlaces
from circuitgrad.layout.layers import Columns, Place
from circuitgrad.layout.sketch import Sketch

FEW_PLACES: Final = 80
WORTH_IT: Final = 0.7
"""Another order has to have so small a share of the crossings, else all stay near where they are."""
MENDINGS: Final = 4


class Net(Protocol):
    """Columns whose order is looked for."""

    def untangle(self) -> None: ...
    def sort(self, key: Callable[[Place], float]) -> None: ...
    def exchange(self, *, lanes: bool) -> None: ...
    def settle_lanes(self) -> None: ...
    def count(self) -> int: ...
    def order(self) -> Columns: ...


def order_columns(columns: Columns, sketch: Sketch, check: Callable[[], None]) -> Columns:
    """The same places in an order in which few wires cross.

    Args:
        columns: all places, in an order that suits trees.
        sketch: the boxes, which know where they are now.
        check: is called between steps, and raises where the work is given up.
    """
    present = _present_order(columns, sketch)
    net = _untangled(columns, check)
    fresh = net.order()
    if present is None or _boxes(present) == _boxes(fresh):
        return fresh
    _lead_lanes(net, present)
    kept, left = net.order(), net.count()
    if left == 0:
        return kept
    _lead_lanes(net, fresh)
    crossed = net.count()
    mended, fewer = _mended(net, present)
    if min(crossed, fewer) >= WORTH_IT * left:
        return kept
    return fresh if crossed < WORTH_IT * fewer else mended


def _boxes(columns: Columns) -> list[list[str]]:
    return [[place.id for place in column if place.id] for column in columns]


def _untangled(columns: Columns, check: Callable[[], None]) -> Net:
    """The columns in a fresh order. Python is done with few places before NumPy is imported."""
    if sum(map(len, columns)) <= FEW_PLACES:
        few = FewPlaces(columns)
        few.untangle()
        if few.count() == 0:
            return few
        columns = few.order()
    from circuitgrad.layout.many_places import ManyPlaces

    many = ManyPlaces(columns, check)
    many.untangle()
    return many


def _present_order(columns: Columns, sketch: Sketch) -> Columns | None:
    """The columns in the order in which their boxes stand now; None where some stand on top of each other."""
    ordered = []
    for column in columns:
        heights = [sketch.boxes[place.id].place for place in column if place.id]
        if len(set(heights)) < len(heights):
            return None
        ordered.append(sorted(column, key=lambda place: sketch.boxes[place.id].place if place.id else 0.0))
    return ordered


def _mended(net: Net, columns: Columns) -> tuple[Columns, int]:
    """An order close to this one in which no exchange of neighbours helps, and how many wires cross in it."""
    best, fewest = columns, -1
    for _ in range(MENDINGS):
        _lead_lanes(net, columns)
        found = net.count()
        if fewest >= 0 and found >= fewest:
            break
        best, fewest = net.order(), found
        if fewest == 0:
            break
        net.exchange(lanes=False)
        columns = net.order()
    return best, fewest


def _lead_lanes(net: Net, columns: Columns) -> None:
    """Leads the lanes between boxes that stand in this order: straight first, then past what they need not cross."""
    wish: dict[Place, float] = {}
    for column in columns:
        boxes = [place for place in column if place.id]
        for rank, place in enumerate(boxes):
            wish[place] = (rank + 0.5) / len(boxes)
    for place in list(wish):
        for target, _, _ in place.targets:
            _straighten(place, target, wish)
    net.sort(wish.__getitem__)
    net.settle_lanes()


def _straighten(source: Place, first: Place, wish: dict[Place, float]) -> None:
    """Gives each lane of a wire its place on the straight line."""
    lanes, place = [], first
    while place.id is None:
        lanes.append(place)
        if not place.targets:
            break
        place = place.targets[0][0]
    end = wish.get(place, wish[source])
    for step, lane in enumerate(lanes, 1):
        wish[lane] = wish[source] + (end - wish[source]) * step / (len(lanes) + 1)
