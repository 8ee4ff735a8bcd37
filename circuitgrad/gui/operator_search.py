"""Finds operators by what a person types; the palette and the canvas's search box share it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from circuitgrad.operators import OPERATORS, Operator


def find_operators(text: str, used: Mapping[str, int] = MappingProxyType({})) -> list[Operator]:
    """Operators that fit what was typed, best first; all of them, in the order of the table, for no text.

    An exact name, title or symbol comes first, then what begins so, then a word that begins so, then an alias,
    then any place in the name or title. Among equals those come first that were used most often, then the order of the
    table counts.

    Args:
        text: what was typed.
        used: how often operators have been used, by name.

    Example:
        >>> [operator.name for operator in find_operators("mult")]
        ['mul']
        >>> find_operators("+")[0].name, find_operators("SUB")[0].name, find_operators("no such thing")
        ('add', 'subtract', [])
        >>> find_operators("-")[0].name, find_operators("-x")[0].name
        ('subtract', 'negate')
        >>> find_operators("", {"exp": 2, "log": 1})[0].name
        'exp'
    """
    wanted = _plain(text.strip())
    if not wanted:
        return sorted(OPERATORS.values(), key=lambda operator: -used.get(operator.name, 0))
    ranked = [(rank, operator) for operator in OPERATORS.values() if (rank := _rank(operator, wanted)) is not None]
    return [operator for _, operator in sorted(ranked, key=lambda pair: (pair[0], -used.get(pair[1].name, 0)))]


def _rank(operator: Operator, wanted: str) -> int | None:
    """How well it fits, 0 best; None where it does not."""
    names = [_plain(name) for name in (operator.name, operator.title, operator.symbol)]
    words = [word for name in names[:2] for word in name.replace("_", " ").split()]
    aliases = [_plain(alias) for alias in operator.aliases]
    fits = (
        wanted in names,
        wanted in aliases,
        any(name.startswith(wanted) for name in names),
        any(word.startswith(wanted) for word in words),
        any(wanted in name for name in names),
        any(alias.startswith(wanted) for alias in aliases),
        any(wanted in alias for alias in aliases),
    )
    return next((rank for rank, fit in enumerate(fits) if fit), None)


def _plain(text: str) -> str:
    """As a keyboard writes it: no capitals, and a hyphen for a minus."""
    return text.casefold().replace("−", "-")
