"""Ranking of inputs by effect."""

from __future__ import annotations

import math

import circuitgrad as cg
from circuitgrad.analysis.sensitivity import rank_inputs
from circuitgrad.formats.examples import load_example


def test_the_neurons_inputs_strongest_first() -> None:
    circuit = load_example("neuron")
    rows = rank_inputs(cg.run(circuit), circuit)
    assert [row.label for row in rows] == ["x1", "x0", "w1", "w0", "w2"]
    assert [row.effect for row in rows] == ["lowers", "raises", "lowers", "lowers", "raises"]
    assert [row.is_held for row in rows] == [True, True, False, False, False]
    assert rows[0].share == 1.0


def test_nan_comes_last_and_infinite_first() -> None:
    circuit = cg.from_formula("sqrt(x) + log(y) + z", default=1.0)
    rows = rank_inputs(cg.run(circuit, {"x": 0.0, "y": -1.0}), circuit)
    assert rows[0].label == "x"
    assert math.isinf(rows[0].gradient)
    assert rows[0].share == 1.0


def test_what_a_gradient_that_is_no_number_does_cannot_be_told() -> None:
    circuit = cg.from_formula("x*log(y)")
    rows = rank_inputs(cg.run(circuit, {"x": 1.0, "y": -1.0}), circuit)
    assert [(row.label, row.effect) for row in rows] == [("y", "lowers"), ("x", "undefined")]


def test_without_a_gradient_nothing_raises_or_lowers() -> None:
    circuit = load_example("dead_product")
    rows = rank_inputs(cg.run(circuit), circuit)
    assert {(row.effect, row.share) for row in rows} == {("none", 0.0)}


def test_bare_numbers_are_no_inputs() -> None:
    circuit = cg.from_formula("x/2 - y", default=1.0)
    assert {row.label for row in rank_inputs(cg.run(circuit), circuit)} == {"x", "y"}
