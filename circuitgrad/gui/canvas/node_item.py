"""A node on the canvas: where it is and how it looks, which the scene tells it. `NodeLayer` has it painted."""

from __future__ import annotations

from collections.abc import Callable
from math import floor

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from circuitgrad.circuit import Node
from circuitgrad.circuit.changes import NodeChanged
from circuitgrad.gui.canvas.detail import FAR, is_readable
from circuitgrad.gui.canvas.marks import BYPASSED, paint_dot, paint_passage, paint_pin
from circuitgrad.gui.canvas.node_look import NodeLook
from circuitgrad.gui.canvas.node_paint import (
    paint_arrow,
    paint_body,
    paint_face,
    paint_halo,
    paint_ports,
    paint_stub,
)
from circuitgrad.gui.canvas.node_texts import Written, caption_width, has_capsule, texts
from circuitgrad.gui.canvas.style import FAINT, CanvasStyle
from circuitgrad.layout.geometry import CAPTION_HEIGHT, STUB, capsule_width, node_size, port_offset

PORT_REACH = 14.0
ARROW_ROOM = 34.0
HALO_ROOM = 14.0
CAPSULE_ROOM = 8.0
CAPTION_ROOM = 2.0
"""How far slanted letters reach beyond what is measured of them."""
PLATE_ROOM = 16.0
"""How far halo, glow, ports and pin reach beyond the body."""

TellBounds = Callable[[str, QRectF, QRectF], None]


class NodeItem(QGraphicsItem):
    """One node: an input is a pill with name and value, an operator a rounded square with its symbol.

    Args:
        node: its record.
        ports: how many input ports it shows.
        style: what it is painted with.
        tell_bounds: called with the node, its bounds in the scene so far and its new ones: that is painted anew.
        from_afar: whether the nodes are painted from arrays, and this one only where a hand marks it.

    Attributes:
        looks: the looks of which it shows one, None for none yet.
        is_read: whether its texts were painted at last.
    """

    def __init__(
        self, node: Node, ports: int, style: CanvasStyle, tell_bounds: TellBounds, *, from_afar: bool = False
    ) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)
        self.from_afar, self._tell_bounds = from_afar, tell_bounds
        self.looks: object = None
        self.setZValue(1.0)
        self.setAcceptHoverEvents(False)
        self.canvas_style = style
        self.selected = self.hovered = False
        self.lit_port: int | None = None
        self.dimmed = False
        self.extra_port = False
        self.look = NodeLook()
        self.wired: frozenset[int] = frozenset()
        self.feeds = 0
        self.is_read = False
        self._bounds, self._told = QRectF(), QRectF()
        self._plate: QPixmap | None = None
        self._scale, self._corner = (0.0, 0.0), (0.0, 0.0)
        self._written: tuple[Written, ...] | None = None
        self.node, self.ports = node, ports
        self._measure()
        self.stand_at(QPointF(*node.position))

    # What it shows

    def show_node(self, node: Node, ports: int) -> None:
        """Takes over a record: size, text and place follow."""
        before, ports_before = self.node, self.ports
        self.node, self.ports = node, ports
        if ports != ports_before or node.pinned != before.pinned or not NodeChanged(before, node).only_looks:
            self._measure()
        self.stand_at(QPointF(*node.position))

    def _measure(self) -> None:
        width, height = node_size(self.node, self.ports)
        self.body = QRectF(-width / 2, -height / 2, width, height)
        self._forget()
        self._fit()

    def stand_at(self, spot: QPointF) -> None:
        """Moves it, whatever its record says."""
        if spot != self.pos():
            self.setPos(spot)
        self._tell()

    def show_look(self, look: NodeLook) -> None:
        """Takes over what is shown besides the record."""
        before = self.look
        if look is before or look == before:
            return
        self.look, self._written = look, None
        same_plate = look.from_afar == before.from_afar and look.face == before.face
        if not same_plate:
            self._plate = None
        self._fit()
        if self.is_read or not same_plate:
            self._tell()

    def show_wiring(self, wired: frozenset[int], feeds: int) -> None:
        """Takes over which input ports have a wire, and how many wires start here."""
        differs = wired != self.wired
        self.wired, self.feeds = wired, feeds
        if differs:
            self.repaint()

    def show_style(self, style: CanvasStyle) -> None:
        """Takes over a style."""
        self.canvas_style = style
        self._forget()

    def mark(self, *, selected: bool | None = None, hovered: bool | None = None, dimmed: bool | None = None) -> None:
        """Changes how it is highlighted; None leaves as it is."""
        before = (self.selected, self.hovered, self.dimmed)
        self.selected = before[0] if selected is None else selected
        self.hovered = before[1] if hovered is None else hovered
        self.dimmed = before[2] if dimmed is None else dimmed
        if before != (self.selected, self.hovered, self.dimmed):
            self.repaint()

    def repaint(self) -> None:
        """Has it painted anew, as it looks otherwise."""
        self._forget()
        self._tell()

    def _tell(self) -> None:
        before, self._told = self._told, self._bounds.translated(self.pos())
        self._tell_bounds(self.node.id, before, self._told)

    def _forget(self) -> None:
        """It looks otherwise now: what was composed to be painted is made again."""
        self._plate = self._written = None

    @property
    def is_marked(self) -> bool:
        """Whether a hand highlights it."""
        return self.hovered or self.dimmed or self.extra_port or self.lit_port is not None

    def light_port(self, port: int | None, *, extra: bool = False) -> None:
        """Lights an input port (−1: the output), and shows one port more where any number is taken."""
        if (port, extra) != (self.lit_port, self.extra_port):
            self.prepareGeometryChange()
            self.lit_port, self.extra_port = port, extra
            self.repaint()

    # Where things are, in the item's own coordinates

    def input_spot(self, port: int) -> QPointF:
        """Where an input port is; the one beyond the last is below it."""
        y = port_offset(port, self.ports, self.body.height())
        return QPointF(self.body.left(), min(y, self.body.bottom()) if port < self.ports else self.body.bottom())

    def output_spot(self) -> QPointF:
        """Where the output port is."""
        return QPointF(self.body.right(), 0.0)

    def port_at(self, spot: QPointF) -> int | None:
        """The input port near this place, −1 for the output, None where there is none."""
        if self.node.record.dot and self.body.contains(spot):
            return None  # a hand on the dot moves it; wires are drawn from beside it
        if _near(spot, self.output_spot()):
            return -1
        distances = [(_distance(spot, self.input_spot(port)), port) for port in self.open_ports]
        nearest = min(distances, default=(PORT_REACH, None))
        return nearest[1] if nearest[0] < PORT_REACH else None

    @property
    def open_ports(self) -> range:
        """Its input ports, with the one beyond the last while a wire in the hand could take it."""
        return range(self.ports + (1 if self.extra_port else 0))

    def is_on_number(self, spot: QPointF) -> bool:
        """Whether a place in the scene is on an input's number, where it can be dragged and edited."""
        area = self.body.adjusted(self.body.width() * 0.42, 0, 0, 0)
        return self.node.is_leaf and area.contains(self.mapFromScene(spot))

    def boundingRect(self) -> QRectF:  # noqa: N802
        return self._bounds

    def _fit(self) -> None:
        left = ARROW_ROOM if self.node.is_leaf else HALO_ROOM
        right = STUB + capsule_width(self.node) + CAPSULE_ROOM if self.look.has_stub else HALO_ROOM
        if self.look.caption or self.look.total:
            beyond = caption_width(self) / 2 - self.body.right() + CAPTION_ROOM
            left, right = max(left, beyond), max(right, beyond)
        bounds = self.body.adjusted(-left, -HALO_ROOM, right, HALO_ROOM + CAPTION_HEIGHT)
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRect(self.body.adjusted(-PORT_REACH, -3, PORT_REACH, 3 + (PORT_REACH if self.extra_port else 0)))
        return path

    # Painting

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Nothing: `NodeLayer` does."""

    @property
    def is_faint(self) -> bool:
        """Whether it steps back: a wire in the hand does not fit, or others are lit."""
        return self.dimmed or self.look.faint

    @property
    def has_plate(self) -> bool:
        """Whether all of it but texts can be copied from a picture. A dot cannot: its wire lies on no whole pixels."""
        return not (self.from_afar or self.node.record.dot)

    def copy_plate(self, painter: QPainter, x: float, y: float, scale: tuple[float, float]) -> None:
        """Paints all but its texts, on whole pixels of the screen.

        Args:
            painter: in pixels of the view.
            x, y: where its middle is there.
            scale: the zoom, and pixels of the screen for each pixel.
        """
        plate, zoom, ratio = self._plate, *scale
        if plate is None or scale != self._scale:
            area = self._plate_area()
            plate = self.canvas_style.sprites.picture(self._plate_key(area), area, scale, self._paint_plate)
            self._plate, self._scale, self._corner = plate, scale, (area.left() * zoom, area.top() * zoom)
        left, top = self._corner
        # Not round(), which takes halves to even numbers: a scrolled node would jump by a pixel when next painted.
        left, top = floor((x + left) * ratio + 0.5) / ratio, floor((y + top) * ratio + 0.5) / ratio
        painter.drawPixmap(QPointF(left, top), plate)

    @property
    def written(self) -> tuple[Written, ...]:
        """What is written on it and beside it, in its own coordinates."""
        if self._written is None:
            self._written = tuple(texts(self))
        return self._written

    def paint_whole(self, painter: QPainter) -> None:
        """Paints it in its own coordinates, in lines and letters; the painter may be left with another opacity."""
        if self.from_afar:
            self._paint_from_afar(painter)
            return
        painter.setOpacity(FAINT if self.is_faint else 1.0)
        if self.node.record.dot:
            self._paint_dot(painter)
        else:
            self._paint_plate(painter)
        if is_readable(painter):
            for text in self.written:
                text.paint(painter)

    def _plate_area(self) -> QRectF:
        left = ARROW_ROOM if self.node.is_leaf and self.look.effect is not None else PLATE_ROOM
        right = STUB + capsule_width(self.node) + CAPSULE_ROOM if self.look.has_stub else PLATE_ROOM
        return self.body.adjusted(-left, -PLATE_ROOM, right, PLATE_ROOM)

    def _plate_key(self, area: QRectF) -> tuple[object, ...]:
        """All that the plate depends on: nodes with the same share a picture of it."""
        node, body, look = self.node, self.body, self.look
        flags = node.is_leaf, node.bypassed, node.pinned, self.selected, self.hovered, self.extra_port, self.lit_port
        size = body.width(), body.height(), area.width(), has_capsule(self)
        return look.face, look.from_afar, size, self.ports, self.wired, flags

    def _paint_plate(self, painter: QPainter) -> None:
        """What many nodes have in common: all but names and numbers."""
        readable = is_readable(painter)
        if self.look.has_stub:
            paint_stub(self, painter, readable=readable)
        paint_halo(self, painter)
        opacity = painter.opacity()
        if self.node.bypassed:
            painter.setOpacity(opacity * BYPASSED)
        paint_body(self, painter)
        if painter.worldTransform().m11() >= FAR and not self.node.is_leaf:
            paint_face(self, painter)
        if self.node.bypassed:
            painter.setOpacity(opacity)
            paint_passage(painter, self.canvas_style, self.input_spot(0), self.output_spot())
        if readable:
            paint_ports(self, painter)
            self._paint_pin(painter)
            if self.node.is_leaf:
                paint_arrow(self, painter)

    def _paint_from_afar(self, painter: QPainter) -> None:
        """Over the box that the arrays paint."""
        style = self.canvas_style
        if self.hovered or self.lit_port is not None:
            painter.fillRect(self.body, style.accent if self.lit_port is not None else style.ink.color())
        elif self.dimmed:
            painter.fillRect(self.body, style.label_ground)

    def _paint_dot(self, painter: QPainter) -> None:
        look, readable = self.look, is_readable(painter)
        if look.has_stub:
            paint_stub(self, painter, readable=readable)
        paint_halo(self, painter)
        paint_dot(painter, self.canvas_style, self.body, is_objective=look.is_objective, troubled=look.troubled)
        if readable:
            if self.lit_port is not None:
                paint_ports(self, painter)
            self._paint_pin(painter)

    def _paint_pin(self, painter: QPainter) -> None:
        if self.node.pinned:
            paint_pin(painter, self.canvas_style, self.body.topRight())


def _distance(a: QPointF, b: QPointF) -> float:
    return float((a - b).manhattanLength())


def _near(a: QPointF, b: QPointF) -> bool:
    return _distance(a, b) < PORT_REACH
