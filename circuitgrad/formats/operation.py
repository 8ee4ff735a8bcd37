"""One operator over its inputs as a person writes it: ``x + y``, ``−2.00 + 5.00``, ``max(x, y)``, ``x³``.

Unlike a formula this is only read by people, never parsed: names and numbers stand where the inputs do, the signs are
the typographer's, and many inputs are cut short.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from circuitgrad.formats.numbers import MINUS, full_number
from circuitgrad.formats.spellings import infix_of, pieces
from circuitgrad.operators import Notation, Operator, Precedence

MOST: Final = 6
"""So many inputs are written; of more the last ones are left out."""
DOTS: Final = "…"
POWER: Final = "**"
_RAISED: Final = str.maketrans("0123456789" + MINUS, "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_POWER_OF_TEN: Final = "×"


class Operand(NamedTuple):
    """The place of an input in what is written, and its text."""

    position: int
    text: str


Piece = str | Operand


def operation(
    operator: Operator, constants: Sequence[float], inputs: Sequence[str], *, times: str = "·"
) -> list[Piece]:
    """An operator over texts, in pieces: texts of its own, and those of the inputs where they stand.

    Args:
        operator: which one.
        constants: its own numbers, in the record's order.
        inputs: what stands for each input, in port order; as many as the operator accepts.
        times: the sign of a product: a dot between names, a cross between numbers.

    Example:
        >>> from circuitgrad.operators import OPERATORS
        >>> def written(name, inputs, constants=(), times="·"):
        ...     parts = operation(OPERATORS[name], constants, inputs, times=times)
        ...     return "".join(part if isinstance(part, str) else part.text for part in parts)
        >>> written("add", ["x", "y", "z"]), written("mul", ["−2.00", "−4.00"], times="×")
        ('x + y + z', '−2.00 × (−4.00)')
        >>> written("max", ["x", "y"]), written("power_n", ["x"], [3.0]), written("shift", ["p"], [-2.0])
        ('max(x, y)', 'x³', 'p − 2')
        >>> written("scale", ["n"], [-1.0]), written("reciprocal", ["−0.5"]), written("add", ["x"] * 9)
        ('−n', '1/(−0.5)', 'x + x + x + x + x + x + …')
    """
    operands = [Operand(position, text) for position, text in enumerate(inputs)]
    if operator.dot:
        return [operands[0]]
    numbers = dict(zip((constant.name for constant in operator.constants), constants, strict=True))
    for notation in operator.notations:
        if _suits(notation, numbers):
            return _joined(_written(notation, operands, numbers, times, any_number=operator.any_number))
    shown: list[Piece] = [*operands[:MOST], *([DOTS] if len(operands) > MOST else []), *map(full_number, constants)]
    inner = [piece for each in shown for piece in (", ", each)][1:]
    return _joined([f"{operator.name}(", *inner, ")"])


def _suits(notation: Notation, numbers: dict[str, float]) -> bool:
    """Whether a notation can write these constants: those it fixes, and negative ones with their sign turned."""
    if notation.exactly is not None:
        return False
    fields = pieces(notation.template)[1::2]
    turned = [field[1:] for field in fields if field.startswith("-")]
    fixed = all(numbers[name] == value for name, value in notation.fixed)
    return fixed and all(numbers[name] < 0.0 for name in turned)


def _written(
    notation: Notation, operands: list[Operand], numbers: dict[str, float], times: str, *, any_number: bool
) -> Iterator[Piece]:
    if any_number:
        yield from _row(notation, operands, times)
        return
    before = ""
    for place, piece in enumerate(pieces(notation.template)):
        if place % 2 == 0:
            before = piece
            yield from _signs(piece, times)
        elif piece.isdigit():
            if before == POWER:
                yield "^"
            yield from _fitting(operands[int(piece)], notation.slots[int(piece)], leads=place == 1 and not before)
        else:
            value = numbers[piece.removeprefix("-")]
            number = full_number(-value if piece.startswith("-") else value)
            yield _power(number) if before == POWER else _in_brackets(number) if place > 1 else number


def _row(notation: Notation, operands: list[Operand], times: str) -> Iterator[Piece]:
    """Any number of inputs with the same sign between them; a single one stands alone."""
    row = infix_of(notation)
    if row is None:
        raise ValueError(f"{notation.template} joins nothing")
    between = "".join(_signs(row.sign, times)) if row.sign == "*" else f" {row.sign} "
    for place, operand in enumerate(operands[:MOST]):
        if place:
            yield between
        yield from _fitting(operand, notation.slots[min(place, 1)], leads=not place)
    if len(operands) > MOST:
        yield between + DOTS


def _fitting(operand: Operand, slot: Precedence, *, leads: bool) -> list[Piece]:
    """An input, in brackets where its own signs would be read into what stands around it."""
    text = operand.text
    turned = text.startswith(MINUS) and not (leads and slot <= Precedence.SIGN)
    is_product = _POWER_OF_TEN in text and slot > Precedence.PRODUCT
    return ["(", operand, ")"] if turned or is_product else [operand]


def _signs(text: str, times: str) -> Iterator[str]:
    """The typographer's signs; the sign of a power is left to what follows, where that can be raised."""
    if text.startswith(POWER):
        yield _power(text.removeprefix(POWER)) if text != POWER else ""
    elif text == "*":
        yield times if times == "·" else f" {times} "
    else:
        yield text.replace("-", MINUS)


def _power(number: str) -> str:
    """A constant exponent: raised where there are raised digits for it."""
    return number.translate(_RAISED) if number.removeprefix(MINUS).isdigit() else f"^{_in_brackets(number)}"


def _in_brackets(number: str) -> str:
    return f"({number})" if number.startswith(MINUS) else number


def _joined(found: Iterable[Piece]) -> list[Piece]:
    """Neighbouring texts as one."""
    joined: list[Piece] = []
    for piece in found:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        elif piece:
            joined.append(piece)
    return joined
