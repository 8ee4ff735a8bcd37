"""What a person does in an exercise, and where it is seen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from circuitgrad.circuit import Asks, Question
from circuitgrad.gui.exercise.asking import Asking
from circuitgrad.gui.exercise.places import keys_of, label_rect
from circuitgrad.gui.main_window import MainWindow
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


def hands_on(window: MainWindow) -> Hands:
    return Hands(window.view)


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


def label_of(window: MainWindow, question: Question) -> QRectF:
    return label_rect(question, keys_of(question, window.document.circuit)[0], window.view.canvas)


def click_label(window: MainWindow, question: Question) -> None:
    rect = label_of(window, question)
    place = window.view.mapFromScene(rect.center())
    QTest.mouseMove(window.view.viewport(), place)
    QTest.mouseClick(window.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
