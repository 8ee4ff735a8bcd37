"""A formula's text cut into tokens, each with its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from enum import Enum, auto
from typing import Final, NamedTuple

from circuitgrad.circuit.names import is_name_part, is_name_start
from circuitgrad.errors import FormulaError

SIGNS: Final = {
    "+": "+",
    "-": "-",
    "−": "-",
    "–": "-",
    "*": "*",
    "×": "*",
    "·": "*",
    "⋅": "*",
    "/": "/",
    "÷": "/",
    "^": "**",
}
SUPERSCRIPTS: Final = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True))
NUMBER_CHARACTERS: Final = frozenset("0123456789.")


class Kind(Enum):
    """What a token is."""

    NUMBER = auto()
    NAME = auto()
    SIGN = auto()
    OPEN = auto()
    CLOSE = auto()
    COMMA = auto()
    EQUALS = auto()
    BREAK = auto()
    END = auto()


class Token(NamedTuple):
    """A piece of a formula. `text` is the sign in its plain spelling, the name in NFC, or the digits."""

    kind: Kind
    text: str
    position: int


_SINGLE: Final = {"(": Kind.OPEN, ")": Kind.CLOSE, ",": Kind.COMMA, "=": Kind.EQUALS, ";": Kind.BREAK}


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a formula, an END last. A line break inside brackets is white space.

    Raises:
        FormulaError: a character that no formula has.

    Example:
        >>> [token.text for token in tokens("2×x² − y₁")]
        ['2', '*', 'x', '**', '2', '-', 'y₁', '']
    """
    place, depth, size = 0, 0, len(text)
    while place < size:
        character = text[place]
        if character == "\n":
            if depth == 0:
                yield Token(Kind.BREAK, "\n", place)
            place += 1
        elif character.isspace() or character == "\u200b":
            place += 1
        elif character == "#":
            place = _line_end(text, place)
        elif character in NUMBER_CHARACTERS:
            end = _number_end(text, place)
            yield Token(Kind.NUMBER, text[place:end], place)
            place = end
        elif is_name_start(character):
            end = _name_end(text, place)
            yield Token(Kind.NAME, unicodedata.normalize("NFC", text[place:end]), place)
            place = end
        elif character in SUPERSCRIPTS:
            end = _run_end(text, place)
            yield Token(Kind.SIGN, "**", place)
            yield Token(Kind.NUMBER, "".join(SUPERSCRIPTS[raised] for raised in text[place:end]), place)
            place = end
        elif character in _SINGLE:
            depth += {"(": 1, ")": -1}.get(character, 0)
            yield Token(_SINGLE[character], character, place)
            place += 1
        elif text.startswith("**", place):
            yield Token(Kind.SIGN, "**", place)
            place += 2
        elif character in SIGNS:
            yield Token(Kind.SIGN, SIGNS[character], place)
            place += 1
        else:
            raise FormulaError("“{character}” has no meaning in a formula.", text, place, character=character)
    yield Token(Kind.END, "", size)


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _name_end(text: str, place: int) -> int:
    while place < len(text) and is_name_part(text[place]):
        place += 1
    return place


def _run_end(text: str, place: int) -> int:
    place += 1
    while place < len(text) and text[place] in SUPERSCRIPTS and text[place] != "⁻":
        place += 1
    return place


def _number_end(text: str, place: int) -> int:
    """The end of digits, point and exponent; the exponent only where digits follow it."""
    size = len(text)
    while place < size and text[place] in NUMBER_CHARACTERS:
        place += 1
    if place < size and text[place] in "eE":
        digits = place + 1
        if digits < size and text[digits] in "+-−":
            digits += 1
        if digits < size and text[digits] in "0123456789":
            while digits < size and text[digits] in "0123456789":
                digits += 1
            return digits
    return place


def read_number(token: Token, text: str) -> float:
    """The value of a number token.

    Raises:
        FormulaError: it is no number, or too large for float64.
    """
    try:
        value = float(token.text.replace("−", "-"))
    except ValueError:
        raise FormulaError("“{number}” is no number.", text, token.position, number=token.text[:40]) from None
    if value in (float("inf"), float("-inf")):
        raise FormulaError("The number {number} is too large.", text, token.position, number=token.text[:40])
    return value
