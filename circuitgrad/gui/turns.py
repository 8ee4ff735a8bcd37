"""What follows a large circuit a moment later: one thing each time the event loop turns, so that hands come between."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Turns(QObject):
    """A queue of things to do.

    Args:
        parent: Qt's owner.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Callable[[], object]] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._do_next)

    def later(self, deed: Callable[[], object]) -> None:
        """Does this in a turn of its own; what waits already is done once."""
        if deed not in self._waiting:
            self._waiting.append(deed)
            self._timer.start(0)

    def _do_next(self) -> None:
        deed = self._waiting.popleft()
        if self._waiting:
            self._timer.start(0)
        deed()
