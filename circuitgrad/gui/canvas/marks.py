"""How a node shows what is special about it: that it is a reroute dot, bypassed, or pinned."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from circuitgrad.gui.canvas.style import CanvasStyle, line

DOT_RADIUS: Final = 5.0
BYPASSED: Final = 0.38
"""Opacity of a bypassed operator."""
PASSING: Final = 0.2
"""How strong the wire through a dot or a bypassed operator is drawn, from 0 to 1."""


def paint_dot(painter: QPainter, style: CanvasStyle, body: QRectF, *, is_objective: bool, troubled: bool) -> None:
    """A dot where a node's box would stand, and the wire through it.

    Args:
        painter: in the node's own coordinates.
        style: the palette.
        body: the place that the node takes up.
        is_objective: whether the gradients are of this node.
        troubled: whether a problem stands here.
    """
    painter.setPen(style.wire_pen(PASSING, selected=False, hovered=False))
    painter.drawLine(QPointF(body.left(), 0.0), QPointF(body.right(), 0.0))
    painter.setPen(_dashed(style) if troubled else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(style.objective if is_objective else style.wire_pen(0.0, selected=False, hovered=False).color())
    radius = DOT_RADIUS + (1.5 if troubled or is_objective else 0.0)
    painter.drawEllipse(QPointF(0.0, 0.0), radius, radius)


def _dashed(style: CanvasStyle) -> QPen:
    pen = line(style.theme.lowers, 1.4)
    pen.setStyle(Qt.PenStyle.DashLine)
    return pen


def paint_passage(painter: QPainter, style: CanvasStyle, into: QPointF, out: QPointF) -> None:
    """The wire that runs through a bypassed operator, from its first input port to its output."""
    bend = (out.x() - into.x()) * 0.45
    path = QPainterPath(into)
    path.cubicTo(into + QPointF(bend, 0.0), out - QPointF(bend, 0.0), out)
    painter.setPen(style.wire_pen(PASSING, selected=False, hovered=False))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def paint_pin(painter: QPainter, style: CanvasStyle, corner: QPointF) -> None:
    """A small drawing pin at a node's upper right corner, its needle to the left and down."""
    painter.save()
    painter.translate(corner)
    painter.rotate(45.0)
    ink = style.soft_ink.color()
    painter.setPen(line(ink, 1.3))
    painter.drawLine(QPointF(0.0, 3.0), QPointF(0.0, 9.0))
    painter.drawLine(QPointF(-4.0, 3.0), QPointF(4.0, 3.0))
    painter.setBrush(ink)
    painter.drawRect(QRectF(-2.0, -3.0, 4.0, 5.5))
    painter.drawLine(QPointF(-3.0, -3.5), QPointF(3.0, -3.5))
    painter.restore()
