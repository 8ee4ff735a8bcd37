"""What the gradient says that a move will do, beside what it did."""

from __future__ import annotations

from circuitgrad.engine import Run
from circuitgrad.frozen import frozen


@frozen
class Prediction:
    """A change as the gradient predicts it, and as it is.

    Args:
        predicted: Σ gradient·(how far each input moved), at the values before.
        actual: the objective's value after minus its value before.
        tolerance: the gap, as a share of the larger of the two, from which on the gradient holds only nearby.

    Example:
        >>> Prediction(0.27, 0.21).is_local, Prediction(0.27, 0.26).is_local
        (True, False)
    """

    predicted: float
    actual: float
    tolerance: float = 0.1

    @property
    def gap(self) -> float:
        """What the gradient did not foresee: actual minus predicted."""
        return self.actual - self.predicted

    @property
    def is_local(self) -> bool:
        """Whether the move went beyond where the gradient tells what happens; also where either is no number."""
        if self.actual == self.predicted:
            return False
        return not abs(self.gap) <= self.tolerance * max(abs(self.predicted), abs(self.actual))


def predict_change(before: Run, after: Run, tolerance: float = 0.1) -> Prediction:
    """Compares what the gradient before a move predicts with what the move did.

    Args:
        before: a run with a backward pass.
        after: a run of the same circuit with other values.
        tolerance: as in `Prediction`.

    Raises:
        ObjectiveError: a run has no objective.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("x*x")
        >>> predict_change(cg.run(circuit, {"x": 3}), cg.run(circuit, {"x": 4}))
        Prediction(predicted=6.0, actual=7.0, tolerance=0.1)
    """
    predicted = 0.0
    if before.backward is None:
        return Prediction(predicted, after.value - before.value, tolerance)
    gradients = before.backward.nodes
    same = before.tape.kept is after.tape.kept  # of one structure
    for place in before.tape.input_places():
        there = place if same else after.tape.place.get(before.tape.ids[place])
        if there is not None and after.values[there] != before.values[place]:
            predicted += float(gradients[place]) * float(after.values[there] - before.values[place])
    return Prediction(predicted, after.value - before.value, tolerance)
