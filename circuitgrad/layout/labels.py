"""Finds a place for the two numbers of each wire: on the wire, over no node, no other label, few other wires."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import reduce
from math import inf
from typing import Final, NamedTuple

from circuitgrad.circuit import Circuit, Wire
from circuitgrad.layout.cells import CELL, Blocks, cells
from circuitgrad.layout.geometry import (
    CAPTION_HEIGHT,
    GRID,
    LABEL_LINE,
    LABEL_WIDTH,
    STUB,
    Rect,
    capsule_width,
    has_caption,
    node_rect,
    shown_ports,
)
from circuitgrad.layout.routes import Path, routes

HALO: Final = 8.0
Points = list[tuple[float, float]]

ARROW: Final = 34.0
CLEARANCE: Final = 2.0
ALONG: Final = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.19, 0.81)
FINELY: Final = tuple(step / 40 for step in range(3, 38))
FORBIDDEN: Final = 1e6
NEIGHBOURHOOD: Final = 320.0
"""No node reaches farther from its middle, stub and all."""


class LabelSpot(NamedTuple):
    """Where the two numbers of a wire stand, and to which side the text is aligned: left, centre or right."""

    value: Rect
    gradient: Rect
    align: str

    @property
    def whole(self) -> Rect:
        """Both lines."""
        return self.value.united(self.gradient)


def occupied(circuit: Circuit, id: str) -> list[Rect]:
    """What a node covers: body, caption, an input's arrow, and the stub of a node that feeds nothing."""
    node = circuit.node(id)
    body = node_rect(node, shown_ports(node, circuit))
    middle = (body.top + body.bottom) / 2
    rects = [body.grown(HALO if node.is_leaf else CLEARANCE)]
    if has_caption(node) or len(circuit.outgoing(id)) > 1:
        half = max(body.right - body.left, 72.0) / 2
        center = (body.left + body.right) / 2
        rects.append(Rect(center - half, body.bottom, center + half, body.bottom + CAPTION_HEIGHT + 6))
    if node.is_leaf:
        rects.append(Rect(body.left - ARROW, middle - 12, body.left, middle + 18))
    elif not circuit.feeds_any(id):
        rects.append(Rect(body.right, middle - 20, body.right + STUB + capsule_width(node) + GRID, middle + 20))
    return rects


def place_labels(
    circuit: Circuit,
    only: Collection[Wire] | None = None,
    fixed: Mapping[Wire, LabelSpot] | None = None,
    paths: Mapping[Wire, Path] | None = None,
) -> dict[Wire, LabelSpot]:
    """Places for the labels of wires, the shortest wires first.

    Args:
        circuit: nodes and wires at their places.
        only: the wires to place; None for all.
        fixed: labels that stay where they are.
        paths: where all wires run, if it is known already.

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
    wanted = [wire for wire in paths if only is None or wire in only]
    if not wanted:
        return {}
    near = _around([paths[wire] for wire in wanted])
    room = _Room()
    for id, node in circuit.nodes.items():
        if near.overlaps(Rect(*node.position, *node.position).grown(NEIGHBOURHOOD)):
            for rect in occupied(circuit, id):
                room.fill(rect)
    for spot in (fixed or {}).values():
        if near.overlaps(spot.whole):
            room.block(spot)
    for wire, path in paths.items():
        if near.overlaps(_around([path])):
            room.pass_through(wire, path)
    return dict(_place_each({wire: paths[wire] for wire in wanted}, room))


def _around(paths: Iterable[Path]) -> Rect:
    """A rectangle round wires with room for their labels."""
    rects = [
        Rect(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
        for path in paths
        for a, b in ((piece.start, piece.end) for piece in path.pieces)
    ]
    return reduce(Rect.united, rects).grown(LABEL_WIDTH + 4 * LABEL_LINE)


def _place_each(paths: Mapping[Wire, Path], room: _Room) -> Iterator[tuple[Wire, LabelSpot]]:
    for wire, path in sorted(paths.items(), key=lambda item: _length(item[1])):
        points = path.samples()
        cost, spot = min(_priced(wire, path, points, ALONG, room), key=lambda priced: priced[0])
        if cost >= FORBIDDEN:
            _, spot = min(_priced(wire, path, points, FINELY, room), key=lambda priced: priced[0])
        room.block(spot)
        yield wire, spot


def _length(path: Path) -> float:
    return abs(path.end[0] - path.start[0]) + abs(path.end[1] - path.start[1])


def _priced(
    wire: Wire, path: Path, points: Points, along: Iterable[float], room: _Room
) -> Iterator[tuple[float, LabelSpot]]:
    """Candidates with their costs; a candidate that could not be the best any more is not looked at."""
    best = inf
    for t in along:
        for effort, spot in _candidates(path, points, t):
            cost = effort + 24.0 * abs(t - 0.5)
            if cost < best:
                cost += room.price(wire, spot)
                best = min(best, cost)
                yield cost, spot


def _candidates(path: Path, points: Points, t: float) -> Iterator[tuple[float, LabelSpot]]:
    """Round the wire, both above or below it, or beside it; the first number is how far from the best it looks."""
    x, y = path.at(t)
    half = LABEL_WIDTH / 2
    heights = [py for px, py in points if abs(px - x) <= 0.8 * half] or [y]
    highest, lowest = min(heights) - 3, max(heights) + 3
    over = Rect(x - half, highest - LABEL_LINE, x + half, highest)
    under = Rect(x - half, lowest, x + half, lowest + LABEL_LINE)
    yield 1.3 * (lowest - highest - 6), LabelSpot(over, under, "centre")
    yield 9.0, _stacked(x - half, x + half, highest - LABEL_LINE, "centre")
    yield 9.0, _stacked(x - half, x + half, lowest + LABEL_LINE, "centre")
    widths = [px for px, py in points if abs(py - y) <= LABEL_LINE]
    left, right = min([*widths, x]) - 5, max([*widths, x]) + 5
    if right - left < LABEL_WIDTH:
        yield 10.0, _stacked(right, right + LABEL_WIDTH, y, "left")
        yield 11.0, _stacked(left - LABEL_WIDTH, left, y, "right")


def _stacked(left: float, right: float, y: float, align: str) -> LabelSpot:
    return LabelSpot(Rect(left, y - LABEL_LINE, right, y), Rect(left, y, right, y + LABEL_LINE), align)


class _Room:
    """What stands where: rectangles that are taken, and points of wires."""

    def __init__(self) -> None:
        self._taken = Blocks()
        self._points: dict[tuple[int, int], list[tuple[float, float, Wire]]] = {}

    def fill(self, rect: Rect) -> None:
        """Nothing may overlap this from now on."""
        self._taken.add(rect)

    def block(self, spot: LabelSpot) -> None:
        """A label stands here."""
        self._taken.add(spot.value)
        self._taken.add(spot.gradient)

    def pass_through(self, wire: Wire, path: Path) -> None:
        """A wire runs here; a label may cross it if there is no better place."""
        for x, y in path.samples():
            self._points.setdefault((int(x // CELL), int(y // CELL)), []).append((x, y, wire))

    def price(self, wire: Wire, spot: LabelSpot) -> float:
        """What it costs to put a label here."""
        lines = (spot.value.grown(1.0), spot.gradient.grown(1.0))
        area = sum(_shared_area(rect, text) for text in lines for rect, _ in self._taken.meeting(text))
        crossed = {
            other
            for rect in (spot.value, spot.gradient)
            for cell in cells(rect)
            for x, y, other in self._points.get(cell, ())
            if rect.left - 2 < x < rect.right + 2 and rect.top < y < rect.bottom
        }
        own = 8.0 if wire in crossed else 0.0
        return (FORBIDDEN + 1000.0 * area if area else 0.0) + 20.0 * len(crossed - {wire}) + own


def _shared_area(a: Rect, b: Rect) -> float:
    return (min(a.right, b.right) - max(a.left, b.left)) * (min(a.bottom, b.bottom) - max(a.top, b.top))
