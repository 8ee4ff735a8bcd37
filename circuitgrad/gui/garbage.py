"""Cycles of objects are collected in the window's thread alone.

Python collects them in whichever thread happens to make an object when enough have piled up. If that is one that
computes beside the window, and widgets are among what it takes away, Qt takes them down in the wrong thread, and the
program with them. So the automatic collection is switched off, and the window's thread collects on a clock.

What a large circuit is made of would be looked at again and again, half a second each time. It is put aside unseen,
and looked at when nobody has touched the mouse for a while.
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
MANY: Final = 30_000
"""More new objects than these are put aside unseen."""
LONG: Final = 0.02
"""What it took so many seconds to look at is put aside afterwards."""
AT_REST: Final = 10
"""What was put aside is looked at once the mouse has been still for so many looks."""
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
        self._looks, self._waited, self._still = 0, 0, 0
        self._has_aside = False
        self._mouse = QCursor.pos()
        self._all_at = ALL
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.look)
        self._timer.start(EACH)

    def look(self) -> None:
        """Collects what is due; nothing while a hand is on the mouse, as it would feel it."""
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        before, self._mouse = self._mouse, QCursor.pos()
        self._still = 0 if before != self._mouse else self._still + 1
        if before != self._mouse and self._waited < WAITS:
            self._waited += 1
            return
        self._waited = 0
        self._looks += 1
        if self._looks >= self._all_at and (self._still >= AT_REST or not self._has_aside):
            took = self._collect_all()
            self._all_at = self._looks + max(ALL, round(1e3 * took / (SHARE * EACH)))
        elif gc.get_count()[0] > MANY or self._took(1 if self._looks % SOME == 0 else 0) > LONG:
            self._put_aside()

    def _put_aside(self) -> None:
        gc.freeze()
        self._has_aside = True

    def _collect_all(self) -> float:
        """Looks at everything, and puts aside what stays if that is much. Returns how long it took."""
        if self._has_aside:
            gc.unfreeze()
        took = self._took(2)
        self._has_aside = False
        if took > LONG:
            self._put_aside()
        return took

    def _took(self, generation: int) -> float:
        """Collects a generation, with the younger ones. Returns how many seconds it took."""
        began = perf_counter()
        gc.collect(generation)
        return perf_counter() - began


def collect_in_window() -> None:
    """Sees to it from now on; more than once is once. Whoever starts a thread beside the window calls it before."""
    application = QCoreApplication.instance()
    if application is not None and not application.property(_SEEN_TO):  # to look for the child makes classes of dozens
        application.setProperty(_SEEN_TO, True)
        Garbage(application)
