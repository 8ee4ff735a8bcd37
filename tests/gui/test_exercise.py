"""Predict, then look: an exercise is answered on the canvas, by keys and by mouse; nothing tells what it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Asks, Circuit, Fragment, Node, Question, Wire
from circuitgrad.circuit.edits import SetExercise, SetValue
from circuitgrad.formats.circuit_json import load, save
from circuitgrad.formats.examples import load_example
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.canvas.detail import LARGE
from circuitgrad.gui.canvas.hover import node_hover_text, wire_hover_text
from circuitgrad.gui.exercise.asking import Asking
from circuitgrad.gui.exercise.places import keys_of, label_rect
from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.panels import PANELS
from circuitgrad.gui.picture import render
from tests.gui.conftest import MakeWindow
from tests.gui.hands import Hands

ENTER, TAB, ESC = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape


def do(window: MainWindow, action: str) -> None:
    window.menus.actions[action].trigger()
    window.document.settle()


def asking_of(window: MainWindow) -> Asking:
    asking = window.view.asking
    assert asking is not None
    return asking


def panel_label(window: MainWindow, name: str) -> QLabel:
    found = window.docks.panels["exercise"].findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found


def panel_button(window: MainWindow, name: str) -> QPushButton:
    found = window.docks.panels["exercise"].findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def typed(window: MainWindow, question: Question) -> str:
    """What a person who knows the answer types, with three digits."""
    answer = window.document.exercise.right_answer(question)
    assert isinstance(answer, float)
    return f"{answer:.3g}"


@pytest.fixture
def asked(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The neuron with all values, gradients and effects asked for."""
    for action in ("hide_values", "hide_gradients", "ask_effects"):
        do(window, action)
    qtbot.waitUntil(lambda: "exercise" in window.docks.panels)
    window.view.setFocus()
    return window


def hands_on(window: MainWindow) -> Hands:
    return Hands(window.view)


# Turning a circuit into an exercise


def test_a_circuit_without_an_exercise_offers_to_become_one(window: MainWindow, qtbot: QtBot) -> None:
    window.docks.docks["exercise"].raise_()
    qtbot.waitUntil(lambda: "exercise" in window.docks.panels)
    button = panel_button(window, "exercise_hide_values")
    qtbot.waitUntil(button.isVisible)
    assert "Turn this circuit into an exercise" in panel_label(window, "exercise_lead").text()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    window.document.settle()
    exercise = window.document.circuit.exercise
    assert exercise is not None
    assert {question.asks for question in exercise.questions} == {Asks.VALUE}
    assert not button.isVisible()
    assert panel_label(window, "exercise_progress").text() == f"0 of {len(exercise.questions)} done"


def test_hide_and_ask_hides_what_is_selected_in_one_step(window: MainWindow) -> None:
    hands, circuit = hands_on(window), window.document.circuit
    before = hands.fragment()
    labels = hands.labels("s", "n") if circuit.labelled("s") else None
    node = next(node for node in circuit.nodes.values() if not node.is_leaf and circuit.feeds_any(node.id))
    wire = circuit.outgoing(node.id)[0]
    window.document.select([node.id])
    window.view.setFocus()
    hands.key(Qt.Key.Key_Q)
    item = window.view.canvas.wire_items[wire]
    assert (item.value, item.gradient) == ("?", "?")
    assert labels is None or labels != ("?", "?")
    hands.assert_one_step(before)
    hands.key(Qt.Key.Key_Q, Qt.KeyboardModifier.ShiftModifier)
    assert circuit.exercise is None
    assert "?" not in (item.value, item.gradient)


def test_only_what_is_selected_is_shown_again(asked: MainWindow) -> None:
    document = asked.document
    x = document.circuit.find("x0").id
    count = len(document.exercise.sitting.questions)
    document.select([x])
    do(asked, "stop_hiding")
    assert len(document.exercise.sitting.questions) == count - 2  # its gradient and its effect
    assert asked.document.lenses.seen.shows_gradient(x)
    document.select()
    do(asked, "stop_hiding")
    assert document.circuit.exercise is None
    document.history.undo()
    document.settle()
    assert len(document.exercise.sitting.questions) == count - 2


# Answering by keyboard


def answer_by_keyboard(window: MainWindow) -> list[Question]:
    """Answers whatever is opened until nothing is; returns what was asked, in order."""
    asking, session, order = asking_of(window), window.document.exercise, []
    window.view.setFocus()
    QTest.keyClick(window.view, TAB)
    while (question := asking.open_question) is not None:
        order.append(question)
        assert len(order) <= len(session.sitting.questions)
        focus = QApplication.focusWidget()
        assert focus is not None
        if question.asks is Asks.EFFECT:
            answer = session.right_answer(question)
            steps = {"raises": 0, "lowers": 1, "none": 2}[str(answer)]
            for _ in range(steps):
                QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
        else:
            QTest.keyClicks(focus, typed(window, question))
        QTest.keyClick(QApplication.focusWidget(), ENTER)
        window.document.settle()
    return order


def test_the_neuron_is_answered_by_keyboard_alone(asked: MainWindow) -> None:
    session = asked.document.exercise
    count = len(session.sitting.questions)
    order = answer_by_keyboard(asked)
    assert order == list(session.sitting.questions)
    assert len(order) == count
    kinds = [question.asks is Asks.VALUE for question in order]
    assert kinds == sorted(kinds, reverse=True)  # values first, forward; then gradients and effects, backward
    assert session.sitting.is_over
    assert session.sitting.attempt().first_try == count
    assert asked.document.lenses.of("exercise") is None
    assert asked.view.hasFocus()
    asked.docks.panels["exercise"].refresh()
    assert panel_label(asked, "exercise_question").text() == "All done."
    assert asked.message_bar.text.startswith(f"All done: {count} right on the first try")


def test_tab_goes_on_and_back_and_escape_closes(asked: MainWindow) -> None:
    asking, sitting = asking_of(asked), asked.document.exercise.sitting
    QTest.keyClick(asked.view, TAB)
    assert asking.open_question == sitting.questions[0]
    QTest.keyClick(QApplication.focusWidget(), TAB)
    assert asking.open_question == sitting.questions[1]
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert asking.open_question == sitting.questions[0]
    QTest.keyClick(QApplication.focusWidget(), ESC)
    assert asking.open_question is None
    assert asked.view.hasFocus()


def test_a_digit_on_a_selected_operator_begins_the_answer(asked: MainWindow) -> None:
    question = asked.document.exercise.sitting.questions[0]
    asked.document.select([question.node])
    QTest.keyClicks(asked.view, "7")
    assert asking_of(asked).open_question == question
    assert asking_of(asked).field.text() == "7"


def test_a_digit_on_a_selected_input_is_its_value_still(asked: MainWindow) -> None:
    w = asked.document.circuit.find("w0").id
    asked.document.select([w])
    QTest.keyClicks(asked.view, "7")
    assert asking_of(asked).open_question is None
    QTest.keyClick(QApplication.focusWidget(), ENTER)
    assert asked.document.circuit.node(w).value == 7.0


def test_without_an_exercise_tab_opens_the_search_box(window: MainWindow) -> None:
    QTest.keyClick(window.view, TAB)
    assert window.view.search.isVisible()


# Hints


def test_a_wrong_answer_gets_its_hint_beside_the_field_and_in_the_panel(asked: MainWindow) -> None:
    asking, session = asking_of(asked), asked.document.exercise
    flow = next(question for question in session.sitting.questions if question.wire is not None)
    right = session.right_answer(flow)
    assert isinstance(right, float)
    asking.open(flow)
    QTest.keyClicks(asking.field, f"{-right:.4g}")
    QTest.keyClick(asking.field, ENTER)
    assert asking.open_question == flow
    assert asking.field.property("wrong")
    assert "the sign is not" in asking.bubble.text()
    assert asking.bubble.isVisible()
    assert asking.field.accessibleDescription() == asking.bubble.text()
    panel = asked.docks.panels["exercise"]
    panel.refresh()
    assert panel_label(asked, "exercise_hint").text().replace("\u200b", "") == asking.bubble.text()
    assert not asking.bubble.geometry().intersects(asking.field.geometry())
    lens = asked.document.lenses.seen
    assert lens.node_tone(flow.node) is not None
    QTest.keyClicks(asking.field, f"{right:.4g}")  # it is selected: typing replaces it
    QTest.keyClick(asking.field, ENTER)
    assert flow in session.sitting.right
    assert session.sitting.attempt().wrong == 1
    assert session.sitting.attempt().first_try == 0
    assert not asking.bubble.isVisible()


def test_what_is_no_number_is_marked_and_counts_nothing(asked: MainWindow) -> None:
    hands, asking = hands_on(asked), asking_of(asked)
    QTest.keyClick(asked.view, TAB)
    QTest.keyClicks(asking.field, "abc")
    QTest.keyClick(asking.field, ENTER)
    assert asking.open_question is not None
    assert asking.field.property("wrong")
    assert hands.refusals
    assert "is no number" in hands.refusals[0]
    assert asked.document.exercise.sitting.wrong == ()


def test_the_answer_is_shown_and_counted(asked: MainWindow) -> None:
    session, asking = asked.document.exercise, asking_of(asked)
    QTest.keyClick(asked.view, TAB)
    first, second = session.sitting.questions[:2]
    do(asked, "show_answer")
    assert session.sitting.shown == {first}
    assert asking.open_question == second
    assert asked.document.lenses.seen.shows_value(first.node)
    do(asked, "start_over")
    assert session.sitting.open == session.sitting.questions
    assert not asked.document.lenses.seen.shows_value(first.node)


def test_enter_again_on_a_wrong_answer_stays_and_counts_once_but_tab_goes_on(asked: MainWindow) -> None:
    asking, session = asking_of(asked), asked.document.exercise
    QTest.keyClick(asked.view, TAB)
    first = asking.open_question
    QTest.keyClicks(asking.field, "12345")
    QTest.keyClick(asking.field, ENTER)
    QTest.keyClick(asking.field, ENTER)
    assert asking.open_question == first
    assert session.sitting.wrong == (first,)
    QTest.keyClick(asking.field, TAB)
    assert asking.open_question == session.sitting.questions[1]
    assert session.sitting.wrong == (first,)
    assert session.verdict is None


def test_a_wrong_effect_gets_its_hint_too(asked: MainWindow) -> None:
    asking, session = asking_of(asked), asked.document.exercise
    effect = next(question for question in session.sitting.questions if question.asks is Asks.EFFECT)
    asking.open(effect)
    QTest.mouseClick(asking.effects.buttons["none"], Qt.MouseButton.LeftButton)
    assert asking.bubble.isVisible()
    assert "A gradient does come back" in asking.bubble.text()
    assert session.sitting.wrong == (effect,)
    QTest.keyClick(QApplication.focusWidget(), ESC)
    assert asking.open_question is None


def test_a_gradient_that_was_told_is_shown_though_its_sign_is_asked_for(asked: MainWindow) -> None:
    session, circuit = asked.document.exercise, asked.document.circuit
    w = circuit.find("w0").id
    flow, effect = Question(Asks.GRADIENT, circuit.outgoing(w)[0]), Question(Asks.EFFECT, w)
    session.answer_text(flow, typed(asked, flow))
    assert asked.view.canvas.wire_items[circuit.outgoing(w)[0]].gradient == "−0.197"
    assert session.sitting.is_open(effect)


def test_an_effect_that_was_told_is_shown_though_the_gradient_is_asked_for(asked: MainWindow) -> None:
    session, w = asked.document.exercise, asked.document.circuit.find("w0").id
    effect = Question(Asks.EFFECT, w)
    rect = asked.view.mapFromScene(label_of(asked, effect)).boundingRect()
    before = asked.view.viewport().grab(rect).toImage()
    session.answer_text(effect, "lowers")
    told_image = asked.view.viewport().grab(rect).toImage()
    assert told_image != before
    assert not asked.document.lenses.seen.shows_gradient(w)
    color = QColor(asked.theme.lowers)
    colors = {told_image.pixelColor(x, y).name() for x in range(told_image.width()) for y in range(told_image.height())}
    assert color.name() in colors


# Answering by mouse


def label_of(window: MainWindow, question: Question) -> QRectF:
    return label_rect(question, keys_of(question, window.document.circuit)[0], window.view.canvas)


def click_label(window: MainWindow, question: Question) -> None:
    rect = label_of(window, question)
    place = window.view.mapFromScene(rect.center())
    QTest.mouseMove(window.view.viewport(), place)
    QTest.mouseClick(window.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def test_the_neuron_is_answered_by_mouse(asked: MainWindow) -> None:
    """Every label is clicked; numbers are typed, as a mouse cannot, and the panel's button checks them."""
    session, asking = asked.document.exercise, asking_of(asked)
    check = panel_button(asked, "exercise_check")
    for question in reversed(session.sitting.questions):
        asking.close()
        click_label(asked, question)
        assert asking.open_question == question
        if question.asks is Asks.EFFECT:
            button = asking.effects.buttons[str(session.right_answer(question))]
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        else:
            asking.field.insert(typed(asked, question))
            QTest.mouseClick(check, Qt.MouseButton.LeftButton)
        asked.document.settle()
        assert question in session.sitting.right
    assert session.sitting.is_over
    assert not asked.document.is_modified or asked.document.history.count() == 3


def test_every_question_mark_can_be_clicked(window: MainWindow) -> None:
    do(window, "ask_effects")
    w = window.document.circuit.find("w0").id
    (wire,) = window.document.circuit.outgoing(w)
    assert window.view.canvas.wire_items[wire].gradient == "?"
    rect = label_rect(Question(Asks.EFFECT, w), wire, window.view.canvas)
    place = window.view.mapFromScene(rect.center())
    QTest.mouseClick(window.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert asking_of(window).open_question == Question(Asks.EFFECT, w)
    assert asking_of(window).effects.isVisible()


def test_a_click_elsewhere_closes_the_field(asked: MainWindow) -> None:
    asking = asking_of(asked)
    click_label(asked, asked.document.exercise.sitting.questions[0])
    assert asking.field.isVisible()
    QTest.mouseClick(asked.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(8, 8))
    assert not asking.field.isVisible()


def test_the_field_follows_its_label_when_the_view_is_scrolled(asked: MainWindow) -> None:
    asking, question = asking_of(asked), asked.document.exercise.sitting.questions[0]
    asked.view.zoom_in()
    asked.view.zoom_in()
    asking.open(question)
    asked.view.scroll_by(30, 20)
    middle = asked.view.mapFromScene(label_of(asked, question).center())
    assert (asking.field.geometry().center() - middle).manhattanLength() <= 4  # pixels: places are rounded
    asked.view.zoom_in()
    assert asking.open_question is None


def test_gradients_are_not_asked_for_without_an_objective(make_window: MakeWindow) -> None:
    nodes = Node.new("input", id="x", value=1.0), Node.new("exp", id="f"), Node.new("tanh", id="g")
    window = make_window(Circuit(Fragment(nodes, (Wire("x", "f", 0), Wire("x", "g", 0)))))
    hands = hands_on(window)
    do(window, "hide_gradients")
    assert window.document.circuit.exercise is None
    assert len(hands.refusals) == 1
    do(window, "hide_values")
    assert window.document.circuit.exercise is not None


def test_a_right_answer_appears_with_a_tick(asked: MainWindow, qtbot: QtBot) -> None:
    asking, session = asking_of(asked), asked.document.exercise
    question = session.sitting.questions[0]
    before = asked.view.viewport().grab().toImage()
    QTest.keyClick(asked.view, TAB)
    QTest.keyClicks(asking.field, typed(asked, question))
    QTest.keyClick(asking.field, ENTER)
    QTest.keyClick(QApplication.focusWidget(), ESC)
    wire = asked.document.circuit.outgoing(question.node)[0]
    answer = session.right_answer(question)
    assert isinstance(answer, float)
    assert asked.view.canvas.wire_items[wire].value == short_number(answer)
    rect = label_of(asked, question)
    beside = asked.view.mapFromScene(QPointF(rect.right() + 8.0, rect.center().y()))
    ratio = before.devicePixelRatio()
    spot = QPoint(round(beside.x() * ratio), round(beside.y() * ratio))
    ticked = asked.view.viewport().grab().toImage()
    assert ticked.pixelColor(spot) != before.pixelColor(spot)
    qtbot.waitUntil(lambda: asked.view.viewport().grab().toImage() != ticked)


# Nothing leaks


def texts_of(interface: QAccessibleInterface | None, deep: int = 12) -> Iterator[str]:
    """All that a screen reader can reach from here, as far as it can be seen."""
    if interface is None or not interface.isValid() or deep == 0:
        return
    kinds = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help)
    yield from (interface.text(kind) for kind in kinds)
    for i in range(interface.childCount()):
        child = interface.child(i)
        if child is not None and not child.state().invisible:
            yield from texts_of(child, deep - 1)


def shown_texts(window: MainWindow) -> Iterator[str]:
    """Labels, fields, tooltips and accessible texts of all that can be seen, and the canvas' own texts."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
        if isinstance(widget, QLabel | QPushButton | QLineEdit):
            yield widget.text()
    scene = window.view.canvas
    for id in window.document.circuit.nodes:
        node, item = window.document.circuit.node(id), scene.node_items[id]
        yield node_hover_text(scene, node)
        yield from (item.look.value, item.look.gradient, item.look.total)
    for wire in window.document.circuit.wires():
        yield wire_hover_text(scene, wire)
        yield from scene.wire_items[wire].texts
    yield from texts_of(QAccessible.queryAccessibleInterface(window.view))


def hidden_numbers(window: MainWindow) -> set[str]:
    """The numbers that are asked for, as they would be shown; the values of inputs are no secret."""
    run = window.document.run
    assert run is not None
    given = {short_number(node.value) for node in window.document.circuit.inputs() if node.value is not None}
    given |= {"1.00"}  # where the backward pass begins
    found = set()
    for question in window.document.exercise.sitting.open:
        answer = window.document.exercise.right_answer(question)
        if isinstance(answer, float):
            found |= {short_number(answer), short_number(answer, 5), short_number(abs(answer))}
    return found - given - {number.removeprefix("−") for number in given} - {"0"}


def told(window: MainWindow) -> set[str]:
    """Which of the numbers that are asked for can be read somewhere."""
    everything = "\n".join(shown_texts(window))
    return {number for number in hidden_numbers(window) if re.search(rf"(?<![\d.]){re.escape(number)}", everything)}


def test_no_panel_tells_what_is_asked(asked: MainWindow, qtbot: QtBot) -> None:
    document, circuit = asked.document, asked.document.circuit
    assert hidden_numbers(asked)
    single = [*(([id], []) for id in circuit.nodes), *(([], [wire]) for wire in circuit.wires())]
    for record in PANELS:
        dock = asked.docks.docks[record.key]
        dock.show()
        dock.raise_()
        qtbot.waitUntil(lambda key=record.key: key in asked.docks.panels)  # type: ignore[misc]
        QApplication.processEvents()
        for nodes, wires in [(list(circuit.nodes), []), *(single if record.key == "inspector" else ())]:
            document.select(nodes, wires)
            QApplication.processEvents()
            assert told(asked) == set(), (record.key, nodes, wires)


def test_the_same_numbers_are_told_once_nothing_is_asked(asked: MainWindow) -> None:
    """The walk over all texts finds numbers where they are shown: so it would find one that leaks."""
    numbers = hidden_numbers(asked)
    asked.document.select()
    do(asked, "stop_hiding")
    everything = "\n".join(shown_texts(asked))
    assert len([number for number in numbers if number in everything]) > len(numbers) / 2


def test_no_arrow_halo_or_rank_tells_which_way(asked: MainWindow) -> None:
    for node in asked.document.circuit.inputs():
        look = asked.view.canvas.node_items[node.id].look
        assert (look.effect, look.share, look.rank) == (None, 0.0, None)
    assert all(item.marks is not None for item in asked.view.canvas.wire_items.values())


def test_ranks_leave_no_gap_where_one_is_hidden(window: MainWindow) -> None:
    looks = {node.label: window.view.canvas.node_items[node.id].look for node in window.document.circuit.inputs()}
    second = next(label for label, look in looks.items() if look.rank == 2)
    window.document.select([window.document.circuit.find(second).id])
    do(window, "hide_and_ask")
    shown = [window.view.canvas.node_items[node.id].look for node in window.document.circuit.inputs()]
    assert sorted(look.rank for look in shown if look.rank is not None) == [1, 2, 3, 4]
    assert max(look.share for look in shown) == 1.0


def test_a_picture_tells_nothing_either(asked: MainWindow, tmp_path: Path) -> None:
    document = asked.document
    hidden, open_ = tmp_path / "hidden.svg", tmp_path / "open.svg"
    render(document.circuit, document.run, hidden, lens=document.lenses.seen)
    render(document.circuit, document.run, open_)
    assert len(hidden.read_bytes()) < len(open_.read_bytes())


def test_panels_that_tell_too_much_are_covered_and_come_back(asked: MainWindow, qtbot: QtBot) -> None:
    dock = asked.docks.docks["what_if"]
    panel = asked.docks.panels["what_if"]
    assert not panel.isVisible()
    asked.document.select()
    do(asked, "stop_hiding")
    dock.raise_()
    qtbot.waitUntil(panel.isVisible)
    assert dock.widget() is panel


def test_nodes_cannot_be_found_by_what_is_hidden(asked: MainWindow) -> None:
    hands = hands_on(asked)
    do(asked, "find")
    box = asked.overlays.find
    assert box is not None
    box.field.setText("gradient < 0")
    box.search()
    assert box.model.rowCount() == 0
    assert not hands.refusals


# Files, undo, results


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
