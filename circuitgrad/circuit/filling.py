"""Checks all nodes and wires of a fragment in two passes, with the rules that hold for one at a time.

Each pass asks the question whose answer is nearly always yes in a line of its own, and turns to `rules`, which finds
the sentence, only where it is no: reading a circuit of 100,000 nodes consists of little else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from circuitgrad.circuit import rules
from circuitgrad.circuit.links import Links
from circuitgrad.circuit.names import LONGEST, check_name
from circuitgrad.circuit.parts import Node, Wire
from circuitgrad.operators import OPERATORS

if TYPE_CHECKING:
    from circuitgrad.circuit.circuit import Circuit


def fill_nodes(circuit: Circuit, given: Iterable[Node], nodes: dict[str, Node], labels: dict[str, str]) -> None:
    """Puts nodes into `nodes` by id and into `labels` by what they are called; both are the circuit's own.

    Raises:
        CircuitError: a node does not fit its operator, or its id, name or label cannot be.
    """
    fine = set()
    for node in given:
        kind = node.operator, node.role, node.value is None, len(node.constants), node.bypassed
        plain = node.range is None and node.spread is None and node.held is None
        id, name = node.id, node.name
        if kind not in fine or not plain or not id:
            rules.check_record(node)
            if plain:
                fine.add(kind)
        if id in nodes:
            raise rules.id_twice(id)
        if name and not (name.isascii() and name.isidentifier() and len(name) <= LONGEST):
            check_name(name)
        label = name or id
        if label in labels:
            rules.check_label_free(circuit, label, id)
        nodes[id] = node
        labels[label] = id


def fill_wires(circuit: Circuit, given: Iterable[Wire], links: Links, places: dict[str, int]) -> bool:
    """Puts wires into the circuit's index, whose nodes are there. Cycles are not looked for.

    Args:
        circuit: what the wires are for.
        given: the wires.
        links: the circuit's index.
        places: the places of all nodes in the document.

    Returns:
        Whether every wire goes forward in the document, so that there can be no cycle.

    Raises:
        CircuitError: an end is not there, or a port is missing or taken.
    """
    counts = {record.name: rules.port_count(record) for record in OPERATORS.values()}
    ports = {id: counts[node.operator] for id, node in circuit.nodes.items()}
    incoming, outgoing = links.incoming, links.outgoing
    forward = True
    for wire in given:
        source, target, port = wire
        if source not in places or not 0 <= port < ports.get(target, 0) or port in incoming[target]:
            rules.check_ends(circuit, wire)
        incoming[target][port] = source
        outgoing[source][target, port] = None
        if forward and places[source] >= places[target]:
            forward = False
    return forward
