"""A formula as it is shown: words and fractions with their colours, on lines that break before an equals sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from circuitgrad.gui.lens import Ink

EQUALS: Final = " = "


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a formula on one line.

    Args:
        text: what it says.
        ink: its colour.
        is_name: names are set in italics.
        is_result: what everything comes to is set bold.
    """

    text: str
    ink: Ink = Ink.PLAIN
    is_name: bool = False
    is_result: bool = False


@dataclass(frozen=True, slots=True)
class Derivative:
    """∂above over ∂below.

    Args:
        above: the name of what is derived.
        below: the name of what it is derived by.
        ink: its colour.
    """

    above: str
    below: str
    ink: Ink = Ink.PLAIN


Formula = tuple[Word | Derivative, ...]


def plain(formula: Formula) -> str:
    """A formula as one line of plain text.

    Example:
        >>> plain((Derivative("f", "p"), Word(" = "), Word("−0.534")))
        '∂f/∂p = −0.534'
    """
    return "".join(piece.text if isinstance(piece, Word) else f"∂{piece.above}/∂{piece.below}" for piece in formula)


def plain_lines(formulas: Sequence[Formula]) -> str:
    """Several formulas as lines of plain text."""
    return "\n".join(map(plain, formulas))


def phrases(formula: Formula) -> list[Formula]:
    """What may not be broken: each begins with an equals sign, but for the first.

    Example:
        >>> [plain(each) for each in phrases((Word("q"), Word(" = "), Word("x + y"), Word(" = "), Word("3.00")))]
        ['q', ' = x + y', ' = 3.00']
    """
    found: list[list[Word | Derivative]] = [[]]
    for piece in formula:
        if isinstance(piece, Word) and piece.text == EQUALS and found[-1]:
            found.append([])
        found[-1].append(piece)
    return [tuple(each) for each in found]
