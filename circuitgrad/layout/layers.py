"""The first half of a layered layout (Sugiyama, Tagawa and Toda 1981): which column, and in which order within it."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from circuitgrad.circuit import Circuit

FARTHEST: Final = 4
"""A node stays as far left as it can if its nearest consumer is at most so many columns away, else it moves there."""
SWEEPS: Final = 6
SWEEP_LIMIT: Final = 4_000


@dataclass(slots=True)
class Place:
    """A node in its column, or (without an id) the lane of a wire that passes the column.

    Args:
        id: the node's id, None for a lane.
        column: counted from the left.
        sources: places in earlier columns with the share of the height, from −½ to ½, at which their wires arrive.
        targets: places in the next column, with the same share.
    """

    id: str | None
    column: int
    sources: list[tuple[Place, float]] = field(default_factory=list, repr=False)
    targets: list[tuple[Place, float]] = field(default_factory=list, repr=False)
    rank: int = 0

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


def columns_of(circuit: Circuit, ids: Sequence[str]) -> dict[str, int]:
    """The column of each node: one right of its rightmost source, but bare numbers next to where they are used.

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


def places_by_column(circuit: Circuit, ids: Sequence[str]) -> list[list[Place]]:
    """Nodes and lanes in columns, ordered so that few wires cross."""
    column = columns_of(circuit, ids)
    places = {id: Place(id, column[id]) for id in ids}
    lanes = _wire_up(circuit, places)
    columns = _first_order(places, lanes, circuit, max(column.values(), default=-1) + 1)
    if len(ids) <= SWEEP_LIMIT:
        _sweep(columns)
    return columns


def _wire_up(circuit: Circuit, places: dict[str, Place]) -> list[Place]:
    """Joins the places along the wires, with a lane for each column that a wire passes."""
    lanes: list[Place] = []
    for id, target in places.items():
        incoming = circuit.incoming(id)
        ports = max((wire.port for wire in incoming), default=0) + 1
        for wire in incoming:
            source = places.get(wire.source)
            if source is None:
                continue
            for passed in range(source.column + 1, target.column):
                lane = Place(None, passed)
                lanes.append(lane)
                _join(source, lane, 0.0)
                source = lane
            _join(source, target, (wire.port + 1) / (ports + 1) - 0.5)
    return lanes


def _join(source: Place, target: Place, share: float) -> None:
    source.targets.append((target, share))
    target.sources.append((source, share))


def _first_order(places: dict[str, Place], lanes: list[Place], circuit: Circuit, count: int) -> list[list[Place]]:
    """Backwards from the nodes that feed nothing, first port first: a tree comes out without a crossing."""
    columns: list[list[Place]] = [[] for _ in range(count)]
    seen: set[Place] = set()
    waiting = [place for place in reversed(places.values()) if not place.targets]
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        columns[place.column].append(place)
        waiting.extend(source for source, _ in sorted(place.sources, key=lambda joint: -joint[1]))
    _number(columns)
    return columns


def _number(columns: list[list[Place]]) -> None:
    for column in columns:
        for rank, place in enumerate(column):
            place.rank = rank


def _sweep(columns: list[list[Place]]) -> None:
    """Orders each column by the mean rank of its neighbours, to and fro, and keeps the order with fewest crossings."""
    best, fewest = [list(column) for column in columns], crossings(columns)
    for turn in range(SWEEPS):
        if fewest == 0:
            break
        backwards = turn % 2 == 0
        for column in reversed(columns[:-1]) if backwards else columns[1:]:
            column.sort(key=_wish_by_targets if backwards else _wish_by_sources)
            for rank, place in enumerate(column):
                place.rank = rank
        found = crossings(columns)
        if found < fewest:
            best, fewest = [list(column) for column in columns], found
    for column, order in zip(columns, best, strict=True):
        column[:] = order
    _number(columns)


def _wish_by_targets(place: Place) -> float:
    wishes = [target.rank + share for target, share in place.targets]
    return sum(wishes) / len(wishes) if wishes else float(place.rank)


def _wish_by_sources(place: Place) -> float:
    wishes = [source.rank - 0.1 * share for source, share in place.sources]
    return sum(wishes) / len(wishes) if wishes else float(place.rank)


def crossings(columns: Sequence[Sequence[Place]]) -> int:
    """How many pairs of wires cross between neighbouring columns, ports counted as ends of their own."""
    return sum(_inversions([_ends(place) for place in column]) for column in columns)


def _ends(place: Place) -> list[float]:
    return sorted(target.rank + 0.9 * share for target, share in place.targets)


def _inversions(ends: Sequence[Sequence[float]]) -> int:
    """Pairs that come in the wrong order, wires of one source among themselves not counted."""
    seen: list[float] = []
    found = 0
    for group in ends:
        found += sum(len(seen) - bisect_left(seen, end + 1e-9) for end in group)
        for end in group:
            insort(seen, end)
    return found
