"""The forward and the backward pass over a tape.

The backward pass is reverse accumulation: each wire gets its target's gradient times the local derivative, each
node the sum over its outgoing wires (Griewank and Walther, Evaluating Derivatives, 2nd ed., section 3.2). The
rules for one node, `value_at` and `local_derivatives`, serve the step-by-step passes of `engine.steps` as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan

from circuitgrad.engine.tape import Tape, inputs_of


@dataclass(frozen=True, slots=True)
class Gradients:
    """What a backward pass gives, by place in the tape.

    Args:
        nodes: ∂objective/∂node.
        wires: for each node, for each wire that ends at it, upstream gradient × local derivative.
        locals: for each node, for each wire that ends at it, ∂node/∂source at that port.
    """

    nodes: list[float]
    wires: list[Sequence[float]]
    locals: list[Sequence[float]]


def forward_pass(tape: Tape) -> list[float]:
    """The value of every node; NaN where an input has no value or a port no wire.

    Example:
        >>> from circuitgrad.circuit import Circuit, Fragment, Node, Wire
        >>> x, square = Node.new("input", id="x", value=-3.0), Node.new("square", id="f")
        >>> forward_pass(Tape.of(Circuit(Fragment((x, square), (Wire("x", "f", 0),)))))
        [-3.0, 9.0]
    """
    values: list[float] = []
    for i in range(len(tape)):
        values.append(value_at(tape, i, values))
    return values


def backward_pass(tape: Tape, values: Sequence[float], objective: int) -> Gradients:
    """The gradient of every node and wire; 0 on all that the objective does not depend on."""
    count = len(tape)
    needed = tape.needed_by(objective)
    nodes = [0.0] * count
    wires: list[Sequence[float]] = [()] * count
    locals_: list[Sequence[float]] = [()] * count
    nodes[objective] = 1.0
    for i in range(count - 1, -1, -1):
        sources = tape.sources[i]
        if not sources:
            continue
        derivatives = locals_[i] = local_derivatives(tape, i, values)
        if not needed[i]:
            wires[i] = [0.0] * len(sources)
            continue
        upstream = nodes[i]
        flows = wires[i] = [upstream * derivative for derivative in derivatives]
        for source, flow in zip(sources, flows, strict=True):
            nodes[source] += flow
    return Gradients(nodes, wires, locals_)


def value_at(tape: Tape, i: int, values: Sequence[float]) -> float:
    """The value of one node, from the values of those before it."""
    operator = tape.operators[i]
    if operator.is_leaf:
        given = tape.leaf_values[i]
        return nan if given is None else given
    if not tape.complete[i]:
        return nan
    return operator.value(inputs_of(tape.sources[i], values), tape.constants[i])


def local_derivatives(tape: Tape, i: int, values: Sequence[float]) -> Sequence[float]:
    """The local derivatives of one node, a number a wire; NaN where ports are not wired.

    Toward what never moves nobody asks for a slope: where a rule has none there (the logarithm of a negative
    base, toward a constant exponent), it counts as 0.
    """
    sources = tape.sources[i]
    if not tape.complete[i]:
        return [nan] * len(sources)
    derivatives = tape.operators[i].derivatives(inputs_of(sources, values), tape.constants[i], values[i])
    if not any(map(isnan, derivatives)) or isnan(values[i]):
        return derivatives
    return [
        0.0 if isnan(derivative) and not tape.movable[source] else derivative
        for source, derivative in zip(sources, derivatives, strict=True)
    ]
