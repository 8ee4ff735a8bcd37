"""Things to do in a lesson, as conditions on the circuit: they are seen to be done, however a person did them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from circuitgrad.circuit import Circuit, Node, Wire
from circuitgrad.engine import Run, Tape, evaluate
from circuitgrad.errors import CircuitError, ValueProblem
from circuitgrad.formats.formula import from_formula
from circuitgrad.formats.lessons.quantities import Quantity, WireEnds, read_quantity, read_wire

CLOSE: Final = 1e-9
"""Numbers that differ by less, relative to the larger one, count as equal."""
SAMPLES: Final = ((0.7, 0.37), (-1.3, 0.53), (2.1, -0.29), (0.45, 0.83))
"""Where two circuits are compared: the first input's value, and how far the next one's lies from it."""
MOST_COMPARED: Final = 2_000
"""Nodes of a circuit that is compared with a formula; nobody draws more in a lesson."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a condition is asked about.

    Args:
        circuit: as it is now.
        run: the results that are shown, None for none.
        selected: what people call the selected nodes.
        start: the values that the inputs had at first, by what people call them.
    """

    circuit: Circuit
    run: Run | None = None
    selected: frozenset[str] = frozenset()
    start: Mapping[str, float | None] = field(default_factory=dict)

    def number(self, quantity: Quantity) -> float:
        """A number of the results that are shown; NaN where they do not show it."""
        try:
            return quantity.of(self.circuit, self.run) if self.run is not None else math.nan
        except CircuitError:
            return math.nan

    @property
    def moved(self) -> frozenset[str]:
        """The inputs that have another value than at first."""
        now = values_of(self.circuit)
        return frozenset(label for label, value in now.items() if value != self.start.get(label, value))


def values_of(circuit: Circuit) -> dict[str, float | None]:
    """The values of all inputs, by what people call them."""
    return {node.label: node.value for node in circuit.inputs()}


class Condition(Protocol):
    """Something that is so, or not yet."""

    def holds(self, now: Situation) -> bool:
        """Whether it is so."""

    @property
    def names(self) -> tuple[str, ...]:
        """The nodes that have to be there for it."""

    @property
    def makes(self) -> tuple[str, ...]:
        """The nodes that a person makes to fulfil it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two numbers compared: ``value f > 0.9``, ``value h = 0.1``, ``gradient x = 6 within 0.1``."""

    left: Quantity
    sign: str
    right: Quantity
    tolerance: float | None = None

    makes = ()

    def holds(self, now: Situation) -> bool:
        """Whether the comparison is true of the numbers that are shown."""
        left, right = now.number(self.left), now.number(self.right)
        if self.sign != "=":
            return SIGNS[self.sign](left, right)
        if self.tolerance is None:
            return math.isclose(left, right, rel_tol=CLOSE, abs_tol=CLOSE)
        return abs(left - right) <= self.tolerance

    @property
    def names(self) -> tuple[str, ...]:
        """The nodes compared."""
        return (*self.left.names, *self.right.names)


@dataclass(frozen=True, slots=True)
class Moved:
    """Inputs have other values than at first: ``moved x``; ``moved only w0, w1``: at least one, and no other."""

    labels: tuple[str, ...]
    only: bool = False

    makes = ()

    def holds(self, now: Situation) -> bool:
        """Whether they were moved."""
        moved, these = now.moved, set(self.labels)
        return bool(moved) and moved <= these if self.only else these <= moved

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs."""
        return self.labels


@dataclass(frozen=True, slots=True)
class Selected:
    """Just these nodes are selected: ``selected f``."""

    labels: tuple[str, ...]

    makes = ()

    def holds(self, now: Situation) -> bool:
        """Whether they are."""
        return now.selected == set(self.labels)

    @property
    def names(self) -> tuple[str, ...]:
        """The nodes."""
        return self.labels


@dataclass(frozen=True, slots=True)
class Wired:
    """A wire goes from one node to another: ``wired q -> f``."""

    wire: WireEnds

    makes = ()

    def holds(self, now: Situation) -> bool:
        """Whether it is there."""
        source, target = (_id(now.circuit, label) for label in (self.wire.source, self.wire.target))
        if source is None or target is None:
            return False
        wires = [wire for wire in now.circuit.incoming(target) if wire.source == source]
        return bool(wires) if self.wire.port is None else Wire(source, target, self.wire.port) in wires

    @property
    def names(self) -> tuple[str, ...]:
        """Both ends."""
        return (self.wire.source, self.wire.target)


@dataclass(frozen=True, slots=True)
class Exists:
    """A node of this name is there: ``node q``, ``node q is add``."""

    label: str
    operator: str = ""

    names = ()

    def holds(self, now: Situation) -> bool:
        """Whether it is there, and is that operator."""
        id = _id(now.circuit, self.label)
        return id is not None and self.operator in ("", now.circuit.node(id).operator)

    @property
    def makes(self) -> tuple[str, ...]:
        """The node."""
        return (self.label,)


@dataclass(frozen=True, slots=True)
class Computes:
    """The objective is this formula of the inputs, however it was drawn: ``computes (x + y)*z``."""

    formula: str

    names = ()

    def holds(self, now: Situation) -> bool:
        """Whether both give the same at several points."""
        if len(now.circuit) > MOST_COMPARED:
            return False
        wanted = from_formula(self.formula)
        labels = sorted(node.label for node in _given(wanted))
        try:
            objective = now.circuit.find_objective().id
        except CircuitError:
            return False
        if labels != sorted(node.label for node in _given(now.circuit)):
            return False
        return all(
            math.isclose(_at(now.circuit, objective, at), _at(wanted, wanted.find_objective().id, at), rel_tol=CLOSE)
            for at in ({label: first + i * by for i, label in enumerate(labels)} for first, by in SAMPLES)
        )

    @property
    def makes(self) -> tuple[str, ...]:
        """The inputs of the formula, and the names that it gives."""
        return tuple(node.label for node in from_formula(self.formula).nodes.values())


@dataclass(frozen=True, slots=True)
class HasRun:
    """The passes have run so far: ``run forward``, ``run backward``."""

    backward: bool

    names = makes = ()

    def holds(self, now: Situation) -> bool:
        """Whether they have."""
        return now.run is not None and (not self.backward or now.run.backward is not None)


@dataclass(frozen=True, slots=True)
class IsObjective:
    """A node is the objective: ``objective f``."""

    label: str

    makes = ()

    def holds(self, now: Situation) -> bool:
        """Whether it is."""
        try:
            return now.circuit.find_objective().label == self.label
        except CircuitError:
            return False

    @property
    def names(self) -> tuple[str, ...]:
        """The node."""
        return (self.label,)


@dataclass(frozen=True, slots=True)
class Held:
    """What-if may not move an input, or may: ``held w0``, ``free x0``."""

    label: str
    held: bool

    makes = ()

    def holds(self, now: Situation) -> bool:
        """Whether it is so."""
        id = _id(now.circuit, self.label)
        return id is not None and now.circuit.node(id).may_move is not self.held

    @property
    def names(self) -> tuple[str, ...]:
        """The input."""
        return (self.label,)


@dataclass(frozen=True, slots=True)
class HasRole:
    """An input has a role: ``role x0 is data``."""

    label: str
    role: str

    makes = ()

    def holds(self, now: Situation) -> bool:
        """Whether it has."""
        id = _id(now.circuit, self.label)
        return id is not None and now.circuit.node(id).role == self.role

    @property
    def names(self) -> tuple[str, ...]:
        """The input."""
        return (self.label,)


@dataclass(frozen=True, slots=True)
class HasProblem:
    """Something is the matter with the numbers, or nothing of that kind is: ``problem tie``, ``no problem zero``."""

    kind: str
    there: bool

    names = makes = ()

    def holds(self, now: Situation) -> bool:
        """Whether it is so."""
        if now.run is None or now.run.backward is None:
            return False
        return any(self.kind in ("", problem.kind) for problem in now.run.problems) is self.there


SIGNS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}
KINDS_OF_PROBLEM: Final = ("missing", "undefined", "infinite", "tie", "zero", "vanishing", "exploding")
_ROLES: Final = ("parameter", "data", "constant")
_COMPARED: Final = re.compile(r"((?:->|[^<>=≤≥])+?)\s*(<=|>=|≤|≥|<|(?<!-)>|=)\s*(.+?)(?:\s+within\s+(\S+))?")


def _list(text: str) -> tuple[str, ...]:
    labels = tuple(label.strip() for label in text.split(","))
    if not all(labels):
        raise ValueProblem("“{text}” is no list of nodes: write w0, w1.", text=text)
    return labels


def _exists(text: str) -> Condition:
    label, _, operator = text.partition(" is ")
    return Exists(label.strip(), operator.strip())


def _computes(text: str) -> Condition:
    from_formula(text)
    return Computes(text)


def _has_run(text: str) -> Condition:
    if text not in ("forward", "backward"):
        raise ValueProblem("“{text}” is no pass: write run forward or run backward.", text=text)
    return HasRun(text == "backward")


def _role(text: str) -> Condition:
    label, _, role = text.partition(" is ")
    if role.strip() not in _ROLES:
        raise ValueProblem("“{text}” names no role: write x0 is data, parameter or constant.", text=text)
    return HasRole(label.strip(), role.strip())


def _problem(text: str, *, there: bool) -> Condition:
    if text not in ("", *KINDS_OF_PROBLEM):
        raise ValueProblem(
            "“{text}” is no kind of problem; the kinds are: {kinds}.", text=text, kinds=", ".join(KINDS_OF_PROBLEM)
        )
    return HasProblem(text, there)


FORMS: Final[tuple[tuple[str, Callable[[str], Condition]], ...]] = (
    ("moved only ", lambda text: Moved(_list(text), only=True)),
    ("moved ", lambda text: Moved(_list(text))),
    ("selected ", lambda text: Selected(_list(text))),
    ("wired ", lambda text: Wired(read_wire(text))),
    ("node ", _exists),
    ("computes ", _computes),
    ("run ", _has_run),
    ("objective ", IsObjective),
    ("held ", lambda text: Held(text, held=True)),
    ("free ", lambda text: Held(text, held=False)),
    ("role ", _role),
    ("no problem", lambda text: _problem(text, there=False)),
    ("problem", lambda text: _problem(text, there=True)),
)
"""How a condition may start, and what reads the rest; anything else compares two numbers."""


def read_condition(text: str) -> Condition:
    """The condition that a text names.

    Raises:
        CircuitError: it names none.

    Example:
        >>> read_condition("moved only w0, w1")
        Moved(labels=('w0', 'w1'), only=True)
        >>> read_condition("wired q -> f").holds(Situation(from_formula("q = x + y; f = q*z")))
        True
    """
    text = text.strip()
    for start, read in FORMS:
        if text.startswith(start) or text == start.strip():
            rest = text[len(start) :].strip()
            if not rest and start.endswith(" "):
                raise ValueProblem("“{text}” says nothing: write what, such as “{text} f”.", text=text)
            return read(rest)
    found = _COMPARED.fullmatch(text)
    if found is None:
        template = "“{text}” is no condition: write one such as value f > 0.9, moved only w0 or selected f."
        raise ValueProblem(template, text=text)
    sign = {"≤": "<=", "≥": ">="}.get(found[2], found[2])
    tolerance = None if found[4] is None else read_quantity(found[4]).of(Circuit())
    return Compared(read_quantity(found[1]), sign, read_quantity(found[3]), tolerance)


def _id(circuit: Circuit, label: str) -> str | None:
    try:
        return circuit.find(label).id
    except CircuitError:
        return None


def _given(circuit: Circuit) -> list[Node]:
    """The inputs that a person names; the bare numbers of a formula are none."""
    return [node for node in circuit.inputs() if not node.is_literal]


def _at(circuit: Circuit, objective: str, values: Mapping[str, float]) -> float:
    tape = Tape.of(circuit)
    tape = tape.with_numbers(replace(node, value=values[node.label]) for node in _given(circuit))
    return float(evaluate(tape, tape.place[objective], backward=False).value)
