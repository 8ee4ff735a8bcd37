from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit
from circuitgrad.circuit.edits import SetRole, SetValue
from circuitgrad.formats.formula import from_formula
from circuitgrad.gui.document import Document, Passes
from circuitgrad.gui.panels.fields import MARGINS
from circuitgrad.gui.panels.input_rows import InputRow
from circuitgrad.gui.panels.inputs import InputsPanel
from circuitgrad.gui.theme import LIGHT
from circuitgrad.operators import Role


@pytest.fixture
def inputs(document: Document, qtbot: QtBot) -> InputsPanel:
    panel = InputsPanel(document, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(320, 500)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def rows(inputs: InputsPanel) -> list[InputRow]:
    shown = [row for row in inputs.findChildren(InputRow) if row.isVisible()]
    return sorted(shown, key=lambda row: row.y())


def names(inputs: InputsPanel) -> list[str]:
    return [row.name.text() for row in rows(inputs)]


def text(inputs: InputsPanel, name: str) -> str:
    found = inputs.findChild(QLabel, name)
    assert found is not None
    return found.text() if found.isVisible() else ""


def test_the_strongest_comes_first(inputs: InputsPanel, document: Document, neuron: Circuit) -> None:
    document.open(neuron)
    by_size = sorted(document.run.gradients.items(), key=lambda pair: -abs(pair[1]))
    shown = [row.gradient.toolTip().replace("−", "-") for row in rows(inputs)]
    assert [float(number) for number in shown] == [gradient for _, gradient in by_size]


def test_bars_and_arrows_point_where_the_sign_says(inputs: InputsPanel, document: Document, neuron: Circuit) -> None:
    document.open(neuron)
    gradients = document.run.gradients
    strongest = max(map(abs, gradients.values()))
    for row in rows(inputs):
        gradient = gradients[document.circuit.node(row._id).name]
        assert row.bar.share == pytest.approx(gradient / strongest), row.name.text()
        assert row.arrow.text() == ("▲" if gradient > 0 else "▼"), row.name.text()


def test_the_header_and_the_advice(inputs: InputsPanel, document: Document, fan_out: Circuit) -> None:
    document.open(fan_out)
    document.do(SetRole("id_y", Role.DATA), "Set the role")
    document.settle()
    assert text(inputs, "objective_name") == "f"
    assert text(inputs, "objective_value") == "−12.0"
    assert text(inputs, "advice_title") == "To raise f"
    assert text(inputs, "advice_raise") == "▲ raise x"
    assert text(inputs, "advice_lower") == "▼ lower y"
    assert text(inputs, "advice_movable") == "Only parameters may move: x"
    assert [row.role.text() for row in rows(inputs)] == ["parameter", "data · held"]


def test_a_click_selects_the_node(inputs: InputsPanel, document: Document, fan_out: Circuit, qtbot: QtBot) -> None:
    document.open(fan_out)
    with qtbot.waitSignal(inputs.reveal) as revealed:
        qtbot.mouseClick(rows(inputs)[1].name, Qt.MouseButton.LeftButton)
    assert revealed.args == ["id_y"]
    assert document.selection.nodes == {"id_y"}


def test_a_value_is_typed_in_place_and_nothing_jumps_meanwhile(
    inputs: InputsPanel, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    document.open(fan_out)
    assert names(inputs) == ["x", "y"]
    field = rows(inputs)[0].field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "-9")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    document.settle()
    assert document.circuit.node("id_x").value == -9.0
    assert abs(document.run.gradients["y"]) > abs(document.run.gradients["x"])
    assert names(inputs) == ["x", "y"], "the order must wait while the field has the focus"
    rows(inputs)[1].name.setFocus()
    assert names(inputs) == ["y", "x"]


def test_what_is_being_typed_survives_a_run(
    inputs: InputsPanel, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    document.open(fan_out)
    field = rows(inputs)[0].field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "7")
    document.do(SetValue("id_y", 30.0), "Set the value")
    document.settle()
    assert field.text() == "7"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "−3"


def test_forward_alone_shows_no_effects(inputs: InputsPanel, document: Document, fan_out: Circuit) -> None:
    document.live = False
    document.open(fan_out)
    document.run_passes(Passes.FORWARD)
    assert [row.gradient.text() for row in rows(inputs)] == ["—", "—"]
    assert "Backward" in text(inputs, "inputs_hint")
    assert text(inputs, "objective_value") == "−12.0"
    assert text(inputs, "advice_title") == ""


def test_an_unfinished_circuit_is_no_trouble(inputs: InputsPanel, document: Document, fan_out: Circuit) -> None:
    document.open(fan_out)
    document.do(SetValue("id_x", None), "Take the value away")
    document.settle()
    assert sorted(names(inputs)) == ["x", "y"]
    assert rows(inputs)[names(inputs).index("x")].field.text() == ""


def test_a_gradient_that_is_no_number_is_told_as_that(inputs: InputsPanel, document: Document) -> None:
    document.open(from_formula("f = log(x) * y"))
    document.do(SetValue(document.circuit.find("x").id, -1.0), "Set")
    document.do(SetValue(document.circuit.find("y").id, 2.0), "Set")
    document.settle()
    shown = {row.name.text(): row for row in rows(inputs)}
    assert shown["y"].gradient.text() == "NaN"
    assert shown["y"].arrow.text() == "?"
    assert shown["y"].name.accessibleName() == "y: what raising it does cannot be told, gradient nan"
    assert shown["x"].arrow.text() == "▼"


def test_long_names_do_not_widen_the_panel(inputs: InputsPanel, document: Document) -> None:
    document.open(from_formula("f = x * y"))
    document.settle()
    before = inputs.minimumSizeHint().width()
    name = "a_name_without_any_space_that_somebody_gave_to_it_and_that_goes_on_for_long"
    document.open(from_formula(f"{name}_f = {name}_x * {name}_y"))
    document.settle()
    assert inputs.minimumSizeHint().width() <= before + 72, "the name's own column may grow to its limit"
    assert rows(inputs)[0].name.toolTip().startswith(name)


def test_a_long_number_is_short_until_somebody_is_at_it(
    inputs: InputsPanel, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    SetValue("id_x", 0.1556789012345).apply(fan_out)
    document.open(fan_out)
    field = next(row.field for row in rows(inputs) if row.name.text() == "x")
    assert (field.text(), field.toolTip()) == ("0.156", "0.1556789012345")
    field.setFocus()
    assert field.text() == "0.1556789012345"
    field.clearFocus()
    assert field.text() == "0.156"
    assert document.circuit.node("id_x").value == 0.1556789012345, "looking changes nothing"
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "-2.718281828")
    field.clearFocus()
    assert field.text() == "−2.72"
    document.settle()
    assert document.circuit.node("id_x").value == -2.718281828


def test_a_long_list_is_made_in_parts(inputs: InputsPanel, document: Document, qtbot: QtBot) -> None:
    document.open(from_formula(" + ".join(f"{k}*x{k}" for k in range(1, 41))))
    assert 0 < len(rows(inputs)) < 40
    qtbot.waitUntil(lambda: len(rows(inputs)) == 40)


@pytest.mark.parametrize("value", [1e308, -3.456789e299, -1.2345678e-300, 123456789.0, -0.000123456])
def test_the_largest_numbers_have_room(inputs: InputsPanel, document: Document, fan_out: Circuit, value: float) -> None:
    SetValue("id_x", value).apply(fan_out)
    document.open(fan_out)
    field = next(row.field for row in rows(inputs) if row.name.text() == "x")
    document.do(SetValue("id_x", value / 2), "Set")  # shown again at the field's final width
    document.settle()
    assert field.fontMetrics().horizontalAdvance(field.text()) <= field.width() - MARGINS
