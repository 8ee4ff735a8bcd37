"""The text of the kernels for single circuits, made from the operators' rules.

Two kernels do the same. `pass_by_runs` goes through runs of equal operators within a level, so that a branch is taken
once a run and loops become vector instructions; `pass_by_nodes` takes the branch at each node, one for all the
lightest operators (`light`), for circuits whose runs are short. It reads each opcode a node ahead, so that a branch
which the processor guessed wrongly is found out as soon as it is come to. Both store each local derivative in the
forward sweep, except those that never change, which are there already.

A kernel gets one row of numbers (`Slot`): counts, and where its arrays start in memory. That is the quickest call
that Python can make, and a hundred nodes take less time than unpacking ten arrays would.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Any, Final

from circuitgrad.engine.compiled.light import LIGHT, LIGHT_LINES, light_opcodes
from circuitgrad.engine.compiled.opcodes import LACKING, MANY, Opcode, opcodes
from circuitgrad.engine.signs import Flag
from circuitgrad.engine.trace import Spellings, Term, Traced, traced

SPELLINGS: Final = Spellings(
    {
        "where": "({1} if {0} else {2})",
        "absolute": "abs({0})",
        "maximum": "({0} if ({0} >= {1}) | ({0} != {0}) else {1})",
        "minimum": "({0} if ({0} <= {1}) | ({0} != {0}) else {1})",
        "divide": "{0} / {1}",
    }
)
_VECTORISED: Final = {"exp", "expm1", "log", "log1p", "tanh", "sqrt"}
"""Primitives that are worth a loop over numbers that stand side by side."""
_VECTORISED_IN_LONG_RUNS: Final = {"divide"}
"""Primitives that are worth it from `_LONG_RUN` nodes on."""
_LONG_RUN: Final = 24


class Slot(IntEnum):
    """What stands where in the row that a kernel gets; from `CODES` on they are addresses."""

    OBJECTIVE = 0
    RUNS = 1
    NEEDED_RUNS = 2
    NODES = 3
    NEEDED = 4
    NEEDED_LEAVES = 5
    FORWARD = 6
    BACKWARD = 7
    WITH_MANY = 8
    CODES = 9
    STARTS = 10
    FIRST = 11
    SECOND = 12
    CONSTANT_AT = 13
    SOURCES = 14
    CONSTANTS = 15
    VALUES = 16
    FIRST_SLOPES = 17
    SECOND_SLOPES = 18
    MORE_SLOPES = 19
    GRADIENTS = 20
    SCRATCH = 21
    OTHER = 22


_BYTES: Final = {Slot.CODES}
_INTEGERS: Final = {Slot.STARTS, Slot.FIRST, Slot.SECOND, Slot.CONSTANT_AT, Slot.SOURCES, Slot.OTHER}
_HEAD: Final = [
    f"{slot.name.lower()} = "
    + (
        f"frame[{slot}]"
        if slot < Slot.CODES
        else f"{'bytes' if slot in _BYTES else 'integers' if slot in _INTEGERS else 'floats'}_at(frame[{slot}])"
    )
    for slot in Slot
]


def kernel_text(*, flagging: bool = True) -> str:
    """The functions `pass_by_runs(frame)` and `pass_by_nodes(frame)`, which return a sum of `Flag`.

    Args:
        flagging: whether they look for problems; without it they only compute, to be compared with.
    """
    lines = [*_runs(), "", *_nodes(), ""]
    if not flagging:
        lines = [_FLAGGED.sub(r"\1pass", line) for line in lines]
    return "\n".join(lines)


_FLAGGED: Final = re.compile(r"^( *)(?:odd|tie|silent|extreme|undefined) \|= .*$")


def indented(lines: list[str], depth: int) -> list[str]:
    """The lines, so many steps to the right."""
    return ["    " * depth + line for line in lines]


def _chain(branches: list[tuple[str, list[str]]], depth: int) -> list[str]:
    lines: list[str] = []
    for place, (condition, body) in enumerate(branches):
        lines += indented([f"{'elif' if place else 'if'} {condition}:"], depth) + indented(body, depth + 1)
    return lines


def _runs() -> list[str]:
    forward = [(f"o == {code.number}", _run_body(code)) for code in opcodes()]
    forward.append((f"o == {LACKING}", ["for i in range(start, end):", *indented(_LACKING_BODY, 1)]))
    return [
        "def pass_by_runs(frame):",
        *indented([*_HEAD, "odd = False", "tie = False", "silent = False", "looked = 0"], 1),
        *indented(["for r in range(runs if forward else 0):"], 1),
        *indented(["o = codes[r]", "start = starts[r]", "end = starts[r + 1]"], 2),
        *_chain(forward, 2),
        *indented([f"if end - looked >= {_STRETCH} or r == runs - 1:"], 2),
        *indented(["odd |= has_stray(values, looked, end)", "looked = end"], 3),
        *indented([*_BACKWARD_START, "looked = needed"], 1),
        *indented(["for r in range(needed_runs - 1, -1, -1):"], 1),
        *indented(["o = codes[r]", "start = starts[r]", "end = starts[r + 1]"], 2),
        *indented([f"if o != 0 and (looked - start >= {_STRETCH} or start == needed_leaves):"], 2),
        *indented(["silent |= has_zero(gradients, start, looked)", "looked = start"], 3),
        *_chain([(condition, ["for i in range(end - 1, start - 1, -1):", *indented(body, 1)])
                 for condition, body in _backward_branches()], 2),
        *indented(_END, 1),
    ]  # fmt: skip


def _nodes() -> list[str]:
    heavy = [code for code in opcodes() if code.number not in light_opcodes()]
    forward = [(f"o >= {LIGHT}", LIGHT_LINES), *((f"o == {code.number}", _node_body(code)) for code in heavy)]
    forward.append((f"o == {LACKING}", _LACKING_BODY))
    return [
        "def pass_by_nodes(frame):",
        *indented([*_HEAD, "odd = False", "tie = False", "silent = False", "count = nodes if forward else 0"], 1),
        *indented([f"for start in range(0, count, {_STRETCH}):", f"    end = min(count, start + {_STRETCH})"], 1),
        *indented(["following = codes[start]", "for i in range(start, end):"], 2),
        *indented(["o = following", "following = codes[i + 1]"], 3),
        *_chain(forward, 3),
        *indented(_LOOK_AT_VALUES, 2),
        *indented(_BACKWARD_START, 1),
        *indented([f"for end in range(needed, needed_leaves, -{_STRETCH}):"], 1),
        *indented([f"start = max(needed_leaves, end - {_STRETCH})"], 2),
        *indented(["if with_many == 0:", *indented(_BACKWARD_ALIKE, 1)], 2),
        *indented(["else:", "    for i in range(end - 1, start - 1, -1):", f"        o = codes[i] & {LIGHT - 1}"], 2),
        *_chain(_backward_branches(), 4),
        *indented(_LOOK_AT_GRADIENTS, 2),
        *indented(_END, 1),
    ]


_STRETCH: Final = 2048
"""How many nodes are computed before they are looked at, still in the cache."""
_LOOK_AT_VALUES: Final = ["odd |= has_stray(values, start, end)"]
_LOOK_AT_GRADIENTS: Final = ["silent |= has_zero(gradients, start, end)"]
_LACKING_BODY: Final = [
    "values[i] = NAN",
    "for w in range(second[i]):",
    "    more_slopes[first[i] + w] = NAN",
]
_BACKWARD_START: Final = [
    "if backward == 0:",
    f"    return odd * {Flag.NOT_FINITE} + tie * {Flag.TIE} + silent * {Flag.SILENT}",
    "for i in range(nodes):",
    "    gradients[i] = 0.0",
    "gradients[objective] = 1.0",
]
_BACKWARD_ALIKE: Final = [
    "for i in range(end - 1, start - 1, -1):",  # what a node with one input gives its second goes nowhere
    "    g = gradients[i]",
    "    gradients[first[i]] += g * first_slopes[i]",
    "    gradients[second[i]] += g * second_slopes[i]",
]
_END: Final = [
    "extreme = False",
    "undefined = False",
    "extreme |= has_extreme(gradients, needed_leaves)",
    "undefined |= has_nan(gradients, needed_leaves)",
    f"flags = odd * {Flag.NOT_FINITE} + tie * {Flag.TIE} + silent * {Flag.SILENT} + extreme * {Flag.EXTREME}",
    f"return flags + undefined * {Flag.UNDEFINED}",
]


def _rules(code: Opcode) -> tuple[Traced, list[str], list[str], list[str]]:
    """The traced rules, the steps, how value and slopes are written, and how the kinks are."""
    rules = traced(code.operator, code.count)
    wanted = [rules.value, *rules.local_derivatives, *rules.kinks]
    lines, texts = rules.trace.lines(wanted, SPELLINGS)
    return rules, lines, texts[: code.count + 1], texts[code.count + 1 :]


def _constants(code: Opcode) -> list[str]:
    return [f"k{place} = constants[constant_at[i] + {place}]" for place in range(len(code.operator.constants))]


def _stores(rules: Traced, texts: list[str], kinks: list[str]) -> list[str]:
    lines = [f"values[i] = {texts[0]}"]
    slots = ("first_slopes", "second_slopes")
    for slot, derivative, text in zip(slots, rules.local_derivatives, texts[1:], strict=False):
        if isinstance(derivative, Term):
            lines.append(f"{slot}[i] = {text}")
    return [*lines, *(f"tie |= {kink} == 0.0" for kink in kinks)]


def _node_body(code: Opcode) -> list[str]:
    if code.count == MANY:
        return _many_body(code)
    rules, lines, texts, kinks = _rules(code)
    gathered = [f"x{place} = values[{slot}[i]]" for place, slot in enumerate(("first", "second")[: code.count])]
    return [*gathered, *_constants(code), *lines, *_stores(rules, texts, kinks)]


def _run_body(code: Opcode) -> list[str]:
    """A loop over a run; where a vectorised primitive is used, one that gathers, and one over what it gathered."""
    if code.count == MANY:
        return ["for i in range(start, end):", *indented(_many_body(code), 1)]
    rules = traced(code.operator, code.count)
    used = {step.name for step in rules.trace.steps}
    plain = ["for i in range(start, end):", *indented(_node_body(code), 1)]
    if not all(isinstance(slope, Term) for slope in rules.local_derivatives):
        return plain
    if used & _VECTORISED:
        return _gathered_body(code)
    if used & _VECTORISED_IN_LONG_RUNS:
        return [f"if end - start < {_LONG_RUN}:", *indented(plain, 1), "else:", *indented(_gathered_body(code), 1)]
    return plain


def _gathered_body(code: Opcode) -> list[str]:
    rules, lines, texts, kinks = _rules(code)
    slots = [("first", "first_slopes"), ("second", "second_slopes")][: code.count]
    gather = [f"{slopes}[i] = values[{source}[i]]" for source, slopes in slots]
    read = [f"x{place} = {slopes}[i]" for place, (_, slopes) in enumerate(slots)]
    return [
        "for i in range(start, end):",
        *indented(gather, 1),
        "for i in range(start, end):",
        *indented([*read, *_constants(code), *lines, *_stores(rules, texts, kinks)], 1),
    ]


def _many_body(code: Opcode) -> list[str]:
    name, constants = code.operator.name, "".join(f", k{place}" for place in range(len(code.operator.constants)))
    return [
        "xs = row(scratch, second[i])",
        "for w in range(second[i]):",
        "    xs[w] = values[sources[first[i] + w]]",
        *_constants(code),
        f"y = {name}_forward(xs{constants})",
        "values[i] = y",
        f"slopes = {name}_slopes(xs{constants}, y)",
        "for w in range(second[i]):",
        "    more_slopes[first[i] + w] = slopes[w]",
        *(f"tie |= {name}_kink{place}(xs{constants}) == 0.0" for place in range(len(code.operator.kinks))),
    ]


def _backward_branches() -> list[tuple[str, list[str]]]:
    """Branches for nodes whose slopes never change, for one input, for two, and for many."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for code in opcodes():
        groups.setdefault(_backward_kind(code), []).append(code.number)
    groups.setdefault((MANY,), []).append(LACKING)
    in_order = sorted(groups.items(), key=lambda item: str(item[0]))
    return [(" or ".join(f"o == {n}" for n in numbers), _backward_body(*kind)) for kind, numbers in in_order]


def _backward_kind(code: Opcode) -> tuple[Any, ...]:
    if code.count == MANY:
        return (MANY,)
    slopes = traced(code.operator, code.count).local_derivatives
    return (code.count, *(None if isinstance(slope, Term) else slope for slope in slopes))


def _backward_body(count: int, *slopes: float | None) -> list[str]:
    if count == MANY:
        return [
            "g = gradients[i]",
            "for w in range(second[i]):",
            "    flow = g * more_slopes[first[i] + w]",
            "    gradients[sources[first[i] + w]] += flow",
        ]
    lines = ["g = gradients[i]"]
    for slot, slope in zip(("first", "second"), slopes, strict=False):
        if slope is None:
            lines.append(f"flow = g * {slot}_slopes[i]")
        else:
            lines.append("flow = g" if slope == 1.0 else "flow = -g" if slope == -1.0 else f"flow = g * ({slope!r})")
        lines.append(f"gradients[{slot}[i]] += flow")
    return lines
