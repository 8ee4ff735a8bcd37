"""Where along a line the slope of the objective jumps: at the corner of an |x|, where a maximum switches over.

The operators say themselves what is 0 at their kinks (`Operator.kinks`). Along a line such a function changes its
sign at a kink; that of an operator which chooses among any number of inputs (a maximum) only touches 0, and there the
choice changes. Not every such place is a kink of the objective: relu(x)² has none. So the slopes on both sides decide.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from circuitgrad.analysis.crossings import UNKNOWN, find_crossings
from circuitgrad.analysis.lines import Line
from circuitgrad.engine.numpy_rules import column_rules
from circuitgrad.operators import Operator

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

_ASIDE: Final = 1e-5
"""How far beside a place slopes are looked at, as a share of the distance between two samples."""
_FEWEST_ULPS: Final = 64
"""But at least so many of the smallest steps that a float can make there."""
_SAME: Final = 1e-6
"""Slopes on both sides that differ by less than this share of those around are the same: a curve bends as well."""
_NOTHING: Final = 1e-9
"""A slope of less than this share of those around is the error of carrying slopes on to a corner, and counts as 0."""
_MERGED: Final = 1e-3
"""What changes there and back within this share of `_ASIDE` is one change, and rounding."""


@dataclass(frozen=True, slots=True)
class Kink:
    """A place where the slope along a line jumps.

    Args:
        position: where, in the line's own numbers.
        id: the id of the node that has the corner or switches over.
        label: what people call it.
        left: the slope just before; along a sweep the objective's gradient, along a path its change per whole way.
        right: the slope just after.
    """

    position: float
    id: str
    label: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Corner:
    """A place where a node passes one of its corners, whatever the objective makes of it.

    Args:
        position: where.
        place: the node's place on the tape.
        width: how far apart the samples were between which it was seen.
    """

    position: float
    place: int
    width: float


@dataclass(frozen=True, slots=True)
class _Switch:
    """One way in which a node can change over.

    Args:
        place: the node's.
        kink: which of its operator's kink functions.
        sources: the places that feed it, each once where it chooses among them.
    """

    place: int
    kink: int
    sources: tuple[int, ...]


def find_corners(line: Line, points: Array) -> list[Corner]:
    """Where nodes that the objective depends on pass a corner, in the order of the line.

    Args:
        line: where to look.
        points: ascending places to look at first; what happens twice between two of them may stay unseen.
    """
    import numpy as np

    switches = _switches(line)
    if not switches:
        return []
    found = find_crossings(lambda at: _states(line, switches, at), points)
    if not len(found):
        return []
    aside = _aside(found.right, found.widths)
    near = np.concatenate([found.left, found.right, found.left - aside, found.right + aside])
    gaps = _gaps(line, switches, near)
    own = np.arange(len(found))
    at_left, at_right, before, after = gaps.reshape(len(switches), 4, len(found))[found.rows, :, own].T
    positions = np.where(abs(at_right) < abs(at_left), found.right, found.left)
    passed = (before != 0.0) & (after != 0.0) & ~np.isnan(before + after)
    corners: list[Corner] = []
    last: dict[int, float] = {}
    for k in np.argsort(positions, kind="stable").tolist():
        row, position, width = int(found.rows[k]), float(positions[k]), float(found.widths[k])
        if passed[k] and position - last.get(row, -np.inf) > _MERGED * _ASIDE * width:
            last[row] = position
            corners.append(Corner(position, switches[row].place, width))
    return corners


def kinks_among(corners: Sequence[Corner], line: Line, slopes: Callable[[Array], Array]) -> tuple[Kink, ...]:
    """Those corners at which slopes really differ on both sides, and the objective is finite.

    Slopes beside a corner are carried on to it linearly, so that a curve that only bends there has no kink.

    Args:
        corners: where to look.
        line: where they are.
        slopes: from n places to an array of shape (k, n); a kink of any row is one, and its slope is their sum.
    """
    import numpy as np

    if not corners:
        return ()
    positions, widths = (np.array([getattr(corner, name) for corner in corners]) for name in ("position", "width"))
    aside = _aside(positions, widths)
    steps = np.stack([-widths, -2.0 * aside, -aside, aside, 2.0 * aside, widths], axis=1)
    points = positions[:, None] + steps
    found = slopes(points.ravel()).reshape(-1, *points.shape)
    with np.errstate(all="ignore"):
        left = 2.0 * found[..., 2] - found[..., 1]
        right = 2.0 * found[..., 3] - found[..., 4]
        around = np.where(np.isfinite(found), abs(found), 0.0).max(axis=-1)
        jumps = ~(abs(right - left) <= _SAME * around).all(axis=0)
        sums = [np.where(abs(each) <= _NOTHING * around, 0.0, each).sum(axis=0) for each in (left, right)]
    is_finite = np.isfinite(line.values(points[:, 2:4].ravel())).reshape(-1, 2).all(axis=1)
    tape = line.tape
    return tuple(
        Kink(corner.position, tape.ids[corner.place], tape.labels[corner.place], float(before), float(after))
        for corner, jump, before, after in zip(corners, jumps & is_finite, *sums, strict=True)
        if jump
    )


def _switches(line: Line) -> list[_Switch]:
    """What can change over where these inputs move; kept with the tape's structure."""
    tape, moving = line.tape, line.moving_places()
    key = "switches", line.target, *moving
    if key not in tape.kept:
        needed, moves = tape.needed_by(line.target), [False] * len(tape)
        for place in moving:
            moves[place] = True
        found = []
        for i in tape.order:
            sources = tape.sources[i]
            moves[i] = moves[i] or any(moves[source] for source in sources)
            if moves[i] and needed[i] and tape.complete[i] and tape.operators[i].kinks:
                different = tuple(dict.fromkeys(sources))
                if not tape.operators[i].any_number:
                    found += [_Switch(i, kink, sources) for kink in range(len(tape.operators[i].kinks))]
                elif len(different) > 1:
                    found.append(_Switch(i, 0, different))
        tape.kept[key] = found
    switches: list[_Switch] = tape.kept[key]
    return switches


def _states(line: Line, switches: Sequence[_Switch], points: Array) -> npt.NDArray[np.int64]:
    """For each switch the side of its corner, or which input is chosen."""
    import numpy as np

    tape, values = line.tape, _arriving(line, switches, points)
    states = np.empty((len(switches), len(points)), np.int64)
    with np.errstate(all="ignore"):
        for row, switch in enumerate(switches):
            operator, constants = tape.operators[switch.place], tape.nodes[switch.place].constants
            inputs = [values[source] for source in switch.sources]
            gap = gap_rule(operator, switch.kink)(inputs, constants)
            state: Any = gap > 0.0
            if operator.any_number:
                rules = column_rules(operator)
                state = np.argmax(rules.local_derivatives(inputs, constants, rules.forward(inputs, constants)), axis=0)
            states[row] = np.where(np.isnan(gap), UNKNOWN, state)
    return states


def _gaps(line: Line, switches: Sequence[_Switch], points: Array) -> Array:
    """How far each switch is from its corner."""
    import numpy as np

    tape, values = line.tape, _arriving(line, switches, points)
    gaps = np.empty((len(switches), len(points)))
    with np.errstate(all="ignore"):
        for row, switch in enumerate(switches):
            inputs = [values[source] for source in switch.sources]
            gaps[row] = gap_rule(tape.operators[switch.place], switch.kink)(inputs, tape.nodes[switch.place].constants)
    return gaps


def _arriving(line: Line, switches: Sequence[_Switch], points: Array) -> dict[int, Array]:
    return line.node_values(points, {source for switch in switches for source in switch.sources})


def _aside(positions: Array, widths: Array) -> Array:
    """How far beside each place to look."""
    import numpy as np

    aside: Array = np.maximum(_ASIDE * widths, _FEWEST_ULPS * np.spacing(abs(positions)))
    return aside


@cache
def gap_rule(operator: Operator, kink: int) -> Callable[[Sequence[Any], Sequence[float]], Any]:
    """One of an operator's kink functions over columns: the rule of an operator that computes just that."""
    return column_rules(replace(operator, forward=operator.kinks[kink])).forward
