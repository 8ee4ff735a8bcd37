"""The way to a point that meets the targets, whatever the move: Newton's method, rescued by least squares."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from circuitgrad.analysis.seek_problem import SeekProblem
    from circuitgrad.analysis.vector_function import Vector

MOST_DENSE: Final = 200
"""With more inputs than these methods whose steps cost inputs³ would take too long."""
STEPS: Final = 200
_NEWTON_STEPS: Final = 60
_HALVINGS: Final = 20
_DESCENT: Final = 1e-2
_AT_REST: Final = 1e-4
_SAME: Final = 1e-5

Note = Callable[["Vector"], None]
"""Is told each point that a search comes to."""


def meet(problem: SeekProblem, start: Vector, note: Note) -> Vector | None:
    """A point near this start that meets the targets, whatever the move; None where none is found."""
    point = restored(problem, start, note)
    if not problem.holds(point):
        point = restored(problem, _least_squares(problem, start, note), note)
    return point if problem.holds(point) and _is_settled(problem, point) else None


def _is_settled(problem: SeekProblem, point: Vector) -> bool:
    """Whether Newton's method is at rest: towards an asymptote it goes on for ever, however small the residual."""
    step = _newton_step(problem, point, *problem.residuals(point))
    return bool((abs(step) <= _AT_REST * (problem.width + abs(point))).all())


def same_point(problem: SeekProblem, one: Vector, other: Vector) -> bool:
    """Whether two points differ by less than a search can tell, seen against the ranges of the inputs."""
    return bool((abs(one - other) <= _SAME * problem.width).all())


def restored(problem: SeekProblem, start: Vector, note: Note | None = None) -> Vector:
    """The point that Newton's method finds next to this one, with the smallest steps that meet the targets.

    Each step is the shortest one to the linearised targets (Gauss and Newton); inputs that a bound stops stay there.
    """
    import numpy as np

    point = problem.clipped(start)
    residual, rows = problem.residuals(point)
    size = float(np.linalg.norm(residual))
    for _ in range(_NEWTON_STEPS):
        if size == 0.0 or not np.isfinite(size):
            break
        step = _newton_step(problem, point, residual, rows)
        rough = size > problem.tolerance
        for halving in range(_HALVINGS if rough else 1):
            trial = problem.clipped(point + step * 0.5**halving)
            new_residual, new_rows = problem.residuals(trial)
            new_size = float(np.linalg.norm(new_residual))
            if new_size < size * (1.0 - (_DESCENT if rough else 0.0) * 0.5**halving):
                break
        else:
            break
        point, residual, rows, size = trial, new_residual, new_rows, new_size
        if note is not None:
            note(point)
    return point


def _newton_step(problem: SeekProblem, point: Vector, residual: Vector, rows: Vector) -> Vector:
    import numpy as np

    step = np.zeros_like(point)
    free = np.ones(len(point), dtype=bool)
    for _ in range(3):  # each round takes those out that a bound stops
        if not free.any():
            break
        scaled = rows[:, free] / problem.weights[free]
        step[:] = 0.0
        step[free] = np.linalg.lstsq(scaled, -residual, rcond=None)[0] / problem.weights[free]
        stopped = ((point <= problem.low) & (step < 0.0)) | ((point >= problem.high) & (step > 0.0))
        if not (stopped & free).any():
            break
        free &= ~stopped
    return np.where(free, step, 0.0)


def _least_squares(problem: SeekProblem, start: Vector, note: Note) -> Vector:
    """The point with the smallest residuals, by a trust region that shrinks where the circuit is undefined."""
    import numpy as np
    from scipy.optimize import least_squares

    def jacobian(point: Vector) -> Vector:
        note(point)
        return problem.residuals(point)[1]

    begin = problem.clipped(start)
    if len(start) > MOST_DENSE or not np.all(np.isfinite(problem.residuals(begin)[0])):
        return begin
    result = least_squares(
        lambda point: problem.residuals(point)[0],
        begin,
        jac=jacobian,
        bounds=(problem.low, problem.high),
        x_scale=problem.width,
        ftol=1e-12,
        xtol=1e-12,
        gtol=1e-12,
        max_nfev=STEPS,
    )
    return problem.clipped(result.x)
