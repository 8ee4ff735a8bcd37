"""The operators' rules over NumPy: the same texts, their primitives replaced by functions of columns."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from circuitgrad.operators import Operator
from circuitgrad.operators.rebind import Namespace, namespace_with, rebound

Numbers = Any
"""A float64 column, or a single number that stands for a column of it."""


@dataclass(frozen=True, slots=True)
class ColumnRules:
    """An operator's value and local derivatives over columns.

    Args:
        forward: from the inputs, in port order.
        local_derivatives: from the inputs, the constants and the output, one for each input.
    """

    forward: Callable[[Sequence[Numbers], Sequence[float]], Numbers]
    local_derivatives: Callable[[Sequence[Numbers], Sequence[float], Numbers], Sequence[Numbers]]


@cache
def column_rules(operator: Operator) -> ColumnRules:
    """The rules of an operator that computes. Floating-point warnings are the caller's to silence.

    Example:
        >>> import numpy as np
        >>> from circuitgrad.operators import OPERATORS
        >>> column_rules(OPERATORS["mul"]).forward([np.array([1.0, 2.0]), 3.0], ()).tolist()
        [3.0, 6.0]
    """
    if operator.forward is None:
        raise TypeError(f"{operator.name} computes nothing")
    forward = rebound(operator.forward, _numpy_namespace())
    slopes = operator.local_derivatives
    if callable(slopes):
        all_slopes = rebound(slopes, _numpy_namespace())
        return ColumnRules(lambda xs, ks: forward(xs, *ks), lambda xs, ks, y: all_slopes(xs, *ks, y))
    each = [rebound(slope, _numpy_namespace()) for slope in slopes]
    return ColumnRules(lambda xs, ks: forward(*xs, *ks), lambda xs, ks, y: [slope(*xs, *ks, y) for slope in each])


@cache
def _numpy_namespace() -> Namespace:
    import numpy as np

    named_alike = "divide power exp expm1 log log2 log10 log1p sqrt cbrt sin cos tan sinh cosh tanh absolute sign where"
    replacements: dict[str, Callable[..., Any]] = {name: getattr(np, name) for name in named_alike.split()}
    replacements.update(asin=np.arcsin, acos=np.arccos, atan=np.arctan, maximum=_maximum, minimum=_minimum)
    replacements["erfc"] = np.vectorize(math.erfc, otypes=[np.float64])  # NumPy has none
    return namespace_with(replacements)


def _maximum(a: Numbers, b: Numbers) -> Numbers:
    """The first where both are equal, as `ieee.maximum`; of 0 and −0, NumPy's own may give either."""
    import numpy as np

    return np.where((a >= b) | (a != a), a, b)


def _minimum(a: Numbers, b: Numbers) -> Numbers:
    import numpy as np

    return np.where((a <= b) | (a != a), a, b)
