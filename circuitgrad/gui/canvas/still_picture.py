"""What lies under the nodes, kept as a picture for as long as the view stands still.

Wires take longer to paint than all else. While a node is dragged or numbers change, nearly all of them look as they did
a moment ago: they are copied. A wire that changes again and again is loose: it is left out of the picture and painted
over it, until nothing has been painted for a while. While the view itself moves, all is painted as if there were no
picture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, floor
from typing import Final

from PySide6.QtCore import QObject, QRect, QRectF, QTimer
from PySide6.QtGui import QPainter, QPixmap, QRegion, QTransform

from circuitgrad.gui.canvas.style import CanvasStyle

MOST_PARTS: Final = 4
"""Up to so many parts of the picture are painted each for itself, more as one."""
REST: Final = 250
"""Milliseconds without a frame after which what is loose becomes part of the picture again."""
SOFT_EDGE: Final = 1
"""Pixels that smooth edges reach beyond what they bound."""
Size = tuple[int, int, float]
"""Width and height in pixels of the view, and pixels of the screen for each of them."""


class StillPicture(QObject):
    """The picture, and what of it holds.

    Args:
        paint: paints what belongs to the picture of a part of the scene.
        settle: told that nothing is loose any more, and whether what was is to be painted as part of the picture.
        parent: what it lives as long as.

    Attributes:
        frame: counts what has been painted with its help.
        is_shown: whether what is painted at the moment stands on the picture, so that nothing in it is painted again.
    """

    def __init__(
        self, paint: Callable[[QPainter, QRectF], None], settle: Callable[[bool], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._paint, self._settle = paint, settle
        self.frame, self.is_shown = 0, False
        self._picture: QPixmap | None = None
        self._holds = QRegion()
        self._size: Size = (0, 0, 0.0)
        self._place = (0.0, 0.0, 0.0)
        self._looks: tuple[CanvasStyle, bool] | None = None
        self._to_screen = QTransform()
        self._last_frame = 0
        self._timer = QTimer(self)
        self._timer.setInterval(REST)
        self._timer.timeout.connect(self._look_again)

    def show(self, painter: QPainter, parts: Sequence[QRect], style: CanvasStyle, *, dotted: bool) -> bool:
        """Copies parts of the picture to where they belong, after painting what of them does not hold any more.

        Args:
            painter: in the scene's coordinates, scaled and not turned.
            parts: what is to be painted, in pixels of the view.
            style: the palette.
            dotted: whether there are dots on the ground.

        Returns:
            False where the view has moved, or looks otherwise: then all is to be painted.
        """
        to_screen = painter.worldTransform()
        if not self._stands(painter, to_screen, (style, dotted)):
            return False
        ratio = int(self._size[2])
        picture = self._complete(parts, painter.renderHints())
        painter.resetTransform()
        for part in parts:
            painter.drawPixmap(part, picture, QRect(part.topLeft() * ratio, part.size() * ratio))
        painter.setWorldTransform(to_screen)
        self.frame += 1
        self.is_shown = True
        return True

    def _stands(self, painter: QPainter, to_screen: QTransform, looks: tuple[CanvasStyle, bool]) -> bool:
        """Whether the view shows the same part of the scene in the same way as it did at last; takes over how it is."""
        device = painter.device()
        size = device.width(), device.height(), device.devicePixelRatioF()
        place = to_screen.m11(), to_screen.dx(), to_screen.dy()
        if size != self._size:
            self._size, self._picture = size, None
        elif place == self._place and looks == self._looks:
            return size[2].is_integer()  # else pixels of the picture would lie across pixels of the screen
        self._place, self._looks, self._to_screen = place, looks, to_screen
        self.forget_all()
        return False

    def _complete(self, parts: Sequence[QRect], hints: QPainter.RenderHint) -> QPixmap:
        """The picture, with these parts as they look now."""
        picture = self._picture or self._made()
        missing = QRegion()
        for part in parts:
            missing += part
        missing -= self._holds
        if not missing.isEmpty():
            few = missing.rectCount() <= MOST_PARTS
            self._mend(picture, list(missing) if few else [missing.boundingRect()], hints)  # type: ignore[call-overload]
        return picture

    def _made(self) -> QPixmap:
        width, height, ratio = self._size
        picture = self._picture = QPixmap(round(width * ratio), round(height * ratio))
        picture.setDevicePixelRatio(ratio)
        return picture

    def _mend(self, picture: QPixmap, parts: Sequence[QRect], hints: QPainter.RenderHint) -> None:
        to_scene, _ = self._to_screen.inverted()
        painter = QPainter(picture)
        painter.setRenderHints(hints)
        for part in parts:
            painter.resetTransform()
            painter.setClipRect(part)
            painter.setWorldTransform(self._to_screen)
            self._paint(painter, to_scene.mapRect(QRectF(part)))
            self._holds += part
        painter.end()

    def forget(self, area: QRectF) -> None:
        """A part of the scene looks otherwise now."""
        if not self._holds.isEmpty():
            zoom, dx, dy = self._place
            left, top = floor(area.left() * zoom + dx) - SOFT_EDGE, floor(area.top() * zoom + dy) - SOFT_EDGE
            right, bottom = ceil(area.right() * zoom + dx) + SOFT_EDGE, ceil(area.bottom() * zoom + dy) + SOFT_EDGE
            self._holds -= QRect(left, top, right - left, bottom - top)

    def forget_all(self) -> None:
        """Nothing of it holds any more."""
        self._holds = QRegion()
        self._timer.stop()
        self._settle(False)

    def drop(self) -> None:
        """Nobody sees it: its memory is freed."""
        if self._picture is not None:
            self._picture = None
            self.forget_all()

    # What is loose

    def wait(self) -> None:
        """Something is loose: it becomes part of the picture again when nothing is painted for a while."""
        if not self._timer.isActive():
            self._timer.start()

    def _look_again(self) -> None:
        if self._last_frame == self.frame:
            self.rest()
        self._last_frame = self.frame

    def rest(self) -> None:
        """What is loose becomes part of the picture again."""
        self._timer.stop()
        self._settle(True)
