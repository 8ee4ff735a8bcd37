"""Slots of batches are used again, and never while somebody still reads them."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.engine import Tape
from circuitgrad.engine.compiled import batch_program
from circuitgrad.engine.compiled.batch_program import BatchProgram, make_batch_program
from circuitgrad.engine.compiled.slot_reuse import Step, backward_steps, forward_steps, with_slots_reused
from tests.strategies import circuits


def scan(program: BatchProgram) -> list[Step]:
    return [*forward_steps(program.steps, program.more), *backward_steps(program.back_steps)]


def named(places: Iterable[tuple[object, int]]) -> list[int]:
    return [int(row[at]) for row, at in places]  # type: ignore[index]


def without_reuse(tape: Tape, objective: int, columns: list[int], *, summed: bool) -> BatchProgram:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch_program, "with_slots_reused", lambda program: program)
        return make_batch_program(tape, objective, columns, columns, summed=summed)


@settings(max_examples=300, deadline=None)
@given(circuits(bypass=True), st.booleans(), st.data())
def test_each_step_reads_what_the_same_step_wrote_before(circuit: Circuit, summed: bool, data: st.DataObject) -> None:
    """Runs both programs with the number of the step that wrote last in place of numbers."""
    assume(len(circuit))
    tape = Tape.of(circuit)
    objective = data.draw(st.integers(0, len(tape) - 1))
    plain = without_reuse(tape, objective, tape.input_places(), summed=summed)
    reused = with_slots_reused(plain)
    assert reused.slots <= max(plain.slots, plain.sums)
    writer_before: dict[int, object] = {slot: place for place, slot in plain.columns.items()}
    writer_after: dict[int, object] = {slot: place for place, slot in reused.columns.items()}
    writer_before |= {slot: -1 - place for place, slot in plain.scalars.items()}
    writer_after |= {slot: -1 - place for place, slot in reused.scalars.items()}
    for number, (before, after) in enumerate(zip(scan(plain), scan(reused), strict=True)):
        reads = [writer_before.get(slot) for slot in named(before.reads)]
        assert [writer_after.get(slot) for slot in named(after.reads)] == reads
        assert not set(named(after.reads)) & set(named(after.writes))
        for port, (old, new) in enumerate(zip(named(before.writes), named(after.writes), strict=True)):
            writer_before[old] = writer_after[new] = (number, port)
    assert writer_after.get(reused.value) == writer_before.get(plain.value)
    for (old, _), (new, _) in zip(plain.slot_sums, reused.slot_sums, strict=True):
        assert writer_after.get(new) == writer_before.get(old)
    if not summed:
        for old_slot, new_slot in zip(plain.gradients.values(), reused.gradients.values(), strict=True):
            assert (old_slot is None) == (new_slot is None)
            if old_slot is not None and new_slot is not None:
                assert writer_after.get(new_slot) == writer_before.get(old_slot)


def test_a_long_chain_takes_few_slots() -> None:
    ids = [f"n{i}" for i in range(300)]
    nodes = (Node.new("input", id="n0", value=1.0), *(Node.new("negate", id=id) for id in ids[1:]))
    wires = tuple(Wire(ids[i], ids[i + 1], 0) for i in range(299))
    tape = Tape.of(Circuit(Fragment(nodes, wires)))
    assert make_batch_program(tape, 299, [0], [0]).slots < 10
    assert without_reuse(tape, 299, [0], summed=False).slots > 300
