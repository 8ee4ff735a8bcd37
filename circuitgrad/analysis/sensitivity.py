"""Which inputs move the objective, and how strongly."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import isfinite, isnan
from typing import TypeVar

from circuitgrad.circuit import Circuit, Node
from circuitgrad.engine import Run, effect
from circuitgrad.engine.results import Effect
from circuitgrad.frozen import frozen
from circuitgrad.operators import Role

_Row = TypeVar("_Row")


@frozen
class InputEffect:
    """What raising one input does to the objective.

    Args:
        id: the input's id.
        label: what people call it.
        role: what may happen to it.
        is_held: whether what-if may not move it.
        value: its value in the run.
        gradient: ∂objective/∂input.
        effect: "raises", "lowers" or "none"; "undefined" where the gradient is NaN.
        share: |gradient| relative to the largest finite one, from 0 to 1; 1 for an infinite gradient, 0 for NaN.
    """

    id: str
    label: str
    role: Role
    is_held: bool
    value: float
    gradient: float
    effect: Effect
    share: float


def rank_inputs(run: Run, circuit: Circuit, inputs: Iterable[Node] | None = None) -> list[InputEffect]:
    """The inputs of a run, strongest first; equal ones in the order of the document, NaN last.

    Args:
        run: a run with a backward pass; without one the list is empty.
        circuit: the circuit that ran.
        inputs: all its inputs, for those who know them already: to look for them takes long in a large circuit.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("x*y")
        >>> [(row.label, row.effect, row.share) for row in rank_inputs(cg.run(circuit, {"x": -4, "y": 2}), circuit)]
        [('y', 'lowers', 1.0), ('x', 'raises', 0.5)]
    """
    if run.backward is None:
        return []
    place, values, gradients = run.tape.place, run.values, run.backward.nodes
    known = [(node, place[node.id]) for node in (circuit.inputs() if inputs is None else inputs) if node.id in place]
    found = [(node, float(values[at]), float(gradients[at])) for node, at in known]
    largest = max((abs(gradient) for *_, gradient in found if isfinite(gradient)), default=0.0)
    rows = [
        InputEffect(
            node.id, node.label, node.role, not node.may_move, value, gradient, effect(gradient),
            share_of(gradient, largest),
        )
        for node, value, gradient in found
        if node.role is not None
    ]  # fmt: skip
    return strongest_first(rows, lambda row: row.gradient)


def strongest_first(rows: Iterable[_Row], number: Callable[[_Row], float]) -> list[_Row]:
    """Rows by the magnitude of a number, largest first; equal ones stay in their order, NaN comes last.

    Example:
        >>> strongest_first([1.0, float("nan"), -3.0, 2.0], float)
        [-3.0, 2.0, 1.0, nan]
    """
    keyed = [(row, number(row)) for row in rows]
    keyed.sort(key=lambda pair: (isnan(pair[1]), 0.0 if isnan(pair[1]) else -abs(pair[1])))
    return [row for row, _ in keyed]


def share_of(gradient: float, largest: float) -> float:
    """|gradient| relative to the largest finite one, from 0 to 1; 1 for an infinite gradient, 0 for NaN.

    Example:
        >>> share_of(-1.0, 4.0), share_of(float("inf"), 4.0)
        (0.25, 1.0)
    """
    if isnan(gradient):
        return 0.0
    if not isfinite(gradient):
        return 1.0
    return abs(gradient) / largest if largest else 0.0
