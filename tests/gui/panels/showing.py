"""Shows a widget of a test as a window that hands are at."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


def show_active(shown: QWidget, qtbot: QtBot) -> None:
    """Shows it and waits until it is the active window: before that no field in it has the focus."""
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
