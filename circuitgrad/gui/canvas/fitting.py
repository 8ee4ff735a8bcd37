"""Numbers made short enough for the room on a node: fewer digits before smaller ones, and never over something else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import isfinite

from PySide6.QtGui import QFont, QFontMetricsF

from circuitgrad.formats.numbers import MINUS, short_number

_METRICS: dict[str, QFontMetricsF] = {}
_EXPONENT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def shorter_numbers(text: str) -> list[str]:
    """A number as it is written, and then with ever fewer digits; just the text where it is no number.

    Example:
        >>> shorter_numbers("−1.23×10⁵"), shorter_numbers("0.000123"), shorter_numbers("x")
        (['−1.23×10⁵', '−1.2×10⁵', '−1×10⁵'], ['0.000123', '0.00012', '0.0001', '1×10⁻⁴'], ['x'])
    """
    mantissa, _, exponent = text.replace(MINUS, "-").partition("×10")
    try:
        value = float(f"{mantissa}e{exponent.translate(_EXPONENT) or 0}")
    except ValueError:
        return [text]
    if not isfinite(value):
        return [text]  # rounded up beyond the largest float: shorter it would read as infinite
    digits = sum(character.isdigit() for character in mantissa.lstrip("-0."))
    forms = [text, *(short_number(value, count) for count in range(digits - 1, 0, -1)), _one_digit(value)]
    return [form for place, form in enumerate(forms) if form not in forms[:place] and len(form) <= len(text)]


def _one_digit(value: float) -> str:
    """With a single digit and its power of ten."""
    sign, exponent = (MINUS if value < 0 else ""), f"{abs(value):.0e}"
    if not exponent[0].isdigit() or value == 0.0:
        return short_number(value)
    digit, power = exponent.split("e")
    raised = str(int(power)).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))
    return f"{sign}{digit}×10{raised}"


def fitted(text: str, room: float, fonts: Sequence[QFont]) -> tuple[str, QFont]:
    """The number in the first of these fonts in which it has room, and with as many digits as have room there.

    Args:
        text: the number as it is shown where there is room.
        room: how wide it may be, in scene units.
        fonts: those that may be used, the wanted one first. Digits are left out in the last one only.
    """
    keys = tuple(font.key() for font in fonts)
    for key, font in zip(keys, fonts, strict=True):
        if key not in _METRICS:
            _METRICS[key] = QFontMetricsF(font)
    place, form = _fitted(text, room, keys)
    return form, fonts[place]


@lru_cache(maxsize=4096)
def _fitted(text: str, room: float, keys: tuple[str, ...]) -> tuple[int, str]:
    metrics = [_METRICS[key] for key in keys]
    for place, each in enumerate(metrics):
        if each.horizontalAdvance(text) <= room:
            return place, text
    forms = shorter_numbers(text)
    last = metrics[-1]
    return len(keys) - 1, next((form for form in forms if last.horizontalAdvance(form) <= room), forms[-1])


def parted(face: str) -> tuple[str, str]:
    """The sign of an operator and its number, such as × and −2.5; an empty number where there is none.

    Example:
        >>> parted("×−1.23×10⁵"), parted("+2.5"), parted("tanh")
        (('×', '−1.23×10⁵'), ('+', '2.5'), ('tanh', ''))
    """
    start = next((at for at, character in enumerate(face) if at and (character.isdecimal() or character == MINUS)), 0)
    return (face[:start], face[start:]) if start else (face, "")
