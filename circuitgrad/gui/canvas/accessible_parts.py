"""Nodes, wires, frames and notes as a screen reader meets them."""

from __future__ import annotations

import weakref
from collections.abc import Hashable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRect, QRectF
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor

from circuitgrad.circuit import Wire
from circuitgrad.formats.numbers import full_number
from circuitgrad.gui.canvas.hover import node_hover_text, wire_hover_text
from circuitgrad.gui.canvas.spoken import RemarkKey, spoken_node, spoken_remark, spoken_wire
from circuitgrad.gui.lens import wire_numbers

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow

    from circuitgrad.gui.canvas.accessible import Accessibility
    from circuitgrad.gui.canvas.view import CanvasView

Role, Text = QAccessible.Role, QAccessible.Text


class Part(QAccessibleInterface):
    """A node, a wire, a frame or a note."""

    def __init__(self, accessibility: Accessibility, key: Hashable) -> None:
        super().__init__()
        self.key = key
        self._own = weakref.ref(accessibility)

    def forget(self) -> None:
        """Lets Qt forget it: what it stands for is gone."""
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(self))

    def _view(self) -> CanvasView:
        own = self._own()
        if own is None:
            raise RuntimeError("the canvas is gone")
        return own.view

    def _digits(self) -> int:
        return self._view().canvas.digits

    # What each says of itself

    def _area(self) -> QRectF:
        raise NotImplementedError

    def _name(self) -> str:
        raise NotImplementedError

    def _value(self) -> float | None:
        raise NotImplementedError

    def _described(self) -> str:
        raise NotImplementedError

    def _is_selected(self) -> bool:
        raise NotImplementedError

    def _has_focus(self) -> bool:
        return False

    # What Qt asks

    def isValid(self) -> bool:  # noqa: N802
        own = self._own()
        return own is not None and own.place(self.key) >= 0

    def object(self) -> QObject | None:  # type: ignore[override]
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]
        return self._view().window().windowHandle()

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._view())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # noqa: N802
        return None

    def childCount(self) -> int:  # noqa: N802
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:  # noqa: N802
        return -1

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]  # noqa: N802
        return None

    def role(self) -> QAccessible.Role:
        return Role.ListItem

    def rect(self) -> QRect:
        if not self.isValid():
            return QRect()
        view = self._view()
        area = view.mapFromScene(self._area()).boundingRect()
        return QRect(view.viewport().mapToGlobal(area.topLeft()), area.size())

    def text(self, which: QAccessible.Text) -> str:
        if not self.isValid():
            return ""
        if which == Text.Name:
            return self._name()
        if which == Text.Value:
            value = self._value()
            return "" if value is None else full_number(value)
        return self._described() if which == Text.Description else ""

    def setText(self, which: QAccessible.Text, text: str) -> None:  # noqa: N802
        """Nothing: a number is changed where people change it."""

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        if not self.isValid():
            state.invalid = True
            return state
        state.focusable = state.selectable = True
        state.multiSelectable = True
        state.selected = self._is_selected()
        state.focused = self._has_focus()
        area = self._view().mapFromScene(self._area()).boundingRect()
        state.offscreen = not self._view().viewport().rect().intersects(area)
        return state

    def backgroundColor(self) -> QColor:  # noqa: N802
        return QColor(self._view().canvas.canvas_style.theme.node)

    def foregroundColor(self) -> QColor:  # noqa: N802
        return QColor(self._view().canvas.canvas_style.theme.ink)


class NodePart(Part):
    """A node: "multiply, value −2.00, gradient 0.20, feeds add"."""

    def __init__(self, accessibility: Accessibility, id: str) -> None:
        super().__init__(accessibility, id)
        self._id = id

    def _area(self) -> QRectF:
        item = self._view().canvas.node_items[self._id]
        return item.mapRectToScene(item.body)

    def _name(self) -> str:
        document = self._view().document
        node, lens = document.circuit.node(self._id), document.lenses.seen
        return spoken_node(document.circuit, node, document.run, self._digits(), lens)

    def _value(self) -> float | None:
        document = self._view().document
        if not document.lenses.seen.shows_value(self._id):
            return None
        result = None if document.run is None else document.run.of_node(self._id)
        return document.circuit.node(self._id).value if result is None else result.value

    def _described(self) -> str:
        view = self._view()
        return node_hover_text(view.canvas, view.document.circuit.node(self._id))

    def _is_selected(self) -> bool:
        return self._id in self._view().document.selection.nodes

    def _has_focus(self) -> bool:
        return self._view().hasFocus() and self._view().focus.current == self._id


class WirePart(Part):
    """A wire: "wire from x to multiply, input 1, value −2.00, gradient 0.20"."""

    def __init__(self, accessibility: Accessibility, wire: Wire) -> None:
        super().__init__(accessibility, wire)
        self._wire = wire

    def _area(self) -> QRectF:
        way = self._view().canvas.wire_items[self._wire].way
        return QRectF(QPointF(*way.start), QPointF(*way.end)).normalized().adjusted(-2, -2, 2, 2)

    def _name(self) -> str:
        document = self._view().document
        return spoken_wire(document.circuit, self._wire, document.run, self._digits(), document.lenses.seen)

    def _value(self) -> float | None:
        document = self._view().document
        return wire_numbers(document.run, self._wire, document.lenses.seen)[0]

    def _described(self) -> str:
        return wire_hover_text(self._view().canvas, self._wire)

    def _is_selected(self) -> bool:
        return self._wire in self._view().document.selection.wires


class RemarkPart(Part):
    """A frame or note: "frame gates, around multiply, max"."""

    def __init__(self, accessibility: Accessibility, key: RemarkKey) -> None:
        super().__init__(accessibility, key)
        self._id = key.id

    def _area(self) -> QRectF:
        return QRectF(*self._view().document.circuit.remarks.find(self._id).rect)

    def _name(self) -> str:
        circuit = self._view().document.circuit
        return spoken_remark(circuit, circuit.remarks.find(self._id))

    def _value(self) -> float | None:
        return None

    def _described(self) -> str:
        return ""

    def _is_selected(self) -> bool:
        return self._id in self._view().document.selection.remarks

    def _has_focus(self) -> bool:
        view = self._view()
        return view.hasFocus() and not view.document.selection.nodes and self._is_selected()
