"""What is said of nodes besides what they compute: bypass, pins; and reroute dots put into wires."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QPointF

from circuitgrad.circuit import Node, Wire
from circuitgrad.circuit.compose import fresh_id, set_bypassed, set_pinned
from circuitgrad.circuit.edits import AddNode, Batch, Connect, Disconnect, Edit
from circuitgrad.gui.canvas.on_canvas import OnCanvas, text
from circuitgrad.layout.geometry import snapped
from circuitgrad.operators import OPERATORS

DOT = next(record.name for record in OPERATORS.values() if record.dot)


class Marking(OnCanvas):
    """Commands about bypass, pins and dots."""

    def toggle_bypass(self) -> None:
        """Bypasses the selected operators; where all are bypassed, ends that."""
        circuit = self.document.circuit
        nodes = [node for node in map(circuit.node, self.selected_ids()) if not node.is_leaf and not node.record.dot]
        if nodes:
            wanted = not all(node.bypassed for node in nodes)
            step = text("Bypass") if wanted else text("End bypass")
            self.document.do(set_bypassed(circuit, [node.id for node in nodes], wanted), step)

    def toggle_pin(self) -> None:
        """Pins the selected nodes, so that tidying leaves them where they are; where all are pinned, unpins them."""
        circuit, ids = self.document.circuit, self.selected_ids()
        if ids:
            wanted = not all(circuit.node(id).pinned for id in ids)
            self.document.do(set_pinned(circuit, ids, wanted), text("Pin") if wanted else text("Unpin"))

    def insert_dots(self, spots: Mapping[Wire, QPointF] | None = None) -> None:
        """Puts reroute dots into wires, one for all wires that come from the same node, and selects them.

        Args:
            spots: the wires, and where on each the dot goes; None for the selected wires, in their middle.
        """
        self.document.settle()
        chosen = self._middles(self.document.selection.wires) if spots is None else spots
        by_source: dict[str, dict[Wire, QPointF]] = {}
        for wire, spot in chosen.items():
            by_source.setdefault(wire.source, {})[wire] = spot
        done = self.document.begin(text("Insert reroute dot"))
        ids = []
        for wires in by_source.values():
            node = self._dot_amid(wires.values())
            done.apply(_led_through(node, wires))
            ids.append(node.id)
        done.commit()
        if ids:
            self.document.select(ids)

    def _middles(self, wires: Iterable[Wire]) -> dict[Wire, QPointF]:
        items = self.canvas.wire_items
        return {wire: QPointF(*items[wire].way.at(0.5)) for wire in sorted(wires) if wire in items}

    def _dot_amid(self, spots: Iterable[QPointF]) -> Node:
        places = list(spots)
        x, y = sum(spot.x() for spot in places) / len(places), sum(spot.y() for spot in places) / len(places)
        return Node.new(DOT, id=fresh_id(self.document.circuit, "dot"), position=(snapped(x), snapped(y)))


def _led_through(node: Node, wires: Iterable[Wire]) -> Edit:
    """The edit that adds a node and leads wires from one source through it."""
    gone = tuple(wires)
    return Batch(
        (
            AddNode(node),
            *map(Disconnect, gone),
            Connect(Wire(gone[0].source, node.id, 0)),
            *(Connect(wire._replace(source=node.id)) for wire in gone),
        )
    )
