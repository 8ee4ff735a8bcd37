"""What comes of the objective where one input, or one wire alone, carries a little more or less: many at once.

Each shift has columns of its own in arrays that run through the circuit together. Only nodes that some shift of a block
reaches are computed again, and every value of a block comes from the same functions: what rounding there is cancels as
far as it can.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from circuitgrad.analysis.kinks import gap_rule
from circuitgrad.engine import Run, Tape
from circuitgrad.engine.complex_rules import Complex, complex_rule
from circuitgrad.engine.numpy_rules import column_rules

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

COMPLEX_STEP: Final = 2.0**-200
"""So small that nothing of its square is left beside any number, and that a product with it does not vanish."""
OWN: Final = -1
"""The position of a shift that moves the value of an input, not that of a wire."""
_BESIDE: Final = (-2.0, -1.0, 1.0, 2.0)
"""Where a block looks, in steps; and once where nothing is shifted."""


@dataclass(frozen=True, slots=True)
class Shift:
    """What is moved.

    Args:
        place: an input's place on the tape, or that of the node at which a wire ends.
        position: which of the wires that end there, in port order; `OWN` for the input itself.
    """

    place: int
    position: int


@dataclass(frozen=True, eq=False)
class Ground:
    """A run that is shifted.

    Args:
        run: it, with a backward pass.
        objective: the place of the objective.
        order: the places that the objective depends on, each after all that feed it.
        last_use: for each of them, those that nobody asks for after it.
    """

    run: Run
    objective: int
    order: tuple[int, ...]
    last_use: dict[int, list[int]]

    @property
    def tape(self) -> Tape:
        """What ran."""
        return self.run.tape

    @classmethod
    def of(cls, run: Run, objective: int) -> Ground:
        """The ground for shifts of a run."""
        tape = run.tape
        needed = tape.needed_by(objective)
        order = tuple(i for i in tape.order if needed[i])
        last: dict[int, int] = {}
        for i in order:
            for source in tape.sources[i]:
                last[source] = i
        last_use: dict[int, list[int]] = {}
        for source, i in last.items():
            last_use.setdefault(i, []).append(source)
        return cls(run, objective, order, last_use)

    def value_at(self, shift: Shift) -> float:
        """The number that a shift moves."""
        place = shift.place if shift.position == OWN else self.tape.sources[shift.place][shift.position]
        return float(self.run.values[place])


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """The objective beside where it is; a row for each shift.

    Args:
        here: its value where nothing is shifted.
        around: its values at −2, −1, 1 and 2 steps.
        steps: the length of each step.
        noise: what rounding may have done to each value.
        reach: how far the nearest corner is, in shares of what two steps do to it: 0 for none near, from ½ on one may
            be passed, infinite for one that is just here.
        corners: the place of the node that has this corner; −1 for none.
        meeting: how many corners are just here.
    """

    here: float
    around: Array
    steps: Array
    noise: Array
    reach: Array
    corners: npt.NDArray[np.intp]
    meeting: npt.NDArray[np.intp]


def look_beside(ground: Ground, shifts: Sequence[Shift], steps: Array) -> Beside:
    """The objective two steps to either side of where it is."""
    import numpy as np

    count = len(shifts)
    width = 1 + len(_BESIDE) * count
    watch = _Watch(ground, width)
    columns: dict[int, dict[int, Array]] = {}
    for number, shift in enumerate(shifts):
        column = columns.setdefault(shift.place, {}).setdefault(shift.position, np.zeros(width))
        column[_columns(number)] += steps[number] * np.array(_BESIDE)
    with np.errstate(all="ignore"):
        found = _carried(ground, columns, lambda operator: column_rules(operator).forward, watch)
    here = float(ground.run.values[ground.objective]) if found is None else float(found[0])
    values = np.full(width, here) if found is None else found
    own = (count, len(_BESIDE))
    reach = watch.reach[1:].reshape(own)
    nearest = reach.argmax(axis=1)
    corners = watch.corners[1:].reshape(own)[np.arange(count), nearest]
    noise, meeting = (each[1:].reshape(own).max(axis=1) for each in (watch.noise, watch.meeting))
    return Beside(here, values[1:].reshape(own), steps, noise, reach.max(axis=1), corners, meeting)


def _columns(number: int) -> slice:
    start = 1 + len(_BESIDE) * number
    return slice(start, start + len(_BESIDE))


def complex_steps(
    ground: Ground, shifts: Sequence[Shift], step: float = COMPLEX_STEP
) -> tuple[Array, npt.NDArray[np.intp]]:
    """The derivative for each shift by a complex step: NaN where there is none.

    Args:
        ground: the run.
        shifts: what is moved.
        step: how far.

    Returns:
        The derivatives; and for each shift the place of the first node on its way without a complex step, −1 for none.
    """
    import numpy as np

    width = len(shifts)
    columns: dict[int, dict[int, Any]] = {}
    for number, shift in enumerate(shifts):
        own = columns.setdefault(shift.place, {}).setdefault(shift.position, Complex(np.zeros(width, np.complex128)))
        own.column[number] += 1j * step
    refused = np.full(width, -1, np.intp)

    def watch(place: int, _inputs: Sequence[Any], _value: Any, reached: Any) -> None:
        if complex_rule(ground.tape.operators[place]) is None:
            refused[reached & (refused < 0)] = place

    with np.errstate(all="ignore"):
        found = _carried(ground, columns, complex_rule, watch)
        slopes = np.zeros(width) if found is None else np.broadcast_to(found.column.imag / step, (width,)).copy()
        if found is not None:
            slopes[~np.isfinite(np.broadcast_to(found.column.real, (width,)))] = np.nan
    slopes[refused >= 0] = np.nan
    return slopes, refused


def _carried(
    ground: Ground,
    shifts: dict[int, dict[int, Any]],
    rule_of: Callable[[Any], Callable[[Sequence[Any], Sequence[float]], Any] | None],
    watch: Callable[[int, Sequence[Any], Any, Any], None],
) -> Any:
    """The objective's column after these shifts, by place and position; None where none of them reaches it.

    `watch` is told of every node that is computed: its place, its inputs, its value, and which columns reach it.
    """
    import numpy as np

    tape, values = ground.tape, ground.run.values
    moved: dict[int, Any] = {}
    reached: dict[int, Any] = {}
    for i in ground.order:
        own, sources = shifts.get(i), tape.sources[i]
        if own is not None and OWN in own:
            moved[i], reached[i] = _shifted(float(values[i]), own[OWN])
        elif own is not None or any(source in moved for source in sources):
            inputs = [moved[source] if source in moved else float(values[source]) for source in sources]
            masks = [reached[source] for source in sources if source in reached]
            for position, column in (own or {}).items():
                inputs[position], mask = _shifted(inputs[position], column)
                masks.append(mask)
            reached[i] = masks[0] if len(masks) == 1 else np.logical_or.reduce(masks)
            rule = rule_of(tape.operators[i])
            if rule is None or not tape.complete[i]:
                moved[i] = inputs[0] * 0.0 + float(values[i])
            else:
                moved[i] = rule(inputs, tape.nodes[i].constants)
            watch(i, inputs, moved[i], reached[i])
        for source in ground.last_use.get(i, ()):
            moved.pop(source, None)
            reached.pop(source, None)
    return moved.get(ground.objective)


def _shifted(number: Any, column: Any) -> tuple[Any, Any]:
    """A number, or a column, with the shift; and where it was shifted."""
    plain = column.column if isinstance(column, Complex) else column
    return column + number, plain != 0.0


class _Watch:
    """Notes rounding and corners while columns run through a circuit."""

    def __init__(self, ground: Ground, width: int) -> None:
        import numpy as np

        self._ground = ground
        backward = ground.run.backward
        if backward is None:
            raise AssertionError("a run without a backward pass has no gradients")
        self._gradients = backward.nodes
        self.noise = np.zeros(width)
        self.reach = np.zeros(width)
        self.corners = np.full(width, -1, np.intp)
        self.meeting = np.zeros(width, np.intp)

    def __call__(self, place: int, inputs: Sequence[Any], value: Any, reached: Any) -> None:
        """Adds what one node does."""
        import numpy as np

        tape = self._ground.tape
        here, gradient = float(self._ground.run.values[place]), float(self._gradients[place])
        share = abs(here * gradient)  # how far the objective moves, relative to how much this value is off
        if isfinite(share):
            self.noise += np.where(reached, np.finfo(np.float64).eps * share, 0.0)
        operator = tape.operators[place]
        if not operator.kinks or not tape.complete[place]:
            return
        arriving = _different(tape.sources[place], inputs) if operator.any_number else inputs
        for kink in range(len(operator.kinks)):
            gap = gap_rule(operator, kink)(arriving, tape.nodes[place].constants)
            if np.ndim(gap) == 0:
                continue
            change = abs(gap - gap[0])
            reach = np.where(change == 0.0, 0.0, change / abs(gap[0]))
            self.meeting += np.isinf(reach)
            nearer = reach > self.reach
            self.reach = np.where(nearer, reach, self.reach)
            self.corners = np.where(nearer, place, self.corners)


def _different(sources: Sequence[int], inputs: Sequence[Any]) -> list[Any]:
    """What arrives at a node, once where one source comes twice and neither wire is shifted: that is no tie."""
    keys = [
        (source, 0 if isinstance(number, float) else id(number)) for source, number in zip(sources, inputs, strict=True)
    ]
    return list(dict(zip(keys, inputs, strict=True)).values())
