"""A circuit flattened into lists in topological order: what the passes run over.

Node i of a tape depends only on nodes before i. Values of inputs and constants are numbers in the tape, so a
changed number is written into it; a changed wire needs a new tape.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from circuitgrad.circuit import Circuit, Node, Wire
from circuitgrad.operators import Operator, Role


@dataclass(slots=True)
class Tape:
    """A circuit in lists; everything is by place in the tape.

    Args:
        ids: node ids in topological order.
        place: the place of each id.
        operators: the operator of each node.
        sources: the places that feed each node, in port order.
        ports: the port numbers that those wires end at.
        constants: each node's own numbers.
        leaf_values: the value of each leaf, None where none is given and on operators.
        labels: what people call each node.
        is_input: whether each node is an input that people can set: a leaf, and no bare number of a formula.
        is_constant: whether each node is a leaf that never moves.
        movable: whether an input that may move, parameter or data, stands at or above each node.
        trainable: whether a parameter stands at or above each node: what a nudge or training reaches.
        complete: whether each node has all the inputs that its operator needs; leaves are complete.
    """

    ids: list[str]
    place: dict[str, int]
    operators: list[Operator]
    sources: list[tuple[int, ...]]
    ports: list[tuple[int, ...]]
    constants: list[tuple[float, ...]]
    leaf_values: list[float | None]
    labels: list[str]
    is_input: list[bool]
    is_constant: list[bool]
    movable: list[bool]
    trainable: list[bool]
    complete: list[bool]

    @classmethod
    def of(cls, circuit: Circuit) -> Tape:
        """The tape of a circuit as it is now."""
        ids = circuit.order()
        place = {id: i for i, id in enumerate(ids)}
        nodes = [circuit.node(id) for id in ids]
        wires = [circuit.incoming(id) for id in ids]
        sources = [tuple(place[wire.source] for wire in incoming) for incoming in wires]
        return cls(
            ids=ids,
            place=place,
            operators=[node.record for node in nodes],
            sources=sources,
            ports=[tuple(wire.port for wire in incoming) for incoming in wires],
            constants=[node.constants for node in nodes],
            leaf_values=[node.value for node in nodes],
            labels=[node.label for node in nodes],
            is_input=[node.is_leaf and not node.is_literal for node in nodes],
            is_constant=[node.role is Role.CONSTANT for node in nodes],
            movable=_at_or_above(sources, [node.role in (Role.PARAMETER, Role.DATA) for node in nodes]),
            trainable=_at_or_above(sources, [node.role is Role.PARAMETER for node in nodes]),
            complete=[node.is_leaf or node.record.accepts(len(fed)) for node, fed in zip(nodes, sources, strict=True)],
        )

    def write(self, node: Node) -> None:
        """Takes over a node's value and constants; its operator and wires are the same as before."""
        i = self.place[node.id]
        self.leaf_values[i] = node.value
        self.constants[i] = node.constants

    def wire(self, target: int, position: int) -> Wire:
        """The wire that ends at a node, by its position among the node's wires."""
        return Wire(self.ids[self.sources[target][position]], self.ids[target], self.ports[target][position])

    def needed_by(self, objective: int) -> list[bool]:
        """Which nodes the objective depends on, itself included."""
        needed = [False] * len(self.ids)
        needed[objective] = True
        for i in range(objective, -1, -1):
            if needed[i]:
                for source in self.sources[i]:
                    needed[source] = True
        return needed

    def __len__(self) -> int:
        return len(self.ids)


def _at_or_above(sources: Sequence[Sequence[int]], own: Sequence[bool]) -> list[bool]:
    """Whether a node has a property itself or through any node that it depends on."""
    result: list[bool] = []
    for i, here in enumerate(own):
        result.append(here or any(result[source] for source in sources[i]))
    return result


def inputs_of(sources: Sequence[int], values: Sequence[float]) -> list[float]:
    """The values that arrive at a node."""
    return [values[source] for source in sources]
