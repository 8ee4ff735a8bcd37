"""How a node is painted: halo, body, symbol, ports and stub, all of which nodes that look alike share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from circuitgrad.gui.canvas.fitting import fitted, parted
from circuitgrad.gui.canvas.node_texts import ARROW_AWAY, capsule, has_capsule
from circuitgrad.gui.canvas.style import CanvasStyle, line, with_alpha
from circuitgrad.layout.geometry import STUB

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.node_item import NodeItem

PORT_RADIUS: Final = 3.6
FACE_MARGIN: Final = 6.0
"""Between a symbol and the edges of its box."""
LONGEST_SIGN: Final = 2
WORD: Final = 2
"""The first of the fonts of symbols that is a word's."""


def radius_of(item: NodeItem) -> float:
    """Of its corners."""
    return item.body.height() / 2 if item.node.is_leaf or item.node.record.dot else 9.0


def paint_halo(item: NodeItem, painter: QPainter) -> None:
    """What is raised or lowered has a halo as wide as it is strong; what is selected or under the hand, a glow."""
    style, look = item.canvas_style, item.look
    radius = radius_of(item)
    if look.effect in {"raises", "lowers"}:
        width = 2.0 + 5.0 * look.share
        color = style.effect(look.effect)
        color.setAlphaF(0.14 + 0.24 * look.share)
        painter.setPen(line(color, 2 * width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(item.body, radius, radius)
    if look.tone is not None:
        painter.setPen(line(style.tone(look.tone), 2.6))
        painter.setBrush(with_alpha(style.tone(look.tone).name(), 0.12))
        painter.drawRoundedRect(item.body.adjusted(-4, -4, 4, 4), radius + 4, radius + 4)
    if item.selected or item.hovered:
        glow = style.theme.accent if item.selected else style.theme.node_line
        painter.setPen(line(with_alpha(glow, 0.9 if item.selected else 0.35), 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(item.body.adjusted(-5, -5, 5, 5), radius + 5, radius + 5)


def paint_body(item: NodeItem, painter: QPainter) -> None:
    """The box, or the pill."""
    style, radius = item.canvas_style, radius_of(item)
    pen = style.node_line
    if item.look.effect in {"raises", "lowers"}:
        pen = line(style.effect(item.look.effect), 1.6)
    elif item.look.troubled:
        pen = line(style.theme.lowers, 1.4)
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(style.objective if item.look.is_objective else style.node)
    painter.drawRoundedRect(item.body, radius, radius)


def paint_face(item: NodeItem, painter: QPainter) -> None:
    """The symbol in the middle of an operator; a long number under its sign."""
    style, face = item.canvas_style, item.look.face
    painter.setPen(style.objective_ink if item.look.is_objective else style.ink)
    sign, number = parted(face)
    room = item.body.width() - 2 * FACE_MARGIN
    if number and QFontMetricsF(style.face_fonts[-1]).horizontalAdvance(face) > room:
        half = item.body.height() / 2
        painter.setFont(style.small_symbol_font)
        painter.drawText(item.body.adjusted(0, 4, 0, 4 - half), Qt.AlignmentFlag.AlignCenter, sign)
        number, font = fitted(number, item.body.width() - 8, (style.tiny_symbol_font,))
        painter.setFont(font)
        painter.drawText(item.body.adjusted(0, half - 4, 0, -4), Qt.AlignmentFlag.AlignCenter, number)
        return
    painter.setFont(face_font(style, face, room))
    painter.drawText(item.body, Qt.AlignmentFlag.AlignCenter, face)


def face_font(style: CanvasStyle, face: str, room: float) -> QFont:
    """The font of a symbol: signs are large, words small and all alike where there is room.

    Args:
        style: whose fonts there are to choose from.
        face: the symbol.
        room: how wide it may be, in scene units.
    """
    if len(face) == 1:
        return style.sign_font
    fonts = style.face_fonts[WORD:] if face.isalpha() and len(face) > LONGEST_SIGN else style.face_fonts
    fitting = (font for font in fonts if QFontMetricsF(font).horizontalAdvance(face) <= room)
    return next(fitting, style.face_fonts[-1])


def paint_ports(item: NodeItem, painter: QPainter) -> None:
    """Where wires begin and end; the one that a wire in the hand would take is lit."""
    style = item.canvas_style
    for port in item.open_ports:
        lit = port == item.lit_port
        painter.setPen(style.accent_line if lit else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(style.accent if lit else style.node_line.color() if port in item.wired else style.node)
        if port not in item.wired and not lit:
            painter.setPen(style.node_line)
        radius = PORT_RADIUS + (2.0 if lit else 0.0)
        painter.drawEllipse(item.input_spot(port), radius, radius)
    lit = item.lit_port == -1
    painter.setPen(style.accent_line if lit else style.node_line)
    painter.setBrush(style.accent if lit else style.node)
    painter.drawEllipse(item.output_spot(), PORT_RADIUS + (2.0 if lit else 0.0), PORT_RADIUS + (2.0 if lit else 0.0))


def paint_arrow(item: NodeItem, painter: QPainter) -> None:
    """▲ raises, ▼ lowers, – neither."""
    effect = item.look.effect
    if effect is None or effect == "undefined":
        return
    x = item.body.left() - ARROW_AWAY
    path = QPainterPath()
    if effect == "none":
        path.addRect(QRectF(x - 5, -1, 10, 2))
    else:
        sign = -1.0 if effect == "raises" else 1.0
        path.moveTo(x - 5.5, -sign * 4.5 - 4)
        path.lineTo(x + 5.5, -sign * 4.5 - 4)
        path.lineTo(x, sign * 4.5 - 4)
        path.closeSubpath()
    painter.fillPath(path, item.canvas_style.effect(effect))


def paint_stub(item: NodeItem, painter: QPainter, *, readable: bool) -> None:
    """The line out of a node that feeds nothing, and what its name stands in at its end, filled for the objective."""
    style, look = item.canvas_style, item.look
    start, end = item.body.right(), item.body.right() + STUB
    painter.setPen(style.wire_pen(1.0 if look.is_objective and look.gradient else 0.0, selected=False, hovered=False))
    painter.drawLine(QPointF(start, 0), QPointF(end, 0))
    if readable and has_capsule(item):
        painter.setPen(QPen(Qt.PenStyle.NoPen) if look.is_objective else style.node_line)
        painter.setBrush(style.objective if look.is_objective else style.node)
        painter.drawRoundedRect(capsule(item), 14, 14)
