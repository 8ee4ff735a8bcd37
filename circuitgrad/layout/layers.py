"""The first steps of a layered layout (Sugiyama, Tagawa and Toda 1981): which column, and lanes for what passes one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from circuitgrad.circuit import Circuit
from circuitgrad.layout.crossings import Place, reduce_crossings
from circuitgrad.layout.geometry import COLUMN_GAP, GRID, OPERATOR_SIDE, STUB, capsule_width, shown_ports

FARTHEST: Final = 4
"""A node stays as far left as it can if its nearest consumer is at most so many columns away, else it moves there."""
TURNS_BY_SIZE: Final = ((1_000, 14), (4_000, 6), (16_000, 2))
"""How often a circuit of up to so many nodes and lanes is swept for fewer crossings."""


def columns_of(circuit: Circuit, ids: Sequence[str]) -> dict[str, int]:
    """The column of each node: one right of its rightmost source; bare numbers next to where they are used.

    Args:
        circuit: what is laid out.
        ids: the nodes to place, in topological order.
    """
    among = set(ids)
    column: dict[str, int] = {}
    for id in ids:
        column[id] = 1 + max((column[wire.source] for wire in circuit.incoming(id) if wire.source in among), default=-1)
    for id in reversed(ids):
        nearest = min((column[wire.target] for wire in circuit.outgoing(id) if wire.target in among), default=None)
        if nearest is not None and (circuit.node(id).is_literal or nearest - column[id] > FARTHEST):
            column[id] = nearest - 1
    return column


def parts(circuit: Circuit, ids: Sequence[str]) -> list[list[str]]:
    """The ids in groups that no wire joins, each in the order given.

    Example:
        >>> from circuitgrad.circuit import Fragment, Node, Wire
        >>> nodes = tuple(Node.new("exp", id=id) for id in "abc")
        >>> parts(Circuit(Fragment(nodes, (Wire("a", "c", 0),))), ["a", "b", "c"])
        [['a', 'c'], ['b']]
    """
    part: dict[str, int] = {}
    waiting: list[str] = []
    among, count = set(ids), 0
    for first in ids:
        if first in part:
            continue
        waiting.append(first)
        while waiting:
            id = waiting.pop()
            if id in among and id not in part:
                part[id] = count
                waiting.extend(wire.source for wire in circuit.incoming(id))
                waiting.extend(wire.target for wire in circuit.outgoing(id))
        count += 1
    groups: list[list[str]] = [[] for _ in range(count)]
    for id in ids:
        groups[part[id]].append(id)
    return groups


def places_by_column(circuit: Circuit, ids: Sequence[str]) -> list[list[Place]]:
    """Nodes and lanes in columns, ordered so that few wires cross."""
    column = columns_of(circuit, ids)
    places = {id: Place(id, column[id]) for id in ids}
    last = max(column.values(), default=-1)
    lanes = _wire_up(circuit, places)
    for place in places.values():
        _keep_stub_free(circuit, place, last)
    columns = _first_order(places, last + 1)
    reduce_crossings(columns, _turns(len(places) + lanes))
    return columns


def _turns(size: int) -> int:
    return next((turns for most, turns in TURNS_BY_SIZE if size <= most), 0)


def _wire_up(circuit: Circuit, places: dict[str, Place]) -> int:
    """Joins the places along the wires, with a lane for each column that a wire passes. Returns how many lanes."""
    lanes = 0
    for id, target in places.items():
        incoming = circuit.incoming(id)
        ports = shown_ports(circuit.node(id), circuit)
        for wire in incoming:
            source = places.get(wire.source)
            if source is None:
                continue
            lanes += target.column - source.column - 1
            source = _lead(source, target.column)
            _join(source, target, (wire.port + 1) / (ports + 1) - 0.5)
    return lanes


def _lead(place: Place, column: int) -> Place:
    """Leads a lane from a place to just before a column; its last place is returned."""
    for passed in range(place.column + 1, column):
        lane = Place(None, passed)
        _join(place, lane, 0.0)
        place = lane
    return place


def _keep_stub_free(circuit: Circuit, place: Place, last: int) -> None:
    """Where a node feeds nothing, its stub and the name at its end need a lane through the next columns."""
    node = circuit.node(place.id or "")
    if place.targets or node.is_leaf or circuit.feeds_any(node.id):
        return
    reach, end = STUB + capsule_width(node) + GRID - COLUMN_GAP, place.column + 1
    while reach > 0 and end <= last:
        reach, end = reach - OPERATOR_SIDE - COLUMN_GAP, end + 1
    _lead(place, end)


def _join(source: Place, target: Place, share: float) -> None:
    source.targets.append((target, share))
    target.sources.append((source, share))


def _first_order(places: dict[str, Place], count: int) -> list[list[Place]]:
    """Backwards from what feeds nothing, first port first: a tree comes out without a crossing."""
    columns: list[list[Place]] = [[] for _ in range(count)]
    seen: set[Place] = set()
    waiting = [_stub_end(place) for place in reversed(places.values()) if _feeds_nothing(place)]
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        columns[place.column].append(place)
        waiting.extend(source for source, _ in sorted(place.sources, key=lambda joint: -joint[1]))
    return columns


def _feeds_nothing(place: Place) -> bool:
    return not _stub_end(place).targets


def _stub_end(place: Place) -> Place:
    while len(place.targets) == 1 and place.targets[0][0].id is None:
        place = place.targets[0][0]
    return place
