"""Tornado: each input moves alone, as far as it was asked; predicted and true changes, strongest first."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import circuitgrad as cg
from circuitgrad.analysis.tornado import WAYS, By, Sway
from circuitgrad.circuit import Circuit, Fragment, Range, Scenario, Spread
from circuitgrad.circuit.edits import AddScenario
from circuitgrad.errors import BatchStopped, CircuitError, ValueProblem
from circuitgrad.operators import Role
from tests.strategies import circuits


def with_marks(circuit: Circuit, marks: dict[str, dict[str, Any]]) -> Circuit:
    """The same circuit with other fields in some nodes, by what people call them."""
    nodes = tuple(replace(node, **marks.get(node.label, {})) for node in circuit.nodes.values())
    return Circuit(Fragment(nodes, tuple(circuit.wires()), circuit.objective))


def row_of(rows: list[Sway], label: str) -> Sway:
    return next(row for row in rows if row.label == label)


FORMULA = "a = 2; b = 10; c = -1; f = a*a*a + b + 5*c"


def changes(rows: list[Sway]) -> dict[str, tuple[float | None, float | None]]:
    return {row.label: (row.low_change, row.high_change) for row in rows}


def test_by_gradient_goes_one_unit_and_ranks_by_the_slope() -> None:
    rows = cg.sensitivity(cg.from_formula(FORMULA))
    assert [(row.label, row.gradient) for row in rows] == [("a", 12.0), ("c", 5.0), ("b", 1.0)]
    a = rows[0]
    assert (a.low, a.high, a.predicted_low, a.predicted_high) == (1.0, 3.0, -12.0, 12.0)
    assert (a.low_change, a.high_change) == (-7.0, 19.0)


def test_by_percent_goes_a_hundredth_of_the_value_whatever_its_sign() -> None:
    rows = cg.sensitivity(cg.from_formula(FORMULA), by="percent")
    assert [row.label for row in rows] == ["a", "b", "c"]
    a, b, c = rows
    assert (a.low, a.high) == (1.98, 2.02)
    assert a.low_change == pytest.approx(1.98**3 - 8.0)
    assert a.high_change == pytest.approx(2.02**3 - 8.0)
    assert a.predicted_high == pytest.approx(0.24)
    assert (b.low_change, b.high_change) == pytest.approx((-0.1, 0.1))
    assert (c.low, c.high) == (-1.01, -0.99)


def test_by_step_goes_one_step_of_the_slider_and_not_beyond_its_end() -> None:
    circuit = with_marks(
        cg.from_formula(FORMULA),
        {"a": {"range": Range(0.0, 2.0, 0.5)}, "b": {"range": Range(1.0, 100.0, logarithmic=True)}},
    )
    rows = cg.sensitivity(circuit, by="step")
    a, b, c = (row_of(rows, label) for label in "abc")
    assert (a.low, a.high, a.high_change) == (1.5, 2.0, 0.0)
    assert (b.low, b.high) == pytest.approx((10.0 / 100 ** (1 / 200), 10.0 * 100 ** (1 / 200)))
    assert (c.low, c.high) == pytest.approx((-1.02, -0.98))  # a guessed range of −2 to 2 in 200 steps


def test_by_deviation_asks_for_a_spread() -> None:
    circuit = with_marks(
        cg.from_formula("a = 2; b = 10; c = 1; d = 1; e = 4; f = a + b + c + d + 100*e"),
        {
            "a": {"spread": Spread("normal", (7.0, 0.5))},
            "b": {"spread": Spread("uniform", (0.0, 12.0))},
            "c": {"spread": Spread("triangular", (0.0, 0.0, 6.0))},
            "d": {"spread": Spread("lognormal", (1.0, 4.0))},
        },
    )
    rows = cg.sensitivity(circuit, by="deviation")
    found = changes(rows)
    assert found["a"] == (-0.5, 0.5)
    assert found["b"] == pytest.approx((-math.sqrt(12.0), math.sqrt(12.0)))
    assert found["c"] == pytest.approx((-math.sqrt(2.0), math.sqrt(2.0)))
    assert found["d"] == (-0.75, 3.0)
    assert rows[-1].label == "e"
    e = rows[-1]
    assert (e.low, e.low_change, e.predicted_low, e.high, e.high_change) == (None,) * 5
    assert math.isnan(e.strength)


def test_by_deviation_takes_the_column_of_the_scenarios_where_there_is_no_spread() -> None:
    circuit = with_marks(
        cg.from_formula("a = 2; b = 10; c = 1; f = a + b + c"), {"a": {"spread": Spread("normal", (7.0, 0.5))}}
    )
    ids = {label: circuit.find(label).id for label in "abc"}
    for name, a, b in (("one", 1.0, 8.0), ("two", 2.0, 12.0), ("three", 3.0, 13.0)):
        AddScenario(Scenario(name, name, ((ids["a"], a), (ids["b"], b), (ids["c"], 5.0)))).apply(circuit)
    found = changes(cg.sensitivity(circuit, by="deviation"))
    assert found["a"] == (-0.5, 0.5)  # what somebody said comes before what was seen
    assert found["b"] == pytest.approx((-math.sqrt(7.0), math.sqrt(7.0)))
    assert found["c"] == (None, None)  # a column that does not scatter
    other = cg.sensitivity(circuit, by="deviation", deviations={"c": 2.0})
    assert changes(other) == {"a": (-0.5, 0.5), "b": (None, None), "c": (-2.0, 2.0)}


def test_what_counts_is_gradient_times_the_way_but_for_the_ends_of_a_range() -> None:
    circuit = cg.from_formula("a = 1; b = 1; f = a^3/10 + b")
    ways: tuple[tuple[By, str], ...] = (("gradient", "ba"), ("percent", "ba"), ("range", "ab"))
    for by, order in ways:
        rows = cg.sensitivity(circuit, by=by, ranges={"a": (-9, 9), "b": (-9, 9)})
        assert "".join(row.label for row in rows) == order
        told = [(row.low_effect, row.high_effect) for row in rows]
        if by == "range":
            assert told == [(row.low_change, row.high_change) for row in rows]
        else:
            assert told == [(row.predicted_low, row.predicted_high) for row in rows]


def test_by_range_goes_to_both_ends() -> None:
    circuit = with_marks(cg.from_formula(FORMULA), {"a": {"range": Range(-1.0, 3.0)}})
    rows = cg.sensitivity(circuit, by="range", ranges={"b": (8, 13)})
    assert changes(rows) == {"a": (-9.0, 19.0), "c": (-5.0, 15.0), "b": (-2.0, 3.0)}
    assert [row.label for row in rows] == ["a", "c", "b"]


def test_what_is_undefined_at_one_end_ranks_by_the_other_and_wholly_undefined_comes_last() -> None:
    circuit = cg.from_formula("a = 1; b = 1; c = 1; f = 2*sqrt(a) + sqrt(1.5 - (c - 1)^2) + 9*b")
    rows = cg.sensitivity(circuit, by="range", ranges={"a": (-1, 4), "b": (0, 2), "c": (-1, 3)})
    assert [row.label for row in rows] == ["b", "a", "c"]
    assert math.isnan(rows[1].low_change or 0.0)
    assert rows[1].high_change == 2.0
    assert math.isnan(rows[2].strength)


def test_held_inputs_stay_out_or_are_marked() -> None:
    circuit = with_marks(cg.from_formula(FORMULA), {"b": {"held": True}, "c": {"role": Role.DATA}})
    assert [row.label for row in cg.sensitivity(circuit)] == ["a"]
    assert [row.label for row in cg.sensitivity(circuit, release=["c"])] == ["a", "c"]
    assert [row.label for row in cg.sensitivity(circuit, hold=["a"], release=["b", "c"])] == ["c", "b"]
    rows = cg.sensitivity(circuit, all_inputs=True, hold=["a"], release=["c"])
    assert [(row.label, row.is_held) for row in rows] == [("a", True), ("c", False), ("b", True)]


def test_constants_never_move() -> None:
    circuit = with_marks(cg.from_formula(FORMULA), {"b": {"role": Role.CONSTANT}})
    assert "b" not in [row.label for row in cg.sensitivity(circuit, all_inputs=True)]


def test_values_move_the_start_and_leave_the_circuit_alone() -> None:
    circuit = cg.from_formula(FORMULA)
    a = row_of(cg.sensitivity(circuit, values={"a": 0}, by="percent"), "a")
    assert (a.value, a.gradient, a.low_change, a.high_change) == (0.0, 0.0, 0.0, 0.0)
    assert circuit.find("a").value == 2.0


@given(circuits(complete=True, values=st.floats(-3.0, 3.0), any_ids=False), st.sampled_from(WAYS), st.data())
@settings(max_examples=60, deadline=None)
def test_every_change_is_what_a_run_gives(circuit: Circuit, by: Any, data: st.DataObject) -> None:
    objective = data.draw(st.sampled_from([node.label for node in circuit.nodes.values()]))
    try:
        rows = cg.sensitivity(circuit, objective, by=by, all_inputs=True)
    except CircuitError:
        assume(False)
    base = cg.run(circuit, None, objective)
    for row in rows:
        assert row.gradient == base.gradients[row.label] or math.isnan(row.gradient)
        for end, change, predicted in (
            (row.low, row.low_change, row.predicted_low),
            (row.high, row.high_change, row.predicted_high),
        ):
            if end is None or change is None:
                assert by == "deviation"
                continue
            after = cg.run(circuit, {row.label: end}, objective).value
            expected, scale = after - base.value, abs(after) + abs(base.value)
            if math.isfinite(scale) and scale < 1e15:
                told = (
                    f"{circuit.find(objective).operator} with {row.label} = {end}: expected {expected}, found {change}"
                )
                assert math.isclose(change, expected, rel_tol=1e-9, abs_tol=1e-11 * (1.0 + scale)), told
                if end != row.value and math.isfinite(row.gradient):
                    assert predicted == row.gradient * (end - row.value)
        if by == "range":
            assert (row.low_effect, row.high_effect) == (row.low_change, row.high_change) or math.isnan(row.strength)
    strengths = [row.strength for row in rows]
    known = [strength for strength in strengths if not math.isnan(strength)]
    assert known == sorted(known, reverse=True)
    assert all(map(math.isnan, strengths[len(known) :]))


def test_many_inputs_go_in_several_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("circuitgrad.analysis.tornado._AT_ONCE", 3)
    circuit = cg.from_formula(" + ".join(f"{i}*x{i}" for i in range(1, 9)), default=1.0)
    told: list[tuple[int, int]] = []
    rows = cg.sensitivity(circuit, progress=lambda *done: told.append(done) is None)
    assert [row.high_change for row in rows] == [8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]
    assert told == [(6, 16), (12, 16), (16, 16)]
    with pytest.raises(BatchStopped):
        cg.sensitivity(circuit, progress=lambda _done, _all: False)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"by": "magic"}, "by gradient, percent, step, deviation, range, not by “magic”"),
        ({"hold": ["q"]}, "No input is called “q”"),
        ({"hold": ["q"], "all_inputs": True}, "No input is called “q”"),
        ({"release": ["f"]}, "“f” is no input"),
        ({"values": {"q": 1}}, "No input is called “q”"),
        ({"values": {"a": "much"}}, "must be a number"),
        ({"ranges": {"a": (3, 1)}, "by": "range"}, "the wrong way round"),
        ({"ranges": {"a": (math.nan, 1)}, "by": "range"}, "the wrong way round"),
        ({"hold": ["a", "b", "c"]}, "release one of them"),
        ({"objective": "q"}, "No node is called “q”"),
    ],
)
def test_what_cannot_be_is_one_sentence(more: dict[str, Any], words: str) -> None:
    with pytest.raises(CircuitError) as caught:
        cg.sensitivity(cg.from_formula(FORMULA), **more)
    assert words in caught.value.sentence, caught.value.sentence
    assert "\n" not in caught.value.sentence


def test_a_missing_value_is_named() -> None:
    with pytest.raises(ValueProblem, match="“y” has no value"):
        cg.sensitivity(cg.from_formula("x*y"), values={"x": 1})
