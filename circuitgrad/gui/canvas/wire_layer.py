"""All wires in view, painted in one go; their items only say where they are, how they look, and what hits them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from circuitgrad.circuit import Wire
from circuitgrad.gui.canvas.layer import Edges, Layer, edges_of, meeting
from circuitgrad.gui.canvas.wire_item import WireItem


class WireLayer(Layer):
    """Paints each wire that has a way.

    Args:
        wires: the wires that may be in view, kept up to date by the scene.
    """

    def __init__(self, wires: Mapping[Wire, WireItem]) -> None:
        super().__init__(0.0)
        self._wires = wires
        self._boxes: dict[Wire, Edges] = {}

    def show_bounds(self, wire: Wire, before: QRectF, bounds: QRectF) -> None:
        """A wire runs elsewhere now; nowhere if its bounds are null."""
        if bounds.isNull():
            self._boxes.pop(wire, None)
        else:
            self._boxes[wire] = edges_of(bounds)
        self.repaint_moved(before, bounds)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Those with the same pen after each other, as a painter is slow to change pens; highlighted ones at last."""
        shown = meeting(self._boxes, self.parts(option, widget))
        if not shown:
            return
        zoom = None if widget is None else painter.worldTransform().m11()
        plain: dict[int, tuple[QPen, list[QPainterPath]]] = {}
        marked: list[tuple[QPen, QPainterPath]] = []
        for wire in shown:
            item = self._wires[wire]
            pen = item.pen(zoom)
            if item.is_marked or item.is_lit:
                marked.append((pen, item.line))
            elif not item.from_afar:
                plain.setdefault(id(pen), (pen, []))[1].append(item.line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        draw = painter.drawPath
        for pen, lines in plain.values():
            painter.setPen(pen)
            for line in lines:
                draw(line)
        for pen, line in marked:
            painter.setPen(pen)
            draw(line)
