"""Finds what a person should know about the numbers of a run: where they break, tie or die, why, and what helps.

A glance at the numbers (`signs`) says which finders are due: mostly none. A finder looks at plain numbers first, and
thinks only where something is wrong; what helps is tried out when somebody reads the sentence. Of each kind the first
few are told, since a list of ten thousand equal troubles helps nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from circuitgrad.engine.broken import broken_slopes, broken_values, missing, overflows
from circuitgrad.engine.findings import Findings
from circuitgrad.engine.passes import Gradients
from circuitgrad.engine.results import Problem
from circuitgrad.engine.search import all_finite
from circuitgrad.engine.signs import Flag, flags_of
from circuitgrad.engine.tape import Tape
from circuitgrad.engine.weak import dead, extremes, ties

MOST_OF_A_KIND: Final = 50


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
    problems: list[Problem] = []
    if flags & _NOT_FINITE:
        for found in (missing(tape), broken_values(tape, values)):
            problems += islice(found, MOST_OF_A_KIND)
    if backward is not None:
        findings = Findings(tape, values, backward, backward.needed)
        for finder, seen in _FINDERS:
            if flags & seen:
                problems += islice(finder(findings), MOST_OF_A_KIND)
    return problems


_NOT_FINITE: Final = int(Flag.NOT_FINITE)
_FINDERS: Final = (
    (broken_slopes, Flag.EXTREME | Flag.UNDEFINED),
    (overflows, Flag.EXTREME | Flag.UNDEFINED),
    (dead, int(Flag.SILENT)),
    (ties, int(Flag.TIE)),
    (extremes, Flag.EXTREME | Flag.TINY),
)
"""The finders for runs that went both ways, worst problems first, each with the flags that it is asked at."""
