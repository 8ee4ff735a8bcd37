"""What the printers of formulas share: brackets by precedence, signs of sums, fractions, and text put together once.

Each expression gets a shape, parts before wholes: pieces of text with places for its parts. Nothing recurses, and a
part that is written many times has one shape.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, NamedTuple

from circuitgrad.errors import CircuitError
from circuitgrad.operators import Precedence
from circuitgrad.symbolic.expression import Exact, Expression, Kind

SUM, PRODUCT, SIGN, POWER, CALL, ATOM = Precedence
LARGEST_BELOW: Final = 1000
"""In a quotient 0.01 is written as 100 below the line; longer numbers stay decimals above it."""
LONGEST_FRACTION: Final = 10_000
"""Fractions of larger numbers are rounded to decimals."""
PARTS_OF_ONE: Final = frozenset({2, 4, 8})
"""A half, a quarter and an eighth are written so; other numbers as decimals where these say them exactly."""


class Part(NamedTuple):
    """The place of a part within a shape, and the least precedence that stands there without brackets."""

    of: int
    least: Precedence = SUM


Piece = str | Part


@dataclass(frozen=True, slots=True)
class Shape:
    """How an expression is written.

    Args:
        pieces: text and places of parts.
        precedence: how tightly it binds.
        rank: where it stands among factors: numbers, names, brackets, functions.
        is_open: whether what follows could be read as part of it (`\\sin x`).
        is_word: whether it is a name of several letters, which wants a sign before and behind.
        is_digit: whether it begins with a digit.
        is_tall: whether brackets round it must grow.
    """

    pieces: tuple[Piece, ...]
    precedence: Precedence = ATOM
    rank: int = 0
    is_open: bool = False
    is_word: bool = False
    is_digit: bool = False
    is_tall: bool = False


class Term(NamedTuple):
    """A part of a sum: minus or plus, and how it is written without its sign."""

    is_negative: bool
    shape: Shape


class Factors(NamedTuple):
    """A product as a person writes it: what stands above and below the fraction's line."""

    is_negative: bool
    above: list[Shape]
    below: list[Shape]


def decimal(number: Fraction) -> str:
    """The number as it is typed: an exact decimal where it has few digits and is not too small, else by powers of ten.

    Example:
        >>> decimal(Fraction(1, 100)), decimal(Fraction(3)), decimal(Fraction(10) ** 30)
        ('0.01', '3', '1e+30')
    """
    from circuitgrad.formats.numbers import plain_number

    if number.denominator == 1 and abs(number) < 10**15:
        return str(number.numerator)
    return plain_number(float(number))


def is_decimal(number: Fraction) -> bool:
    """Whether decimals say the number exactly, in digits that a float64 keeps.

    Example:
        >>> is_decimal(Fraction(1, 100)), is_decimal(Fraction(1, 3))
        (True, False)
    """
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1 and Fraction(repr(float(number))) == number if abs(number) < 10**300 else False


def has_plain_fraction(number: Fraction) -> bool:
    """Whether it is better written as p/q: a half, and what decimals cannot say.

    Example:
        >>> [has_plain_fraction(Fraction(*pair)) for pair in ((1, 2), (5, 2), (2, 3), (4, 1))]
        [True, False, True, False]
    """
    top, bottom = abs(number.numerator), number.denominator
    is_part = top == 1 and bottom in PARTS_OF_ONE
    return is_part or (bottom != 1 and max(top, bottom) <= LONGEST_FRACTION and not is_decimal(number))


class Printer:
    """Writes formulas in one language; what differs between languages is in the methods that raise here.

    Args:
        labels: how each node is written, by id.
        named: parts that have a name of their own, by index: they are written by it.
        longest: characters that a formula may have.
    """

    def __init__(
        self, labels: Mapping[str, str], named: Mapping[int, Shape] | None = None, longest: int = 200_000
    ) -> None:
        self.labels, self.longest = labels, longest
        self.named = dict(named or {})
        self.shapes: dict[int, Shape] = {}

    def write(self, root: Expression, *, as_named: bool = True) -> str:
        """The text of a formula.

        Args:
            root: the formula.
            as_named: False writes what a named part stands for; its own parts keep their names.

        Raises:
            CircuitError: the text is longer than it may be.
        """
        self.prepare([root])
        own = self.body_of(root) if not as_named else self.shapes[root.index]
        return self.text(own)

    def prepare(self, roots: Sequence[Expression]) -> None:
        """Gives every part its shape."""
        new: dict[int, Expression] = {}
        waiting = list(roots)
        while waiting:
            each = waiting.pop()
            if each.index not in self.shapes and each.index not in new:
                new[each.index] = each
                waiting += each.parts
        for index in sorted(new):
            self.shapes[index] = self.named.get(index) or self.body_of(new[index])

    def body_of(self, each: Expression) -> Shape:
        """The shape of an expression whose parts have theirs."""
        match each.kind:
            case Kind.NUMBER:
                return self.number(each.data)
            case Kind.PI:
                return self.pi()
            case Kind.SYMBOL:
                return self.symbol(each.data)
            case Kind.SUM:
                return self.sum(self._terms(each))
            case Kind.PRODUCT:
                return self.product(self._factors(each))
            case Kind.COMPARE:
                return self.compare(each)
            case Kind.WHERE:
                return self.cases(each)
            case Kind.CALL:
                return self.call(each)

    # What languages differ in

    def number(self, value: Exact) -> Shape:
        """A number."""
        raise NotImplementedError

    def pi(self) -> Shape:
        """π."""
        raise NotImplementedError

    def symbol(self, id: str) -> Shape:
        """The value of a node."""
        raise NotImplementedError

    def sum(self, terms: Sequence[Term]) -> Shape:
        """A sum of two terms or more."""
        pieces: list[Piece] = ["-"] if terms[0].is_negative else []
        for place, (is_negative, shape) in enumerate(terms):
            if place:
                pieces.append(" - " if is_negative else " + ")
            least = PRODUCT if is_negative or place else SUM
            pieces += self.bracketed(shape, least)
        return Shape(tuple(pieces), SUM, rank=3, is_tall=any(shape.is_tall for _, shape in terms))

    def product(self, factors: Factors) -> Shape:
        """A product, or a quotient."""
        raise NotImplementedError

    def raised(self, base: Expression, exponent: Fraction) -> Shape:
        """A part to a power that is a positive number other than 1."""
        raise NotImplementedError

    def compare(self, each: Expression) -> Shape:
        """A condition."""
        raise NotImplementedError

    def cases(self, each: Expression) -> Shape:
        """What depends on a condition."""
        raise NotImplementedError

    def call(self, each: Expression) -> Shape:
        """A function of its parts."""
        raise NotImplementedError

    def brackets(self, shape: Shape) -> tuple[str, str]:
        """What stands round a shape that binds too loosely for its place."""
        return "(", ")"

    # What they share

    def bracketed(self, shape: Shape, least: Precedence) -> Sequence[Piece]:
        """The pieces of a shape, in brackets where they bind too loosely."""
        if shape.precedence >= least:
            return shape.pieces
        before, behind = self.brackets(shape)
        return (before, *shape.pieces, behind)

    def placed(self, part: Expression) -> Shape:
        """A shape that is just the place of a part: its text is put in at the end."""
        return replace(self.shapes[part.index], pieces=(Part(part.index, self.shapes[part.index].precedence),))

    def _terms(self, each: Expression) -> list[Term]:
        """The terms of a sum, one without a minus first; a number leads where letters alone would not."""
        coefficients, constant = each.data
        terms = [self._term(coefficient, part) for coefficient, part in zip(coefficients, each.parts, strict=True)]
        if constant:
            own = Term(constant < 0, self.number(abs(constant)))
            leads = constant > 0 and (terms[0].is_negative or terms[0].shape.rank > 3)
            terms = [own, *terms] if leads else [*terms, own]
        first = next((place for place, term in enumerate(terms) if not term.is_negative), 0)
        return [terms[first], *terms[:first], *terms[first + 1 :]]

    def _term(self, coefficient: Fraction, part: Expression) -> Term:
        if abs(coefficient) == 1:
            own = self.placed(part)
            return Term(coefficient < 0, own)
        exponents = part.data[0] if part.kind is Kind.PRODUCT else (Fraction(1),)
        parts = part.parts if part.kind is Kind.PRODUCT and part.index not in self.named else (part,)
        exponents = exponents if parts is part.parts else (Fraction(1),)
        factors = self.factors(parts, exponents, abs(coefficient))
        return Term(coefficient < 0, self.product(factors))

    def _factors(self, each: Expression) -> Factors:
        exponents, coefficient = each.data
        return self.factors(each.parts, exponents, coefficient)

    def factors(self, parts: Sequence[Expression], exponents: Sequence[Fraction], coefficient: Fraction) -> Factors:
        """What stands above and below the line, in the order in which a person writes it."""
        ranked: list[tuple[tuple[int, str, int], bool, Shape]] = []
        for part, exponent in zip(parts, exponents, strict=True):
            own = self.placed(part) if abs(exponent) == 1 else self.raised(part, abs(exponent))
            ranked.append(((own.rank, self._name(part), part.index), exponent > 0, own))
        ranked.sort(key=lambda each: each[0])
        above = [own for _, is_above, own in ranked if is_above]
        below = [own for _, is_above, own in ranked if not is_above]
        size = abs(coefficient)
        if has_plain_fraction(size) or (below and 1 < size.denominator <= LARGEST_BELOW):
            if size.numerator != 1 or not above:
                above.insert(0, self.number(Fraction(size.numerator)))
            below.insert(0, self.number(Fraction(size.denominator)))
        elif size != 1 or not above:
            above.insert(0, self.number(size))
        return Factors(coefficient < 0, above, below)

    def _name(self, part: Expression) -> str:
        """What names are sorted by among factors; empty for what has none."""
        if part.index in self.named:
            return "".join(piece for piece in self.named[part.index].pieces if isinstance(piece, str))
        return self.labels.get(part.data, "") if part.kind is Kind.SYMBOL else ""

    def text(self, shape: Shape) -> str:
        """A shape with the text of all parts in it."""
        waiting: list[Piece] = [*reversed(shape.pieces)]
        parts: list[str] = []
        length = 0
        while waiting:
            piece = waiting.pop()
            if isinstance(piece, Part):
                waiting += reversed(self.bracketed(self.shapes[piece.of], piece.least))
                continue
            parts.append(piece)
            length += len(piece)
            if length > self.longest:
                raise CircuitError("The formula is longer than {longest:,} characters.", longest=self.longest)
        return "".join(parts)

    def part(self, part: Expression, least: Precedence = SUM) -> Part:
        """The place of a part."""
        return Part(part.index, least)


def rows_of(each: Expression, named: Mapping[int, Shape]) -> tuple[list[tuple[Expression, Expression]], Expression]:
    """Cases within cases as rows of value and condition, and what holds else."""
    rows: list[tuple[Expression, Expression]] = []
    while each.kind is Kind.WHERE and (not rows or each.index not in named):
        rows.append((each.parts[1], each.parts[0]))
        each = each.parts[2]
    return rows, each


def is_indicator(each: Expression) -> bool:
    """Whether it is 1 where a condition holds, else 0."""
    return each.parts[1].is_number(1) and each.parts[2].is_number(0)


_TURNED: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def else_sign(rows: Sequence[tuple[Expression, Expression]]) -> str:
    """The sign that says what is left after the conditions of these rows, all of the same two sides; empty for none.

    Example:
        >>> from circuitgrad.symbolic.algebra import Algebra
        >>> algebra = Algebra()
        >>> a, b = algebra.symbol("a"), algebra.symbol("b")
        >>> larger, equal = algebra.compare(">", a, b), algebra.compare("==", a, b)
        >>> else_sign([(a, larger)]), else_sign([(a, larger), (a, equal)]), else_sign([(a, equal), (b, equal)])
        ('<=', '<', '')
    """
    conditions = [condition for _, condition in rows]
    if any(condition.kind is not Kind.COMPARE or condition.parts != conditions[0].parts for condition in conditions):
        return ""
    signs = tuple(condition.data for condition in conditions)
    if len(signs) == 1:
        return _TURNED[signs[0]]
    return {(">", "=="): "<", ("<", "=="): ">"}.get(signs, "")
