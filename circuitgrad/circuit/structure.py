"""A circuit's NetworkX graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

    from circuitgrad.circuit.circuit import Circuit


def make_graph(circuit: Circuit) -> nx.MultiDiGraph[str]:
    """The circuit as a NetworkX graph: nodes hold their record as "node", edges are keyed by port."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from((id, {"node": node}) for id, node in circuit.nodes.items())
    graph.add_edges_from(
        (wired[port], target, port) for target, wired in circuit.wiring().items() for port in sorted(wired)
    )
    return graph
