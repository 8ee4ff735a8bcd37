"""SymPy simplifies in a process of its own: what it gives is checked, and it can be stopped at any moment."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest

import circuitgrad as cg
from circuitgrad.errors import BatchStopped, CircuitError
from circuitgrad.symbolic import simplify
from circuitgrad.symbolic.program import Step
from circuitgrad.symbolic.sympy_process import simplified_steps

SOURCES = Path(cg.__file__).parent
ONE, NONE = ["1", "1"], ["0", "1"]


@pytest.mark.parametrize(
    ("formula", "shorter"),
    [
        ("f = (x - y)/(x + y)", "2*y/(x + y)**2"),
        ("f = log(x*y)/x", "(1 - log(x*y))/x**2"),
        ("f = relu(x)*x", "(2*x if x > 0 else 0)"),
        ("f = x**3", "3*x**2"),
    ],
)
def test_sympy_finds_what_is_shorter(formula: str, shorter: str) -> None:
    circuit = cg.from_formula(formula, default=0.7)
    found = cg.derivative(circuit, "x").simplified(seconds=120.0)
    assert found.formula == shorter
    assert found.value() == pytest.approx(cg.run(circuit).gradients["x"])


def test_it_is_given_up_after_its_time() -> None:
    found = cg.derivative(cg.from_formula("f = tanh(w*tanh(v*tanh(u*x)))*exp(x*w)"), "x")
    start = time.monotonic()
    with pytest.raises(CircuitError, match="SymPy was stopped after 0 s"):
        found.simplified(seconds=0.1)
    assert time.monotonic() - start < 10.0


def test_it_stops_when_nobody_wants_it() -> None:
    found = cg.derivative(cg.from_formula("f = sin(x)**2"), "x")
    asked: list[int] = []

    def goes_on(done: int, _of: int) -> bool:
        asked.append(done)
        return len(asked) < 3

    with pytest.raises(BatchStopped):
        found.simplified(goes_on)
    assert len(asked) == 3


def answers(monkeypatch: pytest.MonkeyPatch, steps: list[Step]) -> None:
    monkeypatch.setattr(simplify, "_asked", lambda *_: json.dumps(steps))


def test_an_answer_with_another_value_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, [["symbol", 0]])
    with pytest.raises(CircuitError, match="does not have the value"):
        cg.derivative(cg.from_formula("f = sin(x)**2"), "x").simplified()


def test_an_answer_that_cannot_be_written_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, [["symbol", 0], ["call", [0], "Heaviside"]])
    with pytest.raises(CircuitError, match="cannot be written here"):
        cg.derivative(cg.from_formula("f = sin(x)**2"), "x").simplified()


def test_an_answer_that_is_no_shorter_leaves_the_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    found = cg.derivative(cg.from_formula("f = x*x"), "x")
    answers(monkeypatch, [["symbol", 0], ["sum", [0, 0], [ONE, ONE], NONE]])
    assert found.simplified().expression is found.expression


def test_what_is_too_long_is_refused_at_once() -> None:
    formula = "f = " + "*".join(f"(x + y{place})" for place in range(60))
    with pytest.raises(CircuitError, match="too long for SymPy"):
        cg.derivative(cg.from_formula(formula), "x").simplified()


def test_a_number_that_is_not_finite_is_refused() -> None:
    circuit = cg.from_formula("f = sin(x) + x*1")
    from circuitgrad.circuit.edits import SetConstant

    scale = next(node for node in circuit.nodes.values() if node.constants)
    SetConstant(scale.id, "k", float("inf")).apply(circuit)
    with pytest.raises(CircuitError, match="not finite"):
        cg.derivative(circuit, "x").simplified()


def test_every_kind_of_step_goes_there_and_back() -> None:
    x = ["symbol", 0]
    steps: list[Step] = [
        x,
        ["pi"],
        ["number", ["2", "3"]],
        ["product", [0, 1], [ONE, ["-1", "2"]], ["3", "1"]],
        ["call", [3], "exp"],
        ["compare", [0, 2], ">"],
        ["where", [5, 4, 0]],
        ["call", [0, 2], "Max"],
        ["sum", [6, 7], [ONE, ["2", "1"]], ["1", "1"]],
    ]
    kinds = {step[0] for step in simplified_steps(steps)}
    assert {"symbol", "pi", "number", "product", "call", "compare", "where", "sum"} >= kinds
    assert "where" in kinds


def test_no_text_is_ever_evaluated_as_a_formula() -> None:
    forbidden = re.compile(r"parse_expr\(|sympify\(|\bS\(|lambdify\(|(?<![.\w])eval\(")
    found = [path for path in SOURCES.rglob("*.py") if forbidden.search(path.read_text(encoding="utf-8"))]
    assert not found
