"""The sentences that a search ends with, whole, so that each can be translated whole."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from circuitgrad.analysis.seek_results import SeekPoint, SeekResult, SeekSolution
from circuitgrad.engine.sentences import listed, number_text

if TYPE_CHECKING:
    from circuitgrad.analysis.seek_ends import Opening
    from circuitgrad.analysis.seek_problem import SeekProblem
    from circuitgrad.analysis.vector_function import Vector

MOST_NAMED: Final = 4
_NOTHING: Final = 1e-9
_ROUNDING: Final = 1e-12

REACHED: Final = "“{label}” is {value} at {where}."
ALREADY: Final = "“{label}” is {value} already."
NOT_FOUND: Final = "“{label}” was not found to reach {goal}: the nearest is {value}, at {where}."
NOT_WHILE: Final = "“{label}” was not found to reach {goal} while {fixed}: the nearest is {value}, at {where}."

UP: Final = 1.0
TOO_LOW: Final = {
    UP: "“{label}” does not reach {goal}: it is at most {value}, at {where}.",
    -UP: "“{label}” does not reach {goal}: it is at least {value}, at {where}.",
}
STOPPED: Final = {
    UP: "“{label}” does not reach {goal} within the bounds: it is at most {value}, at {where}.",
    -UP: "“{label}” does not reach {goal} within the bounds: it is at least {value}, at {where}.",
}
OPTIMUM: Final = {UP: "“{label}” is at most {value}, at {where}.", -UP: "“{label}” is at least {value}, at {where}."}
OPTIMUM_WHILE: Final = {
    UP: "“{label}” is at most {value} while {fixed}, at {where}.",
    -UP: "“{label}” is at least {value} while {fixed}, at {where}.",
}
POLE: Final = {
    UP: "“{label}” grows without bound near {place}; bound the inputs away from it.",
    -UP: "“{label}” falls without bound near {place}; bound the inputs away from it.",
}
_WITHIN: Final = {
    UP: "; within the ranges it is at most {value}, at {where}.",
    -UP: "; within the ranges it is at least {value}, at {where}.",
}
STAYS: Final = {
    UP: "“{label}” stays below {limit} and never reaches {goal}" + _WITHIN[UP],
    -UP: "“{label}” stays above {limit} and never reaches {goal}" + _WITHIN[-UP],
}
_WAYS: Final = {
    "rising": " with rising {rising}",
    "falling": " with falling {falling}",
    "both": " with rising {rising} and falling {falling}",
}
UNBOUNDED: Final = {
    (sign, way): f"“{{label}}” {verb} without bound{movers}{_WITHIN[sign]}"
    for sign, verb in ((UP, "grows"), (-UP, "falls"))
    for way, movers in _WAYS.items()
}
LIMIT: Final = {
    (sign, way): f"“{{label}}” comes ever closer to {{limit}}{movers}, but stays {side} it{_WITHIN[sign]}"
    for sign, side in ((UP, "below"), (-UP, "above"))
    for way, movers in _WAYS.items()
}


def where(problem: SeekProblem, point: Vector) -> str:
    """A point in words: the inputs that moved farthest, seen against their ranges, in the order of the document."""
    moved = abs(point - problem.start) / problem.width
    chosen = sorted(sorted(range(len(point)), key=lambda place: -moved[place])[:MOST_NAMED])
    shown = [0.0 if abs(point[place]) <= _NOTHING * problem.width[place] else float(point[place]) for place in chosen]
    names = [problem.inputs[place].label for place in chosen]
    text = ", ".join(f"{name} = {number_text(number)}" for name, number in zip(names, shown, strict=True))
    return text + (", …" if len(point) > len(chosen) else "")


def fixed_text(problem: SeekProblem) -> str:
    """The fixed nodes in words."""
    fixed = [target for target in problem.targets if target.function is not problem.function]
    return listed([f"{target.label} = {number_text(target.goal)}" for target in fixed])


def movers(problem: SeekProblem, opening: Opening) -> tuple[str, dict[str, str]]:
    """Which of `UNBOUNDED` or `LIMIT` fits a way, and its fields."""
    names = [each.label for each in problem.inputs]
    rising = listed([names[place] for place in opening.movers(1.0)])
    falling = listed([names[place] for place in opening.movers(-1.0)])
    key = "both" if rising and falling else "rising" if rising else "falling"
    return key, {"rising": rising, "falling": falling}


def result(
    problem: SeekProblem,
    solutions: list[SeekSolution],
    template: str,
    *,
    reached: bool,
    scale: float = 0.0,
    fields: Mapping[str, str] = MappingProxyType({}),
) -> SeekResult:
    """The result with its sentence; the fields that all templates share come from the first solution.

    Args:
        problem: what was sought.
        solutions: what was found, in order.
        template: the sentence.
        reached: whether the first one is what was asked for.
        scale: a value that is nothing next to it is told as 0.
        fields: more fields of the template, or other texts for those that it has.
    """
    import numpy as np

    best = solutions[0]
    point = np.array(list(best.values.values()))
    goal = problem.goal if isinstance(problem.goal, str) else number_text(problem.goal)
    texts = {
        "label": problem.objective.label,
        "goal": goal,
        "value": number_text(0.0 if abs(best.value) <= _ROUNDING * scale else best.value),
        "where": where(problem, point),
        "fixed": fixed_text(problem),
        **fields,
    }
    named = tuple((name, text) for name, text in texts.items() if f"{{{name}}}" in template)
    start_value = problem.function.at(problem.start)[0]
    start = problem.labelled(problem.start)
    return SeekResult(
        problem.objective.label, problem.goal, start, start_value, tuple(solutions), reached, template, named
    )


def solution(
    problem: SeekProblem, point: Vector, path: tuple[SeekPoint, ...] = (), *, reached: bool = True
) -> SeekSolution:
    """A point as a solution."""
    value, _ = problem.function.at(point)
    return SeekSolution(problem.labelled(point), value, problem.move(point), reached, path)
