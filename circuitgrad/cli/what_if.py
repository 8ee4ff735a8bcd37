"""``circuitgrad sweep`` and ``circuitgrad tornado``: what the objective does when inputs move."""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from math import isfinite, isnan
from typing import TYPE_CHECKING, Final

from circuitgrad.circuit import Circuit
from circuitgrad.cli.intervals import read_interval
from circuitgrad.cli.report import Json, json_number
from circuitgrad.cli.source import add_source, needed_tape, read_source
from circuitgrad.cli.tables import number, table
from circuitgrad.errors import CircuitError
from circuitgrad.formats.numbers import plain_number

if TYPE_CHECKING:
    from circuitgrad.analysis.sweep import Sweep
    from circuitgrad.analysis.tornado import Sway

_POINTS: Final = (201, 41)
"""How many points an axis has where nobody said, with one axis and with two."""
_MOST_ROWS, _MOST_COLUMNS = 20, 6
_HALF_BAR: Final = 16
WAYS: Final = {
    "gradient": "one unit",
    "percent": "1 % of its value",
    "step": "one step of its slider",
    "deviation": "one standard deviation",
    "range": "to the ends of its range",
}


def add_sweep(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments of ``sweep``."""
    add_source(parser)
    words = "NAME=LOW:HIGH[:POINTS]"
    parser.add_argument("axes", nargs="*", metavar=words, help="one input that is swept, or two: w0=-5:5:201")
    parser.add_argument("--nodes", nargs="+", action="extend", default=[], metavar="NODE", help="other nodes to show")
    parser.add_argument(
        "--logarithmic", nargs="+", action="extend", default=[], metavar="NAME", help="axes with equal ratios of points"
    )
    parser.add_argument("--csv", action="store_true", help="print every point as CSV, with all digits")


def sweep_text(arguments: argparse.Namespace, _render: object) -> str:
    """Carries ``sweep`` out.

    Raises:
        CircuitError: the circuit or an axis cannot be.
    """
    from circuitgrad.analysis.sweep import sweep

    words = list(arguments.axes)
    if arguments.formula is not None and arguments.source is not None and "=" in arguments.source:
        words.insert(0, arguments.source)  # with a formula there is no file, so the first word is an axis
        arguments.source = None
    circuit = read_source(arguments)
    if not words:
        raise CircuitError("Say what to sweep: one input, or two, such as w0=-5:5 or w0=-5:5:201.")
    points = _POINTS[len(words) > 1]
    axes = {}
    for each in map(read_interval, words):
        if each.label in axes:
            raise CircuitError("“{label}” is swept twice: give it one interval.", label=each.label)
        axes[each.label] = (each.low, each.high, points if each.points is None else each.points)
    found = sweep(circuit, axes, nodes=arguments.nodes, logarithmic=arguments.logarithmic)
    if arguments.csv:
        return _as_csv(found)
    parts = _curve(circuit, found) if len(found.axes) == 1 else _surface(found)
    return "\n\n".join([*_now(found), *parts])


def _columns(found: Sweep) -> dict[str, Iterable[float]]:
    """All numbers by the head of their column; the first axis changes fastest."""
    import numpy as np

    labels = list(found.axes)
    places = dict(zip(labels, np.meshgrid(*found.axes.values()), strict=True))
    slopes = {f"d({found.objective})/d({label})": found.gradients[label] for label in labels}
    columns = {**places, found.objective: found.value, **slopes, **found.nodes}
    return {label: column.ravel().tolist() for label, column in columns.items()}


def _as_csv(found: Sweep) -> str:
    columns = _columns(found)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([plain_number(value) for value in row] for row in zip(*columns.values(), strict=True))
    return text.getvalue().removesuffix("\n")


def _now(found: Sweep) -> Iterator[str]:
    if found.here is not None:
        here = found.here
        place = ", ".join(f"{label} = {number(value)}" for label, value in here.position.items())
        slopes = ", ".join(f"{number(slope)} along {label}" for label, slope in here.gradient.items())
        yield f"Now {found.objective} = {number(here.value)} at {place}; slope {slopes}"


def _curve(circuit: Circuit, found: Sweep) -> Iterator[str]:
    columns = _columns(found)
    rows = list(zip(*columns.values(), strict=True))
    shown = [list(map(number, rows[place])) for place in _thinned(len(rows), _MOST_ROWS)]
    yield table(list(columns), shown, right=range(len(columns)))
    (label,) = found.axes
    kinks = [
        f"{label} = {number(kink.position)}: the slope jumps from {number(kink.left)} to {number(kink.right)} at "
        f"“{kink.label}” ({circuit.node(kink.id).record.title})."
        for kink in found.kinks
    ]
    stretches = [f"{label} = {_stretch(each.low, each.high)}: {each.sentence}" for each in found.undefined]
    for title, lines in (("Kinks", kinks), ("Undefined", stretches)):
        if lines:
            more = [f"… and {len(lines) - _MOST_ROWS} more"] if len(lines) > _MOST_ROWS else []
            yield "\n  ".join([title, *lines[:_MOST_ROWS], *more])


def _stretch(low: float, high: float) -> str:
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def _surface(found: Sweep) -> Iterator[str]:
    """The objective's values: the first axis to the right, the second one down."""
    import numpy as np

    (first, along), (second, across) = found.axes.items()
    columns, rows = _thinned(len(along), _MOST_COLUMNS), _thinned(len(across), _MOST_ROWS)
    heads = [second, *(f"{first} = {number(along[place])}" for place in columns)]
    shown = [[number(across[row]), *(number(found.value[row, place]) for place in columns)] for row in rows]
    yield f"{found.objective}\n" + table(heads, shown, right=range(len(heads)))
    undefined = int(np.count_nonzero(~np.isfinite(found.value)))
    if undefined:
        yield f"{found.objective} has no finite value at {undefined:,} of {found.value.size:,} points."


def _thinned(count: int, most: int) -> list[int]:
    """Places at equal distances, the first and the last among them: `most` and the last one."""
    step = max(1, -(-(count - 1) // most))
    return [*range(0, count - 1, step), count - 1]


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
            "No input that moves “{label}” has a spread: give one a spread, or go by another way, as --by percent."
        )
        raise CircuitError(template, label=objective)
    if arguments.json:
        return json.dumps(tornado_report(objective, value, arguments.by, rows), indent=2, allow_nan=False)
    way = f"down and up by {WAYS[arguments.by]}" if arguments.by != "range" else WAYS["range"]
    return f"{objective} = {number(value)}; each input alone goes {way}\n\n{_tornado(rows)}"


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
    """A bar from the middle to each change, the longer one below: lowering to the left, raising to the right."""
    cells = [" "] * _HALF_BAR + ["|"] + [" "] * _HALF_BAR
    ends = [(row.low_change, "<"), (row.high_change, ">")]
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
