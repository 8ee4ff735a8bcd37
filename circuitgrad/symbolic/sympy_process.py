"""The process in which SymPy simplifies: reads a formula as steps, writes one back.

It is started as ``python -m circuitgrad.symbolic.sympy_process SECONDS``, and ends by itself after so many. It builds
SymPy's objects step by step; no text is ever parsed as a formula or evaluated.
"""

from __future__ import annotations

import json
import os
import sys
from threading import Timer
from typing import Any

Steps = list[list[Any]]


def simplified_steps(steps: Steps) -> Steps:
    """The steps of the simplified formula; raises where it holds what steps cannot say.

    Example:
        >>> simplified_steps([["symbol", 0], ["call", [0], "sin"], ["call", [0], "cos"],
        ...     ["sum", [1, 2], [["0", "1"], ["0", "1"]], ["3", "1"]]])
        [['number', ['3', '1']]]
    """
    import sympy

    return _taken_apart(sympy.simplify(_built(steps)))


def _built(steps: Steps) -> Any:
    import sympy

    made: list[Any] = []
    for kind, *rest in steps:
        parts = [made[place] for place in rest[0]] if rest and kind not in {"number", "symbol"} else []
        if kind == "number":
            made.append(_rational(rest[0]))
        elif kind == "pi":
            made.append(sympy.pi)
        elif kind == "symbol":
            made.append(sympy.Symbol(f"s{rest[0]}", real=True))
        elif kind == "sum":
            terms = [_rational(pair) * part for pair, part in zip(rest[1], parts, strict=True)]
            made.append(sympy.Add(*terms, _rational(rest[2])))
        elif kind == "product":
            powers = [sympy.Pow(part, _rational(pair)) for pair, part in zip(rest[1], parts, strict=True)]
            made.append(sympy.Mul(*powers, _rational(rest[2])))
        elif kind == "compare":
            made.append(_relations()[rest[1]](*parts))
        elif kind == "where":
            made.append(sympy.Piecewise((parts[1], parts[0]), (parts[2], True)))
        else:
            made.append(getattr(sympy, rest[1])(*parts))
    return made[-1]


def _relations() -> dict[str, Any]:
    import sympy

    return {"<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge, "==": sympy.Eq, "!=": sympy.Ne}


def _rational(pair: list[str]) -> Any:
    import sympy

    return sympy.Rational(int(pair[0]), int(pair[1]))


_ONE = ["1", "1"]
_NONE = ["0", "1"]


def _taken_apart(whole: Any) -> Steps:
    """A formula of SymPy as steps, parts before wholes."""
    steps: Steps = []
    places: dict[Any, int] = {}
    waiting: list[Any] = [whole]
    while waiting:
        each = waiting[-1]
        parts = _parts(each)
        missing = [part for part in parts if part not in places]
        if missing:
            waiting += missing
            continue
        waiting.pop()
        if each not in places:
            places[each] = _written(each, [places[part] for part in parts], steps)
    return steps


def _parts(each: Any) -> list[Any]:
    import sympy

    if isinstance(each, sympy.Piecewise):
        return [part for value, condition in each.args for part in (value, condition) if condition != sympy.true] + (
            [each.args[-1][0]] if each.args[-1][1] == sympy.true else []
        )
    if isinstance(each, sympy.Pow) and each.exp.is_Rational:
        return [each.base]
    return list(each.args)


def _written(each: Any, parts: list[int], steps: Steps) -> int:
    """Appends the steps of one object, and returns the place of the last."""
    import sympy

    if each.is_Rational:
        steps.append(["number", [str(each.p), str(each.q)]])
    elif each is sympy.pi:
        steps.append(["pi"])
    elif each is sympy.E:
        steps.append(["number", _ONE])
        steps.append(["call", [len(steps) - 1], "exp"])
    elif each.is_Symbol:
        steps.append(["symbol", int(each.name[1:])])
    elif each.is_Add:
        steps.append(["sum", parts, [_ONE] * len(parts), _NONE])
    elif each.is_Mul:
        steps.append(["product", parts, [_ONE] * len(parts), _ONE])
    elif isinstance(each, sympy.Pow) and each.exp.is_Rational:
        steps.append(["product", parts, [[str(each.exp.p), str(each.exp.q)]], _ONE])
    elif isinstance(each, sympy.Piecewise):
        _write_cases(each, parts, steps)
    elif each.is_Relational:
        sign = next(sign for sign, kind in _relations().items() if isinstance(each, kind))
        steps.append(["compare", parts, sign])
    elif each.is_Function or isinstance(each, sympy.Pow):
        steps.append(["call", parts, type(each).__name__])
    else:
        raise ValueError(f"{type(each).__name__} cannot be told")
    return len(steps) - 1


def _write_cases(each: Any, parts: list[int], steps: Steps) -> None:
    import sympy

    if each.args[-1][1] != sympy.true:
        raise ValueError("cases that leave some numbers out cannot be told")
    last = parts[-1]
    for place in range(len(parts) - 3, -1, -2):
        steps.append(["where", [parts[place + 1], parts[place], last]])
        last = len(steps) - 1


def main() -> None:
    """Reads steps, writes steps; ends with an error where that cannot be, or after so many seconds as it was told."""
    watch = Timer(float(sys.argv[1]), os._exit, [1])  # whoever asked may be gone
    watch.daemon = True
    watch.start()
    json.dump(simplified_steps(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
