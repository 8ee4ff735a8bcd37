"""The same rules over other functions: NumPy's for columns, an interval library's for bounds, a compiler's for speed.

A rule is a function without closure whose names are primitives of `ieee`, numbers of `ieee.CONSTANTS`, functions of
`functions.SHARED` and a few builtins. `namespace_with` makes a namespace where the primitives are others, and
`rebound` gives a rule that looks its names up there. So there is one text of every rule, whatever runs it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any, Final

from circuitgrad.operators.functions import SHARED
from circuitgrad.operators.ieee import CONSTANTS, PRIMITIVES

Namespace = dict[str, Any]

BUILTINS: Final = {builtin.__name__: builtin for builtin in (abs, float, len, range, zip)}
"""What rules may use of Python itself; ``abs`` asks the number, whatever its kind."""


def namespace_with(replacements: Mapping[str, Callable[..., Any]]) -> Namespace:
    """Every name that a rule may use, with other functions for the primitives.

    Args:
        replacements: a function for each name of `ieee.PRIMITIVES`.

    Raises:
        ValueError: a primitive has no replacement, or a replacement is for no primitive.

    Example:
        >>> namespace = namespace_with({primitive.__name__: primitive for primitive in PRIMITIVES})
        >>> namespace["mean"]([1.0, 2.0])
        1.5
    """
    _check_names(set(replacements))
    namespace: Namespace = {"__builtins__": dict(BUILTINS), **CONSTANTS, **replacements}
    namespace.update({function.__name__: rebound(function, namespace) for function in SHARED})
    return namespace


def _check_names(given: set[str]) -> None:
    wanted = {primitive.__name__ for primitive in PRIMITIVES}
    if missing := sorted(wanted - given):
        raise ValueError(f"primitives without a replacement: {', '.join(missing)}")
    if unknown := sorted(given - wanted):
        raise ValueError(f"replacements for no primitive: {', '.join(unknown)}")


def rebound(rule: Callable[..., Any], namespace: Namespace) -> Callable[..., Any]:
    """The same rule, its names looked up in this namespace.

    Args:
        rule: a plain function without closure.
        namespace: as `namespace_with` makes it.

    Raises:
        TypeError: the rule is no plain function, or has a closure, whose names would stay bound as they are.

    Example:
        >>> from circuitgrad.operators import OPERATORS
        >>> namespace = namespace_with({primitive.__name__: primitive for primitive in PRIMITIVES})
        >>> rebound(OPERATORS["sigmoid"].forward, namespace)(0.0)
        0.5
    """
    if not isinstance(rule, FunctionType) or rule.__closure__ is not None:
        raise TypeError(f"{rule!r} is no plain function without closure")
    return FunctionType(rule.__code__, namespace, rule.__name__, rule.__defaults__)
