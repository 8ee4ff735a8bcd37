"""Lets assistive technology ask for the canvas, so that nothing of what it is told costs anything without one."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface


@cache
def install() -> None:
    """Lets Qt ask here for the interface of a canvas; once is enough, and Qt knows no way to take it back."""
    QAccessible.installFactory(_interface)


def is_asked_for() -> bool:
    """Whether an assistive technology is there."""
    return QAccessible.isActive()


def _interface(_class_name: str, thing: QObject | None) -> QAccessibleInterface | None:
    from circuitgrad.gui.canvas.view import CanvasView

    if not isinstance(thing, CanvasView):
        return None
    from circuitgrad.gui.canvas.accessible import CanvasInterface

    return CanvasInterface(thing)
