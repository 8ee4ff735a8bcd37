"""The way that a gradient takes to a problem: which wires still carry it, which factor kills it, who gets none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from math import isfinite, isnan
from typing import Final, NamedTuple

from circuitgrad.analysis.paths import Path, paths_of
from circuitgrad.circuit import Circuit, Node, Wire
from circuitgrad.circuit.edits import Edit, SetValue
from circuitgrad.engine import Problem, Run, Tape, evaluate
from circuitgrad.engine.findings import numbers_at
from circuitgrad.engine.passes import Gradients
from circuitgrad.engine.sentences import direction_of, number_text

SMALLEST: Final = (
    "On its strongest way, “{label}” ({title}) is the flattest: its slope toward “{toward}” is {slope}, at {numbers}."
)
LARGEST: Final = (
    "On its strongest way, “{label}” ({title}) is the steepest: its slope toward “{toward}” is {slope}, at {numbers}."
)
SPREADS: Final = "From “{label}” on it spreads to {count} more, as far as “{end}”."
STARVES: Final = "Behind it {count} get no gradient on this way: {names}."
MOST_NAMED: Final = 4
STEPS: Final = (0.1, 0.3, 1.0, 3.0, 10.0)
"""How far past its bound an input is moved, relative to the bound, or to 1; what helps first is taken."""
SIGNS: Final = {"raise": (1.0,), "lower": (-1.0,), "move": (1.0, -1.0)}


class Factor(NamedTuple):
    """What a wire does to the gradient that comes back along it.

    Args:
        wire: which one.
        upstream: what arrives at the node where it ends.
        local: that node's local derivative toward it.
        gradient: their product, which goes on.
    """

    wire: Wire
    upstream: float
    local: float
    gradient: float


@dataclass(frozen=True, slots=True)
class Story:
    """What became of a gradient on its way to a problem.

    Args:
        problem: the problem.
        way: the wires from the objective back that still carry it, in this order.
        culprits: the wires whose factor kills it, or makes it explode or undefined.
        silent: wires behind those that get nothing of it.
        spread: wires on which an undefined or infinite value goes on toward the objective.
        template: what can be said of it beyond the problem's own sentence, with ``{fields}``; empty for nothing.
        fields: what stands in the fields, as pairs.
    """

    problem: Problem
    way: tuple[Factor, ...] = ()
    culprits: tuple[Factor, ...] = ()
    silent: tuple[Wire, ...] = ()
    spread: tuple[Wire, ...] = ()
    template: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def sentence(self) -> str:
        """The whole sentence in English; empty for none."""
        return self.template.format(**dict(self.fields))


def tell_story(run: Run, problem: Problem) -> Story:
    """What became of the gradient, or of the value, around a problem.

    Args:
        run: the run whose problem it is.
        problem: one of `run.problems`.

    Example:
        >>> import circuitgrad as cg
        >>> run = cg.run(cg.from_formula("x = 0; y = 0; q = x*y; f = 3*q"))
        >>> story = tell_story(run, run.problems[0])
        >>> [(factor.wire.source, factor.local) for factor in story.way], len(story.culprits)
        ([('q', 3.0)], 2)
        >>> run = cg.run(cg.from_formula("x = 40; y = sigmoid(x); f = 3*y"))
        >>> tell_story(run, run.problems[0]).sentence
        'On its strongest way, “y” (sigmoid) is the flattest: its slope toward “x” is 4.25e−18, at x = 40.'
    """
    if problem.node not in run.tape.place:
        return Story(problem)
    return _STORIES.get(problem.kind, _value_story)(run, problem)


def _value_story(run: Run, problem: Problem) -> Story:
    """Where an undefined, infinite or missing number goes on from its node."""
    tape, start = run.tape, run.tape.place[problem.node]
    if isfinite(run.values[start]):
        return _dead_story(run, problem)  # its value is well; a slope of it is not
    ill = isnan if isnan(run.values[start]) else _is_ill
    spread = tuple(_downstream(tape, start, lambda place: ill(run.values[place])))
    reached = {wire.target for wire in spread}
    ends = [id for id in reached if not any(wire.source == id for wire in spread)]
    if not ends:
        return Story(problem)
    end = tape.labels[max(tape.place[id] for id in ends)]
    if run.objective in reached:
        end = tape.labels[tape.place[run.objective]]
    fields = ("label", tape.labels[start]), ("count", str(len(reached))), ("end", end)
    return Story(problem, spread=spread, template=SPREADS, fields=fields)


def _is_ill(value: float) -> bool:
    return not isfinite(value)


def _dead_story(run: Run, problem: Problem) -> Story:
    """The way from the objective to a node whose local derivative is 0, undefined or infinite."""
    backward = run.backward
    if backward is None:
        return Story(problem)
    tape, place = run.tape, run.tape.place[problem.node]
    culprits = tuple(factor for factor in _factors_at(tape, backward, place) if _kills(factor.local))
    starved = [factor.wire.source for factor in culprits if factor.gradient == 0.0]
    silent = tuple(_silent(tape, backward, map(tape.place.__getitem__, starved)))
    names = list(dict.fromkeys(tape.labels[tape.place[wire.source]] for wire in silent))
    fields = ("count", str(len(names))), ("names", _listed(names))
    return Story(problem, _way(run, problem.node), culprits, silent, template=STARVES if names else "", fields=fields)


def _kills(local: float) -> bool:
    return local == 0.0 or not isfinite(local)


def _tie_story(run: Run, problem: Problem) -> Story:
    """The way to a tie, and the wires that share or lose the gradient there."""
    backward, place = run.backward, run.tape.place[problem.node]
    if backward is None:
        return Story(problem)
    return Story(problem, _way(run, problem.node), tuple(_factors_at(run.tape, backward, place)))


def _extreme_story(run: Run, problem: Problem, template: str, worst: Callable[[Iterable[Factor]], Factor]) -> Story:
    """The strongest way of an input whose gradient is tiny or huge, and the factor that makes it so."""
    way = _way(run, problem.node)
    if not way:
        return Story(problem)
    culprit = worst(way)
    tape = run.tape
    place = tape.place[culprit.wire.target]
    fields = {
        "label": tape.labels[place],
        "title": tape.operators[place].title,
        "toward": tape.labels[tape.place[culprit.wire.source]],
        "slope": number_text(culprit.local, 3),
        **numbers_at(tape, run.values, place),
    }
    return Story(problem, way, (culprit,), template=template, fields=tuple(fields.items()))


def _size(factor: Factor) -> float:
    return abs(factor.local)


def _smallest(way: Iterable[Factor]) -> Factor:
    return min(way, key=_size)


def _largest(way: Iterable[Factor]) -> Factor:
    return max(way, key=_size)


_STORIES: Final[dict[str, Callable[[Run, Problem], Story]]] = {
    "zero": _dead_story,
    "tie": _tie_story,
    "vanishing": partial(_extreme_story, template=SMALLEST, worst=_smallest),
    "exploding": partial(_extreme_story, template=LARGEST, worst=_largest),
}


def _way(run: Run, id: str) -> tuple[Factor, ...]:
    """The strongest path from the objective back to a node, with what comes down it along this path alone."""
    found = paths_of(run, id, most=1).listed
    return tuple(_along(found[0])) if found else ()


def _along(path: Path) -> Iterator[Factor]:
    upstream = 1.0
    for wire, local, running in zip(reversed(path.wires), reversed(path.factors), reversed(path.running), strict=True):
        yield Factor(wire, upstream, local, running)
        upstream = running


def _factors_at(tape: Tape, backward: Gradients, place: int) -> Iterator[Factor]:
    """What each wire that ends at a node does to the gradient there."""
    upstream = float(backward.nodes[place])
    slopes, flows = backward.locals_of(place), backward.flows_of(place)
    for position, (slope, flow) in enumerate(zip(slopes, flows, strict=True)):
        yield Factor(tape.wire(place, position), upstream, float(slope), float(flow))


def _silent(tape: Tape, backward: Gradients, starts: Iterable[int]) -> Iterator[Wire]:
    """The wires upstream of these places, as long as no gradient comes from elsewhere."""
    waiting = list(dict.fromkeys(starts))
    seen = set(waiting)
    while waiting:
        place = waiting.pop()
        if backward.nodes[place] != 0.0:
            continue
        for position, source in enumerate(tape.sources[place]):
            yield tape.wire(place, position)
            if source not in seen:
                seen.add(source)
                waiting.append(source)


def _downstream(tape: Tape, start: int, follows: Callable[[int], bool]) -> Iterator[Wire]:
    """The wires from a place on, as long as the nodes at their ends are such as asked for."""
    reached = {start}
    for place in tape.order:
        for position, source in enumerate(tape.sources[place]):
            if source in reached and follows(place):
                reached.add(place)
                yield tape.wire(place, position)


def _listed(names: list[str]) -> str:
    shown = [f"“{name}”" for name in names[:MOST_NAMED]]
    return ", ".join(shown) + (" …" if len(names) > MOST_NAMED else "")


def try_cure(circuit: Circuit, run: Run, problem: Problem) -> Edit | None:
    """The edit that follows a problem's advice to raise, lower or move an input: the smallest move tried that helps.

    Args:
        circuit: it is not changed.
        run: a run of it.
        problem: one of its problems.

    Returns:
        None where the advice is for no input that may move, or where no move that was tried helps.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("x = -2; f = log(x)")
        >>> run = cg.run(circuit)
        >>> try_cure(circuit, run, run.problems[0])
        SetValue(id='x', value=0.1)
    """
    advice = advised_move(circuit, problem)
    if advice is None:
        return None
    node, bound, signs = advice
    for step in STEPS:
        for sign in signs:
            value = bound + sign * step * max(1.0, abs(bound))
            if _is_cured(run, replace(node, value=value), problem):
                return SetValue(node.id, value)
    return None


def advised_move(circuit: Circuit, problem: Problem) -> tuple[Node, float, tuple[float, ...]] | None:
    """The input that a problem's sentence advises to move, past what, and to which sides; None for no such advice."""
    fields, way = dict(problem.fields), direction_of(problem.template)
    if way is None:
        return None
    node = circuit.find(fields["which"])
    if not (node.is_leaf and node.may_move):
        return None
    return node, float(fields["bound"].replace("−", "-")), SIGNS[way]


def _is_cured(run: Run, moved: Node, problem: Problem) -> bool:
    tape = run.tape.with_numbers([moved])
    place = None if run.objective is None else tape.place[run.objective]
    after = evaluate(tape, place, backward=run.backward is not None)
    return not any((each.node, each.kind) == (problem.node, problem.kind) for each in after.problems)
