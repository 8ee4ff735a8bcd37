"""What wakes the gradient of a dead input, as told from what was tried."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Final, Literal

from circuitgrad.circuit import Node
from circuitgrad.engine.signs import VANISHING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Column = npt.NDArray[np.float64]

Cure = Literal["nudge", "jump", "constant"]

_ENOUGH_NUDGES: Final = 4
"""So many of the nudges must wake the gradient: one that hardly ever helps is no advice."""
_STRONG: Final = 0.01
"""A jump goes where the input has an effect of this size at least, not to the brink of where its gradient wakes."""


@dataclass(frozen=True, slots=True)
class Waking:
    """What wakes the gradient of an input.

    Args:
        cure: "nudge" where noise on what may move does, "jump" where other values do, "constant" where nothing does.
        jump_to: after "jump" the input's own value, None where it can stay and others have to move.
        alone: whether nothing else has to move.
    """

    cure: Cure
    jump_to: float | None = None
    alone: bool = True


def scale_of(node: Node) -> float:
    """How large an input is: its value, or half its span where that is 0 or none; in its own units, above 0.

    Example:
        >>> scale_of(Node.new("input", id="x", value=-3.0)), scale_of(Node.new("input", id="x", value=0.0))
        (3.0, 1.0)
    """
    if node.value is not None and node.value != 0.0 and isfinite(node.value):
        return abs(node.value)
    return node.span.high / 2.0 - node.span.low / 2.0


def is_asleep(gradient: float, value: float, scale: float) -> bool:
    """Whether moving an input by its own size moves an objective of this value by next to nothing.

    Args:
        gradient: ∂objective/∂input.
        value: the objective's value.
        scale: the input's size.

    Example:
        >>> is_asleep(1e-22, 1.0, 50.0), is_asleep(0.25, 0.5, 1.0)
        (True, False)
    """
    return abs(gradient) * scale <= VANISHING * max(abs(value), 1.0)


@dataclass(slots=True)
class Trial:
    """What was tried for one input: effects, or the input's values and the effect of each.

    The effect is what moving the input by its own size does to the objective, relative to the objective's size or 1.

    Args:
        node: the input.
        nudged: where all that may move was moved a little.
        swept: where the input alone was moved, from near to far.
        others: where the others were moved at random, from near to far.
        joint: where all were.
    """

    node: Node
    nudged: list[Column] = field(default_factory=list)
    swept: list[tuple[Column, Column]] = field(default_factory=list)
    others: list[Column] = field(default_factory=list)
    joint: list[tuple[Column, Column]] = field(default_factory=list)

    def waking(self, least: float = VANISHING) -> Waking | None:
        """What made the effect larger than this, the smallest change first; None where nothing did.

        Example:
            >>> import numpy as np
            >>> values, effects = np.array([0.0, 1.0]), np.array([0.0, 0.5])
            >>> Trial(Node.new("input", id="x", value=-1.0), swept=[(values, effects)]).waking()
            Waking(cure='jump', jump_to=1.0, alone=True)
        """
        if any((effects > least).sum() >= _ENOUGH_NUDGES for effects in self.nudged):
            return Waking("nudge")
        for points, effects in self.swept:
            if (effects > least).any():
                return Waking("jump", _nearest(points, effects, self.node, inside=True))
        if any((effects > least).any() for effects in self.others):
            return Waking("jump", alone=False)
        for points, effects in self.joint:
            if (effects > least).any():
                return Waking("jump", _nearest(points, effects, self.node), alone=False)
        return None

    def waking_in_tiny_units(self) -> Waking | None:
        """The same where an objective in tiny units has tiny gradients throughout: not tiny next to the rest."""
        parts = [*self.nudged, *self.others, *(effects for _, effects in [*self.swept, *self.joint])]
        largest = max((float(effects.max()) for effects in parts if len(effects)), default=0.0)
        return self.waking(VANISHING * largest) if largest > 0.0 else None


def _nearest(points: Column, effects: Column, node: Node, *, inside: bool = False) -> float:
    """The point nearest to the input's value where its effect is strong, and if asked for on both sides too."""
    import numpy as np

    order = np.argsort(points)
    points, strong = points[order], effects[order] >= _STRONG * min(effects.max(), 1.0)
    if inside:
        between = strong.copy()
        between[1:-1] &= strong[:-2] & strong[2:]
        strong = between if between.any() else strong
    found = points[strong]
    return float(found[np.argmin(np.abs(found - (node.value or 0.0)))])
