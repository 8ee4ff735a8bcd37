"""The primitives of `operators.ieee` for compiled code.

Exponential, logarithm and hyperbolic tangent are polynomials without a branch, so that a loop over them becomes
vector instructions: 1 ns where the system's functions take 5 to 10. They hold to 2 ulp, keep NaN, infinities and
signed zeros, and underflow gradually. All others are the system's own functions.

Exponential: Cody and Waite's reduction by ln 2 in two parts, then the Taylor series to the 13th power in Estrin's
order (Muller, Elementary Functions, 3rd ed., chapters 5 and 11). Logarithm: the series in s = f/(2 + f) with the
coefficients of FreeBSD's e_log.c (Sun Microsystems 1993, freely distributable). log(1 + x) adds what rounding took
off 1 + x.
"""

# Numba reads these functions and compiles them: what looks like Python here is arithmetic on machine numbers.
from __future__ import annotations

import math
from typing import Any, Final

_EXACTLY_ROUNDED: Final = {"contract"}
"""What the compiler may do to a polynomial: fuse a product with a sum, nothing else."""

TWO_POWER_52_AND_HALF: Final = 6755399441055744.0
"""1.5 · 2⁵²: adding it rounds to a whole number, which then stands in the lowest bits."""
LOG2_E: Final = 1.4426950408889634
LN2_HIGH: Final = 0.693147180369123816490
LN2_LOW: Final = 1.90821492927058770002e-10
OVERFLOWS: Final = 710.0
UNDERFLOWS: Final = -746.0
_NOTHING_BUT_ONE: Final = 50.0
"""Below minus this exp(x) − 1 is −1."""


def make_primitives() -> dict[str, Any]:
    """Compiled functions by the name of the primitive, and of what they are made of. Imports numba."""
    import numpy as np
    from numba import njit, types
    from numba.extending import intrinsic

    def inlined(function: Any) -> Any:
        return njit(inline="never", error_model="numpy", fastmath=_EXACTLY_ROUNDED)(function)

    @intrinsic  # type: ignore[untyped-decorator]
    def bits_of(_context: Any, _number: Any) -> Any:
        def bitcast(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return builder.bitcast(arguments[0], context.get_value_type(types.int64))

        return types.int64(types.float64), bitcast

    @intrinsic  # type: ignore[untyped-decorator]
    def number_of(_context: Any, _bits: Any) -> Any:
        def bitcast(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return builder.bitcast(arguments[0], context.get_value_type(types.float64))

        return types.float64(types.int64), bitcast

    @inlined
    def reduced(x: float) -> tuple[int, float]:
        """k and e with exp(x) = 2ᵏ·(1 + e)."""
        shifted = x * LOG2_E + TWO_POWER_52_AND_HALF
        whole = shifted - TWO_POWER_52_AND_HALF
        r = (x - whole * LN2_HIGH) - whole * LN2_LOW
        r2 = r * r
        r4 = r2 * r2
        low = (0.5 + 1.6666666666666666e-01 * r) + (4.1666666666666664e-02 + 8.333333333333333e-03 * r) * r2
        middle = (1.3888888888888889e-03 + 1.984126984126984e-04 * r) + (
            2.48015873015873e-05 + 2.7557319223985893e-06 * r
        ) * r2
        high = (2.755731922398589e-07 + 2.505210838544172e-08 * r) + (
            2.08767569878681e-09 + 1.6059043836821613e-10 * r
        ) * r2
        p = (low + middle * r4) + high * (r4 * r4)
        return bits_of(shifted) - bits_of(TWO_POWER_52_AND_HALF), r + r2 * p

    @inlined
    def power_of_two(k: int) -> float:
        result: float = number_of((k + 1023) << 52)
        return result

    @inlined
    def exp(x: float) -> float:
        y = x if x < OVERFLOWS else OVERFLOWS
        y = y if y > UNDERFLOWS else UNDERFLOWS
        k, e = reduced(y)
        half = k >> 1
        result = ((1.0 + e) * power_of_two(half)) * power_of_two(k - half)
        return result if x == x else x

    @inlined
    def expm1(x: float) -> float:
        y = x if x < OVERFLOWS else OVERFLOWS
        y = y if y > -_NOTHING_BUT_ONE else -_NOTHING_BUT_ONE
        k, e = reduced(y)
        half = k >> 1
        one_less = 1.0 - power_of_two(-k if k < 64 else -64)
        result = ((e + one_less) * power_of_two(half)) * power_of_two(k - half)
        return x if (x != x) | (x == 0.0) else result

    @inlined
    def tanh(x: float) -> float:
        size = abs(x)
        doubled = -2.0 * size  # as the derivative has it too, so that both share one exponential
        y = doubled if doubled < OVERFLOWS else OVERFLOWS
        y = y if y > UNDERFLOWS else UNDERFLOWS
        k, e = reduced(y)
        scale = power_of_two(k if k > -64 else -64)
        t = scale * e + (scale - 1.0)  # exp(−2y) − 1
        whole = scale * e + scale
        over = 1.0 - whole if size > 1.0 else -t
        result = over / (1.0 + whole if size > 1.0 else t + 2.0)
        result = math.copysign(result, x)
        return x if (x != x) | (x == 0.0) else result

    @inlined
    def log(x: float) -> float:
        subnormal = x < 2.2250738585072014e-308
        scaled = x * 18014398509481984.0 if subnormal else x
        bits = bits_of(scaled)
        k = ((bits - 4604544269498187776) >> 52) - (54 if subnormal else 0)  # so that the rest is in [√½, √2)
        f = number_of(bits - (((bits - 4604544269498187776) >> 52) << 52)) - 1.0
        s = f / (2.0 + f)
        z = s * s
        w = z * z
        odd = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * (
            1.818357216161805012e-01 + w * 1.479819860511658591e-01)))  # fmt: skip
        even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
        half_square = 0.5 * f * f
        rest = s * (half_square + (odd + even)) + k * LN2_LOW
        result = k * LN2_HIGH - ((half_square - rest) - f)
        result = result if x < math.inf else x  # infinity, and NaN
        result = result if x > 0.0 else (-math.inf if x == 0.0 else math.nan)
        return x if x != x else result

    @inlined
    def log1p(x: float) -> float:
        whole = 1.0 + x
        logarithm = log(whole)
        result = logarithm + (x - (whole - 1.0)) / whole
        result = result if whole != 1.0 else x
        result = result if (whole > 0.0) & (whole < math.inf) else logarithm
        return x if x != x else result

    @inlined
    def sign(x: float) -> float:
        return 1.0 if x > 0.0 else (-1.0 if x < 0.0 else (0.0 if x == 0.0 else x))

    def of_system(name: str) -> Any:
        function = getattr(math, name)

        def call(x: float) -> float:
            result: float = function(x)
            return result

        return inlined(call)

    @inlined
    def power(a: float, b: float) -> float:
        return math.pow(a, b)

    @inlined
    def cbrt(x: float) -> float:
        result: float = np.cbrt(x)
        return result

    @inlined
    def divide(a: float, b: float) -> float:
        return a / b

    @inlined
    def absolute(x: float) -> float:
        return abs(x)

    @inlined
    def maximum(a: float, b: float) -> float:
        return a if (a >= b) | (a != a) else b

    @inlined
    def minimum(a: float, b: float) -> float:
        return a if (a <= b) | (a != a) else b

    @inlined
    def where(condition: bool, a: float, b: float) -> float:
        return a if condition else b

    own = (exp, expm1, tanh, log, log1p, sign, power, cbrt, divide, absolute, maximum, minimum, where)
    systems = ("log2", "log10", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "erfc")
    bits = {"bits_of": bits_of, "number_of": number_of}
    return {function.__name__: function for function in own} | {name: of_system(name) for name in systems} | bits
