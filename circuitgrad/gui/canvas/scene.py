"""The scene: a projection of a circuit and a run. It holds ids, and can be thrown away and made anew at any moment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsScene

from circuitgrad.circuit import Circuit, Node, Wire
from circuitgrad.circuit.changes import Change, NodeAdded, NodeChanged, NodeRemoved, WireAdded, WireRemoved
from circuitgrad.engine import Run
from circuitgrad.gui.canvas.looks import KnownLook, Looks
from circuitgrad.gui.canvas.node_item import PORT_REACH, NodeItem
from circuitgrad.gui.canvas.style import CanvasStyle
from circuitgrad.gui.canvas.wire_item import WireItem, WireLabels
from circuitgrad.gui.theme import Theme
from circuitgrad.layout.geometry import GRID, Curve, shown_ports, wire_curve
from circuitgrad.layout.labels import LabelSpot, place_labels
from circuitgrad.layout.routes import Path, routes

DOT_STEP = 3 * GRID
FEWEST_PIXELS_BETWEEN_DOTS = 14.0
HUGE = 2e8
FEW_WIRES = 60
"""Up to so many wires, all are routed anew when one node moves."""


class CanvasScene(QGraphicsScene):
    """Items for every node and wire of a circuit.

    Args:
        circuit: what is shown; the scene never changes it.
        theme: the palette.
        digits: significant digits of the numbers.
    """

    def __init__(self, circuit: Circuit, theme: Theme, digits: int = 3) -> None:
        super().__init__()
        self.setSceneRect(-HUGE, -HUGE, 2 * HUGE, 2 * HUGE)
        self.circuit, self.digits, self.dotted = circuit, digits, True
        self.canvas_style = CanvasStyle(theme)
        self.run: Run | None = None
        self.node_items: dict[str, NodeItem] = {}
        self.wire_items: dict[Wire, WireItem] = {}
        self._labels: dict[Wire, WireLabels] = {}
        self.spots: dict[Wire, LabelSpot] = {}
        self._known_looks: dict[str, KnownLook] = {}
        self._marked_nodes: frozenset[str] = frozenset()
        self._marked_wires: frozenset[Wire] = frozenset()
        self.show_circuit(circuit)

    # Taking over

    def show_circuit(self, circuit: Circuit) -> None:
        """Makes all items anew."""
        self.clear()
        self.circuit = circuit
        self.node_items, self.wire_items, self._labels, self.spots = {}, {}, {}, {}
        self._known_looks = {}
        for node in circuit.nodes.values():
            self._add_node(node)
        for wire in circuit.wires():
            self._add_wire(wire)
        self._show_wiring(self.node_items)
        self.route()
        self.show_run(self.run)

    def show_theme(self, theme: Theme) -> None:
        """Paints with another palette."""
        self.canvas_style = CanvasStyle(theme)
        for node_item in self.node_items.values():
            node_item.canvas_style = self.canvas_style
        for wire_item in self.wire_items.values():
            wire_item.canvas_style = self.canvas_style
        self.update()

    def show_run(self, run: Run | None) -> None:
        """Writes the numbers of a run on nodes and wires; None takes them away."""
        self.run = run
        looks = Looks(self.circuit, run, self.digits, self._known_looks)
        for item in self.node_items.values():
            item.show_look(looks.node(item.node, item.feeds))
        for wire, wire_item in self.wire_items.items():
            wire_item.show_numbers(*looks.wire(wire), self.digits)
            self._labels[wire].catch_up()

    def show_changes(self, changes: Iterable[Change]) -> None:
        """Brings the items up to what has changed in the circuit."""
        others = [change for change in changes if not self._show_number(change)]
        if not others:
            return
        ids = self._touched(others)
        wires = self._sync(ids)
        gone = ids - self.node_items.keys()
        for id in ids:
            if id in self.node_items:
                node = self.circuit.node(id)
                self.node_items[id].show_node(node, shown_ports(node, self.circuit))
        self._show_wiring(ids & self.node_items.keys())
        for id in ids & self.node_items.keys():
            wires.update(self.circuit.incoming(id), self.circuit.outgoing(id))
        self.route(wires or (self.wire_items if gone else ()))

    def _show_number(self, change: Change) -> bool:
        """Takes over a change of a node's own numbers, which moves nothing; False for any other change."""
        if not isinstance(change, NodeChanged):
            return False
        before, after = change.before, change.after
        item = self.node_items.get(after.id)
        if item is None or replace(before, value=after.value, constants=after.constants) != after:
            return False
        if after.id in self.circuit:
            node = self.circuit.node(after.id)
            item.show_node(node, shown_ports(node, self.circuit))
        return True

    def _show_wiring(self, ids: Iterable[str]) -> None:
        for id in ids:
            wired = frozenset(wire.port for wire in self.circuit.incoming(id))
            self.node_items[id].show_wiring(wired, len(self.circuit.outgoing(id)))

    def _touched(self, changes: Iterable[Change]) -> set[str]:
        ids: set[str] = set()
        for change in changes:
            match change:
                case NodeAdded(node) | NodeRemoved(node):
                    ids.add(node.id)
                case NodeChanged(_, after):
                    ids.add(after.id)
                case WireAdded(wire) | WireRemoved(wire):
                    ids.update((wire.source, wire.target))
        return ids

    def _sync(self, ids: set[str]) -> set[Wire]:
        """Adds and removes items so that they match the circuit around these nodes. Returns the new wires."""
        there = {
            wire
            for id in ids
            if id in self.circuit
            for wire in (*self.circuit.incoming(id), *self.circuit.outgoing(id))
        }
        shown = {wire for wire in self.wire_items if wire.source in ids or wire.target in ids}
        for wire in shown - there:
            self._remove_wire(wire)
        for id in ids:
            if id not in self.circuit and id in self.node_items:
                self.removeItem(self.node_items.pop(id))
            elif id in self.circuit and id not in self.node_items:
                self._add_node(self.circuit.node(id))
        new = there - shown
        for wire in new:
            self._add_wire(wire)
        return new

    def _add_node(self, node: Node) -> None:
        item = NodeItem(node, shown_ports(node, self.circuit), self.canvas_style)
        self.node_items[node.id] = item
        self.addItem(item)

    def _add_wire(self, wire: Wire) -> None:
        item = WireItem(wire, self.canvas_style)
        labels = WireLabels(item)
        self.wire_items[wire], self._labels[wire] = item, labels
        self.addItem(item)
        self.addItem(labels)

    def _remove_wire(self, wire: Wire) -> None:
        self.removeItem(self.wire_items.pop(wire))
        self.removeItem(self._labels.pop(wire))
        self.spots.pop(wire, None)

    def route(self, only: Collection[Wire] | None = None) -> None:
        """Finds ways for wires and free places for their labels.

        Args:
            only: the wires of which an end has moved; None for all. In a small circuit all are looked at anyway, as a
                node that moves can come in the way of any wire.
        """
        if only is not None and not only:
            return
        if len(self.wire_items) <= FEW_WIRES:
            only = None
        chosen = self.wire_items if only is None else only
        for wire, path in routes(self.circuit, chosen).items():
            self.wire_items[wire].show_path(path)
        self._place_labels(only)

    def _place_labels(self, only: Collection[Wire] | None) -> None:
        fixed = None if only is None else {wire: spot for wire, spot in self.spots.items() if wire not in only}
        paths = {wire: item.way for wire, item in self.wire_items.items()}
        for wire, spot in place_labels(self.circuit, only, fixed, paths).items():
            self.spots[wire] = spot
            self.wire_items[wire].show_spot(spot)
            self._labels[wire].follow()

    def glide(self, positions: dict[str, QPointF]) -> None:
        """Shows nodes at these places for the moment of an animation; the circuit has them elsewhere already."""
        for id, spot in positions.items():
            if id in self.node_items:
                self.node_items[id].setPos(spot)
        for wire, item in self.wire_items.items():
            if wire.source in positions or wire.target in positions:
                item.show_path(Path((self._straight(wire),)))

    def _straight(self, wire: Wire) -> Curve:
        """The curve between the two items where they are now."""
        source, target = self.node_items[wire.source], self.node_items[wire.target]
        start = source.mapToScene(source.output_spot())
        end = target.mapToScene(target.input_spot(wire.port))
        return wire_curve((start.x(), start.y()), (end.x(), end.y()))

    def set_labels_visible(self, visible: bool) -> None:
        """Hides the labels while nodes glide."""
        for labels in self._labels.values():
            labels.setVisible(visible)

    def mark_selection(self, nodes: Collection[str], wires: Collection[Wire]) -> None:
        """Highlights what is selected."""
        chosen_nodes, chosen_wires = frozenset(nodes), frozenset(wires)
        for id in self._marked_nodes | chosen_nodes:
            if id in self.node_items:
                self.node_items[id].mark(selected=id in chosen_nodes)
        for wire in self._marked_wires | chosen_wires:
            if wire in self.wire_items:
                self.wire_items[wire].mark(selected=wire in chosen_wires)
        self._marked_nodes, self._marked_wires = chosen_nodes, chosen_wires

    # Finding

    def node_at(self, spot: QPointF) -> NodeItem | None:
        """The node whose body is here."""
        return self._first(spot, lambda item: item.body.adjusted(-3, -3, 3, 3).contains(item.mapFromScene(spot)))

    def port_at(self, spot: QPointF) -> tuple[NodeItem, int] | None:
        """The port near here: the node and the input port, or −1 for the output."""
        reach = QRectF(spot.x() - PORT_REACH, spot.y() - PORT_REACH, 2 * PORT_REACH, 2 * PORT_REACH)
        for item in self.items(reach):
            if isinstance(item, NodeItem):
                port = item.port_at(item.mapFromScene(spot))
                if port is not None:
                    return item, port
        return None

    def wire_at(self, spot: QPointF) -> WireItem | None:
        """The wire that runs here."""
        for item in self.items(spot):
            if isinstance(item, WireItem):
                return item
        return None

    def _first(self, spot: QPointF, fits: Callable[[NodeItem], bool]) -> NodeItem | None:
        for item in self.items(spot):
            if isinstance(item, NodeItem) and fits(item):
                return item
        return None

    def drawn_rect(self, ids: Collection[str] | None = None) -> QRectF:
        """What nodes and wires cover, or only these nodes; empty for none."""
        rect = QRectF()
        for id, item in self.node_items.items():
            if ids is None or id in ids:
                rect = rect.united(item.mapRectToScene(item.boundingRect()))
        if ids is None:
            for wire_item in self.wire_items.values():
                rect = rect.united(wire_item.boundingRect())
        return rect

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:  # noqa: N802
        rect = QRectF(rect)
        painter.fillRect(rect, self.canvas_style.canvas)
        if not self.dotted:
            return
        zoom = painter.worldTransform().m11()
        step = DOT_STEP
        while step * zoom < FEWEST_PIXELS_BETWEEN_DOTS:
            step *= 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)  # which a view's cached background comes without
        pen = self.canvas_style.dots
        pen.setWidthF(1.6 / zoom)
        painter.setPen(pen)
        left, top = int(rect.left() // step), int(rect.top() // step)
        columns, rows = range(left, int(rect.right() // step) + 2), range(top, int(rect.bottom() // step) + 2)
        painter.drawPoints([QPointF(column * step, row * step) for column in columns for row in rows])
