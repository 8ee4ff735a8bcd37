"""What frames and notes on the canvas have in common: a rectangle that can be grabbed at its edges."""

from __future__ import annotations

from collections.abc import Callable
from enum import Flag, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from circuitgrad.circuit import Frame, Rect, Remark
from circuitgrad.frozen import replace
from circuitgrad.gui.canvas.style import CanvasStyle

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.still_picture import StillPicture

EDGE_PIXELS = 6.0
"""How near the pointer must be to an edge to grab it, in pixels of the screen."""
GLOW = 4.0


class Zone(Flag):
    """The parts of a remark that a hand can grab; a corner is two edges."""

    NONE = 0
    BODY = auto()
    LEFT = auto()
    TOP = auto()
    RIGHT = auto()
    BOTTOM = auto()


EDGES = Zone.LEFT | Zone.TOP | Zone.RIGHT | Zone.BOTTOM
CURSORS = {
    Zone.NONE: Qt.CursorShape.ArrowCursor,
    Zone.BODY: Qt.CursorShape.SizeAllCursor,
    Zone.LEFT: Qt.CursorShape.SizeHorCursor,
    Zone.RIGHT: Qt.CursorShape.SizeHorCursor,
    Zone.TOP: Qt.CursorShape.SizeVerCursor,
    Zone.BOTTOM: Qt.CursorShape.SizeVerCursor,
    Zone.LEFT | Zone.TOP: Qt.CursorShape.SizeFDiagCursor,
    Zone.RIGHT | Zone.BOTTOM: Qt.CursorShape.SizeFDiagCursor,
    Zone.RIGHT | Zone.TOP: Qt.CursorShape.SizeBDiagCursor,
    Zone.LEFT | Zone.BOTTOM: Qt.CursorShape.SizeBDiagCursor,
}
"""What the pointer looks like over each part."""


def written_on(remark: Remark) -> str:
    """A frame's title, a note's text."""
    return remark.title if isinstance(remark, Frame) else remark.text


def with_text(remark: Remark, text: str) -> Remark:
    """The same remark with another title or text."""
    return replace(remark, title=text) if isinstance(remark, Frame) else replace(remark, text=text)


class RemarkItem(QGraphicsItem):
    """A frame or note; subclasses paint it and say which part of it moves it.

    Args:
        remark: what is shown.
        style: what it is painted with.
        still: gives the picture that it is a part of while it does not change; None for none.
    """

    def __init__(self, remark: Remark, style: CanvasStyle, still: Callable[[], StillPicture | None]) -> None:
        super().__init__()
        self.canvas_style = style
        self._still = still
        self.selected = self.is_edited = False
        self.remark = remark
        self._take_rect(remark.rect)

    def show_remark(self, remark: Remark) -> None:
        """Takes over a record: place, size and text follow."""
        if remark.rect != self.remark.rect:
            self.leave_picture()
            self.prepareGeometryChange()
            self._take_rect(remark.rect)
        self.remark = remark
        self.leave_picture()
        self.update()

    def _take_rect(self, rect: Rect) -> None:
        left, top, width, height = rect
        self.area = QRectF(0.0, 0.0, width, height)
        self.setPos(left, top)

    def mark(self, *, selected: bool | None = None, edited: bool | None = None) -> None:
        """Changes how it is highlighted, and whether its text stands in an open field; None leaves as it is."""
        before = self.selected, self.is_edited
        self.selected = before[0] if selected is None else selected
        self.is_edited = before[1] if edited is None else edited
        if before != (self.selected, self.is_edited):
            self.leave_picture()
            self.update()

    def leave_picture(self) -> None:
        """The picture of what stands still does not show it as it is, or no longer does."""
        still = self._still()
        if still is not None:
            still.forget(self.sceneBoundingRect())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paints it where the picture has not done so already."""
        still = None if widget is None else self._still()
        if still is None or not still.is_shown:
            self.draw(painter)

    def draw(self, painter: QPainter) -> None:
        """Paints it in its own coordinates."""
        raise NotImplementedError

    @property
    def body(self) -> QRectF:
        """The part that moves it when it is dragged, and opens its text when it is clicked twice."""
        return self.area

    def zone_at(self, spot: QPointF, zoom: float) -> Zone:
        """Which part of it is at a place of the scene.

        Args:
            spot: the place.
            zoom: the view's, so that edges are as wide for the hand at any zoom.
        """
        reach = EDGE_PIXELS / zoom
        place = self.mapFromScene(spot)
        if not self.area.adjusted(-reach, -reach, reach, reach).contains(place):
            return Zone.NONE
        near_x, near_y = min(reach, self.area.width() / 4), min(reach, self.area.height() / 4)
        zone = Zone.NONE
        if place.x() < near_x:
            zone |= Zone.LEFT
        elif place.x() > self.area.right() - near_x:
            zone |= Zone.RIGHT
        if place.y() < near_y:
            zone |= Zone.TOP
        elif place.y() > self.area.bottom() - near_y:
            zone |= Zone.BOTTOM
        return zone or (Zone.BODY if self.body.contains(place) else Zone.NONE)

    def boundingRect(self) -> QRectF:  # noqa: N802
        return self.area.adjusted(-GLOW, -GLOW, GLOW, GLOW)

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRect(self.area)
        return path
