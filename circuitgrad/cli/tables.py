"""What people read on the command line: aligned columns, short numbers, marks for what raises and what lowers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import Final

from circuitgrad.analysis.sensitivity import rank_inputs
from circuitgrad.circuit import Circuit
from circuitgrad.engine import Run
from circuitgrad.formats.examples import EXAMPLES
from circuitgrad.formats.numbers import short_number
from circuitgrad.operators import OPERATORS, Category

DIGITS: Final = 6
EFFECT_TEXTS: Final = MappingProxyType(
    {"raises": "▲ raises", "lowers": "▼ lowers", "none": "– none", "undefined": "? undefined"}
)
Row = Sequence[str]


def width(text: str) -> int:
    """How many cells of a terminal a text takes.

    Example:
        >>> width("w0"), width("값"), width("e\\u0301")
        (2, 2, 1)
    """
    cells = (2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text if not unicodedata.combining(sign))
    return sum(cells)


def table(heads: Row, rows: Sequence[Row], right: Sequence[int] = ()) -> str:
    """Rows under their heads, two spaces in, columns aligned.

    Args:
        heads: the head of each column.
        rows: the texts, one a column.
        right: the columns that are aligned to the right.

    Example:
        >>> print(table(["node", "value"], [["x", "−4"], ["longer", "12"]], right=[1]))
          node    value
          x          −4
          longer     12
    """
    widths = [max(map(width, column)) for column in zip(heads, *rows, strict=True)]
    return "\n".join(_line(row, widths, right) for row in [heads, *rows])


def _line(row: Row, widths: Sequence[int], right: Sequence[int]) -> str:
    cells = []
    for column, text in enumerate(row):
        room = " " * (widths[column] - width(text))
        cells.append(room + text if column in right else text + room)
    return ("  " + "  ".join(cells)).rstrip()


def number(value: float | None) -> str:
    """A number in a table; nothing where there is none."""
    return "" if value is None else short_number(value, DIGITS)


def run_table(circuit: Circuit, run: Run) -> str:
    """Everything that a run says, in tables."""
    objective = circuit.node(run.objective or "").label
    parts = [f"{objective} = {number(run.value)}", *_inputs(circuit, run), _nodes(circuit, run), *_wires(circuit, run)]
    return "\n\n".join([*parts, *_problems(run)])


def _inputs(circuit: Circuit, run: Run) -> Iterable[str]:
    rows = [
        [row.label, EFFECT_TEXTS[row.effect], number(row.gradient), number(row.value), str(row.role)]
        for row in rank_inputs(run, circuit)
    ]
    if rows:
        yield "Inputs, strongest first\n" + table(["input", "effect", "gradient", "value", "role"], rows, right=[2, 3])


def _nodes(circuit: Circuit, run: Run) -> str:
    results = [(node, run.node(node.label)) for node in circuit.nodes.values()]
    rows = [[node.label, node.record.title, number(result.value), number(result.gradient)] for node, result in results]
    return "Nodes\n" + table(["node", "operator", "value", "gradient"], rows, right=[2, 3])


def _wires(circuit: Circuit, run: Run) -> Iterable[str]:
    rows = []
    for wire in circuit.wires():
        source, target = circuit.node(wire.source).label, circuit.node(wire.target).label
        result = run.wire(source, target, wire.port)
        numbers = [number(result.value), number(result.gradient), number(result.local_derivative)]
        rows.append([f"{source} → {target}", str(wire.port), *numbers])
    if rows:
        heads = ["wire", "port", "value", "gradient", "local derivative"]
        yield "Wires\n" + table(heads, rows, right=[1, 2, 3, 4])


def _problems(run: Run) -> Iterable[str]:
    if run.problems:
        yield "\n".join(["Problems", *(f"  {problem.sentence}" for problem in run.problems)])


def examples_table() -> str:
    """The examples that ship: how to call them, and what there is to see."""
    return table(["name", "title", "what there is to see"], [[row.name, row.title, row.sentence] for row in EXAMPLES])


def operators_table() -> str:
    """The operators under their headings: name, inputs, aliases, what each does to a gradient, and help."""
    return "\n\n".join(_category(category) for category in Category)


def _category(category: Category) -> str:
    rows = []
    for operator in OPERATORS.values():
        if operator.category is category:
            inputs = "any number" if operator.any_number else ", ".join(operator.ports) or "–"
            aliases = ", ".join(operator.aliases) or "–"
            rows.append([operator.name, inputs, aliases, operator.pattern or "–", operator.help])
    return f"{category}\n" + table(["name", "inputs", "also called", "gradient", "what it computes"], rows)
