"""Against the gradient, or along it: a descent to watch, a step at a time or running, on the circuit itself."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from circuitgrad.analysis.descent import DescentPoint, Direction, Way, descend
from circuitgrad.circuit.edits import Batch, Edit, SetValue
from circuitgrad.errors import CircuitError
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.document import Document, Step
from circuitgrad.gui.messages import sentence
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.fields import Choice, NumberField
from circuitgrad.gui.panels.panel import label, row, show_if, show_text
from circuitgrad.gui.panels.refusals import tell_refusals
from circuitgrad.gui.trail import TrailPoint
from circuitgrad.gui.what_if.copies import Copies
from circuitgrad.gui.what_if.section import Section

FRAME: Final = 33
"""Milliseconds between two steps of a descent that runs: slow enough to follow, fast enough not to wait."""
MOST_STEPS: Final = 10_000
FIRST_SIZE: Final = 0.1
FIRST_MOMENTUM: Final = 0.9
WAYS: Final[tuple[tuple[Way, str], ...]] = (
    ("gradient", str(QT_TRANSLATE_NOOP("DescentSection", "plain gradient"))),
    ("momentum", str(QT_TRANSLATE_NOOP("DescentSection", "momentum"))),
    ("adam", str(QT_TRANSLATE_NOOP("DescentSection", "Adam"))),
)
DIRECTIONS: Final[tuple[tuple[Direction, str], ...]] = (
    ("down", str(QT_TRANSLATE_NOOP("DescentSection", "against the gradient: lower it"))),
    ("up", str(QT_TRANSLATE_NOOP("DescentSection", "along the gradient: raise it"))),
)


class DescentSection(Section):
    """Moves the inputs down or up the gradient; one run is one step of the history."""

    def __init__(self, document: Document, copies: Copies, parent: QWidget | None = None) -> None:
        title = QCoreApplication.translate("DescentSection", "Follow the gradient")
        super().__init__("descent", title, document, parent)
        self._copies = copies
        self._walk: Iterator[DescentPoint] | None = None
        self._step: Step | None = None
        self._is_own = False
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME)
        self._timer.timeout.connect(self._go_on)
        self._direction = Choice("descent_direction", self.tr("Direction"))
        self._way = Choice("descent_way", self.tr("Rule"))
        for choice, texts in ((self._direction, DIRECTIONS), (self._way, WAYS)):
            for key, text in texts:
                choice.addItem(QCoreApplication.translate("DescentSection", text), key)
            choice.currentIndexChanged.connect(self._on_options)
        self._size = self._field("descent_size", self.tr("Step size"), FIRST_SIZE)
        self._momentum = self._field("descent_momentum", self.tr("Momentum"), FIRST_MOMENTUM)
        self._size_name, self._momentum_name = label("descent_size_name"), label("descent_momentum_name")
        self._size_name.setText(self.tr("Step size"))
        self._momentum_name.setText(self.tr("Momentum"))
        self.single = QPushButton(self.tr("Step"))
        self.single.setObjectName("descent_step")
        self.single.clicked.connect(self.step)
        self.running = QPushButton()
        self.running.setObjectName("descent_run")
        self.running.clicked.connect(self.toggle)
        self._said = label("descent_said", soft=True, wrap=True)
        self.column.addWidget(self._direction)
        self.column.addLayout(row(self._way, stretch=0))
        self.column.addLayout(row(self._size_name, self._size, self._momentum_name, self._momentum))
        self.column.addLayout(row(self.single, self.running))
        self.column.addWidget(self._said)
        document.interrupted.connect(self.end)
        document.reset.connect(self.forget)
        self._on_options()
        self._show_running()
        show_text(self._said, "")

    def _field(self, name: str, title: str, value: float) -> NumberField:
        field = NumberField(name, title, may_be_empty=False)
        field.show_number(value)
        field.setFixedWidth(72)
        tell_refusals(self.document, field)
        field.number_entered.connect(self._on_options)
        return field

    @property
    def is_running(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer.isActive()

    def _on_options(self, _: object = None) -> None:
        """The next step is the first of another descent."""
        self._walk = None
        for shown in (self._momentum_name, self._momentum):
            show_if(shown, WAYS[self._way.currentIndex()][0] != "gradient")

    def _show_running(self) -> None:
        self.running.setText(self.tr("Stop") if self.is_running else self.tr("Run"))

    def forget(self) -> None:
        """Another circuit is open."""
        self.end()
        show_text(self._said, "")

    # Going

    def step(self) -> None:
        """Takes one step, which is one of the history."""
        if self.is_running:
            self.end()
        if self._start() and (point := self._next()) is not None:
            self._is_own = True
            self.document.do(self._edit(point), self.tr("Follow the gradient"))
            self._is_own = False
            self.document.settle()
            self._show(point)

    def toggle(self) -> None:
        """Runs until nothing moves any more, or stops."""
        if self.is_running:
            self.end()
        elif self._start():
            self._is_own = True
            self._step = self.document.begin(self.tr("Follow the gradient"))
            self._is_own = False
            self._timer.start()
            self._show_running()

    def _start(self) -> bool:
        """Begins a descent where none is under way. Returns whether one is now."""
        if self._walk is not None:
            return True
        asked, document = self._copies.asked(), self.document
        if asked is None:
            show_text(self._said, self.tr("Nothing can be followed before the circuit runs: it needs an objective."))
            return False
        try:
            self._walk = descend(
                asked.circuit(),
                asked.objective,
                way=WAYS[self._way.currentIndex()][0],
                direction=DIRECTIONS[self._direction.currentIndex()][0],
                step_size=self._size.number or 0.0,
                momentum=self._momentum.number or 0.0,
                values=asked.values,
                bounds=document.ranges.bounds(document.circuit),
            )
            first = next(self._walk)
        except CircuitError as error:
            self._walk = None
            show_text(self._said, sentence(error))
            return False
        document.trail.show([TrailPoint(first.values, first.value)])
        return True

    def _next(self) -> DescentPoint | None:
        """The next point; None at the end, which is said."""
        if self._walk is None:
            return None
        try:
            return next(self._walk)
        except StopIteration:
            show_text(self._said, self.tr("Nothing moves any more: the gradient is 0, or the bounds hold every input."))
        except CircuitError as error:
            show_text(self._said, sentence(error))
        self._walk = None
        return None

    def _go_on(self) -> None:
        point = self._next()
        if point is None or self._step is None or point.number > MOST_STEPS:
            self.end()
            return
        try:
            self._step.apply(self._edit(point), key="descent")
        except CircuitError as error:
            self.document.refused.emit(error)
            self.end()
            return
        self.document.settle()
        self._show(point)

    def _edit(self, point: DescentPoint) -> Edit:
        circuit = self.document.circuit
        ids = ((circuit.labelled(name), value) for name, value in point.values.items())
        return Batch(tuple(SetValue(id, value) for id, value in ids if id is not None))

    def _show(self, point: DescentPoint) -> None:
        self.document.trail.add(TrailPoint(point.values, point.value))
        objective = self.document.objective
        name = "" if objective is None else pretty_name(self.document.circuit.node(objective).label)
        length = sqrt(sum(gradient * gradient for gradient in point.gradients.values()))
        text = self.tr("step {number}: {name} = {value}, |gradient| = {length}").format(
            number=point.number,
            name=name,
            value=short_number(point.value, self.digits),
            length=short_number(length, self.digits),
        )
        show_text(self._said, text)

    def end(self) -> None:
        """Ends a run: what it did becomes one step of the history. Also when somebody else changes the circuit."""
        if self._is_own:
            return
        step, self._step = self._step, None
        self._walk = None
        self._timer.stop()
        if step is not None:
            step.commit()
        self._show_running()
