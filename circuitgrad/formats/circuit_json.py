"""The .cgrad file: a circuit as JSON that people can read and NetworkX can load.

A frame with format name, version and objective, around NetworkX node-link data, a node or wire a line. Every
float64 is written with the fewest digits that read back as the same number; NaN and infinities are strings.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from json.encoder import encode_basestring
from math import isfinite, isnan
from typing import TYPE_CHECKING, Final

from circuitgrad.circuit import (
    Bends,
    Circuit,
    Fragment,
    Frame,
    Node,
    Note,
    Range,
    Rect,
    Remark,
    Scenario,
    Spread,
    Wire,
)
from circuitgrad.circuit.what_if import SPREADS
from circuitgrad.errors import CircuitError, FileError
from circuitgrad.formats.atomic import read_whole, write_atomically
from circuitgrad.formats.strict_json import read_json
from circuitgrad.operators import OPERATORS, Role

if TYPE_CHECKING:
    from circuitgrad.formats.circuit_schema import (
        FileRecord,
        FrameRecord,
        NodeRecord,
        NoteRecord,
        RangeRecord,
        ScenarioRecord,
    )

EXTENSION: Final = ".cgrad"
FORMAT: Final = "circuitgrad"
VERSION: Final = 5
"""The newest that is read. A file is written as the oldest that holds it: 2 has remarks, bypass and pins; 3 has holds,
ranges, spreads, scenarios and a baseline; 4 has an exercise; 5 has bends of wires."""
FARTHEST: Final = 1e9
"""No node or remark stands farther from the middle of the canvas, or is larger, in scene units."""

_WHOLE: Final = """\
{{
  "format": {format},
  "version": {version},
  "objective": {objective},{remarks}{what_if}{exercise}
  "circuit": {{
    "directed": true,
    "multigraph": true,
    "graph": {{}},
    "nodes": {nodes},
    "edges": {edges}
  }}
}}
"""


def load(path: str | os.PathLike[str]) -> Circuit:
    """The circuit in a file.

    Raises:
        FileError: the file cannot be read or is no valid circuit; the sentence names file, place and reason.

    Example:
        >>> from circuitgrad.resource_files import resource_root
        >>> load(resource_root() / "examples" / "sum_times.cgrad").objective
        'f'
    """
    return _from_bytes(read_whole(path), os.fspath(path))


def save(circuit: Circuit, path: str | os.PathLike[str]) -> None:
    """Writes a circuit to a file, atomically: at every moment the old file or the new one is there, whole.

    Raises:
        FileError: it cannot be written; what was there is as it was.
    """
    write_atomically(path, dumps(circuit).encode("utf-8"))


def loads(text: str, *, name: str = "text") -> Circuit:
    """The circuit in the text of a file.

    Args:
        text: what `dumps` gave, or what somebody wrote by hand.
        name: what the sentences of errors call it.

    Raises:
        FileError: it is no valid circuit.

    Example:
        >>> x, f = Node.new("input", id="x", value=3.0), Node.new("mul", id="f")
        >>> circuit = Circuit(Fragment((x, f), (Wire("x", "f", 0), Wire("x", "f", 1))))
        >>> loads(dumps(circuit)) == circuit
        True
    """
    return _from_bytes(text.encode("utf-8", "surrogatepass"), name)


def dumps(circuit: Circuit) -> str:
    """The text of a circuit's file."""
    return fragment_to_text(circuit.fragment())


def fragment_to_text(fragment: Fragment) -> str:
    """The text for some nodes and the wires among them: the same as a file's, for the clipboard.

    Example:
        >>> text = fragment_to_text(Fragment((Node.new("input", id="n1", name="x", value=-0.5),)))
        >>> import json
        >>> json.loads(text)["circuit"]["nodes"][0]["value"]
        -0.5
    """
    return _WHOLE.format(
        format=text_json(FORMAT),
        version=_version(fragment),
        objective=text_json(fragment.objective),
        remarks=_remarks(fragment.remarks),
        what_if=_what_if(fragment),
        exercise=_exercise(fragment),
        nodes=_lines(map(_node_line, fragment.nodes)),
        edges=_lines(_edge_lines(fragment)),
    )


def fragment_from_text(text: str, *, name: str = "the clipboard") -> Fragment:
    """The nodes and wires in a text from `fragment_to_text`; every rule of a circuit is checked.

    Raises:
        FileError: it is no valid circuit.
    """
    return loads(text, name=name).fragment()


# Writing


def _version(fragment: Fragment) -> int:
    """The oldest version of the format that holds this."""
    if fragment.bends:
        return 5
    if fragment.exercise is not None:
        return 4
    if fragment.scenarios or fragment.baseline is not None or any(map(_asks_what_if, fragment.nodes)):
        return 3
    return 2 if fragment.remarks or any(node.bypassed or node.pinned for node in fragment.nodes) else 1


def _asks_what_if(node: Node) -> bool:
    return node.held is not None or node.range is not None or node.spread is not None


def _what_if(fragment: Fragment) -> str:
    """Scenarios and baseline: the values of inputs that are still there."""
    inputs = {node.id for node in fragment.nodes if node.is_leaf}
    lines = ",\n    ".join(_scenario_line(scenario, inputs) for scenario in fragment.scenarios)
    listed = f'\n  "scenarios": [\n    {lines}\n  ],' if lines else ""
    baseline = fragment.baseline
    return listed + (f'\n  "baseline": {_scenario_line(baseline, inputs)},' if baseline is not None else "")


def _exercise(fragment: Fragment) -> str:
    if fragment.exercise is None:
        return ""
    from circuitgrad.formats.exercise_json import exercise_text

    return f'\n  "exercise": {exercise_text(fragment.exercise, fragment)},'


def _scenario_line(scenario: Scenario, inputs: set[str]) -> str:
    values = ", ".join(f"{text_json(id)}: {number_json(value)}" for id, value in scenario.values if id in inputs)
    return f'{{"id": {text_json(scenario.id)}, "name": {text_json(scenario.name)}, "values": {{{values}}}}}'


def _remarks(remarks: Iterable[Remark]) -> str:
    lines = ",\n    ".join(map(_remark_line, remarks))
    return f'\n  "remarks": [\n    {lines}\n  ],' if lines else ""


def _remark_line(remark: Remark) -> str:
    kind, key, text = ("frame", "title", remark.title) if isinstance(remark, Frame) else ("note", "text", remark.text)
    left, top, width, height = remark.rect
    rect = f"{_coordinate(left)}, {_coordinate(top)}, {_size(width)}, {_size(height)}"
    return f'{{"kind": "{kind}", "id": {text_json(remark.id)}, "{key}": {text_json(text)}, "rect": [{rect}]}}'


def _size(along: float) -> str:
    return repr(float(min(along, FARTHEST)))


def _lines(items: Iterable[str]) -> str:
    lines = ",\n      ".join(items)
    return f"[\n      {lines}\n    ]" if lines else "[]"


def _node_line(node: Node) -> str:
    names = (constant.name for constant in node.record.constants)
    own = (f"{text_json(name)}: {number_json(number)}" for name, number in zip(names, node.constants, strict=True))
    x, y = map(_coordinate, node.position)
    marks = (', "bypassed": true' if node.bypassed else "") + (', "pinned": true' if node.pinned else "")
    marks += _what_if_marks(node) if _asks_what_if(node) else ""
    return (
        f'{{"id": {text_json(node.id)}, "operator": {text_json(node.operator)}, "name": {text_json(node.name)}, '
        f'"value": {number_json(node.value)}, "role": {text_json(node.role)}, '
        f'"constants": {{{", ".join(own)}}}, "position": [{x}, {y}]{marks}}}'
    )


def _what_if_marks(node: Node) -> str:
    marks = "" if node.held is None else f', "held": {"true" if node.held else "false"}'
    if node.range is not None:
        own = node.range
        scale = ', "logarithmic": true' if own.logarithmic else ""
        ends = f'"low": {number_json(own.low)}, "high": {number_json(own.high)}'
        marks += f', "range": {{{ends}, "step": {number_json(own.step)}{scale}}}'
    if node.spread is not None:
        names = SPREADS[node.spread.kind]
        numbers = ", ".join(
            f"{text_json(name)}: {number_json(number)}" for name, number in zip(names, node.spread.numbers, strict=True)
        )
        marks += f', "spread": {{"kind": {text_json(node.spread.kind)}, {numbers}}}'
    return marks


def _edge_lines(fragment: Fragment) -> Iterator[str]:
    bends = dict(fragment.bends)
    for wire in fragment.wires:
        places = _bends(bends[wire]) if wire in bends else ""
        yield f'{{"source": {text_json(wire.source)}, "target": {text_json(wire.target)}, "key": {wire.port}{places}}}'


def _bends(bends: Bends) -> str:
    places = ", ".join(f"[{_coordinate(x)}, {_coordinate(y)}]" for x, y in bends)
    return f', "bends": [{places}]'


def text_json(text: str | None) -> str:
    """A text, or null, as it stands in a file."""
    return "null" if text is None else encode_basestring(text)


def number_json(number: float | None) -> str:
    """A number, or null, as it stands in a file: with the fewest digits that read back as the same."""
    if number is None:
        return "null"
    if isfinite(number):
        return repr(float(number))
    return '"NaN"' if isnan(number) else '"Infinity"' if number > 0 else '"-Infinity"'


def _coordinate(along: float) -> str:
    """A node lost in space is put where it can be found, rather than written as what no reader accepts."""
    return repr(float(along)) if abs(along) <= FARTHEST else "0.0"


# Reading


def _from_bytes(data: bytes, name: str) -> Circuit:
    from circuitgrad.formats.as_written import read_as_written

    fragment = read_as_written(data) or _with_care(data, name)
    try:
        return Circuit(fragment)
    except CircuitError as error:
        raise FileError("“{file}”: {reason}", file=name, reason=error.sentence) from None


def _with_care(data: bytes, name: str) -> Fragment:
    from circuitgrad.formats.circuit_schema import read_file

    return _fragment(read_file(read_json(data, name=name), name=name), name)


def _fragment(record: FileRecord, name: str) -> Fragment:
    nodes = tuple(_node(node, f"circuit.nodes[{place}]", name) for place, node in enumerate(record.circuit.nodes))
    wires = tuple(Wire(edge.source, edge.target, edge.key) for edge in record.circuit.edges)
    inputs = {node.id for node in nodes if node.is_leaf}
    scenarios = tuple(
        _scenario(scenario, inputs, f"scenarios[{place}]", name) for place, scenario in enumerate(record.scenarios)
    )
    baseline = None if record.baseline is None else _scenario(record.baseline, inputs, "baseline", name)
    remarks = tuple(map(_remark, record.remarks))
    bends = tuple(
        (wire, tuple(edge.bends)) for wire, edge in zip(wires, record.circuit.edges, strict=True) if edge.bends
    )
    exercise = None
    if record.exercise is not None:
        from circuitgrad.formats.exercise_json import exercise_of

        exercise = exercise_of(record.exercise, nodes, wires, name)
    return Fragment(nodes, wires, record.objective, remarks, scenarios, baseline, exercise, bends)


def _scenario(record: ScenarioRecord, inputs: set[str], place: str, name: str) -> Scenario:
    for id in record.values:
        if id not in inputs:
            template = "“{file}”, {place}.values: no input has the id “{id}”."
            raise FileError(template, file=name, place=place, id=id[:100])
    return Scenario(record.id, record.name, tuple((id, float(value)) for id, value in record.values.items()))


def _remark(record: FrameRecord | NoteRecord) -> Remark:
    from circuitgrad.formats.circuit_schema import FrameRecord

    rect: Rect = record.rect
    return (
        Frame(record.id, record.title, rect) if isinstance(record, FrameRecord) else Note(record.id, record.text, rect)
    )


def _node(record: NodeRecord, place: str, name: str) -> Node:
    operator = OPERATORS.get(record.operator)
    if operator is None:
        raise FileError(
            "“{file}”, {place}.operator: no operator is called “{operator}” here.",
            file=name,
            place=place,
            operator=record.operator[:100],
        )
    constants = None if record.constants is None else {key: float(value) for key, value in record.constants.items()}
    expected = [constant.name for constant in operator.constants]
    if constants is not None and set(constants) != set(expected):
        raise FileError(
            "“{file}”, {place}.constants: “{operator}” has {expected}.",
            file=name,
            place=place,
            operator=operator.name,
            expected=", ".join(expected) or "none",
        )
    return Node.new(
        operator.name,
        id=record.id,
        name=record.name,
        value=None if record.value is None else float(record.value),
        role=None if record.role is None else Role(record.role),
        constants=None if constants is None else tuple(constants[key] for key in expected),
        position=record.position,
        bypassed=record.bypassed,
        pinned=record.pinned,
        held=record.held,
        range=None if record.range is None else _range(record.range),
        spread=None if record.spread is None else _spread(record.spread, f"{place}.spread", name),
    )


def _range(record: RangeRecord) -> Range:
    return Range(float(record.low), float(record.high), record.step, record.logarithmic)


def _spread(record: dict[str, str | float], place: str, name: str) -> Spread:
    kind = record.get("kind")
    names = SPREADS.get(kind) if isinstance(kind, str) else None
    if names is None:
        template = "“{file}”, {place}.kind: one of these is expected: {kinds}."
        raise FileError(template, file=name, place=place, kinds=", ".join(SPREADS))
    numbers = [record[key] for key in names if key in record]
    if set(record) != {"kind", *names} or any(isinstance(number, str) for number in numbers):
        template = "“{file}”, {place}: a {kind} distribution has the numbers {names}."
        raise FileError(template, file=name, place=place, kind=kind, names=", ".join(names))
    return Spread(str(kind), tuple(float(number) for number in numbers))
