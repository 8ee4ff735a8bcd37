"""Where in a long row of numbers something stands out: quick where nothing does, for lists and for arrays alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite


def all_finite(numbers: Sequence[float]) -> bool:
    """Whether neither NaN nor infinities are there; finite numbers whose sum overflows may pass for infinite.

    Example:
        >>> all_finite([1.0, -2.0]), all_finite([1.0, float("nan")])
        (True, False)
    """
    if isinstance(numbers, list):
        return isfinite(sum(numbers))
    import numpy as np

    return bool(np.isfinite(numbers).all())


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
        >>> zeros([1.0, 0.0, float("nan"), -0.0])
        [1, 3]
    """
    if not isinstance(numbers, (list, tuple)):
        import numpy as np

        return np.flatnonzero(np.equal(numbers, 0.0)).tolist()
    places: list[int] = []
    left, last = iter(numbers), len(numbers) - 1
    still_left: Callable[[], int] = left.__length_hint__  # type: ignore[attr-defined]  # what `length_hint` asks
    while not all(left):  # goes as far as a zero, twice as fast as numbers are compared
        places.append(last - still_left())
    return places
