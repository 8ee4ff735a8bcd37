"""Runs the batch kernel over all rows: block by block, on all cores, with sums that do not depend on how many."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from circuitgrad.engine.compiled.batch_program import BatchProgram
from circuitgrad.engine.compiled.batch_text import BACKWARD_WIDTH, FORWARD_WIDTH, Field

if TYPE_CHECKING:
    import numpy.typing as npt

    from circuitgrad.engine.compiled.loader import Kernels

    Progress = Callable[[int, int], bool]
    Column = npt.NDArray[np.float64]

MOST_ROWS: Final = 384
_BEGIN, _END, _OUTPUTS = int(Field.BEGIN), int(Field.END), int(Field.OUTPUTS)
_COLUMN_TABLE, _OUTPUT_TABLE = int(Field.COLUMN_TABLE), int(Field.OUTPUT_TABLE)
_PARTIAL_SUMS = int(Field.PARTIAL_SUMS)
_FEWEST_ROWS: Final = 16
_GAP: Final = 24
"""Numbers between two slots: blocks that lie a power of two apart would drive each other out of the cache."""
_NUMBERS_IN_CACHE: Final = 2**16
_WORTH_A_THREAD: Final = 2**18
"""Rows times steps from which on a second thread pays."""
_CHUNK: Final = 2**21
"""Rows times steps between two looks at whether to go on: about a millisecond."""


def rows_in_block(slots: int) -> int:
    """How many rows go through together: as many as stay in the cache; it depends on the circuit alone."""
    return max(_FEWEST_ROWS, min(MOST_ROWS, _NUMBERS_IN_CACHE // slots // 8 * 8))


class BatchRunner:
    """Runs one program, again and again; keeps what threads work with between runs.

    Args:
        program: the steps.
    """

    def __init__(self, program: BatchProgram) -> None:
        self.program = program
        self.block = rows_in_block(program.slots)
        self._work = 1 + len(program.steps) // FORWARD_WIDTH + len(program.back_steps) // BACKWARD_WIDTH
        self._benches: list[_Bench] = []

    def run(
        self,
        kernels: Kernels,
        columns: Mapping[int, Column],
        scalars: Mapping[int, float],
        rows: int,
        outputs: Sequence[tuple[int, Column]] = (),
        threads: int | None = None,
        go_on: Progress | None = None,
    ) -> Column | None:
        """Runs all rows.

        Args:
            kernels: the compiled kernels.
            columns: numbers for the places of `program.columns`, contiguous float64.
            scalars: a number for each place of `program.scalars` that is a leaf.
            rows: how many.
            outputs: slots whose numbers are wanted row by row, with the arrays to fill.
            threads: at most so many; None for one a core.
            go_on: is told how many rows of how many are done, and says whether to go on.

        Returns:
            The program's sums; None where `go_on` said no.
        """
        program, block = self.program, self.block
        blocks = -(-rows // block)
        partial = np.empty((blocks, program.sums))
        job = _Job.of([(slot, columns[place]) for place, slot in program.columns.items()], outputs, partial, kernels)
        kernel = kernels.batch
        work = rows * self._work
        workers = min(threads or os.cpu_count() or 1, blocks, 1 + work // _WORTH_A_THREAD)
        if workers <= 1 and work <= _CHUNK:
            self._with_bench(lambda bench: bench.run(kernel, job, scalars, 0, rows))
            finished = go_on is None or go_on(rows, rows) or rows == 0
        else:
            finished = self._run_chunks(kernel, job, scalars, rows, max(1, workers), go_on)
        return partial.sum(axis=0) if finished else None

    def _run_chunks(
        self, kernel: Callable[[Any], int], job: _Job, scalars: Mapping[int, float], rows: int, workers: int,
        go_on: Progress | None,
    ) -> bool:  # fmt: skip
        block = self.block
        chunk = block * max(1, min(_CHUNK // (block * self._work), -(-rows // (block * workers))))
        starts = range(0, rows, chunk)
        done: list[int] = []
        stopped: list[bool] = []

        def work(worker: int) -> None:
            def run_all(bench: _Bench) -> None:
                for start in starts[worker::workers]:
                    if stopped:
                        return
                    end = min(rows, start + chunk)
                    bench.run(kernel, job, scalars, start, end)
                    done.append(end - start)
                    if go_on is not None and not go_on(sum(done), rows):
                        stopped.append(True)

            self._with_bench(run_all)

        if workers == 1:
            work(0)
        else:
            with ThreadPoolExecutor(workers) as pool:
                list(pool.map(work, range(workers)))
        return not stopped

    def _with_bench(self, use: Callable[[_Bench], None]) -> None:
        try:
            bench = self._benches.pop()
        except IndexError:
            bench = _Bench(self.program, self.block)
        use(bench)
        self._benches.append(bench)


@dataclass(frozen=True, slots=True)
class _Job:
    """What all threads of one run read and write.

    Args:
        table: slots and addresses of columns, then of outputs, in turn.
        table_address: where the table starts in memory.
        columns: how many columns there are.
        outputs: how many outputs.
        partial_address: where the sums by block start.
    """

    table: npt.NDArray[np.int64]
    table_address: int
    columns: int
    outputs: int
    partial_address: int

    @classmethod
    def of(
        cls,
        columns: Sequence[tuple[int, Column]],
        outputs: Sequence[tuple[int, Column]],
        partial: Column,
        kernels: Kernels,
    ) -> _Job:
        """The job for these slots and arrays; who makes it keeps the arrays alive."""
        address = kernels.address_of
        numbers: list[int] = []
        for slot, array in (*columns, *outputs):
            numbers += slot, address(array) if array.flags.writeable else _address(array)
        table = np.array(numbers, np.int64)
        return cls(table, address(table.view(np.float64)), len(columns), len(outputs), address(partial.reshape(-1)))


class _Bench:
    """What one thread works with: the numbers of a block."""

    def __init__(self, program: BatchProgram, block: int) -> None:
        self._program = program
        self._scalars: dict[int, float] = {}
        self._numbers = np.full((program.slots, block + _GAP), nan)
        self._slots = _address(self._numbers) + 8 * (block + _GAP) * np.arange(program.slots, dtype=np.int64)
        self._scratch = np.empty(program.widest)
        self._slot_sums = np.array(program.slot_sums or [(0, 0)], np.int64)
        self._frame = np.zeros(len(Field), np.int64)
        known = {
            Field.BLOCK: block,
            Field.STEPS: len(program.steps) // FORWARD_WIDTH,
            Field.BACK_STEPS: len(program.back_steps) // BACKWARD_WIDTH,
            Field.COLUMNS: len(program.columns),
            Field.SUMS: program.sums,
            Field.SLOT_SUMS: len(program.slot_sums),
            Field.SLOTS: _address(self._slots),
            Field.PROGRAM: _address(program.steps),
            Field.BACK_PROGRAM: _address(program.back_steps),
            Field.FACTORS: _address(program.factors),
            Field.CONSTANTS: _address(program.constants),
            Field.SUM_TABLE: _address(self._slot_sums),
            Field.MORE: _address(program.more),
            Field.SCRATCH: _address(self._scratch),
        }
        for place, number in known.items():
            self._frame[place] = number

    def run(self, kernel: Callable[[Any], int], job: _Job, scalars: Mapping[int, float], start: int, end: int) -> None:
        """Runs these rows."""
        if scalars != self._scalars:
            for place, slot in self._program.scalars.items():
                self._numbers[slot] = scalars.get(place, nan)
            self._scalars = dict(scalars)
        frame = self._frame
        frame[_BEGIN], frame[_END], frame[_OUTPUTS] = start, end, job.outputs
        frame[_COLUMN_TABLE], frame[_OUTPUT_TABLE] = job.table_address, job.table_address + 16 * job.columns
        frame[_PARTIAL_SUMS] = job.partial_address
        kernel(frame)


def _address(array: npt.NDArray[Any]) -> int:
    address: int = array.__array_interface__["data"][0]
    return address
