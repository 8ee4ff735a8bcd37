from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextDocumentFragment
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.gui.document import Document, Passes
from circuitgrad.gui.panels.chain_rule import derivative_text
from circuitgrad.gui.panels.fields import NumberLabel, NumberTable
from circuitgrad.gui.panels.inspector import InspectorPanel
from circuitgrad.gui.theme import LIGHT
from circuitgrad.operators import OPERATORS, Role
from tests.gui.panels.showing import show_active


@pytest.fixture
def inspector(document: Document, qtbot: QtBot) -> InspectorPanel:
    panel = InspectorPanel(document, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(320, 600)
    show_active(panel, qtbot)
    return panel


def plain(inspector: InspectorPanel, name: str) -> str:
    shown = inspector.findChild(QLabel, name)
    assert shown is not None
    return QTextDocumentFragment.fromHtml(shown.text()).toPlainText()


def field(inspector: InspectorPanel, name: str) -> QLineEdit:
    found = inspector.findChild(QLineEdit, name)
    assert found is not None
    return found


def type_over(qtbot: QtBot, into: QLineEdit, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    into.setFocus()
    into.selectAll()
    qtbot.keyClick(into, Qt.Key.Key_Delete)
    qtbot.keyClicks(into, text)
    qtbot.keyClick(into, key)


def test_nothing_selected_says_what_to_do(inspector: InspectorPanel, document: Document, neuron: Circuit) -> None:
    assert "empty" in plain(inspector, "inspector_hint")
    document.open(neuron)
    assert "Select a node or a wire" in plain(inspector, "inspector_hint")


def test_a_node_shows_the_chain_rule_with_names_and_numbers(
    inspector: InspectorPanel, document: Document, neuron: Circuit
) -> None:
    document.open(neuron)
    document.select(["f"])
    assert field(inspector, "node_name").text() == "f"
    assert plain(inspector, "node_operator") == "reciprocal"
    chain = plain(inspector, "node_chain")
    assert "∂f/∂p = ∂f/∂f · ∂f/∂p" in chain
    assert "= 1.00 × (−0.250) = −0.250" in chain.replace("\n", " ")
    assert "∂f/∂p = −1/p² = −0.250" in chain


def test_the_table_has_a_row_for_each_input_and_copies_every_digit(
    inspector: InspectorPanel, document: Document, neuron: Circuit, qtbot: QtBot
) -> None:
    document.open(neuron)
    document.select(["s"])
    table = inspector.findChild(NumberTable, "node_inputs")
    assert [[table.item(i, j).text() for j in range(2)] for i in range(3)] == [["1", "m₀"], ["2", "m₁"], ["3", "w₂"]]
    table.setCurrentCell(1, 4)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert float(QGuiApplication.clipboard().text()) == document.run.of_wire(Wire("m1", "s", 1)).gradient


def test_numbers_hover_and_copy_in_full(
    inspector: InspectorPanel, document: Document, neuron: Circuit, qtbot: QtBot
) -> None:
    document.open(neuron)
    document.select(["id_w2"])
    type_over(qtbot, field(inspector, "node_value_field"), "-2.7")
    document.settle()
    shown = inspector.findChild(NumberLabel, "node_gradient")
    gradient = document.run.gradients["w2"]
    assert float(shown.toolTip().replace("−", "-")) == gradient
    qtbot.keyClick(shown, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert float(QGuiApplication.clipboard().text()) == gradient


def test_several_wires_show_their_sum(inspector: InspectorPanel, document: Document, fan_out: Circuit) -> None:
    document.open(fan_out)
    document.select(["id_x"])
    assert "3 wires" in plain(inspector, "node_sum_title")
    sum_text = plain(inspector, "node_sum")
    assert "∂f/∂x = 4.00 = 2.00 + 1.00 + 1.00" in sum_text
    assert sum_text.count("through f") == 2
    assert "through q, input 1 = ∂f/∂q · ∂q/∂x" in sum_text


def test_a_single_wire_shows_no_sum(inspector: InspectorPanel, document: Document, neuron: Circuit) -> None:
    document.open(neuron)
    document.select(["p"])
    assert not inspector.findChild(QLabel, "node_sum").isVisible()


def test_a_wire_shows_upstream_local_and_product(
    inspector: InspectorPanel, document: Document, fan_out: Circuit
) -> None:
    document.open(fan_out)
    document.select([], [Wire("id_y", "q", 1)])
    assert plain(inspector, "wire_title") == "y → q"
    numbers = {
        name: inspector.findChild(NumberLabel, f"wire_{name}").text()
        for name in ("value", "upstream", "local", "gradient")
    }
    assert numbers == {"value": "2.00", "upstream": "1.00", "local": "−3.00", "gradient": "−3.00"}
    assert "∂f/∂y = ∂f/∂q · ∂q/∂y" in plain(inspector, "wire_formula")


def test_several_selected_are_counted_and_listed(
    inspector: InspectorPanel, document: Document, fan_out: Circuit
) -> None:
    document.open(fan_out)
    document.select(["id_x", "q"], [Wire("id_x", "q", 0)])
    table = inspector.findChild(NumberTable, "several_table")
    assert [table.item(i, 0).text() for i in range(table.rowCount())] == ["x", "q"]
    assert plain(inspector, "several_count") == "Selected nodes: 2, wires: 1."


def test_a_typed_value_is_one_step_that_undo_takes_back(
    inspector: InspectorPanel, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    document.open(fan_out)
    document.select(["id_x"])
    type_over(qtbot, field(inspector, "node_value_field"), "-0,5")
    assert document.circuit.node("id_x").value == -0.5
    assert document.history.count() == 1
    document.settle()
    assert plain(inspector, "node_sum").startswith("∂f/∂x = 4.00")
    document.history.undo()
    document.settle()
    assert field(inspector, "node_value_field").text() == "−3"


def test_a_wrong_value_is_marked_said_and_restored(
    inspector: InspectorPanel, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    document.open(fan_out)
    document.select(["id_x"])
    value = field(inspector, "node_value_field")
    type_over(qtbot, value, "two")
    assert value.property("wrong")
    assert "two" in plain(inspector, "node_error")
    assert document.circuit.node("id_x").value == -3.0
    qtbot.keyClick(value, Qt.Key.Key_Escape)
    assert value.text() == "−3"
    assert not value.property("wrong")
    assert plain(inspector, "node_error") == ""


def test_what_was_typed_for_one_node_is_not_shown_at_another(
    inspector: InspectorPanel, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    document.open(fan_out)
    document.select(["id_x"])
    value = field(inspector, "node_value_field")
    type_over(qtbot, value, "two")
    document.select(["id_y"])
    assert value.text() == "2"
    assert plain(inspector, "node_error") == ""


def test_a_name_is_given_and_a_taken_one_refused(
    inspector: InspectorPanel, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    document.open(fan_out)
    document.select(["q"])
    name = field(inspector, "node_name")
    type_over(qtbot, name, "product")
    assert document.circuit.node("q").name == "product"
    type_over(qtbot, name, "y")
    assert name.property("wrong")
    assert "y" in plain(inspector, "node_error")
    assert document.circuit.node("q").name == "product"
    assert document.history.count() == 1


def test_the_role_is_a_choice_of_three(
    inspector: InspectorPanel, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    document.open(fan_out)
    document.select(["id_x"])
    assert inspector.findChild(QToolButton, "node_role_parameter").isChecked()
    qtbot.mouseClick(inspector.findChild(QToolButton, "node_role_data"), Qt.MouseButton.LeftButton)
    assert document.circuit.node("id_x").role is Role.DATA
    document.history.undo()
    document.settle()
    assert inspector.findChild(QToolButton, "node_role_parameter").isChecked()


def test_an_operators_own_number_has_a_field(
    inspector: InspectorPanel, document: Document, neuron: Circuit, qtbot: QtBot
) -> None:
    document.open(neuron)
    document.select(["n"])
    factor = field(inspector, "node_constant_k")
    assert factor.text() == "−1"
    type_over(qtbot, factor, "-2")
    assert document.circuit.node("n").constants == (-2.0,)
    type_over(qtbot, factor, "")
    assert document.circuit.node("n").constants == (-2.0,)
    assert factor.property("wrong")
    document.select(["p"])
    assert field(inspector, "node_constant_k").text() == "3"


def test_a_node_is_made_the_objective(
    inspector: InspectorPanel, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    document.open(fan_out)
    document.select(["q"])
    button = inspector.findChild(QPushButton, "node_objective")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert document.circuit.objective == "q"
    document.settle()
    assert not button.isEnabled()
    assert "∂q/∂x" in plain(inspector, "node_chain")


def test_forward_alone_says_how_to_get_gradients(
    inspector: InspectorPanel, document: Document, fan_out: Circuit
) -> None:
    document.live = False
    document.open(fan_out)
    document.select(["q"])
    assert "Forward" in plain(inspector, "node_hint")
    document.run_passes(Passes.FORWARD)
    assert inspector.findChild(NumberLabel, "node_value").text() == "−6.00"
    assert inspector.findChild(NumberLabel, "node_gradient").text() == "—"
    assert "Backward" in plain(inspector, "node_hint")


@pytest.mark.parametrize("name", [name for name, operator in OPERATORS.items() if not operator.is_leaf])
def test_every_derivative_is_written_with_the_real_names(name: str) -> None:
    count = 2 if OPERATORS[name].any_number else len(OPERATORS[name].ports)
    leaves = tuple(Node.new("input", id=f"in{port}", name=f"w{port}", value=0.5) for port in range(count))
    drawn = tuple(Wire(f"in{port}", "f", port) for port in range(count))
    circuit = Circuit(Fragment((*leaves, Node.new(name, id="f")), drawn))
    for wire in drawn:
        text = derivative_text(circuit, wire)
        assert text, f"{name} writes no derivative for port {wire.port}"
        assert "{" not in text, f"{name}: {text}"
