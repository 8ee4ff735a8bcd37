"""A circuit without what passes its first input through: what a formula is printed from."""

from __future__ import annotations

from circuitgrad.circuit.circuit import Circuit
from circuitgrad.circuit.parts import Fragment, Wire
from circuitgrad.frozen import replace


def seen_through(circuit: Circuit) -> tuple[Circuit, dict[str, str]]:
    """The same computation without reroute dots and bypassed operators.

    One whose first input is missing stays, without wires: it has no value, here as there.

    Args:
        circuit: it is not changed, and is given back itself where nothing passes through.

    Returns:
        The circuit, and for the id of each node that was left out the id of the node whose value it has.

    Example:
        >>> from circuitgrad.circuit import Node
        >>> nodes = Node.new("input", id="x"), Node.new("exp", id="e", bypassed=True), Node.new("sin", id="f")
        >>> circuit, stands_for = seen_through(Circuit(Fragment(nodes, (Wire("x", "e", 0), Wire("e", "f", 0)))))
        >>> list(circuit.nodes), list(circuit.wires()), stands_for
        (['x', 'f'], [Wire(source='x', target='f', port=0)], {'e': 'x'})
    """
    passing = {id for id, node in circuit.nodes.items() if node.passes_through}
    if not passing:
        return circuit, {}
    stands_for: dict[str, str] = {}
    for id in circuit.order():
        source = circuit.source(id, 0) if id in passing else None
        if source is not None:
            stands_for[id] = stands_for.get(source, source)
    kept = tuple(
        replace(node, bypassed=False) if node.bypassed else node
        for id, node in circuit.nodes.items()
        if id not in stands_for
    )
    wires = tuple(
        Wire(stands_for.get(wire.source, wire.source), wire.target, wire.port)
        for wire in circuit.wires()
        if wire.target not in passing
    )
    objective = circuit.objective
    chosen = None if objective is None else stands_for.get(objective, objective)
    return Circuit(Fragment(kept, wires, chosen)), stands_for
