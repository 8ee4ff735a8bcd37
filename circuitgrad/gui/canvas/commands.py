"""What can be done on the canvas with what is selected: each a step of the history, none bound to a key here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from circuitgrad.circuit import Node
from circuitgrad.circuit.compose import delete_and_reconnect, replace_operator, set_held, swap_inputs
from circuitgrad.circuit.edits import Batch, ChooseObjective, Rename, SetConstant, SetRole, SetValue, remove
from circuitgrad.errors import CircuitError, ValueProblem
from circuitgrad.formats.numbers import plain_number, read_number
from circuitgrad.gui.canvas.adding import Adding
from circuitgrad.gui.canvas.copying import Copying
from circuitgrad.gui.canvas.marking import Marking
from circuitgrad.gui.canvas.on_canvas import text
from circuitgrad.gui.canvas.placing import Placing
from circuitgrad.gui.canvas.remarking import Remarking
from circuitgrad.operators import Operator, Role


class CanvasCommands(Adding, Copying, Placing, Marking, Remarking):
    """Commands of the canvas, mixed into the view."""

    # Removing

    def delete_selection(self) -> None:
        """Deletes the selected nodes and wires."""
        selection = self.document.selection
        if selection:
            self.document.do(remove(self.selected_ids(), selection.wires, selection.remarks), text("Delete"))

    def delete_and_reconnect(self) -> None:
        """Deletes the selected nodes and wires what was upstream to what was downstream."""
        if self.document.selection.nodes:
            self.document.do(
                delete_and_reconnect(self.document.circuit, self.selected_ids()), text("Delete and reconnect")
            )

    # Selecting

    def select_all(self) -> None:
        """Selects every node, frame and note."""
        circuit = self.document.circuit
        self.document.select(circuit.nodes, (), circuit.remarks)

    def select_upstream(self) -> None:
        """Adds to the selection all that the selected nodes depend on."""
        circuit = self.document.circuit
        self._spread_selection(lambda node: [wire.source for wire in circuit.incoming(node)])

    def select_downstream(self) -> None:
        """Adds to the selection all that depends on the selected nodes."""
        circuit = self.document.circuit
        self._spread_selection(lambda node: [wire.target for wire in circuit.outgoing(node)])

    def _spread_selection(self, neighbours: Callable[[str], list[str]]) -> None:
        chosen = set(self.selected_ids())
        waiting = list(chosen)
        while waiting:
            fresh = set(neighbours(waiting.pop())) - chosen
            chosen |= fresh
            waiting += fresh
        self.document.select(chosen)

    # Changing

    def edit_value(self, typed: str | None = None) -> None:
        """Opens a field for the value of the selected input, or for the first constant of the selected operator."""
        self.document.settle()
        node = self.only_node()
        if node is None or not (node.is_leaf or node.constants):
            return
        number = node.value if node.is_leaf else node.constants[0]
        before = "" if number is None else plain_number(number)
        item = self.canvas.node_items[node.id]
        self.editor.open_on(item, text("Value"), before, lambda entered: self.set_number(node, entered), typed)

    def type_number(self, typed: str) -> None:
        """A digit was typed: it begins the value of the selected input, or the answer to what is asked elsewhere."""
        node = self.only_node()
        if (node is not None and node.is_leaf) or not self.answer_selected(typed):
            self.edit_value(typed)

    def answer_or_edit(self) -> None:
        """Enter was pressed: what an exercise asks of the selection is answered, or else its value changed."""
        if not self.answer_selected():
            self.edit_value()

    def answer_selected(self, typed: str = "") -> bool:
        """Opens the field in which what an exercise asks of the selection is answered. Returns whether there is one."""
        return self.asking is not None and self.asking.open_selected(typed)

    def set_number(self, node: Node, entered: str) -> bool:
        """Gives an input the value, or an operator the first constant, that was typed. Returns whether it could."""
        try:
            value = read_number(entered)
        except ValueError as error:
            self.document.refused.emit(ValueProblem("{reason}", [node.id], reason=error))
            return False
        edit = SetValue(node.id, value) if node.is_leaf else SetConstant(node.id, node.record.constants[0].name, value)
        return self.document.do(edit, text("Change value"))

    def rename(self) -> None:
        """Opens a field for the name of the selected node, a frame's title or a note's text."""
        self.document.settle()
        node = self.only_node()
        if node is not None:
            item = self.canvas.node_items[node.id]
            self.editor.open_on(item, text("Name"), node.name, lambda entered: self.set_name(node, entered))
        else:
            self.edit_remark()

    def set_name(self, node: Node, entered: str) -> bool:
        """Gives a node the name that was typed. Returns whether it could."""
        return self.document.do(Rename(node.id, entered), text("Rename"))

    def set_role(self, role: Role) -> None:
        """Marks the selected inputs as parameter, data or constant."""
        leaves = [id for id in self.selected_ids() if self.document.circuit.node(id).is_leaf]
        if leaves:
            edit = Batch(tuple(SetRole(id, role) for id in leaves))
            self.document.do(
                edit, text("Mark as {role}").format(role=QCoreApplication.translate("operators", str(role)))
            )

    def toggle_hold(self) -> None:
        """Holds the selected inputs, or releases them where all are held."""
        circuit = self.document.circuit
        leaves = [id for id in self.selected_ids() if circuit.node(id).is_leaf]
        any_moves = any(circuit.node(id).may_move for id in leaves)
        edit = set_held(circuit, leaves, any_moves)
        if edit.edits:
            self.document.do(edit, text("Hold") if any_moves else text("Release"))

    def choose_objective(self) -> None:
        """Makes the selected node the objective."""
        node = self.only_node()
        if node is not None and self.document.circuit.objective != node.id:
            self.document.do(ChooseObjective(node.id), text("Choose objective"))

    def swap_inputs(self) -> None:
        """Swaps the first two inputs of each selected operator."""
        circuit = self.document.circuit
        ids = [id for id in self.selected_ids() if len(circuit.incoming(id)) and circuit.node(id).record.has_port(1)]
        if ids:
            self.document.do(Batch(tuple(swap_inputs(circuit, id) for id in ids)), text("Swap inputs"))

    def replace_selected(self, operator: str) -> None:
        """Makes the selected operator another one and keeps its wires."""
        node = self.only_node()
        if node is None:
            return
        try:
            edit = replace_operator(self.document.circuit, node.id, operator)
        except CircuitError as error:
            self.document.refused.emit(error)
            return
        self.document.do(edit, text("Replace operator"))

    def can_replace(self, node: Node, other: Operator) -> bool:
        """Whether another operator can stand in for a node's and keep its wires."""
        wired = max((wire.port for wire in self.document.circuit.incoming(node.id)), default=0)
        return not other.is_leaf and other.has_port(wired) and other.name != node.operator
