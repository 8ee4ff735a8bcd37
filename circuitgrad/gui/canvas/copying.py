"""Duplicate, and the clipboard: nodes go there as text, so that they can be mailed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from weakref import ReferenceType, ref

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QGuiApplication

from circuitgrad.circuit import Circuit, Fragment, Node, Position, Remark, Wire
from circuitgrad.circuit.compose import copies
from circuitgrad.circuit.edits import add_fragment, remove
from circuitgrad.errors import CircuitError
from circuitgrad.frozen import replace
from circuitgrad.gui.canvas.adding import SHIFT
from circuitgrad.gui.canvas.adding_formula import AddingFormula
from circuitgrad.gui.canvas.on_canvas import text
from circuitgrad.layout.geometry import CAPTION_HEIGHT, node_rect, shown_ports, snapped

MOST_FITTED = 12
"""For more copied nodes than this no free place is looked for: there is hardly one near by."""
GAP = 8.0
STEPS = [step * SHIFT for step in range(7)]
NEAR = sorted(((x, y) for x in STEPS for y in STEPS[1:]), key=lambda place: place[0] ** 2 + place[1] ** 2)
"""Where copies may stand beside their originals, the nearest place first: lower, as wires lead on at the side."""


class Copied(NamedTuple):
    """What was copied here last, and the wires that came to it from nodes that stayed."""

    content: str
    circuit: ReferenceType[Circuit]
    feeding: tuple[Wire, ...]


class Copying(AddingFormula):
    """Commands that copy."""

    _copied: Copied | None = None
    _pasted_at: QPointF | None = None
    """Where what is on the clipboard was pasted last, None where it was beside the original or nowhere yet."""

    def duplicate(self) -> None:
        """Adds a copy of the selected nodes beside them; it is selected then."""
        circuit, selection = self.document.circuit, self.document.selection
        fragment = circuit.fragment(selection.nodes, remarks=selection.remarks)
        if fragment.nodes or fragment.remarks:
            copied, ids = copies(fragment, circuit, shift=self._free_shift(fragment))
            if self.document.do(add_fragment(copied), text("Duplicate")):
                self._select_copies(copied, ids.values())

    def _free_shift(self, fragment: Fragment) -> Position:
        """How far copies stand from their originals: so far that they cover no node, where there is room near by."""
        if 0 < len(fragment.nodes) <= MOST_FITTED:
            self.document.settle()
            rects = [node_rect(node, shown_ports(node, self.document.circuit)).grown(GAP) for node in fragment.nodes]
            areas = [QRectF(QPointF(rect.left, rect.top), QPointF(rect.right, rect.bottom)) for rect in rects]
            for dx, dy in NEAR:
                if all(self.is_free(area.translated(dx, dy).adjusted(0.0, 0.0, 0.0, CAPTION_HEIGHT)) for area in areas):
                    return dx, dy
        return SHIFT, SHIFT

    def _select_copies(self, copied: Fragment, ids: Iterable[str]) -> None:
        self.document.select(ids, (), (remark.id for remark in copied.remarks))

    def copy(self) -> None:
        """Puts the selected nodes on the clipboard as text."""
        from circuitgrad.formats.circuit_json import fragment_to_text

        circuit, chosen = self.document.circuit, self.document.selection.nodes
        fragment = circuit.fragment(chosen, remarks=self.document.selection.remarks)
        if fragment.nodes or fragment.remarks:
            content = fragment_to_text(fragment)
            feeding = (
                wire for node in fragment.nodes for wire in circuit.incoming(node.id) if wire.source not in chosen
            )
            self._copied = Copied(content.strip(), ref(circuit), tuple(feeding))
            self._pasted_at = None
            self.aim_used()
            QGuiApplication.clipboard().setText(content)

    def cut(self) -> None:
        """Puts the selected nodes on the clipboard and deletes them."""
        selection = self.document.selection
        if selection.nodes or selection.remarks:
            self.copy()
            self.document.do(remove(self.selected_ids(), (), selection.remarks), text("Cut"))

    def paste(self, spot: QPointF | None = None, *, keeping_wires: bool = False) -> None:
        """Adds what is on the clipboard, nodes that were copied or the circuit of a formula, as one step.

        Args:
            spot: where its middle goes; None for under the pointer, or where the pointer has not moved over the canvas
                since, beside what was pasted last or the original.
            keeping_wires: whether the copies are fed by what feeds the originals, if that is still there.
        """
        content = QGuiApplication.clipboard().text().strip()
        place = self.pointed_at() if spot is None else spot
        if content.startswith("{"):
            self._paste_nodes(content, place, keeping_wires=keeping_wires)
        elif content:
            self.add_formula(content, place)
        self.aim_used()

    def paste_keeping_wires(self) -> None:
        """Adds what is on the clipboard; what feeds the originals feeds the copies too."""
        self.paste(keeping_wires=True)

    def _paste_nodes(self, content: str, place: QPointF | None, *, keeping_wires: bool) -> None:
        from circuitgrad.formats.circuit_json import fragment_from_text

        try:
            fragment = fragment_from_text(content)
        except CircuitError as error:
            self.document.refused.emit(error)
            return
        if not fragment.nodes and not fragment.remarks:
            return
        if keeping_wires:
            fragment = self._fed(fragment, content)
        last = self._pasted_at
        if place is None and last is not None and self.is_in_view(last):
            place = last
        self._pasted_at = place
        circuit = self.document.circuit
        copied, ids = copies(fragment, circuit, shift=self._paste_shift(fragment, place), feeding=keeping_wires)
        if self.document.do(add_fragment(copied), text("Paste")):
            self._select_copies(copied, ids.values())

    def _fed(self, fragment: Fragment, content: str) -> Fragment:
        """With the wires that came to it where it was copied, if that was in this circuit."""
        copied, circuit = self._copied, self.document.circuit
        if copied is None or copied.content != content or copied.circuit() is not circuit:
            return fragment
        wires = (wire for wire in copied.feeding if wire.source in circuit)
        return replace(fragment, wires=(*fragment.wires, *wires), objective=None)

    def _paste_shift(self, fragment: Fragment, place: QPointF | None) -> tuple[float, float]:
        spots = _middles(fragment.nodes, fragment.remarks)
        xs, ys = ([spot[axis] for spot in spots] for axis in (0, 1))
        middle = QPointF((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
        if place is None and not self.is_in_view(middle):
            place = self.middle()
        shift = QPointF(SHIFT, SHIFT) if place is None else place - middle
        dx, dy = snapped(shift.x()), snapped(shift.y())
        circuit = self.document.circuit
        taken = set(_middles(circuit.nodes.values(), circuit.remarks.values()))
        while any((x + dx, y + dy) in taken for x, y in zip(xs, ys, strict=True)):
            dx, dy = dx + SHIFT, dy + SHIFT
        return dx, dy


def _middles(nodes: Iterable[Node], remarks: Iterable[Remark]) -> list[Position]:
    rects = (remark.rect for remark in remarks)
    return [
        *(node.position for node in nodes),
        *((left + width / 2, top + height / 2) for left, top, width, height in rects),
    ]
