"""The message bar, and the choice of the objective."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QWidgetAction
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit, Node
from circuitgrad.circuit.edits import AddNode
from circuitgrad.errors import CircuitError
from circuitgrad.gui.document import Document
from circuitgrad.gui.panels.message_bar import MessageBar
from circuitgrad.gui.panels.objective_picker import ObjectivePicker
from circuitgrad.gui.theme import DARK, LIGHT


@pytest.fixture
def bar(qtbot: QtBot) -> MessageBar:
    made = MessageBar(LIGHT)
    qtbot.addWidget(made)
    return made


def test_a_refusal_is_shown_and_goes_by_itself(bar: MessageBar) -> None:
    assert not bar.isVisible()
    bar.show_error(CircuitError("“{label}” is an input and takes no wire.", label="x"))
    assert bar.isVisible()
    assert bar.text == "“x” is an input and takes no wire."
    assert bar.accessibleName() == bar.text
    assert bar.goes_by_itself


def test_a_message_that_stays_is_closed_by_its_button(bar: MessageBar, qtbot: QtBot) -> None:
    bar.set_theme(DARK)
    bar.show_text("Saved.", stays=True)
    assert not bar.goes_by_itself
    qtbot.mouseClick(bar.findChild(QToolButton, "message_close"), Qt.MouseButton.LeftButton)
    assert not bar.isVisible()


@pytest.fixture
def picker(document: Document, qtbot: QtBot) -> ObjectivePicker:
    made = ObjectivePicker(document)
    qtbot.addWidget(made)
    made.show()
    return made


def entries(picker: ObjectivePicker) -> dict[str, bool]:
    picker.fill()
    actions = picker.findChild(QMenu, "objective_menu").actions()
    return {action.objectName(): action.isChecked() for action in actions if action.isCheckable()}


def choose(picker: ObjectivePicker, name: str) -> None:
    picker.fill()
    next(
        action for action in picker.findChild(QMenu, "objective_menu").actions() if action.objectName() == name
    ).trigger()


def test_it_is_off_while_the_circuit_is_empty(picker: ObjectivePicker, document: Document, fan_out: Circuit) -> None:
    assert not picker.isEnabled()
    document.open(fan_out)
    assert picker.isEnabled()
    assert picker.text() == "Objective f ▾"


def test_outputs_come_first_then_other_operators(picker: ObjectivePicker, document: Document, fan_out: Circuit) -> None:
    document.open(fan_out)
    assert entries(picker) == {"objective_automatic": True, "objective_f": False, "objective_q": False}
    assert list(entries(picker)) == ["objective_automatic", "objective_f", "objective_q"]


def test_choosing_is_one_step_and_the_only_output_is_the_way_back(
    picker: ObjectivePicker, document: Document, fan_out: Circuit
) -> None:
    document.open(fan_out)
    choose(picker, "objective_q")
    document.settle()
    assert document.circuit.objective == "q"
    assert picker.text() == "Objective q ▾"
    choose(picker, "objective_automatic")
    document.settle()
    assert document.circuit.objective is None
    assert picker.text() == "Objective f ▾"
    assert document.history.count() == 2


def test_several_outputs_ask_for_a_choice(picker: ObjectivePicker, document: Document, fan_out: Circuit) -> None:
    document.open(fan_out)
    document.do(AddNode(Node.new("negate", id="g")), "Add")
    document.settle()
    assert picker.text() == "Choose the objective ▾"


def test_headings_of_the_objectives_menu_have_a_line_of_their_own(
    document: Document, neuron: Circuit, qtbot: QtBot
) -> None:
    document.open(neuron)
    picker = ObjectivePicker(document)
    qtbot.addWidget(picker)
    menu = picker.menu()
    picker.fill()
    menu.adjustSize()
    headings = {action.text(): action for action in menu.actions() if isinstance(action, QWidgetAction)}
    assert list(headings) == ["Outputs", "Other operators"]
    for title, action in headings.items():
        label = action.defaultWidget()
        assert isinstance(label, QLabel)
        assert label.text() == title
        assert menu.actionGeometry(action).height() >= label.fontMetrics().height()
        assert not action.isEnabled()
