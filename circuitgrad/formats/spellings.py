"""The notations of the operator table, taken apart once for parser and printer. No operator is named here."""

from __future__ import annotations

import math
import re
from functools import cache
from types import MappingProxyType
from typing import Final

from circuitgrad.frozen import frozen
from circuitgrad.operators import OPERATORS, Notation, Operator

NUMBERS: Final = MappingProxyType({"pi": math.pi, "π": math.pi})
"""Names that are numbers, unless the text defines them."""

_PIECES: Final = re.compile(r"\{(-?\w+)\}")
_BINARY: Final = re.compile(r"^(\{-?\w+\}|\d+) ?(\*\*|[-+*/]) ?(\{-?\w+\}|\d+)$")
_PREFIX: Final = re.compile(r"^([-+])(\{\w+\})$")


@frozen
class Side:
    """One side of an infix notation: an input, a constant (possibly with its sign turned), or a fixed number."""

    port: int | None = None
    constant: str | None = None
    turned: bool = False
    number: float | None = None

    def fits(self, found: float | None) -> bool:
        """Whether this may stand here: a bare number, or None for anything else."""
        if self.number is not None:
            return found == self.number
        return self.constant is None or found is not None


@frozen
class Infix:
    """An infix notation as the parser meets it: sides left and right of a sign; a prefix has no left side."""

    operator: Operator
    notation: Notation
    sign: str
    left: Side | None
    right: Side

    @property
    def exactness(self) -> int:
        """How special it is: fixed numbers before constants before inputs alone."""
        sides = [side for side in (self.left, self.right) if side is not None]
        return -sum(2 if side.number is not None else 1 if side.constant is not None else 0 for side in sides)


def _side(text: str) -> Side:
    if not text.startswith("{"):
        return Side(number=float(text))
    name = text[1:-1]
    if name.isdigit():
        return Side(port=int(name))
    return Side(constant=name.removeprefix("-"), turned=name.startswith("-"))


def _rank(row: Infix) -> tuple[int, bool]:
    return row.exactness, row.notation.exactly is not None


@cache
def infixes() -> MappingProxyType[str, tuple[Infix, ...]]:
    """The binary notations by sign, the most special first."""
    found: dict[str, list[Infix]] = {}
    for operator in OPERATORS.values():
        for notation in operator.notations:
            match = _BINARY.match(notation.template)
            if match is not None:
                left, sign, right = match.groups()
                found.setdefault(sign, []).append(Infix(operator, notation, sign, _side(left), _side(right)))
    return MappingProxyType({sign: tuple(sorted(rows, key=_rank)) for sign, rows in found.items()})


def infix_for(sign: str, left: float | None, right: float | None) -> Infix:
    """What a sign between two sides is read as.

    Args:
        sign: a binary sign.
        left: the bare number on its left; None where something else stands there.
        right: the same on its right.

    Example:
        >>> infix_for("*", 2.0, None).operator.name, infix_for("*", None, None).operator.name
        ('scale', 'mul')
    """
    return next(row for row in infixes()[sign] if row.left and row.left.fits(left) and row.right.fits(right))


@cache
def infix_of(notation: Notation) -> Infix | None:
    """An infix notation taken apart; None for a prefix.

    Example:
        >>> infix_of(OPERATORS["add"].notations[0]).sign
        '+'
    """
    return next((row for rows in infixes().values() for row in rows if row.notation is notation), None)


@cache
def prefixes() -> MappingProxyType[str, Infix]:
    """The prefix notations by sign."""
    found: dict[str, Infix] = {}
    for operator in OPERATORS.values():
        for notation in operator.notations:
            match = _PREFIX.match(notation.template)
            if match is not None:
                found[match[1]] = Infix(operator, notation, match[1], None, _side(match[2]))
    return MappingProxyType(found)


@cache
def functions() -> MappingProxyType[str, Operator]:
    """Every operator that can be called, by name and alias."""
    callable_ones = [operator for operator in OPERATORS.values() if not operator.is_leaf]
    by_alias = {alias: operator for operator in callable_ones for alias in operator.aliases}
    return MappingProxyType({**by_alias, **{operator.name: operator for operator in callable_ones}})


@cache
def pieces(template: str) -> tuple[str, ...]:
    """A template cut at its fields: texts at even places, names of fields at odd ones.

    Example:
        >>> pieces("{0} + {k}")
        ('', '0', ' + ', 'k', '')
    """
    return tuple(_PIECES.split(template))
