"""A list from which the node is chosen whose surface a sweep over two inputs shows."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from circuitgrad.circuit import Node
from circuitgrad.gui.document import Document
from circuitgrad.gui.names import node_name
from circuitgrad.gui.panels.choice import Choice
from circuitgrad.gui.what_if.node_menu import MOST_ENTRIES, NodeMenu, described


class SurfaceChoice(Choice):
    """A surface is that of one node: the objective, one of those with curves of their own, or any other operator.

    Args:
        document: whose nodes.
        menu: knows which nodes have curves; they stand first.
    """

    def __init__(self, document: Document, menu: NodeMenu, parent: QWidget | None = None) -> None:
        super().__init__("sweep_surface", "", parent)
        self.setAccessibleName(self.tr("Node whose surface is shown"))
        self.setToolTip(self.tr("Which node the picture shows; nodes that are selected on the canvas stand first."))
        self._document, self._menu = document, menu
        self._listed: tuple[object, ...] = ()
        self._wanted = ""
        self.activated.connect(self._on_activated)

    def forget(self) -> None:
        """Shows the objective again: another circuit is open."""
        self._wanted, self._listed = "", ()

    @property
    def node(self) -> Node | None:
        """The node that is shown; None where there is no objective."""
        circuit, objective = self._document.circuit, self._document.objective
        if self._wanted in circuit and not circuit.node(self._wanted).is_leaf:
            return circuit.node(self._wanted)
        return None if objective is None else circuit.node(objective)

    def refresh(self, structure: object) -> None:
        """Lists the nodes of now.

        Args:
            structure: another object where there may be other nodes, or other names.
        """
        first = [node.id for node in self._menu.nodes]
        listed = (structure, self._document.objective, *first)
        if listed == self._listed:
            return
        self._listed = listed
        self.clear()
        circuit, objective = self._document.circuit, self._document.objective
        if objective is None:
            return
        self.addItem(node_name(circuit.node(objective)), "")
        for id in first:
            self.addItem(described(circuit.node(id)), id)
        rest = [node for node in self._menu.others if node.id not in first][:MOST_ENTRIES]
        if self._wanted and self._wanted in circuit and self._wanted not in {*first, *(node.id for node in rest)}:
            rest.insert(0, circuit.node(self._wanted))
        if rest:
            self.insertSeparator(self.count())
        for node in rest:
            self.addItem(described(node), node.id)
        self.setCurrentIndex(max(0, self.findData(self._wanted)))

    def _on_activated(self, place: int) -> None:
        self._wanted = str(self.itemData(place) or "")
