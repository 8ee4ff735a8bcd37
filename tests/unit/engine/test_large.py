"""Circuits of a million nodes, wide and deep: both ways to run them, and a message where memory ends."""

from __future__ import annotations

import math

import numpy as np
import pytest

import circuitgrad as cg
from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.engine import Tape, evaluate
from circuitgrad.engine.compiled.loader import load_kernels
from circuitgrad.errors import TooLargeError
from tests.benchmarks.circuits import Shape, make_fragment

MILLION = 1_000_000
KERNELS = "circuitgrad.engine.compiled.loader._kernels"


@pytest.mark.parametrize("shape", ["wide", "deep"])
def test_a_million_nodes_run_plainly_and_compiled(shape: Shape, monkeypatch: pytest.MonkeyPatch) -> None:
    kernels = load_kernels()
    circuit = Circuit(make_fragment(MILLION, shape))
    tape = Tape.of(circuit)
    objective = tape.place[circuit.find_objective().id]
    monkeypatch.setattr(KERNELS, None)
    plain = evaluate(tape, objective)
    monkeypatch.setattr(KERNELS, kernels)
    compiled = evaluate(tape, objective)
    assert plain.backward is not None
    assert compiled.backward is not None
    values, expected = np.asarray(compiled.values), np.asarray(plain.values)
    np.testing.assert_allclose(values, expected, rtol=1e-9, atol=1e-9)
    gradients, wanted = np.asarray(compiled.backward.nodes), np.asarray(plain.backward.nodes)
    np.testing.assert_allclose(gradients, wanted, rtol=1e-7, atol=1e-12 * np.abs(wanted).max())
    assert np.isfinite(wanted).all()
    assert np.count_nonzero(wanted) > 10_000
    assert compiled.problems == () or all(problem.sentence.endswith(".") for problem in compiled.problems)
    for node in (circuit.inputs()[0], circuit.find_objective()):
        found, other = compiled.of_node(node.id), plain.of_node(node.id)
        assert found is not None
        assert other is not None
        assert (found.value, found.gradient) == (
            pytest.approx(other.value, rel=1e-9),
            pytest.approx(other.gradient, rel=1e-7),
        )


def chain(count: int) -> Circuit:
    nodes = [Node.new("input", id="n0", value=0.25), *(Node.new("sin", id=f"n{i}") for i in range(1, count))]
    wires = [Wire(f"n{i - 1}", f"n{i}", 0) for i in range(1, count)]
    return Circuit(Fragment(tuple(nodes), tuple(wires)))


def test_a_slider_and_a_wire_of_a_large_circuit_change_the_compiled_run(monkeypatch: pytest.MonkeyPatch) -> None:
    kernels = load_kernels()
    monkeypatch.setattr(KERNELS, kernels)
    count = 6_000
    circuit = chain(count)
    changes: list[object] = []
    circuit.subscribe(changes.append)
    tape = Tape.of(circuit)
    run = evaluate(tape, count - 1)
    for edit in (
        cg.edits.SetValue("n0", 1.5),
        cg.edits.Disconnect(Wire("n2999", "n3000", 0)),
        cg.edits.Connect(Wire("n10", "n3000", 0)),
        cg.edits.SetValue("n0", -0.75),
    ):
        changes.clear()
        edit.apply(circuit)
        patched = tape.patched(changes)
        assert patched is not None
        tape = patched
        before, run = run, evaluate(tape, count - 1, before=run)
        fresh = Tape.of(circuit)
        monkeypatch.setattr(KERNELS, None)
        expected = evaluate(fresh, count - 1)
        monkeypatch.setattr(KERNELS, kernels)
        assert before.value != run.value or math.isnan(run.value), edit
        np.testing.assert_array_equal(np.asarray(run.values), np.asarray(expected.values))
        assert run.gradients == expected.gradients or math.isnan(run.value)


def test_what_does_not_fit_into_memory_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("circuitgrad.free_memory.free_memory", lambda: 1_000_000)
    with pytest.raises(TooLargeError, match=r"A batch of 200,000 rows with 2 results each needs about 0\.0 GB"):
        cg.run_batch(cg.from_formula("x*x"), {"x": np.zeros(200_000)}, gradients=["x"])
    nodes = tuple(Node.new("input", id=f"n{i}", value=0.0) for i in range(100_000))
    with pytest.raises(TooLargeError, match=r"A circuit of 100,000 nodes needs about 0\.\d GB of memory"):
        Circuit(Fragment(nodes))
