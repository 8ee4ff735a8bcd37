"""What is asked of a search: the goal, how moves are measured, another node with a fixed value, whether to step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from circuitgrad.circuit import Circuit, Node
from circuitgrad.gui.document import Document
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.choice import Choice
from circuitgrad.gui.panels.fields import NumberField
from circuitgrad.gui.panels.panel import GAP, label, row, show_if
from circuitgrad.gui.panels.refusals import tell_refusals
from circuitgrad.gui.panels.tick import Tick
from circuitgrad.gui.what_if.weights import Weights

MEASURES: Final = (
    ("units", str(QT_TRANSLATE_NOOP("GoalSection", "the inputs' own units"))),
    ("ranges", str(QT_TRANSLATE_NOOP("GoalSection", "shares of their ranges"))),
    ("values", str(QT_TRANSLATE_NOOP("GoalSection", "shares of their values"))),
    ("weights", str(QT_TRANSLATE_NOOP("GoalSection", "units, weighted one by one"))),
)
"""How a move is measured: what the smallest one is depends on it."""
MOST_NODES: Final = 200


class GoalQuestion(QWidget):
    """The upper half of the section on goals.

    Signals:
        asked (object): this goal is wanted: a number, "max" or "min"; None where no number was typed.
    """

    asked = Signal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._labels: list[str] = []
        self._make_goal()
        self._make_conditions()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(row(self._wish, self.field, self._reach, stretch=1))
        column.addLayout(row(self._top, self._bottom, self._stepwise))
        column.addLayout(row(self._measure_name, self._measure, stretch=1))
        column.addWidget(self._weights)
        column.addLayout(row(self._fixed_name, self._fixed, self._fixed_at, stretch=1))
        self._on_measure()

    def _make_goal(self) -> None:
        self._wish = label("goal_wish")
        self.field = NumberField("goal_value", self.tr("Goal"), may_be_empty=False)
        self.field.number_entered.connect(self.asked)
        self._reach = push_button("goal_reach", self.tr("Reach"), lambda: self.asked.emit(self.field.number))
        self._top = push_button("goal_max", self.tr("Maximise"), partial(self.asked.emit, "max"))
        self._bottom = push_button("goal_min", self.tr("Minimise"), partial(self.asked.emit, "min"))
        self._stepwise = Tick("goal_stepwise", self.tr("Step by step"))
        self._stepwise.setToolTip(self.tr("The search waits at its first point, and goes on a point at a time."))

    def _make_conditions(self) -> None:
        self._measure_name = label("goal_measure_name")
        self._measure_name.setText(self.tr("Nearest in"))
        width = self.fontMetrics().horizontalAdvance
        beside = max(width(self.tr("Nearest in")), width(self.tr("With"))) + 2  # so that both lists begin alike
        self._measure = Choice("goal_measure", self.tr("How a move is measured"))
        for key, text in MEASURES:
            self._measure.addItem(QCoreApplication.translate("GoalSection", text), key)
        self._measure.currentIndexChanged.connect(self._on_measure)
        self._weights = Weights(self._document)
        self._fixed_name = label("goal_fixed_name")
        self._fixed_name.setText(self.tr("With"))
        self._fixed = Choice("goal_fixed", self.tr("A node that shall have a fixed value"))
        self._fixed.currentIndexChanged.connect(self._on_fixed)
        self._fixed.activated.connect(lambda _: self._offer_value())
        self._fixed_at = NumberField("goal_fixed_value", self.tr("Its fixed value"))
        self._fixed_at.setFixedWidth(96)
        for name in (self._measure_name, self._fixed_name):
            name.setMinimumWidth(beside)
        tell_refusals(self._document, self.field, self._fixed_at)
        self._fixed_at.number_entered.connect(lambda number: self._fixed_at.show_number(number))

    def forget(self) -> None:
        """Forgets the goal that was typed."""
        self.field.forget()
        self.field.show_number(None)

    # Showing

    def refresh(self) -> None:
        """Shows what is asked about."""
        circuit, objective = self._document.circuit, self._document.objective
        name = "" if objective is None else pretty_name(circuit.node(objective).label)
        self._wish.setText(self.tr("I want {name} =").format(name=name) if name else self.tr("I want"))
        self._show_nodes(circuit, objective)
        if self._measured == "weights":
            self._weights.show_inputs(self._moving())

    def _show_nodes(self, circuit: Circuit, objective: str | None) -> None:
        """Lists the nodes that could have a fixed value beside the goal, those with a name first."""
        others = (node for node in circuit.nodes.values() if not node.is_leaf and node.id != objective)
        found = sorted(others, key=lambda node: not node.name)
        labels = ["", *(node.label for node in found[:MOST_NODES])]
        if labels != self._labels:
            chosen = self._fixed.currentData()
            self._labels = labels
            self._fixed.clear()
            for each in labels:
                shown = self.tr("{name} at").format(name=pretty_name(each)) if each else self.tr("no other target")
                self._fixed.addItem(shown, each)
            self._fixed.setCurrentIndex(labels.index(chosen) if chosen in labels else 0)
        for part in (self._fixed_name, self._fixed):
            show_if(part, len(labels) > 1)
        self._on_fixed()

    def _on_fixed(self, _place: int = 0) -> None:
        show_if(self._fixed_at, bool(self._fixed.currentData()))

    def _offer_value(self) -> None:
        """The value that the node has now: it shall be kept, unless somebody types another."""
        run, name = self._document.run, self._fixed.currentData()
        if run is not None and name:
            self._fixed_at.show_number(run.node(name).value)

    def _on_measure(self, _place: int = 0) -> None:
        if self._measured == "weights":
            self._weights.show_inputs(self._moving())
        show_if(self._weights, self._measured == "weights")

    def show_busy(self, busy: bool) -> None:
        """Takes no other goal while one is sought."""
        for button in (self._reach, self._top, self._bottom):
            button.setEnabled(not busy)

    # What is asked

    @property
    def is_stepwise(self) -> bool:
        """Whether the search shall wait at its first point."""
        return self._stepwise.isChecked()

    @property
    def _measured(self) -> str:
        return MEASURES[self._measure.currentIndex()][0]

    def _moving(self) -> list[Node]:
        return [node for node in self._document.circuit.inputs() if node.may_move]

    def fixed_targets(self) -> dict[str, float]:
        """The value that another node shall have, by what people call it."""
        name, value = self._fixed.currentData(), self._fixed_at.number
        return {name: value} if name and value is not None else {}

    def weights(self) -> dict[str, float]:
        """What a move of each input costs per unit."""
        if self._measured == "ranges":
            ranges = {node.label: self._document.ranges.of(node) for node in self._moving()}
            return {name: 1.0 / (own.high - own.low) for name, own in ranges.items()}
        if self._measured == "values":
            return {node.label: 1.0 / abs(node.value) for node in self._moving() if node.value}
        return self._weights.by_label() if self._measured == "weights" else {}


def push_button(name: str, text: str, do: Callable[[], object]) -> QPushButton:
    """A button that does something."""
    button = QPushButton(text)
    button.setObjectName(name)
    button.clicked.connect(lambda: do())
    return button
