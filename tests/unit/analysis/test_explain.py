"""Explained changes: closed forms, parts that add up to the whole, exact across corners; obstacles are named."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import circuitgrad as cg
from circuitgrad.analysis.explain import Explanation
from circuitgrad.analysis.prediction import Prediction, predict_change
from circuitgrad.analysis.quadrature import GAUSS, KRONROD, POINTS, integrate
from circuitgrad.circuit import Circuit
from circuitgrad.errors import CircuitError
from circuitgrad.operators import Role
from tests.strategies import circuits

SMOOTH = ["add", "subtract", "mul", "scale", "shift", "negate", "tanh", "sin", "cos", "sigmoid", "softplus", "square"]
KINKED = [*SMOOTH, "abs", "relu", "leaky_relu", "max", "min", "absolute_error", "hinge", "elu"]
MILD = st.floats(-2.0, 2.0)


def explained(formula: str, before: dict[str, float], after: dict[str, float]) -> Explanation:
    return cg.explain_change(cg.from_formula(formula), before, after)


def parts(told: Explanation) -> dict[str, float]:
    return {part.label: part.change for part in told.contributions}


@pytest.mark.parametrize(
    ("formula", "before", "after", "expected"),
    [
        ("x*y", {"x": 1, "y": 1}, {"x": 3, "y": 5}, {"y": 8.0, "x": 6.0}),
        ("x*x*x + 2*y", {"x": 1, "y": 0}, {"x": 2, "y": 4}, {"y": 8.0, "x": 7.0}),
        ("exp(x)", {"x": 0}, {"x": 3}, {"x": math.exp(3.0) - 1.0}),
        ("x/y", {"x": 1, "y": 1}, {"x": 1, "y": 4}, {"y": -0.75}),
        ("abs(x)", {"x": -1}, {"x": 2}, {"x": 1.0}),
        ("relu(x)*y", {"x": -1, "y": 2}, {"x": 3, "y": 2}, {"x": 6.0}),
        ("relu(x)*y", {"x": -1, "y": 0}, {"x": 1, "y": 2}, {"x": 1.5, "y": 0.5}),
        ("max(x, y)", {"x": -1, "y": 1}, {"x": 2, "y": 0}, {"x": 1.5, "y": -0.5}),
        ("max(x, y)", {"x": 0, "y": 0}, {"x": 2, "y": 2}, {"x": 1.0, "y": 1.0}),
        ("min(x, y) + max(x, y)", {"x": 0, "y": 3}, {"x": 3, "y": 0}, {"x": 3.0, "y": -3.0}),
        ("x - y", {"x": 0, "y": 1}, {"x": 3, "y": 4}, {"x": 3.0, "y": -3.0}),
    ],
)
def test_a_part_is_the_integral_along_the_way(
    formula: str, before: dict[str, float], after: dict[str, float], expected: dict[str, float]
) -> None:
    told = explained(formula, before, after)
    found = parts(told)
    said = f"{formula} from {before} to {after}: expected {expected}, found {found}"
    assert list(found) == list(expected), said
    for part in told.contributions:
        assert math.isclose(part.change, expected[part.label], rel_tol=1e-12), said
        assert abs(part.change - expected[part.label]) <= part.error, said
        assert part.error <= 1e-9, said
    assert told.delta == told.after - told.before
    assert abs(told.gap) <= told.error


def test_the_circuits_own_values_are_where_the_way_ends() -> None:
    circuit = cg.from_formula("x = 3; y = 5; f = x*y")
    told = cg.explain_change(circuit, {"x": 1})
    assert (told.objective, told.before, told.after, parts(told)) == ("f", 5.0, 15.0, pytest.approx({"x": 10.0}))
    (part,) = told.contributions
    assert (part.id, part.before, part.after) == ("x", 1.0, 3.0)


def test_what_did_not_move_contributes_nothing() -> None:
    circuit = cg.from_formula("x = 3; y = 5; f = x*y")
    assert parts(cg.explain_change(circuit, {"x": 3, "y": 4})) == pytest.approx({"y": 3.0})
    still = cg.explain_change(circuit, {})
    assert (still.delta, still.contributions, still.error, still.gap) == (0.0, (), 0.0, 0.0)


def test_what_the_objective_does_not_need_contributes_0() -> None:
    circuit = cg.from_formula("x = 3; y = 5; f = 2*x; g = x*y")
    assert parts(cg.explain_change(circuit, {"x": 1, "y": 0}, objective="f")) == pytest.approx({"x": 4.0, "y": 0.0})


def test_kinks_on_the_way_are_told_by_the_share_of_the_way() -> None:
    told = explained("a = abs(x); m = max(a, y); f = m + y", {"x": -1, "y": 0.5}, {"x": 3, "y": 0.5})
    found = [(kink.position, kink.label, kink.left, kink.right) for kink in told.kinks]
    assert found == [(0.125, "m", -4.0, 0.0), (0.375, "m", 0.0, 4.0)]


@given(circuits(complete=True, operators=SMOOTH, values=MILD, any_ids=False, max_nodes=14), st.data())
@settings(max_examples=60, deadline=None)
def test_on_smooth_circuits_the_parts_add_up(circuit: Circuit, data: st.DataObject) -> None:
    told, objective = _drawn(circuit, data)
    scale = max(abs(told.before), abs(told.after), sum(abs(part.change) for part in told.contributions))
    said = f"{circuit.find(objective).operator}: expected {told.delta}, found {parts(told)}, gap {told.gap}"
    assert abs(told.gap) <= 1e-9 * max(abs(told.delta), 1e-4 * scale), said
    assert told.kinks == ()


def test_a_change_too_small_for_its_halves_is_no_leap() -> None:
    told = cg.explain_change(cg.from_formula("f = x + 0"), {"x": 5e-324}, {"x": 0.0})
    assert told.delta == -5e-324


@given(circuits(complete=True, operators=KINKED, values=MILD, any_ids=False, max_nodes=14), st.data())
@settings(max_examples=80, deadline=None)
def test_on_circuits_with_corners_the_gap_is_within_the_error(circuit: Circuit, data: st.DataObject) -> None:
    told, objective = _drawn(circuit, data)
    scale = max(abs(told.before), abs(told.after), sum(abs(part.change) for part in told.contributions))
    said = f"{circuit.find(objective).operator}: expected {told.delta}, found {parts(told)}, error {told.error}"
    assert abs(told.gap) <= told.error + 1e-15 * scale, said
    assert told.error <= 1e-9 * max(abs(told.delta), scale, _way(circuit, told)) + 1e-14, said


def _way(circuit: Circuit, told: Explanation) -> float:
    """How far the objective goes up and down on the way, of which what is left may be a small difference."""
    way = [
        cg.run(
            circuit,
            {part.label: part.before + share * (part.after - part.before) for part in told.contributions},
            objective=told.objective,
        ).value
        for share in np.linspace(0.0, 1.0, 33)
    ]
    return float(np.abs(np.diff(way)).sum())


def _drawn(circuit: Circuit, data: st.DataObject) -> tuple[Explanation, str]:
    """A move of all inputs of a random circuit, explained for a random node."""
    labels = [node.label for node in circuit.inputs() if node.role is not Role.CONSTANT]
    assume(labels)
    objective = data.draw(
        st.sampled_from([node.label for node in circuit.nodes.values() if not node.is_leaf] or labels)
    )
    before = {label: data.draw(MILD) for label in labels}
    return cg.explain_change(circuit, before, objective=objective), objective


def test_a_change_that_is_smaller_than_a_step_of_the_way_is_no_leap() -> None:
    told = explained("relu(x)", {"x": -1}, {"x": 1e-38})
    assert abs(told.gap) <= told.error <= 1e-15


def test_many_corners_close_together_are_found_by_a_closer_look() -> None:
    told = explained("max(sin(400*x), y)", {"x": 0, "y": 0.5}, {"x": 3, "y": 0.9})
    assert abs(told.gap) <= told.error <= 1e-9
    assert len(told.kinks) > 300


def test_a_slope_that_is_steep_at_the_start_is_reached_with_its_error_shown() -> None:
    told = explained("sqrt(x) + y", {"x": 0, "y": 1}, {"x": 2, "y": 3})
    assert math.isclose(parts(told)["x"], math.sqrt(2.0), rel_tol=1e-9)
    assert abs(parts(told)["x"] - math.sqrt(2.0)) <= told.error


def test_a_step_that_no_sample_sees_is_found_by_what_lacks() -> None:
    told = explained("sigmoid(1e9*x)", {"x": -1}, {"x": 2})
    assert math.isclose(parts(told)["x"], 1.0, rel_tol=1e-9), parts(told)


@pytest.mark.parametrize(
    ("formula", "before", "after", "words"),
    [
        ("l = log(x); f = l*2", {"x": 3}, {"x": -1}, "100 % of the way “l” (natural logarithm) is undefined at x = −1"),
        ("l = log(x); f = l*2", {"x": -1}, {"x": 3}, "0 % of the way “l”"),
        ("l = log(x*x - 0.5); f = l*2", {"x": -1}, {"x": 1}, "% of the way “l” (natural logarithm) is undefined"),
        ("l = log(x*x - 0.00001); f = 2*l", {"x": -1}, {"x": 2}, "“l” (natural logarithm) is undefined"),
        ("r = 1/x; f = r + 1", {"x": -1}, {"x": 1}, "50 % of the way “r” (reciprocal) is infinite at x = 0"),
        ("r = 1/x; f = r + 1", {"x": -1}, {"x": 2}, "33.33 % of the way “r” (reciprocal) leaps from"),
        ("r = 1/(x*x); f = r + 1", {"x": -1}, {"x": 2}, "(reciprocal) leaps from"),
        ("t = tan(x); f = t + 1", {"x": 0}, {"x": 3}, "52.36 % of the way “t” (tangent) leaps from"),
        ("q = relu(x); s = sqrt(q); f = 2*s", {"x": -1}, {"x": 3}, "“s” (square root) is infinitely steep"),
        ("x*y", {"x": 1}, {"x": 2}, "“y” has no value"),
        ("x*y", {"x": 1, "y": 1}, {"x": math.inf}, "“x” moves from 1 to ∞: both ends must be finite"),
        ("x*y", {"x": math.nan, "y": 1}, {"x": 1, "y": 1}, "both ends must be finite"),
        ("x*y", {"q": 1}, {}, "No input is called “q”"),
        ("x*y", {"x": "much"}, {}, "The value of “x” must be a number"),
        ("x*y", {"x": 1}, {}, "“x” has no value"),
    ],
)
def test_an_obstacle_is_one_sentence(formula: str, before: Any, after: Any, words: str) -> None:
    with pytest.raises(CircuitError) as caught:
        explained(formula, before, after)
    sentence = caught.value.sentence
    assert words in sentence, f"{formula} from {before} to {after}: {sentence}"
    assert "\n" not in sentence
    assert sentence.endswith("."), sentence


def test_a_tolerance_that_is_none_is_refused() -> None:
    with pytest.raises(CircuitError, match="tolerance above 0"):
        cg.explain_change(cg.from_formula("x = 1; f = x*x"), {"x": 2}, tolerance=math.nan)


@pytest.mark.parametrize("degree", range(0, 24, 2))
def test_gauss_and_kronrod_are_exact_for_polynomials(degree: int) -> None:
    exact = 2.0 / (degree + 1)
    found = float(np.array(POINTS) ** degree @ np.array(KRONROD))
    assert math.isclose(found, exact, rel_tol=1e-14), f"Kronrod, x^{degree}: expected {exact}, found {found}"
    if degree <= 13:
        found = float(np.array(POINTS) ** degree @ np.array(GAUSS))
        assert math.isclose(found, exact, rel_tol=1e-14), f"Gauss, x^{degree}: expected {exact}, found {found}"


def test_an_unseen_corner_costs_panels_but_not_accuracy() -> None:
    panels = integrate(
        lambda x: np.where(x > 1 / 3, 1.0, 0.0)[None], lambda x: np.maximum(x - 1 / 3, 0.0), np.array([0.0, 1.0]), 1e-10
    )
    assert abs(float(panels.integrals.sum()) - 2 / 3) <= float(panels.errors.sum()) <= 1e-10
    assert len(panels.left) < 100


def test_a_gradient_predicts_what_a_move_does() -> None:
    circuit = cg.from_formula("x*x + y")
    before, after = cg.run(circuit, {"x": 1, "y": 1}), cg.run(circuit, {"x": 1.5, "y": 0})
    told = predict_change(before, after)
    assert (told.predicted, told.actual, told.gap, told.is_local) == (0.0, 0.25, 0.25, True)
    near = predict_change(before, cg.run(circuit, {"x": 1.01, "y": 1}))
    assert not near.is_local
    assert (Prediction(0.0, 0.0).is_local, Prediction(math.nan, 1.0).is_local) == (False, True)
