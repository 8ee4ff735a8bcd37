"""A row that says how much one input does: its name, bars to both sides of a middle line, a number on each side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from circuitgrad.gui.theme import LIGHT, Theme

HEIGHT: Final = 24
NAME: Final = 68
NUMBER: Final = 58
GAP: Final = 6
BAR: Final = 10.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from the middle line.

    Args:
        share: its length, −1 (to the left) to 1.
        hollow: whether it is an outline: the end at which the input is lower.
    """

    share: float
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class BarTexts:
    """What stands in a row beside its bars.

    Args:
        name: to the left.
        left: the number on the left side.
        right: the number on the right side.
        tip: on hover, and what a screen reader says after the name.
        soft: whether it is set back, as held inputs are.
    """

    name: str
    left: str
    right: str
    tip: str
    soft: bool = False


class BarRow(QPushButton):
    """One row; a click, or Enter, chooses its input.

    Signals:
        chosen (str): the id of its input.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar_row")
        self.setProperty("flat", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        self._id = ""
        self._texts = BarTexts("", "", "", "")
        self._bars: tuple[Bar, ...] = ()
        self._theme = LIGHT
        self._hovered = False
        self.clicked.connect(lambda: self.chosen.emit(self._id))

    @property
    def id(self) -> str:
        """The id of its input."""
        return self._id

    @property
    def bars(self) -> tuple[Bar, ...]:
        """What it shows."""
        return self._bars

    @property
    def texts(self) -> BarTexts:
        """What it says."""
        return self._texts

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(2 * NUMBER + NAME + 80, HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(2 * NUMBER + NAME + 40, HEIGHT)

    def show_bars(self, id: str, texts: BarTexts, bars: tuple[Bar, ...], theme: Theme) -> None:
        """Shows another input, or other numbers."""
        if (id, texts, bars, theme) != (self._id, self._texts, self._bars, self._theme):
            self._id, self._texts, self._bars, self._theme = id, texts, bars, theme
            self.setToolTip(texts.tip)
            self.setAccessibleName(f"{texts.name}: {texts.tip}")
            self.update()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """Shows that it can be clicked."""
        super().enterEvent(event)
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Looks as before."""
        super().leaveEvent(event)
        self._hovered = False
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, width, middle = self._theme, float(self.width()), self.height() / 2
        if self.hasFocus() or self._hovered:
            painter.setPen(QPen(QColor(theme.accent), 1) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent_soft if self.hasFocus() else theme.field))
            painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1, self.height() - 1), 4, 4)
        self._paint_name(painter, QRectF(4, 0, NAME, self.height()))
        left, right = NAME + NUMBER + GAP, width - NUMBER - GAP
        axis = (left + right) / 2
        self._paint_bars(painter, axis, (right - left) / 2, middle)
        self._paint_numbers(painter, left, right)

    def _paint_name(self, painter: QPainter, room: QRectF) -> None:
        font = QFont(self.font())
        font.setItalic(True)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.soft_ink if self._texts.soft else self._theme.ink))
        name = QFontMetricsF(font).elidedText(self._texts.name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)

    def _paint_bars(self, painter: QPainter, axis: float, reach: float, middle: float) -> None:
        theme = self._theme
        for bar in self._bars:
            length = abs(bar.share) * reach
            if length <= 0.0:
                continue
            color = QColor(theme.raises if bar.share > 0 else theme.lowers)
            start = axis if bar.share > 0 else axis - length
            area = QRectF(start, middle - BAR / 2, max(length, 1.0), BAR)
            if bar.hollow:
                painter.setPen(QPen(color, 1.2))
                painter.setBrush(QColor(theme.panel))
                painter.drawRoundedRect(area.adjusted(0.6, 0.6, -0.6, -0.6), 2, 2)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(color)
                painter.drawRoundedRect(area, 2, 2)
        painter.setPen(QPen(QColor(theme.node_line), 1))
        painter.drawLine(QPointF(axis, middle - BAR / 2 - 3), QPointF(axis, middle + BAR / 2 + 3))

    def _paint_numbers(self, painter: QPainter, left: float, right: float) -> None:
        painter.setFont(self.font())
        theme, height = self._theme, float(self.height())
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        for text, end, color in (
            (self._texts.left, left - GAP, theme.lowers),
            (self._texts.right, right + NUMBER + GAP - 4, theme.raises),
        ):
            painter.setPen(QColor(theme.soft_ink if not text.strip("0") else color))
            painter.drawText(QRectF(end - NUMBER, 0, NUMBER, height), align, text)
