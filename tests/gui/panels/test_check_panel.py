"""The Check panel: every gradient beside differences, the worst first; one input over many steps; real events."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from threading import Event
from time import sleep

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from circuitgrad.analysis.verdicts import Verdict
from circuitgrad.circuit import Wire
from circuitgrad.circuit.edits import SetValue
from circuitgrad.errors import BatchStopped
from circuitgrad.formats.examples import load_example
from circuitgrad.formats.formula import from_formula
from circuitgrad.gui.dialogs import Dialogs
from circuitgrad.gui.document import Document, Passes
from circuitgrad.gui.lens import Lens
from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.panels import check as module
from circuitgrad.gui.panels.check import ALL, ONE, CheckPanel
from circuitgrad.gui.theme import DARK, LIGHT
from circuitgrad.gui.understand.check_rows import COLORS, COUNTS, MARKS, WORDS
from tests.gui.panels.showing import show_active

KINKS = "x = -1; y = 0; z = 3; f = sin(x)*z + relu(y) + abs(y)"


@pytest.fixture
def panel(document: Document, qtbot: QtBot) -> CheckPanel:
    shown = CheckPanel(document, LIGHT)
    qtbot.addWidget(shown)
    shown.resize(900, 400)
    show_active(shown, qtbot)
    return shown


def settle(panel: CheckPanel) -> None:
    panel.document.settle()
    panel.catch_up()
    if panel._wait.isActive():
        panel.check()
    panel.newest.finish()
    panel.table_newest.finish()
    QApplication.processEvents()


def texts(panel: CheckPanel) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in panel.table.rows_model.rows]


def choose(panel: CheckPanel, row: int) -> None:
    spot = panel.table.visualRect(panel.table.rows_model.index(row, 0)).center()
    QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def show_one(panel: CheckPanel) -> None:
    QTest.mouseClick(panel.pages.button(ONE), Qt.MouseButton.LeftButton)
    panel.loader.finish()
    settle(panel)


def test_every_verdict_has_its_sign_word_and_colour() -> None:
    for table in (MARKS, COLORS, WORDS, COUNTS):
        assert set(table) == set(Verdict)
        assert len(set(table.values())) == len(Verdict), "verdicts are told apart by each of them"


def test_a_small_circuit_is_checked_by_itself(panel: CheckPanel, document: Document, qtbot: QtBot) -> None:
    document.open(load_example("neuron"))
    qtbot.waitUntil(lambda: panel.found is not None, timeout=5_000)
    assert panel.told.text() == "17 gradients checked: 17 agree."
    rows = texts(panel)
    assert len(rows) == 17
    assert {row[1] for row in rows} == {"✓ agrees"}
    assert sorted(row[0] for row in rows[:5]) == ["w₀", "w₁", "w₂", "x₀", "x₁"], "inputs first, as all agree"
    by_name = {row[0]: row for row in rows}
    assert by_name["w₀"][2:7] == ["−0.197"] * 5


def test_the_worst_stand_first_and_say_why(panel: CheckPanel, document: Document) -> None:
    document.open(from_formula(KINKS))
    settle(panel)
    first = texts(panel)[0]
    assert first[:6] == ["y", "∧ kink", "0", "−1.00", "0.500", "2.00"]
    assert panel.sentence.text().startswith("y: “relu1” (rectifier) stands at a kink: the gradient lies between")
    assert panel.table.rows_model.rows[0].told.startswith("y: kink. “relu1”")
    choose(panel, 1)
    assert panel.sentence.text() != ""
    assert panel.document.selection.wires


def test_a_row_selects_its_input_or_wire(panel: CheckPanel, document: Document) -> None:
    document.open(from_formula(KINKS))
    settle(panel)
    circuit = document.circuit
    choose(panel, 0)
    assert document.selection.nodes == {circuit.find("y").id}
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    (wire,) = document.selection.wires
    assert wire in {Wire(circuit.find("y").id, circuit.find(name).id, 0) for name in ("relu1", "abs1")}


def test_without_wires_only_inputs_are_checked(panel: CheckPanel, document: Document) -> None:
    document.open(from_formula(KINKS))
    settle(panel)
    QTest.mouseClick(panel.wires, Qt.MouseButton.LeftButton, pos=QPoint(8, panel.wires.height() // 2))
    settle(panel)
    assert sorted(row[0] for row in texts(panel)) == ["x", "y", "z"]


def test_a_changed_value_is_checked_anew(panel: CheckPanel, document: Document) -> None:
    document.open(from_formula(KINKS))
    settle(panel)
    before = panel.found
    document.do(SetValue(document.circuit.find("y").id, 2.0), "Set")
    settle(panel)
    assert panel.found is not before
    assert "kink" not in panel.told.text()
    panel.set_digits(6)
    panel.set_theme(DARK)
    settle(panel)
    assert {row[2] for row in texts(panel) if row[0] == "x"} == {"1.62091"}


def test_a_large_circuit_waits_for_the_button_and_can_be_stopped(
    panel: CheckPanel, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SMALL", 3)
    document.open(from_formula(KINKS))
    QApplication.processEvents()
    panel.catch_up()
    assert not panel._wait.isActive()
    assert "press Check" in panel._hint.text()
    QTest.mouseClick(panel.start, Qt.MouseButton.LeftButton)
    settle(panel)
    assert panel.found is not None
    document.do(SetValue(document.circuit.find("y").id, 2.0), "Set")
    QApplication.processEvents()
    panel.catch_up()
    assert panel.told.text() == "The circuit has changed since: press Check."
    started, stopped = Event(), Event()
    monkeypatch.setattr(module, "_check", lambda run, wires, goes_on: work_on(goes_on, started, stopped))
    QTest.mouseClick(panel.start, Qt.MouseButton.LeftButton)
    assert panel.cancel.isVisible()
    assert started.wait(5.0)
    QTest.mouseClick(panel.cancel, Qt.MouseButton.LeftButton)
    assert not panel.cancel.isVisible()
    assert stopped.wait(5.0), "the work goes no further"
    panel.newest.finish()
    assert not panel.newest.is_busy


def work_on(goes_on: Callable[[int, int], bool], started: Event, stopped: Event) -> None:
    """Work that has no end of its own."""
    started.set()
    while goes_on(1, 2):
        sleep(0.01)
    stopped.set()
    raise BatchStopped("stopped")


def test_the_quotients_of_the_selected_input_with_plot_and_words(panel: CheckPanel, document: Document) -> None:
    document.open(from_formula("x = 1; y = 2; f = sin(x)*y"))
    document.select([document.circuit.find("x").id])
    show_one(panel)
    rows = [[cell.text for cell in row.cells] for row in panel.steps.rows_model.rows]
    assert [row[0] for row in rows[:5]] == ["1", "0.1", "0.01", "0.001", "0.0001"]
    assert rows[-1][0] == "10⁻¹⁶"
    strong = [row[0] for row, content in zip(rows, panel.steps.rows_model.rows, strict=True) if content.strong]
    assert strong == ["10⁻⁵", "10⁻⁸"]
    assert "truncation" in panel.explanation.text()
    assert "rounding" in panel.explanation.text()
    expected = "For all 2 gradients: 3 forward passes by forward differences, 4 by central ones; one forward and one"
    assert panel.count.text().startswith(expected)
    assert panel.plot is not None
    assert panel.plot.isVisible()
    x, y = panel.plot.points()["central"]
    assert len(x) == 17
    assert -6 <= x[np.argmin(y)] <= -4
    document.select([document.circuit.find("y").id])
    settle(panel)
    assert panel.differences is not None
    assert panel.differences.label == "y"
    panel.set_theme(DARK)
    QTest.mouseClick(panel.pages.button(ALL), Qt.MouseButton.LeftButton)
    assert panel.table.isVisible()


class PlotDialogs(Dialogs):
    def __init__(self, path: Path) -> None:
        self.path = path

    def path_for_plot(self, proposed: Path) -> Path | None:
        return self.path


@pytest.mark.parametrize("kind", ["png", "svg", "csv"])
def test_the_plot_is_exported(panel: CheckPanel, document: Document, tmp_path: Path, kind: str) -> None:
    document.open(from_formula("x = 1; f = sin(x)"))
    show_one(panel)
    path = tmp_path / f"plot.{kind}"
    panel.use_dialogs(PlotDialogs(path))
    QTest.mouseClick(panel.export, Qt.MouseButton.LeftButton)
    assert path.stat().st_size > 500
    if kind == "csv":
        rows = list(csv.DictReader(path.read_text().splitlines()))
        assert len(rows) == 17
        assert float(rows[0]["forward"]) == pytest.approx(np.sin(2.0) - np.sin(1.0))


def test_rows_are_copied_with_all_digits(panel: CheckPanel, document: Document) -> None:
    document.open(from_formula("x = 1; f = sin(x)"))
    settle(panel)
    choose(panel, 0)
    QTest.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "0.5403023058681398" in QGuiApplication.clipboard().text()


class Hides(Lens):
    def shows_gradient(self, id: str) -> bool:
        return False


def test_hidden_numbers_are_not_given_away(panel: CheckPanel, document: Document) -> None:
    document.open(from_formula(KINKS))
    settle(panel)
    document.lenses.put("exercise", Hides())
    settle(panel)
    assert not panel.table.isVisible()
    assert panel.told.text() == ""
    document.lenses.put("exercise", None)
    settle(panel)
    assert panel.table.isVisible()


def test_what_is_lacking_is_said(panel: CheckPanel, document: Document) -> None:
    settle(panel)
    assert panel._hint.text().startswith("The circuit is empty")
    document.open(from_formula("x = 1; f = 2*x"))
    document.live = False
    document.run_passes(Passes.FORWARD)
    settle(panel)
    assert panel._hint.text().startswith("Run the circuit forward and backward")
    QTest.mouseClick(panel.pages.button(ONE), Qt.MouseButton.LeftButton)
    assert panel._hint.isVisible()


def test_f7_brings_the_panel_and_checks(window: MainWindow) -> None:
    QTest.keyClick(window.view, Qt.Key.Key_F7)
    QApplication.processEvents()
    panel = window.docks.panels["check"]
    assert isinstance(panel, CheckPanel)
    panel.newest.finish()
    QTest.qWait(50)
    assert panel.isVisible()
    assert panel.told.text() == "17 gradients checked: 17 agree."
