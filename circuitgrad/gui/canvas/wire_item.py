"""A wire on the canvas: a curve with its value above and its gradient below."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from circuitgrad.circuit import Wire
from circuitgrad.gui.canvas.node_item import READABLE
from circuitgrad.gui.canvas.style import CanvasStyle
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
        self.value = self.gradient = ""
        self.share = 0.0
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

    def show_numbers(self, value: str, gradient: str, share: float) -> None:
        """Takes over what the labels say, and |gradient| relative to the largest."""
        if (value, gradient, share) != (self.value, self.gradient, self.share):
            self.value, self.gradient, self.share = value, gradient, share
            self.update()

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

    def follow(self) -> None:
        """Takes over place and numbers from the wire."""
        self.prepareGeometryChange()
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        spot = self._wire.spot
        return QRectF() if spot is None else _qrect(spot.value).united(_qrect(spot.gradient)).adjusted(-2, -2, 2, 2)

    def shape(self) -> QPainterPath:
        return QPainterPath()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        spot, style = self._wire.spot, self._wire.canvas_style
        if spot is None or painter.worldTransform().m11() < READABLE:
            return
        painter.setFont(style.value_font)
        self._write(painter, spot.value, spot.align, self._wire.value, style.value)
        painter.setFont(style.number_font)
        self._write(painter, spot.gradient, spot.align, self._wire.gradient, style.gradient)

    def _write(self, painter: QPainter, rect: Rect, align: str, text: str, pen: QPen) -> None:
        if not text:
            return
        area = _qrect(rect)
        flags = ALIGNMENTS[align] | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        ground = painter.boundingRect(area, flags, text).adjusted(-1.5, 1, 1.5, -1)
        painter.fillRect(ground, self._wire.canvas_style.label_ground)
        painter.setPen(pen)
        painter.drawText(area, flags, text)


def _qrect(rect: Rect) -> QRectF:
    return QRectF(rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top)
