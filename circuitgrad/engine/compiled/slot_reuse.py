"""Fewer slots for a batch: what nobody reads any more makes room for what comes next, so that more stays in the cache.

A linear scan over the steps of both sweeps (Poletto and Sarkar 1999), with one length for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from circuitgrad.engine.compiled.batch_text import BACKWARD_WIDTH, FORWARD_WIDTH, FUSED_INPUT, Back, Fused
from circuitgrad.engine.compiled.opcodes import MANY

if TYPE_CHECKING:
    from circuitgrad.engine.compiled.batch_program import BatchProgram

_FIRST, _VALUE, _SLOPE, _COUNT = 1, 3, 4, 7
_TARGET, _UPSTREAM, _FACTOR, _OUTPUT = 1, 2, 3, 4
_ADDS: Final = (Back.ADD_PRODUCT, Back.ADD_SAME, Back.ADD_SCALED, Back.ADD_SETTLED)
_SETTLED: Final = (Back.WRITE_SETTLED, Back.ADD_SETTLED, Back.SUM_SETTLED)
_WITH_FACTOR: Final = (Back.WRITE_PRODUCT, Back.ADD_PRODUCT, Back.SUM_PRODUCT, *_SETTLED)


@dataclass(slots=True)
class Step:
    """Where a step names the slots that it reads and writes: in which row, at which place."""

    reads: list[tuple[Any, int]] = field(default_factory=list)
    writes: list[tuple[Any, int]] = field(default_factory=list)


def with_slots_reused(program: BatchProgram) -> BatchProgram:
    """The same program in fewer slots. A step never writes where it reads, as its loop could not be vectorised then."""
    steps, back_steps, more = program.steps.copy(), program.back_steps.copy(), program.more.copy()
    scan = [*forward_steps(steps, more), *backward_steps(back_steps)]
    last: dict[int, int] = {}
    for number, step in enumerate(scan):
        last.update((int(row[at]), number) for row, at in (*step.reads, *step.writes))
    kept = kept_slots(program)
    place = {slot: number for number, slot in enumerate(kept)}
    slots = len(place)
    free: list[int] = []
    for number, step in enumerate(scan):
        ended = []
        for row, at in (*step.reads, *step.writes):
            slot = int(row[at])
            if slot not in place:
                place[slot] = free.pop() if free else slots
                slots = max(slots, place[slot] + 1)
            row[at] = place[slot]
            if last[slot] == number and slot not in kept:
                ended.append(place[slot])
        free += dict.fromkeys(ended)
    return replace(
        program,
        columns={node: place[slot] for node, slot in program.columns.items()},
        scalars={node: place[slot] for node, slot in program.scalars.items()},
        slots=max(slots, program.sums),  # the kernel looks up an address for the number of a sum too
        steps=steps,
        back_steps=back_steps,
        more=more,
        value=place[program.value],
        gradients=program.gradients
        if program.sums
        else {node: None if slot is None else place[slot] for node, slot in program.gradients.items()},
        slot_sums=[(place[slot], number) for slot, number in program.slot_sums],
    )


def kept_slots(program: BatchProgram) -> dict[int, None]:
    """The slots that others than the steps read or write, in order."""
    kept = dict.fromkeys([0, *program.columns.values(), *program.scalars.values(), program.value])
    kept.update(dict.fromkeys(slot for slot, _ in program.slot_sums))
    if not program.sums:
        kept.update(dict.fromkeys(slot for slot in program.gradients.values() if slot is not None))
    return kept


def forward_steps(steps: Any, more: Any) -> Iterator[Step]:
    """The forward steps of a program with these rows."""
    for at in range(0, len(steps) // FORWARD_WIDTH * FORWARD_WIDTH, FORWARD_WIDTH):
        count, first = int(steps[at + _COUNT]), int(steps[at + _FIRST])
        step = Step(writes=[(steps, at + _VALUE)])
        if count >= MANY:
            step.reads += [(more, first + wire) for wire in range(count)]
            step.writes += [(more, first + count + wire) for wire in range(count)]
        elif steps[at] == Fused.MULTIPLY_ADD:
            step.reads += [(steps, at + place) for place in (_FIRST, _FIRST + 1, FUSED_INPUT)]
        else:
            step.reads += [(steps, at + _FIRST + side) for side in range(count)]
            step.writes += [(steps, at + _SLOPE + side) for side in range(2) if steps[at + _SLOPE + side]]
        yield step


def backward_steps(steps: Any) -> Iterator[Step]:
    """The backward steps of a program with this row."""
    for at in range(0, len(steps) // BACKWARD_WIDTH * BACKWARD_WIDTH, BACKWARD_WIDTH):
        what, step = int(steps[at]), Step()
        if what != Back.FILL:
            step.reads.append((steps, at + _UPSTREAM))
        if what in _WITH_FACTOR:
            step.reads.append((steps, at + _FACTOR))
        if what in _SETTLED:
            step.reads.append((steps, at + _OUTPUT))
        if what < Back.SUM_PRODUCT:
            (step.reads if what in _ADDS else step.writes).append((steps, at + _TARGET))
        yield step
