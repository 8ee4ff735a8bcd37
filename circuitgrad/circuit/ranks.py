"""Ranks: numbers that go up along every wire, kept right while wires come and go, so that cycles are found fast.

D. J. Pearce and P. H. J. Kelly, A dynamic topological sort algorithm for directed acyclic graphs, ACM Journal of
Experimental Algorithmics 11 (2007): a wire from a lower to a higher rank costs nothing; any other starts a search
between the two ranks, which finds a cycle or the nodes that have to move. Two things differ from the paper. The two
sides of the search take turns, and the one that ends first moves alone (as in B. Haeupler, T. Kavitha, R. Mathew,
S. Sen, R. E. Tarjan, Incremental cycle detection, topological ordering, and strong component maintenance, ACM
Transactions on Algorithms 8, 2012); and ranks have wide gaps between them, so that those nodes find room beside the
other end of the wire, and nothing else changes its rank. Where a gap is used up, all ranks are spread anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from circuitgrad.circuit.links import Links, trail
from circuitgrad.circuit.parts import Wire

GAP: Final = 1 << 64
"""Between neighbours at first. Halved with each node that is put between the same two, so it lasts for a while."""

FIRST_TURN: Final = 64
"""How many wires one side of the search may look at before the other takes its turn; later turns are longer."""


class Ranks:
    """Numbers for the nodes of a circuit that go up along every wire.

    Derived from the wires and never part of the document: two equal circuits may rank their nodes differently.

    Args:
        links: the wires.
        order: all nodes, so that every wire goes forward.

    Example:
        >>> links = Links(["f", "x"])
        >>> ranks = Ranks(links, ["f", "x"])
        >>> ranks.admit("x", "f"), ranks.numbers["x"] < ranks.numbers["f"]
        ([], True)
        >>> links.add(Wire("x", "f", 0))
        >>> ranks.admit("f", "x")
        ['x', 'f']
    """

    __slots__ = ("_links", "_rank", "_top")

    def __init__(self, links: Links, order: Iterable[str] = ()) -> None:
        self._links = links
        self._rank: dict[str, int] = {}
        self._top = 0
        self._spread(order, GAP)

    @property
    def numbers(self) -> Mapping[str, int]:
        """The rank of every node."""
        return MappingProxyType(self._rank)

    def add(self, id: str) -> None:
        """Ranks a node without wires behind all others."""
        self._top += GAP
        self._rank[id] = self._top

    def remove(self, id: str) -> None:
        """Forgets a node without wires."""
        del self._rank[id]

    def closes(self, wire: Wire) -> bool:
        """Whether this wire would close a cycle.

        Takes no time where the ranks go up already, else as long as the shorter side of the search, which stays
        between the two ranks.
        """
        rank = self._rank
        source, target, _ = wire
        return rank[source] >= rank[target] and _Search(self._links, rank, source, target).run() is None

    def admit(self, source: str, target: str) -> list[str]:
        """Makes room for a wire between these nodes.

        Returns:
            Nothing where it closes no cycle; else the nodes of a way from `target` to `source`, not always the
            shortest, and no rank has changed.
        """
        rank = self._rank
        if rank[source] < rank[target]:
            return []
        search = _Search(self._links, rank, source, target)
        side = search.run()
        if side is None:
            return search.way
        if side is search.ahead:
            self._lift(side, source)
        else:
            self._lower(side, target)
        return []

    def _lift(self, moved: Collection[str], source: str) -> None:
        """Ranks these nodes behind `source`, and before all that they feed."""
        fed = {target for id in moved for target, _ in self._links.outgoing[id]}
        self._put(moved, {source}, fed.difference(moved))

    def _lower(self, moved: Collection[str], target: str) -> None:
        """Ranks these nodes before `target`, and behind all that feeds them."""
        feeding = {source for id in moved for source in self._links.incoming[id].values()}
        self._put(moved, feeding.difference(moved), {target})

    def _put(self, moved: Collection[str], behind: set[str], before: set[str]) -> None:
        """Ranks nodes evenly behind some and before others (one may be empty), in the order that they have."""
        low = max(map(self._rank.__getitem__, behind), default=None)
        high = min(map(self._rank.__getitem__, before), default=None)
        step = GAP if low is None or high is None else (high - low) // (len(moved) + 1)
        if step == 0:
            self._spread(sorted(self._rank, key=self._rank.__getitem__), GAP * (len(moved) + 1))
            return self._put(moved, behind, before)
        if low is None:
            low = (high or 0) - step * (len(moved) + 1)
        numbers = range(low + step, low + step * (len(moved) + 1), step)
        self._rank.update(zip(sorted(moved, key=self._rank.__getitem__), numbers, strict=True))
        self._top = max(self._top, numbers[-1])
        return None

    def _spread(self, order: Iterable[str], gap: int) -> None:
        ids = list(order)
        self._top = gap * len(ids)
        self._rank.update(zip(ids, range(gap, self._top + gap, gap), strict=True))


class _Search:
    """Looks ahead from a wire's target and back from its source, by turns, between their two ranks.

    Args:
        links: the wires.
        rank: numbers that go up along every wire.
        source: where the wire would start; its rank is not below the target's.
        target: where it would end.

    `ahead` and `behind` hold the nodes seen, each with the one from which it was found.
    """

    def __init__(self, links: Links, rank: Mapping[str, int], source: str, target: str) -> None:
        self._links, self._rank = links, rank
        self._low, self._high = rank[target], rank[source]
        self.ahead, self.behind = {target: target}, {source: source}
        self.way: list[str] = []
        self._open_ahead, self._open_behind = [target], [source]
        self._spent_ahead = self._spent_behind = 0

    def run(self) -> dict[str, str] | None:
        """The side that ended first, all its nodes seen; None where they meet, and then `way` leads to the source."""
        if self._open_ahead == self._open_behind:
            self.way = self._open_ahead
            return None
        budget = 0
        while True:
            budget += max(FIRST_TURN, budget // 4)
            if self._look_back(budget) or self._look_ahead(budget):
                return None
            if not self._open_behind:
                return self.behind
            if not self._open_ahead:
                return self.ahead

    def _look_ahead(self, budget: int) -> bool:
        """Follows wires forward as long as the budget lasts. Returns whether a node of the other side was met."""
        rank, high, seen, others = self._rank, self._high, self.ahead, self.behind
        to_do, outgoing, spent = self._open_ahead, self._links.outgoing, self._spent_ahead
        while to_do:
            node = to_do[-1]
            ends = outgoing[node]
            if spent + len(ends) >= budget:  # a node that feeds thousands waits until the other side did as much
                break
            spent += len(ends) + 1
            to_do.pop()
            for target, _ in ends:
                if target in others:
                    self.way = [*trail(seen, node)[::-1], *trail(others, target)]
                    return True
                if target not in seen and rank[target] <= high:
                    seen[target] = node
                    to_do.append(target)
        self._spent_ahead = spent
        return False

    def _look_back(self, budget: int) -> bool:
        """The same against the direction of wires."""
        rank, low, seen, others = self._rank, self._low, self.behind, self.ahead
        to_do, incoming, spent = self._open_behind, self._links.incoming, self._spent_behind
        while to_do:
            node = to_do[-1]
            ports = incoming[node]
            if spent + len(ports) >= budget:
                break
            spent += len(ports) + 1
            to_do.pop()
            for source in ports.values():
                if source in others:
                    self.way = [*trail(others, source)[::-1], *trail(seen, node)]
                    return True
                if source not in seen and rank[source] >= low:
                    seen[source] = node
                    to_do.append(source)
        self._spent_behind = spent
        return False
