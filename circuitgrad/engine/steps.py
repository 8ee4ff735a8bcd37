"""The passes one step at a time, for people to watch: the same numbers as `passes`, to the last bit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from circuitgrad.engine.passes import local_derivatives, value_at
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
    values: list[float] = []
    for i in range(len(tape)):
        values.append(value_at(tape, i, values))
        yield ForwardStep(i, values[i])


def backward_steps(tape: Tape, values: Sequence[float], objective: int) -> Iterator[BackwardStep]:
    """The backward pass from the objective, whose own gradient is 1, a step a wire.

    Wires that the objective does not depend on take no part: their gradient is 0.

    Args:
        tape: what runs.
        values: what the forward pass gave, by place.
        objective: the place of the objective.
    """
    needed = tape.needed_by(objective)
    gradients = [0.0] * len(tape)
    gradients[objective] = 1.0
    for target in range(objective, -1, -1):
        if not needed[target] or not tape.sources[target]:
            continue
        upstream = gradients[target]
        derivatives = local_derivatives(tape, target, values)
        for position, (source, derivative) in enumerate(zip(tape.sources[target], derivatives, strict=True)):
            flow = upstream * derivative
            gradients[source] += flow
            yield BackwardStep(target, position, source, upstream, derivative, flow, gradients[source])
