"""The mouse on the canvas: presses, moves and releases become gestures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent

from circuitgrad.circuit import Position, Wire
from circuitgrad.gui.canvas.draw_wire import DrawWire
from circuitgrad.gui.canvas.drawn_line import CutWires, InsertDots
from circuitgrad.gui.canvas.edge_pan import EdgePan
from circuitgrad.gui.canvas.gestures import BoxSelect, Gesture, Pan, ScrubValue
from circuitgrad.gui.canvas.move_nodes import MoveNodes
from circuitgrad.gui.canvas.node_item import NodeItem

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

DRAG_DISTANCE = 4
END_SHARE = 0.3
"""This much of a wire, at either end, can be held to lead that end elsewhere."""

Modifier = Qt.KeyboardModifier
Button = Qt.MouseButton


class Pointer:
    """What a hand with a mouse is about on a canvas.

    Args:
        view: the canvas; it hands its mouse events on to here.

    Attributes:
        gesture: what is under way, None where nothing is.
        place: where the pointer was seen last, in the viewport.
        pans: whether a press of the left button pans, as the space bar is held.
        has_panned: whether it did since the space bar went down.
        has_aimed: whether the pointer has moved since its place was used last.
        has_given_up: whether the last press took a gesture back: it is no wish for a menu.
    """

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self.gesture: Gesture | None = None
        self.place = QPoint()
        self.pans = self.has_panned = self.has_aimed = self.has_given_up = False
        self._held: Qt.MouseButton | None = None
        self._is_double = False
        self._pressed_on: NodeItem | None = None
        self._pressed_wire: Wire | None = None
        self._press_place = QPoint()
        self._turns_over: str | None = None
        self._has_moved = False
        self._hovered: NodeItem | None = None
        self._modifiers = Modifier.NoModifier
        self._edge = EdgePan(view, self.follow_view)

    def forget(self) -> None:
        """Lets go of items, which may be gone in a moment."""
        self._hover_on(None, None)
        if self.gesture is None:
            self._pressed_on = self._pressed_wire = None

    def cancel(self) -> bool:
        """Takes back the gesture under way. Returns whether there was one."""
        gesture, self.gesture = self.gesture, None
        self._let_go()
        if gesture is not None:
            gesture.cancel()
        return gesture is not None

    def _let_go(self) -> None:
        self._pressed_on = self._pressed_wire = self._held = None
        self._turns_over = None
        self._is_double = False
        self._edge.stop()

    # Pressing

    def press(self, event: QMouseEvent) -> None:
        """A button goes down. In the middle of a gesture that takes it back, unless a wheel was just leant on."""
        self.has_given_up = False
        if self.gesture is not None:
            if event.button() != Button.MiddleButton:
                self.has_given_up = self.cancel()
            return
        self._let_go()
        place = event.position().toPoint()
        spot = self._view.mapToScene(place)
        self.place = self._press_place = place
        self._held = event.button()
        self.has_aimed = True
        self._has_moved = False
        self._view.finish_fields()
        self._view.focus.use_keyboard(used=False)
        asking = self._view.asking
        if event.button() == Button.LeftButton and asking is not None and not self.pans and asking.press(place):
            self._held = None
        elif event.button() == Button.MiddleButton or (event.button() == Button.LeftButton and self.pans):
            self.has_panned = True
            self.gesture = Pan(self._view, place)
        elif event.button() == Button.RightButton and event.modifiers() & Modifier.ControlModifier:
            self.gesture = CutWires(self._view, spot)
        elif event.button() == Button.RightButton and event.modifiers() & Modifier.ShiftModifier:
            self.gesture = InsertDots(self._view, spot)
        elif event.button() == Button.LeftButton:
            self._press_left(spot, event.modifiers())

    def _press_left(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        canvas = self._view.canvas
        port = canvas.port_at(spot)
        item = canvas.node_at(spot)
        if port is not None and (item is None or item is port[0]):
            self.gesture = self._wire_from(*port)
            return
        wire = None if item is not None else canvas.wire_at(spot)
        if item is not None:
            self._press_node(item, modifiers)
        elif wire is not None:
            self._press_wire(wire.wire, modifiers)
        else:
            self.gesture = self._view.remark_hands.press(spot, modifiers)
            if self.gesture is not None:
                return
            if not modifiers & (Modifier.ShiftModifier | Modifier.ControlModifier):
                self._view.document.select()
            self.gesture = BoxSelect(self._view, spot)

    def _wire_from(self, item: NodeItem, port: int) -> DrawWire:
        """From an output or a free input a new wire; from an occupied input the end of its wire."""
        if port == -1:
            return DrawWire(self._view, item, -1)
        source = self._view.document.circuit.source(item.node.id, port)
        if source is None:
            return DrawWire(self._view, item, port)
        return DrawWire(self._view, self._view.canvas.node_items[source], -1, Wire(source, item.node.id, port))

    def _press_node(self, item: NodeItem, modifiers: Qt.KeyboardModifier) -> None:
        document = self._view.document
        selected, id = document.selection.nodes, item.node.id
        if id in selected:
            self._turns_over = id if modifiers & Modifier.ControlModifier else None
        elif modifiers & (Modifier.ControlModifier | Modifier.ShiftModifier):
            document.select(selected | {id}, document.selection.wires, document.selection.remarks)
        else:
            document.select([id])
        self._pressed_on = item

    def _press_wire(self, wire: Wire, modifiers: Qt.KeyboardModifier) -> None:
        document = self._view.document
        if modifiers & Modifier.ControlModifier:
            chosen = document.selection
            document.select(chosen.nodes, chosen.wires ^ {wire}, chosen.remarks)
        elif modifiers & Modifier.ShiftModifier:
            chosen = document.selection
            document.select(chosen.nodes, chosen.wires | {wire}, chosen.remarks)
        else:
            document.select((), [wire])
        self._pressed_wire = wire

    # Moving

    def move(self, event: QMouseEvent) -> None:
        """The pointer moves, with a button held or not."""
        place = event.position().toPoint()
        if self._held is not None and not event.buttons() & self._held:
            self.cancel()  # it came up where it could not be heard, over a menu
        if place != self.place:
            self.has_aimed = True
        self.place, self._modifiers = place, event.modifiers()
        self._has_moved = self._has_moved or (place - self._press_place).manhattanLength() >= DRAG_DISTANCE
        if isinstance(self.gesture, Pan):
            self.gesture.drag(place)
            return
        if self.gesture is None and (self._pressed_on or self._pressed_wire):
            self._start_drag(place)
        if self.gesture is not None:
            self._hover_on(None, None)
            self._move_gesture()
            self._edge.watch(place, wanted=self.gesture.pans_at_edge)
        else:
            self._hover(self._view.mapToScene(place))

    def change_modifiers(self, modifiers: Qt.KeyboardModifier) -> None:
        """A modifier goes down or comes up while the mouse rests: a gesture takes it into account at once."""
        self._modifiers = modifiers
        if self.gesture is not None and self._has_moved:
            self._move_gesture()

    def _move_gesture(self) -> None:
        if self.gesture is not None:
            self.gesture.move(self._view.mapToScene(self.place), self._modifiers)

    def follow_view(self) -> None:
        """The view has moved under a pointer that rests."""
        self._move_gesture()

    def _start_drag(self, place: QPoint) -> None:
        delta = place - self._press_place
        if not self._has_moved:
            return
        start = self._view.mapToScene(self._press_place)
        item, wire = self._pressed_on, self._pressed_wire
        self._pressed_on = self._pressed_wire = None
        if wire is not None:
            self._drag_wire_end(wire, start)
        elif item is not None and item.node.id in self._view.document.selection.nodes:
            if item.is_on_number(start) and abs(delta.x()) > abs(delta.y()):
                self.gesture = ScrubValue(self._view, start, item.node.id)
            else:
                self.gesture = MoveNodes(self._view, start, item.node.id)

    def _drag_wire_end(self, wire: Wire, start: QPointF) -> None:
        canvas = self._view.canvas
        way = canvas.wire_items[wire].way
        from_source, from_target = _distance(start, way.start), _distance(start, way.end)
        whole = from_source + from_target
        if from_target <= END_SHARE * whole:
            self.gesture = DrawWire(self._view, canvas.node_items[wire.source], -1, wire)
        elif from_source <= END_SHARE * whole:
            self.gesture = DrawWire(self._view, canvas.node_items[wire.target], wire.port, wire)

    def _hover(self, spot: QPointF) -> None:
        canvas = self._view.canvas
        port = canvas.port_at(spot)
        item = port[0] if port is not None else canvas.node_at(spot)
        self._hover_on(item, None if port is None else port[1])
        shape = Qt.CursorShape.CrossCursor if port is not None else Qt.CursorShape.ArrowCursor
        if port is None and item is not None and item.is_on_number(spot):
            shape = Qt.CursorShape.SizeHorCursor
        elif port is None and item is None:
            shape = self._view.remark_hands.cursor(spot)
        self._view.viewport().setCursor(shape)

    def _hover_on(self, item: NodeItem | None, port: int | None) -> None:
        """Highlights the node under the pointer, and no other."""
        if self._hovered is not None and self._hovered is not item:
            self._hovered.mark(hovered=False)
            self._hovered.light_port(None)
        is_other = self._hovered is not item
        self._hovered = item
        if item is not None:
            item.mark(hovered=True)
            item.light_port(port)
        if is_other:
            self._view.hovered.emit("" if item is None else item.node.id)

    def leave(self) -> None:
        """The pointer leaves the canvas."""
        if self.gesture is None:
            self._hover_on(None, None)

    # Letting go

    def release(self, event: QMouseEvent) -> None:
        """A button comes up: the one that was held ends what it began."""
        if event.button() != self._held:
            return
        gesture, self.gesture = self.gesture, None
        turned, moved, is_double = self._turns_over, self._has_moved, self._is_double
        self._let_go()
        spot, document = self._view.mapToScene(event.position().toPoint()), self._view.document
        if isinstance(gesture, DrawWire) and not moved:
            gesture.cancel()  # a click on a port is no wire
            document.select([gesture.held])
        elif gesture is not None:
            gesture.end(spot, event.modifiers())
        elif turned is not None:
            chosen = document.selection
            document.select(chosen.nodes - {turned}, chosen.wires, chosen.remarks)
        elif event.button() == Button.LeftButton and event.modifiers() == Modifier.NoModifier:
            item = self._view.canvas.node_at(spot)
            if item is not None and len(document.selection.nodes) + len(document.selection.remarks) > 1:
                document.select([item.node.id])
        if is_double and not moved:
            self._open_at(self._view.mapToScene(self._press_place))

    def double_click(self, event: QMouseEvent) -> None:
        """A button goes down soon after it did before: that begins whatever a press begins, and opens what is here
        once it comes up without having been dragged.
        """
        pans = self.pans
        self.press(event)
        self._is_double = self._held == Button.LeftButton and not pans

    def _open_at(self, spot: QPointF) -> None:
        """Opens the search box on the empty canvas, a field on a node or remark; puts a reroute dot into a wire."""
        view = self._view
        item = view.canvas.node_at(spot)
        if item is None:
            wire = view.canvas.wire_at(spot)
            if wire is not None:
                view.insert_dots({wire.wire: spot})
            elif not view.remark_hands.double_click(spot):
                view.open_search()
        elif item.is_on_number(spot) or item.node.is_literal or item.node.constants:
            view.edit_value()
        else:
            view.rename()


def _distance(spot: QPointF, place: Position) -> float:
    return float((spot - QPointF(*place)).manhattanLength())
