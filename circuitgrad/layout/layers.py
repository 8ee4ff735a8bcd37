"""The first steps of a layered layout (Sugiyama, Tagawa and Toda 1981): which column, and lanes for what passes one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from circuitgrad.circuit import Wire
from circuitgrad.layout.geometry import COLUMN_GAP, OPERATOR_SIDE
from circuitgrad.layout.sketch import Sketch

MOST_LANES: Final = 250_000
"""Beyond that the longest links get none: memory and time grow with lanes."""


@dataclass(slots=True, eq=False)
class Place:
    """A box in its column, or (without an id) the lane of a link that passes the column.

    Args:
        id: the box's id, None for a lane.
        column: counted from the left.
        sources: places in the column before, with the shares of the breadths, from −½ to ½, at which a link leaves
            there and arrives here.
        targets: places in the next column, with the shares at which a link leaves here and arrives there.
        rank: how many places are above it in its column.
        is_fed: whether anything comes to it, or to the box that its lane starts at.
        wire: which one the lane is for; None for a box, and for the stub of a node that feeds nothing.
    """

    id: str | None
    column: int
    sources: list[tuple[Place, float, float]] = field(default_factory=list, repr=False)
    targets: list[tuple[Place, float, float]] = field(default_factory=list, repr=False)
    rank: int = 0
    is_fed: bool = False
    wire: Wire | None = None


Columns = list[list[Place]]


def columns_of(sketch: Sketch, reach: int, drawn: Mapping[float, int] | None = None) -> dict[str, int]:
    """The column of each box: one right of its rightmost source; bare numbers next to where they are used.

    Args:
        sketch: the boxes.
        reach: so many columns away the nearest consumer of a box may be, else it moves there.
        drawn: where along the flow which column is drawn already: a box stays in it where that can be.
    """
    column: dict[str, int] = {}
    _lead_ahead(sketch, column)
    present = {} if drawn is None else {id: drawn.get(box.along) for id, box in sketch.boxes.items()}
    for id in reversed(sketch.boxes):
        nearest = min((column[link.target] for link in sketch.outgoing[id]), default=None)
        here = present.get(id)
        if nearest is None:
            column[id] = max(column[id], column[id] if here is None else here)
            continue
        drawn_ahead = [column[link.target] for link in sketch.outgoing[id] if present.get(link.target) is not None]
        if here is not None and column[id] <= here < min(drawn_ahead, default=0):
            column[id] = here
        elif sketch.boxes[id].stays_near or nearest - column[id] > reach:
            column[id] = nearest - 1
    if drawn is not None:
        _lead_ahead(sketch, column)
    return column


def _lead_ahead(sketch: Sketch, column: dict[str, int]) -> None:
    """Puts each box at least one right of its rightmost source; what is not in a column yet, just there."""
    for id, links in sketch.incoming.items():
        column[id] = max(column.get(id, 0), 1 + max((column[link.source] for link in links), default=-1))


def parts(sketch: Sketch) -> list[list[str]]:
    """The ids in groups that no link joins, each in the order given.

    Example:
        >>> from circuitgrad.layout.sketch import Box, Link
        >>> parts(Sketch([Box(id, 1.0, 1.0) for id in "abc"], [Link("a", "c")]))
        [['a', 'c'], ['b']]
    """
    part: dict[str, int] = {}
    beside: dict[str, list[str]] = {id: [] for id in sketch.boxes}
    for link in sketch.backward:
        beside[link.source].append(link.target)
        beside[link.target].append(link.source)
    groups: list[list[str]] = []
    for first in sketch.boxes:
        if first in part:
            continue
        part[first] = len(groups)
        walk = [first]
        for id in walk:  # grows while it is walked
            ends = [link.source for link in sketch.incoming[id]]
            ends += [link.target for link in sketch.outgoing[id]]
            for end in ends + beside[id]:
                if end not in part:
                    part[end] = len(groups)
                    walk.append(end)
        groups.append([])
    for id in sketch.boxes:
        groups[part[id]].append(id)
    return groups


def places_of(sketch: Sketch, column: Mapping[str, int]) -> Columns:
    """Boxes, each in its column, and lanes between them, in an order that suits trees."""
    places = {id: Place(id, column[id]) for id in sketch.boxes}
    last = max(column.values(), default=-1)
    _wire_up(sketch, places)
    for place in places.values():
        _keep_stub_free(sketch, place, last)
    return _first_order(places, last + 1)


def _wire_up(sketch: Sketch, places: dict[str, Place]) -> None:
    """Joins the places along the links, with a lane for each column that a link passes."""
    longest = _longest_with_lanes(sketch, places)
    for id, target in places.items():
        for link in sketch.incoming[id]:
            source = places[link.source]
            if target.column - source.column > longest:
                continue
            last = _lead(source, target.column, link.leaves, link.wire)
            _join(last, target, link.leaves if last is source else 0.0, link.arrives)


def _longest_with_lanes(sketch: Sketch, places: dict[str, Place]) -> int:
    """How far links may reach so that there are not too many lanes."""
    spans: dict[int, int] = {}
    for id, target in places.items():
        for link in sketch.incoming[id]:
            span = target.column - places[link.source].column
            spans[span] = spans.get(span, 0) + 1
    lanes, longest = 0, 1
    for span, many in sorted(spans.items()):
        lanes += many * (span - 1)
        if lanes > MOST_LANES:
            break
        longest = span
    return longest


def _lead(place: Place, column: int, leaves: float, wire: Wire | None = None) -> Place:
    """Leads a lane from a place to just before a column; its last place is returned."""
    for passed in range(place.column + 1, column):
        lane = Place(None, passed, wire=wire)
        _join(place, lane, leaves, 0.0)
        place, leaves = lane, 0.0
    return place


def _keep_stub_free(sketch: Sketch, place: Place, last: int) -> None:
    """Where a node feeds nothing, its stub and the name at its end need a lane through the next columns."""
    reach, end = sketch.boxes[place.id or ""].stub - COLUMN_GAP, place.column + 1
    if place.targets or reach + COLUMN_GAP <= 0.0:
        return
    while reach > 0 and end <= last:
        reach, end = reach - OPERATOR_SIDE - COLUMN_GAP, end + 1
    _lead(place, end, 0.0)


def _join(source: Place, target: Place, leaves: float, arrives: float) -> None:
    target.is_fed = source.is_fed or target.id is not None
    source.targets.append((target, leaves, arrives))
    target.sources.append((source, leaves, arrives))


def _first_order(places: dict[str, Place], count: int) -> Columns:
    """Backwards from what feeds nothing, first port first: a tree comes out without a crossing."""
    columns: Columns = [[] for _ in range(count)]
    seen: set[Place] = set()
    waiting = [_stub_end(place) for place in reversed(places.values()) if _feeds_nothing(place)]
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        columns[place.column].append(place)
        waiting.extend(source for source, _, _ in sorted(place.sources, key=lambda joint: -joint[2]))
    return columns


def _feeds_nothing(place: Place) -> bool:
    return not _stub_end(place).targets


def _stub_end(place: Place) -> Place:
    while len(place.targets) == 1 and place.targets[0][0].id is None:
        place = place.targets[0][0]
    return place
