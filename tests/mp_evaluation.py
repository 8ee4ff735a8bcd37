"""Circuits evaluated by mpmath, to as many digits as wanted: an oracle that shares no rule with the product."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import mpmath
from mpmath import mp

from circuitgrad.circuit import Circuit

Number = Any
"""An mpmath real."""


def _sigmoid(x: Number) -> Number:
    return 1 / (1 + mp.exp(-x))


def _huber(a: Number, b: Number, delta: Number) -> Number:
    error = abs(a - b)
    return error**2 / 2 if error <= delta else delta * (error - delta / 2)


def _cross_entropy(p: Number, target: Number) -> Number:
    return -(target * mp.log(p) + (1 - target) * mp.log(1 - p))


FUNCTIONS: Final[Mapping[str, Callable[..., Number]]] = {
    "add": lambda *xs: mp.fsum(xs),
    "subtract": lambda a, b: a - b,
    "mul": lambda *xs: mp.fprod(xs),
    "divide": lambda a, b: a / b,
    "negate": lambda a: -a,
    "reciprocal": lambda a: 1 / a,
    "scale": lambda a, k: k * a,
    "shift": lambda a, k: a + k,
    "power": lambda a, b: mp.power(a, b),
    "power_n": lambda a, n: mp.power(a, n),
    "square": lambda a: a**2,
    "sqrt": mp.sqrt,
    "cbrt": lambda a: mp.sign(a) * mp.cbrt(abs(a)),
    "abs": abs,
    "exp": mp.exp,
    "log": mp.log,
    "log2": lambda a: mp.log(a, 2),
    "log10": mp.log10,
    "log1p": lambda a: mp.log(1 + a),
    "expm1": lambda a: mp.exp(a) - 1,
    "sin": mp.sin,
    "cos": mp.cos,
    "tan": mp.tan,
    "asin": mp.asin,
    "acos": mp.acos,
    "atan": mp.atan,
    "sinh": mp.sinh,
    "cosh": mp.cosh,
    "tanh": mp.tanh,
    "sigmoid": _sigmoid,
    "softplus": lambda a: mp.log(1 + mp.exp(a)),
    "silu": lambda a: a * _sigmoid(a),
    "gelu": lambda a: a * (1 + mp.erf(a / mp.sqrt(2))) / 2,
    "relu": lambda a: a if a > 0 else mp.mpf(0),
    "max": max,
    "min": min,
    "identity": lambda a: a,
    "mean": lambda *xs: mp.fsum(xs) / len(xs),
    "logsumexp": lambda *xs: mp.log(mp.fsum(map(mp.exp, xs))),
    "leaky_relu": lambda a, slope: a if a > 0 else slope * a,
    "elu": lambda a, alpha: a if a > 0 else alpha * mp.expm1(a),
    "clip": lambda a, low, high: min(max(a, low), high),
    "squared_error": lambda a, t: (a - t) ** 2 / 2,
    "absolute_error": lambda a, t: abs(a - t),
    "huber": _huber,
    "hinge": lambda a, t: max(1 - a * t, mp.mpf(0)),
    "cross_entropy": _cross_entropy,
    "cross_entropy_logit": lambda z, t: _cross_entropy(_sigmoid(z), t),
}
"""What each operator computes, inputs first, then its constants; an operator that is not here is not sampled."""


LEVELS: Final = (50, 150, 500, 1500)
"""Digits to work with, one after the other, until two of them say the same."""
AGREED: Final = 30
"""So many digits of what `exact_value` and `exact_slope` give are right."""


def exact_value(name: str, inputs: Sequence[float], constants: Sequence[float] = ()) -> Number:
    """What this operator gives for these float64 numbers, right to 30 digits however much cancels on the way."""
    return _settled(lambda: _apply(name, [mp.mpf(x) for x in inputs], constants))


def exact_slope(name: str, inputs: Sequence[float], constants: Sequence[float], port: int) -> Number:
    """∂value/∂input there, right to 30 digits, by central differences away from kinks.

    The step is relative to the input and shrinks with the digits worked with, so truncation and cancellation do too.
    """

    def difference() -> Number:
        step = mp.mpf(10) ** (-mp.dps // 3) * (abs(mp.mpf(inputs[port])) or 1)
        ends = []
        for way in (1, -1):
            moved = [mp.mpf(x) for x in inputs]
            moved[port] += way * step
            ends.append(_apply(name, moved, constants))
        return (ends[0] - ends[1]) / (2 * step)

    return _settled(difference)


def _apply(name: str, inputs: Sequence[Number], constants: Sequence[float]) -> Number:
    return FUNCTIONS[name](*inputs, *(mp.mpf(constant) for constant in constants))


def _settled(compute: Callable[[], Number]) -> Number:
    """The result on which two levels agree; 0 is believed only at the last, where nothing is too small to be seen."""
    before = None
    for digits in LEVELS:
        with mpmath.workdps(digits):
            found = mp.mpf(compute())
            if before and found and abs(found - before) <= abs(found) * mp.mpf(10) ** -AGREED:
                return found
            before = found
    return before


def value_of(circuit: Circuit, objective: str, leaves: Mapping[str, Number]) -> Number:
    """The objective's value with these numbers at the leaves, in mpmath's working precision."""
    values: dict[str, Number] = {}
    for id in circuit.order():
        node = circuit.node(id)
        if node.is_leaf:
            values[id] = leaves[id]
            continue
        inputs = [values[wire.source] for wire in circuit.incoming(id)]
        if node.bypassed:
            values[id] = inputs[0]
            continue
        values[id] = FUNCTIONS[node.operator](*inputs, *map(mp.mpf, node.constants))
    return values[objective]


def central_difference(circuit: Circuit, objective: str, leaf: str, digits: int = 60) -> Number:
    """∂objective/∂leaf by a central difference, right to far more digits than float64 has.

    With 60 digits and a step of 1e-20 both the truncation (step²) and the cancellation are near 1e-40.
    """
    with mpmath.workdps(digits):
        step = mp.mpf(10) ** -20
        leaves = {node.id: mp.mpf(node.value) for node in circuit.nodes.values() if node.is_leaf}
        above, below = ({**leaves, leaf: leaves[leaf] + way * step} for way in (1, -1))
        return (value_of(circuit, objective, above) - value_of(circuit, objective, below)) / (2 * step)
