"""How mathematics writes what the rules compute: one line for each function that they share.

A rule computes so that nothing overflows or cancels; a person writes 1 − tanh² x. Each line here is the same function
as its namesake in `functions` or `ieee`, as a formula in plainer functions. `\\sigma(x)` and its like are written by
the operator that they are the value of; where no operator is, `latex` and `text` say how.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from circuitgrad.frozen import frozen
from circuitgrad.operators.functions import sigmoid, total
from circuitgrad.operators.ieee import (
    LN2,
    LN10,
    SQRT_2PI,
    absolute,
    divide,
    erfc,
    exp,
    log,
    power,
    sign,
    sqrt,
    tanh,
    where,
)
from circuitgrad.operators.operator import Rule, SequenceRule


@frozen
class Written:
    """A function as a formula.

    Args:
        rule: the formula; one that gives several numbers returns a list.
        latex: how it is written where it stands in a formula under its own name; empty where the formula does.
        text: its own name in plain text.
        any_number: whether the rule takes a sequence first.
        explains: whether the formula says more to a person than the name.
        always: whether people write the formula even where an operator has this very value: ln(1 + x).
    """

    rule: Rule | SequenceRule
    latex: str = ""
    text: str = ""
    any_number: bool = False
    always: bool = False
    explains: bool = True


def shares_of_exponentials(xs: Sequence[float]) -> Sequence[float]:
    """exp(x) over the sum of all of them, for each."""
    whole = total([exp(x) for x in xs])
    return [divide(exp(x), whole) for x in xs]


def shares_of_equals(xs: Sequence[float], chosen: float) -> Sequence[float]:
    """One, shared among those that equal the chosen number."""
    hits = [where(x == chosen, 1.0, 0.0) for x in xs]
    whole = total(hits)
    return [divide(hit, whole) for hit in hits]


def shares_of_largest(xs: Sequence[float], y: float) -> Sequence[float]:
    """What each has of a maximum's gradient; of two, all for the larger one and half for each at a tie."""
    if len(xs) != 2:
        return shares_of_equals(xs, y)
    a, b = xs
    return [where(a > b, 1.0, where(a == b, 0.5, 0.0)), where(b > a, 1.0, where(b == a, 0.5, 0.0))]


def shares_of_smallest(xs: Sequence[float], y: float) -> Sequence[float]:
    """What each has of a minimum's gradient."""
    if len(xs) != 2:
        return shares_of_equals(xs, y)
    a, b = xs
    return [where(a < b, 1.0, where(a == b, 0.5, 0.0)), where(b < a, 1.0, where(b == a, 0.5, 0.0))]


HELPERS: Final = (shares_of_exponentials, shares_of_equals, shares_of_largest, shares_of_smallest)
"""Functions that the formulas of this table, and those in the operators' records, are written with."""

WRITTEN: Final = MappingProxyType(
    {
        "sigmoid": Written(lambda x: divide(1.0, 1.0 + exp(-x))),
        "sigmoid_slope": Written(lambda x: sigmoid(x) * sigmoid(-x)),
        "sech_squared": Written(lambda x: 1.0 - tanh(x) * tanh(x)),
        "softplus": Written(lambda x: log(1.0 + exp(x))),
        "phi": Written(lambda x: 0.5 * erfc(-divide(x, sqrt(2.0))), r"\Phi(<0>)", "Φ"),
        "density": Written(lambda x: divide(exp(-0.5 * (x * x)), SQRT_2PI), r"\varphi(<0>)", "φ"),
        "step": Written(lambda x: where(x > 0.0, 1.0, 0.0)),
        "times": Written(lambda a, b: a * b),
        "log_sum_exp": Written(lambda xs: log(total([exp(x) for x in xs])), any_number=True),
        "softmax": Written(lambda xs: shares_of_exponentials(xs), any_number=True),
        "tie_shares": Written(lambda xs, chosen: shares_of_equals(xs, chosen), any_number=True),
        "power_slope": Written(lambda a, b, y: b * power(a, b - 1.0)),
        "power_log": Written(lambda a, b, y: power(a, b) * log(a)),
        "cube_root_slope": Written(lambda a, y: divide(1.0, 3.0 * (y * y))),
        "weighted_log": Written(lambda weight, logarithm: weight * logarithm),
        "cross_entropy_slope": Written(lambda p, t: divide(p - t, p * (1.0 - p))),
        "negative_logit": Written(lambda p: log(1.0 - p) - log(p)),
        "logit_loss": Written(lambda z, t: log(1.0 + exp(z)) - t * z),
        "expm1": Written(lambda x: exp(x) - 1.0, always=True),
        "log1p": Written(lambda x: log(1.0 + x), always=True),
        "log2": Written(lambda x: divide(log(x), LN2)),
        "log10": Written(lambda x: divide(log(x), LN10)),
        "cbrt": Written(lambda x: sign(x) * power(absolute(x), divide(1.0, 3.0)), explains=False),
        "sign": Written(lambda x: where(x > 0.0, 1.0, where(x < 0.0, -1.0, 0.0)), r"\operatorname{sgn}(<0>)", "sign"),
    }
)
"""By the name of the function."""
