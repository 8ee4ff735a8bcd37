"""Two light steps of a batch in one loop: a number that only the next step reads is never written to memory.

Sums of products, and inputs that are shifted and scaled, are what most of the simple steps of a model are. What is
computed is the same, step by step and bit by bit.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from circuitgrad.engine.compiled.batch_text import FORWARD_WIDTH, Fused
from circuitgrad.engine.compiled.light import Light, light_opcodes
from circuitgrad.engine.compiled.slot_reuse import backward_steps, forward_steps, kept_slots

if TYPE_CHECKING:
    from circuitgrad.engine.compiled.batch_program import BatchProgram

_CODE, _FIRST, _SECOND, _VALUE, _CONSTANTS = 0, 1, 2, 3, 6
_PRODUCT: Final = Light("x1", is_product=True)
_SUM: Final = Light("x1")
_SCALE: Final = Light("k0", is_product=True)
_SHIFT: Final = Light("k0")


@cache
def _opcodes_like(wanted: Light) -> frozenset[int]:
    return frozenset(number for number, light in light_opcodes().items() if light == wanted)


def with_steps_fused(program: BatchProgram) -> BatchProgram:
    """The same program with fewer steps."""
    rows = [row.tolist() for row in program.steps[: _whole(program)].reshape(-1, FORWARD_WIDTH)]
    constants = program.constants.tolist()
    private = _private_slots(program)
    writer: dict[int, list[int]] = {}
    gone: set[int] = set()
    for row in rows:
        fused = _product_for(row, writer, private) or _shift_for(row, writer, private)
        if fused is not None:
            gone.add(fused[_VALUE])
            _fuse(row, fused, constants)
        writer[row[_VALUE]] = row
    left = [row for row in rows if row[_VALUE] not in gone]
    steps = np.array(left, np.int32).reshape(-1) if left else program.steps
    return replace(program, steps=steps, constants=np.array(constants))


def _whole(program: BatchProgram) -> int:
    return len(program.steps) // FORWARD_WIDTH * FORWARD_WIDTH


def _private_slots(program: BatchProgram) -> set[int]:
    """The slots that one step reads, once, and nobody else."""
    reads: Counter[int] = Counter()
    for step in (*forward_steps(program.steps, program.more), *backward_steps(program.back_steps)):
        reads.update(int(row[at]) for row, at in step.reads)
    return {slot for slot, count in reads.items() if count == 1} - kept_slots(program).keys()


def _product_for(row: list[int], writer: dict[int, list[int]], private: set[int]) -> list[int] | None:
    """The product that this sum alone reads."""
    if row[_CODE] not in _opcodes_like(_SUM):
        return None
    products = (writer[slot] for slot in row[_FIRST : _SECOND + 1] if slot in private and slot in writer)
    return next((product for product in products if product[_CODE] in _opcodes_like(_PRODUCT)), None)


def _shift_for(row: list[int], writer: dict[int, list[int]], private: set[int]) -> list[int] | None:
    """The shift that this scale alone reads."""
    shift = writer.get(row[_FIRST]) if row[_CODE] in _opcodes_like(_SCALE) and row[_FIRST] in private else None
    return shift if shift is not None and shift[_CODE] in _opcodes_like(_SHIFT) else None


def _fuse(row: list[int], first: list[int], constants: list[float]) -> None:
    """Makes one step of this one and the one whose value it reads."""
    value = row[_VALUE]
    if row[_CODE] in _opcodes_like(_SUM):
        other = row[_SECOND] if row[_FIRST] == first[_VALUE] else row[_FIRST]
        row[:] = [Fused.MULTIPLY_ADD, first[_FIRST], first[_SECOND], value, other, 0, 0, 2]
    else:
        constants += constants[first[_CONSTANTS]], constants[row[_CONSTANTS]]
        row[:] = [Fused.SHIFT_SCALE, first[_FIRST], 0, value, 0, 0, len(constants) - 2, 1]
