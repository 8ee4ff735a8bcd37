"""Descent to watch: one step after another down or up the gradient, by a rule that people choose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import inf, isfinite
from typing import TYPE_CHECKING, Final, Literal

from circuitgrad.analysis.moving import Bounds, MovingInput, moving_inputs
from circuitgrad.analysis.vector_function import VectorFunction
from circuitgrad.circuit import Circuit
from circuitgrad.engine import as_number
from circuitgrad.engine.sentences import number_text
from circuitgrad.errors import ValueProblem

if TYPE_CHECKING:
    from circuitgrad.analysis.vector_function import Vector

Way = Literal["gradient", "momentum", "adam"]
Direction = Literal["down", "up"]
WAYS: Final = ("gradient", "momentum", "adam")
SIGNS: Final = {"down": -1.0, "up": 1.0}
_SECOND_DECAY, _GUARD = 0.999, 1e-8
"""β₂ and ε of Adam, as Kingma and Ba have them."""


@dataclass(frozen=True, slots=True)
class DescentPoint:
    """Where a descent stands after so many steps.

    Args:
        number: how many steps were taken; 0 is the start.
        values: the inputs that move, by what people call them, in their own units.
        value: the objective's value there.
        gradients: ∂objective/∂input for each of them.
        steps: how far each moved with the step that led here; 0 at the start.
    """

    number: int
    values: dict[str, float]
    value: float
    gradients: dict[str, float]
    steps: dict[str, float]


def descend(
    circuit: Circuit,
    objective: str | None = None,
    *,
    way: Way = "gradient",
    direction: Direction = "down",
    step_size: float = 0.1,
    momentum: float = 0.9,
    goal: float | None = None,
    values: Mapping[str, float] | None = None,
    hold: Iterable[str] = (),
    release: Iterable[str] = (),
    bounds: Bounds | None = None,
) -> Iterator[DescentPoint]:
    """Goes down the objective, or up, a step at a time, for as long as somebody asks for the next point.

    With η the step size, β the momentum and g the gradient (times −1 on the way up), the step is

    - "gradient": −η·g;
    - "momentum": v ← β·v − η·g, the heavy ball of Polyak, USSR Computational Mathematics and Mathematical Physics
      4(5), 1964;
    - "adam": −η·m̂/(√v̂ + ε), with m and v the running means of g and g² that forget by β and 0.999, freed of their
      bias: algorithm 1 of Kingma and Ba, Adam: A Method for Stochastic Optimization, ICLR 2015.

    It ends where a step moves nothing any more, and at the goal.

    Args:
        circuit: it is not changed.
        objective: what people call the node; None for the chosen one or the only sink.
        way: "gradient", "momentum" or "adam".
        direction: "down" or "up".
        step_size: η; what the gradient is multiplied by, or for Adam about how far an input moves.
        momentum: β, from 0 to below 1; "gradient" does not use it.
        goal: the value at which it ends; None for none.
        values: where inputs start, by what people call them; the others at the circuit's own values.
        hold: inputs that shall not move, beside those that are held.
        release: inputs that may move although they are held.
        bounds: ends for some inputs, where they stop; the others have those of their own range, or none.

    Returns:
        An iterator of points, the start first. It raises a `ValueProblem` where the numbers are finite no more.

    Raises:
        UnknownNodeError: an input or the objective is not there.
        ObjectiveError: no objective can be told, or nothing feeds it.
        ValueProblem: a number cannot be used, an input has no value, or the objective is undefined at the start.
        CircuitError: no input that may move reaches the objective.

    Example:
        >>> import circuitgrad as cg
        >>> walk = descend(cg.from_formula("x = 2; f = x*x"), step_size=0.25)
        >>> [(point.values["x"], point.value) for point, _ in zip(walk, range(3))]
        [(2.0, 4.0), (1.0, 1.0), (0.5, 0.25)]
    """
    if way not in WAYS:
        raise ValueProblem("There is no way “{way}” to descend; there are: {ways}.", way=way, ways=", ".join(WAYS))
    if direction not in SIGNS:
        raise ValueProblem("The direction must be “down” or “up”, not “{direction}”.", direction=direction)
    rule = _Rule(way, _checked("step size", step_size), as_number("momentum", momentum))
    if not 0.0 <= rule.momentum < 1.0:
        raise ValueProblem("The momentum must be at least 0 and below 1, not {momentum}.", momentum=momentum)
    wanted = None if goal is None else as_number("goal", goal)
    if wanted is not None and not isfinite(wanted):
        raise ValueProblem("The goal must be a finite number, not {goal}.", goal=number_text(wanted))
    given = {label: as_number(label, value) for label, value in (values or {}).items()}
    node = circuit.find_objective(objective)
    inputs = moving_inputs(circuit, node.label, values=given, hold=hold, release=release, bounds=bounds)
    function = VectorFunction(circuit, node, [each.node for each in inputs], given)
    function.check_defined(_start(inputs))
    return _walk(node.label, inputs, function, rule, SIGNS[direction], wanted)


def _checked(name: str, number: float) -> float:
    size = as_number(name, number)
    if not 0.0 < size < inf:
        raise ValueProblem("The {name} must be a number above 0, not {number}.", name=name, number=number_text(size))
    return size


def _start(inputs: list[MovingInput]) -> list[float]:
    for each in inputs:
        if not isfinite(each.value):
            template = "“{label}” starts at {value}: give it a finite value."
            raise ValueProblem(template, [each.node.id], label=each.label, value=number_text(each.value))
    return [min(max(each.value, each.low), each.high) for each in inputs]


class _Rule:
    """How far the next step goes, from the slope and from what it remembers of those before."""

    def __init__(self, way: Way, step_size: float, momentum: float) -> None:
        self.step_size, self.momentum = step_size, momentum
        self._way = way
        self._first: Vector | float = 0.0
        self._second: Vector | float = 0.0
        self._count = 0

    def step(self, slope: Vector) -> Vector:
        """The step along a slope that leads where the descent wants to go."""
        import numpy as np

        self._count += 1
        if self._way == "gradient":
            return self.step_size * slope
        if self._way == "momentum":
            self._first = self.momentum * self._first + self.step_size * slope
            return np.asarray(self._first)
        self._first = self.momentum * self._first + (1.0 - self.momentum) * slope
        self._second = _SECOND_DECAY * self._second + (1.0 - _SECOND_DECAY) * slope**2
        mean = self._first / (1.0 - self.momentum**self._count)
        spread = np.sqrt(self._second / (1.0 - _SECOND_DECAY**self._count))
        return np.asarray(self.step_size * mean / (spread + _GUARD))

    def stop(self, stopped: Vector) -> None:
        """Takes the speed from the inputs that a bound has stopped."""
        import numpy as np

        self._first = np.where(stopped, 0.0, self._first)


def _walk(
    label: str, inputs: list[MovingInput], function: VectorFunction, rule: _Rule, sign: float, goal: float | None
) -> Iterator[DescentPoint]:
    import numpy as np

    labels = [each.label for each in inputs]
    low, high = np.array([each.low for each in inputs]), np.array([each.high for each in inputs])
    point = np.array(_start(inputs))
    step = np.zeros_like(point)
    number = 0
    while True:
        value, gradient = function.at(point)
        if not (isfinite(value) and np.all(np.isfinite(point))):
            template = "“{label}” is finite no more after {number} steps: take a step size below {size}, or set bounds."
            raise ValueProblem(template, label=label, number=number, size=number_text(rule.step_size))
        numbers = [dict(zip(labels, each.tolist(), strict=True)) for each in (point, gradient, step)]
        yield DescentPoint(number, numbers[0], value, numbers[1], numbers[2])
        if goal is not None and sign * (value - goal) >= 0.0:
            return
        with np.errstate(all="ignore"):
            free = point + rule.step(sign * gradient)
        reached = np.clip(free, low, high)
        rule.stop(reached != free)
        step = reached - point
        if not step.any():
            return
        point, number = reached, number + 1
