"""A large circuit from afar: all wires in one go and all nodes in one go, straight from arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
import shiboken6
from PySide6.QtCore import QLineF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from circuitgrad.gui.canvas.arrays import LOWERS, OBJECTIVE, PLAIN, RAISES, Box, CircuitArrays
from circuitgrad.gui.canvas.layer import Layer, Repaints
from circuitgrad.gui.canvas.style import CanvasStyle
from circuitgrad.gui.lens import Tone

T = TypeVar("T")

LEAST_SIDE = 2
"""Pixels of a node's side, however far away: a dot."""
LEAST_MARKED = 3
"""The same for a node that is not like most: an input that moves the objective, the objective, a selected one."""
CHOSEN = OBJECTIVE + 1


class FarLayer(Layer):
    """Paints what `CircuitArrays` know.

    Args:
        arrays: where nodes and wires are.
        style: what it is painted with.
        repaints: has parts of it painted anew.
    """

    def __init__(self, arrays: CircuitArrays, style: CanvasStyle, repaints: Repaints) -> None:
        super().__init__(-0.5, repaints)
        self._arrays = arrays
        self.canvas_style = style
        self._lines: tuple[object, Any] = None, ()
        self._rects: tuple[object, Sequence[tuple[int, Any]]] = None, ()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        room = 4.0 * LEAST_MARKED / painter.worldTransform().m11()
        for part in self.parts(option, widget):
            box = Box(part.left() - room, part.top() - room, part.right() + room, part.bottom() + room)
            self._paint_wires(painter, box)
            self._paint_nodes(painter, box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_wires(self, painter: QPainter, box: Box) -> None:
        arrays, style = self._arrays, self.canvas_style
        _draw_lines(painter, self._lines_in(box), style.far_wire)
        for tone in Tone:
            lit = arrays.lit_wires(tone)
            if lit:
                _draw_lines(painter, arrays.lines_of(lit), style.far_pen(style.tone(tone)))
        chosen = arrays.chosen_wires()
        if chosen:
            _draw_lines(painter, arrays.lines_of(chosen), style.far_pen(QColor(style.theme.accent)))

    def _lines_in(self, box: Box) -> Any:
        """The wires in a part of the scene, kept while it is the same and nothing moves."""
        arrays, seen = self._arrays, (self._arrays.version, box)
        if seen != self._lines[0]:
            self._lines = seen, arrays.lines_in(box)
        return self._lines[1]

    def _paint_nodes(self, painter: QPainter, box: Box) -> None:
        theme = self.canvas_style.theme
        colors = {RAISES: theme.raises, LOWERS: theme.lowers, OBJECTIVE: theme.objective, CHOSEN: theme.accent}
        to_screen = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        painter.setPen(Qt.PenStyle.NoPen)
        for kind, rects in self._rects_in(box, (to_screen.m11(), to_screen.dx(), to_screen.dy())):
            painter.setBrush(QColor(colors.get(kind, theme.node_line)))
            _draw_rects(painter, rects)
        painter.restore()

    def _rects_in(self, box: Box, to_screen: tuple[float, float, float]) -> Sequence[tuple[int, Any]]:
        """The nodes in a part of the scene: all of them, then those of each kind that is not like most."""
        seen = self._arrays.version, box, to_screen
        if seen != self._rects[0]:
            self._rects = seen, self._made_rects(box, *to_screen)
        return self._rects[1]

    def _made_rects(self, box: Box, scale: float, dx: float, dy: float) -> Sequence[tuple[int, Any]]:
        arrays, rows = self._arrays, self._arrays.rows_of_nodes(box)
        boxes = arrays.boxes
        if len(rows) < len(boxes):
            boxes = boxes[rows]
        kinds = np.where(arrays.chosen[rows], CHOSEN, arrays.kinds[rows])
        marked = ((kind, boxes[kinds == kind]) for kind in (RAISES, LOWERS, OBJECTIVE, CHOSEN))
        found = [(PLAIN, _pixels(boxes, scale, (dx, dy), LEAST_SIDE))]
        return [*found, *((kind, _pixels(some, scale, (dx, dy), LEAST_MARKED)) for kind, some in marked if len(some))]


def _pixels(boxes: Any, scale: float, shift: tuple[float, float], least: int) -> npt.NDArray[np.int32]:
    """Boxes of the scene as rectangles of whole pixels, in the layout of a QRect: its right and bottom belong to it."""
    sides = np.maximum(np.rint((boxes[:, 2:] - boxes[:, :2]) * scale), least)
    rects = np.empty((len(boxes), 4), np.int32)
    rects[:, :2] = np.rint((boxes[:, :2] + boxes[:, 2:]) * (scale / 2.0) + shift - sides / 2.0)
    rects[:, 2:] = rects[:, :2] + sides - 1
    return rects


# Qt takes thousands of lines or rectangles in one call only where they stand in memory as its own do.


def _at(array: Any, kind: type[T]) -> T:
    """The first row of an array, as Qt's own kind of thing."""
    thing: Any = shiboken6.wrapInstance(array.ctypes.data, kind)
    return cast(T, thing)


def _draw_lines(painter: QPainter, lines: Any, pen: QPen) -> None:
    lines = np.ascontiguousarray(lines, np.float64)
    if len(lines):
        painter.setPen(pen)
        painter.drawLines(_at(lines, QLineF), len(lines))


def _draw_rects(painter: QPainter, rects: npt.NDArray[np.int32]) -> None:
    if len(rects):
        painter.drawRects(_at(rects, QRect), len(rects))
