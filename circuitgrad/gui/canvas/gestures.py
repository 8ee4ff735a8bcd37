"""What hands do on the canvas: each gesture a small class with a start, moves, an end and a cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRectF, Qt
from PySide6.QtWidgets import QGraphicsRectItem

from circuitgrad.circuit.edits import SetValue
from circuitgrad.gui.canvas.style import line, with_alpha

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

Modifier = Qt.KeyboardModifier
LARGEST_SCRUBBED = 1e15
"""Dragging stops here; larger numbers are typed."""


def text(source: str) -> str:
    """What a step of the history is called."""
    return QCoreApplication.translate("gestures", source)


class Gesture(Protocol):
    """Something that a hand has begun. `spot` is a place in the scene."""

    pans_at_edge: bool
    """Whether the view follows where the pointer is held at its edge."""

    def move(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The pointer is here now."""

    def end(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The button is released here."""

    def cancel(self) -> None:
        """Esc: all is as it was before."""


class Pan:
    """Moves the view with the pointer."""

    pans_at_edge = False

    def __init__(self, view: CanvasView, place: QPoint) -> None:
        self._view, self._last = view, place
        view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def drag(self, place: QPoint) -> None:
        """The pointer is at this place of the viewport now."""
        delta, self._last = place - self._last, place
        self._view.scroll_by(-delta.x(), -delta.y())

    def move(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Nothing: panning follows the viewport, see `drag`."""

    def end(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._view.viewport().unsetCursor()

    def cancel(self) -> None:
        self._view.viewport().unsetCursor()


class BoxSelect:
    """Selects the nodes and notes that a box touches and the frames in it; Shift adds them, Ctrl turns each over."""

    pans_at_edge = True

    def __init__(self, view: CanvasView, spot: QPointF) -> None:
        self._view, self._start = view, spot
        self._before = view.document.selection
        self._box = QGraphicsRectItem()
        theme = view.canvas.canvas_style.theme
        self._box.setPen(line(theme.accent, 0))
        self._box.setBrush(with_alpha(theme.accent, 0.10))
        self._box.setZValue(5.0)
        view.canvas.addItem(self._box)

    def move(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        area = QRectF(self._start, spot).normalized()
        self._box.setRect(area)
        hit = frozenset(self._view.canvas.ids_in(area))
        before = self._before.nodes
        if modifiers & Modifier.ControlModifier:
            hit = before ^ hit
        elif modifiers & Modifier.ShiftModifier:
            hit = before | hit
        remarks, marked = self._view.canvas.remarks.inside(area), self._before.remarks
        if modifiers & Modifier.ControlModifier:
            remarks = marked ^ remarks
        elif modifiers & Modifier.ShiftModifier:
            remarks = marked | remarks
        self._view.document.select(hit, (), remarks)

    def end(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._view.canvas.removeItem(self._box)

    def cancel(self) -> None:
        self._view.canvas.removeItem(self._box)
        self._view.document.select(self._before.nodes, self._before.wires, self._before.remarks)


class ScrubValue:
    """Drags an input's number left and right; Shift for fine, Ctrl for coarse steps."""

    PIXELS_PER_STEP = 2.0
    pans_at_edge = False

    def __init__(self, view: CanvasView, spot: QPointF, id: str) -> None:
        self._view, self._id = view, id
        self._step = view.document.begin(text("Change value"))
        self._last_x = spot.x()
        self._value = view.document.circuit.node(id).value or 0.0
        size = min(max(abs(self._value), 1.0), LARGEST_SCRUBBED)
        self._size = 10.0 ** _whole_log10(size) / 100.0

    def move(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        factor = 0.1 if modifiers & Modifier.ShiftModifier else 10.0 if modifiers & Modifier.ControlModifier else 1.0
        steps = (spot.x() - self._last_x) * self._view.transform().m11() / self.PIXELS_PER_STEP
        self._last_x = spot.x()
        self._value = max(-LARGEST_SCRUBBED, min(LARGEST_SCRUBBED, self._value + steps * self._size * factor))
        grain = self._size * min(factor, 1.0)
        decimals = max(0, -_whole_log10(grain))
        self._step.apply(SetValue(self._id, round(round(self._value / grain) * grain, decimals)), key="value")
        self._view.document.settle()

    def end(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._step.commit()

    def cancel(self) -> None:
        self._step.cancel()


def _whole_log10(size: float) -> int:
    from math import floor, log10

    return floor(log10(size) + 1e-9)
