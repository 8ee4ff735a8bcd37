"""The two searches, from their starts to their result: to a number, and to the top or the bottom."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING, Final

from circuitgrad.analysis.seek_ends import Ends, Opening, find_ends
from circuitgrad.analysis.seek_extreme import Climber, typical_scale
from circuitgrad.analysis.seek_goal import is_nearest, reach
from circuitgrad.analysis.seek_meet import restored, same_point
from circuitgrad.analysis.seek_results import NO_SUCH_POINT, SeekPoint, SeekResult, SeekSolution
from circuitgrad.analysis.seek_sentences import (
    ALREADY,
    LIMIT,
    NOT_FOUND,
    NOT_WHILE,
    OPTIMUM,
    OPTIMUM_WHILE,
    POLE,
    REACHED,
    STAYS,
    STOPPED,
    TOO_LOW,
    UNBOUNDED,
    movers,
    result,
    solution,
    where,
)
from circuitgrad.analysis.seek_starts import Samples, best_starts, between, crossings, sample, spread_starts
from circuitgrad.analysis.seek_tops import Top
from circuitgrad.analysis.seek_watch import Watch
from circuitgrad.engine.sentences import number_text

if TYPE_CHECKING:
    from circuitgrad.analysis.seek_problem import SeekProblem
    from circuitgrad.analysis.vector_function import Vector

Steps = Generator[SeekPoint, None, SeekResult]
_SAME_MOVE: Final = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """A point that meets the goal, and the way to it."""

    point: Vector
    path: tuple[SeekPoint, ...]


def search_number(problem: SeekProblem, starts: int, seed: int, watch: Watch) -> Steps:
    """Looks for the points nearest to the current one that meet the problem's targets."""
    assert not isinstance(problem.goal, str)  # noqa: S101 - says it to the type checker
    samples = sample(problem, starts, seed)
    begin = [problem.clipped(problem.start)]
    found: list[_Found] = []
    yield from _reach_from(problem, begin[0], watch, found)
    alone = len(problem.targets) == 1
    if alone:
        begin += crossings(problem, samples, problem.goal)
    short: SeekResult | None = None
    if not found and len(begin) == 1:
        sign = 1.0 if problem.goal > problem.function.at(begin[0])[0] else -1.0
        climber = _climber(replace(problem, targets=problem.targets[1:]), sign, samples, watch)
        ends = yield from find_ends(climber, _climbing_starts(problem, samples, sign, starts), watch)
        short = _unreached(problem, climber, ends, samples)
        if _falls_short(problem, climber, ends) or not (ends.tops or alone):
            return short
        begin += [root for top in ends.tops if alone and (root := _passed(problem, begin[0], top.point)) is not None]
    begin += spread_starts(samples, max(0, starts - len(begin)))
    for start in begin[1:]:
        yield from _reach_from(problem, start, watch, found)
    if not found:
        return short or result(problem, [_nearest(problem, [], samples)], NOT_FOUND, reached=False)
    solutions = [solution(problem, each.point, each.path) for each in _different(problem, found)]
    return result(problem, solutions, REACHED if solutions[0].move > 0.0 else ALREADY, reached=True)


def _passed(problem: SeekProblem, start: Vector, top: Vector) -> Vector | None:
    """Where the objective goes through the goal on the way to a top beyond it."""
    goal = problem.targets[0].goal
    offsets = [problem.function.at(point)[0] - goal for point in (start, top)]
    return between(problem, start, top, goal) if offsets[0] * offsets[1] < 0.0 else None


def search_end(problem: SeekProblem, starts: int, seed: int, watch: Watch) -> Steps:
    """Looks for the largest or the smallest values of the objective."""
    sign = 1.0 if problem.goal == "max" else -1.0
    samples = sample(problem, starts, seed)
    climber = _climber(problem, sign, samples, watch)
    ends = yield from find_ends(climber, _climbing_starts(problem, samples, sign, starts), watch)
    tops = sorted(ends.tops, key=lambda top: (-round(top.height, 9), problem.move(top.point)))  # equal ones: nearest
    solutions = [solution(problem, top.point, top.path, reached=top.is_proper) for top in tops]
    if not solutions:
        here = solution(problem, problem.clipped(problem.start), reached=False)
        if problem.targets or ends.opening is None:
            return result(problem, [here], NO_SUCH_POINT, reached=False)
        return _open(problem, [here], ends.opening, climber)
    if ends.opening is not None:
        within = [each for each, top in zip(solutions, tops, strict=True) if _is_near(problem, top.point)]
        return _open(problem, within or solutions, ends.opening, climber)
    template = (OPTIMUM_WHILE if problem.targets else OPTIMUM)[sign]
    return result(problem, solutions, template, reached=solutions[0].reached, scale=climber.scale)


def _is_near(problem: SeekProblem, point: Vector) -> bool:
    return bool(((point >= problem.near_low) & (point <= problem.near_high)).all())


def _climber(problem: SeekProblem, sign: float, samples: Samples, watch: Watch) -> Climber:
    return Climber(problem, sign, typical_scale(samples), watch.note)


def _climbing_starts(problem: SeekProblem, samples: Samples, sign: float, count: int) -> list[Vector]:
    """The current point, half of the rest where the samples are best, half spread."""
    best = best_starts(samples, sign, count // 2)
    return [problem.clipped(problem.start), *best, *spread_starts(samples, count - 1 - len(best))]


def _reach_from(
    problem: SeekProblem, start: Vector, watch: Watch, found: list[_Found]
) -> Generator[SeekPoint, None, None]:
    watch.begin()
    point = reach(problem, start, watch.note, [each.point for each in found])
    if point is not None:
        found.append(_Found(point, watch.path()))
    yield from watch.trail


def _different(problem: SeekProblem, found: list[_Found]) -> list[_Found]:
    """The nearest one, and those others that no small step brings nearer: one of each family."""
    chosen: list[_Found] = []
    for each in sorted(found, key=lambda each: problem.move(each.point)):
        if not chosen or (
            is_nearest(problem, each.point)
            and not any(_same_family(problem, other.point, each.point) for other in chosen)
        ):
            chosen.append(each)
    return chosen


def _same_family(problem: SeekProblem, one: Vector, other: Vector) -> bool:
    """Whether two points are one, or belong to a row of points that are all as near, such as an arc of a circle."""
    if same_point(problem, one, other):
        return True
    if all(problem.holds(one + share * (other - one)) for share in (0.25, 0.5, 0.75)):
        return True
    move = problem.move(one)
    if abs(problem.move(other) - move) > _SAME_MOVE * move:
        return False
    middle = (one + other) / 2.0
    beside = restored(problem, middle)
    half = float((((one - other) * problem.weights / 2.0) ** 2).sum()) ** 0.5
    away = float((((beside - middle) * problem.weights) ** 2).sum()) ** 0.5
    return problem.holds(beside) and away < 0.9 * half and abs(problem.move(beside) - move) <= _SAME_MOVE * move


def _unreached(problem: SeekProblem, climber: Climber, ends: Ends, samples: Samples) -> SeekResult:
    """The result where no point was found that meets the targets."""
    sign, tops = climber.sign, ends.tops
    if len(problem.targets) > 1:
        template = NOT_WHILE if tops else NO_SUCH_POINT
        return result(problem, [_nearest(problem, tops, None)], template, reached=False)
    if not _falls_short(problem, climber, ends):
        return result(problem, [_nearest(problem, tops, samples)], NOT_FOUND, reached=False)
    best = solution(problem, tops[0].point, tops[0].path, reached=False)
    if ends.opening is not None:
        limit = _limit_text(ends.opening, climber)
        return result(problem, [best], STAYS[sign], reached=False, fields=_limit_fields(best, limit))
    stopped = ((tops[0].point <= problem.low) | (tops[0].point >= problem.high)).any()
    return result(problem, [best], (STOPPED if stopped else TOO_LOW)[sign], reached=False, scale=climber.scale)


def _falls_short(problem: SeekProblem, climber: Climber, ends: Ends) -> bool:
    """Whether everything that was found lies on this side of the goal."""
    assert not isinstance(problem.goal, str)  # noqa: S101 - says it to the type checker
    if not ends.tops:
        return False
    goal = climber.sign * problem.goal / climber.scale
    if ends.opening is not None and ends.opening.height > goal:
        return False
    return ends.tops[0].height < goal


def _nearest(problem: SeekProblem, tops: Sequence[Top], samples: Samples | None) -> SeekSolution:
    """What comes nearest to the goal of all that was seen."""
    import numpy as np

    goal = problem.targets[0].goal
    points = [top.point for top in tops]
    if samples is not None or not tops:
        points.append(problem.clipped(problem.start))
    if samples is not None and np.isfinite(samples.values).any():
        gaps = np.abs(samples.values - goal)
        points.append(samples.points[int(np.where(np.isfinite(gaps), gaps, inf).argmin())])
    return solution(problem, min(points, key=lambda point: abs(problem.function.at(point)[0] - goal)), reached=False)


def _limit_text(opening: Opening, climber: Climber) -> str:
    return number_text(climber.sign * opening.height * climber.scale)


def _limit_fields(best: SeekSolution, limit: str) -> dict[str, str]:
    """The limit, and the value with so many digits that it is told from the limit."""
    value = number_text(best.value)
    return {"limit": limit, "value": number_text(best.value, 16) if value == limit else value}


def _open(problem: SeekProblem, solutions: list[SeekSolution], opening: Opening, climber: Climber) -> SeekResult:
    """The result where the objective goes on and on."""
    if opening.kind == "pole":
        place = where(problem, opening.way)
        return result(problem, solutions, POLE[climber.sign], reached=False, fields={"place": place})
    way, names = movers(problem, opening)
    if opening.kind == "unbounded":
        return result(problem, solutions, UNBOUNDED[climber.sign, way], reached=False, fields=names)
    fields = {**_limit_fields(solutions[0], _limit_text(opening, climber)), **names}
    return result(problem, solutions, LIMIT[climber.sign, way], reached=False, fields=fields)
