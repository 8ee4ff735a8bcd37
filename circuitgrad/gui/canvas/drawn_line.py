"""A line drawn across wires: Ctrl+right-drag cuts them, Shift+right-drag puts a reroute dot where each is crossed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem

from circuitgrad.circuit.edits import remove
from circuitgrad.gui.canvas.gestures import text
from circuitgrad.gui.canvas.nearby import wires_across
from circuitgrad.gui.canvas.style import line
from circuitgrad.gui.canvas.wire_item import WireItem

if TYPE_CHECKING:
    from circuitgrad.circuit import Wire
    from circuitgrad.gui.canvas.view import CanvasView

STEPS = 64
"""So many points of a wire are looked at to find where it is crossed."""


class DrawnLine:
    """Marks the wires that it crosses; something is done to them when the hand lets go.

    Args:
        view: where it is drawn.
        spot: where it begins.
        color: what it is drawn in.
    """

    pans_at_edge = True

    def __init__(self, view: CanvasView, spot: QPointF, color: str) -> None:
        self._view = view
        self._marked: list[WireItem] = []
        self._path = QPainterPath(spot)
        self._line = QGraphicsPathItem()
        self._line.setPen(line(color, 1.6))
        self._line.setZValue(5.0)
        view.canvas.addItem(self._line)

    def move(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._path.lineTo(spot)
        self._line.setPath(self._path)
        self._mark(wires_across(self._view.canvas, self._path))

    def _mark(self, crossed: list[WireItem]) -> None:
        for item in {*self._marked, *crossed}:
            self._show(item, crossed=item in crossed)
        self._marked = crossed

    def _show(self, item: WireItem, *, crossed: bool) -> None:
        """Lets a wire look as one that is crossed, or as ever."""
        raise NotImplementedError

    def end(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        crossed = self._marked
        self.cancel()
        self._change(crossed)

    def _change(self, crossed: list[WireItem]) -> None:
        """Does what is to be done to the wires that are crossed."""
        raise NotImplementedError

    def cancel(self) -> None:
        self._view.canvas.removeItem(self._line)
        self._mark([])


class CutWires(DrawnLine):
    """Cuts all wires that it crosses."""

    def __init__(self, view: CanvasView, spot: QPointF) -> None:
        super().__init__(view, spot, view.canvas.canvas_style.theme.lowers)

    def _show(self, item: WireItem, *, crossed: bool) -> None:
        item.mark(cut=crossed)

    def _change(self, crossed: list[WireItem]) -> None:
        if crossed:
            self._view.document.do(remove((), [item.wire for item in crossed]), text("Cut wires"))


class InsertDots(DrawnLine):
    """Puts dots into all wires that it crosses; wires from one node share a dot."""

    def __init__(self, view: CanvasView, spot: QPointF) -> None:
        super().__init__(view, spot, view.canvas.canvas_style.theme.accent)

    def _show(self, item: WireItem, *, crossed: bool) -> None:
        item.mark(hovered=crossed, selected=crossed or item.wire in self._view.document.selection.wires)

    def _change(self, crossed: list[WireItem]) -> None:
        spots: dict[Wire, QPointF] = {item.wire: self._crossing(item) for item in crossed}
        self._view.insert_dots(spots)

    def _crossing(self, item: WireItem) -> QPointF:
        """The point of the wire that is nearest to the drawn line."""
        drawn = [self._path.pointAtPercent(step / STEPS) for step in range(STEPS + 1)]
        on_wire = [QPointF(*item.way.at(step / STEPS)) for step in range(STEPS + 1)]
        return min(on_wire, key=lambda point: min((point - other).manhattanLength() for other in drawn))
