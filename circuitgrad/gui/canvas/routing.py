"""When wires find their ways and labels their places: at once for a few, little by little for many."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRectF, QTimer

from circuitgrad.circuit import Wire
from circuitgrad.gui.canvas.wire_item import WireItem
from circuitgrad.layout.cells import Blocks
from circuitgrad.layout.geometry import (
    LABEL_LINE,
    LABEL_WIDTH,
    STUB,
    Rect,
    input_port,
    output_port,
    points_box,
    shown_ports,
)
from circuitgrad.layout.labels import LabelSpot, place_labels
from circuitgrad.layout.routes import CLEARANCE, direct, node_block, note_rects, routes

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.scene import CanvasScene

FEW_WIRES: Final = 60
"""Up to so many wires, all are routed anew when one node moves: it can come in the way of any."""
AT_ONCE: Final = 60
BATCH: Final = 10
"""So many wires are routed each time the event loop turns, when there are more than can be at once."""
MOST_NODES: Final = 3_000
"""A wire among more nodes than these goes straight through them."""
AROUND: Final = 400.0
"""How far from a wire nodes are looked at: none reaches farther, stub and all."""
MANY_MOVED: Final = 100
"""When more nodes than these have moved, all wires with items find new ways, not only those that they touch."""
LONG: Final = 3_000.0
"""A wire that reaches farther has its labels placed by itself."""
STRETCH: Final = 6


class Router(QObject):
    """Gives ways and labels to the wires of a scene that have items.

    A wire gets the curve from port to port, or through its bends, at once, and its way round nodes when its turn
    comes. While nodes are dragged (`is_hurried`) no wire goes round nodes, and labels ride along.

    Args:
        scene: where the items are.
    """

    def __init__(self, scene: CanvasScene) -> None:
        super().__init__(scene)
        self._scene = scene
        self._waiting: dict[Wire, None] = {}
        self._blocks, self._rects = Blocks(CLEARANCE), dict[str, Rect]()
        self._moved: dict[str, Rect | None] = {}
        self._notes: dict[str, Rect] = {}
        self.is_hurried = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)

    def reset(self) -> None:
        """Another circuit is shown."""
        self._timer.stop()
        self._waiting.clear()
        self._forget_all_nodes()

    def _forget_all_nodes(self) -> None:
        self._blocks, self._rects, self._moved = Blocks(CLEARANCE), {}, {}
        self._notes = {}

    def ask_all(self) -> None:
        """Any node may stand elsewhere now: all wires want another way."""
        self._forget_all_nodes()
        self.ask(list(self._scene.stage.wires))

    @property
    def is_done(self) -> bool:
        """Whether no wire waits for its way."""
        return not self._waiting

    def forget_nodes(self, ids: Iterable[str]) -> None:
        """These nodes stand elsewhere now, have another size, or are gone."""
        for id in ids:
            rect = self._rects.pop(id, None)
            self._moved.setdefault(id, rect)
            if rect is not None:
                self._blocks.remove(rect, id)

    def forget_wires(self, wires: Iterable[Wire]) -> None:
        """These wires have no items any more."""
        for wire in wires:
            self._waiting.pop(wire, None)

    def ask(self, wires: Iterable[Wire]) -> None:
        """These wires want another way, or their first one: at once where they are few.

        With them go those that nodes now stand in the way of, or no longer do.
        """
        made = self._scene.stage.wires
        asked = [wire for wire in wires if wire in made]
        self.sketch(asked)
        self._waiting.update(dict.fromkeys(asked))
        if self.is_hurried:
            return
        self._wait_where_nodes_moved()
        if not self._waiting:
            return
        if len(self._waiting) <= AT_ONCE:
            self.finish()
        else:
            self._timer.start(0)

    def _wait_where_nodes_moved(self) -> None:
        """Wires that moved nodes and notes are in the way of, or were, find other ways."""
        moved, self._moved = self._moved, {}
        made = self._scene.stage.wires
        self._take_notes()
        if moved and (self._are_few or len(moved) > MANY_MOVED):
            self._waiting.update(dict.fromkeys(made))
            return
        for id, before in moved.items():
            now = node_block(self._scene.circuit, id) if id in self._scene.circuit else None
            if now == before:
                continue
            self._wait_near(before, now)

    def _take_notes(self) -> None:
        """Takes in where notes lie now."""
        before, self._notes = self._notes, note_rects(self._scene.circuit)
        if before == self._notes:
            return
        for id in before.keys() | self._notes.keys():
            old, new = before.get(id), self._notes.get(id)
            if old == new:
                continue
            if old is not None:
                self._blocks.remove(old)
            if new is not None:
                self._blocks.add(new)
            self._wait_near(old, new)

    def _wait_near(self, before: Rect | None, now: Rect | None) -> None:
        """What went round something before, or runs into it now, waits for another way."""
        if before is not None:
            self._waiting.update(dict.fromkeys(item.wire for item in self._wires_near(before) if item.goes_round))
        if now is not None:
            now = now.grown(CLEARANCE)
            self._waiting.update(dict.fromkeys(item.wire for item in self._wires_near(now) if item.meets(now)))

    def _wires_near(self, rect: Rect) -> list[WireItem]:
        left, top, right, bottom = rect
        near = self._scene.near(QRectF(left, top, right - left, bottom - top))
        return [item for item in near if isinstance(item, WireItem)]

    @property
    def _are_few(self) -> bool:
        return self._scene.arrays is None and len(self._scene.stage.wires) <= FEW_WIRES

    def prefer(self, wires: Iterable[Wire]) -> None:
        """Of the wires that wait, these come first."""
        waiting = self._waiting
        if len(waiting) > BATCH:
            first = [wire for wire in wires if wire in waiting]
            self._waiting = dict.fromkeys([*first, *waiting])

    def rest(self) -> None:
        """Nothing is dragged any more."""
        self.is_hurried = False
        self._wait_where_nodes_moved()
        if self._waiting:
            self._timer.start(0)

    def finish(self, only: Wire | None = None) -> None:
        """Routes all that waits; or one wire, if it waits. Those dragged at the moment go on waiting."""
        if self.is_hurried or (only is not None and only not in self._waiting):
            return
        waiting = list(self._waiting) if only is None or self._are_few else [only]
        self.forget_wires(waiting)
        if self._scene.arrays is None:
            self._route(waiting)
        else:
            for first in range(0, len(waiting), AT_ONCE):
                self._route(waiting[first : first + AT_ONCE])

    def _go_on(self) -> None:
        if self.is_hurried:
            return
        batch = list(self._waiting)[: len(self._waiting) if len(self._waiting) <= AT_ONCE else BATCH]
        self.forget_wires(batch)
        self._route(batch)
        if self._waiting:
            self._timer.start(0)

    # Ways

    def sketch(self, wires: Iterable[Wire]) -> None:
        """Curves from port to port, through bends but not round nodes; labels keep their place beside them."""
        stage = self._scene.stage
        for wire, path in direct(self._scene.circuit, wires).items():
            item = stage.wires[wire]
            before = item.middle
            item.show_path(path)
            if item.spot is not None and before is not None:
                (x0, y0), (x1, y1) = before, item.way.at(0.5)
                stage.labels.show_spot(item, _shifted(item.spot, x1 - x0, y1 - y0))
                stage.chips.move()

    def ends(self, wire: Wire) -> tuple[tuple[float, float], tuple[float, float]]:
        circuit = self._scene.circuit
        source, target = circuit.node(wire.source), circuit.node(wire.target)
        out = output_port(source, shown_ports(source, circuit))
        return out, input_port(target, wire.port, shown_ports(target, circuit))

    def _route(self, wires: Sequence[Wire]) -> None:
        scene = self._scene
        made = scene.stage.wires
        self._take_notes()
        if scene.arrays is None:
            self._take_blocks(scene.circuit.nodes)
            free = wires
        else:
            free = [wire for wire in wires if self._knows_surroundings(made[wire])]
        for wire, path in routes(scene.circuit, free, self._blocks).items():
            made[wire].show_path(path)
        if scene.arrays is None:
            self._place_labels(wires, made, None)
            return
        self._place_labels_near([wire for wire in wires if not _is_long(made[wire])])
        for wire in wires:
            if _is_long(made[wire]):
                self._place_labels([wire], [wire], self._nodes_along(made[wire]))

    def _take_blocks(self, ids: Iterable[str]) -> None:
        circuit, known = self._scene.circuit, self._rects
        for id in ids:
            if id not in known:
                known[id] = node_block(circuit, id)
                self._blocks.add(known[id], id)

    def _knows_surroundings(self, item: WireItem) -> bool:
        """Takes in the nodes round a wire; False where they are too many."""
        ids = self._scene.ids_in(item.boundingRect().adjusted(-AROUND, -AROUND, AROUND, AROUND))
        if len(ids) > MOST_NODES:
            return False
        self._take_blocks(ids)
        return True

    # Labels

    def _place_labels_near(self, wires: Sequence[Wire]) -> None:
        scene, made = self._scene, self._scene.stage.wires
        area = QRectF()
        for wire in wires:
            area = area.united(made[wire].boundingRect())
        area.adjust(-LABEL_WIDTH, -4 * LABEL_LINE, LABEL_WIDTH, 4 * LABEL_LINE)
        found = (item.wire for item in scene.near(area) if isinstance(item, WireItem))
        among = scene.ids_in(area.adjusted(-AROUND, -AROUND, AROUND, AROUND))
        self._place_labels(wires, {*wires, *found}, among)

    def _nodes_along(self, item: WireItem) -> Collection[str]:
        """The nodes near a wire, stretch by stretch."""
        points, found = item.way.samples(), dict[str, None]()
        for first in range(0, len(points) - 1, STRETCH):
            left, top, right, bottom = points_box(points[first : first + STRETCH + 1]).grown(LABEL_WIDTH + STUB)
            found.update(dict.fromkeys(self._scene.ids_in(QRectF(left, top, right - left, bottom - top))))
        return found

    def _place_labels(self, wires: Sequence[Wire], around: Iterable[Wire], among: Collection[str] | None) -> None:
        made, labels = self._scene.stage.wires, self._scene.stage.labels
        asked, known = set(wires), [made[wire] for wire in around if wire in made]
        paths = {item.wire: item.way for item in known}
        fixed = {item.wire: item.spot for item in known if item.spot is not None and item.wire not in asked}
        for wire, spot in place_labels(self._scene.circuit, asked, fixed, paths, among).items():
            labels.show_spot(made[wire], spot)
        self._scene.stage.chips.move()


def _is_long(item: WireItem) -> bool:
    bounds = item.boundingRect()
    return bounds.width() > LONG or bounds.height() > LONG


def _shifted(spot: LabelSpot, dx: float, dy: float) -> LabelSpot:
    value, gradient = (Rect(a + dx, b + dy, c + dx, d + dy) for a, b, c, d in spot[:2])
    return LabelSpot(value, gradient, spot.align)
