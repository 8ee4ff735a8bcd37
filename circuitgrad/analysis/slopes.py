"""Slopes from differences: to either side and through the middle, each with how far it can be trusted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from circuitgrad.analysis.shifting import Beside, Ground, Shift, look_beside

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

CORNER_NEAR: Final = 0.5
"""From this reach on a corner may lie within two steps."""
_FIRST: Final = 2.0**-17
"""About ∛ε, of the number that is moved or of 1: there both errors of central differences are of one size."""
_OTHERS: Final = (2.0**-10, 2.0**-17, 2.0**-24, 2.0**-31)
"""Steps to try after that, as shares of the number that is moved."""
_ROUNDINGS: Final = 4.0
"""How many roundings a node is granted."""
_GOOD: Final = 1e-7
"""A slope that is known to this share needs no other step."""


@dataclass(frozen=True, slots=True, eq=False)
class Slopes:
    """Slopes of the objective, a row for each shift.

    Args:
        left: (f(x) − f(x − h))/h.
        right: (f(x + h) − f(x))/h.
        central: (f(x + h) − f(x − h))/2h.
        middle: the central difference with its first error taken off (Richardson): (4·C(h) − C(2h))/3.
        doubt: how far `middle` may be off.
        one_sided: the slopes to the left and to the right with their first error taken off; shape (n, 2).
        one_sided_doubt: how far they may be off.
        steps: h.
        reach: how near the nearest corner is, as in `Beside`.
        corners: the place of the node that has it; −1 for none.
        meeting: how many corners are just here.
    """

    left: Array
    right: Array
    central: Array
    middle: Array
    doubt: Array
    one_sided: Array
    one_sided_doubt: Array
    steps: Array
    reach: Array
    corners: npt.NDArray[np.intp]
    meeting: npt.NDArray[np.intp]


def find_slopes(ground: Ground, shifts: Sequence[Shift], look: Callable[..., Beside] = look_beside) -> Slopes:
    """Slopes with a step that fits: the usual one first, and several others where that one does not tell enough.

    Args:
        ground: the run.
        shifts: what is moved.
        look: what evaluates, as `look_beside`.
    """
    import numpy as np

    numbers = abs(np.array([ground.value_at(shift) for shift in shifts]))
    sizes = np.where((numbers > 0.0) & np.isfinite(numbers), numbers, 1.0)
    best = _slopes(look(ground, shifts, _power_of_two(_FIRST * np.maximum(sizes, 1.0))))
    known = best.doubt <= _GOOD * abs(best.middle)
    open_ = np.nonzero(~(known & (best.reach < CORNER_NEAR)))[0]
    if not len(open_):
        return best
    with np.errstate(all="ignore"):
        share = np.where(np.isfinite(best.reach), 0.125 / np.maximum(best.reach, CORNER_NEAR), 1.0)
        trials = [factor * sizes for factor in _OTHERS] + [best.steps * share, best.steps * 2.0**7]
    some = [shifts[row] for row in open_.tolist()]
    for steps in trials:
        found = _slopes(look(ground, some, _power_of_two(steps[open_])))
        better = _is_better(found, best, open_)
        for name in Slopes.__dataclass_fields__:
            getattr(best, name)[open_[better]] = getattr(found, name)[better]
    return best


def _is_better(found: Slopes, best: Slopes, rows: Any) -> Any:
    """Where slopes are more certain than the best so far: no corner within reach, less doubt; NaN is the worst.

    Just at a corner no step leads away from it, and what counts is how well both sides are known.
    """
    import numpy as np

    def badness(slopes: Slopes, own: Any) -> tuple[Any, Any]:
        is_near = (slopes.reach[own] >= CORNER_NEAR) & np.isfinite(slopes.reach[own])
        at_corner = np.isinf(slopes.reach[own])
        sides = slopes.one_sided_doubt[own]
        doubt = np.where(at_corner | np.isnan(slopes.doubt[own]), np.nanmin(_full(sides), axis=1), slopes.doubt[own])
        return is_near, _full(doubt)

    near_now, doubt_now = badness(found, slice(None))
    near_then, doubt_then = badness(best, rows)
    return (near_then & ~near_now) | ((near_then == near_now) & (doubt_now < doubt_then))


def _full(numbers: Any) -> Any:
    """Infinite where undefined."""
    import numpy as np

    return np.where(np.isnan(numbers), np.inf, numbers)


def _power_of_two(steps: Array) -> Array:
    """So that number + step is mostly exact."""
    import numpy as np

    powers = np.round(np.log2(np.clip(steps, 2.0**-1000, 2.0**1000)))
    return np.exp2(powers)


def _slopes(beside: Beside) -> Slopes:
    import numpy as np

    here, h = beside.here, beside.steps
    far_left, near_left, near_right, far_right = beside.around.T
    with np.errstate(all="ignore"):
        left, right = (here - near_left) / h, (near_right - here) / h
        central, wide = (near_right - near_left) / (2.0 * h), (far_right - far_left) / (4.0 * h)
        middle = (4.0 * central - wide) / 3.0
        to_left = (3.0 * here - 4.0 * near_left + far_left) / (2.0 * h)
        to_right = (-3.0 * here + 4.0 * near_right - far_right) / (2.0 * h)
        rounding = _ROUNDINGS * beside.noise / h
        doubt = abs(middle - central) + rounding
        sides = np.stack([abs(to_left - left), abs(to_right - right)], axis=1) + 4.0 * rounding[:, None]
    one_sided = np.stack([to_left, to_right], axis=1)
    return Slopes(
        left, right, central, middle, doubt, one_sided, sides, h.copy(), beside.reach.copy(), beside.corners,
        beside.meeting,
    )  # fmt: skip
