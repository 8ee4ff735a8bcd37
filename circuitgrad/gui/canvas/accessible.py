"""The canvas for screen readers: nodes and wires as things with a name, a role, a state and a place.

This is imported when Qt first asks for an interface, which it does only when an assistive technology is there: see
`accessible_factory`. Qt's cache owns an interface that it has met: it must be told to forget it before Python does
(`Part.forget`).
"""

from __future__ import annotations

import weakref
from collections.abc import Hashable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QAccessibleValueChangeEvent
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from circuitgrad.circuit import Wire
from circuitgrad.circuit.changes import Change, NodeChanged, NodesMoved
from circuitgrad.gui.canvas.accessible_parts import NodePart, Part, RemarkPart, WirePart
from circuitgrad.gui.canvas.spoken import RemarkKey
from circuitgrad.gui.lens import node_numbers

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

Role, Event = QAccessible.Role, QAccessible.Event


class Accessibility(QObject):
    """Tells assistive technology what happens on a canvas, and makes the interfaces that it asks for.

    Args:
        view: the canvas.
    """

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self.view = view
        self._order: list[Hashable] | None = None
        self._places: dict[Hashable, int] = {}
        self._parts: dict[Hashable, Part] = {}
        self._told: tuple[str | None, float | None] = (None, None)
        weakref.finalize(view, _forget_all, self._parts)
        document = view.document
        document.reset.connect(self._on_reset)
        document.changed.connect(self._on_changed)
        document.evaluated.connect(self._on_evaluated)
        document.lenses.changed.connect(self._on_evaluated)

    # What there is

    def order(self) -> list[Hashable]:
        """Ids of nodes, then wires, then keys of frames and notes, in the order of the document."""
        if self._order is None:
            circuit = self.view.document.circuit
            self._order = [*circuit.nodes, *circuit.wires(), *map(RemarkKey, circuit.remarks)]
            self._places = {key: place for place, key in enumerate(self._order)}
        return self._order

    def place(self, key: Hashable) -> int:
        """Where a node or wire stands in that order, −1 where it is not there any more."""
        self.order()
        return self._places.get(key, -1)

    def part(self, key: Hashable) -> Part:
        """The interface of a node, a wire, a frame or a note, made when it is first asked for."""
        part = self._parts.get(key)
        if part is None:
            part = self._parts[key] = self._made(key)
        return part

    def _made(self, key: Hashable) -> Part:
        if isinstance(key, Wire):
            return WirePart(self, key)
        return RemarkPart(self, key) if isinstance(key, RemarkKey) else NodePart(self, str(key))

    @property
    def made(self) -> int:
        """How many interfaces have been asked for."""
        return len(self._parts)

    # What happens

    def _on_reset(self) -> None:
        self._order = None
        _forget_all(self._parts)
        self._tell_order()

    def _on_changed(self, changes: tuple[Change, ...]) -> None:
        if all(isinstance(change, NodeChanged | NodesMoved) for change in changes):
            return
        self._order = None
        if self._parts:
            for key in [key for key in self._parts if self.place(key) < 0]:
                self._parts.pop(key).forget()
        self._tell_order()

    def _tell_order(self) -> None:
        if QAccessible.isActive():
            tell(QAccessibleEvent(self.view, Event.ObjectReorder))

    def tell_focus(self) -> None:
        """The keyboard stands at another node, or a wire is selected."""
        if not QAccessible.isActive() or not self.view.hasFocus():
            return
        chosen = self.view.document.selection
        key: Hashable = self.view.focus.current
        if len(chosen.wires) == 1:
            key = next(iter(chosen.wires))
        elif chosen.remarks and not chosen.nodes:
            key = RemarkKey(min(chosen.remarks))
        if key is not None and self.place(key) >= 0:
            tell(QAccessibleEvent(self.part(key), Event.Focus))
        tell(QAccessibleEvent(self.view, Event.SelectionWithin))

    def _on_evaluated(self) -> None:
        """The numbers are others: those of the current node are told."""
        current, run = self.view.focus.current, self.view.document.run
        if not QAccessible.isActive() or current is None or run is None:
            return
        value = node_numbers(run, current, self.view.document.lenses.seen)[0]
        if value is not None and self._told != (current, value):
            self._told = (current, value)
            tell(QAccessibleEvent(self.part(current), Event.NameChanged))
            tell(QAccessibleValueChangeEvent(self.part(current), value))


def tell(event: QAccessibleEvent) -> None:
    """Hands an event to the assistive technology."""
    QAccessible.updateAccessibility(event)


class CanvasInterface(QAccessibleWidget):
    """The canvas: its children are nodes, wires, frames and notes, then the boxes that are open over it."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view, Role.List, view.accessibleName())
        self._view = weakref.ref(view)

    def _accessibility(self) -> Accessibility:
        view = self._view()
        if view is None:
            raise RuntimeError("the canvas is gone")
        return view.accessibility

    def _boxes(self) -> list[QWidget]:
        view = self._accessibility().view
        return [box for box in (*view.lists, view.editor) if box.isVisible()]

    def childCount(self) -> int:  # noqa: N802
        return len(self._accessibility().order()) + len(self._boxes())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        own = self._accessibility()
        order = own.order()
        if 0 <= index < len(order):
            return own.part(order[index])
        boxes = self._boxes()
        at = index - len(order)
        return QAccessible.queryAccessibleInterface(boxes[at]) if 0 <= at < len(boxes) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: N802
        own = self._accessibility()
        if isinstance(child, Part):
            return own.place(child.key)
        boxes: list[QObject] = list(self._boxes())
        thing = child.object()
        return len(own.order()) + boxes.index(thing) if thing in boxes else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # noqa: N802
        own = self._accessibility()
        view = own.view
        spot = view.mapToScene(view.viewport().mapFromGlobal(QPoint(x, y)))
        item = view.canvas.node_at(spot)
        if item is not None:
            return own.part(item.node.id)
        wire = view.canvas.wire_at(spot)
        if wire is not None:
            return own.part(wire.wire)
        remark = view.canvas.remarks.at(spot, view.zoom)
        return None if remark is None else own.part(RemarkKey(remark[0].remark.id))

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]  # noqa: N802
        own = self._accessibility()
        current = own.view.focus.current
        if own.view.hasFocus() and current is not None:
            return own.part(current)
        return next((QAccessible.queryAccessibleInterface(box) for box in self._boxes() if _has_focus(box)), None)


def _forget_all(parts: dict[Hashable, Part]) -> None:
    for part in parts.values():
        part.forget()
    parts.clear()


def _has_focus(box: QWidget) -> bool:
    inner = box.focusWidget()
    return box.hasFocus() or (inner is not None and inner.hasFocus())
