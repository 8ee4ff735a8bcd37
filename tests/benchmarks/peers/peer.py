"""What a peer is: something that computes a circuit's value and gradients too, by other means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from math import isclose
from time import perf_counter
from typing import Any, Final

from circuitgrad.circuit import Fragment

CLOSE: Final = 1e-9


class NotInstalled(Exception):  # noqa: N818 - it is no error: benchmarks say so and go on
    """A peer's package is missing."""


class Disagreement(AssertionError):  # noqa: N818 - what it says
    """A peer computes something else than we do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The objective's value and its gradients, in an order that both sides know."""

    value: float
    gradients: Sequence[float]


@dataclass(frozen=True, slots=True)
class Contender:
    """Something that is ready to be timed.

    Args:
        name: what tables call it.
        call: one forward and backward pass.
        answer: what the last call computed.
        build_seconds: what making it ready took.
    """

    name: str
    call: Callable[[], object]
    answer: Callable[[], Answer]
    build_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Steps:
    """A circuit for those who interpret it: places in the fragment's order, which is topological.

    Args:
        leaves: the leaves' places and values.
        computed: for every other node its place, operator and the places that feed it.
        count: how many nodes.
    """

    leaves: list[tuple[int, float]]
    computed: list[tuple[int, str, tuple[int, ...]]]
    count: int

    @classmethod
    def of(cls, fragment: Fragment) -> Steps:
        """The steps of a fragment whose leaves all have a value; the objective is its last node."""
        place = {node.id: i for i, node in enumerate(fragment.nodes)}
        sources: list[list[int]] = [[] for _ in fragment.nodes]
        for wire in sorted(fragment.wires, key=lambda wire: wire.port):
            sources[place[wire.target]].append(place[wire.source])
        leaves = [(i, node.value) for i, node in enumerate(fragment.nodes) if node.value is not None]
        computed = [(i, node.operator, tuple(sources[i])) for i, node in enumerate(fragment.nodes) if not node.is_leaf]
        return cls(leaves, computed, len(fragment.nodes))


def package(name: str) -> Any:
    """The module, imported now.

    Raises:
        NotInstalled: it is not there.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise NotInstalled(f"{name.partition('.')[0]} is not installed.") from error


def built(make: Callable[[], Contender]) -> Contender:
    """What `make` gives, with the time that it took."""
    start = perf_counter()
    contender = make()
    return Contender(contender.name, contender.call, contender.answer, perf_counter() - start)


def check_same(ours: Answer, peer: Contender) -> None:
    """Calls the peer once and compares.

    Raises:
        Disagreement: value or a gradient differs by more than a billionth, of itself or of the largest gradient.
    """
    peer.call()
    theirs = peer.answer()
    largest = max(map(abs, ours.gradients), default=0.0)
    for what, own, other, scale in _pairs(ours, theirs, largest):
        if not isclose(own, other, rel_tol=CLOSE, abs_tol=CLOSE * scale):
            raise Disagreement(f"{peer.name}: {what} is {other!r}, and {own!r} by ours.")


def _pairs(ours: Answer, theirs: Answer, largest: float) -> Iterator[tuple[str, float, float, float]]:
    yield "the value", ours.value, theirs.value, 1.0
    pairs = zip(ours.gradients, theirs.gradients, strict=True)
    for place, (own, other) in enumerate(pairs):
        yield f"gradient {place}", own, float(other), largest
