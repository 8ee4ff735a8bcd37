"""How a node is painted: halo, body, symbol and ports, which alike nodes share, and what is its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from circuitgrad.gui.canvas.fitting import fitted, parted
from circuitgrad.gui.canvas.style import CanvasStyle, line, with_alpha
from circuitgrad.gui.names import pretty_name
from circuitgrad.layout.geometry import CAPTION_HEIGHT, STUB, capsule_width

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.node_item import NodeItem

PORT_RADIUS: Final = 3.6
PILL_MARGIN: Final = 14.0
NAME_ROOM: Final = 24.0
"""So much is kept for the name of an input, however long its number is."""
FACE_MARGIN: Final = 6.0
"""Between a symbol and the edges of its box."""
LONGEST_SIGN: Final = 2
WORD: Final = 2
"""The first of the fonts of symbols that is a word's."""


class InputTexts(NamedTuple):
    """What stands in an input's pill, composed once for a value and a name."""

    number: str
    font: QFont
    name: str


class Written(NamedTuple):
    """A line of text: where its baseline starts, what it says, and how it is written."""

    place: QPointF
    text: str
    font: QFont
    pen: QPen

    def paint(self, painter: QPainter) -> None:
        """Writes it."""
        painter.setFont(self.font)
        painter.setPen(self.pen)
        painter.drawText(self.place, self.text)


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


def input_texts(item: NodeItem) -> InputTexts:
    """What fits into an input's pill: the number has as many digits as leave room for the name."""
    style, shown, width = item.canvas_style, item.look.value, item.body.width()
    fonts = style.input_number_font, style.number_font
    if item.node.is_literal:
        return InputTexts(*fitted(shown, width - 12, fonts), "")
    inner = width - 2 * PILL_MARGIN
    number, font = fitted(shown, inner - NAME_ROOM, fonts)
    if QFontMetricsF(font).horizontalAdvance(number) > inner - NAME_ROOM:  # a single digit with its long power of ten
        number, font = fitted(shown, inner - NAME_ROOM, (style.rank_font,))
    room = inner - QFontMetricsF(font).horizontalAdvance(number) - 4
    name = style.name_metrics.elidedText(pretty_name(item.node.label), Qt.TextElideMode.ElideRight, room)
    return InputTexts(number, font, name)


def paint_input(item: NodeItem, painter: QPainter, texts: InputTexts) -> None:
    """Number and name of an input, and what it does to the objective."""
    style, middle = item.canvas_style, Qt.AlignmentFlag.AlignVCenter
    painter.setPen(style.objective_ink if item.look.is_objective else style.ink)
    painter.setFont(texts.font)
    if item.node.is_literal:
        painter.drawText(item.body, Qt.AlignmentFlag.AlignCenter, texts.number)
    else:
        inner = item.body.adjusted(PILL_MARGIN, 0, -PILL_MARGIN, 0)
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, texts.number)
        painter.setFont(style.name_font)
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, texts.name)
    paint_arrow(item, painter)


def paint_arrow(item: NodeItem, painter: QPainter) -> None:
    """▲ raises, ▼ lowers, – neither, ? cannot be told; under it the rank by strength."""
    effect = item.look.effect
    if effect is None:
        return
    style = item.canvas_style
    x = item.body.left() - 20.0
    if effect == "undefined":
        painter.setPen(style.warning_ink)
        painter.setFont(style.small_symbol_font)
        painter.drawText(QRectF(x - 12, -12, 24, 24), Qt.AlignmentFlag.AlignCenter, "?")
        return
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
    if item.look.rank is not None:
        painter.setPen(style.soft_ink)
        painter.setFont(style.rank_font)
        painter.drawText(QRectF(x - 12, 3, 24, 14), Qt.AlignmentFlag.AlignCenter, str(item.look.rank))


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


def caption(item: NodeItem) -> list[Written]:
    """The line under the node: its role or name, and the sum of its gradients."""
    look, style = item.look, item.canvas_style
    if not look.caption and not look.total:
        return []
    total = total_rect(item)
    middle = total.center().y()
    texts = []
    if look.caption:
        metrics = style.caption_metrics if item.node.is_leaf else style.caption_name_metrics
        font = style.caption_font if item.node.is_leaf else style.caption_name_font
        place = QPointF(-total.right(), middle - metrics.height() / 2 + metrics.ascent())
        texts.append(Written(place, look.caption, font, style.soft_ink))
    if look.total:
        metrics = style.number_metrics
        place = QPointF(total.left(), middle - metrics.height() / 2 + metrics.ascent())
        texts.append(Written(place, look.total, style.number_font, style.gradient))
    return texts


def caption_width(item: NodeItem) -> float:
    """How wide the line under a node is: its role or name, and the sum of its gradients."""
    look, style = item.look, item.canvas_style
    metrics = style.caption_metrics if item.node.is_leaf else style.caption_name_metrics
    gap = 6.0 if look.caption and look.total else 0.0
    return style.width(look.caption, metrics) + gap + style.width(look.total, style.number_metrics)


def total_rect(item: NodeItem) -> QRectF:
    """Where the sum of a node's gradients stands, in the item's own coordinates: behind its role or name.

    Both together are in the middle, so that the caption begins as far left as the sum ends right.
    """
    look, style = item.look, item.canvas_style
    whole, second = caption_width(item), style.width(look.total, style.number_metrics)
    top = item.body.bottom() + (4.0 if look.share == 0.0 else 6.0)
    return QRectF(whole / 2 - second, top, second, CAPTION_HEIGHT)


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


def paint_stub(item: NodeItem, painter: QPainter, readable: bool) -> None:
    """The line out of a node that feeds nothing, its value and gradient, and the objective's name at its end."""
    style, look = item.canvas_style, item.look
    start, end = item.body.right(), item.body.right() + STUB
    painter.setPen(style.wire_pen(1.0 if look.is_objective and look.gradient else 0.0, selected=False, hovered=False))
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
    if look.is_objective or item.node.name:
        paint_capsule(item, painter, QRectF(end, -14, capsule_width(item.node), 28))


def paint_capsule(item: NodeItem, painter: QPainter, capsule: QRectF) -> None:
    """The name at the end of the stub; the objective's is filled."""
    style, look = item.canvas_style, item.look
    painter.setPen(QPen(Qt.PenStyle.NoPen) if look.is_objective else style.node_line)
    painter.setBrush(style.objective if look.is_objective else style.node)
    painter.drawRoundedRect(capsule, 14, 14)
    painter.setFont(style.name_font)
    painter.setPen(style.objective_ink if look.is_objective else style.ink)
    name = painter.fontMetrics().elidedText(
        pretty_name(item.node.name or "f"), Qt.TextElideMode.ElideRight, int(capsule.width() - 12)
    )
    painter.drawText(capsule, Qt.AlignmentFlag.AlignCenter, name)
