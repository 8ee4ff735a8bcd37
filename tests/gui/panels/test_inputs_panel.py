from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit, Range, Scenario
from circuitgrad.circuit.edits import PinBaseline, SetRole, SetValue
from circuitgrad.errors import CircuitError
from circuitgrad.formats.formula import from_formula
from circuitgrad.formats.numbers import short_number, signed_number
from circuitgrad.gui.document import Document, Passes
from circuitgrad.gui.panels.fields import MARGINS, NumberField, NumberLabel
from circuitgrad.gui.panels.input_rows import InputRow
from circuitgrad.gui.panels.inputs import InputsPanel
from circuitgrad.gui.panels.range_menu import range_menu
from circuitgrad.gui.panels.slider import RADIUS
from circuitgrad.gui.theme import LIGHT
from circuitgrad.operators import Role
from tests.gui.panels.showing import show_active


@pytest.fixture
def inputs(document: Document, qtbot: QtBot) -> InputsPanel:
    panel = InputsPanel(document, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(320, 500)
    show_active(panel, qtbot)
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
    assert [row.hold.text() for row in rows(inputs)] == ["parameter", "data · held"]


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


# Sliders


def slider_of(inputs: InputsPanel, name: str) -> InputRow:
    return next(row for row in rows(inputs) if row.name.text() == name)


def at(row: InputRow, share: float) -> QPoint:
    """The point of a row's slider at this share of its way."""
    slider = row.slider
    return QPoint(round(RADIUS + share * (slider.width() - 2 * RADIUS)), slider.height() // 2)


def value(document: Document, name: str) -> float | None:
    return document.circuit.find(name).value


def test_a_slider_reaches_as_far_as_its_value_suggests(
    inputs: InputsPanel, document: Document, neuron: Circuit
) -> None:
    document.open(neuron)
    ends = {row.name.text(): (row.low.text(), row.high.text()) for row in rows(inputs)}
    assert ends == {"w₀": ("−5", "5"), "x₀": ("−2", "2"), "w₁": ("−10", "10"), "x₁": ("−5", "5"), "w₂": ("−10", "10")}


def test_a_drag_moves_every_number_at_once_and_is_one_step(
    inputs: InputsPanel, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    document.open(fan_out)
    row = slider_of(inputs, "x")
    order = names(inputs)
    qtbot.mousePress(row.slider, Qt.MouseButton.LeftButton, pos=at(row, 0.5))
    assert value(document, "x") == 0.0
    assert document.run.value == 0.0, "the numbers follow before the event loop turns"
    qtbot.mouseMove(row.slider, at(row, 0.75))
    moved = value(document, "x")
    assert moved == pytest.approx(5.0, abs=0.4)
    assert document.run.value == pytest.approx(4 * moved)
    assert (row.low.text(), row.high.text()) == ("−10", "10"), "the ends stay while the hand moves"
    assert names(inputs) == order
    qtbot.mouseRelease(row.slider, Qt.MouseButton.LeftButton, pos=at(row, 0.75))
    assert document.history.count() == 1
    document.history.undo()
    assert value(document, "x") == -3.0
    document.history.redo()
    assert value(document, "x") == moved


def test_escape_gives_a_drag_up(inputs: InputsPanel, document: Document, fan_out: Circuit, qtbot: QtBot) -> None:
    document.open(fan_out)
    row = slider_of(inputs, "x")
    qtbot.mousePress(row.slider, Qt.MouseButton.LeftButton, pos=at(row, 0.9))
    qtbot.keyClick(row.slider, Qt.Key.Key_Escape)
    assert value(document, "x") == -3.0
    assert document.history.count() == 0
    qtbot.mouseMove(row.slider, at(row, 0.2))
    assert value(document, "x") == -3.0


def test_keys_step_and_are_one_step_of_the_history(
    inputs: InputsPanel, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    document.open(fan_out)
    slider = slider_of(inputs, "x").slider
    slider.setFocus()
    for key, expected in (
        (Qt.Key.Key_Right, -2.9),
        (Qt.Key.Key_Left, -3.0),
        (Qt.Key.Key_PageUp, -1.0),
        (Qt.Key.Key_End, 10.0),
        (Qt.Key.Key_Home, -10.0),
    ):
        qtbot.keyClick(slider, key)
        assert value(document, "x") == expected, key
    assert document.history.count() == 1
    document.history.undo()
    assert value(document, "x") == -3.0


def test_the_wheel_scrolls_past_a_slider_without_the_focus(
    inputs: InputsPanel, document: Document, fan_out: Circuit
) -> None:
    document.open(fan_out)
    row = slider_of(inputs, "x")
    row.name.setFocus()
    turn(row.slider)
    assert value(document, "x") == -3.0
    row.slider.setFocus()
    turn(row.slider)
    assert value(document, "x") == pytest.approx(-2.7)


def turn(widget: QWidget) -> None:
    """Turns the wheel by a notch over a widget."""
    middle = QPointF(widget.rect().center())
    angle = QPoint(0, 120)
    event = QWheelEvent(
        middle, widget.mapToGlobal(middle), QPoint(), angle, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QCoreApplication.sendEvent(widget, event)


def test_ends_are_edited_in_place_and_a_typed_value_widens_them(
    inputs: InputsPanel, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    document.open(fan_out)
    row = slider_of(inputs, "x")
    type_into(qtbot, row.high, "1")
    assert document.circuit.find("x").range == Range(-10.0, 1.0)
    type_into(qtbot, row.field, "25")
    assert document.circuit.find("x").range == Range(-10.0, 25.0)
    assert row.high.text() == "25"
    document.history.undo()
    assert (value(document, "x"), document.circuit.find("x").range) == (-3.0, Range(-10.0, 1.0))
    refused: list[CircuitError] = []
    document.refused.connect(refused.append)
    type_into(qtbot, row.low, "2")
    assert "wrong way round: 2 is not below 1" in refused[0].sentence
    assert document.circuit.find("x").range == Range(-10.0, 1.0)
    row.slider.setFocus()
    assert row.low.text() == "−10"


def type_into(qtbot: QtBot, field: NumberField, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_play_rides_back_and_forth_until_it_is_stopped(
    inputs: InputsPanel, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    document.open(fan_out)
    row = slider_of(inputs, "x")
    seen: list[float | None] = []
    document.evaluated.connect(lambda: seen.append(value(document, "x")))
    qtbot.mouseClick(row.play, Qt.MouseButton.LeftButton)
    assert inputs.moves.playing == document.circuit.find("x").id
    qtbot.waitUntil(lambda: len(set(seen)) > 4)
    assert row.play.accessibleName() == "Stop x"
    qtbot.mouseClick(row.play, Qt.MouseButton.LeftButton)
    assert (inputs.moves.playing, row.play.accessibleName()) == ("", "Let x ride through its range")
    assert document.history.count() == 1
    document.history.undo()
    assert value(document, "x") == -3.0


def test_another_edit_ends_a_ride_as_a_step_of_its_own(
    inputs: InputsPanel, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    document.open(fan_out)
    moved = slider_of(inputs, "x")
    qtbot.mouseClick(moved.play, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: value(document, "x") != -3.0)
    document.do(SetValue("id_y", 7.0), "Set the value")
    assert (inputs.moves.playing, document.history.count()) == ("", 2)
    document.history.undo()
    document.history.undo()
    assert (value(document, "x"), value(document, "y")) == (-3.0, 2.0)


def test_the_dice_stay_within_the_range(
    inputs: InputsPanel, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    document.open(fan_out)
    row = slider_of(inputs, "x")
    found = set()
    for _ in range(12):
        qtbot.mouseClick(row.dice, Qt.MouseButton.LeftButton)
        found.add(value(document, "x"))
    assert len(found) > 6
    assert all(-10.0 <= each <= 10.0 for each in found)


def test_holds_are_set_and_released_row_by_row(
    inputs: InputsPanel, document: Document, neuron: Circuit, qtbot: QtBot
) -> None:
    document.open(neuron)
    qtbot.mouseClick(slider_of(inputs, "w₀").hold, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(slider_of(inputs, "x₀").hold, Qt.MouseButton.LeftButton)
    document.settle()
    assert [slider_of(inputs, name).hold.text() for name in ("w₀", "x₀")] == ["parameter · held", "data · free"]
    assert text(inputs, "advice_movable") == "Only parameters may move: w₁, w₂, x₀"
    qtbot.mouseClick(slider_of(inputs, "w₀").hold, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(slider_of(inputs, "x₀").hold, Qt.MouseButton.LeftButton)
    document.settle()
    assert (document.circuit.find("w0").held, document.circuit.find("x0").held) == (None, None)


def test_a_logarithmic_slider(inputs: InputsPanel, document: Document, fan_out: Circuit, qtbot: QtBot) -> None:
    document.open(fan_out)
    menu = range_menu(document, "id_y", inputs)
    next(action for action in menu.actions() if action.text() == "Logarithmic").trigger()
    assert document.circuit.find("y").range == Range(0.005, 5.0, None, True)
    document.settle()
    row = slider_of(inputs, "y")
    qtbot.mouseClick(row.slider, Qt.MouseButton.LeftButton, pos=at(row, 0.0))
    assert value(document, "y") == 0.005
    row.slider.setFocus()
    qtbot.keyClick(row.slider, Qt.Key.Key_End)
    assert value(document, "y") == 5.0
    guess = next(
        action for action in range_menu(document, "id_y", inputs).actions() if action.text().startswith("Guess")
    )
    guess.trigger()
    document.settle()
    assert (document.circuit.find("y").range, row.high.text()) == (None, "10")


def test_a_step_is_typed_in_the_menu_beside_the_slider(
    inputs: InputsPanel, document: Document, fan_out: Circuit, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)  # without a screen nothing can grab the keyboard
    document.open(fan_out)
    row = slider_of(inputs, "y")
    with qtbot.waitSignal(row.menu_asked):
        qtbot.mouseClick(row.more, Qt.MouseButton.LeftButton)
    menu = inputs.findChild(QMenu, "range_menu")
    assert menu is not None
    field = menu.findChild(NumberField, "range_step")
    assert field.text() == "0.05"
    type_into(qtbot, field, "0.25")
    document.settle()
    assert document.circuit.find("y").range == Range(-5.0, 5.0, 0.25)
    row.slider.setFocus()
    before = value(document, "y")
    qtbot.keyClick(row.slider, Qt.Key.Key_Right)
    assert value(document, "y") == before + 0.25


def test_a_step_that_cannot_be_is_refused(inputs: InputsPanel, document: Document, fan_out: Circuit) -> None:
    document.open(fan_out)
    refused: list[CircuitError] = []
    document.refused.connect(refused.append)
    menu = range_menu(document, "id_y", inputs)
    menu.findChild(NumberField, "range_step").number_entered.emit(-1.0)
    assert refused[0].sentence == "The step of “y” must be above 0, not −1."
    assert document.circuit.find("y").range is None


def test_the_slider_tells_how_far_it_is_from_the_baseline(
    inputs: InputsPanel, document: Document, fan_out: Circuit
) -> None:
    document.open(fan_out)
    document.do(PinBaseline(Scenario("baseline", "", (("id_y", 6.0),))), "Pin")
    document.settle()
    row = slider_of(inputs, "y")
    assert row.slider.toolTip() == f"Δ{signed_number(value(document, 'y') - 6.0, 6)} since the baseline, 6"


def test_the_baseline_is_marked_on_the_sliders(inputs: InputsPanel, document: Document, fan_out: Circuit) -> None:
    document.open(fan_out)
    before = inputs.grab().toImage()
    document.do(PinBaseline(Scenario("baseline", "", (("id_x", 5.0),))), "Pin")
    document.settle()
    assert inputs.grab().toImage() != before


def test_a_circuit_of_a_thousand_inputs_opens_with_its_first_rows(inputs: InputsPanel, document: Document) -> None:
    document.open(from_formula(" + ".join(f"a{i}*b{i}" for i in range(500))))
    assert 16 <= len(rows(inputs)) <= 32


def test_a_move_says_what_the_gradient_predicted(
    inputs: InputsPanel, document: Document, fan_out: Circuit, qtbot: QtBot
) -> None:
    document.open(from_formula("x = 3; f = x*x"))
    document.settle()
    assert text(inputs, "inputs_prediction") == "Move a slider: does the gradient foretell the change?"
    type_into(qtbot, slider_of(inputs, "x").field, "4")
    document.settle()
    assert text(inputs, "inputs_prediction") == "gradient predicts +6.00, actual +7.00: only local"
    assert text(inputs, "objective_change") == "Δ+7.00"
    type_into(qtbot, slider_of(inputs, "x").field, "4.01")
    document.settle()
    assert text(inputs, "inputs_prediction") == "gradient predicts +0.0800, actual +0.0801"


def test_no_row_runs_away_from_the_hand_when_a_move_begins(
    inputs: InputsPanel, document: Document, qtbot: QtBot
) -> None:
    document.open(from_formula("x = 3; y = 2; f = x*y + x"))
    slider = slider_of(inputs, "x").slider
    place = slider.mapTo(inputs, QPoint(0, 0))
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    for x in range(20, 60, 4):
        qtbot.mouseMove(slider, QPoint(x, 10))
        QApplication.processEvents()
        assert slider.mapTo(inputs, QPoint(0, 0)) == place
    assert text(inputs, "inputs_prediction").startswith("gradient predicts")
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(60, 10))


def test_the_objective_is_shown_whole_however_its_number_grows(inputs: InputsPanel, document: Document) -> None:
    document.open(from_formula("x = 3; f = x*x"))
    shown = inputs.findChild(NumberLabel, "objective_value")
    for value in (1.0, 1e-7, -12345.6, 3.0):
        document.do(SetValue(document.circuit.find("x").id, value), "Set")
        document.settle()
        assert shown.text() == short_number(value * value, 3)
        assert shown.fontMetrics().horizontalAdvance(shown.text()) <= shown.width()
