"""How an operator's local derivatives change when its inputs move: its rules, run on dual numbers.

For one input or two there is a plain Python function for each choice of inputs that move, made from the traced
rules as the operators' own functions are (`engine.interpreted`); for more inputs the rules run on dual floats.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from circuitgrad.engine.interpreted import SPELLINGS, made_function
from circuitgrad.engine.trace import Trace
from circuitgrad.operators import Operator
from circuitgrad.operators.ieee import PRIMITIVES
from circuitgrad.operators.rebind import Namespace, namespace_with, rebound
from circuitgrad.operators.tangents import Dual, dual_namespace, tangent_of

Bends = list[tuple[int, float]]
"""For each wire whose local derivative moves: its position among the node's wires, and the tangent."""


@dataclass(frozen=True, slots=True)
class BendRule:
    """The tangents of an operator's local derivatives, for one choice of inputs that move.

    Args:
        positions: of the inputs whose local derivative moves.
        rule: ``rule(x0, x1, d0, d1, constants) -> tangents``, one for each of `positions`.
    """

    positions: tuple[int, ...]
    rule: Callable[..., tuple[float, ...]]


def bends_at(
    operator: Operator, inputs: Sequence[float], tangents: Sequence[float | None], constants: Sequence[float]
) -> Bends:
    """The tangents of the local derivatives at these inputs; those that do not move are left out.

    Args:
        operator: one that takes this number of inputs.
        inputs: their values.
        tangents: how fast each input moves, None where it does not.
        constants: the operator's own.

    Example:
        >>> from circuitgrad.operators import OPERATORS
        >>> bends_at(OPERATORS["mul"], [3.0, -2.0], [1.0, None], ())
        [(1, 1.0)]
        >>> bends_at(OPERATORS["square"], [3.0], [1.0], ()), bends_at(OPERATORS["add"], [3.0, -2.0], [1.0, 1.0], ())
        ([(0, 2.0)], [])
    """
    count = len(inputs)
    if count > 2:
        moved = [Dual(x, tangent) for x, tangent in zip(inputs, tangents, strict=True)]
        bends = _slope_tangents(operator, moved, constants, _float_duals())
        return [(position, bend) for position, bend in enumerate(bends) if bend is not None]
    made = bend_rule(operator, tuple(tangent is not None for tangent in tangents))
    if not made.positions:
        return []
    return list(
        zip(made.positions, made.rule(inputs[0], inputs[-1], tangents[0], tangents[-1], constants), strict=True)
    )


@cache
def bend_rule(operator: Operator, moving: tuple[bool, ...]) -> BendRule:
    """The function of an operator that gets one input or two, of which these move."""
    trace = Trace()
    given = [trace.given(f"x{place}") for place in range(len(moving))]
    inputs = [Dual(x, trace.given(f"d{place}") if moving[place] else None) for place, x in enumerate(given)]
    constants = [Dual(trace.given(f"k{place}"), None) for place in range(len(operator.constants))]
    bends = _slope_tangents(operator, inputs, constants, dual_namespace(trace.namespace()))
    positions = tuple(position for position, tangent in enumerate(bends) if tangent is not None)
    lines, results = trace.lines([bends[position] for position in positions], SPELLINGS)
    unpacked = [f"k{place} = constants[{place}]" for place in range(len(operator.constants))]
    body = [*unpacked, *lines, f"return ({''.join(f'{result}, ' for result in results)})"]
    return BendRule(positions, made_function(f"{operator.name}_{len(moving)}_bends", "x0, x1, d0, d1, constants", body))


def _slope_tangents(
    operator: Operator, inputs: Sequence[Any], constants: Sequence[Any], namespace: Namespace
) -> list[Any]:
    if operator.forward is None or not operator.accepts(len(inputs)):
        raise ValueError(f"{operator.name} does not take {len(inputs)} inputs")
    arguments = [inputs, *constants] if operator.any_number else [*inputs, *constants]
    value = rebound(operator.forward, namespace)(*arguments)
    rules = operator.local_derivatives
    if callable(rules):
        slopes = rebound(rules, namespace)(*arguments, value)
    else:
        slopes = [rebound(rule, namespace)(*arguments, value) for rule in rules]
    return [tangent_of(slope) for slope in slopes]


@cache
def _float_duals() -> Namespace:
    return dual_namespace(namespace_with({primitive.__name__: primitive for primitive in PRIMITIVES}))
