"""What the canvas's search box is opened for, and what becomes of what is chosen in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, QPointF
from PySide6.QtWidgets import QGraphicsPathItem

from circuitgrad.gui.canvas.nearby import curve_path
from circuitgrad.gui.canvas.style import line
from circuitgrad.gui.names import node_name
from circuitgrad.operators import Operator

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

BESIDE = 24
"""How far from a node the box opens, in pixels."""


class Searching:
    """Opens the search box of a canvas and does what was chosen there."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._add: Callable[[str, bool], object] = lambda name, alone: None
        self._enter: Callable[[str], object] = lambda text: None
        self._spot: QPointF | None = None
        self._line: QGraphicsPathItem | None = None
        view.search.operator_chosen.connect(self._on_operator_chosen)
        view.search.formula_entered.connect(self._on_formula_entered)
        view.search.closed.connect(view.setFocus)
        view.search.gone.connect(self._remove_line)
        view.search.gone.connect(view.show_first_hint)

    def open(self) -> None:
        """Opens it at the pointer, or beside what is selected where the pointer has not moved over the canvas since.

        What is selected feeds the operator that is chosen, unless Alt is held.
        """
        view = self._view
        sources = view.in_reading_order(view.document.selection.nodes)
        self._spot = self._aimed_at()
        view.aim_used()
        self._enter = lambda text: view.add_formula(text, self._spot)
        self._add = lambda name, alone: view.add_beside(name, sources, self._spot, fed=not alone)
        view.search.open_at(self._place_of_box(sources), title=self._fed_by(sources))
        view.show_first_hint()

    def _aimed_at(self) -> QPointF | None:
        """The place at which the pointer aims, None where that is a node: the new one would cover it."""
        spot = self._view.pointed_at()
        return None if spot is None or self._view.canvas.node_at(spot) is not None else spot

    def _place_of_box(self, sources: list[str]) -> QPoint:
        """At the pointer, else beside what is selected, else in the middle."""
        view = self._view
        if self._spot is not None:
            return view.mapFromScene(self._spot)
        item = view.canvas.node_items.get(sources[-1]) if sources else None
        if item is None or not view.is_in_view(item.pos()):
            return view.viewport().rect().center()
        corner: QPoint = view.mapFromScene(item.mapToScene(item.body.topRight()))
        return corner + QPoint(BESIDE, 0)

    def _fed_by(self, sources: list[str]) -> str:
        """What the empty field says where something is selected."""
        if not sources:
            return ""
        nodes = self._view.document.circuit.nodes
        names = ", ".join(node_name(nodes[id]) for id in sources[:3]) + (", …" if len(sources) > 3 else "")
        return QCoreApplication.translate("Searching", "Fed by {names}; Alt+Enter: by nothing").format(names=names)

    def open_for_wire(self, id: str, port: int, spot: QPointF) -> None:
        """Opens it for a node that a wire from this port shall lead to; the wire stays to be seen meanwhile.

        An input port takes a number, the name of an input or a formula as well.
        """
        view = self._view
        self._spot = spot
        self._add = lambda name, _alone: view.add_wired(name, spot, id, port)
        self._enter = lambda text: view.add_formula(text, spot, (id, port))
        accepts = _takes_wire if port == -1 else _gives_wire
        view.search.open_at(view.mapFromScene(spot), accepts, formulas=port != -1)
        self._show_line(id, port, spot)

    def _show_line(self, id: str, port: int, spot: QPointF) -> None:
        canvas = self._view.canvas
        item = canvas.node_items[id]
        held = item.mapToScene(item.output_spot() if port == -1 else item.input_spot(port))
        self._line = QGraphicsPathItem(curve_path(held, spot) if port == -1 else curve_path(spot, held))
        self._line.setPen(line(canvas.canvas_style.theme.accent, 2.2))
        self._line.setZValue(4.0)
        canvas.addItem(self._line)

    def _remove_line(self) -> None:
        if self._line is not None:
            self._view.canvas.removeItem(self._line)
            self._line = None

    def open_to_replace(self) -> None:
        """Opens it beside the selected operator for another one that takes its wires."""
        view = self._view
        view.document.settle()
        node = view.only_node()
        if node is None or node.is_leaf:
            return
        self._add = lambda name, _alone: view.replace_selected(name)
        corner = view.canvas.node_items[node.id].sceneBoundingRect().bottomLeft()
        view.search.open_at(view.mapFromScene(corner), lambda other: view.can_replace(node, other))

    def _on_operator_chosen(self, name: str, alone: bool) -> None:
        self._view.setFocus()
        self._add(name, alone)
        self._view.show_selection()

    def _on_formula_entered(self, text: str) -> None:
        self._view.setFocus()
        self._enter(text)
        self._view.show_selection()


def _takes_wire(operator: Operator) -> bool:
    return operator.has_port(0)


def _gives_wire(operator: Operator) -> bool:
    return True
