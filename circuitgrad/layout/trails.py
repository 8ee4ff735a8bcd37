"""Points along very many curves at once, in NumPy arrays, by the cells that they are in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from circuitgrad.layout.geometry import Curve, Rect

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

AT_ONCE = 5_000
"""So many curves are followed together, which bounds the memory."""
_ROWS = 1 << 32

Point = tuple[float, float, int]


class Trails:
    """Points along curves, as close together as `room.steps_along` says.

    Args:
        pieces: curves, each with the number of its wire.
        area: points elsewhere are left out.
        width: how wide a cell is.
        height: how high a cell is.

    Example:
        >>> from circuitgrad.layout.geometry import wire_curve
        >>> trails = Trails([(wire_curve((0.0, 0.0), (30.0, 0.0)), 7)], Rect(-9.0, -9.0, 9.0, 9.0), 32.0, 16.0)
        >>> list(trails.get((0, 0))), list(trails.get((0, -1)))
        ([(0.0, 0.0, 7)], [])
    """

    def __init__(self, pieces: Sequence[tuple[Curve, int]], area: Rect, width: float, height: float) -> None:
        import numpy as np

        batches = (_points_of(pieces[first : first + AT_ONCE], area) for first in range(0, len(pieces), AT_ONCE))
        points = np.concatenate(list(batches), axis=1)
        key = np.floor(points[0] / width).astype(np.int64) * _ROWS + np.floor(points[1] / height).astype(np.int64)
        sequence = np.argsort(key, kind="stable")
        self._x, self._y = points[0][sequence].tolist(), points[1][sequence].tolist()
        self._number = points[2][sequence].astype(np.int64).tolist()
        keys, begins = np.unique(key[sequence], return_index=True)
        begins = begins.tolist()
        self._cells = dict(zip(keys.tolist(), zip(begins, [*begins[1:], len(key)], strict=True), strict=True))

    def get(self, cell: tuple[int, int]) -> Iterator[Point] | tuple[()]:
        """The points in a cell."""
        part = self._cells.get(cell[0] * _ROWS + cell[1])
        if part is None:
            return ()
        begin, end = part
        return zip(self._x[begin:end], self._y[begin:end], self._number[begin:end], strict=True)


def _points_of(pieces: Sequence[tuple[Curve, int]], area: Rect) -> npt.NDArray[np.float64]:
    import numpy as np

    from circuitgrad.layout.room import STEP_ACROSS, STEP_DOWN

    curves = np.array([curve for curve, _ in pieces], dtype=np.float64)
    numbers = np.array([number for _, number in pieces], dtype=np.float64)
    width = np.ptp(curves[:, :, 0], axis=1)
    height = np.abs(curves[:, 3, 1] - curves[:, 0, 1])
    counts = 1 + (1.5 * np.maximum(width / STEP_ACROSS, height / STEP_DOWN)).astype(np.int64)
    piece = np.repeat(np.arange(len(curves)), counts + 1)
    t = (np.arange(len(piece)) - np.repeat(np.cumsum(counts + 1) - counts - 1, counts + 1)) / counts[piece]
    s = 1.0 - t
    weights = np.stack([s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t], axis=1)
    x, y = np.einsum("pk,pka->ap", weights, curves[piece])
    inside = (area.left < x) & (x < area.right) & (area.top < y) & (y < area.bottom)
    return np.stack([x[inside], y[inside], numbers[piece[inside]]])
