"""Explains a change of the objective: how much each input that moved contributed, the parts adding up to the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from circuitgrad.analysis.kinks import Corner, Kink, find_corners, kinks_among
from circuitgrad.analysis.lines import Line
from circuitgrad.analysis.obstacles import check_finite, check_no_leap, not_finite
from circuitgrad.analysis.quadrature import Panels, integrate
from circuitgrad.analysis.sensitivity import strongest_first
from circuitgrad.circuit import Circuit
from circuitgrad.engine import as_number, input_called, run
from circuitgrad.engine.sentences import number_text
from circuitgrad.errors import ValueProblem

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

_SAMPLES: Final = (257, 8_193)
"""At how many places corners are looked for, at first, and where that was not enough."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one input contributed to a change.

    Args:
        id: the input's id.
        label: what people call it.
        before: its value before.
        after: its value after.
        change: its part of the objective's change, in the objective's units.
        error: how far off `change` may be.
    """

    id: str
    label: str
    before: float
    after: float
    change: float
    error: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """A change of the objective in parts.

    Args:
        objective: what people call it.
        before: its value before.
        after: its value after.
        contributions: one for each input that moved, strongest first.
        error: how far off the parts may be together.
        kinks: where on the way the slope jumps; positions go from 0 (before) to 1 (after).
    """

    objective: str
    before: float
    after: float
    contributions: tuple[Contribution, ...]
    error: float
    kinks: tuple[Kink, ...]

    @property
    def delta(self) -> float:
        """The whole change."""
        return self.after - self.before

    @property
    def explained(self) -> float:
        """What the parts add up to."""
        return sum(part.change for part in self.contributions)

    @property
    def gap(self) -> float:
        """What the parts leave unexplained: the whole change minus what they add up to."""
        return self.delta - self.explained


def explain_change(
    circuit: Circuit,
    before: Mapping[str, float],
    after: Mapping[str, float] | None = None,
    objective: str | None = None,
    *,
    tolerance: float = 1e-10,
) -> Explanation:
    """Splits a change of the objective among the inputs that moved: integrated gradients along the straight path.

    An input's part is its own change times the mean of ∂objective/∂input on the way (Sundararajan, Taly and Yan,
    Axiomatic attribution for deep networks, 2017, section 3). The parts add up to the whole change. The path is cut
    where the slope jumps, so that circuits with corners are as exact as smooth ones.

    Args:
        circuit: it is not changed.
        before: numbers for inputs, by what people call them; the others have the circuit's own values.
        after: likewise; None for the circuit's own values.
        objective: what people call the node that changed; None for the chosen one or the only sink.
        tolerance: how far off the parts may be together, as a share of the whole change. Where that cannot be
            reached, the explanation's errors say so.

    Raises:
        UnknownNodeError: an input or the objective is not there.
        ValueProblem: an input has no value, or moves between values that are not finite; a tolerance of 0.
        ObjectiveError: no objective can be told, or nothing feeds it.
        CircuitError: the objective or its slope is not finite somewhere on the way; the sentence names the node.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("x = 3; y = 5; f = x*y")
        >>> told = cg.explain_change(circuit, {"x": 1, "y": 1})
        >>> told.delta, [(part.label, round(part.change, 9)) for part in told.contributions]
        (14.0, [('y', 8.0), ('x', 6.0)])
    """
    if not tolerance > 0.0:
        raise ValueProblem("An explanation needs a tolerance above 0, not {tolerance}.", tolerance=tolerance)
    target = circuit.find_objective(objective).label
    start, end = _ends(circuit, before, after or {})
    first, last = (run(circuit, ends, target).value for ends in (start, end))
    moved = tuple(label for label in start if start[label] != end[label])
    line = Line(circuit, target, moved, lambda at: _between(start, end, at))
    for share, value in ((0.0, first), (1.0, last)):
        if not isfinite(value):
            raise not_finite(line, share)
    if not moved:
        return Explanation(target, first, last, (), 0.0, ())
    panels, corners = _integrated(line, start, end, tolerance)
    check_no_leap(line, panels, tolerance, last - first)
    parts = [
        Contribution(input_called(circuit, label).id, label, start[label], end[label], float(change), float(error))
        for label, change, error in zip(moved, panels.integrals.sum(axis=1), panels.errors.sum(axis=1), strict=True)
    ]
    kinks = kinks_among(corners, line, lambda points: _flows(line, start, end, points)[1])
    ranked = tuple(strongest_first(parts, lambda part: part.change))
    gap = abs(last - first - float(panels.integrals.sum()))
    return Explanation(target, first, last, ranked, max(gap, float(panels.errors.sum())), kinks)


def _integrated(
    line: Line, start: Mapping[str, float], end: Mapping[str, float], tolerance: float
) -> tuple[Panels, list[Corner]]:
    """The parts, panel by panel, and the corners on the way: looked for more closely where the parts do not settle."""
    import numpy as np

    def flows(points: Array) -> Array:
        found = _flows(line, start, end, points)
        check_finite(line, points, found[0])
        with np.errstate(all="ignore"):
            together = found[1].sum(axis=0)
        check_finite(line, points, together)
        return found[1]

    def whole(points: Array) -> Array:
        values = line.values(points)
        check_finite(line, points, values)
        return values

    for count in _SAMPLES:
        samples = np.linspace(0.0, 1.0, count)
        values = whole(samples)
        corners = [corner for corner in find_corners(line, samples) if 0.0 < corner.position < 1.0]
        edges = np.unique([0.0, *(corner.position for corner in corners), 1.0])
        panels = integrate(flows, whole, edges, tolerance)
        if panels.converged(tolerance, float(values[-1] - values[0])):
            break
    return panels, corners


def _flows(line: Line, start: Mapping[str, float], end: Mapping[str, float], points: Array) -> tuple[Array, Array]:
    """The objective, and how fast each moving input changes it, per whole way."""
    import numpy as np

    values, slopes = line.values_and_slopes(points)
    with np.errstate(all="ignore"):
        return values, slopes * np.array([[end[label] - start[label]] for label in line.moving])


def _ends(
    circuit: Circuit, before: Mapping[str, float], after: Mapping[str, float]
) -> tuple[dict[str, float], dict[str, float]]:
    """The values of all inputs that are named, before and after."""
    start, end = {}, {}
    for label in dict.fromkeys([*before, *after]):
        node = input_called(circuit, label)
        ends = [as_number(label, given[label]) if label in given else node.value for given in (before, after)]
        if ends[0] is None or ends[1] is None:
            raise ValueProblem("“{label}” has no value: give it one.", [node.id], label=label)
        if not isfinite(ends[1] - ends[0]):
            template = "“{label}” moves from {low} to {high}: both ends must be finite to explain the change."
            low, high = map(number_text, (ends[0], ends[1]))
            raise ValueProblem(template, [node.id], label=label, low=low, high=high)
        start[label], end[label] = ends[0], ends[1]
    return start, end


def _between(start: Mapping[str, float], end: Mapping[str, float], points: Array) -> dict[str, Any]:
    """The inputs at these shares of the way; exact at both ends."""
    return {
        label: low if low == end[label] else (1.0 - points) * low + points * end[label] for label, low in start.items()
    }
