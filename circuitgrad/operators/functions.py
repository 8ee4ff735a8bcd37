"""What several rules share, written with the primitives of `ieee` and plain arithmetic only.

Every function here must also run on NumPy columns (see `operators.rebind`): no ``if`` on a number, no
``and``/``or``, no ``/`` and no ``**`` on numbers that may be zero or negative; `where` and `divide` instead.
Sequences of inputs (``xs``) are never empty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from circuitgrad.operators.ieee import (
    INF,
    SPLITTER,
    SQRT_2PI,
    SQRT_HALF,
    SQRT_HALF_REST,
    TWO_OVER_SQRT_PI,
    divide,
    erfc,
    exp,
    log,
    log1p,
    maximum,
    minimum,
    power,
    where,
)


def total(xs: Sequence[float]) -> float:
    """The sum, from left to right."""
    result = xs[0]
    for x in xs[1:]:
        result = result + x
    return result


def product(xs: Sequence[float]) -> float:
    """The product, from left to right."""
    result = xs[0]
    for x in xs[1:]:
        result = result * x
    return result


def products_of_others(xs: Sequence[float]) -> Sequence[float]:
    """For each place the product of all the others: never divides, so zeros are no trouble.

    Example:
        >>> products_of_others([2.0, 0.0, 5.0])
        [0.0, 10.0, 0.0]
    """
    count = len(xs)
    if count == 2:
        return [xs[1], xs[0]]
    behind = [1.0] * count
    for place in range(count - 2, -1, -1):
        behind[place] = behind[place + 1] * xs[place + 1]
    before = 1.0
    result = []
    for place in range(count):
        result.append(before * behind[place])
        before = before * xs[place]
    return result


def largest(xs: Sequence[float]) -> float:
    """The largest; NaN if any is NaN."""
    result = xs[0]
    for x in xs[1:]:
        result = maximum(result, x)
    return result


def smallest(xs: Sequence[float]) -> float:
    """The smallest; NaN if any is NaN."""
    result = xs[0]
    for x in xs[1:]:
        result = minimum(result, x)
    return result


def tie_shares(xs: Sequence[float], chosen: float) -> Sequence[float]:
    """One, shared equally among the places that equal the chosen number; NaN everywhere for NaN.

    Example:
        >>> tie_shares([1.0, 3.0, 3.0], 3.0)
        [0.0, 0.5, 0.5]
    """
    hits = [where(x == chosen, 1.0, 0.0) for x in xs]
    share = divide(1.0, total(hits))
    return [hit * share for hit in hits]


def gap_below_largest(xs: Sequence[float]) -> float:
    """How far the second largest is below the largest: 0 where they tie, inf for one number.

    Example:
        >>> gap_below_largest([1.0, 4.0, 3.5]), gap_below_largest([2.0])
        (0.5, inf)
    """
    top, second = xs[0], -INF
    for x in xs[1:]:
        second = maximum(second, minimum(top, x))
        top = maximum(top, x)
    return top - second


def gap_above_smallest(xs: Sequence[float]) -> float:
    """How far the second smallest is above the smallest: 0 where they tie, inf for one number."""
    return gap_below_largest([-x for x in xs])


def mean(xs: Sequence[float]) -> float:
    """The sum over the count."""
    return divide(total(xs), float(len(xs)))


def shares(xs: Sequence[float]) -> Sequence[float]:
    """An equal part of one for each place."""
    return [divide(1.0, float(len(xs)))] * len(xs)


def step(x: float) -> float:
    """1 above 0, else 0; NaN for NaN."""
    return where(x > 0.0, 1.0, where(x == x, 0.0, x))


def times(a: float, b: float) -> float:
    """a·b, and 0 where b is 0 even if a is infinite: for products whose second factor wins in the limit."""
    return where(b == 0.0, 0.0, a * b)


def sigmoid(x: float) -> float:
    """1 / (1 + exp(−x)) to a few ulp from −745 to 745: the side that cannot overflow is used."""
    small = exp(-abs(x))
    return divide(where(x >= 0.0, 1.0, small), 1.0 + small)


def sigmoid_slope(x: float) -> float:
    """σ(x)·σ(−x), without the cancellation of 1 − σ(x)."""
    small = exp(-abs(x))
    return divide(small, (1.0 + small) * (1.0 + small))


def sech_squared(x: float) -> float:
    """1 − tanh²(x) = 4·e^(−2|x|) / (1 + e^(−2|x|))², without cancellation."""
    small = exp(-2.0 * abs(x))
    return divide(4.0 * small, (1.0 + small) * (1.0 + small))


def softplus(x: float) -> float:
    """log(1 + exp(x)) without overflow or cancellation: max(x, 0) + log1p(exp(−|x|))."""
    return maximum(x, 0.0) + log1p(exp(-abs(x)))


def product_error(a: float, b: float) -> float:
    """a·b − float(a·b), exactly (Dekker 1971); 0 where a number is too large for it.

    Example:
        >>> product_error(1.0 + 2.0**-30, 1.0 + 2.0**-30) == 2.0**-60
        True
    """
    a_high = a * SPLITTER - (a * SPLITTER - a)
    b_high = b * SPLITTER - (b * SPLITTER - b)
    a_low, b_low = a - a_high, b - b_high
    error = a_low * b_low - (((a * b - a_high * b_high) - a_low * b_high) - a_high * b_low)
    return where(error == error, error, 0.0)


def phi(x: float) -> float:
    """The normal distribution function Φ(x) to a few ulp in both tails.

    −x·√½ is rounded, and far out erfc is so steep that this would cost hundreds of ulp: one step of Taylor's series
    puts back what was lost, the digits of √½ beyond float64 included.
    """
    z = -x * SQRT_HALF
    lost = product_error(-x, SQRT_HALF) - x * SQRT_HALF_REST
    return 0.5 * (erfc(z) - TWO_OVER_SQRT_PI * times(lost, exp(-(z * z))))


def density(x: float) -> float:
    """The normal density φ(x) to a few ulp, what rounding took off x² put back."""
    whole = exp(-0.5 * (x * x))
    return divide(whole - times(0.5 * product_error(x, x), whole), SQRT_2PI)


def log_sum_exp(xs: Sequence[float]) -> float:
    """log Σ exp(x): the largest plus log1p of the rest (Blanchard, Higham and Higham 2021, eq. 4.2).

    Example:
        >>> log_sum_exp([0.0, -50.0]) == exp(-50.0), log_sum_exp([1000.0, 1000.0]) == 1000.0 + log(2.0)
        (True, True)
    """
    top = largest(xs)
    tied = total([where(x == top, 1.0, 0.0) for x in xs])
    below = total([where(x < top, exp(x - top), 0.0) for x in xs])
    return top + log1p(below + (tied - 1.0))


def exp_difference(a: float, b: float) -> float:
    """exp(a − b), with what rounding took off a − b put back (Knuth's TwoSum): a few ulp however large a − b is."""
    difference = a - b
    turned = difference - a
    lost = (a - (difference - turned)) - (b + turned)
    whole = exp(difference)
    return where(lost == lost, whole + whole * lost, whole)


def softmax(xs: Sequence[float]) -> Sequence[float]:
    """exp(x) / Σ exp(x), shifted by the largest so that nothing overflows.

    Among infinities the largest share equally, as their limit along equal inputs does.

    Example:
        >>> softmax([INF, 0.0]), softmax([-INF, -INF])
        ([1.0, 0.0], [0.5, 0.5])
    """
    top = largest(xs)
    weights = [where(x == top, 1.0, exp_difference(x, top)) for x in xs]
    whole = total(weights)
    return [divide(weight, whole) for weight in weights]


def power_slope(a: float, b: float, y: float) -> float:
    """b·a^(b−1), where y is a^b.

    Where b − 1 is rounded, b·y/a is nearer to the truth, unless y has overflowed or all but vanished.

    Example:
        >>> power_slope(-2.0, 3.0, -8.0), power_slope(0.0, 1.0, 0.0), power_slope(0.0, 0.0, 1.0)
        (12.0, 1.0, 0.0)
    """
    less = b - 1.0
    turned = less - b
    is_rounded = (b - (less - turned)) - (1.0 + turned) != 0.0
    by_output = is_rounded & (abs(y) > 1e-290) & (abs(y) < 1e290)
    return where(b == 0.0, 0.0, where(by_output, divide(b * y, a), b * power(a, less)))


def power_log(a: float, b: float, y: float) -> float:
    """a^b·ln a, where y is a^b; for a = 0 the limit where there is one.

    Example:
        >>> power_log(1.0, 3.0, 1.0), power_log(0.0, 2.0, 0.0)
        (0.0, 0.0)
    """
    return where((a == 0.0) & (b > 0.0), 0.0, y * log(a))


def cube_root_slope(a: float, y: float) -> float:
    """1/(3·y²), where y is the cube root of a: as y/a/3, which takes the error of y once instead of twice."""
    return where((a == 0.0) | (abs(a) == INF), divide(1.0, 3.0 * (y * y)), divide(divide(y, a), 3.0))


def weighted_log(weight: float, logarithm: float) -> float:
    """weight·logarithm, 0 where the weight is 0: the limit of t·ln p for t = 0."""
    return where((weight == 0.0) & (logarithm == logarithm), 0.0, weight * logarithm)


def cross_entropy_slope(p: float, t: float) -> float:
    """(p − t) / (p·(1 − p)); for the targets 0 and 1 also where p is 0 or 1."""
    between = divide(p - t, p * (1.0 - p))
    return where(t == 0.0, divide(1.0, 1.0 - p), where(t == 1.0, -divide(1.0, p), between))


def negative_logit(p: float) -> float:
    """ln((1 − p)/p), without cancellation near ½ and near 1."""
    return where(p < 0.75, log1p(divide(1.0 - 2.0 * p, p)), log1p(-p) - log(p))


def logit_loss(z: float, t: float) -> float:
    """softplus(z) − t·z, arranged so that nothing cancels: exact for t = 1 and large z, where it is exp(−z)."""
    return where(z >= 0.0, times(z, 1.0 - t), times(z, -t)) + log1p(exp(-abs(z)))


SHARED: Final[tuple[Callable[..., object], ...]] = (
    total, product, products_of_others, largest, smallest, tie_shares, gap_below_largest,
    gap_above_smallest, mean, shares, step, times, sigmoid,
    sigmoid_slope, sech_squared, softplus, product_error, phi, density, log_sum_exp, exp_difference, softmax,
    power_slope, power_log, cube_root_slope, weighted_log, cross_entropy_slope, negative_logit, logit_loss,
)  # fmt: skip
