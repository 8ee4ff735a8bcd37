"""What fingers on a touchpad mean on the canvas: two of them move the view, pinched or with Ctrl they zoom."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QWheelEvent

UNITS_PER_PIXEL = 2
"""Of the units that a wheel counts in, where a touchpad does not tell pixels."""


def moved_by(event: QWheelEvent) -> QPoint | None:
    """How far fingers move the view, in pixels; None where a wheel is turned, or Ctrl says that it is to zoom."""
    is_touchpad = event.device().type() == QInputDevice.DeviceType.TouchPad
    if not is_touchpad and event.phase() == Qt.ScrollPhase.NoScrollPhase:  # fingers begin and end, a wheel does not
        return None
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        return None
    return event.angleDelta() / UNITS_PER_PIXEL if event.pixelDelta().isNull() else event.pixelDelta()


def pinched(event: QEvent) -> tuple[QPoint, float] | None:
    """Where fingers are pinched, and how much larger what is between them gets; None for another gesture."""
    if not isinstance(event, QNativeGestureEvent):
        return None
    is_pinch = event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
    return (event.position().toPoint(), 1.0 + event.value()) if is_pinch else None
