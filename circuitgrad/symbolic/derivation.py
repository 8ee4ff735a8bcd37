"""A circuit as formulas, and the derivative of its objective by an input: the backward pass, with formulas.

Reverse accumulation keeps shared parts shared, so that the derivation grows like the circuit, not like the written
formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from circuitgrad.circuit import Circuit, Node
from circuitgrad.circuit.seen_through import seen_through
from circuitgrad.errors import CircuitError
from circuitgrad.symbolic.algebra import Algebra
from circuitgrad.symbolic.expression import Expression
from circuitgrad.symbolic.rules import Rules

MOST_NODES: Final = 5_000
"""A formula of more could not be read, and takes seconds."""


class Derivation:
    """What the nodes that one node depends on compute, as formulas.

    Args:
        circuit: it is not changed; reroute dots and bypassed operators are left out.
        objective: the id of the node.
        named: whether named operators stay symbols in what they feed; else all is written by inputs.

    Raises:
        CircuitError: an operator lacks an input, a bare number has no value, or it would be too long.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("q = x + y; f = q*z")
        >>> made = Derivation(circuit, "f")
        >>> made.derivative("x") is made.value("z")
        True
    """

    def __init__(self, circuit: Circuit, objective: str, *, named: bool = False) -> None:
        plain, self._seen_through = seen_through(circuit)
        self._circuit, self._objective = plain, self.stands_for(objective)
        self.algebra = Algebra()
        self.rules = Rules.of(self.algebra)
        self._named = named
        self.order = _needed(plain, self._objective)
        if len(self.order) > MOST_NODES:
            raise CircuitError(
                "“{label}” depends on {count:,} nodes, too many for a formula: choose a node that depends on at most"
                " {most:,}.",
                [self._objective],
                label=plain.node(self._objective).label,
                count=len(self.order),
                most=MOST_NODES,
            )
        self._value: dict[str, Expression] = {}
        self.bodies: dict[str, Expression] = {}
        """What each operator computes of the symbols and values that feed it, by id."""
        for id in self.order:
            self._compute(plain.node(id))

    def _compute(self, node: Node) -> None:
        if node.is_leaf:
            self._value[node.id] = self._leaf(node)
            return
        inputs = self._inputs(node)
        body = self.bodies[node.id] = self.rules.value(node.record, inputs, self._constants(node))
        stays = self._named and node.name and node.id != self._objective
        self._value[node.id] = self.algebra.symbol(node.id) if stays else body

    def _leaf(self, node: Node) -> Expression:
        if not node.is_literal:
            return self.algebra.symbol(node.id)
        if node.value is None:
            raise CircuitError("“{label}” has no value to write into the formula.", [node.id], label=node.label)
        return self.algebra.number(node.value)

    def _inputs(self, node: Node) -> list[Expression]:
        sources = [wire.source for wire in self._circuit.incoming(node.id)]
        if not node.record.accepts(len(sources)):
            raise CircuitError("“{label}” lacks an input, so there is no formula yet.", [node.id], label=node.label)
        return [self._value[source] for source in sources]

    def _constants(self, node: Node) -> list[Expression]:
        return [self.algebra.number(constant) for constant in node.constants]

    def value(self, id: str) -> Expression:
        """What a node computes; of the objective itself, not its symbol."""
        return self._value[self.stands_for(id)]

    def stands_for(self, id: str) -> str:
        """The node whose value this one has: another one for a dot and what is bypassed."""
        return self._seen_through.get(id, id)

    def slopes(self, id: str, wanted: Iterable[int]) -> dict[int, Expression]:
        """The local derivatives of an operator at its inputs, by place among them."""
        node = self._circuit.node(id)
        return self.rules.slopes(node.record, self._inputs(node), self._constants(node), self.bodies[node.id], wanted)

    def derivative(self, input: str) -> Expression:
        """∂objective/∂input, for the id of an input."""
        input = self.stands_for(input)
        moves = self._reached_by(input)
        flows: dict[str, list[Expression]] = {self._objective: [self.algebra.one]}
        for id in reversed(self.order):
            if id == input or id not in flows or self._circuit.node(id).is_leaf:
                continue
            upstream = self.algebra.add(reversed(flows.pop(id)))
            sources = [wire.source for wire in self._circuit.incoming(id)]
            wanted = [place for place, source in enumerate(sources) if source in moves]
            for place, slope in self.slopes(id, wanted).items():
                flows.setdefault(sources[place], []).append(self.algebra.mul([upstream, slope]))
        return self.algebra.add(reversed(flows.get(input, [])))

    def _reached_by(self, input: str) -> set[str]:
        reached = {input}
        for id in self.order:
            if any(wire.source in reached for wire in self._circuit.incoming(id)):
                reached.add(id)
        return reached


def _needed(circuit: Circuit, objective: str) -> Sequence[str]:
    needed, waiting = {objective}, [objective]
    while waiting:
        for wire in circuit.incoming(waiting.pop()):
            if wire.source not in needed:
                needed.add(wire.source)
                waiting.append(wire.source)
    return [id for id in circuit.order() if id in needed]
