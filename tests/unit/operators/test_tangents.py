"""The table of derivatives against mpmath, and rules on dual numbers where naive ones go wrong."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, isnan, nan
from typing import Any, Final

import mpmath
import pytest
from mpmath import mp

from circuitgrad.operators import functions, ieee
from circuitgrad.operators.functions import SHARED
from circuitgrad.operators.ieee import PRIMITIVES
from circuitgrad.operators.rebind import namespace_with
from circuitgrad.operators.tangents import CHOICES, SLOPES, Dual, dual_namespace, tangent_of, value_of

PRIMITIVE_NAMES: Final = {primitive.__name__ for primitive in PRIMITIVES}
SHARED_NAMES: Final = {function.__name__ for function in SHARED}
DUALS: Final = dual_namespace(namespace_with({primitive.__name__: primitive for primitive in PRIMITIVES}))

ALL: Final = (-30.0, -3.0, -0.7, -1e-5, 0.0, 1e-5, 0.4, 2.0, 30.0)
POSITIVE: Final = (1e-5, 0.3, 1.0, 2.5, 40.0)
INSIDE: Final = (-0.95, -0.3, 0.0, 1e-9, 0.6, 0.99)
SHARES: Final = (1e-6, 0.2, 0.5, 0.9, 1.0 - 2.0**-20)

Truth = tuple[Callable[..., Any], tuple[tuple[float, ...], ...]]


def _each(points: tuple[float, ...]) -> tuple[tuple[float, ...], ...]:
    return tuple((point,) for point in points)


def _pairs(first: tuple[float, ...], second: tuple[float, ...]) -> tuple[tuple[float, ...], ...]:
    return tuple((a, b) for a in first for b in second)


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + mp.exp(-x))


TRUTHS: Final[dict[str, Truth]] = {
    "divide": (lambda a, b: a / b, _pairs(ALL, (-2.0, 0.3, 7.0))),
    "power": (mp.power, (*_pairs(POSITIVE, (-2.0, -0.5, 0.0, 0.5, 1.0, 3.0)), (-2.0, 3.0), (-2.0, -1.0))),
    "exp": (mp.exp, _each(ALL)),
    "expm1": (mp.expm1, _each(ALL)),
    "log": (mp.log, _each(POSITIVE)),
    "log2": (lambda a: mp.log(a, 2), _each(POSITIVE)),
    "log10": (mp.log10, _each(POSITIVE)),
    "log1p": (lambda a: mp.log(1 + a), _each((-0.9, *POSITIVE))),
    "sqrt": (mp.sqrt, _each(POSITIVE)),
    "cbrt": (lambda a: mp.sign(a) * mp.cbrt(abs(a)), _each((-3.0, *POSITIVE))),
    "sin": (mp.sin, _each(ALL)),
    "cos": (mp.cos, _each(ALL)),
    "tan": (mp.tan, _each((-1.3, -0.4, 0.0, 1.0))),
    "asin": (mp.asin, _each(INSIDE)),
    "acos": (mp.acos, _each(INSIDE)),
    "atan": (mp.atan, _each(ALL)),
    "sinh": (mp.sinh, _each(ALL)),
    "cosh": (mp.cosh, _each(ALL)),
    "tanh": (mp.tanh, _each(ALL)),
    "erfc": (mp.erfc, _each((-3.0, -0.5, 0.0, 0.5, 3.0))),
    "absolute": (abs, _each((-2.0, -1e-9, 1e-9, 3.0))),
    "sign": (mp.sign, _each((-2.0, 3.0))),
    "step": (lambda a: (1 + mp.sign(a)) / 2, _each((-2.0, 3.0))),
    "sigmoid": (_sigmoid, _each(ALL)),
    "sigmoid_slope": (lambda a: _sigmoid(a) * _sigmoid(-a), _each(ALL)),
    "sech_squared": (lambda a: mp.sech(a) ** 2, _each(ALL)),
    "phi": (mp.ncdf, _each((-6.0, -0.5, 0.0, 0.5, 6.0))),
    "density": (mp.npdf, _each((-6.0, -0.5, 0.0, 0.5, 6.0))),
    "exp_difference": (lambda a, b: mp.exp(a - b), _pairs((-3.0, 0.1), (0.1, 2.0))),
    # The third operand is the power itself, so that the whole derivative is that of b·a^(b−1).
    "power_slope": (
        lambda a, b, p: b * mp.power(a, b - 1),
        tuple((a, b, a**b) for a, b in (*_pairs(POSITIVE, (-2.0, -0.3, 0.0, 0.7, 2.0, 3.0)), (-2.0, 3.0))),
    ),
    "power_log": (
        lambda a, b, p: mp.power(a, b) * mp.log(a),
        tuple((a, b, a**b) for a, b in _pairs(POSITIVE, (-2.0, -0.3, 0.0, 0.7, 2.0, 3.0))),
    ),
    "cube_root_slope": (
        lambda a, r: 1 / (3 * mp.cbrt(abs(a)) ** 2),
        tuple((a, ieee.cbrt(a)) for a in (-3.0, *POSITIVE)),
    ),
    "cross_entropy_slope": (lambda p, t: (p - t) / (p * (1 - p)), _pairs(SHARES, (0.0, 0.3, 1.0))),
    "negative_logit": (lambda p: mp.log((1 - p) / p), _each(SHARES)),
}


def _in_floats(name: str) -> Callable[..., float]:
    function: Callable[..., float] = getattr(ieee if name in PRIMITIVE_NAMES else functions, name)
    return function


def test_the_table_has_every_primitive_and_nothing_unknown() -> None:
    assert PRIMITIVE_NAMES <= set(SLOPES) | set(CHOICES) <= PRIMITIVE_NAMES | SHARED_NAMES
    assert not set(SLOPES) & set(CHOICES)
    assert set(TRUTHS) == set(SLOPES)


OUTPUT_AGAIN: Final = {("power_slope", 2), ("power_log", 2), ("cube_root_slope", 1)}
"""Operands that repeat what the others say; their share is in the derivatives toward those."""


def _has_derivative(name: str, place: int, point: tuple[float, ...]) -> bool:
    is_exponent = name in ("power", "power_slope") and place == 1
    return (name, place) not in OUTPUT_AGAIN and not (is_exponent and point[0] < 0.0)


def _size_of_terms(name: str, point: tuple[float, ...], y: float) -> float:
    """How large the terms are whose sum a derivative is."""
    if name == "power_log":
        return float(point[0] ** (point[1] - 1.0))
    return abs(y) if name == "power_slope" else 0.0


@pytest.mark.parametrize("name", SLOPES)
def test_each_derivative_against_40_digits(name: str) -> None:
    truth, points = TRUTHS[name]
    assert len(SLOPES[name]) == len(points[0])
    for point in points:
        y = _in_floats(name)(*point)
        for place, slope in enumerate(SLOPES[name]):
            if not _has_derivative(name, place, point):
                continue
            found = 0.0 if slope is None else slope(*point, y)
            with mpmath.workdps(60):
                step = mp.mpf(10) ** -20
                above, below = (
                    [mp.mpf(x) + (way * step if at == place else 0) for at, x in enumerate(point)] for way in (1, -1)
                )
                expected = (truth(*above) - truth(*below)) / (2 * step)
                # 1 + b·ln a cancels near a = exp(−1/b): what is left of two terms is as exact as they are.
                size = max(abs(expected), _size_of_terms(name, point, y))
                error = abs(mp.mpf(found) - expected)
            message = f"∂{name}{point} toward {place}: expected {mp.nstr(expected, 20)}, found {found}"
            assert error <= 2e-15 * size + 1e-37, message


def test_what_repeats_the_output_has_no_derivative_of_its_own() -> None:
    assert [SLOPES[name][place] for name, place in OUTPUT_AGAIN] == [None] * len(OUTPUT_AGAIN)


@pytest.mark.parametrize(
    ("name", "place", "point", "y", "expected"),
    [
        ("power", 1, (0.0, 2.0), 0.0, 0.0),
        ("power", 0, (0.0, 0.0), 1.0, 0.0),
        ("power_slope", 0, (0.0, 0.0, 1.0), 0.0, 0.0),
        ("power_slope", 1, (0.0, 2.0, 0.0), 0.0, 0.0),
        ("power_slope", 1, (0.0, 1.0, 0.0), 1.0, -inf),
        ("power_log", 0, (0.0, 2.0, 0.0), 0.0, 0.0),
        ("power_log", 0, (0.0, 1.0, 0.0), 0.0, -inf),
        ("power_log", 1, (0.0, 1.0, 0.0), 0.0, 0.0),
        ("sqrt", 0, (0.0,), 0.0, inf),
        ("log", 0, (0.0,), -inf, inf),
        ("absolute", 0, (0.0,), 0.0, 1.0),
        ("density", 0, (inf,), 0.0, 0.0),
        ("cross_entropy_slope", 0, (0.0, 0.0), 1.0, 1.0),
        ("cross_entropy_slope", 0, (1.0, 1.0), -1.0, 1.0),
    ],
)
def test_edges_of_the_table(name: str, place: int, point: tuple[float, ...], y: float, expected: float) -> None:
    slope = SLOPES[name][place]
    assert slope is not None
    assert slope(*point, y) == expected, f"∂{name}{point} toward {place}: expected {expected}, found {slope(*point, y)}"


@pytest.mark.parametrize(
    ("name", "first_wins", "second_wins"),
    [("where", (True, 2.0, 1.0), (False, 2.0, 1.0)), ("maximum", (2.0, 1.0), (1.0, 2.0)),
     ("minimum", (1.0, 2.0), (2.0, 1.0))],
)  # fmt: skip
@pytest.mark.parametrize("poison", [nan, inf])
def test_a_choice_takes_the_tangent_of_what_it_chose_alone(
    name: str, first_wins: tuple[Any, ...], second_wins: tuple[Any, ...], poison: float
) -> None:
    *condition, a, b = first_wins
    assert DUALS[name](*condition, Dual(a, 3.0), Dual(b, poison)).tangent == 3.0
    assert DUALS[name](*condition, Dual(a, 3.0), b).tangent == 3.0
    assert DUALS[name](*condition, a, Dual(b, poison)).tangent == 0.0
    *condition, a, b = second_wins
    assert DUALS[name](*condition, Dual(a, poison), Dual(b, 5.0)).tangent == 5.0
    assert DUALS[name](*condition, Dual(a, 3.0), b).tangent == 0.0
    assert DUALS[name](*condition, a, b).tangent is None


def test_a_choice_among_nan_keeps_it() -> None:
    for name in ("maximum", "minimum"):
        moved = DUALS[name](Dual(nan, 3.0), Dual(1.0, 5.0))
        assert isnan(moved.value), name
        assert moved.tangent == 3.0, name


def test_what_does_not_move_makes_nothing_undefined() -> None:
    moved = DUALS["power"](Dual(-2.0, 1.0), 3.0)
    assert (moved.value, moved.tangent) == (-8.0, 12.0)
    assert isnan(DUALS["power"](Dual(-2.0, 1.0), Dual(3.0, 0.0)).tangent)
    assert (Dual(2.0, 3.0) * inf).tangent == inf
    assert (Dual(0.0, None) * inf).tangent is None


@pytest.mark.parametrize(
    ("rule", "truth"),
    [
        (lambda x: x + 2.0 * x, lambda x: 3),
        (lambda x: 5.0 - x, lambda x: -1),
        (lambda x: x - 5.0, lambda x: 1),
        (lambda x: -x * x, lambda x: -2 * x),
        (lambda x: x * x * x - (1.0 - x) * x, lambda x: 3 * x * x - 1 + 2 * x),
    ],
)
def test_arithmetic_on_dual_numbers(rule: Callable[[Any], Any], truth: Callable[[float], float]) -> None:
    for x in (-2.0, 0.0, 0.5, 4.0):
        moved = rule(Dual(x, 2.0))
        assert (value_of(moved), tangent_of(moved)) == (rule(x), 2.0 * truth(x)), x


def test_comparisons_ask_the_value() -> None:
    low, high = Dual(1.0, 9.0), Dual(2.0, -9.0)
    assert low < high
    assert low <= high
    assert high > low
    assert high >= low
    assert low == 1.0
    assert low != high
    assert not low > 1.0


@pytest.mark.parametrize("xs", [(0.0, 0.0), (1.0, 3.0, 3.0), (-700.0, 0.0, 700.0), (0.3, 0.3, 0.3), (50.0, 0.0, 1.0)])
def test_softmax_moves_as_diag_p_minus_p_p(xs: tuple[float, ...]) -> None:
    for place in range(len(xs)):
        moved = DUALS["softmax"]([Dual(x, 1.0) if at == place else x for at, x in enumerate(xs)])
        with mpmath.workdps(700):
            weights = [mp.exp(mp.mpf(x) - max(xs)) for x in xs]
            shares = [weight / mp.fsum(weights) for weight in weights]
            for at, share in enumerate(shares):
                others = mp.fsum(other for k, other in enumerate(shares) if k != at)
                expected = share * others if at == place else -share * shares[place]
                found = moved[at].tangent
                assert abs(mp.mpf(found) - expected) <= 1e-15 * abs(expected) + 1e-300, (
                    f"softmax{xs}: ∂p{at}/∂x{place} expected {mp.nstr(expected, 20)}, found {found}"
                )
