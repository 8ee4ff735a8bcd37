"""What a column of samples says: how many lie where, how fast its mean settles, and what goes up and down with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, nan
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Column = npt.NDArray[np.float64]

_STEPS: Final = 50
_FEWEST_AT_A_STEP: Final = 10
_MOST_BINS: Final = 50
_FAR_OUT: Final = 5.0
"""So many interquartile ranges beyond the quartiles a histogram ends: no normal sample is ever out there."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many samples lie where.

    Args:
        counts: of each bin.
        edges: of the bins, all of one width, one more than there are bins, in the objective's units.
        below: how many samples lie below the first edge, more than five interquartile ranges off the quartiles.
        above: how many lie as far above the last.
    """

    counts: tuple[int, ...]
    edges: tuple[float, ...]
    below: int
    above: int


@dataclass(frozen=True, slots=True)
class Convergence:
    """Mean and standard error as they were after the first samples; both as long as `counts`.

    Args:
        counts: after how many samples, evenly spaced in the logarithm; the last is all of them.
        means: the mean of so many.
        errors: its standard error.
    """

    counts: tuple[int, ...]
    means: tuple[float, ...]
    errors: tuple[float, ...]


def make_histogram(samples: Column) -> Histogram:
    """Bins of one width, as many as Rice's rule has (twice the cube root of n), at most 50; one where all are equal.

    Args:
        samples: finite float64, (n,), at least one.

    Example:
        >>> import numpy as np
        >>> make_histogram(np.array([0.0, 1.0, 1.5, 4.0]))
        Histogram(counts=(2, 1, 1), edges=(0.0, 1.3333333333333333, 2.6666666666666665, 4.0), below=0, above=0)
    """
    import numpy as np

    low, high = float(samples.min()), float(samples.max())
    with np.errstate(over="ignore", invalid="ignore"):
        lower, upper = np.quantile(samples, [0.25, 0.75]).tolist()
    reach = _FAR_OUT * (upper - lower)
    if reach > 0.0:
        low, high = max(low, lower - reach), min(high, upper + reach)
    bins = min(_MOST_BINS, max(1, round(2.0 * len(samples) ** (1.0 / 3.0))))
    narrowest = 4.0 * float(np.spacing(max(abs(low), abs(high))))
    if not (isfinite(high - low) and (high - low) / bins > narrowest):
        return Histogram((len(samples),), (low, high), 0, 0)
    counts, edges = np.histogram(samples, bins, (low, high))
    below, above = int((samples < low).sum()), int((samples > high).sum())
    return Histogram(tuple(counts.tolist()), tuple(edges.tolist()), below, above)


def running_mean(samples: Column) -> Convergence:
    """How the mean settles, at about 50 counts evenly spaced in the logarithm.

    Args:
        samples: finite float64, (n,), at least one.

    Example:
        >>> import numpy as np
        >>> running_mean(np.array([1.0, 3.0])).means
        (2.0,)
    """
    import numpy as np

    count = len(samples)
    counts = np.unique(np.rint(np.geomspace(min(_FEWEST_AT_A_STEP, count), count, _STEPS)).astype(np.int64))
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        mean = samples.mean()
        off = samples - mean  # sums of what is left lose no digits
        sums, squares = np.cumsum(off)[counts - 1], np.cumsum(off * off)[counts - 1]
        variances = np.maximum(squares - sums * sums / counts, 0.0) / (counts - 1)
        means, errors = mean + sums / counts, np.sqrt(variances / counts)
    return Convergence(tuple(counts.tolist()), tuple(means.tolist()), tuple(errors.tolist()))


def rank_correlations(columns: Sequence[Column], samples: Column) -> list[float]:
    """Spearman's rank correlation of each column with the samples: Pearson's of their ranks; NaN where all are equal.

    Args:
        columns: float64, each as long as the samples.
        samples: float64, (n,).

    Example:
        >>> import numpy as np
        >>> rank_correlations([np.array([1.0, 2.0, 3.0])], np.array([1.0, 10.0, 100.0]))
        [1.0]
    """
    import numpy as np

    ranks = _centred_ranks(samples)
    size = ranks @ ranks
    found = []
    for column in columns:
        own = _centred_ranks(column)
        both = np.sqrt((own @ own) * size)
        found.append(float(own @ ranks / both) if both > 0.0 else nan)
    return found


def _centred_ranks(numbers: Column) -> Column:
    """The place of each number among all, equal ones at the mean of their places, less the mean of all places."""
    import numpy as np

    order = np.argsort(numbers)
    in_order = numbers[order]
    places = np.arange(len(numbers), dtype=np.float64)
    differs = in_order[1:] != in_order[:-1]
    if not differs.all():
        group = np.concatenate(([0], np.cumsum(differs)))
        sizes = np.bincount(group)
        places = (np.cumsum(sizes) - (sizes + 1.0) / 2.0)[group]
    ranks = np.empty(len(numbers))
    ranks[order] = places - (len(numbers) - 1) / 2.0
    return ranks
