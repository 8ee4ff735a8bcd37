"""Somebody goes through the exercise of a document: which question is on, what was answered, what the hint says."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, QObject, Signal

from circuitgrad.analysis.exercise import Answer, Verdict, answer_of, check
from circuitgrad.analysis.hiding import Hidden
from circuitgrad.analysis.sitting import Sitting, hidden_while_open, in_learning_order
from circuitgrad.circuit import Exercise, Question, Tolerance
from circuitgrad.circuit.changes import Change, ExerciseChanged, NodeChanged, NodesMoved, concerns_results
from circuitgrad.circuit.edits import SetExercise
from circuitgrad.engine import Run
from circuitgrad.errors import CircuitError
from circuitgrad.formats.answers import read_answer
from circuitgrad.gui.document import Document, Passes
from circuitgrad.gui.exercise.lens import ExerciseLens

OWNER = "exercise"


def _matters(change: Change) -> bool:
    """Whether what is asked, or where the same number stands, can be another."""
    if isinstance(change, NodeChanged | NodesMoved):
        return not change.only_numbers
    return isinstance(change, ExerciseChanged) or concerns_results(change)


class Session(QObject):
    """The exercise of a document as it is gone through. It stays while circuits come and go.

    Args:
        document: whose exercise it is. Its lens holds the numbers back that are asked for.

    Attributes:
        sitting: what has been answered so far.
        current: the question that is on, None where none is.
        verdict: what the last answer to it was worth, None before there was one.

    Signals:
        changed: any of these is another, or the exercise itself.
        answered (Question): a question was answered rightly, just now.
        finished: nothing is open any more, as of now.
        check_asked: whoever shows a field shall check what stands there, or open the next one.
        show_asked: the same shall give up what its field asks for.
    """

    changed = Signal()
    answered = Signal(object)
    finished = Signal()
    check_asked = Signal()
    show_asked = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.document = document
        self.sitting = Sitting(())
        self.current: Question | None = None
        self.verdict: Verdict | None = None
        self._clock = QElapsedTimer()
        self._seconds = 0.0
        self._hidden = Hidden()
        self._hidden_for: tuple[tuple[Question, ...], int] = ((), -1)
        document.reset.connect(self.begin)
        document.changed.connect(self._on_changed)

    @property
    def exercise(self) -> Exercise | None:
        """What the author has set, None where there is no exercise."""
        return self.document.circuit.exercise

    @property
    def tolerance(self) -> Tolerance:
        """How near an answer must come."""
        return Tolerance() if self.exercise is None else self.exercise.tolerance

    @property
    def seconds(self) -> float:
        """How long it has taken so far, from the first question that was opened."""
        return self._seconds + (self._clock.elapsed() / 1000 if self._clock.isValid() else 0.0)

    @property
    def is_running(self) -> bool:
        """Whether the time runs."""
        return self._clock.isValid()

    # Following the document

    def _on_changed(self, changes: tuple[Change, ...]) -> None:
        """Takes over other questions, and looks anew where the same numbers stand."""
        if not any(map(_matters, changes)):
            return
        if self.exercise is not None or self.sitting.questions:
            asked = () if self.exercise is None else self.exercise.questions
            self.sitting = self.sitting.asking(in_learning_order(asked, self.document.circuit))
            if self.current not in self.sitting.questions:
                self.current = self.verdict = None
            self._show()

    def begin(self) -> None:
        """Begins with the exercise of the circuit that is open."""
        circuit, exercise = self.document.circuit, self.exercise
        self.sitting = Sitting(() if exercise is None else in_learning_order(exercise.questions, circuit))
        self.current = self.verdict = None
        self._clock.invalidate()
        self._seconds = 0.0
        self._hidden_for = (), -1
        self._show()

    def _show(self) -> None:
        """Holds back what is still open, and tells that something is another."""
        still_open, lit = self.sitting.open, () if self.verdict is None or self.verdict.right else self.verdict.nodes
        hidden_for = still_open, self.document.circuit.version
        if hidden_for != self._hidden_for:
            self._hidden_for, self._hidden = hidden_for, hidden_while_open(self.sitting, self.document.circuit)
        self.document.lenses.put(OWNER, ExerciseLens(self._hidden, lit) if still_open else None)
        self.changed.emit()

    # Answering

    def go_to(self, question: Question | None) -> None:
        """Makes this the question that is on; the time runs from the first one."""
        if question is not None and not self.sitting.is_over and not self._clock.isValid():
            self._clock.start()
        if question != self.current:
            self.current, self.verdict = question, None
            self._show()

    def answer_text(self, question: Question, text: str) -> Verdict | None:
        """Checks an answer as it was typed.

        Returns:
            What it is worth; None where it is no answer at all, which `Document.refused` has said then.
        """
        try:
            answer = read_answer(text, question.asks)
        except CircuitError as error:
            self.document.refused.emit(error)
            return None
        return self.answer(question, answer)

    def answer(self, question: Question, answer: Answer) -> Verdict | None:
        """Checks an answer; what is right can be seen from now on.

        Returns:
            What it is worth; None where nothing can be checked, which `Document.refused` has said then.
        """
        run = self._run()
        if run is None:
            return None
        try:
            verdict = check(question, answer, run, self.tolerance)
        except CircuitError as error:
            self.document.refused.emit(error)
            return None
        self.current, self.verdict = question, verdict
        if verdict.right:
            self._settle(self.sitting.after_right(question))
            self.answered.emit(question)
        else:
            self._settle(self.sitting.after_wrong(question))
        return verdict

    def show_answer(self, question: Question | None = None) -> None:
        """Gives a question up, the current one or the first that is open: its answer can be seen from now on."""
        asked = question or self.current
        if asked is None or not self.sitting.is_open(asked):
            asked = self.sitting.next_after(asked)
        if asked is not None:
            self.current, self.verdict = asked, None
            self._settle(self.sitting.after_shown(asked))

    def start_over(self) -> None:
        """Hides everything again, and forgets what was answered."""
        self.begin()

    def right_answer(self, question: Question) -> Answer | None:
        """The right answer, None where nothing tells it."""
        run = self.document.run
        return None if run is None else answer_of(question, run)

    def _run(self) -> Run | None:
        """The results that answers are checked against: both passes run where they have not."""
        document = self.document
        document.settle()
        if document.passes is not Passes.BOTH:
            document.run_passes(Passes.BOTH)
        return document.run

    def _settle(self, sitting: Sitting) -> None:
        was_over, self.sitting = self.sitting.is_over, sitting
        if sitting.is_over and not was_over:
            if self._clock.isValid():
                self._seconds += self._clock.elapsed() / 1000
                self._clock.invalidate()
            self._keep()
        self._show()
        if sitting.is_over and not was_over:
            self.finished.emit()

    def _keep(self) -> None:
        """Keeps in the file what has come of it, where the author wants that."""
        exercise = self.exercise
        if exercise is not None and exercise.keeps_score:
            attempt = self.sitting.attempt(round(self._seconds, 1) if exercise.keeps_time else None)
            kept = replace(exercise, attempts=(*exercise.attempts, attempt))
            self.document.do(SetExercise(kept), self.tr("Keep the result"))
