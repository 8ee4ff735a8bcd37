"""The maths panel: what a textbook says of the selected node, typeset, and the derivative by an input as a formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from circuitgrad.circuit import Node
from circuitgrad.errors import CircuitError, ObjectiveError
from circuitgrad.formats.node_maths import Equation, NodeMaths, node_maths
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.document import Document
from circuitgrad.gui.messages import operator_text, sentence
from circuitgrad.gui.names import node_name, pretty_name
from circuitgrad.gui.panels.maths_section import MathsSection, SimplifyRow
from circuitgrad.gui.panels.maths_work import Told, Wanted, as_told, derivative_by_input, objective_formula
from circuitgrad.gui.panels.panel import LazyRefresh, label, scrolled, show_text
from circuitgrad.gui.panels.pass_hint import objective_id, pass_hint
from circuitgrad.gui.theme import Theme
from circuitgrad.gui.what_if.copies import Copies, Copy
from circuitgrad.gui.what_if.newest import Newest

ALL_DIGITS: Final = 17
MOST_NODES: Final = 5_000
"""A larger circuit is not copied for a formula that nobody could read."""


class MathsPanel(LazyRefresh):
    """Shows the selected node as mathematics; without one the objective's formula.

    What is said of a node alone is there at once. Formulas of the whole circuit are worked out beside the window.
    """

    CALM = 60

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, parent)
        self.setObjectName("maths")
        self.newest, self.simplifier = Newest(self), Newest(self)
        self._copies = Copies(document, self)
        self._title = label("maths_title", heading=True, wrap=True)
        self._hint = label("maths_hint", soft=True, wrap=True)
        self.formula = MathsSection("maths_formula", "", theme)
        self.shorter = MathsSection("maths_shorter", self.tr("Simplified by SymPy"), theme)
        self.simplify = SimplifyRow(self)
        self.values = MathsSection("maths_values", self.tr("By the formula, and by differences"), theme)
        self.rule = MathsSection("maths_rule", self.tr("Rule"), theme)
        self.local = MathsSection("maths_local", self.tr("Local derivatives"), theme)
        self.chain = MathsSection("maths_chain", self.tr("Chain rule: upstream × local"), theme)
        self.total = MathsSection("maths_total", self.tr("Its gradient: the sum over the wires out of it"), theme)
        self.sections = (self.formula, self.shorter, self.values, self.rule, self.local, self.chain, self.total)
        column = scrolled(self)
        for part in (self._title, self.formula, self.simplify, *self.sections[1:], self._hint):
            column.addWidget(part)
        column.addStretch(1)
        self._derivative: Told | None = None
        self._derivative_of: tuple[Copy, str, str] | None = None
        self._formula_of: tuple[Copy, str, int] | None = None
        self.simplify.asked.connect(self._simplify)
        self.simplify.stopped.connect(self._stop_simplifying)
        document.reset.connect(self.stop)
        self.follow(selection=True)

    def stop(self) -> None:
        """Gives up what is worked out."""
        self.newest.stop()
        self._formula_of = None
        self._forget_derivative()

    # Simplifying

    def _forget_derivative(self) -> None:
        self._derivative = None
        self._stop_simplifying()
        self.simplify.hide()
        self.shorter.show_equations(())

    def _stop_simplifying(self) -> None:
        self.simplifier.stop()
        self.simplify.set_busy(False)

    def _simplify(self) -> None:
        told = self._derivative
        if told is None or told.found is None:
            return
        found, digits = told.found, self.digits
        self.simplify.set_busy(True)
        self.shorter.show_equations(())
        self.simplifier.ask(
            lambda goes_on: as_told(found.simplified(goes_on), digits), self._show_shorter, self._refuse_shorter
        )

    def _show_shorter(self, told: Told) -> None:
        self.simplify.set_busy(False)
        before = None if self._derivative is None else self._derivative.copied
        same = self.tr("SymPy finds nothing shorter.")
        if told.copied == before:
            self.shorter.show_equations((), same)
        else:
            self.shorter.show_equations(told.equations, self._legend(told.equations), told.sympy, told.copied)

    def _refuse_shorter(self, error: CircuitError) -> None:
        self.simplify.set_busy(False)
        self.shorter.show_equations((), sentence(error))

    def refresh(self) -> None:
        """Shows what can be said at once, and asks for the rest."""
        for section in self.sections:
            section.set_theme(self.theme)
        nodes = self.document.selection.nodes
        node = self.document.circuit.nodes.get(next(iter(nodes))) if len(nodes) == 1 else None
        if node is None:
            self._show_nothing_of_a_node()
            self._ask_for_formula()
        else:
            self._formula_of = None
            self._show_node(node)
            self._ask_for_derivative(node)

    # What is said at once

    def _show_nothing_of_a_node(self) -> None:
        show_text(self._title, "")
        self._forget_derivative()
        for section in (self.values, self.rule, self.local, self.chain, self.total):
            section.show_equations(())
        empty = not len(self.document.circuit)
        select = self.tr("Select a node for its rule and the chain rule; an input for the derivative as one formula.")
        show_text(self._hint, "" if empty else select)

    def _show_node(self, node: Node) -> None:
        show_text(self._title, f"{node_name(node)}: {operator_text(node.record.title)}")
        seen = self.document.lenses.seen  # while the passes play, numbers appear here when they appear on the canvas
        run = self.document.run if seen.shows_value(node.id) else None
        objective = objective_id(self.document) if seen.shows_gradient(node.id) else None
        try:
            told, full = (
                node_maths(self.document.circuit, run, node.id, objective, digits, code=digits == ALL_DIGITS)
                for digits in (self.digits, ALL_DIGITS)
            )
        except CircuitError as error:
            told = full = NodeMaths()
            show_text(self._hint, sentence(error))
        else:
            show_text(self._hint, pass_hint(self.document))
        self.rule.show_equations((told.rule,), copied=(full.rule,))
        lines = (told.rule, *told.local_derivatives)
        self.local.show_equations(told.local_derivatives, self._legend(lines), copied=full.local_derivatives)
        self.chain.show_equations(told.chain, copied=full.chain)
        more = self.tr("{count} more are not shown.").format(count=told.left_out) if told.left_out else ""
        self.total.show_equations((told.total,), more, copied=(full.total,))

    def _legend(self, lines: Sequence[Equation | None]) -> str:
        """What the signs mean that not every reader knows."""
        text = " ".join(line.latex for line in lines if line is not None)
        signs = (
            (r"\left[", self.tr("[…] is 1 where the condition holds, else 0.")),
            (r"\Phi", self.tr("Φ and φ are the distribution function and the density of the normal distribution.")),
        )
        return " ".join(meaning for sign, meaning in signs if sign in text)

    # What is worked out beside the window

    def _structure(self) -> Copy | None:
        """The copy to work on; None for an empty circuit, and for one so large that nobody could read its formula."""
        return self._copies.structure() if len(self.document.circuit) <= MOST_NODES else None

    def _ask_for_formula(self) -> None:
        asked = self._structure()
        self.formula.set_title(self.tr("Formula of the objective"))
        if asked is None or self.document.objective is None:
            self.newest.stop()
            self._formula_of = None
            self.formula.show_equations((), self._no_objective())
            return
        objective, digits = self.document.circuit.node(self.document.objective).label, self.digits
        key = (asked, objective, digits)
        if key != self._formula_of:
            self._formula_of = key
            circuit = asked.circuit
            self.newest.ask(
                lambda _goes_on: objective_formula(circuit(), objective, digits), self._show_formula, self._refuse
            )

    def _no_objective(self) -> str:
        if len(self.document.circuit) > MOST_NODES:
            return self.tr("The circuit has more than {most} nodes: too many for a formula.").format(most=MOST_NODES)
        if not len(self.document.circuit):
            return self.tr("The circuit is empty. Drag an operator from the palette, or type a formula above.")
        try:
            self.document.circuit.find_objective()
        except ObjectiveError as error:
            return sentence(error)
        return ""

    def _ask_for_derivative(self, node: Node) -> None:
        asked, objective = self._structure(), self.document.objective
        if not node.is_leaf or node.is_literal or asked is None or objective is None or objective == node.id:
            self.newest.stop()
            self._forget_derivative()
            lacks = node.is_leaf and not node.is_literal and (asked is None or objective is None)
            self.formula.set_title(self.tr("Derivative"))
            self.formula.show_equations((), self._no_objective() if lacks else "")
            self.values.show_equations(())
            return
        name = pretty_name(self.document.circuit.node(objective).label)
        title = self.tr("Derivative of {objective} by {input}").format(objective=name, input=node_name(node))
        self.formula.set_title(title)
        circuit, label = self.document.circuit, self.document.circuit.node(objective).label
        values = {each.label: each.value for each in circuit.inputs() if each.value is not None}
        run = self.document.run if self.document.lenses.seen.shows_gradient(node.id) else None
        wanted = Wanted(node.id, node.label, label, values, run, self.digits)
        key, copy = (asked, node.id, label), asked.circuit
        known = self._derivative.found if self._derivative is not None and key == self._derivative_of else None
        self._derivative_of = key
        self.newest.ask(
            lambda goes_on: derivative_by_input(copy, wanted, known, goes_on), self._show_derivative, self._refuse
        )

    def _show_formula(self, told: Told) -> None:
        self.formula.show_equations(told.equations, self._legend(told.equations), told.sympy, told.copied)

    def _show_derivative(self, told: Told) -> None:
        if self._derivative is None or told.copied != self._derivative.copied:
            self._forget_derivative()
        self._derivative = told
        self.simplify.show()
        self._show_formula(told)
        if not told.values:
            self.values.show_equations(())
            return
        self.values.show_equations(
            told.rows(self.digits),
            self.tr(
                "h = {h}: the difference took 2 forward passes for this input, and would take {count} for all. It is a"
                " number at this place alone; the formula holds everywhere, and one backward pass gives all gradients."
            ).format(h=short_number(told.step, 2), count=2 * len(self.document.circuit.inputs())),
        )

    def _refuse(self, error: CircuitError) -> None:
        self._forget_derivative()
        self.formula.show_equations((), sentence(error))
        self.values.show_equations(())
