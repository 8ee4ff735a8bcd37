"""The menu that a right-click on the canvas opens."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu

from circuitgrad.circuit import Node
from circuitgrad.gui.canvas.on_canvas import text
from circuitgrad.operators import OPERATORS, Role

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView


def open_menu(view: CanvasView, event: QContextMenuEvent) -> None:
    """Opens the menu of what is under the pointer, which is selected then; by key, of what is selected."""
    place = event.pos()
    if event.reason() == QContextMenuEvent.Reason.Keyboard:
        current = view.canvas.node_items.get(view.focus.current or "")
        if current is not None:
            place = view.mapFromScene(current.mapToScene(current.body.bottomLeft()))
    else:
        _select_under(view, view.mapToScene(place))
    menu = QMenu(view)
    fill_menu(menu, view)
    if not menu.isEmpty():
        menu.exec(view.viewport().mapToGlobal(place))
    menu.deleteLater()


def _select_under(view: CanvasView, spot: QPointF) -> None:
    selection = view.document.selection
    item = view.canvas.node_at(spot)
    wire = view.canvas.wire_at(spot) if item is None else None
    if item is not None and item.node.id not in selection.nodes:
        view.document.select([item.node.id])
    elif wire is not None and wire.wire not in selection.wires:
        view.document.select((), [wire.wire])
    elif item is None and wire is None and not view.remark_hands.select_at(spot):
        view.document.select()


def fill_menu(menu: QMenu, view: CanvasView) -> None:
    """Fills a menu with what can be done with what is selected."""
    node = view.only_node()
    if node is None and not view.document.selection:
        menu.addAction(text("Add…"), view.open_search)
        menu.addAction(text("Add note"), view.add_note)
        menu.addAction(text("Select all"), view.select_all)
        menu.addAction(text("Paste"), partial(view.paste, view.mapToScene(view.pointer.place)))
        menu.addAction(text("Tidy"), view.tidy)
        return
    if node is not None:
        _fill_for_node(menu, view, node)
    selection = view.document.selection
    if view.only_remark() is not None:
        menu.addAction(text("Change text"), view.edit_remark)
    if selection.nodes:
        menu.addAction(text("Wire to…"), view.connect_selection)
        _add_toggle(menu, view, text("Pinned"), view.toggle_pin, lambda node: node.pinned)
        if any(not view.document.circuit.node(id).is_leaf for id in view.selected_ids()):
            _add_toggle(menu, view, text("Bypassed"), view.toggle_bypass, lambda node: node.is_leaf or node.bypassed)
    if selection.wires:
        menu.addAction(text("Insert reroute dot"), view.insert_dots)
    if selection.nodes or selection.wires:
        menu.addAction(text("Hide and ask"), partial(_hide, view))
    if selection.nodes or selection.remarks:
        menu.addAction(text("Frame"), view.add_frame)
        menu.addAction(text("Duplicate"), view.duplicate)
    if selection.nodes:
        menu.addAction(text("Delete and reconnect"), view.delete_and_reconnect)
    menu.addAction(text("Delete"), view.delete_selection)


def _hide(view: CanvasView) -> None:
    """Asks for the numbers of what is selected."""
    from circuitgrad.gui.exercise.authoring import hide_selection

    hide_selection(view.document)


def _add_toggle(
    menu: QMenu, view: CanvasView, title: str, toggle: Callable[[], None], is_so: Callable[[Node], bool]
) -> None:
    """What is on where it holds of all selected nodes."""
    action = menu.addAction(title, toggle)
    action.setCheckable(True)
    action.setChecked(all(is_so(view.document.circuit.node(id)) for id in view.selected_ids()))


def _fill_for_node(menu: QMenu, view: CanvasView, node: Node) -> None:
    menu.addAction(text("Rename"), view.rename)
    if node.is_leaf:
        menu.addAction(text("Change value"), view.edit_value)
        for role in Role:
            title = text("Mark as {role}").format(role=QCoreApplication.translate("operators", str(role)))
            action = menu.addAction(title, partial(view.set_role, role))
            action.setCheckable(True)
            action.setChecked(node.role is role)
    else:
        _fill_replacements(menu.addMenu(text("Replace by")), view, node)
        if node.record.has_port(1):
            menu.addAction(text("Swap inputs"), view.swap_inputs)
    menu.addAction(text("Make it the objective"), view.choose_objective)
    menu.addSeparator()


def _fill_replacements(menu: QMenu, view: CanvasView, node: Node) -> None:
    """The operators that can take this one's wires, by category."""
    fitting = [other for other in OPERATORS.values() if view.can_replace(node, other)]
    for category in dict.fromkeys(other.category for other in fitting):
        submenu = menu.addMenu(QCoreApplication.translate("operators", str(category)))
        for other in fitting:
            if other.category == category:
                title = QCoreApplication.translate("operators", other.title)
                submenu.addAction(title, partial(view.replace_selected, other.name))
