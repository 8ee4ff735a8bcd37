"""The items that there are: all of a small circuit, and of a large one those in view and a little around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QTimer

from circuitgrad.circuit import Wire
from circuitgrad.circuit.changes import NodeChanged
from circuitgrad.gui.canvas.chip_layer import ChipLayer
from circuitgrad.gui.canvas.detail import REACH
from circuitgrad.gui.canvas.label_layer import LabelLayer
from circuitgrad.gui.canvas.node_item import NodeItem
from circuitgrad.gui.canvas.node_layer import NodeLayer
from circuitgrad.gui.canvas.wire_item import WireItem
from circuitgrad.gui.canvas.wire_layer import WireLayer
from circuitgrad.layout.geometry import CAPTION_HEIGHT, shown_ports

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.scene import CanvasScene

MARGIN = 200.0
"""Stubs, halos and bows reach so far beyond bodies and the straight lines between ports, in scene units."""


class Stage:
    """Makes items, throws them away, and brings those in view up to date.

    Args:
        scene: where the items stand.

    Attributes:
        area: what is in view; empty while no view has said so.
        nodes: the items of nodes.
        wires: the items of wires.
        lines: paints the wires.
        boxes: paints the nodes.
        labels: paints their numbers.
        chips: paints what a lens says of a few of them.
        tell_made: called with each item that is made for a node, as long as a gesture wants to know.
    """

    def __init__(self, scene: CanvasScene) -> None:
        self._scene = scene
        self.nodes: dict[str, NodeItem] = {}
        self.wires: dict[Wire, WireItem] = {}
        self._make_layers()
        self.area = QRectF()
        self._filled = QRectF()
        self._from_afar = False
        self.tell_made: Callable[[NodeItem], None] | None = None
        self._is_stale = True
        self._later = QTimer(scene)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._refresh_rest)

    def reset(self) -> None:
        """The scene was cleared: nothing is left."""
        self._later.stop()
        self.nodes.clear()
        self.wires.clear()
        self._make_layers()
        for layer in self.layers:
            self._scene.addItem(layer)
        self._filled = QRectF()

    def _make_layers(self) -> None:
        style, repaints = self._scene.canvas_style, self._scene.repaints
        self.lines = WireLayer(self.wires, repaints)
        self.boxes = NodeLayer(self.nodes, repaints)
        self.labels = LabelLayer(self.wires, style, repaints)
        self.chips = ChipLayer(style, self._taken_in, repaints)

    @property
    def layers(self) -> tuple[WireLayer, NodeLayer, LabelLayer, ChipLayer]:
        """All of them, the lowest first."""
        return self.lines, self.boxes, self.labels, self.chips

    # Making

    def make_nodes(self, ids: Iterable[str]) -> None:
        """Makes the items of nodes that have none."""
        for id in ids:
            if id not in self.nodes:
                self._make_node(id)

    def _make_node(self, id: str) -> NodeItem:
        scene = self._scene
        node = scene.circuit.node(id)
        item = NodeItem(
            node,
            shown_ports(node, scene.circuit),
            scene.canvas_style,
            self.boxes.show_bounds,
            from_afar=self._from_afar,
        )
        self.nodes[id] = item
        self._show_wiring(id)
        self._wait()
        item.mark(selected=id in scene.marked_nodes)
        scene.addItem(item)
        if self.tell_made is not None:
            self.tell_made(item)
        return item

    def make_wires(self, wires: Iterable[Wire]) -> list[Wire]:
        """Makes the items of wires that have none. Returns them: they have plain curves and no labels yet."""
        return [wire for wire in wires if wire not in self.wires and self._make_wire(wire)]

    def _make_wire(self, wire: Wire) -> WireItem:
        scene = self._scene
        item = WireItem(wire, scene.canvas_style, self.lines.show_bounds, from_afar=self._from_afar)
        self.wires[wire] = item
        item.mark(selected=wire in scene.marked_wires)
        self._wait()
        scene.router.sketch((wire,))
        scene.addItem(item)
        return item

    def show_node(self, item: NodeItem) -> None:
        """Brings the item of a node up to its record and its wires."""
        circuit, before, feeds = self._scene.circuit, item.node, item.feeds
        node = circuit.node(before.id)
        item.show_node(node, shown_ports(node, circuit))
        self._show_wiring(node.id)
        if item.feeds != feeds or not NodeChanged(before, node).only_looks:
            item.looks = None
            self._wait()

    def _show_wiring(self, id: str) -> None:
        """Tells a node which of its ports have wires."""
        circuit = self._scene.circuit
        wired = frozenset(wire.port for wire in circuit.incoming(id))
        self.nodes[id].show_wiring(wired, len(circuit.outgoing(id)))

    def _wait(self) -> None:
        """Something shows old numbers: it gets the new ones when nothing more urgent is to do."""
        self._is_stale = True
        self._later.start(0)

    def drop_node(self, id: str) -> None:
        """Throws the item of a node away, if it has one."""
        item = self.nodes.pop(id, None)
        if item is not None:
            self.chips.drop(id)
            self.boxes.show_bounds(id, item.sceneBoundingRect(), QRectF())
            self._scene.removeItem(item)

    def _taken_in(self, area: QRectF) -> tuple[list[QRectF], list[QRectF]]:
        """The bodies of the nodes that meet a part of the scene, and what is written under them and at wires."""
        bodies: list[QRectF] = []
        numbers: list[QRectF] = []
        for item in self._scene.near(area):
            if isinstance(item, NodeItem):
                body = item.mapRectToScene(item.body)
                bodies.append(body)
                if item.look.caption or item.look.total:
                    numbers.append(QRectF(body.left(), body.bottom() + 4.0, body.width(), CAPTION_HEIGHT + 2.0))
            elif isinstance(item, WireItem) and item.spot is not None:
                shown = zip((item.spot.value, item.spot.gradient), item.texts, strict=True)
                numbers += [QRectF(QPointF(*rect[:2]), QPointF(*rect[2:])) for rect, text in shown if text]
        return bodies, numbers

    def drop_wire(self, wire: Wire) -> None:
        """Throws the item of a wire away, if it has one."""
        item = self.wires.get(wire)
        if item is not None:
            self.labels.show_spot(item, None)
            self.chips.drop(wire)
            self.lines.show_bounds(wire, item.boundingRect(), QRectF())
            self._scene.removeItem(item)
            del self.wires[wire]
            self._scene.router.forget_wires((wire,))

    def thin_out(self) -> None:
        """The circuit has become large: what is not near the view is thrown away."""
        if not self.area.isEmpty():
            self._filled = QRectF()
            self.show_area(self.area, self._scene.zoom)

    # Asking

    def node(self, id: str) -> NodeItem:
        """The item of a node, made if need be; it may show old numbers where it is not in view."""
        return self.nodes.get(id) or self._make_node(id)

    def wire(self, wire: Wire) -> WireItem:
        """The item of a wire, made if need be; it may show old numbers, and have no good way yet."""
        return self.wires.get(wire) or self._make_wire(wire)

    def ask_node(self, id: str) -> NodeItem:
        """The item of a node, up to date; made if need be."""
        item = self.node(id)
        self._refresh_node(item)
        return item

    def ask_wire(self, wire: Wire) -> WireItem:
        """The item of a wire, up to date and routed; made if need be."""
        item = self.wires.get(wire)
        if item is None:
            item = self._make_wire(wire)
            if not self._from_afar:
                self._scene.router.ask((wire,))
        self._scene.router.finish(wire)
        self._refresh_wire(item)
        return item

    # Following the view

    def show_area(self, area: QRectF, zoom: float) -> None:
        """Another part of the scene is in view, or at another zoom."""
        scene = self._scene
        self.area = area
        edge = 2.0 / zoom  # of what is painted, in pixels
        scene.repaints.seen = area.adjusted(-edge, -edge, edge, edge)
        if scene.arrays is not None:
            from_afar = scene.is_far
            if from_afar != self._from_afar:
                self._change_over(from_afar=from_afar)
            if not from_afar and not self._filled.contains(area):
                self._fill(area)
        if self._is_stale:
            self.refresh()
        if scene.can_be_read and not scene.router.is_done:
            scene.router.prefer([item.wire for item in self.lines.near(area)])

    def _change_over(self, *, from_afar: bool) -> None:
        """Throws all items away: they are painted otherwise from now on."""
        self._from_afar = from_afar
        for id in list(self.nodes):
            self.drop_node(id)
        for wire in list(self.wires):
            self.drop_wire(wire)
        self._filled = QRectF()

    def _fill(self, area: QRectF) -> None:
        """Makes what is in view and around it, and throws the rest away."""
        scene = self._scene
        reach = REACH * min(1.0, scene.zoom)
        across, down = reach * area.width() + MARGIN, reach * area.height() + MARGIN
        around = area.adjusted(-across, -down, across, down)
        ids, wires = scene.ids_in(around), scene.wires_in(around)
        for id in self.nodes.keys() - set(ids):
            if not self.nodes[id].is_marked:
                self.drop_node(id)
        for wire in self.wires.keys() - set(wires):
            if not self.wires[wire].is_marked:
                self.drop_wire(wire)
        scene.setSceneRect(around)
        self.make_nodes(ids)
        self._filled = around.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        scene.router.ask(self.make_wires(wires))

    def fill_again(self) -> None:
        """Nodes or wires have come or moved: some may be in view now that were not."""
        if self._scene.arrays is not None and not self._from_afar and not self.area.isEmpty():
            around = self._filled.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
            self.make_nodes(self._scene.ids_in(around))
            self._scene.router.ask(self.make_wires(self._scene.wires_in(around)))

    def show_style(self) -> None:
        """Takes over the scene's style."""
        style = self._scene.canvas_style
        for node in self.nodes.values():
            node.show_style(style)
        for wire in self.wires.values():
            wire.canvas_style = style
        self.labels.show_style(style)
        self.chips.show_style(style)

    def refresh(self) -> None:
        """Writes the numbers on what is in view; on all else when nothing more urgent is to do, or it is asked for."""
        if self.area.isEmpty():
            self._refresh_rest()
        else:
            wires = dict.fromkeys([*self.lines.near(self.area), *self.labels.near(self.area)])
            self._refresh(self.boxes.near(self.area), wires)
            self._wait()

    def _refresh_rest(self) -> None:
        self._refresh(self.nodes.values(), self.wires.values())
        self._is_stale = False

    def _refresh(self, nodes: Iterable[NodeItem], wires: Iterable[WireItem]) -> None:
        with self._scene.repaints.together():
            for node in nodes:
                self._refresh_node(node)
            others = [wire for wire in wires if self._refresh_wire(wire, tell=False)]
            if others and self._scene.can_be_read:
                self.labels.show_others(others)

    def _refresh_node(self, item: NodeItem) -> None:
        looks = self._scene.looks
        if item.looks is not looks:
            item.looks = looks
            before = item.look.note
            item.show_look(looks.node(item.node, item.feeds))
            if item.look.note != before:
                self.chips.show_node(item)

    def _refresh_wire(self, item: WireItem, *, tell: bool = True) -> bool:
        looks = self._scene.looks
        if item.looks is looks:
            return False
        item.looks = looks
        differs = item.show_numbers(*looks.wire(item.wire), looks.digits, is_delta=looks.is_delta)
        if item.show_marks(looks.marks(item.wire)):
            differs = True
            self.chips.show_wire(item)
        if differs and tell:
            self.labels.show_others((item,))
        return differs
