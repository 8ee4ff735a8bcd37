"""Which inputs an analysis may move, and how far: not what is held, not beyond its bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf, isnan

from circuitgrad.circuit import Circuit, Node
from circuitgrad.engine import input_called
from circuitgrad.engine.sentences import number_text
from circuitgrad.errors import CircuitError, ValueProblem

Bounds = Mapping[str, tuple[float, float]]
"""Lower and upper end by what people call an input; an end may be infinite."""


@dataclass(frozen=True, slots=True)
class MovingInput:
    """An input that may move.

    Args:
        node: the input.
        value: where it starts.
        low: its lower bound; −∞ where nobody gave one.
        high: its upper bound, likewise.
    """

    node: Node
    value: float
    low: float
    high: float

    @property
    def label(self) -> str:
        """What people call it."""
        return self.node.label


def moving_inputs(
    circuit: Circuit,
    objective: str | None = None,
    *,
    values: Mapping[str, float] | None = None,
    hold: Iterable[str] = (),
    release: Iterable[str] = (),
    bounds: Bounds | None = None,
) -> list[MovingInput]:
    """The inputs that may move and that the objective depends on, in the order of the document.

    Args:
        circuit: it is not changed.
        objective: what people call the node; None for the chosen one or the only sink.
        values: where inputs start, by what people call them; the others at the circuit's own values.
        hold: what people call inputs that shall not move, beside those that are held.
        release: inputs that may move although they are held.
        bounds: ends for some inputs; the others have those of their own range, or none.

    Raises:
        UnknownNodeError: an input or the objective is not there.
        ObjectiveError: no objective can be told.
        ValueProblem: bounds are the wrong way round or NaN, or an input that moves has no value.
        CircuitError: the objective depends on no input, or every one it depends on is held.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("w = 2; x = 3; b = 1; f = w*x + b")
        >>> [each.label for each in moving_inputs(circuit, hold=["x"], bounds={"w": (0, 5)})]
        ['w', 'b']
    """
    target = circuit.find_objective(objective)
    given, starts = dict(bounds or {}), dict(values or {})
    held = {input_called(circuit, label).id for label in hold}
    released = {input_called(circuit, label).id for label in release}
    for label in (*given, *starts):
        input_called(circuit, label)
    upstream = circuit.upstream(target.id) | {target.id}
    feeding = [node for node in circuit.inputs() if node.id in upstream]
    if not feeding:
        raise CircuitError("No input reaches “{label}”: there is nothing to move.", [target.id], label=target.label)
    free = [node for node in feeding if node.id not in held and (node.may_move or node.id in released)]
    if not free:
        names = ", ".join(node.label for node in feeding[:8]) + (" …" if len(feeding) > 8 else "")
        template = "Every input that “{label}” depends on is held ({names}): release one of them."
        raise CircuitError(template, [node.id for node in feeding], label=target.label, names=names)
    return [_moving(node, starts, given) for node in free]


def _moving(node: Node, starts: Mapping[str, float], given: Bounds) -> MovingInput:
    value = starts.get(node.label, node.value)
    if value is None:
        raise ValueProblem("“{label}” has no value: give it one.", [node.id], label=node.label)
    low, high = given.get(node.label, (node.range.low, node.range.high) if node.range is not None else (-inf, inf))
    if isnan(low) or isnan(high) or not low < high:
        template = "The bounds of “{label}” are the wrong way round: {low} is not below {high}."
        raise ValueProblem(template, [node.id], label=node.label, low=number_text(low), high=number_text(high))
    return MovingInput(node, float(value), float(low), float(high))
