"""The value of formulas at numbers, in float64, by the rules that the passes run."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from circuitgrad.operators import functions, ieee
from circuitgrad.operators.ieee import divide, power
from circuitgrad.operators.written import WRITTEN
from circuitgrad.symbolic.expression import Expression, Function, Kind, parts_of
from circuitgrad.symbolic.rules import cut

_COMPARED: Final[dict[str, Callable[[float, float], bool]]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def evaluated(roots: Sequence[Expression], values: Mapping[str, float]) -> list[float]:
    """The value of each formula.

    Args:
        roots: the formulas, of one algebra.
        values: of every symbol in them.

    Example:
        >>> from circuitgrad.symbolic.algebra import Algebra
        >>> algebra = Algebra()
        >>> x = algebra.symbol("x")
        >>> evaluated([algebra.add([algebra.mul([x, x]), algebra.one])], {"x": 3.0})
        [10.0]
    """
    done: dict[int, float] = {}
    for each in parts_of(roots):
        done[each.index] = _value(each, [done[part.index] for part in each.parts], values)
    return [done[root.index] for root in roots]


def _value(each: Expression, parts: Sequence[float], values: Mapping[str, float]) -> float:
    match each.kind:
        case Kind.NUMBER:
            return as_float(each.data)
        case Kind.PI:
            return math.pi
        case Kind.SYMBOL:
            return values[each.data]
        case Kind.SUM:
            coefficients, constant = each.data
            terms = [as_float(factor) * part for factor, part in zip(coefficients, parts, strict=True)]
            return functions.total([*terms, as_float(constant)] if constant else terms)
        case Kind.PRODUCT:
            return _product(each.data[1], parts, each.data[0])
        case Kind.COMPARE:
            return float(_COMPARED[each.data](parts[0], parts[1]))
        case Kind.WHERE:
            return parts[1] if parts[0] else parts[2]
        case Kind.CALL:
            return _call(each.data, parts)


def as_float(number: Fraction | float) -> float:
    """The float64 nearest to a number; infinite where it is too large."""
    try:
        return float(number)
    except OverflowError:
        return math.copysign(math.inf, number)


def _product(coefficient: Fraction, parts: Sequence[float], exponents: Sequence[Fraction]) -> float:
    """Factors that raise a size and factors that lower it in turn, so that nothing overflows on the way."""
    up: list[float] = []
    down: list[float] = []
    for part, exponent in zip(parts, exponents, strict=True):
        if exponent.denominator == 1 and abs(exponent) <= 3:
            (up if exponent > 0 else down).extend([part] * abs(exponent.numerator))
        else:
            (up if exponent > 0 else down).append(power(part, as_float(abs(exponent))))
    result = as_float(coefficient)
    if math.isinf(result) or not result:  # too long a fraction for a float64
        up.append(as_float(Fraction(coefficient.numerator)))
        down.append(as_float(Fraction(coefficient.denominator)))
        result = 1.0
    up.sort(key=abs)
    down.sort(key=abs)
    while up or down:
        if up and (not down or abs(result) <= 1.0):
            result *= up.pop()
        else:
            result = divide(result, down.pop())
    return result


def _call(function: Function, parts: Sequence[float]) -> float:
    operator = function.operator
    if operator is not None:
        inputs, constants = cut(operator, parts)
        value = operator.value(inputs, constants)
        return operator.derivatives(inputs, constants, value)[function.place or 0] if function.is_slope else value
    rule: Any = getattr(functions, function.name, None) or getattr(ieee, function.name)
    how = WRITTEN.get(function.name)
    if how is None or not how.any_number:
        return float(rule(*parts))
    count = len(parts) - (how.rule.__code__.co_argcount - 1)
    given = rule(list(parts[:count]), *parts[count:])
    return float(given if function.place is None else given[function.place])
