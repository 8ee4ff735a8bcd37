"""A surface as bands of equal values; it needs NumPy and no window.

Between the points of the grid the surface is taken as bilinear, so that the edges of the bands are lines, not stairs.
"""

from __future__ import annotations

from typing import Any, Final

from circuitgrad.gui.plots.curves import tame

BANDS: Final = 14
"""How many colours the objective is told by."""
NOTHING: Final = BANDS
"""The number of the band without a value."""
PIXELS: Final = 600
"""About so many pixels along each axis."""


def banded(z: Any) -> tuple[Any, float, float]:
    """The band of each pixel, from 0 to 13, or 14 where there is no value; and the ends of the lowest and highest band.

    Args:
        z: a surface, of shape (n1, n0).

    Returns:
        An array of bytes that is about `PIXELS` long in both directions, and both ends.

    Example:
        >>> import numpy as np
        >>> bands, low, high = banded(np.array([[0.0, 14.0], [0.0, 14.0]]))
        >>> bands.shape, low, high, bands[0, ::100].tolist()
        ((600, 600), 0.0, 14.0, [0, 2, 4, 7, 9, 11])
    """
    import numpy as np

    low, high = tame(z.ravel())
    high = high if high > low else low + 1.0
    fine = z
    for axis in (0, 1):
        fine = _finer(fine, axis)
    with np.errstate(invalid="ignore", over="ignore"):
        place = np.clip((fine - low) * (BANDS / (high - low)), 0, BANDS - 1)
    return np.where(np.isnan(place), NOTHING, place).astype(np.uint8), low, high


def _finer(z: Any, axis: int) -> Any:
    """More points along one axis, on straight lines between those that are there."""
    import numpy as np

    count = z.shape[axis]
    wanted = max(count, PIXELS // (count - 1) * (count - 1) if count <= PIXELS else count)
    place = (np.arange(wanted) + 0.5) / wanted * (count - 1)
    before = np.minimum(place.astype(int), count - 2)
    share = place - before
    share = share[:, None] if axis == 0 else share
    one, other = np.take(z, before, axis), np.take(z, before + 1, axis)
    with np.errstate(invalid="ignore", over="ignore"):
        return one + share * (other - one)
