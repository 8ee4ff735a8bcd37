"""The public way to derivatives beyond one gradient: along one input, and of second order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from circuitgrad.circuit import Circuit
from circuitgrad.engine.passes import Forward, Gradients, backward_pass, forward_pass
from circuitgrad.engine.run import as_number, check_runnable, check_values, input_called, tape_at
from circuitgrad.engine.tangent_passes import Tangents, second_pass, tangent_pass
from circuitgrad.engine.tape import Tape
from circuitgrad.errors import UnknownNodeError, ValueProblem
from circuitgrad.operators import Role


@dataclass(frozen=True, slots=True)
class NodeTangent:
    """A node's value, and its derivative with respect to the one input."""

    value: float
    derivative: float


class Directional:
    """The value and the derivative of every node with respect to one input, from one sweep forward.

    Args:
        tape: what ran.
        values: the value of every node, by place in the tape.
        tangents: its derivative, likewise.
        input: the place of the input.
    """

    def __init__(self, tape: Tape, values: Sequence[float], tangents: Tangents, input: int) -> None:
        self.tape = tape
        self.values = values
        self.tangents = tangents
        self._input = input

    @property
    def input(self) -> str:
        """What people call the input."""
        return self.tape.labels[self._input]

    @cached_property
    def derivatives(self) -> dict[str, float]:
        """∂node/∂input for every node, by what people call it; 0 for those that the input does not reach."""
        return dict(zip(self.tape.labels, self.tangents.values, strict=True))

    def node(self, label: str) -> NodeTangent:
        """The result of the node that people call this.

        Raises:
            UnknownNodeError: no node is called so.
        """
        place = self._label_places.get(label)
        if place is None:
            raise UnknownNodeError("No node is called “{label}”.", label=label)
        return self._at(place)

    def of_node(self, id: str) -> NodeTangent | None:
        """The result of the node with this id, None where it was not in the circuit."""
        place = self.tape.place.get(id)
        return None if place is None else self._at(place)

    def _at(self, place: int) -> NodeTangent:
        return NodeTangent(self.values[place], self.tangents.values[place])

    @cached_property
    def _label_places(self) -> dict[str, int]:
        return {label: place for place, label in enumerate(self.tape.labels)}


@dataclass(frozen=True, slots=True)
class Hessian:
    """The second derivatives of an objective, with respect to each two of some inputs.

    Args:
        labels: what people call the inputs, in the order of rows and columns.
        rows: a list of float64 for each input; ``rows[i][j]`` is ∂²objective/∂i∂j, and equal to ``rows[j][i]``.
    """

    labels: tuple[str, ...]
    rows: list[list[float]]

    def entry(self, first: str, second: str) -> float:
        """∂²objective/∂first∂second.

        Raises:
            UnknownNodeError: an input is not among the labels.
        """
        for label in (first, second):
            if label not in self.labels:
                names = ", ".join(self.labels) or "none"
                raise UnknownNodeError("The Hessian has no “{label}”; it is over: {names}.", label=label, names=names)
        return self.rows[self.labels.index(first)][self.labels.index(second)]


def directional(circuit: Circuit, input: str, values: Mapping[str, float] | None = None) -> Directional:
    """The derivative of every node with respect to one input, in forward mode.

    Args:
        circuit: it is not changed.
        input: what people call the input.
        values: numbers for some inputs, by what people call them; the others keep the circuit's own.

    Returns:
        Value and derivative of every node, as float64. What lies aside of the input may lack values: there the value
        is NaN, and the derivative 0.

    Raises:
        UnknownNodeError: an input is not there.
        ValueProblem: a value is no number, or what the input reaches needs one that is not given.

    Example:
        >>> import circuitgrad as cg
        >>> along = directional(cg.from_formula("q = x + y; f = q*z"), "z", {"x": -2, "y": 5, "z": -4})
        >>> along.node("f")
        NodeTangent(value=-12.0, derivative=3.0)
        >>> along.derivatives["q"]
        0.0
    """
    tape = tape_at(circuit, values)
    place = tape.place[input_called(circuit, input).id]
    check_values(tape, _feeding(tape, place))
    forward = forward_pass(tape)
    return Directional(tape, forward.values, tangent_pass(tape, forward, {place: 1.0}), place)


def hessian_vector_product(
    circuit: Circuit,
    direction: Mapping[str, float],
    values: Mapping[str, float] | None = None,
    objective: str | None = None,
) -> dict[str, float]:
    """The Hessian of the objective times a direction: how its gradient changes along the direction.

    The Hessian itself is never made: the cost grows with the circuit, not with the number of inputs.

    Args:
        circuit: it is not changed.
        direction: how fast each input moves, by what people call it; those left out do not move.
        values: numbers for some inputs, by what people call them; the others keep the circuit's own.
        objective: what people call the node whose derivatives are asked for; None for the chosen one or the only sink.

    Returns:
        Σⱼ ∂²objective/∂i∂j · directionⱼ for every input i, by what people call it.

    Raises:
        UnknownNodeError: an input or the objective is not there.
        ValueProblem: a value or a direction is no number, or an input that has no value was given none.
        ObjectiveError: no objective can be told.

    Example:
        >>> import circuitgrad as cg
        >>> hessian_vector_product(cg.from_formula("x*x*y"), {"x": 1}, {"x": 3, "y": -2})
        {'x': -4.0, 'y': 6.0}
    """
    solved = _Solved.of(circuit, values, objective)
    places = {solved.tape.place[input_called(circuit, label).id]: label for label in direction}
    seeds = {place: as_number(label, direction[label]) for place, label in places.items()}
    turned = solved.along({place: speed for place, speed in seeds.items() if speed != 0.0})
    return {solved.tape.labels[i]: turned.values[i] for i in solved.tape.input_places()}


def hessian(
    circuit: Circuit,
    inputs: Iterable[str] | None = None,
    values: Mapping[str, float] | None = None,
    objective: str | None = None,
) -> Hessian:
    """The second derivatives of the objective with respect to each two of some inputs, forward over reverse.

    A kink counts as straight: |x| at 0, a tie of max and relu at 0 have second derivative 0.

    Args:
        circuit: it is not changed.
        inputs: what people call the inputs, for rows and columns; None for the parameters that the objective
            depends on, in the order of the circuit.
        values: numbers for some inputs, by what people call them; the others keep the circuit's own.
        objective: what people call the node whose derivatives are asked for; None for the chosen one or the only sink.

    Returns:
        Labels, and a square of float64 that is symmetric to the last bit: each pair of inputs is computed once.

    Raises:
        UnknownNodeError: an input or the objective is not there.
        ValueProblem: a value is no number, an input that has none was given none, or `inputs` is one name, no list.
        ObjectiveError: no objective can be told.

    Example:
        >>> import circuitgrad as cg
        >>> square = hessian(cg.from_formula("x*x*y"), values={"x": 3, "y": -2})
        >>> square.labels, square.rows
        (('x', 'y'), [[-4.0, 6.0], [6.0, 0.0]])
        >>> square.entry("y", "x")
        6.0
    """
    solved = _Solved.of(circuit, values, objective)
    tape = solved.tape
    if inputs is None:
        needed = solved.gradients.needed
        places = [i for i in tape.input_places() if needed[i] and tape.nodes[i].role is Role.PARAMETER]
    elif isinstance(inputs, str):
        raise ValueProblem("Give the inputs as a list: [“{name}”] for one.", name=inputs)
    else:
        places = [tape.place[input_called(circuit, label).id] for label in inputs]
    rows = [[0.0] * len(places) for _ in places]
    for column, place in enumerate(places):
        turned = solved.along({place: 1.0})
        for row in range(column, len(places)):
            rows[row][column] = rows[column][row] = turned.values[places[row]]
    return Hessian(tuple(tape.labels[place] for place in places), rows)


@dataclass(frozen=True, slots=True)
class _Solved:
    """A circuit run forward and backward, to be moved in several directions."""

    tape: Tape
    forward: Forward
    gradients: Gradients

    @classmethod
    def of(cls, circuit: Circuit, values: Mapping[str, float] | None, objective: str | None) -> _Solved:
        tape = tape_at(circuit, values)
        target = tape.place[circuit.find_objective(objective).id]
        check_runnable(tape, target)
        forward = forward_pass(tape)
        return cls(tape, forward, backward_pass(tape, forward, target))

    def along(self, seeds: Mapping[int, float]) -> Tangents:
        tangents = tangent_pass(self.tape, self.forward, seeds)
        return second_pass(self.tape, self.forward, self.gradients, tangents)


def _feeding(tape: Tape, place: int) -> list[bool]:
    """Which nodes stand at or above a node that this place reaches."""
    needed = [False] * len(tape)
    needed[place] = True
    for i in tape.order:
        needed[i] = needed[i] or any(needed[source] for source in tape.sources[i])
    for i in reversed(tape.order):
        if needed[i]:
            for source in tape.sources[i]:
                needed[source] = True
    return needed
