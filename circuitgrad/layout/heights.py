"""How far across the flow each place of a layered layout stands: straight chains, straight lanes, no box on another.

Heights by repeated least squares under the least distances within a column, each solved exactly by pooling neighbours
that collide (isotonic regression, Barlow et al. 1972). In large layouts columns are so full that one sweep to and fro
finds what many do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from circuitgrad.layout.layers import Columns, Place
from circuitgrad.layout.sketch import Gaps, Sketch

ROUNDS: Final = 8
FEW_PLACES: Final = 200
INPUT_PULL: Final = 0.1
LEAF_WEIGHT, NODE_WEIGHT, LANE_WEIGHT, CHAIN_WEIGHT, STUB_WEIGHT = 0.02, 3.0, 6.0, 60.0, 600.0


class Heights:
    """Finds the height of each place; `y` has them.

    Args:
        columns: the places in their order.
        sketch: the boxes.
        gaps: the least distances.
        check: is called between rounds, and raises where the work is given up.
    """

    def __init__(self, columns: Columns, sketch: Sketch, gaps: Gaps, check: Callable[[], None]) -> None:
        self._columns, self._check = columns, check
        self.breadth = {
            place: sketch.boxes[place.id].breadth if place.id else 0.0 for column in columns for place in column
        }
        self._offsets = [list(self._distances(column, sketch, gaps)) for column in columns]
        self._weights = [[_weight(place) for place in column] for column in columns]
        self.y: dict[Place, float] = {}
        for column, offsets in zip(columns, self._offsets, strict=True):
            self.y.update(zip(column, offsets, strict=True))

    def _distances(self, column: Sequence[Place], sketch: Sketch, gaps: Gaps) -> Iterable[float]:
        """How far below the first one each middle stands at least."""
        offset, before = 0.0, None
        for place in column:
            if before is not None:
                gap = gaps.boxes if before.id and place.id else gaps.lanes
                below = sketch.boxes[before.id].below if before.id else 0.0
                offset += self.breadth[before] / 2 + below + gap + self.breadth[place] / 2
            before = place
            yield offset

    def find(self) -> dict[Place, float]:
        """The heights, after sweeps to and fro."""
        for _ in range(ROUNDS if len(self.y) <= FEW_PLACES else 1):
            for number in range(len(self._columns) - 1, -1, -1):
                self._settle(number, self._wish_by_targets)
            self._check()
            for number in range(len(self._columns)):
                self._settle(number, self._wish_by_sources)
            self._check()
        for number in range(len(self._columns) - 1, -1, -1):
            self._settle(number, self._last_wish)
        return self.y

    def _last_wish(self, place: Place) -> float:
        """Inputs come to where they are used, and a box to the level of one that is fed by it alone; all else stays."""
        if not place.sources or (len(self.y) <= FEW_PLACES and _feeds_alone(place)):
            return self._wish_by_targets(place)
        return self.y[place]

    def _wish_by_targets(self, place: Place) -> float:
        if not place.targets:
            return self.y[place]
        y, breadth, own = self.y, self.breadth, self.breadth[place]
        wishes = [y[target] + arrives * breadth[target] - leaves * own for target, leaves, arrives in place.targets]
        return sum(wishes) / len(wishes)

    def _wish_by_sources(self, place: Place) -> float:
        """Level with what comes to it, and little drawn to inputs: a long sum runs straight, with its inputs beside."""
        if not place.sources:
            return self.y[place]
        y, breadth, own = self.y, self.breadth, self.breadth[place]
        total = weights = 0.0
        for source, leaves, arrives in place.sources:
            weight = 1.0 if source.is_fed else INPUT_PULL
            total += weight * (y[source] + leaves * breadth[source] - arrives * own)
            weights += weight
        return total / weights

    def _settle(self, number: int, wish: Callable[[Place], float]) -> None:
        """The heights nearest to the wishes, in the squares, that keep order and distances."""
        column, offsets = self._columns[number], self._offsets[number]
        wishes = [wish(place) - offset for place, offset in zip(column, offsets, strict=True)]
        level = isotonic(wishes, self._weights[number])
        self.y.update(zip(column, map(float.__add__, level, offsets), strict=True))


def _feeds_alone(place: Place) -> bool:
    """Whether this is a box that feeds one box only, to which nothing else comes."""
    if place.id is None or len(place.targets) != 1:
        return False
    target = place.targets[0][0]
    return target.id is not None and len(target.sources) == 1


def _weight(place: Place) -> float:
    """How much a wish counts: chains and lanes are straight, inputs give way."""
    if not place.sources:
        return LEAF_WEIGHT
    if place.id is None and not place.targets:
        return STUB_WEIGHT
    if len(place.sources) == 1 and len(place.sources[0][0].targets) == 1:
        return CHAIN_WEIGHT if place.id else LANE_WEIGHT
    return NODE_WEIGHT


def isotonic(wishes: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The rising numbers nearest to these in the weighted squares, by pooling adjacent violators.

    Example:
        >>> isotonic([1.0, 3.0, 2.0], [1.0, 1.0, 1.0])
        [1.0, 2.5, 2.5]
    """
    blocks: list[tuple[float, float, float, int]] = []
    for wish, weight in zip(wishes, weights, strict=True):
        level, total, heavy, count = wish, wish * weight, weight, 1
        while blocks and blocks[-1][0] >= level:
            _, before, load, many = blocks.pop()
            total, heavy, count = total + before, heavy + load, count + many
            level = total / heavy
        blocks.append((level, total, heavy, count))
    return [level for level, _, _, count in blocks for _ in range(count)]
