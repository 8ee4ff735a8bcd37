"""Batches over NumPy columns, node by node: what answers until the compiled kernels are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from circuitgrad.engine.batch import Batch, BatchRun, Progress, Reduction
from circuitgrad.engine.numpy_rules import Numbers, column_rules
from circuitgrad.errors import BatchStopped

if TYPE_CHECKING:
    from circuitgrad.engine.columns import Column
    from circuitgrad.engine.tape import Tape

MOST_ROWS: Final = 16_384
_FEWEST_ROWS: Final = 64
_NUMBERS_KEPT: Final = 2**24
"""How many numbers a block may keep, its rows times the nodes: 128 MiB."""


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """Which nodes each pass visits, and where leaves get their numbers from."""

    batch: Batch
    given: dict[int, Column | float]
    forward: list[int]
    on_path: set[int]


def run_with_numpy(
    batch: Batch, numbers: Mapping[str, Column | float], rows: int, reduce: Reduction, progress: Progress | None
) -> BatchRun:
    """Runs a batch; `engine.batch.run_batch` says what it gives."""
    plan = _planned(batch, {**batch.own, **{batch.given[label]: number for label, number in numbers.items()}})
    by_row = reduce == "rows"
    value = np.empty(rows if by_row else 0)
    found = {label: np.empty(rows if by_row else 0) for label in batch.wanted}
    sums = np.zeros(1 + len(found))
    size = max(_FEWEST_ROWS, min(MOST_ROWS, _NUMBERS_KEPT // len(plan.forward)))
    with np.errstate(all="ignore"):
        for start in range(0, rows, size):
            part = slice(start, min(rows, start + size))
            results = [np.broadcast_to(numbers, part.stop - start) for numbers in _block(plan, part)]
            if by_row:
                for array, result in zip((value, *found.values()), results, strict=True):
                    array[part] = result
            else:
                sums += [result.sum() for result in results]
            if progress is not None and not progress(part.stop, rows):
                raise BatchStopped("The batch was stopped before its last row.")
        if by_row:
            return BatchRun(value, found)
        first, *rest = (sums / rows if reduce == "mean" else sums).tolist()
    return BatchRun(first, dict(zip(found, rest, strict=True)))


def _planned(batch: Batch, given: dict[int, Column | float]) -> _Plan:
    tape, wanted = batch.tape, set(batch.wanted.values())
    needed = tape.needed_by(batch.objective)
    forward = [i for i in tape.order if needed[i]]
    on_path: set[int] = set()
    for i in forward:
        if i in wanted or not on_path.isdisjoint(tape.sources[i]):
            on_path.add(i)
    return _Plan(batch, given, forward, on_path)


def _block(plan: _Plan, rows: slice) -> list[Numbers]:
    """The objective's values in these rows, and the gradients that are wanted."""
    values = _forward(plan, rows)
    batch = plan.batch
    gradients = _backward(plan, values) if batch.wanted else {}
    return [values[batch.objective], *(gradients.get(place, 0.0) for place in batch.wanted.values())]


def _forward(plan: _Plan, rows: slice) -> dict[int, Numbers]:
    """The values of all nodes that the objective depends on, in these rows."""
    tape = plan.batch.tape
    values: dict[int, Numbers] = {}
    for i in plan.forward:
        if tape.operators[i].is_leaf:
            numbers = plan.given[i]
            values[i] = np.float64(numbers) if isinstance(numbers, float) else numbers[rows]
        elif tape.complete[i]:
            inputs = [values[source] for source in tape.sources[i]]
            values[i] = column_rules(tape.operators[i]).forward(inputs, tape.nodes[i].constants)
        else:
            values[i] = np.float64(nan)
    return values


def _backward(plan: _Plan, values: Mapping[int, Numbers]) -> dict[int, Numbers]:
    """The gradients of the nodes on a way from the objective to what was asked for."""
    gradients: dict[int, Numbers] = {plan.batch.objective: 1.0}
    for i in reversed(plan.forward):
        sources = plan.batch.tape.sources[i]
        if plan.on_path.isdisjoint(sources):
            continue
        for source, derivative in zip(sources, _local_derivatives(plan.batch.tape, i, values), strict=True):
            if source in plan.on_path:
                gradients[source] = gradients.get(source, 0.0) + gradients[i] * derivative
    return gradients


def _local_derivatives(tape: Tape, i: int, values: Mapping[int, Numbers]) -> Sequence[Any]:
    """A column for each wire; toward what never moves NaN counts as 0, as in `engine.passes`."""
    sources = tape.sources[i]
    if not tape.complete[i]:
        return [np.nan] * len(sources)
    inputs = [values[source] for source in sources]
    derivatives = column_rules(tape.operators[i]).local_derivatives(inputs, tape.nodes[i].constants, values[i])
    return [
        derivative if tape.movable[source] else np.where(np.isnan(derivative) & ~np.isnan(values[i]), 0.0, derivative)
        for source, derivative in zip(sources, derivatives, strict=True)
    ]
