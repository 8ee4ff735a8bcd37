"""Dead gradients: the inputs that cannot move the objective where they stand, what stops them, and what helps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from circuitgrad.analysis.dead import HELP, DeadInput
from circuitgrad.analysis.nudge import nudge
from circuitgrad.circuit.edits import SetValue
from circuitgrad.errors import CircuitError
from circuitgrad.formats.numbers import input_number
from circuitgrad.gui.document import Document
from circuitgrad.gui.fonts import STRONG
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.fields import NumberField
from circuitgrad.gui.panels.panel import GAP, label, row, show_if, show_text
from circuitgrad.gui.panels.problems import row_look
from circuitgrad.gui.panels.refusals import tell_refusals
from circuitgrad.gui.theme import Theme
from circuitgrad.gui.what_if.section import Section

MOST_ROWS: Final = 12
DIGITS: Final = 4
"""Of the value that wakes an input up: it is round where it can be."""
FIRST_SIZE: Final = 0.1
"""The standard deviation of the noise, in the inputs' own units, until somebody types another."""


class DeadSection(Section):
    """A row for each dead input, with its cure.

    Signals:
        chosen (str): the id of the node that stops a gradient.
    """

    chosen = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__("dead", QCoreApplication.translate("DeadSection", "Dead gradients"), document, parent)
        self._none = label("dead_none", soft=True, wrap=True)
        self.column.addWidget(self._none)
        self._rows_column = QVBoxLayout()
        self._rows_column.setSpacing(GAP)
        self.column.addLayout(self._rows_column)
        self.rows: list[DeadRow] = []
        self._more = label("dead_more", soft=True, wrap=True)
        self.column.addWidget(self._more)
        self._size_name = label("dead_size_name")
        self._size_name.setText(self.tr("Size of a nudge"))
        self._size = NumberField("dead_size", self.tr("Size of a nudge"), may_be_empty=False)
        self._size.show_number(FIRST_SIZE)
        self._size.number_entered.connect(lambda _: None)
        tell_refusals(document, self._size)
        self._size.setFixedWidth(96)
        self.column.addLayout(row(self._size_name, self._size))

    def show_dead(self, dead: Sequence[DeadInput], refusal: str = "") -> None:
        """Shows what is dead; where nothing is, one line."""
        shown = dead[:MOST_ROWS]
        while len(self.rows) < len(shown):
            made = DeadRow(self)
            made.chosen.connect(self.chosen)
            made.cured.connect(self._cure)
            self._rows_column.addWidget(made)
            self.rows.append(made)
        for place, each in enumerate(self.rows):
            if place < len(shown):
                each.show_input(shown[place], self.theme)
            show_if(each, place < len(shown))
        nothing = self.tr("Every input can move the objective.")
        show_text(self._none, refusal or ("" if shown else nothing))
        rest = len(dead) - len(shown)
        show_text(self._more, self.tr("… and {count} more.").format(count=rest) if rest > 0 else "")
        nudges = any(each.cure == "nudge" for each in shown)
        for widget in (self._size_name, self._size):
            show_if(widget, nudges)

    def _cure(self, dead: DeadInput) -> None:
        document = self.document
        if dead.id not in document.circuit:
            return
        if dead.cure == "jump" and dead.jump_to is not None:
            name = pretty_name(dead.label)
            document.do(SetValue(dead.id, dead.jump_to), self.tr("Wake up {name}").format(name=name))
            return
        try:
            edit = nudge(document.circuit, self._size.number or 0.0, seed=document.history.count())
        except CircuitError as error:
            document.refused.emit(error)
        else:
            document.do(edit, self.tr("Nudge the inputs"))


class DeadRow(QFrame):
    """What stops one input, and the button that helps.

    Signals:
        chosen (str): the row was clicked; the id of the node that stops it.
        cured (DeadInput): its cure was asked for.
    """

    chosen = Signal(str)
    cured = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problem")
        self._dead: DeadInput | None = None
        self._theme: Theme | None = None
        self._sentence = label("dead_sentence", wrap=True)
        self.cure = QPushButton()
        self.cure.setObjectName("dead_cure")
        self.cure.clicked.connect(partial(self._tell_cured))
        line = QHBoxLayout(self)
        line.setContentsMargins(GAP, GAP, GAP, GAP)
        line.setSpacing(GAP)
        line.addWidget(self._sentence, 1)
        line.addWidget(self.cure)
        self._no_cure = label("dead_no_cure")
        self._no_cure.setText(self.tr("Nothing helps:\nconstant"))
        font = self._no_cure.font()
        font.setWeight(STRONG)
        self._no_cure.setFont(font)
        line.addWidget(self._no_cure)

    @property
    def sentence(self) -> str:
        """What it says."""
        return self._sentence.text()

    def _tell_cured(self) -> None:
        if self._dead is not None:
            self.cured.emit(self._dead)

    def show_input(self, dead: DeadInput, theme: Theme) -> None:
        """Shows another input."""
        if theme is not self._theme:
            self._theme = theme
            self.setStyleSheet(row_look(theme))
        if dead == self._dead:
            return
        self._dead = dead
        name = pretty_name(dead.label)
        is_constant = dead.cure == "constant"
        sentence = dead.sentence.removesuffix(f" {HELP['constant']}") if is_constant else dead.sentence
        show_text(self._sentence, f"{name}: {sentence}".replace(" = ", "\u00a0=\u00a0"))
        self._no_cure.setToolTip(HELP["constant"] if is_constant else "")
        show_if(self._no_cure, is_constant)
        texts = {
            "nudge": self.tr("Nudge"),
            "jump": ""
            if dead.jump_to is None
            else self.tr("Set to {value}").format(value=input_number(dead.jump_to, DIGITS)),
            "constant": "",
        }
        text = texts[dead.cure]
        self.cure.setText(text)
        self.cure.setAccessibleDescription(dead.sentence)
        show_if(self.cure, bool(text) and not (dead.is_held and dead.cure == "jump"))

    def mousePressEvent(self, event: QEvent) -> None:  # noqa: N802
        """A click shows the node that stops it."""
        if self._dead is not None:
            self.chosen.emit(self._dead.stops_at)
        event.accept()
