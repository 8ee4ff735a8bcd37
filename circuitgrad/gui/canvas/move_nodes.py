"""Dragging nodes: they snap to what they line up with and to the grid, and loose ones can be dropped on a wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from circuitgrad.circuit import Wire
from circuitgrad.circuit.splice import loose_chain, splice
from circuitgrad.gui.canvas.carried import carried
from circuitgrad.gui.canvas.gestures import text
from circuitgrad.gui.canvas.guide_lines import GuideLines
from circuitgrad.gui.canvas.guides import Guide, Snap, Straight, snap
from circuitgrad.gui.canvas.nearby import nodes_in, wire_through
from circuitgrad.layout.geometry import Rect

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

Modifier = Qt.KeyboardModifier
SNAP_PIXELS = 5.0
SIGHT_X, SIGHT_Y = 640.0, 400.0
"""How far from the dragged node others are looked at, in scene units."""
MOST_STRAIGHT = 24
"""Of a node with more wires than this, none is tried to be made level."""


class MoveNodes:
    """Drags the selected nodes by one of them, and with them selected frames and notes and what the frames hold.

    They snap unless Shift is held; where the view does not snap, they do while Shift is held. Loose operators that a
    wire can run through are put into the wire on which they are dropped, unless Alt is held.
    """

    pans_at_edge = True

    def __init__(self, view: CanvasView, spot: QPointF, grabbed: str) -> None:
        self._view, self._start, self._grabbed = view, spot, grabbed
        circuit = view.document.circuit
        selection = view.document.selection
        self._carried = carried(circuit, selection.nodes, selection.remarks)
        self._origins = self._carried.nodes
        self._item = view.canvas.node_items[grabbed]
        self._chain = loose_chain(circuit, self._origins.keys()) if self._is_small() else None
        self._stays = self._wires_to_what_stays()
        self._guides = GuideLines(view.canvas, view.canvas.canvas_style.theme)
        self._step = view.document.begin(text("Move"))
        self._over: Wire | None = None

    def _is_small(self) -> bool:
        return len(self._origins) <= MOST_STRAIGHT

    def _wires_to_what_stays(self) -> list[Wire]:
        circuit = self._view.document.circuit
        wires = [*circuit.incoming(self._grabbed), *circuit.outgoing(self._grabbed)]
        if len(wires) > MOST_STRAIGHT:
            return []
        return [wire for wire in wires if not (wire.source in self._origins and wire.target in self._origins)]

    def move(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        dx, dy = spot.x() - self._start.x(), spot.y() - self._start.y()
        snapped = Snap(0.0, 0.0)
        if self._view.snaps != bool(modifiers & Modifier.ShiftModifier):
            snapped = self._snap(dx, dy)
        dx, dy = dx + snapped.dx, dy + snapped.dy
        self._step.apply(self._carried.moved(dx, dy), key="move")
        self._view.document.settle()
        self._guides.show(snapped.guides)
        self._light(None if modifiers & Modifier.AltModifier else self._wire_under())

    @property
    def guides(self) -> tuple[Guide, ...]:
        """The lines that show with what the grabbed node lines up."""
        return self._guides.shown

    def _snap(self, dx: float, dy: float) -> Snap:
        """How far the grabbed node is pulled from where the hand has it."""
        x, y = self._origins[self._grabbed]
        body = self._item.body.translated(x + dx, y + dy)
        reach = SNAP_PIXELS / self._view.zoom
        sight = body.adjusted(-SIGHT_X, -SIGHT_Y, SIGHT_X, SIGHT_Y)
        others = nodes_in(self._view.canvas, sight) if self._view.canvas.can_be_read else []
        bodies = [_rect(item.mapRectToScene(item.body)) for item in others if item.node.id not in self._origins]
        return snap(_rect(body), bodies, self._straights(x + dx, y + dy), reach)

    def _straights(self, x: float, y: float) -> list[Straight]:
        """The wires that could be level, with the grabbed node here."""
        items, found = self._view.canvas.node_items, []
        for wire in self._stays:
            source, target = items[wire.source], items[wire.target]
            out, into = source.output_spot(), target.input_spot(wire.port)
            if source is self._item:
                fixed, own = target.mapToScene(into), out
            else:
                fixed, own = source.mapToScene(out), into
            found.append(Straight(fixed.y() - (y + own.y()), fixed.y(), (x + own.x(), fixed.x())))
        return found

    def _wire_under(self) -> Wire | None:
        """The wire on which the loose nodes lie, if it can run through them."""
        if self._chain is None:
            return None
        body = self._item.mapRectToScene(self._item.body.adjusted(8, 8, -8, -8))
        found = wire_through(self._view.canvas, body, but=frozenset(self._origins))
        return None if found is None else found.wire

    def _light(self, wire: Wire | None) -> None:
        if wire != self._over:
            self._view.light_wire(self._over, lit=False)
            self._view.light_wire(wire, lit=True)
            self._over = wire

    def end(self, spot: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._guides.remove()
        over = self._over
        self._light(None)
        if over is not None and self._chain is not None:
            self._step.apply(splice(self._chain, over))
            self._step.text = text("Insert in wire")
        self._step.commit()

    def cancel(self) -> None:
        self._guides.remove()
        self._light(None)
        self._step.cancel()


def _rect(area: QRectF) -> Rect:
    return Rect(area.left(), area.top(), area.right(), area.bottom())
