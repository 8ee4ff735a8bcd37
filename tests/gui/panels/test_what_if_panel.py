"""The What if panel: tornado, prediction, explanation, goal seek, dead gradients; by real mouse and key events."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

import circuitgrad as cg
from circuitgrad.circuit import Circuit, Scenario
from circuitgrad.circuit.edits import AddScenario, ChooseObjective, Hold, SetRange, SetValue
from circuitgrad.circuit.what_if import Range
from circuitgrad.formats.examples import load_example
from circuitgrad.formats.formula import from_formula
from circuitgrad.gui.document import Document, Passes
from circuitgrad.gui.messages import sentence
from circuitgrad.gui.panels.fields import NumberField, NumberTable
from circuitgrad.gui.panels.what_if import WhatIfPanel
from circuitgrad.gui.theme import LIGHT
from tests.gui.panels.showing import show_active


@pytest.fixture
def panel(document: Document, qtbot: QtBot) -> WhatIfPanel:
    shown = WhatIfPanel(document, LIGHT)
    qtbot.addWidget(shown)
    shown.resize(360, 900)
    show_active(shown, qtbot)
    return shown


def settle(panel: WhatIfPanel) -> None:
    """Waits for all answers."""
    panel.document.settle()
    panel.newest.finish()
    panel.goal.newest.finish()
    panel.descent.newest.finish()


def text(panel: WhatIfPanel, name: str) -> str:
    found = panel.findChild(QLabel, name)
    assert found is not None, name
    return found.text().replace("\u200b", "") if found.isVisibleTo(panel) else ""


def button(panel: WhatIfPanel, name: str) -> QPushButton:
    found = panel.findChild(QPushButton, name)
    assert found is not None, name
    return found


def click(qtbot: QtBot, panel: WhatIfPanel, name: str) -> None:
    qtbot.mouseClick(button(panel, name), Qt.MouseButton.LeftButton)
    settle(panel)


def set_value(panel: WhatIfPanel, name: str, value: float) -> None:
    document = panel.document
    document.do(SetValue(document.circuit.find(name).id, value), "Set")
    settle(panel)


def bars(panel: WhatIfPanel) -> dict[str, tuple[str, str]]:
    return {row.texts.name: (row.texts.left, row.texts.right) for row in panel.which_way.bars.shown}


def choose_way(panel: WhatIfPanel, way: str) -> None:
    picker = panel.findChild(QComboBox, "which_way_by")
    place = picker.findData(way)
    picker.setCurrentIndex(place)
    picker.activated.emit(place)
    settle(panel)


def test_the_tornado_shows_the_gradients_strongest_first(panel: WhatIfPanel, document: Document) -> None:
    document.open(load_example("neuron"))
    settle(panel)
    sways = cg.sensitivity(document.circuit)
    assert [row.id for row in panel.which_way.bars.shown] == [each.id for each in sways]
    assert bars(panel) == {"w₁": ("−0.393", ""), "w₂": ("", "+0.197"), "w₀": ("−0.197", "")}
    assert [[(bar.share, bar.hollow) for bar in row.bars] for row in panel.which_way.bars.shown] == [
        [(-1.0, False)], [(pytest.approx(-0.5), False)], [(pytest.approx(0.5), False)]
    ]  # fmt: skip
    assert text(panel, "which_way_legend") == ""
    assert "the gradient predicts" in panel.which_way.bars.shown[0].accessibleName()


def test_both_ends_are_shown_where_they_differ(panel: WhatIfPanel, document: Document) -> None:
    document.open(load_example("neuron"))
    settle(panel)
    choose_way(panel, "range")
    ends = {node.label: document.ranges.of(node) for node in document.circuit.inputs() if node.may_move}
    ranges = {label: (own.low, own.high) for label, own in ends.items()}
    strongest = cg.sensitivity(document.circuit, by="range", ranges=ranges)[0]
    row = panel.which_way.bars.shown[0]
    assert [(bar.share, bar.hollow) for bar in row.bars] == [
        (-1.0, False),
        (pytest.approx(strongest.low_change / -strongest.high_change), True),
    ]
    assert text(panel, "which_way_legend").startswith("■ where the input is higher")


def test_columns_of_scenarios_tell_how_far_an_input_scatters(panel: WhatIfPanel, document: Document) -> None:
    document.open(from_formula("x = 2; y = 2; f = 10*x + y"))
    settle(panel)
    choose_way(panel, "deviation")
    assert bars(panel) == {"x": ("", "—"), "y": ("", "—")}
    assert "its column in the scenarios" in text(panel, "which_way_note")
    id = document.circuit.find("x").id
    for name, value in (("Monday", 1.0), ("Tuesday", 3.0)):
        document.do(AddScenario(Scenario(name, name, ((id, value),))), "Add")
    document.settle()
    panel.refresh()
    settle(panel)
    assert bars(panel) == {"x": ("", "+14.1"), "y": ("", "—")}


@pytest.mark.parametrize("place", range(5))
def test_every_way_of_moving_is_that_of_the_analysis(panel: WhatIfPanel, document: Document, place: int) -> None:
    document.open(load_example("neuron"))
    document.do(SetRange(document.circuit.find("w0").id, Range(0.0, 3.0)), "Range")
    settle(panel)
    picker = panel.findChild(QComboBox, "which_way_by")
    picker.setCurrentIndex(place)
    picker.activated.emit(place)
    settle(panel)
    by = panel.which_way.by
    ends = {node.label: document.ranges.of(node) for node in document.circuit.inputs() if node.may_move}
    ranges = {label: (own.low, own.high) for label, own in ends.items()}
    expected = cg.sensitivity(document.circuit, by=by, ranges=ranges)
    assert [row.id for row in panel.which_way.bars.shown] == [each.id for each in expected], by
    lengths = [max((abs(bar.share) for bar in row.bars), default=0.0) for row in panel.which_way.bars.shown]
    assert lengths == sorted(lengths, reverse=True), by


def test_a_bar_selects_the_node_and_lights_its_paths(panel: WhatIfPanel, document: Document, qtbot: QtBot) -> None:
    document.open(load_example("neuron"))
    settle(panel)
    row = next(row for row in panel.which_way.bars.shown if row.texts.name == "w₂")
    with qtbot.waitSignal(panel.reveal):
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    circuit, selection = document.circuit, document.selection
    assert selection.nodes == {circuit.find("w2").id}
    lit = {wire.source for wire in selection.wires}
    below = circuit.downstream(row.id) - {circuit.find_objective().id}
    assert lit == below | {row.id}


def test_what_the_gradient_predicts_stands_beside_what_came_of_it(panel: WhatIfPanel, document: Document) -> None:
    document.open(from_formula("x = 3; f = x*x"))
    settle(panel)
    assert text(panel, "why_since").startswith("Move an input")
    set_value(panel, "x", 4.0)
    assert text(panel, "why_prediction") == "gradient predicts +6.00, actual +7.00, gap\u00a0+1.00"
    assert "only local" in text(panel, "why_local")
    set_value(panel, "x", 4.001)
    assert text(panel, "why_prediction") == "gradient predicts +0.00800, actual +0.00800, gap\u00a0+1.00×10⁻⁶".replace(
        "1.00×10⁻⁶", text(panel, "why_prediction").rpartition("+")[2]
    )
    assert text(panel, "why_local") == ""


def test_a_move_before_the_panel_was_open_is_explained_too(document: Document, qtbot: QtBot) -> None:
    document.open(from_formula("x = 3; y = 1; f = x*x + y"))
    document.do(SetValue(document.circuit.find("x").id, 4.0), "Set")
    document.settle()
    document.do(Hold(document.circuit.find("y").id, True), "Hold")  # no move: it explains nothing away
    shown = WhatIfPanel(document, LIGHT)
    qtbot.addWidget(shown)
    shown.show()
    settle(shown)
    assert text(shown, "why_since") == "With the last move:"
    assert text(shown, "why_prediction") == "gradient predicts +6.00, actual +7.00, gap\u00a0+1.00"
    assert [(row.texts.name, row.texts.right) for row in shown.why.bars.shown] == [("x", "+7.00")]


def test_the_parts_of_a_change_add_up_to_it(panel: WhatIfPanel, document: Document) -> None:
    document.open(from_formula("x = 1; y = 1; f = x*y"))
    document.pin_baseline()
    settle(panel)
    assert text(panel, "why_since") == "Nothing has moved since the baseline."
    set_value(panel, "x", 3.0)
    set_value(panel, "y", 5.0)
    assert text(panel, "why_since") == "Since the baseline:"
    shown = {row.texts.name: row.texts.right for row in panel.why.bars.shown}
    assert shown == {"y": "+8.00", "x": "+6.00"}
    assert text(panel, "why_sum").startswith("The parts add up to +14.0; f changed by +14.0")


def test_a_kink_on_the_way_is_named(panel: WhatIfPanel, document: Document) -> None:
    document.open(from_formula("x = -1; f = abs(x)"))
    settle(panel)
    set_value(panel, "x", 3.0)
    assert text(panel, "why_kinks") == "On the way the slope jumps: f at 25.0 %."
    assert [row.texts.right for row in panel.why.bars.shown] == ["+2.00"]


def want_of_the_neuron(panel: WhatIfPanel, document: Document, qtbot: QtBot) -> NumberField:
    """Asks by keyboard how the neuron gets to 0.9. Returns the field."""
    document.open(load_example("neuron"))
    settle(panel)
    field = panel.findChild(NumberField, "goal_value")
    field.setFocus()
    qtbot.keyClicks(field, "0.9")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(panel)
    return field


def test_the_neurons_goal_is_the_smallest_move(panel: WhatIfPanel, document: Document, qtbot: QtBot) -> None:
    want_of_the_neuron(panel, document, qtbot)
    assert panel.goal.solution is not None
    expected = {"w0": 1.8005, "w1": -3.3991, "w2": -2.8005}
    assert panel.goal.solution.values == pytest.approx(expected, abs=5e-5)
    table = panel.findChild(NumberTable, "goal_table")
    assert [table.item(i, 0).text() for i in range(table.rowCount())] == ["w₀", "w₁", "w₂", "f"]
    assert document.run.value == pytest.approx(0.731, abs=1e-3), "nothing moves before it is applied"
    assert document.trail.points[-1].value == pytest.approx(0.9)
    click(qtbot, panel, "goal_keep")
    kept = next(iter(document.circuit.scenarios.values()))
    assert (kept.name, len(kept.values)) == ("f = 0.900", 5)
    click(qtbot, panel, "goal_apply")
    assert document.run.value == pytest.approx(0.9, abs=1e-9)
    assert document.history.count() == 2
    document.history.undo()
    document.settle()
    assert document.run.value == 0.7310585786300049


def test_several_solutions_are_stepped_through(panel: WhatIfPanel, document: Document, qtbot: QtBot) -> None:
    document.open(from_formula("x = 3; f = x*x"))
    settle(panel)
    panel.goal.seek(4.0)
    settle(panel)
    assert text(panel, "goal_which") == "1 of 2"
    assert panel.goal.solution.values["x"] == pytest.approx(2.0)
    click(qtbot, panel, "goal_on")
    assert text(panel, "goal_which") == "2 of 2"
    assert panel.goal.solution.values["x"] == pytest.approx(-2.0)
    click(qtbot, panel, "goal_on")
    assert text(panel, "goal_which") == "1 of 2"


def test_a_goal_that_cannot_be_reached_says_how_near_it_gets(
    panel: WhatIfPanel, document: Document, qtbot: QtBot
) -> None:
    document.open(load_example("neuron"))
    settle(panel)
    steps = document.history.count()
    panel.goal.seek(1.5)
    settle(panel)
    said = text(panel, "goal_said")
    assert "1.5" in said, said
    assert "stays below 1" in said, said
    assert document.history.count() == steps


def test_maximise_stays_in_the_ranges_of_the_sliders(panel: WhatIfPanel, document: Document, qtbot: QtBot) -> None:
    document.open(from_formula("x = 1; f = x*3"))
    settle(panel)
    click(qtbot, panel, "goal_max")
    assert panel.goal.solution.values["x"] == pytest.approx(document.ranges.of(document.circuit.find("x")).high)


def test_a_search_is_stepped_let_go_paused_and_stopped(panel: WhatIfPanel, document: Document, qtbot: QtBot) -> None:
    document.open(load_example("two_layer_network"))
    panel.document.settle()
    panel.newest.finish()
    steps = document.history.count()
    panel.findChild(QCheckBox, "goal_stepwise").click()
    panel.goal.seek(0.123)
    seen: list[int] = []
    document.trail.changed.connect(lambda: seen.append(len(document.trail.points)))
    qtbot.waitUntil(lambda: len(seen) == 1)
    assert button(panel, "goal_pause").text() == "Go on"
    for _ in range(2):
        qtbot.mouseClick(button(panel, "goal_step"), Qt.MouseButton.LeftButton)
        qtbot.wait(100)
    assert len(seen) == 3, "a point a step"
    assert text(panel, "goal_said").startswith("Start 1, point ")
    qtbot.mouseClick(button(panel, "goal_pause"), Qt.MouseButton.LeftButton)
    assert button(panel, "goal_pause").text() == "Pause"
    qtbot.waitUntil(lambda: len(seen) > 3)
    qtbot.mouseClick(button(panel, "goal_stop"), Qt.MouseButton.LeftButton)
    settle(panel)
    assert not panel.goal.newest.is_busy
    assert not button(panel, "goal_stop").isVisibleTo(panel)
    assert panel.goal.solution is None
    assert document.history.count() == steps


def test_what_was_found_is_forgotten_with_its_circuit(panel: WhatIfPanel, document: Document) -> None:
    document.open(from_formula("x = 3; y = 1; f = x*x + y"))
    settle(panel)
    panel.goal.seek(4.0)
    settle(panel)
    set_value(panel, "x", 2.5)
    assert panel.goal.solution is not None, "another value asks no other question"
    document.do(Hold(document.circuit.find("y").id, True), "Hold")
    settle(panel)
    assert panel.goal.solution is None
    assert document.trail.points == ()
    assert not button(panel, "goal_apply").isVisibleTo(panel)


def test_a_product_of_zeros_is_nudged_awake(panel: WhatIfPanel, document: Document, qtbot: QtBot) -> None:
    document.open(load_example("dead_product"))
    settle(panel)
    shown = [row for row in panel.dead.rows if row.isVisibleTo(panel)]
    assert shown
    assert all("0" in row.sentence for row in shown)
    assert shown[0].cure.text() == "Nudge"
    qtbot.mouseClick(shown[0].cure, Qt.MouseButton.LeftButton)
    settle(panel)
    assert text(panel, "dead_none") == "Every input can move the objective."
    assert document.history.count() == 1
    document.history.undo()
    settle(panel)
    assert [row.sentence for row in panel.dead.rows if row.isVisibleTo(panel)] == [row.sentence for row in shown]


def test_a_dead_relu_jumps_to_where_it_wakes_up(panel: WhatIfPanel, document: Document, qtbot: QtBot) -> None:
    document.open(from_formula("x = -3; f = relu(x)"))
    settle(panel)
    row = next(row for row in panel.dead.rows if row.isVisibleTo(panel))
    number = row.cure.text().removeprefix("Set to ")
    assert row.sentence.endswith(f"Set “x” to {number}."), "button and sentence write the same number"
    qtbot.mouseClick(row.cure, Qt.MouseButton.LeftButton)
    settle(panel)
    assert document.run.gradients["x"] == 1.0


def test_of_an_input_that_nothing_wakes_it_is_said_where_the_others_have_a_button(
    panel: WhatIfPanel, document: Document
) -> None:
    document.open(from_formula("x = 1; y = -2; u = 3; f = 0*x + relu(y) + u"))
    settle(panel)
    dull, asleep = (row for row in panel.dead.rows if row.isVisibleTo(panel))
    told = dull.findChild(QLabel, "dead_no_cure")
    assert told.isVisibleTo(panel)
    assert told.text().split() == ["Nothing", "helps:", "constant"]
    assert not dull.cure.isVisibleTo(panel)
    assert dull.sentence.startswith("x: “scale1” (scale) passes no gradient to “x”, because the factor is 0")
    assert "found to help" not in dull.sentence, "once is enough"
    assert asleep.cure.isVisibleTo(panel)
    assert not asleep.findChild(QLabel, "dead_no_cure").isVisibleTo(panel)


def test_another_circuit_has_goals_of_its_own(panel: WhatIfPanel, document: Document, qtbot: QtBot) -> None:
    field = want_of_the_neuron(panel, document, qtbot)
    moves = [panel.findChild(NumberTable, "goal_table").item(row, 3).text() for row in range(4)]
    assert all(move[0] in "+−" for move in moves), moves
    document.open(from_formula("x = 1; f = x*x"))
    settle(panel)
    assert field.text() == ""
    assert text(panel, "goal_said") == ""


@pytest.mark.parametrize("typed", ["nan", "much"])
def test_a_goal_that_is_no_number_is_refused_in_one_sentence(
    panel: WhatIfPanel, document: Document, qtbot: QtBot, typed: str
) -> None:
    document.open(load_example("neuron"))
    settle(panel)
    field = panel.findChild(NumberField, "goal_value")
    field.setFocus()
    qtbot.keyClicks(field, typed)
    with qtbot.waitSignal(document.refused) as refused:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert sentence(refused.args[0]) == f"“{typed}” is no number: type one such as −0.5 or 1e-3."
    assert panel.goal.solution is None
    assert document.history.count() == 0


def test_an_infinite_goal_is_refused_in_one_sentence(panel: WhatIfPanel, document: Document) -> None:
    document.open(load_example("neuron"))
    settle(panel)
    panel.goal.seek(float("inf"))
    settle(panel)
    assert text(panel, "goal_said").startswith("The goal must be a finite number")


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("x = -1; f = log(x)", "is undefined at x = −1: raise “x” above 0."),
        ("x = 1; y = 2*x; f = 3 + 4", "No input reaches “f”: there is nothing to move."),
    ],
)
def test_what_no_search_can_begin_with_is_one_sentence(
    panel: WhatIfPanel, document: Document, formula: str, said: str
) -> None:
    circuit = from_formula(formula)
    document.open(circuit)
    document.do(ChooseObjective(circuit.find("f").id), "Choose")
    settle(panel)
    steps = document.history.count()
    panel.goal.seek(0.5)
    settle(panel)
    assert text(panel, "goal_said").endswith(said)
    assert panel.goal.solution is None
    assert document.history.count() == steps


def test_everything_held_is_one_sentence(panel: WhatIfPanel, document: Document, qtbot: QtBot) -> None:
    circuit = from_formula("x = 1; f = x*3")
    document.open(circuit)
    document.do(Hold(circuit.find("x").id, True), "Hold")
    settle(panel)
    assert "held (x): release one" in text(panel, "which_way_note")
    click(qtbot, panel, "goal_max")
    assert "held (x): release one" in text(panel, "goal_said")


def test_without_a_backward_pass_there_is_a_hint(panel: WhatIfPanel, document: Document) -> None:
    document.live = False
    document.open(load_example("neuron"))
    document.run_passes(Passes.FORWARD)
    settle(panel)
    assert text(panel, "what_if_hint").startswith("Run the circuit")


def test_another_circuit_stops_what_was_asked_of_the_last(
    panel: WhatIfPanel, document: Document, neuron: Circuit
) -> None:
    document.open(load_example("two_layer_network"))
    panel.goal.seek("max")
    document.open(neuron)
    settle(panel)
    assert panel.goal.solution is None
    assert len(panel.which_way.bars.shown) == 3


def test_steps_against_the_gradient_are_steps_of_the_history(
    panel: WhatIfPanel, document: Document, qtbot: QtBot
) -> None:
    document.open(from_formula("x = 2; f = x*x"))
    settle(panel)
    field = panel.findChild(NumberField, "descent_size")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.25")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    for expected in (1.0, 0.5, 0.25):
        click(qtbot, panel, "descent_step")
        assert document.circuit.find("x").value == expected
    assert [point.value for point in document.trail.points] == [4.0, 1.0, 0.25, 0.0625]
    assert document.history.count() == 3
    assert text(panel, "descent_said") == "step 3: f = 0.0625, |gradient| = 0.500"


@pytest.mark.parametrize("way", ["gradient", "momentum", "adam"])
def test_a_run_down_is_one_step_and_ends_by_itself_or_by_a_click(
    panel: WhatIfPanel, document: Document, qtbot: QtBot, way: str
) -> None:
    document.open(from_formula("x = 2; f = x*x"))
    settle(panel)
    picker = panel.findChild(QComboBox, "descent_way")
    picker.setCurrentIndex(picker.findData(way))
    panel.descent._timer.setInterval(0)
    qtbot.mouseClick(button(panel, "descent_run"), Qt.MouseButton.LeftButton)
    assert panel.descent.is_running
    assert button(panel, "descent_run").text() == "Stop"
    qtbot.waitUntil(lambda: abs(document.circuit.find("x").value) < 0.5)
    qtbot.mouseClick(button(panel, "descent_run"), Qt.MouseButton.LeftButton)
    assert not panel.descent.is_running
    assert document.history.count() == 1
    document.history.undo()
    assert document.circuit.find("x").value == 2.0


def test_a_climb_ends_at_the_bounds(panel: WhatIfPanel, document: Document, qtbot: QtBot) -> None:
    document.open(from_formula("x = 1; f = x*50"))
    settle(panel)
    picker = panel.findChild(QComboBox, "descent_direction")
    picker.setCurrentIndex(picker.findData("up"))
    panel.descent._timer.setInterval(0)
    qtbot.mouseClick(button(panel, "descent_run"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not panel.descent.is_running)
    assert document.circuit.find("x").value == 2.0
    assert text(panel, "descent_said").startswith("Nothing moves any more")


def test_an_edit_by_somebody_else_ends_a_run(panel: WhatIfPanel, document: Document, qtbot: QtBot) -> None:
    document.open(from_formula("x = 2; y = 1; f = x*x + y*y"))
    settle(panel)
    qtbot.mouseClick(button(panel, "descent_run"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: document.circuit.find("x").value != 2.0)
    document.do(SetValue(document.circuit.find("y").id, 7.0), "Set")
    assert not panel.descent.is_running
    assert document.history.count() == 2


@pytest.mark.parametrize(("size", "said"), [("0", "above 0"), ("-1", "above 0")])
def test_a_step_size_that_cannot_be_is_said(
    panel: WhatIfPanel, document: Document, qtbot: QtBot, size: str, said: str
) -> None:
    document.open(from_formula("x = 2; f = x*x"))
    settle(panel)
    field = panel.findChild(NumberField, "descent_size")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, size)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    click(qtbot, panel, "descent_step")
    assert said in text(panel, "descent_said")
    assert document.history.count() == 0


def test_the_smallest_move_depends_on_how_moves_are_measured(panel: WhatIfPanel, document: Document) -> None:
    document.open(from_formula("x = 1; y = 100; f = x + y"))
    settle(panel)
    picker = panel.findChild(QComboBox, "goal_measure")
    moves = {}
    for key in ("units", "ranges", "values"):
        picker.setCurrentIndex(picker.findData(key))
        panel.goal.seek(101.5)
        settle(panel)
        moves[key] = dict(panel.goal.solution.values)
    assert moves["units"] == pytest.approx({"x": 1.25, "y": 100.25})
    ratio = 100.0**2
    assert moves["values"] == pytest.approx({"x": 1 + 0.5 / (1 + ratio), "y": 100 + 0.5 * ratio / (1 + ratio)})
    assert moves["ranges"]["y"] > 100.4


def test_moves_are_weighted_one_by_one(panel: WhatIfPanel, document: Document, qtbot: QtBot) -> None:
    document.open(from_formula("x = 1; y = 1; f = x + y"))
    settle(panel)
    picker = panel.findChild(QComboBox, "goal_measure")
    picker.setCurrentIndex(picker.findData("weights"))
    fields = [panel.findChild(NumberField, f"goal_weight{place}") for place in range(2)]
    assert [field.accessibleName() for field in fields] == ["What a move of x costs", "What a move of y costs"]
    fields[0].setFocus()
    fields[0].selectAll()
    qtbot.keyClicks(fields[0], "3")
    qtbot.keyClick(fields[0], Qt.Key.Key_Return)
    panel.goal.seek(3.0)
    settle(panel)
    assert panel.goal.solution.values == pytest.approx({"x": 1.1, "y": 1.9})  # moves of 1/3² to 1/1²
    fields[1].setFocus()
    fields[1].selectAll()
    qtbot.keyClicks(fields[1], "-1")
    qtbot.keyClick(fields[1], Qt.Key.Key_Return)
    panel.goal.seek(3.0)
    settle(panel)
    assert text(panel, "goal_said").startswith("The weight of “y” must be above 0, not −1")


def test_another_node_keeps_a_fixed_value(panel: WhatIfPanel, document: Document, qtbot: QtBot) -> None:
    document.open(from_formula("x = 1; y = 2; q = x + y; f = x*y + q"))
    settle(panel)
    picker = panel.findChild(QComboBox, "goal_fixed")
    assert [picker.itemData(i) for i in range(picker.count())] == ["", "q", "mul1"], "those with a name first"
    field = panel.findChild(NumberField, "goal_fixed_value")
    assert not field.isVisibleTo(panel)
    picker.setCurrentIndex(1)
    picker.activated.emit(1)
    assert field.isVisibleTo(panel)
    assert field.number == 3.0, "what it is now is offered"
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "3")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    panel.goal.seek(4.25)
    settle(panel)
    values = panel.goal.solution.values
    assert values["x"] + values["y"] == pytest.approx(3.0)
    assert values["x"] * values["y"] == pytest.approx(1.25)


def test_after_enter_another_goal_takes_the_place_of_the_first(
    panel: WhatIfPanel, document: Document, qtbot: QtBot
) -> None:
    document.open(load_example("neuron"))
    settle(panel)
    field = panel.findChild(NumberField, "goal_value")
    field.setFocus()
    for typed in ("0.9", "0.8"):
        qtbot.keyClicks(field, typed)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        settle(panel)
        assert panel.goal.solution.value == pytest.approx(float(typed))
