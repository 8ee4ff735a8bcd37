"""What stands in a part of the canvas, found through the scene's index instead of by looking at everything."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPainterPathStroker

from circuitgrad.circuit import Wire
from circuitgrad.gui.canvas.node_item import NodeItem
from circuitgrad.gui.canvas.scene import CanvasScene
from circuitgrad.gui.canvas.wire_item import WireItem
from circuitgrad.layout.geometry import wire_curve

DODGE = 48.0
"""A wire that makes way for a node is still this near."""


def nodes_in(canvas: CanvasScene, area: QRectF) -> list[NodeItem]:
    """The nodes whose body meets a part of the scene."""
    return [canvas.stage.node(id) for id in canvas.ids_in(area)]


def wires_across(canvas: CanvasScene, path: QPainterPath) -> list[WireItem]:
    """The wires that cross a line, uppermost first."""
    if canvas.is_far and canvas.arrays is not None:
        points = [(spot.x(), spot.y()) for part in path.toSubpathPolygons() for spot in part.toList()]
        return [canvas.stage.wire(wire) for wire in canvas.arrays.straight_wires_across(points)]
    line = _stroke(path)
    found = canvas.near(line.boundingRect())
    return [item for item in found if isinstance(item, WireItem) and item.crosses(line)]


def _stroke(path: QPainterPath) -> QPainterPath:
    """The line itself: a bare path counts as the whole area that it would enclose."""
    stroker = QPainterPathStroker()
    stroker.setWidth(1.0)
    return stroker.createStroke(path)


def wire_through(canvas: CanvasScene, area: QRectF, *, but: frozenset[str] = frozenset()) -> WireItem | None:
    """The wire that runs through a part of the scene, or would if it did not make way for what is held there.

    Args:
        canvas: the scene.
        area: that part.
        but: nodes whose wires are left aside.
    """
    if canvas.is_far and canvas.arrays is not None:
        middle, reach = area.center(), min(area.width(), area.height()) / 2
        wires = canvas.arrays.straight_wires_at(middle.x(), middle.y(), reach)
        free = (wire for wire in wires if wire.source not in but and wire.target not in but)
        return next(map(canvas.stage.wire, free), None)
    spot = QPainterPath()
    spot.addRect(area)
    for item in canvas.near(area.adjusted(-DODGE, -DODGE, DODGE, DODGE)):
        if not isinstance(item, WireItem) or item.wire.source in but or item.wire.target in but:
            continue
        if item.crosses(spot) or _stroke(direct_path(canvas, item.wire)).intersects(spot):
            return item
    return None


def direct_path(canvas: CanvasScene, wire: Wire) -> QPainterPath:
    """The curve from port to port, whatever stands in its way."""
    source, target = canvas.node_items[wire.source], canvas.node_items[wire.target]
    return curve_path(source.mapToScene(source.output_spot()), target.mapToScene(target.input_spot(wire.port)))


def curve_path(start: QPointF, end: QPointF) -> QPainterPath:
    """The curve of a wire between two places."""
    curve = wire_curve((start.x(), start.y()), (end.x(), end.y()))
    path = QPainterPath(QPointF(*curve.start))
    path.cubicTo(QPointF(*curve.leave), QPointF(*curve.arrive), QPointF(*curve.end))
    return path
