"""The passes one step at a time, for people to watch: the same numbers as `passes`, to the last bit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from circuitgrad.engine.passes import Forward, forward_by_steps
from circuitgrad.engine.tape import Tape


class ForwardStep(NamedTuple):
    """One node has got its value.

    Args:
        place: the node's place in the tape.
        value: its value.
    """

    place: int
    value: float


class BackwardStep(NamedTuple):
    """One wire has got its gradient, and its source has added it to its own.

    Args:
        target: the place of the node that the wire ends at.
        position: which of the target's wires it is, in port order.
        source: the place of the node that the wire comes from.
        upstream: the target's gradient, complete by now.
        local_derivative: ∂target/∂source at that port.
        gradient: upstream × local derivative.
        total: the source's gradient so far: the sum over those of its outgoing wires that have come.
    """

    target: int
    position: int
    source: int
    upstream: float
    local_derivative: float
    gradient: float
    total: float


def forward_steps(tape: Tape) -> Iterator[ForwardStep]:
    """The forward pass, a step a node, in the order of the tape.

    Example:
        >>> from circuitgrad.circuit import Circuit, Fragment, Node, Wire
        >>> x, square = Node.new("input", id="x", value=-3.0), Node.new("square", id="f")
        >>> list(forward_steps(Tape.of(Circuit(Fragment((x, square), (Wire("x", "f", 0),))))))
        [ForwardStep(place=0, value=-3.0), ForwardStep(place=1, value=9.0)]
    """
    for place, forward in forward_by_steps(tape):
        yield ForwardStep(place, forward.values[place])


def backward_steps(tape: Tape, forward: Forward, objective: int) -> Iterator[BackwardStep]:
    """The backward pass from the objective, whose own gradient is 1, a step a wire.

    Wires that the objective does not depend on take no part: their gradient is 0.

    Args:
        tape: what runs.
        forward: what the forward pass gave.
        objective: the place of the objective.
    """
    needed = tape.needed_by(objective)
    gradients = [0.0] * len(tape)
    gradients[objective] = 1.0
    for target in reversed(tape.order):
        sources = tape.sources[target]
        if not needed[target]:
            continue
        upstream = gradients[target]
        for position, source in enumerate(sources):
            derivative = forward.locals_of(target, len(sources))[position]
            flow = upstream * derivative
            gradients[source] += flow
            yield BackwardStep(target, position, source, upstream, derivative, flow, gradients[source])
