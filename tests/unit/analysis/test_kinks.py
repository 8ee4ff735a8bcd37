"""Corners along a line: exactly where they are, only where the slope jumps, with the node that has them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import circuitgrad as cg
from circuitgrad.analysis.crossings import UNKNOWN, find_crossings
from circuitgrad.analysis.kinks import Kink, find_corners
from circuitgrad.analysis.lines import Line

WHERE = "operator {operator}, swept over x = {low} to {high}: expected {expected}, found {found}"


def kinks_of(formula: str, low: float = -2.0, high: float = 3.0, count: int = 200) -> tuple[Kink, ...]:
    return cg.sweep(cg.from_formula(formula), {"x": (low, high, count)}).kinks


def assert_kinks(
    formula: str, expected: list[tuple[float, float, float]], low: float = -2.0, high: float = 3.0
) -> None:
    """Position, slope on the left, slope on the right."""
    found = [(kink.position, kink.left, kink.right) for kink in kinks_of(formula, low, high)]
    said = WHERE.format(operator=formula, low=low, high=high, expected=expected, found=found)
    assert len(found) == len(expected), said
    for one, other in zip(found, expected, strict=True):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-9), said


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("abs(x)", [(0.0, -1.0, 1.0)]),
        ("relu(x - 0.3)", [(0.3, 0.0, 1.0)]),
        ("leaky_relu(x, 0.1)", [(0.0, 0.1, 1.0)]),
        ("max(x, x*x)", [(0.0, 0.0, 1.0), (1.0, 1.0, 2.0)]),
        ("min(x, 1, 2 - x, x)", [(1.0, 1.0, -1.0)]),
        ("max(x, 1, -x)", [(-1.0, -1.0, 0.0), (1.0, 0.0, 1.0)]),
        ("clip(x, 0, 1)", [(0.0, 0.0, 1.0), (1.0, 1.0, 0.0)]),
        ("hinge(x, 2)", [(0.5, -2.0, 0.0)]),
        ("absolute_error(x, 0.25)", [(0.25, -1.0, 1.0)]),
        ("elu(x, 2)", [(0.0, 2.0, 1.0)]),
        ("3*abs(x - 1) + exp(x)", [(1.0, math.e - 3.0, math.e + 3.0)]),
        ("abs(sin(x))", [(0.0, -1.0, 1.0)]),
    ],
)
def test_a_kink_is_where_the_slope_jumps(formula: str, expected: list[tuple[float, float, float]]) -> None:
    assert_kinks(formula, expected)


@pytest.mark.parametrize(
    "formula",
    [
        "relu(x)*relu(x)",  # the slope grows from 0
        "abs(x) - abs(x)",  # both jumps cancel
        "abs(x)*abs(x)",
        "relu(x*x)",  # touches its corner and turns back
        "max(x, x)",
        "max(x, x - 1)",
        "elu(x, 1)",
        "relu(x)*0",
        "abs(exp(x))",
        "huber(x, 0)",
        "tanh(x)*x",
        "log(relu(x - 1))",  # undefined on one side: an end, not a corner
    ],
)
def test_a_curve_that_only_bends_has_none(formula: str) -> None:
    assert kinks_of(formula) == ()


@pytest.mark.parametrize(
    ("formula", "node"), [("q = relu(x); f = relu(q)", "q"), ("q = relu(x - 1); f = max(0, q)", "q")]
)
def test_the_node_that_turns_is_named_and_none_that_rests_at_its_corner(formula: str, node: str) -> None:
    assert [kink.label for kink in kinks_of(formula)] == [node]


def test_each_of_two_nodes_at_one_place_is_named() -> None:
    assert [kink.label for kink in kinks_of("a = abs(x); b = relu(x); f = a + b")] == ["a", "b"]


def test_positions_are_right_to_the_last_bits() -> None:
    (kink,) = kinks_of("abs(exp(x) - 5)")
    assert math.isclose(kink.position, math.log(5.0), rel_tol=4e-16), (kink.position, math.log(5.0))


@given(
    st.lists(st.integers(-60, 60), min_size=1, max_size=6, unique=True),
    st.lists(st.integers(1, 9), min_size=6, max_size=6),
    st.floats(-1.0, 1.0),
)
@settings(max_examples=25, deadline=None)
def test_a_sum_of_corners_has_just_these(places: list[int], jumps: list[int], slope: float) -> None:
    """f = slope·x + Σ jump·relu(x − place) has a kink at every place, and the slopes add up from the left."""
    terms = [f"{jump}*relu(x - {place / 20})" for place, jump in zip(places, jumps, strict=False)]
    expected, below = [], slope
    for place, jump in sorted(zip(places, jumps, strict=False)):
        expected.append((place / 20, below, below + jump))
        below += jump
    assert_kinks(f"{slope!r}*x + " + " + ".join(terms), expected, -4.0, 4.0)


def test_crossings_of_several_rows_and_unknown_states() -> None:
    def states(x: Any) -> Any:
        third = np.where(x > 2.0, UNKNOWN, 0)
        return np.stack([(x > 0.1).astype(int), np.digitize(x, [0.4, 0.41, 0.42]), third])

    found = find_crossings(states, np.linspace(-1.0, 3.0, 9))
    at = sorted(zip(found.rows.tolist(), found.left.tolist(), strict=True))
    assert [row for row, _ in at] == [0, 1, 1, 1]
    assert [left for _, left in at] == pytest.approx([0.1, 0.4, 0.41, 0.42], rel=1e-14)
    assert (found.right - found.left <= 2.3e-16 * abs(found.right) + 1e-16).all()


def test_corners_of_what_the_objective_does_not_need_are_passed_over() -> None:
    circuit = cg.from_formula("x = 1; y = 2; f = x*y; g = abs(x)")
    line = Line(circuit, "f", ("x",), lambda x: {"x": x})
    assert find_corners(line, np.linspace(-1.0, 1.0, 10)) == []
    assert len(find_corners(Line(circuit, "g", ("x",), lambda x: {"x": x}), np.linspace(-1.0, 1.0, 10))) == 1
