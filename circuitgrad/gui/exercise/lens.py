"""What an exercise holds back: the numbers that are asked for, and wherever the same number stands."""

from __future__ import annotations

from collections.abc import Iterable

from circuitgrad.analysis.hiding import Hidden
from circuitgrad.circuit import Wire
from circuitgrad.gui.lens import Lens, Tone


class ExerciseLens(Lens):
    """Shows a question mark in place of what is hidden, and lights the nodes that a hint speaks of.

    Args:
        hidden: what may not be read.
        lit: the nodes that a hint speaks of.
    """

    placeholder = "?"
    covers = True

    def __init__(self, hidden: Hidden, lit: Iterable[str] = ()) -> None:
        self._hidden = hidden
        self.lit_nodes = dict.fromkeys(lit, Tone.ACTIVE)

    def shows_value(self, id: str) -> bool:
        return id not in self._hidden.values

    def shows_gradient(self, id: str) -> bool:
        return id not in self._hidden.gradients

    def shows_flow(self, wire: Wire) -> bool:
        return wire not in self._hidden.flows
