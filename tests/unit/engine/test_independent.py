"""Whole random circuits against CasADi: an automatic differentiation of other people's, which shares no rule with ours.

How far two right answers may differ is computed, not guessed. CasADi gets a small relative disturbance ε at every wire
and at every node, all 0, and differentiates value and gradients by all of them: Σ |∂result/∂ε| bounds, to first order,
how much roundings of one unit each may move the result. Where that exceeds the 1e-12 asked for, the circuit is
ill-conditioned: it must still agree within the bound, and such circuits must be few.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import casadi as ca
import pytest

import circuitgrad as cg
from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.operators import Operator
from tests.unit.operators.sampling import COMPUTING

CIRCUITS = 200
FEWEST_NODES, MOST_NODES = 5, 60
LARGEST = 20.0
"""No value and no local derivative is larger."""
TOLERANCE = 1e-12
MOST_ILL_CONDITIONED = 0.05
ROUNDING = 4 * 2.0**-53
"""What one wire or node may be off, relatively: 2 ulp for us and as much for CasADi."""

Disturb = Callable[[Any], Any]


def _sigmoid(a: Any) -> Any:
    return 1 / (1 + ca.exp(-a))


def _tanh(a: Any) -> Any:
    """By expm1: CasADi's own has the slope 1 − tanh², of which nothing is left far out."""
    less = ca.expm1(-2 * ca.fabs(a))
    return -ca.sign(a) * less / (2 + less)


def _fold(function: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    def folded(*xs: Any) -> Any:
        result = xs[0]
        for x in xs[1:]:
            result = function(result, x)
        return result

    return folded


def _log_sum_exp(*xs: Any) -> Any:
    top = _fold(ca.fmax)(*xs)
    return top + ca.log(sum(ca.exp(x - top) for x in xs))


def _cross_entropy(p: Any, t: Any) -> Any:
    return -(t * ca.log(p) + (1 - t) * ca.log(1 - p))


def _huber(a: Any, t: Any, delta: float) -> Any:
    error = ca.fabs(a - t)
    return ca.if_else(error <= delta, error * error / 2, delta * (error - delta / 2))


WRITTEN: dict[str, Callable[..., Any]] = {
    "add": lambda *xs: sum(xs[1:], xs[0]),
    "subtract": lambda a, b: a - b,
    "mul": _fold(lambda a, b: a * b),
    "divide": lambda a, b: a / b,
    "negate": lambda a: -a,
    "reciprocal": lambda a: 1 / a,
    "scale": lambda a, k: k * a,
    "shift": lambda a, k: a + k,
    "power": lambda a, b: a**b,
    "power_n": lambda a, n: a**n,
    "square": lambda a: a * a,
    "sqrt": ca.sqrt,
    "cbrt": lambda a: ca.sign(a) * ca.fabs(a) ** (1 / 3),
    "abs": ca.fabs,
    "exp": ca.exp,
    "log": ca.log,
    "log2": lambda a: ca.log(a) / math.log(2.0),
    "log10": lambda a: ca.log(a) / math.log(10.0),
    "log1p": ca.log1p,
    "expm1": ca.expm1,
    "sin": ca.sin,
    "cos": ca.cos,
    "tan": ca.tan,
    "asin": ca.asin,
    "acos": ca.acos,
    "atan": ca.atan,
    "sinh": ca.sinh,
    "cosh": ca.cosh,
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "softplus": lambda a: ca.fmax(a, 0) + ca.log1p(ca.exp(-ca.fabs(a))),
    "relu": lambda a: ca.fmax(a, 0),
    "leaky_relu": lambda a, slope: ca.if_else(a > 0, a, slope * a),
    "elu": lambda a, alpha: ca.if_else(a > 0, a, alpha * ca.expm1(a)),
    "silu": lambda a: a * _sigmoid(a),
    "max": _fold(ca.fmax),
    "min": _fold(ca.fmin),
    "clip": lambda a, low, high: ca.fmin(ca.fmax(a, low), high),
    "logsumexp": _log_sum_exp,
    "identity": lambda a: a,
    "mean": lambda *xs: sum(xs[1:], xs[0]) / len(xs),
    "squared_error": lambda a, t: (a - t) ** 2 / 2,
    "absolute_error": lambda a, t: ca.fabs(a - t),
    "huber": _huber,
    "hinge": lambda a, t: ca.fmax(1 - a * t, 0),
    "cross_entropy": _cross_entropy,
    "cross_entropy_logit": lambda z, t: _cross_entropy(_sigmoid(z), t),
}
"""Each operator in CasADi's functions, inputs first, then its constants: as a textbook writes it."""

CANCELLING: dict[str, Callable[..., Any]] = {
    "gelu": lambda disturb, a: a * (1 + disturb(ca.erf(a / math.sqrt(2.0)))) / 2,
    "cross_entropy": lambda disturb, p, t: -(t * ca.log(p) + (1 - t) * ca.log(1 - disturb(p))),
    "cross_entropy_logit": lambda disturb, z, t: _cross_entropy(disturb(_sigmoid(z)), t),
}
"""Those whose textbook form cancels inside: there too a disturbance goes in."""


@dataclass(frozen=True)
class Disturbances:
    """One symbol for each place where a rounding may happen."""

    symbols: list[Any]

    def at(self, number: Any) -> Any:
        symbol = ca.SX.sym(f"e{len(self.symbols)}")
        self.symbols.append(symbol)
        return number * (1 + symbol)


@dataclass(frozen=True)
class Answer:
    """A result by CasADi, and how much roundings may move it."""

    name: str
    number: float
    bound: float

    @property
    def tolerance(self) -> float:
        return max(TOLERANCE * abs(self.number), self.bound)

    @property
    def is_ill_conditioned(self) -> bool:
        return self.bound > TOLERANCE * abs(self.number) and self.bound > 0.0


def casadi_answers(circuit: Circuit) -> list[Answer]:
    """The objective's value, then the gradient of each input in the circuit's order."""
    disturbances = Disturbances([])
    leaves = [node for node in circuit.nodes.values() if node.is_leaf]
    terms: dict[str, Any] = {node.id: ca.SX.sym(node.id) for node in leaves}
    inputs = ca.vertcat(*terms.values())
    for id in circuit.order():
        node = circuit.node(id)
        if not node.is_leaf:
            read = [disturbances.at(terms[wire.source]) for wire in circuit.incoming(id)]
            terms[id] = disturbances.at(_written(node, read, disturbances.at))
    objective = terms[circuit.find_objective(None).id]
    results = ca.vertcat(objective, ca.gradient(objective, inputs))
    noise = ca.vertcat(*disturbances.symbols)
    function = ca.Function("f", [inputs, noise], [results, ca.jacobian(results, noise)])
    numbers, slopes = function([node.value for node in leaves], [0.0] * len(disturbances.symbols))
    bounds = ca.sum2(ca.fabs(ca.densify(slopes))) * ROUNDING
    names = ["value", *(node.id for node in leaves)]
    return [Answer(name, float(numbers[i]), float(bounds[i])) for i, name in enumerate(names)]


def _written(node: Node, inputs: Sequence[Any], disturb: Disturb) -> Any:
    if node.operator in CANCELLING:
        return CANCELLING[node.operator](disturb, *inputs)
    return WRITTEN[node.operator](*inputs, *node.constants)


def random_circuit(seed: int) -> Circuit:
    """5 to 60 nodes, any operator; the sum of all loose ends is the objective. No number is huge or near a kink."""
    rng = random.Random(seed)
    count = rng.randint(FEWEST_NODES, MOST_NODES)
    nodes = [
        Node.new("input", id=f"x{i}", value=rng.uniform(-3.0, 3.0)) for i in range(max(2, count // rng.randint(3, 6)))
    ]
    wires: list[Wire] = []
    values = {node.id: node.value or 0.0 for node in nodes}
    while len(nodes) < count - 1:
        operator = rng.choice(COMPUTING)
        if (fitting := _fitting(rng, operator, values)) is not None:
            sources, constants, value = fitting
            node = Node.new(operator.name, id=f"n{len(nodes)}", constants=constants)
            nodes.append(node)
            wires += [Wire(source, node.id, port) for port, source in enumerate(sources)]
            values[node.id] = value
    fed = {wire.source for wire in wires}
    loose = [node.id for node in nodes if node.id not in fed]
    wires += [Wire(id, "whole", port) for port, id in enumerate(loose)]
    return Circuit(Fragment((*nodes, Node.new("add", id="whole")), tuple(wires), "whole"))


def _fitting(
    rng: random.Random, operator: Operator, values: dict[str, float]
) -> tuple[list[str], tuple[float, ...], float] | None:
    """Sources and constants with which this operator has an ordinary value away from its kinks, if some are found."""
    for _ in range(40):
        ports = rng.randint(1, 4) if operator.any_number else len(operator.ports)
        one_twice = rng.random() < 0.1 or ports > len(values)
        sources = rng.choices(list(values), k=ports) if one_twice else rng.sample(list(values), ports)
        constants = tuple(rng.uniform(*constant.domain) for constant in operator.constants)
        inputs = [values[source] for source in sources]
        value = operator.value(inputs, constants)
        slopes = operator.derivatives(inputs, constants, value)
        ordinary = all(abs(number) < LARGEST for number in (value, *slopes))
        if ordinary and all(abs(kink) > 1e-3 for kink in operator.kink_values(inputs, constants)):
            return sources, constants, value
    return None


@dataclass(frozen=True)
class Compared:
    """One circuit, as CasADi and as this project have it."""

    seed: int
    circuit: Circuit
    answers: list[Answer]
    found: list[float]

    def faults(self) -> Iterator[str]:
        for answer, found in zip(self.answers, self.found, strict=True):
            off = abs(found - answer.number)
            if not off <= answer.tolerance:
                yield (
                    f"circuit {self.seed}: {answer.name} expected {answer.number!r}, found {found!r}, "
                    f"off by {off:.3g}, allowed {answer.tolerance:.3g}"
                )


def compare(seed: int) -> Compared:
    circuit = random_circuit(seed)
    answers = casadi_answers(circuit)
    run = cg.run(circuit)
    return Compared(seed, circuit, answers, [run.value, *(run.gradients[answer.name] for answer in answers[1:])])


@pytest.fixture(scope="module")
def compared() -> list[Compared]:
    return [compare(seed) for seed in range(CIRCUITS)]


def test_circuits_agree_with_casadi_in_value_and_all_gradients(compared: list[Compared]) -> None:
    faults = [fault for each in compared for fault in each.faults()]
    assert not faults, "\n".join(faults[:20])
    ill = [each.seed for each in compared if any(answer.is_ill_conditioned for answer in each.answers)]
    assert len(ill) <= MOST_ILL_CONDITIONED * len(compared), f"{len(ill)} ill-conditioned circuits: {ill}"


def test_the_circuits_are_many_and_hold_every_operator(compared: list[Compared]) -> None:
    sizes = [len(each.circuit.nodes) for each in compared]
    assert len(sizes) >= 150
    assert min(sizes) >= FEWEST_NODES
    assert max(sizes) <= MOST_NODES
    assert min(sizes) < 10, "no small circuit"
    assert max(sizes) > 50, "no large circuit"
    used = Counter(node.operator for each in compared for node in each.circuit.nodes.values())
    rare = {operator.name: used[operator.name] for operator in COMPUTING if used[operator.name] < 20}
    assert not rare, f"hardly used: {rare}"


def test_every_operator_is_written_in_casadi() -> None:
    assert {*WRITTEN, *CANCELLING} == {operator.name for operator in COMPUTING}


@pytest.mark.parametrize("name", ["silu", "softplus", "cbrt"])
def test_a_wrong_rule_would_be_found(name: str, compared: list[Compared], monkeypatch: pytest.MonkeyPatch) -> None:
    """A slope that is wrong in the eleventh digit is reported."""
    right = WRITTEN[name]
    monkeypatch.setitem(WRITTEN, name, lambda a: right(a) * (1 + 1e-10))
    with_it = [each.seed for each in compared if any(n.operator == name for n in each.circuit.nodes.values())]
    assert any(list(compare(seed).faults()) for seed in with_it[:10])


def test_a_cancelling_circuit_is_known_as_ill_conditioned() -> None:
    nodes = [
        Node.new("input", id="x", value=1 / 3),
        Node.new("shift", id="up", constants=(1e9,)),
        Node.new("shift", id="down", constants=(-1e9,)),
    ]
    circuit = Circuit(Fragment(tuple(nodes), (Wire("x", "up", 0), Wire("up", "down", 0)), "down"))
    value, slope = casadi_answers(circuit)
    assert value.is_ill_conditioned
    assert abs(cg.run(circuit).value - 1 / 3) <= value.bound
    assert not slope.is_ill_conditioned
