"""A box to tick that can be seen in both themes: the style's own is drawn in a shade that is lost on a dark ground."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox

SIDE: Final = 15
GAP: Final = 8
TICK: Final = ((3.5, 7.8), (6.4, 10.6), (11.6, 4.6))


class TickBox(QCheckBox):
    """A square, ticked or not, and a text behind it."""

    def sizeHint(self) -> QSize:  # noqa: N802
        metrics = self.fontMetrics()
        width = SIDE + GAP + metrics.horizontalAdvance(self.text()) + 2
        return QSize(width, max(SIDE, metrics.height()) + 6)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        palette, role = self.palette(), QPalette.ColorRole
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        square = QRectF(0.5, (self.height() - SIDE) / 2, SIDE - 1, SIDE - 1)
        soft = palette.color(role.PlaceholderText)
        edge = palette.color(role.Highlight) if self.hasFocus() or self.isChecked() else soft
        painter.setPen(QPen(edge, 2.0 if self.hasFocus() else 1.0))
        painter.setBrush(palette.color(role.Highlight) if self.isChecked() else palette.color(role.AlternateBase))
        painter.drawRoundedRect(square, 3.0, 3.0)
        if self.isChecked():
            pen = QPen(palette.color(role.HighlightedText), 1.8)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF([square.topLeft() + QPointF(x, y) for x, y in TICK]))
        painter.setPen(palette.color(role.WindowText) if self.isEnabled() else soft)
        text = QRectF(SIDE + GAP, 0, self.width() - SIDE - GAP, self.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
