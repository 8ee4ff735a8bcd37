"""The lessons that ship, played through in the real window: every task, wrong answers first, then right ones."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from circuitgrad.engine import effect
from circuitgrad.formats.lessons.quantities import NodeGradient
from circuitgrad.formats.lessons.records import Question, Task
from circuitgrad.formats.lessons.shipped import lesson_paths
from circuitgrad.gui.lessons.card import Card
from circuitgrad.gui.lessons.checking import EFFECTS
from circuitgrad.gui.lessons.prose import Prose, plain_text
from circuitgrad.gui.lessons.question_card import QuestionCard
from circuitgrad.gui.panels.lessons import LessonsPanel
from circuitgrad.gui.typeset import typesetter
from tests.gui.conftest import MakeWindow
from tests.gui.lesson_deeds import DEEDS, Reader

LEFT = Qt.MouseButton.LeftButton


def panel_of(reader: Reader) -> LessonsPanel:
    assert isinstance(reader.panel, LessonsPanel)
    return reader.panel


def answer(reader: Reader, card: QuestionCard, given: str | int) -> None:
    """Gives an answer as a hand does."""
    if card.field is not None:
        card.field.setFocus()
        card.field.selectAll()
        QTest.keyClicks(card.field, str(given))
        QTest.keyClick(card.field, Qt.Key.Key_Return)
    else:
        place = given if isinstance(given, int) else EFFECTS.index(given)
        QTest.mouseClick(card.buttons[place], LEFT)
    reader.window.document.settle()


def wrong_and_right(reader: Reader, card: QuestionCard) -> tuple[str | int, str | int, str]:
    """A wrong answer, the right one, and the hint that the lesson has for the wrong one, where it has one."""
    question, session = card.question, panel_of(reader).session
    circuit, run = session.run_for_answers()
    page = panel_of(reader).page_view
    assert page is not None
    if question.options:
        right = next(place for place, option in enumerate(question.options) if option.right)
        wrong = next(place for place, option in enumerate(question.options) if not option.right)
        return wrong, right, plain_text(question.options[wrong].hint, page.number)
    if question.effect:
        told = effect(NodeGradient(question.effect).read(run))
        return next(each for each in EFFECTS if each != told), told, ""
    assert question.answer is not None
    number = question.answer.of(circuit, run)
    assert math.isfinite(number)
    if question.mistakes:
        mistake = question.mistakes[0]
        return repr(mistake.number.of(circuit, run)), f"{number:.9g}", plain_text(mistake.hint, page.number)
    return repr(-number if number else 7.5), f"{number:.9g}", ""


def answer_question(reader: Reader, card: QuestionCard, place: int) -> None:
    """First wrongly, then rightly."""
    session = panel_of(reader).session
    wrong, right, hint = wrong_and_right(reader, card)
    answer(reader, card, wrong)
    assert not session.is_ticked(place), (card.question.text, wrong)
    assert card.feedback.isVisibleTo(card)
    assert card.feedback.text()
    assert "Right." not in card.feedback.text()
    if hint:
        assert card.feedback.text() == hint
    answer(reader, card, right)
    assert session.is_ticked(place), (card.question.text, right, card.feedback.text())
    assert card.feedback.text().startswith("Right.")


@pytest.mark.parametrize("path", lesson_paths(), ids=lambda path: path.name.split(".")[0])
def test_a_lesson_is_played_through(make_window: MakeWindow, path: Path) -> None:
    window = make_window()
    window.show_lessons()
    reader = Reader(window)
    panel = panel_of(reader)
    row = next(row for row in panel.shelf.rows if row.about.file == path.name)
    QTest.mouseClick(row.title, LEFT)
    lesson, session = panel.session.lesson, panel.session
    assert lesson is not None
    deeds = list(DEEDS[path.name])
    for number, page in enumerate(lesson.pages):
        assert session.place == number
        assert panel.page_view is not None
        QTest.qWait(1)
        for place, (item, part) in enumerate(zip(page.items, panel.page_view.parts, strict=True)):
            if isinstance(item, Task | Question):
                assert isinstance(part, Card)
                assert not session.is_ticked(place), f"{item.place}: done before it is begun"
            if isinstance(item, Task):
                deeds.pop(0)(reader)
                QTest.qWait(1)
                assert session.is_ticked(place), f"{item.place}: {item.text}"
            elif isinstance(item, Question):
                assert isinstance(part, QuestionCard)
                answer_question(reader, part, place)
        assert session.is_done(number)
        if number + 1 < len(lesson.pages):
            QTest.mouseClick(panel.findChild(QPushButton, "lesson_next"), LEFT)
    assert not deeds
    assert path.name in session.finished


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", lesson_paths(), ids=lambda path: path.name.split(".")[0])
def test_nothing_on_a_page_is_cut_off(make_window: MakeWindow, path: Path, theme: str) -> None:
    """Formulas typeset, every page is as narrow as the panel, and so is every button and line of text on it."""
    window = make_window()
    window.menus.actions[f"theme_{theme}"].trigger()
    assert window.open_lesson(path)
    panel = window.docks.panels["lessons"]
    assert isinstance(panel, LessonsPanel)
    assert panel.session.lesson is not None
    cut: list[tuple[int, str]] = []
    for number, _ in enumerate(panel.session.lesson.pages):
        panel.session.go(number)
        typesetter().finish()
        QTest.qWait(1)
        view = panel.page_view
        assert view is not None
        assert view.width() <= panel._area.viewport().width()
        cut += [(number, button.text()) for button in view.findChildren(QPushButton) if _is_cut(button)]
        cut += [
            (number, prose.plain)
            for prose in view.findChildren(Prose)
            if prose.document().idealWidth() > prose.viewport().width() + 1
            or prose.document().size().height() > prose.height()
        ]
    assert cut == []


def _is_cut(button: QPushButton) -> bool:
    return button.isVisible() and button.fontMetrics().horizontalAdvance(button.text()) > button.width()
