"""Goal seek: "f is 0.73, I want 0.90" – the smallest move of the inputs that gets there; or to the top, or the bottom.

The searches themselves are in `seek_goal` (to a number) and `seek_ends` (to an end); both set out from many starts.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from typing import TYPE_CHECKING, Final, Unpack

from circuitgrad.analysis.moving import Bounds
from circuitgrad.analysis.one_thread import load_scipy
from circuitgrad.analysis.seek_problem import Asked, SeekProblem, make_problem
from circuitgrad.analysis.seek_results import Goal, SeekPoint, SeekResult
from circuitgrad.analysis.seek_watch import Progress, Watch
from circuitgrad.circuit import Circuit
from circuitgrad.errors import ValueProblem

if TYPE_CHECKING:
    Steps = Generator[SeekPoint, None, SeekResult]

_FEWEST_STARTS: Final = 4
_NODES_TRIED: Final = 2**17
"""How many nodes all starts together may have."""


def seek(
    circuit: Circuit,
    goal: Goal,
    objective: str | None = None,
    *,
    values: Mapping[str, float] | None = None,
    hold: Iterable[str] = (),
    release: Iterable[str] = (),
    bounds: Bounds | None = None,
    weights: Mapping[str, float] | None = None,
    fixed: Mapping[str, float] | None = None,
    tolerance: float = 1e-9,
    starts: int = 32,
    seed: int = 0,
    progress: Progress | None = None,
) -> SeekResult:
    """Finds values of the inputs at which the objective has a value, or is as large or small as it can be.

    For a number it is the smallest move that gets there, √Σ(weight·Δ)² in the inputs' own units, and different ones
    where there are several. A goal that cannot be reached is no error: the result says so, and how near it gets.

    Args:
        circuit: it is not changed.
        goal: the value that the objective shall have, or "max" or "min".
        objective: what people call it; None for the chosen one or the only sink.
        values: where inputs start, by what people call them; the others at the circuit's own values.
        hold: inputs that shall not move, beside those that are held.
        release: inputs that may move although they are held.
        bounds: ends for some inputs; the others have those of their own range, or none.
        weights: how much a move of an input costs per unit; 1 where nothing is said.
        fixed: values that other nodes shall have, by what people call them.
        tolerance: how far off the goal may be, relative to the larger of |goal| and how far off it was.
        starts: how many starts are tried; the first is the current point. In circuits of more than 4,096 nodes there
            are fewer, down to 4.
        seed: the same seed gives the same starts, and the same result.
        progress: is told each point the search comes to; False stops it.

    Returns:
        Solutions, nearest first for a number, best first for "max" and "min", and one sentence.

    Raises:
        UnknownNodeError: an input, the objective or a fixed node is not there.
        ObjectiveError: no objective can be told, or nothing feeds it.
        ValueProblem: a number cannot be used, an input has no value, or the objective is undefined at the start.
        CircuitError: no input that may move reaches the objective.
        SeekStopped: `progress` said so.

    Example:
        >>> import circuitgrad as cg
        >>> found = cg.seek(cg.from_formula("x = 3; y = 3; f = x*y"), 4.0)
        >>> {label: round(value, 6) for label, value in found.best.values.items()}, round(found.best.move, 6)
        ({'x': 2.0, 'y': 2.0}, 1.414214)
        >>> cg.seek(cg.from_formula("x = 0; f = sigmoid(x)"), 1.5).sentence
        '“f” stays below 1 and never reaches 1.5; within the ranges it is at most 0.731059, at x = 1.'
    """
    asked = Asked(
        values=values, hold=hold, release=release, bounds=bounds, weights=weights, fixed=fixed, tolerance=tolerance,
        starts=starts, seed=seed,
    )  # fmt: skip
    steps = _prepared(circuit, goal, objective, asked, progress)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: SeekResult = end.value
            return found


def seek_steps(circuit: Circuit, goal: Goal, objective: str | None = None, **asked: Unpack[Asked]) -> Steps:
    """The same search, a point at a time, for those who watch it, step it or leave it.

    The points of one start come when the search from there has ended; `seek` tells them to its `progress` at once.

    Args:
        circuit: it is not changed.
        goal: the value that the objective shall have, or "max" or "min".
        objective: what people call it; None for the chosen one or the only sink.
        asked: the other arguments of `seek`, but for `progress`.

    Returns:
        A generator of points that returns the `SeekResult`: ``result = yield from seek_steps(…)``.

    Raises:
        CircuitError: at once, as `seek` does.

    Example:
        >>> import circuitgrad as cg
        >>> points = list(seek_steps(cg.from_formula("x = 3; f = x*x"), 4.0, starts=1))
        >>> points[-1].values["x"], points[-1].value
        (2.0, 4.0)
    """
    return _prepared(circuit, goal, objective, asked, None)


def _prepared(circuit: Circuit, goal: Goal, objective: str | None, asked: Asked, progress: Progress | None) -> Steps:
    starts, seed = asked.get("starts", 32), asked.get("seed", 0)
    if isinstance(starts, bool) or not isinstance(starts, int) or starts < 1:
        raise ValueProblem("A search needs a whole number of starts, 1 or more, not {starts}.", starts=starts)
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise ValueProblem("The seed must be a whole number, 0 or more, not {seed}.", seed=seed)
    problem = make_problem(circuit, goal, objective, asked)
    return _quietly(problem, starts, seed, Watch(problem, progress))


def _quietly(problem: SeekProblem, starts: int, seed: int, watch: Watch) -> Steps:
    """The search, without the warnings of optimisers that walk over the edge of what is defined."""
    import warnings

    import numpy as np

    from circuitgrad.analysis.seek_search import search_end, search_number

    load_scipy()
    search = search_end if isinstance(problem.goal, str) else search_number
    steps = search(problem, min(starts, max(_FEWEST_STARTS, _NODES_TRIED // len(problem.function))), seed, watch)
    while True:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                point = next(steps)
            except StopIteration as end:
                found: SeekResult = end.value
                return found
        yield point
