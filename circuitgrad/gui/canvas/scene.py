"""The scene: a projection of a circuit and a run. It holds ids, and can be thrown away and made anew at any moment.

A small circuit has an item for every node and wire. A large one has items for what is in view and a little around it;
where everything is stands in arrays (`CircuitArrays`), from which it is also painted from afar (`FarLayer`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

from circuitgrad.circuit import Circuit, Wire
from circuitgrad.circuit.changes import (
    Change,
    NodeAdded,
    NodeChanged,
    NodeRemoved,
    NodesMoved,
    WireAdded,
    WireBent,
    WireRemoved,
)
from circuitgrad.engine import Run
from circuitgrad.gui.canvas import hits
from circuitgrad.gui.canvas.detail import FAR, LARGE, can_be_read
from circuitgrad.gui.canvas.ground import paint_ground
from circuitgrad.gui.canvas.items import Items
from circuitgrad.gui.canvas.layer import Repaints
from circuitgrad.gui.canvas.looks import KnownLook, Looks
from circuitgrad.gui.canvas.node_item import NodeItem
from circuitgrad.gui.canvas.remark_layer import RemarkLayer
from circuitgrad.gui.canvas.routing import Router
from circuitgrad.gui.canvas.stage import Stage
from circuitgrad.gui.canvas.style import CanvasStyle
from circuitgrad.gui.canvas.wire_item import WireItem
from circuitgrad.gui.lens import CLEAR, Lens
from circuitgrad.gui.theme import Theme
from circuitgrad.layout.routes import Path, path_through

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.arrays import CircuitArrays
    from circuitgrad.gui.canvas.far_layer import FarLayer
    from circuitgrad.gui.canvas.still_picture import StillPicture

HUGE = 2e8


class CanvasScene(QGraphicsScene):
    """Nodes and wires of a circuit, with the numbers of a run.

    Args:
        circuit: what is shown; the scene never changes it.
        theme: the palette.
        digits: significant digits of the numbers.

    Attributes:
        node_items: the item of each node, made when it is asked for; by id.
        wire_items: the same for wires.
        arrays: where all is, of a large circuit; None for a small one.
        zoom: the view's.
        looks: what nodes and wires show of the run.
        repaints: has parts painted anew.
        still: the picture of what stands still, None for none yet.
    """

    def __init__(self, circuit: Circuit, theme: Theme, digits: int = 3) -> None:
        super().__init__()
        self.setSceneRect(-HUGE, -HUGE, 2 * HUGE, 2 * HUGE)
        self.circuit, self.digits, self.dotted = circuit, digits, True
        self.zoom = 1.0
        self.canvas_style = CanvasStyle(theme)
        self.run: Run | None = None
        self.baseline: Run | None = None
        self.lens: Lens = CLEAR
        self.looks = Looks(circuit, None)
        self.arrays: CircuitArrays | None = None
        self.marked_nodes: frozenset[str] = frozenset()
        self.marked_wires: frozenset[Wire] = frozenset()
        self._known_looks: dict[str, KnownLook] = {}
        self._far: FarLayer | None = None
        self._exposed: Sequence[QRectF] | None = None
        self._pixels: Sequence[QRect] = ()
        self._was_painted = False
        self.still: StillPicture | None = None
        self.repaints = Repaints(self.update)
        self.router = Router(self)
        self.stage = Stage(self)
        self.node_items: Items[str, NodeItem] = Items(self.stage.nodes, self._node_keys, self.stage.ask_node)
        self.wire_items: Items[Wire, WireItem] = Items(self.stage.wires, self._wire_keys, self.stage.ask_wire)
        self.remarks = RemarkLayer(self)
        self.show_circuit(circuit)

    def _node_keys(self) -> Collection[str]:
        return self.stage.nodes if self.arrays is None else self.arrays.nodes.row

    def _wire_keys(self) -> Collection[Wire]:
        return self.stage.wires if self.arrays is None else self.arrays.wires.row

    # Taking over

    def show_circuit(self, circuit: Circuit) -> None:
        """Makes all items anew."""
        self.clear()
        self.circuit = circuit
        self._known_looks = {}
        self.marked_nodes, self.marked_wires = frozenset(), frozenset()
        self.router.reset()
        self.stage.reset()
        if self.still is not None:
            self.still.forget_all()
            self.stage.lines.still = self.still
        self.remarks.show_all()
        self._choose_way()
        self.show_run(self.run, self.baseline)
        if self.arrays is None:
            self.setSceneRect(-HUGE, -HUGE, 2 * HUGE, 2 * HUGE)
            self.stage.make_nodes(circuit.nodes)
            self.router.ask(self.stage.make_wires(circuit.wires()))
            self.setSceneRect(self.drawn_rect())
            self.stage.refresh()

    def _choose_way(self) -> None:
        """Arrays for a large circuit; NumPy, which they need, is not loaded for a small one."""
        self.arrays, self._far = None, None
        if len(self.circuit) >= LARGE:
            from circuitgrad.gui.canvas.arrays import arrays_of
            from circuitgrad.gui.canvas.far_layer import FarLayer

            self.arrays = arrays_of(self.circuit)
            self._far = FarLayer(self.arrays, self.canvas_style, self.repaints)
            self._far.setVisible(self.is_far)
            self.addItem(self._far)

    @property
    def is_far(self) -> bool:
        """Whether the circuit is painted from arrays now."""
        return self.arrays is not None and self.zoom < FAR

    @property
    def can_be_read(self) -> bool:
        """Whether numbers and captions are painted at this zoom, on this screen."""
        return can_be_read(self.zoom, max((view.devicePixelRatioF() for view in self.views()), default=1.0))

    def show_area(self, area: QRectF, zoom: float) -> None:
        """Another part is in view, or at another zoom.

        Args:
            area: the part.
            zoom: 1.0 for 100 %.
        """
        self.zoom = zoom
        if self._far is not None and self._far.isVisible() != self.is_far:
            self._far.setVisible(self.is_far)
        self.stage.show_area(area, zoom)

    def expose(self, parts: Sequence[QRectF] | None, pixels: Sequence[QRect] = ()) -> None:
        """Tells what of the scene is about to be painted, and where in the view; None once that is done."""
        self._exposed, self._pixels = parts, pixels
        if self.still is not None:
            self.still.is_shown = False
        for layer in self.stage.layers:
            layer.exposed = parts
        if self._far is not None:
            self._far.exposed = parts

    def show_theme(self, theme: Theme) -> None:
        """Paints with another palette."""
        style = self.canvas_style = CanvasStyle(theme)
        self.stage.show_style()
        if self._far is not None:
            self._far.canvas_style = style
        self.remarks.show_style()
        self.update()

    def show_run(self, run: Run | None, baseline: Run | None = None) -> None:
        """Writes the numbers of a run on nodes and wires, or how they differ from a baseline; None takes them away."""
        self.run, self.baseline = run, baseline
        self.looks = Looks(self.circuit, run, self.digits, self._known_looks, baseline, self.lens)
        if self.arrays is not None and self.arrays.show_run(run, self.lens):
            self._show_far()
        self.stage.refresh()

    def show_lens(self, lens: Lens) -> None:
        """Shows the same results through a lens."""
        self.lens = lens
        self.show_run(self.run, self.baseline)

    def _show_far(self) -> None:
        if self._far is not None and self._far.isVisible():
            self._far.repaint_all()

    def show_changes(self, changes: Iterable[Change], *, hurried: bool = False) -> None:
        """Brings the items up to what has changed in the circuit.

        Args:
            changes: what has changed.
            hurried: whether more is to come at once, as while nodes are dragged: wires find good ways afterwards.
        """
        self.router.is_hurried = hurried
        with self.repaints.together():
            self._show_changes(tuple(changes))

    def _show_changes(self, changes: Sequence[Change]) -> None:
        self.remarks.show_changes(changes)
        others = [change for change in changes if not self._show_number(change)]
        if not others:
            return
        if self.arrays is not None:
            self.arrays.follow(others)
            self._show_far()
        elif len(self.circuit) >= LARGE:
            self._choose_way()
            self.stage.thin_out()
        ids, wires = _touched(others)
        self._sync(ids, wires)

    def _show_number(self, change: Change) -> bool:
        """Takes over a change of a node's own numbers, which moves nothing; False for any other change."""
        if not isinstance(change, NodeChanged) or not change.in_place:
            return False
        after = change.after
        item = self.stage.nodes.get(after.id)
        if item is not None and after.id in self.circuit:
            item.show_node(self.circuit.node(after.id), item.ports)
        return True

    def _sync(self, ids: set[str], wires: set[Wire]) -> None:
        """Makes items match the circuit around nodes and wires that have changed."""
        circuit, stage = self.circuit, self.stage
        self.router.forget_nodes(ids)
        for wire in wires:
            if circuit.source_of(wire) != wire.source:
                stage.drop_wire(wire)
        for id in ids:
            if id not in circuit:
                stage.drop_node(id)
        if self.arrays is None:
            stage.make_nodes(id for id in ids if id in circuit)
            stage.make_wires(wire for wire in wires if circuit.source_of(wire) == wire.source)
        for id in ids & stage.nodes.keys():
            stage.show_node(stage.nodes[id])
        self.router.ask(self._wires_of(ids))
        if not (ids <= stage.nodes.keys() and wires <= stage.wires.keys()):
            stage.fill_again()

    def _wires_of(self, ids: Collection[str]) -> list[Wire]:
        """The wires that begin or end at any of these nodes, of those that have items."""
        circuit, made = self.circuit, self.stage.wires
        if len(ids) > len(made):
            return [wire for wire in made if wire.source in ids or wire.target in ids]
        there = (id for id in ids if id in circuit)
        return [wire for id in there for wire in (*circuit.incoming(id), *circuit.outgoing(id)) if wire in made]

    def rest(self) -> None:
        """Nothing is dragged any more: wires find good ways, and labels good places."""
        self.router.rest()

    def make_all(self) -> None:
        """Makes every item and routes every wire, as for a picture."""
        self.stage.make_nodes(list(self._node_keys()))
        self.router.ask(self.stage.make_wires(list(self._wire_keys())))
        self.router.finish()
        self.stage.refresh()

    def route(self) -> None:
        """Finds ways for wires and free places for their labels."""
        self.router.ask_all()

    def glide(self, positions: dict[str, QPointF]) -> None:
        """Shows nodes at these places for the moment of an animation; the circuit has them elsewhere already."""
        for id, spot in positions.items():
            if id in self.stage.nodes:
                self.stage.nodes[id].stand_at(spot)
        for wire, item in self.stage.wires.items():
            if wire.source in positions or wire.target in positions:
                item.show_path(self._path_between(wire, positions))
        if self.arrays is not None:
            self.arrays.shift({id: (spot.x(), spot.y()) for id, spot in positions.items()})
            self._show_far()

    def _path_between(self, wire: Wire, positions: dict[str, QPointF]) -> Path:
        """The way between two nodes that are shown at these places."""
        (x0, y0), (x1, y1) = self.router.ends(wire)
        start, end = (
            QPointF() if id not in positions else positions[id] - QPointF(*self.circuit.node(id).position)
            for id in (wire.source, wire.target)
        )
        bends = self.circuit.bends(wire)
        shares = ((place + 1) / (len(bends) + 1) for place in range(len(bends)))
        shifts = (start + (end - start) * share for share in shares)
        places = tuple((x + shift.x(), y + shift.y()) for (x, y), shift in zip(bends, shifts, strict=True))
        return path_through((x0 + start.x(), y0 + start.y()), places, (x1 + end.x(), y1 + end.y()))

    def set_labels_visible(self, visible: bool) -> None:
        """Hides the labels while nodes glide."""
        self.stage.labels.setVisible(visible)
        self.stage.chips.setVisible(visible)

    def mark_selection(self, nodes: Collection[str], wires: Collection[Wire], remarks: Collection[str] = ()) -> None:
        """Highlights what is selected."""
        self.remarks.mark_selection(remarks)
        chosen_nodes, chosen_wires = frozenset(nodes), frozenset(wires)
        made_nodes, made_wires = self.stage.nodes, self.stage.wires
        differ = chosen_nodes != self.marked_nodes or chosen_wires != self.marked_wires
        with self.repaints.together():
            for id in made_nodes.keys() & (self.marked_nodes ^ chosen_nodes):
                made_nodes[id].mark(selected=id in chosen_nodes)
            for wire in made_wires.keys() & (self.marked_wires | chosen_wires):
                made_wires[wire].mark(selected=wire in chosen_wires)
            self.marked_nodes, self.marked_wires = chosen_nodes, chosen_wires
            if differ and self.arrays is not None:
                self.arrays.select(chosen_nodes, chosen_wires)
                self._show_far()

    # Finding

    def near(self, area: QRectF) -> list[QGraphicsItem]:
        """The items whose bounds meet a part of the scene, uppermost first."""
        return self.items(area, Qt.ItemSelectionMode.IntersectsItemBoundingRect)

    def node_at(self, spot: QPointF) -> NodeItem | None:
        """The node whose body is here."""
        return hits.node_at(self, spot)

    def port_at(self, spot: QPointF) -> tuple[NodeItem, int] | None:
        """The port near here: the node and the input port, or −1 for the output."""
        return hits.port_at(self, spot)

    def wire_at(self, spot: QPointF) -> WireItem | None:
        """The wire that runs here."""
        return hits.wire_at(self, spot)

    def ids_in(self, area: QRectF) -> list[str]:
        """The nodes whose body meets a part of the scene."""
        return hits.ids_in(self, area)

    def wires_in(self, area: QRectF) -> list[Wire]:
        """The wires that could run through a part of the scene."""
        return hits.wires_in(self, area)

    def drawn_rect(self, ids: Collection[str] | None = None) -> QRectF:
        """What nodes, wires and remarks cover, or only these nodes; empty for none."""
        return hits.drawn_rect(self, ids)

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:  # noqa: N802
        if self._exposed is None:
            paint_ground(painter, QRectF(rect), self.canvas_style, dotted=self.dotted)
        elif not self._copy_still(painter):
            pixel = 1.0 / painter.worldTransform().m11()  # at a scale such as 125 % a part ends amid a pixel
            for part in self._exposed:
                grown = part.adjusted(-pixel, -pixel, pixel, pixel)
                paint_ground(painter, grown, self.canvas_style, dotted=self.dotted)

    def _copy_still(self, painter: QPainter) -> bool:
        """Puts down the picture of what stands still, where there is one; what has been painted before can have one."""
        if self.is_far:
            self.drop_still()
            return False
        if self.still is None:
            if not self._was_painted:
                self._was_painted = True
                return False
            from circuitgrad.gui.canvas.still_picture import StillPicture

            self.still = StillPicture(self._paint_still, self._settle, self)
            self.stage.lines.still = self.still
        return self.still.show(painter, self._pixels, self.canvas_style, dotted=self.dotted)

    def _paint_still(self, painter: QPainter, area: QRectF) -> None:
        """Paints what lies under the nodes."""
        paint_ground(painter, area, self.canvas_style, dotted=self.dotted)
        self.remarks.paint(painter, area)
        self.stage.lines.paint_still(painter, area)

    def _settle(self, repaint: bool) -> None:
        self.stage.lines.settle(repaint=repaint)

    def drop_still(self) -> None:
        """Nobody sees the canvas, or all is painted from arrays: the picture's memory is freed."""
        if self.still is not None:
            self.still.drop()


def _touched(changes: Iterable[Change]) -> tuple[set[str], set[Wire]]:
    """The nodes that have changed, or whose wires have, and the wires that have come or gone, or bend otherwise."""
    ids: set[str] = set()
    wires: set[Wire] = set()
    for change in changes:
        match change:
            case NodeAdded(node) | NodeRemoved(node):
                ids.add(node.id)
            case NodeChanged(_, after):
                ids.add(after.id)
            case NodesMoved(_, moved):
                ids.update([node.id for node in moved])
            case WireAdded(wire) | WireRemoved(wire) | WireBent(wire):
                ids.update((wire.source, wire.target))
                wires.add(wire)
    return ids, wires
