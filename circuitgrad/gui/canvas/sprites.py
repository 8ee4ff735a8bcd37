"""Pictures of what looks alike, painted once and copied from then on: rounded corners and circles take long."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from math import floor
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

MOST: Final = 500
"""So many pictures are kept; then all are made anew."""


class Sprites:
    """Pictures at the scale of the last painting; another scale makes them anew."""

    def __init__(self) -> None:
        self._scale = (0.0, 0.0)
        self._known: dict[Hashable, QPixmap] = {}

    def paint(self, painter: QPainter, key: Hashable, area: QRectF, draw: Callable[[QPainter], None]) -> None:
        """Copies a picture to where the painter stands, on whole pixels; draws it first if it is not known.

        Args:
            painter: in the coordinates of what is painted, scaled and not turned.
            key: what tells it apart from all that looks otherwise.
            area: the picture's edges in those coordinates.
            draw: draws it, in those coordinates.
        """
        to_screen = painter.worldTransform()
        zoom, ratio = to_screen.m11(), painter.device().devicePixelRatioF()
        if (zoom, ratio) != self._scale or len(self._known) > MOST:
            self._known.clear()
            self._scale = zoom, ratio
        picture = self._known.get(key)
        if picture is None:
            picture = self._known[key] = _made(area, zoom, ratio, draw)
        # Not round(), which takes halves to even numbers: a scrolled node would jump by a pixel when next painted.
        x = floor((to_screen.dx() + area.left() * zoom) * ratio + 0.5) / ratio
        y = floor((to_screen.dy() + area.top() * zoom) * ratio + 0.5) / ratio
        painter.resetTransform()
        painter.drawPixmap(QPointF(x, y), picture)
        painter.setWorldTransform(to_screen)


def _made(area: QRectF, zoom: float, ratio: float, draw: Callable[[QPainter], None]) -> QPixmap:
    scale = zoom * ratio
    picture = QPixmap(int(area.width() * scale) + 2, int(area.height() * scale) + 2)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(zoom, zoom)
    painter.translate(-area.topLeft())
    draw(painter)
    painter.end()
    return picture
