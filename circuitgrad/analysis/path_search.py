"""The strongest paths between two places of a tape, best first, without going through all of them.

Their number can grow exponentially with the circuit. So one tree of best continuations is made, and each other path is
told by the few wires at which it leaves that tree (Eppstein, Finding the k shortest paths, SIAM J. Comput. 28, 1998).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import frexp, isfinite, log2
from typing import Final

from circuitgrad.engine import Tape

Hop = tuple[int, int]
"""A wire: the place of the node that it ends at, and its position among the wires that end there."""

_GRAIN: Final = 2**40
"""Parts of a doubling that strengths are told apart by."""
_ZERO: Final = 2**80
"""What a factor of 0 counts: more than any finite factors together can."""
_BROKEN: Final = 2**120
"""What an undefined or infinite factor counts: more than any number of zeros."""


@dataclass(frozen=True, slots=True)
class Between:
    """The part of a tape that lies on paths from one place to another.

    Args:
        start: where the paths begin.
        objective: where they end.
        places: the places on them, every node after all that feed it; empty where no path leads there.
        wires: for each of those places, the wires on paths that end there: where they come from, and their position.
    """

    start: int
    objective: int
    places: tuple[int, ...]
    wires: dict[int, list[tuple[int, int]]]


def between(tape: Tape, start: int, objective: int) -> Between:
    """What lies on paths from one place to another.

    Example:
        >>> import circuitgrad as cg
        >>> tape = Tape.of(cg.from_formula("q = x + y; f = q*q"))
        >>> found = between(tape, tape.place["x"], tape.place["f"])
        >>> [tape.labels[place] for place in found.places], len(found.wires[tape.place["f"]])
        (['x', 'q', 'f'], 2)
    """
    needed = tape.needed_by(objective)
    if not needed[start]:
        return Between(start, objective, (), {})
    reached = bytearray(len(tape))
    reached[start] = True
    places, wires = [start], {}
    for i in tape.order:
        if needed[i] and i != start:
            own = [(source, position) for position, source in enumerate(tape.sources[i]) if reached[source]]
            if own:
                reached[i] = True
                places.append(i)
                wires[i] = own
    return Between(start, objective, tuple(places), wires)


def count_paths(part: Between) -> int:
    """How many paths there are, exactly.

    Example:
        >>> import circuitgrad as cg
        >>> tape = Tape.of(cg.from_formula("a = x*x; b = a*a; f = b*b"))
        >>> count_paths(between(tape, tape.place["x"], tape.place["f"]))
        8
    """
    if not part.places:
        return 0
    counts = dict.fromkeys(part.places, 0)
    counts[part.objective] = 1
    for i in reversed(part.places[1:]):
        count = counts.pop(i)  # such a number can have as many digits as the circuit has nodes
        for source, _ in part.wires[i]:
            counts[source] += count
    return counts[part.start]


def weight(factor: float) -> int:
    """How strong a factor is, so that the weights of a path add up as its factors multiply: whole, and so exact.

    Example:
        >>> weight(1.0), weight(-2.0) == -weight(0.5), weight(0.0) < weight(5e-324) < weight(float("nan"))
        (0, True, True)
    """
    if not isfinite(factor):
        return _BROKEN
    if factor == 0.0:
        return -_ZERO
    mantissa, exponent = frexp(abs(factor))
    return exponent * _GRAIN + round(log2(mantissa) * _GRAIN)


@dataclass(frozen=True, slots=True)
class _Way:
    """A wire seen from where it begins.

    Args:
        hop: the wire.
        source: where it begins.
        weight: how strong its local derivative is.
    """

    hop: Hop
    source: int
    weight: int


@dataclass(frozen=True, slots=True)
class _Heap:
    """Ways that leave the best path from here on, the one that costs least first; a leftist heap, never changed."""

    loss: int
    way: _Way
    left: _Heap | None
    right: _Heap | None
    rank: int


@dataclass(frozen=True, slots=True)
class _Turns:
    """Where a path leaves the best one, last turn first."""

    way: _Way
    before: _Turns | None


def strongest_paths(part: Between, slopes: Mapping[int, Sequence[float]]) -> Iterator[tuple[Hop, ...]]:
    """Paths from the start to the objective, one after the other, those with an undefined factor or the largest first.

    Paths with a factor of 0 come last. What is asked for costs little, however many paths there are.

    Args:
        part: where to look.
        slopes: for each place, the local derivatives of its wires, in port order.
    """
    if not part.places:
        return
    if part.start == part.objective:
        yield ()
        return
    best, turns = _best_ways(part, slopes)
    yield _path(part, best, None)
    number = 0
    waiting: list[tuple[int, int, _Heap, _Turns | None]] = []
    start = turns.get(part.start)
    if start is not None:
        heappush(waiting, (start.loss, number, start, None))
    while waiting:
        loss, _, heap, before = heappop(waiting)
        made = _Turns(heap.way, before)
        yield _path(part, best, made)
        more = [(child, loss - heap.loss, before) for child in (heap.left, heap.right)]
        more.append((turns.get(heap.way.hop[0]), loss, made))
        for child, base, turned in more:
            if child is not None:
                number += 1
                heappush(waiting, (base + child.loss, number, child, turned))


def _best_ways(part: Between, slopes: Mapping[int, Sequence[float]]) -> tuple[dict[int, _Way], dict[int, _Heap]]:
    """From each place the way that the strongest path takes, and all ways that leave that path further on."""
    ways: dict[int, list[_Way]] = {i: [] for i in part.places}
    for i, wires in part.wires.items():
        for source, position in wires:
            ways[source].append(_Way((i, position), source, weight(slopes[i][position])))
    strength = {part.objective: 0}
    best: dict[int, _Way] = {}
    turns: dict[int, _Heap] = {}
    for i in reversed(part.places):
        if i == part.objective:
            continue
        chosen = max(ways[i], key=lambda way: way.weight + strength[way.hop[0]])
        best[i], strength[i] = chosen, chosen.weight + strength[chosen.hop[0]]
        heap = turns.get(chosen.hop[0])
        for way in ways[i]:
            if way is not chosen:
                heap = _inserted(heap, strength[i] - way.weight - strength[way.hop[0]], way)
        if heap is not None:
            turns[i] = heap
    return best, turns


def _inserted(heap: _Heap | None, loss: int, way: _Way) -> _Heap:
    """The heap with one way more. Its right side is as long as the logarithm of its size."""
    above = []
    while heap is not None and heap.loss <= loss:
        above.append(heap)
        heap = heap.right
    made = _Heap(loss, way, heap, None, 1)
    for top in reversed(above):
        left, right = top.left, made
        if left is None or left.rank < right.rank:
            made = _Heap(top.loss, top.way, right, left, 1 + (0 if left is None else left.rank))
        else:
            made = _Heap(top.loss, top.way, left, right, 1 + right.rank)
    return made


def _path(part: Between, best: dict[int, _Way], last: _Turns | None) -> tuple[Hop, ...]:
    """The whole path that turns off the best one there."""
    turns: dict[int, Hop] = {}
    while last is not None:
        turns[last.way.source] = last.way.hop
        last = last.before
    path, place = [], part.start
    while place != part.objective:
        hop = turns.get(place) or best[place].hop
        path.append(hop)
        place = hop[0]
    return tuple(path)
