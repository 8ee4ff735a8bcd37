"""Pictures of what looks alike, painted once and copied from then on: rounded corners and circles take long."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

MOST: Final = 500
"""So many pictures are kept; then all are made anew."""


class Sprites:
    """Pictures at the scale of the last painting; another scale makes them anew."""

    def __init__(self) -> None:
        self._scale = (0.0, 0.0)
        self._known: dict[Hashable, QPixmap] = {}

    def picture(
        self, key: Hashable, area: QRectF, scale: tuple[float, float], draw: Callable[[QPainter], None]
    ) -> QPixmap:
        """A picture, drawn if it is not known.

        Args:
            key: what tells it apart from all that looks otherwise.
            area: the picture's edges in the coordinates of what is painted.
            scale: the zoom, and pixels of the screen for each pixel.
            draw: draws it, in those coordinates.
        """
        if scale != self._scale or len(self._known) > MOST:
            self._known.clear()
            self._scale = scale
        picture = self._known.get(key)
        if picture is None:
            picture = self._known[key] = _made(area, *scale, draw)
        return picture


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
