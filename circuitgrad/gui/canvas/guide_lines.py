"""The lines that show, while nodes are dragged, with what they line up."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QLineF, QPointF
from PySide6.QtWidgets import QGraphicsLineItem, QGraphicsScene

from circuitgrad.gui.canvas.guides import Guide
from circuitgrad.gui.canvas.style import line
from circuitgrad.gui.theme import Theme


class GuideLines:
    """Hairlines over the canvas for as long as a drag lasts.

    Each is an item: what has to be painted is thin, not all that lies between a level and an upright one.
    """

    def __init__(self, scene: QGraphicsScene, theme: Theme) -> None:
        self._scene = scene
        self._pen = line(theme.accent, 0)
        self._items: dict[Guide, QGraphicsLineItem] = {}

    @property
    def shown(self) -> tuple[Guide, ...]:
        """Those that can be seen."""
        return tuple(self._items)

    def show(self, guides: Iterable[Guide]) -> None:
        """Shows these, and no others."""
        wanted = dict.fromkeys(guides)
        for guide in self._items.keys() - wanted.keys():
            self._scene.removeItem(self._items.pop(guide))
        for guide in wanted:
            if guide not in self._items:
                item = self._items[guide] = QGraphicsLineItem(
                    QLineF(_spot(guide, guide.first), _spot(guide, guide.last))
                )
                item.setPen(self._pen)
                item.setZValue(6.0)
                self._scene.addItem(item)

    def remove(self) -> None:
        """Takes them away for good."""
        self.show(())


def _spot(guide: Guide, along: float) -> QPointF:
    return QPointF(along, guide.at) if guide.is_level else QPointF(guide.at, along)
