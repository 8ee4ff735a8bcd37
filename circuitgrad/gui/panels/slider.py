"""A slider over the range of an input: linear or logarithmic, with a mark where the baseline is."""

from __future__ import annotations

from math import ceil, floor, isfinite, log, log10
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from circuitgrad.circuit import Range
from circuitgrad.circuit.what_if import STEPS
from circuitgrad.formats.numbers import full_number
from circuitgrad.gui.theme import LIGHT, Theme

RADIUS: Final = 6.0
FINEST: Final = 100_000
"""A slider has at most so many places: more than any screen has pixels."""
MOST_DECADES: Final = 20
LOG_DIGITS: Final = 4
"""Significant digits of what a logarithmic slider gives."""


def places_of(own: Range) -> int:
    """How many steps a slider over this range has.

    Example:
        >>> places_of(Range(-5.0, 5.0)), places_of(Range(0.0, 1.0, 0.3))
        (200, 4)
    """
    if own.logarithmic:
        return STEPS
    return max(1, min(ceil((own.high - own.low) / own.step_length - 1e-9), FINEST))


def value_at(own: Range, place: int) -> float:
    """The value at one place of a slider; round where its steps are.

    Example:
        >>> value_at(Range(-1.0, 1.0, 0.1), 13), value_at(Range(0.01, 100.0, None, True), 100)
        (0.3, 1.0)
    """
    last = places_of(own)
    if place <= 0:
        return own.low
    if place >= last:
        return own.high
    if own.logarithmic:
        value = own.low * (own.high / own.low) ** (place / last)
        return own.clamped(float(f"{value:.{LOG_DIGITS}g}"))
    step = max(own.step_length, (own.high - own.low) / FINEST)
    value = own.low + place * step
    return own.clamped(round(value, _decimals(step, own.low)))


def place_of(own: Range, value: float) -> float:
    """Where a value stands along a slider, from 0 to 1; at an end where it lies beyond.

    Example:
        >>> place_of(Range(-1.0, 3.0), 1.0), place_of(Range(0.01, 100.0, None, True), 1.0)
        (0.5, 0.5)
    """
    if own.logarithmic:
        share = log(value / own.low) / log(own.high / own.low) if value > 0.0 else 0.0
    else:
        share = (value - own.low) / (own.high - own.low)
    return min(max(share, 0.0), 1.0) if isfinite(share) else 0.0


def _decimals(*sizes: float) -> int:
    """So many decimals that none of these numbers loses what it says."""
    found = 0
    for size in sizes:
        if size and isfinite(size):
            shown = f"{abs(size):.12g}"
            mantissa, _, exponent = shown.partition("e")
            fraction = len(mantissa.partition(".")[2])
            found = max(found, fraction - int(exponent or 0), -floor(log10(abs(size))) if fraction else 0)
    return min(found, 300)


class Slider(QSlider):
    """Moves one input.

    Signals:
        dragged (float): the hand is at another value.
        stepped (float): a key or the wheel asks for this value.
        drag_ended (bool): the hand has let go; False where Escape gave the drag up.
    """

    drag_started = Signal()
    dragged = Signal(float)
    stepped = Signal(float)
    drag_ended = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("input_slider")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._range, self._value, self._theme = Range(0.0, 1.0), 0.0, LIGHT
        self._baseline: float | None = None
        self.actionTriggered.connect(self._on_action)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(96, 20)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(40, 20)

    @property
    def is_dragged(self) -> bool:
        """Whether somebody's hand is on it."""
        return self.isSliderDown()

    def show_value(self, own: Range, value: float | None, baseline: float | None, theme: Theme) -> None:
        """Shows where the value and the baseline stand in a range; without a value it cannot be moved."""
        shown = own.low if value is None else value
        if (own, shown, baseline, theme) != (self._range, self._value, self._baseline, self._theme):
            if own != self._range:
                self._range = own
                self.setRange(0, places_of(own))
                self.setPageStep(max(1, places_of(own) // 10))
            self._value, self._baseline, self._theme = shown, baseline, theme
            self.setValue(self._nearest(shown))
            self.setAccessibleDescription(full_number(shown))
            self.update()

    def _nearest(self, value: float) -> int:
        return round(place_of(self._range, value) * places_of(self._range))

    def _on_action(self, _action: int) -> None:
        """A key or the wheel: from a value between two steps to the next one."""
        place = self.sliderPosition()
        if place == self._nearest(self._value) and self.value() == place:
            return
        self.stepped.emit(value_at(self._range, place))

    # The hand

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Takes the handle to where the mouse is."""
        if event.button() is not Qt.MouseButton.LeftButton or not self.isEnabled():
            event.ignore()
            return
        event.accept()
        self.setSliderDown(True)
        self.drag_started.emit()
        self._drag_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drags the handle."""
        if self.isSliderDown():
            self._drag_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Lets go."""
        if self.isSliderDown() and event.button() is Qt.MouseButton.LeftButton:
            self._let_go(True)

    def _let_go(self, kept: bool) -> None:
        self.setSliderDown(False)
        self.drag_ended.emit(kept)

    def _drag_to(self, x: float) -> None:
        width = max(1.0, self.width() - 2 * RADIUS)
        share = min(max((x - RADIUS) / width, 0.0), 1.0)
        value = value_at(self._range, round(share * places_of(self._range)))
        if value != self._value:
            self.dragged.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape gives a drag up; arrows, page keys, Home and End step."""
        if event.key() == Qt.Key.Key_Escape and self.isSliderDown():
            self._let_go(False)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Steps only where the slider has the focus: scrolling past must not change a value."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    # Looks

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, middle = self._theme, self.height() / 2
        left, right = RADIUS, self.width() - RADIUS
        enabled = self.isEnabled()
        at = left + place_of(self._range, self._value) * (right - left)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.wire if enabled else theme.line))
        painter.drawRoundedRect(QRectF(left, middle - 1, right - left, 2), 1, 1)
        origin = left + place_of(self._range, 0.0 if self._range.holds(0.0) else self._range.low) * (right - left)
        if enabled:
            painter.setBrush(QColor(theme.accent))
            painter.drawRoundedRect(QRectF(min(origin, at), middle - 1.5, abs(at - origin), 3), 1.5, 1.5)
        if self._range.logarithmic:
            self._paint_decades(painter, left, right, middle)
        if self._baseline is not None:
            mark = left + place_of(self._range, self._baseline) * (right - left)
            painter.setBrush(QColor(theme.ink))
            painter.drawRect(QRectF(mark - 0.75, middle - 6, 1.5, 12))
        if not enabled:
            painter.setBrush(QColor(theme.panel))
            painter.setPen(QPen(QColor(theme.node_line), 1.0))
            painter.drawEllipse(QPointF(at, middle), RADIUS - 2, RADIUS - 2)
            return
        focused = self.hasFocus()
        painter.setPen(QPen(QColor(theme.ink if focused else theme.panel), 2.0 if focused else 1.5))
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(QPointF(at, middle), RADIUS - 1, RADIUS - 1)

    def _paint_decades(self, painter: QPainter, left: float, right: float, middle: float) -> None:
        """A small tick at each power of ten shows that the scale is logarithmic."""
        own = self._range
        painter.setBrush(QColor(self._theme.wire))
        decades = range(ceil(log10(own.low)), floor(log10(own.high)) + 1)
        if len(decades) <= MOST_DECADES:
            for power in decades:
                at = left + place_of(own, 10.0**power) * (right - left)
                painter.drawRect(QRectF(at - 0.5, middle + 3, 1, 4))
