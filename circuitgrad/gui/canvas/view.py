"""The canvas: shows the scene, turns events into gestures and keys into what they do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QMenu, QToolTip, QWidget

from circuitgrad.circuit import Wire
from circuitgrad.circuit.changes import Change
from circuitgrad.gui.canvas.commands import CanvasCommands
from circuitgrad.gui.canvas.gestures import (
    BoxSelect,
    CutWires,
    DrawWire,
    Gesture,
    MoveNodes,
    Pan,
    ScrubValue,
)
from circuitgrad.gui.canvas.glide import Glide
from circuitgrad.gui.canvas.hover import hover_text
from circuitgrad.gui.canvas.inline_editor import InlineEditor
from circuitgrad.gui.canvas.legend import Legend, Reason
from circuitgrad.gui.canvas.node_item import NodeItem
from circuitgrad.gui.canvas.scene import CanvasScene
from circuitgrad.gui.canvas.search_box import SearchBox
from circuitgrad.gui.canvas.walk import nearest_along_wires
from circuitgrad.gui.document import Document
from circuitgrad.gui.mime import OPERATOR_MIME
from circuitgrad.gui.theme import Theme
from circuitgrad.layout.geometry import GRID
from circuitgrad.operators import Operator

SMALLEST_ZOOM, LARGEST_ZOOM = 0.05, 4.0
ZOOM_STEP = 1.25
ZOOM_PER_WHEEL_UNIT = 1.0015
DRAG_DISTANCE = 4
FIT_MARGIN = 20.0

Modifier = Qt.KeyboardModifier
Button = Qt.MouseButton


class CanvasView(CanvasCommands, QGraphicsView):
    """The editor's canvas.

    What can be done with the selection stands in `CanvasCommands`; here is what hands and keys do.

    Args:
        document: what is shown and changed.
        theme: the palette.
        parent: the widget that it stands in.

    Signals:
        zoomed (float): the zoom is another, 1.0 for 100 %.
    """

    zoomed = Signal(float)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        QGraphicsView.__init__(self, parent)
        self.document = document
        self.animations = True
        self.canvas = CanvasScene(document.circuit, theme)
        self.setScene(self.canvas)
        self._gesture: Gesture | None = None
        self._pressed_on: NodeItem | None = None
        self._pressed_wire: Wire | None = None
        self._press_place = QPoint()
        self._space = self._space_used = False
        self._hovered: NodeItem | None = None
        self._pointer = QPoint()
        self._fit_wanted = True
        self._set_up()
        self.search = SearchBox(self, theme)
        self.editor = InlineEditor(self)
        self.legend = Legend(self, theme)
        self.reason = Reason(self, theme)
        self._glide = Glide(self)
        self._follow_document()

    def _set_up(self) -> None:
        self.setObjectName("canvas")
        self.setAccessibleName(self.tr("Canvas"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheBackground)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setMinimumSize(240, 200)

    def _follow_document(self) -> None:
        self.document.reset.connect(self._on_reset)
        self.document.changed.connect(self._on_changed)
        self.document.evaluated.connect(self._on_evaluated)
        self.document.selection_changed.connect(self._on_selection)
        self.search.operator_chosen.connect(self._on_operator_chosen)
        self.search.formula_entered.connect(self._on_formula_entered)
        self.search.closed.connect(self.setFocus)

    # Following the document

    def _on_reset(self) -> None:
        self.cancel_gesture()
        self._hovered = None
        self.canvas.run = self.document.run
        self.canvas.show_circuit(self.document.circuit)
        self.fit()

    def _on_changed(self, changes: tuple[Change, ...]) -> None:
        self._hovered = None
        if self._gesture is None:
            self._pressed_on = self._pressed_wire = None
        self.canvas.show_changes(changes)
        self._on_selection()

    def _on_evaluated(self) -> None:
        self.canvas.show_run(self.document.run)

    def _on_selection(self) -> None:
        self.canvas.mark_selection(self.document.selection.nodes, self.document.selection.wires)

    def set_theme(self, theme: Theme) -> None:
        """Paints with another palette."""
        self.canvas.show_theme(theme)
        self.search.set_theme(theme)
        self.legend.set_theme(theme)
        self.reason.set_theme(theme)
        self.resetCachedContent()
        self.viewport().update()

    def set_digits(self, digits: int) -> None:
        """Shows numbers with so many significant digits."""
        self.canvas.digits = digits
        self.canvas.show_run(self.document.run)

    # What is in view

    def fit(self) -> None:
        """Shows the whole circuit, at 100 % at most."""
        self._fit_to(self.canvas.drawn_rect())

    def fit_selection(self) -> None:
        """Shows the selected nodes, or everything where nothing is selected."""
        nodes = self.document.selection.nodes
        self._fit_to(self.canvas.drawn_rect(nodes) if nodes else self.canvas.drawn_rect())

    def _fit_to(self, area: QRectF) -> None:
        size = self.viewport().size()
        if area.isEmpty():
            self.resetTransform()
            self.centerOn(0, 0)
            return
        area = area.adjusted(-FIT_MARGIN, -FIT_MARGIN, FIT_MARGIN, FIT_MARGIN)
        zoom = min(size.width() / area.width(), size.height() / area.height(), 1.0)
        self.resetTransform()
        self.scale(max(zoom, SMALLEST_ZOOM), max(zoom, SMALLEST_ZOOM))
        self.centerOn(area.center())
        self._fit_wanted = False
        self.zoomed.emit(self.zoom)

    @property
    def zoom(self) -> float:
        """The zoom, 1.0 for 100 %."""
        return self.transform().m11()

    def zoom_in(self) -> None:
        """Zooms in at the middle."""
        self._zoom_at(self.viewport().rect().center(), ZOOM_STEP)

    def zoom_out(self) -> None:
        """Zooms out at the middle."""
        self._zoom_at(self.viewport().rect().center(), 1 / ZOOM_STEP)

    def zoom_reset(self) -> None:
        """Zooms to 100 %."""
        self._zoom_at(self.viewport().rect().center(), 1 / self.zoom)

    def _zoom_at(self, place: QPoint, factor: float) -> None:
        """Zooms so that what is under this place stays there."""
        wanted = max(SMALLEST_ZOOM, min(LARGEST_ZOOM, self.zoom * factor))
        before = self.mapToScene(place)
        self.scale(wanted / self.zoom, wanted / self.zoom)
        shift = self.mapFromScene(before) - place
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() + shift.x())
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + shift.y())
        self.editor.give_up()
        self.zoomed.emit(self.zoom)

    def middle(self) -> QPointF:
        """The place in the scene that stands in the middle of the view."""
        return self.mapToScene(self.viewport().rect().center())

    def reveal(self, id: str) -> None:
        """Scrolls so that this node can be seen, and selects it."""
        if id in self.canvas.node_items:
            self.document.select([id])
            item = self.canvas.node_items[id]
            self.ensureVisible(item.mapRectToScene(item.boundingRect()), 24, 24)

    def show_reason(self, reason: str) -> None:
        """Says next to the pointer why something cannot be; the empty text takes it away."""
        self.reason.say(reason, self._pointer)

    def glide_from(self, before: dict[str, QPointF]) -> None:
        """Lets nodes glide from where they were to where they are."""
        if self.animations:
            self._glide.start(before)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.legend.settle()
        if self._fit_wanted or not self.isVisible():
            self.fit()
            self._fit_wanted = not self.isVisible()

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        place, spot = event.position().toPoint(), self.mapToScene(event.position().toPoint())
        self._pointer = self._press_place = place
        self.editor.take()
        self.document.settle()
        self.search.dismiss()
        self._glide.finish()
        if self._gesture is not None:
            self.cancel_gesture()
        elif event.button() == Button.MiddleButton or (event.button() == Button.LeftButton and self._space):
            self._space_used = True
            self._gesture = Pan(self, place)
        elif event.button() == Button.RightButton and event.modifiers() & Modifier.ControlModifier:
            self._gesture = CutWires(self, spot)
        elif event.button() == Button.LeftButton:
            self._press_left(spot, event.modifiers())

    def _press_left(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        port = self.canvas.port_at(spot)
        item = self.canvas.node_at(spot)
        if port is not None and (item is None or item is port[0]):
            self._gesture = self._wire_from(*port)
            return
        wire = None if item is not None else self.canvas.wire_at(spot)
        if item is not None:
            self._press_node(item, modifiers)
        elif wire is not None:
            self._press_wire(wire.wire, modifiers)
        else:
            if not modifiers & (Modifier.ShiftModifier | Modifier.ControlModifier):
                self.document.select()
            self._gesture = BoxSelect(self, spot)

    def _wire_from(self, item: NodeItem, port: int) -> DrawWire:
        """From an output or a free input a new wire; from an occupied input the end of its wire."""
        if port == -1:
            return DrawWire(self, item, -1)
        source = self.document.circuit.source(item.node.id, port)
        if source is None:
            return DrawWire(self, item, port)
        return DrawWire(self, self.canvas.node_items[source], -1, Wire(source, item.node.id, port))

    def _press_node(self, item: NodeItem, modifiers: Qt.KeyboardModifier) -> None:
        selected, id = self.document.selection.nodes, item.node.id
        if modifiers & Modifier.ControlModifier:
            self.document.select(selected ^ {id}, self.document.selection.wires)
        elif modifiers & Modifier.ShiftModifier:
            self.document.select(selected | {id}, self.document.selection.wires)
        elif id not in selected:
            self.document.select([id])
        self._pressed_on = item

    def _press_wire(self, wire: Wire, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & Modifier.ControlModifier:
            self.document.select(self.document.selection.nodes, self.document.selection.wires ^ {wire})
        else:
            self.document.select((), [wire])
        self._pressed_wire = wire

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        place = event.position().toPoint()
        self._pointer = place
        if isinstance(self._gesture, Pan):
            self._gesture.drag(place)
            return
        if self._gesture is None and (self._pressed_on or self._pressed_wire):
            self._start_drag(place)
        if self._gesture is not None:
            self._gesture.move(self.mapToScene(place), event.modifiers())
        else:
            self._hover(self.mapToScene(place))

    def _start_drag(self, place: QPoint) -> None:
        delta = place - self._press_place
        if delta.manhattanLength() < DRAG_DISTANCE:
            return
        start = self.mapToScene(self._press_place)
        item, wire = self._pressed_on, self._pressed_wire
        self._pressed_on = self._pressed_wire = None
        if wire is not None:
            self._drag_wire_end(wire, start)
        elif item is not None and item.node.id in self.document.selection.nodes:
            if item.is_on_number(start) and abs(delta.x()) > abs(delta.y()):
                self._gesture = ScrubValue(self, start, item.node.id)
            else:
                self._gesture = MoveNodes(self, start, item.node.id)

    def _drag_wire_end(self, wire: Wire, start: QPointF) -> None:
        end = self.canvas.wire_items[wire].end_at(start)
        if end == "source":
            self._gesture = DrawWire(self, self.canvas.node_items[wire.target], wire.port, wire)
        elif end == "target":
            self._gesture = DrawWire(self, self.canvas.node_items[wire.source], -1, wire)

    def _hover(self, spot: QPointF) -> None:
        port = self.canvas.port_at(spot)
        item = port[0] if port is not None else self.canvas.node_at(spot)
        if self._hovered is not None and self._hovered is not item:
            self._hovered.mark(hovered=False)
            self._hovered.light_port(None)
        self._hovered = item
        if item is not None:
            item.mark(hovered=True)
            item.light_port(port[1] if port is not None else None)
        shape = Qt.CursorShape.CrossCursor if port is not None else Qt.CursorShape.ArrowCursor
        if port is None and item is not None and item.is_on_number(spot):
            shape = Qt.CursorShape.SizeHorCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        gesture, self._gesture = self._gesture, None
        self._pressed_on = self._pressed_wire = None
        if gesture is not None:
            gesture.end(self.mapToScene(event.position().toPoint()), event.modifiers())
        elif event.button() == Button.LeftButton and event.modifiers() == Modifier.NoModifier:
            item = self.canvas.node_at(self.mapToScene(event.position().toPoint()))
            if item is not None and len(self.document.selection.nodes) > 1:
                self.document.select([item.node.id])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        spot = self.mapToScene(event.position().toPoint())
        item = self.canvas.node_at(spot)
        if event.button() != Button.LeftButton:
            return
        if item is None:
            if self.canvas.wire_at(spot) is None:
                self.open_search()
        elif item.is_on_number(spot):
            self.edit_value()
        elif item.node.is_leaf or not item.node.constants:
            self.rename()
        else:
            self.edit_value()

    @property
    def in_gesture(self) -> bool:
        """Whether hands are in the middle of something."""
        return self._gesture is not None

    def cancel_gesture(self) -> bool:
        """Takes back the gesture under way. Returns whether there was one."""
        gesture, self._gesture = self._gesture, None
        self._pressed_on = self._pressed_wire = None
        if gesture is not None:
            gesture.cancel()
        return gesture is not None

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        self._zoom_at(event.position().toPoint(), ZOOM_PER_WHEEL_UNIT ** event.angleDelta().y())
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        if event.modifiers() & Modifier.ControlModifier:
            return
        item = self.canvas.node_at(self.mapToScene(event.pos()))
        if item is not None and item.node.id not in self.document.selection.nodes:
            self.document.select([item.node.id])
        menu = QMenu(self)
        self.fill_menu(menu)
        if not menu.isEmpty():
            menu.exec(event.globalPos())
        menu.deleteLater()

    # Drops from the palette

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        self._accept_operator(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802
        self._accept_operator(event)

    def _accept_operator(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(OPERATOR_MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        if not event.mimeData().hasFormat(OPERATOR_MIME):
            event.ignore()
            return
        name = bytes(event.mimeData().data(OPERATOR_MIME).data()).decode("utf-8")
        self.add_operator(name, self.mapToScene(event.position().toPoint()))
        event.acceptProposedAction()
        self.setFocus()

    # The search box

    def open_search(self) -> None:
        """Opens the search box at the pointer, or in the middle where the pointer is elsewhere."""
        inside = self.viewport().rect().contains(self._pointer) and self.viewport().underMouse()
        place = self._pointer if inside else self.viewport().rect().center()
        self._search_wire: tuple[str, int] | None = None
        self._search_replaces = False
        self._search_spot = self.mapToScene(place)
        self.search.open_at(place)

    def open_search_for_wire(self, id: str, port: int, spot: QPointF) -> None:
        """Opens the search box for a node that a wire from this port shall lead to."""
        self._search_wire, self._search_spot = (id, port), spot
        self._search_replaces = False
        self.search.open_at(self.mapFromScene(spot), _takes_wire if port == -1 else _gives_wire)

    def replace_by_search(self) -> None:
        """Opens the search box beside the selected operator for another one that takes its wires."""
        self.document.settle()
        node = self._only_node()
        if node is None or node.is_leaf:
            return
        self._search_replaces = True
        corner = self.canvas.node_items[node.id].sceneBoundingRect().bottomLeft()
        self.search.open_at(self.mapFromScene(corner), lambda other: self.can_replace(node, other))

    def _on_operator_chosen(self, name: str) -> None:
        self.setFocus()
        if self._search_replaces:
            self.replace_selected(name)
        elif self._search_wire is None:
            self.add_operator(name, self._search_spot)
        else:
            self.add_wired(name, self._search_spot, *self._search_wire)

    def _on_formula_entered(self, text: str) -> None:
        self.setFocus()
        self.add_formula(text, self._search_spot)

    # Keys

    def event(self, event: QEvent) -> bool:
        if self._gesture is not None and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # no undo, delete or paste in the middle of a drag
            elif event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
                self.cancel_gesture()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab:
            self.open_search()
            return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), hover_text(self.canvas, self.mapToScene(event.pos())), self.viewport())
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key, modifiers = event.key(), event.modifiers() & ~Modifier.KeypadModifier
        if key == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space, self._space_used = True, False
        elif key == Qt.Key.Key_Escape:
            if not self.cancel_gesture():
                self.document.select()
        elif key in _ARROWS:
            self._arrow(Qt.Key(key), modifiers)
        elif event.text() and event.text() in "0123456789.-−" and not modifiers:
            self.edit_value(event.text())
        else:
            super().keyPressEvent(event)

    def _arrow(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        dx, dy = _ARROWS[key]
        if modifiers & Modifier.ControlModifier:
            self.nudge_places(dx * GRID, dy * GRID)
            return
        id = nearest_along_wires(self.document.circuit, self.document.selection.nodes, dx, dy)
        if id is not None:
            self.reveal(id)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            opens = self._space and not self._space_used
            self._space = False
            if opens:
                self.open_search()
            return
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self._space = False
        super().focusOutEvent(event)


_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def _takes_wire(operator: Operator) -> bool:
    return operator.has_port(0)


def _gives_wire(operator: Operator) -> bool:
    return True
