"""What a circuit is made of: nodes, wires, remarks on the canvas, and fragments of them.

All are frozen; an edit makes new ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from circuitgrad.operators import OPERATORS, Operator, Role

Position = tuple[float, float]
Rect = tuple[float, float, float, float]
"""Left, top, width and height on the canvas, in scene units, y downwards."""


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
        bypassed: an operator that passes its first input through; wires at its other ports carry nothing on.
        pinned: tidying leaves the node where it is.

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
    bypassed: bool = False
    pinned: bool = False

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
        bypassed: bool = False,
        pinned: bool = False,
    ) -> Node:
        """A node with the operator's defaults where nothing is said."""
        record = OPERATORS[operator]
        own = tuple(constant.default for constant in record.constants) if constants is None else constants
        return cls(id, operator, name, value, role or record.role, own, position, bypassed, pinned)

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
    def passes_through(self) -> bool:
        """Whether the value of this node is that of its first input: a reroute dot, or a bypassed operator."""
        return self.bypassed or self.record.dot

    @property
    def is_literal(self) -> bool:
        """Whether this is a bare number in a formula: a constant that nobody has named."""
        return self.operator == "constant" and not self.name

    def at(self, x: float, y: float) -> Node:
        """The same node at another place; field by field, as a drag asks it of every node at every step."""
        id, operator, name, value, role = self.id, self.operator, self.name, self.value, self.role
        return Node(id, operator, name, value, role, self.constants, (x, y), self.bypassed, self.pinned)

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
class Frame:
    """A titled frame on the canvas, behind the nodes. It holds those whose middle lies inside it.

    Args:
        id: permanent within the circuit; no other remark has it.
        title: what stands on its bar, one line; may be empty.
        rect: where it is.

    Example:
        >>> Frame("frame1", "gates", (0.0, 0.0, 200.0, 100.0)).holds((10.0, 50.0))
        True
    """

    id: str
    title: str
    rect: Rect

    def holds(self, position: Position) -> bool:
        """Whether this point, such as the middle of a node, lies inside."""
        left, top, width, height = self.rect
        return left <= position[0] <= left + width and top <= position[1] <= top + height


@dataclass(frozen=True, slots=True)
class Note:
    """A text on the canvas.

    Args:
        id: permanent within the circuit; no other remark has it.
        text: any number of lines.
        rect: where it is.
    """

    id: str
    text: str
    rect: Rect


Remark = Frame | Note
"""What a person writes on the canvas beside the circuit: it changes no number."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """Some nodes, the wires among them, and remarks: what is saved, copied, pasted and deleted.

    Args:
        nodes: in their order in the circuit.
        wires: those whose two ends are among the nodes (for a deletion also those that touch them).
        objective: id of the objective, if it is chosen and among the nodes.
        remarks: in the order in which they are painted.
    """

    nodes: tuple[Node, ...] = ()
    wires: tuple[Wire, ...] = ()
    objective: str | None = None
    remarks: tuple[Remark, ...] = ()
