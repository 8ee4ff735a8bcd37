"""The menu that a right-click on the canvas opens."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
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
    """Fills a menu with what can be done with what is selected, each with the key that does the same."""
    node, selection = view.only_node(), view.document.selection
    if node is None and not selection:
        _add(menu, view, "add", text("Add…"), view.open_search)
        _add(menu, view, "add_note", text("Add note"), view.add_note)
        _add(menu, view, "select_all", text("Select all"), view.select_all)
        _add(menu, view, "paste", text("Paste"), partial(view.paste, view.mapToScene(view.pointer.place)))
        _add(menu, view, "tidy", text("Tidy"), view.tidy)
        return
    if node is not None:
        _fill_for_node(menu, view, node)
        menu.addSeparator()
    if view.only_remark() is not None:
        _add(menu, view, "rename", text("Change text"), view.edit_remark)
    _fill_for_marks(menu, view)
    if selection.nodes or selection.remarks:
        _add(menu, view, "add_frame", text("Frame"), view.add_frame)
        menu.addSeparator()
        _add(menu, view, "cut", text("Cut"), view.cut)
        _add(menu, view, "copy", text("Copy"), view.copy)
        _add(menu, view, "duplicate", text("Duplicate"), view.duplicate)
    menu.addSeparator()
    if selection.nodes:
        _add(menu, view, "delete_and_reconnect", text("Delete and reconnect"), view.delete_and_reconnect)
    _add(menu, view, "delete", text("Delete"), view.delete_selection)


def _fill_for_marks(menu: QMenu, view: CanvasView) -> None:
    """What nodes and wires are wired to, and marked as."""
    selection, circuit = view.document.selection, view.document.circuit
    nodes = [circuit.node(id) for id in view.selected_ids()]
    if nodes:
        _add(menu, view, "connect", text("Wire to…"), view.connect_selection)
        _add_toggle(menu, view, "pin", text("Pinned"), view.toggle_pin, on=all(node.pinned for node in nodes))
    operators = [node for node in nodes if not node.is_leaf]
    if operators:
        bypassed = all(node.bypassed for node in operators)
        _add_toggle(menu, view, "bypass", text("Bypassed"), view.toggle_bypass, on=bypassed)
    inputs = [node for node in nodes if node.is_leaf and node.role is not Role.CONSTANT]
    if inputs:
        _add_toggle(menu, view, "hold", text("Held"), view.toggle_hold, on=not any(node.may_move for node in inputs))
    if selection.wires:
        _add(menu, view, "insert_dot", text("Insert reroute dot"), view.insert_dots)
    if nodes or selection.wires:
        _add(menu, view, "hide_and_ask", text("Hide and ask"), partial(_hide, view))


def _hide(view: CanvasView) -> None:
    """Asks for the numbers of what is selected."""
    from circuitgrad.gui.exercise.authoring import hide_selection

    hide_selection(view.document)


def _add(menu: QMenu, view: CanvasView, key: str, title: str, do: Callable[[], object]) -> QAction:
    """Adds an entry that shows the keys of the action called so in the table; only that action hears them."""
    return _show_key(menu.addAction(title, do), view, key)


def _show_key(action: QAction, view: CanvasView, key: str) -> QAction:
    heard = next((each for each in view.actions() if each.objectName() == key), None)
    if heard is not None:
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setShortcut(heard.shortcut())
        action.setShortcutVisibleInContextMenu(True)
    return action


def _add_toggle(menu: QMenu, view: CanvasView, key: str, title: str, toggle: Callable[[], object], *, on: bool) -> None:
    action = _add(menu, view, key, title, toggle)
    action.setCheckable(True)
    action.setChecked(on)


def _fill_for_node(menu: QMenu, view: CanvasView, node: Node) -> None:
    _add(menu, view, "rename", text("Rename"), view.rename)
    if node.is_leaf:
        _add(menu, view, "edit_value", text("Change value"), view.edit_value)
        for role in Role:
            title = text("Mark as {role}").format(role=QCoreApplication.translate("operators", str(role)))
            set_role = partial(view.set_role, role)
            _add_toggle(menu, view, f"mark_{role}", title, set_role, on=node.role is role)
    else:
        submenu = menu.addMenu(text("Replace by"))
        _show_key(submenu.menuAction(), view, "replace")
        _fill_replacements(submenu, view, node)
        if node.record.has_port(1):
            _add(menu, view, "swap_inputs", text("Swap inputs"), view.swap_inputs)
    _add(menu, view, "choose_objective", text("Make it the objective"), view.choose_objective)


def _fill_replacements(menu: QMenu, view: CanvasView, node: Node) -> None:
    """The operators that can take this one's wires, by category."""
    fitting = [other for other in OPERATORS.values() if view.can_replace(node, other)]
    for category in dict.fromkeys(other.category for other in fitting):
        submenu = menu.addMenu(QCoreApplication.translate("operators", str(category)))
        for other in fitting:
            if other.category == category:
                title = QCoreApplication.translate("operators", other.title)
                submenu.addAction(title, partial(view.replace_selected, other.name))
