"""What moves when a selection is dragged: its nodes and remarks, and with each frame all that is inside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from circuitgrad.circuit import Circuit, Frame, Position, Remark
from circuitgrad.circuit.edits import Batch, Edit, Move, ReplaceRemark
from circuitgrad.frozen import frozen, replace


@frozen
class Carried:
    """Nodes and remarks as they stood when a hand took hold of them.

    Args:
        nodes: the place of each node, by id.
        remarks: the records, by id.
    """

    nodes: dict[str, Position]
    remarks: dict[str, Remark]

    def moved(self, dx: float, dy: float) -> Edit:
        """The edit that puts all of it so far from where it stood.

        Example:
            >>> Carried({"x": (8.0, 0.0)}, {}).moved(1.0, 2.0)
            Move(positions=(('x', (9.0, 2.0)),))
        """
        nodes = Move(tuple((id, (x + dx, y + dy)) for id, (x, y) in self.nodes.items()))
        if not self.remarks:
            return nodes
        return Batch((nodes, *(ReplaceRemark(_shifted(remark, dx, dy)) for remark in self.remarks.values())))


def _shifted(remark: Remark, dx: float, dy: float) -> Remark:
    left, top, width, height = remark.rect
    return replace(remark, rect=(left + dx, top + dy, width, height))


def carried(circuit: Circuit, nodes: Iterable[str], remarks: Collection[str]) -> Carried:
    """These nodes and remarks, and what the frames among them hold: nodes, notes and smaller frames by their middle.

    Args:
        circuit: where they are.
        nodes: ids of nodes.
        remarks: ids of frames and notes.
    """
    frames = [remark for id, remark in circuit.remarks.items() if id in remarks and isinstance(remark, Frame)]
    taken = {id: remark for id, remark in circuit.remarks.items() if id in remarks or _is_in(remark, frames)}
    places = {id: circuit.node(id).position for id in nodes}
    if frames:
        held = (node for node in circuit.nodes.values() if any(frame.holds(node.position) for frame in frames))
        places.update((node.id, node.position) for node in held)
    return Carried(places, taken)


def _is_in(remark: Remark, frames: Iterable[Frame]) -> bool:
    left, top, width, height = remark.rect
    corners = (left, top), (left + width, top + height)
    return any(frame.id != remark.id and all(map(frame.holds, corners)) for frame in frames)
