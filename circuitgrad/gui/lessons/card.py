"""A thing to do on a page of a lesson: a framed row with a mark that is ticked when it is done."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from circuitgrad.gui.lessons.prose import Number, Prose
from circuitgrad.gui.panels.panel import GAP
from circuitgrad.gui.theme import LIGHT, Theme

SIDE: Final = 20


class Tick(QWidget):
    """An empty circle; a tick in a full one when it is done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tick")
        self.setFixedSize(QSize(SIDE, SIDE))
        self._is_done, self._theme = False, LIGHT

    def show_done(self, is_done: bool, theme: Theme) -> None:
        """Shows whether it is done."""
        if (is_done, theme) != (self._is_done, self._theme):
            self._is_done, self._theme = is_done, theme
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(2.5, 2.5, SIDE - 5, SIDE - 5)
        if not self._is_done:
            painter.setPen(QPen(QColor(self._theme.node_line), 1.5))
            painter.drawEllipse(circle)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.value))
        painter.drawEllipse(circle)
        pen = QPen(QColor(self._theme.panel), 2.0)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([QPointF(6.2, 10.4), QPointF(8.9, 13.0), QPointF(13.8, 7.4)]))


class Card(QFrame):
    """The frame, the mark and the text; what follows the text goes into `column`.

    Args:
        name: its object name.
        text: what to do, in Markdown.
    """

    def __init__(self, name: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.is_done = False
        self.theme = LIGHT
        self.tick = Tick()
        self.prose = Prose(text, f"{name}_text")
        self.column = QVBoxLayout()
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GAP)
        self.column.addWidget(self.prose)
        line = QHBoxLayout(self)
        line.setContentsMargins(GAP, GAP + 2, GAP + 2, GAP + 2)
        line.setSpacing(GAP)
        line.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(self.column, 1)

    def show_card(self, is_done: bool, number: Number, theme: Theme) -> None:
        """Shows whether it is done, with these numbers in its text."""
        was_done, self.is_done, self.theme = self.is_done, is_done, theme
        self.tick.show_done(is_done, theme)
        self.prose.show_text(number, theme)
        sheet = (
            f"QFrame#{self.objectName()} {{ background: {theme.field}; border: 1px solid {theme.line};"
            f" border-radius: 6px; }}"
        )
        if self.styleSheet() != sheet:
            self.setStyleSheet(sheet)
        state = self.tr("Done: {text}") if is_done else self.tr("To do: {text}")
        self.setAccessibleName(state.format(text=self.prose.plain))
        if is_done and not was_done and self.isVisible():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
