"""Intervals as people type them on a command line: ``w0=-5:5``, or with a number of points ``w0=-5:5:201``."""

from __future__ import annotations

from typing import Final, NamedTuple

from circuitgrad.errors import ValueProblem
from circuitgrad.formats.numbers import plain_number, read_number

_FEWEST: Final = 2
_ENDS, _WITH_COUNT = 2, 3


class Interval(NamedTuple):
    """From where to where something goes, and in how many points.

    Args:
        label: what people call the input.
        low: the lower end; it may be −∞.
        high: the upper end, above it; it may be ∞.
        points: how many points, 2 or more, both ends included; None where nobody said.
    """

    label: str
    low: float
    high: float
    points: int | None = None


def read_interval(text: str) -> Interval:
    """The label, the ends and the number of points of ``w0=-5:5:201``.

    Args:
        text: true minus, decimal comma, exponents and ∞ are welcome, as in `read_number`.

    Raises:
        ValueProblem: it has another form, an end is no number, the ends are the wrong way round, or there are fewer
            than two points.

    Example:
        >>> read_interval("w0=−5:5e-1:201")
        Interval(label='w0', low=-5.0, high=0.5, points=201)
        >>> read_interval("x=0:inf")
        Interval(label='x', low=0.0, high=inf, points=None)
    """
    label, equals, rest = text.partition("=")
    label, parts = label.strip(), rest.split(":")
    if not equals or not label or len(parts) not in (_ENDS, _WITH_COUNT):
        raise ValueProblem("“{text}” is no interval: write one such as w0=-5:5, or w0=-5:5:201.", text=text)
    low, high = _end(label, parts[0]), _end(label, parts[1])
    if not low < high:
        template = "The interval of “{label}” is the wrong way round: {low} is not below {high}."
        raise ValueProblem(template, label=label, low=plain_number(low), high=plain_number(high))
    return Interval(label, low, high, _count(label, parts[2]) if len(parts) == _WITH_COUNT else None)


def _end(label: str, text: str) -> float:
    try:
        return read_number(text)
    except ValueError:
        template = "The interval of “{label}” has the end “{text}”, which is no number: write it as {label}=-5:5."
        raise ValueProblem(template, label=label, text=text.strip()) from None


def _count(label: str, text: str) -> int:
    try:
        count = int(text)
    except ValueError:
        count = 0
    if count < _FEWEST:
        template = "The interval of “{label}” has “{text}” points: ask for a whole number, 2 or more."
        raise ValueProblem(template, label=label, text=text.strip())
    return count
