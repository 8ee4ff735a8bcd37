"""The numbers of all wires in view, painted in one go over wires and nodes, so that no line runs through a digit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from circuitgrad.circuit import Wire
from circuitgrad.gui.canvas.boxes import Boxes, edges_of, rect_of
from circuitgrad.gui.canvas.detail import is_readable
from circuitgrad.gui.canvas.layer import Layer, Repaints
from circuitgrad.gui.canvas.style import FAINT, CanvasStyle
from circuitgrad.gui.canvas.wire_item import WireItem
from circuitgrad.layout.geometry import Rect
from circuitgrad.layout.labels import LabelSpot

ROOM = 24.0
"""A number may be so much wider than its spot."""
MANY = 24
"""When more labels than this change, all that is in view is painted anew: that is faster than many small parts."""


class Label(NamedTuple):
    """A number of a wire: the ground under it, where its baseline starts, the text, and how wide that is."""

    ground: QRectF
    place: QPointF
    text: str
    width: float


class LabelLayer(Layer):
    """Paints two numbers for each wire that has a spot.

    Args:
        wires: the wires that may be in view, kept up to date by the scene.
        style: what it is painted with.
        repaints: has parts of them painted anew.
    """

    def __init__(self, wires: Mapping[Wire, WireItem], style: CanvasStyle, repaints: Repaints) -> None:
        super().__init__(2.0, repaints)
        self._wires = wires
        self.canvas_style = style
        self._boxes = Boxes[Wire]()
        self._texts: dict[Wire, tuple[Label, Label]] = {}
        self._old: set[Wire] = set()

    def show_spot(self, item: WireItem, spot: LabelSpot | None) -> None:
        """Moves the labels of a wire; None hides them."""
        if spot == item.spot:
            return
        item.spot = spot
        self._texts.pop(item.wire, None)
        before, area = self._boxes.get(item.wire), QRectF() if spot is None else _around(spot)
        if spot is None:
            self._boxes.remove(item.wire)
        else:
            self._boxes[item.wire] = edges_of(area)
        self.repaint_moved(QRectF() if before is None else rect_of(before), area)

    def show_others(self, items: Sequence[WireItem]) -> None:
        """Paints the labels of these wires anew, as they say something else."""
        self._old.update([item.wire for item in items])
        seen = self._repaints.seen
        if len(items) > MANY and not seen.isEmpty():
            near = set(self._boxes.meeting((seen,)))
            items = [item for item in items if item.wire in near]
        if len(items) > MANY:
            self.repaint_all()
            return
        for item in items:
            if item.spot is not None:
                self.repaint(_around(item.spot))

    def near(self, area: QRectF) -> list[WireItem]:
        """The wires whose numbers stand in a part of the scene."""
        return [self._wires[wire] for wire in self._boxes.meeting((area,))]

    def show_style(self, style: CanvasStyle) -> None:
        """Takes over a style."""
        self.canvas_style = style
        self._texts.clear()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if not is_readable(painter):
            return
        near = self._boxes.meeting(self.parts(option, widget))
        if near:
            faint = {wire for wire in near if self._wires[wire].is_faint}
            if faint:
                painter.setOpacity(FAINT)
                self._paint(painter, [self._labels(wire) for wire in near if wire in faint])
                painter.setOpacity(1.0)
            self._paint(painter, [self._labels(wire) for wire in near if wire not in faint])

    def _paint(self, painter: QPainter, shown: Sequence[tuple[Label, Label]]) -> None:
        """Grounds first, then all values, then all gradients: a painter is slow to change pens and fonts."""
        style = self.canvas_style
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.label_ground)
        painter.drawRects([label.ground for labels in shown for label in labels if label.text])
        for which, font, pen in ((0, style.value_font, style.value), (1, style.number_font, style.gradient)):
            painter.setFont(font)
            painter.setPen(pen)
            for labels in shown:
                label = labels[which]
                if label.text:
                    painter.drawText(label.place, label.text)

    def ground(self, wire: Wire, which: int) -> QRectF:
        """What a number of a wire that has a spot covers: its value (0) or its gradient (1)."""
        return self._labels(wire)[which].ground

    def _labels(self, wire: Wire) -> tuple[Label, Label]:
        """The two numbers of a wire and where they stand, kept until one of both changes."""
        known = self._texts.get(wire)
        if known is not None and wire not in self._old:
            return known
        self._old.discard(wire)
        item, style = self._wires[wire], self.canvas_style
        spot = item.spot
        if spot is None:
            raise ValueError("a wire without a spot has no labels")
        value, gradient = item.texts
        before = (None, None) if known is None else known
        labels = self._texts[wire] = (
            _label(spot.value, spot.align, value, style, style.value_metrics, before[0]),
            _label(spot.gradient, spot.align, gradient, style, style.number_metrics, before[1]),
        )
        return labels


def _label(
    rect: Rect, align: str, text: str, style: CanvasStyle, metrics: QFontMetricsF, before: Label | None
) -> Label:
    """A number in its place, which is the one before where it is as wide."""
    width = style.width(text, metrics)
    if before is not None and before.width == width:
        return Label(before.ground, before.place, text, width)
    free, height = rect.right - rect.left - width, metrics.height()
    left = rect.left + (0.0 if align == "left" else free if align == "right" else free / 2)
    top = (rect.top + rect.bottom - height) / 2
    ground = QRectF(left - 1.5, top + 1.0, width + 3.0, height - 2.0)
    return Label(ground, QPointF(left, top + metrics.ascent()), text, width)


def _around(spot: LabelSpot) -> QRectF:
    left, top, right, bottom = spot.whole
    return QRectF(left - ROOM, top - 2.0, right - left + 2 * ROOM, bottom - top + 4.0)
