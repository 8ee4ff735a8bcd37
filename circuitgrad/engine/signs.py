"""What the numbers of a run show at a glance: which problems there may be.

A glance is a few sums and scans in C, under a tenth of a pass; only where it sees something do the finders walk the
tape. It may see too much, never too little. Compiled passes look while they compute, and see the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from math import isfinite
from operator import itemgetter
from typing import Any, Final

from circuitgrad.engine.passes import Forward, Gradients, leaves
from circuitgrad.engine.tape import Tape
from circuitgrad.frozen import frozen

EXPLODING: Final = 1e8
VANISHING: Final = 1e-12


class Flag(IntEnum):
    """What a pass has seen; a run's flags are a sum of these.

    A value that is not finite; a node that may stand at a tie or corner; a gradient of 0; a leaf whose gradient is 0,
    tiny, huge or not finite; a slope or a gradient of a leaf that is not finite or NaN.
    """

    NOT_FINITE = 1
    TIE = 2
    SILENT = 4
    EXTREME = 8
    UNDEFINED = 16


# To ask the enumeration takes a tenth of a microsecond, each time.
_NOT_FINITE: Final = int(Flag.NOT_FINITE)
_SILENT: Final = int(Flag.SILENT)
_EXTREME: Final = int(Flag.EXTREME)
_UNDEFINED: Final = int(Flag.UNDEFINED)


def flags_of(tape: Tape, values: Sequence[float], objective: int, backward: Gradients) -> int:
    """What both passes have seen.

    A gradient that is not finite comes down to some leaf, whatever the slopes on its way: so leaves are looked at.
    """
    forward = backward.forward
    if not isinstance(forward, Forward):
        seen: int = forward.flags
        return seen
    kept: tuple[int, _Watched] | None = tape.kept.get("watched")
    watched = kept[1] if kept is not None and kept[0] == objective else _watch(tape, objective, backward.needed)
    gradients = backward.nodes
    flags = watched.flags
    if not isfinite(sum(values)):
        flags |= _NOT_FINITE
    if gradients.count(0.0) != watched.needless if watched.needless else not all(gradients):
        flags |= _SILENT
    sizes = list(map(abs, watched.leaves(gradients)))
    if not (min(sizes) > VANISHING and sum(sizes) < EXPLODING):
        flags |= _EXTREME
    return flags if forward.finite_slopes else flags | _UNDEFINED


@frozen
class _Watched:
    """What a glance looks at in one structure with one objective.

    Args:
        needless: how many nodes the objective does not depend on; their gradient is 0.
        leaves: takes the numbers of the leaves that the objective depends on; 1 where there is none.
        flags: what is always there: corners that nodes may stand at.
    """

    needless: int
    leaves: Callable[[Any], Sequence[float]]
    flags: int


def _watch(tape: Tape, objective: int, needed: Sequence[bool]) -> _Watched:
    has_kinks = any(operator.kinks for operator in tape.operators)
    taking = _taking([i for i in leaves(tape) if needed[i]])
    watched = _Watched(len(tape) - sum(needed), taking, int(Flag.TIE) if has_kinks else 0)
    tape.kept["watched"] = objective, watched
    return watched


def _taking(places: list[int]) -> Callable[[Any], Sequence[float]]:
    """What takes the numbers at these places out of a row."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda numbers: [numbers[place] for place in places] or [1.0]
