"""Circuits to formulas, and back to the same circuit."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import circuitgrad as cg
from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.circuit.edits import Disconnect
from circuitgrad.errors import CircuitError
from circuitgrad.formats.examples import EXAMPLES, load_example
from circuitgrad.operators import OPERATORS
from tests.strategies import circuits

TEXTS = [
    "1/(1 + exp(-(w0*x0 + w1*x1 + w2)))",
    "2*(max(z, w) + x*y)",
    "q = x + y; f = q*z",
    "a - (b - c)",
    "a - b - c",
    "a/(b*c)",
    "a/b*c",
    "(a*b)**c",
    "a**b**c",
    "(a**b)**c",
    "(-a)**2",
    "-a**2",
    "2**-x",
    "x**-2",
    "2 - x",
    "x - 2",
    "x + 1",
    "1 + sin(x)",
    "-3*x",
    "x/2",
    "pi*r**2",
    "add(a, b, c)*mul(a, b, c)",
    "clip(x, -1, 1)",
    "t1 = a + b; t1*t1",
    "max(x, y, z) - min(x, y)",
    "1e+22*x",
    "0.1*x",
]


def same_numbers(one: Circuit, other: Circuit) -> bool:
    a, b = cg.run(one), cg.run(other)
    pairs = [(a.value, b.value), *((a.gradients[name], b.gradients[name]) for name in b.gradients)]
    return all(math.isclose(x, y, rel_tol=1e-12) or (math.isnan(x) and math.isnan(y)) or x == y for x, y in pairs)


@pytest.mark.parametrize("text", TEXTS)
def test_a_tidy_text_is_written_as_it_was(text: str) -> None:
    assert cg.to_formula(cg.from_formula(text)) == text


@pytest.mark.parametrize("text", TEXTS)
def test_text_to_circuit_to_text_to_circuit_is_the_same_circuit(text: str) -> None:
    circuit = cg.from_formula(text, default=1.5)
    assert cg.from_formula(cg.to_formula(circuit), default=1.5) == circuit


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_example_reads_back_with_the_same_numbers(example: object) -> None:
    circuit = load_example(example.name)  # type: ignore[attr-defined]
    again = cg.from_formula(cg.to_formula(circuit), default=1.0)
    values = {node.label: node.value for node in circuit.inputs()}
    mine = {name: value for name, value in values.items() if name in {node.label for node in again.inputs()}}
    a, b = cg.run(circuit), cg.run(again, mine)
    assert b.value == pytest.approx(a.value, rel=1e-12)
    assert {name: b.gradients[name] for name in mine} == pytest.approx(
        {name: a.gradients[name] for name in mine}, rel=1e-12
    )


@pytest.mark.parametrize("operator", [op for op in OPERATORS.values() if not op.is_leaf], ids=lambda op: op.name)
def test_every_operator_in_every_place_keeps_its_meaning(operator: object) -> None:
    """Each operator over sums, products, powers and negations, and those over it: brackets where they are needed."""
    record = OPERATORS[operator.name]  # type: ignore[attr-defined]
    count = 2 if record.any_number else len(record.ports)
    for inner in ("a + b", "a*b", "a**b", "-a", "exp(a)", "a - 2", "3*a"):
        arguments = ", ".join([f"({inner})"] * count)
        text = f"r = {record.name}({arguments}); "
        for outer in ("r*c", "c - r", "r**2", "-r", "2**r", "1/r"):
            circuit = cg.from_formula(text + outer, default=0.4)
            unnamed = Circuit(
                Fragment(
                    tuple(
                        node if node.name != "r" else Node.new(node.operator, id="n1", constants=node.constants)
                        for node in circuit.nodes.values()
                    ),
                    tuple(
                        Wire(*("n1" if end == "r" else end for end in wire[:2]), wire.port) for wire in circuit.wires()
                    ),
                )
            )
            again = cg.from_formula(cg.to_formula(unnamed), default=0.4)
            assert same_numbers(unnamed, again), cg.to_formula(unnamed)


def differences(one: cg.Run, other: cg.Run) -> list[str]:  # type: ignore[name-defined]
    """Objective and gradients that differ by more than 1e-12 of themselves or of the largest gradient on the way."""
    scale = max([abs(gradient) for gradient in one.backward.nodes if math.isfinite(gradient)], default=0.0)
    pairs = {name: (one.gradients[name], other.gradients[name], 1e-12 * scale) for name in other.gradients}
    pairs["the objective"] = one.value, other.value, 0.0
    return [
        f"{name}: expected {x!r}, found {y!r}"
        for name, (x, y, tolerance) in pairs.items()
        if not (math.isclose(x, y, rel_tol=1e-12, abs_tol=tolerance) or (math.isnan(x) and math.isnan(y)))
    ]


@settings(deadline=None)  # the first run of an operator makes its function
@given(
    circuits(max_nodes=12, complete=True, bypass=True, values=st.floats(-3, 3).filter(lambda value: abs(value) > 1e-3))
)
def test_a_random_circuit_reads_back_with_the_same_numbers_and_the_same_text(circuit: Circuit) -> None:
    root = circuit.sinks()[-1].label
    try:
        text = cg.to_formula(circuit, root)
    except CircuitError as error:
        assert any(word in str(error) for word in ("cannot hold", "cannot be a name", "no value")), str(error)
        return
    again = cg.from_formula(text, default=1.0)
    values = {node.label: node.value for node in circuit.inputs()}
    mine = {node.label: values[node.label] for node in again.inputs()}
    assert differences(cg.run(circuit, objective=root), cg.run(again, mine)) == [], text
    assert cg.to_formula(again) == text


@st.composite
def expressions(draw: st.DrawFn) -> str:
    """Formulas in which bare numbers stand in every place: under signs, in brackets, in calls."""
    known = st.sampled_from(["x", "y", "2", "1", "0.5", "pi", "-3", "-1", "-pi"])
    callable_ones = [record for record in OPERATORS.values() if not record.is_leaf and not record.dot]
    texts = [draw(known)]
    for _ in range(draw(st.integers(1, 6))):
        one, other = draw(st.sampled_from(texts)), draw(known)
        record = draw(st.sampled_from(callable_ones))
        count = 2 if record.any_number else len(record.ports)
        call = f"{record.name}({', '.join([one, other][:count] + [other] * (count - 2))})"
        sign = draw(st.sampled_from(["+", "-", "*", "/", "**"]))
        texts.append(draw(st.sampled_from([f"({one}){sign}({other})", f"({other}){sign}({one})", f"-({one})", call])))
    return texts[-1]


@given(expressions())
def test_any_text_becomes_a_circuit_whose_text_becomes_the_same_circuit(text: str) -> None:
    circuit = cg.from_formula(text, default=1.5)
    written = cg.to_formula(circuit)
    again = cg.from_formula(written, default=1.5)
    assert [(node.operator, node.name, node.value, node.constants) for node in again.nodes.values()] == [
        (node.operator, node.name, node.value, node.constants) for node in circuit.nodes.values()
    ], written
    assert list(again.wires()) == list(circuit.wires()), written
    assert cg.to_formula(again) == written


@pytest.mark.parametrize("text", ["mul(x, 2)", "power_n(x, 2)", "divide(1, x)", "subtract(x, 2)", "power(x, 3)"])
def test_a_sign_that_would_read_back_as_another_operator_is_not_written(text: str) -> None:
    assert cg.to_formula(cg.from_formula(text)) == text


def test_a_node_called_pi_is_not_taken_for_the_number() -> None:
    circuit = cg.from_formula("pi = 3; f = pi*x + sin(3.141592653589793)", default=2.0)
    text = cg.to_formula(circuit)
    assert cg.from_formula(text, default=2.0) == circuit, text
    with pytest.raises(CircuitError, match="“pi” is a number in formulas"):
        cg.to_formula(Circuit(Fragment((Node.new("input", id="pi"),))))


def test_a_deep_circuit_is_written() -> None:
    text = "sin(" * 15_000 + "x" + ")" * 15_000
    assert cg.to_formula(cg.from_formula(text)) == text


def test_only_what_the_objective_needs_is_written() -> None:
    circuit = cg.from_formula("a = x*y; b = z + 1")
    assert cg.to_formula(circuit, "a") == "a = x*y"


def through(operator: str, *, bypassed: bool, name: str = "") -> Circuit:
    """x and y into an operator p, p into the sine f."""
    nodes = (
        *(Node.new("input", id=name, value=0.5) for name in "xy"),
        Node.new(operator, id="p", name=name, bypassed=bypassed),
        Node.new("sin", id="f"),
    )
    ports = range(1 if operator == "identity" else 2)
    return Circuit(Fragment(nodes, (*(Wire("xy"[port], "p", port) for port in ports), Wire("p", "f", 0)), "f"))


@pytest.mark.parametrize(
    "circuit",
    [through("identity", bypassed=False), through("identity", bypassed=False, name="q"), through("add", bypassed=True)],
    ids=["a dot", "a dot with a name", "bypassed"],
)
def test_what_passes_its_input_through_is_not_written(circuit: Circuit) -> None:
    assert cg.to_formula(circuit) == "sin(x)"
    assert cg.to_formula(circuit, circuit.node("p").label) == "x"


def test_what_a_dot_spreads_is_written_once() -> None:
    nodes = (*(Node.new("input", id=name) for name in "xy"), Node.new("add", id="s"))
    dot, f = Node.new("identity", id="d"), Node.new("mul", id="f")
    wires = (Wire("x", "s", 0), Wire("y", "s", 1), Wire("s", "d", 0), Wire("d", "f", 0), Wire("d", "f", 1))
    assert cg.to_formula(Circuit(Fragment((*nodes, dot, f), wires))) == "t1 = x + y; t1*t1"


def test_a_bypassed_operator_without_its_first_input_is_named() -> None:
    circuit = through("add", bypassed=True)
    Disconnect(Wire("x", "p", 0)).apply(circuit)
    with pytest.raises(CircuitError, match="“p” lacks an input"):
        cg.to_formula(circuit)


def test_a_missing_input_is_named() -> None:
    circuit = Circuit(Fragment((Node.new("input", id="x"), Node.new("divide", id="d", name="d")), (Wire("x", "d", 0),)))
    with pytest.raises(CircuitError, match="“d” lacks an input"):
        cg.to_formula(circuit)


def test_a_text_that_grows_too_long_is_refused() -> None:
    circuit = cg.from_formula("x" + "+x" * 5_000)
    with pytest.raises(CircuitError, match="longer than 200"):
        cg.to_formula(circuit, longest=200)
    assert len(cg.to_formula(circuit)) == 1 + 4 * 5_000


def test_numbers_that_a_formula_cannot_hold_are_refused() -> None:
    circuit = Circuit(
        Fragment((Node.new("input", id="x"), Node.new("scale", id="f", constants=(math.inf,))), (Wire("x", "f", 0),))
    )
    with pytest.raises(CircuitError, match="cannot hold"):
        cg.to_formula(circuit)
