"""Arguments to test an operator at, and its truth by mpmath: values and slopes to forty digits."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import mpmath

from circuitgrad.operators import OPERATORS, Operator
from tests.mp_evaluation import exact_slope, exact_value

COMPUTING = [operator for operator in OPERATORS.values() if not operator.is_leaf]
DIGITS = 40
"""Enough to compare a truth of 30 digits with a float64."""
INPUTS_OF_ANY_NUMBER = 3
NUDGE = mpmath.mpf(10) ** -18
"""How far condition numbers move an argument, relatively: nothing near enough to an edge of the domain to cross it."""


class Sample(NamedTuple):
    """An operator at some arguments."""

    operator: Operator
    inputs: tuple[float, ...]
    constants: tuple[float, ...]

    def truth(self) -> Any:
        """The value in mpmath, right to 30 digits."""
        return exact_value(self.operator.name, self.inputs, self.constants)

    def slope(self, port: int) -> Any:
        """∂value/∂input in mpmath, right to 30 digits away from kinks."""
        return exact_slope(self.operator.name, self.inputs, self.constants, port)

    @property
    def found(self) -> float:
        """The operator's own value."""
        return self.operator.value(self.inputs, self.constants)

    @property
    def found_slopes(self) -> Sequence[float]:
        """The operator's own local derivatives."""
        return self.operator.derivatives(self.inputs, self.constants, self.found)

    def __str__(self) -> str:
        return f"{self.operator.name}{self.inputs} with constants {self.constants}"


def samples(operator: Operator, count: int = 200, seed: int = 1) -> Iterator[Sample]:
    """Arguments all over the operator's domain, none within a thousandth of a kink."""
    rng = random.Random(f"{operator.name} {seed}")
    ports = INPUTS_OF_ANY_NUMBER if operator.any_number else len(operator.ports)
    domain = operator.domain * ports if operator.any_number else operator.domain
    made = 0
    while made < count:
        inputs = tuple(rng.uniform(*interval) for interval in domain)
        constants = tuple(rng.uniform(*constant.domain) for constant in operator.constants)
        sample = Sample(operator, inputs, constants)
        if all(abs(kink) > 1e-3 for kink in operator.kink_values(inputs, constants)):
            made += 1
            yield sample


def wide_samples(operator: Operator, count: int = 200, seed: int = 1) -> Iterator[Sample]:
    """Arguments from −700 to 700, tiny ones among them, where the operator is defined, away from kinks.

    An input whose domain is within 0 to 1 is a probability or a target: it stays there. What overflows or
    vanishes is drawn too.
    """
    rng = random.Random(f"{operator.name} wide {seed}")
    ports = INPUTS_OF_ANY_NUMBER if operator.any_number else len(operator.ports)
    domain = operator.domain * ports if operator.any_number else operator.domain
    made = 0
    while made < count:
        inputs = tuple(_wide(rng, *interval) for interval in domain)
        constants = tuple(rng.uniform(*constant.domain) for constant in operator.constants)
        sample = Sample(operator, inputs, constants)
        kinks = operator.kink_values(inputs, constants)
        near = any(abs(kink) <= 1e-9 * max(map(abs, inputs)) for kink in kinks)
        if not near and all(number == number for number in (sample.found, *sample.found_slopes)):
            made += 1
            yield sample


def _wide(rng: random.Random, low: float, high: float) -> float:
    if low >= 0.0 and high <= 1.0:
        return rng.choice([rng.uniform(0.0, 1.0), _power(rng, -18.0, 0.0), 1.0 - _power(rng, -15.0, 0.0)])
    size = rng.choice([rng.uniform(0.0, 700.0), _power(rng, -9.0, math.log10(700.0)), rng.uniform(0.0, 40.0)])
    return size * rng.choice([1.0, -1.0])


def _power(rng: random.Random, low: float, high: float) -> float:
    return math.pow(10.0, rng.uniform(low, high))


def ulps(found: float, truth: Any) -> float:
    """How many units in the last place a number is off; inf where one of them overflows or is undefined and not both.

    Example:
        >>> ulps(1.0 + 2**-52, mpmath.mpf(1))
        1.0
    """
    nearest = float(truth)
    if found == nearest:
        return 0.0 if math.isinf(nearest) else float(abs(mpmath.mpf(found) - truth) / mpmath.mpf(math.ulp(nearest)))
    if not (math.isfinite(found) and math.isfinite(nearest)):
        return math.inf
    return float(abs(mpmath.mpf(found) - truth) / mpmath.mpf(math.ulp(nearest)))


def condition(sample: Sample, port: int | None) -> float:
    """How much the value (port None) or a slope answers to its arguments, relative to relative: the condition number.

    Error in that measure belongs to the arguments and the roundings on the way, not to the rule.
    """
    with mpmath.workdps(50):
        whole = sample.truth() if port is None else sample.slope(port)
        if whole == 0:
            return math.inf
        worst = 0.0
        for place, x in enumerate(sample.inputs):
            moved: list[Any] = list(sample.inputs)
            moved[place] = x * (1 + NUDGE) if x else NUDGE
            other = sample._replace(inputs=tuple(moved))
            after = other.truth() if port is None else other.slope(port)
            worst = max(worst, float(abs((after - whole) / whole) / NUDGE))
        return worst


def allowed_ulps(sample: Sample, port: int | None) -> float:
    """How far a rule may be off: 4 ulp, and 4 more for each unit of the condition number."""
    return 4.0 * (1.0 + condition(sample, port))
