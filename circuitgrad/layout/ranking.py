"""Columns in which all links together are as short as can be, by the network simplex.

Gansner, Koutsofios, North and Vo (1993), "A technique for drawing directed graphs". A tree of links that reach just to
the next column holds the boxes together. Cut at one of its links, a branch can move as a whole: what that is worth is
the number of links that leave the branch, less that of those that enter it. Where it is worth something the branch
moves until another link is as short as can be, and takes the place of the one that was cut.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from circuitgrad.layout.sketch import Sketch

MOST_STEPS: Final = 40_000
"""So many boxes are moved in all; the columns are in order at any time, only less short."""


def shortest_columns(sketch: Sketch, check: Callable[[], None]) -> dict[str, int]:
    """The column of each box, from 0 on.

    Args:
        sketch: what is laid out, all of it linked.
        check: is called between steps, and raises where the work is given up.

    Example:
        >>> from circuitgrad.layout.sketch import Box, Link
        >>> chain = [Link("a", "b"), Link("b", "c"), Link("x", "c")]
        >>> shortest_columns(Sketch([Box(id, 1.0, 1.0) for id in "axbc"], chain), lambda: None)
        {'a': 0, 'x': 1, 'b': 1, 'c': 2}
    """
    numbers = {id: number for number, id in enumerate(sketch.boxes)}
    targets = [[numbers[link.target] for link in sketch.outgoing[id]] for id in sketch.boxes]
    branches = _Branches(targets)
    branches.shorten(check)
    first = min(branches.column, default=0)
    return {id: branches.column[number] - first for id, number in numbers.items()}


class _Branches:
    """Boxes by number, in topological order, and the tree that holds them.

    Args:
        targets: for each box those that it leads to, once for each link.
    """

    def __init__(self, targets: list[list[int]]) -> None:
        many = len(targets)
        self._targets = targets
        self._sources: list[list[int]] = [[] for _ in range(many)]
        for box, ends in enumerate(targets):
            for end in ends:
                self._sources[end].append(box)
        self.column = [0] * many
        for box, ends in enumerate(self._sources):
            self.column[box] = 1 + max([self.column[end] for end in ends], default=-1)
        self._beside: list[list[int]] = [[] for _ in range(many)]
        self._parent = [-1] * many
        self._worth = [len(ends) - len(self._sources[box]) for box, ends in enumerate(targets)]
        self._join()
        self._root()

    # The first tree

    def _join(self) -> None:
        """Joins boxes to a tree: along links that are short already, then the smallest piece to its nearest."""
        piece = list(range(len(self._targets)))
        members = [[box] for box in piece]
        for box, ends in enumerate(self._sources):
            for end in ends:
                if self.column[box] == self.column[end] + 1:
                    self._unite(end, box, piece, members)
        for few in sorted(set(piece), key=lambda number: (len(members[number]), number)):
            while members[few] and (links := self._links_out(few, piece, members)):
                slack, source, target = min(links)
                step = slack if piece[source] == few else -slack
                for box in members[few]:
                    self.column[box] += step
                self._unite(source, target, piece, members)

    def _unite(self, source: int, target: int, piece: list[int], members: list[list[int]]) -> None:
        large, small = piece[source], piece[target]
        if large == small:
            return
        if len(members[large]) < len(members[small]):
            large, small = small, large
        for box in members[small]:
            piece[box] = large
        members[large] += members[small]
        members[small] = []
        self._beside[source].append(target)
        self._beside[target].append(source)

    def _links_out(self, few: int, piece: list[int], members: list[list[int]]) -> list[tuple[int, int, int]]:
        """The links between a piece and others: by how much each is too long, and its ends."""
        column = self.column
        links = []
        for box in members[few]:
            here = column[box]
            links += [(column[end] - here - 1, box, end) for end in self._targets[box] if piece[end] != few]
            links += [(here - column[end] - 1, end, box) for end in self._sources[box] if piece[end] != few]
        return links

    def _root(self) -> None:
        """Hangs the tree up (each tree, where links that lead backward join some), and sums up its branches' worth."""
        met = [False] * len(self._parent)
        order: list[int] = []
        for last in range(len(met) - 1, -1, -1):
            walk = [] if met[last] else [last]
            for box in walk:  # grows while it is walked
                met[box] = True
                for end in self._beside[box]:
                    if end != self._parent[box]:
                        self._parent[end] = box
                        walk.append(end)
            order += walk
        for box in reversed(order):
            if self._parent[box] >= 0:
                self._worth[self._parent[box]] += self._worth[box]

    # What makes links shorter

    def shorten(self, check: Callable[[], None]) -> None:
        """Moves branches as long as that is worth something."""
        many, left = len(self._parent), MOST_STEPS
        box = idle = 0
        turns = 8 * many
        while idle < many and left > 0 and turns > 0:
            worth, parent = self._worth[box], self._parent[box]
            if parent >= 0 and worth != 0 and (worth > 0) == (self.column[box] > self.column[parent]):
                left -= self._move(box, worth > 0)
                turns -= 1
                idle = 0
                check()
            else:
                idle += 1
            box = (box + 1) % many

    def _move(self, top: int, ahead: bool) -> int:
        """Moves a branch until another link holds it. Returns how many boxes that were."""
        branch = self._branch(top)
        within, column = set(branch), self.column
        if ahead:
            links = [
                (column[end] - column[box], box, end)
                for box in branch
                for end in self._targets[box]
                if end not in within
            ]
        else:
            links = [
                (column[box] - column[end], box, end)
                for box in branch
                for end in self._sources[box]
                if end not in within
            ]
        length, inner, outer = min(links)
        if length > 1:
            step = length - 1 if ahead else 1 - length
            for box in branch:
                column[box] += step
        self._hang(top, inner, outer)
        return len(branch)

    def _branch(self, top: int) -> list[int]:
        branch, parent, beside = [top], self._parent, self._beside
        for box in branch:  # grows while it is walked
            branch += [end for end in beside[box] if end != parent[box]]
        return branch

    def _hang(self, top: int, inner: int, outer: int) -> None:
        """Cuts a branch off at its top, and hangs it up at a box within to one outside."""
        parent, worth = self._parent, self._worth
        old, total = parent[top], worth[top]
        self._beside[top].remove(old)
        self._beside[old].remove(top)
        self._beside[inner].append(outer)
        self._beside[outer].append(inner)
        for start, change in ((old, -total), (outer, total)):
            box = start
            while box >= 0:
                worth[box] += change
                box = parent[box]
        box, above, below = inner, outer, 0
        while True:
            after, own = parent[box], worth[box]
            parent[box], worth[box] = above, total - below
            if box == top:
                break
            above, box, below = box, after, own
