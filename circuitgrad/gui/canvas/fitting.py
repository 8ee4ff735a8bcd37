"""Numbers made short enough for the room on a node: fewer digits before smaller ones, and never over something else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtGui import QFont, QFontMetricsF

from circuitgrad.formats.numbers import MINUS, shorter_numbers

_METRICS: dict[str, QFontMetricsF] = {}


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
