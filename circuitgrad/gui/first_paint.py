"""When a window has been painted for the first time: what nobody sees in its first picture is made then."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

HANDS = frozenset({QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress})


class FirstPaint(QObject):
    """Calls once, in the turn of the event loop after a view was first painted; at once where hands come before.

    Args:
        view: whose painting is waited for; keys come to it, as it has the focus, or to its window.
        then: what is called.
    """

    def __init__(self, view: QAbstractScrollArea, then: Callable[[], None]) -> None:
        super().__init__(view)
        self._then, self._painted = then, view.viewport()
        self._watched: tuple[QWidget, ...] = (view.window(), view, self._painted)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._call)
        for each in self._watched:
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Sees the painting, or a hand, come; the event goes its way."""
        if event.type() is QEvent.Type.Paint and watched is self._painted:
            self._soon.start(0)
        elif event.type() in HANDS:
            self._call()
        return False

    def _call(self) -> None:
        self._soon.stop()
        for each in self._watched:
            each.removeEventFilter(self)
        self._watched = ()
        self._then()
