"""Loads pyqtgraph, which takes about as long as the whole window, in a thread of its own when a plot is first seen."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from threading import Thread
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

LIBRARIES: Final = ("numpy", "pyqtgraph")


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
        self._loaded.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begins to load; a second time does nothing."""
        if self._thread is not None:
            return
        if all(name in sys.modules for name in LIBRARIES):
            self._then()
            return
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
        if self._thread is not None:
            self._thread.join()
            QCoreApplication.sendPostedEvents(self)
