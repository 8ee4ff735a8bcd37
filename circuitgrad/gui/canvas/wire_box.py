"""The list of wires that opens beside a node: type a name or use the arrow keys, Enter takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QGraphicsPathItem, QListWidgetItem

from circuitgrad.circuit import Wire
from circuitgrad.gui.canvas.nearby import direct_path
from circuitgrad.gui.canvas.pick_box import PickBox
from circuitgrad.gui.canvas.style import line
from circuitgrad.gui.theme import Theme

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView
    from circuitgrad.gui.canvas.wiring import Choice

GAP = 24
"""Between the box and the node, in pixels."""
EDGE = 8
"""Between the box and the edge of the canvas."""


class WireBox(PickBox):
    """Offers wires and shows the current one on the canvas.

    Signals:
        chosen (Wire): this one was taken.
    """

    chosen = Signal(object)
    WIDTH = 340

    def __init__(self, view: CanvasView, theme: Theme) -> None:
        self._view = view
        self._find: Callable[[str], Sequence[Choice]] = lambda typed: ()
        self._line: QGraphicsPathItem | None = None
        super().__init__(view, theme, "wire")
        self.field.setAccessibleName(self.tr("Find a port or a wire"))

    def open_beside(self, id: str, title: str, find: Callable[[str], Sequence[Choice]]) -> None:
        """Opens beside a node.

        Args:
            id: the node.
            title: what stands in the empty field.
            find: the wires that fit what was typed.
        """
        self._find = find
        self.field.setPlaceholderText(title)
        item = self._view.canvas.node_items[id]
        body = self._view.mapFromScene(item.mapRectToScene(item.body)).boundingRect()
        self.show_at(body.bottomLeft() + QPoint(0, GAP), or_above=body.top() - GAP)
        self._uncover(body)

    def _uncover(self, body: QRect) -> None:
        """Goes to that side of the node where the fewest nodes are covered, which are what is chosen among."""
        low, high = body.bottom() + GAP, body.top() - GAP - self.height()
        left, right = body.left() - GAP - self.width(), body.right() + GAP
        corners = [self.pos(), *(QPoint(x, y) for y in (low, high) for x in (body.left(), left, right))]
        corners += [QPoint(left, body.top()), QPoint(right, body.top())]
        room = self._view.rect().adjusted(EDGE, EDGE, -EDGE, -EDGE)
        lowest = room.bottom() + 1 - self.height()
        corners += [QPoint(x, y) for y in (room.top(), lowest) for x in (body.left(), right)]
        free = [corner for corner in corners if room.contains(QRect(corner, self.size()))]
        if free:
            self.move(min(free, key=self._covered_at))

    def _covered_at(self, corner: QPoint) -> int:
        area = self._view.mapToScene(QRect(corner, self.size())).boundingRect()
        return len(self._view.canvas.ids_in(area))

    def fill(self, text: str) -> None:
        for choice in self._find(text):
            self.add_row(choice.title, choice.wire)

    def take_row(self, item: QListWidgetItem, modifiers: Qt.KeyboardModifier) -> None:
        self.chosen.emit(Wire(*item.data(Qt.ItemDataRole.UserRole)))

    def look_at(self, item: QListWidgetItem | None) -> None:
        self._remove_line()
        if item is None:
            return
        wire = Wire(*item.data(Qt.ItemDataRole.UserRole))
        self._line = QGraphicsPathItem(direct_path(self._view.canvas, wire))
        self._line.setPen(line(self._view.canvas.canvas_style.theme.accent, 2.2))
        self._line.setZValue(4.0)
        self._view.canvas.addItem(self._line)

    def _remove_line(self) -> None:
        if self._line is not None:
            self._view.canvas.removeItem(self._line)
            self._line = None

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        self._remove_line()
        super().hideEvent(event)
