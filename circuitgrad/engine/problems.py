"""Finds what a person should know about the numbers of a run: where they break, tie or die, why, and what helps.

Each finder walks the tape once, looks at plain numbers first, and thinks only where something is wrong; of each
kind the first few are told, since a list of ten thousand equal troubles helps nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from circuitgrad.engine.broken import broken_slopes, broken_values, missing, overflows
from circuitgrad.engine.findings import Findings
from circuitgrad.engine.passes import Gradients
from circuitgrad.engine.results import Problem
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
    found = [missing(tape), broken_values(tape, values)]
    if objective is not None and backward is not None:
        findings = Findings(tape, values, backward, backward.needed)
        found += [finder(findings) for finder in (broken_slopes, overflows, dead, ties, extremes)]
    return [problem for problems in found for problem in islice(problems, MOST_OF_A_KIND)]
