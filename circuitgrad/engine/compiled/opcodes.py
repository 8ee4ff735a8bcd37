"""The operators as small numbers: one for each operator and number of inputs that has a kernel branch of its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from circuitgrad.operators import OPERATORS, Operator

LEAF: Final = 0
LACKING: Final = 1
"""A node that lacks inputs: NaN."""
_FIRST: Final = 2
MANY: Final = 3
"""From this number of inputs on a node's wires stand in a row of their own."""


@dataclass(frozen=True, slots=True)
class Opcode:
    """One branch of the kernels.

    Args:
        number: how it stands in arrays.
        operator: which operator.
        count: for how many inputs; `MANY` for that many or more.
    """

    number: int
    operator: Operator
    count: int


@cache
def opcodes() -> tuple[Opcode, ...]:
    """All branches, from number 2 on; 0 are leaves, 1 nodes that lack inputs."""
    pairs = [
        (operator, count)
        for operator in OPERATORS.values()
        if not operator.is_leaf
        for count in ((1, 2, MANY) if operator.any_number else (len(operator.ports),))
    ]
    return tuple(Opcode(number, *pair) for number, pair in enumerate(pairs, start=_FIRST))


@cache
def opcode_of(operator: Operator, count: int) -> int:
    """The number for an operator that is fed by so many wires.

    Example:
        >>> opcode_of(OPERATORS["input"], 0), opcode_of(OPERATORS["divide"], 1)
        (0, 1)
    """
    if operator.is_leaf:
        return LEAF
    if not operator.accepts(count):
        return LACKING
    wanted = min(count, MANY)
    return next(code.number for code in opcodes() if code.operator is operator and code.count == wanted)
