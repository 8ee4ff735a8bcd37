"""The text of the kernel for batches, made from the operators' rules.

A block of rows goes through the whole circuit before the next one comes, so that its numbers stay in the cache; each
operator is a loop over the rows of a block, which becomes vector instructions. Everything that the loops read or
write is a slot: an address where numbers stand side by side, which for a column is the column itself.

The forward sweep stores a local derivative only where it is no number, input or output anyway. So the backward
sweep names no operator: it adds upstream times a slot to a slot.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from circuitgrad.engine.compiled.kernel_text import SPELLINGS, indented
from circuitgrad.engine.compiled.opcodes import MANY, Opcode, opcodes
from circuitgrad.engine.trace import Term, Traced, traced


class Field(IntEnum):
    """What stands where in the row of numbers that the kernel gets; the last ones are addresses."""

    BEGIN = 0
    END = 1
    BLOCK = 2
    STEPS = 3
    BACK_STEPS = 4
    COLUMNS = 5
    OUTPUTS = 6
    SUMS = 7
    SLOT_SUMS = 8
    SLOTS = 9
    PROGRAM = 10
    BACK_PROGRAM = 11
    FACTORS = 12
    CONSTANTS = 13
    COLUMN_TABLE = 14
    OUTPUT_TABLE = 15
    SUM_TABLE = 16
    PARTIAL_SUMS = 17
    MORE = 18
    SCRATCH = 19


FORWARD_WIDTH = 8
"""Numbers in a forward step: opcode, slots of two inputs, of the value, of two local derivatives, where its
constants start, how many inputs; with many inputs the slots of inputs and derivatives stand in a list of their own,
from the number in place of the first input on."""
FUSED_INPUT = 4
"""Where the slot of a fused step's third input stands."""
BACKWARD_WIDTH = 5
"""Numbers in a backward step: what to do, target, upstream, factor, value."""


class Back(IntEnum):
    """What a backward step does with its target: a slot, or from `SUM_PRODUCT` on the number of a sum over the rows."""

    FILL = 0
    WRITE_PRODUCT = 1
    ADD_PRODUCT = 2
    WRITE_SAME = 3
    ADD_SAME = 4
    WRITE_SCALED = 5
    ADD_SCALED = 6
    WRITE_SETTLED = 7
    ADD_SETTLED = 8
    SUM_PRODUCT = 9
    SUM_SAME = 10
    SUM_SCALED = 11
    SUM_SETTLED = 12


class Fused(IntEnum):
    """Forward steps that are two operators in one; their numbers lie beyond all opcodes.

    A product of two inputs and a third added to it; an input with one constant added, and times another.
    """

    MULTIPLY_ADD = 254
    SHIFT_SCALE = 255


def batch_text() -> str:
    """The function `batch(frame)`."""
    branches = [(f"o == {code.number}", _body(code)) for code in opcodes()]
    branches += [(f"o == {fused}", body) for fused, body in _FUSED.items()]
    return "\n".join(
        [
            "def batch(frame):",
            *indented([f"{field.name.lower()} = {_read(field)}" for field in Field], 1),
            *indented(_BLOCKS, 1),
            *indented(["for k in range(steps):", *indented(_STEP, 1)], 2),
            *_chain(branches, 3),
            *indented(["for k in range(back_steps):", *indented(_BACK_STEP, 1)], 2),
            *_chain(_back_branches(), 3),
            *indented(_RESULTS, 2),
            "    return 0",
            "",
        ]
    )


def _read(field: Field) -> str:
    if field < Field.SLOTS:
        return f"frame[{field}]"
    kind = {
        Field.PROGRAM: "integers", Field.BACK_PROGRAM: "integers", Field.MORE: "integers",
        Field.SLOTS: "longs", Field.COLUMN_TABLE: "longs", Field.OUTPUT_TABLE: "longs", Field.SUM_TABLE: "longs",
    }.get(field, "floats")  # fmt: skip
    return f"{kind}_at(frame[{field}])"


def _chain(branches: list[tuple[str, list[str]]], depth: int) -> list[str]:
    lines: list[str] = []
    for place, (condition, body) in enumerate(branches):
        lines += indented([f"{'elif' if place else 'if'} {condition}:", *indented(body, 1)], depth)
    return lines


_BLOCKS = [
    "for first_row in range(begin, end, block):",
    "    m = min(block, end - first_row)",
    "    for c in range(sums):",
    "        partial_sums[(first_row // block) * sums + c] = 0.0",
    "    for c in range(columns):",
    "        slots[column_table[2 * c]] = column_table[2 * c + 1] + 8 * first_row",
]
_STEP = [
    f"at = {FORWARD_WIDTH} * k",
    "o = program[at]",
    "y = floats_at(slots[program[at + 3]])",
]
_BACK_STEP = [
    f"at = {BACKWARD_WIDTH} * k",
    "o = back_program[at]",
    "d = floats_at(slots[back_program[at + 1]])",  # of a sum this is any slot: it is not looked at
    "g = floats_at(slots[back_program[at + 2]])",
]
_INPUTS = [f"in{side} = floats_at(slots[program[at + {at}]])" for side, at in enumerate((1, 2, FUSED_INPUT))]
_FUSED = {
    Fused.MULTIPLY_ADD: [
        *_INPUTS,
        "for j in range(m):",
        "    product = in0[j] * in1[j]",
        "    y[j] = product + in2[j]",
    ],
    Fused.SHIFT_SCALE: [
        _INPUTS[0],
        "k0 = constants[program[at + 6]]",
        "k1 = constants[program[at + 6] + 1]",
        "for j in range(m):",
        "    whole = in0[j] + k0",
        "    y[j] = k1 * whole",
    ],
}
_RESULTS = [
    "for c in range(outputs):",
    "    out = floats_at(output_table[2 * c + 1] + 8 * first_row)",
    "    y = floats_at(slots[output_table[2 * c]])",
    "    for j in range(m):",
    "        out[j] = y[j]",
    "for c in range(slot_sums):",
    "    into = (first_row // block) * sums + sum_table[2 * c + 1]",
    "    partial_sums[into] += sum_of(floats_at(slots[sum_table[2 * c]]), m)",
]


def stored_slopes(rules: Traced) -> list[int]:
    """Which local derivatives need a slot of their own: those that are no number, input or output anyway."""
    return [
        side
        for side, slope in enumerate(rules.local_derivatives)
        if isinstance(slope, Term) and not _is_given(rules, slope)
    ]


def given_slope(rules: Traced, side: int) -> int | None:
    """Which input (0 or 1) or the output (−1) a local derivative is; None where it is none of them."""
    slope = rules.local_derivatives[side]
    if not isinstance(slope, Term):
        return None
    if isinstance(rules.value, Term) and slope.place == rules.value.place and rules.trace.steps[slope.place].name:
        return -1
    text = rules.trace.steps[slope.place].text
    return int(text[1:]) if text.startswith("x") else None


def _is_given(rules: Traced, slope: Term) -> bool:
    return any(rules.local_derivatives[s] is slope and given_slope(rules, s) is not None for s in range(rules.count))


def _body(code: Opcode) -> list[str]:
    if code.count == MANY:
        return _many_body(code)
    rules = traced(code.operator, code.count)
    stored = stored_slopes(rules)
    lines, texts = rules.trace.lines([rules.value, *(rules.local_derivatives[side] for side in stored)], SPELLINGS)
    head = [f"in{side} = floats_at(slots[program[at + {side + 1}]])" for side in range(code.count)]
    head += [f"slope{side} = floats_at(slots[program[at + {side + 4}]])" for side in stored]
    head += [f"k{n} = constants[program[at + 6] + {n}]" for n in range(len(code.operator.constants))]
    loop = [f"x{side} = in{side}[j]" for side in range(code.count)]
    stores = [f"y[j] = {texts[0]}", *(f"slope{side}[j] = {text}" for side, text in zip(stored, texts[1:], strict=True))]
    return [*head, "for j in range(m):", *indented([*loop, *lines, *stores], 1)]


def _many_body(code: Opcode) -> list[str]:
    name, constants = code.operator.name, "".join(f", k{n}" for n in range(len(code.operator.constants)))
    return [
        "start = program[at + 1]",
        "count = program[at + 7]",
        *(f"k{n} = constants[program[at + 6] + {n}]" for n in range(len(code.operator.constants))),
        "xs = row(scratch, count)",
        "for j in range(m):",
        "    for w in range(count):",
        "        xs[w] = floats_at(slots[more[start + w]])[j]",
        f"    value = {name}_forward(xs{constants})",
        "    y[j] = value",
        f"    found = {name}_slopes(xs{constants}, value)",
        "    for w in range(count):",
        "        floats_at(slots[more[start + count + w]])[j] = found[w]",
    ]


def _back_branches() -> list[tuple[str, list[str]]]:
    factor = "s = floats_at(slots[back_program[at + 3]])"
    scale = "f = factors[back_program[at + 3]]"
    value = "y = floats_at(slots[back_program[at + 4]])"
    settled = "(0.0 if (s[j] != s[j]) & (y[j] == y[j]) else s[j])"

    # What comes first is added to 0, as in a single run: there −0 becomes 0.
    def loop(*lines: Any) -> list[str]:
        *head, last = lines
        return [*head, "for j in range(m):", f"    {last}"]

    bodies = {
        Back.FILL: loop(scale, "d[j] = f"),
        Back.WRITE_PRODUCT: loop(factor, "d[j] = g[j] * s[j] + 0.0"),
        Back.ADD_PRODUCT: loop(factor, "d[j] += g[j] * s[j]"),
        Back.WRITE_SAME: loop("d[j] = g[j] + 0.0"),
        Back.ADD_SAME: loop("d[j] += g[j]"),
        Back.WRITE_SCALED: loop(scale, "d[j] = g[j] * f + 0.0"),
        Back.ADD_SCALED: loop(scale, "d[j] += g[j] * f"),
        Back.WRITE_SETTLED: loop(factor, value, f"d[j] = g[j] * {settled} + 0.0"),
        Back.ADD_SETTLED: loop(factor, value, f"d[j] += g[j] * {settled}"),
    }
    into = "partial_sums[(first_row // block) * sums + back_program[at + 1]]"
    bodies[Back.SUM_SETTLED] = [*loop(factor, value, "total = 0.0", f"total += g[j] * {settled}"), f"{into} += total"]
    bodies[Back.SUM_PRODUCT] = [factor, f"{into} += sum_of_products(g, s, m)"]
    bodies[Back.SUM_SAME] = [f"{into} += sum_of(g, m)"]
    bodies[Back.SUM_SCALED] = [scale, f"{into} += f * sum_of(g, m)"]
    return [(f"o == {back}", body) for back, body in bodies.items()]
