"""What a circuit holds, and all that can be asked of it; `circuit.py` is how it changes.

Wires stand in an index by both ends. Nodes keep the order of the document, which is put right when somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from circuitgrad.circuit import rules
from circuitgrad.circuit.exercise import Exercise
from circuitgrad.circuit.links import Links
from circuitgrad.circuit.parts import Bends, Course, Fragment, Node, Remark, Wire
from circuitgrad.circuit.records import Records
from circuitgrad.circuit.what_if import Scenario
from circuitgrad.errors import UnknownNodeError


class Store:
    """Nodes, wires, remarks, scenarios and an exercise.

    Attributes:
        remarks: every frame and note by its id, in the order in which they are painted.
        scenarios: every scenario by its id, in the order in which they are listed.
    """

    remarks: Records[Remark]
    scenarios: Records[Scenario]

    def __init__(self) -> None:
        self._nodes: dict[str, Node] = {}
        self._places: dict[str, int] = {}
        self._in_order = True
        self._labels: dict[str, str] = {}
        self._links = Links()
        self._courses: dict[Wire, Course] = {}
        self._objective: str | None = None
        self._baseline: Scenario | None = None
        self._exercise: Exercise | None = None

    @property
    def nodes(self) -> Mapping[str, Node]:
        """Every node by its id, in the order of the document."""
        self._sort()
        return MappingProxyType(self._nodes)

    def wiring(self) -> Mapping[str, Mapping[int, str]]:
        """For every node, in the order of `nodes`, the source at each of its wired ports, in no order of ports.

        Example:
            >>> from circuitgrad.circuit import Circuit, Fragment, Node, Wire
            >>> x, square = Node.new("input", id="x"), Node.new("mul", id="f")
            >>> dict(Circuit(Fragment((x, square), (Wire("x", "f", 0), Wire("x", "f", 1)))).wiring())
            {'x': {}, 'f': {0: 'x', 1: 'x'}}
        """
        self._sort()
        return MappingProxyType(self._links.incoming)

    def _sort(self) -> None:
        """Puts nodes, and their index of wires with them, into the order of the document."""
        if not self._in_order:
            ids = sorted(self._nodes, key=self._places.__getitem__)
            self._nodes = {id: self._nodes[id] for id in ids}
            self._links.incoming = {id: self._links.incoming[id] for id in ids}
            self._in_order = True

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

    @property
    def baseline(self) -> Scenario | None:
        """The values that differences are shown from, None where nobody pinned any."""
        return self._baseline

    @property
    def exercise(self) -> Exercise | None:
        """What is asked of whoever learns from the circuit, None where nothing is."""
        return self._exercise

    def inputs(self) -> list[Node]:
        """The leaves that people can set: all but the bare numbers of a formula."""
        return [node for node in self.nodes.values() if node.is_leaf and not node.is_literal]

    def incoming(self, id: str) -> list[Wire]:
        """The wires that end at this node, by port."""
        ports = self._links.incoming[id]
        return [Wire(ports[port], id, port) for port in sorted(ports)]

    def count_incoming(self, id: str) -> int:
        """How many wires end at this node."""
        return len(self._links.incoming[id])

    def last_port(self, id: str) -> int:
        """The highest input port of this node that has a wire, −1 for none."""
        return max(self._links.incoming[id], default=-1)

    def is_fed(self, id: str) -> bool:
        """Whether any wire ends at this node."""
        return bool(self._links.incoming[id])

    def feeds_any(self, id: str) -> bool:
        """Whether any wire starts at this node."""
        return bool(self._links.outgoing[id])

    def outgoing(self, id: str) -> list[Wire]:
        """The wires that start at this node, by the target's place in the document, then port."""
        if len(self._links.outgoing[id]) < 2:
            return [Wire(id, target, port) for target, port in self._links.outgoing[id]]
        ends = sorted(self._links.outgoing[id], key=lambda end: (self._places[end[0]], end[1]))
        return [Wire(id, target, port) for target, port in ends]

    def wires(self) -> Iterator[Wire]:
        """Every wire, by target in the order of the document, then port."""
        incoming = self._links.incoming
        for id in self.nodes:
            ports = incoming[id]
            for port in sorted(ports) if len(ports) > 1 else ports:
                yield Wire(ports[port], id, port)

    def source(self, target: str, port: int) -> str | None:
        """The id of the node wired to this port, None where the port is free."""
        return self._links.incoming[target].get(port)

    def source_of(self, wire: Wire) -> str | None:
        """The id of the node that is wired to this wire's port now, None where there is none or no such node."""
        return self._links.incoming.get(wire.target, {}).get(wire.port)

    def bends(self, wire: Wire) -> Bends:
        """The places that a wire runs through on its way; none for a plain curve.

        Example:
            >>> from circuitgrad.circuit import Circuit, Fragment, Node, Wire
            >>> nodes, wire = (Node.new("input", id="x"), Node.new("exp", id="f")), Wire("x", "f", 0)
            >>> Circuit(Fragment(nodes, (wire,), bends=((wire, ((50.0, 40.0),)),))).bends(wire)
            ((50.0, 40.0),)
        """
        course = self._courses.get(wire)
        return () if course is None else course.seen(self.node(wire.source).position, self.node(wire.target).position)

    @property
    def courses(self) -> Mapping[Wire, Course]:
        """What is kept of the bends of wires, also of those that are plain curves while their ends stand elsewhere."""
        return MappingProxyType(self._courses)

    def course(self, wire: Wire, bends: Bends) -> Course | None:
        """These bends as they are kept while the nodes at both ends stand where they are; None for no bends.

        Raises:
            UnknownNodeError: an end is not in the circuit.
        """
        return Course(bends, self.node(wire.source).position, self.node(wire.target).position) if bends else None

    def free_port(self, target: str) -> int | None:
        """The first port that a wire could take, None where all are taken."""
        record, taken = self.node(target).record, self._links.incoming[target]
        port = 0
        while port in taken:
            port += 1
        return port if record.has_port(port) else None

    def sinks(self) -> list[Node]:
        """The nodes that feed nothing, leaves only where there is nothing else."""
        ends = [node for id, node in self.nodes.items() if not self._links.outgoing[id]]
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
        return self._links.order(self._places)

    def fragment(
        self, ids: Iterable[str] | None = None, *, feeding: bool = False, remarks: Iterable[str] = ()
    ) -> Fragment:
        """The whole circuit as records, or the chosen nodes and the wires among them, and the chosen remarks.

        Args:
            ids: the nodes to take; None for all, and for all remarks.
            feeding: take the wires too that come to them from nodes that are not taken.
            remarks: the frames and notes to take.
        """
        if ids is None:
            records = tuple(self.nodes.values()), tuple(self.wires())
            remarked, pinned = tuple(self.remarks.values()), tuple(self.scenarios.values())
            bends = self._bends_among(records[1])
            return Fragment(*records, self._objective, remarked, pinned, self._baseline, self._exercise, bends)
        chosen = set(ids)
        nodes = tuple(node for id, node in self.nodes.items() if id in chosen)
        wires = (wire for node in nodes for wire in self.incoming(node.id))
        taken = tuple(wire for wire in wires if feeding or wire.source in chosen)
        noted = set(remarks)
        written = tuple(remark for id, remark in self.remarks.items() if id in noted)
        objective = self._objective if self._objective in chosen else None
        return Fragment(nodes, taken, objective, written, bends=self._bends_among(taken))

    def _bends_among(self, wires: Iterable[Wire]) -> tuple[tuple[Wire, Bends], ...]:
        if not self._courses:
            return ()
        return tuple((wire, bends) for wire in wires if wire in self._courses and (bends := self.bends(wire)))

    def __len__(self) -> int:
        return len(self._nodes)

    def __contains__(self, id: object) -> bool:
        return id in self._nodes
