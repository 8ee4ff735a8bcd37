"""A bypassed operator is a reroute dot on its first wire, whichever way a circuit is run; its other wires rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import circuitgrad as cg
from circuitgrad.circuit import Circuit, Fragment, Node, Wire, compose
from circuitgrad.circuit.changes import Change
from circuitgrad.circuit.edits import ChooseObjective, Connect, Disconnect, Edit, SetConstant
from circuitgrad.cli.report import run_report
from circuitgrad.engine import Run, Tape, evaluate
from circuitgrad.engine.compiled.evaluation import run_compiled
from circuitgrad.engine.compiled.loader import Kernels, load_kernels
from circuitgrad.engine.results import NodeResult, WireResult
from circuitgrad.errors import CircuitError, ObjectiveError
from tests.strategies import circuits, numbers


@pytest.fixture(scope="module")
def kernels() -> Kernels:
    return load_kernels()


def with_dots(circuit: Circuit) -> Circuit:
    """The circuit with a reroute dot, fed by the first wire alone, for each bypassed operator."""
    dots = {id for id, node in circuit.nodes.items() if node.bypassed}
    nodes = tuple(
        replace(node, operator="identity", constants=(), bypassed=False) if node.id in dots else node
        for node in circuit.nodes.values()
    )
    wires = tuple(wire for wire in circuit.wires() if wire.target not in dots or wire.port == 0)
    return Circuit(Fragment(nodes, wires, circuit.objective))


def numbers_of(run: Run) -> list[str]:
    """All values and gradients, to the last bit."""
    assert run.backward is not None
    return [*map(repr, map(float, run.values)), *map(repr, map(float, run.backward.nodes))]


def assert_same_wires(run: Run, expected: Run, circuit: Circuit) -> None:
    for wire in circuit.wires():
        found, wanted = run.of_wire(wire), expected.of_wire(wire)
        assert found is not None
        if wanted is None:
            assert circuit.node(wire.target).bypassed
            assert wire.port > 0
            source = run.of_node(wire.source)
            assert source is not None
            assert repr(found) == repr(replace(found, value=source.value, gradient=0.0, local_derivative=0.0))
        else:
            assert repr(found) == repr(wanted)


@settings(max_examples=200, deadline=None)
@given(circuits(values=numbers(finite=False), bypass=True), st.data())
def test_the_passes_see_a_dot(kernels: Kernels, circuit: Circuit, data: st.DataObject) -> None:
    assume(len(circuit))
    tape, dotted = Tape.of(circuit), Tape.of(with_dots(circuit))
    objective = data.draw(st.integers(0, len(tape) - 1))
    plain, expected = evaluate(tape, objective), evaluate(dotted, objective)
    assert numbers_of(plain) == numbers_of(expected)
    assert_same_wires(plain, expected, circuit)
    compiled, wanted = (_run_compiled(one, objective, kernels) for one in (tape, dotted))
    assert numbers_of(compiled) == numbers_of(wanted)
    assert_same_wires(compiled, wanted, circuit)


def _run_compiled(tape: Tape, objective: int, kernels: Kernels) -> Run:
    values, gradients = run_compiled(tape, objective, kernels)
    return Run(tape, values, objective, gradients)


@pytest.mark.usefixtures("way")
@settings(max_examples=60, deadline=None)
@given(circuits(complete=True, bypass=True, any_ids=False), st.data())
def test_batches_and_second_order_see_a_dot(circuit: Circuit, data: st.DataObject) -> None:
    ChooseObjective(data.draw(st.sampled_from(list(circuit.nodes)))).apply(circuit)
    dotted = with_dots(circuit)
    labels = [node.label for node in circuit.inputs()]
    assume(labels)
    columns = {label: [1.5, -0.25, 0.0] for label in labels}
    every = [node.label for node in circuit.nodes.values()]
    found, wanted = (cg.run_batch(one, columns, gradients=every) for one in (circuit, dotted))
    assert repr(found.value.tolist()) == repr(wanted.value.tolist())
    for label in every:
        assert repr(found.gradients[label].tolist()) == repr(wanted.gradients[label].tolist())
    assert repr(cg.hessian(circuit, inputs=labels)) == repr(cg.hessian(dotted, inputs=labels))


def scaled() -> Circuit:
    """f = clip(a·b) with c beside b at the product, which is bypassed: f = clip(a)."""
    leaves = [Node.new("input", id=name, value=value) for name, value in (("a", 0.25), ("b", 3.0), ("c", None))]
    nodes = (*leaves, Node.new("mul", id="p", bypassed=True), Node.new("clip", id="f", constants=(-1.0, 1.0)))
    wires = (Wire("a", "p", 0), Wire("b", "p", 1), Wire("c", "p", 2), Wire("p", "f", 0))
    return Circuit(Fragment(nodes, wires, "f"))


def test_what_rests_needs_no_value() -> None:
    run = cg.run(scaled())
    assert run.value == 0.25
    assert run.gradients == {"a": 1.0, "b": 0.0, "c": 0.0}
    assert run.wire("b", "p", 1) == WireResult(3.0, 0.0, 0.0)
    assert run.wire("a", "p", 0) == WireResult(0.25, 1.0, 1.0)
    assert run.node("p") == NodeResult(0.25, 1.0)
    with pytest.raises(CircuitError, match="No wire goes from “a” to input 2"):
        run.wire("a", "p", 1)


def test_a_forward_pass_says_nothing_of_gradients() -> None:
    tape = Tape.of(scaled())
    assert evaluate(tape, None, backward=False).wire("b", "p", 1) == WireResult(3.0, None, None)


def test_a_report_has_all_wires() -> None:
    circuit = scaled()
    wires = run_report(circuit, cg.run(circuit))["wires"]
    assert [(wire["source"], wire["value"], wire["gradient"]) for wire in wires] == [
        ("a", 0.25, 1.0),
        ("b", 3.0, 0.0),
        ("c", "NaN", 0.0),
        ("p", 0.25, 1.0),
    ]


def test_without_its_first_input_it_is_told_by_name() -> None:
    circuit = scaled()
    Disconnect(Wire("a", "p", 0)).apply(circuit)
    (problem,) = [problem for problem in cg.run(circuit).problems if problem.node == "p"]
    assert problem.kind == "missing"
    assert problem.sentence == "“p” (multiply) is bypassed and has no first input: wire one, or end the bypass."
    ChooseObjective("p").apply(circuit)
    with pytest.raises(ObjectiveError, match=r"“p” \(multiply\) is bypassed and has no first input"):
        cg.run(circuit)


@pytest.mark.parametrize(
    "edit",
    [
        Disconnect(Wire("b", "p", 1)),
        Connect(Wire("a", "p", 1), replacing=True),
        Connect(Wire("a", "p", 7)),
        Disconnect(Wire("a", "p", 0)),
        Connect(Wire("b", "p", 0), replacing=True),
        SetConstant("f", "high", 0.125),
    ],
    ids=repr,
)
def test_a_tape_is_patched_after_an_edit_at_a_bypassed_node(edit: Edit) -> None:
    circuit = scaled()
    tape, changes = Tape.of(circuit), list[Change]()
    run = evaluate(tape, 4)
    circuit.subscribe(changes.append)
    edit.apply(circuit)
    patched = tape.patched(changes)
    assert patched is not None
    expected = evaluate(Tape.of(circuit), 4)
    assert numbers_of(evaluate(patched, 4, before=run)) == numbers_of(expected)
    for wire in circuit.wires():
        assert repr(evaluate(patched, 4).of_wire(wire)) == repr(expected.of_wire(wire))


def test_the_own_numbers_of_a_bypassed_operator_wait_for_the_end_of_the_bypass() -> None:
    circuit = scaled()
    changes: list[Change] = []
    compose.set_bypassed(circuit, ["f"], True).apply(circuit)
    tape = Tape.of(circuit)
    circuit.subscribe(changes.append)
    SetConstant("f", "high", 0.125).apply(circuit)
    patched = tape.patched(changes)
    assert patched is not None
    assert evaluate(patched, 4).value == 0.25
    compose.set_bypassed(circuit, ["f"], False).apply(circuit)
    assert tape.patched(changes) is None, "the wires of the node are others now: made anew"
    assert cg.run(circuit).value == 0.125


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda circuit: compose.swap_inputs(circuit, "p"), "clip(b, -1, 1)"),
        (lambda circuit: compose.replace_operator(circuit, "p", "add"), "clip(a, -1, 1)"),
        (lambda circuit: compose.delete_and_reconnect(circuit, ["p"]), "clip(a, -1, 1)"),
        (lambda circuit: compose.set_bypassed(circuit, ["p"], False), "clip(mul(a, b, c), -1, 1)"),
    ],
    ids=["swap", "replace", "delete", "end"],
)
def test_compositions_take_a_bypassed_node_as_any_other(change: Callable[[Circuit], Edit], text: str) -> None:
    circuit = scaled()
    change(circuit).apply(circuit)
    assert cg.to_formula(circuit) == text
