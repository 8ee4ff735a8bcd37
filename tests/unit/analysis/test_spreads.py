"""Distributions against SciPy's, and which inputs scatter."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

import circuitgrad as cg
from circuitgrad.analysis.spreads import (
    DISTRIBUTIONS,
    deviation_of,
    mean_of,
    quantile,
    scattering_inputs,
    whole_number,
)
from circuitgrad.circuit import Spread
from circuitgrad.circuit.edits import Hold, SetSpread
from circuitgrad.circuit.what_if import SPREADS
from circuitgrad.errors import CircuitError, ValueProblem

CASES = [
    (Spread("normal", (2.0, 0.5)), stats.norm(2.0, 0.5)),
    (Spread("uniform", (-3.0, 7.0)), stats.uniform(-3.0, 10.0)),
    (Spread("triangular", (-1.0, 0.5, 3.0)), stats.triang(1.5 / 4.0, -1.0, 4.0)),
    (Spread("triangular", (0.0, 0.0, 2.0)), stats.triang(0.0, 0.0, 2.0)),
    (Spread("triangular", (0.0, 2.0, 2.0)), stats.triang(1.0, 0.0, 2.0)),
    (Spread("lognormal", (10.0, 2.0)), stats.lognorm(math.log(2.0), scale=10.0)),
]
each_case = pytest.mark.parametrize(("spread", "expected"), CASES, ids=[str(spread) for spread, _ in CASES])
NORMAL = Spread("normal", (0.0, 1.0))


def test_every_kind_has_its_record() -> None:
    assert list(DISTRIBUTIONS) == list(SPREADS)
    assert {spread.kind for spread, _ in CASES} == set(SPREADS)


@each_case
def test_quantiles_are_scipys(spread: Spread, expected: Any) -> None:
    chances = np.array([1e-12, 0.001, 0.1, 0.25, 0.375, 0.5, 0.9, 0.999, 1.0 - 1e-12])
    np.testing.assert_allclose(quantile(spread, chances), expected.ppf(chances), rtol=1e-12, atol=1e-12)


@each_case
def test_mean_and_deviation_are_scipys(spread: Spread, expected: Any) -> None:
    assert mean_of(spread) == pytest.approx(expected.mean(), rel=1e-14)
    assert deviation_of(spread) == pytest.approx(expected.std(), rel=1e-14)


@each_case
def test_chances_of_0_and_1_are_finite_and_the_shape_stays(spread: Spread, expected: Any) -> None:
    ends = quantile(spread, [[0.0, 1.0]])
    assert ends.shape == (1, 2)
    assert np.isfinite(ends).all()
    assert ends[0, 0] < expected.median() < ends[0, 1]


def test_numbers_at_the_edge_of_float64_raise_and_warn_of_nothing() -> None:
    assert quantile(Spread("uniform", (-1.7e308, 1.7e308)), 0.5) == 0.0
    assert mean_of(Spread("uniform", (1.6e308, 1.7e308))) == pytest.approx(1.65e308)
    wide = Spread("lognormal", (1.0, 1e200))
    assert mean_of(wide) == deviation_of(wide) == math.inf
    assert quantile(wide, [0.5, 0.9999]).tolist() == [1.0, math.inf]
    narrow = Spread("triangular", (1e9, 1e9 + 0.5, 1e9 + 1.0))
    assert deviation_of(narrow) == pytest.approx(math.sqrt(1.0 / 24.0), rel=1e-12)


def test_the_circuits_own_spreads_count_and_given_ones_come_first() -> None:
    circuit = cg.from_formula("x*y + z")
    for label in "zx":
        SetSpread(circuit.find(label).id, NORMAL).apply(circuit)
    other = Spread("uniform", (0.0, 1.0))
    found = scattering_inputs(circuit, spreads={"x": other})
    assert [(each.label, each.spread) for each in found] == [("x", other), ("z", NORMAL)]


def test_what_is_held_scatters_and_what_does_not_reach_the_objective_is_left_out() -> None:
    circuit = cg.from_formula("q = x + y; f = z*w")
    Hold(circuit.find("z").id, held=True).apply(circuit)
    found = scattering_inputs(circuit, "f", {"x": NORMAL, "z": NORMAL})
    assert [each.label for each in found] == ["z"]


@pytest.mark.parametrize(
    ("objective", "spreads", "part"),
    [
        ("f", {}, "No input scatters"),
        ("f", {"x": NORMAL}, "No input that scatters reaches “f”"),
        ("f", {"nope": NORMAL}, "No input is called “nope”"),
        ("f", {"f": NORMAL}, "“f” is no input"),
        ("nope", {"x": NORMAL}, "“nope”"),
        ("f", {"z": Spread("cauchy", (0.0, 1.0))}, "unknown distribution, “cauchy”"),
        ("f", {"z": Spread("normal", (0.0, math.nan))}, "finite numbers for: mean, deviation"),
        ("f", {"z": Spread("normal", (0.0,))}, "finite numbers for: mean, deviation"),
        ("f", {"z": Spread("uniform", (1.0, 0.0))}, "its low must be below its high"),
        ("f", {"z": ("normal", 0.0, 1.0)}, "must be a Spread"),
    ],
)
def test_what_cannot_be_is_one_sentence(objective: str, spreads: Any, part: str) -> None:
    circuit = cg.from_formula("q = x + y; f = z*w")
    with pytest.raises(CircuitError) as caught:
        scattering_inputs(circuit, objective, spreads)
    assert part in caught.value.sentence
    assert caught.value.sentence.endswith((".", "?"))
    assert "\n" not in caught.value.sentence


@pytest.mark.parametrize("number", [1000, 1000.0, np.int64(1000), np.float64(1000.0)])
def test_a_whole_number_is_one_however_it_is_typed(number: object) -> None:
    assert whole_number("It", number, 1) == 1000


@pytest.mark.parametrize("number", [0, -1, 0.5, math.nan, math.inf, -math.inf, "3", None])
def test_what_is_no_whole_number_is_refused(number: object) -> None:
    with pytest.raises(ValueProblem, match="It must be a whole number from 1 on, not "):
        whole_number("It", number, 1)
