"""What of an exercise stands in the file, what undo takes back, and what becomes of it when the circuit changes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Asks, Circuit, Fragment, Node, Question, Wire
from circuitgrad.circuit.edits import SetExercise, SetValue
from circuitgrad.formats.circuit_json import load, save
from circuitgrad.formats.examples import load_example
from circuitgrad.gui.canvas.detail import LARGE
from circuitgrad.gui.main_window import MainWindow
from tests.gui.conftest import MakeWindow
from tests.gui.exercise.exercising import (
    ENTER,
    answer_by_keyboard,
    asking_of,
    click_label,
    do,
    panel_label,
)
from tests.gui.exercise.test_hidden import told


def test_an_exercise_comes_back_from_its_file(asked: MainWindow, make_window: MakeWindow, tmp_path: Path) -> None:
    save(asked.document.circuit, tmp_path / "neuron.cgrad")
    other = make_window(load(tmp_path / "neuron.cgrad"), tmp_path / "neuron.cgrad")
    session = other.document.exercise
    assert session.sitting.questions == asked.document.exercise.sitting.questions
    assert not other.document.lenses.seen.shows_value(session.sitting.questions[0].node)
    assert other.view.asking is not None
    other.document.open(load_example("neuron"))
    assert session.sitting.questions == ()
    assert other.document.lenses.seen.shows_value(other.document.circuit.find("f").id)


def test_answering_changes_nothing_that_would_be_saved(asked: MainWindow) -> None:
    asked.document.saved(Path("neuron.cgrad"))
    before = asked.document.circuit.fragment()
    answer_by_keyboard(asked)
    assert asked.document.exercise.sitting.is_over
    assert not asked.document.is_modified
    assert asked.document.circuit.fragment() == before


def test_results_are_kept_where_the_author_wants_them(asked: MainWindow, qtbot: QtBot) -> None:
    panel = asked.docks.panels["exercise"]
    setup = panel.findChild(QWidget, "exercise_setup")
    assert setup is not None
    QTest.mouseClick(setup, Qt.MouseButton.LeftButton)
    for name in ("exercise_keeps_score", "exercise_keeps_time"):
        box = panel.findChild(QWidget, name)
        assert box is not None
        qtbot.waitUntil(box.isVisible)
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(8, box.height() // 2))
    asked.document.settle()
    version = asked.document.circuit.version
    answer_by_keyboard(asked)
    exercise = asked.document.circuit.exercise
    assert exercise is not None
    (attempt,) = exercise.attempts
    assert attempt.first_try == attempt.asked == len(exercise.questions)
    assert attempt.seconds is not None
    assert asked.document.is_modified
    assert asked.document.circuit.version == version
    panel.refresh()
    assert "on the first try" in panel_label(asked, "exercise_attempts").text()


def test_the_author_sets_text_and_tolerance_and_takes_them_back(asked: MainWindow, qtbot: QtBot) -> None:
    panel, document = asked.docks.panels["exercise"], asked.document
    setup = panel.findChild(QWidget, "exercise_setup")
    assert setup is not None
    QTest.mouseClick(setup, Qt.MouseButton.LeftButton)
    steps = document.history.count()
    prompt = panel.findChild(QWidget, "exercise_prompt_edit")
    relative = panel.findChild(QLineEdit, "exercise_relative")
    assert prompt is not None
    assert isinstance(relative, QLineEdit)
    qtbot.waitUntil(relative.isVisible)
    prompt.setFocus()
    QTest.keyClicks(prompt, "Work backward.")
    relative.setFocus()
    relative.selectAll()
    QTest.keyClicks(relative, "5")
    QTest.keyClick(relative, ENTER)
    document.settle()
    exercise = document.circuit.exercise
    assert exercise is not None
    assert (exercise.prompt, exercise.tolerance.relative) == ("Work backward.", 0.05)
    assert panel_label(asked, "exercise_prompt").text() == "Work backward."
    assert document.history.count() == steps + 2
    relative.selectAll()
    QTest.keyClicks(relative, "500")
    QTest.keyClick(relative, ENTER)
    document.settle()
    assert document.circuit.exercise == exercise
    assert relative.text() == "5"
    document.history.undo()
    document.history.undo()
    document.settle()
    assert document.circuit.exercise is not None
    assert document.circuit.exercise.prompt == ""


def test_a_deleted_node_is_asked_no_more_until_it_comes_back(asked: MainWindow) -> None:
    document = asked.document
    count = len(document.exercise.sitting.questions)
    first = document.exercise.sitting.questions[0]
    document.select([first.node])
    do(asked, "delete")
    assert first not in document.exercise.sitting.questions
    assert len(document.exercise.sitting.questions) < count
    document.history.undo()
    document.settle()
    assert len(document.exercise.sitting.questions) == count


def test_a_moved_slider_leaves_hidden_what_is_hidden(asked: MainWindow) -> None:
    document = asked.document
    document.do(SetValue(document.circuit.find("w0").id, 0.37), "w0")
    document.settle()
    assert told(asked) == set()
    assert answer_by_keyboard(asked)
    assert document.exercise.sitting.attempt().first_try == len(document.exercise.sitting.questions)


def test_answers_are_checked_after_a_forward_pass_alone(asked: MainWindow) -> None:
    document = asked.document
    document.live = False
    do(asked, "forward")
    flow = next(question for question in document.exercise.sitting.questions if question.wire is not None)
    verdict = document.exercise.answer_text(flow, "12345")
    assert verdict is not None
    assert not verdict.right


def test_a_sum_over_wires_is_asked_at_the_node(make_window: MakeWindow) -> None:
    window = make_window(load_example("one_source_two_wires"))
    do(window, "hide_gradients")
    circuit, session = window.document.circuit, window.document.exercise
    x = circuit.find("x").id
    total = Question(Asks.GRADIENT, x)
    assert session.sitting.questions[-1] == total
    assert window.view.canvas.node_items[x].look.total == "Σ ?"
    click_label(window, total)
    assert asking_of(window).open_question == total
    flow = session.right_answer(session.sitting.questions[0])
    QTest.keyClicks(asking_of(window).field, str(flow))
    QTest.keyClick(asking_of(window).field, ENTER)
    assert "feeds 2 wires" in asking_of(window).bubble.text()


def test_a_large_circuit_makes_no_items_for_what_is_out_of_view(make_window: MakeWindow) -> None:
    nodes = [Node.new("input", id="x0", value=1.0)]
    nodes += [Node.new("tanh", id=f"x{i}", position=(160.0 * i, 0.0)) for i in range(1, LARGE + 50)]
    wires = [Wire(f"x{i}", f"x{i + 1}", 0) for i in range(len(nodes) - 1)]
    window = make_window(Circuit(Fragment(tuple(nodes), tuple(wires))))
    window.view.zoom_reset()
    do(window, "hide_values")
    window.view.viewport().grab()
    stage = window.view.canvas.stage
    assert len(stage.nodes) < 100
    last = window.document.exercise.sitting.questions[-1]
    asking_of(window).open(last)
    assert asking_of(window).field.isVisible()
    assert window.view.viewport().rect().contains(asking_of(window).field.geometry())


def test_an_empty_exercise_is_refused_nowhere(window: MainWindow) -> None:
    window.document.open(Circuit())
    for action in ("hide_values", "hide_gradients", "ask_effects"):
        assert not window.menus.actions[action].isEnabled()
    assert window.document.circuit.exercise is None
    assert SetExercise(None).apply(window.document.circuit) == SetExercise(None)
