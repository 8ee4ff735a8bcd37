"""The sentences about problems, whole, so that each can be translated whole: what, where, why, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

MISSING: Final = {
    "value": "“{label}” has no value: type one.",
    "all": "“{label}” ({title}) has no input: wire something to it.",
    "some": "“{label}” ({title}) lacks an input: wire something to {ports}.",
    "bypassed": "“{label}” ({title}) is bypassed and has no first input: wire one, or end the bypass.",
}

BROKEN_VALUE: Final = {
    ("undefined", "given"): "“{label}” is set to NaN, which is no number: type another value.",
    ("infinite", "given"): "“{label}” is set to infinity: type a finite value.",
    ("undefined", ""): "“{label}” ({title}) is undefined at {numbers}.",
    ("undefined", "raise"): "“{label}” ({title}) is undefined at {numbers}: raise “{which}” above {bound}.",
    ("undefined", "lower"): "“{label}” ({title}) is undefined at {numbers}: lower “{which}” below {bound}.",
    ("undefined", "move"): "“{label}” ({title}) is undefined at {numbers}: move “{which}” away from {bound}.",
    ("infinite", ""): "“{label}” ({title}) is infinite at {numbers}.",
    ("infinite", "raise"): "“{label}” ({title}) is infinite at {numbers}: raise “{which}” above {bound}.",
    ("infinite", "lower"): "“{label}” ({title}) is infinite at {numbers}: lower “{which}” below {bound}.",
    ("infinite", "move"): "“{label}” ({title}) is infinite at {numbers}: move “{which}” away from {bound}.",
}

_NO_SLOPE: Final = "“{label}” ({title}) has no defined slope toward “{toward}” at {numbers}"
_STEEP: Final = "“{label}” ({title}) is infinitely steep toward “{toward}” at {numbers}"
BROKEN_SLOPE: Final = {
    ("undefined", ""): _NO_SLOPE + ".",
    ("undefined", "raise"): _NO_SLOPE + ": raise “{which}” above {bound}.",
    ("undefined", "lower"): _NO_SLOPE + ": lower “{which}” below {bound}.",
    ("undefined", "move"): _NO_SLOPE + ": move “{which}” away from {bound}.",
    ("infinite", ""): _STEEP + ".",
    ("infinite", "raise"): _STEEP + ": raise “{which}” above {bound}.",
    ("infinite", "lower"): _STEEP + ": lower “{which}” below {bound}.",
    ("infinite", "move"): _STEEP + ": move “{which}” away from {bound}.",
}

_DEAD: Final = "“{label}” ({title}) passes no gradient to {toward}, because {reason}, at {numbers}"
DEAD: Final = {
    "": _DEAD + ".",
    "nudge": _DEAD + ": nudge the inputs that may move.",
    "raise": _DEAD + ": raise “{which}” above {bound}.",
    "lower": _DEAD + ": lower “{which}” below {bound}.",
    "move": _DEAD + ": move “{which}” away from {bound}.",
}

TIE: Final = {
    "one": "“{label}” ({title}) stands at a corner, at {numbers}: its slope jumps there; move the input off it.",
    "many": "“{label}” ({title}) stands at a tie or corner, at {numbers}: its slope jumps there; move an input off it.",
}

EXTREME: Final = {
    "sum": "The gradient of “{label}” overflows where its wires are summed: keep the numbers there smaller.",
    "product": "The gradient overflows between “{label}” ({title}) and “{toward}”: keep the numbers there smaller.",
    "exploding": "The gradient of “{label}” explodes to {gradient}: look for a division by nearly 0 or large factors.",
    "vanishing": "The gradient of “{label}” has all but vanished, to {gradient}: look for flat or very small factors.",
    "underflow": "The gradient of “{label}” is too small for a number and became 0: look for flat or tiny factors.",
}

_WAYS: Final = {
    template: way
    for way, template in (
        *((way, text) for (_, way), text in (*BROKEN_VALUE.items(), *BROKEN_SLOPE.items())),
        *DEAD.items(),
    )
    if way in {"raise", "lower", "move"}
}


def direction_of(template: str) -> str | None:
    """What a sentence advises to do with the input that it names: "raise", "lower", "move", or None for nothing.

    Example:
        >>> direction_of(DEAD["raise"]), direction_of(DEAD["nudge"])
        ('raise', None)
    """
    return _WAYS.get(template)


def number_text(number: float, digits: int = 6) -> str:
    """A number as sentences show it: short, with a true minus.

    Example:
        >>> number_text(-0.25), number_text(float("inf"))
        ('−0.25', '∞')
    """
    return f"{number:.{digits}g}".replace("-", "−").replace("inf", "∞").replace("nan", "NaN")


def listed(names: Sequence[str], most: int = 4) -> str:
    """Names in a row with "and" before the last.

    Example:
        >>> listed(["a", "b", "c"]), listed(["a", "b", "c"], most=2)
        ('a, b and c', 'a, b and 1 more')
    """
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)
