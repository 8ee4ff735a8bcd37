"""The way to the nearest point that meets a goal, from one start.

min ½‖weights·(x − start)‖² where every target has its value and the bounds hold. SLSQP (Kraft, A software package for
sequential quadratic programming, DFVLR-FB 88-28, 1988) shortens the move from a point that meets the targets, and
Newton's method makes the residual as small as float64 can tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from circuitgrad.analysis.seek_meet import MOST_DENSE, STEPS, Note, meet, restored, same_point

if TYPE_CHECKING:
    from circuitgrad.analysis.seek_problem import SeekProblem
    from circuitgrad.analysis.vector_function import Vector

_TRIALS: Final = 4
_ALIGNED: Final = 1e-4
_SIDE_STEP: Final = 1e-3


def reach(problem: SeekProblem, start: Vector, note: Note, known: Sequence[Vector] = ()) -> Vector | None:
    """The point next to the current one that can be reached from this start.

    Args:
        problem: what is sought.
        start: where the search sets out.
        note: is told the points on the way.
        known: points that need not be found again.

    Returns:
        None where no point is found that meets the targets, or one that is known.
    """
    note(problem.clipped(start))
    point = meet(problem, start, note)
    if point is None:
        return None
    if len(point) > len(problem.targets):
        point = _shorter(problem, point, restored(problem, _shortest(problem, point, note)))
    for trial in range(_TRIALS):
        if any(same_point(problem, point, other) for other in known):
            return None
        aside = _beside(problem, point, trial)
        if aside is None:
            break
        point = _shorter(problem, aside, restored(problem, _shortest(problem, aside, note)))
    note(point)
    return point


def is_nearest(problem: SeekProblem, point: Vector) -> bool:
    """Whether no small step along the goal comes nearer to the current point, by the first-order conditions.

    Those of Karush, Kuhn and Tucker: the move is a sum of the targets' gradients, but for inputs at a bound that holds
    them back (Nocedal and Wright, Numerical Optimization, 2nd ed., section 12.3).
    """
    import numpy as np

    if len(point) <= len(problem.targets):
        return True  # points that meet as many targets as there are inputs stand alone
    move = problem.weights * (point - problem.start)
    rows = problem.residuals(point)[1] / problem.weights
    reach = 1e-9 * problem.width
    at_low, at_high = point <= problem.low + reach, point >= problem.high - reach
    free = ~(at_low | at_high)
    factors = np.linalg.lstsq(rows[:, free].T, move[free], rcond=None)[0] if free.any() else np.zeros(len(rows))
    rest = move - rows.T @ factors
    rest[at_low] = np.minimum(rest[at_low], 0.0) if free.any() else 0.0
    rest[at_high] = np.maximum(rest[at_high], 0.0) if free.any() else 0.0
    return bool(np.linalg.norm(rest) <= _ALIGNED * np.linalg.norm(move))


def _shorter(problem: SeekProblem, one: Vector, other: Vector) -> Vector:
    """The one that meets the targets and has the shorter move; the first one does meet them."""
    return other if problem.holds(other) and problem.move(other) <= problem.move(one) else one


def _beside(problem: SeekProblem, point: Vector, trial: int) -> Vector | None:
    """A point a small step along the goal that is nearer than this one: there is one beside a saddle or a corner."""
    import numpy as np

    move = problem.move(point)
    if len(point) <= len(problem.targets) or move == 0.0:
        return None
    rows = problem.residuals(point)[1] / problem.weights
    noise = np.random.default_rng(trial)
    for _ in range(_TRIALS):
        way = noise.standard_normal(len(point))
        way -= rows.T @ np.linalg.lstsq(rows.T, way, rcond=None)[0]
        length = float(np.linalg.norm(way))
        if length == 0.0:
            return None
        for side in (1.0, -1.0):
            step = side * _SIDE_STEP * move / length * way / problem.weights
            aside = restored(problem, point + step)
            if problem.move(aside) < move * (1.0 - _SIDE_STEP**2 * 1e-2) and problem.holds(aside):
                return aside
    return None


def _shortest(problem: SeekProblem, start: Vector, note: Note) -> Vector:
    """Where the search for the shortest move ends; it need not meet the targets."""
    if len(start) > MOST_DENSE:
        return _by_projections(problem, start, note)
    import numpy as np
    from scipy.optimize import minimize

    length = _typical_move(problem)
    unit = length / problem.weights
    last: list[Vector] = []

    def point_of(scaled: Vector) -> Vector:
        return problem.clipped(problem.start + scaled * unit)

    def cost(scaled: Vector) -> tuple[float, Vector]:
        return 0.5 * float(scaled @ scaled), scaled

    def constraints(scaled: Vector) -> Vector:
        residual = problem.residuals(point_of(scaled))[0]
        if np.all(np.isfinite(residual)):
            last[:] = [residual]
            return residual
        return np.full(len(residual), 10.0 * (1.0 + np.abs(last[0]).max()) if last else 1e3)  # a wall

    result = minimize(
        cost,
        (problem.clipped(start) - problem.start) / unit,
        jac=True,
        method="SLSQP",
        bounds=np.column_stack([problem.low - problem.start, problem.high - problem.start]) / unit[:, None],
        constraints={
            "type": "eq",
            "fun": constraints,
            "jac": lambda scaled: problem.residuals(point_of(scaled))[1] * unit,
        },
        callback=lambda scaled: note(point_of(scaled)),
        options={"maxiter": STEPS, "ftol": 1e-13},
    )
    return point_of(result.x) if np.all(np.isfinite(result.x)) else problem.clipped(start)


def _typical_move(problem: SeekProblem) -> float:
    """About how far the goal is: one Newton step from the current point, or the ranges where that tells nothing."""
    import numpy as np

    residual, rows = problem.residuals(problem.clipped(problem.start))
    ranges = float(np.linalg.norm(problem.width * problem.weights))
    steep = np.linalg.norm(rows / problem.weights, axis=1)
    with np.errstate(all="ignore"):
        length = float(np.max(np.abs(residual) / steep))
    return min(length, ranges) if 0.0 < length < float("inf") else ranges


def _by_projections(problem: SeekProblem, start: Vector, note: Note) -> Vector:
    """The same for many inputs: the current point is projected onto the linearised targets again and again.

    x ← argmin ‖weights·(x − start)‖ where c + J·(x − xₖ) = 0. This is sequential quadratic programming that knows the
    curvature of the move alone.
    """
    import numpy as np

    point = problem.clipped(start)
    for _ in range(STEPS):
        residual, rows = problem.residuals(point)
        if not np.all(np.isfinite(residual)):
            break
        scaled = rows / problem.weights
        wanted = rows @ (point - problem.start) - residual
        projected = problem.start + np.linalg.lstsq(scaled, wanted, rcond=None)[0] / problem.weights
        before, point = point, restored(problem, point + 0.5 * (projected - point))
        note(point)
        if np.linalg.norm((point - before) * problem.weights) <= 1e-10 * problem.move(point):
            break
    return point
