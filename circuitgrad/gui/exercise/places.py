"""Where the labels that an exercise asks for stand on the canvas."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF

from circuitgrad.circuit import Asks, Circuit, Question, Wire
from circuitgrad.gui.canvas.node_item import NodeItem
from circuitgrad.gui.canvas.node_texts import total_rect
from circuitgrad.gui.canvas.scene import CanvasScene
from circuitgrad.layout.geometry import STUB

SIZE: Final = (26.0, 14.5)
"""The least size of a mark round a question mark, in scene units."""
ABOVE, BELOW = -11.0, 11.0
"""How far from a wire or stub the middle of its value and its gradient stand, where no place has been found."""
ARROW: Final = 20.0
"""How far left of an input the middle of its arrow stands."""
ROOM: Final = 6.0

Key = str | Wire
"""A node by its id, or a wire."""


def keys_of(question: Question, circuit: Circuit) -> list[Key]:
    """The nodes or wires at which the labels for a question stand; it is answered at the first.

    A value stands on every wire that leads on, a gradient on the only one; else both stand at the node itself. What an
    input does stands beside it, and is hidden on its only wire too.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("q = x + y; f = q*q")
        >>> ids = {node.label: node.id for node in circuit.nodes.values()}
        >>> asked = Question(Asks.VALUE, ids["q"]), Question(Asks.GRADIENT, ids["q"]), Question(Asks.VALUE, ids["f"])
        >>> [len(keys_of(question, circuit)) for question in asked], keys_of(asked[1], circuit) == [ids["q"]]
        ([2, 1, 1], True)
    """
    if question.wire is not None:
        return [question.wire]
    outgoing = circuit.outgoing(question.node)
    if question.asks is Asks.EFFECT:
        return [question.node, *(outgoing if len(outgoing) == 1 else ())]  # its gradient is hidden there too
    if question.asks is Asks.VALUE:
        return [*outgoing] or [question.node]
    return [outgoing[0] if len(outgoing) == 1 else question.node]


def label_rect(question: Question, key: Key, scene: CanvasScene) -> QRectF:
    """What a label covers, in scene coordinates.

    Args:
        question: what it stands for.
        key: one of `keys_of` it.
        scene: the canvas.
    """
    if isinstance(key, Wire):
        return _on_wire(scene, key, 0 if question.asks is Asks.VALUE else 1)
    item = scene.node_items[key]
    if question.asks is Asks.EFFECT:
        return _around(item.mapToScene(QPointF(item.body.left() - ARROW, 0.0)))
    if item.feeds:
        rect = total_rect(item)
        return _around(item.mapToScene(rect.center()), rect.width() + ROOM)
    return _on_stub(item, 0 if question.asks is Asks.VALUE else 1)


def _on_wire(scene: CanvasScene, wire: Wire, which: int) -> QRectF:
    """A wire's value (0) or gradient (1)."""
    item = scene.wire_items[wire]
    if item.spot is None:
        middle = QPointF() if item.middle is None else QPointF(*item.middle)
        return _around(middle + QPointF(0.0, BELOW if which else ABOVE))
    ground = scene.stage.labels.ground(wire, which)
    return _around(ground.center(), ground.width())


def _on_stub(item: NodeItem, which: int) -> QRectF:
    middle = QPointF(item.body.right() + STUB / 2, 10.0 if which else -10.0)
    return _around(item.mapToScene(middle))


def _around(middle: QPointF, width: float = 0.0) -> QRectF:
    across, down = max(width, SIZE[0]), SIZE[1]
    return QRectF(middle.x() - across / 2, middle.y() - down / 2, across, down)
