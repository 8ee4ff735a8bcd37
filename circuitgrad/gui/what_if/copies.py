"""The circuit as work beside the window's thread may read it: a copy of its structure, and the values of now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from circuitgrad.circuit import Circuit, Fragment
from circuitgrad.circuit.changes import Change, ExerciseChanged, NodeChanged, NodesMoved, RemarkChanged, ScenarioChanged
from circuitgrad.gui.document import Document


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question is about.

    Args:
        circuit: makes or gives the copy; called in the other thread.
        values: the values of the inputs, by what people call them.
        objective: what people call the objective.
    """

    circuit: Callable[[], Circuit]
    values: dict[str, float]
    objective: str


class Copies(QObject):
    """Keeps a copy of a document's circuit as long as values change and nothing else."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._copy: Copy | None = None
        document.reset.connect(self._forget)
        document.changed.connect(self._follow)

    def asked(self) -> Asked | None:
        """What a question now is about; None where there is no objective, or an input lacks its value."""
        document = self._document
        run = document.run
        objective = document.objective
        if run is None or objective is None:
            return None
        circuit = document.circuit
        if self._copy is None:
            self._copy = Copy(circuit.fragment())
        values = {node.label: node.value for node in circuit.inputs() if node.value is not None}
        return Asked(self._copy.circuit, values, circuit.node(objective).label)

    def structure(self) -> Copy | None:
        """The copy for questions that values do not matter to: it stays the same object as long as they alone change.

        None for an empty circuit.
        """
        if not len(self._document.circuit):
            return None
        if self._copy is None:
            self._copy = Copy(self._document.circuit.fragment())
        return self._copy

    def _forget(self) -> None:
        self._copy = None

    def _follow(self, changes: tuple[Change, ...]) -> None:
        if not all(map(_is_value, changes)):
            self._copy = None


class Copy:
    """A circuit that is made from its parts when somebody first needs it."""

    def __init__(self, fragment: Fragment) -> None:
        self._fragment, self._circuit = fragment, None

    _circuit: Circuit | None

    def circuit(self) -> Circuit:
        """The copy."""
        if self._circuit is None:
            self._circuit = Circuit(self._fragment)
        return self._circuit


def _is_value(change: Change) -> bool:
    """Whether an input's value, a place on the canvas or a remark changed, and nothing that a copy has to follow."""
    if isinstance(change, NodesMoved | RemarkChanged | ScenarioChanged | ExerciseChanged):
        return True
    if not isinstance(change, NodeChanged) or not change.only_numbers:
        return False
    before, after = change.before, change.after
    if after.is_literal:
        return False  # a bare number is part of the formula
    return (before.constants, before.range, before.spread) == (after.constants, after.range, after.spread)
