"""The circuit: nodes and wires, acyclic at every moment, with notices of what changed.

Every change goes through this one class, which keeps what it holds (`store.py`) sound. Ranks beside the store tell at
once whether a wire would close a cycle. Other algorithms find the circuit as a NetworkX MultiDiGraph whose edges are
keyed by port (x·x is two wires). That graph, and NetworkX with it (about 0.2 s to import), is made when it is first
asked for and follows every change from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from circuitgrad.circuit import rules, structure
from circuitgrad.circuit.changes import (
    Change,
    ExerciseChanged,
    NodeAdded,
    NodeChanged,
    NodeRemoved,
    NodesMoved,
    ObjectiveChanged,
    RemarkChanged,
    ScenarioChanged,
    WireAdded,
    WireBent,
    WireRemoved,
    concerns_results,
)
from circuitgrad.circuit.exercise import Exercise, check_exercise
from circuitgrad.circuit.filling import fill_nodes, fill_wires
from circuitgrad.circuit.guard import CycleGuard
from circuitgrad.circuit.links import Links
from circuitgrad.circuit.names import check_name
from circuitgrad.circuit.parts import Course, Fragment, Node, Position, Remark, Wire
from circuitgrad.circuit.ranks import Ranks
from circuitgrad.circuit.records import Records
from circuitgrad.circuit.store import Store
from circuitgrad.circuit.what_if import Scenario, check_scenario
from circuitgrad.errors import CircuitError, WireError
from circuitgrad.free_memory import check_room

if TYPE_CHECKING:
    import networkx as nx

Subscriber = Callable[[Change], None]
_LARGE: Final = 100_000
_BYTES_A_NODE: Final = 2_500
"""What a node with two wires takes, here and in one run, as measured at a million nodes."""


class Circuit(Store):
    """A directed acyclic graph of nodes: the document.

    Read it freely; change it through the edits of `circuitgrad.circuit.edits`, which know their inverse. The
    methods that end in an underscore are for those edits alone.

    Args:
        fragment: what it starts with. Every rule of the circuit is checked.

    Raises:
        CircuitError: the fragment breaks a rule: a name twice, an unknown operator, a port taken, a cycle.
        TooLargeError: it would not fit into memory.

    Example:
        >>> from circuitgrad.circuit import Circuit, Fragment, Node, Wire
        >>> x, square = Node.new("input", id="x", value=3.0), Node.new("mul", id="f")
        >>> circuit = Circuit(Fragment((x, square), (Wire("x", "f", 0), Wire("x", "f", 1))))
        >>> circuit.incoming("f")
        [Wire(source='x', target='f', port=0), Wire(source='x', target='f', port=1)]
    """

    def __init__(self, fragment: Fragment | None = None) -> None:
        super().__init__()
        self._taken_places: set[int] = set()
        self._next_place = 0
        self._ranks = Ranks(self._links)
        self.remarks = Records("frame or note", rules.check_remark, self._tell_remark)
        self.scenarios = Records("scenario", check_scenario, self._tell_scenario)
        self._graph: nx.MultiDiGraph[str] | None = None
        self._version = 0
        self._subscribers: list[Subscriber] = []
        if fragment is not None:
            self._fill(fragment)

    def _fill(self, fragment: Fragment) -> None:
        if len(fragment.nodes) >= _LARGE:
            check_room(len(fragment.nodes) * _BYTES_A_NODE, f"A circuit of {len(fragment.nodes):,} nodes")
        fill_nodes(self, fragment.nodes, self._nodes, self._labels)
        self._next_place = len(self._nodes)
        self._places = dict(zip(self._nodes, range(self._next_place), strict=True))
        self._taken_places = set(range(self._next_place))
        self._links = Links(self._nodes)
        forward = fill_wires(self, fragment.wires, self._links, self._places)
        self._ranks = Ranks(self._links, self._nodes if forward else self._acyclic_order())
        for wire, bends in fragment.bends:
            self.bend_(wire, self.course(wire, bends))
        if fragment.objective is not None:
            self.choose_objective_(fragment.objective)
        for remark in fragment.remarks:
            self.remarks.insert_(remark)
        for scenario in fragment.scenarios:
            self.scenarios.insert_(scenario)
        if fragment.baseline is not None:
            self.pin_baseline_(fragment.baseline)
        if fragment.exercise is not None:
            self.set_exercise_(fragment.exercise)

    def _acyclic_order(self) -> list[str]:
        order = self.order()
        if len(order) < len(self._nodes):
            ordered = set(order)
            raise rules.has_cycle(self, self._links.cycle_among(id for id in self._nodes if id not in ordered))
        return order

    @property
    def version(self) -> int:
        """Goes up with every change of nodes, wires, numbers, names or the objective; not with what changes no result.

        Results that were computed from the circuit hold as long as this number stays.
        """
        return self._version

    def __eq__(self, other: object) -> bool:
        """Whether all nodes, wires, bends, remarks, scenarios, orders, the objective and the exercise are the same."""
        return isinstance(other, Circuit) and self.fragment() == other.fragment()

    __hash__ = None  # type: ignore[assignment]

    # Structure

    @property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The NetworkX graph itself, for any algorithm that reads. Change the circuit through edits only."""
        if self._graph is None:
            self._graph = structure.make_graph(self)
        return self._graph

    def upstream(self, id: str) -> set[str]:
        """Ids of all nodes that this one depends on."""
        return self._links.upstream(self.node(id).id)

    def downstream(self, id: str) -> set[str]:
        """Ids of all nodes that depend on this one."""
        return self._links.downstream(self.node(id).id)

    # Rules

    def check_wire(self, wire: Wire, *, replacing: bool = False, guard: CycleGuard | None = None) -> None:
        """Raises the precise error if this wire cannot be drawn.

        Args:
            wire: the wire that would be.
            replacing: a wire that ends at the port already would be taken off first.
            guard: answers the question for a cycle, where many are asked about one end.

        Raises:
            UnknownNodeError: an end is not in the circuit.
            WireError: the port is not there, or is taken.
            CycleError: the wire would close a cycle; the sentence names its nodes.
        """
        rules.check_ends(self, wire, replacing=replacing)
        if guard is not None:
            if guard.closes(wire):
                raise rules.would_close(self, guard.cycle(wire))
        elif way := self._ranks.admit(wire.source, wire.target):
            path = self._links.path(wire.target, wire.source, self._ranks.numbers) or way
            raise rules.would_close(self, [path[-1], *path[:-1]])

    def can_wire(self, wire: Wire, *, replacing: bool = False, guard: CycleGuard | None = None) -> bool:
        """Whether `check_wire` has nothing to say."""
        try:
            rules.check_ends(self, wire, replacing=replacing)
        except CircuitError:
            return False
        return not (guard or self._ranks).closes(wire)

    def cycle_guard(self, end: str, *, is_source: bool) -> CycleGuard:
        """What answers fast, for many wires with one end in common, whether they would close a cycle.

        Args:
            end: the node at which all those wires start, or end.
            is_source: whether they start there.

        Raises:
            UnknownNodeError: no node has this id.

        Example:
            >>> from circuitgrad.circuit import Circuit, Fragment, Node, Wire
            >>> a, b = Node.new("add", id="a"), Node.new("add", id="b")
            >>> circuit = Circuit(Fragment((a, b), (Wire("a", "b", 0),)))
            >>> guard = circuit.cycle_guard("b", is_source=True)
            >>> circuit.can_wire(Wire("b", "a", 0), guard=guard)
            False
        """
        return CycleGuard(self._links, self._ranks, self.node(end).id, is_source=is_source)

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
            raise rules.id_twice(node.id)
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
        self._links.add_node(node.id)
        self._ranks.add(node.id)
        if self._graph is not None:
            self._graph.add_node(node.id, node=node)

    def remove_(self, id: str) -> tuple[Node, int]:
        """Takes a node out that has no wires and is not the objective. Returns it and its place."""
        if self.is_fed(id) or self.feeds_any(id) or self._objective == id:
            raise AssertionError(f"{id} still has wires or is the objective")
        node, place = self._nodes.pop(id), self._places.pop(id)
        self._taken_places.remove(place)
        del self._labels[node.label]
        self._links.remove_node(id)
        self._ranks.remove(id)
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

    def move_(self, places: Iterable[tuple[str, Position]]) -> tuple[tuple[str, Position], ...]:
        """Puts nodes elsewhere on the canvas: no rule can be broken by that, and no result is another.

        Returns:
            Where they stood, those too that stood there already.
        """
        asked = [(self.node(id), place) for id, place in places]
        moving = [(node, place) for node, place in asked if node.position != place]
        moved = tuple([node.at(*place) for node, place in moving])
        self._nodes.update([(node.id, node) for node in moved])
        if self._graph is not None:
            for node in moved:
                self._graph.nodes[node.id]["node"] = node
        if moved:
            self._notify(NodesMoved(tuple([node for node, _ in moving]), moved))
        return tuple([(node.id, node.position) for node, _ in asked])

    def connect_(self, wire: Wire, course: Course | None = None) -> None:
        """Draws a wire, if `check_wire` has nothing to say.

        Args:
            wire: which one.
            course: its bends, which `rules.check_course` has nothing to say of.
        """
        self.check_wire(wire)
        if course is not None:
            self._courses[wire] = course
        self._links.add(wire)
        if self._graph is not None:
            self._graph.add_edge(wire.source, wire.target, wire.port)
        self._notify(WireAdded(wire))

    def disconnect_(self, wire: Wire) -> Course | None:
        """Takes a wire off. Returns its bends."""
        self._check_there(wire)
        course = self._courses.pop(wire, None)
        self._links.remove(wire)
        if self._graph is not None:
            self._graph.remove_edge(wire.source, wire.target, wire.port)
        self._notify(WireRemoved(wire))
        return course

    def bend_(self, wire: Wire, course: Course | None) -> Course | None:
        """Gives a wire these bends, or none. Returns those before."""
        self._check_there(wire)
        if course is not None:
            rules.check_course(wire, course)
        before = self._courses.pop(wire, None)
        if course is not None:
            self._courses[wire] = course
        if before != course:
            self._notify(WireBent(wire))
        return before

    def _check_there(self, wire: Wire) -> None:
        if self.source_of(wire) != wire.source:
            raise WireError("There is no such wire.", [id for id in wire[:2] if id in self._nodes])

    def choose_objective_(self, id: str | None) -> str | None:
        """Makes a node the objective, or none. Returns the one before."""
        before = self._objective
        if id is not None:
            self.node(id)
        self._objective = id
        if before != id:
            self._notify(ObjectiveChanged(before, id))
        return before

    def pin_baseline_(self, baseline: Scenario | None) -> Scenario | None:
        """Shows differences from these values, or from none. Returns what they were shown from before."""
        before = self._baseline
        if baseline is not None:
            check_scenario(baseline)
        self._baseline = baseline
        self._notify(ScenarioChanged(before, baseline))
        return before

    def set_exercise_(self, exercise: Exercise | None) -> Exercise | None:
        """Asks this, or nothing. Returns what was asked before."""
        before = self._exercise
        if exercise is not None:
            check_exercise(exercise, self)
        self._exercise = exercise
        self._notify(ExerciseChanged(before, exercise))
        return before

    # Notices

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Calls `subscriber` with each `Change`, after it. Returns the function that ends that."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

    def _tell_remark(self, before: Remark | None, after: Remark | None) -> None:
        self._notify(RemarkChanged(before, after))

    def _tell_scenario(self, before: Scenario | None, after: Scenario | None) -> None:
        self._notify(ScenarioChanged(before, after))

    def _notify(self, change: Change) -> None:
        if concerns_results(change):
            self._version += 1
        self._pass_on(change)

    def _pass_on(self, change: Change) -> None:
        for subscriber in tuple(self._subscribers):
            subscriber(change)

    def __repr__(self) -> str:
        return f"<Circuit of {len(self._nodes)} nodes>"

    def __reduce__(self) -> tuple[type[Circuit], tuple[Fragment]]:
        """Copies and pickles hold the records alone: subscribers stay with the original."""
        return Circuit, (self.fragment(),)
