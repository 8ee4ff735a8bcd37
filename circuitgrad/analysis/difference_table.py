"""The difference quotient for ever smaller steps beside the exact derivative: first truncation, then rounding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf, isfinite, nan
from typing import Final

from circuitgrad.circuit import Circuit
from circuitgrad.engine import Run, Tape, evaluate
from circuitgrad.engine.passes import backward_pass, forward_pass
from circuitgrad.engine.run import check_runnable, input_called, tape_at
from circuitgrad.engine.tangent_passes import second_pass, tangent_pass
from circuitgrad.errors import ObjectiveError, UnknownNodeError

STEPS: Final = tuple(float(f"1e-{power}") for power in range(17))
"""h = 1, 0.1, … 10⁻¹⁶."""
_EPSILON: Final = 2.0**-53
"""How far rounding moves a number at most, as a share of it."""
_THIRD: Final = 2.0**-12
"""The step with which the third derivative is estimated from second ones, as a share of the input or of 1."""


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """The quotients for one step.

    Args:
        step: h.
        forward: (f(x + h) − f(x))/h.
        central: (f(x + h) − f(x − h))/2h.
        forward_error: |forward − exact|.
        central_error: |central − exact|.
    """

    step: float
    forward: float
    central: float
    forward_error: float
    central_error: float


@dataclass(frozen=True, slots=True)
class DifferenceTable:
    """Difference quotients of an objective along one input.

    Args:
        id: the input's id.
        label: what people call it.
        objective: what people call the objective.
        value: the input's value.
        exact: the derivative by the backward pass.
        rows: for h = 1, 0.1, … 10⁻¹⁶.
        best_forward: the step with the smallest bound on truncation plus rounding of the forward difference, which is
            ½h·|f″| + ε·(2|f| + |x·f′|)/h with ε = 2⁻⁵³: f is rounded twice, and x + h once. Infinite where nothing is
            truncated, NaN where it cannot be told.
        best_central: that of the central difference, with ⅙h²·|f‴| + ε·(|f| + |x·f′|)/h.
        inputs: how many inputs the objective depends on.
    """

    id: str
    label: str
    objective: str
    value: float
    exact: float
    rows: tuple[DifferenceRow, ...]
    best_forward: float
    best_central: float
    inputs: int

    @property
    def forward_passes(self) -> int:
        """How many forward passes the whole gradient takes by forward differences: one for each input, and one more."""
        return self.inputs + 1

    @property
    def central_passes(self) -> int:
        """And by central differences: two for each input. The backward pass takes one forward pass and itself."""
        return 2 * self.inputs

    def best_row(self, *, central: bool) -> DifferenceRow | None:
        """The row with the smallest error, the larger step among equal ones; None where there is no number at all."""
        rows = [row for row in self.rows if isfinite(row.central_error if central else row.forward_error)]
        return min(rows, key=lambda row: row.central_error if central else row.forward_error, default=None)


def difference_table(
    circuit: Circuit, input: str, values: Mapping[str, float] | None = None, objective: str | None = None
) -> DifferenceTable:
    """Difference quotients for h = 1, 0.1, … 10⁻¹⁶ beside the exact derivative.

    While h shrinks, the error first falls with it, as less of the curve is cut off, and then grows, as ever fewer
    digits of f(x + h) and f(x) differ (Griewank and Walther, Evaluating Derivatives, 2nd ed., section 8.1).

    Args:
        circuit: it is not changed.
        input: what people call the input that is moved.
        values: numbers for some inputs, by what people call them; the others keep the circuit's own.
        objective: what people call the node whose derivative is asked for; None for the chosen one or the only sink.

    Raises:
        UnknownNodeError: an input or the objective is not there.
        ValueProblem: a value is no number, or an input that has none was given none.
        ObjectiveError: no objective can be told, or nothing feeds it.

    Example:
        >>> import circuitgrad as cg
        >>> table = cg.difference_table(cg.from_formula("x*x"), "x", {"x": 3})
        >>> [(row.step, round(row.forward, 6), round(row.central, 6)) for row in table.rows[:3]]
        [(1.0, 7.0, 6.0), (0.1, 6.1, 6.0), (0.01, 6.01, 6.0)]
        >>> table.exact, table.rows[-1].forward
        (6.0, 0.0)
    """
    tape = tape_at(circuit, values)
    target = tape.place[circuit.find_objective(objective).id]
    place = tape.place[input_called(circuit, input).id]
    check_runnable(tape, target)
    return table_of(evaluate(tape, target), tape.ids[place])


def table_of(run: Run, id: str) -> DifferenceTable:
    """The same for an input of a run, at its numbers.

    Raises:
        ObjectiveError: there was no backward pass.
        UnknownNodeError: the input is not in the run.
    """
    tape, backward = run.tape, run.backward
    if backward is None or run.objective is None:
        raise ObjectiveError("There are no gradients yet: choose an objective and run both passes.")
    if id not in tape.place or not tape.nodes[tape.place[id]].is_leaf:
        raise UnknownNodeError("The input is not in this run: run the passes again.", [id])
    place, target = tape.place[id], tape.place[run.objective]
    x, here, exact = float(run.values[place]), run.value, float(backward.nodes[place])
    rows = []
    for step in STEPS:
        above, below = (_value_at(tape, place, target, x + side) for side in (step, -step))
        forward, central = (above - here) / step, (above - below) / (2.0 * step)
        rows.append(DifferenceRow(step, forward, central, abs(forward - exact), abs(central - exact)))
    inputs = sum(bool(backward.needed[i]) for i in tape.input_places())
    second, third = _bends(tape, place, target, x)
    moved = abs(x * exact)
    return DifferenceTable(
        id, tape.labels[place], tape.labels[target], x, exact, tuple(rows),
        _root(2.0 * _EPSILON * (2.0 * abs(here) + moved), second, 2),
        _root(3.0 * _EPSILON * (abs(here) + moved), third, 3), inputs,
    )  # fmt: skip


def _at(tape: Tape, place: int, x: float) -> Tape:
    return tape.with_numbers([replace(tape.nodes[place], value=x)])


def _value_at(tape: Tape, place: int, target: int, x: float) -> float:
    return evaluate(_at(tape, place, x), target, backward=False).value


def _bends(tape: Tape, place: int, target: int, x: float) -> tuple[float, float]:
    """The second derivative, exactly, and the third, from two second ones."""
    step = _THIRD * max(1.0, abs(x))
    before, here, after = (_second(_at(tape, place, at), place, target) for at in (x - step, x, x + step))
    return here, (after - before) / (2.0 * step)


def _second(tape: Tape, place: int, target: int) -> float:
    forward = forward_pass(tape)
    gradients = backward_pass(tape, forward, target)
    turned = second_pass(tape, forward, gradients, tangent_pass(tape, forward, {place: 1.0}))
    return turned.values[place]


def _root(rounding: float, bend: float, degree: int) -> float:
    if not (isfinite(rounding) and isfinite(bend)):
        return nan
    if bend == 0.0:
        return inf
    root: float = (rounding / abs(bend)) ** (1.0 / degree)
    return root
