"""The order within the columns of a small layered layout: sweeps to and fro, then exchanges of neighbours.

Means of neighbours' ranks as Sugiyama, Tagawa and Toda (1981) have it, and the exchange of Eades and Kelly (1986),
which finds what the means cannot tell apart. Wires end at ports, the first on top, so that the order among them
counts as well. Many places are ordered by `circuitgrad.layout.many_places`, which needs NumPy.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from typing import Final

from circuitgrad.layout.layers import Columns, Place

PORT_SHARE: Final = 0.9
AT_PORTS: Final = 0.5
"""Wires that cross only where they end, at two ports of one node, count so much."""
TURNS: Final = 14
EXCHANGES: Final = 4
PATIENCE: Final = 4
"""Sweeps are given up after so many that were no better."""


class FewPlaces:
    """Columns of a small layout, and what can be done to their order.

    Args:
        columns: all places, each joined to places of neighbouring columns only.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        number(columns)

    def untangle(self) -> None:
        """Finds an order of its own in which few wires cross."""
        reduce_crossings(self._columns, TURNS)

    def sort(self, key: Callable[[Place], float]) -> None:
        """Brings all places into this order."""
        for column in self._columns:
            column.sort(key=key)
        number(self._columns)

    def exchange(self, *, lanes: bool) -> None:
        """Swaps neighbours as long as that takes crossings away.

        Args:
            lanes: boxes stay in order; only lanes pass them and each other.
        """
        for _ in range(2 * EXCHANGES):
            if not sum([_exchange_in(column, lanes=lanes) for column in self._columns]):
                return

    def settle_lanes(self) -> None:
        """Leads lanes past what they need not cross."""
        self.exchange(lanes=True)

    def count(self) -> int:
        """How many pairs of wires cross."""
        return crossings(self._columns)

    def order(self) -> Columns:
        """The columns as they are now."""
        return [list(column) for column in self._columns]


def reduce_crossings(columns: Columns, turns: int) -> None:
    """Orders each column so that few wires cross; the order that is there stays where it is as good.

    Args:
        columns: all places, each joined to places of neighbouring columns only.
        turns: how many sweeps to try at most.
    """
    number(columns)
    if turns and crossings(columns):
        _exchange(columns)
    best, fewest, idle = [list(column) for column in columns], crossings(columns), 0
    for turn in range(turns):
        if fewest == 0 or idle == PATIENCE:
            break
        _sweep(columns, backwards=turn % 2 == 0)
        _exchange(columns)
        found = crossings(columns)
        idle += 1
        if found < fewest:
            best, fewest, idle = [list(column) for column in columns], found, 0
    for column, order in zip(columns, best, strict=True):
        column[:] = order
    number(columns)


def number(columns: Columns) -> None:
    """Writes each place's rank."""
    for column in columns:
        for rank, place in enumerate(column):
            place.rank = rank


def _sweep(columns: Columns, *, backwards: bool) -> None:
    for column in reversed(columns[:-1]) if backwards else columns[1:]:
        column.sort(key=_wish_by_targets if backwards else _wish_by_sources)
        for rank, place in enumerate(column):
            place.rank = rank


def _wish_by_targets(place: Place) -> float:
    wishes = [target.rank + arrives for target, _, arrives in place.targets]
    return sum(wishes) / len(wishes) if wishes else float(place.rank)


def _wish_by_sources(place: Place) -> float:
    wishes = [source.rank + leaves - 0.1 * arrives for source, leaves, arrives in place.sources]
    return sum(wishes) / len(wishes) if wishes else float(place.rank)


def _exchange(columns: Columns) -> None:
    """Swaps neighbours as long as that takes crossings away."""
    for _ in range(EXCHANGES):
        if not sum(_exchange_in(column, lanes=False) for column in columns):
            return


def _exchange_in(column: list[Place], *, lanes: bool) -> bool:
    ends = {place: (_source_ends(place), _target_ends(place)) for place in column}
    moved = False
    for rank in range(len(column) - 1):
        upper, lower = column[rank], column[rank + 1]
        if lanes and upper.id and lower.id:
            continue
        (sources, targets), (others, aims) = ends[upper], ends[lower]
        as_is = _above(sources, others) + _above(targets, aims)
        if as_is and _above(others, sources) + _above(aims, targets) < as_is:
            column[rank], column[rank + 1] = lower, upper
            upper.rank, lower.rank = rank + 1, rank
            moved = True
    return moved


def _above(ends: Sequence[float], others: Sequence[float]) -> int:
    """How many pairs of one of `ends` and one of `others` come in the wrong order; both rise."""
    if not ends or not others or ends[-1] <= others[0]:
        return 0
    return sum(bisect_left(others, end) for end in ends)


def _source_ends(place: Place) -> list[float]:
    return sorted([source.rank + PORT_SHARE * leaves for source, leaves, _ in place.sources])


def _target_ends(place: Place) -> list[float]:
    return sorted([target.rank + PORT_SHARE * arrives for target, _, arrives in place.targets])


def crossings(columns: Sequence[Sequence[Place]]) -> int:
    """How many pairs of wires cross between neighbouring columns, ports counted as ends of their own.

    Example:
        >>> upper, lower, first, second = (Place(id, column) for id, column in (("a", 0), ("b", 0), ("c", 1), ("d", 1)))
        >>> upper.targets, lower.targets = [(second, 0.0, 0.0)], [(first, 0.0, 0.0)]
        >>> columns = [[upper, lower], [first, second]]
        >>> number(columns)
        >>> crossings(columns)
        1
    """
    return sum(_inversions([_target_ends(place) for place in column]) for column in columns)


def weighed(columns: Sequence[Sequence[Place]]) -> float:
    """The same, where two wires that end at one place count less: they cross right before its ports.

    Example:
        >>> upper, lower, target = Place("a", 0), Place("b", 0), Place("c", 1)
        >>> upper.targets, lower.targets = [(target, 0.0, 0.2)], [(target, 0.0, -0.2)]
        >>> target.sources = [(lower, 0.0, -0.2), (upper, 0.0, 0.2)]
        >>> columns = [[upper, lower], [target]]
        >>> number(columns)
        >>> crossings(columns), weighed(columns)
        (1, 0.5)
    """
    at_ports = 0
    for column in columns:
        for place in column:
            if len(place.sources) > 1:
                ranks = [[source.rank] for source, _, _ in sorted(place.sources, key=lambda joint: joint[2])]
                at_ports += _inversions(ranks)
    return crossings(columns) - (1.0 - AT_PORTS) * at_ports


def _inversions(ends: Sequence[Sequence[float]]) -> int:
    """Pairs that come in the wrong order, wires of one source among themselves not counted."""
    seen: list[float] = []
    found = 0
    for group in ends:
        if group and seen and group[0] < seen[-1]:
            found += sum([len(seen) - bisect_left(seen, end + 1e-9) for end in group])
            for end in group:
                insort(seen, end)
        else:
            seen.extend(group)
    return found
