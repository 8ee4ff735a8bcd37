"""What the passes give: values of their own, by node and by wire, that never change afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Literal

from circuitgrad.circuit import Wire
from circuitgrad.engine.passes import Gradients
from circuitgrad.engine.tape import Tape
from circuitgrad.errors import ObjectiveError, UnknownNodeError, WireError
from circuitgrad.frozen import frozen

Effect = Literal["raises", "lowers", "none", "undefined"]


@frozen
class NodeResult:
    """A node's value and gradient (∂objective/∂node, the sum over its outgoing wires); None before a backward pass."""

    value: float
    gradient: float | None


@frozen
class WireResult:
    """A wire's value, and what flows back along it: gradient = the target's gradient × local derivative."""

    value: float
    gradient: float | None
    local_derivative: float | None


@frozen
class Told:
    """What is said of a problem.

    Args:
        template: the sentence with ``{fields}``.
        fields: what stands in the fields, as pairs.
        curable: whether nudging the inputs that may move can help.
    """

    template: str
    fields: tuple[tuple[str, str], ...] = ()
    curable: bool = False

    @property
    def sentence(self) -> str:
        """The whole sentence in English."""
        return self.template.format(**dict(self.fields))


class Problem:
    """Something about the numbers that a person should know.

    Args:
        node: id of the node where it is.
        kind: "missing", "undefined", "infinite", "tie", "zero", "vanishing" or "exploding".
        nodes: ids of all nodes concerned, `node` first.
        tell: finds what to say, advice included; asked once, when somebody wants to know.

    Example:
        >>> problem = Problem("a", "missing", ("a",), lambda: Told("“{label}” has no value.", (("label", "x"),)))
        >>> problem.sentence
        '“x” has no value.'
    """

    __slots__ = ("_tell", "_told", "kind", "node", "nodes")

    def __init__(self, node: str, kind: str, nodes: tuple[str, ...], tell: Callable[[], Told]) -> None:
        self.node = node
        self.kind = kind
        self.nodes = nodes
        self._tell = tell
        self._told: Told | None = None

    @property
    def told(self) -> Told:
        """What is said of it."""
        if self._told is None:
            self._told = self._tell()
        return self._told

    @property
    def template(self) -> str:
        """The sentence with ``{fields}``."""
        return self.told.template

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """What stands in the fields, as pairs."""
        return self.told.fields

    @property
    def curable(self) -> bool:
        """Whether nudging the inputs that may move can help."""
        return self.told.curable

    @property
    def sentence(self) -> str:
        """The whole sentence in English."""
        return self.told.sentence

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Problem):
            return NotImplemented
        return (self.node, self.kind, self.nodes) == (other.node, other.kind, other.nodes) and self.told == other.told

    def __hash__(self) -> int:
        return hash((self.node, self.kind, self.nodes))

    def __repr__(self) -> str:
        return f"Problem({self.node!r}, {self.kind!r}, {self.sentence!r})"


class Run:
    """The result of a forward pass, and of a backward pass if there was one.

    Args:
        tape: what ran. Only its structure is read afterwards.
        values: the value of every node, by place in the tape.
        objective: the place of the objective, None where there is none.
        backward: what the backward pass gave, None where there was none.

    Example:
        >>> import circuitgrad as cg
        >>> run = cg.run(cg.from_formula("q = x + y; f = q*z"), {"x": -2, "y": 5, "z": -4})
        >>> run.value, run.gradients
        (-12.0, {'x': -4.0, 'y': -4.0, 'z': 3.0})
        >>> run.wire("q", "f", port=0).gradient
        -4.0
    """

    def __init__(
        self,
        tape: Tape,
        values: Sequence[float],
        objective: int | None,
        backward: Gradients | None,
    ) -> None:
        self.tape = tape
        self.values = values
        self.backward = backward
        self._objective = objective

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What a person should know about the numbers, worst first. They are looked for when first asked for."""
        from circuitgrad.engine.problems import find_problems

        return tuple(find_problems(self.tape, self.values, self._objective, self.backward))

    @property
    def objective(self) -> str | None:
        """The id of the objective, None for a forward pass without one."""
        return None if self._objective is None else self.tape.ids[self._objective]

    @property
    def value(self) -> float:
        """The objective's value.

        Raises:
            ObjectiveError: the run has none.
        """
        if self._objective is None:
            raise ObjectiveError("This run has no objective: choose one.")
        return float(self.values[self._objective])

    @cached_property
    def gradients(self) -> dict[str, float]:
        """∂objective/∂input for each input, by what people call it. Empty before a backward pass.

        The bare numbers of a formula are not inputs.
        """
        if self.backward is None:
            return {}
        tape = self.tape
        return {tape.labels[i]: float(self.backward.nodes[i]) for i in tape.input_places()}

    @cached_property
    def _label_places(self) -> dict[str, int]:
        return {label: i for i, label in enumerate(self.tape.labels)}

    def node(self, label: str) -> NodeResult:
        """The result of the node that people call this.

        Raises:
            UnknownNodeError: no node is called so.
        """
        return self._node_at(self._place(label))

    def wire(self, source: str, target: str, port: int) -> WireResult:
        """The result of a wire between the nodes that people call these.

        Raises:
            UnknownNodeError: no node is called so.
            WireError: the two are not wired at this port.
        """
        ids = self.tape.ids
        wire = Wire(ids[self._place(source)], ids[self._place(target)], port)
        result = self.of_wire(wire)
        if result is None:
            raise WireError(
                "No wire goes from “{source}” to input {port} of “{target}”.",
                source=source,
                target=target,
                port=port + 1,
            )
        return result

    def of_node(self, id: str) -> NodeResult | None:
        """The result of the node with this id, None where it was not in the circuit."""
        place = self.tape.place.get(id)
        return None if place is None else self._node_at(place)

    def of_wire(self, wire: Wire) -> WireResult | None:
        """The result of this wire, None where it was not in the circuit."""
        source, target = self.tape.place.get(wire.source), self.tape.place.get(wire.target)
        if source is not None and self.tape.is_idle(wire):
            unused = None if self.backward is None else 0.0
            return WireResult(float(self.values[source]), unused, unused)
        if source is None or target is None or wire.port not in self.tape.ports[target]:
            return None
        position = self.tape.ports[target].index(wire.port)
        if self.tape.sources[target][position] != source:
            return None
        value = float(self.values[source])
        if self.backward is None:
            return WireResult(value, None, None)
        flows, slopes = self.backward.flows_of(target), self.backward.locals_of(target)
        return WireResult(value, float(flows[position]), float(slopes[position]))

    def _node_at(self, place: int) -> NodeResult:
        gradient = None if self.backward is None else float(self.backward.nodes[place])
        return NodeResult(float(self.values[place]), gradient)

    def _place(self, label: str) -> int:
        place = self._label_places.get(label)
        if place is None:
            raise UnknownNodeError("No node is called “{label}”.", label=label)
        return place


def effect(gradient: float) -> Effect:
    """What raising an input does to the objective: the sign of its gradient, in words.

    Example:
        >>> effect(-0.2), effect(0.0), effect(float("nan"))
        ('lowers', 'none', 'undefined')
    """
    if gradient > 0:
        return "raises"
    if gradient < 0:
        return "lowers"
    return "none" if gradient == 0 else "undefined"
