"""Adding the circuit of a formula to the one that is there."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, SignalInstance

from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.circuit.edits import Batch, Connect, SetValue
from circuitgrad.circuit.graft import graft
from circuitgrad.errors import CircuitError
from circuitgrad.formats.numbers import full_number
from circuitgrad.frozen import replace
from circuitgrad.gui.canvas.adding import FIRST_INPUT_VALUE
from circuitgrad.gui.canvas.nearby import nodes_in
from circuitgrad.gui.canvas.on_canvas import OnCanvas, operator_title, text
from circuitgrad.layout.geometry import ROW_GAP, snapped


class AddingFormula(OnCanvas):
    """The command that adds a formula."""

    said: SignalInstance
    """Something worth knowing about what was done, in the reader's language."""

    def add_formula(self, formula: str, spot: QPointF | None = None, into: tuple[str, int] | None = None) -> None:
        """Adds the circuit of a formula and selects it.

        Inputs that are there are used again, and get the value that the formula gives them, if it does.

        Args:
            formula: the formula.
            spot: where its middle goes; None for the middle of the view, or below everything if nodes stand there.
            into: the node and the input port that what it computes is wired to; None for none.
        """
        from circuitgrad.formats.formula import from_formula

        try:
            read = from_formula(formula)
            fragment, result = read.fragment(), None if into is None else read.find_objective().id
        except CircuitError as error:
            self.document.refused.emit(error)
            return
        circuit = self.document.circuit
        edit, ids = graft(_with_values(fragment), circuit, self._shift(fragment, spot))
        again = {node.id: id for node in fragment.nodes if node.id not in ids and (id := circuit.labelled(node.name))}
        given = _given(fragment, again, circuit)
        remarks = _remarks(fragment, ids, again, circuit)
        joints = [] if into is None or result is None else [Connect(Wire({**again, **ids}[result], *into))]
        if not ids and not given and not joints:
            self.document.select(again.values())  # nothing in it is new
            return
        values = (SetValue(id, value) for id, value in given.items())
        if self.document.do(Batch((edit, *joints, *values)), _step(fragment, ids)):
            self.document.select([*ids.values()] or [*again.values()])
            if remarks or given:
                self.said.emit(" ".join([*map(_value_remark, map(circuit.node, given)), *remarks]))

    def _shift(self, fragment: Fragment, spot: QPointF | None) -> tuple[float, float]:
        """How far the formula's circuit moves."""
        self.document.settle()
        xs, ys = ([node.position[axis] for node in fragment.nodes] for axis in (0, 1))
        area = QRectF(QPointF(min(xs), min(ys)), QPointF(max(xs), max(ys))).adjusted(-60, -40, 60, 40)
        place = self.middle() if spot is None else spot
        target = area.translated(place - area.center())
        if spot is None and nodes_in(self.canvas, target):
            target.moveTop(self.canvas.drawn_rect().bottom() + ROW_GAP)
        return snapped(target.left() - area.left()), snapped(target.top() - area.top())


def _step(fragment: Fragment, ids: Mapping[str, str]) -> str:
    """What the step is called: after the one node that is added, where it is one."""
    added = [node for node in fragment.nodes if node.id in ids]
    return text("Add {title}").format(title=operator_title(added[0])) if len(added) == 1 else text("Add formula")


def _with_values(fragment: Fragment) -> Fragment:
    """The same with a value for every input that the formula gives none."""
    return replace(fragment, nodes=tuple(map(_with_value, fragment.nodes)))


def _with_value(node: Node) -> Node:
    return replace(node, value=FIRST_INPUT_VALUE) if node.is_leaf and node.value is None else node


def _given(fragment: Fragment, again: Mapping[str, str], circuit: Circuit) -> dict[str, float]:
    """The new values of inputs that are used again, by their ids in the circuit."""
    values = {again[node.id]: node.value for node in fragment.nodes if node.id in again and node.value is not None}
    leaves = {id: value for id, value in values.items() if circuit.node(id).is_leaf}
    return {id: value for id, value in leaves.items() if circuit.node(id).value != value}


def _value_remark(node: Node) -> str:
    number = "" if node.value is None else full_number(node.value)
    return text("{name} was there already: its value is {number} now.").format(name=node.label, number=number)


def _remarks(fragment: Fragment, ids: Mapping[str, str], again: Mapping[str, str], circuit: Circuit) -> list[str]:
    """What turned out otherwise than the formula says."""
    remarks = []
    for node in fragment.nodes:
        if node.id in again and node.value is not None and not circuit.node(again[node.id]).is_leaf:
            template = text("{name} is computed here: the value that the formula gives it was left out.")
            remarks.append(template.format(name=node.name))
        elif node.id in ids and node.name and not circuit.is_label_free(node.name):
            template = text("{name} is taken here: what the formula calls so has got another name.")
            remarks.append(template.format(name=node.name))
    return remarks
