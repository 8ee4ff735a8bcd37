from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit, Range, Spread
from circuitgrad.circuit.edits import Batch, Hold, RemoveNode, SetRange, SetRole, SetSpread, SetValue
from circuitgrad.errors import FormulaError
from circuitgrad.formats.formula import from_formula
from circuitgrad.gui.document import Document
from circuitgrad.gui.panels.formula_bar import FormulaBar
from circuitgrad.gui.theme import LIGHT
from circuitgrad.operators import Role
from tests.gui.panels.showing import show_active


class Window(QWidget):
    """A window with the bar and shortcuts that must not reach the circuit while somebody types."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.bar = FormulaBar(document, LIGHT, self)
        column = QVBoxLayout(self)
        column.addWidget(self.bar)
        column.addStretch(1)
        self.undo = QShortcut(QKeySequence.StandardKey.Undo, self)
        self.undo.activated.connect(document.history.undo)
        self.resize(600, 200)


@pytest.fixture
def window(document: Document, qtbot: QtBot) -> Window:
    made = Window(document)
    qtbot.addWidget(made)
    show_active(made, qtbot)
    made.bar.field.setFocus()
    return made


@pytest.fixture
def bar(window: Window) -> FormulaBar:
    return window.bar


def type_formula(bar: FormulaBar, qtbot: QtBot, text: str, key: Qt.Key | None = Qt.Key.Key_Return) -> None:
    bar.field.setFocus()
    bar.field.selectAll()
    qtbot.keyClicks(bar.field, text)
    if key is not None:
        qtbot.keyClick(bar.field, key)


def test_it_shows_the_objectives_formula(bar: FormulaBar, document: Document) -> None:
    document.open(from_formula("f = a*b + c", default=1.0))
    name = bar.findChild(QLabel, "formula_objective")
    assert (name.text(), bar.field.text()) == ("f =", "a*b + c")
    document.open(from_formula("q = x + y; f = q*z", default=1.0))
    assert not name.isVisible()
    assert bar.field.text() == "q = x + y; f = q*z"


def test_the_objective_keeps_its_name(bar: FormulaBar, document: Document, qtbot: QtBot) -> None:
    document.open(from_formula("f = a*b", default=1.0))
    type_formula(bar, qtbot, "a*b*c")
    assert document.circuit.node(document.objective).name == "f"
    type_formula(bar, qtbot, "f + 1")
    assert document.circuit.find("f").is_leaf


def test_a_formula_becomes_the_circuit_in_one_step(
    bar: FormulaBar, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    document.open(fan_out)
    before = fan_out.fragment()
    with qtbot.waitSignal(bar.formula_entered):
        type_formula(bar, qtbot, "x*x + k")
    assert [node.label for node in document.circuit.inputs()] == ["x", "k"]
    document.settle()
    assert document.run.value == 10.0
    places = [node.position for node in document.circuit.nodes.values()]
    assert len(set(places)) == len(places), "the nodes must stand apart"
    assert document.history.count() == 1
    document.history.undo()
    assert document.circuit.fragment() == before


def test_inputs_of_the_same_name_keep_value_and_role(
    bar: FormulaBar, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    document.open(fan_out)
    document.do(SetRole("id_y", Role.DATA), "Set the role")
    type_formula(bar, qtbot, "y - w")
    y, w = document.circuit.find("y"), document.circuit.find("w")
    assert (y.value, y.role) == (2.0, Role.DATA)
    assert (w.value, w.role) == (1.0, Role.PARAMETER)


def test_what_was_said_of_an_input_survives_another_formula(bar: FormulaBar, document: Document, qtbot: QtBot) -> None:
    document.open(from_formula("x = 2; y = 3; f = x*y"))
    id = document.circuit.find("x").id
    document.do(Batch((Hold(id, True), SetRange(id, Range(0.0, 9.0)), SetSpread(id, Spread("normal", (2.0, 1.0))))), "")
    type_formula(bar, qtbot, "x + 2*z")
    x = document.circuit.find("x")
    assert (x.held, x.range, x.spread) == (True, Range(0.0, 9.0), Spread("normal", (2.0, 1.0)))


def test_a_baseline_that_names_no_input_any_more_is_unpinned(bar: FormulaBar, document: Document, qtbot: QtBot) -> None:
    document.open(from_formula("x = 2; y = 3; f = x*y"))
    document.pin_baseline()
    type_formula(bar, qtbot, "x + 2*z")
    assert document.circuit.baseline is not None
    type_formula(bar, qtbot, "a*b")
    assert document.circuit.baseline is None
    document.history.undo()
    assert document.circuit.baseline is not None


def test_of_several_outputs_the_last_is_the_objective(bar: FormulaBar, document: Document, qtbot: QtBot) -> None:
    type_formula(bar, qtbot, "a = x + y; b = x*y")
    assert document.circuit.node(document.objective).label == "b"


@pytest.mark.parametrize("text", ["2*(x + * y)", "2*(x + y", "2*"])
def test_a_fault_is_said_and_its_place_marked(
    bar: FormulaBar, document: Document, fan_out: Circuit, qtbot: QtBot, text: str
) -> None:
    with pytest.raises(FormulaError) as fault:
        from_formula(text)
    place = fault.value.position
    document.open(fan_out)
    shown = bar.field.text()
    type_formula(bar, qtbot, text)
    assert bar.field.text() == text
    assert bar.field.property("wrong")
    assert bar.note.isVisible()
    assert bar.note.text()
    assert (bar.field.selectionStart() if place < len(text) else bar.field.cursorPosition()) == place
    assert document.history.count() == 0
    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    assert bar.field.text() == shown
    assert not bar.note.isVisible()
    assert not bar.field.property("wrong")


def test_typing_on_takes_the_mark_away(bar: FormulaBar, qtbot: QtBot) -> None:
    type_formula(bar, qtbot, "(x")
    assert bar.field.property("wrong")
    qtbot.keyClicks(bar.field, ")")
    assert not bar.field.property("wrong")
    assert not bar.note.isVisible()


def test_what_is_being_typed_survives_a_change_of_the_circuit(
    bar: FormulaBar, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    document.open(fan_out)
    type_formula(bar, qtbot, "x + 1", key=None)
    document.do(SetValue("id_x", 5.0), "Set the value")
    document.settle()
    assert bar.field.text() == "x + 1"


def test_undo_in_the_field_never_reaches_the_circuit(
    bar: FormulaBar, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    document.open(fan_out)
    document.do(SetValue("id_x", 5.0), "Set the value")
    document.settle()
    type_formula(bar, qtbot, "x + 1", key=None)
    for _ in range(9):
        qtbot.keyClick(bar.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert document.circuit.node("id_x").value == 5.0
    assert bar.field.text() != "x + 1"


def test_an_incomplete_circuit_says_why_there_is_no_formula(
    bar: FormulaBar, document: Document, fan_out: Circuit
) -> None:
    assert "formula" in bar.field.placeholderText()
    document.open(fan_out)
    document.do(RemoveNode("q"), "Delete")
    document.do(RemoveNode("f"), "Delete")
    document.settle()
    assert bar.field.text() == ""
    assert "objective" in bar.field.placeholderText()


def test_enter_on_an_unchanged_formula_changes_nothing(
    bar: FormulaBar, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    document.open(fan_out)
    with qtbot.assertNotEmitted(bar.formula_entered):
        qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    assert document.history.count() == 0


def test_what_was_typed_is_forgotten_when_another_circuit_is_opened(
    bar: FormulaBar, document: Document, qtbot: QtBot
) -> None:
    document.open(from_formula("a*b"))
    type_formula(bar, qtbot, "a*b + c", key=None)
    document.open(from_formula("x - y"))
    assert bar.field.text() == "x - y"
    assert not bar.field.isModified()
    type_formula(bar, qtbot, "(", key=Qt.Key.Key_Return)
    document.open(Circuit())
    assert bar.field.text() == ""
    assert bar.note.isHidden()
    assert bar.field.property("wrong") is False
