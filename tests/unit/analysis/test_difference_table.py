"""The table of difference quotients: textbook numbers, the valley where theory puts it, edges."""

from __future__ import annotations

import math

import pytest

import circuitgrad as cg
from circuitgrad.analysis.difference_table import STEPS, DifferenceTable, difference_table, table_of
from circuitgrad.errors import CircuitError


def of(formula: str, x: float) -> DifferenceTable:
    return difference_table(cg.from_formula(formula), "x", {"x": x})


def test_a_square_has_the_numbers_of_the_textbook() -> None:
    table = of("x*x", 3.0)
    assert [row.step for row in table.rows] == list(STEPS)
    assert [round(row.forward, 9) for row in table.rows[:4]] == [7.0, 6.1, 6.01, 6.001]
    assert [row.central for row in table.rows[:2]] == pytest.approx([6.0, 6.0], rel=1e-13)
    assert table.rows[-1].forward == 0.0, "3 + 1e-16 is 3"
    assert table.rows[-1].forward_error == 6.0
    assert math.isinf(table.best_central), "a central difference cuts nothing off a parabola"


@pytest.mark.parametrize(
    ("formula", "x"), [("sin(x)", 1.0), ("exp(x)", 1.0), ("log(x)", 2.0), ("tanh(x)", 0.5), ("1/x", 0.3)]
)
def test_the_valley_lies_where_theory_puts_it(formula: str, x: float) -> None:
    table = of(formula, x)
    for central, best in ((False, table.best_forward), (True, table.best_central)):
        row = table.best_row(central=central)
        assert row is not None
        assert 0.02 < row.step / best < 50.0, f"{formula}: best at {row.step}, in theory at {best}"
    forward, central = (table.best_row(central=side) for side in (False, True))
    assert forward is not None
    assert central is not None
    assert central.central_error < forward.forward_error


def test_truncation_falls_with_h_and_with_its_square() -> None:
    table = of("exp(x)", 1.0)
    first, second = table.rows[1], table.rows[2]
    assert first.forward_error / second.forward_error == pytest.approx(10.0, rel=0.1)
    assert first.central_error / second.central_error == pytest.approx(100.0, rel=0.1)


def test_a_line_has_no_truncation_and_a_kink_no_quotient() -> None:
    assert math.isinf(of("2*x", 1.0).best_forward)
    corner = of("abs(x)", 0.0)
    assert [(row.forward, row.central) for row in corner.rows] == [(1.0, 0.0)] * 17


def test_what_is_undefined_stays_undefined() -> None:
    table = of("log(x)", 0.0)
    assert table.best_row(central=True) is None
    assert math.isnan(table.best_forward)
    half = of("sqrt(x)", 0.5)
    assert math.isnan(half.rows[0].central)
    assert math.isfinite(half.rows[0].forward)


def test_passes_are_counted_by_the_inputs_that_the_objective_depends_on() -> None:
    table = difference_table(cg.from_formula("g = u*v; f = x*y*z"), "x", dict.fromkeys("xyzuv", 1.0), "f")
    assert (table.inputs, table.forward_passes, table.central_passes) == (3, 4, 6)


def test_a_run_and_a_circuit_give_the_same() -> None:
    circuit = cg.from_formula("x*y")
    values = {"x": 2.0, "y": 3.0}
    assert table_of(cg.run(circuit, values), circuit.find("x").id) == difference_table(circuit, "x", values)


@pytest.mark.parametrize(("input", "values"), [("q", {"x": 1}), ("x", {}), ("x", {"x": "one"})])
def test_what_cannot_be_is_said(input: str, values: dict[str, object]) -> None:
    with pytest.raises(CircuitError):
        difference_table(cg.from_formula("x*x"), input, values)  # type: ignore[arg-type]
