"""A line through the inputs of a circuit: one input that is swept, or many that move straight from here to there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Any, Final

from circuitgrad.circuit import Circuit
from circuitgrad.engine import Problem, Tape, evaluate, run_batch
from circuitgrad.engine.memory import tape_of
from circuitgrad.engine.numpy_rules import column_rules
from circuitgrad.engine.run import tape_at

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

_NUMBERS_KEPT: Final = 2**22
_FEWEST, _MOST = 16, 16_384
"""How many numbers a block keeps, its points times the nodes (32 MiB), and how many points it has."""
_NOT_FINITE: Final = ("undefined", "infinite")


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Places on a line, each a number, and the inputs there.

    Args:
        circuit: it is not changed.
        objective: what people call the node that is looked at.
        moving: what people call the inputs that differ from place to place.
        inputs_at: from places on the line to a column for each moving input, and a number for others that do not
            keep the circuit's own value.
    """

    circuit: Circuit
    objective: str
    moving: tuple[str, ...]
    inputs_at: Callable[[Array], Mapping[str, Any]]

    @property
    def tape(self) -> Tape:
        """What runs."""
        return tape_of(self.circuit)

    @property
    def target(self) -> int:
        """The objective's place on the tape."""
        return self._place(self.objective)

    def moving_places(self) -> list[int]:
        """The moving inputs' places on the tape."""
        return [self._place(label) for label in self.moving]

    def _place(self, label: str) -> int:
        return self.tape.place[self.circuit.find(label).id]

    def values(self, points: Array) -> Array:
        """The objective's value at each point."""
        value: Array = run_batch(self.circuit, self.inputs_at(points), self.objective).value
        return value

    def slopes(self, points: Array) -> Array:
        """∂objective/∂input, a row for each moving input, a column for each point."""
        return self.values_and_slopes(points)[1]

    def values_and_slopes(self, points: Array) -> tuple[Array, Array]:
        """Both, in one batch."""
        import numpy as np

        found = run_batch(self.circuit, self.inputs_at(points), self.objective, self.moving)
        return found.value, np.stack([found.gradients[label] for label in self.moving])

    def node_values(self, points: Array, places: Collection[int]) -> dict[int, Array]:
        """The values of many nodes in one pass: a column for each of these places on the tape."""
        import numpy as np

        tape = self.tape
        needed = _feeding(tape, places)
        order = [i for i in tape.order if needed[i]]
        found = {place: np.empty(len(points)) for place in places}
        size = max(_FEWEST, min(_MOST, _NUMBERS_KEPT // max(1, len(order))))
        with np.errstate(all="ignore"):
            for start in range(0, len(points), size):
                part = slice(start, start + size)
                given = {self._place(label): numbers for label, numbers in self.inputs_at(points[part]).items()}
                columns = _forward(tape, order, given)
                for place, column in found.items():
                    column[part] = columns[place]
        return found

    def problem_at(self, point: float) -> Problem | None:
        """The first node at which the objective's value, or else its slope, stops being finite there, or None."""
        import numpy as np

        numbers = {label: float(np.ravel(given)[0]) for label, given in self.inputs_at(np.array([point])).items()}
        tape, target = tape_at(self.circuit, numbers), self.target
        needed = tape.needed_by(target)
        for backward in (False, True):  # values first: without a gradient there is less to look at
            for problem in evaluate(tape, target, backward=backward).problems:
                if problem.kind in _NOT_FINITE and needed[tape.place[problem.node]]:
                    return problem
        return None


def _feeding(tape: Tape, places: Collection[int]) -> list[bool]:
    """Which nodes these depend on, themselves included."""
    needed = [False] * len(tape)
    for i in places:
        needed[i] = True
    for i in reversed(tape.order):
        if needed[i]:
            for source in tape.sources[i]:
                needed[source] = True
    return needed


def _forward(tape: Tape, order: Sequence[int], given: Mapping[int, Any]) -> dict[int, Any]:
    """The value of each node in the order: a column, or a number where nothing moves it."""
    import numpy as np

    values: dict[int, Any] = {}
    for i in order:
        if tape.operators[i].is_leaf:
            own = tape.nodes[i].value
            numbers = given.get(i, nan if own is None else own)
            values[i] = np.float64(numbers) if isinstance(numbers, float) else numbers
        elif tape.complete[i]:
            inputs = [values[source] for source in tape.sources[i]]
            values[i] = column_rules(tape.operators[i]).forward(inputs, tape.nodes[i].constants)
        else:
            values[i] = np.float64(nan)
    return values
