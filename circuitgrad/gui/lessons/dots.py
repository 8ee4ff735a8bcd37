"""How far a lesson has been read: a dot a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from circuitgrad.gui.theme import LIGHT, Theme

STEP: Final = 14
RADIUS: Final = 3.5


class Dots(QWidget):
    """Full dots are done, the ring is the page that is open; a click goes there.

    Signals:
        chosen (int): a page was clicked.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_dots")
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._done: tuple[bool, ...] = ()
        self._place, self._theme = 0, LIGHT

    def show_progress(self, done: Sequence[bool], place: int, theme: Theme) -> None:
        """Shows which pages are done and which one is open."""
        if (tuple(done), place, theme) != (self._done, self._place, self._theme):
            self._done, self._place, self._theme = tuple(done), place, theme
            self.updateGeometry()
            self.update()
        self.setAccessibleName(self.tr("Page {number} of {count}").format(number=place + 1, count=len(done)))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(STEP * max(1, len(self._done)), 20)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    def _spot(self, place: int) -> QPointF:
        first = (self.width() - STEP * (len(self._done) - 1)) / 2
        return QPointF(first + place * STEP, self.height() / 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Goes to the page whose dot is nearest."""
        if event.button() is Qt.MouseButton.LeftButton and self._done:
            places = range(len(self._done))
            self.chosen.emit(min(places, key=lambda place: abs(self._spot(place).x() - event.position().x())))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        for place, is_done in enumerate(self._done):
            here = place == self._place
            color = QColor(theme.accent if here or is_done else theme.node_line)
            painter.setPen(QPen(color, 1.5))
            painter.setBrush(color if is_done else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self._spot(place), RADIUS, RADIUS)
            if here:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(self._spot(place), RADIUS + 2.5, RADIUS + 2.5)
