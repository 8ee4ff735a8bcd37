"""What stands at a place of the scene, found through Qt's index of the items, or from afar through the arrays."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from circuitgrad.circuit import Wire
from circuitgrad.gui.canvas.node_item import ARROW_ROOM, HALO_ROOM, PORT_REACH, NodeItem
from circuitgrad.gui.canvas.wire_item import WireItem
from circuitgrad.layout.geometry import CAPSULE_MOST, CAPTION_HEIGHT, STUB

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.arrays import Box
    from circuitgrad.gui.canvas.scene import CanvasScene

BODY_MARGIN = 3.0
PIXELS = 4.0
"""From afar a hand need not be more exact than this."""
WIRE_REACH = 14.0
"""However far away, a wire takes no more of the ground than this to each side, so that boxes can be drawn there."""


def node_at(scene: CanvasScene, spot: QPointF) -> NodeItem | None:
    """The node whose body is here."""
    if scene.is_far:
        return _far_node_at(scene, spot)
    for item in scene.items(spot):
        if isinstance(item, NodeItem) and _grown(item.body, BODY_MARGIN).contains(item.mapFromScene(spot)):
            return item
    return None


def _far_node_at(scene: CanvasScene, spot: QPointF) -> NodeItem | None:
    """The nearest of the nodes that are here, or nearly."""
    reach = max(BODY_MARGIN, PIXELS / scene.zoom / 2)
    ids = ids_in(scene, QRectF(spot.x() - reach, spot.y() - reach, 2 * reach, 2 * reach))
    items = [scene.stage.node(id) for id in ids]
    return min(items, key=lambda item: _distance(item.pos(), spot), default=None)


def port_at(scene: CanvasScene, spot: QPointF) -> tuple[NodeItem, int] | None:
    """The port near here: the node and the input port, or −1 for the output."""
    reach = QRectF(spot.x() - PORT_REACH, spot.y() - PORT_REACH, 2 * PORT_REACH, 2 * PORT_REACH)
    if scene.is_far:
        near: Collection[object] = [scene.stage.node(id) for id in ids_in(scene, reach)]
    else:
        near = scene.near(reach)
    for item in near:
        if isinstance(item, NodeItem):
            port = item.port_at(item.mapFromScene(spot))
            if port is not None:
                return item, port
    return None


def wire_at(scene: CanvasScene, spot: QPointF) -> WireItem | None:
    """The wire that runs here."""
    if scene.is_far and scene.arrays is not None:
        wires = scene.arrays.straight_wires_at(spot.x(), spot.y(), min(PIXELS / scene.zoom, WIRE_REACH))
        return scene.stage.wire(wires[0]) if wires else None
    for item in scene.items(spot):
        if isinstance(item, WireItem):
            return item
    return None


def ids_in(scene: CanvasScene, area: QRectF) -> list[str]:
    """The nodes whose body meets a part of the scene."""
    if scene.arrays is not None:
        return scene.arrays.nodes_in(_box(area))
    found = (item for item in scene.near(area) if isinstance(item, NodeItem))
    return [item.node.id for item in found if item.mapRectToScene(item.body).intersects(area)]


def wires_in(scene: CanvasScene, area: QRectF) -> list[Wire]:
    """The wires that could run through a part of the scene."""
    if scene.arrays is not None:
        return scene.arrays.wires_in(_box(area))
    return [item.wire for item in scene.near(area) if isinstance(item, WireItem)]


def drawn_rect(scene: CanvasScene, ids: Collection[str] | None) -> QRectF:
    """What nodes, wires and remarks cover, or only these nodes; empty for none."""
    rect = scene.remarks.drawn_rect() if ids is None else QRectF()
    nodes, wires = scene.stage.nodes, scene.stage.wires
    if scene.arrays is not None:
        bounds = scene.arrays.bounds(ids)
        if bounds is not None:
            left, top, right, bottom = bounds
            body = QRectF(left, top, right - left, bottom - top)
            rect = rect.united(body.adjusted(-ARROW_ROOM, -HALO_ROOM, STUB + CAPSULE_MOST, HALO_ROOM + CAPTION_HEIGHT))
    for id in nodes if ids is None else nodes.keys() & set(ids):
        rect = rect.united(nodes[id].sceneBoundingRect())
    if ids is None:
        for item in wires.values():
            rect = rect.united(item.boundingRect())
            if item.spot is not None:
                left, top, right, bottom = item.spot.whole
                rect = rect.united(QRectF(left, top, right - left, bottom - top))
    return rect


def _box(area: QRectF) -> Box:
    from circuitgrad.gui.canvas.arrays import Box  # loads NumPy: only where arrays are there already

    return Box(area.left(), area.top(), area.right(), area.bottom())


def _grown(rect: QRectF, by: float) -> QRectF:
    return rect.adjusted(-by, -by, by, by)


def _distance(a: QPointF, b: QPointF) -> float:
    return float((a - b).manhattanLength())
