"""What stands in a lesson's text besides words: numbers that are filled in, and formulas.

``{=value f}`` is filled in once, from the page's own circuit; ``{now value f}`` follows the circuit as it is. A
colon gives the significant digits, ``{=value f: 6}``. ``$…$`` is a formula in LaTeX; ``\\$`` is a dollar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from circuitgrad.formats.lessons.place import Place
from circuitgrad.formats.lessons.quantities import Quantity, read_quantity

_FIELD: Final = re.compile(r"\{(=|now )([^{}:]*)(?::\s*(\d+))?\s*\}")
_MATHS: Final = re.compile(r"(?<!\\)\$((?:[^$\\\n]|\\.)+)\$")
MOST_DIGITS: Final = 17


class Kind(Enum):
    """What a piece of text is."""

    WORDS = "words"
    FIELD = "field"
    MATHS = "maths"


@dataclass(frozen=True, slots=True)
class Field:
    """A number in a text.

    Args:
        quantity: the number.
        follows: whether it follows the circuit as it is, instead of the page's own.
        digits: significant digits, None for as many as everywhere.
    """

    quantity: Quantity
    follows: bool = False
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text: words in Markdown, a field, or a formula in LaTeX (which may have fields in it)."""

    kind: Kind
    text: str
    field: Field | None = None


def pieces(text: str) -> Iterator[Piece]:
    """A text cut into words, fields and formulas.

    Raises:
        CircuitError: a field names no number.

    Example:
        >>> [(piece.kind.value, piece.text) for piece in pieces("At $x^2$ it is {=value f}.")]
        [('words', 'At '), ('maths', 'x^2'), ('words', ' it is '), ('field', 'value f'), ('words', '.')]
    """
    end = 0
    for found in re.finditer(f"{_MATHS.pattern}|{_FIELD.pattern}", text):
        if found.start() > end:
            yield Piece(Kind.WORDS, text[end : found.start()])
        if found[1] is not None:
            yield Piece(Kind.MATHS, found[1])
        else:
            yield Piece(Kind.FIELD, found[3].strip(), _field(found[2], found[3], found[4]))
        end = found.end()
    if end < len(text):
        yield Piece(Kind.WORDS, text[end:])


def _field(sign: str, quantity: str, digits: str | None) -> Field:
    count = None if digits is None else min(max(int(digits), 1), MOST_DIGITS)
    return Field(read_quantity(quantity), sign != "=", count)


def fields(text: str) -> list[Field]:
    """All fields of a text, those inside formulas too."""
    return [_field(found[1], found[2], found[3]) for found in _FIELD.finditer(text)]


def filled(text: str, number: Callable[[Field], str]) -> str:
    """A text with its fields replaced by numbers.

    Args:
        text: words or a formula.
        number: how a field's number is written.

    Example:
        >>> filled("f = {=value f}", lambda field: "4")
        'f = 4'
    """
    return _FIELD.sub(lambda found: number(_field(found[1], found[2], found[3])), text)


def check_text(text: str, place: Place) -> None:
    """Raises if a field in a text cannot be read.

    Raises:
        LessonError: a field names no number, or a brace is left open.
    """
    from circuitgrad.errors import CircuitError

    for i, line in enumerate(text.split("\n")):
        try:
            fields(line)
        except CircuitError as error:
            raise place.down(i).fault_of(error) from None
        rest = _FIELD.sub("", line)
        if "{=" in rest or "{now " in rest:
            raise place.down(i).fault("a field is not closed: write {{=value f}}.")
        if len(re.findall(r"(?<!\\)\$", rest)) % 2:
            raise place.down(i).fault("a formula is not closed: write $…$ on one line, and \\$ for a dollar.")
