"""The passes against an oracle in 60 digits, against themselves step by step, and at the edges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import inf, isnan, nan

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath import mp

import circuitgrad as cg
from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.circuit.edits import ChooseObjective
from circuitgrad.engine import Tape, evaluate, run
from circuitgrad.engine.passes import backward_pass, forward_pass
from circuitgrad.engine.steps import backward_steps, forward_steps
from circuitgrad.errors import ObjectiveError, UnknownNodeError, ValueProblem, WireError
from circuitgrad.operators import OPERATORS, Role
from tests.mp_evaluation import FUNCTIONS, central_difference
from tests.strategies import circuits, numbers

SMOOTH = [name for name, operator in OPERATORS.items() if name in FUNCTIONS and not operator.kinks]
NEITHER_HUGE_NOR_TINY = st.floats(0.25, 2.0).map(lambda number: round(number, 3))


def same(a: float, b: float) -> bool:
    """Equal to the last bit, NaN included."""
    return repr(a) == repr(b)


def test_the_oracle_knows_every_operator() -> None:
    assert {name for name, operator in OPERATORS.items() if not operator.is_leaf} == set(FUNCTIONS)


@settings(max_examples=150, deadline=None)
@given(circuits(complete=True, operators=SMOOTH, values=NEITHER_HUGE_NOR_TINY, any_ids=False, bypass=True), st.data())
def test_gradients_against_central_differences_in_60_digits(circuit: Circuit, data: st.DataObject) -> None:
    objective = data.draw(st.sampled_from([node.id for node in circuit.nodes.values()]))
    ChooseObjective(objective).apply(circuit)
    result = run(circuit)
    assert result.backward is not None
    numbers_seen = [*result.values, *(d for ds in result.backward.locals for d in ds)]
    assume(all(abs(number) < 1e6 for number in numbers_seen))
    size = sum(abs(flow) for flows in result.backward.wires for flow in flows)
    for node in circuit.nodes.values():
        if node.is_leaf:
            try:
                expected = mp.re(central_difference(circuit, objective, node.id))
            except (ValueError, ZeroDivisionError):
                continue
            found = result.of_node(node.id)
            assert found is not None
            message = f"{circuit.fragment()}: ∂{objective}/∂{node.id} expected {expected}, found {found.gradient}"
            assert abs(found.gradient - expected) <= 1e-9 * max(abs(expected), 1e-3 * size), message


@settings(max_examples=200, deadline=None)
@given(circuits(values=numbers(finite=False), bypass=True), st.data())
def test_the_chain_rule_holds_bit_for_bit_whatever_the_numbers(circuit: Circuit, data: st.DataObject) -> None:
    assume(len(circuit))
    tape = Tape.of(circuit)
    objective = data.draw(st.integers(0, len(tape) - 1))
    result = evaluate(tape, objective)
    gradients = result.backward
    assert gradients is not None
    needed = tape.needed_by(objective)
    sums = [0.0] * len(tape)
    sums[objective] = 1.0
    for target in reversed(tape.order):
        for position, source in enumerate(tape.sources[target]):
            wire = result.of_wire(tape.wire(target, position))
            assert wire is not None
            assert wire.gradient is not None
            assert wire.local_derivative is not None
            assert same(wire.value, result.values[source])
            if needed[target]:
                assert same(wire.gradient, gradients.nodes[target] * wire.local_derivative)
            else:
                assert wire.gradient == 0.0
            sums[source] += wire.gradient
    assert list(map(repr, sums)) == list(map(repr, gradients.nodes))


@settings(max_examples=200, deadline=None)
@given(circuits(values=numbers(finite=False), bypass=True), st.data())
def test_step_by_step_is_the_same_to_the_last_bit(circuit: Circuit, data: st.DataObject) -> None:
    assume(len(circuit))
    tape = Tape.of(circuit)
    objective = data.draw(st.integers(0, len(tape) - 1))
    forward = forward_pass(tape)
    assert [(step.place, repr(step.value)) for step in forward_steps(tape)] == [
        (place, repr(forward.values[place])) for place in tape.order
    ]
    fast = backward_pass(tape, forward, objective)
    totals = {objective: 1.0}
    steps = list(backward_steps(tape, forward, objective))
    for step in steps:
        assert same(step.upstream, fast.nodes[step.target])
        assert same(step.local_derivative, fast.locals[step.target][step.position])
        assert same(step.gradient, fast.wires[step.target][step.position])
        totals[step.source] = step.total
    assert all(same(totals.get(i, 0.0), gradient) for i, gradient in enumerate(fast.nodes))
    needed = tape.needed_by(objective)
    assert len(steps) == sum(len(tape.sources[i]) for i in range(len(tape)) if needed[i])


@settings(max_examples=200, deadline=None)
@given(circuits(values=numbers(finite=False), bypass=True), st.data())
def test_computing_only_what_changed_gives_the_same_bits(circuit: Circuit, data: st.DataObject) -> None:
    assume(len(circuit))
    tape = Tape.of(circuit)
    objective = data.draw(st.integers(0, len(tape) - 1))
    before = evaluate(tape, objective)
    for _ in range(2):
        place = data.draw(st.integers(0, len(tape) - 1))
        node = tape.nodes[place]
        number = data.draw(numbers(finite=False))
        constants = tuple(number for _ in node.constants)
        moved = tape.with_numbers([replace(node, value=number if node.is_leaf else None, constants=constants)])
        found, expected = evaluate(moved, objective, before=before), evaluate(moved, objective)
        assert repr(found.values) == repr(expected.values)
        assert found.backward is not None
        assert expected.backward is not None
        assert repr(found.backward.nodes) == repr(expected.backward.nodes)
        assert repr(list(map(list, found.backward.locals))) == repr(list(map(list, expected.backward.locals)))
        tape, before = moved, found


def small(operator: str, *values: float | None, roles: tuple[Role, ...] = (), **fields: object) -> Circuit:
    """One operator, f, over inputs a, b, c … in order."""
    kinds = (*roles, *[Role.PARAMETER] * (len(values) - len(roles)))
    leaves = [Node.new("input", id=id, value=v, role=r) for id, v, r in zip("abcd", values, kinds, strict=False)]
    wires = tuple(Wire(leaf.id, "f", port) for port, leaf in enumerate(leaves))
    return Circuit(Fragment((*leaves, Node.new(operator, id="f", **fields)), wires))  # type: ignore[arg-type]


def test_a_constant_exponent_asks_for_no_logarithm() -> None:
    result = run(small("power", -2.0, 3.0, roles=(Role.PARAMETER, Role.CONSTANT)))
    assert result.node("a").gradient == 12.0
    assert result.wire("b", "f", 1).local_derivative == 0.0
    assert result.problems == ()


def test_a_moving_exponent_of_a_negative_base_is_diagnosed() -> None:
    result = run(small("power", -2.0, 3.0))
    assert result.node("a").gradient == 12.0
    assert isnan(result.gradients["b"])
    assert [(problem.node, problem.kind) for problem in result.problems] == [("f", "undefined")]
    assert "raise “a” above 0" in result.problems[0].sentence


def test_what_does_not_feed_the_objective_has_gradient_0() -> None:
    nodes = [Node.new("input", id="x", value=3.0), Node.new("square", id="f"), Node.new("sqrt", id="aside")]
    circuit = Circuit(Fragment(tuple(nodes), (Wire("x", "f", 0), Wire("x", "aside", 0))))
    with pytest.raises(ObjectiveError, match="2 outputs"):
        run(circuit)
    result = run(circuit, objective="f")
    assert result.gradients == {"x": 6.0}
    assert result.node("aside").gradient == 0.0
    assert result.wire("x", "aside", 0).gradient == 0.0
    assert run(circuit, objective="x").gradients == {"x": 1.0}


def test_values_given_are_for_this_run_alone() -> None:
    circuit = small("subtract", 1.0, 2.0)
    assert run(circuit, {"a": 5}).value == 3.0
    assert run(circuit).value == -1.0


@pytest.mark.parametrize(
    ("values", "kind", "words"),
    [
        ({"nobody": 1.0}, UnknownNodeError, "the inputs are: a, b"),
        ({"f": 1.0}, UnknownNodeError, "“f” is no input"),
        ({"a": "one"}, ValueProblem, "must be a number"),
        ({"a": None}, ValueProblem, "must be a number"),
        ({"a": 10**400}, ValueProblem, "must be a number"),
        ({"a": [1.0]}, ValueProblem, "must be a number"),
        ({}, ValueProblem, "“b” has no value"),
    ],
)
def test_values_that_do_not_fit_are_refused(values: dict[str, float], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words):
        run(small("subtract", 1.0, None), values)


def test_a_forward_run_has_values_alone() -> None:
    tape = Tape.of(small("subtract", 1.0, 2.0))
    result = evaluate(tape, None)
    assert result.node("f").value == -1.0
    assert result.node("a").gradient is None
    assert result.wire("a", "f", 0).gradient is None
    assert result.gradients == {}
    with pytest.raises(ObjectiveError):
        _ = result.value
    with pytest.raises(WireError, match="No wire goes from “b” to input 1 of “f”"):
        result.wire("b", "f", 0)
    with pytest.raises(UnknownNodeError):
        result.node("nobody")


def test_what_is_incomplete_is_nan_and_said() -> None:
    nodes = (Node.new("input", id="x", value=1.0), Node.new("divide", id="f"), Node.new("square", id="g"))
    circuit = Circuit(Fragment(nodes, (Wire("x", "f", 0), Wire("f", "g", 0))))
    result = run(circuit)
    assert isnan(result.value)
    assert [problem.sentence for problem in result.problems] == [
        "“f” (divide) lacks an input: wire something to denominator."
    ]


def test_a_deep_chain_runs() -> None:
    depth = 100_000
    nodes = (Node.new("input", id="n0", value=3.0), *(Node.new("negate", id=f"n{i}") for i in range(1, depth)))
    circuit = Circuit(Fragment(nodes, tuple(Wire(f"n{i - 1}", f"n{i}", 0) for i in range(1, depth))))
    result = run(circuit)
    assert (result.value, result.gradients, result.problems) == (-3.0, {"n0": -1.0}, ())


@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_a_value_that_is_not_finite_runs_and_is_said(value: float) -> None:
    result = run(small("square", value))
    assert [problem.node for problem in result.problems] == ["a"]


def run_one_row(circuit: Circuit) -> object:
    return cg.run_batch(circuit, {"x": [1.0]})


@pytest.mark.parametrize("ask", [run, run_one_row, cg.hessian], ids=lambda ask: ask.__name__)
def test_an_objective_that_nothing_feeds_is_refused_by_name(ask: Callable[[Circuit], object]) -> None:
    nodes = (Node.new("input", id="x", value=1.0), Node.new("mul", id="f"), Node.new("negate", id="g"))
    circuit = Circuit(Fragment(nodes, (Wire("x", "g", 0),), "f"))
    with pytest.raises(ObjectiveError, match=r"Nothing feeds “f” \(multiply\): wire its inputs"):
        ask(circuit)
