"""What a circuit is made of: nodes, wires, and fragments of both. All frozen; an edit makes new ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from circuitgrad.operators import OPERATORS, Operator, Role

Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Node:
    """One place in the circuit.

    Args:
        id: permanent within the circuit, never shown where the node has a name.
        operator: the operator's name; "input" and "constant" are leaves.
        name: what people call it; empty for a node that nobody has named.
        value: a leaf's value; None where none has been given. Always None on an operator.
        role: a leaf's role. Always None on an operator.
        constants: the operator's own numbers, in the order in which the operator declares them.
        position: the middle of the node on the canvas, in scene units, y downwards.

    Example:
        >>> Node.new("add", id="q").operator
        'add'
    """

    id: str
    operator: str
    name: str = ""
    value: float | None = None
    role: Role | None = None
    constants: tuple[float, ...] = ()
    position: Position = (0.0, 0.0)

    @classmethod
    def new(
        cls,
        operator: str,
        *,
        id: str,
        name: str = "",
        value: float | None = None,
        role: Role | None = None,
        constants: tuple[float, ...] | None = None,
        position: Position = (0.0, 0.0),
    ) -> Node:
        """A node with the operator's defaults where nothing is said."""
        record = OPERATORS[operator]
        own = tuple(constant.default for constant in record.constants) if constants is None else constants
        return cls(id, operator, name, value, role or record.role, own, position)

    @property
    def label(self) -> str:
        """What people know the node by: its name, or its id where it has none. Unique in a circuit."""
        return self.name or self.id

    @property
    def record(self) -> Operator:
        """The operator's record."""
        return OPERATORS[self.operator]

    @property
    def is_leaf(self) -> bool:
        """Whether this is an input or a constant, without incoming wires."""
        return self.role is not None

    @property
    def is_literal(self) -> bool:
        """Whether this is a bare number in a formula: a constant that nobody has named."""
        return self.operator == "constant" and not self.name

    def at(self, x: float, y: float) -> Node:
        """The same node at another place."""
        return replace(self, position=(x, y))

    def in_role(self, role: Role) -> Node:
        """The same leaf in another role; a constant that shall move becomes an input.

        Example:
            >>> Node.new("constant", id="c", value=2.0).in_role(Role.PARAMETER).operator
            'input'
        """
        moves = self.operator == "constant" and role is not Role.CONSTANT
        return replace(self, role=role, operator="input" if moves else self.operator)


class Wire(NamedTuple):
    """A wire from a node's output to an input port of another node."""

    source: str
    target: str
    port: int


@dataclass(frozen=True, slots=True)
class Fragment:
    """Some nodes and the wires among them: what is saved, copied, pasted and deleted.

    Args:
        nodes: in their order in the circuit.
        wires: those whose two ends are among the nodes (for a deletion also those that touch them).
        objective: id of the objective, if it is chosen and among the nodes.
    """

    nodes: tuple[Node, ...] = ()
    wires: tuple[Wire, ...] = ()
    objective: str | None = None
