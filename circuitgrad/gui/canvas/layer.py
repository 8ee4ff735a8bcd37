"""A part of the scene that is painted in one go: one call for many things is faster than one for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

EVERYWHERE = QRectF(-2e8, -2e8, 4e8, 4e8)
FILLED = 1.6
"""Parts are painted as one where that is at most so many times as much: Qt is slow to paint what is no rectangle."""


class Repaints:
    """Has parts of the scene painted anew: each as it is told, or together what changes together.

    Args:
        update: has one painted.

    Attributes:
        seen: what is in view: nothing else is painted, as whatever comes into view is. Empty for all of the scene.
    """

    def __init__(self, update: Callable[[QRectF], None]) -> None:
        self._update = update
        self.seen = QRectF()
        self._gathered: list[QRectF] | None = None

    def add(self, area: QRectF) -> None:
        """A part looks otherwise now."""
        if not self.seen.isEmpty() and not self.seen.intersects(area):
            return
        if self._gathered is None:
            self._update(area)
        else:
            self._gathered.append(area)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Gathers what is told; parts that lie together are painted as one."""
        if self._gathered is not None:
            yield
            return
        gathered = self._gathered = []
        try:
            yield
        finally:
            self._gathered = None
            for area in united(gathered):
                self._update(area)


def united(areas: Sequence[QRectF]) -> Sequence[QRectF]:
    """The rectangle round all of these where they fill it well, else themselves.

    Example:
        >>> left, right, far = (QRectF(x, 0, 10, 10) for x in (0, 11, 90))
        >>> len(united([left, right])), len(united([left, far])), len(united([]))
        (1, 2, 0)
    """
    if len(areas) < 2:  # of none it would be the null rectangle, which stands for everything
        return areas
    whole, filled = QRectF(), 0.0
    for area in areas:
        whole = whole.united(area)
        filled += area.width() * area.height()
    return (whole,) if whole.width() * whole.height() <= FILLED * filled else areas


class Layer(QGraphicsItem):
    """Covers all of the scene, and can be hit nowhere.

    Args:
        z: its place in the pile.
        repaints: has parts of it painted anew.

    Attributes:
        exposed: the parts of the scene that the view is about to paint; None for what the painter says.
    """

    def __init__(self, z: float, repaints: Repaints) -> None:
        super().__init__()
        self._repaints = repaints
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
        self._repaints.add(area)

    def repaint_all(self) -> None:
        """Has all that is in view painted anew; `update` would have it painted some time after the parts of others."""
        self._repaints.add(EVERYWHERE)

    def repaint_moved(self, before: QRectF, after: QRectF) -> None:
        """The same where something was and where it is now; as one part where it has moved little: each part costs."""
        if before.intersects(after):
            self.repaint(before.united(after))
            return
        for area in (before, after):
            if not area.isNull():
                self.repaint(area)
