"""Which inputs move the objective, and how strongly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite, isnan

from circuitgrad.circuit import Circuit, Node
from circuitgrad.engine import Run, effect
from circuitgrad.engine.results import Effect
from circuitgrad.operators import Role


@dataclass(frozen=True, slots=True)
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
    found = []
    for node in circuit.inputs() if inputs is None else inputs:
        result = run.of_node(node.id)
        if result is not None and result.gradient is not None and node.role is not None:
            found.append((node, node.role, not node.may_move, result.value, result.gradient))
    largest = max((abs(gradient) for *_, gradient in found if isfinite(gradient)), default=0.0)
    rows = [
        InputEffect(node.id, node.label, role, held, value, gradient, effect(gradient), _share(gradient, largest))
        for node, role, held, value, gradient in found
    ]
    return sorted(rows, key=lambda row: (isnan(row.gradient), 0.0 if isnan(row.gradient) else -abs(row.gradient)))


def _share(gradient: float, largest: float) -> float:
    if isnan(gradient):
        return 0.0
    if not isfinite(gradient):
        return 1.0
    return abs(gradient) / largest if largest else 0.0
