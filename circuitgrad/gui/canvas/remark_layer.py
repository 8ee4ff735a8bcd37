"""The frames and notes of a scene: makes their items, keeps them as the circuit has them, and finds them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from circuitgrad.circuit import Frame, Remark
from circuitgrad.circuit.changes import Change, RemarkChanged
from circuitgrad.gui.canvas.frame_item import FrameItem
from circuitgrad.gui.canvas.note_item import NoteItem
from circuitgrad.gui.canvas.remark_item import RemarkItem, Zone

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.scene import CanvasScene
    from circuitgrad.gui.canvas.still_picture import StillPicture

STEP = 1e-4
"""How much nearer each remark is painted than the one before; few enough never to reach the next layer."""
MOST_STEPS = 5_000


class RemarkLayer:
    """What a scene knows of remarks.

    Args:
        scene: where their items stand; it says which circuit is shown, and in which style.

    Attributes:
        items: every item by the id of its remark.
    """

    def __init__(self, scene: CanvasScene) -> None:
        self._scene = scene
        self.items: dict[str, RemarkItem] = {}
        self._marked: frozenset[str] = frozenset()

    def show_all(self) -> None:
        """Makes all items anew; those of before are gone with all else from the scene."""
        self.items = {}
        for remark in self._scene.circuit.remarks.values():
            self._add(remark)
        self._stack()

    def show_style(self) -> None:
        """Takes over the scene's style."""
        for item in self.items.values():
            item.canvas_style = self._scene.canvas_style

    def show_changes(self, changes: Iterable[Change]) -> None:
        """Brings the items up to what has changed in the circuit."""
        touched = [change for change in changes if isinstance(change, RemarkChanged)]
        if not touched:
            return
        remarks = self._scene.circuit.remarks
        come_or_gone = False
        for remark in (change.after or change.before for change in touched):
            now, item = (None, None) if remark is None else (remarks.get(remark.id), self.items.get(remark.id))
            if item is not None and (now is None or type(now) is not type(item.remark)):
                item.leave_picture()
                self._scene.removeItem(self.items.pop(item.remark.id))
                item, come_or_gone = None, True
            if item is not None and now is not None:
                item.show_remark(now)
            elif now is not None:
                self._add(now)
                come_or_gone = True
        if come_or_gone:
            self._stack()

    def _add(self, remark: Remark) -> None:
        style = self._scene.canvas_style
        kind: type[RemarkItem] = FrameItem if isinstance(remark, Frame) else NoteItem
        item = self.items[remark.id] = kind(remark, style, self._still)
        self._scene.addItem(item)
        item.leave_picture()

    def _still(self) -> StillPicture | None:
        return self._scene.still

    def _stack(self) -> None:
        """Paints them in the circuit's order, all frames behind all notes."""
        for place, id in enumerate(self._scene.circuit.remarks):
            item = self.items[id]
            item.leave_picture()
            item.setZValue((-3.0 if isinstance(item, FrameItem) else -2.0) + STEP * min(place, MOST_STEPS))

    def mark_selection(self, ids: Collection[str]) -> None:
        """Highlights what is selected."""
        chosen = frozenset(ids)
        for id in self._marked | chosen:
            if id in self.items:
                self.items[id].mark(selected=id in chosen)
        self._marked = chosen

    def at(self, spot: QPointF, zoom: float) -> tuple[RemarkItem, Zone] | None:
        """The uppermost remark that can be grabbed at a place of the scene, and by which part."""
        for item in sorted(self.items.values(), key=RemarkItem.zValue, reverse=True):
            zone = item.zone_at(spot, zoom)
            if zone:
                return item, zone
        return None

    def inside(self, area: QRectF) -> frozenset[str]:
        """The frames that lie in a part of the scene, and the notes that meet it."""
        found = set()
        for id, item in self.items.items():
            rect = item.mapRectToScene(item.area)
            if area.contains(rect) if isinstance(item, FrameItem) else area.intersects(rect):
                found.add(id)
        return frozenset(found)

    def drawn_rect(self, ids: Collection[str] | None = None) -> QRectF:
        """What they cover, or only these; empty where there are none."""
        rect = QRectF()
        for id, item in self.items.items():
            if ids is None or id in ids:
                rect = rect.united(item.mapRectToScene(item.boundingRect()))
        return rect

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Paints those that meet a part of the scene, for a view that paints from afar without its items."""
        for item in sorted(self.items.values(), key=RemarkItem.zValue):
            if item.sceneBoundingRect().intersects(area):
                painter.save()
                painter.translate(item.pos())
                item.draw(painter)
                painter.restore()
