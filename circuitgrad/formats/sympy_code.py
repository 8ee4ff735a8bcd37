"""Formulas as Python code for SymPy: it runs as it stands, and says the same as the formula."""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from circuitgrad.errors import CircuitError
from circuitgrad.formats.expression_printer import ATOM, CALL, Piece, Shape, rows_of
from circuitgrad.formats.infix_printer import InfixPrinter
from circuitgrad.formats.numbers import plain_number
from circuitgrad.symbolic.expression import Expression, Function, Kind, parts_of
from circuitgrad.symbolic.rules import name_of_value

NAMES: Final = MappingProxyType(
    {
        "exp": "exp", "log": "log", "sqrt": "sqrt", "sin": "sin", "cos": "cos", "tan": "tan", "asin": "asin",
        "acos": "acos", "atan": "atan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "erfc": "erfc",
        "absolute": "Abs", "sign": "sign", "largest": "Max", "smallest": "Min", "power": "Pow",
    }
)  # fmt: skip
"""What SymPy calls the functions that rules are written with; all others are written in these."""


def name_of(function: Function) -> str:
    """The name under which rules know a function."""
    if function.operator is None:
        return function.name
    return "" if function.is_slope else name_of_value(function.operator)


def known_to_sympy(function: Function) -> bool:
    """Whether SymPy has this function."""
    return name_of(function) in NAMES


def python_names(labels: Mapping[str, str]) -> dict[str, str]:
    """Names that Python takes, one for each node, by id: ``w₀`` is w0, ``lambda`` is lambda_, ``exp`` is exp_.

    Example:
        >>> python_names({"a": "w₀", "b": "w0", "c": "lambda", "d": "f′"})
        {'a': 'w0', 'b': 'w0_', 'c': 'lambda_', 'd': 'f_prime'}
    """
    taken = {*NAMES.values(), "Symbol", "Rational", "Piecewise", "Eq", "Ne", "pi", "oo", "nan", "result", "value"}
    found: dict[str, str] = {}
    for id, label in labels.items():
        plain = unicodedata.normalize("NFKC", label.replace("′", "_prime"))
        name = (
            plain
            if plain.isidentifier() and not plain.startswith("__")
            else "n_" + "".join(sign if sign.isalnum() and sign.isascii() else "_" for sign in plain)
        )
        while name in taken or keyword.iskeyword(name):
            name += "_"
        taken.add(name)
        found[id] = name
    return found


class SympyPrinter(InfixPrinter):
    """Writes an expression of SymPy; notes what it needs from SymPy in `imports`."""

    def __init__(self, labels: Mapping[str, str], *, named: Mapping[int, Shape] | None = None) -> None:
        super().__init__(labels, named=named)
        self.imports: set[str] = set()

    def _uses(self, name: str) -> str:
        self.imports.add(name)
        return name

    def not_finite(self, value: float) -> str:
        """∞ and NaN as SymPy has them."""
        if value != value:
            return self._uses("nan")
        return self._uses("oo") if value > 0 else "-" + self._uses("oo")

    def fraction(self, value: Fraction) -> Shape:
        """An exact fraction."""
        return Shape((f"{self._uses('Rational')}({value.numerator}, {value.denominator})",), CALL)

    def pi(self) -> Shape:
        """π."""
        return Shape((self._uses("pi"),), ATOM, rank=1)

    def compare(self, each: Expression) -> Shape:
        """A condition; Python's own == would compare the formulas."""
        relation = {"==": "Eq", "!=": "Ne"}.get(each.data)
        return super().compare(each) if relation is None else self.called(self._uses(relation), each.parts)

    def cases(self, each: Expression) -> Shape:
        """A Piecewise."""
        rows, rest = rows_of(each, self.named)
        pieces: list[Piece] = [f"{self._uses('Piecewise')}("]
        for value, condition in rows:
            pieces += ["(", self.part(value), ", ", self.part(condition), "), "]
        return Shape((*pieces, "(", self.part(rest), ", True))"), CALL, rank=6)

    def call(self, each: Expression) -> Shape:
        """A function that SymPy has."""
        return self.called(self._uses(NAMES[name_of(each.data)]), each.parts)


def sympy_code(
    roots: Sequence[tuple[str, Expression]],
    labels: Mapping[str, str],
    definitions: Iterable[tuple[str, Expression]] = (),
    values: Mapping[str, float] | None = None,
) -> str:
    """A program that makes these formulas with SymPy.

    Args:
        roots: the names of the formulas and the formulas, in functions that SymPy has.
        labels: what people call each node, by id.
        definitions: parts with names of their own, in an order in which they can be computed.
        values: numbers of nodes, by id; with them the program ends with the value of the last formula.

    Example:
        >>> from circuitgrad.symbolic.algebra import Algebra
        >>> algebra = Algebra()
        >>> print(sympy_code([("f", algebra.raised(algebra.symbol("x"), Fraction(2)))], {"x": "x"}, values={"x": 3.0}))
        from sympy import Symbol
        x = Symbol("x", real=True)
        f = x**2
        value = f.subs({x: 3})
    """
    wanted = [expression for _, expression in (*definitions, *roots)]
    used = {part.data for part in parts_of(wanted) if part.kind is Kind.SYMBOL}
    names = python_names({id: label for id, label in labels.items() if id in used})
    printer = SympyPrinter(names)
    lines = [f'{name} = {printer._uses("Symbol")}("{_quoted(labels[id])}", real=True)' for id, name in names.items()]
    for name, expression in (*definitions, *roots):
        lines.append(f"{name} = {printer.write(expression, as_named=False)}")
        printer.named[expression.index] = printer.shapes[expression.index] = Shape((name,), ATOM, rank=1)
    known = ", ".join(f"{names[id]}: {plain_number(value)}" for id, value in (values or {}).items() if id in names)
    if known:
        lines.append(f"value = {roots[-1][0]}.subs({{{known}}})")
    if printer.imports:
        lines.insert(0, f"from sympy import {', '.join(sorted(printer.imports))}")
    return "\n".join(lines)


def _quoted(label: str) -> str:
    if any(sign in label for sign in '"\\\n'):
        raise CircuitError("“{label}” cannot be a name in SymPy.", label=label)
    return label
