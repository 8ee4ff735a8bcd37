"""Where something that has one of a few states along a line changes from one to another, to the last bits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]
    States = npt.NDArray[np.integer[Any]]

UNKNOWN: Final = -1
"""A state that is none: changes to it and from it are not looked at."""
_POINTS: Final = 2**11
_FEWEST, _MOST = 2, 256
"""How many points a round has, and in how many parts it cuts each bracket."""
_ROUNDS: Final = 60


@dataclass(frozen=True, slots=True, eq=False)
class Crossings:
    """Brackets in which a state changes, in no order; all arrays are of one length.

    Args:
        rows: what changes.
        left: the last place before the change.
        right: the first one after it; nothing but rounding lies between.
        before: the state at `left`.
        widths: how far apart the two places were between which the change was first seen.
    """

    rows: npt.NDArray[np.intp]
    left: Array
    right: Array
    before: States
    widths: Array

    def __len__(self) -> int:
        return len(self.rows)


def find_crossings(states: Callable[[Array], States], places: Array) -> Crossings:
    """Where states change between neighbouring places: each bracket is cut into many parts, again and again.

    Cutting into many parts in place of two takes a few large calls of `states` where bisection takes fifty small
    ones, and finds several changes in one bracket. Changes there and back between neighbours stay unseen.

    Args:
        states: from n places to an array of shape (rows, n) of whole numbers, `UNKNOWN` among them.
        places: ascending.

    Example:
        >>> import numpy as np
        >>> found = find_crossings(lambda x: (x > 1 / 3)[None].astype(int), np.linspace(0.0, 1.0, 11))
        >>> float(found.left[0]) <= 1 / 3 < float(found.right[0]), bool(found.right[0] - found.left[0] < 1e-15)
        (True, True)
    """
    import numpy as np

    known = states(places)
    rows, at = np.nonzero(_changes(known))
    left, right = places[at], places[at + 1]
    before, after = known[rows, at], known[rows, at + 1]
    widths = right - left
    least = np.finfo(np.float64).eps * np.maximum(abs(left), abs(right))
    for _ in range(_ROUNDS):
        wide = np.nonzero(right - left > least)[0]
        if not len(wide):
            break
        parts = max(_FEWEST, min(_MOST, _POINTS // len(wide)))
        shares = np.arange(parts + 1) / parts
        points = left[wide, None] + (right - left)[wide, None] * shares
        points[:, -1] = right[wide]
        _try_zero(points)
        inner = states(points[:, 1:-1].ravel()).reshape(len(known), len(wide), parts - 1)
        own = inner[rows[wide], np.arange(len(wide))]
        known_there = np.column_stack([before[wide], own, after[wide]])
        bracket, part = np.nonzero(_changes(known_there))
        narrow = np.nonzero(right - left <= least)[0]
        origin = np.concatenate([narrow, wide[bracket]])
        left = np.concatenate([left[narrow], points[bracket, part]])
        right = np.concatenate([right[narrow], points[bracket, part + 1]])
        before = np.concatenate([before[narrow], known_there[bracket, part]])
        after = np.concatenate([after[narrow], known_there[bracket, part + 1]])
        rows, widths, least = rows[origin], widths[origin], least[origin]
    return Crossings(rows, left, right, before, widths)


def _try_zero(points: Array) -> None:
    """Puts 0 among the points of every bracket that holds it: much changes just there, and people like to read 0."""
    import numpy as np

    around = np.nonzero((points[:, 0] < 0.0) & (points[:, -1] > 0.0))[0]
    points[around, 1 + abs(points[around, 1:-1]).argmin(axis=1)] = 0.0


def _changes(states: States) -> npt.NDArray[np.bool_]:
    """Where a state, row by row, differs from the next one, both being known."""
    first, second = states[:, :-1], states[:, 1:]
    changed: npt.NDArray[np.bool_] = (first != second) & (first != UNKNOWN) & (second != UNKNOWN)
    return changed
