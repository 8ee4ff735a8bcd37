"""How near to where it is used a node stands that could stand farther left.

On the left, as a person reads, inputs stand above each other; next to where they are used, their wires need not pass
what stands between. Where wires cross in a small circuit several reaches are tried. The drawing that is there has one
of them already: it is kept, so that a small edit moves little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Final, NamedTuple

from circuitgrad.layout.crossings import crossings, number
from circuitgrad.layout.layers import Columns, columns_of, places_of
from circuitgrad.layout.ordering import order_columns
from circuitgrad.layout.sketch import Sketch

FEW_BOXES: Final = 150
REACHES: Final = (4, 1)
"""A node stays as far left as it can if its nearest consumer is at most so many columns away, else it moves there."""
REACH_OF_MANY: Final = 2
DRAWN: Final = 0.7
"""A drawing has a reach where so large a share of the boxes stand as with it."""
BETTER: Final = 0.9
"""Where none is drawn, another reach than the first has to have so small a share of the crossings."""


class Drawn(NamedTuple):
    """Columns as they are drawn: how many boxes stand in theirs, and where along the flow which column is."""

    boxes: int
    columns: dict[float, int]


def choose_columns(sketch: Sketch, check: Callable[[], None]) -> Columns:
    """Boxes and lanes in columns, in an order in which few wires cross.

    Args:
        sketch: what is laid out, all of it linked.
        check: is called between steps, and raises where the work is given up.
    """

    def ordered(column: Mapping[str, int]) -> Columns:
        return order_columns(places_of(sketch, column), sketch, check)

    if len(sketch.boxes) > FEW_BOXES:
        return ordered(columns_of(sketch, REACH_OF_MANY))
    ways = [columns_of(sketch, reach) for reach in REACHES]
    drawn, reach = max(((_drawn(sketch, way), reach) for reach, way in zip(REACHES, ways, strict=True)), key=_fitting)
    if drawn.boxes >= DRAWN * len(sketch.boxes):
        return ordered(columns_of(sketch, reach, drawn.columns))
    best = ordered(ways[0])
    fewest = _crossed(best)
    for way in ways[1:]:
        if fewest == 0 or way == ways[0]:
            continue
        other = ordered(way)
        if _crossed(other) < BETTER * fewest:
            best, fewest = other, _crossed(other)
    return best


def _crossed(columns: Columns) -> int:
    number(columns)
    return crossings(columns)


def _drawn(sketch: Sketch, column: Mapping[str, int]) -> Drawn:
    """Where most of each column stand now; no boxes where the columns do not follow each other."""
    places: dict[int, Counter[float]] = {}
    for id, at in column.items():
        places.setdefault(at, Counter())[sketch.boxes[id].along] += 1
    most = [places[at].most_common(1)[0] for at in sorted(places)]
    follows = all(before < after for (before, _), (after, _) in pairwise(most))
    return Drawn(sum(many for _, many in most) if follows else 0, {along: at for at, (along, _) in enumerate(most)})


def _fitting(way: tuple[Drawn, int]) -> int:
    return way[0].boxes
