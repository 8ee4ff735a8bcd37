"""What of a curve a plot shows: how high the view is, and which of the points its line needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from circuitgrad.gui.plots.marks import Curve, Drawn

TAME: Final = 50.0
"""Where a curve goes so many times farther than its middle part, the view shows the middle part."""
ENOUGH: Final = 0.6
"""A curve that fills this share of the height is large enough."""
STRETCH: Final = 8
"""So many points of a curve at a time are left out where they lie on a straight line."""
UNSEEN: Final = 2e-4
"""A share of the height that nobody can see."""


def drawn_curve(curve: Curve) -> Drawn:
    """What is painted of a curve."""
    import numpy as np

    at = np.log10(curve.x) if curve.logarithmic else curve.x
    others = {name: thinned(at, each) for name, each in curve.others.items()}
    ends = tame(np.concatenate([curve.y, *curve.others.values()]))
    return Drawn(at, thinned(at, curve.y), thinned(at, curve.slope), others, ends, tame(curve.slope))


def tame(numbers: Any) -> tuple[float, float]:
    """The lowest and the highest of the finite numbers; of a curve with poles, those of its middle part.

    Example:
        >>> import numpy as np
        >>> tame(np.array([0.0, 1.0, np.nan])), tame(np.append(np.linspace(0.0, 1.0, 1000), 1e9))[1] < 2.0
        ((0.0, 1.0), True)
    """
    import numpy as np

    finite = numbers[np.isfinite(numbers)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    inner = np.percentile(finite, (3, 97))
    if high - low > TAME * max(float(inner[1] - inner[0]), 1e-300):
        return float(inner[0]), float(inner[1])
    return low, high


def suits(shown: Sequence[float], wanted: tuple[float, float]) -> bool:
    """Whether a range can stay for a curve that wants another: an axis that changes at every move cannot be read.

    Example:
        >>> suits([0.0, 1.0], (0.1, 0.9)), suits([0.0, 1.0], (0.1, 1.1)), suits([0.0, 1.0], (0.4, 0.6))
        (True, False, False)
    """
    low, high = shown
    return low <= wanted[0] and wanted[1] <= high and wanted[1] - wanted[0] >= ENOUGH * (high - low)


def thinned(x: Any, y: Any) -> tuple[Any, Any]:
    """The points of a curve that its picture needs: Qt takes longer over each point of a smooth line than its worth.

    Points inside a stretch go where the chord of the stretch lies nearer to all of them than anybody can see.

    Args:
        x: ascending.
        y: as many numbers; a gap where they are not finite.

    Example:
        >>> import numpy as np
        >>> line, corner = thinned(np.arange(33.0), np.arange(33.0)), thinned(np.arange(33.0), abs(np.arange(33.0) - 3))
        >>> line[0].tolist(), corner[0].tolist()
        ([0.0, 8.0, 16.0, 24.0, 32.0], [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 16.0, 24.0, 32.0])
    """
    import numpy as np

    y = np.where(np.isfinite(y), y, np.nan)
    whole = (len(x) - 1) // STRETCH * STRETCH
    if whole <= 0:
        return x, y
    starts, ends = y[:whole:STRETCH], y[STRETCH : whole + 1 : STRETCH]
    left, right = x[:whole:STRETCH], x[STRETCH : whole + 1 : STRETCH]
    inner_x, inner_y = x[:whole].reshape(-1, STRETCH), y[:whole].reshape(-1, STRETCH)
    share = (inner_x - left[:, None]) / (right - left)[:, None]
    off = np.abs(starts[:, None] + share * (ends - starts)[:, None] - inner_y).max(axis=1)
    low, high = tame(y)
    straight = off <= UNSEEN * (high - low)
    kept = np.ones(len(x), dtype=bool)
    kept[:whole].reshape(-1, STRETCH)[straight, 1:] = False
    return x[kept], y[kept]
