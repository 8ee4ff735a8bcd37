"""Integrals of many functions over one interval at once: adaptive Gauss-Kronrod quadrature in a few large calls.

Each panel has the 15 points of Kronrod's extension of Gauss's rule with 7 (constants and error estimate: Piessens,
de Doncker-Kapenga, Überhuber and Kahaner, QUADPACK, 1983, routine QK15). A round splits all panels that are not good
enough in halves, and asks for the functions at all new points together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

_HALF_POINTS: Final = (
    0.991455371120812639206854697526329, 0.949107912342758524526189684047851, 0.864864423359769072789712788640926,
    0.741531185599394439863864773280788, 0.586087235467691130294144691258080, 0.405845151377397166906606412076961,
    0.207784955007898467600689403773245,
)  # fmt: skip
_HALF_WEIGHTS: Final = (
    0.022935322010529224963732008058970, 0.063092092629978553290700663189204, 0.104790010322250183839876322541518,
    0.140653259715525918745189590510238, 0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
    0.204432940075298892414161999234649,
)  # fmt: skip
_MIDDLE_WEIGHT: Final = 0.209482141084727828012999174891714
_HALF_GAUSS_WEIGHTS: Final = (
    0.0, 0.129484966168869693270611432679082, 0.0, 0.279705391489276667901467771423780, 0.0,
    0.381830050505118944950369775488975, 0.0,
)  # fmt: skip
_GAUSS_MIDDLE_WEIGHT: Final = 0.417959183673469387755102040816327
POINTS: Final = (*(-x for x in _HALF_POINTS), 0.0, *reversed(_HALF_POINTS))
KRONROD: Final = (*_HALF_WEIGHTS, _MIDDLE_WEIGHT, *reversed(_HALF_WEIGHTS))
GAUSS: Final = (*_HALF_GAUSS_WEIGHTS, _GAUSS_MIDDLE_WEIGHT, *reversed(_HALF_GAUSS_WEIGHTS))

_ROUNDING: Final = 50 * 2.0**-52
"""What rounding costs, relative to the integral of the magnitude (QUADPACK's)."""
MOST_PANELS: Final = 4_096
_ROUNDS: Final = 200
_WORST: Final = 1e-3
"""A round splits the panels whose error is at least this share of the largest one: poles would cost the rest dear."""
_NARROWEST: Final = 2.0**-50

Function = Callable[["Array"], "Array"]


@dataclass(frozen=True, slots=True, eq=False)
class Panels:
    """An interval in pieces, in no order, and the integrals over each.

    Args:
        left: where each begins; shape (p,).
        right: where each ends.
        integrals: of each of the k functions over each panel; shape (k, p).
        errors: how far off each may be.
        magnitudes: the integrals of the functions' magnitudes.
    """

    left: Array
    right: Array
    integrals: Array
    errors: Array
    magnitudes: Array

    def target(self, tolerance: float, total: float) -> float:
        """Below which all errors together shall be: no less than rounding costs anyway."""
        return max(tolerance * abs(total), 2.0 * _ROUNDING * float(self.magnitudes.sum()))

    def converged(self, tolerance: float, total: float) -> bool:
        """Whether they are."""
        return float(self.errors.sum()) <= self.target(tolerance, total)


def integrate(functions: Function, whole: Function, edges: Array, tolerance: float) -> Panels:
    """The integrals of k functions, the integral of whose sum is known: that shows if points miss something between.

    Args:
        functions: from n points to an array of shape (k, n). The ends of panels are never asked for.
        whole: from n points to the integral of the functions' sum up to each; ends of panels alone are asked for.
        edges: ascending; the ends of the interval, and between them the places where a function is not smooth.
        tolerance: all errors together shall be below this share of the integral of the sum.

    Returns:
        The panels. Where the limit of panels was met the errors are larger than asked for.

    Example:
        >>> import numpy as np
        >>> edges = np.array([0.0, 3.0])
        >>> panels = integrate(lambda x: np.stack([2.0 * x, x * x]), lambda x: x**2 + x**3 / 3.0, edges, 1e-9)
        >>> bool(abs(panels.integrals.sum(axis=1) - 9.0).max() < 1e-14)
        True
    """
    first, last = whole(edges[[0, -1]])
    total = float(last - first)
    panels = _measured(functions, whole, edges[:-1], edges[1:])
    for _ in range(_ROUNDS):
        if panels.converged(tolerance, total):
            break
        by_panel = panels.errors.sum(axis=0)
        width = panels.right - panels.left
        chosen = by_panel > panels.target(tolerance, total) * width / (edges[-1] - edges[0])
        chosen &= width > _NARROWEST * abs(panels.right)
        if not chosen.any():
            break
        chosen &= by_panel >= _WORST * by_panel[chosen].max()
        if len(by_panel) + chosen.sum() > MOST_PANELS:
            break
        panels = _split(functions, whole, panels, chosen)
    return panels


def _split(functions: Function, whole: Function, panels: Panels, which: npt.NDArray[np.bool_]) -> Panels:
    """The same panels, some of them in halves."""
    import numpy as np

    left, right = panels.left[which], panels.right[which]
    middle = 0.5 * (left + right)
    new = _measured(functions, whole, np.concatenate([left, middle]), np.concatenate([middle, right]))
    return Panels(
        np.concatenate([panels.left[~which], new.left]),
        np.concatenate([panels.right[~which], new.right]),
        np.concatenate([panels.integrals[:, ~which], new.integrals], axis=1),
        np.concatenate([panels.errors[:, ~which], new.errors], axis=1),
        np.concatenate([panels.magnitudes[:, ~which], new.magnitudes], axis=1),
    )


def _measured(functions: Function, whole: Function, left: Array, right: Array) -> Panels:
    """The integrals over these panels, as QUADPACK's QK15 estimates them and their errors.

    What the sum of the integrals lacks of what it must be, beyond rounding, counts as an error of each.
    """
    import numpy as np

    half = 0.5 * (right - left)
    points = 0.5 * (left + right)[:, None] + half[:, None] * np.array(POINTS)
    heights = functions(points.ravel()).reshape(-1, *points.shape)
    at_left, at_right = whole(np.concatenate([left, right])).reshape(2, -1)
    kronrod = np.array(KRONROD)
    with np.errstate(all="ignore"):
        means = heights @ kronrod
        integrals, magnitudes = means * half, (abs(heights) @ kronrod) * half
        spread = (abs(heights - 0.5 * means[..., None]) @ kronrod) * half
        raw = abs(integrals - (heights @ np.array(GAUSS)) * half)
        scaled = spread * np.minimum(1.0, (200.0 * raw / spread) ** 1.5)
        errors = np.where((spread > 0.0) & (raw > 0.0), scaled, raw)
        lacking = abs(at_right - at_left - integrals.sum(axis=0))
        lacking -= _ROUNDING * (abs(at_left) + abs(at_right) + magnitudes.sum(axis=0))
    errors = np.maximum(np.maximum(errors, lacking), _ROUNDING * magnitudes)
    return Panels(left, right, integrals, errors, magnitudes)
