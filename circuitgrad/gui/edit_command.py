"""The only undo command: it applies an edit or its inverse."""

from __future__ import annotations

from PySide6.QtGui import QUndoCommand

from circuitgrad.circuit import Circuit
from circuitgrad.circuit.edits import Batch, Edit


class EditCommand(QUndoCommand):
    """A step of the history that has been made already; `back` takes it back.

    Args:
        circuit: what it changes.
        text: what it is called in the menu, such as "Move 3 nodes".
        back: the edit that undoes it.
    """

    def __init__(self, circuit: Circuit, text: str, back: Edit) -> None:
        super().__init__(text)
        self._circuit = circuit
        self._back = back
        self._forth: Edit | None = None

    def join(self, back: Edit) -> None:
        """Takes a further edit into the step, which has been made as well.

        Args:
            back: the edit that undoes that one.
        """
        before = self._back.edits if isinstance(self._back, Batch) else (self._back,)
        self._back = Batch((back, *before))  # one after the other: a batch in a batch in a batch is a stack too deep

    def undo(self) -> None:
        """Takes the step back and remembers how to make it again."""
        self._forth = self._back.apply(self._circuit)

    def redo(self) -> None:
        """Makes the step again. The stack calls this once when the step is pushed, which is made by then."""
        if self._forth is not None:
            self._back = self._forth.apply(self._circuit)
