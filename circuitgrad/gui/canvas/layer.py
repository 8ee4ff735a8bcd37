"""A part of the scene that is painted in one go: one call for many things is faster than one for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

EVERYWHERE = QRectF(-2e8, -2e8, 4e8, 4e8)
Edges = tuple[float, float, float, float]
"""Left, top, right and bottom."""
K = TypeVar("K")


class Layer(QGraphicsItem):
    """Covers all of the scene, and can be hit nowhere.

    Args:
        z: its place in the pile.

    Attributes:
        exposed: the parts of the scene that the view is about to paint; None for what the painter says.
    """

    def __init__(self, z: float) -> None:
        super().__init__()
        self.setZValue(z)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.exposed: Sequence[QRectF] | None = None

    def boundingRect(self) -> QRectF:  # noqa: N802
        return EVERYWHERE

    def shape(self) -> QPainterPath:
        return QPainterPath()

    def parts(self, option: QStyleOptionGraphicsItem, widget: QWidget | None) -> Sequence[QRectF]:
        """What is to be painted: of a picture, where there is no widget, what the painter says."""
        return (option.exposedRect,) if self.exposed is None or widget is None else self.exposed

    def repaint(self, area: QRectF) -> None:
        """Has a part painted anew; unlike `update`, not all that lies between it and another such part."""
        scene = self.scene()
        if scene is not None:
            scene.update(area)

    def repaint_moved(self, before: QRectF, after: QRectF) -> None:
        """The same where something was and where it is now; as one part where it has moved little: each part costs."""
        if before.intersects(after):
            self.repaint(before.united(after))
            return
        for area in (before, after):
            if not area.isNull():
                self.repaint(area)


def edges_of(rect: QRectF) -> Edges:
    """The edges of a rectangle."""
    left, top = rect.x(), rect.y()
    return left, top, left + rect.width(), top + rect.height()


def rect_of(edges: Edges) -> QRectF:
    """The rectangle with these edges."""
    left, top, right, bottom = edges
    return QRectF(left, top, right - left, bottom - top)


def meeting(boxes: Mapping[K, Edges], parts: Sequence[QRectF]) -> list[K]:
    """The keys of the boxes that meet any of these parts.

    Example:
        >>> meeting({"a": (0, 0, 9, 9), "b": (20, 0, 29, 9)}, [QRectF(5, 5, 10, 10)])
        ['a']
    """
    edges = [edges_of(part) for part in parts]
    if not edges:
        return []
    lefts, tops, rights, bottoms = zip(*edges, strict=True)
    left, top, right, bottom = min(lefts), min(tops), max(rights), max(bottoms)
    near = [
        (key, a, b, c, d) for key, (a, b, c, d) in boxes.items() if a < right and left < c and b < bottom and top < d
    ]
    if len(edges) == 1:
        return [key for key, *_ in near]
    return [
        key
        for key, a, b, c, d in near
        if any([a < right and left < c and b < bottom and top < d for left, top, right, bottom in edges])  # noqa: C419
    ]
