"""Walks over a circuit's wires: topological order, the cycle that prevents one, its NetworkX graph. All iterative."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from circuitgrad.circuit.rules import has_cycle

if TYPE_CHECKING:
    import networkx as nx

    from circuitgrad.circuit.circuit import Circuit


def topological_order(circuit: Circuit) -> list[str]:
    """Ids so that every node comes after all that feed it (Kahn 1962), first come, first served.

    Raises:
        CycleError: there is a cycle; the sentence names its nodes.
    """
    missing = {id: circuit.count_incoming(id) for id in circuit.nodes}
    ready = deque(id for id, count in missing.items() if count == 0)
    order: list[str] = []
    while ready:
        id = ready.popleft()
        order.append(id)
        for wire in circuit.outgoing(id):
            missing[wire.target] -= 1
            if missing[wire.target] == 0:
                ready.append(wire.target)
    if len(order) < len(missing):
        raise has_cycle(circuit, _cycle_among(circuit, [id for id, count in missing.items() if count > 0]))
    return order


def _cycle_among(circuit: Circuit, left: Sequence[str]) -> list[str]:
    """Walks back from a node that never became ready until a node comes again: that is a cycle."""
    among = set(left)
    seen: dict[str, int] = {}
    walk: list[str] = []
    id = left[0]
    while id not in seen:
        seen[id] = len(walk)
        walk.append(id)
        id = next(wire.source for wire in circuit.incoming(id) if wire.source in among)
    return walk[seen[id] :][::-1]


def make_graph(circuit: Circuit) -> nx.MultiDiGraph[str]:
    """The circuit as a NetworkX graph: nodes hold their record as "node", edges are keyed by port."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from((id, {"node": node}) for id, node in circuit.nodes.items())
    graph.add_edges_from((wire.source, wire.target, wire.port) for wire in circuit.wires())
    return graph


def ancestors(circuit: Circuit, id: str) -> set[str]:
    """Ids of all nodes that this one depends on."""
    import networkx as nx

    return set(nx.ancestors(circuit.graph, id))


def descendants(circuit: Circuit, id: str) -> set[str]:
    """Ids of all nodes that depend on this one."""
    import networkx as nx

    return set(nx.descendants(circuit.graph, id))
