"""Where things are on the canvas, in scene units (pixels at 100 %), y downwards: shared by window and pictures.

A node's position is its middle. Input ports stand on its left edge, the output port in the middle of its right.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from circuitgrad.circuit import Circuit, Node, Position

GRID: Final = 8.0
OPERATOR_SIDE: Final = 48.0
DOT_SIDE: Final = 16.0
"""A reroute dot takes up so much room; it is drawn smaller."""
LEAF_HEIGHT: Final = 40.0
LEAF_LEAST_WIDTH: Final = 96.0
PORT_STEP: Final = 20.0
CAPTION_HEIGHT: Final = 16.0
CAPTION_LEAST: Final = 72.0
"""A role, with or without a short sum, is hardly wider."""
CAPTION_LETTER: Final = 6.8
CAPTION_SUM: Final = 64.0
LABEL_WIDTH: Final = 56.0
LABEL_LINE: Final = 15.0
COLUMN_GAP: Final = 88.0
ROW_GAP: Final = 40.0
STUB: Final = 72.0
"""Length of the line that leads out of a node that feeds nothing, with the node's own value and gradient on it."""


CAPSULE_LEAST: Final = 40.0
CAPSULE_MOST: Final = 160.0


class Rect(NamedTuple):
    """A rectangle by its edges."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Rect) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def grown(self, by: float) -> Rect:
        """The same rectangle with every edge moved outwards."""
        return Rect(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def united(self, other: Rect) -> Rect:
        """The smallest rectangle around both."""
        return Rect(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


class Curve(NamedTuple):
    """A wire as a cubic Bézier: start, two control points, end."""

    start: Position
    leave: Position
    arrive: Position
    end: Position

    def at(self, t: float) -> Position:
        """The point at parameter t from 0 (start) to 1 (end)."""
        s = 1.0 - t
        a, b, c, d = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = self
        return a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3


SAMPLES: Final = 24
_SHARES = [step / SAMPLES for step in range(SAMPLES + 1)]
_BERNSTEIN: Final = [((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3) for t in _SHARES]


def curve_points(curve: Curve) -> list[Position]:
    """Points along a curve at even steps of the parameter, both ends among them.

    Example:
        >>> curve_points(wire_curve((0.0, 0.0), (96.0, 0.0)))[::12]
        [(0.0, 0.0), (48.0, 0.0), (96.0, 0.0)]
    """
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = curve
    return [(a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3) for a, b, c, d in _BERNSTEIN]


def points_box(points: Sequence[Position]) -> Rect:
    """The smallest rectangle round some points.

    Example:
        >>> points_box([(0.0, 5.0), (3.0, 1.0)])
        Rect(left=0.0, top=1.0, right=3.0, bottom=5.0)
    """
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Rect(min(xs), min(ys), max(xs), max(ys))


def snapped(place: float) -> float:
    """The nearest place on the grid.

    Example:
        >>> snapped(13.0)
        16.0
    """
    return round(place / GRID) * GRID


def shown_ports(node: Node, circuit: Circuit) -> int:
    """How many input ports a node shows: at least two where it takes any number, and all that are wired."""
    if node.is_leaf:
        return 0
    if not node.record.any_number:
        return len(node.record.ports)
    return max(2, circuit.last_port(node.id) + 1)


def node_size(node: Node, ports: int) -> tuple[float, float]:
    """Width and height of a node that shows so many input ports."""
    if node.is_leaf:
        if node.is_literal:
            return 64.0, LEAF_HEIGHT
        return LEAF_LEAST_WIDTH + GRID * max(0, min(len(node.label), 24) - 3), LEAF_HEIGHT
    if node.record.dot:
        return DOT_SIDE, DOT_SIDE
    return OPERATOR_SIDE, max(OPERATOR_SIDE, PORT_STEP * (ports + 1))


def capsule_width(node: Node) -> float:
    """Width of the name at the end of the stub of a node that feeds nothing."""
    return min(CAPSULE_MOST, max(CAPSULE_LEAST, 8.5 * len(node.name) + 2.5 * GRID))


def node_rect(node: Node, ports: int) -> Rect:
    """The node's body on the canvas, without its caption."""
    (x, y), (width, height) = node.position, node_size(node, ports)
    return Rect(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def has_caption(node: Node) -> bool:
    """Whether a line of text stands under the node: a role under an input, a name under an operator."""
    return bool(node.name) if not node.is_leaf else not node.is_literal


def caption_width(node: Node, *, sums: bool) -> float:
    """How wide the line of text under a node is at most, about: a role or a name, and a sum of gradients behind it.

    Example:
        >>> node = Node.new("add", id="n", name="weighted_sum_total")
        >>> caption_width(node, sums=False) > caption_width(Node.new("add", id="m", name="sum"), sums=True)
        True
    """
    letters = 0 if node.is_leaf else len(node.name)
    return max(CAPTION_LEAST, CAPTION_LETTER * letters + (CAPTION_SUM if sums and letters else 0.0))


def port_offset(port: int, ports: int, height: float) -> float:
    """How far below the node's middle an input port stands."""
    return height * (port + 1) / (ports + 1) - height / 2


def input_port(node: Node, port: int, ports: int) -> Position:
    """Where an input port is on the canvas."""
    (x, y), (width, height) = node.position, node_size(node, ports)
    return x - width / 2, y + port_offset(port, ports, height)


def output_port(node: Node, ports: int) -> Position:
    """Where the output port is on the canvas."""
    (x, y), (width, _) = node.position, node_size(node, ports)
    return x + width / 2, y


def wire_curve(start: Position, end: Position) -> Curve:
    """The curve from an output port to an input port: it leaves and arrives horizontally."""
    (x0, y0), (x1, y1) = start, end
    reach = max(28.0, min(abs(x1 - x0) / 2, 140.0)) if x1 > x0 else 28.0 + min(abs(x1 - x0) / 2, 140.0)
    return Curve(start, (x0 + reach, y0), (x1 - reach, y1), end)
