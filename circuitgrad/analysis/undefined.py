"""Stretches of a line on which the objective has no finite value, and the node at which that begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from circuitgrad.analysis.crossings import find_crossings
from circuitgrad.analysis.lines import Line
from circuitgrad.engine import Problem

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Undefined:
    """A stretch on which the objective is NaN or infinite, both ends included.

    Args:
        low: its lower end, to the last bits where it lies between two samples.
        high: its upper end, likewise; the same number for a single place.
        problem: the first node where it arises, and why, in the middle of the stretch; None where a plain run of
            one point differs in its last bit and finds nothing.
    """

    low: float
    high: float
    problem: Problem | None

    @property
    def sentence(self) -> str:
        """Which node, and why."""
        return "The value is not finite." if self.problem is None else self.problem.sentence


def find_undefined(line: Line, points: Array, values: Array) -> tuple[Undefined, ...]:
    """The stretches without a finite value.

    Args:
        line: where to look.
        points: ascending.
        values: the objective's value at each point; what lies between two finite ones stays unseen.

    Example:
        >>> import numpy as np
        >>> import circuitgrad as cg
        >>> line = Line(cg.from_formula("f = log(x)"), "f", ("x",), lambda x: {"x": x})
        >>> points = np.linspace(-2.0, 5.0, 8)
        >>> [(each.low, each.high) for each in find_undefined(line, points, line.values(points))]
        [(-2.0, 0.0)]
    """
    import numpy as np

    if np.isfinite(values).all():
        return ()
    found = find_crossings(lambda at: np.isfinite(line.values(at))[None].astype(np.int64), points)
    order = np.argsort(found.left, kind="stable")
    lows = [float(points[0])] if not np.isfinite(values[0]) else []
    lows += [float(found.right[k]) for k in order if found.before[k]]
    highs = [float(found.left[k]) for k in order if not found.before[k]]
    highs += [float(points[-1])] if not np.isfinite(values[-1]) else []
    return tuple(
        Undefined(low, high, line.problem_at(_inside(points, values, low, high)))
        for low, high in zip(lows, highs, strict=True)
    )


def _inside(points: Array, values: Array, low: float, high: float) -> float:
    """The middle one of the samples in a stretch, or its middle where it lies between two."""
    import numpy as np

    inside = points[(points >= low) & (points <= high) & ~np.isfinite(values)]
    return float(inside[len(inside) // 2]) if len(inside) else low + 0.5 * (high - low)
