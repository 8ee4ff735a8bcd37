"""The toolbar's choice of the objective."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget, QWidgetAction

from circuitgrad.circuit import Node
from circuitgrad.circuit.edits import ChooseObjective
from circuitgrad.gui.document import Document
from circuitgrad.gui.messages import operator_text
from circuitgrad.gui.names import node_name
from circuitgrad.gui.panels.panel import label
from circuitgrad.gui.panels.pass_hint import objective_name

MOST_ENTRIES = 40
LONGEST_NAME = 120
"""Pixels of the objective's name, before it is elided."""


class ObjectivePicker(QToolButton):
    """A button "Objective f ▾" whose menu lists the outputs first, then the other operators."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("objective_picker")
        self.setProperty("flat", True)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setStyleSheet("QToolButton::menu-indicator { image: none; width: 0; }")
        self.setToolTip(self.tr("The node whose gradients are computed"))
        self._document = document
        self._menu = QMenu(self)
        self._menu.setObjectName("objective_menu")
        self._menu.aboutToShow.connect(self.fill)
        self.setMenu(self._menu)
        document.reset.connect(self.refresh)
        document.evaluated.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Shows the objective of now."""
        name = objective_name(self._document)
        empty = not len(self._document.circuit)
        self.setEnabled(not empty)
        short = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, LONGEST_NAME)
        text = self._text(short, empty)
        if text != self.text():
            self.setText(text)
        self.setAccessibleName(self._text(name, empty).removesuffix(" ▾"))

    def _text(self, name: str, empty: bool) -> str:
        if name:
            return self.tr("Objective {name} ▾").format(name=name)
        return self.tr("No objective ▾") if empty else self.tr("Choose the objective ▾")

    def fill(self) -> None:
        """Lists what can be chosen now."""
        self._menu.clear()
        circuit = self._document.circuit
        sinks = circuit.sinks()
        among = {node.id for node in sinks}
        others = [node for node in circuit.nodes.values() if not node.is_leaf and node.id not in among]
        automatic = self._add(self.tr("The only output"), None, circuit.objective is None)
        automatic.setEnabled(len(sinks) == 1)
        self._add_all(self.tr("Outputs"), sinks)
        self._add_all(self.tr("Other operators"), others)

    def _add_all(self, title: str, nodes: list[Node]) -> None:
        if not nodes:
            return
        self._add_heading(title)
        for node in nodes[:MOST_ENTRIES]:
            text = self.tr("{name}   {operator}").format(
                name=node_name(node), operator=operator_text(node.record.title)
            )
            self._add(text.replace("&", "&&"), node.id, self._document.circuit.objective == node.id)
        if len(nodes) > MOST_ENTRIES:
            rest = self.tr("… and {count} more: select a node and choose it in the inspector")
            self._menu.addAction(rest.format(count=len(nodes) - MOST_ENTRIES)).setEnabled(False)

    def _add_heading(self, title: str) -> None:
        """A line of its own: the titles of Qt's sections are not painted where a stylesheet paints the menu."""
        if not self._menu.isEmpty():
            self._menu.addSeparator()
        shown = label("objective_heading", heading=True)
        shown.setText(title)
        shown.setContentsMargins(16, 4, 16, 2)
        heading = QWidgetAction(self._menu)
        heading.setText(title)
        heading.setEnabled(False)
        heading.setDefaultWidget(shown)
        self._menu.addAction(heading)

    def _add(self, text: str, id: str | None, chosen: bool) -> QAction:
        action = self._menu.addAction(text)
        action.setObjectName(f"objective_{id}" if id is not None else "objective_automatic")
        action.setCheckable(True)
        action.setChecked(chosen)
        action.triggered.connect(partial(self._choose, id))
        return action

    def _choose(self, id: str | None) -> None:
        if id != self._document.circuit.objective and (id is None or id in self._document.circuit):
            self._document.do(ChooseObjective(id), self.tr("Choose the objective"))
