"""Which of many wires can run straight: all curves against all nodes at once, in NumPy arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from circuitgrad.layout.cells import CELL
from circuitgrad.layout.geometry import SAMPLES, Curve, Rect

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.int64]

AT_ONCE = 20_000
"""So many curves are looked at together, which bounds the memory."""


def curves_hitting(
    curves: Sequence[Curve], rects: Sequence[Rect], own: Sequence[tuple[int, int]], margin: float
) -> list[bool]:
    """For each curve whether one of its samples is within a rectangle that is none of its own.

    Args:
        curves: the wires, each as one curve.
        rects: what could be in the way.
        own: for each curve the two rectangles, by number, that it may touch.
        margin: how near is too near.

    Example:
        >>> from circuitgrad.layout.geometry import wire_curve
        >>> curves = [wire_curve((0.0, 0.0), (200.0, 0.0)), wire_curve((0.0, 90.0), (200.0, 90.0))]
        >>> curves_hitting(curves, [Rect(80.0, -20.0, 120.0, 20.0)], [(-1, -1)] * 2, 6.0)
        [True, False]
    """
    import numpy as np

    if not rects:
        return [False] * len(curves)
    edges = np.array(rects, dtype=np.float64) + np.array([-margin, -margin, margin, margin])
    cells = _Cells(edges)
    found: list[bool] = []
    for first in range(0, len(curves), AT_ONCE):
        some = np.array(curves[first : first + AT_ONCE], dtype=np.float64)
        mine = np.array(own[first : first + AT_ONCE], dtype=np.int64)
        found += _hitting(some, mine, edges, cells).tolist()
    return found


def _hitting(curves: Numbers, own: Indices, edges: Numbers, cells: _Cells) -> npt.NDArray[np.bool_]:
    import numpy as np

    t = np.linspace(0.0, 1.0, SAMPLES + 1)
    weights = np.stack([(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3], axis=1)
    points = np.matmul(weights, curves).reshape(-1, 2)
    point, rect = cells.pairs(points)
    x, y = points[point, 0], points[point, 1]
    left, top, right, bottom = edges[rect].T
    curve = point // (SAMPLES + 1)
    hits = (left < x) & (x < right) & (top < y) & (y < bottom)
    hits &= (rect != own[curve, 0]) & (rect != own[curve, 1])
    return np.bincount(curve[hits], minlength=len(curves)) > 0


class _Cells:
    """Rectangles by the square cells that they touch."""

    def __init__(self, edges: Numbers) -> None:
        import numpy as np

        low = np.floor(edges[:, :2] / CELL).astype(np.int64)
        high = np.floor(edges[:, 2:] / CELL).astype(np.int64)
        self._first = low.min(axis=0)
        self._extent = high.max(axis=0) - self._first + 1
        sides = high - low + 1
        many = sides[:, 0] * sides[:, 1]
        rect = np.repeat(np.arange(len(edges)), many)
        turn = np.arange(len(rect)) - np.repeat(np.cumsum(many) - many, many)
        column = low[rect, 0] + turn % sides[rect, 0] - self._first[0]
        row = low[rect, 1] + turn // sides[rect, 0] - self._first[1]
        key = column * self._extent[1] + row
        sequence = np.argsort(key, kind="stable")
        self._key, self._rect = key[sequence], rect[sequence]

    def pairs(self, points: Numbers) -> tuple[Indices, Indices]:
        """Each point with each rectangle that touches its cell, both by number."""
        import numpy as np

        place = np.floor(points / CELL).astype(np.int64) - self._first
        inside = ((place >= 0) & (place < self._extent)).all(axis=1)
        point = np.flatnonzero(inside)
        key = place[inside, 0] * self._extent[1] + place[inside, 1]
        begin, end = np.searchsorted(self._key, key), np.searchsorted(self._key, key, side="right")
        many = end - begin
        turn = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        return np.repeat(point, many), self._rect[np.repeat(begin, many) + turn]
