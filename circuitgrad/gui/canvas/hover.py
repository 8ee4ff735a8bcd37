"""What hovering shows: all digits of a node or a wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip

from circuitgrad.circuit import Node, Wire
from circuitgrad.formats.numbers import full_number
from circuitgrad.gui.canvas.scene import CanvasScene
from circuitgrad.gui.lens import may_be_read, node_numbers, wire_numbers
from circuitgrad.gui.messages import problem_sentence
from circuitgrad.gui.names import node_name

if TYPE_CHECKING:
    from circuitgrad.gui.canvas.view import CanvasView


def show_tip(view: CanvasView, event: QHelpEvent) -> None:
    """Shows the tooltip for what is under the pointer: a question that is open there, or what the canvas shows."""
    asked = "" if view.asking is None else view.asking.tip(event.pos())
    tip = asked or hover_text(view.canvas, view.mapToScene(event.pos()))
    QToolTip.showText(event.globalPos(), tip, view.viewport())


def hover_text(scene: CanvasScene, spot: QPointF) -> str:
    """The tooltip for what is at this place; empty for nothing."""
    port = scene.port_at(spot)
    item = scene.node_at(spot)
    if port is not None and port[1] >= 0 and not port[0].node.is_leaf:
        return _port_text(port[0].node, port[1])
    if item is not None:
        return node_hover_text(scene, item.node)
    wire = scene.wire_at(spot)
    return "" if wire is None else wire_hover_text(scene, wire.wire)


def _tr(text: str) -> str:
    return QCoreApplication.translate("hover", text)


def _line(title: str, value: float | None) -> list[str]:
    return [] if value is None else [f"{title} {full_number(value)}"]


def _port_text(node: Node, port: int) -> str:
    record = node.record
    name = record.ports[port] if port < len(record.ports) else _tr("input {number}").format(number=port + 1)
    return f"{node_name(node)}: {QCoreApplication.translate('operators', name)}"


def node_hover_text(scene: CanvasScene, node: Node) -> str:
    """All that can be said of a node, line by line."""
    title = QCoreApplication.translate("operators", node.record.title)
    marks = [*([_tr("bypassed")] if node.bypassed else []), *([_tr("pinned")] if node.pinned else [])]
    lines = [" · ".join([node_name(node), title, *marks])]
    lens = scene.lens
    value, gradient = node_numbers(scene.run, node.id, lens)
    lines += _line(_tr("value"), value) + _line(_tr("gradient"), gradient)
    if scene.run is not None:
        here = (problem for problem in scene.run.problems if problem.node == node.id)
        lines += [problem_sentence(problem) for problem in here if may_be_read(problem, lens)]
    return "\n".join(lines)


def wire_hover_text(scene: CanvasScene, wire: Wire) -> str:
    """All that can be said of a wire, line by line."""
    source, target = scene.circuit.node(wire.source), scene.circuit.node(wire.target)
    lines = [f"{node_name(source)} → {node_name(target)}"]
    value, gradient, local = wire_numbers(scene.run, wire, scene.lens)
    lines += _line(_tr("value"), value) + _line(_tr("gradient"), gradient) + _line(_tr("local derivative"), local)
    return "\n".join(lines)
