"""Forward mode over a tape, and forward over reverse: how values, local derivatives and gradients move.

Some places of the tape are seeded with a tangent. `tangent_pass` carries it forward to every value; `second_pass`
carries it on through the backward pass, to every gradient (Griewank and Walther, Evaluating Derivatives, 2nd ed.,
sections 3.1 and 5.1). A node that no seed reaches does not move: nothing infinite or undefined about it counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, isnan, nan

from circuitgrad.engine.passes import Forward, Gradients
from circuitgrad.engine.slope_tangents import bend_rule, bends_at
from circuitgrad.engine.tape import Tape, inputs_of


@dataclass(frozen=True, slots=True)
class Tangents:
    """What moves, and how fast, by place.

    Args:
        values: the tangent of every node's value, or of its gradient; 0 where it does not move.
        moves: whether it moves: a seed reaches it, though nothing of the seed may be left.
    """

    values: list[float]
    moves: list[bool]

    def of(self, place: int) -> float | None:
        """The tangent of what moves, None for what does not."""
        return self.values[place] if self.moves[place] else None


def tangent_pass(tape: Tape, forward: Forward, seeds: Mapping[int, float]) -> Tangents:
    """The tangent of every node's value: the sum of local derivative × tangent over its moving inputs.

    Args:
        tape: what ran.
        forward: what the forward pass gave.
        seeds: the tangent of each place that moves by itself; its inputs have no say.

    Example:
        >>> import circuitgrad as cg
        >>> from circuitgrad.engine.passes import forward_pass
        >>> tape = Tape.of(cg.from_formula("x = 3; y = -2; f = x*y"))
        >>> tangents = tangent_pass(tape, forward_pass(tape), {tape.place["x"]: 1.0})
        >>> dict(zip(tape.labels, tangents.values))
        {'f': -2.0, 'x': 1.0, 'y': 0.0}
    """
    first, second, more = forward.first, forward.second, forward.more
    values, moves = [0.0] * len(tape), [False] * len(tape)
    for place, tangent in seeds.items():
        values[place], moves[place] = tangent, True
    for i in tape.order:
        if i in seeds:
            continue
        sources = tape.sources[i]
        for source, slope in zip(sources, more[i] if i in more else (first[i], second[i]), strict=False):
            if moves[source]:
                values[i] += slope * values[source]
                moves[i] = True
    return Tangents(values, moves)


def second_pass(tape: Tape, forward: Forward, gradients: Gradients, tangents: Tangents) -> Tangents:
    """The tangent of every node's gradient: along a seed of 1 on one input, a row of the Hessian.

    Args:
        tape: what ran.
        forward: what the forward pass gave.
        gradients: what the backward pass gave; its objective is the one meant here.
        tangents: what `tangent_pass` gave.

    Example:
        >>> import circuitgrad as cg
        >>> from circuitgrad.engine.passes import backward_pass, forward_pass
        >>> tape = Tape.of(cg.from_formula("x = 3; y = -2; f = x*x*y"))
        >>> forward = forward_pass(tape)
        >>> gradients = backward_pass(tape, forward, tape.place["f"])
        >>> tangents = tangent_pass(tape, forward, {tape.place["x"]: 1.0})
        >>> turned = second_pass(tape, forward, gradients, tangents)
        >>> turned.of(tape.place["x"]), turned.of(tape.place["y"])
        (-4.0, 6.0)
    """
    first, second, more = forward.first, forward.second, forward.more
    values, moves = [0.0] * len(tape), [False] * len(tape)
    for i in reversed(tape.order):
        sources = tape.sources[i]
        if not sources or not gradients.needed[i]:
            continue
        if moves[i]:
            turn = values[i]
            for source, slope in zip(sources, more[i] if i in more else (first[i], second[i]), strict=False):
                values[source] += turn * slope
                moves[source] = True
        upstream = gradients.nodes[i]
        for source, bend in _bends_of(tape, forward, tangents, i):
            values[source] += upstream * bend
            moves[source] = True
    return Tangents(values, moves)


def _bends_of(tape: Tape, forward: Forward, tangents: Tangents, place: int) -> Iterable[tuple[int, float]]:
    """For each wire whose local derivative moves: its source, and the tangent of the local derivative."""
    sources, moves = tape.sources[place], tangents.moves
    a, b = sources[0], sources[-1]
    if place in forward.more:
        return _bends_of_many(tape, forward, tangents, place) if any(moves[source] for source in sources) else ()
    if not (moves[a] or moves[b]):
        return ()
    made = bend_rule(tape.operators[place], (moves[a], moves[b]) if len(sources) == 2 else (True,))
    values, speeds = forward.values, tangents.values
    bends = made.rule(values[a], values[b], speeds[a], speeds[b], tape.nodes[place].constants) if made.positions else ()
    found = [(sources[position], bend) for position, bend in zip(made.positions, bends, strict=True)]
    if isfinite(sum(bends) + forward.first[place] + forward.second[place]):
        return found
    return _settled(tape, sources, forward.locals_of(place, len(sources)), found)


def _bends_of_many(tape: Tape, forward: Forward, tangents: Tangents, place: int) -> Iterable[tuple[int, float]]:
    """The same for a node with three inputs or more, or one that lacks some."""
    sources, slopes = tape.sources[place], forward.more[place]
    found: list[tuple[int, float]] = []
    if tape.complete[place]:
        moved = [tangents.of(source) for source in sources]
        bends = bends_at(tape.operators[place], inputs_of(sources, forward.values), moved, tape.nodes[place].constants)
        found = [(sources[position], bend) for position, bend in bends]
    return _settled(tape, sources, slopes, found)


def _settled(
    tape: Tape, sources: Sequence[int], slopes: Sequence[float], bends: list[tuple[int, float]]
) -> list[tuple[int, float]]:
    """The same, with an undefined tangent for what is undefined; toward what never moves, nobody asks for one."""
    undefined = [(source, nan) for source, slope in zip(sources, slopes, strict=True) if isnan(slope)]
    return [(source, bend) for source, bend in bends if not isnan(bend) or tape.movable[source]] + undefined
