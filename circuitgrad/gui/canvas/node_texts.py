"""What is written on a node and beside it: each a line of text with its place, composed once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from circuitgrad.gui.canvas.fitting import fitted
from circuitgrad.gui.names import pretty_name
from circuitgrad.layout.geometry import CAPTION_HEIGHT, STUB, capsule_width

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.node_item import NodeItem

PILL_MARGIN: Final = 14.0
NAME_ROOM: Final = 24.0
"""So much is kept for the name of an input, however long its number is."""
ARROW_AWAY: Final = 20.0
"""How far to the left of an input the arrow stands that says what it does to the objective."""
CAPSULE_HEIGHT: Final = 28.0
LEFT, RIGHT, MIDDLE = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter


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


def _aligned(
    area: QRectF, align: Qt.AlignmentFlag, text: str, width: float, metrics: QFontMetricsF, font: QFont, pen: QPen
) -> Written:
    """A line of text in a rectangle: at its left, at its right or in its middle, and always half way down."""
    free = area.width() - width
    left = 0.0 if align is LEFT else free if align is RIGHT else free / 2
    down = (area.height() - metrics.height()) / 2 + metrics.ascent()
    return Written(QPointF(area.x() + left, area.y() + down), text, font, pen)


def _measured(area: QRectF, align: Qt.AlignmentFlag, text: str, font: QFont, pen: QPen) -> Written:
    """The same for a text whose width nobody knows yet."""
    metrics = QFontMetricsF(font)
    return _aligned(area, align, text, metrics.horizontalAdvance(text), metrics, font, pen)


def texts(item: NodeItem) -> list[Written]:
    """All that is written on and beside a node, in its own coordinates; not the symbol of an operator."""
    shown = _stub(item) if item.look.has_stub else []
    if item.node.is_leaf:
        shown += _input(item)
    return [text for text in (*shown, *_caption(item)) if text.text]


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


def _input(item: NodeItem) -> list[Written]:
    """Number and name of an input, and its rank by strength; ? where nobody can tell what it does to the objective."""
    style, look = item.canvas_style, item.look
    pen, shown = style.objective_ink if look.is_objective else style.ink, input_texts(item)
    if item.node.is_literal:
        written = [_measured(item.body, MIDDLE, shown.number, shown.font, pen)]
    else:
        inner = item.body.adjusted(PILL_MARGIN, 0, -PILL_MARGIN, 0)
        name = _measured(inner, LEFT, shown.name, style.name_font, pen)
        written = [_measured(inner, RIGHT, shown.number, shown.font, pen), name]
    left = item.body.left() - ARROW_AWAY - 12.0
    if look.effect == "undefined":
        area = QRectF(left, -12, 24, 24)
        written.append(_measured(area, MIDDLE, "?", style.small_symbol_font, style.warning_ink))
    elif look.effect is not None and look.rank is not None:
        area = QRectF(left, 3, 24, 14)
        written.append(_measured(area, MIDDLE, str(look.rank), style.rank_font, style.soft_ink))
    return written


def _stub(item: NodeItem) -> list[Written]:
    """Value and gradient on the line out of a node that feeds nothing, and the name at its end."""
    style, look, area = item.canvas_style, item.look, QRectF(item.body.right() + 2, -18, STUB - 4, 16)
    written = []
    for text, font, metrics, pen in (
        (look.value, style.value_font, style.value_metrics, style.value),
        (look.gradient, style.number_font, style.number_metrics, style.gradient),
    ):
        written.append(_aligned(area, MIDDLE, text, style.width(text, metrics), metrics, font, pen))
        area = area.translated(0, 20)
    if has_capsule(item):
        room, ink = capsule(item).width() - 12, style.objective_ink if look.is_objective else style.ink
        name = style.name_metrics.elidedText(pretty_name(item.node.name or "f"), Qt.TextElideMode.ElideRight, room)
        written.append(_measured(capsule(item), MIDDLE, name, style.name_font, ink))
    return written


def has_capsule(item: NodeItem) -> bool:
    """Whether a name stands at the end of its stub."""
    return item.look.has_stub and bool(item.look.is_objective or item.node.name)


def capsule(item: NodeItem) -> QRectF:
    """Where that is."""
    left = item.body.right() + STUB
    return QRectF(left, -CAPSULE_HEIGHT / 2, capsule_width(item.node), CAPSULE_HEIGHT)


def _caption(item: NodeItem) -> list[Written]:
    """The line under the node: its role or name, and the sum of its gradients."""
    look, style, written = item.look, item.canvas_style, list[Written]()
    if not look.caption and not look.total:
        return written
    total = total_rect(item)
    middle = total.y() + total.height() / 2
    if look.caption:
        metrics = style.caption_metrics if item.node.is_leaf else style.caption_name_metrics
        font = style.caption_font if item.node.is_leaf else style.caption_name_font
        place = QPointF(-total.right(), middle - metrics.height() / 2 + metrics.ascent())
        written.append(Written(place, look.caption, font, style.soft_ink))
    if look.total:
        metrics = style.number_metrics
        place = QPointF(total.x(), middle - metrics.height() / 2 + metrics.ascent())
        written.append(Written(place, look.total, style.number_font, style.gradient))
    return written


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
