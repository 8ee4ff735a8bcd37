"""Many runs of one circuit at once: a column of numbers for each input, a column of values and gradients back.

The passes are those of `engine.passes`, a whole column at each node instead of a number. Rows go through in blocks,
so that what is kept meanwhile does not grow with their number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from circuitgrad.circuit import Circuit
from circuitgrad.engine.columns import read_columns
from circuitgrad.engine.numpy_rules import Numbers, column_rules
from circuitgrad.engine.tape import Tape
from circuitgrad.errors import ValueProblem

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from circuitgrad.engine.columns import Column

MOST_ROWS: Final = 16_384
_FEWEST_ROWS: Final = 64
_NUMBERS_KEPT: Final = 2**24
"""How many numbers a block may keep, its rows times the nodes: 128 MiB."""


@dataclass(frozen=True, slots=True, eq=False)
class BatchRun:
    """What a batch gives, a number a row.

    Args:
        value: the objective's value.
        gradients: ∂objective/∂node for each node that was asked for, by what people call it.
    """

    value: npt.NDArray[np.float64]
    gradients: dict[str, npt.NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a batch computes: where its numbers come from, and which nodes each pass visits."""

    tape: Tape
    objective: int
    given: dict[int, Column | float]
    forward: list[int]
    is_on_path: list[bool]


def run_batch(
    circuit: Circuit,
    columns: Mapping[str, npt.ArrayLike],
    objective: str | None = None,
    gradients: Sequence[str] = (),
) -> BatchRun:
    """Runs a circuit for many sets of values: row by row what `run` gives, to the last bits.

    Args:
        circuit: it is not changed.
        columns: for some inputs, by what people call them, a column of one number a row, all of one length, or a
            single number for all rows; the other inputs keep the circuit's own values.
        objective: what people call the node whose values are asked for; None for the chosen one or the only sink.
        gradients: what people call the nodes whose gradients are asked for.

    Returns:
        float64 arrays, C-contiguous, as long as the columns. A row where something is undefined holds NaN; the
        others do not notice.

    Raises:
        UnknownNodeError: an input, the objective or a node of `gradients` is not there.
        ValueProblem: a column cannot be used, or an input that is needed has neither a column nor a value.
        ObjectiveError: no objective can be told.

    Example:
        >>> import circuitgrad as cg
        >>> batch = cg.run_batch(cg.from_formula("x*x*k"), {"x": [1.0, 2.0, 3.0], "k": 10}, gradients=["x"])
        >>> batch.value.tolist(), batch.gradients["x"].tolist()
        ([10.0, 40.0, 90.0], [20.0, 40.0, 60.0])
    """
    import numpy as np

    asked = (gradients,) if isinstance(gradients, str) else tuple(gradients)
    by_id, rows = read_columns(circuit, columns)
    tape = Tape.of(circuit)
    target = tape.place[circuit.find_objective(objective).id]
    wanted = {label: tape.place[circuit.find(label).id] for label in asked}
    plan = _plan(tape, target, {tape.place[id]: numbers for id, numbers in by_id.items()}, set(wanted.values()))
    result = BatchRun(np.empty(rows), {label: np.empty(rows) for label in wanted})
    size = max(_FEWEST_ROWS, min(MOST_ROWS, _NUMBERS_KEPT // len(plan.forward)))
    with np.errstate(all="ignore"):
        for start in range(0, rows, size):
            _run_block(plan, slice(start, start + size), wanted, result)
    return result


def _plan(tape: Tape, objective: int, given: dict[int, Column | float], wanted: set[int]) -> _Plan:
    needed = tape.needed_by(objective)
    forward = [i for i in tape.order if needed[i]]
    is_on_path = [False] * len(tape)
    for i in forward:
        own = tape.nodes[i].value
        if tape.operators[i].is_leaf and i not in given:
            if own is None:
                raise ValueProblem("“{label}” has no value: give it one.", [tape.ids[i]], label=tape.labels[i])
            given[i] = own
        is_on_path[i] = i in wanted or any(is_on_path[source] for source in tape.sources[i])
    return _Plan(tape, objective, given, forward, is_on_path)


def _run_block(plan: _Plan, rows: slice, wanted: Mapping[str, int], result: BatchRun) -> None:
    values = _forward(plan, rows)
    result.value[rows] = values[plan.objective]
    if not wanted:
        return
    found = _backward(plan, values)
    for label, place in wanted.items():
        result.gradients[label][rows] = found.get(place, 0.0)


def _forward(plan: _Plan, rows: slice) -> dict[int, Numbers]:
    """The values of all nodes that the objective depends on, in these rows."""
    import numpy as np

    tape = plan.tape
    values: dict[int, Numbers] = {}
    for i in plan.forward:
        if i in plan.given:
            numbers = plan.given[i]
            values[i] = np.float64(numbers) if isinstance(numbers, float) else numbers[rows]
        elif tape.complete[i]:
            inputs = [values[source] for source in tape.sources[i]]
            values[i] = column_rules(tape.operators[i]).forward(inputs, tape.nodes[i].constants)
        else:
            values[i] = np.float64("nan")
    return values


def _backward(plan: _Plan, values: Mapping[int, Numbers]) -> dict[int, Numbers]:
    """The gradients of the nodes on a way from the objective to what was asked for."""
    gradients: dict[int, Numbers] = {plan.objective: 1.0}
    for i in reversed(plan.forward):
        sources = plan.tape.sources[i]
        if not any(plan.is_on_path[source] for source in sources):
            continue
        for source, derivative in zip(sources, _local_derivatives(plan.tape, i, values), strict=True):
            if plan.is_on_path[source]:
                gradients[source] = gradients.get(source, 0.0) + gradients[i] * derivative
    return gradients


def _local_derivatives(tape: Tape, i: int, values: Mapping[int, Numbers]) -> Sequence[Any]:
    """A column for each wire; toward what never moves NaN counts as 0, as in `passes.local_derivatives`."""
    import numpy as np

    sources = tape.sources[i]
    if not tape.complete[i]:
        return [np.nan] * len(sources)
    inputs = [values[source] for source in sources]
    derivatives = column_rules(tape.operators[i]).local_derivatives(inputs, tape.nodes[i].constants, values[i])
    return [
        derivative if tape.movable[source] else np.where(np.isnan(derivative) & ~np.isnan(values[i]), 0.0, derivative)
        for source, derivative in zip(sources, derivatives, strict=True)
    ]
