"""The mouse over frames and notes: what a press, a double click and hovering mean there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from circuitgrad.gui.canvas.remark_gestures import MoveRemarks, ResizeRemark
from circuitgrad.gui.canvas.remark_item import CURSORS, EDGES

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.gestures import Gesture
    from circuitgrad.gui.canvas.remark_item import RemarkItem, Zone
    from circuitgrad.gui.canvas.view import CanvasView

Modifier = Qt.KeyboardModifier


class RemarkHands:
    """Asked by the pointer where it is over no node, port or wire.

    Args:
        view: the canvas.
    """

    def __init__(self, view: CanvasView) -> None:
        self._view = view

    def _at(self, spot: QPointF) -> tuple[RemarkItem, Zone] | None:
        return self._view.canvas.remarks.at(spot, self._view.zoom)

    def press(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> Gesture | None:
        """Selects the frame or note that is grabbed here; Shift adds it, Ctrl turns it over.

        Returns:
            The gesture that a drag is then; None where nothing is grabbed, or was just taken out of the selection.
        """
        found = self._at(spot)
        if found is None:
            return None
        item, zone = found
        document, id = self._view.document, item.remark.id
        chosen = document.selection
        if modifiers & Modifier.ControlModifier:
            document.select(chosen.nodes, chosen.wires, chosen.remarks ^ {id})
            if id in chosen.remarks:
                return None
        elif modifiers & Modifier.ShiftModifier:
            document.select(chosen.nodes, chosen.wires, chosen.remarks | {id})
        elif id not in chosen.remarks:
            document.select((), (), [id])
        if zone & EDGES:
            return ResizeRemark(self._view, spot, item, zone)
        return MoveRemarks(self._view, spot, item)

    def select_at(self, spot: QPointF) -> bool:
        """Selects the frame or note here alone, if it is not selected. Returns whether there is one."""
        found = self._at(spot)
        if found is not None and found[0].remark.id not in self._view.document.selection.remarks:
            self._view.document.select((), (), [found[0].remark.id])
        return found is not None

    def double_click(self, spot: QPointF) -> bool:
        """Opens the text of the frame or note that is grabbed here. Returns whether there is one."""
        found = self._at(spot)
        if found is not None:
            self._view.document.select((), (), [found[0].remark.id])
            self._view.edit_remark()
        return found is not None

    def cursor(self, spot: QPointF) -> Qt.CursorShape:
        """What the pointer looks like here."""
        found = self._at(spot)
        return Qt.CursorShape.ArrowCursor if found is None else CURSORS[found[1]]
