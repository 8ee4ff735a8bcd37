"""A question that a search can work on, checked: which inputs move, how far, and what must hold at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING, Final, TypedDict

from circuitgrad.analysis.moving import Bounds, MovingInput, moving_inputs
from circuitgrad.analysis.seek_results import Goal
from circuitgrad.analysis.vector_function import VectorFunction
from circuitgrad.circuit import Circuit, Node
from circuitgrad.engine import as_number, input_called
from circuitgrad.engine.sentences import number_text
from circuitgrad.errors import ValueProblem

if TYPE_CHECKING:
    from circuitgrad.analysis.vector_function import Vector

ENDS: Final = ("max", "min")
_ROUNDING: Final = 8 * 2.0**-52
_MOST_ROUNDING: Final = 1e-8
"""Beside a pole float64 can tell next to nothing: there the goal counts as missed."""


class Asked(TypedDict, total=False):
    """What may be asked of a search beside its goal; `seek.seek` says what each means."""

    values: Mapping[str, float] | None
    hold: Iterable[str]
    release: Iterable[str]
    bounds: Bounds | None
    weights: Mapping[str, float] | None
    fixed: Mapping[str, float] | None
    tolerance: float
    starts: int
    seed: int


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """A node that must have a value at the end.

    Args:
        label: what people call it.
        function: its value wherever the inputs stand.
        goal: the value.
        scale: what a residual is divided by: the larger of |goal| and how far off the node is at the start.
    """

    label: str
    function: VectorFunction
    goal: float
    scale: float


@dataclass(frozen=True, slots=True, eq=False)
class SeekProblem:
    """What is sought; vectors have a number for each input that moves.

    Args:
        circuit: it is not changed.
        objective: the node that is sought for.
        goal: a number, "max" or "min".
        inputs: those that move.
        start: where they are.
        low: how low they may go; −∞ where nobody gave a bound.
        high: how high, likewise.
        near_low: the lower ends of the ranges that starts are spread over, all finite.
        near_high: their upper ends.
        weights: what a move of each input is multiplied by.
        function: the objective's value wherever the inputs stand.
        targets: what must hold: the goal where it is a number, and the fixed nodes.
        values: numbers for inputs, by what people call them, in place of the circuit's own.
        tolerance: how large a residual may be, divided by its target's scale.
    """

    circuit: Circuit
    objective: Node
    goal: Goal
    inputs: list[MovingInput]
    start: Vector
    low: Vector
    high: Vector
    near_low: Vector
    near_high: Vector
    weights: Vector
    function: VectorFunction
    targets: tuple[Target, ...]
    values: dict[str, float]
    tolerance: float

    @property
    def width(self) -> Vector:
        """How long each range is."""
        return self.near_high - self.near_low

    def clipped(self, point: Vector) -> Vector:
        """The nearest point within the bounds."""
        import numpy as np

        return np.clip(point, self.low, self.high)

    def move(self, point: Vector) -> float:
        """How far a point is from the current one: √Σ(weight·Δ)²."""
        import numpy as np

        return float(np.linalg.norm(self.weights * (point - self.start)))

    def labelled(self, point: Vector) -> dict[str, float]:
        """A point by what people call its inputs."""
        return dict(zip((each.label for each in self.inputs), point.tolist(), strict=True))

    def residuals(self, point: Vector) -> tuple[Vector, Vector]:
        """(value − goal)/scale of each target, and the Jacobian, a row for each target."""
        import numpy as np

        found = [target.function.at(point) for target in self.targets]
        scales = np.array([target.scale for target in self.targets])
        goals = np.array([target.goal for target in self.targets])
        rows = np.array([gradient for _, gradient in found]).reshape(len(found), len(self.inputs))
        return (np.array([value for value, _ in found]) - goals) / scales, rows / scales[:, None]

    def holds(self, point: Vector) -> bool:
        """Whether every target has its value, as closely as was asked for, or as float64 can tell."""
        import numpy as np

        residual, jacobian = self.residuals(point)
        rounding = np.minimum(_ROUNDING * (np.abs(jacobian) @ np.abs(point)), _MOST_ROUNDING)
        return bool(np.all(np.abs(residual) <= np.maximum(self.tolerance, rounding)))


def make_problem(circuit: Circuit, goal: Goal, objective: str | None, asked: Asked) -> SeekProblem:
    """The question of `seek.seek`, which says what it takes and raises."""
    import numpy as np

    wanted = _checked_goal(goal)
    tolerance = as_number("tolerance", asked.get("tolerance", 1e-9))
    if not 0.0 < tolerance < 1.0:
        raise ValueProblem("The tolerance must lie between 0 and 1, not at {tolerance}.", tolerance=tolerance)
    node = circuit.find_objective(objective)
    given = {label: as_number(label, value) for label, value in (asked.get("values") or {}).items()}
    fixed = dict(asked.get("fixed") or {})
    nodes = [node, *(_fixed_node(circuit, label, node) for label in fixed)]
    inputs = _all_moving(circuit, nodes, given, asked)
    places = [each.node for each in inputs]
    functions = [VectorFunction(circuit, each, places, given) for each in nodes]
    start = np.array([each.value for each in inputs])
    low, high = np.array([each.low for each in inputs]), np.array([each.high for each in inputs])
    inside = np.clip(start, low, high)
    for function in functions:
        function.check_defined(inside)
    goals = [wanted, *(as_number(label, value) for label, value in fixed.items())]
    targets = [
        _target(each, function, goal, inside)
        for each, function, goal in zip(nodes, functions, goals, strict=True)
        if not isinstance(goal, str)
    ]
    ends = [_ends_nearby(each) for each in inputs]
    return SeekProblem(
        circuit, node, wanted, inputs, start, low, high,
        np.array([low for low, _ in ends]), np.array([high for _, high in ends]),
        _weights(circuit, asked.get("weights") or {}, inputs), functions[0], tuple(targets), given, tolerance,
    )  # fmt: skip


def _checked_goal(goal: Goal) -> Goal:
    if isinstance(goal, str):
        if goal in ENDS:
            return goal
    else:
        try:
            number = as_number("goal", goal)
        except ValueProblem:
            number = float("nan")
        if isfinite(number):
            return number
    shown = f"“{goal}”" if isinstance(goal, str) else repr(goal)[:60]
    raise ValueProblem("The goal must be a finite number, “max” or “min”, not {goal}.", goal=shown)


def _fixed_node(circuit: Circuit, label: str, objective: Node) -> Node:
    node = circuit.find(label)
    if node.id == objective.id:
        raise ValueProblem("“{label}” is the objective: it cannot be fixed as well.", [node.id], label=label)
    return node


def _all_moving(
    circuit: Circuit, nodes: Iterable[Node], values: Mapping[str, float], asked: Asked
) -> list[MovingInput]:
    """The inputs that any of these nodes depends on and that may move, in the order of the document."""
    hold, release = tuple(asked.get("hold") or ()), tuple(asked.get("release") or ())
    checked = {label: _two_ends(label, ends) for label, ends in (asked.get("bounds") or {}).items()}
    found: dict[str, MovingInput] = {}
    for node in nodes:
        moving = moving_inputs(circuit, node.label, values=values, hold=hold, release=release, bounds=checked)
        found.update({each.node.id: each for each in moving})
    for each in found.values():
        if not isfinite(each.value):
            template = "“{label}” starts at {value}: give it a finite value."
            raise ValueProblem(template, [each.node.id], label=each.label, value=number_text(each.value))
    return [found[node.id] for node in circuit.inputs() if node.id in found]


def _two_ends(label: str, ends: object) -> tuple[float, float]:
    if not isinstance(ends, (tuple, list)) or len(ends) != 2:
        template = "The bounds of “{label}” must be two numbers, (low, high), not {ends}."
        raise ValueProblem(template, label=label, ends=repr(ends)[:60])
    return as_number(label, ends[0]), as_number(label, ends[1])


def _target(node: Node, function: VectorFunction, goal: float, start: Vector) -> Target:
    if not isfinite(goal):
        template = "“{label}” must be fixed at a finite number, not at {goal}."
        raise ValueProblem(template, [node.id], label=node.label, goal=number_text(goal))
    scale = max(abs(goal), abs(function.at(start)[0] - goal))
    return Target(node.label, function, goal, scale if 0.0 < scale < float("inf") else 1.0)


def _ends_nearby(each: MovingInput) -> tuple[float, float]:
    """From where to where starts are spread: the bounds, and where there are none the range guessed from the value."""
    span = replace(each.node, value=min(max(each.value, each.low), each.high)).span
    width = span.high - span.low
    low = each.low if isfinite(each.low) else span.low if span.low < each.high else each.high - width
    high = each.high if isfinite(each.high) else span.high if span.high > each.low else each.low + width
    if not isfinite(high - low):
        raise ValueProblem(
            "The bounds of “{label}” are too far apart for a search: leave them out, or bring them nearer.",
            [each.node.id],
            label=each.label,
        )
    return low, high


def _weights(circuit: Circuit, weights: Mapping[str, float], inputs: list[MovingInput]) -> Vector:
    import numpy as np

    checked: dict[str, float] = {}
    for label, weight in weights.items():
        node = input_called(circuit, label)
        checked[label] = as_number(label, weight)
        if not 0.0 < checked[label] < float("inf"):
            template = "The weight of “{label}” must be above 0, not {weight}; to keep an input where it is, hold it."
            raise ValueProblem(template, [node.id], label=label, weight=number_text(checked[label]))
    return np.array([checked.get(each.label, 1.0) for each in inputs])
