"""The numbers that people get when they make one of the usual mistakes with the chain rule, worked out from a run.

Nothing here knows an operator: a mistake is told from local derivatives, from what arrives, and from what other
operators of the table would have given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite, prod
from typing import Final

from circuitgrad.analysis.paths import exact_sum
from circuitgrad.circuit import Wire
from circuitgrad.engine import Run
from circuitgrad.operators import OPERATORS

MOST_WIRES: Final = 50
"""Of a node that feeds more wires, only so many are looked at for mistakes."""


class Mistake(StrEnum):
    """What went wrong with an answer."""

    SIGN = "wrong sign"
    UPSTREAM = "forgot the upstream gradient"
    LOCAL = "forgot the local derivative"
    PATHS = "forgot to add the paths"
    FACTOR = "took another factor"
    ADDED = "added instead of multiplied"
    VALUE = "gave the value"
    GRADIENT = "gave the gradient"
    SUM = "gave the sum of all wires"
    PASSED = "gave a value that comes in"
    OPERATOR = "computed another operator"
    ROUNDING = "rounded too coarsely"
    UNDEFINED = "missed that it is not finite"
    FINITE = "missed that it is finite"
    ZERO = "missed that nothing flows"
    OBJECTIVE = "missed that it is the objective itself"
    OTHER = "something else"


class Scope(StrEnum):
    """How much of an answer a mistake spoils."""

    NODE = "the node that is asked of"
    WIRE = "one wire, and there is no other"
    ONE = "one wire of several, the others being right"
    ALL = "every wire of several"
    LEFT_OUT = "one wire of several is left out"


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A number that a mistake leads to.

    Args:
        number: the answer.
        mistake: what went wrong.
        scope: how much of the answer it spoils.
        toward: the node at which it went wrong, None where the hint speaks of none but the one that is asked of.
        other: a second node, or the title of another operator, that the hint speaks of.
    """

    number: float
    mistake: Mistake
    scope: Scope = Scope.NODE
    toward: str | None = None
    other: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """What comes back along one wire, with the factors that it is made of.

    Args:
        wire: the wire.
        value: the value of the node that it comes from.
        gradient: what flows back along it.
        upstream: the gradient of the node that it ends at.
        local: that node's local derivative toward this wire.
        others: its local derivatives toward its other wires, each with the id of the node at their start.
    """

    wire: Wire
    value: float
    gradient: float
    upstream: float
    local: float
    others: tuple[tuple[str, float], ...]


def flow_of(run: Run, wire: Wire) -> Flow | None:
    """What comes back along a wire of a run with a backward pass, None where the wire was not there or is idle."""
    tape, backward = run.tape, run.backward
    target = tape.place.get(wire.target)
    if backward is None or target is None or wire.port not in tape.ports[target] or tape.is_idle(wire):
        return None
    position = tape.ports[target].index(wire.port)
    source = tape.sources[target][position]
    if tape.ids[source] != wire.source:
        return None
    locals_ = [float(each) for each in backward.locals_of(target)]
    others = tuple(
        (tape.ids[fed], locals_[place]) for place, fed in enumerate(tape.sources[target]) if place != position
    )
    gradient, upstream = float(backward.flows_of(target)[position]), float(backward.nodes[target])
    return Flow(wire, float(run.values[source]), gradient, upstream, locals_[position], others)


def flows_from(run: Run, id: str) -> list[Flow]:
    """What comes back along each wire from a node toward the objective, in the order of the document."""
    tape, backward = run.tape, run.backward
    if backward is None:
        return []
    place = tape.place[id]
    wires = [
        tape.wire(target, position)
        for target, fed in enumerate(tape.sources)
        if place in fed and backward.needed[target]
        for position, source in enumerate(fed)
        if source == place
    ]
    flows = (flow_of(run, wire) for wire in wires)
    return [flow for flow in flows if flow is not None]


def wrong_along(flow: Flow) -> Iterator[WrongAnswer]:
    """The mistakes that can be made with one wire, the likeliest first.

    Example:
        >>> flow = Flow(Wire("x", "f", 0), 3.0, -20.0, -4.0, 5.0, (("y", 3.0),))
        >>> [(wrong.number, wrong.mistake.name) for wrong in wrong_along(flow)][:3]
        [(5.0, 'UPSTREAM'), (-4.0, 'LOCAL'), (-12.0, 'FACTOR')]
    """
    target, scope = flow.wire.target, Scope.WIRE
    yield WrongAnswer(flow.local, Mistake.UPSTREAM, scope, target)
    yield WrongAnswer(flow.upstream, Mistake.LOCAL, scope, target)
    for source, local in flow.others:
        yield WrongAnswer(flow.upstream * local, Mistake.FACTOR, scope, target, source)
    yield WrongAnswer(flow.upstream * flow.value, Mistake.FACTOR, scope, target, flow.wire.source)
    yield WrongAnswer(flow.upstream + flow.local, Mistake.ADDED, scope, target)


def wrong_gradients(run: Run, id: str, flows: list[Flow]) -> Iterator[WrongAnswer]:
    """The mistakes that can be made with a node's own gradient, the likeliest first."""
    own = run.of_node(id)
    if own is None or own.gradient is None:
        return
    yield WrongAnswer(-own.gradient, Mistake.SIGN)
    if id == run.objective:
        yield WrongAnswer(own.value, Mistake.VALUE)
        return
    if len(flows) == 1:
        yield from wrong_along(flows[0])
    else:
        yield from _wrong_sums(own.gradient, flows[:MOST_WIRES])
    yield WrongAnswer(own.value, Mistake.VALUE)


def _wrong_sums(total: float, flows: list[Flow]) -> Iterator[WrongAnswer]:
    """What comes of forgotten paths, and of one mistake made at all wires or at one of them."""
    for flow in flows:
        yield WrongAnswer(flow.gradient, Mistake.PATHS, Scope.ONE, flow.wire.target)
    if len(flows) > 2:
        for flow in flows:
            yield WrongAnswer(total - flow.gradient, Mistake.PATHS, Scope.LEFT_OUT, flow.wire.target)
    yield WrongAnswer(prod(flow.gradient for flow in flows), Mistake.ADDED, Scope.ALL)
    yield WrongAnswer(_sum(flow.local for flow in flows), Mistake.UPSTREAM, Scope.ALL)
    yield WrongAnswer(_sum(flow.upstream for flow in flows), Mistake.LOCAL, Scope.ALL)
    for flow in flows:
        rest = total - flow.gradient
        yield WrongAnswer(rest - flow.gradient, Mistake.SIGN, Scope.ONE, flow.wire.target)
        for wrong in wrong_along(flow):
            yield WrongAnswer(rest + wrong.number, wrong.mistake, Scope.ONE, wrong.toward, wrong.other)


def wrong_flows(run: Run, flow: Flow) -> Iterator[WrongAnswer]:
    """The mistakes that can be made with the gradient along a wire, the likeliest first."""
    yield WrongAnswer(-flow.gradient, Mistake.SIGN)
    own = run.of_node(flow.wire.source)
    if own is not None and own.gradient is not None:
        yield WrongAnswer(own.gradient, Mistake.SUM)
    yield from wrong_along(flow)
    yield WrongAnswer(flow.value, Mistake.VALUE)


def wrong_values(run: Run, id: str) -> Iterator[WrongAnswer]:
    """The mistakes that can be made with a node's value, the likeliest first."""
    own, tape = run.of_node(id), run.tape
    if own is None:
        return
    place = tape.place[id]
    yield WrongAnswer(-own.value, Mistake.SIGN)
    sources = tape.sources[place]
    for source in sources:
        yield WrongAnswer(float(run.values[source]), Mistake.PASSED, Scope.WIRE, tape.ids[source])
    inputs = [float(run.values[source]) for source in sources]
    mine = tape.operators[place].name
    for record in OPERATORS.values():
        if not record.is_leaf and record.name != mine and record.accepts(len(inputs)):
            number = record.value(inputs, [constant.default for constant in record.constants])
            yield WrongAnswer(float(number), Mistake.OPERATOR, other=record.title)
    if own.gradient is not None:
        yield WrongAnswer(own.gradient, Mistake.GRADIENT)


def _sum(numbers: Iterator[float]) -> float:
    """The sum, or NaN where no finite one can be told: such a mistake then matches no answer."""
    total = exact_sum(numbers)
    return total if isfinite(total) else float("nan")
