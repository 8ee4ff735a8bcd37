"""The lines that show, while nodes are dragged, with what they line up."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsScene

from circuitgrad.gui.canvas.guides import Guide
from circuitgrad.gui.canvas.style import line
from circuitgrad.gui.theme import Theme


class GuideLines:
    """Hairlines over the canvas for as long as a drag lasts."""

    def __init__(self, scene: QGraphicsScene, theme: Theme) -> None:
        self._scene = scene
        self._item = QGraphicsPathItem()
        self._item.setPen(line(theme.accent, 0))
        self._item.setZValue(6.0)
        scene.addItem(self._item)
        self.shown: tuple[Guide, ...] = ()

    def show(self, guides: Iterable[Guide]) -> None:
        """Shows these, and no others."""
        shown = tuple(guides)
        if shown == self.shown:
            return
        self.shown = shown
        path = QPainterPath()
        for guide in shown:
            path.moveTo(_spot(guide, guide.first))
            path.lineTo(_spot(guide, guide.last))
        self._item.setPath(path)

    def remove(self) -> None:
        """Takes them away for good."""
        self._scene.removeItem(self._item)


def _spot(guide: Guide, along: float) -> QPointF:
    return QPointF(along, guide.at) if guide.is_level else QPointF(guide.at, along)
