"""Tidy layout: columns from left to right, few crossings, straight chains, room for the labels.

The second half of a layered layout: heights by repeated least squares under the least distances within a column,
each solved exactly by pooling neighbours that collide (isotonic regression, Barlow et al. 1972).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from math import ceil
from typing import Final

from circuitgrad.circuit import Circuit, Fragment, Position
from circuitgrad.layout.crossings import Place
from circuitgrad.layout.geometry import (
    CAPTION_HEIGHT,
    COLUMN_GAP,
    GRID,
    LABEL_LINE,
    ROW_GAP,
    has_caption,
    node_size,
    shown_ports,
    snapped,
)
from circuitgrad.layout.labels import count_covering, occupied, place_labels
from circuitgrad.layout.layers import parts, places_by_column
from circuitgrad.layout.routes import node_blocks

ROUNDS: Final = 8
FEW_ROUNDS: Final = 3
BIG: Final = 2_000
SPREADS: Final = (1.0, 1.15, 1.35, 1.6)
"""Factors of the gaps that are tried until each stub and label has a place of its own."""
MOST_TRIED: Final = 200
LEAF_WEIGHT, NODE_WEIGHT, LANE_WEIGHT, CHAIN_WEIGHT, STUB_WEIGHT = 0.02, 3.0, 6.0, 60.0, 600.0
PART_GAP: Final = ROW_GAP
LANE_GAP: Final = 2 * LABEL_LINE + 6.0
STEEPNESS: Final = 0.2
WIDEST_EXTRA: Final = 120.0


def tidy(circuit: Circuit, ids: Collection[str] | None = None) -> dict[str, Position]:
    """Places for nodes, on the grid.

    Args:
        circuit: what is laid out; it is not changed.
        ids: the nodes that may move, around where they are; None for all, from (0, 0) on.

    Returns:
        The middle of each node.

    Example:
        >>> from circuitgrad.circuit import Fragment, Node, Wire
        >>> nodes = Node.new("input", id="x"), Node.new("exp", id="y"), Node.new("exp", id="f")
        >>> tidy(Circuit(Fragment(nodes, (Wire("x", "y", 0), Wire("y", "f", 0)))))
        {'x': (0.0, 0.0), 'y': (160.0, 0.0), 'f': (296.0, 0.0)}
    """
    chosen = [id for id in circuit.order() if ids is None or id in ids]
    if not chosen:
        return {}
    spreads = SPREADS if ids is None and len(chosen) <= MOST_TRIED else SPREADS[:1]
    places: dict[str, Position] = {}
    for spread in spreads:
        places = _on_grid(circuit, _laid_out(circuit, chosen, spread), ids)
        if len(spreads) > 1 and _has_room(circuit, places):
            break
    return {id: places[id] for id in chosen}


def _has_room(circuit: Circuit, places: Mapping[str, Position]) -> bool:
    nodes = tuple(node.at(*places[id]) for id, node in circuit.nodes.items())
    moved = Circuit(Fragment(nodes, tuple(circuit.wires())))
    return _stubs_are_free(moved) and count_covering(moved, place_labels(moved)) == 0


def _stubs_are_free(circuit: Circuit) -> bool:
    blocks = node_blocks(circuit)
    sinks = (node.id for node in circuit.nodes.values() if not node.is_leaf and not circuit.feeds_any(node.id))
    return all(owner == id for id in sinks for _, owner in blocks.meeting(occupied(circuit, id)[-1]))


def _laid_out(circuit: Circuit, ids: Sequence[str], spread: float) -> dict[str, Position]:
    """Places for nodes, those that hang together above each other; all gaps are spread by this factor."""
    places: dict[str, Position] = {}
    bottom = 0.0
    for part in parts(circuit, ids):
        found = _part(circuit, part, spread)
        top, depth = _extent(circuit, found)
        places |= {id: (x, y - top + bottom) for id, (x, y) in found.items()}
        bottom += depth + PART_GAP
    return places


def _part(circuit: Circuit, ids: Sequence[str], spread: float) -> dict[str, Position]:
    """Places for nodes that hang together."""
    columns = places_by_column(circuit, ids)
    sizes = {id: node_size(circuit.node(id), shown_ports(circuit.node(id), circuit)) for id in ids}
    heights = _Heights(circuit, columns, sizes, spread).found()
    across = _columns_across(columns, sizes, heights, spread)
    return {
        place.id: (across[place.column], heights[place])
        for column in columns
        for place in column
        if place.id is not None
    }


def _extent(circuit: Circuit, places: Mapping[str, Position]) -> tuple[float, float]:
    """The upper edge of what stands at these places, and how far down from there it reaches."""
    tops, bottoms = [], []
    for id, (_, y) in places.items():
        node = circuit.node(id)
        half = node_size(node, shown_ports(node, circuit))[1] / 2
        tops.append(y - half)
        bottoms.append(y + half + (CAPTION_HEIGHT if has_caption(node) else 0.0))
    return min(tops), max(bottoms) - min(tops)


def _on_grid(circuit: Circuit, places: dict[str, Position], ids: Collection[str] | None) -> dict[str, Position]:
    dx, dy = _shift(circuit, places, ids)
    return {id: (snapped(x + dx), snapped(y + dy)) for id, (x, y) in places.items()}


def _shift(circuit: Circuit, places: dict[str, Position], ids: Collection[str] | None) -> Position:
    """Everything starts at (0, 0); a part stays around its old middle."""
    left, top = min(x for x, _ in places.values()), min(y for _, y in places.values())
    if ids is None:
        return -left, -top
    before = [circuit.node(id).position for id in places]
    old = sum(x for x, _ in before) / len(before), sum(y for _, y in before) / len(before)
    new = sum(x for x, _ in places.values()) / len(places), sum(y for _, y in places.values()) / len(places)
    return old[0] - new[0], old[1] - new[1]


def _columns_across(
    columns: Sequence[Sequence[Place]],
    sizes: dict[str, tuple[float, float]],
    heights: dict[Place, float],
    spread: float,
) -> list[float]:
    """The middle of each column; steep wires get more room between two columns."""
    widths = [max((sizes[place.id][0] for place in column if place.id is not None), default=0.0) for column in columns]
    across = [0.0]
    for number, column in enumerate(columns[:-1]):
        rise = max(
            (abs(heights[target] - heights[place]) for place in column for target, _ in place.targets), default=0.0
        )
        gap = spread * COLUMN_GAP + min(WIDEST_EXTRA, STEEPNESS * max(0.0, rise - 60.0))
        across.append(across[-1] + GRID * ceil((widths[number] / 2 + gap + widths[number + 1] / 2) / GRID))
    return across


class _Heights:
    """Finds the height of each place."""

    def __init__(
        self, circuit: Circuit, columns: list[list[Place]], sizes: dict[str, tuple[float, float]], spread: float
    ) -> None:
        self._columns, self._spread = columns, spread
        self._size = {place: sizes[place.id][1] if place.id else 0.0 for column in columns for place in column}
        self._below = {
            place: CAPTION_HEIGHT if place.id and has_caption(circuit.node(place.id)) else 0.0
            for column in columns
            for place in column
        }
        self._y: dict[Place, float] = {}
        for column in columns:
            self._settle(column, [0.0] * len(column))

    def found(self) -> dict[Place, float]:
        """The heights, after sweeps to and fro."""
        rounds = ROUNDS if len(self._y) <= BIG else FEW_ROUNDS
        for _ in range(rounds):
            for column in reversed(self._columns):
                self._settle(column, [self._wish_by_targets(place) for place in column])
            for column in self._columns:
                self._settle(column, [self._wish_by_sources(place) for place in column])
        for column in reversed(self._columns):
            self._settle(column, [self._last_wish(place) for place in column])
        return self._y

    def _last_wish(self, place: Place) -> float:
        """Inputs come to where they are used; all else stays."""
        return self._wish_by_targets(place) if not place.sources else self._y[place]

    def _wish_by_targets(self, place: Place) -> float:
        wishes = [self._y[target] + share * self._size[target] for target, share in place.targets]
        return sum(wishes) / len(wishes) if wishes else self._y[place]

    def _wish_by_sources(self, place: Place) -> float:
        wishes = [self._y[source] - share * self._size[place] for source, share in place.sources]
        return sum(wishes) / len(wishes) if wishes else self._y[place]

    def _distance(self, upper: Place, lower: Place) -> float:
        """The least distance between two middles in a column."""
        gap = self._spread * (ROW_GAP if upper.id and lower.id else LANE_GAP)
        return self._size[upper] / 2 + self._below[upper] + gap + self._size[lower] / 2

    def _settle(self, column: Sequence[Place], wishes: Sequence[float]) -> None:
        """The heights nearest to the wishes, in the squares, that keep order and distances."""
        offsets = [0.0]
        for upper, lower in pairwise(column):
            offsets.append(offsets[-1] + self._distance(upper, lower))
        weights = [_weight(place) for place in column]
        level = _isotonic([wish - offset for wish, offset in zip(wishes, offsets, strict=True)], weights)
        for place, base, offset in zip(column, level, offsets, strict=True):
            self._y[place] = base + offset


def _weight(place: Place) -> float:
    """How much a wish counts: chains and lanes are straight, inputs give way."""
    if not place.sources:
        return LEAF_WEIGHT
    if place.id is None and not place.targets:
        return STUB_WEIGHT
    if len(place.sources) == 1 and len(place.sources[0][0].targets) == 1:
        return CHAIN_WEIGHT if place.id else LANE_WEIGHT
    return NODE_WEIGHT


def _isotonic(wishes: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The rising numbers nearest to these in the weighted squares, by pooling adjacent violators.

    Example:
        >>> _isotonic([1.0, 3.0, 2.0], [1.0, 1.0, 1.0])
        [1.0, 2.5, 2.5]
    """
    blocks: list[tuple[float, float, int]] = []
    for wish, weight in zip(wishes, weights, strict=True):
        total, heavy, count = wish * weight, weight, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / heavy:
            before, load, many = blocks.pop()
            total, heavy, count = total + before, heavy + load, count + many
        blocks.append((total, heavy, count))
    return [total / heavy for total, heavy, count in blocks for _ in range(count)]
