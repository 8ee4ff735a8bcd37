"""How plots look: the theme's colours, the application's font, short numbers, a hand that moves the current point."""

from __future__ import annotations

from math import isfinite, log10
from typing import Any, Final

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame

from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.theme import LIGHT, Theme

FAR: Final = 10
"""How many steps Shift makes of one."""
ZOOM: Final = 0.8
LONG_POWER: Final = 3
RAISED: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def short_tick(value: float) -> str:
    """A number on an axis: as few digits as it takes.

    Example:
        >>> short_tick(0.5), short_tick(-20000000.0), short_tick(3.0)
        ('0.5', '−2×10⁷', '3')
    """
    plain = f"{value:.6g}"
    return (
        plain.replace("-", "−") if "e" not in plain else short_number(value, 1 if float(f"{value:.0e}") == value else 2)
    )


def power_tick(power: float, *, as_power: bool = True) -> str:
    """A number on a logarithmic axis; as a power of ten it is short, and powers stand close together.

    Example:
        >>> power_tick(4.0), power_tick(-3.0), power_tick(0.5), power_tick(2.0, as_power=False)
        ('10⁴', '10⁻³', '3.16228', '100')
    """
    whole = round(power)
    if power != whole or not as_power:
        return short_tick(10.0**power)
    return f"10{str(whole).translate(RAISED)}"


class Axis(pg.AxisItem):  # type: ignore[misc]
    """An axis with a true minus and no scientific prefixes; a logarithmic one gets the logarithms of its values."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.enableAutoSIPrefix(False)
        self.is_logarithmic = False

    def show_name(self, name: str) -> None:
        """Names the axis; an equal name costs nothing, while the library would paint the axis anew."""
        if name != self.labelText:
            self.setLabel(name, **self.labelStyle)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: N802
        """What stands at the ticks."""
        if self.is_logarithmic:
            as_power = any(abs(value) >= LONG_POWER for value in values)
            return [
                power_tick(value, as_power=as_power) if value == round(value) or spacing < 1.0 else ""
                for value in values
            ]
        return [short_tick(float(f"{value * scale:.10g}")) for value in values]


class HandBox(pg.ViewBox):  # type: ignore[misc]
    """A part of a plot in which the left button moves the current point; the wheel zooms, the middle button pans."""

    def __init__(self, owner: PlotWidget) -> None:
        super().__init__(enableMenu=False)
        self._owner = owner
        self.setMouseEnabled(True, True)

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:  # noqa: N802
        """The left button drags the point."""
        if event.button() != Qt.MouseButton.LeftButton:
            super().mouseDragEvent(event, axis)
            return
        event.accept()
        if event.isStart():
            self._owner.hand_down()
        self._owner.hand_at(self.mapToView(event.pos()))
        if event.isFinish():
            self._owner.hand_up(True)

    def mouseClickEvent(self, event: Any) -> None:  # noqa: N802
        """A click takes the point there."""
        if event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            self._owner.hand_down()
            self._owner.hand_at(self.mapToView(event.pos()))
            self._owner.hand_up(True)


class PlotWidget(pg.GraphicsLayoutWidget):  # type: ignore[misc]
    """A widget of plots that takes the focus.

    Signals:
        hand_taken: a drag of the current point begins.
        hand_moved (float, float): it is here now, in the plot's own numbers.
        hand_left (bool): it ends; False where Escape gave it up.
        stepped (int, int): a key asks for so many steps along the first and the second axis.
    """

    hand_taken = Signal()
    hand_moved = Signal(float, float)
    hand_left = Signal(bool)
    stepped = Signal(int, int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAntialiasing(True)
        self.ci.layout.setContentsMargins(8, 4, 8, 4)
        self.ci.layout.setSpacing(4)
        self.theme, self.digits = LIGHT, 3
        self._is_held = False
        self.plots: list[Any] = []

    def add_plot(self, row: int, column: int = 0) -> Any:
        """A plot in this row, in the look of the application."""
        axes = {side: Axis(side) for side in ("left", "bottom")}
        plot = pg.PlotItem(viewBox=HandBox(self), axisItems=axes)
        plot.hideButtons()
        plot.setMenuEnabled(False)
        axes["left"].setWidth(56)
        self.addItem(plot, row=row, col=column)
        self.plots.append(plot)
        return plot

    def dress(self, theme: Theme, digits: int) -> None:
        """Takes over colours and digits."""
        self.theme, self.digits = theme, digits
        self.setBackground(QColor(theme.panel))
        font = QApplication.font()
        font.setPixelSize(11)
        for plot in self.plots:
            for side in ("left", "bottom"):
                axis = plot.getAxis(side)
                axis.setPen(QPen(QColor(theme.node_line), 1))
                axis.setTextPen(QColor(theme.soft_ink))
                axis.setStyle(tickFont=font, tickLength=-4, maxTickLevel=0)
                axis.setGrid(False)
                axis.labelStyle = {"color": theme.soft_ink, "font-size": "11px"}
                axis.setLabel(axis.labelText, **axis.labelStyle)

    # The hand

    def hand_down(self) -> None:
        """A drag begins."""
        self._is_held = True
        self.setFocus()
        self.hand_taken.emit()

    def hand_at(self, place: QPointF) -> None:
        """The hand is here."""
        if self._is_held:
            self.hand_moved.emit(place.x(), place.y())

    def hand_up(self, kept: bool) -> None:
        """The drag ends."""
        if self._is_held:
            self._is_held = False
            self.hand_left.emit(kept)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows step, + and − zoom, Home shows all, Escape gives a drag up."""
        far = FAR if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        steps = {
            Qt.Key.Key_Left: (-far, 0),
            Qt.Key.Key_Right: (far, 0),
            Qt.Key.Key_Down: (0, -far),
            Qt.Key.Key_Up: (0, far),
        }
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._is_held:
            self.hand_up(False)
        elif key in steps:
            self.stepped.emit(*steps[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            factor = 1.0 / ZOOM if key == Qt.Key.Key_Minus else ZOOM
            self.plots[0].getViewBox().scaleBy((factor, factor))
        elif key == Qt.Key.Key_Home:
            self.show_all()
        else:
            event.ignore()

    def show_all(self) -> None:
        """Brings everything into view again."""

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The focus shows."""
        super().focusInEvent(event)
        self.setStyleSheet(f"border: 1px solid {self.theme.accent};")

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The focus is gone."""
        super().focusOutEvent(event)
        self.setStyleSheet("")


def pen(color: str, width: float = 1.5, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen that is so many pixels wide at every zoom, larger ones on a screen that has more of them."""
    application = QApplication.instance()
    scale = application.devicePixelRatio() if isinstance(application, QApplication) else 1.0
    made = QPen(QColor(color), width * scale, style)
    made.setCosmetic(True)
    return made


def shown_range(low: float, high: float) -> tuple[float, float]:
    """A range with a little room to both sides.

    Example:
        >>> shown_range(0.0, 1.0), shown_range(2.0, 2.0)
        ((-0.06, 1.06), (1.0, 3.0))
    """
    room = 0.06 * (high - low)
    return (low - room, high + room) if room > 0.0 else (low - max(1.0, abs(low) / 2), high + max(1.0, abs(high) / 2))


def on_axis(value: float, logarithmic: bool) -> float:
    """Where a value stands on an axis."""
    return log10(value) if logarithmic and value > 0.0 and isfinite(value) else value
