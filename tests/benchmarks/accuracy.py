"""How far every operator is from the truth, in units of the last place: ``python -m tests.benchmarks.accuracy``.

Values and local derivatives are compared with mpmath's, right to 30 digits, at numbers drawn from a fixed seed: over
the operator's declared domain away from kinks, and over a wide range, −700 to 700 with small and tiny numbers among
them, wherever the operator is defined. Each rule runs twice: number by number, and over NumPy columns.

The columns of the table:

- ``ulp``: the largest error, in units of the last place of the true number.
- ``÷ cond``: the largest error over 1 + condition number. Where a result answers to its inputs a thousand times as
  strongly as they change (a difference that nearly cancels), the last digit of an input is a thousand ulp of it.
- ``NumPy``: the largest error over columns.
- ``worst at``: the inputs, then the constants, where ``ulp`` was found.

A row above 4 ulp is marked with ``*``, one that stays above 4 after division by the conditioning with ``!``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from circuitgrad.engine.numpy_rules import column_rules
from circuitgrad.operators import Operator
from tests.unit.operators.sampling import COMPUTING, Sample, condition, samples, ulps, wide_samples

BOUND: Final = 4.0
SAMPLES: Final = 150


@dataclass(frozen=True, slots=True)
class Row:
    """The worst of one value or local derivative over one range.

    Args:
        operator: the operator's name.
        what: "value" or "∂1", "∂2" … for the local derivatives.
        span: "domain" or "wide".
        ulp: the largest error.
        conditioned: the largest error over 1 + condition number.
        numpy: the largest error over NumPy columns.
        worst: where the largest error was found.
    """

    operator: str
    what: str
    span: str
    ulp: float
    conditioned: float
    numpy: float
    worst: Sample

    @property
    def mark(self) -> str:
        """Whether the row is over the bound: "*" for the error itself, "!" also after conditioning."""
        if max(self.ulp, self.numpy) <= BOUND:
            return " "
        return "!" if self.conditioned > BOUND else "*"

    def __str__(self) -> str:
        numbers = "  ".join(f"{number:>9.2f}" for number in (self.ulp, self.conditioned, self.numpy))
        place = ", ".join(f"{x!r}" for x in (*self.worst.inputs, *self.worst.constants))
        return f"{self.mark} {self.operator:<20}{self.what:<7}{self.span:<8}{numbers}   {place}"


def rows(operator: Operator, count: int) -> Iterator[Row]:
    """The worst of this operator's value and of each local derivative, over its domain and over the wide range."""
    for span, drawn in (("domain", list(samples(operator, count))), ("wide", list(wide_samples(operator, count)))):
        columns = numpy_results(operator, drawn)
        for place, column in enumerate(columns):
            yield _row(operator, span, drawn, place - 1 if place else None, column)


def numpy_results(operator: Operator, drawn: Sequence[Sample]) -> list[Any]:
    """The value, then each local derivative, of all samples at once over NumPy columns."""
    rules = column_rules(operator)
    inputs = [np.array(column) for column in zip(*(sample.inputs for sample in drawn), strict=True)]
    constants: Any = [np.array(column) for column in zip(*(sample.constants for sample in drawn), strict=True)]
    with np.errstate(all="ignore"):
        value = rules.forward(inputs, constants)
        slopes = rules.local_derivatives(inputs, constants, value)
    return [np.broadcast_to(column, len(drawn)) for column in (value, *slopes)]


def _row(operator: Operator, span: str, drawn: Sequence[Sample], port: int | None, column: Any) -> Row:
    worst, worst_error, conditioned, worst_numpy = drawn[0], 0.0, 0.0, 0.0
    for sample, in_column in zip(drawn, column, strict=True):
        truth = sample.truth() if port is None else sample.slope(port)
        error = ulps(sample.found if port is None else sample.found_slopes[port], truth)
        numpy_error = ulps(float(in_column), truth)
        if error > worst_error:
            worst, worst_error = sample, error
        worst_numpy = max(worst_numpy, numpy_error)
        if (either := max(error, numpy_error)) > conditioned:
            conditioned = max(conditioned, either / (1.0 + condition(sample, port)))
    what = "value" if port is None else f"∂{port + 1}"
    return Row(operator.name, what, span, worst_error, conditioned, worst_numpy, worst)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table and a summary line; 1 if a row is over the bound even after conditioning, else 0."""
    parser = argparse.ArgumentParser(description="Worst errors of all operators, in units of the last place.")
    parser.add_argument("--samples", type=int, default=SAMPLES, help="points a row (default: %(default)s)")
    parser.add_argument("--only", nargs="*", default=[], help="names of operators; all if none are given")
    options = parser.parse_args(arguments)
    start = time.perf_counter()
    heads = "  ".join(f"{head:>9}" for head in ("ulp", "÷ cond", "NumPy"))
    print(f"  {'operator':<20}{'what':<7}{'range':<8}{heads}   worst at")
    found: list[Row] = []
    for operator in COMPUTING:
        if options.only and operator.name not in options.only:
            continue
        for row in rows(operator, options.samples):
            print(row, flush=True)
            found.append(row)
    print(summary(found, options.samples, time.perf_counter() - start))
    return 1 if any(row.mark == "!" for row in found) else 0


def summary(found: Sequence[Row], count: int, seconds: float) -> str:
    """One line: how many rows, how many over the bound, raw and after conditioning."""
    over = [row for row in found if row.mark != " "]
    inside = sum(row.span == "domain" for row in over)
    still = sum(row.mark == "!" for row in over)
    return (
        f"{len(found)} rows of {count} points: {len(over)} over {BOUND:g} ulp ({inside} within the domain), "
        f"{still} of them also after conditioning; {seconds:.0f} s"
    )


if __name__ == "__main__":
    raise SystemExit(main())
