"""The exercise: what is asked, how far one has come, the hint, and for the author how it is set up."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from circuitgrad.circuit import Exercise
from circuitgrad.gui.document import Document
from circuitgrad.gui.exercise import authoring
from circuitgrad.gui.exercise.setup import Setup
from circuitgrad.gui.exercise.texts import progress_text, question_text, score_text, time_text, verdict_text
from circuitgrad.gui.panels.panel import (
    GAP,
    LazyRefresh,
    hairline,
    label,
    row,
    scrolled,
    show_if,
    show_style,
    show_text,
    stack,
)
from circuitgrad.gui.theme import Theme

SECOND = 1000


class ExercisePanel(LazyRefresh):
    """Predict, then look: goes through the exercise of the circuit, or turns the circuit into one."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, parent)
        self.setObjectName("exercise")
        self._make_start()
        self._make_run()
        column = scrolled(self)
        column.addWidget(self._start)
        column.addWidget(self._going)
        column.addStretch(1)
        self._tick = QTimer(self)
        self._tick.setInterval(SECOND)
        self._tick.timeout.connect(self._show_score)
        self.document.exercise.changed.connect(self._note)
        self.document.changed.connect(lambda _changes: self._note())
        self.follow()

    # Building

    def _make_start(self) -> None:
        """What stands here while the circuit is no exercise."""
        self._start = QWidget()
        self._start.setObjectName("exercise_start")
        lead = label("exercise_lead", wrap=True)
        lead.setText(self.tr("Turn this circuit into an exercise: numbers are hidden, and the learner works them out."))
        how = label("exercise_how", soft=True, wrap=True)
        how.setText(self.tr("Or select nodes and wires and press Q. Undo brings everything back."))
        column = QVBoxLayout(self._start)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        buttons = (
            self._button("exercise_hide_values", self.tr("Hide all values"), authoring.hide_values),
            self._button("exercise_hide_gradients", self.tr("Hide all gradients"), authoring.hide_gradients),
            self._button("exercise_ask_effects", self.tr("Ask which way"), authoring.ask_effects),
        )
        stack(column, lead, *buttons, how)

    def _button(self, name: str, text: str, do: object) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        if callable(do):
            button.clicked.connect(lambda: do(self.document))
        return button

    def _make_run(self) -> None:
        """What stands here while somebody goes through it."""
        self._going = QWidget()
        self._prompt = label("exercise_prompt", wrap=True)
        self._done = label("exercise_progress", heading=True)
        self._bar = QProgressBar()
        self._bar.setObjectName("exercise_bar")
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._bar.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._time = label("exercise_time", soft=True)
        self._score = label("exercise_score", soft=True, wrap=True)
        self._question = label("exercise_question", wrap=True)
        self._hint = label("exercise_hint", wrap=True)
        self._how = label("exercise_keys", soft=True, wrap=True)
        self._check = QPushButton()
        self._check.setObjectName("exercise_check")
        self._check.setProperty("primary", True)
        self._check.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the field on the canvas as it is
        self._check.clicked.connect(lambda: self.document.exercise.check_asked.emit())
        self._show = QPushButton(self.tr("Show answer"))
        self._show.setObjectName("exercise_show")
        self._show.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._show.clicked.connect(lambda: self.document.exercise.show_asked.emit())
        self._over = QPushButton(self.tr("Start over"))
        self._over.setObjectName("exercise_over")
        self._over.clicked.connect(lambda: self.document.exercise.start_over())
        self.setup = Setup(self.document)
        column = QVBoxLayout(self._going)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self._prompt)
        line = row(self._done, self._time, stretch=0)
        column.addLayout(line)
        stack(column, self._bar, self._score, self._question, self._hint, self._check)
        for button in (self._show, self._over):
            button.setStyleSheet("padding: 5px 6px;")
        column.addLayout(row(self._show, self._over))
        stack(column, self._how, hairline(), self.setup)

    # Showing

    def refresh(self) -> None:
        """Shows how far the exercise is."""
        exercise = self.document.circuit.exercise
        show_if(self._start, exercise is None)
        show_if(self._going, exercise is not None)
        if exercise is None:
            self._tick.stop()
            return
        self._show_progress(exercise)
        self._show_question()
        self._show_score()
        self.setup.show_exercise(exercise)

    def _show_progress(self, exercise: Exercise) -> None:
        sitting = self.document.exercise.sitting
        usual = self.tr("Work out what is hidden: values from the inputs on, gradients from the objective back.")
        show_text(self._prompt, exercise.prompt or usual)
        show_text(self._done, progress_text(sitting))
        self._bar.setMaximum(max(len(sitting.questions), 1))
        self._bar.setValue(sitting.done)
        self._bar.setAccessibleName(progress_text(sitting))
        theme = self.theme
        show_style(
            self._bar,
            f"QProgressBar {{ background: {theme.field}; border: 0; border-radius: 3px; }}"
            f"QProgressBar::chunk {{ background: {theme.accent}; border-radius: 3px; }}",
        )
        self._check.setEnabled(bool(sitting.open))
        self._show.setEnabled(bool(sitting.open))
        self._over.setEnabled(sitting.has_begun)

    def _show_question(self) -> None:
        session, theme = self.document.exercise, self.theme
        sitting, current, verdict = session.sitting, session.current, session.verdict
        is_asked = current is not None and sitting.is_open(current)
        if is_asked and current is not None:
            show_text(self._question, question_text(current, self.document.circuit))
        elif sitting.is_over:
            show_text(self._question, self.tr("All done."))
        else:
            show_text(self._question, self.tr("Click a question mark, or press Tab on the canvas."))
        onward = self.tr("Next") if sitting.has_begun else self.tr("Begin")
        self._check.setText(self.tr("Check") if is_asked else onward)
        wrong = verdict is not None and not verdict.right
        show_text(self._hint, verdict_text(verdict) if wrong and verdict is not None else "")
        show_style(
            self._hint,
            f"QLabel {{ background: {theme.warning}; color: {theme.warning_ink};"
            f" border: 1px solid {theme.warning_line}; border-radius: 5px; padding: 6px 8px; }}",
        )
        keys = self.tr("Enter checks and goes on, Tab goes to the next one, Esc closes the field.")
        show_text(self._how, keys if is_asked else "")

    def _show_score(self) -> None:
        session, exercise = self.document.exercise, self.document.circuit.exercise
        begun = session.sitting.has_begun
        show_text(self._score, score_text(session.sitting.attempt()) if begun else "")
        times = exercise is not None and exercise.keeps_time and session.seconds > 0.0
        show_text(self._time, time_text(session.seconds) if times else "")
        if times and session.is_running and self.isVisible():
            self._tick.start()
        else:
            self._tick.stop()
