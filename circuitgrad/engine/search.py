"""Where in a long row of numbers something stands out: quick where nothing does, for lists and for arrays alike."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite


def not_finite(numbers: Sequence[float]) -> list[int]:
    """The places of NaN and infinities.

    Example:
        >>> not_finite([1.0, float("nan"), float("-inf")])
        [1, 2]
    """
    if not isinstance(numbers, list):
        import numpy as np

        return np.flatnonzero(~np.isfinite(numbers)).tolist()
    if isfinite(sum(numbers)):
        return []
    return [place for place, number in enumerate(numbers) if not isfinite(number)]


def zeros(numbers: Sequence[float]) -> list[int]:
    """The places of zeros.

    Example:
        >>> zeros([1.0, 0.0, -0.0])
        [1, 2]
    """
    if not isinstance(numbers, list):
        import numpy as np

        return np.flatnonzero(np.equal(numbers, 0.0)).tolist()
    if 0.0 not in numbers:
        return []
    return [place for place, number in enumerate(numbers) if number == 0.0]
