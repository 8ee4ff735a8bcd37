"""``circuitgrad derivative``: a formula as text, LaTeX, code and JSON; what cannot be is one sentence."""

from __future__ import annotations

import json

import pytest

from circuitgrad import cli
from circuitgrad.cli.commands import Render
from tests.unit.test_cli import never, out

draws_nothing: Render = never
NEURON = "x0*exp(-(w0*x0 + w1*x1 + w2))/(1 + exp(-(w0*x0 + w1*x1 + w2)))**2"


def test_the_formula_and_its_value(capsys: pytest.CaptureFixture[str]) -> None:
    text = out(capsys, "derivative", "neuron", "w0")
    assert text.startswith(f"∂f/∂w0 = {NEURON}\n= −0.196612 at w0 = 2.00000")


def test_latex_sympy_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert out(capsys, "derivative", "neuron", "w2", "--latex").startswith(
        r"\frac{\partial f}{\partial w_{2}} = \frac{"
    )
    code = out(capsys, "derivative", "neuron", "w2", "--sympy")
    assert code.startswith("from sympy import Symbol, exp\n")
    report = json.loads(out(capsys, "derivative", "neuron", "w0", "--json"))
    assert report["formula"] == NEURON
    assert report["value"] == -0.19661193324148185
    assert (report["objective"], report["input"]) == ("f", "w0")
    assert report["sympy"].splitlines()[-1] == f"result = {NEURON}"


def test_a_formula_without_values_has_no_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert out(capsys, "derivative", "--formula", "f = x*y", "x") == "∂f/∂x = y\n"
    assert json.loads(out(capsys, "derivative", "--formula", "f = x*y", "x", "--json"))["value"] is None


def test_long_formulas_are_told_with_definitions(capsys: pytest.CaptureFixture[str]) -> None:
    formula = "h = tanh(w*x + b); o = tanh(v*h + c); p = tanh(u*o + d); f = tanh(p*s + e)*h*o*p"
    text = out(capsys, "derivative", "--formula", formula, "x")
    assert text.splitlines()[1:] == [
        "  where h = tanh(w*x + b)",
        "  where o = tanh(h*v + c)",
        "  where p = tanh(o*u + d)",
        "  where p1 = tanh(p*s + e)",
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["neuron", "nobody"], "No input is called “nobody”"),
        (["neuron", "w0", "--objective", "nobody"], "No node is called “nobody”"),
        (["w0"], "Say which circuit"),
        (["nowhere.cgrad", "w0"], "nowhere.cgrad"),
    ],
)
def test_what_cannot_be_is_one_sentence(words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["derivative", *words], draws_nothing) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert sentence in said.err
    assert said.err.count("\n") == 1


def test_sympy_may_simplify(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("derivative", "--formula", "f = (x - y)/(x + y)", "x", "--simplify")
    assert out(capsys, *words) == "∂f/∂x = 2*y/(x + y)**2\n"
