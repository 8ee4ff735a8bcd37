"""An exercise on the canvas: the hands that answer where the labels stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QPainter

from circuitgrad.circuit import Asks, Question
from circuitgrad.gui.exercise.field import AnswerField, EffectField, HintBubble
from circuitgrad.gui.exercise.question_marks import QuestionMarks
from circuitgrad.gui.exercise.session import Session
from circuitgrad.gui.exercise.texts import question_text, score_text, verdict_text

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

TICKED: Final = 1600
"""Milliseconds for which a tick stands beside what was answered just now."""
NEAR: Final = 4.0
"""A click so far beside a mark still means it, in pixels."""


class Asking(QObject):
    """What an exercise does on a canvas.

    Args:
        view: the canvas; it hands events on to here while there is an exercise.
        session: the exercise as it is gone through.

    Attributes:
        field: where numbers are typed.
        effects: where effects are chosen.
        bubble: what says the hint beside them.
        marks: the marks round the labels that are asked for.
    """

    def __init__(self, view: CanvasView, session: Session) -> None:
        super().__init__(view)
        self.view, self.session = view, session
        viewport = view.viewport()
        self.field, self.effects, self.bubble = AnswerField(viewport), EffectField(viewport), HintBubble(viewport)
        self.marks = QuestionMarks(view, session)
        self._tick_ends = QTimer(self)
        self._tick_ends.setSingleShot(True)
        self._tick_ends.setInterval(TICKED)
        self._tick_ends.timeout.connect(self._end_tick)
        self.field.taken.connect(self.take)
        self.field.left.connect(self.close)
        self.effects.chosen.connect(self._choose)
        self.effects.taken.connect(self.go)
        self.effects.left.connect(self.close)
        session.changed.connect(self._on_changed)
        session.answered.connect(self._on_answered)
        session.finished.connect(self._on_finished)
        session.check_asked.connect(self.check)
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.valueChanged.connect(self._follow_view)
        session.show_asked.connect(self.show_answer)
        self.set_theme()

    def set_theme(self) -> None:
        """Takes over the canvas' colours."""
        theme = self.view.canvas.canvas_style.theme
        self.effects.set_theme(theme)
        self.bubble.set_theme(theme)
        self.view.viewport().update()

    @property
    def is_on(self) -> bool:
        """Whether anything is asked here."""
        return bool(self.session.sitting.open)

    @property
    def open_question(self) -> Question | None:
        """The question whose field is open, None where none is."""
        return self.session.current if self.field.isVisible() or self.effects.isVisible() else None

    # Following

    def _on_changed(self) -> None:
        self.marks.forget()
        question = self.session.current
        if question is None or not self.session.sitting.is_open(question):
            self._hide()
        self.view.viewport().update()

    def _on_answered(self, question: Question) -> None:
        self.marks.ticked = question
        self._tick_ends.start()

    def _follow_view(self) -> None:
        """The view was scrolled: the open field stays at its label, and a hint beside it."""
        question = self.open_question
        if question is not None:
            area = self.view.mapFromScene(self.marks.rect(question)).boundingRect()
            field = self._field_of(question)
            field.place_at(area)
            if self.bubble.isVisible():
                self.bubble.say(self.bubble.text(), field.geometry())

    def _field_of(self, question: Question) -> AnswerField | EffectField:
        return self.effects if question.asks is Asks.EFFECT else self.field

    def _on_finished(self) -> None:
        """Everything is told: says what has come of it, as the panel may be out of sight."""
        self.view.said.emit(self.tr("All done: {score}.").format(score=score_text(self.session.sitting.attempt())))

    def _end_tick(self) -> None:
        self.marks.ticked = None
        self.view.viewport().update()

    # Hands

    def question_at(self, place: QPoint) -> Question | None:
        """The open question whose label is here, in pixels of the viewport."""
        if not self.is_on or not self.view.canvas.can_be_read:
            return None
        return self.marks.at(self.view.mapToScene(place), NEAR / self.view.canvas.zoom)

    def press(self, place: QPoint) -> bool:
        """A click: opens the field of the label that is here. Returns whether there is one."""
        question = self.question_at(place)
        if question is None:
            self.close()
            return False
        self.open(question)
        return True

    def tip(self, place: QPoint) -> str:
        """What is asked here; empty for nothing."""
        question = self.question_at(place)
        return "" if question is None else question_text(question, self.view.document.circuit)

    def tab(self, step: int) -> bool:
        """Tab on the canvas: opens the field of the question that is next. Returns whether there is one."""
        if not self.is_on:
            return False
        self.go(step)
        return True

    def open_selected(self, typed: str = "") -> bool:
        """Opens the field of the question that is asked of the selected node or wire. Returns whether there is one."""
        question = self.selected_question()
        if question is None:
            return False
        self.open(question, typed)
        return True

    def selected_question(self) -> Question | None:
        """The first open question that is asked of what is selected."""
        chosen = self.view.document.selection
        if len(chosen.nodes) + len(chosen.wires) != 1:
            return None
        at = next(iter(chosen.nodes or chosen.wires))
        asked = self.session.sitting.open
        only = self.view.document.circuit.outgoing(at) if isinstance(at, str) else []
        places = {at, *(only if len(only) == 1 else ())}
        return next((question for question in asked if question.at in places), None)

    def open(self, question: Question, typed: str = "") -> None:
        """Opens the field of a question where it stands on the canvas, and brings it into view."""
        view = self.view
        view.document.settle()
        self._hide()
        self.session.go_to(question)
        if not view.canvas.can_be_read:
            view.zoom_reset()
        rect = self.marks.rect(question)
        view.bring_into_view(rect, rect.adjusted(-160.0, -80.0, 160.0, 80.0))
        area = view.mapFromScene(rect).boundingRect()
        text = question_text(question, view.document.circuit)
        if question.asks is Asks.EFFECT:
            self.effects.open_at(area, text)
        else:
            self.field.open_at(area, text, typed)
        view.viewport().update()

    def go(self, step: int = 1) -> None:
        """Goes to the next open question, or the one before."""
        following = self.session.sitting.next_after(self.session.current, step)
        if following is not None:
            self.open(following)
        elif self.open_question is None and self.is_on:
            self.open(self.session.sitting.open[0])

    def check(self) -> None:
        """Checks what stands in the field that is open, or opens the one of the next question."""
        if self.open_question is None:
            self.go()
        else:
            self.take()

    def take(self, step: int = 0) -> None:
        """Checks what was typed: what is right leads on to the next question; of what is wrong the hint is said.

        Args:
            step: where to go where there is nothing new to check: to the next question, the one before, or nowhere.
        """
        question = self.open_question
        if question is None or question.asks is Asks.EFFECT:
            return
        if not self.field.answer or (self.field.property("wrong") and self.session.verdict is not None):
            if step:
                self.go(step)
            return
        verdict = self.session.answer_text(question, self.field.answer)
        if verdict is None:
            self.field.mark(wrong=True)
        else:
            self._tell(question, right=verdict.right, step=step or 1)

    def _choose(self, effect: str) -> None:
        question = self.open_question
        if question is None:
            return
        verdict = self.session.answer_text(question, effect)
        if verdict is not None:
            self._tell(question, right=verdict.right, step=1)

    def _tell(self, question: Question, *, right: bool, step: int) -> None:
        if right:
            following = self.session.sitting.next_after(question, step)
            if following is None:
                self.close()
            else:
                self.open(following)
            return
        verdict = self.session.verdict
        if verdict is None:
            return
        field = self._field_of(question)
        if isinstance(field, AnswerField):
            field.mark(wrong=True)
            field.selectAll()
        text = verdict_text(verdict)
        field.describe(text)
        self.bubble.say(text, field.geometry())

    def show_answer(self) -> None:
        """Gives the current question up, or the first one, and goes on to the next."""
        was_open = self.open_question is not None
        self.session.show_answer()
        following = self.session.sitting.next_after(self.session.current)
        if was_open and following is not None:
            self.open(following)

    def close(self) -> bool:
        """Closes the field. Returns whether one was open."""
        was_open = self.field.isVisible() or self.effects.isVisible()
        had_focus = self.field.hasFocus() or self.effects.isAncestorOf(self.view.focusWidget() or self.view)
        self._hide()
        if had_focus:
            self.view.setFocus()
        return was_open

    def _hide(self) -> None:
        self.bubble.hide()
        self.field.hide()
        self.effects.hide()

    def paint(self, painter: QPainter) -> None:
        """Paints the marks, in the scene's coordinates."""
        self.marks.paint(painter)
