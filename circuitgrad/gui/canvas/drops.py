"""Operators that are dragged from the palette onto the canvas, or onto a wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent

from circuitgrad.circuit import Wire
from circuitgrad.gui.canvas.nearby import wire_through
from circuitgrad.gui.mime import OPERATOR_MIME
from circuitgrad.layout.geometry import OPERATOR_SIDE
from circuitgrad.operators import OPERATORS

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

CORE = OPERATOR_SIDE / 2 - 8
"""A wire that runs so near to a node's middle runs through it."""


class Drops:
    """Takes what is dragged over a canvas and dropped on it. Alt keeps an operator out of the wire under it."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._over: Wire | None = None

    def over(self, event: QDragMoveEvent) -> None:
        """Something is held over the canvas: only an operator may stay."""
        name = _operator(event)
        if name is None:
            event.ignore()
        else:
            self._light(self._wire_under(name, event))
            event.acceptProposedAction()

    def _wire_under(self, name: str, event: QDropEvent) -> Wire | None:
        """The wire into which the operator would go."""
        if OPERATORS[name.partition(":")[0]].is_leaf or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return None
        spot = self._view.mapToScene(event.position().toPoint())
        reach = QPointF(CORE, CORE)
        found = wire_through(self._view.canvas, QRectF(spot - reach, spot + reach))
        return None if found is None else found.wire

    def _light(self, wire: Wire | None) -> None:
        if wire != self._over:
            self._view.light_wire(self._over, lit=False)
            self._view.light_wire(wire, lit=True)
            self._over = wire

    def leave(self) -> None:
        """It is taken elsewhere."""
        self._light(None)

    def drop(self, event: QDropEvent) -> None:
        """Something is let go over the canvas: an operator is added there."""
        self._light(None)
        name = _operator(event)
        if name is None:
            event.ignore()
            return
        spot, wire = self._view.mapToScene(event.position().toPoint()), self._wire_under(name, event)
        if wire is None:
            self._view.add_operator(name, spot)
        else:
            self._view.add_in_wire(name, spot, wire)
        event.acceptProposedAction()
        self._view.setFocus()


def _operator(event: QDropEvent) -> str | None:
    """The operator that is carried, None for anything else."""
    data = event.mimeData()
    return bytes(data.data(OPERATOR_MIME).data()).decode("utf-8") if data.hasFormat(OPERATOR_MIME) else None
