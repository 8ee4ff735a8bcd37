"""Finds a place for the two numbers of each wire: on the wire, over no node, no other label, few other wires."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import reduce
from math import inf
from typing import Final

from circuitgrad.circuit import Circuit, Wire
from circuitgrad.layout.geometry import LABEL_LINE, LABEL_WIDTH, STUB, Rect, node_rect, shown_ports
from circuitgrad.layout.room import FORBIDDEN, Room, occupied
from circuitgrad.layout.routes import Path, nodes_near, note_rects, routes
from circuitgrad.layout.spots import LabelSpot, Shape, Way

__all__ = ["LabelSpot", "bounds", "count_covering", "occupied", "place_labels", "stub_spots"]

ALONG: Final = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.19, 0.81)
FINELY: Final = tuple(sorted((step / 40 for step in range(3, 38)), key=lambda t: abs(t - 0.5)))
FROM_MIDDLE: Final = 24.0
"""What it costs to stand at an end of the wire, twice as far from its middle as is possible."""
MOST_EVICTIONS: Final = 3


def place_labels(
    circuit: Circuit,
    only: Collection[Wire] | None = None,
    fixed: Mapping[Wire, LabelSpot] | None = None,
    paths: Mapping[Wire, Path] | None = None,
    among: Collection[str] | None = None,
) -> dict[Wire, LabelSpot]:
    """Places for the labels of wires, the shortest wires first; who finds none makes others move on.

    Args:
        circuit: nodes and wires at their places.
        only: the wires to place; None for all.
        fixed: labels that stay where they are.
        paths: where all wires run, if it is known already.
        among: the nodes that labels could come to stand on; None for all.

    Returns:
        A spot for each wire that was asked for.

    Example:
        >>> from circuitgrad.circuit import Fragment, Node
        >>> nodes = Node.new("input", id="x"), Node.new("exp", id="f", position=(168.0, 0.0))
        >>> (spot,) = place_labels(Circuit(Fragment(nodes, (Wire("x", "f", 0),)))).values()
        >>> spot.align, spot.value.bottom < 0 < spot.gradient.top
        ('centre', True)
    """
    paths = routes(circuit, circuit.wires()) if paths is None else paths
    asked = None if only is None else set(only)
    wanted = {wire: path for wire, path in paths.items() if asked is None or wire in asked}
    if not wanted:
        return {}
    near = reduce(Rect.united, [path.hull for path in wanted.values()]).grown(LABEL_WIDTH + 4 * LABEL_LINE)
    room = _room_around(circuit, near, fixed or {}, among)
    ways = {wire: Way(path) for wire, path in wanted.items()}
    room.pass_through(paths if asked is None else {wire: path for wire, path in paths.items() if _touches(path, near)})
    spots = _place_each(sorted(wanted, key=lambda wire: _length(paths[wire])), ways, room)
    return {wire: spots[wire] for wire in wanted}


def _touches(path: Path, area: Rect) -> bool:
    """Whether a way can lead through an area."""
    left, top, right, bottom = area
    if len(path.pieces) == 1:  # looked at first, as nearly all are like that, and far away: it stays between its ends
        start, _, _, end = path.pieces[0]
        if (start[1] < top and end[1] < top) or (start[1] > bottom and end[1] > bottom):
            return False
    hull = path.hull
    return hull.left < right and left < hull.right and hull.top < bottom and top < hull.bottom


def _room_around(circuit: Circuit, near: Rect, fixed: Mapping[Wire, LabelSpot], among: Collection[str] | None) -> Room:
    room = Room(near)
    for id in nodes_near(circuit, near, among):
        for rect in occupied(circuit, id):
            room.fill(rect)
    for rect in note_rects(circuit).values():
        if rect.overlaps(near):
            room.fill(rect)
    left, top, right, bottom = near
    for spot in fixed.values():
        text = spot.value
        if left - LABEL_WIDTH < text.left < right and top - 4 * LABEL_LINE < text.top < bottom + 4 * LABEL_LINE:
            room.put(spot)
    return room


def _length(path: Path) -> float:
    return abs(path.end[0] - path.start[0]) + abs(path.end[1] - path.start[1])


def _place_each(wires: Iterable[Wire], ways: Mapping[Wire, Way], room: Room) -> dict[Wire, LabelSpot]:
    spots: dict[Wire, LabelSpot] = {}
    evicted: Counter[Wire] = Counter()
    waiting = list(wires)[::-1]
    while waiting:
        wire = waiting.pop()
        natural = _natural(ways[wire])
        if room.is_crowded(natural):
            spots[wire] = natural
            continue
        cost, spot = _cheapest(ways[wire], ALONG, room.price, wire)
        if cost >= FORBIDDEN:
            cost, spot = _cheapest(ways[wire], FINELY, room.price, wire)
        if cost >= FORBIDDEN and evicted[wire] < MOST_EVICTIONS:
            cost, forced = _cheapest(ways[wire], FINELY, room.price_of_force, wire)
            if cost < FORBIDDEN:
                spot = forced
                for other in room.in_the_way(spot):
                    room.take_away(spots.pop(other), other)
                    waiting.append(other)
            evicted[wire] += 1
        room.put(spot, wire)
        spots[wire] = spot
    return spots


def _natural(way: Way) -> LabelSpot:
    """Where the labels of a wire stand if nothing is in the way: about its middle."""
    return next(iter(way.shapes(0.5, lambda _: True)))[1].spot()


def _cheapest(
    way: Way, along: Iterable[float], price: Callable[[Wire, LabelSpot, float], float], wire: Wire
) -> tuple[float, LabelSpot]:
    """The best spot; what could not be the best any more is not looked at."""
    best, found = inf, Shape(0.0, 0.0, 0.0, "centre").spot()
    off = 0.0

    def fits(effort: float) -> bool:
        return off + effort < best

    for t in along:
        off = FROM_MIDDLE * abs(t - 0.5)
        if not fits(0.0):
            break
        for effort, shape in way.shapes(t, fits):
            if fits(effort):
                spot = shape.spot()
                cost = off + effort + price(wire, spot, best - off - effort)
                if cost < best:
                    best, found = cost, spot
    return best, found


def count_covering(circuit: Circuit, spots: Mapping[Wire, LabelSpot]) -> int:
    """How many labels cover a node, what belongs to it, a note, or another label."""
    room = Room()
    for rect in note_rects(circuit).values():
        room.fill(rect)
    for id in circuit.nodes:
        for rect in occupied(circuit, id):
            room.fill(rect)
    found = 0
    for wire, spot in spots.items():
        found += room.price(wire, spot) >= FORBIDDEN
        room.put(spot, wire)
    return found


def stub_spots(circuit: Circuit) -> dict[str, LabelSpot]:
    """Where value and gradient of a node stand that feeds nothing: on the line out of it.

    Example:
        >>> from circuitgrad.circuit import Fragment, Node
        >>> stub_spots(Circuit(Fragment((Node.new("exp", id="f"),))))["f"].value
        Rect(left=32.0, top=-18.0, right=88.0, bottom=-3.0)
    """
    spots = {}
    for id, node in circuit.nodes.items():
        if not node.is_leaf and not circuit.feeds_any(id):
            right, y = node_rect(node, shown_ports(node, circuit)).right, node.position[1]
            left = right + (STUB - LABEL_WIDTH) / 2
            spots[id] = Shape(left, y - 3.0 - LABEL_LINE, y + 3.0, "centre").spot()
    return spots


def bounds(circuit: Circuit, labels: Mapping[Wire, LabelSpot], paths: Mapping[Wire, Path] | None = None) -> Rect | None:
    """A rectangle round everything that is drawn: nodes with captions, halos, arrows and stubs, wires, labels.

    Args:
        circuit: nodes and wires at their places.
        labels: the result of `place_labels`.
        paths: where the wires run, if it is known already.

    Returns:
        None for an empty circuit.

    Example:
        >>> from circuitgrad.circuit import Fragment, Node
        >>> bounds(Circuit(Fragment((Node.new("input", id="x"),))), {})
        Rect(left=-82.0, top=-28.0, right=56.0, bottom=42.0)
    """
    ways = routes(circuit, circuit.wires()) if paths is None else paths
    rects = [rect for id in circuit.nodes for rect in occupied(circuit, id)]
    rects += [path.box for path in ways.values()]
    rects += [spot.whole for spot in labels.values()]
    return reduce(Rect.united, rects) if rects else None
