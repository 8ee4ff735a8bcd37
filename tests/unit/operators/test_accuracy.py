"""Every operator's value and local derivatives against forty-digit truth, in units of the last place."""

from __future__ import annotations

import mpmath
import pytest

from circuitgrad.operators import OPERATORS, Operator
from tests.unit.operators.sampling import COMPUTING, DIGITS, Sample, allowed_ulps, samples, ulps, wide_samples

BOUND = 4.0
each_operator = pytest.mark.parametrize("operator", COMPUTING, ids=lambda operator: operator.name)


def assert_near(sample: Sample, found: float, truth: object, port: int | None) -> None:
    """Within 4 ulp, or what the conditioning allows where the arguments' own rounding costs more."""
    off = ulps(found, truth)
    what = "value" if port is None else f"∂/∂input {port + 1}"
    if off > BOUND:
        expected = mpmath.nstr(truth, 20)
        assert off <= allowed_ulps(sample, port), (
            f"{sample}: {what} expected {expected}, found {found!r}, {off:.1f} ulp"
        )


@each_operator
def test_values_and_slopes_over_the_domain(operator: Operator) -> None:
    with mpmath.workdps(DIGITS):
        for sample in samples(operator):
            assert_near(sample, sample.found, sample.truth(), None)
            for port, slope in enumerate(sample.found_slopes):
                assert_near(sample, slope, sample.slope(port), port)


@each_operator
def test_slopes_agree_with_finite_differences_of_the_operators_own_values(operator: Operator) -> None:
    step = 1e-6
    for sample in samples(operator, count=20, seed=2):
        for port, slope in enumerate(sample.found_slopes):
            ends = []
            for sign in (1.0, -1.0):
                moved = list(sample.inputs)
                moved[port] += sign * step
                ends.append(operator.value(moved, sample.constants))
            quotient = (ends[0] - ends[1]) / (2 * step)
            size = 1.0 + abs(slope) + abs(sample.found)
            assert quotient == pytest.approx(slope, abs=2e-5 * size), f"{sample}: ∂/∂input {port + 1}"


WIDE = [-700.0, -300.0, -40.5, -37.0, -20.25, -3.0, -0.5, 1e-9, 0.5, 3.0, 20.25, 36.0, 40.5, 300.0, 700.0]


@pytest.mark.parametrize("name", ["sigmoid", "softplus", "tanh", "elu", "silu", "gelu", "exp", "expm1"])
@pytest.mark.parametrize("x", WIDE)
def test_smooth_functions_hold_far_out(name: str, x: float) -> None:
    operator = OPERATORS[name]
    sample = Sample(operator, (x,), tuple(constant.default for constant in operator.constants))
    with mpmath.workdps(DIGITS):
        for found, truth, what in (
            (sample.found, sample.truth(), "value"),
            (sample.found_slopes[0], sample.slope(0), "slope"),
        ):
            off = ulps(found, truth)
            expected = mpmath.nstr(truth, 20)
            assert off <= BOUND, f"{sample}: {what} expected {expected}, found {found!r}, {off:.1f} ulp"


@each_operator
def test_values_and_slopes_over_a_wide_range(operator: Operator) -> None:
    with mpmath.workdps(DIGITS):
        for sample in wide_samples(operator, count=60):
            assert_near(sample, sample.found, sample.truth(), None)
            for port, slope in enumerate(sample.found_slopes):
                assert_near(sample, slope, sample.slope(port), port)


@pytest.mark.parametrize("p", [1e-300, 1e-9, 0.25, 0.5, 0.75, 1 - 2**-30, 1 - 2**-53])
@pytest.mark.parametrize("target", [0.0, 0.25, 1.0])
def test_cross_entropy_holds_near_0_and_1(p: float, target: float) -> None:
    sample = Sample(OPERATORS["cross_entropy"], (p, target), ())
    with mpmath.workdps(DIGITS):
        assert_near(sample, sample.found, sample.truth(), None)
        assert_near(sample, sample.found_slopes[0], sample.slope(0), 0)


@pytest.mark.parametrize("target", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("z", WIDE)
def test_cross_entropy_from_a_logit_holds_far_out(z: float, target: float) -> None:
    sample = Sample(OPERATORS["cross_entropy_logit"], (z, target), ())
    with mpmath.workdps(700):
        softplus = mpmath.log(1 + mpmath.exp(z))
        sigmoid = 1 / (1 + mpmath.exp(-mpmath.mpf(z)))
        assert_near(sample, sample.found, softplus - target * z, None)
        assert_near(sample, sample.found_slopes[0], sigmoid - target, 0)
        assert sample.found_slopes[1] == -z, sample


@pytest.mark.parametrize(
    "xs",
    [(0.0, -50.0), (700.0, 700.0), (-700.0, -701.0, -702.0), (1000.0, 0.0), (0.0, 0.0, 0.0), (-1e-3, -40.0, -80.0)],
)
def test_logsumexp_holds_far_out(xs: tuple[float, ...]) -> None:
    sample = Sample(OPERATORS["logsumexp"], xs, ())
    with mpmath.workdps(700):
        whole = mpmath.fsum(mpmath.exp(x) for x in xs)
        off = ulps(sample.found, mpmath.log(whole))
        assert off <= BOUND, f"{sample}: expected {mpmath.nstr(mpmath.log(whole), 20)}, found {sample.found!r}"
        for x, slope in zip(xs, sample.found_slopes, strict=True):
            expected = mpmath.exp(x) / whole
            if expected > 1e-300:
                off = ulps(slope, expected)
                assert off <= BOUND, f"{sample}: expected {mpmath.nstr(expected, 20)}, found {slope!r}, {off:.1f} ulp"


@pytest.mark.parametrize("p", [1e-300, 1e-9, 0.5 - 2**-40, 0.5 + 2**-40, 0.7, 0.8, 1 - 2**-30, 1 - 2**-53])
def test_the_slope_toward_the_target_of_cross_entropy_holds_near_0_half_and_1(p: float) -> None:
    sample = Sample(OPERATORS["cross_entropy"], (p, 0.25), ())
    with mpmath.workdps(DIGITS):
        expected = mpmath.log((1 - mpmath.mpf(p)) / p)
        found = sample.found_slopes[1]
        assert ulps(found, expected) <= BOUND, f"{sample}: expected {mpmath.nstr(expected, 20)}, found {found!r}"
