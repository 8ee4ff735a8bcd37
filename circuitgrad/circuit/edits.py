"""Every way to change a circuit. Applying an edit gives the edit that takes it back exactly.

An edit is refused as a whole: when one raises, the circuit is as it was. Node ids in edits are the circuit's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from circuitgrad.circuit.circuit import Circuit
from circuitgrad.circuit.exercise import Exercise
from circuitgrad.circuit.parts import Bends, Course, Fragment, Node, Position, Remark, Wire
from circuitgrad.circuit.rules import check_course
from circuitgrad.circuit.what_if import Range, Scenario, Spread
from circuitgrad.errors import CircuitError, ValueProblem
from circuitgrad.frozen import frozen, replace
from circuitgrad.operators import Role


class Edit(Protocol):
    """A change to a circuit that can be taken back."""

    def apply(self, circuit: Circuit) -> Edit:
        """Makes the change and returns the edit that undoes it."""
        ...


@frozen
class AddNode:
    """Adds a node without wires; `place` is its place in the document (None: last)."""

    node: Node
    place: int | None = None

    def apply(self, circuit: Circuit) -> Edit:
        circuit.insert_(self.node, self.place)
        return RemoveNode(self.node.id)


@frozen
class RemoveNode:
    """Removes a node, its wires first; if it was the objective, none is chosen then."""

    id: str

    def apply(self, circuit: Circuit) -> Edit:
        circuit.node(self.id)
        back: list[Edit] = []
        if circuit.objective == self.id:
            back.append(ChooseObjective(circuit.choose_objective_(None)))
        wires = dict.fromkeys([*circuit.incoming(self.id), *circuit.outgoing(self.id)])
        back += [Connect(wire, course=circuit.disconnect_(wire)) for wire in wires]
        node, place = circuit.remove_(self.id)
        return Batch((AddNode(node, place), *reversed(back)))


@frozen
class Connect:
    """Draws a wire, with these bends. With `replacing`, a wire at that port is taken off first."""

    wire: Wire
    replacing: bool = False
    course: Course | None = None

    def apply(self, circuit: Circuit) -> Edit:
        circuit.check_wire(self.wire, replacing=self.replacing)
        if self.course is not None:
            check_course(self.wire, self.course)
        source = circuit.source(self.wire.target, self.wire.port)
        if source is None:
            circuit.connect_(self.wire, self.course)
            return Disconnect(self.wire)
        before = Wire(source, self.wire.target, self.wire.port)
        course = circuit.disconnect_(before)
        circuit.connect_(self.wire, self.course)
        return Batch((Disconnect(self.wire), Connect(before, course=course)))


@frozen
class Disconnect:
    """Takes a wire off."""

    wire: Wire

    def apply(self, circuit: Circuit) -> Edit:
        return Connect(self.wire, course=circuit.disconnect_(self.wire))


@frozen
class Bend:
    """Leads wires through these places; none makes a plain curve of a wire. The nodes at its ends stand already."""

    bends: tuple[tuple[Wire, Bends], ...]

    def apply(self, circuit: Circuit) -> Edit:
        return SetCourses(tuple((wire, circuit.course(wire, bends)) for wire, bends in self.bends)).apply(circuit)


@frozen
class SetCourses:
    """Gives wires the bends that they had, or none: what takes a `Bend` back."""

    courses: tuple[tuple[Wire, Course | None], ...]

    def apply(self, circuit: Circuit) -> Edit:
        back: list[tuple[Wire, Course | None]] = []
        try:
            for wire, course in self.courses:
                back.append((wire, circuit.bend_(wire, course)))
        except CircuitError:
            for wire, course in reversed(back):
                circuit.bend_(wire, course)
            raise
        return SetCourses(tuple(reversed(back)))


@frozen
class SetValue:
    """Gives an input its value; None takes it away."""

    id: str
    value: float | None

    def apply(self, circuit: Circuit) -> Edit:
        before = _leaf(circuit, self.id)
        circuit.replace_(replace(before, value=None if self.value is None else float(self.value)))
        return SetValue(self.id, before.value)


@frozen
class SetRole:
    """Marks an input as parameter, data or constant."""

    id: str
    role: Role

    def apply(self, circuit: Circuit) -> Edit:
        before = _leaf(circuit, self.id)
        circuit.replace_(before.in_role(self.role))
        return ReplaceNode(before)


@frozen
class Rename:
    """Gives a node a name; the empty name takes it away."""

    id: str
    name: str

    def apply(self, circuit: Circuit) -> Edit:
        before = circuit.node(self.id)
        circuit.replace_(replace(before, name=self.name))
        return Rename(self.id, before.name)


@frozen
class SetConstant:
    """Changes one of an operator's own numbers, such as the k of scale."""

    id: str
    name: str
    value: float

    def apply(self, circuit: Circuit) -> Edit:
        before = circuit.node(self.id)
        names = [constant.name for constant in before.record.constants]
        if self.name not in names:
            raise CircuitError("“{label}” has no constant “{name}”.", [self.id], label=before.label, name=self.name)
        place = names.index(self.name)
        own = (*before.constants[:place], float(self.value), *before.constants[place + 1 :])
        circuit.replace_(replace(before, constants=own))
        return SetConstant(self.id, self.name, before.constants[place])


@frozen
class ReplaceNode:
    """Puts another record in a node's place, wires kept: another operator, or several fields at once."""

    node: Node

    def apply(self, circuit: Circuit) -> Edit:
        return ReplaceNode(circuit.replace_(self.node))


@frozen
class Move:
    """Moves nodes on the canvas. Two moves that follow each other can be one: `then`."""

    positions: tuple[tuple[str, Position], ...]

    def apply(self, circuit: Circuit) -> Edit:
        return Move(circuit.move_(self.positions))

    def then(self, later: Move) -> Move:
        """One move that does what this one and then `later` do.

        Example:
            >>> Move((("x", (1.0, 0.0)),)).then(Move((("x", (2.0, 0.0)),)))
            Move(positions=(('x', (2.0, 0.0)),))
        """
        return Move(tuple({**dict(self.positions), **dict(later.positions)}.items()))


@frozen
class ChooseObjective:
    """Makes a node the objective; None leaves it to the only sink."""

    id: str | None

    def apply(self, circuit: Circuit) -> Edit:
        return ChooseObjective(circuit.choose_objective_(self.id))


@frozen
class AddRemark:
    """Puts a frame or note on the canvas; `place` is its place in the order of painting (None: in front)."""

    remark: Remark
    place: int | None = None

    def apply(self, circuit: Circuit) -> Edit:
        circuit.remarks.insert_(self.remark, self.place)
        return RemoveRemark(self.remark.id)


@frozen
class RemoveRemark:
    """Takes a frame or note off the canvas; nodes in a frame stay."""

    id: str

    def apply(self, circuit: Circuit) -> Edit:
        remark, place = circuit.remarks.remove_(self.id)
        return AddRemark(remark, place)


@frozen
class ReplaceRemark:
    """Puts another record in the place of the remark with its id: another text, another place or size."""

    remark: Remark

    def apply(self, circuit: Circuit) -> Edit:
        return ReplaceRemark(circuit.remarks.replace_(self.remark))


@frozen
class SetRange:
    """Says from where to where an input goes; None leaves it to a guess from its value."""

    id: str
    range: Range | None

    def apply(self, circuit: Circuit) -> Edit:
        before = _leaf(circuit, self.id)
        circuit.replace_(replace(before, range=self.range))
        return SetRange(self.id, before.range)


@frozen
class SetSpread:
    """Says how an input scatters; None for not at all."""

    id: str
    spread: Spread | None

    def apply(self, circuit: Circuit) -> Edit:
        before = _leaf(circuit, self.id)
        circuit.replace_(replace(before, spread=self.spread))
        return SetSpread(self.id, before.spread)


@frozen
class Hold:
    """Says whether what-if may move an input; None leaves it to its role."""

    id: str
    held: bool | None

    def apply(self, circuit: Circuit) -> Edit:
        before = _leaf(circuit, self.id)
        circuit.replace_(replace(before, held=self.held))
        return Hold(self.id, before.held)


@frozen
class AddScenario:
    """Puts a scenario into the list; `place` is its place there (None: last)."""

    scenario: Scenario
    place: int | None = None

    def apply(self, circuit: Circuit) -> Edit:
        circuit.scenarios.insert_(self.scenario, self.place)
        return RemoveScenario(self.scenario.id)


@frozen
class RemoveScenario:
    """Takes a scenario out of the list."""

    id: str

    def apply(self, circuit: Circuit) -> Edit:
        scenario, place = circuit.scenarios.remove_(self.id)
        return AddScenario(scenario, place)


@frozen
class ReplaceScenario:
    """Puts another record in the place of the scenario with its id: another name, other values."""

    scenario: Scenario

    def apply(self, circuit: Circuit) -> Edit:
        return ReplaceScenario(circuit.scenarios.replace_(self.scenario))


@frozen
class PinBaseline:
    """Shows differences from these values; None shows none."""

    baseline: Scenario | None

    def apply(self, circuit: Circuit) -> Edit:
        return PinBaseline(circuit.pin_baseline_(self.baseline))


@frozen
class SetExercise:
    """Asks this of whoever learns from the circuit; None asks nothing."""

    exercise: Exercise | None

    def apply(self, circuit: Circuit) -> Edit:
        return SetExercise(circuit.set_exercise_(self.exercise))


@frozen
class Batch:
    """Several edits as one. If one is refused, those before it are taken back."""

    edits: tuple[Edit, ...]

    def apply(self, circuit: Circuit) -> Edit:
        back: list[Edit] = []
        try:
            for edit in self.edits:
                back.append(edit.apply(circuit))  # noqa: PERF401 - what was done before a refusal must be known
        except Exception:
            for edit in reversed(back):
                edit.apply(circuit)
            raise
        return Batch(tuple(reversed(back)))


def add_fragment(fragment: Fragment) -> Batch:
    """The edit that adds all nodes, wires and remarks of a fragment; its ids and names must be free."""
    drawn = (*map(Connect, fragment.wires), *([Bend(fragment.bends)] if fragment.bends else ()))
    return Batch((*map(AddNode, fragment.nodes), *drawn, *map(AddRemark, fragment.remarks)))


def remove(nodes: Iterable[str], wires: Iterable[Wire] = (), remarks: Iterable[str] = ()) -> Batch:
    """The edit that removes wires, then nodes with what wires they have left, then remarks."""
    gone = list(nodes)
    among = set(gone)
    loose = [wire for wire in dict.fromkeys(wires) if wire.source not in among and wire.target not in among]
    return Batch((*map(Disconnect, loose), *map(RemoveNode, gone), *map(RemoveRemark, dict.fromkeys(remarks))))


def _leaf(circuit: Circuit, id: str) -> Node:
    node = circuit.node(id)
    if not node.is_leaf:
        raise ValueProblem("“{label}” is computed: only an input takes a value or a role.", [id], label=node.label)
    return node
