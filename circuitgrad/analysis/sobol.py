"""Sobol' indices: which share of the objective's variance is due to which input, alone and with others.

First-order index Sᵢ = Var(E[f | xᵢ]) / Var(f), total index Tᵢ = E[Var(f | all but xᵢ)] / Var(f) (Sobol' 1993). With
two independent samples A and B, and ABᵢ which is A with xᵢ from B, they are estimated as

    Sᵢ·Var(f) = mean(f(B)·(f(ABᵢ) − f(A)))          Saltelli et al. 2010, Comput. Phys. Commun. 181, table 2 (b)
    Tᵢ·Var(f) = mean((f(A) − f(ABᵢ))²) / 2          Jansen 1999, ibid. (f)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import signature
from math import log2
from typing import TYPE_CHECKING, Any, Final

from circuitgrad.analysis.spreads import ScatteringInput, quantile, scattering_inputs, whole_number
from circuitgrad.circuit import Circuit, Spread
from circuitgrad.errors import CircuitError, ValueProblem
from circuitgrad.free_memory import check_room

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from circuitgrad.engine.batch import Progress

    Column = npt.NDArray[np.float64]

CONFIDENCE: Final = 0.95
_MOST_INPUTS: Final = 10_600
"""Sobol's sequence has direction numbers for twice as many dimensions (Joe and Kuo 2008)."""
_BITS: Final = 53
_FLAT: Final = 1e-28
"""A variance this small next to the square of the largest value is rounding."""


@dataclass(frozen=True, slots=True)
class SobolIndex:
    """The indices of one input, each with the ends of its confidence interval.

    They are estimates: an index near 0 may come out below 0, and one near 1 above. The bootstrap takes the samples
    for independent; those of Sobol's sequence are better, so that the intervals are rather too wide.

    Args:
        id: the input's id.
        label: what people call it.
        first: the share of the variance that is due to this input alone.
        first_low: the lower end of its interval.
        first_high: the upper end.
        total: the share that this input has a part in, alone and together with others.
        total_low: the lower end of its interval.
        total_high: the upper end.
    """

    id: str
    label: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


@dataclass(frozen=True, slots=True)
class SobolIndices:
    """The indices of all inputs that scatter.

    Args:
        objective: what people call it.
        samples: how many rows A and B have each; the circuit ran (inputs + 2) times as often.
        undefined: how many of those rows were left out, because some run of them gave NaN or infinity.
        confidence: with which chance an interval holds the index, about.
        inputs: in the order of the document.
    """

    objective: str
    samples: int
    undefined: int
    confidence: float
    inputs: tuple[SobolIndex, ...]


def sobol_indices(
    circuit: Circuit,
    objective: str | None = None,
    *,
    spreads: Mapping[str, Spread] | None = None,
    samples: int = 4096,
    seed: int = 0,
    resamples: int = 500,
    values: Mapping[str, float] | None = None,
    progress: Progress | None = None,
) -> SobolIndices:
    """Which share of the objective's variance is due to which input; the inputs scatter each on its own.

    Args:
        circuit: it is not changed.
        objective: what people call the node; None for the chosen one or the only sink.
        spreads: how some inputs scatter, by what people call them; the others as the circuit has it.
        samples: how many rows A and B have each, a power of two.
        seed: a whole number from 0 on; the same seed gives the same numbers, whatever the number of threads.
        resamples: how many times the rows are drawn again for the confidence intervals (Efron's bootstrap).
        values: numbers for inputs that do not scatter; the others keep the circuit's own.
        progress: is told now and then how many runs of how many are done; False stops it all.

    Raises:
        UnknownNodeError: an input or the objective is not there.
        ObjectiveError: no objective can be told, or nothing feeds it.
        ValueProblem: a distribution or one of the numbers cannot be, an input that does not scatter has no value, or
            the objective is undefined at nearly every sample or the same at all of them.
        CircuitError: no input scatters, or none of those reaches the objective.
        TooLargeError: the samples would not fit into memory.
        BatchStopped: `progress` said so.

    Example:
        >>> import circuitgrad as cg
        >>> scatter = {"x": Spread("normal", (0.0, 1.0)), "y": Spread("normal", (0.0, 2.0))}
        >>> found = sobol_indices(cg.from_formula("x + y"), spreads=scatter)
        >>> [(each.label, round(each.first, 2), round(each.total, 2)) for each in found.inputs]
        [('x', 0.2, 0.2), ('y', 0.8, 0.8)]
    """
    import numpy as np

    count = _power_of_two(samples)
    start, draws = whole_number("The seed", seed, 0), whole_number("The number of resamples", resamples, 1)
    scattering = scattering_inputs(circuit, objective, spreads)
    label = circuit.find_objective(objective).label
    first, second = _two_samples(scattering, count, start)
    runs = _runs(circuit, label, [each.label for each in scattering], first, second, values, progress)
    defined = np.isfinite(runs).all(axis=0)
    kept = runs[:, defined]
    if kept.shape[1] < 2:
        template = (
            "“{label}” is undefined at {undefined} of {count} samples: let its inputs scatter elsewhere, or less."
        )
        undefined = f"{count - kept.shape[1]:,}"
        raise ValueProblem(template, [circuit.find(label).id], label=label, undefined=undefined, count=f"{count:,}")
    largest = float(np.abs(kept).max())
    terms = _terms(kept / (largest or 1.0))
    if not _variance(terms.mean(axis=0)) > _FLAT:
        template = "“{label}” is the same at all samples: there is no variance to share out."
        raise ValueProblem(template, [circuit.find(label).id], label=label)
    indices = _indices(terms.mean(axis=0))
    low, high = _interval(terms, draws, start)
    rows = zip(scattering, *(column.tolist() for column in (*indices, *low, *high)), strict=True)
    found = [
        SobolIndex(each.node.id, each.label, alone, alone_low, alone_high, total, total_low, total_high)
        for each, alone, total, alone_low, total_low, alone_high, total_high in rows
    ]
    return SobolIndices(label, count, count - kept.shape[1], CONFIDENCE, tuple(found))


def _power_of_two(samples: object) -> int:
    count = whole_number("The number of samples", samples, 2)
    if count & (count - 1):
        nearest = 1 << round(log2(count))
        template = "Sobol’ indices need a power of two as the number of samples, such as {nearest}, not {count}."
        raise ValueProblem(template, nearest=nearest, count=count)
    return count


def _two_samples(scattering: Sequence[ScatteringInput], count: int, seed: int) -> tuple[list[Column], list[Column]]:
    """A and B, a column for each input: points of one scrambled Sobol' sequence in twice as many dimensions."""
    import numpy as np
    from scipy.stats import qmc

    inputs = len(scattering)
    if inputs > _MOST_INPUTS:
        template = "Sobol’ indices take at most {most} inputs that scatter, not {inputs}."
        raise CircuitError(template, most=f"{_MOST_INPUTS:,}", inputs=f"{inputs:,}")
    check_room(8 * count * 8 * (inputs + 1), f"{count:,} samples of {inputs} inputs for Sobol’ indices")
    generator = np.random.Generator(np.random.PCG64(seed))
    source = "rng" if "rng" in signature(qmc.Sobol).parameters else "seed"  # as it was called before SciPy 1.15
    chances = qmc.Sobol(2 * inputs, scramble=True, bits=_BITS, **{source: generator}).random(count)
    first = [quantile(each.spread, chances[:, place]) for place, each in enumerate(scattering)]
    second = [quantile(each.spread, chances[:, inputs + place]) for place, each in enumerate(scattering)]
    return first, second


def _runs(
    circuit: Circuit,
    objective: str,
    labels: Sequence[str],
    first: Sequence[Column],
    second: Sequence[Column],
    values: Mapping[str, float] | None,
    progress: Progress | None,
) -> Column:
    """The objective at A, at B, and at each ABᵢ: a row each."""
    import numpy as np

    from circuitgrad.engine.batch import run_batch

    count, total = len(first[0]), len(first[0]) * (len(labels) + 2)
    found = np.empty((len(labels) + 2, count))
    for row in range(len(found)):

        def overall(done: int, _rows: int, before: int = row * count) -> bool:
            return progress is None or progress(before + done, total)

        columns = dict(zip(labels, second if row == 1 else first, strict=True))
        if row > 1:
            columns[labels[row - 2]] = second[row - 2]
        found[row] = run_batch(circuit, {**(values or {}), **columns}, objective, progress=overall).value
    return found


def _terms(runs: Column) -> Column:
    """What the estimators are means of, a column each: f, f², then all first-order terms, then all total ones."""
    import numpy as np

    centred = runs - runs[:2].mean()
    at_a, at_b, mixed = centred[0], centred[1], centred[2:]
    return np.column_stack(
        [
            (at_a + at_b) / 2.0,
            (at_a * at_a + at_b * at_b) / 2.0,
            *(at_b * (mixed - at_a)),
            *((at_a - mixed) ** 2 / 2.0),
        ]
    )


def _variance(means: Column) -> Any:
    return means[..., 1] - means[..., 0] ** 2


def _indices(means: Column) -> tuple[Column, Column]:
    """First-order and total indices from the means of the terms; leading axes stay."""
    import numpy as np

    inputs = (means.shape[-1] - 2) // 2
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = means[..., 2:] / _variance(means)[..., np.newaxis]
    return shares[..., :inputs], shares[..., inputs:]


def _interval(terms: Column, resamples: int, seed: int) -> tuple[tuple[Column, Column], tuple[Column, Column]]:
    """The ends of the percentile intervals, lower and upper, each for first-order and total indices."""
    import numpy as np

    rows = len(terms)
    generator = np.random.Generator(np.random.PCG64([seed, 1]))
    means = np.empty((resamples, terms.shape[1]))
    for draw in range(resamples):
        means[draw] = np.bincount(generator.integers(rows, size=rows), minlength=rows) @ terms / rows
    tails = [(1.0 - CONFIDENCE) / 2.0, (1.0 + CONFIDENCE) / 2.0]
    alone, total = (np.nanquantile(shares, tails, axis=0) for shares in _indices(means))
    return (alone[0], total[0]), (alone[1], total[1])
