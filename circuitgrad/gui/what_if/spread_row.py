"""A row that says how one input scatters: a distribution and its numbers."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QGridLayout, QWidget

from circuitgrad.circuit import Node, Range, Spread
from circuitgrad.circuit.what_if import SPREADS
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.choice import Choice
from circuitgrad.gui.panels.fields import NumberField
from circuitgrad.gui.panels.panel import label, show_if

NAME: Final = 56
FIELD: Final = 58
DEVIATION: Final = 0.05
"""The standard deviation that is offered, as a share of the slider's range."""
FACTOR: Final = 1.2
KINDS: Final = (
    ("", str(QT_TRANSLATE_NOOP("SpreadRow", "fixed"))),
    ("normal", str(QT_TRANSLATE_NOOP("SpreadRow", "normal"))),
    ("uniform", str(QT_TRANSLATE_NOOP("SpreadRow", "uniform"))),
    ("triangular", str(QT_TRANSLATE_NOOP("SpreadRow", "triangular"))),
    ("lognormal", str(QT_TRANSLATE_NOOP("SpreadRow", "lognormal"))),
)


def first_spread(kind: str, value: float, own: Range) -> Spread:
    """The distribution that is offered for an input with this value and slider.

    Example:
        >>> first_spread("normal", 2.0, Range(-5.0, 5.0)), first_spread("triangular", 2.0, Range(-5.0, 5.0)).numbers
        (Spread(kind='normal', numbers=(2.0, 0.5)), (-5.0, 2.0, 5.0))
    """
    numbers = {
        "normal": (value, DEVIATION * (own.high - own.low)),
        "uniform": (own.low, own.high),
        "triangular": (own.low, own.clamped(value), own.high),
        "lognormal": (value if value > 0.0 else 1.0, FACTOR),
    }
    return Spread(kind, numbers[kind])


class SpreadRow(QWidget):
    """One input.

    Signals:
        chosen (str, object): the input with this id shall scatter so; None for not at all.
    """

    chosen = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._node: Node | None = None
        self._own = Range(0.0, 1.0)
        self._name = label("spread_name")
        self._name.setFixedWidth(NAME)
        font = self._name.font()
        font.setItalic(True)
        self._name.setFont(font)
        self.kind = Choice("spread_kind")
        for key, text in KINDS:
            self.kind.addItem(QCoreApplication.translate("SpreadRow", text), key)
        self.kind.activated.connect(lambda _: self._on_kind())
        self.fields = [NumberField(f"spread_number{i}", "", may_be_empty=False) for i in range(3)]
        self.titles = [label(f"spread_title{i}", soft=True) for i in range(3)]
        self.kind.setFixedWidth(112)
        small = QFont(self.font())
        small.setPixelSize(max(9, round(self.fontInfo().pixelSize() * 0.8)))
        for field, title in zip(self.fields, self.titles, strict=True):
            field.setFixedWidth(FIELD)
            field.number_entered.connect(lambda _: self._on_number())
            title.setFont(small)
            title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._lay_out()

    def _lay_out(self) -> None:
        """What a number is stands below its field."""
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(0)
        for column, widget in enumerate((self._name, self.kind, *self.fields)):
            grid.addWidget(widget, 0, column)
        for column, title in enumerate(self.titles, 2):
            grid.addWidget(title, 1, column)
        grid.setColumnStretch(5, 1)

    @property
    def is_being_edited(self) -> bool:
        """Whether somebody is at one of its numbers."""
        return any(field.is_being_edited for field in self.fields)

    def show_input(self, node: Node, own: Range, digits: int) -> None:
        """Shows how this input scatters."""
        self._node, self._own = node, own
        name = pretty_name(node.label)
        self._name.setText(QFontMetrics(self._name.font()).elidedText(name, Qt.TextElideMode.ElideRight, NAME))
        self._name.setToolTip(name)
        spread = node.spread
        self.kind.setCurrentIndex(self.kind.findData("" if spread is None else spread.kind))
        self.kind.setAccessibleName(self.tr("How {name} scatters").format(name=name))
        names = () if spread is None else SPREADS[spread.kind]
        numbers = () if spread is None else spread.numbers
        for place, (field, title) in enumerate(zip(self.fields, self.titles, strict=True)):
            show_if(field, place < len(names))
            show_if(title, place < len(names))
            if place < len(names):
                field.show_number(numbers[place], digits)
                field.setAccessibleName(f"{name}: {names[place]}")
                field.setPlaceholderText(names[place])
                title.setText(names[place])

    def _on_kind(self) -> None:
        node, kind = self._node, self.kind.currentData()
        if node is None:
            return
        if not kind:
            self.chosen.emit(node.id, None)
        elif node.spread is None or node.spread.kind != kind:
            self.chosen.emit(node.id, first_spread(kind, node.value or 0.0, self._own))

    def _on_number(self) -> None:
        node = self._node
        if node is None or node.spread is None:
            return
        count = len(SPREADS[node.spread.kind])
        numbers = [field.number for field in self.fields[:count]]
        if all(number is not None for number in numbers):
            chosen = Spread(node.spread.kind, tuple(number for number in numbers if number is not None))
            if chosen != node.spread:
                self.chosen.emit(node.id, chosen)
