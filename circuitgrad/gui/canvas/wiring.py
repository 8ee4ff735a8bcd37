"""Wiring by keyboard: the selected node to one that is chosen from a list, or several to the one selected last."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication

from circuitgrad.circuit import Circuit, Node, Wire
from circuitgrad.circuit.edits import Batch, Connect
from circuitgrad.gui.canvas.on_canvas import text
from circuitgrad.gui.names import node_name

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView

MOST_CHOICES = 200
"""So many ports are offered at most, the nearest first; typing finds the others."""


class Choice(NamedTuple):
    """A wire that can be chosen, and how a list calls it."""

    wire: Wire
    title: str


class Wiring:
    """What `W` does, and Shift+W: drawing and finding wires without a mouse."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._choose_wire = False
        view.wire_box.chosen.connect(self._on_chosen)
        view.wire_box.closed.connect(view.setFocus)

    def connect_selection(self) -> None:
        """Wires the selected nodes to the one among them that was selected last; a single one, as is then chosen."""
        view = self._view
        view.document.settle()
        selected = view.document.selection.nodes
        last = view.focus.current
        if len(selected) == 1:
            self._open(next(iter(selected)))
        elif last in selected:
            self._connect_all([id for id in view.in_reading_order(selected) if id != last], last)

    def _connect_all(self, others: list[str], last: str) -> None:
        """The others feed the last one; where that is an input it feeds them."""
        circuit = self._view.document.circuit
        if circuit.node(last).is_leaf:
            edits = [Connect(Wire(last, id, circuit.free_port(id) or 0), replacing=False) for id in others]
        else:
            edits = [
                Connect(Wire(id, last, port)) for id, port in zip(others, _free_ports(circuit, last), strict=False)
            ]
            edits += [Connect(Wire(id, last, 0)) for id in others[len(edits) :]]  # refused: says why
        self._view.document.do(Batch(tuple(edits)), text("Wire"))

    def _open(self, id: str) -> None:
        self._choose_wire = False
        view = self._view
        title = QCoreApplication.translate("Wiring", "Wire {name} to …")
        view.wire_box.open_beside(id, title.format(name=node_name(view.document.circuit.node(id))), self._ports_for)

    def _ports_for(self, typed: str) -> list[Choice]:
        """The ports that can take a wire from the selected node, free ones and near ones first."""
        node = self._view.only_node()
        if node is None:
            return []
        circuit = self._view.document.circuit
        near = sorted(circuit.nodes.values(), key=lambda other: _distance(node, other))
        fitting = (other for other in near if other.id != node.id and not other.is_leaf and _fits(other, typed))
        return list(islice(_choices(circuit, node, fitting), MOST_CHOICES))

    def choose_wire(self) -> None:
        """Lists the wires of the selected node; the one that is chosen is selected, and Delete deletes it."""
        view = self._view
        view.document.settle()
        node = view.only_node()
        if node is not None:
            self._choose_wire = True
            title = QCoreApplication.translate("Wiring", "Select a wire of {name}")
            view.wire_box.open_beside(node.id, title.format(name=node_name(node)), self._wires_of)

    def _wires_of(self, typed: str) -> list[Choice]:
        node, circuit = self._view.only_node(), self._view.document.circuit
        if node is None:
            return []
        found = []
        for wire in (*circuit.incoming(node.id), *circuit.outgoing(node.id)):
            ends = circuit.node(wire.source), circuit.node(wire.target)
            if any(_fits(end, typed) for end in ends):
                found.append(Choice(wire, f"{described(circuit, ends[0])} → {_port_title(circuit, wire)}"))
        return found[:MOST_CHOICES]

    def _on_chosen(self, wire: Wire) -> None:
        self._view.setFocus()
        if self._choose_wire:
            self._view.document.select((), [wire])
        else:
            self._view.document.do(Connect(wire, replacing=True), text("Wire"))


def described(circuit: Circuit, node: Node) -> str:
    """What a list calls a node: its name, or its operator and what feeds it.

    Example:
        >>> from circuitgrad.circuit import Fragment
        >>> nodes = Node.new("input", id="x"), Node.new("exp", id="e1")
        >>> circuit = Circuit(Fragment(nodes, (Wire("x", "e1", 0),)))
        >>> [described(circuit, node) for node in nodes]
        ['x', 'exponential (x)']
    """
    if node.name or node.is_leaf:
        return node_name(node)
    title = QCoreApplication.translate("operators", node.record.title)
    fed = [node_name(circuit.node(wire.source)) for wire in circuit.incoming(node.id)[:3]]
    return f"{title} ({', '.join(fed)})" if fed else title


def _choices(circuit: Circuit, node: Node, others: Iterator[Node]) -> Iterator[Choice]:
    guard = circuit.cycle_guard(node.id, is_source=True)
    taken: list[Choice] = []
    for other in others:
        free = circuit.free_port(other.id)
        if free is not None:
            wire = Wire(node.id, other.id, free)
            if not circuit.can_wire(wire, guard=guard):
                continue
            yield Choice(wire, _port_title(circuit, wire))
        if len(taken) < MOST_CHOICES:
            taken += _replacing(circuit, node, other)
    yield from (choice for choice in taken if circuit.can_wire(choice.wire, replacing=True, guard=guard))


def _replacing(circuit: Circuit, node: Node, other: Node) -> list[Choice]:
    """The ports of a node at which a wire would give way."""
    template = QCoreApplication.translate("Wiring", "{port}, instead of {name}")
    choices = []
    for wire in circuit.incoming(other.id):
        if wire.source != node.id:
            own = wire._replace(source=node.id)
            name = described(circuit, circuit.node(wire.source))
            choices.append(Choice(own, template.format(port=_port_title(circuit, own), name=name)))
    return choices


def _port_title(circuit: Circuit, wire: Wire) -> str:
    node = circuit.node(wire.target)
    record = node.record
    if len(record.ports) == 1 and not record.any_number:
        return described(circuit, node)
    if wire.port < len(record.ports):
        port = QCoreApplication.translate("operators", record.ports[wire.port])
    else:
        port = QCoreApplication.translate("hover", "input {number}").format(number=wire.port + 1)
    return f"{described(circuit, node)}: {port}"


def _free_ports(circuit: Circuit, id: str) -> Iterator[int]:
    taken, record, port = {wire.port for wire in circuit.incoming(id)}, circuit.node(id).record, 0
    while record.has_port(port):
        if port not in taken:
            yield port
        port += 1


def _fits(node: Node, typed: str) -> bool:
    wanted = typed.strip().casefold()
    title = QCoreApplication.translate("operators", node.record.title)
    return any(wanted in name.casefold() for name in (node.label, title, node.operator, node.record.symbol))


def _distance(node: Node, other: Node) -> float:
    """How near another node is, those at the left thrice as far."""
    x, y = other.position[0] - node.position[0], other.position[1] - node.position[1]
    return (x if x >= 0 else -3 * x) + abs(y)
