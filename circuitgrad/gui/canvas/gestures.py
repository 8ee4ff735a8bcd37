"""What hands do on the canvas: each gesture a small class with a start, moves, an end and a cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsRectItem

from circuitgrad.circuit import Wire
from circuitgrad.circuit.compose import insert_in_wire
from circuitgrad.circuit.edits import Batch, Connect, Disconnect, Edit, Move, SetValue, remove
from circuitgrad.errors import CircuitError
from circuitgrad.gui.canvas.node_item import NodeItem
from circuitgrad.gui.canvas.style import line, with_alpha
from circuitgrad.gui.messages import sentence
from circuitgrad.layout.geometry import snapped, wire_curve

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

Modifier = Qt.KeyboardModifier
LARGEST_SCRUBBED = 1e15
"""Dragging stops here; larger numbers are typed."""


def text(source: str) -> str:
    """What a step of the history is called."""
    return QCoreApplication.translate("gestures", source)


class Gesture(Protocol):
    """Something that a hand has begun. `spot` is a place in the scene."""

    def move(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The pointer is here now."""

    def end(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The button is released here."""

    def cancel(self) -> None:
        """Esc: all is as it was before."""


class Pan:
    """Moves the view with the pointer."""

    def __init__(self, view: CanvasView, place: QPoint) -> None:
        self._view, self._last = view, place
        view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def drag(self, place: QPoint) -> None:
        """The pointer is at this place of the viewport now."""
        delta, self._last = place - self._last, place
        bars = self._view.horizontalScrollBar(), self._view.verticalScrollBar()
        bars[0].setValue(bars[0].value() - delta.x())
        bars[1].setValue(bars[1].value() - delta.y())

    def move(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Nothing: panning follows the viewport, see `drag`."""

    def end(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._view.viewport().unsetCursor()

    def cancel(self) -> None:
        self._view.viewport().unsetCursor()


class BoxSelect:
    """Selects the nodes that a box touches; Shift adds them to the selection, Ctrl turns each over."""

    def __init__(self, view: CanvasView, spot: QPointF) -> None:
        self._view, self._start = view, spot
        self._before = view.document.selection
        self._box = QGraphicsRectItem()
        theme = view.canvas.canvas_style.theme
        self._box.setPen(line(theme.accent, 0))
        self._box.setBrush(with_alpha(theme.accent, 0.10))
        self._box.setZValue(5.0)
        view.canvas.addItem(self._box)

    def move(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        area = QRectF(self._start, spot).normalized()
        self._box.setRect(area)
        items = self._view.canvas.node_items
        hit = frozenset(id for id, item in items.items() if item.mapRectToScene(item.body).intersects(area))
        before = self._before.nodes
        if modifiers & Modifier.ControlModifier:
            hit = before ^ hit
        elif modifiers & Modifier.ShiftModifier:
            hit = before | hit
        self._view.document.select(hit)

    def end(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._view.canvas.removeItem(self._box)

    def cancel(self) -> None:
        self._view.canvas.removeItem(self._box)
        self._view.document.select(self._before.nodes, self._before.wires)


class MoveNodes:
    """Drags the selected nodes; they snap to the grid unless Shift is held. One node can be dropped on a wire."""

    def __init__(self, view: CanvasView, spot: QPointF, grabbed: str) -> None:
        self._view, self._start, self._grabbed = view, spot, grabbed
        circuit = view.document.circuit
        self._origins = {id: circuit.node(id).position for id in view.document.selection.nodes}
        self._step = view.document.begin(text("Move"))
        self._over: Wire | None = None

    def move(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        dx, dy = spot.x() - self._start.x(), spot.y() - self._start.y()
        if not modifiers & Modifier.ShiftModifier:
            x, y = self._origins[self._grabbed]
            dx, dy = snapped(x + dx) - x, snapped(y + dy) - y
        places = tuple((id, (x + dx, y + dy)) for id, (x, y) in self._origins.items())
        self._step.apply(Move(places), key="move")
        self._view.document.settle()
        self._light(None if modifiers & Modifier.AltModifier else self._wire_under())

    def _wire_under(self) -> Wire | None:
        """The wire that a single loose node lies on, if it can be inserted there."""
        circuit = self._view.document.circuit
        if len(self._origins) != 1 or circuit.incoming(self._grabbed) or circuit.outgoing(self._grabbed):
            return None
        if circuit.node(self._grabbed).is_leaf:
            return None
        item = self._view.canvas.node_items[self._grabbed]
        body = QPainterPath()
        body.addRect(item.mapRectToScene(item.body.adjusted(8, 8, -8, -8)))
        for wire_item in self._view.canvas.wire_items.values():
            if wire_item.boundingRect().intersects(body.boundingRect()) and wire_item.crosses(body):
                return wire_item.wire
        return None

    def _light(self, wire: Wire | None) -> None:
        if wire != self._over:
            for which, lit in ((self._over, False), (wire, True)):
                if which is not None and which in self._view.canvas.wire_items:
                    self._view.canvas.wire_items[which].mark(hovered=lit, selected=lit)
            self._over = wire

    def end(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        over = self._over
        self._light(None)
        if over is not None:
            self._step.apply(insert_in_wire(self._view.document.circuit, self._grabbed, over))
            self._step.text = text("Insert in wire")
        self._step.commit()

    def cancel(self) -> None:
        self._light(None)
        self._step.cancel()


class ScrubValue:
    """Drags an input's number left and right; Shift for fine, Ctrl for coarse steps."""

    PIXELS_PER_STEP = 2.0

    def __init__(self, view: CanvasView, spot: QPointF, id: str) -> None:
        self._view, self._id = view, id
        self._step = view.document.begin(text("Change value"))
        self._last_x = spot.x()
        self._value = view.document.circuit.node(id).value or 0.0
        size = min(max(abs(self._value), 1.0), LARGEST_SCRUBBED)
        self._size = 10.0 ** _whole_log10(size) / 100.0

    def move(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        factor = 0.1 if modifiers & Modifier.ShiftModifier else 10.0 if modifiers & Modifier.ControlModifier else 1.0
        steps = (spot.x() - self._last_x) * self._view.transform().m11() / self.PIXELS_PER_STEP
        self._last_x = spot.x()
        self._value = max(-LARGEST_SCRUBBED, min(LARGEST_SCRUBBED, self._value + steps * self._size * factor))
        grain = self._size * min(factor, 1.0)
        decimals = max(0, -_whole_log10(grain))
        self._step.apply(SetValue(self._id, round(round(self._value / grain) * grain, decimals)), key="value")
        self._view.document.settle()

    def end(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._step.commit()

    def cancel(self) -> None:
        self._step.cancel()


class DrawWire:
    """Draws a wire from a port to a port, or moves the end of one.

    Args:
        view: the canvas.
        item: the node whose port is held: its output (port −1), or a free input.
        port: that port.
        detached: the wire whose end is being moved, if any; it stays in the circuit until the end.
    """

    def __init__(self, view: CanvasView, item: NodeItem, port: int, detached: Wire | None = None) -> None:
        self._view, self._item, self._port, self._detached = view, item, port, detached
        self._guard = view.document.circuit.cycle_guard(item.node.id, is_source=port == -1)
        self._lit: NodeItem | None = None
        self._line = QGraphicsPathItem()
        self._line.setPen(line(view.canvas.canvas_style.theme.accent, 2.2))
        self._line.setZValue(4.0)
        view.canvas.addItem(self._line)
        if detached is not None:
            view.canvas.wire_items[detached].mark(cut=True)
        self._dim_what_cannot()

    def _dim_what_cannot(self) -> None:
        """Dims the nodes that this wire cannot reach, and shows the spare port of those that take any number."""
        for id, item in self._view.canvas.node_items.items():
            wire = self._wire_to(item, self._free_port(item) if self._port == -1 else -1)
            possible = id == self._item.node.id or (wire is not None and self._can(wire))
            item.mark(dimmed=not possible)
            item.light_port(
                None, extra=possible and self._port == -1 and not item.node.is_leaf and item.node.record.any_number
            )

    def _can(self, wire: Wire) -> bool:
        return self._view.document.circuit.can_wire(wire, replacing=True, guard=self._guard)

    def _free_port(self, item: NodeItem) -> int | None:
        if item.node.is_leaf:
            return None
        free = self._view.document.circuit.free_port(item.node.id)
        return 0 if free is None else free

    def _wire_to(self, item: NodeItem, port: int | None) -> Wire | None:
        """The wire that would be, from the held port to this one; None where the two do not go together."""
        if port is None or (port == -1) == (self._port == -1):
            return None
        if self._port == -1:
            return Wire(self._item.node.id, item.node.id, port)
        return Wire(item.node.id, self._item.node.id, self._port)

    def _target(self, spot: QPointF) -> tuple[NodeItem, Wire] | None:
        """The node and wire that a release here would make: a port near by, else the first free port of a node."""
        found = self._view.canvas.port_at(spot)
        if found is not None and (wire := self._wire_to(*found)) is not None:
            return found[0], wire
        item = self._view.canvas.node_at(spot)
        if item is None or item is self._item:
            return None
        wire = self._wire_to(item, self._view.document.circuit.free_port(item.node.id) if self._port == -1 else -1)
        return None if wire is None else (item, wire)

    def move(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        target = self._target(spot)
        if self._lit is not None and (target is None or target[0] is not self._lit):
            self._lit.light_port(None, extra=self._lit.extra_port)
        self._lit = None
        end = spot
        reason = ""
        if target is not None:
            item, wire = target
            try:
                self._view.document.circuit.check_wire(wire, replacing=True, guard=self._guard)
            except CircuitError as error:
                reason = sentence(error)
            else:
                self._lit = item
                item.light_port(wire.port if self._port == -1 else -1, extra=item.extra_port)
                end = item.mapToScene(item.input_spot(wire.port) if self._port == -1 else item.output_spot())
        self._view.show_reason(reason)
        self._show_line(end)

    def _show_line(self, end: QPointF) -> None:
        item = self._item
        held = item.mapToScene(item.output_spot() if self._port == -1 else item.input_spot(self._port))
        start, stop = (held, end) if self._port == -1 else (end, held)
        curve = wire_curve((start.x(), start.y()), (stop.x(), stop.y()))
        path = QPainterPath(QPointF(*curve.start))
        path.cubicTo(QPointF(*curve.leave), QPointF(*curve.arrive), QPointF(*curve.end))
        self._line.setPath(path)

    def end(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        target = self._target(spot)
        self.cancel()
        document = self._view.document
        if target is not None:
            wire = target[1]
            if wire != self._detached:
                document.do(Batch((*self._take_off(), Connect(wire, replacing=True))), text("Wire"))
        elif self._detached is not None:
            document.do(Disconnect(self._detached), text("Remove wire"))
        elif not modifiers & Modifier.AltModifier and self._view.canvas.node_at(spot) is None:
            self._view.open_search_for_wire(self._item.node.id, self._port, spot)

    def _take_off(self) -> tuple[Edit, ...]:
        return () if self._detached is None else (Disconnect(self._detached),)

    def cancel(self) -> None:
        self._view.show_reason("")
        self._view.canvas.removeItem(self._line)
        for item in self._view.canvas.node_items.values():
            item.mark(dimmed=False)
            item.light_port(None)
        if self._detached is not None and self._detached in self._view.canvas.wire_items:
            self._view.canvas.wire_items[self._detached].mark(cut=False)


class CutWires:
    """Cuts all wires that a drawn line crosses."""

    def __init__(self, view: CanvasView, spot: QPointF) -> None:
        self._view = view
        self._path = QPainterPath(spot)
        self._line = QGraphicsPathItem()
        self._line.setPen(line(view.canvas.canvas_style.theme.lowers, 1.6))
        self._line.setZValue(5.0)
        view.canvas.addItem(self._line)

    def move(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._path.lineTo(spot)
        self._line.setPath(self._path)
        for item in self._view.canvas.wire_items.values():
            item.mark(cut=item.crosses(self._path))

    def end(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        wires = [item.wire for item in self._view.canvas.wire_items.values() if item.cut]
        self.cancel()
        if wires:
            self._view.document.do(remove((), wires), text("Cut wires"))

    def cancel(self) -> None:
        self._view.canvas.removeItem(self._line)
        for item in self._view.canvas.wire_items.values():
            item.mark(cut=False)


def _whole_log10(size: float) -> int:
    from math import floor, log10

    return floor(log10(size) + 1e-9)
