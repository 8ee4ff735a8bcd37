"""What differences say about a gradient: it agrees, it stands at a kink, it is wrong, or they cannot tell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf, isfinite, isnan
from typing import Final

from circuitgrad.analysis.slopes import CORNER_NEAR


class Verdict(StrEnum):
    """What is said about a gradient, the worst first."""

    WRONG = "wrong"
    UNCLEAR = "cannot tell"
    KINK = "kink"
    AGREES = "agrees"


_DIFFERENCES: Final = 1e-6
"""To what share of itself a gradient must agree with differences, beside what they may be off themselves."""
_COMPLEX: Final = 1e-8
"""And with a complex step, which has no error but rounding."""
_ROUNDED: Final = 1e-13
"""What rounding may make of a gradient, as a share of the sum of |product| over its paths."""
_CERTAIN: Final = 1e-2
"""Slopes that are known to this share of themselves can tell right from wrong."""
_CERTAIN_SUM: Final = 1e-4
"""Or to this share of the sum of |product| over the paths, for gradients that cancel."""

SENTENCES: Final = {
    "complex": "The backward pass agrees with a complex step.",
    "differences": "The backward pass agrees with central differences.",
    "left": "The backward pass agrees with the slope to the left; to the right the objective is undefined.",
    "right": "The backward pass agrees with the slope to the right; to the left the objective is undefined.",
    "nothing": "No way leads from here to the objective, so the gradient is 0.",
    "kink": "“{node}” ({title}) stands at a kink: the gradient lies between the slope to the left, {left}, and the one "
    "to the right, {right}.",
    "near kink": "“{node}” ({title}) is next to a kink: the gradient lies between the slope to the left, {left}, and "
    "the one to the right, {right}.",
    "edge kink": "“{node}” ({title}) stands at a kink, and only to one side the objective is defined: its slope there "
    "is {numeric}.",
    "undefined gradient": "The gradient is undefined: see what the Problems say about it.",
    "infinite gradient": "The gradient is infinite: differences have no end either.",
    "undefined value": "The objective is not finite here.",
    "undefined": "The objective is undefined to both sides.",
    "cancels": "Rounding hides the slope: differences are certain to ±{doubt} only.",
    "wrong complex": "The backward pass says {gradient}, a complex step {numeric}.",
    "wrong": "The backward pass says {gradient}, differences {numeric}.",
    "wrong kink": "“{node}” ({title}) stands at a kink, and the gradient, {gradient}, is not between the slope to the "
    "left, {left}, and the one to the right, {right}: a rule is wrong, or several kinks meet here.",
    "wrong kinks": "“{node}” ({title}) stands at a kink that cancels with another: the slope is {numeric}, and the "
    "backward pass, which takes each kink alone, says {gradient}.",
}
"""What is said about each gradient, whole, so that each can be translated whole."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about one gradient.

    Args:
        gradient: what the backward pass says.
        magnitude: Σ |product| over the paths to the objective.
        value: the objective's value.
        middle: the slope by central differences.
        doubt: how far it may be off.
        sides: the slopes to the left and to the right.
        side_doubts: how far these may be off.
        complex_step: the slope by a complex step; None where there is none.
        reach: how near the nearest corner is: infinite for one just here.
    """

    gradient: float
    magnitude: float
    value: float
    middle: float
    doubt: float
    sides: tuple[float, float]
    side_doubts: tuple[float, float]
    complex_step: float | None
    reach: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its reason.

    Args:
        verdict: what is said.
        reason: a key of `SENTENCES`.
        numeric: the slope that the gradient was measured against.
        doubt: how far that slope may be off itself.
        error: how far the gradient is off it; 0 between the slopes of a kink.
    """

    verdict: Verdict
    reason: str
    numeric: float
    doubt: float
    error: float


def judge(found: Evidence) -> Judgement:
    """What the evidence says.

    Example:
        >>> smooth = Evidence(2.0, 2.0, 1.0, 2.0, 1e-10, (2.0, 2.0), (1e-6, 1e-6), 2.0, 0.0)
        >>> judge(smooth).verdict.value
        'agrees'
        >>> from dataclasses import replace
        >>> judge(replace(smooth, gradient=2.002)).verdict.value
        'wrong'
        >>> judge(replace(smooth, gradient=0.5, middle=0.5, sides=(0.0, 1.0), reach=inf)).verdict.value
        'kink'
    """
    if not isfinite(found.value):
        return Judgement(Verdict.UNCLEAR, "undefined value", found.middle, inf, inf)
    if not isfinite(found.gradient):
        reason = "undefined gradient" if isnan(found.gradient) else "infinite gradient"
        return Judgement(Verdict.UNCLEAR, reason, found.middle, inf, inf)
    if found.reach >= CORNER_NEAR:
        judged = _at_corner(found)
        if judged is not None:
            return judged
    return _smooth(found)


def _at_corner(found: Evidence) -> Judgement | None:
    """What to say where a corner is here, or so near that no step fits between; None where it changes no slope."""
    left, right = found.sides
    if not (isfinite(left) and isfinite(right)):
        return _at_edge(found) if found.reach == inf else None
    slack = 2.0 * max(found.side_doubts) + _DIFFERENCES * max(abs(left), abs(right))
    low, high = min(found.sides), max(found.sides)
    if high - low <= slack:
        return _no_jump(found, 0.5 * (left + right), slack)
    nearest = min(max(found.gradient, low), high)
    error = abs(found.gradient - nearest)
    if error <= slack:
        return Judgement(Verdict.KINK, "kink" if found.reach == inf else "near kink", nearest, slack, 0.0)
    verdict = Verdict.WRONG if found.reach == inf else Verdict.UNCLEAR
    return Judgement(verdict, "wrong kink" if verdict is Verdict.WRONG else "cancels", nearest, slack, error)


def _at_edge(found: Evidence) -> Judgement | None:
    """What to say of a corner at the edge of where the objective is defined: the slope to one side is not all."""
    judged = _smooth(found)
    if judged.verdict is not Verdict.WRONG:
        return judged
    return replace(judged, verdict=Verdict.UNCLEAR, reason="edge kink")


def _no_jump(found: Evidence, slope: float, slack: float) -> Judgement | None:
    """What to say of a corner that the objective does not have: of relu(x)², or of relu(x) − relu(−x)."""
    error = abs(found.gradient - slope)
    if error <= slack:
        is_certain = slack <= max(_CERTAIN * abs(slope), _CERTAIN_SUM * found.magnitude) or error == 0.0
        return Judgement(Verdict.AGREES, "differences", slope, slack, error) if is_certain else None
    return Judgement(Verdict.WRONG, "wrong kinks", slope, slack, error) if found.reach == inf else None


def _smooth(found: Evidence) -> Judgement:
    exact = found.complex_step
    has_complex = exact is not None and isfinite(exact) and found.reach != inf
    if has_complex and exact is not None:
        error = abs(found.gradient - exact)
        is_exact = error <= _COMPLEX * max(abs(found.gradient), abs(exact)) + _ROUNDED * found.magnitude
        if is_exact:
            return Judgement(Verdict.AGREES, "complex", exact, _ROUNDED * found.magnitude, error)
    numeric, doubt, reason = _best_difference(found)
    if isnan(numeric):
        return Judgement(Verdict.UNCLEAR, "undefined", numeric, inf, inf)
    error = abs(found.gradient - numeric)
    size = max(abs(found.gradient), abs(numeric))
    agrees = error <= 2.0 * doubt + _DIFFERENCES * size
    is_certain = doubt <= max(_CERTAIN * size, _CERTAIN_SUM * found.magnitude) or error == 0.0
    if agrees and is_certain:
        return Judgement(Verdict.AGREES, reason, numeric, doubt, error)
    if not agrees and is_certain:
        return Judgement(Verdict.WRONG, "wrong", numeric, doubt, error)
    if has_complex and exact is not None:
        return Judgement(Verdict.WRONG, "wrong complex", exact, 0.0, abs(found.gradient - exact))
    return Judgement(Verdict.UNCLEAR, "cancels", numeric, doubt, error)


def _best_difference(found: Evidence) -> tuple[float, float, str]:
    """The slope through the middle, or that to the only side on which the objective is defined."""
    if isfinite(found.middle):
        return found.middle, found.doubt, "differences"
    for slope, doubt, reason in zip(found.sides, found.side_doubts, ("left", "right"), strict=True):
        if isfinite(slope):
            return slope, doubt, reason
    return float("nan"), inf, ""
