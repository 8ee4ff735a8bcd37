"""``circuitgrad seek``: which move of the inputs brings the objective to a goal, or to its top or bottom."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from circuitgrad.circuit import Circuit
from circuitgrad.cli.intervals import read_interval
from circuitgrad.cli.report import Json, json_number
from circuitgrad.cli.source import add_source, read_setting, read_source
from circuitgrad.cli.tables import number, table
from circuitgrad.errors import CircuitError, ValueProblem
from circuitgrad.formats.numbers import read_number

if TYPE_CHECKING:
    from circuitgrad.analysis.seek_results import Goal, SeekResult

ENDS: Final = ("max", "min")
_MOST_OTHERS, _MOST_COLUMNS = 8, 6


def add_seek(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments of ``seek``."""
    add_source(parser)
    parser.add_argument("--goal", required=True, metavar="NUMBER", help="what the objective shall be; or max, or min")
    parser.add_argument("--hold", nargs="+", action="extend", default=[], metavar="NAME", help="inputs that stay put")
    parser.add_argument(
        "--release", nargs="+", action="extend", default=[], metavar="NAME", help="held inputs that move"
    )
    for option, words, help in (
        ("--bound", "NAME=LOW:HIGH", "how far inputs may go, one or more: --bound w0=-5:5 w1=0:inf"),
        ("--weight", "NAME=NUMBER", "what a move of an input costs, one or more: --weight w0=10"),
        ("--fix", "NODE=NUMBER", "values that other nodes shall have, one or more: --fix q=2"),
    ):
        parser.add_argument(option, action="append", default=[], metavar=words, help=help)
    parser.add_argument("--starts", type=int, default=32, metavar="N", help="how many starts are tried; 32 if not said")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the same seed gives the same starts")
    parser.add_argument("--json", action="store_true", help="print JSON, with every number in full")


def seek_text(arguments: argparse.Namespace, _render: object) -> str:
    """Carries ``seek`` out.

    Raises:
        CircuitError: the circuit or the question cannot be, or the goal cannot be reached; the sentence says how near.
    """
    from circuitgrad.analysis.seek import seek

    circuit = read_source(arguments)
    intervals = [_read_bound(text) for text in arguments.bound]
    found = seek(
        circuit,
        read_goal(arguments.goal),
        hold=arguments.hold,
        release=arguments.release,
        bounds={label: (low, high) for label, low, high in intervals},
        weights=dict(read_setting(text, "--weight") for text in arguments.weight),
        fixed=dict(read_setting(text, "--fix") for text in arguments.fix),
        starts=arguments.starts,
        seed=arguments.seed,
    )
    if not found.reached and (found.goal not in ENDS or found.cannot_be):
        raise CircuitError(found.template, **dict(found.fields))
    if arguments.json:
        return json.dumps(seek_report(circuit, found), indent=2, allow_nan=False)
    return "\n\n".join(_parts(found))


def read_goal(text: str) -> Goal:
    """The goal as a person types it.

    Raises:
        ValueProblem: it is neither a number nor max or min.

    Example:
        >>> read_goal("−0,5"), read_goal("MAX")
        (-0.5, 'max')
    """
    word = text.strip().lower()
    if word in ENDS:
        return "max" if word == "max" else "min"
    try:
        return read_number(text)
    except ValueError:
        raise ValueProblem("“{text}” is no goal: give a number, or max, or min.", text=text.strip()) from None


def _read_bound(text: str) -> tuple[str, float, float]:
    label, low, high, points = read_interval(text)
    if points is not None:
        raise ValueProblem("A bound has two ends and no number of points: write --bound {label}=-5:5.", label=label)
    return label, low, high


def seek_report(circuit: Circuit, found: SeekResult) -> Json:
    """What was found, ready for `json.dumps`."""
    return {
        "objective": {"node": found.label, "from": json_number(found.start_value), "to": found.best.value},
        "goal": found.goal,
        "reached": found.reached,
        "sentence": found.sentence,
        "solutions": [
            {
                "value": json_number(each.value),
                "move": json_number(each.move),
                "reached": each.reached,
                "inputs": {
                    label: {"from": found.start[label], "to": value, "move": value - found.start[label]}
                    for label, value in each.values.items()
                },
            }
            for each in found.solutions
        ],
    }


def _parts(found: SeekResult) -> Iterator[str]:
    best = found.best
    yield found.sentence
    rows = [
        [label, number(found.start[label]), number(value), number(value - found.start[label])]
        for label, value in best.values.items()
    ]
    yield table(["input", "from", "to", "move"], rows, right=[1, 2, 3])
    yield f"{found.label}: {number(found.start_value)} → {number(best.value)}, by a move of {number(best.move)}"
    others = found.solutions[1 : 1 + _MOST_OTHERS]
    if others:
        labels = list(best.values)[:_MOST_COLUMNS]
        shown = [
            [*(number(each.values[label]) for label in labels), number(each.value), number(each.move)]
            for each in others
        ]
        left = len(found.solutions) - 1 - len(others)
        heads = [*labels, found.label, "move"]
        text = "Other solutions\n" + table(heads, shown, right=range(len(heads)))
        yield text + (f"\n  … and {left} more" if left else "")
