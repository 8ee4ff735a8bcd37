"""Where nodes stand: moving a little, aligning, distributing, tidying."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from circuitgrad.circuit import Position
from circuitgrad.circuit.edits import Move
from circuitgrad.gui.canvas import arranging
from circuitgrad.gui.canvas.arranging import Edge
from circuitgrad.gui.canvas.carried import carried
from circuitgrad.gui.canvas.on_canvas import OnCanvas, text
from circuitgrad.layout.geometry import Rect, node_rect, shown_ports

if TYPE_CHECKING:
    from circuitgrad.layout.sketch import Direction


class Placing(OnCanvas):
    """Commands that move nodes."""

    def align(self, edge: Edge) -> None:
        """Moves the selected nodes so that one of their edges, or their middles, are on one line."""
        self._place(arranging.aligned(self._selected_bodies(), edge), text("Align"))

    def distribute(self, *, across: bool) -> None:
        """Moves the selected nodes between the outer two so that all gaps are alike, across or down."""
        self._place(arranging.distributed(self._selected_bodies(), across=across), text("Distribute"))

    def _selected_bodies(self) -> dict[str, Rect]:
        circuit = self.document.circuit
        nodes = map(circuit.node, self.selected_ids())
        return {node.id: node_rect(node, shown_ports(node, circuit)) for node in nodes}

    def _place(self, places: Mapping[str, Position], step: str) -> None:
        """Moves nodes to these places, as one step; they glide there."""
        circuit = self.document.circuit
        moved = {id: place for id, place in places.items() if circuit.node(id).position != place}
        if moved:
            before = {id: QPointF(*circuit.node(id).position) for id in moved}
            if self.document.do(Move(tuple(moved.items())), step):
                self.document.settle()
                self.glide_from(before)

    def nudge_places(self, dx: float, dy: float, step: int | None = None) -> None:
        """Moves what is selected a little, and what selected frames hold.

        Args:
            dx: how far to the right.
            dy: how far down.
            step: the step of the history that this belongs to, as the key is still held; None for one of its own.
        """
        moving = carried(self.document.circuit, self.selected_ids(), self.document.selection.remarks)
        if moving.nodes or moving.remarks:
            self._do_or_go_on(moving.moved(dx, dy), text("Move"), step)

    def tidy(self, direction: Direction = "right") -> None:
        """Lays out the selected nodes, or all where fewer than two are selected; they glide to their places.

        Args:
            direction: where wires lead, "right" or "down".
        """
        self.tidying.start(direction)
