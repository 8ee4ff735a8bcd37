"""Adding operators and inputs, alone, in a wire, or fed by what is selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF

from circuitgrad.circuit import Node, Wire
from circuitgrad.circuit.compose import fresh_id, fresh_name
from circuitgrad.circuit.edits import AddNode, Batch, Connect, Edit
from circuitgrad.circuit.splice import add_in_wire
from circuitgrad.gui.canvas.nearby import nodes_in
from circuitgrad.gui.canvas.on_canvas import OnCanvas, operator_title, text
from circuitgrad.layout.geometry import (
    CAPTION_HEIGHT,
    COLUMN_GAP,
    GRID,
    LEAF_HEIGHT,
    LEAF_LEAST_WIDTH,
    OPERATOR_SIDE,
    ROW_GAP,
    snapped,
)
from circuitgrad.operators import OPERATORS, Role

SHIFT = 4 * GRID
ROW = LEAF_HEIGHT + ROW_GAP
ROOM = QPointF(LEAF_LEAST_WIDTH / 2, OPERATOR_SIDE / 2 + CAPTION_HEIGHT)
"""Half of what a new node and its caption are given at least, to every side."""
FIRST_INPUT_VALUE = 1.0
INPUT_NAMES = ("x", "y", "z", "u", "v", "w")
PARAMETER_NAMES = ("w", "a", "b")


class Adding(OnCanvas):
    """Commands that add single nodes. An operator is told by its name; an input also by its role: "input:data"."""

    def add_operator(self, name: str, spot: QPointF | None = None) -> str | None:
        """Adds a node, selects it, and returns its id.

        Args:
            name: what to add.
            spot: where; None for a free place in the middle of the view.
        """
        node = self._new_node(name, self._free(self.middle()) if spot is None else spot)
        return self._add(node, AddNode(node))

    def add_wired(self, name: str, spot: QPointF, other: str, port: int) -> None:
        """Adds a node and wires it: to the output of another node (port −1), or to this input port of it."""
        node = self._new_node(name, spot)
        wire = Wire(other, node.id, 0) if port == -1 else Wire(node.id, other, port)
        self._add(node, Batch((AddNode(node), Connect(wire))))

    def add_in_wire(self, name: str, spot: QPointF, wire: Wire) -> None:
        """Adds an operator and leads a wire through it."""
        node = self._new_node(name, spot)
        self._add(node, add_in_wire(node, wire))

    def add_beside(
        self, name: str, sources: Sequence[str], spot: QPointF | None = None, *, fed: bool = True
    ) -> str | None:
        """Adds an operator that these nodes feed, at its first ports. One that cannot take them all is just added.

        Args:
            name: what to add.
            sources: the nodes that feed it, in the order of its ports.
            spot: where; None for beside the sources: at their right what they feed, anything else below.
            fed: whether they are to feed it.
        """
        record = OPERATORS[name.partition(":")[0]]
        takes = fed and bool(sources) and not record.is_leaf and record.has_port(len(sources) - 1)
        node = self._new_node(name, self._beside(sources, below=not takes) if spot is None else spot)
        wires = [Connect(Wire(source, node.id, port)) for port, source in enumerate(sources)] if takes else []
        return self._add(node, Batch((AddNode(node), *wires)))

    def _add(self, node: Node, edit: Edit) -> str | None:
        if not self.document.do(edit, text("Add {title}").format(title=operator_title(node))):
            return None
        self.document.select([node.id])
        return node.id

    def _new_node(self, name: str, spot: QPointF) -> Node:
        operator, _, role = name.partition(":")
        circuit = self.document.circuit
        node = Node.new(
            operator,
            id=fresh_id(circuit, operator),
            value=FIRST_INPUT_VALUE if OPERATORS[operator].is_leaf else None,
            role=Role(role) if role else None,
            position=(snapped(spot.x()), snapped(spot.y())),
        )
        if operator != "input":
            return node
        wished = PARAMETER_NAMES if role == Role.PARAMETER else INPUT_NAMES
        name = next((name for name in wished if circuit.is_label_free(name)), fresh_name(circuit, wished[0]))
        return Node.new(operator, id=node.id, name=name, value=node.value, role=node.role, position=node.position)

    # Places

    def _beside(self, ids: Sequence[str], *, below: bool) -> QPointF:
        """A free place at the right of some nodes, or below them."""
        if not ids:
            return self._free(self.middle())
        self.document.settle()
        bodies = [item.mapRectToScene(item.body) for item in map(self.canvas.node_items.__getitem__, ids)]
        if below:
            lowest = max(bodies, key=QRectF.bottom)
            return self._free(QPointF(lowest.center().x(), lowest.center().y() + ROW))
        y = (min(body.center().y() for body in bodies) + max(body.center().y() for body in bodies)) / 2
        return self._free(QPointF(max(body.right() for body in bodies) + COLUMN_GAP + OPERATOR_SIDE / 2, y))

    def _free(self, spot: QPointF) -> QPointF:
        """This place on the grid, or the next below it where no node stands."""
        self.document.settle()
        spot = QPointF(snapped(spot.x()), snapped(spot.y()))  # first: moved to the grid later, it could meet a node
        while nodes_in(self.canvas, QRectF(spot - ROOM, spot + ROOM)):
            spot += QPointF(0, ROW / 2)
        return spot
