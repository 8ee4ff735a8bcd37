"""What the author of an exercise sets: its text, how near an answer must come, and what is kept of the results."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from circuitgrad.circuit import Exercise
from circuitgrad.errors import CircuitError
from circuitgrad.formats.numbers import plain_number, read_number
from circuitgrad.gui.document import Document
from circuitgrad.gui.exercise import authoring
from circuitgrad.gui.exercise.texts import hidden_text, score_text, time_text
from circuitgrad.gui.panels.fields import TextField
from circuitgrad.gui.panels.panel import GAP, label, row, show_if, show_text, stack
from circuitgrad.gui.panels.tick_box import TickBox

MOST_ATTEMPTS: Final = 5
"""So many of the latest results are listed."""
NARROW: Final = 56


class Setup(QWidget):
    """The author's part of the panel; it is folded away until somebody wants it.

    Args:
        document: whose exercise is set up.
    """

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._fold = QPushButton()
        self._fold.setObjectName("exercise_setup")
        self._fold.setAccessibleName(self.tr("Set up"))
        self._fold.setCheckable(True)
        self._fold.setProperty("flat", True)
        self._fold.setStyleSheet("padding: 4px 8px 4px 2px; text-align: left;")
        self._fold.toggled.connect(self._unfold)
        self._hidden = label("exercise_hidden", wrap=True)
        self._stop = QPushButton(self.tr("Stop hiding"))
        self._stop.setObjectName("exercise_stop")
        self._stop.setToolTip(self.tr("Ends the exercise: every number is shown again."))
        self._stop.clicked.connect(self._end)
        self._prompt = PromptEdit(self._set_prompt)
        self._relative = self._field("exercise_relative", self.tr("Tolerance in percent"), self._set_relative)
        self._digits = self._field("exercise_digits", self.tr("Significant digits"), self._set_digits)
        self._score = self._box("exercise_keeps_score", self.tr("Keep the results in the file"), "keeps_score")
        self._time = self._box("exercise_keeps_time", self.tr("Measure the time"), "keeps_time")
        self._attempts = label("exercise_attempts", soft=True, wrap=True)
        self._lay_out()

    def _lay_out(self) -> None:
        self._inner = QWidget()
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        prompt, within, least = (label(name) for name in ("prompt_title", "relative_title", "digits_title"))
        prompt.setText(self.tr("What you say to the learner"))
        within.setText(self.tr("Right within, in %"))
        least.setText(self.tr("Digits at least"))
        stack(column, self._hidden, self._stop, prompt, self._prompt)
        column.addLayout(row(within, self._relative, stretch=0))
        column.addLayout(row(least, self._digits, stretch=0))
        stack(column, self._time, self._score, self._attempts)
        self._unfold(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(GAP)
        outer.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)
        outer.addWidget(self._inner)

    def _field(self, name: str, title: str, take: object) -> TextField:
        field = TextField(name, title)
        field.setFixedWidth(NARROW)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.entered.connect(take)
        return field

    def _box(self, name: str, text: str, key: str) -> TickBox:
        box = TickBox(text)
        box.setObjectName(name)
        box.clicked.connect(
            lambda: authoring.change(self._document, self.tr("Set up the exercise"), **{key: box.isChecked()})
        )
        return box

    def _unfold(self, shown: bool) -> None:
        self._fold.setText(("▾ " if shown else "▸ ") + self.tr("Set up"))
        self._inner.setVisible(shown)

    def show_exercise(self, exercise: Exercise) -> None:
        """Shows what the author has set."""
        show_text(self._hidden, hidden_text(exercise.asked_in(self._document.circuit)))
        self._prompt.show_text(exercise.prompt)
        self._relative.show_text(plain_number(100.0 * exercise.tolerance.relative))
        self._digits.show_text(str(exercise.tolerance.digits))
        self._score.setChecked(exercise.keeps_score)
        self._time.setChecked(exercise.keeps_time)
        show_if(self._attempts, bool(exercise.attempts))
        latest = exercise.attempts[: -MOST_ATTEMPTS - 1 : -1]
        lines = [
            score_text(attempt) + ("" if attempt.seconds is None else f" · {time_text(attempt.seconds)}")
            for attempt in latest
        ]
        show_text(self._attempts, "\n".join([self.tr("Results, latest first:"), *lines]) if lines else "")

    # Changing

    def _end(self) -> None:
        self._document.select()
        authoring.stop_hiding(self._document)

    def _set_prompt(self, text: str) -> None:
        authoring.change(self._document, self.tr("Set up the exercise"), prompt=text)

    def _set_relative(self, text: str) -> None:
        try:
            percent = read_number(text)
        except ValueError as error:
            self._document.refused.emit(CircuitError("{reason}", reason=error))
            self._relative.restore()
            return
        self._set_tolerance(self._relative, relative=percent / 100.0)

    def _set_digits(self, text: str) -> None:
        if not text.strip().isdecimal():
            self._document.refused.emit(CircuitError("“{text}” is no whole number: type one such as 2.", text=text))
            self._digits.restore()
            return
        self._set_tolerance(self._digits, digits=int(text))

    def _set_tolerance(self, field: TextField, **fields: float) -> None:
        exercise = self._document.circuit.exercise
        if exercise is None:
            return
        before = exercise.tolerance
        after = replace(before, **fields)  # type: ignore[arg-type]
        authoring.change(self._document, self.tr("Set up the exercise"), tolerance=after)
        if after != before and self._document.circuit.exercise is exercise:
            field.restore()  # it was refused


class PromptEdit(QPlainTextEdit):
    """A few lines of text, taken when the focus leaves.

    Args:
        take: gets the text when it is another.
    """

    def __init__(self, take: object) -> None:
        super().__init__()
        self.setObjectName("exercise_prompt_edit")
        self.setAccessibleName(self.tr("What you say to the learner"))
        self.setPlaceholderText(self.tr("For example: work out the gradients from right to left."))
        self.setTabChangesFocus(True)
        self.setFixedHeight(80)
        self._take, self._shown = take, ""

    def show_text(self, text: str) -> None:
        """Shows a text, unless somebody is typing another."""
        if text != self._shown or not self.hasFocus():
            self._shown = text
            if self.toPlainText() != text:
                self.setPlainText(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        if self.toPlainText() != self._shown and callable(self._take):
            self._take(self.toPlainText())
