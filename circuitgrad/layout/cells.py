"""Rectangles in square cells, so that only neighbours are looked at."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Final

from circuitgrad.layout.geometry import Rect

CELL: Final = 64.0


def cells(rect: Rect) -> Iterator[tuple[int, int]]:
    """The cells that a rectangle touches."""
    for column in range(int(rect.left // CELL), int(rect.right // CELL) + 1):
        for row in range(int(rect.top // CELL), int(rect.bottom // CELL) + 1):
            yield column, row


class Blocks:
    """Rectangles that are taken, each with its owner.

    Example:
        >>> blocks = Blocks()
        >>> blocks.add(Rect(0, 0, 10, 10), "q")
        >>> blocks.meeting(Rect(5, 5, 20, 20)), blocks.meeting(Rect(11, 0, 20, 20))
        ({(Rect(left=0, top=0, right=10, bottom=10), 'q')}, set())
    """

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[tuple[Rect, Hashable]]] = {}

    def add(self, rect: Rect, owner: Hashable = None) -> None:
        """Takes a rectangle."""
        for cell in cells(rect):
            self._cells.setdefault(cell, []).append((rect, owner))

    def meeting(self, rect: Rect) -> set[tuple[Rect, Hashable]]:
        """The rectangles that overlap this one, with their owners."""
        return {entry for cell in cells(rect) for entry in self._cells.get(cell, ()) if entry[0].overlaps(rect)}
