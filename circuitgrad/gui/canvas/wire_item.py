"""A wire on the canvas: where it runs and how it looks. `WireLayer` paints it, and `LabelLayer` its two numbers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from circuitgrad.circuit import Position, Wire
from circuitgrad.gui.canvas.looks import Looks, shown_number
from circuitgrad.gui.canvas.style import CanvasStyle, share_step
from circuitgrad.gui.canvas.wire_marks import WireMarks
from circuitgrad.layout.geometry import Rect
from circuitgrad.layout.labels import LabelSpot
from circuitgrad.layout.routes import Path

END_REACH = 18.0
HAIRLINE = 1.36
"""A wire that is not wider than this on the screen, in pixels, is painted one pixel wide."""
TellBounds = Callable[[Wire, QRectF, QRectF], None]
GRIP = 10.0
"""How wide a wire is for a hand."""


class WireItem(QGraphicsItem):
    """One wire. The scene tells it its curve, where its labels stand, and its numbers.

    Args:
        wire: which one.
        style: what it is painted with.
        from_afar: whether the wires are painted from arrays, and this one only where it is marked.
        tell_bounds: called with the wire, its bounds so far and its new ones when it runs elsewhere.

    Attributes:
        looks: the looks whose numbers it shows, None for none yet.
        spot: where its labels stand, None while no place has been found.
        marks: what a lens says of it, None where it shows all.
    """

    def __init__(self, wire: Wire, style: CanvasStyle, tell_bounds: TellBounds, *, from_afar: bool = False) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)
        self.wire, self.canvas_style = wire, style
        self.from_afar, self._tell_bounds = from_afar, tell_bounds
        self.looks: Looks | None = None
        self.selected = self.hovered = self.cut = False
        self.share = 0.0
        self._numbers: tuple[float | None, float | None, int, bool] = (None, None, 3, False)
        self._texts: tuple[str, str] | None = ("", "")
        self.spot: LabelSpot | None = None
        self.marks: WireMarks | None = None
        self._path = QPainterPath()
        self._shape: QPainterPath | None = None
        self._bounds = QRectF()

    @property
    def middle(self) -> Position | None:
        """The middle of its way, None while it has none."""
        return None if self._path.isEmpty() else self.way.at(0.5)

    def show_path(self, way: Path) -> None:
        """Takes over where it runs."""
        self.prepareGeometryChange()
        self.way = way
        path = QPainterPath()
        path.moveTo(*way.start)
        for piece in way.pieces:
            path.cubicTo(*piece.leave, *piece.arrive, *piece.end)
        self._path, self._shape = path, None
        before, self._bounds = self._bounds, path.controlPointRect().adjusted(-GRIP, -GRIP, GRIP, GRIP)
        self._tell_bounds(self.wire, before, self._bounds)

    def show_numbers(
        self, value: float | None, gradient: float | None, share: float, digits: int, *, is_delta: bool = False
    ) -> bool:
        """Takes over what the labels say, with so many digits, and |gradient| relative to the largest.

        `is_delta` says that value and gradient are differences from the baseline.

        Returns:
            Whether the labels say something else than before.
        """
        numbers = value, gradient, digits, is_delta
        differ = numbers != self._numbers
        if differ:
            self._numbers, self._texts = numbers, None
        if share != self.share:
            looks_other = share_step(share) != share_step(self.share)
            self.share = share
            if looks_other:
                self.repaint()
        return differ

    def show_marks(self, marks: WireMarks | None) -> bool:
        """Takes over what a lens says of it. Returns whether its labels may say something else than before."""
        before = self.marks
        if marks == before:
            return False
        self.marks, self._texts = marks, None
        self.repaint()
        return True

    @property
    def texts(self) -> tuple[str, str]:
        """Value and gradient as the labels say them, made when somebody wants to read them; empty for no number."""
        if self._texts is None:
            value, gradient, digits, is_delta = self._numbers
            texts = shown_number(value, digits, is_delta), shown_number(gradient, digits, is_delta)
            self._texts = texts if self.marks is None else self.marks.seen(*texts)
        return self._texts

    @property
    def value(self) -> str:
        """The value as the label says it."""
        return self.texts[0]

    @property
    def gradient(self) -> str:
        """The gradient as the label says it."""
        return self.texts[1]

    @property
    def is_marked(self) -> bool:
        """Whether a hand or the selection highlights it."""
        return self.selected or self.hovered or self.cut

    @property
    def is_lit(self) -> bool:
        """Whether a lens lights it."""
        return self.marks is not None and self.marks.tone is not None

    @property
    def is_faint(self) -> bool:
        """Whether it steps back, as others are lit."""
        return self.marks is not None and self.marks.faint

    def mark(self, *, selected: bool | None = None, hovered: bool | None = None, cut: bool | None = None) -> None:
        """Changes how it is highlighted; None leaves as it is."""
        before = (self.selected, self.hovered, self.cut)
        self.selected = before[0] if selected is None else selected
        self.hovered = before[1] if hovered is None else hovered
        self.cut = before[2] if cut is None else cut
        if before != (self.selected, self.hovered, self.cut):
            self.repaint()

    def repaint(self) -> None:
        """Has it painted anew where it is."""
        self._tell_bounds(self.wire, QRectF(), self._bounds)

    def end_at(self, spot: QPointF) -> str | None:
        """Which end is near this place: "source", "target" or None."""
        for name, end in (("target", self.way.end), ("source", self.way.start)):
            if (spot - QPointF(*end)).manhattanLength() < END_REACH:
                return name
        return None

    @property
    def goes_round(self) -> bool:
        """Whether it makes a bow round nodes."""
        return len(self.way.pieces) > 1

    def meets(self, rect: Rect) -> bool:
        """Whether it runs through a part of the scene, or bows round it, or one of its numbers stands there."""
        if self.spot is not None and self.spot.whole.overlaps(rect):
            return True
        left, top, right, bottom = rect
        return self._path.intersects(QRectF(left, top, right - left, bottom - top))

    def crosses(self, path: QPainterPath) -> bool:
        """Whether it meets another path, such as a cut."""
        return self.shape().intersects(path)

    def boundingRect(self) -> QRectF:  # noqa: N802
        return self._bounds

    def shape(self) -> QPainterPath:
        if self._shape is None:
            stroker = QPainterPathStroker()
            stroker.setWidth(GRIP)
            self._shape = stroker.createStroke(self.line)
        return self._shape

    @property
    def line(self) -> QPainterPath:
        """What is painted of it."""
        return self._straight() if self.from_afar else self._path

    def pen(self, zoom: float | None) -> QPen:
        """What it is painted with.

        Args:
            zoom: the view's; None for a picture, where even the thinnest wire has its true width.
        """
        style, selected, hovered = self.canvas_style, self.selected, self.hovered
        pen = style.wire_pen(self._shown_share, selected=selected, hovered=hovered)
        if self.marks is not None and not (selected or hovered or self.cut) and (self.marks.tone or self.marks.faint):
            return style.lit_pen(self.marks.tone, self._shown_share)
        if self.from_afar:
            return style.far_pen(pen.color(), dotted=self.cut)
        if zoom is not None and pen.widthF() * zoom < HAIRLINE:
            pen = style.hairline(selected=selected, hovered=hovered)
        if self.cut:
            pen = QPen(pen)
            pen.setStyle(Qt.PenStyle.DotLine)
        return pen

    @property
    def _shown_share(self) -> float:
        """|gradient| relative to the largest as far as it may be seen."""
        return self.share if self.marks is None or self.marks.shows_flow else 0.0

    def _straight(self) -> QPainterPath:
        """As it is seen from afar: straight from bend to bend."""
        path = QPainterPath(QPointF(*self.way.start))
        for piece in self.way.pieces:
            path.lineTo(QPointF(*piece.end))
        return path

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Nothing: `WireLayer` does."""
