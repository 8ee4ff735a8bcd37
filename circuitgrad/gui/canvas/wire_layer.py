"""All wires in view, painted in one go; their items only say where they are, how they look, and what hits them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from circuitgrad.circuit import Wire
from circuitgrad.gui.canvas.boxes import Boxes, edges_of, rect_of
from circuitgrad.gui.canvas.layer import Layer, Repaints
from circuitgrad.gui.canvas.wire_item import WireItem

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.still_picture import StillPicture

SOON: Final = 2
"""A wire that changes again within so many frames is likely to go on."""


class WireLayer(Layer):
    """Paints each wire that has a way.

    Args:
        wires: the wires that may be in view, kept up to date by the scene.
        repaints: has parts of them painted anew.

    Attributes:
        still: the picture of what does not change; None as long as there is none.
    """

    def __init__(self, wires: Mapping[Wire, WireItem], repaints: Repaints) -> None:
        super().__init__(0.0, repaints)
        self._wires = wires
        self._boxes = Boxes[Wire]()
        self._loose: set[Wire] = set()
        self._changed: dict[Wire, int] = {}
        self.still: StillPicture | None = None

    def show_bounds(self, wire: Wire, before: QRectF, bounds: QRectF) -> None:
        """A wire runs elsewhere now; nowhere if its bounds are null."""
        if self.still is not None:
            self._stir(self.still, wire, bounds)
        if bounds.isNull():
            self._boxes.remove(wire)
        else:
            self._boxes[wire] = edges_of(bounds)
        self.repaint_moved(before, bounds)

    def _stir(self, still: StillPicture, wire: Wire, bounds: QRectF) -> None:
        """A wire that changes again and again is loose; where one has changed for once the picture is mended."""
        if wire not in self._loose:
            last, self._changed[wire] = self._changed.get(wire), still.frame
            box = self._boxes.get(wire)
            if box is not None:
                still.forget(rect_of(box))
            if last is not None and 0 < still.frame - last <= SOON:
                self._loose.add(wire)
                still.wait()
            else:
                still.forget(bounds)
        if bounds.isNull():
            self._loose.discard(wire)
            self._changed.pop(wire, None)

    def settle(self, *, repaint: bool) -> None:
        """No wire is loose any more; `repaint` those that were, as parts of the picture."""
        loose, self._loose = self._loose, set()
        self._changed.clear()
        if repaint and self.still is not None:
            for wire in loose:
                area = rect_of(self._boxes[wire])
                self.still.forget(area)
                self.repaint(area)

    def near(self, area: QRectF) -> list[WireItem]:
        """The wires whose bounds meet a part of the scene."""
        return [self._wires[wire] for wire in self._boxes.meeting((area,))]

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        on_picture = widget is not None and self.still is not None and self.still.is_shown
        if on_picture and not self._loose:
            return
        shown = self._boxes.meeting(self.parts(option, widget))
        if on_picture:
            shown = [wire for wire in shown if wire in self._loose]
        self._paint(painter, shown, None if widget is None else painter.worldTransform().m11())

    def paint_still(self, painter: QPainter, area: QRectF) -> None:
        """Paints those in a part of the scene that are not loose."""
        shown = self._boxes.meeting((area,))
        if self._loose:
            shown = [wire for wire in shown if wire not in self._loose]
        self._paint(painter, shown, painter.worldTransform().m11())

    def _paint(self, painter: QPainter, shown: Sequence[Wire], zoom: float | None) -> None:
        """Those with the same pen after each other, as a painter is slow to change pens; highlighted ones at last.

        Strong wires lie over weak ones, whichever of them are painted together.
        """
        if not shown:
            return
        plain: dict[int, tuple[QPen, list[QPainterPath]]] = {}
        marked: list[tuple[QPen, QPainterPath]] = []
        for wire in shown:
            item = self._wires[wire]
            pen = item.pen(zoom)
            if item.is_marked or item.is_lit:
                marked.append((pen, item.line))
            elif not item.from_afar:
                plain.setdefault(id(pen), (pen, []))[1].append(item.line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        draw = painter.drawPath
        for pen, lines in sorted(plain.values(), key=_strength):
            painter.setPen(pen)
            for line in lines:
                draw(line)
        for pen, line in marked:
            painter.setPen(pen)
            draw(line)


def _strength(each: tuple[QPen, list[QPainterPath]]) -> tuple[int, float]:
    pen = each[0]
    return pen.color().alpha(), pen.widthF()
