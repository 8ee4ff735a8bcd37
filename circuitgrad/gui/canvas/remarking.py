"""Frames and notes: adding them and writing on them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from circuitgrad.circuit import Frame, Note, Remark
from circuitgrad.circuit.compose import fresh_remark_id
from circuitgrad.circuit.edits import AddRemark, Batch, ReplaceRemark
from circuitgrad.frozen import replace
from circuitgrad.gui.canvas.frame_item import BAR, LEAST_HEIGHT, LEAST_WIDTH
from circuitgrad.gui.canvas.node_item import ARROW_ROOM
from circuitgrad.gui.canvas.on_canvas import OnCanvas, text
from circuitgrad.gui.canvas.remark_item import with_text, written_on
from circuitgrad.layout.geometry import CAPTION_HEIGHT, GRID, STUB, capsule_width, node_rect, shown_ports, snapped

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.note_editor import NoteEditor

ROOM = 3 * GRID
"""Between a new frame and what it is put round; captions get their height on top of it."""
EMPTY_FRAME = 320.0, 200.0
NEW_NOTE = 208.0, 96.0


class Remarking(OnCanvas):
    """Commands about frames and notes."""

    if TYPE_CHECKING:

        @property
        def note_editor(self) -> NoteEditor:
            """The field that notes are written in."""

    def add_frame(self) -> None:
        """Puts a frame round what is selected, or an empty one at the pointer, and opens its title."""
        around = self._selected_rect()
        if around.isEmpty():
            frame = self._rect_at(*EMPTY_FRAME)
        else:
            area = around.adjusted(-ROOM, -ROOM - BAR, ROOM, ROOM + CAPTION_HEIGHT)
            left, top = snapped(area.left()), snapped(area.top())
            frame = left, top, snapped(area.right()) - left, snapped(area.bottom()) - top
        self._add_remark(Frame(fresh_remark_id(self.document.circuit, "frame"), "", frame), text("Add frame"))

    def add_note(self) -> None:
        """Puts a note at the pointer and opens it."""
        note = Note(fresh_remark_id(self.document.circuit, "note"), "", self._rect_at(*NEW_NOTE))
        self._add_remark(note, text("Add note"))

    def _selected_rect(self) -> QRectF:
        circuit, area = self.document.circuit, QRectF()
        for node in map(circuit.node, self.selected_ids()):
            rect = node_rect(node, shown_ports(node, circuit))
            arrow = ARROW_ROOM - ROOM / 2 if node.is_leaf else 0.0
            stub = 0.0 if node.is_leaf or circuit.feeds_any(node.id) else STUB + capsule_width(node)
            corner = QPointF(rect.right + stub, rect.bottom)
            area = area.united(QRectF(QPointF(rect.left - arrow, rect.top), corner))
        for id in self.document.selection.remarks & circuit.remarks.keys():
            area = area.united(QRectF(*circuit.remarks.find(id).rect))
        return area

    def _rect_at(self, width: float, height: float) -> tuple[float, float, float, float]:
        """A rectangle with its upper left corner at the pointer, or its middle in that of the view."""
        spot = self.pointed_at()
        if spot is None:
            spot = self.middle() - QPointF(width / 2, height / 2)
        self.aim_used()
        return snapped(spot.x()), snapped(spot.y()), width, height

    def _add_remark(self, remark: Remark, step: str) -> None:
        """Adds it behind the remarks that it surrounds, in front of all others."""
        area = QRectF(*remark.rect)
        remarks = self.document.circuit.remarks.values()
        inside = [place for place, other in enumerate(remarks) if area.contains(QRectF(*other.rect))]
        if self.document.do(AddRemark(remark, min(inside, default=None)), step):
            self.document.select((), (), [remark.id])
            self.edit_remark(self.document.history.index())

    def next_remark(self) -> None:
        """Selects the frame or note after the selected one, or the first, and brings it into view."""
        remarks, chosen = list(self.document.circuit.remarks), self.document.selection.remarks
        if not remarks:
            return
        last = max((place for place, id in enumerate(remarks) if id in chosen), default=-1)
        id = remarks[(last + 1) % len(remarks)]
        self.reveal_remark(id)

    def reveal_remark(self, id: str) -> None:
        """Selects a frame or note, and brings it into view."""
        remark = self.document.circuit.remarks.get(id)
        if remark is not None:
            self.document.select((), (), [id])
            self.bring_into_view(QRectF(*remark.rect))

    def resize_remarks(self, dx: float, dy: float, step: int | None = None) -> None:
        """Moves the right and lower edges of the selected frames and notes by so much; none gets too small.

        Args:
            dx: how far to the right.
            dy: how far down.
            step: the step of the history that this belongs to, as the key is still held; None for one of its own.
        """
        circuit = self.document.circuit
        edits = []
        for id in sorted(self.document.selection.remarks & circuit.remarks.keys()):
            remark = circuit.remarks.find(id)
            left, top, width, height = remark.rect
            rect = left, top, max(LEAST_WIDTH, width + dx), max(LEAST_HEIGHT, height + dy)
            if rect != remark.rect:
                edits.append(ReplaceRemark(replace(remark, rect=rect)))
        if edits:
            self._do_or_go_on(Batch(tuple(edits)), text("Resize"), step)

    def only_remark(self) -> Remark | None:
        """The selected frame or note where nothing else is selected."""
        selection = self.document.selection
        if selection.nodes or len(selection.remarks) != 1:
            return None
        return self.document.circuit.remarks.get(next(iter(selection.remarks)))

    def edit_remark(self, step: int | None = None) -> None:
        """Opens a field on the selected frame's title, or on the selected note.

        Args:
            step: the step of the history that has just added it, which what is written belongs to; None for none.
        """
        self.document.settle()
        remark = self.only_remark()
        if remark is None:
            return
        item = self.canvas.remarks.items[remark.id]
        if isinstance(remark, Frame):
            take = partial(self._write, remark.id, step=step)
            self.editor.open_on(item, text("Title"), written_on(remark), take)
        else:
            self.note_editor.open_on(item, partial(self._write, remark.id, step=step))

    def _write(self, id: str, entered: str, *, step: int | None) -> bool:
        """Writes on a frame or note what was typed. Returns whether it could."""
        remark = self.document.circuit.remarks.get(id)
        if remark is None or written_on(remark) == entered:
            return True
        edit = ReplaceRemark(with_text(remark, entered))
        told = text("Change title") if isinstance(remark, Frame) else text("Change note")
        return self._do_or_go_on(edit, told, step)
