"""Derivatives of what the operators' rules are written with: how a rule itself changes when its inputs move.

An operator declares its local derivatives. Second derivatives need the tangent of those, so the rules are run on
dual numbers, a value with its tangent (Griewank and Walther, Evaluating Derivatives, 2nd ed., section 3.1), whatever
value and tangent are: floats, or the terms of a trace.

`SLOPES` and `CHOICES` are the table of derivatives. Every primitive of `ieee` is in it, and those functions of
`functions` that are arranged for rounding: their branches and corrections are not what should be differentiated
(|x| inside a sigmoid has a corner at 0, the sigmoid has none).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from circuitgrad.operators.functions import density, power_log, power_slope, sech_squared, sigmoid_slope, times
from circuitgrad.operators.ieee import (
    LN2,
    LN10,
    PRIMITIVES,
    TWO_OVER_SQRT_PI,
    cos,
    cosh,
    divide,
    exp,
    log,
    power,
    sin,
    sinh,
    sqrt,
    tanh,
    where,
)
from circuitgrad.operators.rebind import Namespace, namespace_with, rebound

Slope = Callable[..., Any] | None
"""``slope(*operands, y)``: the derivative toward one operand, y being the result; None where it is always 0."""

SLOPES: Final[Mapping[str, tuple[Slope, ...]]] = {
    "divide": (lambda a, b, y: divide(1.0, b), lambda a, b, y: -divide(y, b)),
    "power": (
        lambda a, b, y: power_slope(a, b, y),
        lambda a, b, y: power_log(a, b, y),
    ),
    "exp": (lambda a, y: y,),
    "expm1": (lambda a, y: exp(a),),
    "log": (lambda a, y: divide(1.0, a),),
    "log2": (lambda a, y: divide(1.0, LN2 * a),),
    "log10": (lambda a, y: divide(1.0, LN10 * a),),
    "log1p": (lambda a, y: divide(1.0, 1.0 + a),),
    "sqrt": (lambda a, y: divide(0.5, y),),
    "cbrt": (lambda a, y: divide(1.0, 3.0 * (y * y)),),
    "sin": (lambda a, y: cos(a),),
    "cos": (lambda a, y: -sin(a),),
    "tan": (lambda a, y: 1.0 + y * y,),
    "asin": (lambda a, y: divide(1.0, sqrt((1.0 - a) * (1.0 + a))),),
    "acos": (lambda a, y: -divide(1.0, sqrt((1.0 - a) * (1.0 + a))),),
    "atan": (lambda a, y: divide(1.0, 1.0 + a * a),),
    "sinh": (lambda a, y: cosh(a),),
    "cosh": (lambda a, y: sinh(a),),
    "tanh": (lambda a, y: sech_squared(a),),
    "erfc": (lambda a, y: -TWO_OVER_SQRT_PI * exp(-(a * a)),),
    # At the corner the slope to the right, as `where(x >= 0, …)` in the rules: |x| stands there in smooth functions
    # alone, whose two sides agree.
    "absolute": (lambda a, y: where(a >= 0.0, 1.0, where(a < 0.0, -1.0, a)),),
    "sign": (None,),
    "step": (None,),
    "sigmoid": (lambda a, y: sigmoid_slope(a),),
    "sigmoid_slope": (lambda a, y: -y * tanh(0.5 * a),),
    "sech_squared": (lambda a, y: -2.0 * tanh(a) * y,),
    "phi": (lambda a, y: density(a),),
    "density": (lambda a, y: -times(a, y),),
    "exp_difference": (lambda a, b, y: y, lambda a, b, y: -y),
    # Of b·a^(b−1), the third operand being a^b: it has no say of its own.
    "power_slope": (
        lambda a, b, p, y: times(power_slope(a, b - 1.0, power(a, b - 1.0)), b),
        lambda a, b, p, y: where((a == 0.0) & (b > 1.0), 0.0, power(a, b - 1.0) * (1.0 + times(log(a), b))),
        None,
    ),
    # Of a^b·ln a, the third operand being a^b.
    "power_log": (
        lambda a, b, p, y: where((a == 0.0) & (b > 1.0), 0.0, power(a, b - 1.0) * (1.0 + times(log(a), b))),
        lambda a, b, p, y: where((a == 0.0) & (b > 0.0), 0.0, y * log(a)),
        None,
    ),
    # Of 1/(3·∛a²), the second operand being ∛a.
    "cube_root_slope": (lambda a, r, y: -divide(2.0 * y, 3.0 * a), None),
    "cross_entropy_slope": (
        lambda p, t, y: times(divide(1.0, p * p), t) + times(divide(1.0, (1.0 - p) * (1.0 - p)), 1.0 - t),
        lambda p, t, y: -divide(1.0, p * (1.0 - p)),
    ),
    "negative_logit": (lambda p, y: -divide(1.0, p * (1.0 - p)),),
}
"""For each smooth function its derivative toward each operand."""

CHOICES: Final[Mapping[str, Callable[..., Any]]] = {
    "where": lambda condition, a, b: condition,
    "maximum": lambda a, b: (a >= b) | (a != a),
    "minimum": lambda a, b: (a <= b) | (a != a),
}
"""What gives one of its last two operands: when it is the first of the two. The other's tangent has no say."""


class Dual:
    """A number with how fast it moves. What does not move has no tangent, so it can make nothing NaN.

    Args:
        value: a float or a term.
        tangent: the same, None for what does not move; 0.0 is a movement, though none is left of it.
    """

    __slots__ = ("tangent", "value")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: Any, tangent: Any) -> None:
        self.value = value
        self.tangent = tangent

    def __neg__(self) -> Dual:
        return Dual(-self.value, _scaled(self.tangent, -1.0))

    def __add__(self, other: Any) -> Dual:
        return Dual(self.value + value_of(other), _sum(self.tangent, tangent_of(other)))

    def __radd__(self, other: Any) -> Dual:
        return Dual(other + self.value, self.tangent)

    def __sub__(self, other: Any) -> Dual:
        return Dual(self.value - value_of(other), _sum(self.tangent, _scaled(tangent_of(other), -1.0)))

    def __rsub__(self, other: Any) -> Dual:
        return Dual(other - self.value, _scaled(self.tangent, -1.0))

    def __mul__(self, other: Any) -> Dual:
        a, b = self.value, value_of(other)
        return Dual(a * b, _sum(_scaled(self.tangent, b), _scaled(tangent_of(other), a)))

    def __rmul__(self, other: Any) -> Dual:
        return Dual(other * self.value, _scaled(self.tangent, other))

    def __lt__(self, other: Any) -> Any:
        return self.value < value_of(other)

    def __le__(self, other: Any) -> Any:
        return self.value <= value_of(other)

    def __gt__(self, other: Any) -> Any:
        return self.value > value_of(other)

    def __ge__(self, other: Any) -> Any:
        return self.value >= value_of(other)

    def __eq__(self, other: object) -> Any:
        return self.value == value_of(other)

    def __ne__(self, other: object) -> Any:
        return self.value != value_of(other)


def value_of(number: Any) -> Any:
    """The value of a dual number, or the number itself."""
    return number.value if isinstance(number, Dual) else number


def tangent_of(number: Any) -> Any:
    """How fast a number moves; None where it does not."""
    return number.tangent if isinstance(number, Dual) else None


def _sum(a: Any, b: Any) -> Any:
    if a is None or b is None:
        return b if a is None else a
    return a + b


def _scaled(tangent: Any, factor: Any) -> Any:
    if tangent is None:
        return None
    return -tangent if isinstance(factor, float) and factor == -1.0 else factor * tangent


def dual_namespace(base: Namespace) -> Namespace:
    """What a rule's names mean on dual numbers.

    Args:
        base: what they mean on values and tangents, as `rebind.namespace_with` makes it.

    Example:
        >>> from circuitgrad.operators.ieee import PRIMITIVES
        >>> floats = namespace_with({primitive.__name__: primitive for primitive in PRIMITIVES})
        >>> moved = dual_namespace(floats)["exp"](Dual(0.0, 3.0))
        >>> moved.value, moved.tangent
        (1.0, 3.0)
        >>> dual_namespace(floats)["exp"](0.0).tangent is None
        True
    """
    made = {name: _smooth(name, slopes, base) for name, slopes in SLOPES.items()}
    made.update({name: _choosing(name, chooses, base) for name, chooses in CHOICES.items()})
    primitives = {primitive.__name__ for primitive in PRIMITIVES}
    namespace = namespace_with({name: function for name, function in made.items() if name in primitives})
    namespace.update(made)
    namespace["abs"] = made["absolute"]
    namespace["softmax"] = _softmax(base, namespace)
    return namespace


def _smooth(name: str, slopes: tuple[Slope, ...], base: Namespace) -> Callable[..., Any]:
    rules = [None if slope is None else rebound(slope, base) for slope in slopes]
    function = base[name]

    def on_duals(*operands: Any) -> Dual:
        values = [value_of(operand) for operand in operands]
        y, tangent = function(*values), None
        for rule, moved in zip(rules, map(tangent_of, operands), strict=True):
            if rule is not None and moved is not None:
                tangent = _sum(tangent, _scaled(moved, rule(*values, y)))
        return Dual(y, tangent)

    return on_duals


def _choosing(name: str, chooses: Callable[..., Any], base: Namespace) -> Callable[..., Any]:
    choice, where_, function = rebound(chooses, base), base["where"], base[name]

    def on_duals(*operands: Any) -> Dual:
        values = [value_of(operand) for operand in operands]
        y = function(*values)
        first, second = map(tangent_of, operands[-2:])
        if first is None and second is None:
            return Dual(y, None)
        tangents = (0.0 if tangent is None else tangent for tangent in (first, second))
        return Dual(y, where_(choice(*values), *tangents))

    return on_duals


def _softmax(base: Namespace, duals: Namespace) -> Callable[..., Any]:
    """y·(ẋ − Σ y·ẋ), with ẋ counted from that of the largest: the difference to 1 of a share near 1 stays exact."""

    def on_duals(xs: Sequence[Any]) -> list[Dual]:
        ys = base["softmax"]([value_of(x) for x in xs])
        if all(tangent_of(x) is None for x in xs):
            return [Dual(y, None) for y in ys]
        back = _scaled(tangent_of(duals["largest"](xs)), -1.0)
        tangents = [_sum(tangent_of(x), back) for x in xs]
        mean = None
        for y, tangent in zip(ys, tangents, strict=True):
            mean = _sum(mean, _scaled(tangent, y))
        return [
            Dual(y, _scaled(_sum(tangent, _scaled(mean, -1.0)), y)) for y, tangent in zip(ys, tangents, strict=True)
        ]

    return on_duals
