"""The neuron as an exercise."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from circuitgrad.gui.main_window import MainWindow
from tests.gui.exercise.exercising import (
    do,
)


@pytest.fixture
def asked(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The neuron with all values, gradients and effects asked for."""
    for action in ("hide_values", "hide_gradients", "ask_effects"):
        do(window, action)
    qtbot.waitUntil(lambda: "exercise" in window.docks.panels)
    window.view.setFocus()
    return window
