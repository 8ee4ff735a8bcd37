"""What is in view: fitting, zooming, scrolling, and telling the scene."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Signal
from PySide6.QtGui import QHideEvent, QPaintEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.scene import CanvasScene

SMALLEST_ZOOM, LARGEST_ZOOM = 0.05, 4.0
"""A circuit that is larger than what the smallest zoom can show is shown whole all the same."""
ZOOM_STEP = 1.25
FIT_MARGIN = 20.0
GAP = 12
"""Pixels between what is brought into view and a box over the canvas."""
HUGE = 2e8
LEAST_FREE = 0.5
"""Boxes over the canvas must leave free so much of its height, from above."""
MOST_PARTS = 16
"""Up to so many parts of the view are painted each for itself, more as one."""


class ZoomingView(QGraphicsView):
    """A view that can be scrolled anywhere, and whose scene knows what of it can be seen.

    Signals:
        zoomed (float): the zoom is another, 1.0 for 100 %.
    """

    zoomed = Signal(float)
    canvas: CanvasScene

    def show_scene(self, canvas: CanvasScene) -> None:
        """Shows this scene."""
        self._looked: tuple[float, float, float, QSize] | None = None
        self._holds_look = self._gathers = False
        self._gathered = QPoint()
        self.canvas = canvas
        self.setScene(canvas)
        self.setSceneRect(-HUGE, -HUGE, 2 * HUGE, 2 * HUGE)

    @property
    def zoom(self) -> float:
        """The zoom, 1.0 for 100 %."""
        return self.transform().m11()

    def fit(self) -> None:
        """Shows the whole circuit, at 100 % at most."""
        self.fit_to(self.canvas.drawn_rect())

    def fit_to(self, area: QRectF) -> None:
        """Shows a part of the scene, at 100 % at most; an empty one stands for the scene's middle."""
        self._holds_look = True
        self.resetTransform()
        if area.isEmpty():
            self.centerOn(0, 0)
        else:
            zoom, lift = self._zoom_for(area), 0.0
            free_below = (self.viewport().height() - zoom * area.height()) / 2.0
            if free_below < self.taken_below + FIT_MARGIN:
                lift = self.taken_below
                zoom = self._zoom_for(area, lift)
            self.scale(zoom, zoom)
            self.centerOn(area.center() + QPointF(0.0, lift / zoom / 2.0))
        self._holds_look = False
        self.look()
        self.zoomed.emit(self.zoom)

    @property
    def taken_below(self) -> float:
        """Pixels at the bottom where a box stands over the canvas, which what is fitted in shall not lie under."""
        return 0.0

    def _zoom_for(self, area: QRectF, taken: float = 0.0) -> float:
        size = self.viewport().size()
        across, down = area.width() + 2 * FIT_MARGIN, area.height() + 2 * FIT_MARGIN
        return min(size.width() / across, max(1.0, size.height() - taken) / down, 1.0)

    def zoom_in(self) -> None:
        """Zooms in at the middle."""
        self.zoom_at(self.viewport().rect().center(), ZOOM_STEP)

    def zoom_out(self) -> None:
        """Zooms out at the middle."""
        self.zoom_at(self.viewport().rect().center(), 1 / ZOOM_STEP)

    def zoom_reset(self) -> None:
        """Zooms to 100 %."""
        self.zoom_at(self.viewport().rect().center(), 1 / self.zoom)

    def zoom_at(self, place: QPoint, factor: float) -> None:
        """Zooms so that what is under this place of the viewport stays there."""
        smallest = SMALLEST_ZOOM
        if self.zoom * factor < smallest:
            smallest = min(smallest, self.zoom, self._zoom_for(self.canvas.drawn_rect()))
        wanted = max(smallest, min(LARGEST_ZOOM, self.zoom * factor))
        before = self.mapToScene(place)
        self._holds_look = True
        self.scale(wanted / self.zoom, wanted / self.zoom)
        shift = self.mapFromScene(before) - place
        self.scroll_by(shift.x(), shift.y())
        self._holds_look = False
        self.look()
        self.zoomed.emit(self.zoom)

    def middle(self) -> QPointF:
        """The place in the scene that stands in the middle of the view."""
        return self.mapToScene(self.viewport().rect().center())

    @property
    def shows_all(self) -> bool:
        """Whether the whole circuit is in view."""
        return self.mapToScene(self.viewport().rect()).boundingRect().contains(self.canvas.drawn_rect())

    def keep_all_in_view(self) -> None:
        """Shows the whole circuit where not all of it can be seen: scrolled, if it has room at this zoom."""
        area, size = self.canvas.drawn_rect(), self.viewport().size()
        if self.shows_all:
            return
        across, down = self.zoom * area.width() + 2 * FIT_MARGIN, self.zoom * area.height() + 2 * FIT_MARGIN
        if across > size.width() or down + self.taken_below > size.height():
            self.fit()
        else:
            self.bring_into_view(area)

    def is_in_view(self, spot: QPointF) -> bool:
        """Whether a place of the scene can be seen."""
        return self.viewport().rect().contains(self.mapFromScene(spot))

    def bring_into_view(self, area: QRectF, around: QRectF | None = None) -> None:
        """Scrolls so that a part of the scene can be seen, and is under no box; what can be seen already stays.

        Args:
            area: the part.
            around: what should be seen with it where there is need to scroll.
        """
        if not self.viewport().rect().contains(self.mapFromScene(area).boundingRect()):
            self.ensureVisible(area if around is None else around, 24, 24)
        for box in self._boxes():
            body = self.mapFromScene(area).boundingRect()
            if box.intersects(body):  # it goes out to that side where there is more room
                above, below = box.top(), self.viewport().height() - box.bottom()
                self.scroll_by(0, body.bottom() - above + GAP if above > below else body.top() - box.bottom() - GAP)

    def _boxes(self) -> list[QRect]:
        """What stands over the canvas, in pixels of the viewport."""
        viewport = self.viewport()
        shown = [each for each in self.children() if isinstance(each, QWidget) and each.isVisible()]
        return [each.geometry() for each in shown if each is not viewport and not each.geometry().isEmpty()]

    # Telling the scene

    def look(self) -> None:
        """Tells the scene what can be seen of it, if that is something else than before."""
        corner, size, zoom = self.mapToScene(0, 0), self.viewport().size(), self.zoom
        seen = zoom, corner.x(), corner.y(), size
        if seen != self._looked:
            self._looked = seen
            self.canvas.show_area(QRectF(corner.x(), corner.y(), size.width() / zoom, size.height() / zoom), zoom)

    def scroll_by(self, dx: int, dy: int) -> None:
        """Scrolls both ways at once: what is in view moves so many pixels to the left and up."""
        free = self._free_of_boxes()
        self._gathers = free is not None
        held, self._holds_look, self._gathered = self._holds_look, True, QPoint()
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() + dx)
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + dy)
        self._gathers, self._holds_look = False, held
        if free is not None:
            self._move_painted(self._gathered, free)
        if not held:
            self.look()

    def _move_painted(self, by: QPoint, free: QRect) -> None:
        viewport = self.viewport()
        viewport.scroll(by.x(), by.y(), free)
        viewport.update(0, free.bottom() + 1, free.width(), viewport.height() - free.height())

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802
        free = None if self._gathers else self._free_of_boxes()
        if free is None and not self._gathers:
            super().scrollContentsBy(dx, dy)
        else:
            mode = self.viewportUpdateMode()
            self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
            super().scrollContentsBy(dx, dy)
            self.setViewportUpdateMode(mode)
            self._gathered += QPoint(dx, dy)
            if free is not None:
                self._move_painted(QPoint(dx, dy), free)
        if not self._holds_look:
            self.look()

    def _free_of_boxes(self) -> QRect | None:
        """The upper part of the viewport, where only boxes at its bottom lie over it.

        What lies over a widget keeps Qt from moving what has been painted already: all would be painted anew. So this
        part is moved, and the rest painted. None where Qt does as well by itself, or boxes stand elsewhere.
        """
        size = self.viewport().size()
        tops = [box.top() for box in self._boxes()]
        if self.is_busy or not tops or min(tops) < size.height() * LEAST_FREE:
            return None
        return QRect(0, 0, size.width(), min(tops))

    @property
    def is_busy(self) -> bool:
        """Whether items move while the view scrolls, which Qt must know of."""
        return False

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self.canvas.drop_still()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        self.look()
        region = event.region()
        parts = [event.rect()] if region.rectCount() > MOST_PARTS else list(region)  # type: ignore[call-overload]
        self.canvas.expose([self.mapToScene(part).boundingRect() for part in parts], parts)
        try:
            super().paintEvent(event)
        finally:
            self.canvas.expose(None)
