"""The commands of the command line, one record each."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from circuitgrad.circuit import Circuit
from circuitgrad.cli.check import add_check, check_text
from circuitgrad.cli.derivative import add_derivative, derivative_of
from circuitgrad.cli.lessons import add_lessons, lessons_text
from circuitgrad.cli.monte_carlo import add_monte_carlo, monte_carlo_text
from circuitgrad.cli.output import Finding, shown
from circuitgrad.cli.paths import add_paths, paths_text
from circuitgrad.cli.report import operators_report, run_report
from circuitgrad.cli.seek import add_seek, seek_text
from circuitgrad.cli.source import add_source, needed_tape, read_source
from circuitgrad.cli.sweep import add_sweep, sweep_text
from circuitgrad.cli.tables import examples_table, operators_table, run_table
from circuitgrad.cli.tornado import add_tornado, tornado_text
from circuitgrad.engine import Run, Tape, evaluate
from circuitgrad.errors import CircuitError, ObjectiveError

THEMES: Final = ("light", "dark")
PICTURES: Final = (".svg", ".png", ".pdf")


class Render(Protocol):
    """Draws a circuit into a file; it comes from the window's side, which the command line does not import."""

    def __call__(self, circuit: Circuit, run: Run, path: str, theme: str, scale: float) -> None:
        """Draws `circuit` with the numbers of `run` into the file at `path`."""


@dataclass(frozen=True, slots=True)
class Command:
    """A first word of the command line.

    Args:
        name: the word.
        help: one sentence.
        add_arguments: declares what may follow.
        handler: does it, and returns the text for stdout; as a `Finding` where the exit code shall not be 0.
    """

    name: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    handler: Callable[[argparse.Namespace, Render], str | Finding]


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON, with every number in full")


def _add_run(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    _add_json(parser)


def _run(arguments: argparse.Namespace, _render: Render) -> str:
    circuit = read_source(arguments)
    run = evaluate(*needed_tape(circuit))
    return _json_text(run_report(circuit, run)) if arguments.json else run_table(circuit, run)


def _add_nothing(_parser: argparse.ArgumentParser) -> None:
    """For commands that take no arguments."""


def _examples(_arguments: argparse.Namespace, _render: Render) -> str:
    return examples_table()


def _lessons(arguments: argparse.Namespace, _render: Render) -> str:
    return lessons_text(arguments.check)


def _operators(arguments: argparse.Namespace, _render: Render) -> str:
    return _json_text(operators_report()) if arguments.json else operators_table()


def _derivative(arguments: argparse.Namespace, _render: Render) -> str:
    found = derivative_of(arguments)
    return found if isinstance(found, str) else _json_text(found)


def _add_render(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    parser.add_argument("picture", metavar="PICTURE", help="the file to draw: it ends in .svg, .png or .pdf")
    parser.add_argument("--theme", choices=THEMES, default="light", help="the colours; light where nothing is said")
    parser.add_argument("--scale", type=_scale, default=1.0, help="pixels of a .png for each unit, such as 2")


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = math.nan
    if not 0.0 < scale < math.inf:
        raise argparse.ArgumentTypeError(f"“{text}” is no number above 0")
    return scale


def _render(arguments: argparse.Namespace, render: Render) -> str:
    if not arguments.picture.lower().endswith(PICTURES):
        template = "“{name}” is no name for a picture: give one that ends in .svg, .png or .pdf."
        raise CircuitError(template, name=arguments.picture)
    circuit = read_source(arguments)
    render(circuit, _as_the_window_runs(circuit), arguments.picture, arguments.theme, arguments.scale)
    return f"The picture is in {arguments.picture}."


def _as_the_window_runs(circuit: Circuit) -> Run:
    """Both passes, or forward alone where no objective can be told; a missing value is a problem, no error."""
    tape = Tape.of(circuit)
    try:
        objective = tape.place[circuit.find_objective().id]
    except ObjectiveError:
        return evaluate(tape, None)
    return evaluate(tape, objective)


def _json_text(report: Any) -> str:
    text = json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False)
    if shown(text, sys.stdout.encoding) == text:
        return text
    return json.dumps(report, indent=2, allow_nan=False)


COMMANDS: Final = (
    Command("run", "Run a circuit forward and backward and print values, gradients and problems.", _add_run, _run),
    Command("sweep", "Let one input, or two, go through an interval and print the objective.", add_sweep, sweep_text),
    Command("tornado", "Say which inputs move the objective, each alone, and how far.", add_tornado, tornado_text),
    Command("seek", "Find the smallest move of the inputs that reaches a goal, or a maximum.", add_seek, seek_text),
    Command("monte-carlo", "Say how far the objective scatters when inputs do.", add_monte_carlo, monte_carlo_text),
    Command("check", "Compare gradients with differences and complex steps.", add_check, check_text),
    Command("paths", "List the paths from a node to the objective; they sum to its gradient.", add_paths, paths_text),
    Command("derivative", "Print the derivative by an input as one formula.", add_derivative, _derivative),
    Command("examples", "List the examples that ship.", _add_nothing, _examples),
    Command("lessons", "List the lessons that ship, or check one of your own.", add_lessons, _lessons),
    Command("operators", "List the operators.", _add_json, _operators),
    Command("render", "Draw a circuit with its values and gradients, as the window shows it.", _add_render, _render),
)
