"""The minimap: the whole circuit in the canvas's lower right corner, while not all of it is in view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QLabel, QToolButton

from circuitgrad.circuit.changes import Change
from circuitgrad.gui.canvas.style import with_alpha
from circuitgrad.gui.map_picture import MapPicture
from circuitgrad.gui.theme import Theme

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

SIZE: Final = QSize(208, 136)
FROM_EDGE: Final = 16
INSET: Final = 8
LEAST_FRAME: Final = 6.0
"""Pixels of the frame's side, so that it is seen even around next to nothing."""
PAUSE: Final = 90
"""Milliseconds from a change of the circuit to the picture that shows it; all changes in it are one."""
NOTCH: Final = 120
PAN_STEP: Final = 0.25
"""The share of what is in view by which an arrow key moves it."""
ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Minimap(QLabel):
    """A map of the circuit with a frame around what is in view.

    Dragging moves the view, a click centres it, the wheel and + and − zoom it, arrow keys move it, Esc goes back to the
    canvas. The picture is drawn when the circuit changes; moving the view paints the frame alone.

    Args:
        view: the canvas that it stands on.
        theme: its colours.

    Signals:
        closed: its × was pressed.
    """

    closed = Signal()

    def __init__(self, view: CanvasView, theme: Theme) -> None:
        super().__init__(view)
        self.setObjectName("minimap")
        self.setAccessibleName(self.tr("Minimap"))
        self.setAccessibleDescription(self.tr("Arrow keys move the view, + and − zoom, Escape goes back to the canvas"))
        self.setToolTip(self.tr("Drag to move the view, wheel to zoom"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(SIZE)
        self._view, self._document, self._theme = view, view.document, theme
        self._wanted = True
        self._grip = QPointF()
        self._turned = 0
        self._picture, self._pixmap = MapPicture(), QPixmap()
        self.setPixmap(QPixmap(1, 1))  # for assistive technology, which calls a label with a pixmap a graphic
        self._close = self._make_close()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PAUSE)
        self._later.timeout.connect(self._draw)
        self._connect()
        self._on_reset()

    def _make_close(self) -> QToolButton:
        close = QToolButton(self)
        close.setObjectName("minimap_close")
        close.setText("×")
        close.setAccessibleName(self.tr("Close the minimap"))
        close.setToolTip(self.tr("Close; View, Minimap brings it back"))
        close.setProperty("flat", True)
        close.setStyleSheet("padding: 0 4px 2px 4px;")
        close.setCursor(Qt.CursorShape.ArrowCursor)
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        close.clicked.connect(self.closed)
        close.adjustSize()
        close.move(SIZE.width() - close.width() - 3, 3)
        return close

    def _connect(self) -> None:
        self._document.reset.connect(self._on_reset)
        self._document.changed.connect(self._on_changed)
        self._document.evaluated.connect(self._on_looks)
        self._document.lenses.changed.connect(self._on_looks)
        self._document.selection_changed.connect(self._on_looks)
        self._view.zoomed.connect(self._on_view)
        self._view.let_go.connect(self._on_view)
        for bar in (self._view.horizontalScrollBar(), self._view.verticalScrollBar()):
            bar.valueChanged.connect(self._on_view)
            bar.rangeChanged.connect(self._on_view)

    def set_theme(self, theme: Theme) -> None:
        """Paints with another palette."""
        self._theme = theme
        self._on_looks()

    def set_wanted(self, wanted: bool) -> None:
        """Shows it where there is something to show, or never."""
        self._wanted = wanted
        self._on_view()

    # Following

    def _on_reset(self) -> None:
        self._picture.gather(self._document.circuit)
        self._on_looks()
        self._on_view()

    def _on_changed(self, changes: tuple[Change, ...]) -> None:
        if self._picture.follow(changes):
            self._on_looks()
            self._on_view()

    def _on_looks(self) -> None:
        self._pixmap = QPixmap() if self.isHidden() else self._pixmap
        if self.isVisible() and not self._later.isActive():
            self._later.start()

    def _draw(self) -> None:
        """Draws the picture anew and paints it."""
        ratio = self.devicePixelRatioF()
        size = (self._room().size() * ratio).toSize()
        chosen = self._document.selection.nodes
        run, lens = self._document.run, self._document.lenses.seen
        image = self._picture.draw(size, self._shown(), run, chosen, self._theme, lens)
        self._pixmap = QPixmap.fromImage(image)
        self._pixmap.setDevicePixelRatio(ratio)
        self.update()

    def settle(self) -> None:
        """Takes its place in the corner, or goes while all is in view."""
        self._on_view()

    def _on_view(self, *_: object) -> None:
        """Another part is in view, or another size: the frame moves; the map goes while all is in view."""
        area = self._picture.area
        shown = self._wanted and not area.isEmpty() and not self.seen.contains(area)
        if shown and self.isHidden() and self._view.drags:
            return  # it would come to lie over what something is dragged to
        self.setVisible(shown)
        if self.isVisible():
            self.move(self._corner())
            self.raise_()
            self.update()

    def _corner(self) -> QPoint:
        """The lower right corner, above the legend where that comes so far."""
        view, legend = self._view, self._view.legend
        x, y = view.width() - self.width() - FROM_EDGE, view.height() - self.height() - FROM_EDGE
        if legend.isVisible() and legend.geometry().right() + INSET > x:
            y = legend.y() - self.height() - INSET
        return QPoint(x, y)

    @property
    def seen(self) -> QRectF:
        """The part of the scene that is in view."""
        return self._view.mapToScene(self._view.viewport().rect()).boundingRect()

    # Places

    def _room(self) -> QRectF:
        return QRectF(self.rect()).adjusted(INSET, INSET, -INSET, -INSET)

    def _shown(self) -> QRectF:
        """The part of the scene that fills the map: the circuit, with air where it has another shape."""
        area, room = self._picture.area, self._room()
        scale = min(room.width() / max(area.width(), 1.0), room.height() / max(area.height(), 1.0))
        shown = QRectF(0, 0, room.width() / scale, room.height() / scale)
        shown.moveCenter(area.center())
        return shown

    def to_scene(self, spot: QPointF) -> QPointF:
        """The place in the scene that a place on the map stands for."""
        room, shown = self._room(), self._shown()
        return shown.topLeft() + (spot - room.topLeft()) * (shown.width() / room.width())

    def frame(self) -> QRectF:
        """Where the part in view is on the map; at its edge where it is outside."""
        room, shown, seen = self._room(), self._shown(), self.seen
        scale = room.width() / shown.width()
        corner = room.topLeft() + (seen.topLeft() - shown.topLeft()) * scale
        frame = QRectF(corner, seen.size() * scale)
        left = min(max(frame.left(), room.left()), room.right() - LEAST_FRAME)
        top = min(max(frame.top(), room.top()), room.bottom() - LEAST_FRAME)
        right = max(min(frame.right(), room.right()), left + LEAST_FRAME)
        bottom = max(min(frame.bottom(), room.bottom()), top + LEAST_FRAME)
        return QRectF(left, top, right - left, bottom - top)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paints ground, picture and frame."""
        if self._pixmap.isNull():
            self._draw()
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = theme.accent if self.hasFocus() else theme.node_line
        painter.setPen(QPen(QColor(edge), 2 if self.hasFocus() else 1))
        painter.setBrush(with_alpha(theme.panel, 0.94))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.drawPixmap(self._room().topLeft(), self._pixmap)
        painter.setPen(QPen(QColor(theme.accent), 1.5))
        painter.setBrush(with_alpha(theme.accent, 0.10))
        painter.drawRoundedRect(self.frame(), 2, 2)

    # Hands

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Takes hold of the frame; beside it, centres the view there first."""
        if event.button() == Qt.MouseButton.LeftButton:
            frame = self.frame()
            self._grip = event.position() - frame.center() if frame.contains(event.position()) else QPointF()
            self._centre(event.position())
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Moves the view along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._centre(event.position())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Lets go."""
        self.unsetCursor()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A second click is a click, not the canvas's."""
        self.mousePressEvent(event)

    def _centre(self, spot: QPointF) -> None:
        self._view.centerOn(self.to_scene(spot - self._grip))
        self._on_view()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zooms the view, a step a notch."""
        self._turned += event.angleDelta().y()
        steps = int(self._turned / NOTCH)
        self._turned -= steps * NOTCH
        for _ in range(abs(steps)):
            self._zoom(inwards=steps > 0)
        event.accept()

    def _zoom(self, *, inwards: bool) -> None:
        if inwards:
            self._view.zoom_in()
        else:
            self._view.zoom_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows move the view, + and − zoom, Esc goes back."""
        if event.key() in ARROWS:
            dx, dy = ARROWS[Qt.Key(event.key())]
            seen = self.seen
            self._view.centerOn(seen.center() + QPointF(dx * seen.width(), dy * seen.height()) * PAN_STEP)
        elif event.text() in ("+", "=", "-", "−"):
            self._zoom(inwards=event.text() in ("+", "="))
        elif event.key() == Qt.Key.Key_Escape:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Shows the focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Shows that the focus has gone."""
        super().focusOutEvent(event)
        self.update()
