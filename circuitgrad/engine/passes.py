"""The forward and the backward pass over a tape, in plain Python.

The backward pass is reverse accumulation: each wire gets its target's gradient times the local derivative, each
node the sum over its outgoing wires (Griewank and Walther, Evaluating Derivatives, 2nd ed., section 3.2). The
local derivatives come with the values in the forward sweep, so that the backward sweep only multiplies and adds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from math import isfinite, isnan, nan
from typing import Any, Final

from circuitgrad.engine.interpreted import many_rule, node_rule
from circuitgrad.engine.search import not_finite, zeros
from circuitgrad.engine.tape import Tape, inputs_of

Program = list[tuple[int, Any, Any, int | None, tuple[float, ...]]]
"""For each node that computes, in order: place, rule, first source, second source, constants. With one input the second
is −1; with three or more all sources stand in the place of the first, and the second is None."""
_ONE: Final = -1


class Forward:
    """What a forward pass gives, by place; it is filled while the pass goes, and stays as it is then.

    Args:
        values: the value of every node; NaN where an input has no value or a port no wire.
        first: the local derivative toward the first input; 1 where there is none.
        second: that toward the second, likewise.
        more: for nodes with three inputs or more, and for those that lack some, all local derivatives.
        finite_slopes: whether all local derivatives are known to be finite.
    """

    __slots__ = ("finite_slopes", "first", "more", "second", "values")

    def __init__(
        self, values: list[float], first: list[float], second: list[float], more: dict[int, Sequence[float]]
    ) -> None:
        self.values = values
        self.first = first
        self.second = second
        self.more = more
        self.finite_slopes = False

    def locals_of(self, place: int, count: int) -> Sequence[float]:
        """∂node/∂source for each of a node's wires, in port order."""
        if place in self.more:
            return self.more[place]
        return (self.first[place], self.second[place])[:count]

    def not_finite_slopes(self) -> set[int]:
        """The places of nodes with a local derivative that is NaN or infinite."""
        if self.finite_slopes:
            return set()
        more = {place for place, slopes in self.more.items() if not isfinite(sum(slopes))}
        return more.union(not_finite(self.first), not_finite(self.second))

    def zero_slopes(self) -> set[int]:
        """The places of nodes with a local derivative that is exactly 0."""
        more = {place for place, slopes in self.more.items() if 0.0 in slopes}
        return more.union(zeros(self.first), zeros(self.second))


class Gradients:
    """What a backward pass gives, by place.

    Args:
        tape: what ran.
        forward: what the forward pass gave, the local derivatives with it.
        nodes: ∂objective/∂node.
        needed: whether the objective depends on each node: wires into the others have no gradient.
    """

    def __init__(self, tape: Tape, forward: Any, nodes: Any, needed: Any) -> None:
        self.nodes: Sequence[float] = nodes
        self.needed: Sequence[bool] = needed
        self._tape = tape
        self.forward = forward
        self.starving: Sequence[int] | None = None
        """The nodes that have a gradient beside a source that has none, once somebody has looked (`signs`)."""
        self.extreme: Sequence[int] | None = None
        """The inputs that may move and whose gradient is 0, tiny or huge, once somebody has looked."""

    def locals_of(self, place: int) -> Sequence[float]:
        """∂node/∂source for each of a node's wires, in port order."""
        locals_: Sequence[float] = self.forward.locals_of(place, len(self._tape.sources[place]))
        return locals_

    def flows_of(self, place: int) -> Sequence[float]:
        """For each of a node's wires, upstream gradient × local derivative; 0 where the objective needs it not."""
        if not self.needed[place]:
            return [0.0] * len(self._tape.sources[place])
        upstream = float(self.nodes[place])  # NumPy would warn of 0 · ∞
        return [upstream * derivative for derivative in self.locals_of(place)]

    @cached_property
    def locals(self) -> list[Sequence[float]]:
        """`locals_of` every node."""
        return [self.locals_of(i) for i in range(len(self._tape))]

    @cached_property
    def wires(self) -> list[Sequence[float]]:
        """`flows_of` every node."""
        return [self.flows_of(i) for i in range(len(self._tape))]

    @cached_property
    def largest_flow(self) -> float:
        """The largest finite |gradient| of any wire; 0 where there is none."""
        if not isinstance(self.forward, Forward):
            largest: float = self.forward.largest_flow(self.nodes)
            return largest
        return max(filter(isfinite, map(abs, chain.from_iterable(self.wires))), default=0.0)


def make_program(tape: Tape) -> Program:
    """What the forward pass runs: each node that computes, with its rule."""
    return [entry for i in tape.order if (entry := _entry(tape, i)) is not None]


def patched_program(tape: Tape, before: Program, target: int) -> Program:
    """The program after the wires of one node changed."""
    entries = {entry[0]: entry for entry in before}
    entries.pop(target, None)
    changed = _entry(tape, target)
    if changed is not None:
        entries[target] = changed
    return [entries[i] for i in tape.order if i in entries]


def _entry(tape: Tape, i: int) -> tuple[int, Any, Any, int | None, tuple[float, ...]] | None:
    operator, sources, constants = tape.operators[i], tape.sources[i], tape.nodes[i].constants
    count = len(sources)
    if not count or not operator.accepts(count):
        return None
    if count == 1:
        return i, node_rule(operator, 1), sources[0], _ONE, constants
    if count == 2:
        return i, node_rule(operator, 2), sources[0], sources[1], constants
    return i, many_rule(operator), sources, None, constants


def forward_pass(tape: Tape) -> Forward:
    """The value and the local derivatives of every node.

    Example:
        >>> import circuitgrad as cg
        >>> tape = Tape.of(cg.from_formula("x = 3; y = -2; f = x*y"))
        >>> forward = forward_pass(tape)
        >>> forward.values[tape.place["f"]], forward.locals_of(tape.place["f"], 2)
        (-6.0, (-2.0, 3.0))
    """
    forward = _blank(tape)
    values, first, second, more = forward.values, forward.first, forward.second, forward.more
    for i, rule, a, b, constants in tape.program:
        if b is None:
            values[i], more[i] = rule([values[source] for source in a], constants)
        else:
            values[i], first[i], second[i] = rule(values[a], values[b], constants)
    _settle_slopes(tape, forward)
    return forward


def forward_again(tape: Tape, before: Forward, changed: tuple[int, ...]) -> Forward:
    """The forward pass after some nodes' numbers changed: computes what is downstream of them, and copies the rest.

    Args:
        tape: what runs, with the new numbers.
        before: the pass over the tape as it was.
        changed: the places of the changed nodes.
    """
    program = tape.program
    positions = _downstream(tape, changed)
    if len(positions) > _WORTH_IT * len(program):
        return forward_pass(tape)
    forward = Forward(before.values.copy(), before.first.copy(), before.second.copy(), before.more.copy())
    values, first, second, more = forward.values, forward.first, forward.second, forward.more
    for i in changed:
        if tape.operators[i].is_leaf:
            value = tape.nodes[i].value
            values[i] = nan if value is None else value
    for position in positions:
        i, rule, a, b, constants = program[position]
        if b is None:
            values[i], more[i] = rule([values[source] for source in a], constants)
        else:
            values[i], first[i], second[i] = rule(values[a], values[b], constants)
    _settle_slopes(tape, forward)
    return forward


_WORTH_IT: Final = 0.7
"""Up to this share of all nodes it pays to compute the downstream ones alone."""


def _downstream(tape: Tape, changed: tuple[int, ...]) -> list[int]:
    """Where in the program the nodes stand that these reach, or are; the last answer is kept."""
    kept: tuple[tuple[int, ...], list[int]] | None = tape.kept.get("downstream")
    if kept is not None and kept[0] == changed:
        return kept[1]
    reached = bytearray(len(tape))
    for i in changed:
        reached[i] = True
    positions = []
    for position, (i, _, a, b, _) in enumerate(tape.program):
        if reached[i] or (any(reached[source] for source in a) if b is None else reached[a] or (b >= 0 and reached[b])):
            reached[i] = True
            positions.append(position)
    tape.kept["downstream"] = changed, positions
    return positions


def forward_by_steps(tape: Tape) -> Iterator[tuple[int, Forward]]:
    """The same pass, a node at a time: the place that has got its value, leaves first, and all that is there."""
    forward = _blank(tape)
    computed = {entry[0]: entry for entry in tape.program}
    for i in tape.order:
        if i in computed:
            _, rule, a, b, constants = computed[i]
            if b is None:
                forward.values[i], forward.more[i] = rule(inputs_of(a, forward.values), constants)
            else:
                numbers = rule(forward.values[a], forward.values[b], constants)
                forward.values[i], forward.first[i], forward.second[i] = numbers
        yield i, forward


def _blank(tape: Tape) -> Forward:
    """The values of leaves, and NaN at whatever is not known."""
    count = len(tape)
    values = [nan] * count
    for i in leaves(tape):
        value = tape.nodes[i].value
        if value is not None:
            values[i] = value
    more: dict[int, Sequence[float]] = {i: [nan] * len(tape.sources[i]) for i in incomplete(tape)}
    return Forward(values, [1.0] * count, [1.0] * count, more)


def leaves(tape: Tape) -> list[int]:
    """The places of inputs and constants; they are kept with the tape's structure."""
    found: list[int] | None = tape.kept.get("leaves")
    if found is None:
        found = tape.kept["leaves"] = [i for i, operator in enumerate(tape.operators) if operator.is_leaf]
    return found


def consumers_of(tape: Tape) -> list[list[int]]:
    """The places that each node feeds, in the order of their places; kept with the tape's structure."""
    fed: list[list[int]] | None = tape.kept.get("consumers")
    if fed is None:
        fed = tape.kept["consumers"] = [[] for _ in range(len(tape))]
        for i, sources in enumerate(tape.sources):
            for source in set(sources):
                fed[source].append(i)
    return fed


def incomplete(tape: Tape) -> list[int]:
    """The places of nodes that lack inputs; they are kept with the tape's structure."""
    found: list[int] | None = tape.kept.get("incomplete")
    if found is None:
        found = tape.kept["incomplete"] = [i for i, complete in enumerate(tape.complete) if not complete]
    return found


def _settle_slopes(tape: Tape, forward: Forward) -> None:
    """Toward what never moves nobody asks for a slope: where a rule has none there, it counts as 0.

    An example is the logarithm of a negative base, toward a constant exponent.
    """
    if isfinite(sum(forward.first) + sum(forward.second) + sum(map(sum, forward.more.values()))):
        forward.finite_slopes = True
        return
    for i, sources in enumerate(tape.sources):
        if not sources or isnan(forward.values[i]) or not tape.complete[i]:
            continue
        slopes = forward.locals_of(i, len(sources))
        if any(map(isnan, slopes)):
            settled = [
                0.0 if isnan(slope) and not tape.movable[source] else slope
                for source, slope in zip(sources, slopes, strict=True)
            ]
            if i in forward.more:
                forward.more[i] = settled
            else:
                forward.first[i], forward.second[i] = settled[0], settled[-1] if len(settled) > 1 else 1.0


def backward_pass(tape: Tape, forward: Forward, objective: int) -> Gradients:
    """The gradient of every node and wire; 0 on all that the objective does not depend on."""
    first, second, more = forward.first, forward.second, forward.more
    needed, program = _backward_program(tape, objective)
    nodes = [0.0] * len(tape)
    nodes[objective] = 1.0
    for i, _, a, b, _ in program:
        upstream = nodes[i]
        if b is None:
            for source, derivative in zip(a, more[i], strict=True):
                nodes[source] += upstream * derivative
        else:
            nodes[a] += upstream * first[i]
            if b >= 0:
                nodes[b] += upstream * second[i]
    return Gradients(tape, forward, nodes, needed)


def _backward_program(tape: Tape, objective: int) -> tuple[list[bool], Program]:
    """Which nodes are needed, and what the backward pass goes through: their part of the program, last one first."""
    kept: tuple[int, list[bool], Program] | None = tape.kept.get("backward")
    if kept is not None and kept[0] == objective:
        return kept[1], kept[2]
    needed = tape.needed_by(objective)
    lacking = [i for i in incomplete(tape) if needed[i] and tape.sources[i]]
    if lacking:
        entries = {entry[0]: entry for entry in tape.program}
        entries.update({i: (i, None, tape.sources[i], None, ()) for i in lacking})
        program = [entries[i] for i in reversed(tape.order) if needed[i] and i in entries]
    else:
        program = [entry for entry in reversed(tape.program) if needed[entry[0]]]
    tape.kept["backward"] = objective, needed, program
    return needed, program
