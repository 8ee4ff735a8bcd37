"""Where a search sets out from: the current point, points spread over the ranges, and those that look promising.

The points are Sobol' points (Sobol', USSR Computational Mathematics and Mathematical Physics 7(4), 1967), scrambled by
a seed: they cover the ranges evenly, and the same seed gives the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from circuitgrad.engine.batch import run_batch

if TYPE_CHECKING:
    from circuitgrad.analysis.seek_problem import SeekProblem
    from circuitgrad.analysis.vector_function import Vector

MOST_SAMPLES: Final = 2048
FEWEST_SAMPLES: Final = 64
_FEW: Final = 512
_NUMBERS: Final = 2**22
"""How many numbers all samples together may take, samples times nodes."""
_MOST_SOBOL: Final = 1000
"""With more inputs than these plain random points serve as well."""
_APART: Final = 0.05
"""How far promising starts are from one another, as a share of a range."""
_CROSSINGS: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Points spread over the ranges of a problem, and the objective's values there.

    Args:
        units: the points from 0 to 1 in each range, a row each.
        points: the same in the inputs' own units.
        values: NaN or infinite where the objective is undefined.
    """

    units: Vector
    points: Vector
    values: Vector


def sample(problem: SeekProblem, least: int, seed: int) -> Samples:
    """At least so many points spread over the ranges; as many more as a small circuit answers at once."""
    import numpy as np

    count = max(FEWEST_SAMPLES, least, min(MOST_SAMPLES, _NUMBERS // len(problem.function)))
    units = _units(len(problem.inputs), count, seed)
    points = problem.near_low + units * problem.width
    for place, each in enumerate(problem.inputs):
        if each.node.range is not None and each.node.range.logarithmic and problem.near_low[place] > 0.0:
            ratio = problem.near_high[place] / problem.near_low[place]
            points[:, place] = problem.near_low[place] * ratio ** units[:, place]
    points = np.clip(points, problem.near_low, problem.near_high)
    return Samples(units, points, values_at(problem, points))


def sample_around(problem: SeekProblem, middle: Vector, size: float, seed: int) -> Samples:
    """A few points around one, as far as `size` times the ranges to each side, within the bounds."""
    import numpy as np

    units = _units(len(problem.inputs), min(_FEW, max(FEWEST_SAMPLES, _NUMBERS // len(problem.function))), seed)
    points = problem.clipped(middle + (2.0 * units - 1.0) * size * problem.width)
    if size < 1.0:
        points = np.clip(points, problem.near_low, problem.near_high)
    return Samples(units, points, values_at(problem, points))


def values_at(problem: SeekProblem, points: Vector) -> Vector:
    """The objective's value at many points, a row each; NaN or infinite where it is undefined."""
    import numpy as np

    columns = {each.label: np.ascontiguousarray(points[:, place]) for place, each in enumerate(problem.inputs)}
    needed = problem.circuit.upstream(problem.objective.id) | {problem.objective.id}
    wanted = {each.label: columns[each.label] for each in problem.inputs if each.node.id in needed}
    others = {label: value for label, value in problem.values.items() if label not in columns}
    values: Vector = run_batch(problem.circuit, {**others, **wanted}, problem.objective.label).value
    return values


def _units(inputs: int, count: int, seed: int) -> Vector:
    """Points from 0 to 1, a row each: the next power of two above `count`."""
    import numpy as np

    power = (count - 1).bit_length()
    if inputs > _MOST_SOBOL:
        return np.random.default_rng(seed).random((2**power, inputs))
    from scipy.stats.qmc import Sobol

    units: Vector = Sobol(inputs, scramble=True, seed=seed).random_base2(power)
    return units


def spread_starts(samples: Samples, count: int) -> list[Vector]:
    """The first Sobol' points where the objective is defined."""
    import numpy as np

    return list(samples.points[np.flatnonzero(np.isfinite(samples.values))[:count]])


def best_starts(samples: Samples, sign: float, count: int) -> list[Vector]:
    """The points with the largest sign·value that are not next to a better one."""
    import numpy as np

    chosen: list[int] = []
    defined = np.flatnonzero(np.isfinite(samples.values))
    order = defined[np.argsort(-sign * samples.values[defined], kind="stable")]
    for row in order[: max(count, len(order) // 4)].tolist():
        if len(chosen) == count:
            break
        gaps = np.abs(samples.units[chosen] - samples.units[row]).max(axis=1, initial=0.0)
        if not chosen or gaps.min() > _APART:
            chosen.append(row)
    return list(samples.points[chosen])


def crossings(problem: SeekProblem, samples: Samples, goal: float) -> list[Vector]:
    """Points where the objective goes through the goal, between samples on either side of it.

    They lie on the ways from the current point to the nearest samples on the other side; with a single input they are
    all of them that the samples tell apart. Found by Brent's method (Brent, Algorithms for Minimization without
    Derivatives, 1973, chapter 4), which needs no slope.
    """
    import numpy as np

    start = problem.clipped(problem.start)
    defined = np.isfinite(samples.values)
    points, offsets = samples.points[defined], samples.values[defined] - goal
    here = problem.function.at(start)[0] - goal
    if len(problem.inputs) == 1:
        points, offsets = np.vstack([points, start[None]]), np.append(offsets, here)
        order = np.argsort(points[:, 0], kind="stable")
        points, offsets = points[order], offsets[order]
        pairs = [(points[i], points[i + 1]) for i in np.flatnonzero(offsets[:-1] * offsets[1:] < 0.0).tolist()]
        return [root for pair in pairs if (root := between(problem, *pair, goal)) is not None]
    across = points[offsets * here < 0.0]
    across = across[np.argsort(np.linalg.norm((across - start) * problem.weights, axis=1), kind="stable")]
    roots = [between(problem, start, point, goal) for point in across[:_CROSSINGS]]
    return [root for root in roots if root is not None]


def between(problem: SeekProblem, one: Vector, other: Vector, goal: float) -> Vector | None:
    """A point on the straight way between two where the objective goes through the goal; None where it jumps over it.

    The objective's values at the two ends lie on either side of the goal.
    """
    from scipy.optimize import brentq

    def point_at(share: float) -> Vector:
        return (1.0 - share) * one + share * other

    def offset(share: float) -> float:
        value = problem.function.at(point_at(share))[0] - goal
        return value if value == value else 0.0  # NaN: it ends there, and the caller sees that it is no root

    if not offset(0.0) * offset(1.0) < 0.0:
        return None  # they were told apart by rounding alone
    point = point_at(brentq(offset, 0.0, 1.0, xtol=1e-15, rtol=1e-14, maxiter=200, disp=False))
    value, _ = problem.function.at(point)
    spread = abs(problem.function.at(one)[0] - goal) + abs(problem.function.at(other)[0] - goal)
    return point if abs(value - goal) <= 1e-3 * spread else None
