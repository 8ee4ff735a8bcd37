"""Shift+right-drag across wires: a reroute dot where each is crossed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem

from circuitgrad.gui.canvas.nearby import wires_across
from circuitgrad.gui.canvas.style import line
from circuitgrad.gui.canvas.wire_item import WireItem

if TYPE_CHECKING:
    from circuitgrad.circuit import Wire
    from circuitgrad.gui.canvas.view import CanvasView

STEPS = 64
"""So many points of a wire are looked at to find where it is crossed."""


class InsertDots:
    """Puts dots into all wires that a drawn line crosses; wires from one node share a dot."""

    pans_at_edge = True

    def __init__(self, view: CanvasView, spot: QPointF) -> None:
        self._view = view
        self._marked: list[WireItem] = []
        self._path = QPainterPath(spot)
        self._line = QGraphicsPathItem()
        self._line.setPen(line(view.canvas.canvas_style.theme.accent, 1.6))
        self._line.setZValue(5.0)
        view.canvas.addItem(self._line)

    def move(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._path.lineTo(spot)
        self._line.setPath(self._path)
        self._mark(wires_across(self._view.canvas, self._path))

    def _mark(self, crossed: list[WireItem]) -> None:
        selected = self._view.document.selection.wires
        for item in {*self._marked, *crossed}:
            item.mark(hovered=item in crossed, selected=item in crossed or item.wire in selected)
        self._marked = crossed

    def end(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        spots: dict[Wire, QPointF] = {item.wire: self._crossing(item) for item in self._marked}
        self.cancel()
        self._view.insert_dots(spots)

    def _crossing(self, item: WireItem) -> QPointF:
        """The point of the wire that is nearest to the drawn line."""
        drawn = [self._path.pointAtPercent(step / STEPS) for step in range(STEPS + 1)]
        on_wire = [QPointF(*item.way.at(step / STEPS)) for step in range(STEPS + 1)]
        return min(on_wire, key=lambda point: min((point - other).manhattanLength() for other in drawn))

    def cancel(self) -> None:
        self._view.canvas.removeItem(self._line)
        self._mark([])
