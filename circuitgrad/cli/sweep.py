"""``circuitgrad sweep``: the objective over one input, or over two."""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from circuitgrad.circuit import Circuit
from circuitgrad.cli.intervals import read_interval
from circuitgrad.cli.report import Json, json_number
from circuitgrad.cli.source import add_source, read_source
from circuitgrad.cli.tables import number, table
from circuitgrad.errors import CircuitError
from circuitgrad.formats.numbers import plain_number

if TYPE_CHECKING:
    from circuitgrad.analysis.sweep import Sweep

_POINTS: Final = (201, 41)
"""How many points an axis has where nobody said, with one axis and with two."""
_MOST_ROWS, _MOST_COLUMNS = 20, 6


def add_sweep(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments of ``sweep``."""
    add_source(parser)
    words = "NAME=LOW:HIGH[:POINTS]"
    parser.add_argument("axes", nargs="*", metavar=words, help="one input that is swept, or two: w0=-5:5:201")
    parser.add_argument("--nodes", nargs="+", action="extend", default=[], metavar="NODE", help="other nodes to show")
    parser.add_argument(
        "--logarithmic", nargs="+", action="extend", default=[], metavar="NAME", help="axes with equal ratios of points"
    )
    whole = parser.add_mutually_exclusive_group()
    whole.add_argument("--csv", action="store_true", help="print every point as CSV, with all digits")
    whole.add_argument("--json", action="store_true", help="print JSON, with every number in full")


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
    if arguments.json:
        return json.dumps(sweep_report(found), indent=2, allow_nan=False)
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


def sweep_report(found: Sweep) -> Json:
    """A sweep, ready for `json.dumps`: of a surface each array has a row for each point of the second axis."""
    report: Json = {
        "objective": found.objective,
        "axes": {label: _numbers(points) for label, points in found.axes.items()},
        "value": _numbers(found.value),
        "gradients": {label: _numbers(slopes) for label, slopes in found.gradients.items()},
        "nodes": {label: _numbers(values) for label, values in found.nodes.items()},
        "here": None,
        "kinks": [
            {"node": each.label, "position": each.position, "left": json_number(each.left),
             "right": json_number(each.right)}
            for each in found.kinks
        ],
        "undefined": [{"low": each.low, "high": each.high, "sentence": each.sentence} for each in found.undefined],
    }  # fmt: skip
    if found.here is not None:
        here = found.here
        slopes = {label: json_number(slope) for label, slope in here.gradient.items()}
        report["here"] = {"position": here.position, "value": json_number(here.value), "gradient": slopes}
    return report


def _numbers(array: Any) -> list[Any]:
    """An array as JSON can hold it, row by row."""
    return [_numbers(row) if getattr(row, "ndim", 0) else json_number(float(row)) for row in array]


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
