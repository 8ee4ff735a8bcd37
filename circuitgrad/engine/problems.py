"""Finds what a person should know about the numbers of a run: where they break, tie or die, why, and what helps.

A glance at the numbers (`signs`) says which finders are due: mostly none. A finder looks at plain numbers first, and
thinks only where something is wrong; what helps is tried out when somebody reads the sentence. Of each kind the first
few are told, since a list of ten thousand equal troubles helps nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from circuitgrad.engine.passes import Gradients
from circuitgrad.engine.results import Problem
from circuitgrad.engine.search import all_finite
from circuitgrad.engine.signs import Flag, flags_of
from circuitgrad.engine.tape import Tape


def find_problems(
    tape: Tape, values: Sequence[float], objective: int | None, backward: Gradients | None
) -> list[Problem]:
    """All problems, worst first: missing, undefined and infinite, overflowing, zero, tie, exploding and vanishing.

    Args:
        tape: what ran.
        values: what the forward pass gave.
        objective: its place, None where there is none.
        backward: what the backward pass gave, None where there was none.
    """
    if objective is None or backward is None:
        flags = 0 if all_finite(values) else _NOT_FINITE
    else:
        flags = flags_of(tape, values, objective, backward)
    if not flags:
        return []
    from circuitgrad.engine.finders import find_flagged

    return find_flagged(flags, tape, values, backward)


_NOT_FINITE: Final = int(Flag.NOT_FINITE)
