"""From a circuit to the formula that the bar shows, and from a typed formula to the edit that draws it."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from circuitgrad.circuit import Circuit, Fragment, Node, edits
from circuitgrad.circuit.edits import Batch, ChooseObjective, Edit, PinBaseline
from circuitgrad.errors import CircuitError, FormulaError
from circuitgrad.frozen import frozen, replace
from circuitgrad.gui.messages import sentence

LONGEST = 2000
NEW_VALUE = 1.0


@frozen
class Shown:
    """What the bar shows: ``name =`` before the field, the text in it, and the hint where there is no text.

    A formula of several definitions names the objective itself: it stands whole in the field.
    """

    name: str
    text: str
    hint: str = ""


def shown_formula(circuit: Circuit) -> Shown:
    """The objective's formula on one line, or why there is none."""
    from circuitgrad.formats.notation import to_formula

    if not len(circuit):
        return Shown("", "", QCoreApplication.translate("formula_bar", "Type a formula, such as 2*(max(z, w) + x*y)"))
    try:
        objective = circuit.find_objective()
        formula = to_formula(circuit, longest=LONGEST)
    except CircuitError as error:
        return Shown("", "", sentence(error))
    text = "; ".join(line.strip() for line in formula.splitlines() if line.strip())
    beginning = f"{objective.name} = "
    if objective.name and ";" not in text and text.startswith(beginning):
        return Shown(objective.name, text.removeprefix(beginning))
    return Shown("", text)


def replacing_all(circuit: Circuit, text: str, name: str = "") -> Batch:
    """The edit that puts the circuit of a formula in the place of the present one.

    Inputs that keep their name keep role, hold, range and distribution, and their value where the text gives no other.
    A baseline that names no input any more is unpinned.

    Args:
        circuit: what is there now.
        text: the formula, definitions separated by ``;`` or newlines.
        name: what the objective is called where the text gives no names.

    Raises:
        FormulaError: the text cannot be read; it says where.
    """
    fragment = kept_inputs(_drawn(text, name).fragment(), circuit)
    steps: list[Edit] = [edits.remove(list(circuit.nodes)), edits.add_fragment(fragment)]
    if fragment.objective is not None:
        steps.append(ChooseObjective(fragment.objective))
    baseline = circuit.baseline
    if baseline is not None and not {node.id for node in fragment.nodes} & {id for id, _ in baseline.values}:
        steps.append(PinBaseline(None))  # it speaks of none of the inputs any more: nothing differs from it
    return Batch(tuple(steps))


def _drawn(text: str, name: str) -> Circuit:
    from circuitgrad.formats.formula import from_formula

    beginning = f"{name} = " if name and not re.search(rf"=|\b{re.escape(name)}\b", text) else ""
    try:
        return from_formula(beginning + text)
    except FormulaError as error:
        place = max(0, error.position - len(beginning))
        raise FormulaError(error.template, text, place, **error.fields) from None


def kept_inputs(fragment: Fragment, circuit: Circuit) -> Fragment:
    """The fragment, its inputs with what the circuit's inputs of the same name have: role, hold, range, distribution,
    and where the text gave none, value.

    Inputs that are new and were given no value get 1.

    Example:
        >>> w = Node.new("input", id="a", name="w", value=2.0)
        >>> drawn = Fragment((Node.new("input", id="w"),))
        >>> kept_inputs(drawn, Circuit(Fragment((w,)))).nodes[0].value
        2.0
    """
    known = {node.label: node for node in circuit.inputs()}
    return replace(fragment, nodes=tuple(_kept(node, known.get(node.label)) for node in fragment.nodes))


def _kept(node: Node, before: Node | None) -> Node:
    if not node.is_leaf:
        return node
    if before is None or node.is_literal or node.operator != before.operator:
        return replace(node, value=NEW_VALUE if node.value is None else node.value)
    value = before.value if node.value is None else node.value
    return replace(node, value=value, role=before.role, held=before.held, range=before.range, spread=before.spread)
