"""Watching a search: its points, start by start, and somebody who may stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from circuitgrad.analysis.seek_problem import SeekProblem
from circuitgrad.analysis.seek_results import SeekPoint
from circuitgrad.errors import SeekStopped

if TYPE_CHECKING:
    from circuitgrad.analysis.vector_function import Vector

Progress = Callable[[SeekPoint], bool]
"""Is told each point as the search comes to it; may take its time, and stops the search by False."""


class Watch:
    """Notes the points of each start.

    Args:
        problem: what is sought.
        progress: is told each point.
    """

    def __init__(self, problem: SeekProblem, progress: Progress | None = None) -> None:
        self._problem = problem
        self._progress = progress
        self._start = -1
        self.trail: list[SeekPoint] = []

    def begin(self) -> None:
        """Another start: the trail is empty again."""
        self._start += 1
        self.trail = []

    def note(self, point: Vector) -> None:
        """The search has come to this point.

        Raises:
            SeekStopped: who watches said so.
        """
        value, _ = self._problem.function.at(point)
        self.trail.append(SeekPoint(self._start, len(self.trail), self._problem.labelled(point), value))
        if self._progress is not None and not self._progress(self.trail[-1]):
            raise SeekStopped("The search was stopped before its end.")

    def path(self) -> tuple[SeekPoint, ...]:
        """The points of this start."""
        return tuple(self.trail)
