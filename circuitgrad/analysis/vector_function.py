"""A node of a circuit as a function of some inputs: what an optimiser asks for, value and gradient at a point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING

from circuitgrad.circuit import Circuit, Node
from circuitgrad.engine import Run, evaluate
from circuitgrad.engine.run import check_runnable, tape_at
from circuitgrad.errors import CircuitError, ValueProblem

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vector = npt.NDArray[np.float64]

_BROKEN = ("missing", "undefined", "infinite")


class VectorFunction:
    """The value and the gradient of one node wherever the inputs stand. One tape serves all points.

    Args:
        circuit: it is not changed; later changes of it are not noticed.
        target: the node whose value is asked for.
        inputs: those that a point sets, in its order.
        values: numbers for other inputs, by what people call them; the rest keep the circuit's own.

    Raises:
        UnknownNodeError: an input of `values` is not there.
        ObjectiveError: nothing feeds the target.
        ValueProblem: a value is no number, or an input that the target needs has none.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("x = 1; y = 2; f = x*y")
        >>> function = VectorFunction(circuit, circuit.find("f"), circuit.inputs())
        >>> value, gradient = function.at([3.0, 4.0])
        >>> value, gradient.tolist()
        (12.0, [4.0, 3.0])
    """

    def __init__(
        self, circuit: Circuit, target: Node, inputs: Sequence[Node], values: Mapping[str, float] | None = None
    ) -> None:
        self._tape = tape_at(circuit, values)
        self._target = self._tape.place[target.id]
        self._inputs = list(inputs)
        self._places = [self._tape.place[node.id] for node in inputs]
        self._last: tuple[bytes, float, Vector] | None = None
        check_runnable(self._tape, self._target)

    def __len__(self) -> int:
        return len(self._tape)

    def at(self, point: Sequence[float] | Vector) -> tuple[float, Vector]:
        """The value, and ∂target/∂input for each input of the point, as float64.

        What is undefined there is NaN or infinite in the value; in the gradient it is 0, so that no step follows it.
        """
        import numpy as np

        vector = np.asarray(point, dtype=np.float64)
        key = vector.tobytes()
        if self._last is None or self._last[0] != key:
            run = self.run_at(vector)
            slopes = run.backward.nodes if run.backward is not None else ()
            gradient = np.array([slopes[place] for place in self._places], dtype=np.float64)
            gradient[~np.isfinite(gradient)] = 0.0
            gradient.flags.writeable = False  # it is handed out again where the same point is asked for
            self._last = key, run.value, gradient
        return self._last[1], self._last[2]

    def run_at(self, point: Sequence[float] | Vector) -> Run:
        """Both passes at this point."""
        pairs = zip(self._inputs, point, strict=True)
        return evaluate(
            self._tape.with_numbers(replace(node, value=float(value)) for node, value in pairs), self._target
        )

    def check_defined(self, point: Sequence[float] | Vector) -> None:
        """Raises if the target has no finite value at this point.

        Raises:
            ValueProblem: it has none; the sentence names the first node where that comes from.
        """
        if isfinite(self.at(point)[0]):
            return
        run = self.run_at(point)
        problem = next((problem for problem in run.problems if problem.kind in _BROKEN), None)
        if problem is None:
            raise CircuitError("There is no finite value to start from: give the inputs other values.")
        raise ValueProblem(problem.template, problem.nodes, **dict(problem.fields))
