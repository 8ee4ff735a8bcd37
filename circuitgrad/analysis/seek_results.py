"""What a search for a goal gives: points on its way, solutions, and one sentence about the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

NO_SUCH_POINT: Final = "Nothing was found where {fixed}: fix fewer nodes, or release inputs."

Goal = float | Literal["max", "min"]
"""The value that the objective shall have, or the end it shall go to."""


@dataclass(frozen=True, slots=True)
class SeekPoint:
    """A point that the search came to.

    Args:
        start: which start it set out from; 0 is the current point.
        step: how many points of that start were before.
        values: the inputs that move, by what people call them, in their own units.
        value: the objective's value there; NaN or infinite where it is undefined.
    """

    start: int
    step: int
    values: dict[str, float]
    value: float


@dataclass(frozen=True, slots=True)
class SeekSolution:
    """A point that answers the question, or comes nearest to it.

    Args:
        values: the inputs that move, by what people call them.
        value: the objective's value there.
        move: √Σ(weight·Δ)² from the current values, in the inputs' own units where nothing is weighted.
        reached: whether it is what was asked for: the goal, or an optimum that no guessed range made.
        path: the points from the start of this search to it.
    """

    values: dict[str, float]
    value: float
    move: float
    reached: bool
    path: tuple[SeekPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class SeekResult:
    """What a search found.

    Args:
        label: what people call the objective.
        goal: what was asked for.
        start: the inputs that may move, as they were, by what people call them.
        start_value: the objective's value there.
        solutions: different ones, nearest first for a number, best first for "max" and "min"; at least one.
        reached: whether the first of them is what was asked for.
        template: the sentence about it, with ``{fields}``.
        fields: what stands in the fields, as pairs.

    Example:
        >>> import circuitgrad as cg
        >>> found = cg.seek(cg.from_formula("x = 1; f = x*x"), 4.0)
        >>> [round(solution.values["x"], 9) for solution in found.solutions], found.sentence
        ([2.0, -2.0], '“f” is 4 at x = 2.')
    """

    label: str
    goal: Goal
    start: dict[str, float]
    start_value: float
    solutions: tuple[SeekSolution, ...]
    reached: bool
    template: str
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def sentence(self) -> str:
        """The whole sentence in English."""
        return self.template.format(**dict(self.fields))

    @property
    def cannot_be(self) -> bool:
        """Whether not even the fixed nodes could have their values."""
        return self.template == NO_SUCH_POINT

    @property
    def best(self) -> SeekSolution:
        """The first solution."""
        return self.solutions[0]
