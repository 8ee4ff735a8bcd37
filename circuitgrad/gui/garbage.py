"""Cycles of objects are collected in the window's thread alone.

Python collects them in whichever thread happens to make an object when enough have piled up. If that is one that
computes beside the window, and widgets are among what it takes away, Qt takes them down in the wrong thread, and the
program with them. So the automatic collection is switched off, and the window's thread collects on a clock.
"""

from __future__ import annotations

import gc
from time import perf_counter
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer
from PySide6.QtGui import QCursor, QGuiApplication

EACH: Final = 1000
"""Milliseconds between two looks at what has piled up."""
SOME: Final = 10
"""After so many looks the middle generation is collected too."""
ALL: Final = 60
"""After so many looks, at the soonest, all of it."""
WAITS: Final = 10
"""So many looks in a row may find the mouse on its way and leave what has piled up where it is."""
SHARE: Final = 0.001
"""At most this share of the time goes into collecting all of it: in a large circuit that takes long."""
_SEEN_TO: Final = "collects_in_window"
"""The application's property that says so."""


class Garbage(QObject):
    """Collects as long as the application runs.

    Args:
        application: in whose thread.
    """

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__(application)
        gc.disable()
        self._looks, self._waited = 0, 0
        self._mouse = QCursor.pos()
        self._all_at = ALL
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.look)
        self._timer.start(EACH)

    def look(self) -> None:
        """Collects what is due; nothing while a hand is on the mouse, as it would feel it.

        After a library was loaded a hundred thousand objects are looked at for the first time, which takes 0.1 s.
        """
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        before, self._mouse = self._mouse, QCursor.pos()
        if before != self._mouse and self._waited < WAITS:
            self._waited += 1
            return
        self._waited = 0
        self._looks += 1
        if self._looks < self._all_at:
            gc.collect(1 if self._looks % SOME == 0 else 0)
            return
        began = perf_counter()
        gc.collect()
        self._all_at = self._looks + max(ALL, round(1e3 * (perf_counter() - began) / (SHARE * EACH)))


def collect_in_window() -> None:
    """Sees to it from now on; more than once is once. Whoever starts a thread beside the window calls it before."""
    application = QCoreApplication.instance()
    if application is not None and not application.property(_SEEN_TO):  # to look for the child makes classes of dozens
        application.setProperty(_SEEN_TO, True)
        Garbage(application)
