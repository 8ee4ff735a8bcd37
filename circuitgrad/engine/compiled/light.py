"""The lightest operators, computed without a branch.

A sum, a product or a sign takes less time than a processor loses by guessing wrongly which operator comes next, and
where operators follow each other as they like it guesses wrongly most of the time. So all operators whose rule is
one sum or one product share a branch: both are computed, and the right one is selected. That an operator is one of
them is read from its rules. What they say is done to the last bit, signed zeros too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from circuitgrad.engine.compiled.opcodes import MANY, Opcode, opcodes
from circuitgrad.engine.trace import Term, Traced, traced

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

LIGHT_LINES: Final = [
    "x0 = values[first[i]]",
    "x1 = values[other[i]]",
    "product = x0 * x1",
    "whole = x0 + light[o, 1] * x1",
    "slope = light[o, 2] * x1",
    "values[i] = product if light[o, 0] > 0.0 else whole",
    "first_slopes[i] = slope if light[o, 0] > 0.0 else light[o, 3]",
    "second_slopes[i] = x0 if light[o, 4] > 0.0 else light[o, 5]",
]
"""What the kernel does for a node with such an operator; the arrays `light` and `is_light` are from `light_tables`."""
LITERALS: Final = (1.0, -1.0)
"""What may stand for x₁ besides inputs and constants."""


@dataclass(frozen=True, slots=True)
class Light:
    """An operator as x₀·x₁ or x₀ ± x₁.

    Args:
        other: what stands for x₁: the second or first input ("x1", "x0"), the operator's constant ("k0"), or a number.
        is_product: whether it is x₀·x₁, with the slopes factor·x₁ and x₀; else the slopes are those below.
        is_difference: whether x₁ is taken off.
        factor: see above.
        slopes: of a sum toward both inputs; toward an input that is not there 1, which goes nowhere.
    """

    other: str | float
    is_product: bool = False
    is_difference: bool = False
    factor: float = 1.0
    slopes: tuple[float, float] = (1.0, 1.0)


@cache
def light_opcodes() -> dict[int, Light]:
    """The opcodes that share the branch.

    Example:
        >>> from circuitgrad.engine.compiled.opcodes import opcode_of
        >>> from circuitgrad.operators import OPERATORS
        >>> [opcode_of(OPERATORS[name], 2) in light_opcodes() for name in ("add", "mul", "divide")]
        [True, True, False]
    """
    found = {code.number: _as_light(code) for code in opcodes() if code.count != MANY}
    return {number: light for number, light in found.items() if light is not None}


def _as_light(code: Opcode) -> Light | None:
    rules = traced(code.operator, code.count)
    if rules.kinks:
        return None
    slopes = [_written(rules, slope) for slope in rules.local_derivatives]
    expected: list[Any]
    match _written(rules, rules.value):
        case "x0":
            light, expected = Light(1.0, is_product=True), [1.0]
        case ("negate", "x0"):
            light, expected = Light(-1.0, is_product=True), [-1.0]
        case ("multiply", "x0", "x0"):
            light, expected = Light("x0", is_product=True, factor=2.0), [("multiply", 2.0, "x0")]
        case ("multiply", "x0", "x1"):
            light, expected = Light("x1", is_product=True), ["x1", "x0"]
        case ("multiply", "k0", "x0") | ("multiply", "x0", "k0"):
            light, expected = Light("k0", is_product=True), ["k0"]
        case ("add" | "subtract" as step, "x0", "x1" | "k0" as other) if all(isinstance(s, float) for s in slopes):
            light = Light(other, is_difference=step == "subtract", slopes=(*slopes, 1.0)[:2])
            expected = slopes
        case _:
            return None
    return light if slopes == expected else None


def _written(rules: Traced, output: Any) -> Any:
    """A number, the name of what is given, or one step of those: its name and operands; None for more than that."""
    if not isinstance(output, Term):
        return float(output)
    step = rules.trace.steps[output.place]
    if not step.name:
        return step.text
    operands = [rules.trace.steps[o] if isinstance(o, int) else o for o in step.operands]
    if any(not isinstance(operand, float) and operand.name for operand in operands):
        return None
    return (step.name, *(operand if isinstance(operand, float) else operand.text for operand in operands))


def light_tables() -> dict[str, npt.NDArray[np.float64] | npt.NDArray[np.bool_]]:
    """By opcode: what `LIGHT_LINES` reads, and whether it is light at all."""
    import numpy as np

    light, is_light = np.zeros((256, 6)), np.zeros(256, np.bool_)
    for number, recipe in light_opcodes().items():
        is_light[number] = True
        takes_second = recipe.is_product and recipe.other == "x1"
        sign = -1.0 if recipe.is_difference else 1.0
        light[number] = (recipe.is_product, sign, recipe.factor, recipe.slopes[0], takes_second, recipe.slopes[1])
    return {"light": light, "is_light": is_light}
