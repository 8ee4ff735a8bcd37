"""The circuit: nodes and wires, acyclic at every moment, with notices of what changed.

Its store is a NetworkX MultiDiGraph whose edges are keyed by port (x·x is two wires). Reading a circuit from a
file and running it asks for records and wires only, so the graph, and NetworkX with it (about 0.2 s to import),
is made when the first thing asks for structure, from the index below, and follows every change from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from circuitgrad.circuit import rules, structure
from circuitgrad.circuit.changes import (
    Change,
    NodeAdded,
    NodeChanged,
    NodeRemoved,
    ObjectiveChanged,
    WireAdded,
    WireRemoved,
)
from circuitgrad.circuit.names import check_name
from circuitgrad.circuit.parts import Fragment, Node, Wire
from circuitgrad.errors import CircuitError, UnknownNodeError, WireError

if TYPE_CHECKING:
    import networkx as nx

Subscriber = Callable[[Change], None]


class Circuit:
    """A directed acyclic graph of nodes: the document.

    Read it freely; change it through the edits of `circuitgrad.circuit.edits`, which know their inverse. The
    methods that end in an underscore are for those edits alone.

    Args:
        fragment: what it starts with. Every rule of the circuit is checked.

    Raises:
        CircuitError: the fragment breaks a rule: a name twice, an unknown operator, a port taken, a cycle.

    Example:
        >>> from circuitgrad.circuit import Circuit, Fragment, Node, Wire
        >>> x, square = Node.new("input", id="x", value=3.0), Node.new("mul", id="f")
        >>> circuit = Circuit(Fragment((x, square), (Wire("x", "f", 0), Wire("x", "f", 1))))
        >>> circuit.incoming("f")
        [Wire(source='x', target='f', port=0), Wire(source='x', target='f', port=1)]
    """

    def __init__(self, fragment: Fragment | None = None) -> None:
        self._nodes: dict[str, Node] = {}
        self._places: dict[str, int] = {}
        self._taken_places: set[int] = set()
        self._next_place = 0
        self._in_order = True
        self._labels: dict[str, str] = {}
        self._incoming: dict[str, dict[int, str]] = {}
        self._outgoing: dict[str, dict[tuple[str, int], None]] = {}
        self._objective: str | None = None
        self._graph: nx.MultiDiGraph[str] | None = None
        self._subscribers: list[Subscriber] = []
        if fragment is not None:
            self._fill(fragment)

    def _fill(self, fragment: Fragment) -> None:
        for node in fragment.nodes:
            self.insert_(node)
        for wire in fragment.wires:
            rules.check_ends(self, wire)
            self._put(wire)
        self.order()
        if fragment.objective is not None:
            self.choose_objective_(fragment.objective)

    # Reading

    @property
    def nodes(self) -> Mapping[str, Node]:
        """Every node by its id, in the order of the document."""
        if not self._in_order:
            self._nodes = {id: self._nodes[id] for id in sorted(self._nodes, key=self._places.__getitem__)}
            self._in_order = True
        return MappingProxyType(self._nodes)

    def wiring(self) -> Mapping[str, Mapping[int, str]]:
        """For every node, in the order of `nodes`, the source at each of its wired ports."""
        if list(self._incoming) != list(self.nodes):
            self._incoming = {id: self._incoming[id] for id in self.nodes}
        return MappingProxyType(self._incoming)

    def node(self, id: str) -> Node:
        """The node with this id.

        Raises:
            UnknownNodeError: there is none.
        """
        try:
            return self._nodes[id]
        except KeyError:
            raise UnknownNodeError("No node has the id “{id}”.", id=id) from None

    def find(self, label: str) -> Node:
        """The node that people call this: by its name, or by its id where it has no name.

        Raises:
            UnknownNodeError: there is none; the sentence offers the nearest names.
        """
        id = self._labels.get(label)
        if id is None:
            raise rules.unknown_label(label, self._labels)
        return self._nodes[id]

    def labelled(self, label: str) -> str | None:
        """The id of the node that people call this, None where there is none."""
        return self._labels.get(label)

    def is_label_free(self, label: str) -> bool:
        """Whether no node is called this, nor has it as its id."""
        return label not in self._labels and label not in self._nodes

    @property
    def objective(self) -> str | None:
        """The id of the objective that was chosen, None where nobody chose."""
        return self._objective

    def inputs(self) -> list[Node]:
        """The leaves that people can set: all but the bare numbers of a formula."""
        return [node for node in self.nodes.values() if node.is_leaf and not node.is_literal]

    def incoming(self, id: str) -> list[Wire]:
        """The wires that end at this node, by port."""
        ports = self._incoming[id]
        return [Wire(ports[port], id, port) for port in sorted(ports)]

    def count_incoming(self, id: str) -> int:
        """How many wires end at this node."""
        return len(self._incoming[id])

    def is_fed(self, id: str) -> bool:
        """Whether any wire ends at this node."""
        return bool(self._incoming[id])

    def feeds_any(self, id: str) -> bool:
        """Whether any wire starts at this node."""
        return bool(self._outgoing[id])

    def outgoing(self, id: str) -> list[Wire]:
        """The wires that start at this node, by the target's place in the document, then port."""
        if len(self._outgoing[id]) < 2:
            return [Wire(id, target, port) for target, port in self._outgoing[id]]
        ends = sorted(self._outgoing[id], key=lambda end: (self._places[end[0]], end[1]))
        return [Wire(id, target, port) for target, port in ends]

    def wires(self) -> Iterator[Wire]:
        """Every wire, by target in the order of the document, then port."""
        for id in self.nodes:
            yield from self.incoming(id)

    def source(self, target: str, port: int) -> str | None:
        """The id of the node wired to this port, None where the port is free."""
        return self._incoming[target].get(port)

    def source_of(self, wire: Wire) -> str | None:
        """The id of the node that is wired to this wire's port now, None where there is none or no such node."""
        return self._incoming.get(wire.target, {}).get(wire.port)

    def free_port(self, target: str) -> int | None:
        """The first port that a wire could take, None where all are taken."""
        record, taken = self.node(target).record, self._incoming[target]
        port = 0
        while port in taken:
            port += 1
        return port if record.has_port(port) else None

    def sinks(self) -> list[Node]:
        """The nodes that feed nothing, leaves only where there is nothing else."""
        ends = [node for id, node in self.nodes.items() if not self._outgoing[id]]
        return [node for node in ends if not node.is_leaf] or ends

    def find_objective(self, label: str | None = None) -> Node:
        """The objective: the node called so, else the chosen one, else the only sink.

        Raises:
            UnknownNodeError: no node is called so.
            ObjectiveError: the circuit is empty, or has several sinks and none is chosen.
        """
        if label is not None:
            return self.find(label)
        if self._objective is not None:
            return self._nodes[self._objective]
        sinks = self.sinks()
        if len(sinks) != 1:
            raise rules.no_single_sink(sinks)
        return sinks[0]

    def order(self) -> list[str]:
        """Ids in topological order: inputs first, in the order of the document, then as nodes become ready."""
        return structure.topological_order(self)

    def fragment(self, ids: Iterable[str] | None = None, *, feeding: bool = False) -> Fragment:
        """The whole circuit as records, or the chosen nodes and the wires among them.

        Args:
            ids: the nodes to take; None for all.
            feeding: take the wires too that come to them from nodes that are not taken.
        """
        if ids is None:
            return Fragment(tuple(self.nodes.values()), tuple(self.wires()), self._objective)
        chosen = set(ids)
        nodes = tuple(node for id, node in self.nodes.items() if id in chosen)
        wires = (wire for node in nodes for wire in self.incoming(node.id))
        taken = tuple(wire for wire in wires if feeding or wire.source in chosen)
        return Fragment(nodes, taken, self._objective if self._objective in chosen else None)

    def __eq__(self, other: object) -> bool:
        """Whether all nodes, wires, orders and the objective are the same."""
        return isinstance(other, Circuit) and self.fragment() == other.fragment()

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        return len(self._nodes)

    def __contains__(self, id: object) -> bool:
        return id in self._nodes

    # Structure, by NetworkX

    @property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The NetworkX graph itself, for any algorithm that reads. Change the circuit through edits only."""
        if self._graph is None:
            self._graph = structure.make_graph(self)
        return self._graph

    def upstream(self, id: str) -> set[str]:
        """Ids of all nodes that this one depends on."""
        return structure.ancestors(self, id)

    def downstream(self, id: str) -> set[str]:
        """Ids of all nodes that depend on this one."""
        return structure.descendants(self, id)

    # Rules

    def check_wire(self, wire: Wire, *, replacing: bool = False) -> None:
        """Raises the precise error if this wire cannot be drawn.

        Args:
            wire: the wire that would be.
            replacing: a wire that ends at the port already would be taken off first.

        Raises:
            UnknownNodeError: an end is not in the circuit.
            WireError: the port is not there, or is taken.
            CycleError: the wire would close a cycle; the sentence names its nodes.
        """
        rules.check_ends(self, wire, replacing=replacing)
        rules.check_acyclic(self, wire)

    def can_wire(self, wire: Wire, *, replacing: bool = False) -> bool:
        """Whether `check_wire` has nothing to say."""
        try:
            self.check_wire(wire, replacing=replacing)
        except CircuitError:
            return False
        return True

    def check_label(self, label: str, id: str) -> None:
        """Raises if the node with this id cannot be called this.

        Raises:
            CircuitError: the name is not one that a formula could hold, or another node has it.
        """
        check_name(label)
        rules.check_label_free(self, label, id)

    def _check_called(self, node: Node, *, new_name: bool) -> None:
        if node.name and new_name:
            check_name(node.name)
        rules.check_label_free(self, node.label, node.id)

    # Changing: for the edits alone

    def insert_(self, node: Node, place: int | None = None) -> None:
        """Puts a node in, without wires.

        Args:
            node: its id and what it is called must be free.
            place: the number that tells its place in the document, as `remove_` gave it; None for behind all others.
        """
        rules.check_record(node)
        if node.id in self._nodes:
            raise CircuitError("The id “{id}” is there twice.", [node.id], id=node.id)
        if place in self._taken_places:
            raise CircuitError("Another node stands at place {place} of the document.", place=place)
        self._check_called(node, new_name=True)
        self._insert_at(node, self._next_place if place is None else place)
        self._notify(NodeAdded(node))

    def _insert_at(self, node: Node, place: int) -> None:
        self._in_order = self._in_order and place >= self._next_place
        self._next_place = max(self._next_place, place + 1)
        self._taken_places.add(place)
        self._places[node.id] = place
        self._nodes[node.id] = node
        self._labels[node.label] = node.id
        self._incoming[node.id], self._outgoing[node.id] = {}, {}
        if self._graph is not None:
            self._graph.add_node(node.id, node=node)

    def remove_(self, id: str) -> tuple[Node, int]:
        """Takes a node out that has no wires and is not the objective. Returns it and its place."""
        if self._incoming[id] or self._outgoing[id] or self._objective == id:
            raise AssertionError(f"{id} still has wires or is the objective")
        node, place = self._nodes.pop(id), self._places.pop(id)
        self._taken_places.remove(place)
        del self._labels[node.label], self._incoming[id], self._outgoing[id]
        if self._graph is not None:
            self._graph.remove_node(id)
        self._notify(NodeRemoved(node))
        return node, place

    def replace_(self, node: Node) -> Node:
        """Puts another record in the place of the one with its id. Returns the old one."""
        before = self.node(node.id)
        rules.check_stand_in(self, before, node)
        self._check_called(node, new_name=node.name != before.name)
        del self._labels[before.label]
        self._labels[node.label] = node.id
        self._nodes[node.id] = node
        if self._graph is not None:
            self._graph.nodes[node.id]["node"] = node
        self._notify(NodeChanged(before, node))
        return before

    def connect_(self, wire: Wire) -> None:
        """Draws a wire, if `check_wire` has nothing to say."""
        self.check_wire(wire)
        self._put(wire)
        self._notify(WireAdded(wire))

    def _put(self, wire: Wire) -> None:
        self._incoming[wire.target][wire.port] = wire.source
        self._outgoing[wire.source][wire.target, wire.port] = None
        if self._graph is not None:
            self._graph.add_edge(wire.source, wire.target, wire.port)

    def disconnect_(self, wire: Wire) -> None:
        """Takes a wire off."""
        if self.source_of(wire) != wire.source:
            raise WireError("There is no such wire.", [id for id in wire[:2] if id in self._nodes])
        del self._incoming[wire.target][wire.port]
        del self._outgoing[wire.source][wire.target, wire.port]
        if self._graph is not None:
            self._graph.remove_edge(wire.source, wire.target, wire.port)
        self._notify(WireRemoved(wire))

    def choose_objective_(self, id: str | None) -> str | None:
        """Makes a node the objective, or none. Returns the one before."""
        before = self._objective
        if id is not None:
            self.node(id)
        self._objective = id
        if before != id:
            self._notify(ObjectiveChanged(before, id))
        return before

    # Notices

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Calls `subscriber` with each `Change`, after it. Returns the function that ends that."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

    def _notify(self, change: Change) -> None:
        for subscriber in tuple(self._subscribers):
            subscriber(change)

    def __repr__(self) -> str:
        return f"<Circuit of {len(self._nodes)} nodes>"

    def __reduce__(self) -> tuple[type[Circuit], tuple[Fragment]]:
        """Copies and pickles hold the records alone: subscribers stay with the original."""
        return Circuit, (self.fragment(),)
