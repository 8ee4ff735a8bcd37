"""Where wires run: one curve, or through the bends that they have been given, and round nodes in their way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final, NamedTuple

from circuitgrad.circuit import Bends, Circuit, Node, Note, Position, Wire
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
from circuitgrad.layout.smooth import curves_through
from circuitgrad.operators import OPERATORS

CLEARANCE: Final = 6.0
DETOUR: Final = 14.0
APPROACH: Final = 14.0
MOST_TRIES: Final = 6
MANY_WIRES: Final = 150
"""For more wires it pays to find in arrays first which of them nothing is in the way of."""
ROUND_ABOUT: Final = 800.0
"""So far a wire may go out of its way."""
NODE_REACH: Final = 320.0
"""No node reaches farther from its middle, stub and all, but those with any number of ports."""
_TALL: Final = frozenset(name for name, operator in OPERATORS.items() if operator.any_number)


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


def path_through(start: Position, bends: Bends, end: Position) -> Path:
    """The way from an output port to an input port, through these bends."""
    return Path(curves_through(start, bends, end) if bends else (wire_curve(start, end),))


def node_blocks(circuit: Circuit) -> Blocks:
    """The bodies and captions of all nodes, by id."""
    return _blocks_of(circuit, circuit.nodes)


def _blocks_of(circuit: Circuit, ids: Iterable[str]) -> Blocks:
    blocks = Blocks(CLEARANCE)
    for id in ids:
        blocks.add(node_block(circuit, id), id)
    return blocks


def note_rects(circuit: Circuit) -> dict[str, Rect]:
    """Where the notes lie, by id: wires run round them too, and labels stand elsewhere."""
    found = {}
    for remark in circuit.remarks.values():
        if isinstance(remark, Note):
            left, top, width, height = remark.rect
            found[remark.id] = Rect(left, top, left + width, top + height)
    return found


def node_block(circuit: Circuit, id: str) -> Rect:
    """The body and the caption of a node."""
    node = circuit.node(id)
    body = node_rect(node, shown_ports(node, circuit))
    return body._replace(bottom=body.bottom + CAPTION_HEIGHT + 4) if has_caption(node) else body


def routes(circuit: Circuit, wires: Iterable[Wire], blocks: Blocks | None = None) -> dict[Wire, Path]:
    """Where these wires run. For a few wires only the nodes around them are looked at.

    Args:
        circuit: nodes at their places.
        wires: wires of it.
        blocks: `Blocks(CLEARANCE)` with all notes and the nodes around, if it is there already.

    Example:
        >>> from circuitgrad.circuit import Fragment, Node
        >>> row = (("exp", 0.0), ("sin", 200.0), ("cos", 400.0))
        >>> nodes = tuple(Node.new(name, id=name, position=(x, 0.0)) for name, x in row)
        >>> circuit = Circuit(Fragment(nodes, (Wire("exp", "cos", 0),)))
        >>> (path,) = routes(circuit, circuit.wires()).values()
        >>> len(path.pieces), abs(path.at(0.5)[1]) > 24
        (3, True)
    """
    found = direct(circuit, wires)
    if not found:
        return {}
    free = _free_wires(circuit, found) if len(found) > MANY_WIRES else frozenset[Wire]()
    blocked = [wire for wire in found if wire not in free]
    if blocked:
        if blocks is None:
            near = nodes_near(circuit, _hull([found[wire] for wire in blocked]).grown(ROUND_ABOUT))
            blocks = _blocks_of(circuit, near)
            for rect in note_rects(circuit).values():
                blocks.add(rect)
        for wire in blocked:
            found[wire] = _route(found[wire], circuit.bends(wire), blocks, {wire.source, wire.target})
    return found


def direct(circuit: Circuit, wires: Iterable[Wire]) -> dict[Wire, Path]:
    """Each wire as one curve, or through its bends, whatever is in the way."""
    ends: dict[str, tuple[Node, int]] = {}
    found = {}
    for wire in wires:
        for id in wire[:2]:
            if id not in ends:
                node = circuit.node(id)
                ends[id] = node, shown_ports(node, circuit)
        target, ports = ends[wire.target]
        found[wire] = path_through(
            output_port(*ends[wire.source]), circuit.bends(wire), input_port(target, wire.port, ports)
        )
    return found


def _free_wires(circuit: Circuit, paths: Mapping[Wire, Path]) -> frozenset[Wire]:
    """The wires that no node is in the way of."""
    from circuitgrad.layout.screening import curves_hitting

    bodies = {id: node_block(circuit, id) for id in circuit.nodes}
    numbers = {id: number for number, id in enumerate(bodies)}
    pieces = [(piece, wire) for wire, path in paths.items() for piece in path.pieces]
    own = [(numbers[wire.source], numbers[wire.target]) for _, wire in pieces]
    margin = CLEARANCE + 0.01  # rather one too many, which is looked at more closely
    rects = [*bodies.values(), *note_rects(circuit).values()]
    hitting = curves_hitting([piece for piece, _ in pieces], rects, own, margin)
    blocked = {wire for (_, wire), hits in zip(pieces, hitting, strict=True) if hits}
    return frozenset(paths.keys() - blocked)


def _hull(paths: Iterable[Path]) -> Rect:
    return points_box([point for path in paths for curve in path.pieces for point in curve])


def nodes_near(circuit: Circuit, area: Rect, among: Iterable[str] | None = None) -> list[str]:
    """The nodes of which something can be within an area: of these, or of all."""
    left, top, right, bottom = area.grown(NODE_REACH)
    found = []
    nodes = circuit.nodes.items() if among is None else [(id, circuit.node(id)) for id in among]
    for id, node in nodes:
        x, y = node.position
        if left < x < right and (top < y < bottom or node.operator in _TALL):
            found.append(id)
    return found


def _route(path: Path, bends: Bends, blocks: Blocks, own: set[str]) -> Path:
    """Straight there if the way is free; else past each node in the way on its nearer side."""
    start, end = path.start, path.end
    if end[0] - start[0] < 4 * APPROACH or not all(a[0] < b[0] for a, b in pairwise([start, *bends, end])):
        return path
    stops: list[tuple[Rect, float]] = []
    for _ in range(MOST_TRIES):
        hits = [rect for rect in _in_the_way(path, blocks, own) if rect not in [stop for stop, _ in stops]]
        hits = [rect for rect in hits if start[0] + APPROACH < rect.left and rect.right + APPROACH < end[0]]
        if not hits:
            break
        first = min(hits)
        stops.append((first, _height_past(first, path, blocks, own)))
        path = _past(start, end, sorted(stops), bends)
    return path


def _in_the_way(path: Path, blocks: Blocks, own: set[str]) -> list[Rect]:
    return [rect for rect, owner in blocks.met_by(path.samples()) if owner not in own]


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


def _past(start: Position, end: Position, stops: list[tuple[Rect, float]], bends: Bends) -> Path:
    """Curves from stop to stop, level past each node, and through the bends elsewhere."""
    points: list[Position] = []
    for rect, height in stops:
        left = max(rect.left - APPROACH, (points[-1] if points else start)[0] + 1.0)
        points += [(left, height), (max(rect.right + APPROACH, left + 1.0), height)]
    if not bends:
        return Path(tuple(_ease(a, b) for a, b in pairwise([start, *points, end])))
    spans = [(left - 1.0, right + 1.0) for (left, _), (right, _) in list(pairwise(points))[::2]]
    others = [bend for bend in bends if not any(left <= bend[0] <= right for left, right in spans)]
    return path_through(start, tuple(sorted([*points, *others])), end)


def _ease(start: Position, end: Position) -> Curve:
    middle = (start[0] + end[0]) / 2
    return Curve(start, (middle, start[1]), (middle, end[1]), end)
