"""The canvas's ground: plain, with a grid of dots that gets wider from afar."""

from __future__ import annotations

from math import floor
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from circuitgrad.gui.canvas.style import CanvasStyle
from circuitgrad.layout.geometry import GRID

DOT_STEP: Final = 3 * GRID
FEWEST_PIXELS_BETWEEN_DOTS: Final = 14.0
DOT_WIDTH: Final = 1.6
BLOCK: Final = 64
"""Rows begin at every so many dots, so that the same one serves while the view scrolls."""
MOST_ROWS: Final = 8
ROW_HEIGHT: Final = 3
"""Pixels of a row of dots, with the soft edges of the dots."""


def paint_ground(painter: QPainter, rect: QRectF, style: CanvasStyle, *, dotted: bool) -> None:
    """Paints a part of it.

    Args:
        painter: in the scene's coordinates, scaled and not turned.
        rect: the part.
        style: the palette.
        dotted: whether there are dots.
    """
    painter.setBackground(style.ground)
    painter.eraseRect(rect)
    if dotted and not rect.isEmpty():
        _paint_dots(painter, rect, style)


def _paint_dots(painter: QPainter, rect: QRectF, style: CanvasStyle) -> None:
    """One row of dots is painted, and copied to where the other rows are: each dot by itself would take long."""
    to_screen = painter.worldTransform()
    zoom, ratio = to_screen.m11(), painter.device().devicePixelRatioF()
    step = DOT_STEP
    while step * zoom < FEWEST_PIXELS_BETWEEN_DOTS:
        step *= 2
    gap = step * zoom
    left = int(rect.left() // (step * BLOCK)) * BLOCK
    count = int(rect.right() // step) + 2 - left
    start = to_screen.dx() + left * gap
    row = _row(BLOCK * -(-count // BLOCK), gap, start % 1.0, ratio, style)
    first, last = int(rect.left() * zoom + to_screen.dx()) - 2, int(rect.right() * zoom + to_screen.dx()) + 2
    inner = QRectF((first - int(start // 1.0) + ROW_HEIGHT) * ratio, 0.0, (last - first) * ratio, ROW_HEIGHT * ratio)
    painter.resetTransform()
    for number in range(int(rect.top() // step), int(rect.bottom() // step) + 2):
        y = floor(number * gap + to_screen.dy() + 0.5)  # not round(), which takes halves to even numbers
        painter.drawPixmap(QPointF(first, y - ROW_HEIGHT // 2), row, inner)
    painter.setWorldTransform(to_screen)


def _row(count: int, gap: float, start: float, ratio: float, style: CanvasStyle) -> QPixmap:
    """Dots in a row on a ground that lets through what is under it.

    Args:
        count: how many.
        gap: from one to the next, in pixels.
        start: where the first one stands, after a little room.
        ratio: pixels of the screen for each pixel.
        style: the palette; it keeps the last rows.
    """
    key = count, gap, round(start, 3), ratio
    row = style.dot_rows.get(key)
    if row is not None:
        return row
    row = QPixmap(int((count * gap + 2 * ROW_HEIGHT) * ratio), int(ROW_HEIGHT * ratio))
    row.setDevicePixelRatio(ratio)
    row.fill(Qt.GlobalColor.transparent)
    painter = QPainter(row)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = style.dots
    pen.setWidthF(DOT_WIDTH)
    painter.setPen(pen)
    middle = ROW_HEIGHT / 2
    painter.drawPoints([QPointF(ROW_HEIGHT + start + number * gap, middle) for number in range(count)])
    painter.end()
    if len(style.dot_rows) >= MOST_ROWS:
        style.dot_rows.clear()
    style.dot_rows[key] = row
    return row
