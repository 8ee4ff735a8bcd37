"""What a move of each input costs: a number for each, in two columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from circuitgrad.circuit import Node
from circuitgrad.gui.document import Document
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.fields import NumberField
from circuitgrad.gui.panels.panel import GAP, label, show_if
from circuitgrad.gui.panels.refusals import tell_refusals

COLUMNS: Final = 2
MOST: Final = 24
"""So many inputs can be weighted here; the command line weights any number."""
NAME: Final = 72
FIELD: Final = 72


class Weights(QWidget):
    """A field for each input; a move of an input costs 1 for each unit until somebody says otherwise."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.setObjectName("goal_weights")
        self._given: dict[str, float] = {}
        self._nodes: tuple[Node, ...] = ()
        self._cells: list[tuple[QLabel, NumberField]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(GAP // 2)
        self._grid.setColumnStretch(2 * COLUMNS, 1)

    def show_inputs(self, nodes: Sequence[Node]) -> None:
        """Shows a field for each of these inputs."""
        self._nodes = tuple(nodes[:MOST])
        while len(self._cells) < len(self._nodes):
            self._add_cell()
        for place, (name, field) in enumerate(self._cells):
            for part in (name, field):
                show_if(part, place < len(self._nodes))
            if place < len(self._nodes):
                self._show_cell(self._nodes[place], name, field)

    def by_label(self) -> dict[str, float]:
        """The weights of the inputs that are shown, by what people call them."""
        return {node.label: self._given.get(node.id, 1.0) for node in self._nodes}

    def _show_cell(self, node: Node, name: QLabel, field: NumberField) -> None:
        shown = pretty_name(node.label)
        name.setText(QFontMetrics(name.font()).elidedText(shown, Qt.TextElideMode.ElideRight, NAME))
        name.setToolTip(shown)
        field.setAccessibleName(self.tr("What a move of {name} costs").format(name=shown))
        if not field.is_being_edited:
            field.show_number(self._given.get(node.id, 1.0), 3)

    def _add_cell(self) -> None:
        place = len(self._cells)
        name, field = label("goal_weight_name"), NumberField(f"goal_weight{place}", "", may_be_empty=False)
        font = name.font()
        font.setItalic(True)
        name.setFont(font)
        field.setFixedWidth(FIELD)
        tell_refusals(self._document, field)
        field.number_entered.connect(lambda number: self._enter(place, number))
        line, column = divmod(place, COLUMNS)
        self._grid.addWidget(name, line, 2 * column, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(field, line, 2 * column + 1)
        self._cells.append((name, field))

    def _enter(self, place: int, number: float) -> None:
        """One that is not above 0 is refused by the search, in a sentence that names its input."""
        self._given[self._nodes[place].id] = number
        self._cells[place][1].show_number(number, 3)
