"""A wire on the canvas: a curve with its value above and its gradient below."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from circuitgrad.circuit import Wire
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.canvas.node_item import READABLE
from circuitgrad.gui.canvas.style import CanvasStyle, share_step
from circuitgrad.layout.geometry import Rect
from circuitgrad.layout.labels import LabelSpot
from circuitgrad.layout.routes import Path

END_REACH = 18.0
ALIGNMENTS = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "centre": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


class WireItem(QGraphicsItem):
    """One wire. The scene tells it its curve, where its labels stand, and its numbers."""

    def __init__(self, wire: Wire, style: CanvasStyle) -> None:
        super().__init__()
        self.setZValue(0.0)
        self.wire, self.canvas_style = wire, style
        self.selected = self.hovered = self.cut = False
        self.share = 0.0
        self._numbers: tuple[float | None, float | None, int] = (None, None, 3)
        self._texts: tuple[str, str] | None = ("", "")
        self.spot: LabelSpot | None = None
        self._path = QPainterPath()
        self._bounds = QRectF()

    def show_path(self, way: Path) -> None:
        """Takes over where it runs."""
        self.prepareGeometryChange()
        self.way = way
        path = QPainterPath(QPointF(*way.start))
        for piece in way.pieces:
            path.cubicTo(QPointF(*piece.leave), QPointF(*piece.arrive), QPointF(*piece.end))
        self._path = path
        self._fit()

    def show_spot(self, spot: LabelSpot | None) -> None:
        """Takes over where its labels stand; None hides them."""
        if spot != self.spot:
            self.prepareGeometryChange()
            self.spot = spot
            self._fit()

    def show_numbers(self, value: float | None, gradient: float | None, share: float, digits: int) -> None:
        """Takes over what the labels say, with so many digits, and |gradient| relative to the largest."""
        numbers = value, gradient, digits
        if numbers != self._numbers:
            self._numbers, self._texts = numbers, None
        if share != self.share:
            looks_other = share_step(share) != share_step(self.share)
            self.share = share
            if looks_other:
                self.update()

    @property
    def texts(self) -> tuple[str, str]:
        """Value and gradient as the labels say them, made when somebody wants to read them; empty for no number."""
        if self._texts is None:
            value, gradient, digits = self._numbers
            self._texts = _short(value, digits), _short(gradient, digits)
        return self._texts

    @property
    def value(self) -> str:
        """The value as the label says it."""
        return self.texts[0]

    @property
    def gradient(self) -> str:
        """The gradient as the label says it."""
        return self.texts[1]

    def mark(self, *, selected: bool | None = None, hovered: bool | None = None, cut: bool | None = None) -> None:
        """Changes how it is highlighted; None leaves as it is."""
        before = (self.selected, self.hovered, self.cut)
        self.selected = before[0] if selected is None else selected
        self.hovered = before[1] if hovered is None else hovered
        self.cut = before[2] if cut is None else cut
        if before != (self.selected, self.hovered, self.cut):
            self.update()

    def _fit(self) -> None:
        bounds = self._path.controlPointRect().adjusted(-4, -4, 4, 4)
        if self.spot is not None:
            bounds = bounds.united(_qrect(self.spot.value)).united(_qrect(self.spot.gradient)).adjusted(-2, -2, 2, 2)
        self._bounds = bounds

    def end_at(self, spot: QPointF) -> str | None:
        """Which end is near this place: "source", "target" or None."""
        for name, end in (("target", self.way.end), ("source", self.way.start)):
            if (spot - QPointF(*end)).manhattanLength() < END_REACH:
                return name
        return None

    def crosses(self, path: QPainterPath) -> bool:
        """Whether it meets another path, such as a cut."""
        return self.shape().intersects(path)

    def boundingRect(self) -> QRectF:  # noqa: N802
        return self._bounds

    def shape(self) -> QPainterPath:
        stroker = QPainterPathStroker()
        stroker.setWidth(10.0)
        return stroker.createStroke(self._path)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        style = self.canvas_style
        pen = style.wire_pen(self.share, selected=self.selected, hovered=self.hovered)
        if self.cut:
            pen = QPen(pen)
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path)


class WireLabels(QGraphicsItem):
    """The two numbers of a wire. They stand above all wires and nodes, so that no line runs through a digit."""

    def __init__(self, item: WireItem) -> None:
        super().__init__()
        self.setZValue(2.0)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._wire = item
        self._bounds = QRectF()
        self._painted: tuple[str, str] | None = None

    def follow(self) -> None:
        """Takes over the place from the wire."""
        self.prepareGeometryChange()
        spot = self._wire.spot
        if spot is None:
            self._bounds = QRectF()
        else:
            self._bounds = _qrect(spot.value).united(_qrect(spot.gradient)).adjusted(-2, -2, 2, 2)
        self.update()

    def catch_up(self) -> None:
        """Takes over the numbers from the wire; what nobody can read on the screen need not be painted again."""
        if self._painted is not None and self._painted != self._wire.texts:
            self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        return self._bounds

    def shape(self) -> QPainterPath:
        return QPainterPath()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        spot, style = self._wire.spot, self._wire.canvas_style
        readable = spot is not None and painter.worldTransform().m11() >= READABLE
        if widget is not None:  # on the screen, not in a picture
            self._painted = self._wire.texts if readable else None
        if spot is None or not readable:
            return
        value, gradient = self._wire.texts
        painter.setFont(style.value_font)
        self._write(painter, spot.value, spot.align, value, style.value)
        painter.setFont(style.number_font)
        self._write(painter, spot.gradient, spot.align, gradient, style.gradient)

    def _write(self, painter: QPainter, rect: Rect, align: str, text: str, pen: QPen) -> None:
        if not text:
            return
        area = _qrect(rect)
        flags = ALIGNMENTS[align] | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        ground = painter.boundingRect(area, flags, text).adjusted(-1.5, 1, 1.5, -1)
        painter.fillRect(ground, self._wire.canvas_style.label_ground)
        painter.setPen(pen)
        painter.drawText(area, flags, text)


def _short(value: float | None, digits: int) -> str:
    return "" if value is None else short_number(value, digits)


def _qrect(rect: Rect) -> QRectF:
    return QRectF(rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top)
