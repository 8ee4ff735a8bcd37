"""The tops of an objective, from many starts: those within the ranges, and what lies beyond guessed ends."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING, Final, Literal

from circuitgrad.analysis.seek_extreme import Climber
from circuitgrad.analysis.seek_meet import same_point
from circuitgrad.analysis.seek_results import SeekPoint
from circuitgrad.analysis.seek_starts import best_starts, sample_around
from circuitgrad.analysis.seek_tops import Top, add_top, drop_families, in_order, is_top
from circuitgrad.analysis.seek_watch import Watch

if TYPE_CHECKING:
    from circuitgrad.analysis.vector_function import Vector

Kind = Literal["unbounded", "limit", "pole"]
_PROBES: Final = (1e2, 1e4, 1e6, 1e8)
"""How many ranges beyond its end an objective is asked for."""
_STILL_GROWING: Final = 0.3
_NAMED: Final = 0.05
_MOST_BEYOND: Final = 4
_POLE: Final = 1e9
"""A height of so many times the spread of the samples has no end: off all ends it is a pole."""
_ROUNDS: Final = 4
_STARTS_AROUND: Final = 8
_NEXT: Final = 0.15
"""How far around the highest top others are looked for, as a share of the ranges."""
_SURELY: Final = 1e-6
_RADII: Final = (10.0, 1e3, 1e6)
"""How many ranges away from the current point a higher value is looked for."""
_GAPS: Final = (1e-2, 1e-4, 1e-6)


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """A way on which the objective goes on and on.

    Args:
        kind: "unbounded", "limit" where it comes ever closer to one, or "pole" where it is infinite at a point.
        height: the limit's; ∞ where there is none.
        way: how each input moves on it, as shares of its range; for a pole the point.
    """

    kind: Kind
    height: float
    way: Vector

    def movers(self, sign: float) -> list[int]:
        """The places of the inputs that rise (sign 1) or fall (−1) on it, but for those that hardly move."""
        most = float(abs(self.way).max())
        return [place for place, part in enumerate(self.way.tolist()) if sign * part > _NAMED * most]


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """What was found: different tops, highest first, and the way to more, if there is one."""

    tops: list[Top]
    opening: Opening | None


def find_ends(climber: Climber, starts: Sequence[Vector], watch: Watch) -> Generator[SeekPoint, None, Ends]:
    """Climbs from each start within the ranges, around the highest top, and on beyond guessed ends."""
    problem = climber.problem
    tops: list[Top] = []
    yield from _climb_from(climber, starts, watch, tops)
    for seed in range(_ROUNDS if tops and not problem.targets else 0):
        highest = max(tops, key=lambda top: top.height)
        around = sample_around(problem, highest.point, _NEXT, seed)
        yield from _climb_from(climber, best_starts(around, climber.sign, _STARTS_AROUND), watch, tops)
        if max(top.height for top in tops) <= highest.height + _SURELY * max(1.0, abs(highest.height)):
            break
    opening = _pole(climber, tops)
    if opening is not None:
        return Ends(in_order(tops), opening)
    opening = yield from _go_on(climber, watch, tops)
    if opening is None and not problem.targets:
        opening = yield from _look_far(climber, watch, tops)
    ordered = drop_families(climber, in_order(tops))
    if opening is not None and ordered and ordered[0].is_proper and opening.height <= ordered[0].height:
        opening = None
    return Ends(ordered, opening)


def _go_on(climber: Climber, watch: Watch, tops: list[Top]) -> Generator[SeekPoint, None, Opening | None]:
    """Goes on beyond the guessed ends where tops stand, and looks what the highest top leads to if it is only flat."""
    problem = climber.problem
    opening: Opening | None = None
    ordered = in_order(tops)
    for top in [top for top in ordered if not top.is_proper][:_MOST_BEYOND]:
        watch.begin()
        point = climber.climb(top.point, problem.low, problem.high)
        yield from watch.trail
        found = _opening(climber, point)
        if found is not None:
            opening = found if opening is None or found.height > opening.height else opening
        elif is_top(climber, point):
            tops[:] = [other for other in tops if other is not top]
            add_top(climber, tops, Top(point, climber.height(point)[0], True, top.path + watch.path()))
    if opening is None and ordered and ordered[0].is_proper and not problem.targets:
        opening = _opening(climber, ordered[0].point)
        if opening is not None:
            tops[:] = [replace(top, is_proper=top.is_proper and top is not ordered[0]) for top in tops]
    return opening


def _climb_from(
    climber: Climber, starts: Sequence[Vector], watch: Watch, tops: list[Top]
) -> Generator[SeekPoint, None, None]:
    problem = climber.problem
    for start in starts:
        if climber.infinite_at is not None:
            return
        watch.begin()
        point = climber.climb(start, problem.near_low, problem.near_high)
        yield from watch.trail
        if is_top(climber, point):
            add_top(
                climber, tops, Top(point, climber.height(point)[0], not _at_guessed_end(climber, point), watch.path())
            )


def _look_far(climber: Climber, watch: Watch, tops: list[Top]) -> Generator[SeekPoint, None, Opening | None]:
    """Looks whether the objective is higher far outside the guessed ranges, and climbs there."""
    import numpy as np

    problem = climber.problem
    if not ((problem.low < problem.near_low) | (problem.high > problem.near_high)).any():
        return None
    start = problem.clipped(problem.start)
    heights = [max((top.height for top in tops), default=-inf)]
    for radius in _RADII:
        around = sample_around(problem, start, radius, 0)
        signed = climber.sign * around.values / climber.scale
        signed[np.isnan(signed)] = -inf
        best = around.points[int(signed.argmax())]
        heights.append(float(signed.max()))
        if heights[-1] == inf:
            return Opening("unbounded", inf, (best - start) / problem.width)
    growth = np.diff(heights)
    if growth[1] > 0.0 and growth[2] >= _STILL_GROWING * growth[1] and growth[0] + growth[1] > _SURELY:
        return Opening("unbounded", inf, (best - start) / problem.width)
    if heights[-1] > heights[0] + _SURELY * max(1.0, abs(heights[0])):
        watch.begin()
        point = climber.climb(best, problem.low, problem.high)
        yield from watch.trail
        if is_top(climber, point):
            add_top(climber, tops, Top(point, climber.height(point)[0], True, watch.path()))
    return None


def _at_guessed_end(climber: Climber, point: Vector) -> bool:
    """Whether an end of a range stops the climb that is no bound."""
    problem = climber.problem
    slope = climber.height(point)[1]
    at_low = (point <= problem.near_low) & (problem.near_low > problem.low)
    at_high = (point >= problem.near_high) & (problem.near_high < problem.high)
    if problem.targets:
        return bool((at_low | at_high).any())
    return bool(((at_low & (slope <= 0.0)) | (at_high & (slope >= 0.0))).any())


def _pole(climber: Climber, tops: list[Top]) -> Opening | None:
    """Where the objective is infinite within the ranges; tops that are only its slopes are dropped."""
    problem = climber.problem
    found = climber.infinite_at
    if found is None:
        inside = [top.height > _POLE and _is_inside(climber, top.point) for top in tops]
        if not any(inside):
            return None
        found = tops[inside.index(True)].point
    slopes = [replace(top, is_proper=False) for top in tops[:1]]
    tops[:] = [top for top in tops if top.height <= _POLE and not same_point(problem, top.point, found)] or slopes
    return Opening("pole", inf, found)


def _is_inside(climber: Climber, point: Vector) -> bool:
    return bool(((point > climber.problem.near_low) & (point < climber.problem.near_high)).all())


def _opening(climber: Climber, end: Vector) -> Opening | None:
    """What the way from the current point through one where a climb beyond the ranges ended says; None for a top."""
    import numpy as np

    problem = climber.problem
    here = problem.clipped(problem.start)
    if climber.infinite_at is not None:
        way, climber.infinite_at = (climber.infinite_at - here) / problem.width, None
        return Opening("unbounded", inf, way)
    way = (end - here) / problem.width
    length = float(np.abs(way).max())
    if not 0.0 < length < inf:
        return None
    way = way / length
    if climber.height(end)[0] > _POLE or (problem.targets and length > _PROBES[0]):
        return Opening("unbounded", inf, way)
    if problem.targets:
        return None
    points = [problem.clipped(here + probe * length * way * problem.width) for probe in _PROBES]
    heights = [climber.height(point)[0] for point in points]
    if climber.infinite_at is not None:
        climber.infinite_at = None
        return Opening("unbounded", inf, way)
    growth = np.diff(heights)
    if heights[-1] > climber.height(end)[0] and growth[-1] >= _STILL_GROWING * growth[-2] > 0.0:
        return Opening("unbounded", inf, way)
    best = max(range(len(heights)), key=heights.__getitem__)
    if heights[best] < climber.height(end)[0] or not _comes_ever_closer(climber, here, points[best], heights[best]):
        return None
    return Opening("limit", heights[best], way)


def _comes_ever_closer(climber: Climber, start: Vector, far: Vector, limit: float) -> bool:
    """Whether the height nears its limit for ever, and is not simply there from some point on.

    The gap to an asymptote closes by the same factor over ways of the same length, or longer ones; to a top that is
    reached over ever shorter ones.
    """
    whole = limit - climber.height(start)[0]
    if not whole > 0.0:
        return False
    shares = []
    for gap in _GAPS:
        low, high = 1e-12, 1.0
        for _ in range(60):
            share = (low * high) ** 0.5
            near = limit - climber.height(start + share * (far - start))[0] <= gap * whole
            low, high = (low, share) if near else (share, high)
        shares.append(high)
    return shares[2] - shares[1] > _STILL_GROWING * (shares[1] - shares[0])
