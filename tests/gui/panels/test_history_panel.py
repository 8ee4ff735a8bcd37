"""The history panel: every step with its name, where it was saved, and the way back and forth."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest

from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.panels.history import HistoryPanel


@pytest.fixture
def panel(window: MainWindow) -> HistoryPanel:
    window.docks.docks["history"].raise_()
    QTest.qWait(20)
    panel = window.docks.panels["history"]
    assert isinstance(panel, HistoryPanel)
    for name in ("exp", "tanh", "relu"):
        window.view.add_operator(name)
    return panel


def texts(panel: HistoryPanel) -> list[str]:
    return [str(panel.model.index(i, 0).data()) for i in range(panel.model.rowCount())]


def here(panel: HistoryPanel) -> int:
    return panel.list.currentIndex().row()


def test_every_step_is_listed_and_the_present_one_is_marked(panel: HistoryPanel, window: MainWindow) -> None:
    assert texts(panel) == [
        "As it was opened   ● saved",
        "Add exponential",
        "Add hyperbolic tangent",
        "Add rectifier",
    ]
    assert here(panel) == 3
    window.undo()
    assert here(panel) == 2
    assert panel.model.index(3, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Add rectifier, taken back"


def test_a_click_goes_there_and_back(panel: HistoryPanel, window: MainWindow) -> None:
    nodes = len(window.document.circuit)
    for row in (1, 3, 0):
        place = panel.list.visualRect(panel.model.index(row, 0)).center()
        QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert window.document.history.index() == row == here(panel)
        assert len(window.document.circuit) == nodes - 3 + row


def test_the_keyboard_goes_there(panel: HistoryPanel, window: MainWindow) -> None:
    panel.list.setFocus()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Return):
        QTest.keyClick(panel.list, key)
    assert window.document.history.index() == 1 == here(panel)


def test_saving_moves_the_mark(panel: HistoryPanel, window: MainWindow, tmp_path: Path) -> None:
    window.document.saved(tmp_path / "a.cgrad")
    assert [text.endswith("● saved") for text in texts(panel)] == [False, False, False, True]


def test_a_new_step_drops_those_that_were_taken_back(panel: HistoryPanel, window: MainWindow) -> None:
    window.undo()
    window.undo()
    window.view.add_operator("sin")
    assert texts(panel)[1:] == ["Add exponential", "Add sine"]
    assert here(panel) == 2


def test_another_circuit_starts_anew(panel: HistoryPanel, window: MainWindow) -> None:
    window.document.history.setClean()
    assert window.files.open_example("gates")
    assert texts(panel) == ["As it was opened   ● saved"]
    assert panel.model.index(0, 0) != QModelIndex()
    assert here(panel) == 0
