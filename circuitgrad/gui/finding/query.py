"""What somebody types to find nodes: words, conditions on numbers, or both. It is parsed, never evaluated.

``sum`` finds by name, id and operator; ``> 3`` by value; ``gradient < 0``, ``|gradient| < 1e-6``, ``value = nan`` by
what they say; ``mul > 2`` by operator and value; ``0 < gradient < 1`` between two numbers; ``mul, > 2, gradient < 0``
by several conditions, all of which hold.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from circuitgrad.errors import CircuitError


class QueryError(CircuitError):
    """What was typed to find nodes cannot be read."""


class Quantity(Enum):
    """Which number of a node is compared."""

    VALUE = "value"
    GRADIENT = "gradient"


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of a node's number with one that was typed.

    Args:
        quantity: the node's number.
        relation: one of ``<``, ``<=``, ``>``, ``>=``, ``=`` and ``!=``.
        number: what it is compared with; for NaN, ``=`` and ``!=`` ask whether it is one.
        size: whether the size counts and not the sign, as in ``|gradient|``.
    """

    quantity: Quantity
    relation: str
    number: float
    size: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Words that name and operator fit, and conditions that hold; either can be missing."""

    text: str = ""
    conditions: tuple[Condition, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text or self.conditions)


_RELATIONS: Final = {"≤": "<=", "≥": ">=", "≠": "!=", "==": "=", "<>": "!=", "=<": "<=", "=>": ">="}
_TURNED: Final = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
_QUANTITIES: Final = {
    "value": Quantity.VALUE,
    "val": Quantity.VALUE,
    "gradient": Quantity.GRADIENT,
    "grad": Quantity.GRADIENT,
}
_RELATION: Final = re.compile(r"(<>|<=|>=|==|=<|=>|!=|[<>=≤≥≠])")
_SIZE: Final = re.compile(r"\|\s*(\w+)\s*\||abs\s*\(\s*(\w+)\s*\)", re.IGNORECASE)
_NUMBERS: Final = {"nan": math.nan, "inf": math.inf, "infinity": math.inf, "∞": math.inf}
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)


def parse_query(typed: str) -> Query:
    """Reads what was typed.

    Raises:
        QueryError: it has a comparison that cannot be read; the sentence says which part, and what to write.

    Example:
        >>> parse_query("mul > 2")
        Query(text='mul', conditions=(Condition(quantity=<Quantity.VALUE: 'value'>, relation='>', number=2.0, \
size=False),))
        >>> parse_query("|gradient| < 1e-6").conditions[0].size, parse_query("value").text
        (True, 'value')
    """
    words: list[str] = []
    conditions: list[Condition] = []
    for part in typed.split(",") if _RELATION.search(typed) else [typed]:
        pieces = [piece.strip() for piece in _RELATION.split(part)]
        if len(pieces) == 1:
            words.append(pieces[0])
        elif len(pieces) > 5:
            raise QueryError("“{part}” has too many comparisons: put a comma between conditions.", part=part.strip())
        else:
            word, found = _read(pieces)
            words.append(word)
            conditions += found
    return Query(" ".join(filter(None, words)), tuple(conditions))


def _read(pieces: list[str]) -> tuple[str, list[Condition]]:
    """A comparison as its pieces: what stands before, between and behind its one or two signs."""
    relations = [_RELATIONS.get(sign, sign) for sign in pieces[1::2]]
    left, *others = pieces[::2]
    if len(others) == 2 or (_number(left) is not None and _subject(others[0]) is not None):
        word, quantity, size = _named(others[0])
        conditions = [Condition(quantity, _TURNED[relations[0]], _needed(left, pieces), size)]
    else:
        word, quantity, size = _named(left)
        conditions = [Condition(quantity, relations[0], _needed(others[0], pieces), size)]
    if len(others) == 2:
        conditions.append(Condition(quantity, relations[1], _needed(others[1], pieces), size))
    return word, conditions


def _subject(text: str) -> tuple[Quantity, bool] | None:
    """The quantity that a text names by itself, and whether its size counts."""
    sized = _SIZE.fullmatch(text)
    name = (sized[1] or sized[2]) if sized else text
    quantity = _QUANTITIES.get(name.casefold())
    return None if quantity is None else (quantity, bool(sized))


def _named(text: str) -> tuple[str, Quantity, bool]:
    """The words before a quantity, the quantity (the value, where none is named), and whether its size counts."""
    for start in range(len(text) + 1):
        if start == 0 or text[start - 1].isspace():
            subject = _subject(text[start:])
            if subject is not None:
                return text[:start].strip(), *subject
    return text, Quantity.VALUE, False


def _number(text: str) -> float | None:
    """A number as people type it; None for anything else."""
    plain = text.replace("−", "-").replace(" ", "").casefold()
    special = _NUMBERS.get(plain.lstrip("+-"))
    if special is not None:
        return -special if plain.startswith("-") else special
    return float(plain) if _NUMBER.fullmatch(plain) else None


def _needed(text: str, pieces: list[str]) -> float:
    number = _number(text)
    if number is not None:
        return number
    part = " ".join(filter(None, pieces))
    if not text:
        raise QueryError("In “{part}” a number is missing: write one, as in gradient < 0.5.", part=part)
    raise QueryError("In “{part}” “{text}” is no number: write one, as in gradient < 0.5.", part=part, text=text)
