"""Arguments to test an operator at, and its truth by mpmath: values and slopes to forty digits."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import mpmath
from mpmath import mp

from circuitgrad.operators import OPERATORS, Operator
from tests.mp_evaluation import FUNCTIONS

COMPUTING = [operator for operator in OPERATORS.values() if not operator.is_leaf]
DIGITS = 40
STEP = mpmath.mpf(10) ** -15
INPUTS_OF_ANY_NUMBER = 3


class Sample(NamedTuple):
    """An operator at some arguments."""

    operator: Operator
    inputs: tuple[float, ...]
    constants: tuple[float, ...]

    def truth(self) -> Any:
        """The value in mpmath."""
        return self._at([mpmath.mpf(x) for x in self.inputs])

    def slope(self, port: int) -> Any:
        """∂value/∂input in mpmath, by central differences whose error is far below float64's."""
        ends = []
        for sign in (1, -1):
            moved = [mpmath.mpf(x) for x in self.inputs]
            moved[port] += sign * STEP
            ends.append(self._at(moved))
        return (ends[0] - ends[1]) / (2 * STEP)

    def _at(self, inputs: Sequence[Any]) -> Any:
        return FUNCTIONS[self.operator.name](*inputs, *(mpmath.mpf(constant) for constant in self.constants))

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


def ulps(found: float, truth: Any) -> float:
    """How many units in the last place a number is off."""
    exact = mp.re(truth)
    if exact == 0:
        return 0.0 if found == 0.0 else math.inf
    return float(abs(mpmath.mpf(found) - exact) / mpmath.mpf(math.ulp(float(exact))))


def condition(sample: Sample, port: int | None) -> float:
    """How much the value (port None) or a slope answers to its arguments, relative to relative: the condition number.

    Error in that measure belongs to the arguments and the roundings on the way, not to the rule.
    """
    f = sample.truth if port is None else lambda: sample.slope(port)
    whole = f()
    if whole == 0:
        return math.inf
    worst = 0.0
    for place, x in enumerate(sample.inputs):
        moved = list(sample.inputs)
        moved[place] = x * (1 + 1e-7) if x else 1e-7
        other = Sample(sample.operator, tuple(moved), sample.constants)
        after = other.truth() if port is None else other.slope(port)
        worst = max(worst, float(abs((after - whole) / whole)) / 1e-7)
    return worst


def allowed_ulps(sample: Sample, port: int | None) -> float:
    """How far a rule may be off: 4 ulp, and 4 more for each unit of the condition number."""
    return 4.0 * (1.0 + condition(sample, port))
