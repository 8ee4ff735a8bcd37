"""Rectangles in square cells, so that only neighbours are looked at."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

from circuitgrad.layout.geometry import Rect

CELL: Final = 64.0

Cell = tuple[int, int]
Entry = tuple[Rect, Hashable]


def cells(rect: Rect) -> list[Cell]:
    """The cells that a rectangle touches."""
    left, top, right, bottom = rect
    rows = range(int(top // CELL), int(bottom // CELL) + 1)
    return [(column, row) for column in range(int(left // CELL), int(right // CELL) + 1) for row in rows]


class Blocks:
    """Rectangles that are taken, each with its owner.

    Example:
        >>> blocks = Blocks()
        >>> blocks.add(Rect(0, 0, 10, 10), "q")
        >>> blocks.meeting(Rect(5, 5, 20, 20)), blocks.meeting(Rect(11, 0, 20, 20))
        ([(Rect(left=0, top=0, right=10, bottom=10), 'q')], [])
    """

    def __init__(self) -> None:
        self._cells: dict[Cell, list[Entry]] = {}

    def add(self, rect: Rect, owner: Hashable = None) -> None:
        """Takes a rectangle."""
        for cell in cells(rect):
            self._cells.setdefault(cell, []).append((rect, owner))

    def remove(self, rect: Rect, owner: Hashable = None) -> None:
        """Gives a rectangle back that was taken."""
        for cell in cells(rect):
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
