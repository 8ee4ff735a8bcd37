"""Numbers that a lesson speaks of, read from a run: so that no lesson has a number typed in that is not true.

A quantity is written ``value f``, ``gradient x``, ``gradient q -> f`` (what flows back along that wire),
``local q -> f`` (the local derivative there), ``calc 2*x + grad_x`` (a formula of node values; ``grad_x`` is the
gradient of x) or as a bare number. ``at x = 3.1, h = 0.1`` behind it asks for it with other values in the inputs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol

from circuitgrad.circuit import Circuit
from circuitgrad.engine import Run, Tape, evaluate, input_called
from circuitgrad.engine.run import tape_at
from circuitgrad.errors import ObjectiveError, UnknownNodeError, ValueProblem, WireError
from circuitgrad.formats.formula import from_formula
from circuitgrad.formats.numbers import read_number

GRADIENT_PREFIX: Final = "grad_"
ARROW: Final = re.compile(r"\s*(?:->|→)\s*")
_SPLIT_SETTINGS: Final = re.compile(r"\s+at\s+(?=[^=]*=)")
_PORT: Final = re.compile(r"(.*\S)\s+port\s+([1-9]\d*)")


class Reading(Protocol):
    """What is read from a run."""

    def read(self, run: Run) -> float:
        """The number."""

    @property
    def names(self) -> tuple[str, ...]:
        """The nodes that it speaks of, by what people call them."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was typed."""

    number: float

    def read(self, run: Run) -> float:
        """The number itself."""
        return self.number

    @property
    def names(self) -> tuple[str, ...]:
        """None."""
        return ()


@dataclass(frozen=True, slots=True)
class NodeValue:
    """The value of a node."""

    label: str

    def read(self, run: Run) -> float:
        """The value."""
        return run.node(self.label).value

    @property
    def names(self) -> tuple[str, ...]:
        """The node."""
        return (self.label,)


@dataclass(frozen=True, slots=True)
class NodeGradient:
    """The gradient of a node: the sum over its outgoing wires."""

    label: str

    def read(self, run: Run) -> float:
        """The gradient.

        Raises:
            ValueProblem: no backward pass has been run.
        """
        return _known(run.node(self.label).gradient, self.label)

    @property
    def names(self) -> tuple[str, ...]:
        """The node."""
        return (self.label,)


@dataclass(frozen=True, slots=True)
class WireEnds:
    """A wire by its two nodes, and by its port (from 0) where several wires join them."""

    source: str
    target: str
    port: int | None = None

    def port_in(self, run: Run) -> int:
        """The port at which it ends.

        Raises:
            WireError: no wire joins the two, or several do and no port is named.
        """
        if self.port is not None:
            return self.port
        tape = run.tape
        labels = {label: place for place, label in enumerate(tape.labels)}
        for label in (self.source, self.target):
            if label not in labels:
                raise UnknownNodeError("No node is called “{label}”.", label=label)
        source, target = labels[self.source], labels[self.target]
        found = [tape.ports[target][i] for i, each in enumerate(tape.sources[target]) if each == source]
        if len(found) != 1:
            template = "{count} wires go from “{source}” to “{target}”: add “port 1” or another."
            if not found:
                template = "No wire goes from “{source}” to “{target}”."
            raise WireError(template, source=self.source, target=self.target, count=len(found))
        return found[0]


@dataclass(frozen=True, slots=True)
class WireGradient:
    """What flows back along a wire."""

    wire: WireEnds

    def read(self, run: Run) -> float:
        """The gradient on the wire."""
        wire = self.wire
        return _known(run.wire(wire.source, wire.target, wire.port_in(run)).gradient, wire.source)

    @property
    def names(self) -> tuple[str, ...]:
        """Both ends."""
        return (self.wire.source, self.wire.target)


@dataclass(frozen=True, slots=True)
class LocalDerivative:
    """The derivative of a node with respect to what one of its wires brings."""

    wire: WireEnds

    def read(self, run: Run) -> float:
        """The local derivative."""
        wire = self.wire
        return _known(run.wire(wire.source, wire.target, wire.port_in(run)).local_derivative, wire.source)

    @property
    def names(self) -> tuple[str, ...]:
        """Both ends."""
        return (self.wire.source, self.wire.target)


@dataclass(frozen=True, slots=True)
class Calculated:
    """A formula of node values and gradients; parsed as every formula is, never evaluated as code."""

    formula: str
    inputs: tuple[str, ...]

    def read(self, run: Run) -> float:
        """What comes of the formula."""
        circuit = from_formula(self.formula)
        values = {label: _named_number(label, run) for label in self.inputs}
        tape = tape_at(circuit, values)
        return float(evaluate(tape, tape.place[circuit.find_objective().id], backward=False).value)

    @property
    def names(self) -> tuple[str, ...]:
        """The nodes whose numbers stand in it."""
        return tuple(label.removeprefix(GRADIENT_PREFIX) for label in self.inputs)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number to be read from a circuit.

    Args:
        text: how it is written in the lesson.
        reading: what is read.
        settings: values that inputs are given first.
    """

    text: str
    reading: Reading
    settings: tuple[tuple[str, float], ...] = ()

    def of(self, circuit: Circuit, run: Run | None = None) -> float:
        """The number for this circuit.

        Args:
            circuit: it is not changed.
            run: the results of both passes over it, where they are known.

        Raises:
            CircuitError: a node or wire is not there, or no gradient can be told.

        Example:
            >>> from circuitgrad.formats.formula import from_formula
            >>> circuit = from_formula("f = x*x; x = 3")
            >>> read_quantity("value f at x = 4").of(circuit), read_quantity("gradient x").of(circuit)
            (16.0, 6.0)
        """
        return self.reading.read(run if run is not None and not self.settings else run_of(circuit, self.settings))

    @property
    def names(self) -> tuple[str, ...]:
        """The nodes that it speaks of."""
        return (*self.reading.names, *(label for label, _ in self.settings))

    @property
    def kind(self) -> str:
        """What it is, in the words of `KINDS`; "number" for a bare one."""
        return next((kind for kind in KINDS if self.text.startswith(f"{kind} ")), "number")


def run_of(circuit: Circuit, settings: tuple[tuple[str, float], ...] = (), *, backward: bool = True) -> Run:
    """The passes over a circuit with these values in some inputs; forward alone where no objective can be told."""
    tape = tape_at(circuit, dict(settings)) if settings else Tape.of(circuit)
    try:
        objective = tape.place[circuit.find_objective().id]
    except ObjectiveError:
        return evaluate(tape, None)
    return evaluate(tape, objective, backward=backward)


def read_quantity(text: str) -> Quantity:
    """The quantity that a text names.

    Raises:
        CircuitError: it names none.

    Example:
        >>> read_quantity("local q -> f").reading
        LocalDerivative(wire=WireEnds(source='q', target='f', port=None))
        >>> read_quantity("calc 2*x").reading.names
        ('x',)
    """
    text = text.strip()
    body, *rest = _SPLIT_SETTINGS.split(text, maxsplit=1)
    settings = read_settings(rest[0]) if rest else ()
    kind, _, what = body.partition(" ")
    if kind in KINDS and what.strip():
        return Quantity(text, KINDS[kind](what.strip()), settings)
    try:
        return Quantity(text, Number(read_number(body)), settings)
    except ValueError:
        template = "“{text}” is no number to read: write value f, gradient x, local q -> f, calc 2*x or 1.5."
        raise ValueProblem(template, text=text) from None


def read_settings(text: str) -> tuple[tuple[str, float], ...]:
    """The inputs and values of ``x = 3, h = 0.1``.

    Raises:
        ValueProblem: it has another form.
    """
    found = []
    for part in text.split(","):
        label, equals, number = part.partition("=")
        try:
            value = read_number(number)
        except ValueError:
            equals = ""
        if not equals or not label.strip():
            raise ValueProblem("“{text}” sets no input: write x = 1.5, y = −2.", text=text.strip())
        found.append((label.strip(), value))
    return tuple(found)


def read_wire(text: str) -> WireEnds:
    """The wire of ``q -> f`` or ``x -> f port 2``.

    Raises:
        ValueProblem: it has another form.
    """
    named = _PORT.fullmatch(text)
    ends = ARROW.split(named[1] if named else text)
    if len(ends) != 2 or not all(ends):
        raise ValueProblem("“{text}” names no wire: write q -> f.", text=text)
    return WireEnds(ends[0].strip(), ends[1].strip(), int(named[2]) - 1 if named else None)


def check_settings(circuit: Circuit, settings: tuple[tuple[str, float], ...]) -> None:
    """Raises if one of these is no input of the circuit.

    Raises:
        UnknownNodeError: no input is called so.
    """
    for label, _ in settings:
        input_called(circuit, label)


def _value(what: str) -> Reading:
    return NodeValue(_name(what))


def _gradient(what: str) -> Reading:
    return WireGradient(read_wire(what)) if ARROW.search(what) else NodeGradient(_name(what))


def _name(text: str) -> str:
    if len(text.split()) != 1:
        raise ValueProblem("“{text}” is no name of a node: write one name, such as f.", text=text)
    return text


def _local(what: str) -> Reading:
    return LocalDerivative(read_wire(what))


def _calculated(what: str) -> Reading:
    return Calculated(what, tuple(node.label for node in from_formula(what).inputs() if node.value is None))


KINDS: Final[Mapping[str, Callable[[str], Reading]]] = MappingProxyType(
    {"value": _value, "gradient": _gradient, "local": _local, "calc": _calculated}
)
"""The words that a quantity starts with."""


def _known(number: float | None, label: str) -> float:
    if number is None:
        raise ValueProblem("“{label}” has no gradient yet: run the backward pass.", label=label)
    return float(number)


def _named_number(label: str, run: Run) -> float:
    if label.startswith(GRADIENT_PREFIX) and label not in run.tape.labels:
        return NodeGradient(label.removeprefix(GRADIENT_PREFIX)).read(run)
    return run.node(label).value
