"""``circuitgrad check``: gradients beside differences and complex steps, and the table of difference quotients."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from math import inf, isfinite
from typing import TYPE_CHECKING, Final

from circuitgrad.cli.output import Finding
from circuitgrad.cli.report import Json, json_number
from circuitgrad.cli.source import add_source, needed_tape, read_source
from circuitgrad.cli.tables import number, table
from circuitgrad.engine import evaluate
from circuitgrad.formats.numbers import short_number

if TYPE_CHECKING:
    from circuitgrad.analysis.difference_table import DifferenceTable
    from circuitgrad.analysis.gradient_check import GradientCheck, GradientChecks
    from circuitgrad.circuit import Circuit

WRONG: Final = 1
"""What the program ends with where a gradient is wrong."""
_MARKS: Final = {"wrong": "✗ wrong", "cannot tell": "? cannot tell", "kink": "∧ kink", "agrees": "✓ agrees"}
_NUMBERS: Final = ("value", "gradient", "left", "central", "right", "step", "complex_step", "numeric", "doubt")


def add_check(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments of ``check``."""
    add_source(parser)
    parser.add_argument("--wires", action="store_true", help="check every wire alone as well")
    parser.add_argument(
        "--table", metavar="INPUT", help="print the difference quotients of one input for h = 1, 0.1, … 1e-16 instead"
    )
    parser.add_argument("--json", action="store_true", help="print JSON, with every number in full")
    parser.epilog = "Exit code: 0, or 1 where a gradient is wrong, or 2 where this cannot be checked."


def check_text(arguments: argparse.Namespace, _render: object) -> str | Finding:
    """Carries ``check`` out.

    Returns:
        The text; as a finding with exit code 1 where a gradient is wrong.

    Raises:
        CircuitError: the circuit or an input cannot be.
    """
    from circuitgrad.analysis.gradient_check import check_run

    circuit = read_source(arguments)
    run = evaluate(*needed_tape(circuit))
    if arguments.table is not None:
        return _table_text(circuit, arguments)
    found = check_run(run, wires=arguments.wires)
    text = (
        json.dumps(check_report(found), indent=2, allow_nan=False)
        if arguments.json
        else "\n\n".join(_parts(found, circuit))
    )
    return Finding(text, WRONG) if found.has_wrong else text


def check_report(found: GradientChecks) -> Json:
    """Checks, ready for `json.dumps`; the worst stand first."""
    return {
        "objective": found.objective_label,
        "verdicts": {verdict.value: count for verdict, count in found.counts.items()},
        "checks": [
            {
                "kind": "input" if row.wire is None else "wire",
                "name": row.label,
                "verdict": row.verdict.value,
                "sentence": row.sentence,
                **{name: json_number(getattr(row, name)) for name in _NUMBERS},
                "absolute_error": json_number(row.absolute_error),
                "relative_error": json_number(row.relative_error),
            }
            for row in found.rows
        ],
    }


def _parts(found: GradientChecks, circuit: Circuit) -> Iterator[str]:
    counts = [f"{count:,} {_told(verdict.value, count)}" for verdict, count in found.counts.items() if count]
    yield f"“{found.objective_label}”: {len(found.rows):,} gradients checked; {', '.join(counts) or 'none'}"
    for title, rows in (
        ("input", [row for row in found.rows if row.wire is None]),
        ("wire", [row for row in found.rows if row.wire is not None]),
    ):
        if rows:
            heads = [title, "verdict", "backward pass", "left", "central", "right", "complex step", "relative error"]
            yield table(heads, [_row(row) for row in rows], right=[2, 3, 4, 5, 6, 7])
    notes = [f"{row.label}: {row.sentence}" for row in found.rows if row.verdict.value != "agrees"]
    for wire in found.suspects:
        source, target = circuit.node(wire.source), circuit.node(wire.target)
        notes.append(f"The rule of “{target.label}” ({target.record.title}) toward “{source.label}” is to blame.")
    if notes:
        yield "\n  ".join(["Notes", *notes])


def _told(verdict: str, count: int) -> str:
    return {"wrong": "wrong", "cannot tell": "cannot be told", "kink": "at a kink"}.get(
        verdict, "agrees" if count == 1 else "agree"
    )


def _row(row: GradientCheck) -> list[str]:
    numbers = (row.gradient, row.left, row.central, row.right, row.complex_step)
    return [row.label, _MARKS[row.verdict.value], *map(number, numbers), _error(row.relative_error)]


def _error(error: float) -> str:
    return short_number(error, 2) if isfinite(error) else "–"


def _table_text(circuit: Circuit, arguments: argparse.Namespace) -> str:
    from circuitgrad.analysis.difference_table import difference_table

    found = difference_table(circuit, arguments.table)
    if arguments.json:
        return json.dumps(table_report(found), indent=2, allow_nan=False)
    rows = [
        [
            _step(row.step),
            number(row.forward),
            _error(row.forward_error),
            number(row.central),
            _error(row.central_error),
        ]
        for row in found.rows
    ]
    heads = ["h", "forward", "its error", "central", "its error"]
    slope = f"∂{found.objective}/∂{found.label} = {number(found.exact)} at {found.label} = {number(found.value)}"
    return "\n\n".join([slope, table(heads, rows, right=range(len(heads))), *_remarks(found)])


def table_report(found: DifferenceTable) -> Json:
    """Difference quotients, ready for `json.dumps`."""
    names = ("step", "forward", "central", "forward_error", "central_error")
    return {
        "objective": found.objective,
        "input": found.label,
        "value": json_number(found.value),
        "exact": json_number(found.exact),
        "best_step": {"forward": json_number(found.best_forward), "central": json_number(found.best_central)},
        "passes": {"forward": found.forward_passes, "central": found.central_passes, "backward": 2},
        "rows": [{name: json_number(getattr(row, name)) for name in names} for row in found.rows],
    }


def _step(step: float) -> str:
    return f"{step:.0e}".replace("e-0", "e-").replace("e+00", "") if step < 1.0 else "1"


def _remarks(found: DifferenceTable) -> Iterator[str]:
    best = [("forward", found.best_forward), ("central", found.best_central)]
    told = " and ".join(f"{name} differences at h = {short_number(step, 2)}" for name, step in best if 0.0 < step < inf)
    if told:
        yield (
            f"In theory the smallest error is that of {told}: above, the curve between the points counts "
            "(truncation); below, the digits in which their values differ run out (rounding)."
        )
    inputs = "1 input" if found.inputs == 1 else f"{found.inputs:,} inputs"
    yield (
        f"The whole gradient over {inputs} takes {found.forward_passes:,} forward passes by forward differences and "
        f"{found.central_passes:,} by central ones; backward, it takes one forward and one backward pass."
    )
