"""What can be done on the canvas with what is selected: each a step of the history, none bound to a key here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from circuitgrad.circuit import Node, Wire
from circuitgrad.circuit.compose import (
    copies,
    delete_and_reconnect,
    fresh_id,
    fresh_name,
    replace_operator,
    swap_inputs,
)
from circuitgrad.circuit.edits import (
    AddNode,
    Batch,
    ChooseObjective,
    Connect,
    Move,
    Rename,
    SetConstant,
    SetRole,
    SetValue,
    add_fragment,
    remove,
)
from circuitgrad.circuit.graft import graft
from circuitgrad.errors import CircuitError, ValueProblem
from circuitgrad.formats.numbers import plain_number, read_number
from circuitgrad.layout.geometry import GRID, snapped
from circuitgrad.operators import OPERATORS, Operator, Role

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.inline_editor import InlineEditor
    from circuitgrad.gui.canvas.scene import CanvasScene
    from circuitgrad.gui.document import Document

PASTE_SHIFT = 4 * GRID
INPUT_NAMES = ("x", "y", "z", "u", "v", "w")
PARAMETER_NAMES = ("w", "a", "b")


def text(source: str) -> str:
    """What a step of the history is called."""
    return QCoreApplication.translate("commands", source)


class CanvasCommands:
    """Commands of the canvas, mixed into the view."""

    if TYPE_CHECKING:
        document: Document
        canvas: CanvasScene
        editor: InlineEditor

        def middle(self) -> QPointF: ...

    # Adding

    def add_operator(self, name: str, spot: QPointF | None = None) -> str | None:
        """Adds a node, selects it, and returns its id.

        Args:
            name: the operator's name; for an input also its role, as in "input:data".
            spot: where; None for a free place in the middle of the view.
        """
        node = self._new_node(name, spot or self._free_middle())
        if not self.document.do(AddNode(node), text("Add {title}").format(title=_title(node))):
            return None
        self.document.select([node.id])
        return node.id

    def add_wired(self, name: str, spot: QPointF, other: str, port: int) -> None:
        """Adds a node and wires it: to the output of another node (port −1), or to this input port of it."""
        node = self._new_node(name, spot)
        wire = Wire(other, node.id, 0) if port == -1 else Wire(node.id, other, port)
        if self.document.do(Batch((AddNode(node), Connect(wire))), text("Add {title}").format(title=_title(node))):
            self.document.select([node.id])

    def _new_node(self, name: str, spot: QPointF) -> Node:
        operator, _, role = name.partition(":")
        circuit = self.document.circuit
        node = Node.new(
            operator,
            id=fresh_id(circuit, operator),
            value=1.0 if OPERATORS[operator].is_leaf else None,
            role=Role(role) if role else None,
            position=(snapped(spot.x()), snapped(spot.y())),
        )
        if operator != "input":
            return node
        wished = PARAMETER_NAMES if role == Role.PARAMETER else INPUT_NAMES
        name = next((name for name in wished if circuit.is_label_free(name)), fresh_name(circuit, wished[0]))
        return Node.new(operator, id=node.id, name=name, value=1.0, role=node.role, position=node.position)

    def _free_middle(self) -> QPointF:
        """The middle of the view, or the nearest place to its lower right where no node stands."""
        spot = self.middle()
        taken = {node.position for node in self.document.circuit.nodes.values()}
        while (snapped(spot.x()), snapped(spot.y())) in taken:
            spot += QPointF(PASTE_SHIFT, PASTE_SHIFT)
        return spot

    def add_formula(self, formula: str, spot: QPointF | None = None) -> None:
        """Adds the circuit of a formula, reusing the inputs that are there, and selects it."""
        from circuitgrad.formats.formula import from_formula

        place = spot or self.middle()
        try:
            fragment = from_formula(formula, default=1.0).fragment()
        except CircuitError as error:
            self.document.refused.emit(error)
            return
        left = min(node.position[0] for node in fragment.nodes)
        top = min(node.position[1] for node in fragment.nodes)
        edit, ids = graft(fragment, self.document.circuit, (snapped(place.x() - left), snapped(place.y() - top)))
        if self.document.do(edit, text("Add formula")):
            self.document.select(ids.values())

    # Removing

    def delete_selection(self) -> None:
        """Deletes the selected nodes and wires."""
        selection = self.document.selection
        if selection:
            self.document.do(remove(self._selected_ids(), selection.wires), text("Delete"))

    def delete_and_reconnect(self) -> None:
        """Deletes the selected nodes and wires what was upstream to what was downstream."""
        if self.document.selection.nodes:
            self.document.do(
                delete_and_reconnect(self.document.circuit, self._selected_ids()), text("Delete and reconnect")
            )

    def _selected_ids(self) -> list[str]:
        """The selected nodes in the order of the document."""
        return [id for id in self.document.circuit.nodes if id in self.document.selection.nodes]

    # Copying

    def select_all(self) -> None:
        """Selects every node."""
        self.document.select(self.document.circuit.nodes)

    def select_upstream(self) -> None:
        """Adds to the selection all that the selected nodes depend on."""
        circuit = self.document.circuit
        self._spread_selection(lambda node: [wire.source for wire in circuit.incoming(node)])

    def select_downstream(self) -> None:
        """Adds to the selection all that depends on the selected nodes."""
        circuit = self.document.circuit
        self._spread_selection(lambda node: [wire.target for wire in circuit.outgoing(node)])

    def _spread_selection(self, neighbours: Callable[[str], list[str]]) -> None:
        chosen = set(self._selected_ids())
        waiting = list(chosen)
        while waiting:
            fresh = set(neighbours(waiting.pop())) - chosen
            chosen |= fresh
            waiting += fresh
        self.document.select(chosen)

    def duplicate(self) -> None:
        """Adds a copy of the selected nodes beside them; it is selected then."""
        self._add_copy(text("Duplicate"), feeding=False)

    def _add_copy(self, title: str, *, feeding: bool) -> None:
        circuit = self.document.circuit
        fragment = circuit.fragment(self.document.selection.nodes)
        if fragment.nodes:
            copied, ids = copies(fragment, circuit, shift=(PASTE_SHIFT, PASTE_SHIFT), feeding=feeding)
            if self.document.do(add_fragment(copied), title):
                self.document.select(ids.values())

    def copy(self) -> None:
        """Puts the selected nodes on the clipboard as text."""
        from circuitgrad.formats.circuit_json import fragment_to_text

        fragment = self.document.circuit.fragment(self.document.selection.nodes)
        if fragment.nodes:
            QGuiApplication.clipboard().setText(fragment_to_text(fragment))

    def cut(self) -> None:
        """Puts the selected nodes on the clipboard and deletes them."""
        if self.document.selection.nodes:
            self.copy()
            self.document.do(remove(self._selected_ids()), text("Cut"))

    def paste(self) -> None:
        """Adds what is on the clipboard: nodes that were copied, or the circuit of a formula."""
        from circuitgrad.formats.circuit_json import fragment_from_text

        content = QGuiApplication.clipboard().text().strip()
        if not content:
            return
        if not content.startswith("{"):
            self.add_formula(content)
            return
        try:
            fragment = fragment_from_text(content)
        except CircuitError as error:
            self.document.refused.emit(error)
            return
        copied, ids = copies(fragment, self.document.circuit, shift=(PASTE_SHIFT, PASTE_SHIFT))
        if self.document.do(add_fragment(copied), text("Paste")):
            self.document.select(ids.values())

    # Changing

    def edit_value(self, typed: str | None = None) -> None:
        """Opens a field for the value of the selected input, or for the first constant of the selected operator."""
        self.document.settle()
        node = self._only_node()
        if node is None or not (node.is_leaf or node.constants):
            return
        number = node.value if node.is_leaf else node.constants[0]
        before = "" if number is None else plain_number(number)
        self.editor.open_on(
            self.canvas.node_items[node.id], before, lambda entered: self._set_number(node, entered), typed
        )

    def _set_number(self, node: Node, entered: str) -> bool:
        try:
            value = read_number(entered)
        except ValueError as error:
            self.document.refused.emit(ValueProblem("{reason}", [node.id], reason=error))
            return False
        edit = SetValue(node.id, value) if node.is_leaf else SetConstant(node.id, node.record.constants[0].name, value)
        return self.document.do(edit, text("Change value"))

    def rename(self) -> None:
        """Opens a field for the name of the selected node."""
        self.document.settle()
        node = self._only_node()
        if node is not None:
            item = self.canvas.node_items[node.id]
            self.editor.open_on(
                item, node.name, lambda entered: self.document.do(Rename(node.id, entered), text("Rename"))
            )

    def _only_node(self) -> Node | None:
        nodes = self.document.selection.nodes
        return self.document.circuit.node(next(iter(nodes))) if len(nodes) == 1 else None

    def set_role(self, role: Role) -> None:
        """Marks the selected inputs as parameter, data or constant."""
        leaves = [id for id in self._selected_ids() if self.document.circuit.node(id).is_leaf]
        if leaves:
            edit = Batch(tuple(SetRole(id, role) for id in leaves))
            self.document.do(
                edit, text("Mark as {role}").format(role=QCoreApplication.translate("operators", str(role)))
            )

    def choose_objective(self) -> None:
        """Makes the selected node the objective."""
        node = self._only_node()
        if node is not None:
            self.document.do(ChooseObjective(node.id), text("Choose objective"))

    def swap_inputs(self) -> None:
        """Swaps the first two inputs of each selected operator."""
        circuit = self.document.circuit
        ids = [id for id in self._selected_ids() if len(circuit.incoming(id)) and circuit.node(id).record.has_port(1)]
        if ids:
            self.document.do(Batch(tuple(swap_inputs(circuit, id) for id in ids)), text("Swap inputs"))

    def replace_selected(self, operator: str) -> None:
        """Makes the selected operator another one and keeps its wires."""
        node = self._only_node()
        if node is None:
            return
        try:
            edit = replace_operator(self.document.circuit, node.id, operator)
        except CircuitError as error:
            self.document.refused.emit(error)
            return
        self.document.do(edit, text("Replace operator"))

    # Places

    def nudge_places(self, dx: float, dy: float) -> None:
        """Moves the selected nodes a little."""
        circuit = self.document.circuit
        ids = self._selected_ids()
        if ids:
            places = ((id, circuit.node(id).position) for id in ids)
            self.document.do(Move(tuple((id, (x + dx, y + dy)) for id, (x, y) in places)), text("Move"))

    def tidy(self) -> None:
        """Lays out the selected nodes, or all where fewer than two are selected; they glide to their places."""
        from circuitgrad.layout.tidy import tidy

        circuit, chosen = self.document.circuit, self.document.selection.nodes
        places = tidy(circuit, chosen if len(chosen) > 1 else None)
        moved = {id: place for id, place in places.items() if circuit.node(id).position != place}
        if not moved:
            return
        before = {id: QPointF(*circuit.node(id).position) for id in moved}
        if self.document.do(Move(tuple(moved.items())), text("Tidy")):
            self.document.settle()
            self.glide_from(before)

    def glide_from(self, before: dict[str, QPointF]) -> None:
        """Lets nodes glide from these places; the view does it."""
        raise NotImplementedError

    # The menu at the pointer

    def fill_menu(self, menu: QMenu) -> None:
        """Fills the menu that a right-click opens for what is selected."""
        node = self._only_node()
        if node is None and not self.document.selection:
            menu.addAction(text("Select all"), self.select_all)
            menu.addAction(text("Paste"), self.paste)
            menu.addAction(text("Tidy"), self.tidy)
            return
        if node is not None:
            self._fill_for_node(menu, node)
        menu.addAction(text("Duplicate"), self.duplicate)
        menu.addAction(text("Delete"), self.delete_selection)

    def _fill_for_node(self, menu: QMenu, node: Node) -> None:
        menu.addAction(text("Rename"), self.rename)
        if node.is_leaf:
            menu.addAction(text("Change value"), self.edit_value)
            for role in Role:
                title = text("Mark as {role}").format(role=QCoreApplication.translate("operators", str(role)))
                action = menu.addAction(title, partial(self.set_role, role))
                action.setCheckable(True)
                action.setChecked(node.role is role)
        else:
            self._fill_replacements(menu.addMenu(text("Replace by")), node)
            if node.record.has_port(1):
                menu.addAction(text("Swap inputs"), self.swap_inputs)
        menu.addAction(text("Make it the objective"), self.choose_objective)
        menu.addSeparator()

    def can_replace(self, node: Node, other: Operator) -> bool:
        """Whether another operator can stand in for a node's and keep its wires."""
        wired = max((wire.port for wire in self.document.circuit.incoming(node.id)), default=0)
        return not other.is_leaf and other.has_port(wired) and other.name != node.operator

    def _fill_replacements(self, menu: QMenu, node: Node) -> None:
        """The operators that can take this one's wires, by category."""
        fitting = [other for other in OPERATORS.values() if self.can_replace(node, other)]
        for category in dict.fromkeys(other.category for other in fitting):
            submenu = menu.addMenu(QCoreApplication.translate("operators", str(category)))
            for other in fitting:
                if other.category == category:
                    title = QCoreApplication.translate("operators", other.title)
                    submenu.addAction(title, partial(self.replace_selected, other.name))


def _title(node: Node) -> str:
    return QCoreApplication.translate("operators", node.record.title)
