"""The command that prints a derivative as a formula."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from circuitgrad.circuit import Circuit
from circuitgrad.cli.report import json_number
from circuitgrad.cli.source import add_source, read_source
from circuitgrad.cli.tables import number
from circuitgrad.errors import ValueProblem

if TYPE_CHECKING:
    from circuitgrad.formats.derivative import Derivative


def add_derivative(parser: argparse.ArgumentParser) -> None:
    """Declares what may follow ``derivative``."""
    add_source(parser)
    parser.add_argument("input", metavar="INPUT", help="the input to derive by")
    parser.add_argument(
        "--simplify", action="store_true", help="let SymPy look for a shorter formula, for 20 s at most"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--latex", action="store_true", help="print LaTeX alone")
    form.add_argument("--sympy", action="store_true", help="print a program for SymPy alone")
    form.add_argument("--json", action="store_true", help="print JSON, with every number in full")


def derivative_of(arguments: argparse.Namespace) -> str | dict[str, Any]:
    """The text, or what becomes JSON.

    Raises:
        CircuitError: the input is not there, or there is no formula.
    """
    from circuitgrad.formats.derivative import derivative

    circuit = read_source(arguments)
    found = derivative(circuit, arguments.input, arguments.objective)
    found = found.simplified() if arguments.simplify else found
    if arguments.latex:
        return found.equation
    if arguments.sympy:
        return found.sympy
    return derivative_report(found) if arguments.json else _told(circuit, found)


def _value(found: Derivative) -> float | None:
    try:
        return found.value()
    except ValueProblem:
        return None


def _told(circuit: Circuit, found: Derivative) -> str:
    *definitions, formula = found.written.plain_lines
    lines = [f"∂{found.objective}/∂{found.input} = {formula.text}"]
    lines += [f"  where {line.name} = {line.text}" for line in definitions]
    value = _value(found)
    if value is not None:
        at = ", ".join(f"{node.label} = {number(node.value)}" for node in circuit.inputs() if node.value is not None)
        lines.append(f"= {number(value)} at {at}" if at else f"= {number(value)}")
    return "\n".join(lines)


def derivative_report(found: Derivative) -> dict[str, Any]:
    """A derivative ready for `json.dumps`."""
    return {
        "objective": found.objective,
        "input": found.input,
        "formula": found.formula,
        "latex": found.latex,
        "sympy": found.sympy,
        "value": json_number(_value(found)),
    }
