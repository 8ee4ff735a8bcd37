"""Small buttons with a painted sign, crisp at every scale: play, pause, dice, more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QToolButton, QWidget

SIDE: Final = 20


def _play(painter: QPainter, color: QColor) -> None:
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([QPointF(7, 5.5), QPointF(14.5, 10), QPointF(7, 14.5)]))


def _pause(painter: QPainter, color: QColor) -> None:
    painter.setBrush(color)
    painter.drawRect(QRectF(6, 6, 3, 8))
    painter.drawRect(QRectF(11, 6, 3, 8))


def _bar_at(painter: QPainter, x: float) -> None:
    painter.drawRect(QRectF(x, 5.5, 2, 9))


def _first(painter: QPainter, color: QColor) -> None:
    painter.setBrush(color)
    _bar_at(painter, 4.5)
    painter.drawPolygon(QPolygonF([QPointF(15, 5.5), QPointF(7.5, 10), QPointF(15, 14.5)]))


def _last(painter: QPainter, color: QColor) -> None:
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([QPointF(5, 5.5), QPointF(12.5, 10), QPointF(5, 14.5)]))
    _bar_at(painter, 13.5)


def _chevron(painter: QPainter, color: QColor, points: list[QPointF]) -> None:
    painter.setPen(QPen(color, 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(points))


def _back(painter: QPainter, color: QColor) -> None:
    _chevron(painter, color, [QPointF(12, 5.5), QPointF(7.5, 10), QPointF(12, 14.5)])


def _step(painter: QPainter, color: QColor) -> None:
    _chevron(painter, color, [QPointF(8, 5.5), QPointF(12.5, 10), QPointF(8, 14.5)])


def _dice(painter: QPainter, color: QColor) -> None:
    painter.setPen(QPen(color, 1.2))
    painter.drawRoundedRect(QRectF(5, 5, 10, 10), 2, 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    for x, y in ((7.8, 7.8), (12.2, 12.2), (10, 10)):
        painter.drawEllipse(QPointF(x, y), 1.0, 1.0)


def _more(painter: QPainter, color: QColor) -> None:
    painter.setBrush(color)
    for y in (5.5, 10, 14.5):
        painter.drawEllipse(QPointF(10, y), 1.3, 1.3)


_SIGNS: Final[dict[str, Callable[[QPainter, QColor], None]]] = {
    "play": _play, "pause": _pause, "dice": _dice, "first": _first, "back": _back, "step": _step, "last": _last,
    "more": _more,
}  # fmt: skip


class GlyphButton(QToolButton):
    """A flat button that shows one of the signs.

    Args:
        name: its object name.
        sign: what it shows.
        title: what it does, for its tip and for screen readers.
    """

    def __init__(self, name: str, sign: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("flat", True)
        self.setStyleSheet("padding: 0; border-radius: 4px;")
        self.setFixedSize(SIDE, SIDE)
        self._sign = sign
        self.show_sign(sign, title)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(SIDE, SIDE)

    def show_sign(self, sign: str, title: str) -> None:
        """Shows another sign with its title."""
        if sign != self._sign or title != self.accessibleName():
            self._sign = sign
            self.setToolTip(title)
            self.setAccessibleName(title)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The button's own looks, and the sign on them."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate((self.width() - SIDE) / 2, (self.height() - SIDE) / 2)
        group = QPalette.ColorGroup.Normal if self.isEnabled() else QPalette.ColorGroup.Disabled
        painter.setPen(Qt.PenStyle.NoPen)
        _SIGNS[self._sign](painter, self.palette().color(group, QPalette.ColorRole.ButtonText))
