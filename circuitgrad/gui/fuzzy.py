"""How well a name fits what somebody typed to find it, even if letters are left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """How a name fits, and where.

    Args:
        rank: 0 is best: all of it, its beginning, the beginnings of its words, any place, single letters in order.
        places: the letters of the name that fit.
    """

    rank: int
    places: tuple[int, ...] = ()


def match(name: str, wanted: str) -> Match | None:
    """How a name fits what was typed; None where it does not. Case and spaces around do not matter.

    Example:
        >>> names = ["Select upstream", "Zoom out", "Tidy"]
        >>> [name for name in names if match(name, "sel up")], [name for name in names if match(name, "slt")]
        (['Select upstream'], ['Select upstream'])
        >>> match("Tidy", "TI").rank, match("Tidy", "x") is None
        (1, True)
    """
    text, typed = name.casefold(), " ".join(wanted.casefold().split())
    if not typed:
        return Match(0)
    if len(text) != len(name):  # a letter that another case writes with two: nothing can be marked then
        return Match(4) if _in_order(text, typed) is not None else None
    if text.startswith(typed):
        return Match(0 if text == typed else 1, tuple(range(len(typed))))
    places = _beginnings(text, typed.split())
    if places is not None:
        return Match(2, places)
    place = text.find(typed)
    if place >= 0:
        return Match(3, tuple(range(place, place + len(typed))))
    places = _in_order(text, typed.replace(" ", ""))
    return None if places is None else Match(4, places)


def _beginnings(text: str, typed: list[str]) -> tuple[int, ...] | None:
    """Where each typed word, or each letter of a single one, begins a word of the text, in order."""
    starts = [found.start() for found in _WORD.finditer(text)]
    for parts in (typed, list("".join(typed))):
        places: list[int] = []
        left = iter(starts)
        for part in parts:
            start = next((start for start in left if text.startswith(part, start)), None)
            if start is None:
                break
            places.extend(range(start, start + len(part)))
        else:
            return tuple(places)
    return None


def _in_order(text: str, typed: str) -> tuple[int, ...] | None:
    """Where the letters stand one after another with others between, None where they do not."""
    places: list[int] = []
    for letter in typed:
        place = text.find(letter, places[-1] + 1 if places else 0)
        if place < 0:
            return None
        places.append(place)
    return tuple(places)
