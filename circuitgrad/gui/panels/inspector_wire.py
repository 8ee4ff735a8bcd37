"""The inspector's page for a wire."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from circuitgrad.circuit import Wire
from circuitgrad.gui.document import Document
from circuitgrad.gui.fonts import STRONG
from circuitgrad.gui.names import node_name
from circuitgrad.gui.panels.chain_rule import Term, chain_lines, paragraphs, term_of
from circuitgrad.gui.panels.fields import NumberLabel
from circuitgrad.gui.panels.panel import GAP, hairline, label, selectable, show_text, stack
from circuitgrad.gui.panels.pass_hint import objective_name, pass_hint
from circuitgrad.gui.theme import Theme


class WirePage(QWidget):
    """Where a wire goes, its value, and upstream × local = gradient."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._title = selectable(label("wire_title", wrap=True))
        self._port = label("wire_port", soft=True, wrap=True)
        names = ("wire_value", "wire_upstream", "wire_local", "wire_gradient")
        self._numbers = {name: NumberLabel(name) for name in names}
        self._formula = selectable(label("wire_formula", wrap=True))
        self._formula.setTextFormat(Qt.TextFormat.RichText)
        self._hint = label("wire_hint", soft=True, wrap=True)
        self._lay_out()

    def _lay_out(self) -> None:
        titles = (self.tr("Value"), self.tr("Upstream gradient"), self.tr("Local derivative"), self.tr("Gradient"))
        form = QFormLayout()
        form.setHorizontalSpacing(2 * GAP)
        form.setVerticalSpacing(GAP // 2)
        for title, number in zip(titles, self._numbers.values(), strict=True):
            heading = label(f"{number.objectName()}_title", soft=True)
            heading.setText(title)
            number.setAccessibleName(title)
            form.addRow(heading, number)
        self._line = hairline()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        stack(column, self._title, self._port)
        column.addLayout(form)
        stack(column, self._line, self._formula, self._hint)

    def show_wire(self, wire: Wire, theme: Theme, digits: int) -> None:
        """Shows this wire of the circuit."""
        circuit = self._document.circuit
        term = term_of(circuit, self._document.run, wire, self._document.lenses.seen)
        target = circuit.node(wire.target)
        show_text(self._title, f"{node_name(circuit.node(wire.source))} → {node_name(target)}")
        font = self._title.font()
        font.setWeight(STRONG)
        self._title.setFont(font)
        show_text(self._port, self.tr("Input {port} of {node}").format(port=term.port, node=term.target))
        self._show_numbers(term, theme, digits)
        name = objective_name(self._document)
        show_text(self._formula, paragraphs(["<br>".join(chain_lines(term, name, theme, digits))] if name else []))
        show_text(self._hint, pass_hint(self._document))

    def _show_numbers(self, term: Term, theme: Theme, digits: int) -> None:
        numbers = (term.value, term.upstream, term.local, term.gradient)
        colors = (theme.value, theme.gradient, theme.accent, theme.gradient)
        for shown, number, color in zip(self._numbers.values(), numbers, colors, strict=True):
            shown.show_number(number, digits)
            shown.show_color(color)
