"""Answers as people type them into an exercise."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING, Final

from circuitgrad.circuit import Asks
from circuitgrad.errors import ValueProblem
from circuitgrad.formats.numbers import read_number

if TYPE_CHECKING:
    from circuitgrad.engine.results import Effect

_UNDEFINED: Final = ("nan", "undefined")
_EFFECTS: Final[dict[str, Effect]] = {
    "raises": "raises", "raise": "raises", "up": "raises", "▲": "raises", "+": "raises",
    "lowers": "lowers", "lower": "lowers", "down": "lowers", "▼": "lowers", "-": "lowers", "−": "lowers",
    "neither": "none", "none": "none", "0": "none", "–": "none",
    "undefined": "undefined", "nan": "undefined",
}  # fmt: skip


def read_answer(text: str, asks: Asks) -> float | Effect:
    """An answer as people type it: a number or a fraction, ∞ or “undefined”; or “raises”, “lowers”, “neither”.

    Raises:
        ValueProblem: it is none of these.

    Example:
        >>> read_answer(" −1/4 ", Asks.GRADIENT), read_answer("0,73", Asks.VALUE), read_answer("Raises", Asks.EFFECT)
        (-0.25, 0.73, 'raises')
        >>> read_answer("undefined", Asks.VALUE)
        nan
    """
    word = text.strip()
    if asks is Asks.EFFECT:
        effect = _EFFECTS.get(word.lower())
        if effect is None:
            raise ValueProblem("Answer with “raises”, “lowers” or “neither”.")
        return effect
    if word.lower() in _UNDEFINED:
        return nan
    numerator, slash, denominator = word.partition("/")
    try:
        above = read_number(numerator)
        below = read_number(denominator) if slash else 1.0
    except ValueError:
        template = "“{text}” is no number: type one such as −0.5, 1/3, ∞ or “undefined”."
        raise ValueProblem(template, text=word[:40]) from None
    if below == 0.0:
        raise ValueProblem("“{text}” divides by 0: type a number, ∞ or “undefined”.", text=word[:40])
    return above / below
