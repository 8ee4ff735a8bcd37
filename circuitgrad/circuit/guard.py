"""Answers about many wires with one end in common: which of them would close a cycle."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Final

from circuitgrad.circuit.links import Links, trail
from circuitgrad.circuit.parts import Wire
from circuitgrad.circuit.ranks import Ranks

STEP: Final = 500
"""So many nodes, about half a millisecond's worth, are walked over for each answer until all are known."""


class CycleGuard:
    """Knows for one node what a wire from it, or to it, must not reach. Made by `Circuit.cycle_guard`.

    Keeps all that is upstream of the source (downstream of the target), and finds it bit by bit: each question goes
    on by `STEP` nodes, and is left to the ranks as long as that does not decide it. Once all is known, an answer is
    one look-up, until a wire or node of the circuit comes or goes.

    Args:
        links: the circuit's wires.
        ranks: their ranks.
        end: the node that all wires in question have in common.
        is_source: whether they start there; else they end there.
    """

    __slots__ = ("_end", "_is_source", "_links", "_ranks", "_revision", "_toward", "_walk", "is_complete")

    def __init__(self, links: Links, ranks: Ranks, end: str, *, is_source: bool) -> None:
        self._links, self._ranks, self._end, self._is_source = links, ranks, end, is_source
        self._begin()

    def _begin(self) -> None:
        self.is_complete = False
        self._revision = self._links.revision
        self._toward: dict[str, str] = {}
        walk = self._links.walk_back if self._is_source else self._links.walk_on
        self._walk: Iterator[str] = walk(self._end, self._toward)

    def closes(self, wire: Wire) -> bool:
        """Whether this wire would close a cycle.

        Raises:
            ValueError: the wire has not the guard's end.
        """
        other = self._other(wire)
        rank = self._ranks.numbers
        if rank[wire.source] < rank[wire.target]:
            return False
        if self._revision != self._links.revision:
            self._begin()
        if not self.is_complete and other not in self._toward:
            walked = deque(islice(self._walk, STEP))
            self.is_complete = len(walked) < STEP
        if other == self._end or other in self._toward:
            return True
        return not self.is_complete and self._ranks.closes(wire)

    def cycle(self, wire: Wire) -> list[str]:
        """The nodes of a shortest cycle that this wire would close, beginning with its two ends.

        Raises:
            ValueError: it would close none, or has not the guard's end.
        """
        if not self.closes(wire):
            raise ValueError(f"{wire} closes no cycle")
        other = self._other(wire)
        if other == self._end:
            return [other]
        if other not in self._toward:
            next(found for found in self._walk if found == other)
        path = trail(self._toward, other)
        return [path[-1], *path[:-1]] if self._is_source else [path[0], *path[:0:-1]]

    def _other(self, wire: Wire) -> str:
        here, there = (wire.source, wire.target) if self._is_source else (wire.target, wire.source)
        if here != self._end:
            raise ValueError(f"this guard is about other wires than {wire}")
        return there
