"""The lessons panel in a real window: opening, turning pages, undo, unsaved work, broken files, keyboard, lens."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Frame
from circuitgrad.circuit.edits import AddRemark
from circuitgrad.formats.lessons.records import OPENED, PRESSED
from circuitgrad.gui.actions import BY_KEY
from circuitgrad.gui.dialogs import Answer
from circuitgrad.gui.document import Passes
from circuitgrad.gui.lessons.formula_object import OBJECT
from circuitgrad.gui.lessons.plain_maths import plain_maths
from circuitgrad.gui.lessons.prose import Prose, latex
from circuitgrad.gui.lessons.question_card import QuestionCard
from circuitgrad.gui.lessons.session import OWNER
from circuitgrad.gui.lessons.task_card import TaskCard
from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.panels import PANELS
from circuitgrad.gui.panels.lessons import LessonsPanel
from circuitgrad.gui.panels.slider import Slider
from circuitgrad.gui.theme import DARK, LIGHT
from circuitgrad.gui.typeset import typesetter
from tests.gui.conftest import Answers, MakeWindow
from tests.gui.hands import Hands

Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton
TEXT = """---
title: Twice
summary: What doubling does.
---
# One
```circuit
f = 2*x
x = 3
```
f is {=value f}, and now {now value f}.
```do
Make f 10.
when: value f = 10
hint: Half of ten.
```
```question
What is the gradient of x?
answer: gradient x
```
# Two
```circuit
set: x = 4
passes: none
```
```buttons
press forward
set x = 1
select f
open history
```
```question
Which is larger?
- [ ] x
- [x] f
    Twice as large.
```
# Three
```circuit
f = x*y
x = 1
y = 2
```
Words.
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A lesson of somebody's own."""
    path = tmp_path / "twice.lesson.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def panel(window: MainWindow) -> LessonsPanel:
    """The panel, in front."""
    window.menus.actions["lessons"].trigger()
    panel = window.docks.panels["lessons"]
    assert isinstance(panel, LessonsPanel)
    return panel


def press(panel: LessonsPanel, name: str) -> None:
    QTest.mouseClick(panel.findChild(QPushButton, name), LEFT)
    panel.document.settle()
    QTest.qWait(1)


def card(panel: LessonsPanel, kind: type, place: int = 0) -> object:
    assert panel.page_view is not None
    return [part for part in panel.page_view.parts if isinstance(part, kind)][place]


def test_what_a_lesson_may_press_and_open_is_there() -> None:
    assert set(PRESSED) <= set(BY_KEY)
    assert set(OPENED) <= {record.key for record in PANELS}
    assert not {"quit", "save", "save_as", "open", "new", "export"} & set(PRESSED)


def test_the_help_menu_brings_the_list_and_the_dock_has_room(window: MainWindow, panel: LessonsPanel) -> None:
    assert panel.isVisible()
    assert panel.shelf.isVisible()
    assert len(panel.shelf.rows) == 10
    assert window.docks.docks["lessons"].width() >= 380


def test_a_lesson_opens_its_circuit_and_tells_numbers(panel: LessonsPanel, path: Path) -> None:
    assert panel.open_path(path)
    assert panel.page_view is not None
    assert "f is 6, and now 6." in panel.page_view.parts[0].toPlainText()  # type: ignore[attr-defined]
    assert panel.document.run is not None
    assert panel.document.run.value == 6.0
    assert panel.count.text() == "1 of 3"
    assert panel.window().windowTitle().startswith("Twice")


def test_a_task_is_ticked_off_and_stays_so(panel: LessonsPanel, window: MainWindow, path: Path) -> None:
    panel.open_path(path)
    hands = Hands(window.view)
    task = card(panel, TaskCard)
    assert isinstance(task, TaskCard)
    assert not task.is_done
    assert task.accessibleName().startswith("To do: Make f 10.")
    hands.click(hands.body("x"))
    hands.type("5")
    hands.key(Key.Key_Return)
    assert task.is_done
    assert task.accessibleName().startswith("Done: Make f 10.")
    assert "and now 10." in panel.page_view.parts[0].toPlainText()  # type: ignore[union-attr]
    assert "f is 6," in panel.page_view.parts[0].toPlainText()  # type: ignore[union-attr]
    QTest.keyClick(window.view, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    panel.document.settle()
    assert panel.document.circuit.find("x").value == 3.0
    assert task.is_done


def test_a_hint_is_shown_when_asked_for(panel: LessonsPanel, path: Path) -> None:
    panel.open_path(path)
    task = card(panel, TaskCard)
    assert isinstance(task, TaskCard)
    assert not task.hint.isVisible()
    press(panel, "task_ask")
    assert task.hint.text() == "Half of ten."
    assert task.hint.isVisible()


def test_pages_turn_and_undo_brings_back_what_the_reader_had(
    panel: LessonsPanel, window: MainWindow, path: Path
) -> None:
    panel.open_path(path)
    document = window.document
    hands = Hands(window.view)
    hands.click(hands.body("x"))
    hands.type("7")
    hands.key(Key.Key_Return)
    press(panel, "lesson_next")
    assert document.circuit.find("x").value == 4.0
    assert document.passes is Passes.NONE
    assert not document.live
    press(panel, "lesson_press_forward")
    assert document.passes is Passes.FORWARD
    press(panel, "lesson_next")
    assert document.live
    assert {node.label for node in document.circuit.nodes.values()} == {"x", "y", "f"}
    assert document.passes is Passes.BOTH
    assert not panel.next.isVisible() or panel.next.text() == "All lessons"
    window.undo()
    window.undo()
    document.settle()
    assert document.circuit.find("x").value == 7.0
    press(panel, "lesson_reset")
    assert document.run is not None
    assert document.run.value == 2.0
    press(panel, "lesson_back")
    assert document.circuit.find("x").value == 4.0


def test_nothing_that_a_reader_pinned_stays_on_the_next_page(
    panel: LessonsPanel, window: MainWindow, path: Path
) -> None:
    panel.open_path(path)
    document = window.document
    window.pin_scenario()
    window.pin_baseline()
    document.do(AddRemark(Frame("frame1", "mine", (0.0, 0.0, 80.0, 80.0))), "Add a frame")
    document.settle()
    before = document.circuit.fragment()
    panel.session.go(2)
    after = document.circuit.fragment()
    assert (after.baseline, after.scenarios, after.remarks) == (None, (), ())
    window.undo()
    document.settle()
    assert document.circuit.fragment() == before


def test_buttons_set_select_and_open(panel: LessonsPanel, window: MainWindow, path: Path) -> None:
    panel.open_path(path)
    panel.session.go(1)
    press(panel, "lesson_set_x = 1")
    assert window.document.circuit.find("x").value == 1.0
    press(panel, "lesson_select_f")
    assert window.document.selection.nodes == {window.document.circuit.find("f").id}
    press(panel, "lesson_open_history")
    assert window.docks.panels["history"].isVisible()


def test_unsaved_work_is_asked_for_and_kept_where_wanted(
    panel: LessonsPanel, window: MainWindow, answers: Answers, path: Path
) -> None:
    hands = Hands(window.view)
    hands.click(hands.body("w0"))
    hands.type("7")
    hands.key(Key.Key_Return)
    answers.unsaved = [Answer.CANCEL, Answer.DISCARD]
    assert not panel.open_path(path)
    assert panel.session.lesson is None
    assert window.document.circuit.find("w0").value == 7.0
    assert panel.open_path(path)
    assert len(answers.asked) == 2


def test_the_next_lesson_asks_nothing_as_undo_brings_the_work_back(
    panel: LessonsPanel, window: MainWindow, answers: Answers
) -> None:
    panel.open_path(panel._paths[0])
    hands = Hands(window.view)
    hands.click(hands.body("x"))
    hands.type("1")
    hands.key(Key.Key_Return)
    assert panel.open_path(panel._paths[1])
    assert answers.asked == []
    assert window.windowTitle().startswith("Numeric against analytic")
    window.undo()
    window.document.settle()
    assert window.document.circuit.find("x").value == 1.0


def test_a_broken_lesson_leaves_all_as_it_was(panel: LessonsPanel, window: MainWindow, path: Path) -> None:
    before = window.document.circuit
    path.write_text(TEXT.replace("gradient x", "slope x"), encoding="utf-8")
    assert not panel.open_path(path)
    assert window.document.circuit is before
    assert panel.session.lesson is None
    assert "“twice.lesson.md”, line 18" in window.message_bar.text
    assert "line 18" in panel.shelf.refusal.text()


def test_a_broken_lesson_leaves_the_one_that_is_read(panel: LessonsPanel, path: Path) -> None:
    panel.open_path(path)
    panel.session.go(1)
    path.write_text("no lesson", encoding="utf-8")
    assert not panel.open_path(path)
    assert panel.session.lesson is not None
    assert panel.session.place == 1


def test_a_question_hides_its_answer_until_it_is_given(panel: LessonsPanel, window: MainWindow, path: Path) -> None:
    panel.open_path(path)
    lenses, x = window.document.lenses, window.document.circuit.find("x").id
    assert not lenses.seen.shows_gradient(x)
    assert Hands(window.view).labels("x", "f", 0)[1] == "?"
    question = card(panel, QuestionCard)
    assert isinstance(question, QuestionCard)
    assert question.field is not None
    QTest.qWait(10)
    question.field.setFocus()
    for wrong in ("-2", "words", "7"):
        question.field.selectAll()
        QTest.keyClicks(question.field, wrong)
        QTest.keyClick(question.field, Key.Key_Return)
        assert not question.is_done
        assert question.feedback.isVisible()
    assert question.show_answer.isVisible()
    press(panel, "question_show")
    assert question.is_done
    assert question.feedback.text() == "The answer is 2."
    assert lenses.seen.shows_gradient(x)
    assert Hands(window.view).labels("x", "f", 0)[1] == "2.00"


def test_the_lens_goes_with_the_panel_and_with_another_circuit(
    panel: LessonsPanel, window: MainWindow, answers: Answers, path: Path
) -> None:
    panel.open_path(path)
    assert window.document.lenses.of(OWNER) is not None
    window.docks.docks["palette"].raise_()
    QTest.qWait(10)
    assert window.document.lenses.of(OWNER) is not None, "behind another tab the lesson goes on"
    window.docks.docks["lessons"].hide()
    assert window.document.lenses.of(OWNER) is None
    window.docks.bring("lessons")
    QTest.qWait(10)
    assert window.document.lenses.of(OWNER) is not None
    assert window.files.open_example("tie")
    assert window.document.lenses.of(OWNER) is None
    window.document.settle()
    assert not panel.session.owns
    assert panel.away.isVisible()
    press(panel, "lesson_reset")
    assert panel.session.owns
    assert not panel.away.isVisible()
    assert window.document.circuit.find("x").value == 3.0


def test_a_circuit_is_saved_under_a_name_that_every_system_allows(
    panel: LessonsPanel, answers: Answers, path: Path, tmp_path: Path
) -> None:
    path.write_text(TEXT.replace("title: Twice", "title: What is 1/2: more?"), encoding="utf-8")
    panel.open_path(path)
    answers.path = tmp_path / "mine.cgrad"
    QTest.keyClick(panel.window(), Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert answers.asked == ["What is 1 2  more.cgrad"]
    assert not panel.session.owns


def test_a_choice_by_mouse_on_its_words(panel: LessonsPanel, path: Path) -> None:
    panel.open_path(path)
    panel.session.go(1)
    question = card(panel, QuestionCard)
    assert isinstance(question, QuestionCard)
    QTest.mouseClick(question._labels[0], LEFT)
    assert not question.is_done
    QTest.mouseClick(question._labels[1], LEFT)
    assert question.is_done


def test_by_keyboard_alone(panel: LessonsPanel, window: MainWindow, qtbot: QtBot) -> None:
    first = panel.shelf.rows[0].title
    first.setFocus()
    QTest.keyClick(first, Key.Key_Space)
    assert panel.session.lesson is not None
    QTest.qWait(20)
    reached = []
    while panel.isAncestorOf(focus := QApplication.focusWidget()):
        reached.append(focus.objectName())
        QTest.keyClick(focus, Key.Key_Tab)
    assert reached == ["lesson_area", "input_slider", "lesson_slider_value", "task_ask", "lesson_reset", "lesson_next"]
    panel._area.setFocus()
    QTest.keyClick(panel._area, Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert panel.back_to_list.hasFocus()
    panel.next.setFocus()
    QTest.keyClick(panel.next, Key.Key_Space)
    assert panel.session.place == 1
    assert panel.next.hasFocus()


def test_a_slider_of_the_page_is_one_step(panel: LessonsPanel, window: MainWindow) -> None:
    panel.open_path(panel._paths[0])
    slider = panel.findChild(Slider)
    assert slider is not None
    middle = slider.rect().center()
    QTest.mousePress(slider, LEFT, Qt.KeyboardModifier.NoModifier, middle)
    for share in (0.6, 0.7, 0.9):
        QTest.mouseMove(slider, middle + (slider.rect().topRight() - middle) * share)
    QTest.mouseRelease(slider, LEFT, Qt.KeyboardModifier.NoModifier, slider.rect().center())
    assert window.document.history.count() == 1


def test_what_has_been_read_is_remembered(panel: LessonsPanel, window: MainWindow, make_window: MakeWindow) -> None:
    panel.open_path(panel._paths[0])
    for _ in range(6):
        press(panel, "lesson_next")
    press(panel, "lesson_list")
    assert panel.shelf.rows[0].title.accessibleName() == "1  What a slope is, read"
    window.settings.save()
    again = make_window()
    shelf = again.docks.panels["lessons"]
    assert isinstance(shelf, LessonsPanel)
    names = [row.title.accessibleName() for row in shelf.shelf.rows[:2]]
    assert names == ["1  What a slope is, read", "2  Numeric against analytic"]


def test_a_page_one_comes_back_to_shows_what_was_right(panel: LessonsPanel, path: Path) -> None:
    panel.open_path(path)
    question = card(panel, QuestionCard)
    assert isinstance(question, QuestionCard)
    assert question.field is not None
    QTest.keyClicks(question.field, "2.0")
    QTest.keyClick(question.field, Key.Key_Return)
    press(panel, "lesson_next")
    press(panel, "lesson_back")
    question = card(panel, QuestionCard)
    assert isinstance(question, QuestionCard)
    assert question.is_done
    assert question.field is not None
    assert question.field.text() == "2"
    assert not question.field.isEnabled()


def test_closing_the_lesson_shows_the_list_and_keeps_the_circuit(
    panel: LessonsPanel, window: MainWindow, path: Path
) -> None:
    panel.open_path(path)
    panel.session.go(1)
    press(panel, "lesson_list")
    assert panel.shelf.isVisible()
    assert window.document.live
    assert window.document.circuit.find("x").value == 4.0
    assert window.document.lenses.of(OWNER) is None


def test_formulas_are_typeset_and_copied_as_text(qtbot: QtBot) -> None:
    shown = Prose("At $x^2$ it is $\\foo{1}$.")
    qtbot.addWidget(shown)
    shown.show()
    shown.show_text(lambda _: "", LIGHT)
    typesetter().finish()
    qtbot.waitUntil(lambda: OBJECT in shown.toPlainText())
    assert shown.toPlainText() == f"At {OBJECT} it is foo1."
    assert shown.plain == "At x² it is foo1."
    shown.selectAll()
    assert shown.createMimeDataFromSelection().text() == "At x² it is foo1."
    without = shown.grab().toImage()
    shown.show_text(lambda _: "", DARK)
    assert shown.grab().toImage() != without


def test_a_formula_stands_on_the_line_of_the_text(qtbot: QtBot) -> None:
    """The lowest dark pixels of a typeset x and of letters beside it are in one row."""
    shown = Prose("xxxxxxxx $x$")
    qtbot.addWidget(shown)
    shown.resize(200, 40)
    shown.show()
    shown.show_text(lambda _: "", LIGHT)
    typesetter().finish()
    qtbot.waitUntil(lambda: OBJECT in shown.toPlainText())
    picture = shown.grab().toImage()
    middle = round(shown.cursorRect(_cursor_at(shown, 8)).left()) + 1
    bottoms = [_lowest_dark(picture, columns) for columns in (range(middle), range(middle, picture.width()))]
    assert abs(bottoms[0] - bottoms[1]) <= 1


def test_a_formula_that_is_too_wide_is_made_smaller(qtbot: QtBot) -> None:
    latex = "+".join(f"x_{{{i}}}" for i in range(20))
    shown = Prose(f"${latex}$")
    qtbot.addWidget(shown)
    shown.resize(200, 40)
    shown.show()
    shown.show_text(lambda _: "", LIGHT)
    typesetter().finish()
    qtbot.waitUntil(lambda: OBJECT in shown.toPlainText())
    assert shown.document().firstBlock().layout().lineAt(0).naturalTextWidth() <= shown.viewport().width()


def test_a_number_in_a_formula_has_its_colour() -> None:
    text = r"x = {=value x} + {=gradient x} + {=calc 2*x}"
    assert latex(text, lambda _: "−3") == r"x = \textcolor{value}{-3} + \textcolor{gradient}{-3} + -3"


def _cursor_at(shown: Prose, place: int) -> QTextCursor:
    cursor = QTextCursor(shown.document())
    cursor.setPosition(place)
    return cursor


def _lowest_dark(picture: QImage, columns: range) -> int:
    return max(
        y
        for y in range(picture.height())
        for x in columns
        if x < picture.width() and picture.pixelColor(x, y).value() < 130
    )


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"\frac{1}{1 + e^{-s}}", "1/(1 + e^(−s))"),
        (r"w \leftarrow w - \eta \, \frac{\partial \text{loss}}{\partial w}", "w ← w − η ∂loss/∂w"),
        (r"s = w_0 x_0 + w_{11}", "s = w₀ x₀ + w₁₁"),
        (r"\frac{f(x+h) - f(x-h)}{2h}", "(f(x+h) − f(x−h))/2h"),
        (r"f \, (1 - f)", "f (1 − f)"),
    ],
)
def test_a_formula_as_plain_text(latex: str, plain: str) -> None:
    assert " ".join(plain_maths(latex).split()) == plain
