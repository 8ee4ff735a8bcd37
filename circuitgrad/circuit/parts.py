"""What a circuit is made of: nodes, wires, remarks on the canvas, and fragments of them.

All are frozen; an edit makes new ones.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from circuitgrad.circuit.exercise import Exercise
from circuitgrad.circuit.what_if import Range, Scenario, Spread
from circuitgrad.frozen import frozen, replace
from circuitgrad.operators import OPERATORS, Operator, Role

Position = tuple[float, float]
Rect = tuple[float, float, float, float]
"""Left, top, width and height on the canvas, in scene units, y downwards."""
ALIKE: Final = 1e-6
"""Two nodes have moved alike where the ways that they went differ by no more: by rounding."""


@frozen
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
        held: on an input, whether what-if may not move it; None for as its role has it. None on an operator.
        range: from where to where an input goes; None for a guess from its value. None on an operator.
        spread: how an input scatters; None for not at all. None on an operator.

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
    held: bool | None = None
    range: Range | None = None
    spread: Spread | None = None

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
        held: bool | None = None,
        range: Range | None = None,
        spread: Spread | None = None,
    ) -> Node:
        """A node with the operator's defaults where nothing is said."""
        record = OPERATORS[operator]
        own = tuple(constant.default for constant in record.constants) if constants is None else constants
        leaf = role or record.role
        return cls(id, operator, name, value, leaf, own, position, bypassed, pinned, held, range, spread)

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

    @property
    def may_move(self) -> bool:
        """Whether what-if may move it: a parameter that is not held, or data that were released."""
        if self.role is Role.PARAMETER:
            return not self.held
        return self.role is Role.DATA and self.held is False

    @property
    def span(self) -> Range:
        """From where to where it goes: its own range, or one guessed from its value, and at least as far as that."""
        own = self.range or Range.around(self.value)
        return own if self.value is None else own.widened(self.value)

    def at(self, x: float, y: float) -> Node:
        """The same node at another place; field by field, as a drag asks it of every node at every step."""
        id, operator, name, value, role = self.id, self.operator, self.name, self.value, self.role
        own, held, range, spread = self.constants, self.held, self.range, self.spread
        return Node(id, operator, name, value, role, own, (x, y), self.bypassed, self.pinned, held, range, spread)

    def in_role(self, role: Role) -> Node:
        """The same leaf in another role, held as that role has it; a constant that shall move becomes an input.

        Example:
            >>> Node.new("constant", id="c", value=2.0).in_role(Role.PARAMETER).operator
            'input'
        """
        moves = self.operator == "constant" and role is not Role.CONSTANT
        return replace(self, role=role, operator="input" if moves else self.operator, held=None)


class Wire(NamedTuple):
    """A wire from a node's output to an input port of another node."""

    source: str
    target: str
    port: int


Bends = tuple[Position, ...]
"""The places on the canvas that a wire runs through on its way; none for a plain curve."""


@frozen
class Course:
    """The bends of a wire, and where the nodes at its ends stood when it got them.

    They go along while both nodes move alike. Once one moves alone the wire is a plain curve, until that node is back.

    Args:
        bends: at least one place, in the order in which the wire comes by.
        source: the middle of the node that it leaves.
        target: the middle of the node that it goes to.

    Example:
        >>> course = Course(((50.0, 40.0),), (0.0, 0.0), (100.0, 0.0))
        >>> course.seen((0.0, 8.0), (100.0, 8.0)), course.seen((0.0, 8.0), (100.0, 0.0))
        (((50.0, 48.0),), ())
    """

    bends: Bends
    source: Position
    target: Position

    def seen(self, source: Position, target: Position) -> Bends:
        """The bends while the nodes stand here."""
        dx, dy = source[0] - self.source[0], source[1] - self.source[1]
        if abs(target[0] - self.target[0] - dx) <= ALIKE and abs(target[1] - self.target[1] - dy) <= ALIKE:
            return tuple([(x + dx, y + dy) for x, y in self.bends]) if dx or dy else self.bends
        return ()


@frozen
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


@frozen
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


@frozen
class Fragment:
    """Some nodes, the wires among them, and remarks: what is saved, copied, pasted and deleted.

    Args:
        nodes: in their order in the circuit.
        wires: those whose two ends are among the nodes (for a deletion also those that touch them).
        objective: id of the objective, if it is chosen and among the nodes.
        remarks: in the order in which they are painted.
        scenarios: in the order in which they are listed; only with a whole circuit.
        baseline: what differences are shown from, likewise; its id is “baseline”.
        exercise: what is asked of the circuit, likewise.
        bends: those of the wires that have some.
    """

    nodes: tuple[Node, ...] = ()
    wires: tuple[Wire, ...] = ()
    objective: str | None = None
    remarks: tuple[Remark, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    baseline: Scenario | None = None
    exercise: Exercise | None = None
    bends: tuple[tuple[Wire, Bends], ...] = ()
