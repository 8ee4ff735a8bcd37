"""A circuit flattened into lists: what the passes run over.

A node's place is its number in the order of the document. `Tape.order` lists the places so that every node comes
after all that feed it. A tape never changes: a new number gives a tape that shares all the rest with the old one
(`with_numbers`), and a new wire one that shares most (`patched`), so that results can keep the tape they came from.

A bypassed operator stands on the tape as a reroute dot, with its first wire alone; its other wires are `idle`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from functools import cached_property
from operator import itemgetter
from typing import Any, Final

from circuitgrad.circuit import Circuit, Node, Wire
from circuitgrad.circuit.changes import (
    Change,
    NodeAdded,
    NodeChanged,
    NodesMoved,
    ObjectiveChanged,
    WireAdded,
    WireRemoved,
)
from circuitgrad.engine.order import moved_behind, topological_order
from circuitgrad.frozen import frozen, replace
from circuitgrad.operators import OPERATORS, Operator, Role

_DOT: Final = next(record for record in OPERATORS.values() if record.dot)
_FIRST: Final = 0
MOST_PATCHED: Final = 12
"""With more wires and nodes than these coming and going at once, a tape made anew is there sooner."""


@frozen
class Numbers:
    """A state of a tape's values and constants, told apart by identity.

    Args:
        before: the state that it was made from, None for a tape from a circuit.
        changed: the places where the two differ.
    """

    before: Numbers | None
    changed: tuple[int, ...]

    __eq__ = object.__eq__
    __hash__ = object.__hash__


class Tape:
    """A circuit in lists; everything is by place.

    Args:
        ids: node ids in the order of the document.
        place: the place of each id.
        nodes: the record of each node: its constants, and a leaf's value, None where none is given.
        operators: the operator of each node; the dot's where it is bypassed, whose record has no constants here.
        sources: the places that feed each node, in port order.
        ports: the port numbers that those wires end at.
        idle: for bypassed nodes, the places wired to their other ports, by port: they feed nothing.
    """

    def __init__(
        self,
        ids: list[str],
        place: dict[str, int],
        nodes: list[Node],
        operators: list[Operator],
        sources: list[tuple[int, ...]],
        ports: list[tuple[int, ...]],
        idle: dict[int, dict[int, int]],
    ) -> None:
        self.ids, self.place, self.nodes, self.operators = ids, place, nodes, operators
        self.sources, self.ports, self.idle = sources, ports, idle

    @classmethod
    def of(cls, circuit: Circuit) -> Tape:
        """The tape of a circuit as it is now.

        Example:
            >>> import circuitgrad as cg
            >>> tape = Tape.of(cg.from_formula("x*y + 1"))
            >>> [tape.sources[place] for place in tape.order]
            [(), (), (0, 1), (2,)]
        """
        nodes = list(circuit.nodes.values())
        ids = list(circuit.nodes)
        place = dict(zip(ids, range(len(ids)), strict=True))
        at = place.__getitem__
        sources: list[tuple[int, ...]] = []
        ports: list[tuple[int, ...]] = []
        for wired in circuit.wiring().values():
            in_order = tuple(wired)
            if len(in_order) > 1 and any(map(int.__gt__, in_order, in_order[1:])):
                in_order = tuple(sorted(in_order))
                sources.append(tuple([at(wired[port]) for port in in_order]))
            else:
                sources.append(tuple(map(at, wired.values())))
            ports.append(in_order)
        operators = [OPERATORS[node.operator] for node in nodes]
        tape = cls(ids, place, nodes, operators, sources, ports, {})
        for i in [i for i, node in enumerate(nodes) if node.bypassed]:
            tape._bypass(i)
        return tape

    def _bypass(self, i: int) -> None:
        """Puts the dot's operator and the first wire alone where a bypassed node stands: while the tape is made."""
        wired = dict(zip(self.ports[i], self.sources[i], strict=True))
        first = wired.pop(_FIRST, None)
        self.nodes[i], self.operators[i] = _on_tape(self.nodes[i]), _DOT
        self.sources[i], self.ports[i] = ((), ()) if first is None else ((first,), (_FIRST,))
        self.idle[i] = wired

    def with_numbers(self, nodes: Iterable[Node]) -> Tape:
        """The tape with other values or constants in some nodes; operators, names, roles and wires are as before."""
        _ = self.kept  # made now, so that the copy shares it
        tape = copy(self)
        records = tape.__dict__["nodes"] = self.nodes.copy()
        changed = []
        for node in nodes:
            place = self.place[node.id]
            changed.append(place)
            record = _on_tape(node)
            if records[place].constants != record.constants:
                tape.__dict__.pop("program", None)
            records[place] = record
        tape.__dict__["numbers"] = Numbers(self.numbers, tuple(changed))
        return tape

    def patched(self, changes: Iterable[Change]) -> Tape | None:
        """The tape after these changes of its circuit; None where it is better made anew.

        New numbers, some wires that came or went, and nodes that were added behind all others are patched in.
        """
        changes = [change for change in changes if not isinstance(change, NodesMoved)]
        if sum(not isinstance(change, NodeChanged | ObjectiveChanged) for change in changes) > MOST_PATCHED:
            return None
        tape = self
        numbers: dict[str, Node] = {}
        for change in changes:
            match change:
                case ObjectiveChanged():
                    continue
                case NodeChanged(before=before, after=after):
                    if not change.only_numbers or before.label != after.label:
                        return None
                    numbers[after.id] = after
                case WireAdded(wire=wire):
                    tape = tape._with_wire(wire)
                case WireRemoved(wire=wire):
                    tape = tape._without_wire(wire)
                case NodeAdded(node=node):
                    tape = tape._with_node(node)
                case _:
                    return None
        return tape.with_numbers(numbers.values()) if numbers else tape

    def _with_wire(self, wire: Wire) -> Tape:
        source, target = self.place[wire.source], self.place[wire.target]
        if self._is_idle(target, wire.port):
            return self._with_idle(target, {**self.idle[target], wire.port: source})
        ports = self.ports[target]
        position = sum(port < wire.port for port in ports)
        tape = self._rewired(
            target,
            (*self.sources[target][:position], source, *self.sources[target][position:]),
            (*ports[:position], wire.port, *ports[position:]),
        )
        if "order" in self.__dict__:
            tape.__dict__["order"] = moved_behind(self.order, source, target, tape.sources)
            self._hand_program_on(tape, target)
        return tape

    def _without_wire(self, wire: Wire) -> Tape:
        target = self.place[wire.target]
        if self._is_idle(target, wire.port):
            wired = self.idle[target]
            return self._with_idle(target, {port: source for port, source in wired.items() if port != wire.port})
        sources, ports = self.sources[target], self.ports[target]
        position = ports.index(wire.port)
        tape = self._rewired(
            target, sources[:position] + sources[position + 1 :], ports[:position] + ports[position + 1 :]
        )
        if "order" in self.__dict__:
            tape.__dict__["order"] = self.order
            self._hand_program_on(tape, target)
        return tape

    def _is_idle(self, target: int, port: int) -> bool:
        return target in self.idle and port != _FIRST

    def _with_idle(self, target: int, wired: dict[int, int]) -> Tape:
        _ = self.kept  # made now, so that the copy shares it
        tape = copy(self)
        tape.__dict__["idle"] = {**self.idle, target: wired}
        return tape

    def _hand_program_on(self, tape: Tape, target: int) -> None:
        if "program" in self.__dict__:
            from circuitgrad.engine.passes import patched_program

            tape.__dict__["program"] = patched_program(tape, self.program, target)

    def _rewired(self, target: int, sources: tuple[int, ...], ports: tuple[int, ...]) -> Tape:
        all_sources, all_ports = self.sources.copy(), self.ports.copy()
        all_sources[target], all_ports[target] = sources, ports
        tape = Tape(self.ids, self.place, self.nodes, self.operators, all_sources, all_ports, self.idle)
        if "leaves" in self.kept:
            tape.kept["leaves"] = self.kept["leaves"]
        if "flat" in self.kept:
            tape.kept["flat"] = self.kept["flat"].with_inputs(tape, target)
        return tape

    def _with_node(self, node: Node) -> Tape:
        place = {**self.place, node.id: len(self.ids)}
        tape = Tape(
            [*self.ids, node.id],
            place,
            [*self.nodes, _on_tape(node)],
            [*self.operators, _DOT if node.bypassed else node.record],
            [*self.sources, ()],
            [*self.ports, ()],
            {**self.idle, len(self.ids): {}} if node.bypassed else self.idle,
        )
        if "order" in self.__dict__:
            tape.__dict__["order"] = [*self.order, len(self.ids)]
        return tape

    @cached_property
    def numbers(self) -> Numbers:
        """Which state of the values and constants this is."""
        return Numbers(None, ())

    @cached_property
    def order(self) -> Sequence[int]:
        """The places, so that every node comes after all that feed it."""
        return topological_order(self.sources)

    @cached_property
    def labels(self) -> list[str]:
        """What people call each node."""
        return [node.label for node in self.nodes]

    @cached_property
    def complete(self) -> list[bool]:
        """Whether each node has all the inputs that its operator needs; leaves are complete."""
        return [
            operator.is_leaf or operator.accepts(len(fed))
            for operator, fed in zip(self.operators, self.sources, strict=True)
        ]

    @cached_property
    def movable(self) -> list[bool]:
        """Whether an input that may move, parameter or data, stands at or above each node."""
        return self._at_or_above([node.role in (Role.PARAMETER, Role.DATA) for node in self.nodes])

    @cached_property
    def trainable(self) -> list[bool]:
        """Whether an input that may move stands at or above each node: what a nudge or training reaches."""
        return self._at_or_above([node.may_move for node in self.nodes])

    def _at_or_above(self, own: list[bool]) -> list[bool]:
        for i in self.order:
            if not own[i]:
                own[i] = any(own[source] for source in self.sources[i])
        return own

    @cached_property
    def program(self) -> Any:
        """What the plain passes run (`engine.passes`); the same for tapes that differ in values of leaves alone."""
        from circuitgrad.engine.passes import make_program

        return make_program(self)

    @cached_property
    def kept(self) -> dict[Any, Any]:
        """What others work out from the structure alone; shared by tapes that differ in numbers."""
        return {}

    def wire(self, target: int, position: int) -> Wire:
        """The wire that ends at a node, by its position among the node's wires."""
        return Wire(self.ids[self.sources[target][position]], self.ids[target], self.ports[target][position])

    def is_idle(self, wire: Wire) -> bool:
        """Whether this wire is there and ends at a bypassed node, at another port than the first.

        It carries the value of its source, and gradient and local derivative 0.
        """
        source, target = self.place.get(wire.source), self.place.get(wire.target)
        return source is not None and target in self.idle and self.idle[target].get(wire.port) == source

    def needed_by(self, objective: int) -> list[bool]:
        """Which nodes the objective depends on, itself included."""
        needed = [False] * len(self.ids)
        needed[objective] = True
        waiting = [objective]
        while waiting:
            for source in self.sources[waiting.pop()]:
                if not needed[source]:
                    needed[source] = True
                    waiting.append(source)
        return needed

    def input_places(self) -> list[int]:
        """The places of the inputs that people can set: leaves that are no bare numbers of a formula."""
        places: list[int] | None = self.kept.get("inputs")
        if places is None:
            places = self.kept["inputs"] = [
                i for i, node in enumerate(self.nodes) if node.is_leaf and not node.is_literal
            ]
        return places

    def at_inputs(self, numbers: Sequence[float]) -> tuple[float, ...]:
        """Those of some numbers, one for each node by its place, that belong to `input_places`.

        Example:
            >>> import circuitgrad as cg
            >>> run = cg.run(cg.from_formula("x = 3; y = 2; f = x*y"))
            >>> run.tape.at_inputs(run.values)
            (3.0, 2.0)
        """
        pick = self.kept.get("at inputs")
        if pick is None:
            pick = self.kept["at inputs"] = itemgetter(*self.input_places(), 0, 0)  # two more, so that it is a tuple
        found: tuple[float, ...] = pick(numbers)[:-2]
        return found

    def __len__(self) -> int:
        return len(self.ids)


def _on_tape(node: Node) -> Node:
    """The record as a tape holds it: a bypassed node's own numbers are asked by nobody."""
    return replace(node, constants=()) if node.bypassed and node.constants else node


def inputs_of(sources: Sequence[int], values: Sequence[float]) -> list[float]:
    """The values that arrive at a node."""
    return [values[source] for source in sources]
