"""A small random move of the parameters: the way out of a product of zeros, a tie, a flat spot."""

from __future__ import annotations

import random

from circuitgrad.circuit import Circuit
from circuitgrad.circuit.edits import Batch, Edit, SetValue
from circuitgrad.errors import CircuitError


def nudge(circuit: Circuit, size: float = 0.1, seed: int = 0) -> Edit:
    """The edit that adds a little noise to every input that may move; data and constants are held.

    Args:
        circuit: it is not changed.
        size: the standard deviation of the noise, in the inputs' own units.
        seed: the same seed gives the same noise.

    Raises:
        CircuitError: the size is no positive number, or no parameter has a value.

    Example:
        >>> from circuitgrad.circuit import Fragment, Node
        >>> circuit = Circuit(Fragment((Node.new("input", id="w", value=0.0),)))
        >>> back = nudge(circuit, size=0.1).apply(circuit)
        >>> 0.0 < abs(circuit.node("w").value) < 1.0
        True
    """
    if not 0.0 < size < float("inf"):
        raise CircuitError("A nudge needs a size above 0, not {size}.", size=size)
    noise = random.Random(seed)  # noqa: S311 - no secret hangs on it
    moved = [node for node in circuit.inputs() if node.may_move and node.value is not None]
    if not moved:
        raise CircuitError("Nothing may move: mark an input as parameter and give it a value.")
    return Batch(tuple(SetValue(node.id, (node.value or 0.0) + noise.gauss(0.0, size)) for node in moved))
