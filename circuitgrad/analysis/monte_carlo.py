"""How far the objective scatters when its inputs do: Monte Carlo, and beside it what the gradient alone predicts.

The numbers come from one batch over independent samples (JCGM 101:2008, Propagation of distributions using a Monte
Carlo method); the prediction is the law of propagation of uncertainty (JCGM 100:2008, 5.1.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot, nan, sqrt
from typing import TYPE_CHECKING, Final

from circuitgrad.analysis.samples import (
    Convergence,
    Histogram,
    make_histogram,
    rank_correlations,
    running_mean,
)
from circuitgrad.analysis.spreads import (
    ScatteringInput,
    deviation_of,
    mean_of,
    quantile,
    scattering_inputs,
    whole_number,
)
from circuitgrad.circuit import Circuit, Spread
from circuitgrad.engine import run
from circuitgrad.errors import ValueProblem
from circuitgrad.free_memory import check_room

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from circuitgrad.engine.batch import Progress

    Column = npt.NDArray[np.float64]

CHANCES: Final = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)
"""The quantiles that are always there."""


@dataclass(frozen=True, slots=True)
class ScatterShare:
    """What one input that scatters has to do with the scatter of the objective.

    Args:
        id: the input's id.
        label: what people call it.
        mean: its mean.
        deviation: its standard deviation σ.
        gradient: ∂objective/∂input where all inputs that scatter are at their means.
        contribution: |gradient|·σ, what the input alone makes the objective scatter, to first order.
        share: contribution² in the sum of all of them, from 0 to 1.
        rank_correlation: Spearman's, of the samples, from −1 to 1; NaN where the objective never changes.
    """

    id: str
    label: str
    mean: float
    deviation: float
    gradient: float
    contribution: float
    share: float
    rank_correlation: float


@dataclass(frozen=True, slots=True, eq=False)
class Uncertainty:
    """How far an objective scatters. Undefined samples, NaN or infinite ones, are counted and left out of all else.

    Args:
        objective: what people call it.
        samples: how many samples were drawn.
        undefined: how many of them gave NaN or infinity.
        mean: the mean.
        deviation: the standard deviation, with n − 1 below; NaN for a single sample.
        standard_error: how uncertain the mean is, as a standard deviation: deviation / √n.
        quantiles: the value below which the objective lies, for each chance of `CHANCES`.
        histogram: how many samples lie where.
        convergence: how mean and standard error got there.
        value_at_means: the objective where all inputs that scatter are at their means.
        first_order_deviation: σ_f of σ_f² = Σ (∂f/∂x·σ_x)², the gradient at the means; what a linear circuit has.
        inputs: what each input that scatters contributes, in the order of the document.
        values: the objective at every defined sample, in the order in which they were drawn; float64, (n,).
    """

    objective: str
    samples: int
    undefined: int
    mean: float
    deviation: float
    standard_error: float
    quantiles: dict[float, float]
    histogram: Histogram
    convergence: Convergence
    value_at_means: float
    first_order_deviation: float
    inputs: tuple[ScatterShare, ...]
    values: Column

    def quantile(self, chance: float) -> float:
        """The value below which the objective lies with this chance, interpolated between samples.

        Raises:
            ValueProblem: the chance is not from 0 to 1.
        """
        import numpy as np

        if not 0.0 <= chance <= 1.0:
            raise ValueProblem("A quantile is for a chance from 0 to 1, not {chance}.", chance=chance)
        return float(np.quantile(self.values, chance))


def monte_carlo(
    circuit: Circuit,
    objective: str | None = None,
    *,
    spreads: Mapping[str, Spread] | None = None,
    samples: int = 100_000,
    seed: int = 0,
    values: Mapping[str, float] | None = None,
    progress: Progress | None = None,
) -> Uncertainty:
    """How far the objective scatters when its inputs scatter, each on its own.

    Args:
        circuit: it is not changed.
        objective: what people call the node; None for the chosen one or the only sink.
        spreads: how some inputs scatter, by what people call them; the others as the circuit has it. An input that
            scatters does so even if it is held: to be held says nothing of how well it is known.
        samples: how many samples to draw.
        seed: a whole number from 0 on; the same seed gives the same samples, whatever the number of threads.
        values: numbers for inputs that do not scatter; the others keep the circuit's own.
        progress: is told now and then how many samples of how many are done; False stops it all.

    Raises:
        UnknownNodeError: an input or the objective is not there.
        ObjectiveError: no objective can be told, or nothing feeds it.
        ValueProblem: a distribution, the number of samples or the seed cannot be, an input that does not scatter has
            no value, or the objective is undefined at every sample.
        CircuitError: no input scatters, or none of those reaches the objective.
        TooLargeError: the samples would not fit into memory.
        BatchStopped: `progress` said so.

    Example:
        >>> import circuitgrad as cg
        >>> scatter = {"x": Spread("normal", (1.0, 3.0)), "y": Spread("normal", (2.0, 2.0))}
        >>> found = monte_carlo(cg.from_formula("x + 2*y"), spreads=scatter)
        >>> found.first_order_deviation, [round(each.share, 2) for each in found.inputs]
        (5.0, [0.36, 0.64])
        >>> abs(found.mean - 5.0) < 5.0 * found.standard_error
        True
    """
    import numpy as np

    from circuitgrad.engine.batch import run_batch

    count = whole_number("The number of samples", samples, 1)
    start = whole_number("The seed", seed, 0)
    scattering = scattering_inputs(circuit, objective, spreads)
    label = circuit.find_objective(objective).label
    means = {each.label: mean_of(each.spread) for each in scattering}
    at_means = run(circuit, {**(values or {}), **means}, label)
    check_room(8 * count * (len(scattering) + 6), f"{count:,} samples of {len(scattering)} inputs")
    generator = np.random.Generator(np.random.PCG64(start))
    columns = {each.label: quantile(each.spread, generator.random(count)) for each in scattering}
    found = run_batch(circuit, {**(values or {}), **columns}, label, progress=progress).value
    defined = np.isfinite(found)
    numbers = found if defined.all() else found[defined]
    if not len(numbers):
        template = "“{label}” is undefined at every one of {count} samples: let its inputs scatter elsewhere, or less."
        raise ValueProblem(template, [circuit.find(label).id], label=label, count=f"{count:,}")
    with np.errstate(over="ignore", invalid="ignore"):
        mean = float(numbers.mean())
        deviation = float(numbers.std(ddof=1)) if len(numbers) > 1 else nan
        quantiles = dict(zip(CHANCES, np.quantile(numbers, CHANCES).tolist(), strict=True))
    correlations = rank_correlations([columns[each.label][defined] for each in scattering], numbers)
    shares, first_order = _shares(scattering, at_means.gradients, correlations)
    return Uncertainty(
        objective=label,
        samples=count,
        undefined=count - len(numbers),
        mean=mean,
        deviation=deviation,
        standard_error=deviation / sqrt(len(numbers)),
        quantiles=quantiles,
        histogram=make_histogram(numbers),
        convergence=running_mean(numbers),
        value_at_means=at_means.value,
        first_order_deviation=first_order,
        inputs=shares,
        values=numbers,
    )


def _shares(
    scattering: Sequence[ScatteringInput], gradients: Mapping[str, float], correlations: Sequence[float]
) -> tuple[tuple[ScatterShare, ...], float]:
    """What each input contributes, and the deviation that they make together: σ_f² = Σ (∂f/∂x·σ_x)²."""
    deviations = [deviation_of(each.spread) for each in scattering]
    contributions = [
        abs(gradients[each.label]) * deviation for each, deviation in zip(scattering, deviations, strict=True)
    ]
    together = hypot(*contributions)
    rows = zip(scattering, deviations, contributions, correlations, strict=True)
    shares = tuple(
        ScatterShare(
            id=each.node.id,
            label=each.label,
            mean=mean_of(each.spread),
            deviation=deviation,
            gradient=gradients[each.label],
            contribution=contribution,
            share=(contribution / together) ** 2 if together != 0.0 else 0.0,
            rank_correlation=correlation,
        )
        for each, deviation, contribution, correlation in rows
    )
    return shares, together
