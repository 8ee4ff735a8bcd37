"""The inspector's page for a node."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from circuitgrad.circuit import Node
from circuitgrad.circuit.edits import ChooseObjective, Rename
from circuitgrad.engine import effect
from circuitgrad.errors import CircuitError
from circuitgrad.gui.document import Document
from circuitgrad.gui.lens import node_numbers
from circuitgrad.gui.messages import operator_text, sentence
from circuitgrad.gui.names import node_name
from circuitgrad.gui.panels.chain_rule import MOST_TERMS, Term, chain_lines, paragraphs, sum_line, term_of
from circuitgrad.gui.panels.fields import NumberLabel, NumberTable, TextField
from circuitgrad.gui.panels.inspector_settings import NodeSettings
from circuitgrad.gui.panels.panel import GAP, hairline, label, row, selectable, show_text, stack
from circuitgrad.gui.panels.pass_hint import objective_id, objective_name, pass_hint
from circuitgrad.gui.theme import Theme

MOST_ROWS = 200


class NodePage(QWidget):
    """A node's name, what it computes, its own numbers, its results and the chain rule at its wires."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._id: str | None = None
        self._name = TextField("node_name", self.tr("Name"))
        self._operator = label("node_operator", heading=True, wrap=True)
        self._help = label("node_help", soft=True, wrap=True)
        self._error = label("node_error", wrap=True)
        self._settings = NodeSettings(document, self._error)
        self._value, self._gradient = NumberLabel("node_value"), NumberLabel("node_gradient")
        self._effect = label("node_effect", wrap=True)
        self._objective = QPushButton()
        self._objective.setObjectName("node_objective")
        self._sum_title, self._sum = self._rich("node_sum_title", heading=True), self._rich("node_sum")
        headings = [self.tr("Input"), self.tr("From"), self.tr("Value"), self.tr("Local"), self.tr("Gradient")]
        self._inputs = NumberTable("node_inputs", self.tr("Inputs of the node"), headings)
        self._chain_title, self._chain = self._rich("node_chain_title", heading=True), self._rich("node_chain")
        self._hint = label("node_hint", soft=True, wrap=True)
        self._lay_out()
        self._name.entered.connect(self._rename)
        self._name.refused.connect(self._show_error)
        self._objective.clicked.connect(self._choose_objective)

    def _rich(self, name: str, *, heading: bool = False) -> QLabel:
        made = selectable(label(name, heading=heading, wrap=True))
        made.setTextFormat(Qt.TextFormat.RichText)
        return made

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        stack(column, self._name, self._operator, self._help, self._settings, self._error)
        column.addLayout(self._results())
        column.addWidget(self._effect)
        column.addLayout(row(self._objective))
        self._line = hairline()
        stack(column, self._hint, self._line, self._sum_title, self._sum, self._inputs, self._chain_title, self._chain)

    def _results(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(2 * GAP)
        form.setVerticalSpacing(GAP // 2)
        for title, number in ((self.tr("Value"), self._value), (self.tr("Gradient"), self._gradient)):
            heading = label(f"{number.objectName()}_title", soft=True)
            heading.setText(title)
            number.setAccessibleName(title)
            form.addRow(heading, number)
        self._form = form
        return form

    def forget(self) -> None:
        """Forgets what was typed: another circuit is open."""
        self._id = None

    def show_node(self, id: str, theme: Theme, digits: int) -> None:
        """Shows this node of the circuit."""
        node = self._document.circuit.node(id)
        if id != self._id:
            self._id = id
            self._name.forget()
            self._settings.forget()
            self._show_error("")
        self._error.setStyleSheet(f"color: {theme.lowers}")
        self._name.show_text(node.name)
        self._name.setPlaceholderText(node_name(node))
        show_text(self._operator, operator_text(node.record.title))
        show_text(self._help, operator_text(node.record.help))
        self._settings.show_node(node)
        self._show_results(node, theme, digits)
        self._show_objective(id)
        self._show_sum(node, theme, digits)
        self._show_inputs(node, theme, digits)
        show_text(self._hint, pass_hint(self._document))
        self._line.setVisible(self._sum.isVisibleTo(self) or self._inputs.isVisibleTo(self))

    def _show_results(self, node: Node, theme: Theme, digits: int) -> None:
        value, gradient = self._numbers(node.id)
        self._value.show_number(value, digits)
        self._gradient.show_number(gradient, digits)
        self._value.show_color(theme.value)
        self._gradient.show_color(theme.gradient)
        self._form.setRowVisible(self._value, not node.is_leaf)
        self._show_effect(node, gradient, theme)

    def _numbers(self, id: str) -> tuple[float | None, float | None]:
        """Value and gradient, as far as they are there and may be read."""
        return node_numbers(self._document.run, id, self._document.lenses.seen)

    def _show_effect(self, node: Node, gradient: float | None, theme: Theme) -> None:
        name, objective = node_name(node), objective_name(self._document)
        if gradient is None or not objective or node.id == objective_id(self._document):
            show_text(self._effect, "")
            return
        told = effect(gradient)
        texts = {
            "raises": self.tr("▲ Raising {name} raises {objective}."),
            "lowers": self.tr("▼ Raising {name} lowers {objective}."),
            "none": self.tr("Moving {name} a little does not move {objective}."),
            "undefined": self.tr("What moving {name} does to {objective} cannot be told: the gradient is no number."),
        }
        colors = {"raises": theme.raises, "lowers": theme.lowers, "none": theme.soft_ink}
        colors["undefined"] = theme.warning_ink
        self._effect.setStyleSheet(f"color: {colors[told]}")
        show_text(self._effect, texts[told].format(name=name, objective=objective))

    def _show_objective(self, id: str) -> None:
        is_it = objective_id(self._document) == id
        self._objective.setEnabled(not is_it)
        self._objective.setText(self.tr("It is the objective") if is_it else self.tr("Make it the objective"))

    def _show_sum(self, node: Node, theme: Theme, digits: int) -> None:
        circuit, run, objective = self._document.circuit, self._document.run, objective_name(self._document)
        wires = circuit.outgoing(node.id)
        lens, gradient = self._document.lenses.seen, self._numbers(node.id)[1]
        if (
            len(wires) < 2
            or gradient is None
            or not all(map(lens.shows_flow, wires))
            or not objective
            or node.id == objective_id(self._document)
        ):
            show_text(self._sum_title, "")
            show_text(self._sum, "")
            return
        terms = [term_of(circuit, run, wire, lens) for wire in wires[: MOST_TERMS + 1]]
        total = sum_line(terms, gradient, node_name(node), objective, theme, digits)
        blocks = [total, *("<br>".join(chain_lines(term, objective, theme, digits)[:2]) for term in terms[:MOST_TERMS])]
        show_text(self._sum_title, self.tr("Sum over {count} wires").format(count=len(wires)))
        show_text(self._sum, paragraphs(blocks))

    def _show_inputs(self, node: Node, theme: Theme, digits: int) -> None:
        circuit, run, lens = self._document.circuit, self._document.run, self._document.lenses.seen
        terms = [term_of(circuit, run, wire, lens) for wire in circuit.incoming(node.id)[:MOST_ROWS]]
        self._inputs.setVisible(bool(terms))
        self._inputs.show_rows(
            [[term.port, term.source, term.value, term.local, term.gradient] for term in terms], digits
        )
        self._show_chain(terms, theme, digits)

    def _show_chain(self, terms: Sequence[Term], theme: Theme, digits: int) -> None:
        objective = objective_name(self._document)
        blocks = (
            ["<br>".join(chain_lines(term, objective, theme, digits)) for term in terms[:MOST_TERMS]]
            if objective
            else []
        )
        if len(terms) > MOST_TERMS and blocks:
            blocks.append(self.tr("… and so on for the other inputs."))
        show_text(self._chain_title, self.tr("Chain rule: upstream × local") if blocks else "")
        show_text(self._chain, paragraphs(blocks))

    def _show_error(self, why: str) -> None:
        show_text(self._error, why)

    def _rename(self, text: str) -> None:
        if self._id is None or self._id not in self._document.circuit:
            return
        name = text.strip()
        try:
            if name:
                self._document.circuit.check_label(name, self._id)
        except CircuitError as error:
            self._name.refuse(sentence(error))
            return
        if name != self._document.circuit.node(self._id).name:
            self._document.do(Rename(self._id, name), self.tr("Rename"))
        self._name.show_text(self._document.circuit.node(self._id).name)

    def _choose_objective(self) -> None:
        if self._id is not None and self._id in self._document.circuit:
            self._document.do(ChooseObjective(self._id), self.tr("Choose the objective"))
