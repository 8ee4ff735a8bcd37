"""What hands do with frames and notes: move them with what they hold, and drag their edges."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from circuitgrad.circuit import Rect
from circuitgrad.circuit.edits import ReplaceRemark
from circuitgrad.gui.canvas.carried import carried
from circuitgrad.gui.canvas.frame_item import LEAST_HEIGHT, LEAST_WIDTH
from circuitgrad.gui.canvas.gestures import text
from circuitgrad.gui.canvas.remark_item import RemarkItem, Zone
from circuitgrad.layout.geometry import snapped

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

Modifier = Qt.KeyboardModifier
DRAG_PIXELS = 4.0


class MoveRemarks:
    """Drags the selected remarks by one of them, with selected nodes and all that is inside their frames.

    They keep to the grid unless Shift is held; where the view does not snap, they do while Shift is held.
    """

    pans_at_edge = True

    def __init__(self, view: CanvasView, spot: QPointF, grabbed: RemarkItem) -> None:
        self._view, self._start = view, spot
        selection = view.document.selection
        self._carried = carried(view.document.circuit, selection.nodes, selection.remarks)
        self._corner = QPointF(*grabbed.remark.rect[:2])
        self._grabbed = grabbed.remark.id
        self._step = view.document.begin(text("Move"))
        self.has_moved = False

    def move(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        delta = spot - self._start
        self.has_moved = self.has_moved or delta.manhattanLength() * self._view.zoom >= DRAG_PIXELS
        if not self.has_moved:
            return
        if self._view.snaps != bool(modifiers & Modifier.ShiftModifier):
            there = self._corner + delta
            delta = QPointF(snapped(there.x()), snapped(there.y())) - self._corner
        self._step.apply(self._carried.moved(delta.x(), delta.y()), key="move")
        self._view.document.settle()

    def end(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._step.commit()
        if not self.has_moved and modifiers == Modifier.NoModifier:
            self._view.document.select((), (), [self._grabbed])

    def cancel(self) -> None:
        self._step.cancel()


class ResizeRemark:
    """Drags edges of a frame or note; they keep to the grid as moved ones do."""

    pans_at_edge = True

    def __init__(self, view: CanvasView, spot: QPointF, grabbed: RemarkItem, zone: Zone) -> None:
        self._view, self._start, self._zone = view, spot, zone
        self._remark = grabbed.remark
        self._step = view.document.begin(text("Resize"))
        self.has_moved = False

    def move(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        delta = spot - self._start
        self.has_moved = self.has_moved or delta.manhattanLength() * self._view.zoom >= DRAG_PIXELS
        if not self.has_moved:
            return
        on_grid = self._view.snaps != bool(modifiers & Modifier.ShiftModifier)
        rect = dragged(self._remark.rect, self._zone, (delta.x(), delta.y()), on_grid=on_grid)
        self._step.apply(ReplaceRemark(replace(self._remark, rect=rect)), key="resize")
        self._view.document.settle()

    def end(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._step.commit()

    def cancel(self) -> None:
        self._step.cancel()


def dragged(rect: Rect, zone: Zone, delta: tuple[float, float], *, on_grid: bool) -> Rect:
    """A rectangle after some of its edges were dragged; it never gets too small to be grabbed again.

    Example:
        >>> dragged((0.0, 0.0, 80.0, 80.0), Zone.LEFT | Zone.BOTTOM, (13.0, 9.0), on_grid=True)
        (16.0, 0.0, 64.0, 88.0)
    """
    left, top, width, height = rect
    right, bottom = left + width, top + height
    place = snapped if on_grid else float
    if zone & Zone.LEFT:
        left = min(place(left + delta[0]), right - LEAST_WIDTH)
    if zone & Zone.RIGHT:
        right = max(place(right + delta[0]), left + LEAST_WIDTH)
    if zone & Zone.TOP:
        top = min(place(top + delta[1]), bottom - LEAST_HEIGHT)
    if zone & Zone.BOTTOM:
        bottom = max(place(bottom + delta[1]), top + LEAST_HEIGHT)
    return left, top, right - left, bottom - top
