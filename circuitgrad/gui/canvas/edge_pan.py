"""The view follows a drag whose pointer is held at its edge."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QTimer

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

EDGE = 24
"""How near to the edge the pointer has to be, in pixels."""
MILLISECONDS = 16
MOST_PIXELS = 12
"""How far the view moves at most each time."""


class EdgePan(QObject):
    """Scrolls a view while the pointer rests near its edge, the faster the farther out.

    A drag that starts near the edge does not scroll before the pointer has been farther in, or outside.

    Args:
        view: what is scrolled.
        follow: called after each step.
    """

    def __init__(self, view: CanvasView, follow: Callable[[], None]) -> None:
        super().__init__(view)
        self._view, self._follow = view, follow
        self._place = QPoint()
        self._has_been_inside = False
        self._timer = QTimer(self)
        self._timer.setInterval(MILLISECONDS)
        self._timer.timeout.connect(self._step)

    def watch(self, place: QPoint, *, wanted: bool) -> None:
        """The pointer of a drag is here now."""
        self._place = place
        if self._pull().isNull():
            self._has_been_inside = True
        outside = not self._view.viewport().rect().contains(place)
        if wanted and (self._has_been_inside or outside) and not self._pull().isNull():
            if not self._timer.isActive():
                self._timer.start()
        else:
            self._timer.stop()

    def stop(self) -> None:
        """The drag is over."""
        self._has_been_inside = False
        self._timer.stop()

    def _pull(self) -> QPoint:
        """How far the pointer is into the edge: negative at the left and the top."""
        area = self._view.viewport().rect()
        return QPoint(_into(self._place.x(), area.width()), _into(self._place.y(), area.height()))

    def _step(self) -> None:
        pull = self._pull()
        for bar, distance in (
            (self._view.horizontalScrollBar(), pull.x()),
            (self._view.verticalScrollBar(), pull.y()),
        ):
            bar.setValue(bar.value() + max(-MOST_PIXELS, min(MOST_PIXELS, distance)))
        self._follow()


def _into(place: int, size: int) -> int:
    """How deep a place lies in the edge of a side of this size, 0 where it does not.

    Example:
        >>> _into(20, 500), _into(250, 500), _into(490, 500)
        (-4, 0, 14)
    """
    if place < EDGE:
        return place - EDGE
    return max(0, place - (size - EDGE))
