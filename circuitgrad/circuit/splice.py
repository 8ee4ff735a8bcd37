"""Putting loose nodes into a wire: which can go there, and the edit that does it. Nothing here changes a circuit."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from circuitgrad.circuit.circuit import Circuit
from circuitgrad.circuit.edits import AddNode, Batch, Connect, Disconnect
from circuitgrad.circuit.parts import Node, Wire


class Chain(NamedTuple):
    """Loose nodes that a wire can run through: it enters at a port of `first` and leaves from `last`."""

    first: str
    port: int
    last: str


def loose_chain(circuit: Circuit, ids: Collection[str]) -> Chain | None:
    """How a wire would run through these nodes; None where they are no loose chain.

    They are one when no wire leads out of them or into them, when one operator among them feeds nothing, and one
    operator that no other operator feeds has a free port. Inputs of their own may feed any of them.

    Args:
        circuit: where they stand.
        ids: the nodes.

    Example:
        >>> from circuitgrad.circuit import Fragment
        >>> nodes = Node.new("negate", id="n"), Node.new("exp", id="e")
        >>> loose_chain(Circuit(Fragment(nodes, (Wire("n", "e", 0),))), ["n", "e"])
        Chain(first='n', port=0, last='e')
    """
    operators = [id for id in ids if not circuit.node(id).is_leaf]
    lasts, firsts = [], []
    for id in ids:
        incoming, outgoing = circuit.incoming(id), circuit.outgoing(id)
        if any(wire.source not in ids for wire in incoming) or any(wire.target not in ids for wire in outgoing):
            return None
        if not outgoing:
            lasts.append(id)
        if id in operators and all(circuit.node(wire.source).is_leaf for wire in incoming):
            firsts.append(id)
    if len(lasts) != 1 or len(firsts) != 1 or lasts[0] not in operators:
        return None
    port = circuit.free_port(firsts[0])
    return None if port is None else Chain(firsts[0], port, lasts[0])


def splice(chain: Chain, wire: Wire) -> Batch:
    """The edit that leads a wire through a chain.

    Example:
        >>> [type(edit).__name__ for edit in splice(Chain("n", 0, "e"), Wire("x", "f", 1)).edits]
        ['Disconnect', 'Connect', 'Connect']
    """
    return Batch(
        (
            Disconnect(wire),
            Connect(Wire(wire.source, chain.first, chain.port)),
            Connect(wire._replace(source=chain.last)),
        )
    )


def add_in_wire(node: Node, wire: Wire) -> Batch:
    """The edit that adds an operator and leads a wire through its first port."""
    return Batch((AddNode(node), *splice(Chain(node.id, 0, node.id), wire).edits))
