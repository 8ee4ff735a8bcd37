"""Goal seek: "f is 0.73, I want 0.90". What was found is a list to step through, to apply or to keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QWidget

from circuitgrad.analysis.seek import seek
from circuitgrad.analysis.seek_results import Goal, SeekPoint, SeekResult, SeekSolution
from circuitgrad.circuit import Scenario
from circuitgrad.circuit.changes import Change, NodeChanged, NodesMoved, RemarkChanged, ScenarioChanged
from circuitgrad.circuit.compose import fresh_scenario_id
from circuitgrad.circuit.edits import AddScenario
from circuitgrad.errors import CircuitError
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.document import Document
from circuitgrad.gui.messages import sentence, translated_sentence
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.fields import Difference, NumberTable
from circuitgrad.gui.panels.panel import label, row, show_if, show_text
from circuitgrad.gui.trail import TrailPoint
from circuitgrad.gui.what_if.copies import Asked, Copies
from circuitgrad.gui.what_if.goal_question import GoalQuestion, push_button
from circuitgrad.gui.what_if.newest import GoesOn, Newest
from circuitgrad.gui.what_if.pace import Pace
from circuitgrad.gui.what_if.section import Section


@dataclass(frozen=True, slots=True)
class Wish:
    """What is sought.

    Args:
        goal: the value that the objective shall have, or the end it shall go to.
        bounds: both ends for each input, by what people call it.
        weights: what a move of it costs per unit.
        fixed: values that other nodes shall have.
    """

    goal: Goal
    bounds: dict[str, tuple[float, float]]
    weights: dict[str, float]
    fixed: dict[str, float]


class GoalSection(Section):
    """Asks for a goal, and shows how to get there.

    Args:
        document: what it asks about.
        copies: the circuit as the search may read it.
    """

    _came_to = Signal(object)

    def __init__(self, document: Document, copies: Copies, parent: QWidget | None = None) -> None:
        super().__init__("goal", QCoreApplication.translate("GoalSection", "Goal"), document, parent)
        self._copies = copies
        self.newest = Newest(self)
        self.newest.busy_changed.connect(self._on_busy)
        self._came_to.connect(self._on_point, Qt.ConnectionType.QueuedConnection)
        self._pace = Pace()
        self._found: SeekResult | None = None
        self._place = 0
        self._points = 0
        self._labels: list[str] = []
        self.question = GoalQuestion(document)
        self.question.asked.connect(self._on_asked)
        self._make_answer()
        self.column.addWidget(self.question)
        self.column.addLayout(row(self._pause, self._step, self._stop))
        for shown in (self._said, self._table):
            self.column.addWidget(shown)
        self.column.addLayout(row(self._back, self._which, self._on))
        self.column.addLayout(row(self._apply, self._keep))
        document.reset.connect(self._on_reset)
        document.changed.connect(self._on_changed)
        self.forget()

    def _make_answer(self) -> None:
        self._pause = push_button("goal_pause", self.tr("Pause"), self._toggle_pause)
        self._step = push_button("goal_step", self.tr("Step"), lambda: self._pace.step())
        self._stop = push_button("goal_stop", self.tr("Stop"), self.stop)
        self._said = label("goal_said", wrap=True)
        headings = [self.tr("input"), self.tr("from"), self.tr("to"), self.tr("move")]
        self._table = NumberTable("goal_table", self.tr("Where the inputs would go"), headings)
        self._back = push_button("goal_back", "‹", lambda: self._show_solution(self._place - 1))
        self._back.setAccessibleName(self.tr("Previous solution"))
        self._on = push_button("goal_on", "›", lambda: self._show_solution(self._place + 1))
        self._on.setAccessibleName(self.tr("Next solution"))
        self._which = label("goal_which", soft=True)
        self._apply = push_button("goal_apply", self.tr("Apply"), self.apply)
        self._keep = push_button("goal_keep", self.tr("Keep as scenario"), self.keep)

    # Asking

    def _on_reset(self) -> None:
        """Another circuit is open, which has goals of its own."""
        self.forget()
        self.question.forget()

    def refresh(self) -> None:
        """Shows what is asked about."""
        self.question.refresh()

    def _on_asked(self, goal: Goal | None) -> None:
        if goal is None:
            self.question.field.setFocus()
            show_text(self._said, self.tr("Type the value that you want, such as 0.9."))
        else:
            self.seek(goal)

    def seek(self, goal: Goal) -> None:
        """Looks for inputs that reach the goal, beside the window's thread."""
        asked = self._copies.asked()
        self.stop()
        self.forget()
        if asked is None:
            show_text(self._said, self.tr("Nothing can be sought before the circuit runs: it needs an objective."))
            return
        document = self.document
        pace = self._pace = Pace(paused=self.question.is_stepwise)
        self._points = 0
        bounds = document.ranges.bounds(document.circuit)
        wish = Wish(goal, bounds, self.question.weights(), self.question.fixed_targets())
        work = partial(_search, asked, wish, pace, self._came_to.emit)
        self.newest.ask(work, self._on_found, self._on_refused)

    def stop(self) -> None:
        """Gives the search up."""
        self._pace.stop()
        self.newest.stop()

    def _toggle_pause(self) -> None:
        self._pace.pause(not self._pace.is_paused)
        self._on_busy(self.newest.is_busy)

    def _on_busy(self, busy: bool) -> None:
        for button in (self._pause, self._stop):
            show_if(button, busy)
        show_if(self._step, busy and self._pace.is_paused)
        self._pause.setText(self.tr("Go on") if self._pace.is_paused else self.tr("Pause"))
        self.question.show_busy(busy)

    def _on_point(self, point: SeekPoint) -> None:
        if not self.newest.is_busy:
            return
        self._points += 1
        if point.step == 0:
            self.document.trail.clear()
        self.document.trail.add(TrailPoint(point.values, point.value))
        value = short_number(point.value, self.digits)
        text = self.tr("Start {start}, point {step}: {value}").format(
            start=point.start + 1, step=point.step + 1, value=value
        )
        show_text(self._said, text)

    def _on_found(self, found: SeekResult) -> None:
        self._found = found
        said = translated_sentence(found.template, dict(found.fields))
        show_text(self._said, said.replace(" = ", "\u00a0=\u00a0"))  # no line ends between a name and its number
        self._show_solution(0)

    def _on_refused(self, error: CircuitError) -> None:
        self.forget()
        show_text(self._said, sentence(error))

    # The answer

    def _on_changed(self, changes: tuple[Change, ...]) -> None:
        """What was found for another circuit, or for other inputs that may move, is no answer any more."""
        if any(map(_is_another, changes)) and (self._found is not None or self.newest.is_busy):
            self.stop()
            self.forget()
            self.document.trail.clear()

    def forget(self) -> None:
        """Forgets what was found."""
        self._found = None
        parts: tuple[QWidget, ...] = (self._table, self._back, self._on, self._which, self._apply, self._keep)
        for shown in parts:
            shown.hide()
        show_text(self._said, "")
        self._on_busy(self.newest.is_busy)

    @property
    def solution(self) -> SeekSolution | None:
        """The solution that is shown."""
        return None if self._found is None else self._found.solutions[self._place]

    def _show_solution(self, place: int) -> None:
        found = self._found
        if found is None:
            return
        count = len(found.solutions)
        self._place = place % count
        solution = found.solutions[self._place]
        rows: list[list[str | float | None]] = [
            [pretty_name(name), found.start[name], value, Difference(value - found.start[name])]
            for name, value in solution.values.items()
        ]
        change = Difference(solution.value - found.start_value)
        rows.append([pretty_name(found.label), found.start_value, solution.value, change])
        self._table.show_rows(rows, self.digits)
        self._which.setText(self.tr("{place} of {count}").format(place=self._place + 1, count=count))
        several: tuple[QWidget, ...] = (self._back, self._on, self._which)
        always: tuple[QWidget, ...] = (self._table, self._apply, self._keep)
        for shown in several:
            show_if(shown, count > 1)
        for shown in always:
            show_if(shown, True)
        self.document.trail.show([TrailPoint(point.values, point.value) for point in solution.path])

    def _scenario(self, name: str) -> Scenario | None:
        """The inputs as they would be, all others as they are."""
        solution, circuit = self.solution, self.document.circuit
        if solution is None:
            return None
        id = fresh_scenario_id(circuit)
        now = self.document.scenario_now(id, name)
        wanted = {circuit.labelled(label): value for label, value in solution.values.items()}
        return Scenario(id, name, tuple((node, wanted.get(node, value)) for node, value in now.values))

    def apply(self) -> None:
        """Gives the inputs the values of the solution, as one step."""
        scenario = self._scenario("")
        if scenario is not None:
            self.document.apply_scenario(scenario, self.tr("Seek the goal"))
            self.document.settle()

    def keep(self) -> None:
        """Keeps the solution as a scenario."""
        found = self._found
        if found is None:
            return
        if isinstance(found.goal, str):
            name = f"{found.goal} {found.label}"
        else:
            name = f"{found.label} = {short_number(found.goal, self.digits)}"
        scenario = self._scenario(name)
        if scenario is not None:
            self.document.do(AddScenario(scenario), self.tr("Keep as scenario"))


def _search(asked: Asked, wish: Wish, pace: Pace, tell: Callable[[SeekPoint], object], goes_on: GoesOn) -> SeekResult:
    """The search itself, in the other thread."""

    def progress(point: SeekPoint) -> bool:
        tell(point)
        return pace.goes_on() and goes_on(0, 1)

    return seek(
        asked.circuit(),
        wish.goal,
        asked.objective,
        values=asked.values,
        bounds=wish.bounds,
        weights=wish.weights,
        fixed=wish.fixed,
        progress=progress,
    )


def _is_another(change: Change) -> bool:
    """Whether a circuit asks another question after this change: not after new numbers, looks or scenarios."""
    if isinstance(change, NodeChanged):
        return not change.only_numbers or change.before.constants != change.after.constants
    return not isinstance(change, NodesMoved | RemarkChanged | ScenarioChanged)
