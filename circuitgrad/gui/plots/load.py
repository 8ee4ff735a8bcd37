"""Loads pyqtgraph, which takes about as long as the whole window, when a plot is first seen.

pyqtgraph touches every class that Qt has, and PySide makes each of them when it is first touched, in Python code that
another thread can come in between of: with both threads at it the process dies. So all those classes are touched in the
window's thread first, a few at a time, and only then the library is imported in a thread of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from threading import Thread
from time import perf_counter
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal

from circuitgrad.gui.garbage import collect_in_window

LIBRARIES: Final = ("numpy", "pyqtgraph")
TOUCHED: Final = ("QtCore", "QtGui", "QtWidgets", "QtSvg", "QtTest", "QtOpenGL", "QtOpenGLWidgets")
"""The parts of Qt that pyqtgraph imports."""
SLICE: Final = 0.006
"""Seconds that the window's thread gives to touching classes before it looks after the window again."""


def touch_all() -> Iterator[None]:
    """Touches every class of those parts, one between two stops; a part that is not installed is passed over."""
    for part in TOUCHED:
        try:
            module = import_module(f"PySide6.{part}")
        except ImportError:
            continue
        yield
        for name in dir(module):
            getattr(module, name)
            yield


class PlotLoader(QObject):
    """Tells when plots can be made.

    Args:
        then: is called once, in the window's thread; at once where the libraries are there already.
    """

    _loaded = Signal()

    def __init__(self, then: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._then = then
        self._thread: Thread | None = None
        self._touching: Iterator[None] | None = None
        self._slices = QTimer(self)
        self._slices.timeout.connect(self._touch_some)
        self._loaded.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begins to load; a second time does nothing."""
        if self._touching is not None:
            return
        self._touching = touch_all()
        if all(name in sys.modules for name in LIBRARIES):
            self._then()
        else:
            self._slices.start(0)

    def _touch_some(self) -> None:
        end = perf_counter() + SLICE
        for _ in self._touching or ():
            if perf_counter() > end:
                return
        self._import()

    def _import(self) -> None:
        self._slices.stop()
        collect_in_window()
        self._thread = Thread(target=self._load, name="circuitgrad-plots", daemon=True)
        self._thread.start()

    def _load(self) -> None:
        for name in LIBRARIES:
            import_module(name)
        with suppress(RuntimeError):  # the window, and Qt's half of this object with it, may be gone
            self._loaded.emit()

    def _tell(self) -> None:
        self._then()

    def finish(self) -> None:
        """Waits until plots can be made."""
        if self._slices.isActive():
            for _ in self._touching or ():
                pass
            self._import()
        if self._thread is not None:
            self._thread.join()
            QCoreApplication.sendPostedEvents(self)
