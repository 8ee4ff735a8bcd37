"""The points that a search or a descent has come through: plots draw them as a path."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from circuitgrad.frozen import frozen


@frozen
class TrailPoint:
    """A point on the way.

    Args:
        values: the inputs that moved, by what people call them.
        value: the objective's value there.
    """

    values: dict[str, float]
    value: float


class Trail(QObject):
    """The path of the last search or descent of a document.

    Signals:
        changed: there are other points.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.points: tuple[TrailPoint, ...] = ()

    def show(self, points: Iterable[TrailPoint]) -> None:
        """Takes these points in place of those before."""
        self.points = tuple(points)
        self.changed.emit()

    def add(self, point: TrailPoint) -> None:
        """Goes on to one more point."""
        self.points = (*self.points, point)
        self.changed.emit()

    def clear(self) -> None:
        """Forgets the path."""
        if self.points:
            self.show(())
