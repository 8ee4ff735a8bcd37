"""Wheels and touchpads on the canvas: a wheel zooms; two fingers move the view, pinched or with Ctrl they zoom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QWheelEvent

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

ZOOM_PER_WHEEL_UNIT = 1.0015
UNITS_PER_PIXEL = 2
"""Of the units that a wheel counts in, where a touchpad does not tell pixels."""


def turn_wheel(view: CanvasView, event: QWheelEvent) -> None:
    """Zooms about the pointer, or moves what is in view: what a hand holds there stays under the pointer."""
    delta = _moved_by(event)
    if delta is None:
        view.zoom_at(event.position().toPoint(), ZOOM_PER_WHEEL_UNIT ** event.angleDelta().y())
    else:
        view.leave_fields()
        view.scroll_by(-delta.x(), -delta.y())
        if view.in_gesture:
            view.pointer.follow_view()
    event.accept()


def pinch(view: CanvasView, event: QEvent) -> None:
    """Zooms where fingers are pinched; other gestures do nothing."""
    if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
        view.zoom_at(event.position().toPoint(), 1.0 + event.value())


def _moved_by(event: QWheelEvent) -> QPoint | None:
    """How far fingers move the view, in pixels; None where a wheel is turned, or Ctrl says that it is to zoom."""
    is_touchpad = event.device().type() == QInputDevice.DeviceType.TouchPad
    if not is_touchpad and event.phase() == Qt.ScrollPhase.NoScrollPhase:  # fingers begin and end, a wheel does not
        return None
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return None
    return event.angleDelta() / UNITS_PER_PIXEL if event.pixelDelta().isNull() else event.pixelDelta()
