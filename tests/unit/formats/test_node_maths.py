"""What a textbook says of a node: for every operator, with numbers that are the run's."""

from __future__ import annotations

from typing import Any

import pytest

import circuitgrad as cg
from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.errors import CircuitError
from circuitgrad.formats.node_maths import MOST_TERMS, node_maths
from circuitgrad.formats.numbers import short_number
from circuitgrad.operators import Operator
from tests.unit.operators.sampling import COMPUTING, samples

each_operator = pytest.mark.parametrize("operator", COMPUTING, ids=lambda operator: operator.name)


def one_node(operator: Operator) -> Circuit:
    """An operator with a named input at each port, at numbers of its domain."""
    sample = next(samples(operator, 1))
    leaves = [Node.new("input", id=f"i{k}", name=f"x{k}", value=number) for k, number in enumerate(sample.inputs)]
    node = Node.new(operator.name, id="f", name="f", constants=sample.constants)
    wires = tuple(Wire(leaf.id, "f", port) for port, leaf in enumerate(leaves))
    return Circuit(Fragment((*leaves, node), wires))


@each_operator
def test_every_operator_has_a_rule_and_local_derivatives(operator: Operator) -> None:
    circuit = one_node(operator)
    run = cg.run(circuit)
    told = node_maths(circuit, run, "f", "f", 4)
    assert told.rule is not None
    assert told.rule.plain.startswith("f = ")
    assert told.rule.plain.endswith(short_number(run.value, 4))
    assert len(told.local_derivatives) == len(told.chain) == len(circuit.incoming("f"))
    for place, line in enumerate(told.local_derivatives):
        slope = run.wire(f"x{place}", "f", place).local_derivative
        assert slope is not None
        assert line.plain.startswith(f"∂f/∂x{place} = ")
        numbers = {short_number(slope, 4), str(slope).removesuffix(".0")}
        assert any(line.plain.endswith(f"= {number.replace('−', sign)}") for number in numbers for sign in "−-"), line
    assert told.total is None


def test_the_chain_rule_multiplies_and_the_sum_adds() -> None:
    circuit = cg.from_formula("x = 3; y = 2; q = x*y; f = x + q")
    run = cg.run(circuit)
    at_q, at_x = (node_maths(circuit, run, circuit.find(name).id, circuit.find("f").id, 3) for name in ("q", "x"))
    assert at_q.chain[0].plain == "∂f/∂x via q = ∂f/∂q · ∂q/∂x = 1.00 · 2.00 = 2.00"
    assert at_q.chain[1].plain == "∂f/∂y = ∂f/∂q · ∂q/∂y = 1.00 · 3.00 = 3.00"
    assert at_x.total is not None
    assert at_x.total.plain == "∂f/∂x = ∂f/∂q · ∂q/∂x + ∂f/∂f · ∂f/∂x = 1.00 · 2.00 + 1.00 · 1.00 = 3.00"
    assert r"\textcolor{gradient}{\frac{\partial f}{\partial q}}" in at_x.total.latex
    assert r"\textcolor{accent}{\frac{\partial q}{\partial x}}" in at_x.total.latex


def test_what_has_no_numbers_yet_is_said_in_general() -> None:
    circuit = cg.from_formula("f = x/y")
    told = node_maths(circuit, None, circuit.find("f").id, circuit.find("f").id, 3)
    assert told.rule is not None
    assert told.rule.plain == "f = x/y"
    assert [line.plain for line in told.local_derivatives] == ["∂f/∂x = 1/y", "∂f/∂y = -x/y**2"]
    assert told.chain == ()


def test_a_node_with_many_inputs_shows_some() -> None:
    circuit = cg.from_formula("f = " + "*".join(f"x{k}" for k in range(40)), default=1.0)
    told = node_maths(circuit, cg.run(circuit), circuit.find("f").id, circuit.find("f").id, 3)
    assert len(told.local_derivatives) <= MOST_TERMS
    many = cg.from_formula("f = max(" + ", ".join(f"x{k}" for k in range(40)) + ")", default=1.0)
    told = node_maths(many, cg.run(many), many.find("f").id, many.find("f").id, 3)
    assert told.left_out == 40 - MOST_TERMS


def test_a_bypassed_node_passes_its_first_input() -> None:
    nodes = (
        Node.new("input", id="x", name="x", value=2.0),
        Node.new("divide", id="f", name="f", bypassed=True),
    )
    circuit = Circuit(Fragment(nodes, (Wire("x", "f", 0), Wire("x", "f", 1))))
    told = node_maths(circuit, cg.run(circuit), "f", "f", 3)
    assert told.rule is not None
    assert told.rule.plain == "f = x = 2.00"


def test_a_node_that_lacks_an_input_is_refused() -> None:
    circuit = Circuit(Fragment((Node.new("divide", id="f", name="f"),)))
    with pytest.raises(CircuitError, match="“f” lacks an input"):
        node_maths(circuit, None, "f", "f", 3)


@each_operator
def test_rule_and_local_derivatives_are_code_for_sympy_too(operator: Operator) -> None:
    circuit = one_node(operator)
    run = cg.run(circuit)
    told = node_maths(circuit, run, "f", "f", 17, code=True)
    assert told.rule is not None
    expected = [run.value, *(run.wire(f"x{k}", "f", k).local_derivative for k in range(len(told.local_derivatives)))]
    for line, number in zip((told.rule, *told.local_derivatives), expected, strict=True):
        namespace: dict[str, Any] = {}
        exec(line.sympy, namespace)  # noqa: S102 -- our own output, here alone
        found = namespace.get("value", namespace["result"])
        assert float(found) == pytest.approx(number, rel=1e-9), (operator.name, line.sympy)
