"""How near to where it is used a node stands that could stand farther left.

On the left, as a person reads, inputs stand above each other; where all links together are as short as can be, they
need not pass what stands between. In a small circuit the first is tried, and the other where wires cross. The drawing
that is there has one of them already: it is kept, so that a small edit moves little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Final, NamedTuple

from circuitgrad.layout.crossings import number, weighed
from circuitgrad.layout.layers import Columns, columns_of, places_of
from circuitgrad.layout.ordering import order_columns
from circuitgrad.layout.ranking import shortest_columns
from circuitgrad.layout.sketch import Sketch

FEW_BOXES: Final = 80
REACH: Final = 4
"""A node stays as far left as it can if its nearest consumer is at most so many columns away, else it moves there."""
DRAWN: Final = 0.7
"""A drawing has a reach where so large a share of the boxes stand as with it."""
BETTER: Final = 0.9
"""Where none is drawn, the shortest links have to come with so small a share of the crossings."""


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

    left, short = columns_of(sketch, REACH), shortest_columns(sketch, check)
    drawn, reach = max((_drawn(sketch, left), REACH), (_drawn(sketch, short), 1), key=_fitting)
    if drawn.boxes >= DRAWN * len(sketch.boxes):
        return ordered(columns_of(sketch, reach, drawn.columns))
    if len(sketch.boxes) > FEW_BOXES:
        return ordered(short)
    best = ordered(left)
    fewest = _crossed(best)
    if fewest == 0 or left == short:
        return best
    other = ordered(short)
    return other if _crossed(other) < BETTER * fewest else best


def _crossed(columns: Columns) -> float:
    number(columns)
    return weighed(columns)


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
