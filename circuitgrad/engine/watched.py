"""What a glance at the numbers of a run looks at: the few nodes of a structure where something may be wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from circuitgrad.engine.passes import consumers_of, leaves
from circuitgrad.engine.search import zeros
from circuitgrad.engine.tape import Tape
from circuitgrad.engine.trace import MOST_TRACED, Term, traced
from circuitgrad.operators import Operator

Taking = Callable[[Any], Sequence[float]]
"""Takes the numbers of some nodes out of a list that has one for each node; 1 where there are no such nodes."""


class Watched:
    """The nodes of one structure that count for one objective, all of which it depends on.

    Args:
        tape: any that has the structure.
        needed: whether the objective depends on each node.
    """

    __slots__ = ("_feeds", "_of_starvable", "all_move", "has_kinks", "inputs", "needed", "of_inputs", "of_leaves")

    def __init__(self, tape: Tape, needed: Sequence[bool]) -> None:
        self.needed = needed
        self.has_kinks = any(operator.kinks for operator in set(tape.operators))
        below = [i for i in leaves(tape) if needed[i]]
        self.inputs = [i for i in below if tape.movable[i]]
        """The inputs that may move."""
        self.all_move = len(below) == len(self.inputs)
        """Whether these are all leaves."""
        self.of_inputs, self.of_leaves = _taking(self.inputs), _taking(below)
        self._look_for_starvable(tape, needed)

    def _look_for_starvable(self, tape: Tape, needed: Sequence[bool]) -> None:
        """Finds what moves and feeds a node that may stop its gradient by a local derivative of 0."""
        found: set[int] = set()
        for operator, sources, is_needed in zip(tape.operators, tape.sources, needed, strict=True):
            if is_needed and sources:
                found.update([sources[position] for position in _stopping(operator, len(sources))])
        consumers = consumers_of(tape)
        if 2 * len(found) > len(tape) and all(needed):  # to take most of a list is slower than to look at all of it
            self._of_starvable: Taking = _whole
            self._feeds = consumers
        else:
            starvable = [i for i in found if tape.movable[i]]
            self._of_starvable = _taking(starvable)
            self._feeds = [consumers[i] for i in starvable]

    def starving(self, gradients: Sequence[float]) -> list[int]:
        """The nodes that have a gradient beside a source that has none; those that may stop it are among them."""
        numbers = self._of_starvable(gradients)
        if all(numbers):
            return []
        feeds = self._feeds
        return [i for k in zeros(numbers) for i in feeds[k] if gradients[i]]


def watched_in(tape: Tape, needed: Sequence[bool]) -> Watched:
    """What is looked at; kept with the tape's structure, for the last objective only."""
    watched: Watched | None = tape.kept.get("watched")
    if watched is None or watched.needed is not needed:
        watched = tape.kept["watched"] = Watched(tape, needed)
    return watched


@cache
def _stopping(operator: Operator, count: int) -> Sequence[int]:
    """The positions of inputs toward which the local derivative is not always the same, or always 0: it may be 0."""
    if count > MOST_TRACED or not operator.accepts(count):
        return range(count)
    slopes = traced(operator, count).local_derivatives
    return [position for position, slope in enumerate(slopes) if isinstance(slope, Term) or slope == 0.0]


def _whole(numbers: Sequence[float]) -> Sequence[float]:
    return numbers


def _taking(places: Sequence[int]) -> Taking:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda numbers: [numbers[place] for place in places] or [1.0]
