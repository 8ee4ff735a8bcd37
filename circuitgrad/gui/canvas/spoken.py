"""What a screen reader says of a node, a wire, a frame or a note."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from circuitgrad.circuit import Circuit, Node, Note, Remark, Wire
from circuitgrad.engine import Run
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.lens import CLEAR, Lens, node_numbers, wire_numbers
from circuitgrad.gui.names import node_name


class RemarkKey(NamedTuple):
    """What a frame or note is known by where ids of nodes are keys too."""

    id: str


MOST_NAMED = 3
"""So many nodes are named where several are fed; of the others only the number is said."""


def spoken_node(circuit: Circuit, node: Node, run: Run | None, digits: int, lens: Lens = CLEAR) -> str:
    """One line on a node: what it is, its numbers, what it feeds.

    Example:
        >>> from circuitgrad.circuit import Fragment, Node, Wire
        >>> import circuitgrad as cg
        >>> nodes = Node.new("input", id="x", value=-2.0), Node.new("square", id="f")
        >>> circuit = Circuit(Fragment(nodes, (Wire("x", "f", 0),)))
        >>> [spoken_node(circuit, node, cg.run(circuit), 3) for node in circuit.nodes.values()]
        ['x, value −2.00, gradient −4.00, feeds square', 'square, value 4.00, gradient 1.00, objective']
    """
    value, gradient = node_numbers(run, node.id, lens)
    if value is None and lens.shows_value(node.id):
        value = node.value
    parts = [called(node), *([_tr("bypassed")] if node.bypassed else []), *([_tr("pinned")] if node.pinned else [])]
    parts += _numbers(value, gradient, digits)
    if lens.placeholder and not (lens.shows_value(node.id) and lens.shows_gradient(node.id)):
        parts.append(_tr("asked for"))
    fed = [called(circuit.node(id)) for id in dict.fromkeys(wire.target for wire in circuit.outgoing(node.id))]
    if fed:
        more = [_tr("{count} more").format(count=len(fed) - MOST_NAMED)] if len(fed) > MOST_NAMED else []
        parts.append(_tr("feeds {names}").format(names=", ".join([*fed[:MOST_NAMED], *more])))
    if run is not None and run.objective == node.id:
        parts.append(_tr("objective"))
    return ", ".join(parts)


def spoken_wire(circuit: Circuit, wire: Wire, run: Run | None, digits: int, lens: Lens = CLEAR) -> str:
    """One line on a wire: its ends and its numbers."""
    value, gradient, _ = wire_numbers(run, wire, lens)
    ends = _tr("wire from {source} to {target}, input {number}").format(
        source=called(circuit.node(wire.source)), target=called(circuit.node(wire.target)), number=wire.port + 1
    )
    asked = lens.placeholder and not (lens.shows_value(wire.source) and lens.shows_flow(wire))
    return ", ".join([ends, *_numbers(value, gradient, digits), *([_tr("asked for")] if asked else [])])


def spoken_remark(circuit: Circuit, remark: Remark) -> str:
    """One line on a frame and what it holds, or on a note.

    Example:
        >>> from circuitgrad.circuit import Note
        >>> spoken_remark(Circuit(), Note("n", "why this works", (0.0, 0.0, 9.0, 9.0)))
        'note: why this works'
    """
    if isinstance(remark, Note):
        return _tr("note: {text}").format(text=remark.text)
    held = [called(node) for node in circuit.nodes.values() if remark.holds(node.position)]
    more = [_tr("{count} more").format(count=len(held) - MOST_NAMED)] if len(held) > MOST_NAMED else []
    parts = [_tr("frame {title}").format(title=remark.title).strip()]
    if held:
        parts.append(_tr("around {names}").format(names=", ".join([*held[:MOST_NAMED], *more])))
    return ", ".join(parts)


def called(node: Node) -> str:
    """What a node is called: its name, a bare number, or its operator where nobody has named it."""
    if node.is_leaf or node.name:
        return node_name(node)
    return QCoreApplication.translate("operators", node.record.title)


def _numbers(value: float | None, gradient: float | None, digits: int) -> list[str]:
    parts = [] if value is None else [_tr("value {number}").format(number=short_number(value, digits))]
    return parts + (
        [] if gradient is None else [_tr("gradient {number}").format(number=short_number(gradient, digits))]
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("spoken", text)
