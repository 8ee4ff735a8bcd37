"""Sweeps one input, or two, over an interval: the objective and its slope as a curve or a surface."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from circuitgrad.analysis.kinks import Kink, find_corners, kinks_among
from circuitgrad.analysis.lines import Line
from circuitgrad.analysis.undefined import Undefined, find_undefined
from circuitgrad.circuit import Circuit
from circuitgrad.engine import as_number, input_called, run, run_batch
from circuitgrad.engine.sentences import number_text
from circuitgrad.errors import CircuitError, ValueProblem
from circuitgrad.free_memory import check_room
from circuitgrad.operators import Role

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

Axes = Mapping[str, tuple[float, float, int]]
"""Lower end, upper end and number of points by what people call an input."""
Progress = Callable[[int, int], bool]
_MOST_AXES: Final = 2
_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class Here:
    """Where the circuit stands now.

    Args:
        position: the value of each swept input, by what people call it.
        value: the objective's value.
        gradient: ∂objective/∂input for each swept input.
    """

    position: dict[str, float]
    value: float
    gradient: dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """What a sweep gives. Along one axis of n points all arrays have the shape (n,).

    Along two axes of n0 and n1 points, in the order in which they were given, all results have the shape (n1, n0): a
    row for each point of the second axis, as pictures and contour plots take them.

    Args:
        objective: what people call it.
        axes: the points of each axis, ascending, by what people call the input.
        value: the objective's value.
        gradients: ∂objective/∂input, along each axis.
        nodes: the values of other nodes that were asked for, by what people call them.
        here: where the circuit stands now, which need not lie on the axes; None where a swept input has no value.
        kinks: along one axis, where the slope jumps; what happens twice between two points may stay unseen.
        undefined: along one axis, where there is no finite value.
    """

    objective: str
    axes: dict[str, Array]
    value: Array
    gradients: dict[str, Array]
    nodes: dict[str, Array]
    here: Here | None
    kinks: tuple[Kink, ...] = ()
    undefined: tuple[Undefined, ...] = ()

    def tangent(self) -> Array | None:
        """The tangent line, or plane, at the current point: value + Σ slope·(x − x₀); None where there is none."""
        if self.here is None:
            return None
        result: Any = self.here.value
        for number, (label, points) in enumerate(self.axes.items()):
            along = points if number == 0 else points[:, None]
            result = result + self.here.gradient[label] * (along - self.here.position[label])
        array: Array = result
        return array


def sweep(
    circuit: Circuit,
    axes: Axes,
    objective: str | None = None,
    *,
    nodes: Sequence[str] = (),
    values: Mapping[str, float] | None = None,
    logarithmic: Iterable[str] = (),
    progress: Progress | None = None,
) -> Sweep:
    """Lets one input, or two, go through an interval, and gives the objective's value and slope at every point.

    Args:
        circuit: it is not changed.
        axes: for one input or two, by what people call them, the lower end, the upper end and the number of points.
            A held input is swept like any other, since it is named; a constant is not.
        objective: what people call the node that is looked at; None for the chosen one or the only sink.
        nodes: what people call other nodes whose values are wanted.
        values: numbers for inputs, by what people call them; the others keep the circuit's own. For a swept input
            it is the current point.
        logarithmic: the axes whose points have equal ratios in place of equal distances.
        progress: is told now and then how much of how much is done; False stops the sweep.

    Raises:
        UnknownNodeError: an input, the objective or a node is not there.
        ValueProblem: an axis cannot be, a constant is to be swept, or an input that is needed has no value.
        ObjectiveError: no objective can be told, or nothing feeds it.
        TooLargeError: the results do not fit into memory.
        BatchStopped: `progress` said so.

    Example:
        >>> import circuitgrad as cg
        >>> curve = cg.sweep(cg.from_formula("relu(x)*x"), {"x": (-2, 2, 5)}, values={"x": 1})
        >>> curve.value.tolist(), curve.gradients["x"].tolist(), curve.tangent().tolist()
        ([-0.0, -0.0, 0.0, 1.0, 4.0], [0.0, 0.0, 0.0, 2.0, 4.0], [-5.0, -3.0, -1.0, 1.0, 3.0])
        >>> cg.sweep(cg.from_formula("abs(x)"), {"x": (-2, 3, 4)}).kinks
        (Kink(position=0.0, id='abs1', label='abs1', left=-1.0, right=1.0),)
        >>> cg.sweep(cg.from_formula("x*y"), {"x": (0, 2, 3), "y": (1, 2, 2)}).value.tolist()
        [[0.0, 1.0, 2.0], [0.0, 2.0, 4.0]]
    """
    target = circuit.find_objective(objective).label
    fixed = {label: as_number(label, value) for label, value in (values or {}).items()}
    asked = (nodes,) if isinstance(nodes, str) else tuple(nodes)
    for label in asked:
        circuit.find(label)
    points = _axes(circuit, axes, logarithmic, results=2 * len(axes) + 1 + len(asked))
    columns: dict[str, Any] = {**fixed, **_columns(points)}
    shape = tuple(len(each) for each in reversed(points.values()))
    runs = 1 + len(asked)
    found = run_batch(circuit, columns, target, tuple(points), progress=_part(progress, 0, runs))
    values_of = {
        label: run_batch(circuit, columns, label, progress=_part(progress, number, runs)).value.reshape(shape)
        for number, label in enumerate(asked, start=1)
    }
    gradients = {label: gradient.reshape(shape) for label, gradient in found.gradients.items()}
    here = _here(circuit, target, points, fixed)
    if len(points) > 1:
        return Sweep(target, points, found.value.reshape(shape), gradients, values_of, here)
    ((swept, along),) = points.items()
    line = Line(circuit, target, (swept,), lambda at: {**fixed, swept: at})
    kinks = kinks_among(find_corners(line, along), line, line.slopes)
    undefined = find_undefined(line, along, found.value)
    return Sweep(target, points, found.value, gradients, values_of, here, kinks, undefined)


def _axes(circuit: Circuit, axes: Axes, logarithmic: Iterable[str], results: int) -> dict[str, Array]:
    """The points of each axis."""
    import numpy as np

    if not 1 <= len(axes) <= _MOST_AXES:
        raise CircuitError("A sweep goes along one input or two, not {count}.", count=len(axes))
    ratios = {logarithmic} if isinstance(logarithmic, str) else set(logarithmic)
    for label in ratios - set(axes):
        raise ValueProblem("“{label}” is not swept, so its axis cannot be logarithmic.", label=label)
    ends = {}
    rows = 1
    for label, (low, high, count) in axes.items():
        node = input_called(circuit, label)
        if node.role is Role.CONSTANT:
            template = "“{label}” is a constant, which never moves: make it a parameter or data to sweep it."
            raise ValueProblem(template, [node.id], label=label)
        ends[label] = (as_number(label, low), as_number(label, high), _count(label, count))
        _check_ends(label, *ends[label][:2], is_logarithmic=label in ratios)
        rows *= ends[label][2]
    check_room(8 * rows * results, f"A sweep of {rows:,} points with {results} results each")
    return {label: (np.geomspace if label in ratios else np.linspace)(*parts) for label, parts in ends.items()}


def _count(label: str, count: object) -> int:
    number = as_number(label, count)
    if not (isfinite(number) and number >= _FEWEST and number.is_integer()):
        raise ValueProblem("The axis of “{label}” needs 2 points or more, not {count}.", label=label, count=count)
    return int(number)


def _check_ends(label: str, low: float, high: float, *, is_logarithmic: bool) -> None:
    if not isfinite(high - low):
        raise ValueProblem("The axis of “{label}” needs two finite ends.", label=label)
    if not low < high:
        template = "The axis of “{label}” is the wrong way round: {low} is not below {high}."
        raise ValueProblem(template, label=label, low=number_text(low), high=number_text(high))
    if is_logarithmic and low <= 0.0:
        template = "The axis of “{label}” can only be logarithmic above 0: raise its lower end, which is {low}."
        raise ValueProblem(template, label=label, low=number_text(low))


def _columns(points: Mapping[str, Array]) -> dict[str, Array]:
    """A column for each axis that goes through all points; the first axis changes fastest."""
    import numpy as np

    if len(points) == 1:
        return dict(points)
    (first, along), (second, across) = points.items()
    return {first: np.tile(along, len(across)), second: np.repeat(across, len(along))}


def _here(circuit: Circuit, target: str, points: Iterable[str], fixed: Mapping[str, float]) -> Here | None:
    own = {label: fixed.get(label, input_called(circuit, label).value) for label in points}
    position = {label: value for label, value in own.items() if value is not None}
    if len(position) < len(own):
        return None
    now = run(circuit, fixed, target)
    return Here(position, now.value, {label: now.gradients[label] for label in position})


def _part(progress: Progress | None, number: int, runs: int) -> Progress | None:
    """Tells of one of several batches as of a part of the whole."""
    if progress is None:
        return None
    return lambda done, rows: progress(number * rows + done, runs * rows)
