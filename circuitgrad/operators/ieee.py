"""float64 functions that never raise: domain errors give NaN, poles and overflow give infinities.

Python's ``math`` raises where IEEE 754 has an answer. The rules of the operators are written with
these names only, so that another engine can run the same rules with its own functions of these names
(NumPy's for columns, a compiler's for speed): `PRIMITIVES` is the list of names to provide.
"""

from __future__ import annotations

import math
from typing import Any, Final

INF: Final = math.inf
NAN: Final = math.nan
PI: Final = math.pi
LN2: Final = math.log(2.0)
LN10: Final = math.log(10.0)
SQRT_HALF: Final = math.sqrt(0.5)
SQRT_HALF_REST: Final = -4.833646656726457e-17
"""√½ − SQRT_HALF."""
SQRT_2PI: Final = math.sqrt(2.0 * math.pi)
TWO_OVER_SQRT_PI: Final = 2.0 / math.sqrt(math.pi)
SPLITTER: Final = 2.0**27 + 1.0
"""Splits a float64 into two halves whose products are exact (Dekker 1971)."""


def divide(a: float, b: float) -> float:
    """a / b, with ±inf for a nonzero number over zero and NaN for 0/0.

    Example:
        >>> divide(1.0, 0.0), divide(-1.0, 0.0), divide(1.0, -0.0)
        (inf, -inf, -inf)
    """
    try:
        return a / b
    except ZeroDivisionError:
        return NAN if a == 0.0 or a != a else math.copysign(INF, a) * math.copysign(1.0, b)


def power(a: float, b: float) -> float:
    """a to the power of b as C's ``pow`` has it (IEEE 754-2008, 9.2.1).

    Example:
        >>> power(0.0, -1.0), power(-8.0, 1 / 3), power(10.0, 400.0)
        (inf, nan, inf)
    """
    try:
        return math.pow(a, b)
    except OverflowError:
        return -INF if a < 0.0 and b % 2.0 == 1.0 else INF
    except ValueError:
        if a != 0.0:
            return NAN
        return math.copysign(INF, a) if b % 2.0 == 1.0 else INF


def exp(x: float) -> float:
    """e to the x; inf on overflow."""
    try:
        return math.exp(x)
    except OverflowError:
        return INF


def expm1(x: float) -> float:
    """exp(x) − 1 without cancellation near 0; inf on overflow."""
    try:
        return math.expm1(x)
    except OverflowError:
        return INF


def log(x: float) -> float:
    """The natural logarithm; −inf at 0, NaN below."""
    return math.log(x) if x > 0.0 else _outside_log(x)


def log2(x: float) -> float:
    """The logarithm to base 2; −inf at 0, NaN below."""
    return math.log2(x) if x > 0.0 else _outside_log(x)


def log10(x: float) -> float:
    """The logarithm to base 10; −inf at 0, NaN below."""
    return math.log10(x) if x > 0.0 else _outside_log(x)


def log1p(x: float) -> float:
    """log(1 + x) without cancellation near 0; −inf at −1, NaN below."""
    return math.log1p(x) if x > -1.0 else _outside_log(1.0 + x)


def _outside_log(x: float) -> float:
    return -INF if x == 0.0 else NAN


def sqrt(x: float) -> float:
    """The square root; NaN below 0."""
    return math.sqrt(x) if x >= 0.0 else NAN


def cbrt(x: float) -> float:
    """The real cube root, of negative numbers too."""
    return math.cbrt(x)


def sin(x: float) -> float:
    """The sine; NaN at ±inf."""
    return math.sin(x) if math.isfinite(x) else NAN


def cos(x: float) -> float:
    """The cosine; NaN at ±inf."""
    return math.cos(x) if math.isfinite(x) else NAN


def tan(x: float) -> float:
    """The tangent; NaN at ±inf."""
    return math.tan(x) if math.isfinite(x) else NAN


def asin(x: float) -> float:
    """The arc sine; NaN outside [−1, 1]."""
    return math.asin(x) if -1.0 <= x <= 1.0 else NAN


def acos(x: float) -> float:
    """The arc cosine; NaN outside [−1, 1]."""
    return math.acos(x) if -1.0 <= x <= 1.0 else NAN


def atan(x: float) -> float:
    """The arc tangent."""
    return math.atan(x)


def sinh(x: float) -> float:
    """The hyperbolic sine; ±inf on overflow."""
    try:
        return math.sinh(x)
    except OverflowError:
        return math.copysign(INF, x)


def cosh(x: float) -> float:
    """The hyperbolic cosine; inf on overflow."""
    try:
        return math.cosh(x)
    except OverflowError:
        return INF


def tanh(x: float) -> float:
    """The hyperbolic tangent."""
    return math.tanh(x)


def erfc(x: float) -> float:
    """The complementary error function 1 − erf(x), exact in the far tail."""
    return math.erfc(x)


def absolute(x: float) -> float:
    """|x|."""
    return abs(x)


def sign(x: float) -> float:
    """−1, 0 or 1; NaN for NaN."""
    if x > 0.0:
        return 1.0
    if x < 0.0:
        return -1.0
    return 0.0 if x == 0.0 else NAN


def maximum(a: float, b: float) -> float:
    """The larger one; NaN if either is NaN."""
    if a != a:
        return a
    return a if a >= b else b


def minimum(a: float, b: float) -> float:
    """The smaller one; NaN if either is NaN."""
    if a != a:
        return a
    return a if a <= b else b


def where(condition: Any, a: float, b: float) -> float:
    """a if the condition holds, else b. Both are computed, so neither may raise."""
    return a if condition else b


PRIMITIVES: Final = (
    divide, power, exp, expm1, log, log2, log10, log1p, sqrt, cbrt, sin, cos, tan, asin, acos, atan,
    sinh, cosh, tanh, erfc, absolute, sign, maximum, minimum, where,
)  # fmt: skip
CONSTANTS: Final = {
    "INF": INF, "NAN": NAN, "PI": PI, "LN2": LN2, "LN10": LN10, "SQRT_HALF": SQRT_HALF, "SQRT_2PI": SQRT_2PI,
    "SQRT_HALF_REST": SQRT_HALF_REST, "TWO_OVER_SQRT_PI": TWO_OVER_SQRT_PI, "SPLITTER": SPLITTER,
}  # fmt: skip
