"""Drawing a wire from port to port, and leading the end of one elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QGraphicsPathItem

from circuitgrad.circuit import Wire
from circuitgrad.circuit.edits import Batch, Connect, Disconnect, Edit
from circuitgrad.errors import CircuitError
from circuitgrad.gui.canvas.gestures import text
from circuitgrad.gui.canvas.nearby import curve_path
from circuitgrad.gui.canvas.node_item import NodeItem
from circuitgrad.gui.canvas.style import line
from circuitgrad.gui.messages import sentence

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

Modifier = Qt.KeyboardModifier


class DrawWire:
    """Draws a wire from a port to a port, or moves the end of one.

    Args:
        view: the canvas.
        item: the node whose port is held: its output (port −1), or a free input.
        port: that port.
        detached: the wire whose end is being moved, if any; it stays in the circuit until the end.
    """

    pans_at_edge = True

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

    @property
    def held(self) -> str:
        """The id of the node whose port is held."""
        return self._item.node.id

    def _dim_what_cannot(self) -> None:
        """Dims the nodes that this wire cannot reach, and shows the spare port of those that take any number."""
        stage = self._view.canvas.stage
        for item in stage.nodes.values():
            self._dim(item)
        stage.tell_made = self._dim  # those that come into view while the wire is drawn

    def _dim(self, item: NodeItem) -> None:
        wire = self._wire_to(item, self._free_port(item) if self._port == -1 else -1)
        possible = item.node.id == self._item.node.id or (wire is not None and self._can(wire))
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
        """The node and wire that a release here would make: a port near by, else one of a node."""
        found = self._view.canvas.port_at(spot)
        if found is not None and (wire := self._wire_to(*found)) is not None:
            return found[0], wire
        item = self._view.canvas.node_at(spot)
        if item is None or item is self._item:
            return None
        wire = self._wire_to(item, self._port_under(item, spot) if self._port == -1 else -1)
        return None if wire is None else (item, wire)

    def _port_under(self, item: NodeItem, spot: QPointF) -> int:
        """The port that a release on a node's body takes: the first free one, or the nearest where all are taken."""
        circuit, id = self._view.document.circuit, item.node.id
        free = circuit.free_port(id)
        if free is not None:
            return free
        place = item.mapFromScene(spot)
        taken = [wire.port for wire in circuit.incoming(id)]
        return min(taken, key=lambda port: abs(item.input_spot(port).y() - place.y()), default=0)

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
        self._line.setPath(curve_path(start, stop))

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
            self._view.searching.open_for_wire(self._item.node.id, self._port, spot)

    def _take_off(self) -> tuple[Edit, ...]:
        return () if self._detached is None else (Disconnect(self._detached),)

    def cancel(self) -> None:
        self._view.show_reason("")
        self._view.canvas.removeItem(self._line)
        self._view.canvas.stage.tell_made = None
        for item in self._view.canvas.stage.nodes.values():
            item.mark(dimmed=False)
            item.light_port(None)
        if self._detached is not None and self._detached in self._view.canvas.wire_items:
            self._view.canvas.wire_items[self._detached].mark(cut=False)
