"""Derivatives as formulas: equal to the backward pass on random circuits, short, and the same in every language."""

from __future__ import annotations

import math
from typing import Any

import pytest
import sympy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import circuitgrad as cg
from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.errors import CircuitError
from circuitgrad.formats.written_formula import LONGEST
from circuitgrad.operators import Role
from circuitgrad.symbolic.evaluation import evaluated
from tests.strategies import circuits

SMALL = st.floats(-3.0, 3.0).map(lambda value: round(value, 3))
random_circuits = circuits(max_nodes=12, complete=True, values=SMALL, any_ids=False, bypass=True)
many = settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))


def close(found: float, expected: float, rel: float, floor: float = 1e-300) -> bool:
    return found == expected or abs(found - expected) <= rel * max(abs(found), abs(expected)) + floor


@many
@given(random_circuits)
def test_the_formula_has_the_value_of_the_backward_pass(circuit: Circuit) -> None:
    try:
        run = cg.run(circuit)
    except CircuitError:
        return  # no objective, or nothing feeds it
    values = {node.id: node.value for node in circuit.nodes.values() if node.value is not None}
    for node in circuit.inputs():
        if node.role is Role.CONSTANT:
            continue  # toward what never moves the passes count a slope that there is not as 0
        found = cg.derivative(circuit, node.label)
        gradient = run.gradients[node.label]
        if math.isfinite(gradient):
            assert close(found.value(), gradient, 1e-8), (found, found.value(), gradient)
            written = evaluated([found.written.expression], values)[0]
            # As it is written, a formula may have no value where the passes take a limit: 0·ln 0, 0·0⁻¹.
            assert math.isnan(written) or close(written, gradient, 1e-6, 1e-12), (found, written, gradient)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(random_circuits)
def test_the_code_for_sympy_gives_the_same_numbers(circuit: Circuit) -> None:
    try:
        run = cg.run(circuit)
    except CircuitError:
        return
    for node in [node for node in circuit.inputs() if node.role is not Role.CONSTANT][:2]:
        gradient = run.gradients[node.label]
        if math.isfinite(gradient) and abs(gradient) < 1e12:
            found = number_of(cg.derivative(circuit, node.label).sympy, circuit)
            assert found is None or close(found, gradient, 1e-6, 1e-9), (circuit, node.label, found, gradient)
    if math.isfinite(run.value) and abs(run.value) < 1e12:
        found = number_of(cg.to_sympy(circuit), circuit)
        assert found is None or close(found, run.value, 1e-6, 1e-9), (circuit, found, run.value)


def number_of(code: str, circuit: Circuit) -> float | None:
    """What a program for SymPy gives at the circuit's values; None where SymPy leaves the real numbers."""
    result = executed(code)
    values = {sympy.Symbol(node.label, real=True): node.value for node in circuit.nodes.values() if node.is_leaf}
    number = sympy.sympify(result).evalf(30, subs={key: sympy.Rational(repr(value)) for key, value in values.items()})
    return float(number) if number.is_Float or number.is_Integer or number.is_Rational else None


def executed(code: str) -> Any:
    namespace: dict[str, Any] = {}
    exec(code, namespace)  # noqa: S102 -- our own output, here alone
    return namespace["result"]


@pytest.mark.parametrize(
    ("formula", "input", "plain", "latex"),
    [
        ("f = x**3", "x", "3*x**2", "3 x^{2}"),
        ("f = x*x*y", "x", "2*x*y", "2 x y"),
        ("f = x/y", "y", "-x/y**2", r"-\frac{x}{y^{2}}"),
        ("f = 2*(max(z, w) + x*y)", "x", "2*y", "2 y"),
        ("f = sin(x)**2", "x", "2*sin(x)*cos(x)", r"2 \sin x \cdot \cos x"),
        ("f = bce(z, t)", "z", "sigmoid(z) - t", r"\sigma(z) - t"),
        ("f = exp(-w*x)", "w", "-x*exp(-w*x)", "-x e^{-w x}"),
        ("f = relu(x)", "x", "[x > 0]", r"\left[x > 0\right]"),
        ("f = x + y", "y", "1", "1"),
        ("f = abs(x)", "x", "sign(x)", r"\operatorname{sgn}(x)"),
        ("f = lrelu(x)", "x", "(1 if x > 0 else 0.01)", r"\begin{cases} 1 & x > 0 \\ 0.01 & x \le 0 \end{cases}"),
        ("f = log(x/3)", "x", "1/x", r"\frac{1}{x}"),
        ("f = mean(x, y)", "x", "1/2", r"\frac{1}{2}"),
        ("f = (x + 1)**y", "x", "y*(x + 1)**(y - 1)", "y {(x + 1)}^{y - 1}"),
        ("f = pi*x", "x", "pi", r"\pi"),
        ("f = x*0", "x", "0", "0"),
        ("f = sqrt(x)", "x", "1/(2*sqrt(x))", r"\frac{1}{2 \sqrt{x}}"),
    ],
)  # fmt: skip
def test_textbook_derivatives(formula: str, input: str, plain: str, latex: str) -> None:
    found = cg.derivative(cg.from_formula(formula), input)
    assert found.formula == plain
    assert found.latex == latex


@pytest.mark.parametrize("formula", ["f = x**3*sin(y)", "f = 1/(1 + exp(-(w*x + b)))", "f = x/(x + 1)**2"])
def test_the_plain_formula_can_be_typed_again(formula: str) -> None:
    circuit = cg.from_formula(formula, default=0.7)
    first = circuit.inputs()[0].label
    found = cg.derivative(circuit, first)
    assert cg.run(cg.from_formula(found.formula, default=0.7)).value == pytest.approx(cg.run(circuit).gradients[first])


def test_a_tie_has_the_value_that_the_backward_pass_has() -> None:
    for formula in ("max(x, y)", "min(x, y)*3", "abs(x - y)", "relu(x - y)", "hinge(x, 1)", "max(x, x)"):
        circuit = cg.from_formula(f"f = {formula} + 0*y", default=1.0)
        assert cg.derivative(circuit, "x").value() == cg.run(circuit).gradients["x"]


def chain(length: int) -> Circuit:
    """x → tanh(x)·x, again and again: written out it doubles with each step."""
    nodes, wires = [Node.new("input", id="x", name="x", value=0.5)], []
    last = "x"
    for place in range(length):
        nodes += [Node.new("tanh", id=f"t{place}"), Node.new("mul", id=f"m{place}")]
        wires += [Wire(last, f"t{place}", 0), Wire(f"t{place}", f"m{place}", 0), Wire(last, f"m{place}", 1)]
        last = f"m{place}"
    return Circuit(Fragment(tuple(nodes), tuple(wires)))


def test_a_formula_that_would_explode_names_its_parts() -> None:
    found = cg.derivative(chain(30), "x")
    assert len(found.formula) < 5_000
    assert "p1 = " in found.formula
    assert found.value() == pytest.approx(cg.run(chain(30)).gradients["x"])
    assert r"p_{1} = " in found.equation


def test_a_formula_that_nobody_could_read_is_refused_in_a_sentence() -> None:
    found = cg.derivative(chain(800), "x")
    assert found.value() == pytest.approx(cg.run(chain(800)).gradients["x"])
    with pytest.raises(CircuitError, match=f"longer than {LONGEST:,} characters"):
        _ = found.formula


def test_a_circuit_that_is_too_large_is_refused_in_a_sentence() -> None:
    with pytest.raises(CircuitError, match="“m9999” depends on 20,001 nodes"):
        cg.derivative(chain(10_000), "x")


def test_a_long_sum_and_a_long_product_stay_quick() -> None:
    names = [f"x{place}" for place in range(300)]
    for sign in "+*":
        circuit = cg.from_formula("f = " + sign.join(names), default=1.0)
        assert cg.derivative(circuit, "x7").value() == 1.0


def test_dots_and_bypassed_nodes_are_seen_through() -> None:
    nodes = (
        Node.new("input", id="x", name="x", value=2.0),
        Node.new("identity", id="dot"),
        Node.new("sin", id="off", bypassed=True),
        Node.new("square", id="f", name="f"),
    )
    circuit = Circuit(Fragment(nodes, (Wire("x", "dot", 0), Wire("dot", "off", 0), Wire("off", "f", 0))))
    assert cg.derivative(circuit, "x").formula == "2*x"


def test_what_lacks_an_input_or_a_value_is_said() -> None:
    nodes = (Node.new("input", id="x", name="x", value=2.0), Node.new("divide", id="f", name="f"))
    with pytest.raises(CircuitError, match="“f” lacks an input"):
        cg.derivative(Circuit(Fragment(nodes, (Wire("x", "f", 0),))), "x")
    with pytest.raises(CircuitError, match="No input is called “q”"):
        cg.derivative(cg.from_formula("x + y"), "q")
    with pytest.raises(CircuitError, match="“y” has no value"):
        cg.derivative(cg.from_formula("x*y"), "x").value()
    assert cg.derivative(cg.from_formula("x*y"), "x").value({"y": 4.0}) == 4.0


def test_sympy_agrees_on_a_derivative_it_makes_itself() -> None:
    circuit = cg.from_formula("f = exp(-x*y)*sin(x)/(1 + x**2)")
    ours, whole = executed(cg.derivative(circuit, "x").sympy), executed(cg.to_sympy(circuit))
    x = sympy.Symbol("x", real=True)
    assert sympy.simplify(ours - sympy.diff(whole, x)) == 0


def test_names_that_python_does_not_take_are_changed() -> None:
    circuit = cg.from_formula("f = lambda_*w₀ + exp1*β′")
    code = cg.to_sympy(circuit)
    assert 'Symbol("β′", real=True)' in code
    assert executed(code) is not None


def test_the_formula_of_a_circuit_in_latex() -> None:
    circuit = cg.from_formula("q = x + y; f = q*z")
    assert cg.to_latex(circuit) == "f = q z\nq = x + y"
    assert cg.to_latex(circuit, "q") == "q = x + y"
