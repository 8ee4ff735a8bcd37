"""An exercise is answered on the canvas, by keys alone or by mouse, with hints for what is wrong."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Asks, Circuit, Fragment, Node, Question, Wire
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.exercise.places import label_rect
from circuitgrad.gui.main_window import MainWindow
from tests.gui.conftest import MakeWindow
from tests.gui.exercise.exercising import (
    ENTER,
    ESC,
    TAB,
    answer_by_keyboard,
    asking_of,
    click_label,
    do,
    hands_on,
    label_of,
    panel_button,
    panel_label,
    typed,
)


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
