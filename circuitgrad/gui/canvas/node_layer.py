"""All nodes in view, painted one after the other; their items only say where they are, how they look, what hits them.

Qt would do that too, but takes longer for each than the painting itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from circuitgrad.gui.canvas.boxes import Boxes, edges_of
from circuitgrad.gui.canvas.detail import can_be_read
from circuitgrad.gui.canvas.layer import Layer, Repaints
from circuitgrad.gui.canvas.node_item import NodeItem
from circuitgrad.gui.canvas.style import FAINT


class NodeLayer(Layer):
    """Paints each node, the oldest first.

    Args:
        nodes: the nodes that may be in view, kept up to date by the scene.
        repaints: has parts of them painted anew.
    """

    def __init__(self, nodes: Mapping[str, NodeItem], repaints: Repaints) -> None:
        super().__init__(1.0, repaints)
        self._nodes = nodes
        self._boxes = Boxes[str]()

    def show_bounds(self, id: str, before: QRectF, bounds: QRectF) -> None:
        """A node stands elsewhere now, or has another size; nowhere if its bounds are null."""
        if bounds.isNull():
            self._boxes.remove(id)
        else:
            self._boxes[id] = edges_of(bounds)
        self.repaint_moved(before, bounds)

    def near(self, area: QRectF) -> list[NodeItem]:
        """The nodes whose bounds meet a part of the scene."""
        return [self._nodes[id] for id in self._boxes.meeting((area,))]

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        shown = [self._nodes[id] for id in self._boxes.meeting(self.parts(option, widget))]
        if widget is None:
            for item in shown:
                painter.save()
                painter.translate(item.pos())
                item.paint_whole(painter)
                painter.restore()
        elif shown:
            _paint_on_screen(painter, shown)


def _paint_on_screen(painter: QPainter, shown: list[NodeItem]) -> None:
    """Nearly all are a copied picture with lines of text; the few others are painted by the item."""
    to_screen = painter.worldTransform()
    zoom, dx, dy = to_screen.m11(), to_screen.dx(), to_screen.dy()
    scale = zoom, painter.device().devicePixelRatioF()
    readable = can_be_read(*scale)
    painter.resetTransform()
    for item in shown:
        item.is_read = readable
        x, y = dx + item.x() * zoom, dy + item.y() * zoom
        if not item.has_plate:
            painter.setWorldTransform(QTransform(zoom, 0.0, 0.0, zoom, x, y))
            item.paint_whole(painter)
            painter.setOpacity(1.0)
            painter.resetTransform()
            continue
        is_faint = item.is_faint
        if is_faint:
            painter.setOpacity(FAINT)
        item.copy_plate(painter, x, y, scale)
        if readable and item.written:
            painter.setWorldTransform(QTransform(zoom, 0.0, 0.0, zoom, x, y))
            for text in item.written:
                text.paint(painter)
            painter.resetTransform()
        if is_faint:
            painter.setOpacity(1.0)
    painter.setWorldTransform(to_screen)
