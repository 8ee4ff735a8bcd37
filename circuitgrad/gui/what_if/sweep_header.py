"""The line above a sweep: which nodes, over which inputs, and in words where the circuit stands."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from circuitgrad.circuit import Node
from circuitgrad.gui.document import Document
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.choice import Choice
from circuitgrad.gui.panels.line_label import LineLabel
from circuitgrad.gui.panels.panel import label, row, show_if
from circuitgrad.gui.panels.tick import Tick
from circuitgrad.gui.what_if.node_menu import NodeMenu
from circuitgrad.gui.what_if.surface_choice import SurfaceChoice
from circuitgrad.gui.what_if.sweeping import Axis

NARROW: Final = 72
"""Pixels of a picker where the window is narrow; elsewhere "nothing else" is seen whole."""


class SweepHeader(QWidget):
    """What is swept.

    Signals:
        chosen: another input, or other nodes.
    """

    chosen = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._inputs: list[tuple[str, str]] = []
        self.nodes = NodeMenu(document)
        self.surface = SurfaceChoice(document, self.nodes)
        self.surface.setVisible(False)
        self.first, self.second = Choice("sweep_first", self.tr("Input")), Choice("sweep_second", self.tr("And input"))
        over, also = label("sweep_over"), label("sweep_and")
        over.setText(self.tr("over"))
        also.setText(self.tr("and"))
        self.with_slope = Tick("sweep_slope", self.tr("Slope below"))
        self.with_slope.setChecked(True)
        self.export = QPushButton(self.tr("Export…"))
        self.export.setObjectName("sweep_export")
        self.told = LineLabel("sweep_told", soft=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        which = self.nodes, self.surface, over, self.first, also, self.second
        line = row(*which, self.told, self.with_slope, stretch=len(which))
        line.addWidget(self.export)
        column.addLayout(line)
        for choice, letters in ((self.first, 8), (self.second, 10), (self.surface, 8)):
            choice.setMinimumContentsLength(letters)
            choice.setMinimumWidth(NARROW)
            choice.activated.connect(lambda _: self.chosen.emit())
        self.nodes.chosen.connect(self.chosen)

    def show_inputs(self, inputs: list[Node]) -> None:
        """Lists what can be swept; a choice that can stay does."""
        self.nodes.refresh()
        self._list_inputs(inputs)

    def show_nodes(self, structure: object) -> None:
        """Offers the nodes that can be shown: several curves, or one surface.

        Args:
            structure: another object where there may be other nodes, or other names.
        """
        is_surface = len(self.axes) > 1
        if is_surface:
            self.surface.refresh(structure)
        show_if(self.surface, is_surface)
        show_if(self.nodes, not is_surface)

    def _list_inputs(self, inputs: list[Node]) -> None:
        listed = [(node.id, pretty_name(node.label)) for node in inputs]
        if listed == self._inputs:
            return
        before = self.first.currentData(), self.second.currentData()
        self._inputs = listed
        for choice in (self.first, self.second):
            choice.clear()
        self.second.addItem(self.tr("nothing else"), "")
        for id, name in listed:
            self.first.addItem(name, id)
            self.second.addItem(name, id)
        ids = [id for id, _ in listed]
        self.first.setCurrentIndex(ids.index(before[0]) if before[0] in ids else self._strongest(inputs))
        self.second.setCurrentIndex(ids.index(before[1]) + 1 if before[1] in ids else 0)

    def _strongest(self, inputs: list[Node]) -> int:
        """The place of the input that moves the objective most, of those that may move."""
        run = self._document.run
        gradients = {} if run is None else run.gradients
        ranked = [(node.may_move, abs(gradients.get(node.label, 0.0)), -place) for place, node in enumerate(inputs)]
        return -max(ranked)[2] if ranked else -1

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The input that is swept, or both."""
        circuit, ranges = self._document.circuit, self._document.ranges
        ids = dict.fromkeys(id for id in (self.first.currentData(), self.second.currentData()) if id)
        return tuple(Axis(id, circuit.node(id).label, ranges.of(circuit.node(id))) for id in ids if id in circuit)

    def forget(self) -> None:
        """Forgets which nodes were chosen: another circuit is open."""
        self.nodes.forget()
        self.surface.forget()

    def show_told(self, text: str) -> None:
        """Says where the circuit stands; what has no room ends in an ellipsis."""
        self.told.setText(text)
        if self.told.toolTip() != text:
            self.told.setToolTip(text)
