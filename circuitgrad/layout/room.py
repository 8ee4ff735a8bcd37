"""What stands where on the canvas while labels are placed: rectangles that are taken, and points of wires."""

from __future__ import annotations

from math import ceil, inf
from typing import Final

from circuitgrad.circuit import Circuit, Position, Wire
from circuitgrad.layout.cells import Blocks
from circuitgrad.layout.geometry import (
    CAPTION_HEIGHT,
    GRID,
    STUB,
    Rect,
    capsule_width,
    has_caption,
    node_rect,
    shown_ports,
)
from circuitgrad.layout.spots import LabelSpot

HALO: Final = 8.0
ARROW: Final = 34.0
CLEARANCE: Final = 2.0
STEP_ACROSS, STEP_DOWN = 40.0, 13.0
"""Less than a text is wide and high, so that no wire slips through one unseen."""
EVERYWHERE: Final = Rect(-inf, -inf, inf, inf)
POINT_WIDTH, POINT_HEIGHT = 32.0, 16.0
"""The cells that hold points are about as high as a line of text, as far more points than rectangles are near."""
FORBIDDEN: Final = 1e6
CROSSED: Final = 20.0
OWN: Final = 8.0
EVICTED: Final = 100.0


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


class Room:
    """Rectangles that are taken for good, labels that can still give way, and points of wires.

    Args:
        area: where labels can come to stand; points of wires elsewhere are left out.
    """

    def __init__(self, area: Rect = EVERYWHERE) -> None:
        self._area = area
        self._taken = Blocks()
        self._points: dict[tuple[int, int], list[tuple[float, float, int]]] = {}
        self._numbers: dict[Wire, int] = {}

    def fill(self, rect: Rect) -> None:
        """Nothing may overlap this from now on."""
        self._taken.add(rect)

    def put(self, spot: LabelSpot, wire: Wire | None = None) -> None:
        """A label stands here, for good if no wire is given."""
        self._taken.add(spot.value, wire)
        self._taken.add(spot.gradient, wire)

    def take_away(self, spot: LabelSpot, wire: Wire) -> None:
        """The label of this wire does not stand here any more."""
        self._taken.remove(spot.value, wire)
        self._taken.remove(spot.gradient, wire)

    def pass_through(self, wire: Wire, points: list[Position]) -> None:
        """A wire runs here; a label may cross it if there is no better place."""
        number = self._numbers.setdefault(wire, len(self._numbers))
        held, (left, top, right, bottom) = self._points, self._area
        for x, y in _evenly(points, self._area):
            if not (left < x < right and top < y < bottom):
                continue
            cell = int(x // POINT_WIDTH), int(y // POINT_HEIGHT)
            if cell in held:
                held[cell].append((x, y, number))
            else:
                held[cell] = [(x, y, number)]

    def price(self, wire: Wire, spot: LabelSpot, most: float = inf) -> float:
        """What it costs to put a label here; from FORBIDDEN on it covers something. Beyond `most` it may say less."""
        area = sum([_shared_area(rect, text) for text in _texts(spot) for rect, _ in self._taken.meeting(text)])
        return FORBIDDEN + 1000.0 * area if area else self._crossed(wire, spot, most)

    def price_of_force(self, wire: Wire, spot: LabelSpot, most: float = inf) -> float:
        """What it costs to put a label here if other labels give way."""
        met = [(rect, owner, text) for text in _texts(spot) for rect, owner in self._taken.meeting(text)]
        area = sum([_shared_area(rect, text) for rect, owner, text in met if owner is None])
        if area:
            return FORBIDDEN + 1000.0 * area
        return EVICTED * len({owner for _, owner, _ in met}) + self._crossed(wire, spot, most)

    def in_the_way(self, spot: LabelSpot) -> list[Wire]:
        """The wires whose labels overlap this spot."""
        owners = [owner for text in _texts(spot) for _, owner in self._taken.meeting(text)]
        return [owner for owner in dict.fromkeys(owners) if isinstance(owner, Wire)]

    def _crossed(self, wire: Wire, spot: LabelSpot, most: float) -> float:
        crossed: set[int] = set()
        for rect in spot[:2]:
            left, top, right, bottom = rect.left - 2, rect.top, rect.right + 2, rect.bottom
            rows = range(int(top // POINT_HEIGHT), int(bottom // POINT_HEIGHT) + 1)
            for column in range(int(left // POINT_WIDTH), int(right // POINT_WIDTH) + 1):
                if CROSSED * (len(crossed) - 1) > most:
                    break
                for row in rows:
                    if near := self._points.get((column, row)):
                        crossed.update([other for x, y, other in near if left < x < right and top < y < bottom])
        if self._numbers.get(wire) in crossed:
            return CROSSED * (len(crossed) - 1) + OWN
        return CROSSED * len(crossed)


def _texts(spot: LabelSpot) -> tuple[Rect, Rect]:
    return spot.value.grown(1.0), spot.gradient.grown(1.0)


def _evenly(points: list[Position], area: Rect) -> list[Position]:
    """Points at most a step apart, those that are very close left out, and most that are outside an area."""
    left, top, right, bottom = area
    found = [points[0]]
    for x1, y1 in points[1:]:
        x0, y0 = found[-1]
        if (x0 < left and x1 < left) or (x0 > right and x1 > right) or (y0 < top and y1 < top) or (y0 > bottom < y1):
            found[-1] = x1, y1
            continue
        steps = max(abs(x1 - x0) / STEP_ACROSS, abs(y1 - y0) / STEP_DOWN)
        if steps > 1.0:
            pieces = ceil(steps)
            found += [(x0 + (x1 - x0) * k / pieces, y0 + (y1 - y0) * k / pieces) for k in range(1, pieces + 1)]
        elif steps > 0.5:
            found.append((x1, y1))
    return found


def _shared_area(a: Rect, b: Rect) -> float:
    return (min(a.right, b.right) - max(a.left, b.left)) * (min(a.bottom, b.bottom) - max(a.top, b.top))
