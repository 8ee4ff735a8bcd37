"""A formula as a list of steps in JSON: how it goes to another process and comes back, without anything to evaluate.

A step is a list: its kind, then what it needs. Numbers are pairs of whole numbers in text, parts are the places of
earlier steps, symbols are numbered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from circuitgrad.errors import CircuitError
from circuitgrad.symbolic.algebra import Algebra
from circuitgrad.symbolic.expression import Expression, Function, Kind, parts_of

Step = list[Any]


def steps_of(root: Expression, names: Mapping[Function, str]) -> tuple[list[Step], list[str]]:
    """A formula as steps, and the ids of its symbols, in the order of their numbers.

    Args:
        root: the formula.
        names: what the other process calls each function in it.

    Raises:
        CircuitError: it holds a number that is not finite.

    Example:
        >>> algebra = Algebra()
        >>> x = algebra.symbol("x")
        >>> steps_of(algebra.mul([algebra.number(0.5), x]), {})
        ([['symbol', 0], ['product', [0], [['1', '1']], ['1', '2']]], ['x'])
    """
    places: dict[int, int] = {}
    symbols: dict[str, int] = {}
    steps: list[Step] = []
    for each in parts_of([root]):
        parts = [places[part.index] for part in each.parts]
        steps.append(_step(each, parts, symbols, names))
        places[each.index] = len(steps) - 1
    return steps, list(symbols)


def _step(each: Expression, parts: list[int], symbols: dict[str, int], names: Mapping[Function, str]) -> Step:
    match each.kind:
        case Kind.NUMBER:
            return ["number", _pair(each.data)]
        case Kind.PI:
            return ["pi"]
        case Kind.SYMBOL:
            return ["symbol", symbols.setdefault(each.data, len(symbols))]
        case Kind.SUM | Kind.PRODUCT:
            numbers, rest = each.data
            return [each.kind.name.lower(), parts, [_pair(number) for number in numbers], _pair(rest)]
        case Kind.COMPARE:
            return ["compare", parts, each.data]
        case Kind.WHERE:
            return ["where", parts]
        case Kind.CALL:
            return ["call", parts, names[each.data]]


def _pair(number: Fraction | float) -> list[str]:
    if not isinstance(number, Fraction):
        raise CircuitError("A number in the formula is not finite, so that it cannot be simplified.")
    return [str(number.numerator), str(number.denominator)]


def formula_of(
    steps: Sequence[Step], symbols: Sequence[str], algebra: Algebra, functions: Mapping[str, Function]
) -> Expression:
    """The formula of steps that came back.

    Args:
        steps: the last one is the whole.
        symbols: the ids of its symbols.
        algebra: makes it.
        functions: what the other process's names mean here.
    """
    made: list[Expression] = []
    for kind, *rest in steps:
        if kind == "number":
            made.append(algebra.of(_fraction(rest[0])))
        elif kind == "pi":
            made.append(algebra.pi)
        elif kind == "symbol":
            made.append(algebra.symbol(symbols[rest[0]]))
        else:
            made.append(_whole(kind, [made[place] for place in rest[0]], rest[1:], algebra, functions))
    return made[-1]


def _whole(
    kind: str, parts: list[Expression], rest: Sequence[Any], algebra: Algebra, functions: Mapping[str, Function]
) -> Expression:
    match kind:
        case "sum":
            coefficients = [_fraction(pair) for pair in rest[0]]
            return algebra.weighted([*zip(coefficients, parts, strict=True), (_fraction(rest[1]), algebra.one)])
        case "product":
            powers = [algebra.raised(part, _fraction(pair)) for part, pair in zip(parts, rest[0], strict=True)]
            return algebra.mul([*powers, algebra.of(_fraction(rest[1]))])
        case "compare":
            return algebra.compare(rest[0], parts[0], parts[1])
        case "where":
            return algebra.where(*parts)
        case _:
            return algebra.call(functions[rest[0]], parts)


def _fraction(pair: Sequence[str]) -> Fraction:
    return Fraction(int(pair[0]), int(pair[1]))
