"""Each operator as one plain Python function: value and all local derivatives of a node in a single call.

The text of the functions comes from the traced rules, so the operators are written down in their table alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

from circuitgrad.engine.trace import MOST_TRACED, Spellings, traced
from circuitgrad.operators import Operator
from circuitgrad.operators.ieee import CONSTANTS, PRIMITIVES

NodeRule = Callable[..., Any]
"""``rule(x0, x1, constants) -> (value, ∂value/∂x0, ∂value/∂x1)``; with one input, x1 is ignored and the last is 1."""
ManyRule = Callable[..., Any]
"""``rule(inputs, constants) -> (value, local derivatives)``, for three inputs or more."""

KinkedNode = tuple[int, tuple[int, ...]]
"""The place of a node whose operator has a corner or tie, and those that feed it."""
KinkScan = Callable[[Sequence[float], Sequence[Any], Sequence[KinkedNode]], list[int]]

SPELLINGS: Final = Spellings(
    {
        "where": "({1} if {0} else {2})",
        "absolute": "abs({0})",
        "maximum": "({0} if {0} >= {1} or {0} != {0} else {1})",
        "minimum": "({0} if {0} <= {1} or {0} != {0} else {1})",
        "divide": "({0} / {1} if {1} else divide({0}, {1}))",
        "exp": "(math_exp({0}) if {0} < 709.0 else exp({0}))",
    }
)
_NAMES: Final = {
    **CONSTANTS,
    **{primitive.__name__: primitive for primitive in PRIMITIVES},
    "math_exp": math.exp,
    "tanh": math.tanh,  # never raises
}


@cache
def node_rule(operator: Operator, count: int) -> NodeRule:
    """The function of an operator that gets one input or two.

    Example:
        >>> from circuitgrad.operators import OPERATORS
        >>> node_rule(OPERATORS["mul"], 2)(3.0, -2.0, ())
        (-6.0, -2.0, 3.0)
        >>> node_rule(OPERATORS["square"], 1)(3.0, 0.0, ())
        (9.0, 6.0, 1.0)
    """
    rules = traced(operator, count)
    second = [] if count == 2 else [1.0]
    lines, results = rules.trace.lines([rules.value, *rules.local_derivatives, *second], SPELLINGS)
    unpacked = [f"k{place} = constants[{place}]" for place in range(len(operator.constants))]
    body = [*unpacked, *lines, f"return {', '.join(results)}"]
    return made_function(f"{operator.name}_{count}", "x0, x1, constants", body)


def slopes_at(operator: Operator, inputs: Sequence[float], constants: Sequence[float]) -> Sequence[float]:
    """The output and all local derivatives at these inputs, in one row.

    Example:
        >>> from circuitgrad.operators import OPERATORS
        >>> slopes_at(OPERATORS["add"], [1.0, 2.0, 3.0], ())
        [6.0, 1.0, 1.0, 1.0]
    """
    count = len(inputs)
    if count > 2:
        value, slopes = many_rule(operator)(inputs, constants)
        return [value, *slopes]
    numbers: Sequence[float] = node_rule(operator, count)(inputs[0], inputs[-1], constants)
    return numbers[: count + 1]


@cache
def kink_scan(operator: Operator, count: int) -> KinkScan:
    """``scan(values, nodes, kinked)``: which nodes of this operator lie exactly at a corner or tie.

    Example:
        >>> from circuitgrad.operators import OPERATORS
        >>> kink_scan(OPERATORS["max"], 2)([1.0, 1.0, 2.0], [], [(3, (0, 1)), (4, (1, 2))])
        [3]
    """
    if count > MOST_TRACED:
        return lambda values, nodes, kinked: [
            i for i, fed in kinked if operator.at_kink([values[source] for source in fed], nodes[i].constants)
        ]
    rules = traced(operator, count)
    lines, results = rules.trace.lines(rules.kinks, SPELLINGS)
    body = [
        f"({''.join(f'p{place}, ' for place in range(count))}) = fed",
        *(f"x{place} = values[p{place}]" for place in range(count)),
        *(f"k{place} = nodes[i].constants[{place}]" for place in range(len(operator.constants))),
        *lines,
        f"if {' or '.join(f'{result} == 0.0' for result in results)}:",
        "    found.append(i)",
    ]
    loop = ["found = []", "for i, fed in kinked:", *("    " + line for line in body), "return found"]
    return made_function(f"{operator.name}_{count}_kinks", "values, nodes, kinked", loop)


@cache
def many_rule(operator: Operator) -> ManyRule:
    """The function of an operator that gets three inputs or more."""
    forward, slopes = operator.forward, operator.local_derivatives
    if forward is None or not callable(slopes):
        raise TypeError(f"{operator.name} does not take any number of inputs")

    def rule(inputs: list[float], constants: tuple[float, ...]) -> tuple[float, Any]:
        value = forward(inputs, *constants)
        return value, slopes(inputs, *constants, value)

    return rule


def made_function(name: str, parameters: str, body: list[str]) -> Callable[..., Any]:
    """A function of this name with these lines, which may call the primitives; the lines come from traced rules."""
    text = f"def {name}({parameters}):\n    " + "\n    ".join(body)
    namespace: dict[str, Any] = dict(_NAMES)
    exec(compile(text, f"<rule of {name}>", "exec"), namespace)  # noqa: S102 - made from the operator table alone
    made: Callable[..., Any] = namespace[name]
    return made
