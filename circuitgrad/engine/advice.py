"""What to do about a number that is undefined, infinite or 0: which input to move, which way, and past what bound.

The operator is asked, not a table: one input at a time is moved in growing steps until all is well, and the bound
is closed in on by bisection. So the advice fits every operator that there is, and the numbers at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import inf, isfinite
from typing import Final, Literal

from circuitgrad.frozen import frozen

Direction = Literal["raise", "lower", "move"]
Check = Callable[[Sequence[float]], bool]

_STEPS: Final = tuple(10.0**exponent for exponent in (-9, -6, -3, -2, -1, 0, 1, 2, 3, 6, 12, 24, 48, 96, 192))
_BISECTIONS: Final = 40


@frozen
class Advice:
    """Move this input: raise it above the bound, lower it below, or move it away from it to either side.

    Args:
        position: which of the node's inputs.
        direction: "raise", "lower", or "move" where both ways help at once.
        bound: past what.
    """

    position: int
    direction: Direction
    bound: float


def find_advice(inputs: Sequence[float], positions: Iterable[int], is_well: Check) -> Advice | None:
    """The smallest move of a single input after which all is well; None where no single move helps.

    Args:
        inputs: the numbers that arrive at the node.
        positions: which of them may be moved.
        is_well: whether nothing is wrong any more at these inputs.

    Example:
        >>> find_advice([-2.0], [0], lambda xs: xs[0] > 0.0)
        Advice(position=0, direction='raise', bound=0.0)
        >>> find_advice([0.0], [0], lambda xs: xs[0] != 0.0)
        Advice(position=0, direction='move', bound=0.0)
    """
    found = [advice for position in positions for advice in _for_input(inputs, position, is_well)]
    return min(found, key=lambda advice: abs(advice.bound - inputs[advice.position]), default=None)


def _for_input(inputs: Sequence[float], position: int, is_well: Check) -> list[Advice]:
    here = inputs[position]
    if not isfinite(here):
        return []

    def well_at(number: float) -> bool:
        return isfinite(number) and is_well([*inputs[:position], number, *inputs[position + 1 :]])

    above, below = (_bound(here, sign, well_at) for sign in (1.0, -1.0))
    if above == below == here:
        return [Advice(position, "move", here)]
    ways: list[tuple[Direction, float | None]] = [("raise", above), ("lower", below)]
    return [Advice(position, direction, bound) for direction, bound in ways if bound is not None]


def _bound(here: float, sign: float, well_at: Callable[[float], bool]) -> float | None:
    """Where it starts to be well on this side, None where no step of that way helps."""
    bad, good = here, inf
    for step in _STEPS:
        good = here + sign * step * max(1.0, abs(here))
        if well_at(good):
            break
        bad = good
    else:
        return None
    if bad == here and well_at(here + sign * _STEPS[0] * 1e-3 * max(1.0, abs(here))):
        return here
    return _rounded(_bisected(bad, good, well_at), here)


def _bisected(bad: float, good: float, well_at: Callable[[float], bool]) -> float:
    for _ in range(_BISECTIONS):
        middle = bad + (good - bad) / 2.0
        if middle in (bad, good):
            break
        bad, good = (bad, middle) if well_at(middle) else (middle, good)
    return good


def _rounded(bound: float, here: float) -> float:
    """The bound without the dust of the bisection: 0 where it is that next to the distance."""
    return 0.0 if abs(bound) < 1e-9 * max(1.0, abs(here)) else bound
