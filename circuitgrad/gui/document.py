"""What the window is about: one circuit with its history, its file, its results and what is selected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from circuitgrad.circuit import Circuit, Scenario, Wire
from circuitgrad.circuit.changes import (
    Change,
    NodeAdded,
    NodeChanged,
    NodeRemoved,
    RemarkChanged,
    ScenarioChanged,
    WireRemoved,
    concerns_results,
)
from circuitgrad.circuit.edits import Batch, Edit, PinBaseline, SetValue
from circuitgrad.engine import Run, Tape, evaluate
from circuitgrad.errors import CircuitError, ObjectiveError
from circuitgrad.frozen import frozen, replace
from circuitgrad.gui.edit_command import EditCommand
from circuitgrad.gui.lens import Lenses
from circuitgrad.gui.ranges import Ranges
from circuitgrad.gui.trail import Trail
from circuitgrad.gui.what_if.last_move import LastMove

if TYPE_CHECKING:
    from circuitgrad.gui.exercise.session import Session
    from circuitgrad.gui.turns import Turns


LARGE: Final = 3_000
"""From so many nodes on, what shows an opened circuit takes turns, so that the window answers in between."""
MOST_TOLD: Final = 100
"""So many problems are listed."""
MOST_SELECTED: Final = 5_000
"""Of more nodes that come with a step none is selected: that would take longer than the step."""


class Passes(Enum):
    """How far the results go."""

    NONE = 0
    FORWARD = 1
    BOTH = 2


@frozen
class Selection:
    """What is selected: nodes by id, wires, and remarks (frames and notes) by id."""

    nodes: frozenset[str] = frozenset()
    wires: frozenset[Wire] = frozenset()
    remarks: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.wires or self.remarks)


class Document(QObject):
    """One circuit as the window works on it.

    Every change goes through `do` (one edit, one step of the history) or `begin` (a gesture: many edits, one step).
    Changes are gathered until the event loop turns; then `changed` tells them, and in live mode the passes run.

    Signals:
        reset: another circuit is open; everything that shows it starts afresh. `run` is its results already.
        changed (tuple of Change): what has changed since the last time, in order. Results are still the old ones.
        evaluated: `run` is another one, or None.
        selection_changed: `selection` is another one.
        title_changed: the path, or whether there is unsaved work.
        refused (CircuitError): something could not be done; the circuit is as it was.
        interrupted: whoever moves inputs bit by bit, as a slider that plays, ends that step now: another follows.
        baseline_changed: differences are shown from another baseline, or from none.
    """

    reset = Signal()
    changed = Signal(tuple)
    evaluated = Signal()
    selection_changed = Signal()
    title_changed = Signal()
    live_changed = Signal(bool)
    refused = Signal(object)
    interrupted = Signal()
    baseline_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.circuit = Circuit()
        self.history = QUndoStack(self)
        self.history.cleanChanged.connect(self._on_clean_changed)
        self.path: Path | None = None
        self.example: str | None = None
        self.run: Run | None = None
        self.selection = Selection()
        self.ranges, self.trail = Ranges(), Trail(self)
        self.lenses = Lenses(self)
        self._baseline_run: Run | None = None
        self._has_other_baseline = False
        self._live = True
        self._wanted = Passes.NONE
        self._tape: Tape | None = None
        self._pending: list[Change] = []
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self.settle)
        self._unsubscribe = self.circuit.subscribe(self._note)
        self.last_move = LastMove(self)
        self._exercise: Session | None = None

    @property
    def exercise(self) -> Session:
        """The exercise of whatever circuit is open, as it is gone through; made when somebody first asks for it."""
        if self._exercise is None:
            from circuitgrad.gui.exercise.session import Session

            self._exercise = Session(self)
            self._exercise.begin()  # it tells of itself, and is asked for by those who hear of it
        return self._exercise

    def _on_clean_changed(self, _clean: bool) -> None:
        self.title_changed.emit()

    # The circuit and its file

    def open(
        self, circuit: Circuit, path: Path | None = None, example: str | None = None, run: Run | None = None
    ) -> None:
        """Shows another circuit; the history starts anew.

        Args:
            circuit: what is shown from now on.
            path: the file that it stands in.
            example: what it is called where it stands in none.
            run: the result of `run_of`, where it has been worked out already.
        """
        self.interrupted.emit()
        self._unsubscribe()
        self.ranges.forget()
        self.trail.clear()
        self.lenses.clear()
        self._baseline_run = None
        self._pending.clear()
        self.circuit, self.path, self.example = circuit, path, example
        self._unsubscribe = circuit.subscribe(self._note)
        self.history.clear()
        self.history.setClean()  # recovered work is unsaved without a step, and clear() leaves an empty history alone
        self._tape, self.run = None, None
        self.selection = Selection()
        self._wanted = Passes.BOTH if self._live else Passes.NONE
        if run is not None and self._live:
            self._tape, self.run = run.tape, run
        else:
            self._evaluate()
        self.reset.emit()
        self.evaluated.emit()
        self.title_changed.emit()

    def name_example(self, name: str) -> None:
        """Gives the circuit, which stands in no file, another name."""
        self.example = name
        self.title_changed.emit()

    @cached_property
    def turns(self) -> Turns:
        """Does what may follow a large circuit a moment later."""
        from circuitgrad.gui.turns import Turns

        return Turns(self)

    @property
    def is_large(self) -> bool:
        """Whether what follows it may come a moment later."""
        return len(self.circuit) >= LARGE

    def saved(self, path: Path) -> None:
        """Notes that the circuit, as it is, stands in this file."""
        self.path, self.example = path, None
        self.history.setClean()
        self.title_changed.emit()

    @property
    def is_modified(self) -> bool:
        """Whether there is unsaved work."""
        return not self.history.isClean()

    # Changing

    def do(self, edit: Edit, text: str) -> bool:
        """Makes an edit as one step of the history.

        Args:
            edit: what to change.
            text: what the step is called, already in the reader's language.

        Returns:
            Whether it was made; if not, `refused` has said why.
        """
        self.interrupted.emit()
        try:
            back = edit.apply(self.circuit)
        except CircuitError as error:
            self.refused.emit(error)
            return False
        self.history.push(EditCommand(self.circuit, text, back))
        return True

    def go_on(self, edit: Edit, text: str, step: int) -> bool:
        """Makes an edit as part of an earlier step; as one of its own if others, or saving, came in between.

        Args:
            edit: what to change.
            text: what it is called where it is a step of its own.
            step: what `history.index()` was after the earlier step.

        Returns:
            Whether it was made; if not, `refused` has said why.
        """
        history, last = self.history, self.history.command(step - 1)
        is_last = history.index() == history.count() == step and not history.isClean()
        if not is_last or not isinstance(last, EditCommand):
            return self.do(edit, text)
        try:
            last.join(edit.apply(self.circuit))
        except CircuitError as error:
            self.refused.emit(error)
            return False
        history.indexChanged.emit(step)  # unsaved work is another now
        return True

    def go_back(self) -> None:
        """Takes back the last step of the history; what comes back with it is selected."""
        self.settle()
        self.history.undo()
        self._select_what_came()

    def go_forth(self) -> None:
        """Makes the step again that was taken back; what comes with it is selected."""
        self.settle()
        self.history.redo()
        self._select_what_came()

    def _select_what_came(self) -> None:
        nodes = [change.node.id for change in self._pending if isinstance(change, NodeAdded)]
        others = [change for change in self._pending if isinstance(change, RemarkChanged) and change.before is None]
        remarks = [change.after.id for change in others if change.after is not None]
        if 0 < len(nodes) + len(remarks) <= MOST_SELECTED:
            self.select(self.circuit.nodes.keys() & set(nodes), (), self.circuit.remarks.keys() & set(remarks))

    def pin_baseline(self) -> bool:
        """Shows differences from the values that the inputs have now, from now on. Returns whether it was done."""
        return self.do(PinBaseline(self.scenario_now("baseline", "")), self.tr("Pin the baseline"))

    def unpin_baseline(self) -> None:
        """Shows no differences any more."""
        self.do(PinBaseline(None), self.tr("Unpin the baseline"))

    def back_to_baseline(self) -> None:
        """Gives every input the value that it has in the baseline."""
        if self.circuit.baseline is not None:
            self.apply_scenario(self.circuit.baseline, self.tr("Back to the baseline"))

    def apply_scenario(self, scenario: Scenario, text: str) -> None:
        """Gives the inputs the values of a scenario, as one step; those that it does not name keep theirs."""
        inputs = {node.id: node for node in self.circuit.inputs()}
        edits = tuple(
            SetValue(id, value) for id, value in scenario.values if id in inputs and inputs[id].value != value
        )
        if edits:
            self.do(Batch(edits), text)

    def scenario_now(self, id: str, name: str) -> Scenario:
        """The values that the inputs have now, as a scenario."""
        values = tuple((node.id, node.value) for node in self.circuit.inputs() if node.value is not None)
        return Scenario(id, name, values)

    def begin(self, text: str) -> Step:
        """Starts a gesture: edits show at once and become one step when it ends."""
        self.interrupted.emit()
        return Step(self, text)

    def select(self, nodes: Iterable[str] = (), wires: Iterable[Wire] = (), remarks: Iterable[str] = ()) -> None:
        """Selects just these."""
        selection = Selection(frozenset(nodes), frozenset(wires), frozenset(remarks))
        if selection != self.selection:
            self.selection = selection
            self.selection_changed.emit()

    # Running

    @property
    def live(self) -> bool:
        """Whether every edit runs both passes."""
        return self._live

    @live.setter
    def live(self, live: bool) -> None:
        if live == self._live:
            return
        self._live = live
        self.live_changed.emit(live)
        if live:
            self.run_passes(Passes.BOTH)

    @property
    def passes(self) -> Passes:
        """How far the results that are shown go."""
        if self.run is None:
            return Passes.NONE
        return Passes.FORWARD if self.run.backward is None else Passes.BOTH

    def run_passes(self, passes: Passes) -> None:
        """Runs the forward pass, or both, now.

        Where there is no single objective the forward pass runs alone, and `refused` says why.
        """
        self._wanted = passes
        if passes is Passes.BOTH and self.objective is None:
            try:
                self.circuit.find_objective()
            except ObjectiveError as error:
                self.refused.emit(error)
        self._tell_changes()
        self._evaluate()
        self.evaluated.emit()

    @property
    def objective(self) -> str | None:
        """The id of the objective: the chosen one or the only sink; None where it cannot be told."""
        try:
            return self.circuit.find_objective().id
        except ObjectiveError:
            return None

    def settle(self) -> None:
        """Tells what has changed and runs the passes, now instead of when the event loop turns."""
        if self._tell_changes():
            self._wanted = Passes.BOTH if self._live else Passes.NONE
            self._evaluate()
            self.evaluated.emit()
        if self._has_other_baseline:
            self._has_other_baseline = False
            self.baseline_changed.emit()

    def _tell_changes(self) -> bool:
        """Tells what has changed. Returns whether results can be others now."""
        self._turn.stop()
        if not self._pending:
            return False
        changes, self._pending = tuple(self._pending), []
        numbers = [change for change in changes if concerns_results(change)]
        if self._tape is not None:
            self._tape = self._tape.patched(numbers)
        self._drop_from_selection(changes)
        self._follow_baseline(changes)
        self.changed.emit(changes)
        return bool(numbers)

    @property
    def baseline_run(self) -> Run | None:
        """The results at the baseline's values; None without a baseline, or while results are not shown."""
        baseline, run, known = self.circuit.baseline, self.run, self._baseline_run
        if baseline is None or run is None:
            return None
        if known is None or (known.objective, known.backward is None) != (run.objective, run.backward is None):
            known = self._baseline_run = self.run_at(baseline)
        return known

    def run_at(self, scenario: Scenario) -> Run | None:
        """The results at a scenario's values, as far as those that are shown go; None while none are shown."""
        run = self.run
        if run is None:
            return None
        values = dict(scenario.values)
        inputs = (node for node in self.circuit.inputs() if node.id in values)
        tape = run.tape.with_numbers(replace(node, value=values[node.id]) for node in inputs)
        place = None if run.objective is None else tape.place[run.objective]
        return evaluate(tape, place, backward=run.backward is not None)

    def _follow_baseline(self, changes: tuple[Change, ...]) -> None:
        """Drops the baseline's results where they may be others now; a value that the baseline has changes none."""
        if self.circuit.baseline is None and self._baseline_run is None:
            self._has_other_baseline |= any(isinstance(change, ScenarioChanged) for change in changes)
            return
        pinned = {} if self.circuit.baseline is None else dict(self.circuit.baseline.values)
        if any(_moves_baseline(change, pinned) for change in changes):
            self._baseline_run = None
            self._has_other_baseline |= any(isinstance(change, ScenarioChanged) for change in changes)

    def _note(self, change: Change) -> None:
        self._pending.append(change)
        if not self._turn.isActive():
            self._turn.start(0)

    def _drop_from_selection(self, changes: tuple[Change, ...]) -> None:
        nodes = {change.node.id for change in changes if isinstance(change, NodeRemoved)} - self.circuit.nodes.keys()
        wires = {change.wire for change in changes if isinstance(change, WireRemoved)}
        wires = {wire for wire in wires if self.circuit.source_of(wire) != wire.source}
        gone = {change.before.id for change in changes if isinstance(change, RemarkChanged) and change.before}
        remarks = self.selection.remarks - (gone - self.circuit.remarks.keys())
        self.select(self.selection.nodes - nodes, self.selection.wires - wires, remarks)

    def _evaluate(self) -> None:
        if self._wanted is Passes.NONE or not len(self.circuit):
            self.run = None
        else:
            if self._tape is None:
                self._tape = Tape.of(self.circuit)
            objective = self.objective
            place = None if objective is None else self._tape.place[objective]
            self.run = evaluate(self._tape, place, backward=self._wanted is Passes.BOTH, before=self.run)


def run_of(circuit: Circuit) -> Run | None:
    """Both passes of a circuit that nothing else knows yet, and what is wrong in it; None for an empty one."""
    if not len(circuit):
        return None
    tape = Tape.of(circuit)
    try:
        place = tape.place[circuit.find_objective().id]
    except ObjectiveError:
        place = None
    run = evaluate(tape, place)
    for problem in run.problems[:MOST_TOLD]:  # found and put into words when first asked for: here nobody waits
        _ = problem.told
    return run


def _moves_baseline(change: Change, pinned: Mapping[str, float]) -> bool:
    """Whether the baseline, or what comes of it, is another after this change."""
    if isinstance(change, ScenarioChanged):
        return True
    if isinstance(change, NodeChanged) and change.only_numbers and change.before.is_leaf:
        return change.after.id not in pinned and not change.only_looks
    return concerns_results(change)


class Step:
    """A gesture on a document: its edits show at once, and are one step of the history when it is committed."""

    def __init__(self, document: Document, text: str) -> None:
        self._circuit, self._history = document.circuit, document.history
        self.text = text
        self._back: dict[object, Edit] = {}

    def apply(self, edit: Edit, key: object = None) -> None:
        """Makes an edit.

        Args:
            edit: what to change.
            key: edits with the same key overwrite the same fields of the same nodes: the first inverse is enough.

        Raises:
            CircuitError: the edit is refused; the gesture goes on.
        """
        back = edit.apply(self._circuit)
        self._back.setdefault(len(self._back) if key is None else key, back)

    def commit(self) -> None:
        """Ends the gesture: what it did becomes one step, or none if it did nothing."""
        if self._back:
            back = Batch(tuple(reversed(self._back.values())))
            self._history.push(EditCommand(self._circuit, self.text, back))
        self._back = {}

    def cancel(self) -> None:
        """Ends the gesture and takes back what it did."""
        for edit in reversed(self._back.values()):
            edit.apply(self._circuit)
        self._back = {}
