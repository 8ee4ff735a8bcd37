"""The finders of problems, and when each is due: imported when a glance at the numbers has seen something wrong."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from circuitgrad.engine.broken import broken_slopes, broken_values, missing, overflows
from circuitgrad.engine.findings import Findings
from circuitgrad.engine.passes import Gradients
from circuitgrad.engine.results import Problem
from circuitgrad.engine.signs import Flag
from circuitgrad.engine.tape import Tape
from circuitgrad.engine.weak import dead, extremes, ties

MOST_OF_A_KIND: Final = 50


def find_flagged(flags: int, tape: Tape, values: Sequence[float], backward: Gradients | None) -> list[Problem]:
    """What the finders find that these flags call for, worst first, the first few of each kind.

    Args:
        flags: what a glance has seen, see `signs`.
        tape: what ran.
        values: what the forward pass gave.
        backward: what the backward pass gave, None where there was none.
    """
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
