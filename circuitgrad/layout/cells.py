"""Rectangles in square cells, so that only neighbours are looked at."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Final

from circuitgrad.circuit import Position
from circuitgrad.layout.geometry import Rect

CELL: Final = 64.0

Cell = tuple[int, int]
Entry = tuple[Rect, Hashable]


def cells(rect: Rect, margin: float = 0.0) -> list[Cell]:
    """The cells that a rectangle touches, with a margin around it."""
    left, top, right, bottom = rect
    rows = range(int((top - margin) // CELL), int((bottom + margin) // CELL) + 1)
    columns = range(int((left - margin) // CELL), int((right + margin) // CELL) + 1)
    return [(column, row) for column in columns for row in rows]


class Blocks:
    """Rectangles that are taken, each with its owner.

    Args:
        margin: how near `met_by` looks.

    Example:
        >>> blocks = Blocks(margin=2.0)
        >>> blocks.add(Rect(0, 0, 10, 10), "q")
        >>> blocks.meeting(Rect(5, 5, 20, 20)), blocks.meeting(Rect(11, 0, 20, 20))
        ([(Rect(left=0, top=0, right=10, bottom=10), 'q')], [])
        >>> blocks.met_by([(-5.0, 5.0), (-1.0, 5.0)])
        [(Rect(left=0, top=0, right=10, bottom=10), 'q')]
    """

    def __init__(self, margin: float = 0.0) -> None:
        self.margin = margin
        self._cells: dict[Cell, list[Entry]] = {}

    def add(self, rect: Rect, owner: Hashable = None) -> None:
        """Takes a rectangle."""
        entry = rect, owner
        for cell in cells(rect, self.margin):
            if cell in self._cells:
                self._cells[cell].append(entry)
            else:
                self._cells[cell] = [entry]

    def remove(self, rect: Rect, owner: Hashable = None) -> None:
        """Gives a rectangle back that was taken."""
        for cell in cells(rect, self.margin):
            self._cells[cell].remove((rect, owner))

    def meeting(self, rect: Rect) -> list[Entry]:
        """The rectangles that overlap this one, with their owners, each once: in the first cell that both touch."""
        left, top, right, bottom = rect
        found: list[Entry] = []
        for cell in cells(rect):
            for entry in self._cells.get(cell, ()):
                (a, b, c, d), _ = entry
                overlap = a < right and left < c and b < bottom and top < d
                if overlap and cell == (int(max(a, left) // CELL), int(max(b, top) // CELL)):
                    found.append(entry)
        return found

    def count_round(self, place: Position) -> int:
        """How many rectangles there are about a place: in the cell that it is in."""
        return len(self._cells.get((int(place[0] // CELL), int(place[1] // CELL)), ()))

    def met_by(self, points: Iterable[Position]) -> list[Entry]:
        """The rectangles that one of these points is within, or no farther from than the margin, each once."""
        held, margin = self._cells, self.margin
        found: dict[int, Entry] = {}
        for x, y in points:
            for entry in held.get((int(x // CELL), int(y // CELL)), ()):
                (left, top, right, bottom), _ = entry
                if left - margin < x < right + margin and top - margin < y < bottom + margin:
                    found[id(entry)] = entry
        return list(found.values())
