"""What a change is told from: the baseline where there is one, else how things stood before the last move."""

from __future__ import annotations

from PySide6.QtCore import QObject

from circuitgrad.analysis.prediction import Prediction, predict_change
from circuitgrad.engine import Run
from circuitgrad.gui.document import Document


class LastMove(QObject):
    """Remembers the results from before the last move of a document."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._before: Run | None = None
        document.interrupted.connect(self._remember)
        document.reset.connect(self._forget)

    def _remember(self) -> None:
        """A move begins."""
        self._before = self._document.run

    def _forget(self) -> None:
        self._before = None

    @property
    def reference(self) -> Run | None:
        """The results that the change is told from; None without any that the ones of now can be compared with."""
        document = self._document
        run, before = document.run, document.baseline_run or self._before
        if run is None or before is None or run.backward is None or before.backward is None:
            return None
        comparable = before.tape.kept is run.tape.kept and before.objective == run.objective is not None
        return before if comparable else None

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
        if run is None or before is None:
            return None
        now, then = run.values, before.values
        if all(then[i] == now[i] for i in run.tape.input_places()):
            return None
        return predict_change(before, run)
