"""Tidying: at once where that is quick, else beside the window, which goes on meanwhile; Esc gives it up."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPointF, QTimer, Signal

from circuitgrad.circuit import Circuit
from circuitgrad.circuit.changes import Change, NodeChanged
from circuitgrad.errors import CircuitError
from circuitgrad.gui.background import Background
from circuitgrad.gui.canvas.carried import carried
from circuitgrad.gui.canvas.on_canvas import text

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView
    from circuitgrad.layout.sketch import Direction
    from circuitgrad.layout.tidy import Tidied

MOST_AT_ONCE: Final = 300
"""Nodes that are laid out before a person notices."""


class _Wishes:
    """How often somebody has given up waiting for a layout; the thread that works on one looks here."""

    def __init__(self) -> None:
        self.given_up = 0

    def give_up(self) -> None:
        self.given_up += 1


class Tidying(QObject):
    """Lays out what a view shows, as one step of the history.

    Args:
        view: the canvas.

    Signals:
        busy (str): what takes a while now, in the reader's language; empty once it is done.
    """

    busy = Signal(str)

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._background = Background(self)
        self._is_busy = self._is_outdated = False
        wishes = self._wishes = _Wishes()
        view.document.reset.connect(self.cancel)
        view.document.changed.connect(self._on_changed)
        self.destroyed.connect(lambda: wishes.give_up())

    @property
    def is_busy(self) -> bool:
        """Whether a layout is under way beside the window."""
        return self._is_busy

    def start(self, direction: Direction) -> None:
        """Lays out the selected nodes, or all where fewer than two are selected.

        Args:
            direction: where wires lead.
        """
        self.cancel()
        circuit, selection = self._view.document.circuit, self._view.document.selection
        chosen: Collection[str] | None = carried(circuit, selection.nodes, selection.remarks).nodes
        if chosen is not None and len(chosen) < 2:
            chosen = None
        if len(circuit if chosen is None else chosen) <= MOST_AT_ONCE:
            from circuitgrad.layout.tidy import lay_out

            self._apply(lay_out(circuit, chosen, direction=direction))
        else:
            self._start_beside(circuit, chosen, direction)

    def _on_changed(self, changes: tuple[Change, ...]) -> None:
        """A layout goes by all but numbers."""
        if self._is_busy and not self._is_outdated:
            self._is_outdated = not all(isinstance(change, NodeChanged) and change.in_place for change in changes)

    def _start_beside(self, circuit: Circuit, chosen: Collection[str] | None, direction: Direction) -> None:
        seen, wishes, given_up = circuit.fragment(), self._wishes, self._wishes.given_up

        def work() -> Tidied | None:
            from circuitgrad.layout.tidy import TidyCancelled, lay_out

            try:
                return lay_out(Circuit(seen), chosen, direction=direction, cancelled=lambda: wishes.given_up > given_up)
            except TidyCancelled:
                return None

        self._is_busy = True
        self._is_outdated = False
        self._background.start(work, self._take, self._on_refused)
        self.busy.emit(self.tr("Tidying {count} nodes … Esc cancels.").format(count=f"{len(chosen or circuit):,}"))

    def cancel(self) -> bool:
        """Gives up the layout under way. Returns whether there was one."""
        if not self._is_busy:
            return False
        self._wishes.give_up()
        self._background.cancel()
        self._end()
        return True

    def _end(self) -> None:
        self._is_busy = False
        self.busy.emit("")

    def _on_refused(self, error: CircuitError) -> None:
        self._end()
        self._view.document.refused.emit(error)

    def _take(self, found: Tidied | None) -> None:
        self._view.document.settle()  # what has just been done is told now
        self._end()
        if found is None:
            return
        if self._is_outdated:
            self._view.said.emit(self.tr("The circuit has changed meanwhile: tidy it again."))
            return
        self._apply(found)

    def _apply(self, found: Tidied) -> None:
        document = self._view.document
        circuit = document.circuit
        edit = found.edit(circuit)
        if edit is None:
            return
        moved = {id: place for id, place in found.positions.items() if circuit.node(id).position != place}
        from circuitgrad.gui.canvas.glide import MOST_NODES

        gliding = moved if len(moved) <= MOST_NODES else {}
        before = {id: QPointF(*circuit.node(id).position) for id in gliding}
        saw_all = self._view.shows_all
        if not document.do(edit, text("Tidy")):
            return
        if before:
            self._show_applied(before, saw_all)
        else:  # telling of many takes as long again: in a turn of its own
            QTimer.singleShot(0, self, lambda: self._show_applied(before, saw_all))

    def _show_applied(self, before: dict[str, QPointF], saw_all: bool) -> None:
        """Lets what has been laid out be seen, gliding from these places."""
        self._view.document.settle()
        if saw_all:
            self._view.keep_all_in_view()
        self._view.glide_from(before)
