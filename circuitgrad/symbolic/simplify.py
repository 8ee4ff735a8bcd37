"""Simplifying by SymPy, in a process of its own that can be stopped; a result is taken only if it has the same value.

SymPy's `simplify` may take minutes for a small network, and cannot be interrupted from within.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Final

from circuitgrad.errors import BatchStopped, CircuitError
from circuitgrad.symbolic.evaluation import evaluated
from circuitgrad.symbolic.expression import Expression, Function, Kind, parts_of, tree_sizes
from circuitgrad.symbolic.program import formula_of, steps_of
from circuitgrad.symbolic.rules import Rules, Spelled, written_out

SECONDS: Final = 20.0
LARGEST: Final = 2_000
"""Parts of a formula, written out, that SymPy is asked about."""
_LOOK: Final = 0.05
"""Seconds between two looks whether the answer is there or nobody wants it any more."""
_POINTS: Final = 24
_ENOUGH: Final = 6
_TOLERANCE: Final = 1e-7


def simplified(
    rules: Rules,
    root: Expression,
    names: Mapping[str, str],
    name_of: Callable[[Function], str],
    goes_on: Callable[[int, int], bool] = lambda _done, _of: True,
    seconds: float = SECONDS,
) -> Expression:
    """A formula that SymPy has simplified; the formula itself where it found nothing shorter.

    Args:
        rules: of the algebra that it is made in.
        root: the formula.
        names: what SymPy calls functions, by the name under which rules know them.
        name_of: the name under which rules know a function.
        goes_on: is asked again and again; False stops it.
        seconds: after which it is given up.

    Raises:
        CircuitError: it took too long, is too large, or SymPy gave something that does not hold.
        BatchStopped: `goes_on` said so.
    """
    spelled: Spelled = lambda function: name_of(function) in names  # noqa: E731
    plain = written_out(rules, [root], spelled)[0]
    if tree_sizes([plain])[plain.index] > LARGEST:
        raise CircuitError("The formula is too long for SymPy: it has more than {most:,} parts.", most=LARGEST)
    own = {each.data: names[name_of(each.data)] for each in parts_of([plain]) if each.kind is Kind.CALL}
    steps, symbols = steps_of(plain, own)
    answer = _asked(json.dumps(steps), goes_on, seconds)
    known = {name: function for function, name in own.items()}
    try:
        found = formula_of(json.loads(answer), symbols, rules.algebra, {**_functions(rules, names), **known})
    except (KeyError, ValueError):
        raise CircuitError("SymPy gave a formula that cannot be written here.") from None
    if not _same_value(plain, found, symbols):
        raise CircuitError("What SymPy gave does not have the value of the formula, and is left out.")
    sizes = tree_sizes([plain, found])
    return found if sizes[found.index] < sizes[plain.index] else root


def _functions(rules: Rules, names: Mapping[str, str]) -> dict[str, Function]:
    return {own: rules.function(name) for name, own in names.items()}


def _asked(steps: str, goes_on: Callable[[int, int], bool], seconds: float) -> str:
    """What the other process answers."""
    if getattr(sys, "frozen", False):
        raise CircuitError("Simplifying needs Python with SymPy, which this packaged program does not have.")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "circuitgrad.symbolic.sympy_process", str(seconds + _LOOK)]
    with subprocess.Popen(  # noqa: S603 -- our own module, and nothing that anybody typed
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env=environment,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows would open a console
    ) as process:
        try:
            return _waited_for(process, steps, goes_on, seconds)
        finally:
            process.kill()


def _waited_for(process: subprocess.Popen[str], steps: str, goes_on: Callable[[int, int], bool], seconds: float) -> str:
    looks = math.ceil(seconds / _LOOK)
    given: str | None = steps
    for look in range(looks):
        if not goes_on(look, looks):
            raise BatchStopped("The formula is no longer wanted.")
        try:
            answer, _ = process.communicate(given, timeout=_LOOK)
        except subprocess.TimeoutExpired:
            given = None
            continue
        if process.returncode:
            raise CircuitError("SymPy could not simplify the formula.")
        return answer
    raise CircuitError("SymPy was stopped after {seconds:.0f} s: the formula stays as it is.", seconds=seconds)


def _same_value(a: Expression, b: Expression, symbols: Sequence[str]) -> bool:
    """Whether two formulas agree at random points, wherever the first has a value."""
    random = Random(len(symbols))  # noqa: S311 -- points to compare at
    agreed = 0
    for place in range(_POINTS):
        width = (1.0, 3.0, 0.3)[place % 3]
        values = {id: random.uniform(-width, width) if place % 2 else random.uniform(0.05, width) for id in symbols}
        first, second = evaluated([a, b], values)
        if not math.isfinite(first):
            continue
        if not abs(first - second) <= _TOLERANCE * max(1.0, abs(first)):
            return False
        agreed += 1
    return agreed >= _ENOUGH or not symbols
