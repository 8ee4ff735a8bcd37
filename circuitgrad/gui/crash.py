"""What happens on a fault of ours: the work stays open, and a report says what went wrong."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QThread
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from circuitgrad.gui.crash_dialog import CrashDialog


class CrashHook:
    """Stands in for `sys.excepthook`: a fault in the window's thread opens the dialog, one at a time."""

    def __init__(self) -> None:
        self._open: CrashDialog | None = None

    def __call__(self, kind: type[BaseException], fault: BaseException, where: TracebackType | None) -> None:
        """Prints the fault and shows it."""
        sys.__excepthook__(kind, fault, where)
        application = QCoreApplication.instance()
        if not isinstance(application, QApplication) or not issubclass(kind, Exception):
            return
        if QThread.currentThread() is application.thread() and self._open is None:
            from circuitgrad.gui.crash_dialog import CrashDialog

            self._open = CrashDialog(fault, application.activeWindow())
            self._open.finished.connect(self._forget)
            self._open.open()

    def _forget(self, _result: int) -> None:
        if self._open is not None:
            self._open.deleteLater()
        self._open = None
