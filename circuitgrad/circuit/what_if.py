"""What people say about inputs when they ask "what if": how far one may go, how it scatters, and sets of values."""

from __future__ import annotations

from math import floor, isfinite, log10
from typing import Final

from circuitgrad.errors import ValueProblem
from circuitgrad.frozen import frozen

STEPS: Final = 200
"""How many steps a slider has from one end to the other, where nobody has said how long a step is."""


@frozen
class Range:
    """From where to where an input may go, both ends included.

    Args:
        low: the lower end.
        high: the upper end, above it.
        step: how far a slider moves at a time, in the input's own units; None for a fitting one. On a logarithmic
            slider a step is a share of the whole way instead, and this is not used.
        logarithmic: a slider spends as much way on each power of ten; both ends are above 0 then.

    Example:
        >>> Range(-5.0, 5.0).step_length, Range.around(-3.0).high, Range.around(0.0).low
        (0.05, 10.0, -1.0)
    """

    low: float
    high: float
    step: float | None = None
    logarithmic: bool = False

    @classmethod
    def around(cls, value: float | None) -> Range:
        """The range that is offered for an input with this value: symmetric, with round ends and room to both sides."""
        size = abs(value or 0.0)
        if not isfinite(size) or size > _LARGEST or size < _SMALLEST:
            size = 0.5
        high = round_up(2.0 * size)
        return cls(-high, high)

    @property
    def step_length(self) -> float:
        """How far a slider moves at a time."""
        return self.step if self.step is not None else round_up((self.high - self.low) / STEPS)

    def holds(self, value: float) -> bool:
        """Whether the value lies within."""
        return self.low <= value <= self.high

    def clamped(self, value: float) -> float:
        """The value, or the end that is nearest to it."""
        return min(max(value, self.low), self.high)

    def widened(self, value: float) -> Range:
        """The range that reaches as far as this value too.

        Example:
            >>> Range(0.0, 1.0).widened(3.0).high
            3.0
        """
        if self.holds(value) or not isfinite(value) or (self.logarithmic and value <= 0.0):
            return self
        return Range(min(self.low, value), max(self.high, value), self.step, self.logarithmic)


_LARGEST, _SMALLEST = 1e300, 1e-300


def round_up(size: float) -> float:
    """The next 1, 2 or 5 times a power of ten.

    Example:
        >>> round_up(0.03), round_up(6.0), round_up(2.0)
        (0.05, 10.0, 2.0)
    """
    exponent = floor(log10(size))
    for digit in (1, 2, 5, 10):
        candidate = float(f"{digit}e{exponent}")
        if candidate >= size:
            return candidate
    return float(f"1e{exponent + 1}")


def check_range(label: str, chosen: Range) -> None:
    """Raises if an input cannot have this range.

    Raises:
        ValueProblem: an end is no finite number, they are the wrong way round, or a step or scale does not fit.
    """
    low, high, step = chosen.low, chosen.high, chosen.step
    if not (isfinite(low) and isfinite(high) and isfinite(high - low)):
        raise ValueProblem("The range of “{label}” needs two finite ends.", label=label)
    if not low < high:
        template = "The range of “{label}” is the wrong way round: {low} is not below {high}."
        raise ValueProblem(template, label=label, low=_shown(low), high=_shown(high))
    if step is not None and not 0.0 < step < float("inf"):
        raise ValueProblem("The step of “{label}” must be above 0, not {step}.", label=label, step=_shown(step))
    if chosen.logarithmic and low <= 0.0:
        template = "“{label}” can only have a logarithmic slider above 0: raise the lower end, which is {low}."
        raise ValueProblem(template, label=label, low=_shown(low))


def _shown(number: float) -> str:
    """A number in a sentence, with a true minus.

    Example:
        >>> _shown(-5.0), _shown(0.25)
        ('−5', '0.25')
    """
    return f"{number:.12g}".replace("-", "−")


@frozen
class Spread:
    """How an input scatters: a distribution and its numbers.

    Args:
        kind: one of `SPREADS`.
        numbers: as `SPREADS` names them.

    Example:
        >>> Spread("normal", (0.0, 1.0)).kind
        'normal'
    """

    kind: str
    numbers: tuple[float, ...]


SPREADS: Final = {
    "normal": ("mean", "deviation"),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "lognormal": ("median", "factor"),
}
"""The distributions and the names of their numbers. `deviation` is the standard deviation; a lognormal input lies
with a chance of 68 % between its median divided and multiplied by `factor` (its geometric standard deviation)."""


def check_spread(label: str, spread: Spread) -> None:
    """Raises if there is no such distribution.

    Raises:
        ValueProblem: an unknown kind, another number of numbers, or numbers that do not fit together.
    """
    names = SPREADS.get(spread.kind)
    if names is None:
        template = "“{label}” has an unknown distribution, “{kind}”; there are: {names}."
        raise ValueProblem(template, label=label, kind=spread.kind, names=", ".join(SPREADS))
    if len(spread.numbers) != len(names) or not all(map(isfinite, spread.numbers)):
        template = "The {kind} distribution of “{label}” takes finite numbers for: {names}."
        raise ValueProblem(template, label=label, kind=spread.kind, names=", ".join(names))
    wrong = _misfit(spread)
    if wrong:
        template = "The {kind} distribution of “{label}” cannot be: {reason}."
        raise ValueProblem(template, label=label, kind=spread.kind, reason=wrong)


def _misfit(spread: Spread) -> str:
    first, *rest = spread.numbers
    if spread.kind == "normal":
        return "" if rest[0] > 0.0 else "its deviation must be above 0"
    if spread.kind == "lognormal":
        return "" if first > 0.0 and rest[0] > 1.0 else "its median must be above 0, its factor above 1"
    if spread.kind == "triangular":
        return "" if first <= rest[0] <= rest[1] and first < rest[1] else "it needs low ≤ mode ≤ high, and low < high"
    return "" if first < rest[0] else "its low must be below its high"


@frozen
class Scenario:
    """A pinned set of input values.

    Args:
        id: permanent within the circuit; no other scenario has it.
        name: what people call it, one line; may be empty.
        values: the value of each input, by the input's id. Inputs that are not there any more are passed over.

    Example:
        >>> Scenario("scenario1", "as measured", (("x", 2.0),)).value_of("x")
        2.0
    """

    id: str
    name: str
    values: tuple[tuple[str, float], ...]

    def value_of(self, id: str) -> float | None:
        """The value of the input with this id, None where it says nothing of it."""
        return next((value for known, value in self.values if known == id), None)


def check_scenario(scenario: Scenario) -> None:
    """Raises if a scenario cannot be, whatever the circuit.

    Raises:
        ValueProblem: it has no id, an input twice, or a name that no file can hold.
    """
    if not scenario.id:
        raise ValueProblem("A scenario has no id: every scenario needs one.")
    if len({id for id, _ in scenario.values}) < len(scenario.values):
        raise ValueProblem("The scenario “{name}” has an input twice.", name=scenario.name or scenario.id)
    if any("\ud800" <= character <= "\udfff" or character in "\r\n" for character in scenario.name):
        raise ValueProblem("The name of the scenario “{id}” must be one line of whole characters.", id=scenario.id)
