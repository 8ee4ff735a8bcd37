"""A titled frame on the canvas, behind all that it holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from circuitgrad.circuit import Frame
from circuitgrad.gui.canvas.remark_item import RemarkItem, written_on
from circuitgrad.gui.canvas.style import CanvasStyle, font, line, with_alpha
from circuitgrad.layout.geometry import GRID

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.still_picture import StillPicture

BAR = 32.0
"""Height of the bar with the title, in scene units."""
LEAST_WIDTH, LEAST_HEIGHT = 6 * GRID, BAR
"""No frame or note gets smaller."""
TITLE_SIZE = 14.0
LARGEST_TITLE = 8.0
"""From afar the title is written larger, up to so many times."""
LIKED_TITLE, LEAST_TITLE = 0.8, 0.64
"""A title keeps this much of its size on the screen, and at least so much."""
MARGIN = 12.0
ROUNDING = 0.98
"""Letters of another size are not wider in just the same measure."""
RADIUS = 8.0


class FrameItem(RemarkItem):
    """Dragged by its bar, resized at its edges; what is inside can be reached as if it were not there."""

    def __init__(self, remark: Frame, style: CanvasStyle, still: Callable[[], StillPicture | None]) -> None:
        super().__init__(remark, style, still)
        self.setZValue(-3.0)

    @property
    def body(self) -> QRectF:
        return QRectF(0.0, 0.0, self.area.width(), min(BAR, self.area.height()))

    def draw(self, painter: QPainter) -> None:
        theme = self.canvas_style.theme
        zoom = painter.worldTransform().m11()
        painter.setPen(line(theme.accent, 2.0) if self.selected else line(theme.node_line, 1.0))
        painter.setBrush(with_alpha(theme.node_line, 0.07))
        painter.drawRoundedRect(self.area, RADIUS, RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(theme.accent if self.selected else theme.node_line, 0.12))
        painter.drawRoundedRect(self.body, RADIUS, RADIUS)
        if not self.is_edited:
            self._paint_title(painter, zoom)

    def _paint_title(self, painter: QPainter, zoom: float) -> None:
        written, place, title = self.title_at(zoom)
        painter.setFont(written)
        painter.setPen(self.canvas_style.ink if self.selected else self.canvas_style.soft_ink)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)

    def title_at(self, zoom: float) -> tuple[QFont, QRectF, str]:
        """How the title is written at a zoom: in which font, where, and what of it there is room for.

        It stands on the bar; from afar, where it could not be read, it is larger and over the frame's ground, as large
        as leaves room for all of it, if that can be read.
        """
        title = " ".join(written_on(self.remark).split())
        larger = min(LARGEST_TITLE, max(1.0, LIKED_TITLE / zoom), self.area.height() / BAR)
        width = QFontMetricsF(font(TITLE_SIZE, weight=QFont.Weight.DemiBold)).horizontalAdvance(title)
        fitting = (self.area.width() - MARGIN) / (width + MARGIN) * ROUNDING
        larger = max(1.0, min(larger, max(fitting, LEAST_TITLE / zoom)))
        written = font(TITLE_SIZE * larger, weight=QFont.Weight.DemiBold)
        place = QRectF(QPointF(MARGIN * larger, 0.0), self.area.topRight() + QPointF(-MARGIN, BAR * larger))
        shown = QFontMetricsF(written).elidedText(title, Qt.TextElideMode.ElideRight, max(0.0, place.width()))
        return written, place, shown
