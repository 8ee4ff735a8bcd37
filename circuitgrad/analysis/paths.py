"""The chain rule path by path: a gradient is the sum, over all paths to the objective, of their local derivatives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import fsum, isfinite

from circuitgrad.analysis.path_search import Between, Hop, between, count_paths, strongest_paths
from circuitgrad.circuit import Circuit, Wire
from circuitgrad.engine import Run, Tape, evaluate
from circuitgrad.engine.run import check_runnable, tape_at
from circuitgrad.errors import ObjectiveError, UnknownNodeError, ValueProblem


@dataclass(frozen=True, eq=False)
class Path:
    """One path from a node to the objective.

    Args:
        tape: what ran.
        start: the place of the node.
        hops: its wires, from the node on: the place that each ends at, and its position among the wires there.
        factors: the local derivative of each wire, likewise.
        product: of all factors, multiplied from the objective back, as the backward pass does; 1 for no wire at all.
    """

    tape: Tape
    start: int
    hops: tuple[Hop, ...]
    factors: tuple[float, ...]
    product: float

    @cached_property
    def wires(self) -> tuple[Wire, ...]:
        """Its wires, from the node on."""
        return tuple(self.tape.wire(*hop) for hop in self.hops)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What people call its nodes, the first and the objective among them."""
        labels = self.tape.labels
        return (labels[self.start], *(labels[place] for place, _ in self.hops))

    @cached_property
    def told(self) -> tuple[str, ...]:
        """The same for people: where a node feeds the next one more than once, the port says by which wire."""
        sources, ports = self.tape.sources, self.tape.ports
        told, source = [self.labels[0]], self.start
        for (place, position), label in zip(self.hops, self.labels[1:], strict=True):
            port = ports[place][position] + 1
            told.append(f"{label} [{port}]" if sources[place].count(source) > 1 else label)
            source = place
        return tuple(told)

    @cached_property
    def running(self) -> tuple[float, ...]:
        """For each wire, the product from the objective back to it: what comes down the wire along this path."""
        products, product = [], 1.0
        for factor in reversed(self.factors):
            product *= factor
            products.append(product)
        return tuple(reversed(products))

    @property
    def stops_at(self) -> int | None:
        """Which wire decides the product whatever the others are: the last undefined or infinite one, else a zero."""
        for decides in (lambda factor: not isfinite(factor), lambda factor: factor == 0.0):
            found = [number for number, factor in enumerate(self.factors) if decides(factor)]
            if found:
                return found[-1]
        return None


@dataclass(frozen=True, eq=False)
class Paths:
    """All paths from a node to the objective: the strongest one by one, the others together.

    Args:
        id: the node's id.
        label: what people call it.
        objective: the objective's id.
        objective_label: what people call it.
        count: how many paths there are, exactly.
        listed: the strongest, by the magnitude of the product; undefined ones stand first, then infinite ones.
        others: the sum over all paths that are not listed, computed without going through them; 0 for none.
        gradient: what the backward pass gave for the node.
        magnitude: Σ |product| over all paths; over |gradient| it says how much of them cancels.

    Example:
        >>> import circuitgrad as cg
        >>> found = cg.paths(cg.from_formula("x = 3; q = x + 1; f = q*x"), "x")
        >>> [(path.labels, path.factors, path.product) for path in found.listed]
        [(('x', 'f'), (4.0,), 4.0), (('x', 'q', 'f'), (1.0, 3.0), 3.0)]
        >>> found.total, found.gradient
        (7.0, 7.0)
    """

    id: str
    label: str
    objective: str
    objective_label: str
    count: int
    listed: tuple[Path, ...]
    others: float
    gradient: float
    magnitude: float

    @property
    def other_count(self) -> int:
        """How many paths are not listed."""
        return self.count - len(self.listed)

    @property
    def total(self) -> float:
        """The sum over all paths, which is the gradient but for rounding."""
        return exact_sum([*(path.product for path in self.listed), self.others])


def paths(
    circuit: Circuit,
    input: str,
    objective: str | None = None,
    most: int = 20,
    *,
    values: Mapping[str, float] | None = None,
) -> Paths:
    """All paths from an input, or any other node, to the objective, each with its product of local derivatives.

    The gradient of a node is the sum of these products (Bauer, Computational graphs and rounding error, SIAM J. Numer.
    Anal. 11, 1974). Where a node feeds another one twice, as in x·x, there are two paths.

    Args:
        circuit: it is not changed.
        input: what people call the node.
        objective: what people call the node whose gradient is asked for; None for the chosen one or the only sink.
        most: how many paths to list, the strongest; the others are summed without going through them.
        values: numbers for some inputs, by what people call them; the others keep the circuit's own.

    Raises:
        UnknownNodeError: an input, the node or the objective is not there.
        ValueProblem: a value is no number, an input that has none was given none, or `most` is below 0.
        ObjectiveError: no objective can be told, or nothing feeds it.

    Example:
        >>> import circuitgrad as cg
        >>> found = cg.paths(cg.from_formula("x = 1; a = x + x; b = a + a; c = b + b; f = c + c"), "x", most=2)
        >>> found.count, [path.product for path in found.listed], found.others, found.gradient
        (16, [1.0, 1.0], 14.0, 16.0)
    """
    tape = tape_at(circuit, values)
    place = tape.place[circuit.find(input).id]
    target = tape.place[circuit.find_objective(objective).id]
    check_runnable(tape, target)
    return paths_of(evaluate(tape, target), tape.ids[place], most)


def paths_of(run: Run, id: str, most: int = 20) -> Paths:
    """The same for a node of a run, with its numbers.

    Args:
        run: a run with a backward pass.
        id: the node's id.
        most: how many paths to list.

    Raises:
        ObjectiveError: there was no backward pass.
        UnknownNodeError: the node is not in the run.
        ValueProblem: `most` is below 0.
    """
    tape, backward, objective = run.tape, run.backward, run.objective
    if backward is None or objective is None:
        raise ObjectiveError("There are no gradients yet: choose an objective and run both passes.")
    if id not in tape.place:
        raise UnknownNodeError("The node is not in this run: run the passes again.", [id])
    if most < 0:
        raise ValueProblem("As many as {most} paths cannot be listed: give 0 or more.", most=most)
    part = between(tape, tape.place[id], tape.place[objective])
    slopes = {i: [float(slope) for slope in backward.locals_of(i)] for i in part.wires}
    listed = [_path(tape, part, hops, slopes) for hops in islice(strongest_paths(part, slopes), most)]
    count = count_paths(part)
    others = _others(part, slopes, listed, backward.nodes) if len(listed) < count else 0.0
    listed.sort(key=lambda path: _strength(path.product), reverse=True)
    labels = tape.labels
    return Paths(
        id, labels[part.start], objective, labels[part.objective], count, tuple(listed), others,
        float(backward.nodes[part.start]), _magnitude(part, slopes),
    )  # fmt: skip


def places_on_paths(tape: Tape, id: str, objective: str) -> frozenset[Hop]:
    """The wires on any path from a node to the objective; none where the node does not feed it."""
    part = between(tape, tape.place[id], tape.place[objective])
    return frozenset((i, position) for i, wires in part.wires.items() for _, position in wires)


def exact_sum(numbers: Iterable[float]) -> float:
    """The sum, rounded once; what IEEE 754 says where a number is not finite.

    Example:
        >>> exact_sum([1e16, 1.0, -1e16]), exact_sum([float("inf"), 1.0])
        (1.0, inf)
    """
    listed = list(numbers)
    if not all(map(isfinite, listed)):
        return sum(listed)
    try:
        return fsum(listed)
    except OverflowError:
        return sum(listed)


def _path(tape: Tape, part: Between, hops: tuple[Hop, ...], slopes: Mapping[int, Sequence[float]]) -> Path:
    factors = tuple(slopes[place][position] for place, position in hops)
    product = 1.0
    for factor in reversed(factors):
        product *= factor
    return Path(tape, part.start, hops, factors, product)


def _strength(product: float) -> tuple[bool, float]:
    """For sorting: NaN is the strongest, and then what is largest."""
    return product != product, 0.0 if product != product else abs(product)


def _others(
    part: Between, slopes: Mapping[int, Sequence[float]], listed: Sequence[Path], gradients: Sequence[float]
) -> float:
    """The sum over all paths but the listed ones.

    Wherever the listed ones could have gone another way, all paths that go that way are summed at once: what has been
    multiplied so far × the local derivative × the gradient of the node there. Nothing is subtracted, so nothing cancels
    that does not cancel in the sum itself.
    """
    if not listed:
        return float(gradients[part.start])
    ways: dict[int, list[Hop]] = {i: [] for i in part.places}
    for i, wires in part.wires.items():
        for source, position in wires:
            ways[source].append((i, position))
    terms: list[float] = []
    waiting = [(part.start, 0, 1.0, list(listed))]
    while waiting:
        place, depth, product, group = waiting.pop()
        if place == part.objective:
            continue
        taken: dict[Hop, list[Path]] = {}
        for path in group:
            taken.setdefault(path.hops[depth], []).append(path)
        for hop in ways[place]:
            further = product * slopes[hop[0]][hop[1]]
            if hop in taken:
                waiting.append((hop[0], depth + 1, further, taken[hop]))
            else:
                terms.append(further * float(gradients[hop[0]]))
    return exact_sum(terms)


def _magnitude(part: Between, slopes: Mapping[int, Sequence[float]]) -> float:
    """Σ |product| over all paths, by one sweep back."""
    if not part.places:
        return 0.0
    sums = dict.fromkeys(part.places, 0.0)
    sums[part.objective] = 1.0
    for i in reversed(part.places[1:]):
        for source, position in part.wires[i]:
            sums[source] += sums[i] * abs(slopes[i][position])
    return sums[part.start]
