"""Tidy layout: layers along the flow, few crossings, straight chains, room for the labels; pins and frames are kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median
from typing import Final

from circuitgrad.circuit import Bends, Circuit, Fragment, Position, Wire
from circuitgrad.circuit.edits import Batch, Bend, Edit, Move, ReplaceRemark
from circuitgrad.frozen import replace
from circuitgrad.layout.geometry import snapped
from circuitgrad.layout.groups import Orders, Placed, groups_of, place_groups
from circuitgrad.layout.labels import count_covering, occupied, place_labels
from circuitgrad.layout.pins import keep_off, keep_pins
from circuitgrad.layout.routes import node_blocks
from circuitgrad.layout.sketch import Direction

SPREADS: Final = (1.0, 1.15, 1.35, 1.6)
"""Factors of the gaps that are tried until each stub and label has a place of its own."""
MOST_TRIED: Final = 80


class TidyCancelled(Exception):  # noqa: N818 - nothing went wrong
    """Somebody gave up the layout under way."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """A layout.

    Args:
        positions: the middle of each node.
        rects: for each frame round nodes that were laid out, and each note in one, its new left and upper edge, width
            and height.
        bends: the places that wires between these nodes run through; wires in one curve are left out.
    """

    positions: dict[str, Position]
    rects: dict[str, tuple[float, float, float, float]]
    bends: dict[Wire, Bends]

    def edit(self, circuit: Circuit) -> Batch | None:
        """The edit that brings a circuit into this layout; None where it has it."""
        moved = {id: place for id, place in self.positions.items() if circuit.node(id).position != place}
        places = self.positions
        straightened = (wire for wire in circuit.courses if wire.source in places and wire.target in places)
        bends = {**dict.fromkeys(straightened, ()), **self.bends}
        bent = tuple((wire, run) for wire, run in bends.items() if self._bends_anew(circuit, wire, run))
        edits: list[Edit] = [Move(tuple(moved.items()))] if moved else []
        edits += [Bend(bent)] if bent else []
        edits += [
            ReplaceRemark(replace(remark, rect=rect))
            for id, rect in self.rects.items()
            if (remark := circuit.remarks.find(id)).rect != rect
        ]
        return Batch(tuple(edits)) if edits else None

    def _bends_anew(self, circuit: Circuit, wire: Wire, bends: Bends) -> bool:
        course = circuit.courses.get(wire)
        if course is None or not bends:
            return bool(bends or course)
        return course.seen(self.positions[wire.source], self.positions[wire.target]) != bends


def tidy(
    circuit: Circuit, ids: Collection[str] | None = None, *, direction: Direction = "right"
) -> dict[str, Position]:
    """Places for nodes, on the grid: `lay_out` for a circuit without frames.

    Example:
        >>> from circuitgrad.circuit import Fragment, Node, Wire
        >>> nodes = Node.new("input", id="x"), Node.new("exp", id="y"), Node.new("exp", id="f")
        >>> tidy(Circuit(Fragment(nodes, (Wire("x", "y", 0), Wire("y", "f", 0)))))
        {'x': (0.0, 0.0), 'y': (160.0, 0.0), 'f': (296.0, 0.0)}
    """
    return lay_out(circuit, ids, direction=direction).positions


def lay_out(
    circuit: Circuit,
    ids: Collection[str] | None = None,
    *,
    direction: Direction = "right",
    cancelled: Callable[[], bool] = lambda: False,
) -> Tidied:
    """Places for nodes and frames, on the grid. What is tidy already comes out as it is.

    The order in which nodes stand in their columns is kept, mended where that takes crossings away; it gives way to a
    fresh one where that has far fewer. Pinned nodes stay, and others keep clear of them. What stands in a frame stays
    together, and nothing else comes into it. Notes elsewhere stay, and nodes keep clear of them.

    A wire that passes columns has a lane in each of them; it bends where a straight way would leave its lanes.

    From top to bottom the layers are rows. Ports stay on the left and right edges, so each row stands a little to the
    right of what feeds it: a wire leaves on the right, falls, and arrives from the left, without a loop.

    Args:
        circuit: what is laid out; it is not changed.
        ids: the nodes that may move, around where they are; None for all. Where all are at one place, as in a circuit
            that nobody has laid out, they start at (0, 0).
        direction: where wires lead, "right" or "down".
        cancelled: is asked again and again; once it says yes, the layout is given up.

    Raises:
        TidyCancelled: `cancelled` said yes.
    """

    def check() -> None:
        if cancelled():
            raise TidyCancelled

    chosen = [id for id in circuit.order() if ids is None or id in ids]
    if not chosen:
        return Tidied({}, {}, {})
    placed = _placed(circuit, chosen, ids is None, direction, check)
    rects = {id: (left, top, right - left, bottom - top) for id, (left, top, right, bottom) in placed.rects.items()}
    return Tidied({id: placed.positions[id] for id in chosen}, rects, placed.bends)


def _placed(
    circuit: Circuit, chosen: Sequence[str], everything: bool, direction: Direction, check: Callable[[], None]
) -> Placed:
    groups, orders = groups_of(circuit, chosen), Orders()
    is_pinned = any(circuit.node(id).pinned for id in chosen)
    spreads = SPREADS if everything and len(chosen) <= MOST_TRIED else SPREADS[:1]
    placed = Placed({}, {})
    for spread in spreads:
        placed = place_groups(circuit, groups, direction, spread, orders, check)
        if is_pinned:
            placed = keep_pins(circuit, groups, placed, direction)
        else:
            placed = placed.moved(*_shift(circuit, placed.positions, everything))
            placed = keep_off(circuit, groups, placed, direction)
        if len(spreads) > 1 and _has_room(circuit, placed):
            break
        check()
    return placed


def _shift(circuit: Circuit, places: Mapping[str, Position], everything: bool) -> Position:
    """How far to move a layout, on the grid, so that it is about where its nodes are now."""
    before = [circuit.node(id).position for id in places]
    if everything and len(set(before)) == 1:  # nobody has placed them yet
        return -min(x for x, _ in places.values()), -min(y for _, y in places.values())
    middle = median if everything else mean
    dx = middle([old[0] - new[0] for old, new in zip(before, places.values(), strict=True)])
    dy = middle([old[1] - new[1] for old, new in zip(before, places.values(), strict=True)])
    return snapped(dx), snapped(dy)


def _has_room(circuit: Circuit, placed: Placed) -> bool:
    nodes = tuple(node.at(*placed.positions[id]) for id, node in circuit.nodes.items())
    remarks = tuple(circuit.remarks.values())
    moved = Circuit(Fragment(nodes, tuple(circuit.wires()), remarks=remarks, bends=tuple(placed.bends.items())))
    return _stubs_are_free(moved) and count_covering(moved, place_labels(moved)) == 0


def _stubs_are_free(circuit: Circuit) -> bool:
    blocks = node_blocks(circuit)
    sinks = (node.id for node in circuit.nodes.values() if not node.is_leaf and not circuit.feeds_any(node.id))
    return all(owner == id for id in sinks for _, owner in blocks.meeting(occupied(circuit, id)[-1]))
