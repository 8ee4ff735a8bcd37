"""Sliders in the text of a lesson, an input a row, moved as in the inputs panel: one drag is one step."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from circuitgrad.circuit import Node
from circuitgrad.errors import CircuitError
from circuitgrad.formats.lessons.records import Sliders
from circuitgrad.gui.document import Document
from circuitgrad.gui.fonts import STRONG
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.fields import NumberField
from circuitgrad.gui.panels.moving import InputMoves
from circuitgrad.gui.panels.panel import GAP, label, show_if
from circuitgrad.gui.panels.slider import Slider
from circuitgrad.gui.theme import Theme
from circuitgrad.operators import Role

FIELD_WIDTH = 96


class SliderRows(QWidget):
    """The rows.

    Args:
        sliders: which inputs.
        document: whose inputs they are.
        moves: moves them.
    """

    def __init__(self, sliders: Sliders, document: Document, moves: InputMoves, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_sliders")
        self._document, self._moves = document, moves
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(GAP // 2)
        grid.setColumnStretch(1, 1)
        self.rows = [SliderRow(name, self, grid, place) for place, name in enumerate(sliders.labels)]

    def show_rows(self, theme: Theme, digits: int) -> None:
        """Shows where the inputs stand; a row whose input is not there is left out."""
        for shown in self.rows:
            shown.show_input(self.node(shown.input), theme, digits)

    def node(self, name: str) -> Node | None:
        """The input that people call this, None where it is not there."""
        try:
            node = self._document.circuit.find(name)
        except CircuitError:
            return None
        return node if node.is_leaf and node.role is not Role.CONSTANT else None

    def start(self, name: str) -> None:
        """A hand takes a slider."""
        node = self.node(name)
        if node is not None:
            self._moves.start(node.id, self._text(name))

    def drag(self, value: float) -> None:
        """The hand is at another value."""
        self._moves.move(value)

    def end(self, kept: bool) -> None:
        """The hand lets go."""
        self._moves.end(kept)

    def step_to(self, name: str, value: float) -> None:
        """A key asks for this value."""
        node = self.node(name)
        if node is not None:
            self._moves.step_to(node.id, value, self._text(name))

    def enter(self, name: str, value: float | None) -> None:
        """A value was typed."""
        node = self.node(name)
        if node is not None:
            self._moves.enter(node.id, value, self.tr("Change the value of {name}").format(name=pretty_name(name)))
            self._document.settle()

    def _text(self, name: str) -> str:
        return self.tr("Move {name}").format(name=pretty_name(name))


class SliderRow:
    """Name, slider and number of one input, in a row of the grid."""

    def __init__(self, name: str, rows: SliderRows, grid: QGridLayout, place: int) -> None:
        self.input, self._rows = name, rows
        shown = pretty_name(name)
        self.name = label("lesson_slider_name")
        self.name.setText(shown)
        font = self.name.font()
        font.setItalic(True)
        font.setWeight(STRONG)
        self.name.setFont(font)
        self.slider = Slider()
        self.slider.setAccessibleName(rows.tr("Slider of {name}").format(name=shown))
        self.field = NumberField("lesson_slider_value", rows.tr("Value of {name}").format(name=shown))
        self.field.setFixedWidth(FIELD_WIDTH)
        for column, widget in enumerate((self.name, self.slider, self.field)):
            grid.addWidget(widget, place, column, Qt.AlignmentFlag.AlignVCenter)
        self.slider.drag_started.connect(lambda: rows.start(name))
        self.slider.dragged.connect(rows.drag)
        self.slider.drag_ended.connect(rows.end)
        self.slider.stepped.connect(lambda value: rows.step_to(name, value))
        self.field.number_entered.connect(lambda value: rows.enter(name, value))

    def show_input(self, node: Node | None, theme: Theme, digits: int) -> None:
        """Shows where the input stands."""
        for widget in (self.name, self.slider, self.field):
            show_if(widget, node is not None)
        if node is not None:
            self.slider.show_value(self._rows._document.ranges.of(node), node.value, None, theme)
            self.field.show_number(node.value, digits)
