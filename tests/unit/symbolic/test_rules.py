"""Every operator's rules as formulas: the same numbers as the rules, over the domain, far out and at the edges."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import pytest

from circuitgrad.operators import OPERATORS, Operator
from circuitgrad.symbolic.algebra import Algebra
from circuitgrad.symbolic.evaluation import evaluated
from circuitgrad.symbolic.expression import Expression, Kind, parts_of
from circuitgrad.symbolic.rules import Rules, in_formulas, written_out
from tests.unit.operators.sampling import COMPUTING, INPUTS_OF_ANY_NUMBER, samples, wide_samples

EDGES = (0.0, 1.0, -1.0, 0.5, 2.0, -3.0, 1e-300, 700.0, -700.0, 40.0, -40.0)
each_operator = pytest.mark.parametrize("operator", COMPUTING, ids=lambda operator: operator.name)


def formulas(operator: Operator, constants: Sequence[float], count: int) -> tuple[Rules, list[Expression]]:
    """The value and the local derivatives of an operator, its inputs called x0, x1 …"""
    algebra = Algebra()
    rules = Rules.of(algebra)
    inputs = [algebra.symbol(f"x{place}") for place in range(count)]
    numbers = [algebra.number(constant) for constant in constants]
    value = rules.value(operator, inputs, numbers)
    slopes = rules.slopes(operator, inputs, numbers, value, range(count))
    return rules, [value, *(slopes[place] for place in range(count))]


def numbers_at(roots: Sequence[Expression], inputs: Sequence[float]) -> list[float]:
    return evaluated(roots, {f"x{place}": number for place, number in enumerate(inputs)})


def count_of(operator: Operator) -> int:
    return INPUTS_OF_ANY_NUMBER if operator.any_number else len(operator.ports)


@each_operator
def test_formulas_give_the_numbers_of_the_rules(operator: Operator) -> None:
    for sample in (*samples(operator, 60), *wide_samples(operator, 60)):
        _, roots = formulas(operator, sample.constants, len(sample.inputs))
        expected = [sample.found, *sample.found_slopes]
        for found, number in zip(numbers_at(roots, sample.inputs), expected, strict=True):
            assert found == pytest.approx(number, rel=1e-12, abs=1e-300, nan_ok=True), (str(sample), found, number)


@each_operator
def test_formulas_give_the_numbers_of_the_rules_at_edges_and_ties(operator: Operator) -> None:
    constants = [constant.default for constant in operator.constants]
    count = count_of(operator)
    _, roots = formulas(operator, constants, count)
    for inputs in product(EDGES if count < 3 else EDGES[:5], repeat=count):
        value = operator.value(inputs, constants)
        expected = [value, *operator.derivatives(inputs, constants, value)]
        for found, number in zip(numbers_at(roots, inputs), expected, strict=True):
            if math.isfinite(number):
                assert found == pytest.approx(number, rel=1e-12, abs=1e-300), (operator.name, inputs, found, number)


@each_operator
def test_what_is_written_has_the_same_value(operator: Operator) -> None:
    for sample in samples(operator, 60):
        rules, roots = formulas(operator, sample.constants, len(sample.inputs))
        written = written_out(rules, roots)
        expected = [sample.found, *sample.found_slopes]
        for found, number in zip(numbers_at(written, sample.inputs), expected, strict=True):
            assert found == pytest.approx(number, rel=1e-7, abs=1e-12), (str(sample), found, number)


@each_operator
def test_what_is_written_names_operators_and_signs_alone(operator: Operator) -> None:
    constants = [constant.default for constant in operator.constants]
    rules, roots = formulas(operator, constants, count_of(operator))
    for part in parts_of(written_out(rules, roots)):
        assert part.kind is not Kind.CALL or in_formulas(part.data), part


@pytest.mark.parametrize("name", ["max", "min"])
@pytest.mark.parametrize("inputs", [(1.0, 1.0), (2.0, 2.0, 2.0), (2.0, 2.0, 5.0), (5.0, 5.0, 2.0), (3.0,)])
def test_ties_are_shared_equally_as_they_are_written_too(name: str, inputs: tuple[float, ...]) -> None:
    operator = OPERATORS[name]
    rules, roots = formulas(operator, (), len(inputs))
    value = operator.value(inputs)
    expected = list(operator.derivatives(inputs, (), value))
    assert numbers_at(roots[1:], inputs) == expected
    assert numbers_at(written_out(rules, roots[1:]), inputs) == expected


def test_the_same_node_at_both_ports_of_a_maximum_gets_it_whole() -> None:
    algebra = Algebra()
    rules = Rules.of(algebra)
    x = algebra.symbol("x")
    value = rules.value(OPERATORS["max"], [x, x], [])
    slopes = written_out(rules, list(rules.slopes(OPERATORS["max"], [x, x], [], value, [0, 1]).values()))
    assert algebra.add(slopes) is algebra.one


def test_a_constant_exponent_asks_for_no_logarithm() -> None:
    rules, (_, slope) = formulas(OPERATORS["power_n"], (2.0,), 1)
    x = rules.algebra.symbol("x0")
    assert written_out(rules, [slope])[0] is rules.algebra.mul([rules.algebra.number(2.0), x])
