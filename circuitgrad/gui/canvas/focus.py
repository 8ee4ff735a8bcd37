"""The node at which the keyboard stands, and the ring that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from circuitgrad.gui.canvas.node_texts import total_rect
from circuitgrad.gui.canvas.style import line

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

RING = 9.0
"""How far the ring stands off the node, outside the glow of the selection."""
ROOM = RING + 3.0
BELOW = 2.0
"""And off the caption, which it goes round too."""
FRAME_WIDTH = 2


class Focus:
    """Which node is the current one: the one that was selected last, also once nothing is selected any more.

    The ring is painted while the canvas has the focus and the keyboard was used last; without a current node a frame
    round the canvas stands in for it.
    """

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._current: str | None = None
        self._known: frozenset[str] = frozenset()
        self._by_keyboard = False

    @property
    def current(self) -> str | None:
        """The id of the current node, None where there is none."""
        return self._current if self._current in self._view.document.circuit else None

    def go_to(self, id: str) -> None:
        """Makes a node the current one, selected or not."""
        self._repaint()
        self._current = id
        self._repaint()

    def follow_selection(self) -> None:
        """What is selected is another: a node that was not before becomes the current one."""
        selected = self._view.document.selection.nodes
        fresh = selected - self._known
        self._known = selected
        if len(fresh) == 1:
            self.go_to(next(iter(fresh)))
        elif selected and self._current not in selected:
            last = self._view.last_in_reading_order(selected)
            if last is not None:
                self.go_to(last)

    def use_keyboard(self, *, used: bool) -> None:
        """The keyboard was used, or the mouse."""
        if used != self._by_keyboard:
            self._by_keyboard = used
            self._repaint()

    def refresh(self) -> None:
        """The focus has come or gone."""
        self._repaint()

    @property
    def is_shown(self) -> bool:
        """Whether the ring, or the frame, is to be seen."""
        return self._by_keyboard and self._view.hasFocus()

    def _repaint(self) -> None:
        area = self._ring()
        if area is None:
            self._view.viewport().update()
        else:
            room = area.adjusted(RING - ROOM, RING - ROOM, ROOM - RING, ROOM - RING)
            self._view.viewport().update(self._view.mapFromScene(room).boundingRect().adjusted(-2, -2, 2, 2))

    def _ring(self) -> QRectF | None:
        """Where the ring runs, in the scene: round the current node and its caption."""
        item = None if self._current is None else self._view.canvas.node_items.get(self._current)
        if item is None:
            return None
        ring = item.body.adjusted(-RING, -RING, RING, RING)
        if item.look.caption or item.look.total:
            total = total_rect(item)
            half = max(ring.width() / 2, total.right() + BELOW)
            ring = QRectF(-half, ring.top(), 2 * half, total.bottom() + BELOW - ring.top())
        around: QRectF = item.mapRectToScene(ring)
        return around

    def paint(self, painter: QPainter) -> None:
        """Paints the ring, in the scene's coordinates."""
        if not self.is_shown:
            return
        accent, area = self._view.canvas.canvas_style.theme.accent, self._ring()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if area is None and self.current is not None:
            return  # its item comes in a moment
        if area is None:
            painter.resetTransform()
            painter.setPen(QPen(line(accent, FRAME_WIDTH)))
            painter.drawRect(self._view.viewport().rect().adjusted(1, 1, -1, -1))
            return
        pen = line(accent, 1.5)
        pen.setStyle(Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        painter.setPen(pen)
        radius = min(area.height() / 2, 9.0 + RING)
        painter.drawRoundedRect(area, radius, radius)
