"""What stands in the way from one set of values to another: undefined stretches, and poles between two points."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from circuitgrad.analysis.lines import Line
from circuitgrad.analysis.quadrature import Panels
from circuitgrad.engine.sentences import number_text
from circuitgrad.errors import CircuitError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

_SAMPLES: Final = 257
_NARROW: Final = 1e-9
"""Only panels so narrow are thought to hold a leap."""
_SMALLEST: Final = sys.float_info.min
_LEAP: Final = 0.01
"""What a node may change in one of them at most, as a share of what it and its inputs are on the way."""


def check_finite(line: Line, points: Array, numbers: Array) -> None:
    """Raises where a number is not finite.

    Args:
        line: the path from before to after.
        points: shares of the way, from 0 to 1.
        numbers: the objective's value, or its slope, at each.

    Raises:
        CircuitError: one is not finite; the sentence says where on the way, and names the node where it arises.
    """
    import numpy as np

    if not np.isfinite(numbers).all():
        raise not_finite(line, float(points[np.argmin(np.isfinite(numbers))]))


def not_finite(line: Line, share: float) -> CircuitError:
    """What to say where the objective, or its slope, is not finite at this share of the way."""
    problem = line.problem_at(share)
    if problem is None:
        template = "The change cannot be explained: {percent} % of the way the slope of “{label}” is not finite."
        return CircuitError(template, percent=_percent(share), label=line.objective)
    template = "The change cannot be explained: {percent} % of the way {sentence}"
    return CircuitError(template, problem.nodes, percent=_percent(share), sentence=problem.sentence)


def check_no_leap(line: Line, panels: Panels, tolerance: float, delta: float) -> None:
    """Raises where a node leaps on the way, as a reciprocal does past 0: no slope tells of that.

    The integral does not settle there, however narrow the panels; the first node that leaps is the one.

    Args:
        line: the path from before to after.
        panels: the integrals of the parts.
        tolerance: what they should have settled to, as a share of `delta`.
        delta: the whole change.

    Raises:
        CircuitError: a node leaps; the sentence names it.
    """
    import numpy as np

    worst = int(np.argmax(panels.errors.sum(axis=0)))
    left, right = float(panels.left[worst]), float(panels.right[worst])
    unseen = max(tolerance * abs(delta), _SMALLEST)  # below that numbers lose their digits, and halves are no halves
    if panels.errors[:, worst].sum() <= unseen or right - left > _NARROW:
        return
    tape = line.tape
    needed = tape.needed_by(line.target)
    order = [i for i in tape.order if needed[i]]
    known = line.node_values(np.linspace(0.0, 1.0, _SAMPLES), order)
    near = line.node_values(np.array([left, right]), order)
    for i in order:
        low, high = near[i]
        usual = max(float(abs(known[each]).max()) for each in (i, *tape.sources[i]))
        if abs(high - low) > _LEAP * usual or max(abs(low), abs(high)) > usual / _LEAP:
            template = "The change cannot be explained: {percent} % of the way “{label}” ({title}) leaps from {low} to "
            template += "{high}; let the inputs stay on one side of it."
            raise CircuitError(
                template,
                [tape.ids[i]],
                percent=_percent(left),
                label=tape.labels[i],
                title=tape.nodes[i].record.title,
                low=number_text(float(low), 3),
                high=number_text(float(high), 3),
            )


def _percent(share: float) -> str:
    return number_text(100.0 * share, 4)
