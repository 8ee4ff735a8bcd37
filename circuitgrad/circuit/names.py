"""Names that a person may give to a node: what the formula parser reads as one name."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

from circuitgrad.errors import CircuitError

LONGEST = 100


def is_name_start(character: str) -> bool:
    """Whether a name may start with this: a letter of any script, or an underscore."""
    return character == "_" or unicodedata.category(character)[0] == "L"


def is_name_part(character: str) -> bool:
    """Whether a name may go on with this: a letter, mark, digit (also lowered), underscore or prime.

    Raised digits are powers, not parts of a name.
    """
    return character in "_′" or (unicodedata.category(character) in _PART_CATEGORIES and character not in _RAISED)


_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹")
_PART_CATEGORIES = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd", "No", "Nl"})


def check_name(name: str) -> None:
    """Raises if a formula could not hold this name.

    Raises:
        CircuitError: says which character is wrong.

    Example:
        >>> check_name("w₀")
        >>> check_name("2x")
        Traceback (most recent call last):
        ...
        circuitgrad.errors.CircuitError: “2x” cannot be a name: a letter comes first, then letters, digits, underscores.
    """
    if len(name) > LONGEST:
        raise CircuitError(
            "A name has at most {longest} characters; this one has {count}.", longest=LONGEST, count=len(name)
        )
    if not name or not is_name_start(name[0]) or not all(is_name_part(character) for character in name):
        raise CircuitError(
            "“{name}” cannot be a name: a letter comes first, then letters, digits, underscores.", name=name
        )


def fresh_names(is_free: Callable[[str], bool], wished: str) -> Iterator[str]:
    """The wished name, then it with 1, 2, 3 … behind, as far as they are free.

    Example:
        >>> next(fresh_names(lambda name: name != "x", "x"))
        'x1'
    """
    if is_free(wished):
        yield wished
    number = 0
    while True:
        number += 1
        if is_free(f"{wished}{number}"):
            yield f"{wished}{number}"
