"""A list to choose from, whose rows look as those of a menu do."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QStyledItemDelegate, QStyleOptionViewItem, QWidget

LINE: Final = 9
"""Pixels that a line between two groups of rows is given."""
INSET: Final = 8

Index = QModelIndex | QPersistentModelIndex


class Choice(QComboBox):
    """A list to choose from, with a sign that it opens; the wheel scrolls past it."""

    def __init__(self, name: str, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setItemDelegate(ListCells(self))  # Qt's own does not follow the stylesheet

    def showPopup(self) -> None:  # noqa: N802
        """Opens the list, as wide as its longest row even where the box is narrow."""
        view = self.view()
        bar = view.verticalScrollBar().sizeHint().width() if self.count() > self.maxVisibleItems() else 0
        view.setMinimumWidth(view.sizeHintForColumn(0) + bar + 2 * view.frameWidth())
        container = view.window()
        if isinstance(container, QFrame):
            container.setFrameShape(QFrame.Shape.NoFrame)  # the list has a frame of its own
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The stylesheet leaves the arrow out."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self.palette().color(QPalette.ColorRole.ButtonText), 1.4)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        x, y = self.width() - 14.0, self.height() / 2
        painter.drawPolyline(QPolygonF([QPointF(x - 4, y - 2), QPointF(x, y + 2), QPointF(x + 4, y - 2)]))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Scrolling past must not choose."""
        event.ignore()


class ListCells(QStyledItemDelegate):
    """Paints by the stylesheet, which Qt's own delegate of such a list does not follow; separators as hairlines."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paints a row, or the line that stands in for one."""
        if not _is_separator(index):
            super().paint(painter, option, index)
            return
        middle = option.rect.center().y()
        color = option.palette.color(QPalette.ColorRole.Mid)
        painter.fillRect(option.rect.left() + INSET, middle, option.rect.width() - 2 * INSET, 1, color)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        return QSize(0, LINE) if _is_separator(index) else super().sizeHint(option, index)


def _is_separator(index: Index) -> bool:
    return bool(index.data(Qt.ItemDataRole.AccessibleDescriptionRole) == "separator")
