"""Where wires run: one curve, or round the nodes that would be in its way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from circuitgrad.circuit import Circuit, Position, Wire
from circuitgrad.layout.cells import Blocks
from circuitgrad.layout.geometry import (
    CAPTION_HEIGHT,
    Curve,
    Rect,
    curve_points,
    has_caption,
    input_port,
    node_rect,
    output_port,
    points_box,
    shown_ports,
    wire_curve,
)

CLEARANCE: Final = 6.0
DETOUR: Final = 14.0
APPROACH: Final = 14.0
MOST_TRIES: Final = 6
STRETCH: Final = 6
"""So many points at a time are held against the nodes around them."""


class Path(NamedTuple):
    """A wire's way: curves that continue each other smoothly."""

    pieces: tuple[Curve, ...]

    @property
    def start(self) -> Position:
        """Where it leaves the output port."""
        return self.pieces[0].start

    @property
    def end(self) -> Position:
        """Where it arrives at the input port."""
        return self.pieces[-1].end

    def at(self, t: float) -> Position:
        """The point at a share of the way across, from 0 (start) to 1 (end).

        Example:
            >>> Path((wire_curve((0, 0), (100, 0)), wire_curve((100, 0), (200, 0)))).at(0.75)
            (150.0, 0.0)
        """
        left, right = self.start[0], self.end[0]
        if len(self.pieces) == 1 or right <= left:
            place = min(int(t * len(self.pieces)), len(self.pieces) - 1)
            return self.pieces[place].at(t * len(self.pieces) - place)
        x = left + t * (right - left)
        piece = next((piece for piece in self.pieces if x <= piece.end[0]), self.pieces[-1])
        width = piece.end[0] - piece.start[0]
        return piece.at((x - piece.start[0]) / width if width else 0.0)

    def samples(self) -> list[Position]:
        """Points along the way, both ends among them."""
        first, *others = self.pieces
        return curve_points(first) + [point for piece in others for point in curve_points(piece)[1:]]

    @property
    def hull(self) -> Rect:
        """A rectangle that holds the way and perhaps more; told at once."""
        return points_box([point for piece in self.pieces for point in piece])

    @property
    def box(self) -> Rect:
        """A rectangle round the way."""
        return points_box(self.samples())


def node_blocks(circuit: Circuit) -> Blocks:
    """The bodies and captions of all nodes, by id."""
    blocks = Blocks()
    for id, node in circuit.nodes.items():
        body = node_rect(node, shown_ports(node, circuit))
        blocks.add(body._replace(bottom=body.bottom + CAPTION_HEIGHT + 4) if has_caption(node) else body, id)
    return blocks


def routes(circuit: Circuit, wires: Iterable[Wire], blocks: Blocks | None = None) -> dict[Wire, Path]:
    """Where these wires run.

    Args:
        circuit: nodes at their places.
        wires: wires of it.
        blocks: the result of `node_blocks` if it is there already.

    Example:
        >>> from circuitgrad.circuit import Fragment, Node
        >>> row = (("exp", 0.0), ("sin", 200.0), ("cos", 400.0))
        >>> nodes = tuple(Node.new(name, id=name, position=(x, 0.0)) for name, x in row)
        >>> circuit = Circuit(Fragment(nodes, (Wire("exp", "cos", 0),)))
        >>> (path,) = routes(circuit, circuit.wires()).values()
        >>> len(path.pieces), abs(path.at(0.5)[1]) > 24
        (3, True)
    """
    around = node_blocks(circuit) if blocks is None else blocks
    found = {}
    for wire in wires:
        source, target = circuit.node(wire.source), circuit.node(wire.target)
        start = output_port(source, shown_ports(source, circuit))
        end = input_port(target, wire.port, shown_ports(target, circuit))
        found[wire] = _route(start, end, around, {wire.source, wire.target})
    return found


def _route(start: Position, end: Position, blocks: Blocks, own: set[str]) -> Path:
    """Straight there if the way is free; else past each node in the way on its nearer side."""
    path = Path((wire_curve(start, end),))
    if end[0] - start[0] < 4 * APPROACH:
        return path
    stops: list[tuple[Rect, float]] = []
    for _ in range(MOST_TRIES):
        hits = [rect for rect in _in_the_way(path, blocks, own) if rect not in [stop for stop, _ in stops]]
        hits = [rect for rect in hits if start[0] + APPROACH < rect.left and rect.right + APPROACH < end[0]]
        if not hits:
            break
        first = min(hits)
        stops.append((first, _height_past(first, path, blocks, own)))
        path = _through(start, end, sorted(stops))
    return path


def _in_the_way(path: Path, blocks: Blocks, own: set[str]) -> list[Rect]:
    found: list[Rect] = []
    points = path.samples()
    for first in range(0, len(points) - 1, STRETCH):
        stretch = points[first : first + STRETCH + 1]
        near = blocks.meeting(points_box(stretch).grown(CLEARANCE))
        found += [rect for rect, owner in near if owner not in own and _meets(rect.grown(CLEARANCE), stretch)]
    return found


def _meets(rect: Rect, points: Sequence[Position]) -> bool:
    left, top, right, bottom = rect
    return any([left < x < right and top < y < bottom for x, y in points])  # noqa: C419 - twice as fast as a generator


def _height_past(rect: Rect, path: Path, blocks: Blocks, own: set[str]) -> float:
    """The nearest free height above or below a node to pass it at."""
    share = ((rect.left + rect.right) / 2 - path.start[0]) / (path.end[0] - path.start[0])
    wish = path.at(share)[1]
    heights = [_free_height(rect, up, blocks, own) for up in (True, False)]
    return min(heights, key=lambda height: abs(height - wish))


def _free_height(rect: Rect, up: bool, blocks: Blocks, own: set[str]) -> float:
    height = rect.top - DETOUR if up else rect.bottom + DETOUR
    for _ in range(MOST_TRIES):
        lane = Rect(rect.left - APPROACH, height - CLEARANCE, rect.right + APPROACH, height + CLEARANCE)
        others = [other for other, owner in blocks.meeting(lane) if owner not in own]
        if not others:
            break
        height = min(other.top for other in others) - DETOUR if up else max(other.bottom for other in others) + DETOUR
    return height


def _through(start: Position, end: Position, stops: list[tuple[Rect, float]]) -> Path:
    """Curves from stop to stop, level past each node."""
    points = [start]
    for rect, height in stops:
        left = max(rect.left - APPROACH, points[-1][0] + 1.0)
        points += [(left, height), (max(rect.right + APPROACH, left + 1.0), height)]
    return Path(tuple(_ease(a, b) for a, b in pairwise([*points, end])))


def _ease(start: Position, end: Position) -> Curve:
    middle = (start[0] + end[0]) / 2
    return Curve(start, (middle, start[1]), (middle, end[1]), end)
