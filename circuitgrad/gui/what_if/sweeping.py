"""What a sweep panel asks, and the numbers that come back as what plots show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite

from circuitgrad.analysis.prediction import Prediction
from circuitgrad.analysis.sweep import Sweep, sweep
from circuitgrad.circuit import Circuit, Node, Range
from circuitgrad.engine import Run
from circuitgrad.gui.names import pretty_name
from circuitgrad.gui.plots.bands import banded
from circuitgrad.gui.plots.curves import drawn_curve
from circuitgrad.gui.plots.marks import Curve, Foretold, Marks, Now, Spot, Surface
from circuitgrad.gui.trail import TrailPoint
from circuitgrad.gui.what_if.copies import Asked
from circuitgrad.gui.what_if.newest import GoesOn

POINTS = 1_000
GRID = 200
COARSE_GRID = 60
"""Points along each axis of a surface while it cannot keep up with the hand."""
MOST_SCENARIOS = 60


@dataclass(frozen=True, slots=True)
class Axis:
    """An input that is swept.

    Args:
        id: the input's id.
        label: what people call it.
        own: from where to where.
    """

    id: str
    label: str
    own: Range


@dataclass(frozen=True, slots=True)
class Question:
    """A sweep as it is asked for.

    Args:
        asked: the circuit and its values.
        axes: one input or two.
        shown: the node that is looked at.
        nodes: what people call other nodes with curves of their own.
        grid: points along each axis of a surface.
    """

    asked: Asked
    axes: tuple[Axis, ...]
    shown: Node
    nodes: tuple[str, ...] = ()
    grid: int = GRID

    @property
    def key(self) -> tuple[object, ...]:
        """Two questions with the same key have the same answer: where the swept inputs stand does not matter."""
        swept = {axis.label for axis in self.axes}
        values = tuple((name, value) for name, value in self.asked.values.items() if name not in swept)
        return self.asked.circuit, self.shown.label, self.axes, self.nodes, values


def answer(question: Question, goes_on: GoesOn) -> Curve | Surface:
    """Sweeps, in the other thread."""
    asked, axes = question.asked, question.axes
    count = POINTS if len(axes) == 1 else question.grid
    found = sweep(
        asked.circuit(),
        {axis.label: (axis.own.low, axis.own.high, count) for axis in axes},
        question.shown.label,
        nodes=question.nodes,
        values=asked.values,
        logarithmic=[axis.label for axis in axes if axis.own.logarithmic],
        progress=goes_on,
    )
    return _surface(found, axes) if len(axes) > 1 else _curve(found, axes[0])


def _curve(found: Sweep, axis: Axis) -> Curve:
    kinks = tuple(
        (kink.position, f"{pretty_name(kink.label)}: the slope jumps from {kink.left:.4g} to {kink.right:.4g}")
        for kink in found.kinks
    )
    undefined = tuple((each.low, each.high, each.sentence) for each in found.undefined)
    x, slope = found.axes[axis.label], found.gradients[axis.label]
    curve = Curve(
        axis.label, found.objective, x, found.value, slope, found.nodes, axis.own.logarithmic, kinks, undefined
    )
    return replace(curve, drawn=drawn_curve(curve))


def _surface(found: Sweep, axes: tuple[Axis, ...]) -> Surface:
    first, second = axes
    bands, low, high = banded(found.value)
    return Surface(
        (first.label, second.label),
        found.objective,
        found.axes[first.label],
        found.axes[second.label],
        found.value,
        (found.gradients[first.label], found.gradients[second.label]),
        bands,
        (low, high),
        (first.own.logarithmic, second.own.logarithmic),
    )


def find_marks(
    circuit: Circuit,
    axes: tuple[Axis, ...],
    run: Run,
    baseline: Run | None,
    scenarios: list[tuple[str, Run]],
    trail: tuple[TrailPoint, ...],
    move: Foretold | None = None,
    shown: Node | None = None,
) -> Marks:
    """What stands beside the curve or surface.

    Args:
        circuit: whose inputs are swept.
        axes: along which.
        run: the results of now.
        baseline: those of the baseline, None without one.
        scenarios: the name of each scenario with its results.
        trail: the way of the last search.
        move: what the gradient foretold of the last move, where it was wrong.
        shown: the node that is looked at, None for the objective.
    """
    spots = tuple(spot for name, each in scenarios if (spot := _spot(axes, each, name)) is not None)
    return Marks(
        _now(axes, run, None if shown is None else shown.id),
        None if baseline is None else _spot(axes, baseline, "baseline"),
        spots,
        tuple(place for point in trail if (place := _on_trail(circuit, axes, point)) is not None),
        move,
    )


def find_move(axes: tuple[Axis, ...], before: Run | None, run: Run, prediction: Prediction | None) -> Foretold | None:
    """The tangent from where the last move began to where the gradient would have led, where it was only local.

    None too where the input along the first axis did not move.
    """
    if before is None or prediction is None or not prediction.is_local:
        return None
    start, end = _place(before, axes[0].id)[0], _place(run, axes[0].id)[0]
    if start == end or not all(map(isfinite, (before.value, prediction.predicted))):
        return None
    return Foretold((start, before.value), (end, before.value + prediction.predicted))


def _place(run: Run, id: str) -> tuple[float, float | None]:
    result = run.of_node(id)
    return (float("nan"), None) if result is None else (result.value, result.gradient)


def _now(axes: tuple[Axis, ...], run: Run, shown: str | None) -> Now | None:
    places = [_place(run, axis.id) for axis in axes]
    slopes = tuple(gradient if gradient is not None else float("nan") for _, gradient in places)
    value = run.value if shown is None else _place(run, shown)[0]
    across = places[1][0] if len(places) > 1 else value
    return Now(places[0][0], across, value, slopes)


def _spot(axes: tuple[Axis, ...], run: Run, name: str) -> Spot | None:
    places = [_place(run, axis.id)[0] for axis in axes]
    return Spot(places[0], places[1] if len(places) > 1 else run.value, name)


def _on_trail(circuit: Circuit, axes: tuple[Axis, ...], point: TrailPoint) -> tuple[float, float] | None:
    """Where a point of the way stands; an input that did not move is where it is now."""
    values = []
    for axis in axes:
        value = point.values.get(axis.label, circuit.node(axis.id).value if axis.id in circuit else None)
        if value is None:
            return None
        values.append(value)
    return values[0], values[1] if len(values) > 1 else point.value


def can_be_swept(node: Node) -> bool:
    """Whether this input can have an axis."""
    return node.role is not None and node.operator != "constant" and str(node.role) != "constant"
