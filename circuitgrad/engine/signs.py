"""What the numbers of a run show at a glance: which problems there may be.

A glance is a few sums and scans in C, under a tenth of a pass; only where it sees something do the finders walk the
tape. It may see too much, never too little. Compiled passes look while they compute, and see the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from math import hypot, isfinite
from typing import Final

from circuitgrad.engine.passes import Forward, Gradients
from circuitgrad.engine.tape import Tape
from circuitgrad.engine.watched import watched_in

EXPLODING: Final = 1e8
VANISHING: Final = 1e-12


class Flag(IntEnum):
    """What a pass has seen; a run's flags are a sum of these.

    A value that is not finite; a node that may stand at a tie or corner; a gradient of 0 beside one that is none; a
    leaf whose gradient is huge or not finite, and from compiled passes one that is 0 or tiny; a slope or a gradient of
    a leaf that is not finite or NaN; an input that may move whose gradient is 0 or tiny.
    """

    NOT_FINITE = 1
    TIE = 2
    SILENT = 4
    EXTREME = 8
    UNDEFINED = 16
    TINY = 32


# To ask the enumeration takes a tenth of a microsecond, each time.
_NOT_FINITE: Final = int(Flag.NOT_FINITE)
_TIE: Final = int(Flag.TIE)
_SILENT: Final = int(Flag.SILENT)
_EXTREME: Final = int(Flag.EXTREME)
_UNDEFINED: Final = int(Flag.UNDEFINED)
_TINY: Final = int(Flag.TINY)


def flags_of(tape: Tape, values: Sequence[float], objective: int, backward: Gradients) -> int:
    """What both passes have seen.

    A gradient that is not finite comes down to some leaf, whatever the slopes on its way: so leaves are looked at.
    """
    forward = backward.forward
    if not isinstance(forward, Forward):
        seen: int = forward.flags
        return seen
    gradients = backward.nodes
    watched = watched_in(tape, backward.needed)
    flags = _TIE if watched.has_kinks else 0
    if not isfinite(sum(values)):
        flags |= _NOT_FINITE
    backward.starving = watched.starving(gradients)
    if backward.starving:
        flags |= _SILENT
    inputs = watched.of_inputs(gradients)
    tiny: Sequence[int] = ()
    if min(map(abs, inputs)) <= VANISHING:
        tiny = [i for i, gradient in zip(watched.inputs, inputs, strict=False) if abs(gradient) <= VANISHING]
        flags |= _TINY
    if hypot(*(inputs if watched.all_move else watched.of_leaves(gradients))) < EXPLODING:
        backward.extreme = tiny
    else:
        flags |= _EXTREME
    return flags if forward.finite_slopes else flags | _UNDEFINED
