"""Walking from node to node with the arrow keys."""

from __future__ import annotations

from circuitgrad.circuit import Circuit, Node


def nearest_along_wires(circuit: Circuit, here: str, dx: int, dy: int) -> str | None:
    """The node to go to from another in a direction: along a wire where there is one, else the nearest.

    Args:
        circuit: where to walk.
        here: id of the node where the walk starts.
        dx: −1 for left (against the wires), 1 for right (along them), 0 for neither.
        dy: −1 for up, 1 for down, 0 for neither.

    Returns:
        The id, or None where there is nothing in that direction.
    """
    start = circuit.node(here)
    along = [wire.target for wire in circuit.outgoing(start.id)] if dx > 0 else []
    along += [wire.source for wire in circuit.incoming(start.id)] if dx < 0 else []
    wired = [circuit.node(id) for id in along]
    others = [node for node in circuit.nodes.values() if node.id != start.id and _ahead(start, node, dx, dy) > 0]
    candidates = wired or others
    return min(candidates, key=lambda node: _cost(start, node, dx, dy)).id if candidates else None


def _ahead(start: Node, node: Node, dx: int, dy: int) -> float:
    """How far the node is in the direction, 0 or less where it is not rather there than aside."""
    x, y = node.position[0] - start.position[0], node.position[1] - start.position[1]
    return x * dx + y * dy - 0.5 * abs(x * dy + y * dx)


def _cost(start: Node, node: Node, dx: int, dy: int) -> float:
    x, y = node.position[0] - start.position[0], node.position[1] - start.position[1]
    return abs(x * dx + y * dy) + 2.0 * abs(x * dy + y * dx)
