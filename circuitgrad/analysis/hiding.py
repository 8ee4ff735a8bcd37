"""Which numbers must be hidden besides the one that is asked for: the very same number in other places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from circuitgrad.circuit import Asks, Circuit, Question, Wire


@dataclass(frozen=True, slots=True)
class Hidden:
    """The numbers of a circuit that may not be read.

    Args:
        values: the nodes whose value is hidden.
        gradients: the nodes whose own gradient is hidden.
        flows: the wires whose gradient is hidden.
    """

    values: frozenset[str] = frozenset()
    gradients: frozenset[str] = frozenset()
    flows: frozenset[Wire] = frozenset()


def hidden_by(questions: Iterable[Question], circuit: Circuit) -> Hidden:
    """What these questions hide: what they ask for, and wherever the very same number stands.

    A value goes on unchanged through reroute dots and bypassed operators, a gradient comes back through them; and where
    a node feeds a single wire, its gradient is that wire's.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("q = x + y; f = q*z")
        >>> q = circuit.find("q").id
        >>> len(hidden_by([Question(Asks.GRADIENT, q)], circuit).flows)
        1
    """
    values: set[str] = set()
    gradients: set[str | Wire] = set()
    for question in questions:
        if not question.fits(circuit):
            continue
        if question.asks is Asks.VALUE:
            _spread_value(question.node, circuit, values)
        else:
            _spread_gradient(question.at, circuit, gradients)
    nodes = frozenset(each for each in gradients if isinstance(each, str))
    return Hidden(frozenset(values), nodes, frozenset(each for each in gradients if not isinstance(each, str)))


def _spread_value(id: str, circuit: Circuit, hidden: set[str]) -> None:
    waiting = [id]
    while waiting:
        here = waiting.pop()
        if here not in hidden:
            hidden.add(here)
            waiting += [wire.target for wire in circuit.outgoing(here) if _goes_on(wire, circuit)]


def _spread_gradient(at: str | Wire, circuit: Circuit, hidden: set[str | Wire]) -> None:
    waiting: list[str | Wire] = [at]
    while waiting:
        here = waiting.pop()
        if here in hidden:
            continue
        hidden.add(here)
        if isinstance(here, str):
            outgoing = circuit.outgoing(here)
            waiting += outgoing if len(outgoing) == 1 else []
            waiting += [wire for wire in circuit.incoming(here) if _goes_on(wire, circuit)]
        else:
            waiting += [here.source] if len(circuit.outgoing(here.source)) == 1 else []
            waiting += [here.target] if _goes_on(here, circuit) else []


def _goes_on(wire: Wire, circuit: Circuit) -> bool:
    """Whether the number at a wire's end is the number of the node there."""
    return wire.port == 0 and circuit.node(wire.target).passes_through
