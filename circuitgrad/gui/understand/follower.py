"""Lights all paths from an input to the objective while the pointer, or the keyboard's focus, rests on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from circuitgrad.circuit.changes import Change, NodeChanged, NodesMoved
from circuitgrad.engine import Tape
from circuitgrad.gui.lens import CLEAR, Lens
from circuitgrad.gui.what_if.newest import Newest

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

OWNER: Final = "path_hover"
"""Whose the lens is."""
REST: Final = 400
"""Milliseconds that the pointer rests on an input before its paths are lit."""
FADE: Final = 80
"""And that they stay lit after it has left, so that nothing flickers between two inputs."""
LARGE: Final = 1_000
"""From this many nodes on the paths are looked for beside the window's thread."""


class PathFollower(QObject):
    """Follows the pointer over a canvas.

    Args:
        view: the canvas.

    Attributes:
        enabled: whether it lights anything.
        rest: runs while the pointer has not rested long enough.
        fade: runs while what the pointer has left is still lit.
    """

    def __init__(self, view: CanvasView, *, enabled: bool) -> None:
        super().__init__(view)
        self._view, self._document = view, view.document
        self.enabled = enabled
        self.newest = Newest(self)
        self._hovered = ""
        self._wanted: str | None = None
        self.rest, self.fade = QTimer(self), QTimer(self)
        for timer, wait, act in ((self.rest, REST, self._light), (self.fade, FADE, self._darken)):
            timer.setSingleShot(True)
            timer.setInterval(wait)
            timer.timeout.connect(act)
        view.hovered.connect(self._on_hover)
        document = view.document
        document.selection_changed.connect(self._on_selection)
        document.changed.connect(self._on_changed)
        document.reset.connect(self.forget)

    def switch(self, enabled: bool) -> None:
        """Lights paths from now on, or no more."""
        self.enabled = enabled
        if not enabled:
            self.forget()

    def forget(self) -> None:
        """Lights nothing, at once."""
        self._wanted, self._hovered = None, ""
        self.rest.stop()
        self._darken()

    def _on_hover(self, id: str) -> None:
        self._hovered = id
        self._want(id or self._by_keyboard())

    def _on_selection(self) -> None:
        self._want(self._hovered or self._by_keyboard())

    def _by_keyboard(self) -> str:
        """The input at which the keyboard stands: selected alone, while the keyboard is in use on the canvas."""
        chosen = self._document.selection.nodes
        return next(iter(chosen)) if len(chosen) == 1 and self._view.focus.is_shown else ""

    def _want(self, id: str) -> None:
        """Something else is pointed at; the empty id for nothing."""
        circuit = self._document.circuit
        wanted = id if self.enabled and id in circuit and circuit.node(id).is_leaf else None
        if wanted == self._wanted:
            return
        self._wanted = wanted
        self.newest.stop()
        self.rest.stop()
        if self._view.in_gesture:
            self._darken()
        elif self._document.lenses.of(OWNER) is not None:
            self.fade.start()
        if wanted is not None:
            self.rest.start()

    def _on_changed(self, changes: tuple[Change, ...]) -> None:
        """Other wires make other paths; other numbers do not."""
        if not all(isinstance(change, NodeChanged | NodesMoved) and change.only_numbers for change in changes):
            self.forget()

    def _light(self) -> None:
        """The pointer has rested: lights the paths, unless hands are busy or something else is lit."""
        id, run = self._wanted, self._document.run
        if id is None or run is None or run.objective is None or run.backward is None:
            return
        if self._view.in_gesture or QApplication.mouseButtons() != Qt.MouseButton.NoButton or self._is_taken():
            return
        tape, objective = run.tape, run.objective
        if len(tape) < LARGE:
            self._show(id, _lens(tape, id, objective))
        else:
            self.newest.ask(lambda _: _lens(tape, id, objective), lambda lens: self._show(id, lens), _never)

    def _is_taken(self) -> bool:
        """Whether others have dimmed the canvas to show something; the panel of paths gives way."""
        lenses = self._document.lenses
        return lenses.seen.dims and lenses.of("paths") is None and lenses.of(OWNER) is None

    def _show(self, id: str, lens: Lens) -> None:
        if id == self._wanted and lens.lit_wires and not self._view.in_gesture:
            self.fade.stop()
            self._document.lenses.put(OWNER, lens)

    def _darken(self) -> None:
        self.fade.stop()
        self.newest.stop()
        self._document.lenses.put(OWNER, None)


def _lens(tape: Tape, id: str, objective: str) -> Lens:
    from circuitgrad.analysis.paths import places_on_paths
    from circuitgrad.gui.understand.path_lens import UnionLens

    return UnionLens(tape.wire(*hop) for hop in places_on_paths(tape, id, objective)) if id in tape.place else CLEAR


def _never(error: Exception) -> None:
    raise error
