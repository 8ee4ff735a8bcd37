"""One circuit laid out for the compiled passes, which run over it again and again as numbers change."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from math import nan
from typing import TYPE_CHECKING, Final

import numpy as np

from circuitgrad.engine.compiled.arrays import FlatTape
from circuitgrad.engine.compiled.kernel_text import Slot
from circuitgrad.engine.compiled.light import LITERALS, light_opcodes, marked
from circuitgrad.engine.compiled.loader import Kernels
from circuitgrad.engine.compiled.opcodes import LACKING, LEAF, MANY, opcodes
from circuitgrad.engine.signs import Flag
from circuitgrad.engine.trace import Term, traced

if TYPE_CHECKING:
    import numpy.typing as npt

    from circuitgrad.engine.tape import Tape

    Numbers = npt.NDArray[np.float64]

_UNDEFINED: Final = int(Flag.UNDEFINED)  # the highest; to compare with the enumeration itself is slow
LONG_RUNS: Final = 3.0
"""From this many nodes a run on average it pays to go run by run."""
BEYOND_THE_CACHE: Final = 200_000
"""From this many nodes on it takes longer to fetch numbers from memory than to find out which to put side by side."""


class Layout:
    """A structure in the order of the kernels. All here depends on wires, operators and the objective alone.

    Args:
        flat: the structure by place.
        objective: its place, None where there is none.
        kernels: what runs.
    """

    def __init__(self, flat: FlatTape, objective: int | None, kernels: Kernels) -> None:
        self.flat = flat
        self.count = count = len(flat.codes)
        self.objective = objective
        target = -1 if objective is None else objective
        self.order: npt.NDArray[np.int32]
        self.order, self.starts, self.needed_runs, self.needed, self.needed_leaves, level = kernels.make_schedule(
            flat.fed_from, flat.sources, flat.codes, target, len(opcodes()) + 2
        )
        self.by_runs = count >= LONG_RUNS * (len(self.starts) - 1)
        needed = (self.needed, self.needed_leaves)
        moved = self.by_runs and count >= BEYOND_THE_CACHE
        kernels.place_as_used(self.order, level, self.starts, *needed, flat.fed_from, flat.sources, flat.codes, moved)
        self.at, self.first, self.second = np.empty((3, count + 1), np.int32)
        self.at[count] = count
        more = np.empty(len(flat.sources), np.int32)
        shape = (flat.fed_from, flat.sources, flat.codes, self.first, self.second, more)
        self.more_sources = more[: kernels.arrange(self.order, self.at, *shape)].copy()
        codes = flat.codes[self.order]
        self.codes = codes
        self.constant_at = np.zeros(count + 1, np.int32)
        np.cumsum(_by_opcode().constants[codes], out=self.constant_at[1:])
        self.tail = count + 1 + len(LITERALS)
        self.kernel_codes = codes[self.starts[:-1]] if self.by_runs else np.append(marked(codes), np.uint8(LEAF))
        self.kernel = kernels.pass_by_runs if self.by_runs else kernels.pass_by_nodes

    @cached_property
    def other(self) -> npt.NDArray[np.int32]:
        """Where the second number stands that a light operator takes (`light`), among the values and what follows."""
        other = self.second.copy()
        for number, recipe in light_opcodes().items():
            nodes = np.flatnonzero(self.codes == number)
            if recipe.other == "x0":
                other[nodes] = self.first[nodes]
            elif recipe.other == "k0":
                other[nodes] = self.tail + self.constant_at[nodes]
            elif not isinstance(recipe.other, str):
                other[nodes] = self.count + 1 + LITERALS.index(recipe.other)
        return other

    @cached_property
    def is_needed(self) -> npt.NDArray[np.bool_]:
        """Whether the objective depends on each node, by place."""
        needed = np.zeros(self.count, np.bool_)
        needed[self.order[: self.needed]] = True
        return needed

    def fixed_slopes(self, side: int) -> Numbers:
        """The local derivatives toward the first or second input that never change, and 1 elsewhere; a new array."""
        slopes = np.empty(self.count + 1)
        _by_opcode().slopes[side].take(self.codes, out=slopes[:-1])
        slopes[-1] = 1.0
        return slopes


@dataclass(frozen=True, slots=True, eq=False)
class _ByOpcode:
    """For each opcode the slopes that never change, toward either side, and how many constants it has."""

    slopes: Numbers
    constants: npt.NDArray[np.int32]


@cache
def _by_opcode() -> _ByOpcode:
    table = _ByOpcode(np.ones((2, 256)), np.zeros(256, np.int32))
    for code in opcodes():
        table.constants[code.number] = len(code.operator.constants)
        if code.count != MANY:
            for side, slope in enumerate(traced(code.operator, code.count).local_derivatives):
                table.slopes[side, code.number] = 1.0 if isinstance(slope, Term) else slope
    return table


class Buffers:
    """The arrays that a pass fills, in the order of the layout; one more number than nodes, for inputs that lack.

    Behind the values stand numbers that operators take besides their inputs: `LITERALS`, then all constants.
    """

    __slots__ = ("__weakref__", "first_slopes", "gradients", "more_slopes", "second_slopes", "values")

    def __init__(self, layout: Layout) -> None:
        self.first_slopes, self.second_slopes = layout.fixed_slopes(0), layout.fixed_slopes(1)
        self.values = np.empty(layout.tail + int(layout.constant_at[-1]) + 1)
        self.gradients = np.empty(layout.count + 1)
        self.values[layout.count] = self.gradients[layout.count] = nan
        self.values[layout.count + 1 : layout.tail] = LITERALS
        self.more_slopes = np.full(max(1, len(layout.more_sources)), nan)


class Machine:
    """The compiled passes over one structure.

    Args:
        tape: what runs first; later ones may differ in numbers, not in structure (`take`).
        layout: its structure, laid out for an objective.

    `frame` is the row of numbers that the kernel gets (`kernel_text.Slot`).
    """

    def __init__(self, tape: Tape, layout: Layout) -> None:
        self.layout = layout
        self.tape = tape
        is_many = np.zeros(256, np.bool_)
        is_many[[code.number for code in opcodes() if code.count == MANY]] = True
        self._many = np.flatnonzero(is_many[layout.codes])
        self._leaves = np.flatnonzero(layout.codes == LEAF)
        self._scratch = np.empty(int(layout.second[self._many].max(initial=1)))
        self._kernel = layout.kernel
        self.frame = np.zeros(len(Slot), np.int64)
        self._spare: list[Buffers] = []
        self.buffers = Buffers(layout)
        self._in_use: Callable[[], object] = _nobody
        self._take_all(tape)
        self._set_frame()

    def take(self, tape: Tape) -> None:
        """Takes over the numbers of a tape of this structure."""
        known, wanted = self.tape.numbers, tape.numbers
        if wanted is known:
            return
        if wanted.before is known and not any(tape.nodes[place].constants for place in wanted.changed):
            self.tape = tape
            for place in wanted.changed:
                value = tape.nodes[place].value
                self.buffers.values[self.layout.at[place]] = nan if value is None else value
        else:
            self._take_all(tape)
            self._set_frame()

    def _take_all(self, tape: Tape) -> None:
        self.tape = tape
        nodes = tape.nodes
        self._write_constants(tape)
        given = [nodes[place].value for place in self.layout.order[self._leaves].tolist()]
        self.buffers.values[self._leaves] = [nan if value is None else value for value in given]

    def _write_constants(self, tape: Tape) -> None:
        layout, nodes = self.layout, tape.nodes
        row = self.buffers.values[layout.tail :]
        for k in np.flatnonzero(np.diff(layout.constant_at)).tolist():
            row[layout.constant_at[k] : layout.constant_at[k + 1]] = nodes[layout.order[k]].constants

    def lend(self, borrower: object) -> Buffers:
        """The numbers of the last pass; they stay as they are as long as the borrower lives."""
        buffers = self.buffers
        self._in_use = weakref.ref(borrower)
        weakref.finalize(borrower, self._spare.append, buffers)
        return buffers

    def _free_buffers(self) -> None:
        """Leaves the numbers of the last pass to who reads them, and takes other arrays."""
        before = self.buffers.values
        self.buffers = self._spare.pop() if self._spare else Buffers(self.layout)
        self.buffers.values[self._leaves] = before[self._leaves]
        self.buffers.values[self.layout.tail :] = before[self.layout.tail :]
        self._in_use = _nobody
        self._set_frame()

    def _set_frame(self) -> None:
        layout, buffers = self.layout, self.buffers
        objective = -1 if layout.objective is None else int(layout.at[layout.objective])
        numbers = {
            Slot.OBJECTIVE: objective,
            Slot.RUNS: len(layout.starts) - 1,
            Slot.NEEDED_RUNS: layout.needed_runs,
            Slot.NODES: layout.count,
            Slot.NEEDED: layout.needed,
            Slot.NEEDED_LEAVES: layout.needed_leaves,
            Slot.FORWARD: 1,
            Slot.WITH_MANY: int((layout.codes == LACKING).any() or len(self._many)),
            Slot.BACKWARD: int(objective >= 0),
        }
        arrays = {
            Slot.CODES: layout.kernel_codes,
            Slot.STARTS: layout.starts,
            Slot.FIRST: layout.first,
            Slot.SECOND: layout.second,
            Slot.CONSTANT_AT: layout.constant_at,
            Slot.SOURCES: layout.more_sources,
            Slot.CONSTANTS: buffers.values[layout.tail :],
            Slot.SCRATCH: self._scratch,
            Slot.VALUES: buffers.values,
            Slot.FIRST_SLOPES: buffers.first_slopes,
            Slot.SECOND_SLOPES: buffers.second_slopes,
            Slot.MORE_SLOPES: buffers.more_slopes,
            Slot.GRADIENTS: buffers.gradients,
        }
        if not layout.by_runs:
            arrays[Slot.OTHER] = layout.other
        for slot, number in numbers.items():
            self.frame[slot] = number
        for slot, array in arrays.items():
            self.frame[slot] = array.ctypes.data

    def passes(self) -> int:
        """Runs forward and, where there is an objective, backward. Returns a sum of `Flag`: what was seen."""
        if self._in_use() is not None:
            self._free_buffers()
        flags = self._kernel(self.frame)
        if flags >= _UNDEFINED and self._settle_slopes():
            self.frame[Slot.FORWARD] = 0
            flags |= self._kernel(self.frame)
            self.frame[Slot.FORWARD] = 1
        return flags

    def _settle_slopes(self) -> bool:
        """Makes NaN toward what never moves 0, as `engine.passes` does. Returns whether there was any."""
        layout, buffers = self.layout, self.buffers
        undefined = np.isnan(buffers.values[: layout.count])
        inputs = (layout.codes > LACKING) & ~undefined
        inputs[self._many] = False
        found = False
        for slopes, sources in ((buffers.first_slopes, layout.first), (buffers.second_slopes, layout.second)):
            held = np.flatnonzero(np.isnan(slopes[:-1]) & inputs)
            held = held[~self._movable(sources[:-1][held])]
            slopes[held] = 0.0
            found |= bool(len(held))
        for k in self._many[~undefined[self._many]].tolist():
            wires = np.arange(layout.first[k], layout.first[k] + layout.second[k])
            held = wires[np.isnan(buffers.more_slopes[wires])]
            held = held[~self._movable(layout.more_sources[held])]
            buffers.more_slopes[held] = 0.0
            found |= bool(len(held))
        return found

    def _movable(self, nodes: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
        """Whether an input that may move stands at or above these; nobody looks it up where there are none."""
        places = self.layout.order[nodes].tolist()
        return np.array([self.tape.movable[place] for place in places], np.bool_)

    def by_place(self, numbers: Numbers) -> Numbers:
        """Numbers in the order of the layout, by place."""
        return numbers.take(self.layout.at[:-1])

    @property
    def values(self) -> Numbers:
        """The value of every node, by place."""
        return self.by_place(self.buffers.values)

    @property
    def gradients(self) -> Numbers:
        """∂objective/∂node for every node, by place."""
        return self.by_place(self.buffers.gradients)


def _nobody() -> None:
    return None
