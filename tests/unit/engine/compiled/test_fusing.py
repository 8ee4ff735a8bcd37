"""Two light steps become one where nobody else reads what lies between, and give the same numbers to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import circuitgrad as cg
from circuitgrad.circuit import Circuit
from circuitgrad.engine import Tape
from circuitgrad.engine.compiled import batch_program
from circuitgrad.engine.compiled.batch_program import make_batch_program
from circuitgrad.engine.compiled.batch_runner import BatchRunner
from circuitgrad.engine.compiled.batch_text import FORWARD_WIDTH, Fused
from circuitgrad.engine.compiled.loader import load_kernels
from tests.strategies import circuits, numbers


def codes(formula: str) -> list[int]:
    tape = Tape.of(cg.from_formula(formula, default=1.0))
    objective = tape.place[cg.from_formula(formula, default=1.0).find_objective().id]
    program = make_batch_program(tape, objective, tape.input_places(), tape.input_places())
    return [int(code) for code in program.steps[::FORWARD_WIDTH]]


@pytest.mark.parametrize(
    ("formula", "fused"),
    [
        ("exp(a*b + c)", [Fused.MULTIPLY_ADD]),
        ("exp(c + a*b)", [Fused.MULTIPLY_ADD]),
        ("exp(a*b + c*d)", [Fused.MULTIPLY_ADD]),
        ("exp(a*b)", []),
        ("p = a*b; f = exp(p + c)*p", []),
        ("p = exp(a)*b; f = p + p", []),
        ("tanh(2*(x - 0.5))", [Fused.SHIFT_SCALE]),
        ("tanh(2*x - 0.5)", []),
    ],
)
def test_what_becomes_one_step(formula: str, fused: list[Fused]) -> None:
    assert [code for code in codes(formula) if code >= min(Fused)] == fused


@settings(max_examples=200, deadline=None)
@given(circuits(operators=["add", "mul", "scale", "shift", "negate", "input"], values=numbers(finite=False)), st.data())
def test_the_same_bits(circuit: Circuit, data: st.DataObject) -> None:
    assume(len(circuit))
    tape, kernels = Tape.of(circuit), load_kernels()
    objective = data.draw(st.integers(0, len(tape) - 1))
    leaves = tape.input_places()
    columns = {place: np.full(3, tape.nodes[place].value or 0.0) for place in leaves}
    found = []
    for fuse in (batch_program.with_steps_fused, lambda program: program):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(batch_program, "with_steps_fused", fuse)
            program = make_batch_program(tape, objective, leaves, leaves)
        slots = [program.value, *(slot for slot in program.gradients.values() if slot is not None)]
        outputs = [(slot, np.empty(3)) for slot in slots]
        mine = {place: column for place, column in columns.items() if place in program.columns}
        scalars = {place: tape.nodes[place].value or 0.0 for place in program.scalars}
        BatchRunner(program).run(kernels, mine, scalars, 3, outputs)
        found.append([repr(column.tolist()) for _, column in outputs])
    assert found[0] == found[1], str(circuit.fragment())
