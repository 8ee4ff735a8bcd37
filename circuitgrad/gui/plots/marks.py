"""What stands on a plot beside the curve or the surface; it needs no library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Spot:
    """A point with a name: a scenario, the baseline.

    Args:
        x: along the first axis.
        y: along the second: the objective's value on a curve, the second input on a surface.
        name: what it is.
    """

    x: float
    y: float
    name: str


@dataclass(frozen=True, slots=True)
class Now:
    """Where the circuit stands.

    Args:
        x: along the first axis.
        y: along the second.
        value: the objective's value.
        slopes: ∂objective/∂input along each axis.
    """

    x: float
    y: float
    value: float
    slopes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Foretold:
    """Where the gradient would have led with the last move, on a curve.

    Args:
        start: the input and the objective where the move began.
        end: the input where it ended, and the objective as the gradient foretold it.
    """

    start: tuple[float, float]
    end: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Marks:
    """All of it.

    Args:
        now: where the circuit stands; None where it has no value.
        baseline: the pinned one.
        scenarios: those of the table.
        trail: the way of the last search or descent.
        move: what the gradient foretold of the last move, where that was only local.
    """

    now: Now | None = None
    baseline: Spot | None = None
    scenarios: tuple[Spot, ...] = ()
    trail: tuple[tuple[float, float], ...] = ()
    move: Foretold | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """What a plot paints of a curve, worked out where the curve was.

    Args:
        x: the input as it stands along the axis, which may be logarithmic.
        line: the points that the picture of the objective needs, x and y.
        slope: likewise.
        others: likewise for other nodes, by what people call them.
        ends: how low and how high the view of all but the slope goes.
        slope_ends: likewise for the slope.
    """

    x: Any
    line: tuple[Any, Any]
    slope: tuple[Any, Any]
    others: dict[str, tuple[Any, Any]]
    ends: tuple[float, float]
    slope_ends: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """An objective over one input; arrays of one length.

    Args:
        name: what people call the input.
        objective: what people call the objective.
        x: the input.
        y: the objective.
        slope: ∂objective/∂input.
        others: other nodes, by what people call them.
        logarithmic: whether the axis is.
        kinks: places where the slope jumps, each with a sentence.
        undefined: stretches without a value, each with a sentence.
        drawn: what is painted of it, where that has been worked out.
    """

    name: str
    objective: str
    x: Any
    y: Any
    slope: Any
    others: dict[str, Any]
    logarithmic: bool = False
    kinks: tuple[tuple[float, str], ...] = ()
    undefined: tuple[tuple[float, float, str], ...] = ()
    drawn: Drawn | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """An objective over two inputs.

    Args:
        names: what people call the inputs.
        objective: what people call the objective.
        x: the first input, n0 values.
        y: the second, n1 values.
        z: the objective, of shape (n1, n0).
        slopes: ∂objective/∂input for both, likewise.
        bands: the band of each pixel of its picture, as `bands.banded` gives it.
        ends: the values at the lower end of the lowest band and the upper end of the highest.
        logarithmic: whether each axis is.
    """

    names: tuple[str, str]
    objective: str
    x: Any
    y: Any
    z: Any
    slopes: tuple[Any, Any]
    bands: Any
    ends: tuple[float, float]
    logarithmic: tuple[bool, bool] = (False, False)
