"""The index of wires by both ends, and iterative walks over it: Kahn's order, all that is upstream, shortest paths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from circuitgrad.circuit.parts import Wire

_MOST_LOOKED_AT = 2_000


class Links:
    """Which node is wired to which: what a circuit keeps of its wires.

    `incoming` holds for each node the source at each wired port, `outgoing` for each node the ends (target, port) of
    its wires. `revision` goes up with each wire and node that comes or goes.

    Args:
        ids: the nodes at first, without wires.

    Example:
        >>> links = Links("xqf")
        >>> for wire in (Wire("x", "q", 0), Wire("q", "f", 0)):
        ...     links.add(wire)
        >>> sorted(links.upstream("f")), links.path("x", "f")
        (['q', 'x'], ['x', 'q', 'f'])
    """

    __slots__ = ("incoming", "outgoing", "revision")

    def __init__(self, ids: Iterable[str] = ()) -> None:
        self.incoming: dict[str, dict[int, str]] = {id: {} for id in ids}
        self.outgoing: dict[str, dict[tuple[str, int], None]] = {id: {} for id in self.incoming}
        self.revision = 0

    def add_node(self, id: str) -> None:
        """Adds a node without wires."""
        self.incoming[id], self.outgoing[id] = {}, {}
        self.revision += 1

    def remove_node(self, id: str) -> None:
        """Takes a node out that has no wires."""
        del self.incoming[id], self.outgoing[id]
        self.revision += 1

    def add(self, wire: Wire) -> None:
        """Adds a wire between nodes that are there, at a free port."""
        source, target, port = wire
        self.incoming[target][port] = source
        self.outgoing[source][target, port] = None
        self.revision += 1

    def remove(self, wire: Wire) -> None:
        """Takes off a wire that is there."""
        source, target, port = wire
        del self.incoming[target][port]
        del self.outgoing[source][target, port]
        self.revision += 1

    def order(self, places: Mapping[str, int]) -> list[str]:
        """Ids so that every node comes after all that feed it (Kahn 1962): by place, then as they become ready.

        Args:
            places: every node's place in the document.

        Returns:
            All ids; without those on a cycle and behind it where there is one.
        """
        missing = {id: len(wired) for id, wired in self.incoming.items()}
        order = sorted((id for id, count in missing.items() if not count), key=places.__getitem__)
        outgoing = self.outgoing
        for id in order:  # grows while it is walked: what became ready stands behind
            ready = []
            for target, _ in outgoing[id]:
                missing[target] = left = missing[target] - 1
                if not left:
                    ready.append(target)
            if len(ready) > 1:
                ready.sort(key=places.__getitem__)
            order += ready
        return order

    def cycle_among(self, left: Iterable[str]) -> list[str]:
        """A cycle among nodes that each have a source among them: walks back until a node comes again."""
        among = dict.fromkeys(left)
        seen: dict[str, int] = {}
        walk: list[str] = []
        id = next(iter(among))
        while id not in seen:
            seen[id] = len(walk)
            walk.append(id)
            id = next(source for _, source in sorted(self.incoming[id].items()) if source in among)
        return walk[seen[id] :][::-1]

    def walk_back(self, id: str, toward: dict[str, str]) -> Iterator[str]:
        """All nodes that this one depends on, nearest first, as far as the caller goes on.

        Args:
            id: where the walk begins; it is not among what comes.
            toward: is given, for each node that comes, the next one on a shortest path to `id`.
        """
        incoming, walk = self.incoming, [id]
        for here in walk:  # grows while it is walked
            for source in incoming[here].values():
                if source not in toward:
                    toward[source] = here
                    walk.append(source)
                    yield source

    def walk_on(self, id: str, toward: dict[str, str]) -> Iterator[str]:
        """The same for all nodes that depend on this one; `toward` leads back to it."""
        outgoing, walk = self.outgoing, [id]
        for here in walk:
            for target, _ in outgoing[here]:
                if target not in toward:
                    toward[target] = here
                    walk.append(target)
                    yield target

    def upstream(self, id: str) -> set[str]:
        """All nodes that this one depends on."""
        return set(self.walk_back(id, {}))

    def downstream(self, id: str) -> set[str]:
        """All nodes that depend on this one."""
        return set(self.walk_on(id, {}))

    def path(self, start: str, end: str, ranks: Mapping[str, int] | None = None) -> list[str]:
        """As few nodes as can be along the wires from `start` to `end`.

        Empty where no way leads there, and where more than some thousand nodes would have to be looked at.

        Args:
            start: where the path begins.
            end: where it ends.
            ranks: numbers that go up along every wire; only what lies between the two ends is looked at.
        """
        rank = dict.fromkeys(self.incoming, 0) if ranks is None else ranks
        low, high = rank[start], rank[end]
        before: dict[str, str] = {start: start}
        after: dict[str, str] = {end: end}
        ahead, behind = [start], [end]
        meeting = start if start == end else None
        while ahead and behind and meeting is None:
            if len(before) + len(after) > _MOST_LOOKED_AT:
                return []
            if len(ahead) <= len(behind):
                ahead, meeting = self._level_ahead(ahead, before, after, rank, high)
            else:
                behind, meeting = self._level_behind(behind, after, before, rank, low)
        if meeting is None:
            return []
        return [*trail(before, meeting)[::-1], *trail(after, meeting)[1:]]

    def _level_ahead(
        self, level: list[str], before: dict[str, str], after: dict[str, str], rank: Mapping[str, int], high: int
    ) -> tuple[list[str], str | None]:
        reached: list[str] = []
        for id in level:
            for target, _ in self.outgoing[id]:
                if target not in before and rank[target] <= high:
                    before[target] = id
                    if target in after:
                        return reached, target
                    reached.append(target)
        return reached, None

    def _level_behind(
        self, level: list[str], after: dict[str, str], before: dict[str, str], rank: Mapping[str, int], low: int
    ) -> tuple[list[str], str | None]:
        reached: list[str] = []
        for id in level:
            for source in self.incoming[id].values():
                if source not in after and rank[source] >= low:
                    after[source] = id
                    if source in before:
                        return reached, source
                    reached.append(source)
        return reached, None


def trail(toward: Mapping[str, str], id: str) -> list[str]:
    """The nodes from this one on, each followed by what `toward` says, until one has no next or is its own."""
    found = [id]
    while (following := toward.get(id, id)) != id:
        found.append(following)
        id = following
    return found
