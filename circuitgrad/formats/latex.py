"""Formulas in LaTeX, by the operators' own templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Final

from circuitgrad.formats.expression_printer import (
    ATOM,
    CALL,
    POWER,
    PRODUCT,
    SUM,
    Factors,
    Part,
    Piece,
    Printer,
    Shape,
    decimal,
    else_sign,
    has_plain_fraction,
    is_indicator,
    rows_of,
)
from circuitgrad.formats.latex_names import latex_name, latex_number
from circuitgrad.formats.numbers import short_number
from circuitgrad.operators import Precedence
from circuitgrad.operators.written import WRITTEN
from circuitgrad.symbolic.expression import Exact, Expression, Function
from circuitgrad.symbolic.rules import cut

_FIELD: Final = re.compile(r"<(\*|\w+)>")
_PLAIN_CALL: Final = re.compile(r"^(\\[a-z]+|\\operatorname\{\w+\}(?:_\{[^}]*\})?) <0>$")
_SIGNS: Final = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne"}


@cache
def _template(latex: str) -> tuple[tuple[str, ...], tuple[Precedence, ...], Precedence]:
    """A template cut at its fields, the least precedence in each, and the precedence of the whole."""
    pieces = tuple(_FIELD.split(latex))
    slots = tuple(_slot(pieces[place - 1], pieces[place + 1]) for place in range(1, len(pieces), 2))
    return pieces, slots, _whole(latex)


def _slot(before: str, behind: str) -> Precedence:
    """What may stand between these texts without brackets."""
    before, behind = before.rstrip(), behind.lstrip()
    if behind.startswith(("^", "}^")):
        return ATOM
    if not before or before[-1] in "{([|,":
        return SUM if not behind or (behind[0] in "})]|,+-\\" and not behind.startswith(r"\ln")) else POWER
    if before[-1] in "+-" or before.endswith(r"\cdot"):
        return PRODUCT if not behind.startswith("\\ln") else POWER
    return ATOM


def _whole(latex: str) -> Precedence:
    """How tightly a template binds, by what stands in no bracket."""
    bare = re.sub(r"\\left\|.*\\right\|", "m", latex)
    while (inner := re.sub(r"\{[^{}]*\}|\([^()]*\)", "", bare)) != bare:
        bare = inner
    if "+" in bare or "-" in bare:
        return SUM
    if r"\cdot" in bare:
        return PRODUCT
    if "^" in bare:
        return POWER
    return CALL if "<" in bare else ATOM


class LatexPrinter(Printer):
    """Writes LaTeX.

    Args:
        labels: what people call each node, by id.
        values: where given, these numbers stand in place of the names.
        digits: of numbers in place of names; None for all of them.
        named: see `Printer`.
        color: the colour of a node's name or number, one of the theme's; empty for none.
    """

    def __init__(
        self,
        labels: Mapping[str, str],
        *,
        values: Mapping[str, float] | None = None,
        digits: int | None = None,
        named: Mapping[int, Shape] | None = None,
        color: Callable[[str], str] | None = None,
        longest: int = 200_000,
    ) -> None:
        super().__init__(labels, named, longest)
        self._values, self._digits, self._color = values, digits, color

    def number(self, value: Exact) -> Shape:
        """A number: p/q where decimals do not say it, else as it is typed."""
        if isinstance(value, Fraction) and has_plain_fraction(value):
            sign = "-" if value < 0 else ""
            text = rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
            return Shape((text,), SUM if sign else PRODUCT, is_tall=True)
        return number_shape(self._typed(value) if isinstance(value, Fraction) else short_number(value))

    def _typed(self, value: Fraction) -> str:
        """A number as it was typed; beside numbers that are rounded, a long one is rounded too."""
        text = decimal(value)
        is_long = self._digits is not None and sum(sign.isdigit() for sign in text) > self._digits + 1
        return short_number(float(value), self._digits or 1) if is_long else text

    def pi(self) -> Shape:
        """π."""
        return Shape((r"\pi",), rank=1)

    def symbol(self, id: str) -> Shape:
        """The name, or the number that stands for it."""
        if self._values is not None and id in self._values:
            value = self._values[id]
            shape = number_shape(
                decimal(Fraction(value)) if self._digits is None else short_number(value, self._digits)
            )
        else:
            text = latex_name(self.labels[id])
            shape = Shape((text,), rank=1, is_word="\\mathit" in text or "\\text" in text)
        color = self._color(id) if self._color is not None else ""
        if color:
            text = "".join(piece for piece in shape.pieces if isinstance(piece, str))
            return Shape((rf"\textcolor{{{color}}}{{{text}}}",), shape.precedence, shape.rank, is_digit=shape.is_digit)
        return shape

    def brackets(self, shape: Shape) -> tuple[str, str]:
        """Brackets that grow with what is in them, where that is high."""
        return (r"\left(", r"\right)") if shape.is_tall else ("(", ")")

    def product(self, factors: Factors) -> Shape:
        """A product side by side, or a fraction."""
        above = self._side_by_side(factors.above) if factors.above else Shape(("1",))
        if not factors.below:
            whole = above
        elif len(factors.above) == 1 and factors.above[0].rank == 3 and _is_number(factors.below):
            one = rf"\frac{{1}}{{{self._flat(factors.below)}}} "
            whole = Shape((one, *self.bracketed(above, PRODUCT)), PRODUCT, rank=2, is_tall=True)
        else:
            below = self._side_by_side(factors.below)
            whole = Shape((r"\frac{", *above.pieces, "}{", *below.pieces, "}"), PRODUCT, rank=2, is_tall=True)
        if not factors.is_negative:
            return whole
        least = PRODUCT if len(factors.above) == 1 and not factors.below else SUM
        return Shape(("-", *self.bracketed(whole, least)), SUM, is_tall=whole.is_tall)

    def _flat(self, shapes: Sequence[Shape]) -> str:
        return "".join(piece for shape in shapes for piece in shape.pieces if isinstance(piece, str))

    def _side_by_side(self, shapes: Sequence[Shape]) -> Shape:
        if len(shapes) == 1:
            return shapes[0]
        pieces: list[Piece] = []
        for place, shape in enumerate(shapes):
            if place:
                before = shapes[place - 1]
                needs = shape.is_digit or before.is_open or before.is_word or shape.is_word
                needs |= before.rank == 0 and shape.precedence <= SUM and shape.rank == 0
                apart = before.rank > 0 and shape.precedence in {SUM, CALL}
                pieces.append(r" \cdot " if needs else r" \, " if apart else " ")
            pieces += self.bracketed(shape, PRODUCT)
        last = shapes[-1]
        tall = any(shape.is_tall for shape in shapes)
        return Shape(tuple(pieces), PRODUCT, rank=2, is_open=last.is_open, is_digit=shapes[0].is_digit, is_tall=tall)

    def raised(self, base: Expression, exponent: Fraction) -> Shape:
        """A power; roots of whole degree as roots, and sin² x."""
        shape = self.shapes[base.index]
        if exponent.numerator == 1 and exponent.denominator <= 9:
            degree = "" if exponent.denominator == 2 else f"[{exponent.denominator}]"
            return Shape((rf"\sqrt{degree}{{", self.part(base), "}"), rank=2, is_tall=True)
        power = rf"^{{{self.text(self.number(exponent))}}}"
        head = shape.pieces[0] if shape.is_open and base.index not in self.named else ""
        if isinstance(head, str) and head.endswith(" ") and exponent.denominator == 1:
            return Shape((head.rstrip() + power + " ", *shape.pieces[1:]), CALL, rank=5, is_open=True)
        return Shape((self.part(base, ATOM), power), POWER, rank=max(1, shape.rank), is_digit=shape.is_digit)

    def compare(self, each: Expression) -> Shape:
        """A condition."""
        return Shape((self.part(each.parts[0]), f" {_SIGNS[each.data]} ", self.part(each.parts[1])), SUM)

    def cases(self, each: Expression) -> Shape:
        """Iverson's bracket where it is 1 or 0, else a brace with a row for each case."""
        if is_indicator(each):
            return Shape((r"\left[", self.part(each.parts[0]), r"\right]"), rank=4)
        rows, rest = rows_of(each, self.named)
        pieces: list[Piece] = [r"\begin{cases} "]
        for value, condition in rows:
            pieces += [self.part(value), " & ", self.part(condition), r" \\ "]
        pieces += [self.part(rest), " & ", *self._else(rows), r" \end{cases}"]
        return Shape(tuple(pieces), ATOM, rank=6, is_tall=True)

    def _else(self, rows: Sequence[tuple[Expression, Expression]]) -> Sequence[Piece]:
        sign = else_sign(rows)
        if not sign:
            return (r"\text{otherwise}",)
        a, b = rows[0][1].parts
        return (self.part(a), f" {_SIGNS[sign]} ", self.part(b))

    def call(self, each: Expression) -> Shape:
        """A function by the template of its operator, or by its own."""
        function: Function = each.data
        latex = WRITTEN[function.name].latex if function.operator is None else function.operator.latex
        pieces, slots, precedence = _template(latex)
        fields = self._fields(function, each.parts)
        written: list[Piece] = []
        for place, piece in enumerate(pieces):
            if place % 2 == 0:
                written.append(piece)
            elif piece == "*":
                written += [more for part in each.parts for more in (", ", self.part(part))][1:]
            else:
                written += self._field(fields[piece], slots[place // 2])
        is_open = bool(_PLAIN_CALL.match(latex))
        tall = any(self.shapes[part.index].is_tall for part in each.parts) or latex.startswith(r"\sqrt")
        begins = not pieces[0].strip("{") and len(pieces) > 1 and pieces[1].isdigit()
        return Shape(
            tuple(written),
            precedence,
            rank=5 if precedence >= CALL else 4,
            is_open=is_open,
            is_digit=begins and self.shapes[fields[pieces[1]].index].is_digit,
            is_tall=tall,
        )

    def _field(self, part: Expression, least: Precedence) -> Sequence[Piece]:
        shape = self.shapes[part.index]
        if shape.precedence >= least:
            return (Part(part.index, least),)
        before, behind = (r"\left(", r"\right)") if shape.is_tall else ("(", ")")
        return (before, Part(part.index), behind)

    def _fields(self, function: Function, parts: Sequence[Expression]) -> Mapping[str, Expression]:
        if function.operator is None:
            return {str(place): part for place, part in enumerate(parts)}
        inputs, constants = cut(function.operator, parts)
        names = [constant.name for constant in function.operator.constants]
        return {str(place): part for place, part in enumerate(inputs)} | dict(zip(names, constants, strict=True))


def number_shape(text: str) -> Shape:
    """A number as it is shown, in LaTeX."""
    written = latex_number(text)
    precedence = SUM if written.startswith("-") else PRODUCT if r"\times" in written else ATOM
    return Shape((written,), precedence, is_digit=written[:1].isdigit() or written.startswith("-"))


def _is_number(shapes: Sequence[Shape]) -> bool:
    return len(shapes) == 1 and shapes[0].rank == 0 and all(isinstance(piece, str) for piece in shapes[0].pieces)
