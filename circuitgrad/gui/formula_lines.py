"""A formula cut into pieces that fit beside and below each other, and where each of them stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from circuitgrad.gui.typeset import Typeset

INDENT: Final = 20.0
LEADING: Final = 6.0
"""Pixels between two lines."""
SMALLEST: Final = 0.7
"""A piece that is too wide is made smaller down to this; below, one has to scroll."""
LONG: Final = 70
"""Characters of LaTeX from which on a piece is broken within its round brackets too."""
_TOKEN: Final = re.compile(r"\\left|\\right|\\begin|\\end|\\[a-zA-Z]+|\\.|[{}()\[\]]| (?:[+=-]|\\approx|\\cdot|\\,) ")
_OPENING: Final = frozenset({"{", r"\left", r"\begin"})
_CLOSING: Final = frozenset({"}", r"\right", r"\end"})
_BREAKS: Final = frozenset({" = ", " + ", " - ", r" \approx "})
_FACTORS: Final = frozenset({r" \cdot ", r" \, "})


def pieces_of(line: str) -> list[str]:
    """A line of LaTeX cut before every +, − and = that stands in no bracket; the signs keep their room.

    Where that leaves a long piece, it is cut between factors and within its round brackets as well.

    Example:
        >>> pieces_of(r"f = a + \\frac{b - c}{d} - (e + g)")
        ['f', '{} = a', '{} + \\\\frac{b - c}{d}', '{} - (e + g)']
    """
    pieces = _cut(line, 0)
    for depth in (1, 2, 3):
        pieces = [part for piece in pieces for part in (_cut(piece, depth) if len(piece) > LONG else [piece])]
    return [pieces[0], *(piece if piece.startswith("{}") else "{}" + piece for piece in pieces[1:])]


def _cut(line: str, deepest: int) -> list[str]:
    """The line cut before signs that stand in at most so many round brackets, and in no other ones."""
    depth, hard, start, found = 0, 0, 0, []
    skips = False
    for token in _TOKEN.finditer(line):
        text = token[0]
        if skips and text in "()[]":
            skips = False  # the bracket behind \left or \right, which has been counted
            continue
        skips = text in {r"\left", r"\right"}
        hard += (text in _OPENING) - (text in _CLOSING)
        if not hard:
            depth += (text in "([") - (text in ")]") if len(text) == 1 else 0
        is_break = text in _BREAKS or (deepest > 0 and text in _FACTORS)
        if not hard and is_break and depth <= deepest and token.start() > start and line[start : token.start()] != "{}":
            found.append(line[start : token.start()])
            start = token.start()
    return [*found, line[start:]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece with the place of its upper left corner; `scale` 1 is its own size."""

    piece: Typeset
    x: float
    y: float
    scale: float


@dataclass(frozen=True, slots=True)
class Layout:
    """All pieces of a formula at their places, and how much room they take."""

    placed: tuple[Placed, ...]
    width: float
    height: float


def laid_out(lines: Sequence[Sequence[Typeset]], room: float) -> Layout:
    """The pieces of every line beside each other as long as they fit, then below, a little further in.

    Args:
        lines: the pieces of each line.
        room: the width that there is; where a single piece needs more, the layout is wider.
    """
    placed: list[Placed] = []
    top = width = 0.0
    for pieces in lines:
        for number, row in enumerate(_rows(pieces, room)):
            indent = INDENT if number else 0.0
            scale = min(1.0, max(SMALLEST, (room - indent) / max(sum(piece.width for piece in row), 1.0)))
            ascent = max(piece.ascent for piece in row) * scale
            x = indent
            for piece in row:
                placed.append(Placed(piece, x, top + ascent - piece.ascent * scale, scale))
                x += piece.width * scale
            width = max(width, x)
            top += ascent + max(piece.descent for piece in row) * scale + LEADING
    return Layout(tuple(placed), width, max(0.0, top - LEADING))


def _rows(pieces: Sequence[Typeset], room: float) -> list[list[Typeset]]:
    rows: list[list[Typeset]] = [[]]
    used = 0.0
    for piece in pieces:
        if rows[-1] and used + piece.width > room:
            rows.append([])
            used = INDENT
        rows[-1].append(piece)
        used += piece.width
    return [row for row in rows if row]
