"""Sweep: the objective as a curve over one input or as a surface over two, with a point that can be dragged."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from circuitgrad.circuit import Node, Scenario
from circuitgrad.circuit.changes import Change, NodeChanged, NodesMoved, ScenarioChanged
from circuitgrad.circuit.edits import Batch, Edit, SetValue
from circuitgrad.engine import Run
from circuitgrad.errors import CircuitError
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.dialogs import Dialogs
from circuitgrad.gui.document import Document, Step
from circuitgrad.gui.messages import sentence
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.panels.panel import GAP, MARGIN, label, show_text
from circuitgrad.gui.panels.plot_panel import PlotPanel
from circuitgrad.gui.plots.load import PlotLoader
from circuitgrad.gui.plots.marks import Curve, Surface
from circuitgrad.gui.theme import Theme
from circuitgrad.gui.what_if.copies import Copies
from circuitgrad.gui.what_if.newest import GoesOn, Newest
from circuitgrad.gui.what_if.sweep_header import SweepHeader
from circuitgrad.gui.what_if.sweeping import (
    COARSE_GRID,
    GRID,
    MOST_SCENARIOS,
    Axis,
    Question,
    answer,
    can_be_swept,
    find_marks,
    find_move,
)

MOST_INPUTS: Final = 200
SLOW: Final = 0.04
"""Seconds: a surface that takes longer is coarse while a hand moves, and fine when it rests."""


class SweepPanel(PlotPanel):
    """Two pickers, and the plot of what they say."""

    CALM = 100

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, theme, parent)
        self.setObjectName("sweep")
        self.newest = Newest(self)
        self.loader = PlotLoader(self._make_plots, self)
        self._copies = Copies(document, self)
        self._dialogs: Dialogs | None = None
        self._axes: tuple[Axis, ...] = ()
        self._node_shown: Node | None = None
        self._key: tuple[object, ...] | None = None
        self._is_coarse = False
        self._last_took = 0.0
        self._known_runs: dict[Scenario, Run] = {}
        self._step: Step | None = None
        self.curve: Any = None
        self.contour: Any = None
        self.header = SweepHeader(document)
        self._lay_out()
        self.header.chosen.connect(self.refresh)
        self.header.surface.activated.connect(lambda _: self.refresh())
        self.header.with_slope.toggled.connect(self._on_slope)
        self.header.export.clicked.connect(self._on_export)
        document.reset.connect(self._forget)
        document.changed.connect(self._on_changed)
        document.baseline_changed.connect(self._note)
        document.trail.changed.connect(self._on_trail)
        document.interrupted.connect(self._end_hand)
        self.follow(selection=True)

    def _lay_out(self) -> None:
        self._hint = label("sweep_hint", soft=True, wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        column.setSpacing(GAP)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        self.setMinimumHeight(200)

    def _make_plots(self) -> None:
        """The library is there."""
        from circuitgrad.gui.plots.contour_plot import ContourPlot
        from circuitgrad.gui.plots.curve_plot import CurvePlot

        self.curve, self.contour = CurvePlot(), ContourPlot()
        tip = self.tr("Drag the point, or use the arrow keys (Shift: ten steps); + and − zoom, Home shows all.")
        for plot in (self.curve, self.contour):
            plot.dress(self.theme, self.digits)
            plot.setToolTip(tip)
            plot.hand_taken.connect(self._take_hand)
            plot.hand_moved.connect(self._move_hand)
            plot.hand_left.connect(self._leave_hand)
            plot.stepped.connect(self._step_by)
            self._stack.addWidget(plot)
        self.curve.show_slope(self.header.with_slope.isChecked())
        self.refresh()

    # Following the document

    def plots_made(self) -> Sequence[Any]:
        """The plots that there are by now."""
        return [plot for plot in (self.curve, self.contour) if plot is not None]

    def _forget(self) -> None:
        self.stop()
        self._known_runs.clear()
        self.header.forget()
        self._key, self._axes = None, ()

    def stop(self) -> None:
        """Gives up what is computed."""
        self.newest.stop()
        self._key = None

    def _on_changed(self, changes: tuple[Change, ...]) -> None:
        if any(isinstance(change, ScenarioChanged) or _concerns_range(change) for change in changes):
            self._note()
        if not all(isinstance(change, NodeChanged | NodesMoved) and change.only_looks for change in changes):
            self._known_runs.clear()

    def _on_trail(self) -> None:
        if self.isVisible():
            self._show_marks()

    def _on_slope(self, shown: bool) -> None:
        if self.curve is not None:
            self.curve.show_slope(shown)
            self.refresh()

    def refresh(self) -> None:
        """Shows where the circuit stands at once, and asks for another curve where the old one is no more true."""
        inputs = [node for node in self.document.circuit.inputs() if can_be_swept(node)][:MOST_INPUTS]
        self.header.show_inputs(inputs)
        refusal = self._refusal(inputs)
        if refusal or self.curve is None:
            if not refusal:
                self.loader.start()
            if self.curve is None or refusal:
                self._say(refusal or self.tr("Loading the plots …"))
                return
        asked = self._copies.asked()
        axes = self.header.axes
        if asked is None or not axes:
            return
        self.header.show_nodes(self._copies.structure())
        node = self._node(axes)
        if node is None:
            return
        grid = COARSE_GRID if self._last_took > SLOW and self._step is not None else GRID
        question = Question(asked, axes, node, self._chosen_nodes(axes), grid)
        is_known = question.key == self._key and not (self._is_coarse and grid == GRID)
        if is_known or self._last_took > SLOW:
            self._show_marks()  # else the answer is here in a moment, and the plot need not be painted twice
        if is_known:
            return
        self._key, self._axes, self._node_shown = question.key, axes, node
        self._is_coarse = grid != GRID
        self.newest.ask(lambda goes_on: _timed(question, goes_on), self._on_answer, self._on_refused)

    def _refusal(self, inputs: list[Node]) -> str:
        document = self.document
        if not len(document.circuit):
            return self.tr("The circuit is empty: there is nothing to sweep.")
        if not inputs:
            return self.tr("Nothing can be swept: the circuit has no input that moves.")
        if document.objective is None:
            return self.tr("Choose an objective: the sweep shows it over an input.")
        if document.run is None or document.run.backward is None:
            return self.tr("Run the circuit forward and backward: then it can be swept.")
        lacking = [node for node in inputs if node.value is None]
        if lacking:
            return self.tr("“{name}” has no value: give it one.").format(name=pretty_name(lacking[0].label))
        return ""

    def _say(self, text: str) -> None:
        show_text(self._hint, text)
        self._stack.setCurrentWidget(self._hint)
        self._hint.show()
        self.header.show_told("")
        self._key = None
        self.header.export.setEnabled(False)

    def _node(self, axes: tuple[Axis, ...]) -> Node | None:
        """The node that is looked at: the objective, or on a surface the chosen one."""
        if len(axes) > 1:
            return self.header.surface.node
        objective = self.document.objective
        return None if objective is None else self.document.circuit.node(objective)

    def _chosen_nodes(self, axes: tuple[Axis, ...]) -> tuple[str, ...]:
        """The nodes that have curves of their own beside the objective: a surface is that of the objective alone."""
        if len(axes) > 1:
            return ()
        return tuple(node.label for node in self.header.nodes.nodes)

    # Answers

    def _on_answer(self, timed: tuple[Curve | Surface, float]) -> None:
        shown, self._last_took = timed
        plot = self.curve if isinstance(shown, Curve) else self.contour
        if isinstance(shown, Curve):
            self.curve.show_curve(shown)
        else:
            self.contour.show_surface(shown)
        self._stack.setCurrentWidget(plot)
        self.header.with_slope.setVisible(isinstance(shown, Curve))
        self.header.export.setEnabled(True)
        self._show_marks()

    def _on_refused(self, error: CircuitError) -> None:
        self._say(sentence(error))

    @property
    def shown(self) -> Curve | Surface | None:
        """What the plot shows."""
        plot = self._stack.currentWidget()
        if plot is None or plot is self._hint:
            return None
        either: Any = plot
        found: Curve | Surface | None = either.shown
        return found

    def _show_marks(self) -> None:
        """Shows where the circuit stands, beside a curve that is still true."""
        document, run = self.document, self.document.run
        plot = self._stack.currentWidget()
        axes, node = self._axes, self._node_shown
        if plot is self._hint or run is None or run.objective is None or not axes or node is None:
            return
        if any(id not in document.circuit for id in (node.id, *(axis.id for axis in axes))):
            return
        runs = self._scenario_runs()
        move = find_move(axes, document.last_move.reference, run, document.last_move.prediction())
        marks = find_marks(document.circuit, axes, run, document.baseline_run, runs, document.trail.points, move, node)
        getattr(plot, "show_marks")(marks)  # noqa: B009 -- either of the two plots
        self._tell(axes, run, node, is_local=move is not None)

    def _scenario_runs(self) -> list[tuple[str, Run]]:
        document = self.document
        found = []
        for scenario in list(document.circuit.scenarios.values())[:MOST_SCENARIOS]:
            run = self._known_runs.get(scenario)
            if run is None or run.objective != document.objective:
                run = document.run_at(scenario)
            if run is not None and run.objective is not None:
                self._known_runs[scenario] = run
                found.append((scenario.name or scenario.id, run))
        return found

    def _tell(self, axes: tuple[Axis, ...], run: Run, node: Node, *, is_local: bool) -> None:
        """Says in words where the circuit stands; slopes are known of the objective alone."""
        shown, result = pretty_name(node.label), run.of_node(node.id)
        parts = [self._told_axis(axis, run, with_slope=node.id == run.objective) for axis in axes]
        value = "" if result is None else short_number(result.value, self.digits)
        text = self.tr("{objective} = {value} at {parts}").format(
            objective=shown, value=value, parts="; ".join(filter(None, parts))
        )
        if is_local:
            text += self.tr("; with the last move the gradient was only local")
        self.header.show_told(text)
        plot = self._stack.currentWidget()
        names = self.tr(" and ").join(pretty_name(axis.label) for axis in axes)
        if plot is None:
            return
        plot.setAccessibleName(self.tr("{objective} over {names}").format(objective=shown, names=names))
        plot.setAccessibleDescription(text)

    def _told_axis(self, axis: Axis, run: Run, *, with_slope: bool) -> str:
        """Where one input stands, such as "w₀ = 2, slope −0.2"."""
        result = run.of_node(axis.id)
        if result is None:
            return ""
        name, value = pretty_name(axis.label), short_number(result.value, self.digits)
        if not with_slope or result.gradient is None:
            return self.tr("{name} = {value}").format(name=name, value=value)
        slope = short_number(result.gradient, self.digits)
        return self.tr("{name} = {value}, slope {slope}").format(name=name, value=value, slope=slope)

    # The hand

    def _take_hand(self) -> None:
        names = " and ".join(pretty_name(axis.label) for axis in self._axes)
        self._step = self.document.begin(self.tr("Move {name}").format(name=names))

    def _move_hand(self, x: float, y: float) -> None:
        if self._step is None:
            return
        places = (x, y)
        for axis, place in zip(self._axes, places, strict=False):
            value = 10.0**place if axis.own.logarithmic else place
            self._set(self._step, axis, axis.own.clamped(value))
        self.document.settle()

    def _set(self, step: Step, axis: Axis, value: float) -> None:
        if axis.id in self.document.circuit:
            try:
                step.apply(SetValue(axis.id, float(f"{value:.6g}")), key=axis.id)
            except CircuitError as error:
                self.document.refused.emit(error)

    def _leave_hand(self, kept: bool) -> None:
        step, self._step = self._step, None
        if step is None:
            return
        if kept:
            step.commit()
        else:
            step.cancel()
            self.document.settle()
        self._note()

    def _end_hand(self) -> None:
        """Somebody else changes the circuit."""
        if self._step is not None:
            self._leave_hand(True)

    def _step_by(self, across: int, up: int) -> None:
        """Arrow keys move the inputs by steps of their sliders."""
        edits: list[Edit] = []
        for axis, count in zip(self._axes, (across, up), strict=False):
            node = self.document.circuit.node(axis.id)
            if count and node.value is not None:
                edits.append(SetValue(axis.id, _stepped(axis, node.value, count)))
        if edits:
            names = " and ".join(pretty_name(axis.label) for axis in self._axes)
            self.document.do(Batch(tuple(edits)), self.tr("Move {name}").format(name=names))
            self.document.settle()

    # Files

    def use_dialogs(self, dialogs: Dialogs) -> None:
        """Asks for files through these."""
        self._dialogs = dialogs

    def _on_export(self) -> None:
        shown, plot = self.shown, self._stack.currentWidget()
        if shown is None:
            return
        from circuitgrad.gui.plots.export import ask_and_export

        ask_and_export(plot, shown, self._dialogs or Dialogs(self), self.document)


def _timed(question: Question, goes_on: GoesOn) -> tuple[Curve | Surface, float]:
    start = perf_counter()
    found = answer(question, goes_on)
    return found, perf_counter() - start


def _stepped(axis: Axis, value: float, count: int) -> float:
    own = axis.own
    if own.logarithmic:
        return own.clamped(float(f"{value * (own.high / own.low) ** (count / 200):.6g}"))
    return own.clamped(float(f"{value + count * own.step_length:.12g}"))


def _concerns_range(change: Change) -> bool:
    return isinstance(change, NodeChanged) and change.before.range != change.after.range
