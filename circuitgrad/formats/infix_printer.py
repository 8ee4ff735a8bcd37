"""Formulas on one line with the signs of programs: what plain text and SymPy's code share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from circuitgrad.formats.expression_printer import (
    CALL,
    POWER,
    PRODUCT,
    SIGN,
    SUM,
    Factors,
    Part,
    Piece,
    Printer,
    Shape,
    decimal,
    has_plain_fraction,
    is_indicator,
    rows_of,
)
from circuitgrad.formats.numbers import plain_number
from circuitgrad.operators.written import WRITTEN
from circuitgrad.symbolic.expression import Exact, Expression, Function


class InfixPrinter(Printer):
    """Writes ``2*x/(1 + exp(x))**2``.

    Args:
        labels: how each node is written, by id.
        named: see `Printer`.
    """

    def __init__(
        self, labels: Mapping[str, str], *, named: Mapping[int, Shape] | None = None, longest: int = 200_000
    ) -> None:
        super().__init__(labels, named, longest)

    def number(self, value: Exact) -> Shape:
        """A number."""
        if isinstance(value, float):
            return Shape((self.not_finite(value),), SIGN if value < 0 else CALL)
        if has_plain_fraction(value):
            return self.fraction(value)
        text = decimal(value)
        return Shape((text,), SUM if text.startswith("-") else CALL)

    def not_finite(self, value: float) -> str:
        """An infinite number, or NaN."""
        return plain_number(value)

    def fraction(self, value: Fraction) -> Shape:
        """A number that decimals do not say."""
        return Shape((f"{value.numerator}/{value.denominator}",), SUM if value < 0 else PRODUCT)

    def pi(self) -> Shape:
        """π."""
        return Shape(("pi",), rank=1)

    def symbol(self, id: str) -> Shape:
        """The name."""
        return Shape((self.labels[id],), rank=1)

    def product(self, factors: Factors) -> Shape:
        """A product; what is divided by stands in brackets behind one stroke."""
        above = self._times(factors.above) if factors.above else ["1"]
        pieces: list[Piece] = ["-"] if factors.is_negative else []
        pieces += above
        if factors.below:
            below = self._times(factors.below)
            several = len(factors.below) > 1 or factors.below[0].precedence == PRODUCT
            pieces += ["/(", *below, ")"] if several else ["/", *below]
        return Shape(tuple(pieces), SUM if factors.is_negative else PRODUCT, rank=2)

    def _times(self, shapes: Sequence[Shape]) -> list[Piece]:
        if len(shapes) == 1 and shapes[0].precedence < PRODUCT:
            return list(self.bracketed(shapes[0], PRODUCT))
        return [piece for shape in shapes for piece in ("*", *self.bracketed(shape, PRODUCT))][1:]

    def raised(self, base: Expression, exponent: Fraction) -> Shape:
        """A power."""
        power = self.number(exponent)
        return Shape((self.part(base, CALL), "**", *self.bracketed(power, CALL)), POWER, rank=1)

    def compare(self, each: Expression) -> Shape:
        """A condition."""
        return Shape((self.part(each.parts[0]), f" {each.data} ", self.part(each.parts[1])), SUM)

    def called(self, name: str, parts: Sequence[Expression]) -> Shape:
        """A function by its name."""
        pieces = [more for part in parts for more in (", ", self.part(part))][1:]
        return Shape((f"{name}(", *pieces, ")"), CALL, rank=5)


class PlainPrinter(InfixPrinter):
    """Writes formulas as the formula bar reads them, where it can read them: cases are for people alone.

    Example:
        >>> from circuitgrad.symbolic.algebra import Algebra
        >>> algebra = Algebra()
        >>> x = algebra.symbol("x")
        >>> PlainPrinter({"x": "x"}).write(algebra.divide(x, algebra.add([algebra.one, x])))
        'x/(x + 1)'
    """

    def cases(self, each: Expression) -> Shape:
        """``[x > 0]`` for 1 or 0, else ``(1 if x > 0 else 0.01)``."""
        if is_indicator(each):
            return Shape(("[", self.part(each.parts[0]), "]"), rank=4)
        rows, rest = rows_of(each, self.named)
        pieces: list[Piece] = ["("]
        for value, condition in rows:
            pieces += [self.part(value), " if ", self.part(condition), " else "]
        return Shape((*pieces, self.part(rest), ")"), CALL, rank=6)

    def call(self, each: Expression) -> Shape:
        """A function by the name that formulas know it by."""
        function: Function = each.data
        if function.operator is None:
            return self.called(WRITTEN[function.name].text, each.parts)
        for notation in function.operator.notations:
            if len(notation.slots) == len(each.parts) and notation.template.count("{") == len(notation.slots):
                return self._infix(notation.template, notation.slots, each.parts, notation.precedence)
        return self.called(function.operator.name, each.parts)

    def _infix(self, template: str, slots: Sequence[int], parts: Sequence[Expression], precedence: int) -> Shape:
        from circuitgrad.formats.spellings import pieces as cut_at_fields
        from circuitgrad.operators import Precedence

        written: list[Piece] = []
        for place, piece in enumerate(cut_at_fields(template)):
            written.append(Part(parts[int(piece)].index, Precedence(slots[int(piece)])) if place % 2 else piece)
        return Shape(tuple(written), Precedence(precedence), rank=3)
