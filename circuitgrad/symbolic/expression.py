"""What a formula is made of. Equal expressions of one `Algebra` are one object, so that shared parts stay shared.

An expression's parts always have a lower `index` than it has: whoever goes through expressions by index needs no
recursion, however deep a circuit is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction
from typing import Any, Final

from circuitgrad.operators import Operator

Exact = Fraction | float
"""A number: exact where it is finite; a float is infinite or NaN."""


class Kind(Enum):
    """What an expression is, and what its `data` holds."""

    NUMBER = auto()
    """`data` is the number (`Exact`)."""
    PI = auto()
    SYMBOL = auto()
    """A node of the circuit; `data` is its id."""
    SUM = auto()
    """`data` is (coefficients of the parts, constant)."""
    PRODUCT = auto()
    """`data` is (exponents of the parts, coefficient)."""
    CALL = auto()
    """`data` is a `Function`; the parts are its inputs, then its constants."""
    COMPARE = auto()
    """`data` is one of < <= > >= == !=; two parts."""
    WHERE = auto()
    """Condition, what holds if it is true, what holds else."""


@dataclass(frozen=True, slots=True)
class Function:
    """What a call calls.

    Args:
        name: a primitive, a function that rules share, or an operator.
        operator: where it is an operator's value, or its local derivative, the operator.
        place: of a function that gives several numbers, which one; of a local derivative, the port.
        is_slope: whether it is an operator's local derivative.
    """

    name: str
    operator: Operator | None = None
    place: int | None = None
    is_slope: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Expression:
    """A formula or a part of one; made by an `Algebra` alone.

    Args:
        index: its number among all of its algebra.
        kind: what it is.
        parts: what it is made of.
        data: what else it is, by kind.
    """

    index: int
    kind: Kind
    parts: tuple[Expression, ...] = ()
    data: Any = None

    @property
    def number(self) -> Exact | None:
        """The number that it is, None where it is none."""
        value: Exact | None = self.data if self.kind is Kind.NUMBER else None
        return value

    def __repr__(self) -> str:
        """Short: what it is made of may be a hundred thousand deep."""
        return f"<{self.kind.name} {self.index} of {[part.index for part in self.parts]}: {self.data}>"

    def is_number(self, value: int) -> bool:
        """Whether it is this very number."""
        return self.kind is Kind.NUMBER and self.data == value


def parts_of(roots: Iterable[Expression]) -> list[Expression]:
    """Everything that these expressions are made of, themselves included, parts before wholes."""
    found: dict[int, Expression] = {}
    waiting = list(roots)
    while waiting:
        expression = waiting.pop()
        if expression.index not in found:
            found[expression.index] = expression
            waiting += expression.parts
    return [found[index] for index in sorted(found)]


def uses(roots: Iterable[Expression]) -> dict[int, int]:
    """How many times each part stands in what these are made of, by index; 1 more for each root."""
    roots = list(roots)
    count: dict[int, int] = {}
    for root in roots:
        count[root.index] = count.get(root.index, 0) + 1
    for expression in parts_of(roots):
        for part in expression.parts:
            count[part.index] = count.get(part.index, 0) + 1
    return count


MOST_SIZE: Final = 10**9


def tree_sizes(roots: Iterable[Expression]) -> dict[int, int]:
    """How many parts each expression has when it is written out, shared parts each time anew; at most `MOST_SIZE`."""
    sizes: dict[int, int] = {}
    for expression in parts_of(roots):
        sizes[expression.index] = min(MOST_SIZE, 1 + sum(sizes[part.index] for part in expression.parts))
    return sizes
