"""Scenarios as a table of text: a column for each input, a line for each scenario. Spreadsheets read and write it.

The first line names the columns: the scenario's name, the inputs, the objective and its difference. An empty cell is
an input of which the scenario says nothing. Written with commas (RFC 4180) or tabs; read with semicolons too, where
a number may have a decimal comma.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite, nan
from typing import Final, NoReturn

from circuitgrad.circuit import Circuit, Scenario
from circuitgrad.errors import FileError, ObjectiveError
from circuitgrad.formats.numbers import plain_number, read_number

NAME: Final = "name"
DELTA: Final = "Δ"
MOST_BYTES: Final = 10_000_000
MOST_SCENARIOS: Final = 1000
_MOST_NAMES: Final = 8
_LONGEST: Final = 60
_SEPARATORS: Final = "\t;,"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class ScenarioLine:
    """A scenario as a line of the table.

    Args:
        scenario: its name and values.
        value: the objective there, None where it is not known.
        delta: how it differs from the baseline, or from now.
        others: the values of other outputs, by what people call them.
    """

    scenario: Scenario
    value: float | None = None
    delta: float | None = None
    others: Mapping[str, float] = field(default_factory=dict)


def scenarios_to_csv(circuit: Circuit, lines: Iterable[ScenarioLine], *, separator: str = ",") -> str:
    """The table of some scenarios, all digits of every number kept.

    Args:
        circuit: names the inputs and the objective.
        lines: what to write, in order.
        separator: what stands between columns.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("f = x*y")
        >>> ids = [node.id for node in circuit.inputs()]
        >>> steep = Scenario("scenario1", "steep", ((ids[0], 2.0), (ids[1], 0.1)))
        >>> print(scenarios_to_csv(circuit, [ScenarioLine(steep, 0.2, -0.5)]), end="")
        name,x,y,f,Δ f
        steep,2,0.1,0.2,-0.5
    """
    lines = list(lines)
    inputs = {node.label: node.id for node in circuit.inputs()}
    objective = _objective(circuit)
    results = [title for title in (objective, f"{DELTA} {objective}") if objective and title not in inputs]
    others = [title for title in dict.fromkeys(title for line in lines for title in line.others) if title not in inputs]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow([NAME, *inputs, *results, *others])
    for line in lines:
        values = dict(line.scenario.values)
        known = {objective: line.value}
        numbers = [values.get(id) for id in inputs.values()] + [known.get(title, line.delta) for title in results]
        numbers += [line.others.get(title) for title in others]
        writer.writerow([line.scenario.name, *("" if each is None else plain_number(each) for each in numbers)])
    return text.getvalue()


def text_of(data: bytes, name: str) -> str:
    """The text in a file: UTF-8, or UTF-16 where it says so.

    Raises:
        FileError: it is something else.
    """
    try:
        return data.decode("utf-16" if data[:2] in _UTF_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        template = "“{file}”, line {line}: this is no UTF-8 text; save the table as CSV in UTF-8."
        raise FileError(template, file=name, line=line) from None


def scenarios_from_csv(text: str, circuit: Circuit, name: str) -> list[Scenario]:
    """The scenarios in a table; their ids are free in the circuit.

    Args:
        text: the table; columns for outputs and differences are passed over.
        circuit: whose inputs the first line names; it is not changed.
        name: what the file is called, for messages.

    Raises:
        FileError: says which line cannot be read, and why.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("f = x*y")
        >>> [(each.name, [value for _, value in each.values])
        ...  for each in scenarios_from_csv("name;x;y\\nsteep;2;0,1\\n", circuit, "some.csv")]
        [('steep', [2.0, 0.1])]
        >>> scenarios_from_csv("x,z\\n1,2\\n", circuit, "some.csv")
        Traceback (most recent call last):
        ...
        circuitgrad.errors.FileError: “some.csv”, line 1: this circuit has no input “z”. It has: x, y.
    """
    table = _Table(circuit, name)
    if len(text) > MOST_BYTES:
        raise FileError("“{file}” is too large: at most {most} bytes.", file=name, most=f"{MOST_BYTES:,}")
    text = text.removeprefix("\ufeff")
    separator = table.separator_of(text)
    lines = _lines(text, separator, name)
    _, header = next(lines, (0, []))
    if not header:
        raise FileError("“{file}” is empty: its first line must name inputs, such as name,x,y.", file=name)
    columns = table.columns(header)
    found: list[Scenario] = []
    ids = _fresh_ids(circuit)
    for line, cells in lines:
        if len(found) == MOST_SCENARIOS:
            raise FileError("“{file}” has more than {most} scenarios.", file=name, most=f"{MOST_SCENARIOS:,}")
        found.append(table.scenario(next(ids), columns, cells, line, decimal_comma=separator == ";"))
    if not found:
        raise FileError("“{file}” has no scenario: below the line that names the inputs, each line is one.", file=name)
    return found


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the first line says.

    Args:
        name: the place of the scenarios' names, None where they have none.
        inputs: the id of the input that each of the other columns holds, by its place.
        count: how many columns there are.
    """

    name: int | None
    inputs: dict[int, str]
    count: int


class _Table:
    """Reads lines for the inputs of one circuit."""

    def __init__(self, circuit: Circuit, name: str) -> None:
        self._inputs = {node.label: node.id for node in circuit.inputs()}
        self._labels = {id: label for label, id in self._inputs.items()}
        self._results = {node.label for node in circuit.nodes.values() if not node.is_leaf} | {_objective(circuit)}
        self._file = name

    def separator_of(self, text: str) -> str:
        """The separator with which the first line names most inputs."""

        def known(separator: str) -> int:
            try:
                _, header = next(_lines(text, separator, self._file), (0, []))
            except FileError:
                return -1
            return sum(self._title(cell) in self._inputs for cell in header)

        first_line = text.lstrip().partition("\n")[0]
        return max(sorted(_SEPARATORS, key=first_line.count, reverse=True), key=known)

    def _title(self, cell: str) -> str:
        return cell if cell in self._inputs else cell.strip()

    def _is_result(self, title: str) -> bool:
        return bool(title) and (title in self._results or title.split()[0] == DELTA)

    def columns(self, header: list[str]) -> _Columns:
        """What each column holds."""
        titles = [self._title(cell) for cell in header]
        while not titles[-1]:
            titles.pop()
        named = [place for place, title in enumerate(titles) if title.lower() == NAME]
        name = named[0] if len(named) > (NAME in self._inputs) else None
        inputs: dict[int, str] = {}
        seen: set[str] = set()
        for place, title in enumerate(titles):
            id = self._inputs.get(title)
            if place == name or (id is None and self._is_result(title)):
                continue
            if not title:
                self._refuse(1, "“{file}”, line {line}: column {place} has no name.", place=place + 1)
            if id is None:
                template = "“{file}”, line {line}: this circuit has no input “{label}”. It has: {names}."
                self._refuse(1, template, label=_shown(title), names=self._names())
            if id in seen:
                self._refuse(1, "“{file}”, line {line}: the column “{label}” is there twice.", label=_shown(title))
            inputs[place] = id
            seen.add(id)
        if not inputs:
            template = "“{file}”, line {line}: no column is an input of this circuit. It has: {names}."
            self._refuse(1, template, names=self._names())
        return _Columns(name, inputs, len(titles))

    def scenario(self, id: str, columns: _Columns, cells: list[str], line: int, *, decimal_comma: bool) -> Scenario:
        """The scenario in one line."""
        while len(cells) > columns.count and not cells[-1].strip():
            cells.pop()
        if len(cells) != columns.count:
            template = "“{file}”, line {line}: there are {count} columns, and {expected} in the first line."
            self._refuse(line, template, count=len(cells), expected=columns.count)
        name = "" if columns.name is None else cells[columns.name]
        if "\n" in name or "\r" in name:
            template = "“{file}”, line {line}: the name “{name}” must be one line."
            self._refuse(line, template, name=_shown(name))
        values = {
            input: self._number(cells[place].strip(), input, line, decimal_comma=decimal_comma)
            for place, input in columns.inputs.items()
            if cells[place].strip()
        }
        return Scenario(id, name, tuple((each, values[each]) for each in self._labels if each in values))

    def _number(self, text: str, id: str, line: int, *, decimal_comma: bool) -> float:
        try:
            number = nan if "," in text and not decimal_comma else read_number(text)
        except ValueError:
            number = nan
        if not isfinite(number):
            template = "“{file}”, line {line}: “{text}” is no number for “{label}”, such as −0.5 or 1e-3."
            self._refuse(line, template, text=_shown(text), label=self._labels[id])
        return number

    def _names(self) -> str:
        names = list(self._inputs)
        return ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "") if names else "none"

    def _refuse(self, line: int, template: str, **fields: object) -> NoReturn:
        raise FileError(template, (), file=self._file, line=line, **fields)


def _lines(text: str, separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """The lines in which something stands, each with its number in the file."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    first = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield first, cells
            first = reader.line_num + 1
    except csv.Error:
        template = "“{file}”, line {line}: a quotation mark opens a text that does not end where its cell does."
        raise FileError(template, file=name, line=first) from None


def _shown(text: str) -> str:
    """A text from the file as a sentence can hold it: on one line, and not endless."""
    return " ".join(text.split())[:_LONGEST]


def _objective(circuit: Circuit) -> str:
    """What people call the objective; empty where none can be told."""
    try:
        return circuit.find_objective().label
    except ObjectiveError:
        return ""


def _fresh_ids(circuit: Circuit) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        if f"scenario{number}" not in circuit.scenarios:
            yield f"scenario{number}"
