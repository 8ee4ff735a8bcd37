"""The lightest operators, computed without a branch.

A sum, a product or a sign takes less time than a processor loses by guessing wrongly which operator comes next, and
where operators follow each other as they like it guesses wrongly most of the time. So all operators whose rule is
one sum or one product share a branch, as x₀·factor + summand: with x₁ and −0 that is a product, with 1 and ±x₁ a sum.
Factor and summand are put together from the bits of x₁ and of numbers that stand in a table: a choice between two
numbers would become a branch again. That an operator is one of them is read from its rules. What they say is done to
the last bit, signed zeros too: −0 is the one number that a sum leaves everything as it is with.
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

LIGHT: Final = 128
"""What is added to the opcodes of light operators, so that kernels know them without looking them up."""
LIGHT_LINES: Final = [
    "x0 = values[first[i]]",
    "x1 = bits_of(values[other[i]])",
    "factor = number_of((x1 & light[o, 0]) | light[o, 1])",
    "summand = number_of((x1 & light[o, 2]) ^ light[o, 3])",
    "values[i] = product_and_sum(x0, factor, summand)",
    "first_slopes[i] = factor * number_of(light[o, 4])",
    "second_slopes[i] = number_of((bits_of(x0) & light[o, 5]) | light[o, 6])",
]
"""What the kernel does for a node with such an operator; the array `light` is from `light_table`."""
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


def light_table() -> npt.NDArray[np.int64]:
    """What `LIGHT_LINES` reads, by opcode: which bits of x₁ and x₀ they keep, and the bits of numbers instead."""
    import numpy as np

    keep, drop = -1, 0
    light = np.zeros((256, 8), np.int64)  # a row is one line of the cache
    numbers = light.view(np.float64)
    for code, recipe in light_opcodes().items():
        number = code + LIGHT
        first, second = recipe.slopes
        if recipe.is_product:
            keeps_second = recipe.other == "x1"
            light[number, [0, 2, 5]] = keep, drop, keep if keeps_second else drop
            numbers[number, [3, 4]] = -0.0, recipe.factor
            numbers[number, 6] = 0.0 if keeps_second else second
        else:
            light[number, [0, 2, 5]] = drop, keep, drop
            numbers[number, [1, 4, 6]] = 1.0, first, second
            numbers[number, 3] = -0.0 if recipe.is_difference else 0.0
    return light


def marked(codes: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The opcodes, with `LIGHT` added to those of light operators."""
    import numpy as np

    marks = np.zeros(256, np.uint8)
    marks[list(light_opcodes())] = LIGHT
    return codes + marks[codes]
