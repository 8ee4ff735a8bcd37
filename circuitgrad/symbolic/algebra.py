"""Makes expressions, and simplifies while it does: nothing that it leaves out changes a value where there is one.

Numbers are folded exactly, as fractions; like terms and like factors are gathered, so that x·x is x² and a/b is
a·b⁻¹; a sum or product within another of its kind joins it. Products are never multiplied out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, Final

from circuitgrad.errors import CircuitError
from circuitgrad.symbolic.expression import Exact, Expression, Function, Kind

MOST_JOINED: Final = 12
"""Parts of an inner sum or product up to which it joins the outer one: a chain of ten thousand stays linear."""
LONGEST_NUMBER: Final = 10**30
"""Numerators and denominators beyond are not folded further."""
_ONE: Final = Fraction(1)
_COMPARED: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}
_HOLDS_FOR_EQUALS: Final = frozenset({"<=", ">=", "=="})


def exact(value: float) -> Exact:
    """A float64 as the number that its shortest text says: 0.1 is a tenth.

    Example:
        >>> exact(0.1), exact(-2.0), exact(math.inf)
        (Fraction(1, 10), Fraction(-2, 1), inf)
    """
    return Fraction(repr(float(value))) if math.isfinite(value) else float(value)


class Algebra:
    """All expressions of one derivation.

    Args:
        most: how many different expressions there may be.

    Example:
        >>> algebra = Algebra()
        >>> x = algebra.symbol("x")
        >>> algebra.mul([x, x]) is algebra.power(x, algebra.number(2.0))
        True
    """

    def __init__(self, most: int = 40_000) -> None:
        self._most = most
        self._known: dict[Any, Expression] = {}
        self.zero, self.one, self.pi = self.of(Fraction(0)), self.of(_ONE), self._made(Kind.PI)

    def _made(self, kind: Kind, parts: tuple[Expression, ...] = (), data: Any = None) -> Expression:
        key = (kind, *(part.index for part in parts), None, data)
        return self._kept(key, kind, parts, data)

    def _unordered(self, kind: Kind, numbers: dict[Expression, Fraction], rest: Fraction) -> Expression:
        """A sum or product: in another order it is the same one."""
        key = (kind, tuple(sorted((part.index, number) for part, number in numbers.items())), rest)
        return self._kept(key, kind, tuple(numbers), (tuple(numbers.values()), rest))

    def _kept(self, key: Any, kind: Kind, parts: tuple[Expression, ...], data: Any) -> Expression:
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= self._most:
                raise CircuitError(
                    "The formula has more than {most:,} different parts: take a smaller circuit.", most=self._most
                )
            found = self._known[key] = Expression(len(self._known), kind, parts, data)
        return found

    # Leaves

    def of(self, value: Exact) -> Expression:
        """An exact number; NaN is one object too."""
        return self._made(Kind.NUMBER, (), value if value == value else math.nan)

    def number(self, value: float) -> Expression:
        """A float64, by what its shortest text says; π is known."""
        return self.pi if value == math.pi else self.of(exact(value))

    def symbol(self, id: str) -> Expression:
        """The value of a node."""
        return self._made(Kind.SYMBOL, (), id)

    # Sums

    def add(self, terms: Iterable[Expression]) -> Expression:
        """The sum."""
        return self.weighted([(_ONE, term) for term in terms])

    def weighted(self, terms: Iterable[tuple[Fraction, Expression]]) -> Expression:
        """The sum of terms times coefficients, like terms gathered in the order in which they first stand there."""
        coefficients: dict[Expression, Fraction] = {}
        constant = Fraction(0)
        for coefficient, term in _opened(terms):
            if isinstance(number := term.number, Fraction):
                constant += coefficient * number
                continue
            own, base = self._split(term)
            coefficients[base] = coefficients.get(base, Fraction(0)) + coefficient * own
        kept = {base: coefficient for base, coefficient in coefficients.items() if coefficient}
        if not kept:
            return self.of(constant)
        if len(kept) == 1 and not constant:
            ((base, coefficient),) = kept.items()
            return self._scaled(coefficient, base)
        return self._unordered(Kind.SUM, kept, constant)

    def _split(self, term: Expression) -> tuple[Fraction, Expression]:
        """A term as coefficient and the rest."""
        if term.kind is not Kind.PRODUCT or term.data[1] == 1:
            return _ONE, term
        exponents, coefficient = term.data
        return coefficient, self._product(dict(zip(term.parts, exponents, strict=True)), _ONE)

    def _scaled(self, coefficient: Fraction, base: Expression) -> Expression:
        if coefficient == 1:
            return base
        return self.mul([self.of(coefficient), base])

    def negative(self, term: Expression) -> Expression:
        """−term."""
        return self.weighted([(Fraction(-1), term)])

    def subtract(self, a: Expression, b: Expression) -> Expression:
        """a − b."""
        return self.weighted([(_ONE, a), (Fraction(-1), b)])

    # Products

    def mul(self, factors: Iterable[Expression]) -> Expression:
        """The product."""
        coefficient = _ONE
        exponents: dict[Expression, Fraction] = {}
        for factor in factors:
            inner = factor.data[0] if factor.kind is Kind.PRODUCT else ()
            if isinstance(number := factor.number, Fraction):
                pairs: Iterable[tuple[Expression, Fraction]] = ()
                coefficient *= number
            elif factor.kind is Kind.PRODUCT and len(inner) <= MOST_JOINED:
                coefficient *= factor.data[1]
                pairs = zip(factor.parts, inner, strict=True)
            else:
                pairs = ((factor, _ONE),)
            for base, exponent in pairs:
                exponents[base] = exponents.get(base, Fraction(0)) + exponent
        return self._product(exponents, coefficient)

    def _product(self, exponents: dict[Expression, Fraction], coefficient: Fraction) -> Expression:
        kept = {base: exponent for base, exponent in exponents.items() if exponent}
        if not coefficient or not kept:
            return self.of(coefficient)
        if max(abs(coefficient.numerator), coefficient.denominator) > LONGEST_NUMBER:
            coefficient = _rounded(coefficient)
        if coefficient == 1 and len(kept) == 1:
            ((base, exponent),) = kept.items()
            if exponent == 1:
                return base
        return self._unordered(Kind.PRODUCT, kept, coefficient)

    def divide(self, a: Expression, b: Expression) -> Expression:
        """a / b."""
        return self.mul([a, self.raised(b, Fraction(-1))])

    def raised(self, base: Expression, exponent: Fraction) -> Expression:
        """The base to a power that is a number. A power of a power is joined for whole outer exponents alone."""
        if exponent == 0:
            return self.one
        if exponent == 1:
            return base
        is_whole = exponent.denominator == 1
        number = base.number
        if is_whole and isinstance(number, Fraction) and number and abs(exponent) <= 64:
            return self.of(number**exponent.numerator)
        if is_whole and base.kind is Kind.PRODUCT and abs(exponent) <= 64:
            own, coefficient = base.data
            joined = {part: each * exponent for part, each in zip(base.parts, own, strict=True)}
            return self._product(joined, coefficient**exponent.numerator)
        return self._product({base: exponent}, _ONE)

    def power(self, base: Expression, exponent: Expression) -> Expression | None:
        """The base to a power, None where the exponent is no number."""
        number = exponent.number
        return self.raised(base, number) if isinstance(number, Fraction) else None

    # Functions and cases

    def call(self, function: Function, parts: Sequence[Expression]) -> Expression:
        """A function's value."""
        return self._made(Kind.CALL, tuple(parts), function)

    def compare(self, sign: str, a: Expression, b: Expression) -> Expression:
        """A condition; 1 or 0 where it holds, or does not, whatever the numbers are."""
        if a is b and a.number is None:
            return self.one if sign in _HOLDS_FOR_EQUALS else self.zero
        if a.number is not None and b.number is not None:
            return self.one if _COMPARED[sign](a.number, b.number) else self.zero
        return self._made(Kind.COMPARE, (a, b), sign)

    def where(self, condition: Expression, a: Expression, b: Expression) -> Expression:
        """a where the condition holds, else b."""
        if condition.number is not None:
            return a if condition.number else b
        return a if a is b else self._made(Kind.WHERE, (condition, a, b))


def _opened(terms: Iterable[tuple[Fraction, Expression]]) -> Iterable[tuple[Fraction, Expression]]:
    """The terms, short sums among them opened where they stand alone or with a minus before them."""
    for coefficient, term in terms:
        if term.kind is Kind.SUM and abs(coefficient) == 1 and len(term.parts) <= MOST_JOINED:
            own, constant = term.data
            yield from ((coefficient * each, part) for each, part in zip(own, term.parts, strict=True))
            yield coefficient * constant, _UNIT
        elif term.kind is Kind.PRODUCT and _is_turned_sum(term) and abs(coefficient) == 1:
            own, constant = term.parts[0].data
            yield from ((-coefficient * each, part) for each, part in zip(own, term.parts[0].parts, strict=True))
            yield -coefficient * constant, _UNIT
        else:
            yield coefficient, term


def _is_turned_sum(term: Expression) -> bool:
    """Whether it is −(a + b + …), short."""
    inner = term.parts[0]
    return term.data == ((_ONE,), Fraction(-1)) and inner.kind is Kind.SUM and len(inner.parts) <= MOST_JOINED


_UNIT: Final = Expression(-1, Kind.NUMBER, (), _ONE)


def _rounded(value: Fraction) -> Fraction:
    """A coefficient that has grown too long, as the float64 next to it; one that no float64 can hold stays."""
    try:
        near = float(value)
    except OverflowError:
        return value
    found = exact(near)
    return found if isinstance(found, Fraction) and found else value
