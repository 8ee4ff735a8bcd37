"""Expressions simplify as they are made, exactly, and never to another value."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circuitgrad.errors import CircuitError
from circuitgrad.symbolic.algebra import Algebra
from circuitgrad.symbolic.evaluation import evaluated
from circuitgrad.symbolic.expression import Expression, Kind, parts_of, tree_sizes


@pytest.fixture
def algebra() -> Algebra:
    return Algebra()


def test_like_terms_and_factors_are_gathered(algebra: Algebra) -> None:
    x, y = algebra.symbol("x"), algebra.symbol("y")
    two_x = algebra.mul([algebra.number(2.0), x])
    assert algebra.add([x, x]) is two_x
    assert algebra.add([two_x, algebra.negative(x), algebra.negative(x)]) is algebra.zero
    assert algebra.mul([x, x, x]) is algebra.raised(x, Fraction(3))
    assert algebra.mul([x, y]) is algebra.mul([y, x])
    assert algebra.add([x, y]) is algebra.add([y, x])
    assert algebra.divide(algebra.mul([x, y]), y) is x
    assert algebra.divide(algebra.one, algebra.divide(algebra.one, x)) is x


def test_numbers_are_folded_exactly(algebra: Algebra) -> None:
    tenths = algebra.add([algebra.number(0.1), algebra.number(0.2)])
    assert tenths.number == Fraction(3, 10)
    assert algebra.mul([algebra.number(1 / 3), algebra.number(3.0)]).number != 1
    assert algebra.divide(algebra.one, algebra.number(3.0)).number == Fraction(1, 3)
    assert algebra.raised(algebra.number(2.0), Fraction(-3)).number == Fraction(1, 8)


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_what_is_not_finite_is_not_folded(algebra: Algebra, value: float) -> None:
    x = algebra.symbol("x")
    made = algebra.add([algebra.mul([algebra.number(value), x]), algebra.number(value)])
    assert evaluated([made], {"x": 2.0})[0] == pytest.approx(value * 2.0 + value, nan_ok=True)


def test_zero_and_one_disappear(algebra: Algebra) -> None:
    x = algebra.symbol("x")
    assert algebra.mul([algebra.zero, x]) is algebra.zero
    assert algebra.mul([algebra.one, x]) is x
    assert algebra.add([algebra.zero, x]) is x
    assert algebra.raised(x, Fraction(0)) is algebra.one


def test_one_over_zero_stays(algebra: Algebra) -> None:
    pole = algebra.divide(algebra.one, algebra.zero)
    assert evaluated([pole], {}) == [math.inf]


def test_a_power_of_a_power_is_joined_for_whole_exponents_alone(algebra: Algebra) -> None:
    x = algebra.symbol("x")
    root = algebra.raised(algebra.mul([x, x]), Fraction(1, 2))
    assert evaluated([root], {"x": -3.0}) == [3.0]
    assert algebra.raised(algebra.mul([x, x]), Fraction(3)) is algebra.raised(x, Fraction(6))


def test_conditions_on_the_same_are_decided(algebra: Algebra) -> None:
    x, y = algebra.symbol("x"), algebra.symbol("y")
    assert algebra.compare("==", x, x) is algebra.one
    assert algebra.compare(">", x, x) is algebra.zero
    assert algebra.where(algebra.compare(">", x, y), x, x) is x
    assert algebra.where(algebra.compare("<", algebra.number(1.0), algebra.number(2.0)), x, y) is x


def test_long_numbers_do_not_grow_for_ever(algebra: Algebra) -> None:
    made = algebra.symbol("x")
    for _ in range(200):
        made = algebra.mul([made, algebra.number(1.2345678901234567)])
    coefficient = made.data[1]
    assert max(coefficient.numerator, coefficient.denominator) < 10**40
    assert evaluated([made], {"x": 1.0})[0] == pytest.approx(1.2345678901234567**200, rel=1e-12)


def test_there_is_an_end_to_different_parts() -> None:
    algebra = Algebra(most=50)
    with pytest.raises(CircuitError, match="more than 50 different parts"):
        algebra.add([algebra.symbol(f"x{place}") for place in range(60)])


def test_deep_expressions_need_no_recursion(algebra: Algebra) -> None:
    x = made = algebra.symbol("x")
    for _ in range(11_000):
        made = algebra.add([algebra.one, algebra.raised(algebra.add([made, x]), Fraction(-1))])
    assert len(parts_of([made])) > 20_000
    assert evaluated([made], {"x": 1.0})[0] == pytest.approx(math.sqrt(2.0))
    assert tree_sizes([made])[made.index] > 1_000


def expressions() -> st.SearchStrategy[list[tuple[str, int, int, int]]]:
    """Programs that build an expression: operation, two earlier places, a small number."""
    step = st.tuples(st.sampled_from("+-*/^n"), st.integers(0, 50), st.integers(0, 50), st.integers(-3, 4))
    return st.lists(step, min_size=1, max_size=14)


@given(expressions(), st.floats(0.1, 3.0), st.floats(-3.0, 3.0))
def test_simplifying_changes_no_value(program: list[tuple[str, int, int, int]], x: float, y: float) -> None:
    algebra = Algebra()
    made: list[Expression] = [algebra.symbol("x"), algebra.symbol("y")]
    plain: list[float] = [x, y]
    size: list[float] = [abs(x), abs(y)]
    for sign, i, j, number in program:
        a, b = i % len(made), j % len(made)
        if sign == "/" and abs(plain[b]) < 1e-3:
            continue
        if sign == "^" and (number < 0 and abs(plain[a]) < 1e-3):
            continue
        made.append(
            {
                "+": lambda a=a, b=b: algebra.add([made[a], made[b]]),
                "-": lambda a=a, b=b: algebra.subtract(made[a], made[b]),
                "*": lambda a=a, b=b: algebra.mul([made[a], made[b]]),
                "/": lambda a=a, b=b: algebra.divide(made[a], made[b]),
                "^": lambda a=a, number=number: algebra.raised(made[a], Fraction(number)),
                "n": lambda number=number: algebra.number(number / 7),
            }[sign]()
        )
        values = {"+": plain[a] + plain[b], "-": plain[a] - plain[b], "*": plain[a] * plain[b], "n": number / 7}
        values |= {"/": plain[a] / plain[b] if sign == "/" else 0.0, "^": plain[a] ** number if sign == "^" else 0.0}
        grown = {"+": size[a] + size[b], "-": size[a] + size[b], "*": size[a] * size[b], "n": 1.0}
        grown |= {"/": size[a] / abs(plain[b]) * max(1.0, size[b] / abs(plain[b])) if sign == "/" else 0.0}
        grown |= {"^": (size[a] if number >= 0 else size[a] / plain[a] ** 2) ** abs(number) if sign == "^" else 0.0}
        plain.append(values[sign])
        size.append(max(grown[sign], abs(values[sign])))
        if not math.isfinite(size[-1]) or size[-1] > 1e12:
            return
    found = evaluated([made[-1]], {"x": x, "y": y})[0]
    assert found == pytest.approx(plain[-1], rel=1e-6, abs=1e-9 * max(size))


def test_sums_and_products_within_their_kind_join(algebra: Algebra) -> None:
    a, b, c = (algebra.symbol(name) for name in "abc")
    assert algebra.add([algebra.add([a, b]), c]).parts == (a, b, c)
    assert algebra.mul([algebra.mul([a, b]), c]).parts == (a, b, c)
    assert algebra.subtract(a, algebra.add([b, c])).data[0] == (1, -1, -1)
    assert algebra.mul([algebra.number(2.0), algebra.add([a, b])]).kind is Kind.PRODUCT
