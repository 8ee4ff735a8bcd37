"""The inputs in the order in which the panel lists them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isfinite

from circuitgrad.analysis.sensitivity import rank_inputs, share_of
from circuitgrad.circuit import Circuit, Node
from circuitgrad.engine import Run
from circuitgrad.gui.lens import CLEAR, Lens


@dataclass(frozen=True, slots=True)
class Ranked:
    """An input with its gradient, None where it has not been computed, and |gradient| relative to the largest."""

    node: Node
    gradient: float | None = None
    share: float = 0.0


def seen_ranking(ranked: Sequence[Ranked], lens: Lens) -> list[Ranked]:
    """The inputs as a lens shows them: those whose gradient it hides come last, by name, without a place among others.

    Example:
        >>> from circuitgrad.gui.exercise.lens import ExerciseLens
        >>> from circuitgrad.analysis.hiding import Hidden
        >>> x, y = Ranked(Node.new("input", id="x"), -4.0, 1.0), Ranked(Node.new("input", id="y"), 2.0, 0.5)
        >>> [(each.node.id, each.gradient, each.share) for each in seen_ranking(
        ...     [x, y], ExerciseLens(Hidden(gradients=frozenset("x"))))]
        [('y', 2.0, 1.0), ('x', None, 0.0)]
    """
    if lens is CLEAR:
        return list(ranked)
    shown = [each for each in ranked if lens.shows_gradient(each.node.id)]
    hidden = sorted(
        (each.node for each in ranked if not lens.shows_gradient(each.node.id)), key=lambda node: node.label
    )
    largest = max((each.share for each in shown), default=0.0) or 1.0
    return [*(replace(each, share=each.share / largest) for each in shown), *map(Ranked, hidden)]


def ranked_as_they_stand(ids: Iterable[str], circuit: Circuit, run: Run | None) -> list[Ranked]:
    """Some inputs in the order in which they are given: what a list that keeps its order needs, in little time.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("x = 3; y = 2; f = x*y")
        >>> [(each.gradient, each.share) for each in ranked_as_they_stand(["x", "y"], circuit, cg.run(circuit))]
        [(2.0, 0.6666666666666666), (3.0, 1.0)]
    """
    nodes = [circuit.node(id) for id in ids if id in circuit]
    if run is None or run.backward is None:
        return [Ranked(node) for node in nodes]
    gradients, place = run.backward.nodes, run.tape.place
    sizes = list(map(abs, run.tape.at_inputs(gradients)))
    largest = max(sizes, default=0.0)
    if not isfinite(largest):
        largest = max(filter(isfinite, sizes), default=0.0)
    found = []
    for node in nodes:
        at = place.get(node.id)
        gradient = None if at is None else float(gradients[at])
        found.append(Ranked(node, gradient, 0.0 if gradient is None else share_of(gradient, float(largest))))
    return found


def ranked_inputs(circuit: Circuit, run: Run | None) -> list[Ranked]:
    """The inputs that people can set: strongest first, in the order of the document before a backward pass.

    Example:
        >>> from circuitgrad.circuit import Fragment
        >>> circuit = Circuit(Fragment((Node.new("input", id="x"), Node.new("input", id="y"))))
        >>> [each.node.label for each in ranked_inputs(circuit, None)]
        ['x', 'y']
    """
    effects = rank_inputs(run, circuit) if run is not None else []
    if not effects:
        return [Ranked(node) for node in circuit.inputs()]
    return [Ranked(circuit.node(effect.id), effect.gradient, effect.share) for effect in effects]
