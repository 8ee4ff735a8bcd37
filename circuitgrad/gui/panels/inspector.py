"""The inspector: what is selected, its numbers, and the chain rule with its real names and numbers."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from circuitgrad.gui.document import Document
from circuitgrad.gui.lens import node_numbers
from circuitgrad.gui.names import node_name
from circuitgrad.gui.panels.fields import NumberTable
from circuitgrad.gui.panels.inspector_node import NodePage
from circuitgrad.gui.panels.inspector_wire import WirePage
from circuitgrad.gui.panels.panel import GAP, LazyRefresh, label, scrolled
from circuitgrad.gui.theme import Theme

MOST_ROWS = 200


class InspectorPanel(LazyRefresh):
    """Shows one node, one wire, a table of several nodes, or a hint of what to do."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, parent)
        self.setObjectName("inspector")
        self.hint = label("inspector_hint", soft=True, wrap=True)
        self.node_page = NodePage(document)
        self.wire_page = WirePage(document)
        self.several_page = SeveralPage(document)
        column = scrolled(self)
        for page in (self.hint, self.node_page, self.wire_page, self.several_page):
            column.addWidget(page)
            page.hide()
        column.addStretch(1)
        document.reset.connect(self.node_page.forget)
        self.follow(selection=True)

    def refresh(self) -> None:
        """Shows the page for what is selected."""
        nodes, wires = self.document.selection.nodes, self.document.selection.wires
        if len(nodes) == 1:
            self.node_page.show_node(next(iter(nodes)), self.theme, self.digits)
            self._show(self.node_page)
        elif len(wires) == 1 and not nodes:
            self.wire_page.show_wire(next(iter(wires)), self.theme, self.digits)
            self._show(self.wire_page)
        elif nodes or wires:
            self.several_page.show_nodes(self.digits)
            self._show(self.several_page)
        else:
            self.hint.setText(self._hint())
            self._show(self.hint)

    def _show(self, shown: QWidget) -> None:
        for page in (self.hint, self.node_page, self.wire_page, self.several_page):
            if page is not shown:
                page.hide()
        shown.show()

    def _hint(self) -> str:
        if not len(self.document.circuit):
            return self.tr("The circuit is empty. Drag an operator from the palette, or type a formula above.")
        return self.tr("Select a node or a wire to see its value, its gradient and the chain rule behind it.")


class SeveralPage(QWidget):
    """How much is selected, and the nodes among it with their numbers."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._count = label("several_count", heading=True, wrap=True)
        headings = [self.tr("Node"), self.tr("Value"), self.tr("Gradient")]
        self._table = NumberTable("several_table", self.tr("Selected nodes"), headings)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self._count)
        column.addWidget(self._table)

    def show_nodes(self, digits: int) -> None:
        """Shows what is selected now."""
        selection, circuit, lens = self._document.selection, self._document.circuit, self._document.lenses.seen
        counts = self.tr("Selected nodes: {nodes}, wires: {wires}.")
        self._count.setText(counts.format(nodes=len(selection.nodes), wires=len(selection.wires)))
        chosen = [node for node in circuit.nodes.values() if node.id in selection.nodes][:MOST_ROWS]
        rows: list[list[str | float | None]] = [
            [node_name(node), *node_numbers(self._document.run, node.id, lens)] for node in chosen
        ]
        self._table.setVisible(bool(rows))
        self._table.show_rows(rows, digits)
