"""What if: which way, how far to trust the gradient, why it changed, how to reach a goal, what is dead."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from circuitgrad.analysis.dead import DeadInput, dead_inputs
from circuitgrad.analysis.explain import Explanation, explain_change
from circuitgrad.analysis.scenario_columns import column_deviations
from circuitgrad.analysis.tornado import By, Sway, sensitivity
from circuitgrad.circuit import Wire
from circuitgrad.circuit.changes import Change, NodeChanged, ScenarioChanged
from circuitgrad.engine import Run
from circuitgrad.errors import BatchStopped, CircuitError
from circuitgrad.gui.document import Document
from circuitgrad.gui.messages import sentence
from circuitgrad.gui.panels.panel import LazyRefresh, hairline, label, scrolled, show_if, show_text
from circuitgrad.gui.theme import Theme
from circuitgrad.gui.what_if.copies import Asked, Copies
from circuitgrad.gui.what_if.dead import DeadSection
from circuitgrad.gui.what_if.descent import DescentSection
from circuitgrad.gui.what_if.goal import GoalSection
from circuitgrad.gui.what_if.newest import GoesOn, Newest
from circuitgrad.gui.what_if.which_way import WhichWay
from circuitgrad.gui.what_if.why import Why


@dataclass(frozen=True, slots=True)
class Question:
    """What the sections want to know.

    Args:
        asked: the circuit and its values.
        by: how far each input goes.
        ranges: the ends of the sliders.
        deviations: how far the scenarios' columns scatter.
        run: the results that are shown.
        before: the values that the change is told from, None where nothing has moved.
    """

    asked: Asked
    by: By
    ranges: dict[str, tuple[float, float]]
    deviations: dict[str, float]
    run: Run
    before: dict[str, float] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found out; an error where it cannot be told."""

    sways: list[Sway] | CircuitError
    told: Explanation | CircuitError | None
    dead: list[DeadInput] | CircuitError


class WhatIfPanel(LazyRefresh):
    """The sections under each other; what takes time is computed beside the window's thread.

    Signals:
        reveal (str): the id of a node that was chosen.
    """

    reveal = Signal(str)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, parent)
        self.setObjectName("what_if")
        self.newest = Newest(self)
        self._copies = Copies(document, self)
        self._hint = label("what_if_hint", soft=True, wrap=True)
        self.which_way, self.why = WhichWay(document), Why(document)
        self.goal, self.dead = GoalSection(document, self._copies), DeadSection(document)
        self.descent = DescentSection(document, self._copies)
        self._sections = (self.which_way, self.why, self.goal, self.descent, self.dead)
        column = scrolled(self)
        column.addWidget(self._hint)
        self._lines = []
        for section in self._sections:
            if section is not self.which_way:
                self._lines.append(hairline())
                column.addWidget(self._lines[-1])
            column.addWidget(section)
        column.addStretch(1)
        self.which_way.asked.connect(self.refresh)
        self.which_way.chosen.connect(self._choose)
        self.why.chosen.connect(self._choose)
        self.dead.chosen.connect(self._show_node)
        document.reset.connect(self.stop)
        document.baseline_changed.connect(self._note)
        document.changed.connect(self._on_changed)
        self.follow()

    def _on_changed(self, changes: tuple[Change, ...]) -> None:
        """Scenarios, ranges and distributions change no result, and yet bars reach as far as they say."""
        if any(isinstance(change, ScenarioChanged) or _concerns_ways(change) for change in changes):
            self._note()

    def stop(self) -> None:
        """Gives up what is computed or sought."""
        self.newest.stop()
        self.goal.stop()
        self.descent.end()

    def refresh(self) -> None:
        """Shows what can be told at once, and asks for the rest."""
        document = self.document
        for section in self._sections:
            section.dress(self.theme, self.digits)
        self.goal.refresh()
        run, asked = document.run, self._copies.asked()
        ready = run is not None and run.backward is not None and asked is not None
        hint = "" if ready else self.tr("Run the circuit forward and backward: then ask what if.")
        show_text(self._hint, hint)
        for part in (*self._sections, *self._lines):
            show_if(part, ready)
        if not ready or run is None or asked is None:
            self.newest.stop()
            return
        prediction, before = document.last_move.prediction(), document.last_move.moved()
        self.why.show_prediction(prediction, pinned=document.circuit.baseline is not None)
        if prediction is None:
            self.why.show_explanation(None)
        ranges = {node.label: document.ranges.of(node) for node in document.circuit.inputs() if node.may_move}
        ends = {name: (own.low, own.high) for name, own in ranges.items()}
        by = self.which_way.by
        deviations = column_deviations(document.circuit) if by == "deviation" else {}
        question = Question(asked, by, ends, deviations, run, before or None)
        self.newest.ask(lambda goes_on: _answer(question, goes_on), self._on_answer, self._on_refused)

    def _on_answer(self, answer: Answer) -> None:
        if isinstance(answer.sways, CircuitError):
            self.which_way.show_refusal(sentence(answer.sways))
        else:
            self.which_way.show_sways(answer.sways)
        if isinstance(answer.told, CircuitError):
            self.why.show_refusal(sentence(answer.told))
        else:
            self.why.show_explanation(answer.told)
        if isinstance(answer.dead, CircuitError):
            self.dead.show_dead((), sentence(answer.dead))
        else:
            self.dead.show_dead(answer.dead)

    def _on_refused(self, error: CircuitError) -> None:
        self.which_way.show_refusal(sentence(error))

    def _choose(self, id: str) -> None:
        """Selects an input and the wires on its paths to the objective."""
        circuit, run = self.document.circuit, self.document.run
        if id not in circuit:
            return
        wires: set[Wire] = set()
        if run is not None and run.objective is not None and run.objective in circuit:
            below = circuit.downstream(id) | {id}
            on_path = below & (circuit.upstream(run.objective) | {run.objective})
            wires = {wire for node in on_path for wire in circuit.outgoing(node) if wire.target in on_path}
        self.document.select([id], wires)
        self.reveal.emit(id)
        self.document.select([id], wires)

    def _show_node(self, id: str) -> None:
        if id in self.document.circuit:
            self.document.select([id])
            self.reveal.emit(id)


def _concerns_ways(change: Change) -> bool:
    if not isinstance(change, NodeChanged):
        return False
    before, after = change.before, change.after
    return (before.range, before.spread, before.held) != (after.range, after.spread, after.held)


def _answer(question: Question, goes_on: GoesOn) -> Answer:
    """Finds everything out, in the other thread; what cannot be told keeps nothing else from being told."""
    asked, circuit = question.asked, question.asked.circuit()
    sways: list[Sway] | CircuitError
    told: Explanation | CircuitError | None = None
    dead: list[DeadInput] | CircuitError
    try:
        sways = sensitivity(
            circuit,
            asked.objective,
            by=question.by,
            values=asked.values,
            ranges=question.ranges,
            deviations=question.deviations,
            progress=goes_on,
        )
    except BatchStopped:
        raise
    except CircuitError as error:
        sways = error
    if question.before is not None:
        try:
            told = explain_change(circuit, question.before, asked.values, asked.objective)
        except CircuitError as error:
            told = error
    try:
        dead = dead_inputs(circuit, question.run, asked.objective, progress=goes_on)
    except BatchStopped:
        raise
    except CircuitError as error:
        dead = error
    return Answer(sways, told, dead)
