"""Which of many boxes meet a part of the scene, found without looking at all of them."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from typing import Final, Generic, TypeVar

from PySide6.QtCore import QRectF

SIDE: Final = 256.0
"""Of a cell, in scene units: about as large as a wire."""
MOST_CELLS: Final = 64
"""A box over more cells than these is looked at each time, wherever it is."""
MOST_KEPT: Final = 8
"""So many answers are kept."""
Edges = tuple[float, float, float, float]
"""Left, top, right and bottom."""
Span = tuple[int, int, int, int]
"""The first and the last column and row of cells."""
K = TypeVar("K", bound=Hashable)


def edges_of(rect: QRectF) -> Edges:
    """The edges of a rectangle."""
    left, top = rect.x(), rect.y()
    return left, top, left + rect.width(), top + rect.height()


def rect_of(edges: Edges) -> QRectF:
    """The rectangle with these edges."""
    left, top, right, bottom = edges
    return QRectF(left, top, right - left, bottom - top)


class Boxes(Generic[K]):
    """Boxes by what they belong to, in a grid of cells.

    Example:
        >>> boxes = Boxes[str]()
        >>> boxes["a"] = (0, 0, 9, 9)
        >>> boxes["b"] = (700, 0, 709, 9)
        >>> boxes.meeting([QRectF(5, 5, 10, 10)]), boxes.meeting([QRectF(9, 0, 10, 10)])
        (['a'], [])
    """

    def __init__(self) -> None:
        self._edges: dict[K, Edges] = {}
        self._spans: dict[K, Span] = {}
        self._places: dict[K, int] = {}
        self._cells: dict[tuple[int, int], dict[K, None]] = {}
        self._wide: dict[K, None] = {}
        self._last_place = 0
        self._found: dict[tuple[Edges, ...], Sequence[K]] = {}

    def __getitem__(self, key: K) -> Edges:
        return self._edges[key]

    def __contains__(self, key: K) -> bool:
        return key in self._edges

    def get(self, key: K) -> Edges | None:
        """A box, None for what has none."""
        return self._edges.get(key)

    def __setitem__(self, key: K, edges: Edges) -> None:
        if self._edges.get(key) == edges:
            return
        before, span = self._spans.get(key), _span(edges)
        self._edges[key] = edges
        self._found.clear()
        if span == before:
            return
        if before is not None:
            self._leave(key, before)
        else:
            self._places[key] = self._last_place = self._last_place + 1
        self._spans[key] = span
        if _count(span) > MOST_CELLS:
            self._wide[key] = None
        else:
            for cell in _within(span):
                self._cells.setdefault(cell, {})[key] = None

    def remove(self, key: K) -> None:
        """Takes a box away, if there is one."""
        span = self._spans.pop(key, None)
        if span is not None:
            self._found.clear()
            self._leave(key, span)
            del self._edges[key], self._places[key]

    def _leave(self, key: K, span: Span) -> None:
        if _count(span) > MOST_CELLS:
            del self._wide[key]
            return
        for cell in _within(span):
            there = self._cells[cell]
            del there[key]
            if not there:
                del self._cells[cell]

    def meeting(self, parts: Sequence[QRectF]) -> Sequence[K]:
        """What has a box that meets any of these parts, the oldest first; kept while no box changes."""
        asked = tuple([edges_of(part) for part in parts])
        known = self._found.get(asked)
        if known is not None:
            return known
        found = self._meeting(asked[0]) if len(asked) == 1 else self._meeting_any(asked)
        found.sort(key=self._places.__getitem__)
        if len(self._found) >= MOST_KEPT:
            self._found.clear()
        self._found[asked] = found
        return found

    def _meeting(self, part: Edges) -> list[K]:
        edges = self._edges
        left, top, right, bottom = part
        near = [(key, *edges[key]) for key in self._near(part)]
        return [key for key, a, b, c, d in near if a < right and left < c and b < bottom and top < d]

    def _meeting_any(self, parts: Sequence[Edges]) -> list[K]:
        found: dict[K, None] = {}
        for part in parts:
            found.update(dict.fromkeys(self._meeting(part)))
        return list(found)

    def _near(self, part: Edges) -> Collection[K]:
        """What can meet a part: all that is in its cells."""
        span = _span(part)
        if _count(span) > len(self._edges):
            return self._edges
        near = dict(self._wide)
        cells = self._cells
        for cell in _within(span):
            near.update(cells.get(cell, {}))
        return near


def _span(edges: Edges) -> Span:
    left, top, right, bottom = edges
    return int(left // SIDE), int(top // SIDE), int(right // SIDE), int(bottom // SIDE)


def _count(span: Span) -> int:
    return (span[2] - span[0] + 1) * (span[3] - span[1] + 1)


def _within(span: Span) -> list[tuple[int, int]]:
    left, top, right, bottom = span
    return [(column, row) for column in range(left, right + 1) for row in range(top, bottom + 1)]
