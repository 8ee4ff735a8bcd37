"""What a layered layout works on: boxes and links between them, whether they are nodes, or frames with all in them.

Layers follow each other along one axis, boxes of a layer stand side by side on the other: from left to right a box's
`length` is its width and its `breadth` its height; from top to bottom it is the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from circuitgrad.circuit import Circuit, Node, Position, Wire
from circuitgrad.layout.geometry import (
    CAPTION_HEIGHT,
    COLUMN_GAP,
    GRID,
    LABEL_LINE,
    LABEL_WIDTH,
    ROW_GAP,
    STUB,
    capsule_width,
    has_caption,
    node_size,
    shown_ports,
)

Direction = Literal["right", "down"]


class Box(NamedTuple):
    """Something that is placed as a whole.

    Args:
        id: a node's id, or a frame's.
        length: its extent along the flow.
        breadth: its extent across the flow.
        below: what it needs beyond its breadth, behind it: a caption, or from top to bottom the stub.
        stub: how far the line out of it reaches that feeds nothing, along the flow.
        stays_near: whether it stands next to where it is used, as bare numbers do.
        place: the middle of it now, across the flow.
        along: the same along the flow.
    """

    id: str
    length: float
    breadth: float
    below: float = 0.0
    stub: float = 0.0
    stays_near: bool = False
    place: float = 0.0
    along: float = 0.0


class Link(NamedTuple):
    """A wire between two boxes.

    Args:
        source: where it comes from.
        target: where it goes.
        leaves: where it leaves its source, as a share of the breadth from −½ to ½.
        arrives: where it arrives at its target.
        wire: which one it is.
    """

    source: str
    target: str
    leaves: float = 0.0
    arrives: float = 0.0
    wire: Wire | None = None


@dataclass(frozen=True, slots=True)
class Gaps:
    """Distances of a layout: between layers, between boxes of a layer, and beside a lane."""

    layers: float
    boxes: float
    lanes: float


GAPS: Final[dict[Direction, Gaps]] = {
    "right": Gaps(COLUMN_GAP, ROW_GAP, 2 * LABEL_LINE + 6.0),
    "down": Gaps(COLUMN_GAP, LABEL_WIDTH + 2 * GRID, LABEL_WIDTH),
}


class Sketch:
    """Boxes in such an order that links lead forward, and the links by both ends.

    A link that leads backward, as frames on a circle can have it, is kept apart: it does not tell the columns.

    Args:
        boxes: what is laid out.
        links: those with an end elsewhere are left out.
    """

    def __init__(self, boxes: Iterable[Box], links: Iterable[Link]) -> None:
        self.boxes = {box.id: box for box in boxes}
        self.incoming: dict[str, list[Link]] = {id: [] for id in self.boxes}
        self.outgoing: dict[str, list[Link]] = {id: [] for id in self.boxes}
        self.backward: list[Link] = []
        number = {id: place for place, id in enumerate(self.boxes)}
        for link in links:
            if link.source not in number or link.target not in number:
                continue
            if number[link.source] < number[link.target]:
                self.incoming[link.target].append(link)
                self.outgoing[link.source].append(link)
            else:
                self.backward.append(link)

    def part(self, ids: Sequence[str]) -> Sketch:
        """Some of the boxes, with the links among them."""
        links = (link for id in ids for link in self.incoming[id])
        return Sketch((self.boxes[id] for id in ids), links)


def box_of(circuit: Circuit, node: Node, direction: Direction) -> Box:
    """A node as a box."""
    width, height = node_size(node, shown_ports(node, circuit))
    caption = CAPTION_HEIGHT if has_caption(node) else 0.0
    feeds_nothing = not node.is_leaf and not circuit.feeds_any(node.id)
    stub = STUB + capsule_width(node) + GRID if feeds_nothing else 0.0
    x, y = node.position
    if direction == "right":
        return Box(node.id, width, height, caption, stub, node.is_literal, y, x)
    return Box(node.id, height + 2 * caption, width, stub, 0.0, node.is_literal, x, y)


def links_to(circuit: Circuit, id: str, direction: Direction) -> list[Link]:
    """The wires that end at a node, as links."""
    if direction == "down":
        return [Link(wire.source, id, 0.5, -0.5, wire) for wire in circuit.incoming(id)]
    ports = shown_ports(circuit.node(id), circuit)
    return [Link(wire.source, id, 0.0, (wire.port + 1) / (ports + 1) - 0.5, wire) for wire in circuit.incoming(id)]


def sketch_of(circuit: Circuit, ids: Iterable[str], direction: Direction = "right") -> Sketch:
    """Nodes, given in topological order, and the wires among them.

    Example:
        >>> from circuitgrad.circuit import Fragment, Node, Wire
        >>> nodes = Node.new("input", id="x"), Node.new("exp", id="f")
        >>> sketch = sketch_of(Circuit(Fragment(nodes, (Wire("x", "f", 0),))), "xf")
        >>> [(link.source, link.leaves, link.arrives) for link in sketch.incoming["f"]]
        [('x', 0.0, 0.0)]
    """
    ids = list(ids)
    boxes = (box_of(circuit, circuit.node(id), direction) for id in ids)
    return Sketch(boxes, (link for id in ids for link in links_to(circuit, id, direction)))


def on_canvas(along: float, across: float, direction: Direction) -> Position:
    """A place of a layout on the canvas."""
    return (along, across) if direction == "right" else (across, along)
