"""The way up or down to the ends of an objective, and whether it has any.

L-BFGS-B (Byrd, Lu, Nocedal and Zhu, SIAM Journal on Scientific Computing 16(5), 1995) climbs within the bounds; SLSQP
does where other nodes are fixed; the simplex of Nelder and Mead (Computer Journal 7(4), 1965) ends it at a corner,
where slopes lead nowhere. Climbs end at the ends of the guessed ranges first; what ends there goes on without them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from math import inf, isfinite
from typing import TYPE_CHECKING, Final

from circuitgrad.analysis.seek_meet import Note, meet, restored

if TYPE_CHECKING:
    from circuitgrad.analysis.seek_problem import SeekProblem
    from circuitgrad.analysis.seek_starts import Samples
    from circuitgrad.analysis.vector_function import Vector

_STEPS: Final = 500
_MOST_SIMPLEX: Final = 8
_FLAT: Final = 1e-7
_FAINT: Final = 1e-9
_SHARES: Final = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Where the way to the ends is looked at."""


@dataclass(slots=True, eq=False)
class Climber:
    """Climbs to where sign·value is largest.

    Args:
        problem: what is sought; its targets hold on the way.
        sign: 1 for the largest value, −1 for the smallest.
        scale: what values are divided by: how far the samples scatter.
        note: is told the points on the way.
        infinite_at: a point where the objective was infinite in the direction of the climb.
    """

    problem: SeekProblem
    sign: float
    scale: float
    note: Note
    infinite_at: Vector | None = None
    _worst: float = field(default=0.0)

    def height(self, point: Vector) -> tuple[float, Vector]:
        """sign·value/scale and its gradient; −∞ where it is undefined or infinite."""
        import numpy as np

        value, gradient = self.problem.function.at(point)
        if isfinite(value):
            with np.errstate(all="ignore"):
                return self.sign * value / self.scale, self.sign / self.scale * gradient
        if value == self.sign * inf and self.infinite_at is None:
            self.infinite_at = point.copy()
        return -inf, np.zeros_like(point)

    def climb(self, start: Vector, low: Vector, high: Vector) -> Vector:
        """The top next to a start, within these ends; the start where the targets cannot be met next to it."""
        import numpy as np

        begin = np.clip(start, low, high)
        self.note(begin)
        if self.problem.targets:
            met = meet(self.problem, begin, self.note)
            return begin if met is None else self._climb_along(np.clip(met, low, high), low, high)
        top = self._climb_freely(begin, low, high)
        if len(top) <= _MOST_SIMPLEX and not self._is_flat(top, low, high):
            other = self._climb_by_simplex(top, low, high)
            if self.height(other)[0] > self.height(top)[0]:
                top = other
        top = self._slid(top, low, high)
        self.note(top)
        return top

    def _slid(self, top: Vector, low: Vector, high: Vector) -> Vector:
        """A top on a slope too faint for the optimiser, a saturated one, taken up it to the ends, which are higher."""
        import numpy as np

        height, slope = self.height(top)
        end = np.where(slope > 0.0, high, np.where(slope < 0.0, low, top))
        if not np.all(np.isfinite(end)):
            return top
        heights = [height, *(self.height(top + share * (end - top))[0] for share in _SHARES), self.height(end)[0]]
        climbs = all(one <= other for one, other in pairwise(heights))
        return end if climbs and 0.0 < heights[-1] - height <= _FAINT * max(1.0, abs(height)) else top

    def _depth(self, point: Vector) -> tuple[float, Vector]:
        """What an optimiser minimises; a wall, not much higher than what was seen, where the objective is undefined."""
        height, gradient = self.height(point)
        if not isfinite(height):
            return self._worst + 10.0, gradient
        self._worst = max(self._worst, min(-height, 1e300))
        return -height, -gradient

    def _climb_freely(self, begin: Vector, low: Vector, high: Vector) -> Vector:
        import numpy as np
        from scipy.optimize import minimize

        unit = self.problem.width

        def point_of(scaled: Vector) -> Vector:
            return np.clip(begin + scaled * unit, low, high)

        def depth(scaled: Vector) -> tuple[float, Vector]:
            value, gradient = self._depth(point_of(scaled))
            return value, np.clip(gradient * unit, -1e150, 1e150)

        result = minimize(
            depth,
            np.zeros_like(begin),
            jac=True,
            method="L-BFGS-B",
            bounds=np.column_stack([low - begin, high - begin]) / unit[:, None],
            callback=lambda scaled: self.note(point_of(scaled)),
            options={"maxiter": _STEPS, "maxfun": 4 * _STEPS, "ftol": 0.0, "gtol": 1e-12, "maxls": 40},
        )
        return point_of(result.x)

    def _climb_along(self, begin: Vector, low: Vector, high: Vector) -> Vector:
        """The same where other nodes are fixed."""
        import numpy as np
        from scipy.optimize import minimize

        problem, unit = self.problem, self.problem.width

        def point_of(scaled: Vector) -> Vector:
            return np.clip(begin + scaled * unit, low, high)

        def depth(scaled: Vector) -> tuple[float, Vector]:
            value, gradient = self._depth(point_of(scaled))
            return value, gradient * unit

        def constraints(scaled: Vector) -> Vector:
            return np.nan_to_num(problem.residuals(point_of(scaled))[0], nan=1e3, posinf=1e3, neginf=-1e3)

        result = minimize(
            depth,
            np.zeros_like(begin),
            jac=True,
            method="SLSQP",
            bounds=np.column_stack([low - begin, high - begin]) / unit[:, None],
            constraints={
                "type": "eq",
                "fun": constraints,
                "jac": lambda scaled: problem.residuals(point_of(scaled))[1] * unit,
            },
            callback=lambda scaled: self.note(point_of(scaled)),
            options={"maxiter": _STEPS // 5, "ftol": 1e-15},
        )
        top = restored(problem, point_of(result.x) if np.all(np.isfinite(result.x)) else begin)
        self.note(top)
        return top

    def _is_flat(self, point: Vector, low: Vector, high: Vector) -> bool:
        """Whether no input that may go on has a slope left."""
        import numpy as np

        slope = self.height(point)[1] * self.problem.width
        stopped = ((point <= low) & (slope < 0.0)) | ((point >= high) & (slope > 0.0))
        return bool(np.all(np.abs(slope[~stopped]) <= _FLAT))

    def _climb_by_simplex(self, begin: Vector, low: Vector, high: Vector) -> Vector:
        import numpy as np
        from scipy.optimize import minimize

        room = np.where(begin + 1e-3 * self.problem.width <= high, 1e-3, -1e-3) * self.problem.width
        result = minimize(
            lambda point: self._depth(np.clip(point, low, high))[0],
            begin,
            method="Nelder-Mead",
            bounds=np.column_stack([low, high]),
            options={
                "initial_simplex": np.clip(np.vstack([begin, begin + np.diag(room)]), low, high),
                "xatol": 1e-13 * float(self.problem.width.max()),
                "fatol": 0.0,
                "maxfev": 300 * len(begin),
            },
        )
        top: Vector = np.clip(result.x, low, high)
        return top


def typical_scale(samples: Samples) -> float:
    """How far the values scatter: between their 10th and 90th percentile; 1 where that is nothing."""
    import numpy as np

    values = samples.values[np.isfinite(samples.values)]
    if not len(values):
        return 1.0
    with np.errstate(all="ignore"):
        spread = float(np.subtract(*np.percentile(values, [90.0, 10.0])))
        largest = float(np.abs(values).max())
    return next((scale for scale in (spread, largest) if 0.0 < scale < inf), 1.0)
