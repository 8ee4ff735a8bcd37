"""The inputs in the order in which the panel lists them."""

from __future__ import annotations

from dataclasses import dataclass

from circuitgrad.analysis.sensitivity import rank_inputs
from circuitgrad.circuit import Circuit, Node
from circuitgrad.engine import Run


@dataclass(frozen=True, slots=True)
class Ranked:
    """An input with its gradient, None where it has not been computed, and |gradient| relative to the largest."""

    node: Node
    gradient: float | None = None
    share: float = 0.0


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
