"""The tops that a search has found: which of them are one and the same, and which are different answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING, Final

from circuitgrad.analysis.seek_extreme import Climber
from circuitgrad.analysis.seek_meet import same_point
from circuitgrad.analysis.seek_results import SeekPoint

if TYPE_CHECKING:
    from circuitgrad.analysis.vector_function import Vector

_EQUAL: Final = 1e-9
_SHARES: Final = (1e-3, 1e-2, *(count / 10 for count in range(1, 10)))
_STEP: Final = 1e-4
_FLAT: Final = 1e-6
_MOST_BENT: Final = 50
"""With more inputs than these it takes too long to find out which ways are flat."""


@dataclass(frozen=True, slots=True, eq=False)
class Top:
    """A point that no small step leads higher from.

    Args:
        point: where it is.
        height: sign·value/scale there.
        is_proper: whether it is one by itself; otherwise it stands at a guessed end, beyond which it goes on.
        path: the points that led to it.
    """

    point: Vector
    height: float
    is_proper: bool
    path: tuple[SeekPoint, ...]


def in_order(tops: list[Top]) -> list[Top]:
    """Highest first."""
    return sorted(tops, key=lambda top: -top.height)


def is_top(climber: Climber, point: Vector) -> bool:
    """Whether a climb ended where the objective is finite and the targets hold."""
    problem = climber.problem
    return isfinite(climber.height(point)[0]) and (not problem.targets or problem.holds(point))


def add_top(climber: Climber, tops: list[Top], new: Top) -> None:
    """Adds a top that is new; of two that are one takes the higher, of two as high the nearer."""
    for place, known in enumerate(tops):
        if _are_one(climber, known.point, new.point):
            alike = known.is_proper == new.is_proper and abs(new.height - known.height) <= _room(known.height)
            if alike and same_point(climber.problem, known.point, new.point):
                is_better = new.height > known.height
                new = replace(new, path=known.path)  # the way from the earlier start, such as the current point
            elif alike:
                is_better = climber.problem.move(new.point) < climber.problem.move(known.point)
            else:
                is_better = new.height > known.height
            if is_better:
                tops[place] = new
            return
    tops.append(new)


def drop_families(climber: Climber, tops: list[Top]) -> list[Top]:
    """One top, the nearest, of each family that a curved valley joins: a ring, or weights that can stand in for others.

    Args:
        climber: what climbed to them.
        tops: in the order in which they stay.
    """
    kept: list[Top] = []
    for top in sorted(tops, key=lambda top: climber.problem.move(top.point)):
        joined = any(
            abs(top.height - other.height) <= _room(top.height) and _are_joined(climber, other.point, top.point)
            for other in kept
        )
        if not joined:
            kept.append(top)
    return [top for top in tops if top in kept]


def _room(height: float) -> float:
    return _EQUAL * max(1.0, abs(height))


def _are_one(climber: Climber, one: Vector, other: Vector) -> bool:
    """Whether two tops are next to each other, or joined by a straight way that never goes below both."""
    if same_point(climber.problem, one, other):
        return True
    if climber.problem.targets:
        return False
    lower, upper = sorted((one, other), key=lambda point: climber.height(point)[0])
    floor = climber.height(lower)[0]
    floor -= _room(floor)
    return all(climber.height(lower + share * (upper - lower))[0] >= floor for share in _SHARES)


def _are_joined(climber: Climber, one: Vector, other: Vector) -> bool:
    """Whether a climb from halfway between two flat tops ends between them, as high as they are."""
    import numpy as np

    problem = climber.problem
    if problem.targets or not 1 < len(one) <= _MOST_BENT or not _has_flat_way(climber, one):
        return False
    middle = (one + other) / 2.0
    top = climber.climb(middle, problem.near_low, problem.near_high)
    half = float(np.linalg.norm((one - other) / problem.width)) / 2.0
    away = float(np.linalg.norm((top - middle) / problem.width))
    height = climber.height(one)[0]
    return away < 0.9 * half and abs(climber.height(top)[0] - height) <= _room(height)


def _has_flat_way(climber: Climber, point: Vector) -> bool:
    """Whether the second derivatives, by differences of gradients, have an eigenvalue that is 0."""
    import numpy as np

    steps = np.diag(_STEP * climber.problem.width)
    rows = [climber.height(point + step)[1] - climber.height(point - step)[1] for step in steps]
    bent = np.array(rows) * climber.problem.width
    sizes = np.abs(np.linalg.eigvalsh((bent + bent.T) / 2.0))
    return bool(sizes.min() <= _FLAT * sizes.max())
