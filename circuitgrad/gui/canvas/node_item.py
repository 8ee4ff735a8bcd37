"""A node on the canvas. It paints what the scene tells it and knows neither circuit nor results."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from circuitgrad.circuit import Node
from circuitgrad.gui.canvas.detail import FAR, READABLE
from circuitgrad.gui.canvas.fitting import fitted, parted
from circuitgrad.gui.canvas.marks import BYPASSED, paint_dot, paint_passage, paint_pin
from circuitgrad.gui.canvas.style import CanvasStyle, line, share_step, with_alpha
from circuitgrad.gui.names import pretty_name
from circuitgrad.layout.geometry import CAPTION_HEIGHT, STUB, capsule_width, node_size, port_offset

PORT_RADIUS = 3.6
PORT_REACH = 14.0
ARROW_ROOM = 34.0
HALO_ROOM = 14.0
PLATE_ROOM = 16.0
"""How far halo, glow, ports and pin reach beyond the body."""
FACE_LENGTHS = (1, 3, 5)
"""Up to how many characters each font of the symbols serves, the largest font first."""
NAME_ROOM = 24.0
"""So much is kept for the name of an input, however long its number is."""


@dataclass(frozen=True, slots=True)
class NodeLook:
    """Everything that a node shows besides its own record.

    Args:
        face: the text in the middle of an operator.
        caption: the line under the node, and the part of it in the gradient's colour (the sum over several wires).
        value: an input's number, or on a stub the node's value.
        gradient: on a stub, the node's gradient.
        effect: "raises", "lowers" or "none"; None before a backward pass and for all but inputs.
        share: |gradient| relative to the largest, which is the strength of the halo.
        rank: the input's place by |gradient|, from 1.
        is_objective: whether this is the node whose gradients are shown.
        has_stub: whether a line leads out of it although it feeds nothing.
        troubled: whether a problem stands here.
    """

    face: str = ""
    caption: str = ""
    total: str = ""
    value: str = ""
    gradient: str = ""
    effect: str | None = None
    share: float = 0.0
    rank: int | None = None
    is_objective: bool = False
    has_stub: bool = False
    troubled: bool = False

    @property
    def from_afar(self) -> tuple[object, ...]:
        """What can be told apart of it where no text is painted."""
        strength = share_step(self.share)
        return self.effect, strength, self.is_objective, self.has_stub, self.troubled, bool(self.gradient)


class NodeItem(QGraphicsItem):
    """One node: an input is a pill with name and value, an operator a rounded square with its symbol.

    Args:
        node: its record.
        ports: how many input ports it shows.
        style: what it is painted with.
        from_afar: whether the nodes are painted from arrays, and this one only where a hand marks it.

    Attributes:
        looks: the looks of which it shows one, None for none yet.
    """

    def __init__(self, node: Node, ports: int, style: CanvasStyle, *, from_afar: bool = False) -> None:
        super().__init__()
        self.from_afar = from_afar
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
        self._is_read = False
        self.show_node(node, ports)

    # What it shows

    def show_node(self, node: Node, ports: int) -> None:
        """Takes over a record: size, text and place follow."""
        self.prepareGeometryChange()
        self.node, self.ports = node, ports
        width, height = node_size(node, ports)
        self.body = QRectF(-width / 2, -height / 2, width, height)
        self._fit()
        self.setPos(*node.position)
        self.update()

    def show_look(self, look: NodeLook) -> None:
        """Takes over what is shown besides the record."""
        before = self.look
        if look is before or look == before:
            return
        if look.has_stub != before.has_stub:
            self.prepareGeometryChange()
        self.look = look
        self._fit()
        if self._is_read or look.from_afar != before.from_afar:
            self.update()

    def show_wiring(self, wired: frozenset[int], feeds: int) -> None:
        """Takes over which input ports have a wire, and how many wires start here."""
        if wired != self.wired:
            self.update()
        self.wired, self.feeds = wired, feeds

    def mark(self, *, selected: bool | None = None, hovered: bool | None = None, dimmed: bool | None = None) -> None:
        """Changes how it is highlighted; None leaves as it is."""
        before = (self.selected, self.hovered, self.dimmed)
        self.selected = before[0] if selected is None else selected
        self.hovered = before[1] if hovered is None else hovered
        self.dimmed = before[2] if dimmed is None else dimmed
        if before != (self.selected, self.hovered, self.dimmed):
            self.update()

    @property
    def is_marked(self) -> bool:
        """Whether a hand highlights it."""
        return self.hovered or self.dimmed or self.extra_port or self.lit_port is not None

    def light_port(self, port: int | None, *, extra: bool = False) -> None:
        """Lights an input port (−1: the output), and shows one port more where any number is taken."""
        if (port, extra) != (self.lit_port, self.extra_port):
            self.prepareGeometryChange()
            self.lit_port, self.extra_port = port, extra
            self.update()

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
        distances = [(_distance(spot, self.input_spot(port)), port) for port in self._open_ports()]
        nearest = min(distances, default=(PORT_REACH, None))
        return nearest[1] if nearest[0] < PORT_REACH else None

    def _open_ports(self) -> range:
        return range(self.ports + (1 if self.extra_port else 0))

    def is_on_number(self, spot: QPointF) -> bool:
        """Whether a place in the scene is on an input's number, where it can be dragged and edited."""
        area = self.body.adjusted(self.body.width() * 0.42, 0, 0, 0)
        return self.node.is_leaf and area.contains(self.mapFromScene(spot))

    def boundingRect(self) -> QRectF:  # noqa: N802
        return self._bounds

    def _fit(self) -> None:
        left = ARROW_ROOM if self.node.is_leaf else HALO_ROOM
        right = STUB + capsule_width(self.node) + 8 if self.look.has_stub else HALO_ROOM
        self._bounds = self.body.adjusted(-left, -HALO_ROOM, right, HALO_ROOM + CAPTION_HEIGHT)

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRect(self.body.adjusted(-PORT_REACH, -3, PORT_REACH, 3 + (PORT_REACH if self.extra_port else 0)))
        return path

    # Painting

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self.from_afar:
            self._paint_from_afar(painter)
            return
        zoom = painter.worldTransform().m11()
        readable = zoom >= READABLE
        if widget is not None:  # on the screen, not in a picture
            self._is_read = readable
        painter.setOpacity(0.35 if self.dimmed else 1.0)
        if self.look.has_stub:
            self._paint_stub(painter, readable)
        if self.node.record.dot:
            self._paint_halo(painter)
            self._paint_dot(painter, readable)
            return
        if widget is None:
            self._paint_plate(painter)
        else:
            area = self.body.adjusted(-PLATE_ROOM, -PLATE_ROOM, PLATE_ROOM, PLATE_ROOM)
            self.canvas_style.sprites.paint(painter, self._plate_key(), area, self._paint_plate)
        if readable:
            if self.node.is_leaf:
                self._paint_input(painter)
            self._paint_caption(painter)

    def _plate_key(self) -> tuple[object, ...]:
        """All that the plate depends on: nodes with the same share a picture of it."""
        node, body, look = self.node, self.body, self.look
        flags = node.is_leaf, node.bypassed, node.pinned, self.selected, self.hovered, self.extra_port, self.lit_port
        return look.face, look.from_afar, body.width(), body.height(), self.ports, self.wired, flags

    def _paint_plate(self, painter: QPainter) -> None:
        """What many nodes have in common: all but names and numbers."""
        zoom = painter.worldTransform().m11()
        self._paint_halo(painter)
        opacity = painter.opacity()
        if self.node.bypassed:
            painter.setOpacity(opacity * BYPASSED)
        self._paint_body(painter)
        if zoom >= FAR and not self.node.is_leaf:
            self._paint_face(painter)
        if self.node.bypassed:
            painter.setOpacity(opacity)
            paint_passage(painter, self.canvas_style, self.input_spot(0), self.output_spot())
        if zoom >= READABLE:
            self._paint_ports(painter)
            self._paint_pin(painter)

    def _paint_from_afar(self, painter: QPainter) -> None:
        """Over the box that the arrays paint."""
        style = self.canvas_style
        if self.hovered or self.lit_port is not None:
            painter.fillRect(self.body, style.accent if self.lit_port is not None else style.ink.color())
        elif self.dimmed:
            painter.fillRect(self.body, style.label_ground)

    def _paint_dot(self, painter: QPainter, readable: bool) -> None:
        look = self.look
        paint_dot(painter, self.canvas_style, self.body, is_objective=look.is_objective, troubled=look.troubled)
        if readable:
            self._paint_caption(painter)
            if self.lit_port is not None:
                self._paint_ports(painter)
            self._paint_pin(painter)

    def _paint_pin(self, painter: QPainter) -> None:
        if self.node.pinned:
            paint_pin(painter, self.canvas_style, self.body.topRight())

    def _radius(self) -> float:
        return self.body.height() / 2 if self.node.is_leaf or self.node.record.dot else 9.0

    def _paint_halo(self, painter: QPainter) -> None:
        style, look = self.canvas_style, self.look
        radius = self._radius()
        if look.effect in {"raises", "lowers"}:
            width = 2.0 + 5.0 * look.share
            color = style.effect(look.effect)
            color.setAlphaF(0.14 + 0.24 * look.share)
            painter.setPen(line(color, 2 * width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.body, radius, radius)
        if self.selected or self.hovered:
            glow = style.theme.accent if self.selected else style.theme.node_line
            painter.setPen(line(with_alpha(glow, 0.9 if self.selected else 0.35), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.body.adjusted(-5, -5, 5, 5), radius + 5, radius + 5)

    def _paint_body(self, painter: QPainter) -> None:
        style, radius = self.canvas_style, self._radius()
        pen = style.node_line
        if self.look.effect in {"raises", "lowers"}:
            pen = line(style.effect(self.look.effect), 1.6)
        elif self.look.troubled:
            pen = line(style.theme.lowers, 1.4)
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(style.objective if self.look.is_objective else style.node)
        painter.drawRoundedRect(self.body, radius, radius)

    def _paint_input(self, painter: QPainter) -> None:
        style = self.canvas_style
        inner = self.body.adjusted(14, 0, -14, 0)
        ink = style.objective_ink if self.look.is_objective else style.ink
        painter.setPen(ink)
        center = Qt.AlignmentFlag.AlignVCenter
        number_fonts = style.input_number_font, style.number_font
        if self.node.is_literal:
            number, font = fitted(self.look.value, self.body.width() - 12, number_fonts)
            painter.setFont(font)
            painter.drawText(self.body, Qt.AlignmentFlag.AlignCenter, number)
        else:
            number, font = fitted(self.look.value, inner.width() - NAME_ROOM, number_fonts)
            painter.setFont(font)
            painter.drawText(inner, center | Qt.AlignmentFlag.AlignRight, number)
            taken = painter.fontMetrics().horizontalAdvance(number) + 4
            painter.setFont(style.name_font)
            name = painter.fontMetrics().elidedText(
                pretty_name(self.node.label), Qt.TextElideMode.ElideRight, int(inner.width() - taken)
            )
            painter.drawText(inner, center | Qt.AlignmentFlag.AlignLeft, name)
        self._paint_arrow(painter)

    def _paint_arrow(self, painter: QPainter) -> None:
        """▲ raises, ▼ lowers, – neither; under it the rank by strength."""
        effect = self.look.effect
        if effect is None:
            return
        style = self.canvas_style
        x = self.body.left() - 20.0
        path = QPainterPath()
        if effect == "none":
            path.addRect(QRectF(x - 5, -1, 10, 2))
        else:
            sign = -1.0 if effect == "raises" else 1.0
            path.moveTo(x - 5.5, -sign * 4.5 - 4)
            path.lineTo(x + 5.5, -sign * 4.5 - 4)
            path.lineTo(x, sign * 4.5 - 4)
            path.closeSubpath()
        painter.fillPath(path, style.effect(effect))
        if self.look.rank is not None:
            painter.setPen(style.soft_ink)
            painter.setFont(style.rank_font)
            painter.drawText(QRectF(x - 12, 3, 24, 14), Qt.AlignmentFlag.AlignCenter, str(self.look.rank))

    def _paint_face(self, painter: QPainter) -> None:
        style, face = self.canvas_style, self.look.face
        painter.setPen(style.objective_ink if self.look.is_objective else style.ink)
        fonts = style.sign_font, style.symbol_font, style.small_symbol_font, style.tiny_symbol_font
        if len(face) > FACE_LENGTHS[-1]:
            sign, number = parted(face)
            if number:  # the sign above, the number below, in as many digits as there is room for
                half = self.body.height() / 2
                painter.setFont(style.small_symbol_font)
                painter.drawText(self.body.adjusted(0, 4, 0, 4 - half), Qt.AlignmentFlag.AlignCenter, sign)
                number, font = fitted(number, self.body.width() - 8, (style.tiny_symbol_font,))
                painter.setFont(font)
                painter.drawText(self.body.adjusted(0, half - 4, 0, -4), Qt.AlignmentFlag.AlignCenter, number)
                return
        painter.setFont(fonts[bisect_left(FACE_LENGTHS, len(face))])
        painter.drawText(self.body, Qt.AlignmentFlag.AlignCenter, face)

    def _paint_caption(self, painter: QPainter) -> None:
        look, style = self.look, self.canvas_style
        if not look.caption and not look.total:
            return
        metrics = style.caption_metrics if self.node.is_leaf else style.caption_name_metrics
        gap = 6.0 if look.caption and look.total else 0.0
        first, second = style.width(look.caption, metrics), style.width(look.total, style.number_metrics)
        x = -(first + gap + second) / 2
        middle = self.body.bottom() + (4.0 if look.share == 0.0 else 6.0) + CAPTION_HEIGHT / 2
        if look.caption:
            painter.setFont(style.caption_font if self.node.is_leaf else style.caption_name_font)
            painter.setPen(style.soft_ink)
            painter.drawText(QPointF(x, middle - metrics.height() / 2 + metrics.ascent()), look.caption)
        if look.total:
            metrics = style.number_metrics
            painter.setFont(style.number_font)
            painter.setPen(style.gradient)
            place = QPointF(x + first + gap, middle - metrics.height() / 2 + metrics.ascent())
            painter.drawText(place, look.total)

    def _paint_ports(self, painter: QPainter) -> None:
        style = self.canvas_style
        for port in self._open_ports():
            lit = port == self.lit_port
            painter.setPen(style.accent_line if lit else QPen(Qt.PenStyle.NoPen))
            painter.setBrush(style.accent if lit else style.node_line.color() if port in self.wired else style.node)
            if port not in self.wired and not lit:
                painter.setPen(style.node_line)
            radius = PORT_RADIUS + (2.0 if lit else 0.0)
            painter.drawEllipse(self.input_spot(port), radius, radius)
        lit = self.lit_port == -1
        painter.setPen(style.accent_line if lit else style.node_line)
        painter.setBrush(style.accent if lit else style.node)
        painter.drawEllipse(
            self.output_spot(), PORT_RADIUS + (2.0 if lit else 0.0), PORT_RADIUS + (2.0 if lit else 0.0)
        )

    def _paint_stub(self, painter: QPainter, readable: bool) -> None:
        """The line out of a node that feeds nothing, its value and gradient, and the objective's name at its end."""
        style, look = self.canvas_style, self.look
        start, end = self.body.right(), self.body.right() + STUB
        painter.setPen(
            style.wire_pen(1.0 if look.is_objective and look.gradient else 0.0, selected=False, hovered=False)
        )
        painter.drawLine(QPointF(start, 0), QPointF(end, 0))
        if not readable:
            return
        middle = Qt.AlignmentFlag.AlignHCenter
        area = QRectF(start + 2, -18, STUB - 4, 16)
        painter.setFont(style.value_font)
        painter.setPen(style.value)
        painter.drawText(area, middle | Qt.AlignmentFlag.AlignVCenter, look.value)
        painter.setFont(style.number_font)
        painter.setPen(style.gradient)
        painter.drawText(area.translated(0, 20), middle | Qt.AlignmentFlag.AlignVCenter, look.gradient)
        if look.is_objective or self.node.name:
            self._paint_capsule(painter, QRectF(end, -14, capsule_width(self.node), 28))

    def _paint_capsule(self, painter: QPainter, capsule: QRectF) -> None:
        """The name at the end of the stub; the objective's is filled."""
        style, look = self.canvas_style, self.look
        painter.setPen(QPen(Qt.PenStyle.NoPen) if look.is_objective else style.node_line)
        painter.setBrush(style.objective if look.is_objective else style.node)
        painter.drawRoundedRect(capsule, 14, 14)
        painter.setFont(style.name_font)
        painter.setPen(style.objective_ink if look.is_objective else style.ink)
        name = painter.fontMetrics().elidedText(
            pretty_name(self.node.name or "f"), Qt.TextElideMode.ElideRight, int(capsule.width() - 12)
        )
        painter.drawText(capsule, Qt.AlignmentFlag.AlignCenter, name)


def _distance(a: QPointF, b: QPointF) -> float:
    return float((a - b).manhattanLength())


def _near(a: QPointF, b: QPointF) -> bool:
    return _distance(a, b) < PORT_REACH
