"""Gradients of several objectives from one forward pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from circuitgrad.circuit import Circuit
from circuitgrad.engine.passes import backward_pass, forward_pass
from circuitgrad.engine.results import Run
from circuitgrad.engine.run import check_runnable, tape_at
from circuitgrad.errors import ObjectiveError


def run_several(
    circuit: Circuit, objectives: Sequence[str], values: Mapping[str, float] | None = None
) -> dict[str, Run]:
    """Runs a circuit forward once, and backward from each of several objectives.

    Args:
        circuit: it is not changed.
        objectives: what people call the nodes whose gradients are asked for.
        values: numbers for some inputs, by what people call them; the others keep the circuit's own.

    Returns:
        For each objective, in the order given, a run: values and gradients of every node and wire, as float64.

    Raises:
        UnknownNodeError: an input or an objective is not there.
        ValueProblem: a value is no number, or an input that has none was given none.
        ObjectiveError: no objective is named.

    Example:
        >>> import circuitgrad as cg
        >>> runs = run_several(cg.from_formula("s = x + y; p = x*y"), ["s", "p"], {"x": 3, "y": -2})
        >>> runs["s"].gradients, runs["p"].gradients
        ({'x': 1.0, 'y': 1.0}, {'x': -2.0, 'y': 3.0})
    """
    if isinstance(objectives, str):
        raise ObjectiveError("Give the objectives as a list: [“{name}”] for one.", name=objectives)
    if not objectives:
        raise ObjectiveError("Name at least one objective.")
    tape = tape_at(circuit, values)
    targets = {label: tape.place[circuit.find_objective(label).id] for label in objectives}
    for target in targets.values():
        check_runnable(tape, target)
    forward = forward_pass(tape)
    return {
        label: Run(tape, forward.values, target, backward_pass(tape, forward, target))
        for label, target in targets.items()
    }
