"""How inputs scatter, as numbers: quantile function, mean and standard deviation of every kind of distribution.

Formulas: Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions, 2nd ed., chapters 13 (normal),
14 (lognormal) and 26 (uniform and triangular).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import expm1, log, sqrt
from typing import TYPE_CHECKING, Any, Final, SupportsIndex

from circuitgrad.circuit import Circuit, Node, Spread
from circuitgrad.circuit.what_if import check_spread
from circuitgrad.engine import input_called
from circuitgrad.engine.sentences import number_text
from circuitgrad.errors import CircuitError, ValueProblem
from circuitgrad.operators.ieee import exp

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Column = npt.NDArray[np.float64]

_SMALLEST_CHANCE: Final = 2.0**-54
_LARGEST_CHANCE: Final = 1.0 - 2.0**-53
"""Chances of exactly 0 and 1 would put a normal input at infinity."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """A kind of distribution. Its functions take the numbers of a `Spread` in the order in which `SPREADS` names them.

    Args:
        quantile: takes a column of chances above 0 and below 1 before them; the values that lie below with those.
        mean: the mean.
        deviation: the standard deviation.
    """

    quantile: Callable[..., Any]
    mean: Callable[..., float]
    deviation: Callable[..., float]


def _normal_quantile(chance: Column, mean: float, deviation: float) -> Any:
    from scipy.special import ndtri

    return mean + deviation * ndtri(chance)


def _lognormal_quantile(chance: Column, median: float, factor: float) -> Any:
    import numpy as np
    from scipy.special import ndtri

    return median * np.exp(log(factor) * ndtri(chance))


def _lognormal_mean(median: float, factor: float) -> float:
    return median * exp(log(factor) ** 2 / 2.0)


def _lognormal_deviation(median: float, factor: float) -> float:
    variance_of_log = log(factor) ** 2
    relative = sqrt(expm1(variance_of_log)) if variance_of_log < 700.0 else exp(variance_of_log / 2.0)
    return _lognormal_mean(median, factor) * relative


def _between(low: float, high: float, share: Any) -> Any:
    """So far on the way from `low` to `high`; no difference that could overflow."""
    return low * (1.0 - share) + high * share


def _mode_share(low: float, mode: float, high: float) -> float:
    return (mode / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0)


def _triangular_quantile(chance: Column, low: float, mode: float, high: float) -> Any:
    import numpy as np

    peak = _mode_share(low, mode, high)
    rising, falling = np.sqrt(chance * peak), 1.0 - np.sqrt((1.0 - chance) * (1.0 - peak))
    return _between(low, high, np.where(chance < peak, rising, falling))


def _triangular_deviation(low: float, mode: float, high: float) -> float:
    peak = _mode_share(low, mode, high)
    return (high - low) * sqrt((1.0 - peak + peak * peak) / 18.0)


DISTRIBUTIONS: Final = {
    "normal": Distribution(
        quantile=_normal_quantile,
        mean=lambda mean, _deviation: mean,
        deviation=lambda _mean, deviation: deviation,
    ),
    "uniform": Distribution(
        quantile=lambda chance, low, high: _between(low, high, chance),
        mean=lambda low, high: low / 2.0 + high / 2.0,
        deviation=lambda low, high: (high - low) / sqrt(12.0),
    ),
    "triangular": Distribution(
        quantile=_triangular_quantile,
        mean=lambda low, mode, high: low / 3.0 + mode / 3.0 + high / 3.0,
        deviation=_triangular_deviation,
    ),
    "lognormal": Distribution(
        quantile=_lognormal_quantile,
        mean=_lognormal_mean,
        deviation=_lognormal_deviation,
    ),
}
"""A record for every kind in `circuit.what_if.SPREADS`."""


def quantile(spread: Spread, chance: npt.ArrayLike) -> Column:
    """The values below which an input lies with these chances: uniform numbers become numbers that scatter so.

    Args:
        spread: how the input scatters.
        chance: numbers from 0 to 1, of any shape; 0 and 1 themselves count as the nearest numbers between them.

    Returns:
        float64 of the same shape, in the input's own units.

    Example:
        >>> quantile(Spread("triangular", (0.0, 1.0, 2.0)), [0.125, 0.5, 0.875]).tolist()
        [0.5, 1.0, 1.5]
        >>> quantile(Spread("lognormal", (10.0, 2.0)), 0.5).tolist()
        10.0
    """
    import numpy as np

    chances = np.clip(np.asarray(chance, dtype=np.float64), _SMALLEST_CHANCE, _LARGEST_CHANCE)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        return np.asarray(DISTRIBUTIONS[spread.kind].quantile(chances, *spread.numbers), dtype=np.float64)


def mean_of(spread: Spread) -> float:
    """The mean, in the input's own units.

    Example:
        >>> mean_of(Spread("triangular", (0.0, 1.0, 5.0))), round(mean_of(Spread("lognormal", (1.0, 2.0))), 4)
        (2.0, 1.2715)
    """
    return DISTRIBUTIONS[spread.kind].mean(*spread.numbers)


def deviation_of(spread: Spread) -> float:
    """The standard deviation, in the input's own units.

    Example:
        >>> deviation_of(Spread("normal", (5.0, 0.5))), deviation_of(Spread("uniform", (0.0, 6.0))) ** 2
        (0.5, 3.0000000000000004)
    """
    return DISTRIBUTIONS[spread.kind].deviation(*spread.numbers)


@dataclass(frozen=True, slots=True)
class ScatteringInput:
    """An input that the objective depends on, and how it scatters."""

    node: Node
    spread: Spread

    @property
    def label(self) -> str:
        """What people call it."""
        return self.node.label


def scattering_inputs(
    circuit: Circuit, objective: str | None = None, spreads: Mapping[str, Spread] | None = None
) -> list[ScatteringInput]:
    """The inputs that scatter and that the objective depends on, held or not, in the order of the document.

    Args:
        circuit: it is not changed.
        objective: what people call the node; None for the chosen one or the only sink.
        spreads: how some inputs scatter, by what people call them; the others as the circuit has it.

    Raises:
        UnknownNodeError: an input or the objective is not there.
        ObjectiveError: no objective can be told.
        ValueProblem: a distribution cannot be.
        CircuitError: no input scatters, or none of those reaches the objective.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("x*y + z")
        >>> [each.label for each in scattering_inputs(circuit, spreads={"y": Spread("normal", (0.0, 1.0))})]
        ['y']
    """
    target = circuit.find_objective(objective)
    given: dict[str, Spread] = {}
    for label, spread in (spreads or {}).items():
        node = input_called(circuit, label)
        if not isinstance(spread, Spread):
            raise ValueProblem(
                "The distribution of “{label}” must be a Spread, such as Spread(“normal”, (0.0, 1.0)), not {found}.",
                [node.id],
                label=label,
                found=repr(spread)[:60],
            )
        check_spread(label, spread)
        given[node.id] = spread
    chosen = [(node, given.get(node.id, node.spread)) for node in circuit.inputs()]
    scattering = [ScatteringInput(node, spread) for node, spread in chosen if spread is not None]
    if not scattering:
        raise CircuitError("No input scatters: give at least one a distribution, such as normal.")
    upstream = circuit.upstream(target.id) | {target.id}
    reaching = [each for each in scattering if each.node.id in upstream]
    if not reaching:
        names = ", ".join(each.label for each in scattering[:8]) + (" …" if len(scattering) > 8 else "")
        template = (
            "No input that scatters reaches “{label}” (those that do: {names}): "
            "give one that it depends on a distribution."
        )
        raise CircuitError(template, [target.id], label=target.label, names=names)
    return reaching


def whole_number(what: str, number: object, least: int) -> int:
    """A whole number that somebody asked for, such as 1000 or 1e3.

    Args:
        what: what it is, in words that begin a sentence.
        number: what was given.
        least: what it must be at least.

    Raises:
        ValueProblem: it is something else, or too small.

    Example:
        >>> whole_number("The number of samples", 1e5, 1)
        100000
    """
    whole = None
    if isinstance(number, SupportsIndex):
        whole = number.__index__()
    elif isinstance(number, float) and number.is_integer():
        whole = int(number)
    if whole is None or whole < least:
        template = "{what} must be a whole number from {least} on, not {number}."
        shown = number_text(number) if isinstance(number, float) else repr(number)[:60]
        raise ValueProblem(template, what=what, least=least, number=shown)
    return whole
