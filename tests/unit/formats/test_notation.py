"""Circuits to formulas, and back to the same circuit."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import circuitgrad as cg
from circuitgrad.circuit import Circuit, Fragment, Node, Wire
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


@given(circuits(max_nodes=12, complete=True, values=st.floats(-3, 3).filter(lambda value: abs(value) > 1e-3)))
def test_a_random_circuit_reads_back_with_the_same_numbers(circuit: Circuit) -> None:
    root = circuit.sinks()[-1].label
    try:
        text = cg.to_formula(circuit, root)
    except CircuitError as error:
        assert any(word in str(error) for word in ("cannot hold", "cannot be a name", "no value")), str(error)
        return
    again = cg.from_formula(text, default=1.0)
    mine = {
        node.label: node.value for node in circuit.inputs() if node.label in {other.label for other in again.inputs()}
    }
    a = cg.run(circuit, objective=root)
    b = cg.run(again, {name: value for name, value in mine.items() if value is not None})
    assert (
        math.isclose(a.value, b.value, rel_tol=1e-12)
        or a.value == b.value
        or math.isnan(a.value) == math.isnan(b.value)
    ), text


def test_only_what_the_objective_needs_is_written() -> None:
    circuit = cg.from_formula("a = x*y; b = z + 1")
    assert cg.to_formula(circuit, "a") == "a = x*y"


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
