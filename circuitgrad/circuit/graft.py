"""Joins a circuit that was read from elsewhere, such as a formula, to one that is there."""

from __future__ import annotations

from circuitgrad.circuit.circuit import Circuit
from circuitgrad.circuit.compose import copies
from circuitgrad.circuit.edits import Batch, Connect, add_fragment
from circuitgrad.circuit.parts import Fragment, Position, Wire


def graft(fragment: Fragment, circuit: Circuit, shift: Position = (0.0, 0.0)) -> tuple[Batch, dict[str, str]]:
    """The edit that adds a fragment; its named inputs that the circuit has already are not added but wired.

    Args:
        fragment: what to add; its ids and names need not be free.
        circuit: where it goes.
        shift: how far it is moved on the canvas.

    Returns:
        The edit, and the new id of each node that is added.

    Example:
        >>> from circuitgrad.circuit import Node
        >>> x = Node.new("input", id="x", name="x")
        >>> square = Fragment((x, Node.new("square", id="y", name="y")), (Wire("x", "y", 0),))
        >>> circuit = Circuit(Fragment((x,)))
        >>> edit, ids = graft(square, circuit)
        >>> _ = edit.apply(circuit)
        >>> [node.label for node in circuit.nodes.values()], circuit.incoming(ids["y"])
        (['x', 'y'], [Wire(source='x', target='y', port=0)])
    """
    reused = {node.id: there for node in fragment.nodes if node.is_leaf and (there := _known_as(circuit, node.name))}
    nodes = tuple(node for node in fragment.nodes if node.id not in reused)
    inner = tuple(wire for wire in fragment.wires if wire.source not in reused)
    left = Fragment(nodes, inner, remarks=fragment.remarks, bends=fragment.bends)
    added, ids = copies(left, circuit, shift=shift)
    joints = [
        Connect(Wire(reused[wire.source], ids[wire.target], wire.port))
        for wire in fragment.wires
        if wire.source in reused
    ]
    return Batch((*add_fragment(added).edits, *joints)), ids


def _known_as(circuit: Circuit, name: str) -> str | None:
    """The id of the node that shows this name: its own, or the id of an input that nobody has named."""
    id = circuit.labelled(name) if name else None
    if id is None:
        return None
    node = circuit.node(id)
    return id if node.name or (node.is_leaf and not node.is_literal) else None
