"""The Scenarios panel: pin, apply, compare, rename, reorder, delete, share; by real mouse and key events."""

from __future__ import annotations

import csv
import math
from io import StringIO
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

import circuitgrad as cg
from circuitgrad.circuit import Node
from circuitgrad.circuit.edits import AddNode, ChooseObjective, SetValue
from circuitgrad.errors import CircuitError
from circuitgrad.formats.circuit_json import dumps, loads
from circuitgrad.formats.examples import load_example
from circuitgrad.formats.formula import from_formula
from circuitgrad.gui.dialogs import Dialogs
from circuitgrad.gui.document import Document
from circuitgrad.gui.panels.scenarios import ScenariosPanel
from circuitgrad.gui.theme import DARK, LIGHT, Theme
from circuitgrad.gui.what_if.scenario_model import DELTA, FIRST_OUTPUT, NAME, OBJECTIVE
from tests.gui.panels.showing import show_active

Key, Modifier = Qt.Key, Qt.KeyboardModifier


class Paths(Dialogs):
    """Says where to write and what to read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def path_for_table(self, proposed: Path) -> Path | None:
        return self.path

    def path_to_open_table(self, folder: Path) -> Path | None:
        return self.path


@pytest.fixture
def panel(document: Document, qtbot: QtBot) -> ScenariosPanel:
    shown = ScenariosPanel(document, LIGHT)
    qtbot.addWidget(shown)
    shown.resize(1000, 300)
    show_active(shown, qtbot)
    document.open(load_example("neuron"))
    settle(shown)
    return shown


def settle(panel: ScenariosPanel) -> None:
    panel.document.settle()
    panel.background.finish()
    panel.document.settle()
    panel.catch_up()
    panel.newest.finish()


def press(panel: ScenariosPanel, key: str) -> None:
    panel.actions_by_key[key].trigger()
    settle(panel)


def names(panel: ScenariosPanel) -> list[str]:
    return [panel.model.index(row, NAME).data() for row in range(panel.model.rowCount())]


def cell(panel: ScenariosPanel, row: int, column: int) -> str:
    return str(panel.model.index(row, column).data())


def pin_at(panel: ScenariosPanel, **values: float) -> None:
    """Pins a scenario with these values, one step for each value and one for the pin."""
    document = panel.document
    for name, value in values.items():
        document.do(SetValue(document.circuit.find(name).id, value), "Set")
    press(panel, "pin")


def select(panel: ScenariosPanel, *rows: int) -> None:
    panel.table.select_rows(list(rows))


def test_scenarios_stand_beside_now_with_what_comes_of_them(panel: ScenariosPanel) -> None:
    pin_at(panel)
    pin_at(panel, w0=1.0)
    assert names(panel) == ["now", "scenario 1", "scenario 2"]
    assert [cell(panel, row, OBJECTIVE) for row in range(3)] == ["0.881", "0.731", "0.881"]
    assert [cell(panel, row, DELTA) for row in range(3)] == ["—", "−0.150", "0"]
    assert panel.model.title(DELTA) == "Δ to now"
    assert panel.model.title(panel.model.first_input) == "w₀", "what differs comes first"
    full = float(panel.model.index(1, OBJECTIVE).data(Qt.ItemDataRole.EditRole))
    assert full == cg.run(panel.document.circuit, {"w0": 2.0}).value


def test_other_outputs_have_columns_too(panel: ScenariosPanel, document: Document, tmp_path: Path) -> None:
    circuit = from_formula("x = 2; y = 3; f = x*y; cost = x + 10*y")
    document.open(circuit)
    document.do(ChooseObjective(circuit.find("f").id), "Choose")
    document.do(AddNode(Node.new("exp", id="unwired")), "Add")
    pin_at(panel, x=5.0)
    assert [panel.model.title(c) for c in range(panel.model.columnCount())] == [
        "scenario", "f", "Δ to now", "cost", "unwired", "x", "y"
    ]  # fmt: skip
    assert [cell(panel, 1, column) for column in range(1, 7)] == ["15.0", "0", "35.0", "—", "5", "3"]
    assert not panel.model.flags(panel.model.index(1, FIRST_OUTPUT)) & Qt.ItemFlag.ItemIsEditable
    panel.dialogs = Paths(tmp_path / "table.csv")
    press(panel, "save")
    assert (tmp_path / "table.csv").read_text(encoding="utf-8").splitlines()[0] == "name,x,y,f,Δ f,cost"
    press(panel, "load")
    assert len(document.circuit.scenarios) == 2, "columns of outputs are passed over"
    first, second = document.circuit.scenarios.values()
    assert first.values == second.values


def test_the_baseline_is_what_differences_are_told_from(panel: ScenariosPanel) -> None:
    pin_at(panel, w0=1.0)
    pin_at(panel, w0=0.0)
    select(panel, 1)
    press(panel, "make_baseline")
    assert panel.model.title(DELTA) == "Δ to baseline"
    assert cell(panel, 1, DELTA) == "0"
    change = cg.run(panel.document.circuit, {"w0": 0.0}).value - cg.run(panel.document.circuit, {"w0": 1.0}).value
    assert cell(panel, 0, DELTA) == f"+{change:.4f}"


def test_apply_is_one_step(panel: ScenariosPanel, qtbot: QtBot) -> None:
    document = panel.document
    pin_at(panel)
    pin_at(panel, w0=1.0, w2=5.0)
    steps = document.history.count()
    select(panel, 1)
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Key.Key_Return)
    settle(panel)
    assert document.run.value == 0.7310585786300049
    assert document.history.count() == steps + 1
    document.history.undo()
    assert [document.circuit.find(name).value for name in ("w0", "w2")] == [1.0, 5.0]


def test_a_double_click_applies(panel: ScenariosPanel, qtbot: QtBot) -> None:
    pin_at(panel)
    pin_at(panel, w0=1.0)
    place = panel.table.visualRect(panel.model.index(1, OBJECTIVE)).center()
    view = panel.table.viewport()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=place)
    settle(panel)
    assert panel.document.circuit.find("w0").value == 2.0


def test_names_and_values_are_typed_in_place(panel: ScenariosPanel, qtbot: QtBot) -> None:
    document = panel.document
    pin_at(panel)
    select(panel, 1)
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Key.Key_F2)
    editor = panel.table.findChild(QLineEdit, "scenario_editor")
    editor.selectAll()
    qtbot.keyClicks(editor, "as measured")
    qtbot.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: names(panel) == ["now", "as measured"])
    column = next(c for c in range(panel.model.first_input, panel.model.columnCount()) if panel.model.title(c) == "w₁")
    assert panel.model.setData(panel.model.index(1, column), "−1,5")
    settle(panel)
    (scenario,) = document.circuit.scenarios.values()
    assert scenario.value_of(document.circuit.find("w1").id) == -1.5
    refused: list[CircuitError] = []
    document.refused.connect(refused.append)
    assert not panel.model.setData(panel.model.index(1, column), "much")
    assert "“much” is no number" in refused[0].sentence
    document.history.undo()
    document.history.undo()
    settle(panel)
    assert names(panel) == ["now", "scenario 1"]


def test_duplicate_move_and_delete_each_one_step(panel: ScenariosPanel, qtbot: QtBot) -> None:
    document = panel.document
    for w0 in (1.0, 0.0, -1.0):
        pin_at(panel, w0=w0)
    steps = document.history.count()
    select(panel, 1)
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Key.Key_D, Modifier.ControlModifier)
    settle(panel)
    assert names(panel)[1:] == ["scenario 1", "scenario 1 copy", "scenario 2", "scenario 3"]
    select(panel, 4)
    qtbot.keyClick(panel.table, Key.Key_Up, Modifier.AltModifier)
    settle(panel)
    assert names(panel)[1:] == ["scenario 1", "scenario 1 copy", "scenario 3", "scenario 2"]
    select(panel, 1, 2)
    qtbot.keyClick(panel.table, Key.Key_Delete)
    settle(panel)
    assert names(panel)[1:] == ["scenario 3", "scenario 2"]
    assert document.history.count() == steps + 3
    before = list(document.circuit.scenarios)
    for _ in range(3):
        document.history.undo()
    settle(panel)
    assert names(panel)[1:] == ["scenario 1", "scenario 2", "scenario 3"]
    for _ in range(3):
        document.history.redo()
    assert list(document.circuit.scenarios) == before


def test_rows_are_copied_with_all_digits(panel: ScenariosPanel, qtbot: QtBot) -> None:
    pin_at(panel, w0=1 / 3)
    select(panel, 1)
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Key.Key_C, Modifier.ControlModifier)
    rows = list(csv.reader(StringIO(QGuiApplication.clipboard().text()), delimiter="\t"))
    assert len(rows) == 2
    told = dict(zip(rows[0], rows[1], strict=True))
    assert float(told["w0"]) == 1 / 3
    assert float(told["f"]) == panel.document.run.value


def test_a_file_of_scenarios_comes_back(panel: ScenariosPanel, tmp_path: Path) -> None:
    document = panel.document
    pin_at(panel, w0=1 / 3)
    pin_at(panel, w0=1e-9, w1=-2.5)
    before = [(each.name, dict(each.values)) for each in document.circuit.scenarios.values()]
    panel.dialogs = Paths(tmp_path / "table.csv")
    press(panel, "save")
    select(panel, 1, 2)
    press(panel, "delete")
    assert not document.circuit.scenarios
    press(panel, "load")
    assert [(each.name, dict(each.values)) for each in document.circuit.scenarios.values()] == before
    document.history.undo()
    assert not document.circuit.scenarios


def test_a_bad_file_changes_nothing_and_says_where(panel: ScenariosPanel, tmp_path: Path) -> None:
    document = panel.document
    pin_at(panel)
    before = dumps(document.circuit)
    path = tmp_path / "bad.csv"
    path.write_text("name,w0\nfirst,1\nsecond,many\n", encoding="utf-8")
    panel.dialogs = Paths(path)
    refused: list[CircuitError] = []
    document.refused.connect(refused.append)
    press(panel, "load")
    (error,) = refused
    assert "bad.csv" in error.sentence
    assert "line 3" in error.sentence
    assert dumps(document.circuit) == before


def test_scenarios_are_saved_in_the_circuits_file(panel: ScenariosPanel) -> None:
    pin_at(panel, w0=1.0)
    assert dict(loads(dumps(panel.document.circuit)).scenarios) == dict(panel.document.circuit.scenarios)


def test_an_empty_circuit_and_one_without_scenarios_say_so(panel: ScenariosPanel) -> None:
    from circuitgrad.circuit import Circuit

    assert "“Pin now” keeps" in panel._hint.text()
    panel.document.open(Circuit())
    settle(panel)
    assert panel._hint.text().startswith("There is no input yet")
    assert not panel.actions_by_key["pin"].isEnabled()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_selected_row_keeps_the_colour_of_its_difference(panel: ScenariosPanel, theme: Theme) -> None:
    panel.set_theme(theme)
    pin_at(panel, w0=1.0)
    pin_at(panel, w0=3.0)
    pin_at(panel, w0=2.0)
    select(panel, 1, 2)
    for row, color in ((1, theme.raises), (2, theme.lowers)):
        area = panel.table.visualRect(panel.model.index(row, DELTA))
        image = panel.table.viewport().grab(area).toImage()
        seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
        assert QColor(theme.accent_soft).name() in seen, "it is selected"
        nearest = min(seen, key=lambda each: distance(each, color))
        assert distance(nearest, color) < 40, f"{cell(panel, row, DELTA)} is painted in {nearest}, not {color}"


def distance(one: str, other: str) -> float:
    """How far two colours are from each other, in steps of 256."""
    return math.dist(QColor(one).getRgb()[:3], QColor(other).getRgb()[:3])


def test_every_deed_has_a_button_or_stands_in_the_menu(panel: ScenariosPanel) -> None:
    menu = panel.findChild(QToolButton, "more").menu()
    assert set(panel.actions_by_key.values()) <= set(menu.actions())


def test_of_a_moved_input_only_what_it_changes_is_painted_anew(panel: ScenariosPanel) -> None:
    pin_at(panel, w0=1.0)
    document, model, told = panel.document, panel.model, set()
    columns = {model.title(column): column for column in range(model.columnCount())}
    model.dataChanged.connect(lambda first, last, _: told.update(range(first.column(), last.column() + 1)))
    document.do(SetValue(document.circuit.find("w0").id, 1.5), "Set")
    settle(panel)
    results = set(range(OBJECTIVE, model.first_input))
    assert told == {columns["w₀"]} | results
    assert cell(panel, 0, columns["w₀"]) == "1.5"
    told.clear()
    panel.set_digits(5)
    settle(panel)
    assert told == set(range(model.columnCount())), "all numbers are longer"


def test_names_leave_their_room_to_the_numbers_before_anything_is_scrolled(panel: ScenariosPanel) -> None:
    table = panel.table
    numbers = sum(table.columnWidth(column) for column in range(1, panel.model.columnCount()))
    bar = table.horizontalScrollBar()
    for spare, scrolls in ((300, False), (140, False), (60, True)):
        panel.resize(panel.width() + numbers + spare - table.viewport().width(), panel.height())
        QApplication.processEvents()
        assert (bar.maximum() > 0) is scrolls, spare
    assert table.columnWidth(NAME) >= 100
