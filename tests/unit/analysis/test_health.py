"""What is told of a gradient on its way to a problem holds on every circuit, and each cure that is offered helps."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import circuitgrad as cg
from circuitgrad.analysis.health import Story, tell_story, try_cure
from circuitgrad.circuit import Circuit
from circuitgrad.engine import Tape, evaluate
from tests.strategies import circuits


def story_of(formula: str, kind: str) -> Story:
    run = cg.run(cg.from_formula(formula))
    return tell_story(run, next(problem for problem in run.problems if problem.kind == kind))


def test_a_product_of_zeros_is_found_and_told() -> None:
    story = story_of("x = 0; y = 0; a = 2*x; b = 3*y; q = a*b; f = 5*q", "zero")
    assert [(factor.wire.source, factor.upstream, factor.local) for factor in story.way] == [("q", 1.0, 5.0)]
    assert [(factor.wire.source, factor.upstream, factor.local, factor.gradient) for factor in story.culprits] == [
        ("a", 5.0, 0.0, 0.0),
        ("b", 5.0, 0.0, 0.0),
    ]
    assert {wire.source for wire in story.silent} == {"x", "y"}
    assert story.sentence == "Behind it 2 get no gradient on this way: “y”, “x”."


def test_what_still_gets_a_gradient_elsewhere_is_not_silent() -> None:
    story = story_of("x = -1; z = 3*x; a = 2*z; r = relu(a); f = r + z", "zero")
    assert [(wire.source, wire.target) for wire in story.silent] == [("z", "a")]
    story = story_of("x = -1; w = 1; a = w*x; r = relu(a); f = r + x", "zero")
    assert {wire.source for wire in story.silent} == {"w", "x"}


def test_a_saturated_sigmoid_is_named_with_its_slope() -> None:
    story = story_of("x = 40; y = sigmoid(x); f = 3*y", "vanishing")
    assert [factor.wire.target for factor in story.culprits] == ["y"]
    assert story.sentence == (
        "On its strongest way, “y” (sigmoid) is the flattest: its slope toward “x” is 4.25e−18, at x = 40."
    )


def test_what_makes_a_gradient_explode_is_named() -> None:
    story = story_of("x = 1e-6; y = 1/x; f = 3*y", "exploding")
    assert [factor.local for factor in story.culprits] == [pytest.approx(-1e12)]
    assert "steepest" in story.sentence


def test_a_tie_shows_how_it_is_shared() -> None:
    story = story_of("x = 2; y = 2; f = 4*max(x, y)", "tie")
    assert [(factor.local, factor.gradient) for factor in story.culprits] == [(0.5, 2.0), (0.5, 2.0)]


def test_an_undefined_value_is_followed_to_the_objective() -> None:
    story = story_of("x = -1; q = log(x); a = 2*q; f = a + x", "undefined")
    assert [(wire.source, wire.target) for wire in story.spread] == [("q", "a"), ("a", "f")]
    assert story.sentence == "From “q” on it spreads to 2 more, as far as “f”."


def test_a_node_that_is_gone_has_no_story() -> None:
    run, other = cg.run(cg.from_formula("x = 0; y = 0; f = x*y")), cg.run(cg.from_formula("a = 1; b = 2*a"))
    assert tell_story(other, run.problems[0]) == Story(run.problems[0])


@settings(max_examples=150, deadline=None)
@given(circuits(complete=True, values=st.sampled_from([0.0, -1.0, 1.0, 800.0, 1e-200]), bypass=True), st.data())
def test_on_any_circuit_a_story_is_made_of_its_wires_and_numbers(circuit: Circuit, data: st.DataObject) -> None:
    tape = Tape.of(circuit)
    run = evaluate(tape, data.draw(st.integers(0, len(tape) - 1)))
    wires = set(circuit.wires())
    for problem in run.problems:
        story = tell_story(run, problem)
        told = [*story.way, *story.culprits]
        assert {factor.wire for factor in told} | {*story.silent, *story.spread} <= wires
        for factor in told:
            assert factor.local == run.of_wire(factor.wire).local_derivative or math.isnan(factor.local)
            assert factor.gradient == factor.upstream * factor.local or math.isnan(factor.gradient)
        if story.way:
            assert (story.way[0].wire.target, story.way[0].upstream) == (run.objective, 1.0)
            assert all(a.wire.source == b.wire.target for a, b in zip(story.way, story.way[1:], strict=False))
        for wire in story.silent:
            assert run.of_wire(wire).gradient == 0.0 or math.isnan(run.of_wire(wire).gradient)


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("x = -2; f = log(x)", "x"),
        ("x = 0; f = 1/x", "x"),
        ("x = -5; f = relu(x)", "x"),
        ("x = 3; f = asin(x)", "x"),
        ("x = 4; y = 0; f = x/y", "y"),
        ("x = 0; f = sqrt(x)", "x"),
    ],
)
def test_the_cure_that_is_offered_helps(formula: str, moved: str) -> None:
    circuit = cg.from_formula(formula)
    run = cg.run(circuit)
    problem = run.problems[0]
    edit = try_cure(circuit, run, problem)
    assert edit is not None
    edit.apply(circuit)
    assert circuit.find(moved).value != run.node(moved).value
    assert not [each for each in cg.run(circuit).problems if each.kind == problem.kind]


def test_no_cure_is_offered_by_what_may_not_move() -> None:
    circuit = cg.from_formula("f = log(0 - 2)")
    run = cg.run(circuit)
    assert all(try_cure(circuit, run, problem) is None for problem in run.problems)
