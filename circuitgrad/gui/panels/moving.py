"""Inputs moved bit by bit: one drag of a slider, one ride of a slider that plays, one run of keys is one undo step."""

from __future__ import annotations

import random
from typing import Final

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from circuitgrad.circuit import Range
from circuitgrad.circuit.edits import Batch, Edit, SetRange, SetValue
from circuitgrad.errors import CircuitError
from circuitgrad.gui.document import Document, Step
from circuitgrad.gui.panels.slider import place_of, places_of, value_at

FRAME: Final = 16
"""Milliseconds between two values of a slider that plays."""
RIDE: Final = 4000.0
"""Milliseconds that it takes from one end to the other."""


class InputMoves(QObject):
    """Moves the inputs of a document.

    Signals:
        playing_changed: another input plays, or none.
    """

    playing_changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._step: Step | None = None
        self._id = ""
        self.playing = ""
        """The id of the input that plays; empty for none."""
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME)
        self._timer.timeout.connect(self._play_on)
        self._clock = QElapsedTimer()
        self._phase = 0.0
        self._keys: tuple[str, int] | None = None
        document.interrupted.connect(self.end)

    @property
    def is_moving(self) -> bool:
        """Whether a step is under way."""
        return self._step is not None

    # A drag

    def start(self, id: str, text: str) -> None:
        """Starts to move an input."""
        step = self._document.begin(text)  # ends what was under way
        self._step, self._id = step, id

    def move(self, value: float) -> None:
        """Moves it, and shows what comes of it at once."""
        if self._step is None or self._id not in self._document.circuit:
            return
        try:
            self._step.apply(SetValue(self._id, value), key=self._id)
        except CircuitError as error:
            self._document.refused.emit(error)
        self._document.settle()

    def end(self, kept: bool = True) -> None:
        """Ends the move: what it did becomes one step of the history, or is taken back."""
        step, self._step, was_playing = self._step, None, self.playing
        self._timer.stop()
        self.playing = ""
        if step is not None:
            if kept:
                step.commit()
            else:
                step.cancel()
                self._document.settle()
        if was_playing:
            self.playing_changed.emit()

    # Keys, typing, dice

    def step_to(self, id: str, value: float, text: str) -> None:
        """A key moves an input by one step; keys that follow each other are one step of the history."""
        document, edit = self._document, SetValue(id, value)
        if self._keys is not None and self._keys[0] == id:
            done = document.go_on(edit, text, self._keys[1])
        else:
            done = document.do(edit, text)
        self._keys = (id, document.history.index()) if done else None
        document.settle()

    def enter(self, id: str, value: float | None, text: str) -> bool:
        """A value was typed: one beyond the range widens it."""
        self._keys = None
        node = self._document.circuit.node(id)
        edits: list[Edit] = [SetValue(id, value)]
        if node.range is not None and value is not None and not node.range.holds(value):
            wider = node.range.widened(value)
            edits += [SetRange(id, wider if wider.holds(value) else None)]
        return self._document.do(edits[0] if len(edits) == 1 else Batch(tuple(edits)), text)

    def roll(self, id: str, own: Range, text: str) -> None:
        """Gives an input any value of its range."""
        self._keys = None
        self._document.do(SetValue(id, value_at(own, random.randint(0, places_of(own)))), text)  # noqa: S311
        self._document.settle()

    # Play

    def toggle_play(self, id: str, text: str) -> None:
        """Lets an input ride back and forth through its range, or stops it."""
        if self.playing == id:
            self.end()
            return
        self.start(id, text)
        node = self._document.circuit.node(id)
        own = self._document.ranges.of(node)
        self._phase = 0.0 if node.value is None else place_of(own, node.value)
        self.playing = id
        self._clock.start()
        self._timer.start()
        self.playing_changed.emit()

    def _play_on(self) -> None:
        circuit = self._document.circuit
        if self.playing not in circuit:
            self.end()
            return
        own = self._document.ranges.of(circuit.node(self.playing))
        along = (self._phase + self._clock.elapsed() / RIDE) % 2.0
        share = along if along <= 1.0 else 2.0 - along
        self.move(value_at(own, round(share * places_of(own))))
