"""A button that says which nodes a plot shows, and a menu in which they are chosen."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from circuitgrad.circuit import Node
from circuitgrad.gui.document import Document
from circuitgrad.gui.messages import operator_text
from circuitgrad.gui.names import node_name, pretty_name

MOST_ENTRIES: Final = 60
MOST_NODES: Final = 4
"""So many nodes beside the objective: more curves are no more told apart."""
LONGEST: Final = 96
"""Pixels of all names together, before they are elided."""


class NodeMenu(QToolButton):
    """A button "f, q ▾": the objective, the nodes that were ticked, and those that are selected on the canvas.

    Signals:
        chosen: other nodes are ticked.
    """

    chosen = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweep_nodes")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setStyleSheet("QToolButton::menu-indicator { image: none; width: 0; }")
        self.setToolTip(self.tr("Which nodes have a curve: tick some here, or select them on the canvas."))
        self._document = document
        self._ticked: list[str] = []
        self._menu = QMenu(self)
        self._menu.setObjectName("sweep_nodes_menu")
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self.fill)
        self.setMenu(self._menu)

    @property
    def nodes(self) -> list[Node]:
        """The nodes with curves of their own beside the objective: those that were ticked, then those selected."""
        document = self._document
        circuit = document.circuit
        self._ticked = [id for id in self._ticked if id in circuit]
        selected = sorted(id for id in document.selection.nodes if id in circuit)
        wanted = (circuit.node(id) for id in dict.fromkeys([*self._ticked, *selected]))
        return [node for node in wanted if not node.is_leaf and node.id != document.objective][:MOST_NODES]

    def refresh(self) -> None:
        """Shows the names of now."""
        objective = self._document.objective
        first = "" if objective is None else pretty_name(self._document.circuit.node(objective).label)
        names = ", ".join([first, *(pretty_name(node.label) for node in self.nodes)])
        text = f"{self.fontMetrics().elidedText(names, Qt.TextElideMode.ElideRight, LONGEST)} ▾"
        if text != self.text():
            self.setText(text)
        self.setAccessibleName(self.tr("Nodes that have a curve: {names}").format(names=names))

    def forget(self) -> None:
        """Forgets what was ticked: another circuit is open."""
        self._ticked.clear()

    @property
    def others(self) -> list[Node]:
        """All nodes that could be shown beside the objective: those that were ticked first, then those with a name."""
        circuit, objective = self._document.circuit, self._document.objective
        others = [node for node in circuit.nodes.values() if not node.is_leaf and node.id != objective]
        others.sort(key=lambda node: (node.id not in self._ticked, not node.name))
        return others

    def fill(self) -> None:
        """Lists what can be ticked now."""
        self._menu.clear()
        others = self.others
        for node in others[:MOST_ENTRIES]:
            action = self._menu.addAction(described(node).replace("&", "&&"))
            action.setObjectName(f"sweep_node_{node.id}")
            action.setCheckable(True)
            action.setChecked(node.id in self._ticked)
            action.setEnabled(node.id in self._ticked or len(self._ticked) < MOST_NODES)
            action.triggered.connect(partial(self._tick, node.id))
        if len(others) > MOST_ENTRIES:
            rest = self.tr("… and {count} more: select them on the canvas")
            self._menu.addAction(rest.format(count=len(others) - MOST_ENTRIES)).setEnabled(False)
        if not others:
            self._menu.addAction(self.tr("There is no other operator")).setEnabled(False)

    def _tick(self, id: str) -> None:
        """Ticks it, or takes its tick away."""
        if id in self._ticked:
            self._ticked.remove(id)
        else:
            self._ticked.append(id)
        self.refresh()
        self.chosen.emit()


def described(node: Node) -> str:
    """A node in a list of nodes: what people call it, and its operator."""
    title = operator_text(node.record.title)
    return QCoreApplication.translate("NodeMenu", "{name}   {operator}").format(name=node_name(node), operator=title)
