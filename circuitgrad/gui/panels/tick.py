"""A box to tick, in the colours of the theme: the style's own is all but invisible on a dark ground."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

BOX: Final = 15.0
GAP: Final = 7


class Tick(QCheckBox):
    """A box with its text beside it; the whole of it is clicked.

    Args:
        name: its object name.
        text: what is ticked.
    """

    def __init__(self, name: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        metrics = self.fontMetrics()
        return QSize(int(BOX) + GAP + metrics.horizontalAdvance(self.text()) + 4, max(int(BOX), metrics.height()) + 4)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:  # noqa: N802
        """The text is clicked as the box is."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, ticked = self.palette(), self.isChecked()
        role, group = QPalette.ColorRole, QPalette.ColorGroup
        accent, line = palette.color(role.Highlight), palette.color(group.Disabled, role.WindowText)
        box = QRectF(1.0, (self.height() - BOX) / 2, BOX, BOX)
        painter.setPen(QPen(accent if ticked or self.hasFocus() else line, 1.2))
        painter.setBrush(accent if ticked and self.isEnabled() else palette.color(role.Base))
        painter.drawRoundedRect(box, 3, 3)
        if ticked:
            mark = QPen(palette.color(role.HighlightedText), 1.8)
            mark.setCapStyle(Qt.PenCapStyle.RoundCap)
            mark.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(mark)
            x, y = box.left(), box.top()
            painter.drawPolyline(QPolygonF([QPointF(x + 4, y + 8), QPointF(x + 6.6, y + 10.5), QPointF(x + 11, y + 5)]))
        painter.setPen(palette.color(group.Normal if self.isEnabled() else group.Disabled, role.WindowText))
        text = QRectF(BOX + GAP + 1, 0, self.width() - BOX - GAP - 1, self.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self.hasFocus():
            painter.setPen(QPen(accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(BOX + 4.5, 0.5, -0.5, -0.5), 3, 3)
