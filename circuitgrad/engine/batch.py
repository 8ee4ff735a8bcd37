"""Many runs of one circuit at once: a column of numbers for each input, a column of values and gradients back.

The passes are those of `engine.passes`, a whole column at each node instead of a number. Rows go through in blocks,
so that what is kept meanwhile does not grow with their number. Compiled code runs them, or NumPy as long as that is
not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from circuitgrad.circuit import Circuit
from circuitgrad.engine.columns import read_columns
from circuitgrad.engine.compiled.loader import Kernels, kernels_now, start_loading
from circuitgrad.engine.memory import kept_for, tape_of
from circuitgrad.engine.run import check_fed, input_called
from circuitgrad.engine.tape import Tape
from circuitgrad.errors import BatchStopped, TooLargeError, ValueProblem
from circuitgrad.free_memory import check_room

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from circuitgrad.engine.columns import Column
    from circuitgrad.engine.compiled.batch_runner import BatchRunner

Reduction = Literal["rows", "sum", "mean"]
Progress = Callable[[int, int], bool]
_REDUCTIONS = ("rows", "sum", "mean")


@dataclass(frozen=True, slots=True, eq=False)
class BatchRun:
    """What a batch gives: a number a row, or one for all rows where they were summed or averaged.

    Args:
        value: the objective's value.
        gradients: ∂objective/∂node for each node that was asked for, by what people call it.
    """

    value: Any
    gradients: dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """A batch that is ready to run, whatever its numbers.

    Args:
        tape: what runs.
        objective: its place.
        wanted: the places of the nodes whose gradients are asked for, by what people call them.
        given: the places of the leaves that get a column or a number, by what people call them.
        columns: the places of those that get a column.
        own: the values of the leaves that keep theirs, by place.
        kept: what the ways to run it make of it once.
    """

    tape: Tape
    objective: int
    wanted: dict[str, int]
    given: dict[str, int]
    columns: frozenset[int]
    own: dict[int, float]
    kept: dict[bool, Any]


def run_batch(
    circuit: Circuit,
    columns: Mapping[str, npt.ArrayLike],
    objective: str | None = None,
    gradients: Sequence[str] = (),
    *,
    reduce: Reduction = "rows",
    threads: int | None = None,
    progress: Progress | None = None,
) -> BatchRun:
    """Runs a circuit for many sets of values: row by row what `run` gives.

    Args:
        circuit: it is not changed.
        columns: for some inputs, by what people call them, a column of one number a row, all of one length, or a
            single number for all rows; the other inputs keep the circuit's own values.
        objective: what people call the node whose values are asked for; None for the chosen one or the only sink.
        gradients: what people call the nodes whose gradients are asked for.
        reduce: "rows" for a number a row; "sum" or "mean" for one number over all rows, the same to the last bit
            whatever the number of threads.
        threads: at most so many; None for one a core.
        progress: is told now and then how many rows of how many are done; False stops the batch.

    Returns:
        float64 arrays, C-contiguous, as long as the columns; numbers where `reduce` asks for them. A row where
        something is undefined holds NaN; the others do not notice.

    Raises:
        UnknownNodeError: an input, the objective or a node of `gradients` is not there.
        ValueProblem: a column cannot be used, or an input that is needed has neither a column nor a value.
        TooLargeError: the results do not fit into memory.
        ObjectiveError: no objective can be told, or nothing feeds it.
        BatchStopped: `progress` said so.

    Example:
        >>> import circuitgrad as cg
        >>> batch = cg.run_batch(cg.from_formula("x*x*k"), {"x": [1.0, 2.0, 3.0], "k": 10}, gradients=["x"])
        >>> batch.value.tolist(), batch.gradients["x"].tolist()
        ([10.0, 40.0, 90.0], [20.0, 40.0, 60.0])
        >>> cg.run_batch(cg.from_formula("x*x"), {"x": [1.0, 2.0, 3.0]}, gradients=["x"], reduce="mean").gradients
        {'x': 4.0}
    """
    if reduce not in _REDUCTIONS:
        raise ValueProblem("A batch gives “rows”, “sum” or “mean”, not {reduce}.", reduce=repr(reduce))
    if threads is not None and threads < 1:
        raise ValueProblem("A batch needs at least one thread, not {threads}.", threads=threads)
    asked = (gradients,) if isinstance(gradients, str) else tuple(gradients)
    try:
        numbers, rows = read_columns(columns)
    except ValueProblem:
        for label in columns:  # a name that is not there is what to say first
            input_called(circuit, label)
        raise
    batch = _prepared(circuit, numbers, objective, asked)
    if reduce == "rows":
        check_room(8 * rows * (1 + len(asked)), f"A batch of {rows:,} rows with {1 + len(asked)} results each")
    kernels = kernels_now()
    if kernels is None:
        start_loading()
    try:
        if kernels is None:
            from circuitgrad.engine.numpy_batch import run_with_numpy

            return run_with_numpy(batch, numbers, rows, reduce, progress)
        return _run_compiled(kernels, batch, numbers, rows, reduce, threads, progress)
    except MemoryError:
        template = "{rows} rows of {count} results do not fit into memory: ask for fewer gradients, a sum or a mean."
        raise TooLargeError(template, rows=rows, count=1 + len(batch.wanted)) from None


def _prepared(
    circuit: Circuit, numbers: Mapping[str, Column | float], objective: str | None, asked: tuple[str, ...]
) -> Batch:
    """The batch for these inputs, from memory where the same has been asked of the same circuit before."""
    kept = kept_for(circuit)
    key = ("batch", objective, asked, tuple(numbers), tuple([type(number) is float for number in numbers.values()]))
    if key not in kept:
        kept[key] = _prepare(circuit, numbers, objective, asked)
    batch: Batch = kept[key]
    return batch


def _prepare(
    circuit: Circuit, numbers: Mapping[str, Column | float], objective: str | None, asked: Iterable[str]
) -> Batch:
    tape = tape_of(circuit)
    given = {label: tape.place[input_called(circuit, label).id] for label in numbers}
    target = tape.place[circuit.find_objective(objective).id]
    check_fed(tape, target)
    wanted = {label: tape.place[circuit.find(label).id] for label in asked}
    own: dict[int, float] = {}
    needed = tape.needed_by(target)
    set_from_outside = set(given.values())
    for i, node in enumerate(tape.nodes):
        if needed[i] and node.is_leaf and i not in set_from_outside:
            if node.value is None:
                raise ValueProblem("“{label}” has no value: give it one.", [node.id], label=node.label)
            own[i] = node.value
    columns = frozenset(given[label] for label, number in numbers.items() if not isinstance(number, float))
    return Batch(tape, target, wanted, given, columns, own, {})


def _make_runner(batch: Batch, *, summed: bool) -> BatchRunner:
    from circuitgrad.engine.compiled.batch_program import make_batch_program
    from circuitgrad.engine.compiled.batch_runner import BatchRunner

    wanted = batch.wanted.values()
    return BatchRunner(make_batch_program(batch.tape, batch.objective, batch.columns, wanted, summed=summed))


def _run_compiled(
    kernels: Kernels,
    batch: Batch,
    numbers: Mapping[str, Column | float],
    rows: int,
    reduce: Reduction,
    threads: int | None,
    progress: Progress | None,
) -> BatchRun:
    by_row = reduce == "rows"
    runner: BatchRunner | None = batch.kept.get(by_row)
    if runner is None:
        runner = batch.kept[by_row] = _make_runner(batch, summed=not by_row)
    program = runner.program
    columns: dict[int, Column] = {}
    scalars = batch.own.copy()
    for label, number in numbers.items():
        if isinstance(number, float):
            scalars[batch.given[label]] = number
        else:
            columns[batch.given[label]] = number if number.flags.c_contiguous else number.copy()
    gradients = {label: program.gradients[at] for label, at in batch.wanted.items()}
    if by_row:
        import numpy as np

        value = np.empty(rows)
        arrays = {label: np.zeros(rows) if slot is None else np.empty(rows) for label, slot in gradients.items()}
        outputs = [(program.value, value)]
        outputs += [(slot, arrays[label]) for label, slot in gradients.items() if slot is not None]
        _check_done(runner.run(kernels, columns, scalars, rows, outputs, threads, progress))
        return BatchRun(value, arrays)
    sums = _check_done(runner.run(kernels, columns, scalars, rows, (), threads, progress))
    found = (sums / rows if reduce == "mean" else sums).tolist()
    return BatchRun(found[0], {label: 0.0 if at is None else found[at] for label, at in gradients.items()})


def _check_done(sums: npt.NDArray[np.float64] | None) -> npt.NDArray[np.float64]:
    if sums is None:
        raise BatchStopped("The batch was stopped before its last row.")
    return sums
