"""The circuit of a page: a formula, an example, a file beside the lesson, or JSON, with roles and values.

```
q = x + y            a formula, on as many lines as it needs; or instead of it
example: neuron      one that ships, or
file: mine.cgrad     a file in the folder of the lesson, or
{ … }                the text of such a file. With none of them the circuit of the page before goes on.

set: x = 3, y = −2   values of inputs
data: x0, x1         their roles; also parameter: and constant:
range: x -5 to 5     how far a slider goes; also by 0.1, and logarithmic
objective: f
without: a, b        nodes that are taken out again, with their wires
unwired: x -> q      wires that are taken off again
passes: none         how far it has been run: none, forward or backward (both; so it is where nothing is said)
keep: yes            a person who has done all on the page before goes on with his own circuit
```
An empty block is an empty canvas.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, get_args

from circuitgrad.circuit import Circuit, Fragment, Range
from circuitgrad.circuit.edits import ChooseObjective, Disconnect, RemoveNode, SetRange, SetRole, SetValue
from circuitgrad.circuit.what_if import check_range
from circuitgrad.engine import input_called
from circuitgrad.errors import CircuitError, FormulaError, ValueProblem, WireError
from circuitgrad.formats.circuit_json import EXTENSION, load, loads
from circuitgrad.formats.examples import load_example
from circuitgrad.formats.formula import from_formula
from circuitgrad.formats.lessons.block_text import Entry, Line, sort_lines
from circuitgrad.formats.lessons.place import Place
from circuitgrad.formats.lessons.quantities import read_settings, read_wire
from circuitgrad.formats.lessons.records import Passes, Start
from circuitgrad.formats.numbers import read_number
from circuitgrad.operators import Role

MOST_NODES: Final = 2_000
"""More than anybody can follow, and few enough for every page to open at once."""
ROLES: Final = tuple(role.value for role in Role)
SOURCES: Final = ("example", "file")
KEYS: Final = (*SOURCES, *ROLES, "set", "range", "objective", "without", "unwired", "passes", "keep")
_RANGE: Final = re.compile(r"(\S+?)\s+to\s+(\S+?)(?:\s+by\s+(\S+))?(\s+logarithmic)?")


@dataclass(frozen=True, slots=True)
class RangeEntry:
    """How far an input goes, as a lesson says it."""

    label: str
    range: Range
    place: Place


def read_start(lines: list[Line], place: Place, before: Start | None, folder: Path | None) -> Start:
    """The start that a ``circuit`` block describes.

    Args:
        lines: what stands in it.
        place: the line of its fence.
        before: the start of the page before, None for the first page.
        folder: where files beside the lesson are; None where there is no such place.

    Raises:
        LessonError: it describes none.
    """
    if not any(line.text.strip() for line in lines):
        return Start(Fragment())
    if next(line.text for line in lines if line.text.strip()).lstrip().startswith("{"):
        return _checked(Start(_from_json(lines, place)), place)
    block = sort_lines(lines, place, KEYS)
    sources = [entry for key in SOURCES for entry in block.all(key)]
    formula = [line for line in block.words if line.text.strip()]
    if len(sources) + bool(formula) > 1:
        raise sources[-1].place.fault("this block names two circuits: keep the formula, the example or the file.")
    if formula:
        circuit = _from_formula(formula)
    elif sources:
        circuit = _from_source(sources[0], folder)
    elif before is not None:
        circuit = before.circuit()
    else:
        raise place.fault("this block names no circuit: write a formula, example: neuron, or file: mine.cgrad.")
    for entry in block.entries:
        if entry.key in _CHANGES:
            _at(entry.place, lambda entry=entry: _CHANGES[entry.key](circuit, entry))  # type: ignore[misc]
    keeps = _said(block.one("keep"), ("yes", "no"), "no") == "yes"
    passes = _said(block.one("passes"), get_args(Passes), "backward")
    return _checked(Start(circuit.fragment(), passes, keeps), place)  # type: ignore[arg-type]


def _checked(start: Start, place: Place) -> Start:
    if len(start.fragment.nodes) > MOST_NODES:
        raise place.fault("a lesson's circuit has at most {most} nodes: take a smaller one.", most=MOST_NODES)
    return start


def with_ranges(start: Start, ranges: list[RangeEntry]) -> Start:
    """A start in which these inputs go so far.

    Raises:
        LessonError: one is no input, or a range holds nothing.
    """
    if not ranges:
        return start
    circuit = start.circuit()
    for each in ranges:
        _at(each.place, lambda each=each: _set_range(circuit, each.label, each.range))  # type: ignore[misc]
    return replace(start, fragment=circuit.fragment())


def read_range(text: str) -> Range:
    """The range of ``-5 to 5 by 0.1`` or ``0.001 to 1 logarithmic``.

    Raises:
        ValueProblem: it has another form.

    Example:
        >>> read_range("0.001 to 1 logarithmic")
        Range(low=0.001, high=1.0, step=None, logarithmic=True)
    """
    found = _RANGE.fullmatch(text.strip())
    low, high, step, logarithmic = found.groups() if found else ("", "", None, None)
    try:
        length = None if step is None else read_number(step)
        return Range(read_number(low), read_number(high), length, logarithmic is not None)
    except ValueError:
        raise ValueProblem("“{text}” is no range: write -5 to 5 by 0.1, or 0.01 to 1 logarithmic.", text=text) from None


def _at(place: Place, do: Callable[[], object]) -> None:
    try:
        do()
    except CircuitError as error:
        raise place.fault_of(error) from None


def _said(entry: Entry | None, words: tuple[str, ...], default: str) -> str:
    if entry is None:
        return default
    if entry.value not in words:
        raise entry.place.fault(
            "“{value}” cannot stand behind “{key}:”: write one of {words}.",
            value=entry.value,
            key=entry.key,
            words=", ".join(words),
        )
    return entry.value


def _from_json(lines: list[Line], place: Place) -> Fragment:
    try:
        return loads("\n".join(line.text for line in lines), name="circuit").fragment()
    except CircuitError as error:
        raise place.fault_of(error) from None


def _from_formula(lines: list[Line]) -> Circuit:
    text = "\n".join(line.text for line in lines)
    try:
        return from_formula(text)
    except FormulaError as error:
        place = lines[text.count("\n", 0, error.position)].place
        raise place.fault_of(error) from None


def _from_source(entry: Entry, folder: Path | None) -> Circuit:
    try:
        if entry.key == "example":
            return load_example(entry.value)
        if folder is None or Path(entry.value).name != entry.value or not entry.value.endswith(EXTENSION):
            template = "“{file_name}” is no file beside the lesson: write its name alone, such as mine.cgrad."
            raise entry.place.fault(template, file_name=entry.value)
        return load(folder / entry.value)
    except CircuitError as error:
        raise entry.place.fault_of(error) from None


def _set_values(circuit: Circuit, entry: Entry) -> None:
    for label, value in read_settings(entry.value):
        SetValue(input_called(circuit, label).id, value).apply(circuit)


def _set_role(circuit: Circuit, entry: Entry) -> None:
    for label in entry.value.split(","):
        SetRole(input_called(circuit, label.strip()).id, Role(entry.key)).apply(circuit)


def _set_range_of(circuit: Circuit, entry: Entry) -> None:
    label, _, text = entry.value.partition(" ")
    _set_range(circuit, label, read_range(text))


def _set_range(circuit: Circuit, label: str, chosen: Range) -> None:
    node = input_called(circuit, label)
    check_range(label, chosen)
    SetRange(node.id, chosen).apply(circuit)


def _choose(circuit: Circuit, entry: Entry) -> None:
    ChooseObjective(circuit.find(entry.value).id).apply(circuit)


def _take_out(circuit: Circuit, entry: Entry) -> None:
    for label in entry.value.split(","):
        RemoveNode(circuit.find(label.strip()).id).apply(circuit)


def _unwire(circuit: Circuit, entry: Entry) -> None:
    for text in entry.value.split(","):
        ends = read_wire(text.strip())
        source, target = circuit.find(ends.source).id, circuit.find(ends.target).id
        wires = [wire for wire in circuit.incoming(target) if wire.source == source and ends.port in (None, wire.port)]
        if not wires:
            raise WireError("No wire goes from “{source}” to “{target}”.", source=ends.source, target=ends.target)
        for wire in wires:
            Disconnect(wire).apply(circuit)


_CHANGES: Final = {
    "set": _set_values,
    **dict.fromkeys(ROLES, _set_role),
    "range": _set_range_of,
    "objective": _choose,
    "without": _take_out,
    "unwired": _unwire,
}
