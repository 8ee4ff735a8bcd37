"""Against the gradient, or along it: a descent to watch, a step at a time or running, on the circuit itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from math import sqrt
from typing import Any, Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from circuitgrad.analysis.descent import DescentPoint, Direction, Way, descend
from circuitgrad.circuit.edits import Batch, Edit, SetValue
from circuitgrad.errors import CircuitError
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.document import Document, Step
from circuitgrad.gui.messages import sentence
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.choice import Choice
from circuitgrad.gui.panels.fields import NumberField
from circuitgrad.gui.panels.panel import label, row, show_if, show_text
from circuitgrad.gui.panels.refusals import tell_refusals
from circuitgrad.gui.trail import TrailPoint
from circuitgrad.gui.what_if.copies import Copies
from circuitgrad.gui.what_if.newest import Newest
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


class _Walk:
    """A descent that is asked for its points in another thread, where it begins too.

    Args:
        begin: begins it.
    """

    def __init__(self, begin: Callable[[], Iterator[DescentPoint]]) -> None:
        self._begin = begin
        self._points: Iterator[DescentPoint] | None = None

    def advance(self) -> tuple[DescentPoint | None, DescentPoint | None]:
        """Where it starts, the first time; and the next point, None where nothing moves any more."""
        start = None
        if self._points is None:
            self._points = self._begin()
            start = next(self._points)
        return start, next(self._points, None)


class DescentSection(Section):
    """Moves the inputs down or up the gradient; one run is one step of the history."""

    def __init__(self, document: Document, copies: Copies, parent: QWidget | None = None) -> None:
        title = QCoreApplication.translate("DescentSection", "Follow the gradient")
        super().__init__("descent", title, document, parent)
        self._copies = copies
        self.newest = Newest(self)
        self._walk: _Walk | None = None
        self._step: Step | None = None
        self._is_own = False
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME)
        self._timer.timeout.connect(self._ask)
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
        self._ask()

    def toggle(self) -> None:
        """Runs until nothing moves any more, or stops."""
        if self.is_running:
            self.end()
            return
        self._is_own = True
        self._step = self.document.begin(self.tr("Follow the gradient"))
        self._is_own = False
        self._timer.start()
        self._show_running()
        self._ask()

    def _ask(self) -> None:
        """Asks for the next point, beside the window's thread; while one is on its way for no other."""
        if self.newest.is_busy:
            return
        walk = self._walk or self._begun()
        if walk is None:
            show_text(self._said, self.tr("Nothing can be followed before the circuit runs: it needs an objective."))
            self.end()
            return
        self._walk = walk
        self.newest.ask(lambda _: walk.advance(), partial(self._arrive, walk), self._on_refused)

    def _begun(self) -> _Walk | None:
        """A descent from where the circuit stands; None without an objective."""
        asked, document = self._copies.asked(), self.document
        if asked is None:
            return None
        options: dict[str, Any] = {
            "way": WAYS[self._way.currentIndex()][0],
            "direction": DIRECTIONS[self._direction.currentIndex()][0],
            "step_size": self._size.number or 0.0,
            "momentum": self._momentum.number or 0.0,
            "bounds": document.ranges.bounds(document.circuit),
        }
        return _Walk(lambda: descend(asked.circuit(), asked.objective, values=asked.values, **options))

    def _arrive(self, walk: _Walk, found: tuple[DescentPoint | None, DescentPoint | None]) -> None:
        """The next point is known: the inputs go there. One of a descent that others have taken the place of goes."""
        start, point = found
        if walk is not self._walk:
            return
        if start is not None:
            self.document.trail.show([TrailPoint(start.values, start.value)])
        if point is None:
            show_text(self._said, self.tr("Nothing moves any more: the gradient is 0, or the bounds hold every input."))
            self.end()
            return
        if not self._go_to(point) or point.number >= MOST_STEPS:
            self.end()

    def _go_to(self, point: DescentPoint) -> bool:
        """Moves the inputs: as a step of the history, or as a part of the one of a run. Returns whether it was done."""
        self._is_own = True
        try:
            if self._step is None:
                done = self.document.do(self._edit(point), self.tr("Follow the gradient"))
            else:
                done = self._step_on(self._step, point)
        finally:
            self._is_own = False
        if done:
            self.document.settle()
            self._show(point)
        return done

    def _step_on(self, step: Step, point: DescentPoint) -> bool:
        try:
            step.apply(self._edit(point), key="descent")
        except CircuitError as error:
            self.document.refused.emit(error)
            return False
        return True

    def _on_refused(self, error: CircuitError) -> None:
        show_text(self._said, sentence(error))
        self.end()

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
        self.newest.stop()
        self._timer.stop()
        if step is not None:
            step.commit()
        self._show_running()
