"""A note on the canvas: a few lines of text on paper, behind nodes and wires."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from circuitgrad.circuit import Note
from circuitgrad.gui.canvas.detail import is_readable
from circuitgrad.gui.canvas.remark_item import RemarkItem, written_on
from circuitgrad.gui.canvas.style import CanvasStyle, font, line

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.still_picture import StillPicture

TEXT_SIZE = 13.0
PADDING = 10.0
RADIUS = 4.0
MOST_PAINTED = 4000
"""So many characters are painted at most; the field for editing shows them all."""


class NoteItem(RemarkItem):
    """Dragged anywhere, resized at its edges."""

    def __init__(self, remark: Note, style: CanvasStyle, still: Callable[[], StillPicture | None]) -> None:
        super().__init__(remark, style, still)
        self.setZValue(-2.0)
        self._font = font(TEXT_SIZE)

    def draw(self, painter: QPainter) -> None:
        style = self.canvas_style
        painter.setPen(line(style.theme.accent, 2.0) if self.selected else style.warning_line)
        painter.setBrush(style.warning)
        painter.drawRoundedRect(self.area, RADIUS, RADIUS)
        if self.is_edited or not is_readable(painter):
            return
        painter.setPen(style.warning_ink)
        painter.setFont(self._font)
        inner = self.area.adjusted(PADDING, PADDING - 2, -PADDING, -PADDING + 2)
        painter.save()
        painter.setClipRect(inner, Qt.ClipOperation.IntersectClip)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(inner, flags, written_on(self.remark)[:MOST_PAINTED])
        painter.restore()
