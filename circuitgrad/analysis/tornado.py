"""How far the objective sways when each input alone goes down and up: what a tornado chart shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import isnan, nan
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from circuitgrad.analysis.moving import Bounds, MovingInput, moving_inputs
from circuitgrad.analysis.scenario_columns import column_deviations
from circuitgrad.analysis.sensitivity import strongest_first
from circuitgrad.analysis.spreads import deviation_of
from circuitgrad.circuit import Circuit
from circuitgrad.circuit.what_if import STEPS
from circuitgrad.engine import as_number, input_called, run, run_batch
from circuitgrad.errors import CircuitError
from circuitgrad.operators import Role

By = Literal["gradient", "percent", "step", "deviation", "range"]
Ends = tuple[float, float]
Progress = Callable[[int, int], bool]
WAYS: Final[tuple[By, ...]] = get_args(By)
PERCENT: Final = 0.01
_AT_ONCE: Final = 1_000
"""How many inputs go into one batch: each takes a column and two rows."""


@dataclass(frozen=True, slots=True)
class Sway:
    """What one input does to the objective when it alone moves.

    Args:
        by: how far it goes, as `sensitivity` was asked.
        id: the input's id.
        label: what people call it.
        is_held: whether what-if may not move it.
        value: where it stands.
        gradient: ∂objective/∂input there.
        low: where it goes at the low end; None where it goes nowhere, for want of a spread.
        high: where it goes at the high end, likewise.
        low_change: the objective there minus its value now; NaN where it is undefined.
        high_change: likewise.
    """

    by: By
    id: str
    label: str
    is_held: bool
    value: float
    gradient: float
    low: float | None = None
    high: float | None = None
    low_change: float | None = None
    high_change: float | None = None

    @property
    def predicted_low(self) -> float | None:
        """What the gradient predicts for the low end: gradient × how far the input goes."""
        return None if self.low is None else _predicted(self.gradient, self.low - self.value)

    @property
    def predicted_high(self) -> float | None:
        """What the gradient predicts for the high end."""
        return None if self.high is None else _predicted(self.gradient, self.high - self.value)

    @property
    def low_effect(self) -> float | None:
        """What the low end counts for: the true change at the end of a range, gradient × the way elsewhere."""
        return self.low_change if self.by == "range" else self.predicted_low

    @property
    def high_effect(self) -> float | None:
        """What the high end counts for."""
        return self.high_change if self.by == "range" else self.predicted_high

    @property
    def strength(self) -> float:
        """The larger one of both effects in magnitude, of those that are defined; NaN where none is."""
        effects = (self.low_effect, self.high_effect)
        return max((abs(each) for each in effects if each is not None and not isnan(each)), default=nan)


def sensitivity(
    circuit: Circuit,
    objective: str | None = None,
    *,
    by: By = "gradient",
    values: Mapping[str, float] | None = None,
    hold: Iterable[str] = (),
    release: Iterable[str] = (),
    ranges: Bounds | None = None,
    deviations: Mapping[str, float] | None = None,
    all_inputs: bool = False,
    progress: Progress | None = None,
) -> list[Sway]:
    """Moves each input alone, down and up, and tells what the objective does; strongest first, undefined last.

    Inputs rank by gradient × how far they go, and for "range" by the true change; every row tells both.

    Args:
        circuit: it is not changed.
        objective: what people call the node that is looked at; None for the chosen one or the only sink.
        by: how far each input goes.

            - "gradient": one unit.
            - "percent": 1 % of its value.
            - "step": one step of its slider, but not beyond the slider's ends.
            - "deviation": one standard deviation of its spread, or else of its column of values in the scenarios;
              an input with a lognormal spread is divided and multiplied by its geometric standard deviation. An input
              with neither goes nowhere.
            - "range": to both ends of its range.
        values: where inputs start, by what people call them; the others at the circuit's own values.
        hold: what people call inputs that shall not move, beside those that are held.
        release: inputs that may move although they are held.
        ranges: the ends for some inputs, for "range" alone; the others have their slider's.
        deviations: the standard deviations of columns, by what people call the inputs, for "deviation" alone; None
            for those of the circuit's own scenarios.
        all_inputs: moves held inputs as well, and marks them; constants never move.
        progress: is told now and then how many of how many rows are done; False stops.

    Raises:
        UnknownNodeError: an input or the objective is not there.
        ObjectiveError: no objective can be told, or nothing feeds it.
        ValueProblem: a range is the wrong way round, or an input that is needed has no value.
        CircuitError: there is no such way, or nothing may move.
        BatchStopped: `progress` said so.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("w = 2; b = 10; f = w*w + b")
        >>> for row in cg.sensitivity(circuit, by="range", ranges={"w": (0, 3), "b": (9, 12)}):
        ...     print(row.label, row.low_change, row.high_change, row.predicted_low, row.predicted_high)
        w -4.0 5.0 -8.0 4.0
        b -1.0 2.0 -1.0 2.0
    """
    if by not in WAYS:
        raise CircuitError("A sensitivity goes by {ways}, not by “{by}”.", ways=", ".join(WAYS), by=by)
    start = {label: as_number(label, value) for label, value in (values or {}).items()}
    held, released = ({input_called(circuit, label).id for label in labels} for labels in (hold, release))
    if all_inputs:
        kept_out, let_in = set[str](), {node.id for node in circuit.inputs() if node.role is not Role.CONSTANT}
    else:
        kept_out, let_in = held, released
    inputs = moving_inputs(
        circuit,
        objective,
        values=start,
        hold=[circuit.node(id).label for id in kept_out],
        release=[circuit.node(id).label for id in let_in],
        bounds=ranges,
    )
    now = run(circuit, start, objective)
    ends = _all_ends(circuit, inputs, by, ranges or {}, deviations)
    changes = _changes(circuit, objective, start, now.value, ends, progress)
    rows = []
    for each in inputs:
        node = each.node
        is_held = node.id in held or not (node.may_move or node.id in released)
        low, high = ends[each.label] or (None, None)
        gradient = now.gradients[each.label]
        rows.append(Sway(by, node.id, each.label, is_held, each.value, gradient, low, high, *changes[each.label]))
    return strongest_first(rows, lambda row: row.strength)


def _all_ends(
    circuit: Circuit, inputs: Iterable[MovingInput], by: By, ranges: Bounds, deviations: Mapping[str, float] | None
) -> dict[str, Ends | None]:
    """How far each input goes; None where it goes nowhere."""
    ends = {each.label: _ENDS[by](each) for each in inputs}
    if by == "range":
        return {label: ranges.get(label, own) for label, own in ends.items()}
    if by == "deviation":
        known = column_deviations(circuit) if deviations is None else deviations
        for each in inputs:
            if ends[each.label] is None and each.label in known:
                ends[each.label] = each.value - known[each.label], each.value + known[each.label]
    return ends


def _changes(
    circuit: Circuit,
    objective: str | None,
    start: Mapping[str, float],
    value: float,
    ends: Mapping[str, Ends | None],
    progress: Progress | None,
) -> dict[str, tuple[float | None, float | None]]:
    """How the objective changes at both ends of each input: two rows an input, in as few batches as memory allows."""
    import numpy as np

    found: dict[str, tuple[float | None, float | None]] = dict.fromkeys(ends, (None, None))
    going = [(label, pair) for label, pair in ends.items() if pair is not None]
    for begin in range(0, len(going), _AT_ONCE):
        part = going[begin : begin + _AT_ONCE]
        columns: dict[str, Any] = dict(start)
        for number, (label, pair) in enumerate(part):
            own = start.get(label, circuit.find(label).value)
            columns[label] = np.full(2 * len(part), own)
            columns[label][2 * number : 2 * number + 2] = pair
        told = None if progress is None else _part(progress, 2 * begin, 2 * len(going))
        with np.errstate(invalid="ignore"):
            changes = run_batch(circuit, columns, objective, progress=told).value - value
        found |= {label: tuple(changes[2 * i : 2 * i + 2].tolist()) for i, (label, _) in enumerate(part)}
    return found


def _part(progress: Progress, before: int, rows: int) -> Progress:
    """Tells of one of several batches as of a part of all rows."""
    return lambda done, _: progress(before + done, rows)


def _predicted(gradient: float, way: float) -> float:
    return 0.0 if way == 0.0 else gradient * way


def _by_unit(moving: MovingInput) -> Ends:
    return moving.value - 1.0, moving.value + 1.0


def _by_percent(moving: MovingInput) -> Ends:
    part = PERCENT * abs(moving.value)
    return moving.value - part, moving.value + part


def _by_step(moving: MovingInput) -> Ends:
    span = moving.node.span.widened(moving.value)
    if span.logarithmic:
        ratio = (span.high / span.low) ** (1.0 / STEPS)
        low, high = moving.value / ratio, moving.value * ratio
    else:
        low, high = moving.value - span.step_length, moving.value + span.step_length
    return span.clamped(low), span.clamped(high)


def _by_deviation(moving: MovingInput) -> Ends | None:
    spread = moving.node.spread
    if spread is None:
        return None
    if spread.kind == "lognormal":
        factor = spread.numbers[1]
        return moving.value / factor, moving.value * factor
    deviation = deviation_of(spread)
    return moving.value - deviation, moving.value + deviation


def _by_range(moving: MovingInput) -> Ends:
    span = moving.node.span.widened(moving.value)
    return span.low, span.high


_ENDS: Final[Mapping[By, Callable[[MovingInput], Ends | None]]] = MappingProxyType(
    {"gradient": _by_unit, "percent": _by_percent, "step": _by_step, "deviation": _by_deviation, "range": _by_range}
)
