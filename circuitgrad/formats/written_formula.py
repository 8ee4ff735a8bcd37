"""A formula with its definitions, in every language: plain text, LaTeX, and code for SymPy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from circuitgrad.errors import CircuitError
from circuitgrad.formats.expression_printer import Printer, Shape
from circuitgrad.formats.infix_printer import PlainPrinter
from circuitgrad.formats.latex import LatexPrinter
from circuitgrad.formats.latex_names import latex_name
from circuitgrad.formats.sympy_code import known_to_sympy, sympy_code
from circuitgrad.symbolic.definitions import shared_parts
from circuitgrad.symbolic.expression import Expression
from circuitgrad.symbolic.rules import Rules, written_out

LONGEST: Final = 20_000
"""Characters of a formula with all its definitions."""
SHARED: Final = "p"
BETWEEN: Final = "; "


@dataclass(frozen=True, slots=True)
class Line:
    """One definition, or the formula itself: a name and what it is."""

    name: str
    text: str


class WrittenFormula:
    """A formula that can be written down.

    Args:
        rules: of the algebra that it is made in.
        root: the formula, as the rules have it.
        labels: what people call each node, by id.
        known: parts that have a name already, such as the values of named nodes.
        name: what the formula is called in code.
    """

    def __init__(
        self,
        rules: Rules,
        root: Expression,
        labels: Mapping[str, str],
        known: Mapping[str, Expression],
        name: str = "result",
    ) -> None:
        self._rules, self._root, self._labels, self._known = rules, root, labels, known
        self.name = name

    @cached_property
    def expression(self) -> Expression:
        """The formula as people write it."""
        return written_out(self._rules, [self._root])[0]

    @cached_property
    def _definitions(self) -> list[tuple[str, Expression]]:
        return self._named_parts(self.expression, dict(self._known))

    def _named_parts(self, root: Expression, known: Mapping[str, Expression]) -> list[tuple[str, Expression]]:
        names = {expression.index: name for name, expression in known.items()}
        spare = self._spare_names()
        return [(names.get(part.index) or next(spare), part) for part in shared_parts([root])]

    def _spare_names(self) -> Iterator[str]:
        taken = set(self._labels.values())
        number = 0
        while True:
            number += 1
            if f"{SHARED}{number}" not in taken:
                yield f"{SHARED}{number}"

    @cached_property
    def plain(self) -> str:
        """Definitions first, as the formula bar reads them: ``p1 = …; p1*x``."""
        lines = self.plain_lines
        return BETWEEN.join([*(f"{line.name} = {line.text}" for line in lines[:-1]), lines[-1].text])

    @cached_property
    def plain_lines(self) -> list[Line]:
        """The definitions and the formula as plain text."""
        return self._lines(PlainPrinter(self._labels, longest=LONGEST), lambda name: Shape((name,), rank=1))

    def latex_lines(self, digits: int | None = None) -> list[Line]:
        """The formula and the definitions after it, in LaTeX; the first has no name.

        Args:
            digits: to which longer numbers are rounded; None for all of them.
        """
        *definitions, formula = self._lines(
            LatexPrinter(self._labels, digits=digits, longest=LONGEST), lambda name: Shape((latex_name(name),), rank=1)
        )
        return [formula, *(Line(latex_name(line.name), line.text) for line in definitions)]

    def latex(self, digits: int | None = None) -> str:
        """In LaTeX, on one line, definitions behind; `digits` as in `latex_lines`."""
        formula, *definitions = self.latex_lines(digits)
        return r", \quad ".join([formula.text, *(f"{line.name} = {line.text}" for line in definitions)])

    def _lines(self, printer: Printer, shape: Callable[[str], Shape]) -> list[Line]:
        lines: list[Line] = []
        length = 0
        for name, expression in (*self._definitions, ("", self.expression)):
            text = printer.write(expression, as_named=False)
            length += len(text)
            if length > LONGEST:
                raise too_long(LONGEST)
            lines.append(Line(name, text))
            printer.named[expression.index] = printer.shapes[expression.index] = shape(name)
        return lines

    @cached_property
    def sympy(self) -> str:
        """A program for SymPy."""
        roots = written_out(self._rules, [self._root, *self._known.values()], known_to_sympy)
        named = self._named_parts(roots[0], dict(zip(self._known, roots[1:], strict=True)))
        return sympy_code([(self.name, roots[0])], self._labels, named)


def too_long(longest: int) -> CircuitError:
    """What is said of a formula that nobody could read."""
    return CircuitError(
        "The formula is longer than {longest:,} characters: ask for a node nearer to the input, or a smaller circuit.",
        longest=longest,
    )
