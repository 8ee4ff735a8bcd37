"""Seeded random circuits of any size, wide or deep, whose values stay within ±20.

Each node remembers the interval that its value lies in for the leaves' values, and an operator is taken only where
its result stays within the limit and away from the poles. So a circuit of a million nodes has finite values and
gradients, whatever the seed, without being run while it is made.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import exp, log2, tanh
from random import Random
from typing import Final, Literal

from circuitgrad.circuit import Fragment, Node, Wire

Shape = Literal["wide", "deep"]
Interval = tuple[float, float]

LIMIT: Final = 20.0
_LARGEST_EXPONENT: Final = 1.5
_NEAREST_TO_POLE: Final = 0.25
_NEIGHBOURS: Final = 32
"""In a deep circuit the second input comes from so many nodes before, so that chains stay long."""


def _rising(rule: Callable[[float], float]) -> Callable[[Interval], Interval | None]:
    return lambda a: (rule(a[0]), rule(a[1]))


def _products(a: Interval, b: Interval) -> Interval:
    corners = (a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1])
    return min(corners), max(corners)


def _reciprocal(a: Interval) -> Interval | None:
    away = a[0] >= _NEAREST_TO_POLE or a[1] <= -_NEAREST_TO_POLE
    return (1.0 / a[1], 1.0 / a[0]) if away else None


def _square(a: Interval) -> Interval:
    low, high = sorted((a[0] * a[0], a[1] * a[1]))
    return (0.0 if a[0] <= 0.0 <= a[1] else low), high


_OF_ONE: Final[dict[str, Callable[[Interval], Interval | None]]] = {
    "negate": lambda a: (-a[1], -a[0]),
    "tanh": _rising(tanh),
    "sigmoid": _rising(lambda x: 1.0 / (1.0 + exp(-x))),
    "exp": lambda a: (exp(a[0]), exp(a[1])) if a[1] <= _LARGEST_EXPONENT else None,
    "reciprocal": _reciprocal,
    "square": _square,
}
_OF_TWO: Final[dict[str, Callable[[Interval, Interval], Interval]]] = {
    "add": lambda a, b: (a[0] + b[0], a[1] + b[1]),
    "subtract": lambda a, b: (a[0] - b[1], a[1] - b[0]),
    "mul": _products,
    "max": lambda a, b: (max(a[0], b[0]), max(a[1], b[1])),
}
OPERATORS_USED: Final = (*_OF_TWO, *_OF_ONE)


def make_fragment(count: int, shape: Shape, seed: int = 1, *, without: str = "") -> Fragment:
    """A random circuit with one sink that nearly everything feeds.

    Args:
        count: how many nodes, leaves (a tenth of them) included; 20 at least.
        shape: "wide" is about 2·log₂(count) deep, "deep" about count/4.
        seed: the same seed gives the same circuit.
        without: an operator that does not occur.

    Returns:
        Nodes in topological order with values in all leaves, the last one the objective.

    Example:
        >>> fragment = make_fragment(100, "wide")
        >>> len(fragment.nodes), fragment.nodes[-1].id == fragment.objective
        (100, True)
    """
    if count < 20:
        raise ValueError(f"a random circuit has 20 nodes at least, not {count}")
    names = tuple(name for name in OPERATORS_USED if name != without)
    maker = _Maker(count, shape, Random(seed * 7919 + count), names)
    maker.grow()
    maker.close()
    return Fragment(tuple(maker.nodes), tuple(maker.wires), maker.nodes[-1].id)


def depth_of(fragment: Fragment) -> int:
    """The number of wires on the longest path; the fragment's nodes stand in topological order.

    Example:
        >>> depth_of(make_fragment(1000, "deep")) > 200
        True
    """
    sources: dict[str, list[str]] = {node.id: [] for node in fragment.nodes}
    for wire in fragment.wires:
        sources[wire.target].append(wire.source)
    level: dict[str, int] = {}
    for id, fed_from in sources.items():
        level[id] = 1 + max((level[source] for source in fed_from), default=-1)
    return max(level.values())


@dataclass
class _Maker:
    """Grows a circuit level by level; `front` is the last level, `spare` the leaves that feed nothing yet."""

    count: int
    shape: Shape
    random: Random
    names: tuple[str, ...]
    nodes: list[Node] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    within: list[Interval] = field(default_factory=list)
    front: list[int] = field(default_factory=list)
    spare: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        leaves = self.count // 10
        for place in range(leaves):
            value = self.random.uniform(-1.5, 1.5)
            self.nodes.append(Node.new("input", id=f"n{place}", value=value))
            self.within.append((value, value))
        self.spare = list(range(leaves))
        self.random.shuffle(self.spare)
        levels = 2 * log2(self.count) if self.shape == "wide" else self.count / 4
        self.width = (self.count - leaves) / (int(levels) + (self.shape == "wide"))
        self.tail = int(self.width) if self.shape == "wide" else 3
        starts = max(2, int(leaves / levels)) if self.shape == "wide" else 2
        self.front = [self.spare.pop() for _ in range(starts)]

    def grow(self) -> None:
        """All levels but those that bring the ends together."""
        end, made = self.count - self.tail, 0
        while len(self.nodes) < end:
            made += 1
            wanted = max(1, int(made * self.width) - int((made - 1) * self.width))
            level = [
                self._grow_from(self.front[k % len(self.front)]) for k in range(min(wanted, end - len(self.nodes)))
            ]
            # What a level did not use up stays in front, so that it feeds a later one.
            self.front = self.front[len(level) :] + level

    def close(self) -> None:
        """A balanced tree of sums and a few differences over all that feeds nothing yet."""
        ends = deque(self.front + self.spare)
        while len(self.nodes) < self.count:
            first = ends.popleft()
            second = ends.popleft() if ends else self.random.randrange(len(self.nodes))
            last = len(self.nodes) == self.count - 1
            operator = "add" if last or self.random.random() < 0.9 else "subtract"
            ends.append(self._append(operator, (first, second), (0.0, 0.0)))

    def _grow_from(self, first: int) -> int:
        for _ in range(12):
            operator = self.random.choice(self.names)
            if operator in _OF_ONE:
                within = _OF_ONE[operator](self.within[first])
                sources: tuple[int, ...] = (first,)
            else:
                second = self._second()
                within = _OF_TWO[operator](self.within[first], self.within[second])
                sources = (first, second)
            if within is not None and within[0] >= -LIMIT and within[1] <= LIMIT:
                if self.spare and sources[-1] == self.spare[-1]:
                    self.spare.pop()
                return self._append(operator, sources, within)
        return self._append("tanh", (first,), (tanh(self.within[first][0]), tanh(self.within[first][1])))

    def _second(self) -> int:
        if self.spare and self.random.random() < 0.5:
            return self.spare[-1]
        earliest = 0 if self.shape == "wide" else max(0, len(self.nodes) - _NEIGHBOURS)
        return self.random.randrange(earliest, len(self.nodes))

    def _append(self, operator: str, sources: Sequence[int], within: Interval) -> int:
        place = len(self.nodes)
        id = f"n{place}"
        self.nodes.append(Node.new(operator, id=id))
        self.wires += [Wire(self.nodes[source].id, id, port) for port, source in enumerate(sources)]
        self.within.append(within)
        return place
