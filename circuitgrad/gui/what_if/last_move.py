"""What a change is told from: the baseline where there is one, else how things stood before the last move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from circuitgrad.analysis.prediction import Prediction, predict_change
from circuitgrad.engine import Run

if TYPE_CHECKING:
    from circuitgrad.gui.document import Document


class LastMove(QObject):
    """Remembers the results from before the last move of a document's inputs; other edits are no moves."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self._before: Run | None = None
        self._began: Run | None = None
        self._foretold: tuple[Run, Run, Prediction] | None = None
        document.interrupted.connect(self._remember)
        document.reset.connect(self._forget)

    def _remember(self) -> None:
        """An edit begins, which may be a move."""
        if _has_moved(self._began, self._document.run):
            self._before = self._began
        self._began = self._document.run

    def _forget(self) -> None:
        self._before = self._began = self._foretold = None

    @property
    def reference(self) -> Run | None:
        """The results that the change is told from; None without any that the ones of now can be compared with."""
        document = self._document
        run = document.run
        last = self._began if _has_moved(self._began, run) else self._before
        before = document.baseline_run or last
        return before if before is not None and _are_comparable(before, run) else None

    def moved(self) -> dict[str, float]:
        """The values of before, by what people call the inputs that have another one now."""
        run, before = self._document.run, self.reference
        if run is None or before is None:
            return {}
        now, then, labels = run.values, before.values, run.tape.labels
        return {labels[i]: float(then[i]) for i in run.tape.input_places() if then[i] != now[i]}

    def prediction(self) -> Prediction | None:
        """What the gradient predicted for the move, beside what came of it; None where nothing moved."""
        run, before = self._document.run, self.reference
        if run is None or before is None or not _has_moved(before, run):
            return None
        known = self._foretold
        if known is None or known[0] is not before or known[1] is not run:
            known = self._foretold = before, run, predict_change(before, run)
        return known[2]


def _are_comparable(before: Run, run: Run | None) -> bool:
    """Whether both are results of one circuit for one objective, with their gradients."""
    if run is None or run.backward is None or before.backward is None:
        return False
    if run.objective is None or before.objective != run.objective:
        return False
    one, other = before.tape, run.tape
    if one.kept is other.kept:
        return True
    return (one.ids, one.sources, one.operators) == (other.ids, other.sources, other.operators)  # a hold, or a name


def _has_moved(before: Run | None, run: Run | None) -> bool:
    if before is None or run is None or not _are_comparable(before, run):
        return False
    return before is not run and before.tape.at_inputs(before.values) != run.tape.at_inputs(run.values)
