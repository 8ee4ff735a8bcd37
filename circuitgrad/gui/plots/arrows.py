"""Arrows up the gradient over a surface: as far apart as a finger is wide, however far one has zoomed in."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from circuitgrad.gui.plots.look import pen
from circuitgrad.gui.plots.marks import Surface

ROOM: Final = 44.0
"""Pixels that an arrow has for itself, along each axis."""
FEWEST_MOST: Final = (3, 24)
"""Between so many arrows along each axis."""
FAINTEST: Final = 0.01
"""Arrows shorter than this share of the longest one's gradient are left out."""
HEAD: Final = 0.35
"""How long the head of an arrow is, as a share of the arrow."""
TURN: Final = 2.6
"""Radians between an arrow and either side of its head."""
DARK, BRIGHT = "#1c242e", "#ffffff"


ENDS: Final = 6
"""Of the three lines of an arrow, two each: the shaft from tail to tip, and both sides of the head."""


class Arrows(QGraphicsItem):
    """Is painted in pixels of the plot, in a fifth of the time that Qt takes for lines in the plot's own numbers.

    Args:
        box: the part of the plot in which they lie, among all else.
    """

    def __init__(self, box: Any) -> None:
        super().__init__()
        self._box = box
        self._path = QPainterPath()
        self._surface: Surface | None = None
        box.addItem(self, ignoreBounds=True)
        box.sigResized.connect(self._lay)
        box.sigRangeChanged.connect(self._lay)

    @property
    def ends(self) -> Any:
        """Where the lines of each arrow begin and end, in pixels: an array of shape (arrows, 6, 2)."""
        path = self._path
        points = [(path.elementAt(i).x, path.elementAt(i).y) for i in range(path.elementCount())]
        return np.array(points).reshape(-1, ENDS, 2)

    def show_surface(self, surface: Surface) -> None:
        """Shows the slopes of another surface."""
        self._surface = surface
        self._lay()

    def _lay(self, *_: object) -> None:
        """Lays arrows on what is in view; the longest fills its place."""
        if self._surface is None:
            return
        width, height = max(self._box.width(), 1.0), max(self._box.height(), 1.0)
        columns, rows = (int(np.clip(room / ROOM, *FEWEST_MOST)) for room in (width, height))
        x, y = (np.arange(columns) + 0.5) * width / columns, (np.arange(rows) + 0.5) * height / rows
        places = np.stack(np.meshgrid(x, y), axis=-1)
        up = self._steepness(x / width, 1.0 - y / height, width, height)
        length = np.hypot(up[..., 0], up[..., 1])
        largest = float(length[np.isfinite(length)].max(initial=0.0))
        fine = np.isfinite(length) & (length > FAINTEST * largest) & (length > 0.0)
        longest = 0.85 * min(width / columns, height / rows)
        size = longest * np.sqrt(length[fine] / max(largest, 1e-300)) / length[fine]
        ends = _arrows(places[fine], up[fine] * size[:, None])
        self.prepareGeometryChange()
        self._path = pg.functions.arrayToQPath(ends[:, 0], ends[:, 1], connect="pairs", finiteCheck=False)
        self.update()

    def _steepness(self, right: Any, up: Any, width: float, height: float) -> Any:
        """How fast the objective rises with each pixel to the right and downward, of shape (len(up), len(right), 2).

        Args:
            right: places from the left edge (0) of what is in view to the right one (1).
            up: places from its lower edge to its upper one.
            width: of it, in pixels.
            height: likewise.
        """
        surface = self._surface
        assert surface is not None  # noqa: S101 -- asked for by `_lay` alone
        found, within, slopes = [], [], list(surface.slopes)
        (left, end), (bottom, top) = self._box.viewRange()
        spans = end - left, top - bottom
        for places, low, span, values, logarithmic in zip(
            (right, up), (left, bottom), spans, (surface.x, surface.y), surface.logarithmic, strict=True
        ):
            on = np.log10(values) if logarithmic else values
            share = (low + places * span - on[0]) / (on[-1] - on[0])
            within.append((share >= 0.0) & (share <= 1.0))
            found.append(np.clip(np.rint(share * (len(on) - 1)), 0, len(on) - 1).astype(int))
        at = np.ix_(found[1], found[0])
        across, along = slopes[0][at], slopes[1][at]
        if surface.logarithmic[0]:
            across = across * surface.x[found[0]] * np.log(10.0)
        if surface.logarithmic[1]:
            along = along * (surface.y[found[1]] * np.log(10.0))[:, None]
        steep = np.stack([across * spans[0] / width, -along * spans[1] / height], axis=-1)
        steep[~(within[1][:, None] & within[0])] = np.nan
        return steep

    def boundingRect(self) -> QRectF:  # noqa: N802
        whole: QRectF = self._box.viewRect()
        return whole

    def shape(self) -> QPainterPath:
        """Nothing: the mouse meets what lies below."""
        return QPainterPath()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        to_pixels, _ = self._box.childGroup.transform().inverted()
        painter.setTransform(to_pixels, combine=True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for color, width in ((DARK, 2.6), (BRIGHT, 1.2)):
            painter.setPen(pen(color, width))
            painter.drawPath(self._path)


def _arrows(middles: Any, ways: Any) -> Any:
    """The ends of all lines of arrows with these middles, as long as these ways: shape (arrows × 6, 2).

    Example:
        >>> _arrows(np.array([[10.0, 10.0]]), np.array([[8.0, 0.0]]))[:2].tolist()
        [[6.0, 10.0], [14.0, 10.0]]
    """
    tips = middles + 0.5 * ways
    ends = [middles - 0.5 * ways, tips]
    for turn in (TURN, -TURN):
        cos, sin = np.cos(turn), np.sin(turn)
        ends += [tips, tips + HEAD * ways @ np.array([[cos, sin], [-sin, cos]])]
    return np.stack(ends, axis=1).reshape(-1, 2)
