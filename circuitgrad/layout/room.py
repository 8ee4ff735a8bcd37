"""What stands where on the canvas while labels are placed: rectangles that are taken, and points of wires."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import inf
from typing import TYPE_CHECKING, Final

from circuitgrad.circuit import Circuit, Wire
from circuitgrad.layout.cells import Blocks
from circuitgrad.layout.geometry import (
    CAPTION_HEIGHT,
    GRID,
    STUB,
    Curve,
    Rect,
    capsule_width,
    caption_width,
    has_caption,
    node_rect,
    shown_ports,
)
from circuitgrad.layout.routes import Path
from circuitgrad.layout.spots import LabelSpot

if TYPE_CHECKING:
    from circuitgrad.layout.trails import Trails

HALO: Final = 8.0
ARROW: Final = 34.0
CLEARANCE: Final = 2.0
STEP_ACROSS, STEP_DOWN = 40.0, 13.0
"""Less than a text is wide and high, so that no wire slips through one unseen."""
EVERYWHERE: Final = Rect(-inf, -inf, inf, inf)
POINT_WIDTH, POINT_HEIGHT = 32.0, 16.0
"""The cells that hold points are about as high as a line of text, as far more points than rectangles are near."""
MANY_PIECES: Final = 300
"""More curves than that are followed in NumPy arrays."""
FORBIDDEN: Final = 1e6
CROSSED: Final = 20.0
MOST_COUNTED: Final = 5
"""Through more wires than these no text can be read."""
OWN: Final = 8.0
CROWD: Final = 32
"""More rectangles than these about one place are a heap, in which nothing can be read before it is moved apart."""
EVICTED: Final = 100.0


def occupied(circuit: Circuit, id: str) -> list[Rect]:
    """What a node covers: body, caption, an input's arrow, and the stub of a node that feeds nothing."""
    node = circuit.node(id)
    body = node_rect(node, shown_ports(node, circuit))
    middle = (body.top + body.bottom) / 2
    rects = [body.grown(HALO if node.is_leaf else CLEARANCE)]
    sums = len(circuit.outgoing(id)) > 1
    if has_caption(node) or sums:
        half = max(body.right - body.left, caption_width(node, sums=sums)) / 2
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
        self._points: dict[tuple[int, int], list[tuple[float, float, int]]] | Trails = {}
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

    def pass_through(self, wires: Mapping[Wire, Path]) -> None:
        """All the wires that run here, told at once; a label may cross them if there is no better place."""
        self._numbers = {wire: number for number, wire in enumerate(wires)}
        pieces = [(piece, number) for number, path in enumerate(wires.values()) for piece in path.pieces]
        if len(pieces) > MANY_PIECES:
            from circuitgrad.layout.trails import Trails

            self._points = Trails(pieces, self._area, POINT_WIDTH, POINT_HEIGHT)
            return
        held: dict[tuple[int, int], list[tuple[float, float, int]]] = {}
        for x, y, number in self._points_of(pieces):
            cell = int(x // POINT_WIDTH), int(y // POINT_HEIGHT)
            if cell in held:
                held[cell].append((x, y, number))
            else:
                held[cell] = [(x, y, number)]
        self._points = held

    def _points_of(self, pieces: Iterable[tuple[Curve, int]]) -> Iterator[tuple[float, float, int]]:
        left, top, right, bottom = self._area
        for ((x0, y0), (x1, y1), (x2, y2), (x3, y3)), number in pieces:
            count = steps_along(x0, y0, x1, x2, x3, y3)
            for step in range(count + 1):
                t = step / count
                s = 1.0 - t
                a, b, c, d = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
                x, y = a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3
                if left < x < right and top < y < bottom:
                    yield x, y, number

    def is_crowded(self, spot: LabelSpot) -> bool:
        """Whether so much stands here that no better place is worth looking for, as in a heap of nodes."""
        left, top, right, bottom = spot.whole
        return self._taken.count_round(((left + right) / 2, (top + bottom) / 2)) > CROWD

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
        """What the wires cost that run through a label; once they are very many it says no more how many."""
        crossed: set[int] = set()
        points = self._points
        enough = min(most / CROSSED + 1.0, MOST_COUNTED)
        for rect in spot[:2]:
            left, top, right, bottom = rect.left - 2, rect.top, rect.right + 2, rect.bottom
            rows = range(int(top // POINT_HEIGHT), int(bottom // POINT_HEIGHT) + 1)
            for column in range(int(left // POINT_WIDTH), int(right // POINT_WIDTH) + 1):
                if len(crossed) > enough:
                    break
                for row in rows:
                    if near := points.get((column, row)):
                        crossed.update([other for x, y, other in near if left < x < right and top < y < bottom])
        if self._numbers.get(wire) in crossed:
            return CROSSED * (len(crossed) - 1) + OWN
        return CROSSED * len(crossed)


def _texts(spot: LabelSpot) -> tuple[Rect, Rect]:
    return spot.value.grown(1.0), spot.gradient.grown(1.0)


def steps_along(x0: float, y0: float, x1: float, x2: float, x3: float, y3: float) -> int:
    """In how many steps of the parameter a wire's curve is followed so that no step is too long.

    A curve that leaves and arrives horizontally is nowhere faster than one and a half times its mean, down or across.
    """
    width = max(x0, x1, x2, x3) - min(x0, x1, x2, x3)
    return 1 + int(1.5 * max(width / STEP_ACROSS, abs(y3 - y0) / STEP_DOWN))


def _shared_area(a: Rect, b: Rect) -> float:
    return (min(a.right, b.right) - max(a.left, b.left)) * (min(a.bottom, b.bottom) - max(a.top, b.top))
