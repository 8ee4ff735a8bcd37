"""``circuitgrad tornado``: which input matters, when each alone goes down and up."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from math import isfinite, isnan
from typing import TYPE_CHECKING, Final

from circuitgrad.cli.report import Json, json_number
from circuitgrad.cli.source import add_source, needed_tape, read_source
from circuitgrad.cli.tables import number, table
from circuitgrad.errors import CircuitError

if TYPE_CHECKING:
    from circuitgrad.analysis.tornado import Sway

_HALF_BAR: Final = 16
WAYS: Final = {
    "gradient": "one unit",
    "percent": "1 % of its value",
    "step": "one step of its slider",
    "deviation": "one standard deviation",
    "range": "to the ends of its range",
}


def add_tornado(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments of ``tornado``."""
    add_source(parser)
    ways = ", ".join(f"{way} ({help})" for way, help in WAYS.items()).replace("%", "%%")
    parser.add_argument("--by", choices=WAYS, default="gradient", help=f"how far each input goes: {ways}")
    parser.add_argument("--hold", nargs="+", action="extend", default=[], metavar="NAME", help="inputs that stay put")
    parser.add_argument(
        "--release", nargs="+", action="extend", default=[], metavar="NAME", help="held inputs that move"
    )
    parser.add_argument("--all", action="store_true", help="move held inputs as well, and mark them")
    parser.add_argument("--json", action="store_true", help="print JSON, with every number in full")


def tornado_text(arguments: argparse.Namespace, _render: object) -> str:
    """Carries ``tornado`` out.

    Raises:
        CircuitError: the circuit or an input cannot be, or nothing may move.
    """
    from circuitgrad.analysis.tornado import sensitivity
    from circuitgrad.engine import evaluate

    circuit = read_source(arguments)
    value = evaluate(*needed_tape(circuit), backward=False).value
    rows = sensitivity(
        circuit, by=arguments.by, hold=arguments.hold, release=arguments.release, all_inputs=arguments.all
    )
    objective = circuit.find_objective().label
    if all(row.low is None for row in rows):
        template = (
            "No input that moves “{label}” has a spread, or scenarios that differ in it: give one a spread, or go by "
            "another way, as --by percent."
        )
        raise CircuitError(template, label=objective)
    if arguments.json:
        return json.dumps(tornado_report(objective, value, arguments.by, rows), indent=2, allow_nan=False)
    way, bars = f"down and up by {WAYS[arguments.by]}", "gradient × the way"
    if arguments.by == "range":
        way, bars = WAYS["range"], "the true change"
    return f"{objective} = {number(value)}; each input alone goes {way}; bars: {bars}\n\n{_tornado(rows)}"


def tornado_report(objective: str, value: float, by: str, rows: Sequence[Sway]) -> Json:
    """A tornado, ready for `json.dumps`."""
    names = ("value", "gradient", "low", "high", "low_change", "high_change", "predicted_low", "predicted_high")
    return {
        "objective": {"node": objective, "value": json_number(value)},
        "by": by,
        "inputs": {
            row.label: {"held": row.is_held, **{name: json_number(getattr(row, name)) for name in names}}
            for row in rows
        },
    }


def _tornado(rows: Sequence[Sway]) -> str:
    longest = max((row.strength for row in rows if isfinite(row.strength)), default=0.0)
    shown = [
        [
            f"{row.label} (held)" if row.is_held else row.label,
            *map(number, (row.gradient, row.low, row.high, row.low_change, row.high_change)),
            _bar(row, longest),
        ]
        for row in rows
    ]
    heads = ["input", "gradient", "low", "high", "change at low", "change at high", "< low end, high end >"]
    return table(heads, shown, right=[1, 2, 3, 4, 5])


def _bar(row: Sway, longest: float) -> str:
    """A bar from the middle to each effect, the longer one below: lowering to the left, raising to the right."""
    cells = [" "] * _HALF_BAR + ["|"] + [" "] * _HALF_BAR
    ends = [(row.low_effect, "<"), (row.high_effect, ">")]
    bars = [(_length(change, longest), sign) for change, sign in ends if change is not None and not isnan(change)]
    for length, sign in sorted(bars, key=lambda bar: -abs(bar[0])):
        way = 1 if length > 0 else -1
        for step in range(1, abs(length) + 1):
            cells[_HALF_BAR + way * step] = sign
    return "".join(cells)


def _length(change: float, longest: float) -> int:
    if not isfinite(change):
        return _HALF_BAR if change > 0 else -_HALF_BAR
    return round(_HALF_BAR * change / longest) if longest else 0
