"""What a .cgrad file must look like, as records, and the sentences for what does not fit.

The circuit is NetworkX node-link data, so that `networkx.node_link_graph(data["circuit"], edges="edges")` loads it.
Imported when a file is read, not before: msgspec is needed nowhere else.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal

import msgspec

from circuitgrad.circuit.exercise import MOST_DIGITS, Tolerance
from circuitgrad.circuit.rules import MOST_BENDS
from circuitgrad.errors import FileError
from circuitgrad.formats.circuit_json import FARTHEST, FORMAT, VERSION

Number = float | Literal["NaN", "Infinity", "-Infinity"]
Coordinate = Annotated[float, msgspec.Meta(ge=-FARTHEST, le=FARTHEST)]
Size = Annotated[float, msgspec.Meta(gt=0, le=FARTHEST)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Identifier = Annotated[str, msgspec.Meta(min_length=1)]


class RangeRecord(msgspec.Struct, forbid_unknown_fields=True):
    """From where to where an input goes."""

    low: float
    high: float
    step: float | None = None
    logarithmic: bool = False


class ScenarioRecord(msgspec.Struct, forbid_unknown_fields=True):
    """A pinned set of input values, by the inputs' ids."""

    id: Identifier
    values: dict[str, Number]
    name: str = ""


class NodeRecord(msgspec.Struct, forbid_unknown_fields=True):
    """A node; what is left out is as in a new one."""

    id: Identifier
    operator: str
    name: str = ""
    value: Number | None = None
    role: Literal["parameter", "data", "constant"] | None = None
    constants: dict[str, Number] | None = None
    position: tuple[Coordinate, Coordinate] = (0.0, 0.0)
    bypassed: bool = False
    pinned: bool = False
    held: bool | None = None
    range: RangeRecord | None = None
    spread: dict[str, str | float] | None = None


class EdgeRecord(msgspec.Struct, forbid_unknown_fields=True):
    """A wire by its ends; its key is the port."""

    source: str
    target: str
    key: Annotated[int, msgspec.Meta(ge=0)]


class WireRecord(EdgeRecord, forbid_unknown_fields=True):
    """A wire with the places that it runs through on its way."""

    bends: Annotated[list[tuple[Coordinate, Coordinate]], msgspec.Meta(max_length=MOST_BENDS)] = []


class GraphRecord(msgspec.Struct, forbid_unknown_fields=True):
    """The attributes of the graph: none."""


class CircuitRecord(msgspec.Struct, forbid_unknown_fields=True):
    """Node-link data."""

    directed: bool
    multigraph: bool
    nodes: list[NodeRecord]
    edges: list[WireRecord]
    graph: GraphRecord = msgspec.field(default_factory=GraphRecord)


class FrameRecord(msgspec.Struct, forbid_unknown_fields=True, tag_field="kind", tag="frame"):
    """A titled frame on the canvas."""

    id: Identifier
    rect: tuple[Coordinate, Coordinate, Size, Size]
    title: str = ""


class NoteRecord(msgspec.Struct, forbid_unknown_fields=True, tag_field="kind", tag="note"):
    """A text on the canvas."""

    id: Identifier
    rect: tuple[Coordinate, Coordinate, Size, Size]
    text: str = ""


class QuestionRecord(msgspec.Struct, forbid_unknown_fields=True):
    """What an exercise asks of a node, by its id, or of a wire."""

    asks: Literal["value", "gradient", "effect"]
    node: Identifier | None = None
    wire: EdgeRecord | None = None


class ToleranceRecord(msgspec.Struct, forbid_unknown_fields=True):
    """How near an answer must come."""

    relative: Annotated[float, msgspec.Meta(ge=0, lt=1)] = Tolerance().relative
    absolute: Annotated[float, msgspec.Meta(ge=0)] = Tolerance().absolute
    digits: Annotated[int, msgspec.Meta(ge=1, le=MOST_DIGITS)] = Tolerance().digits


class AttemptRecord(msgspec.Struct, forbid_unknown_fields=True):
    """What came of an exercise that somebody went through."""

    asked: Count
    right: Count
    first_try: Count
    shown: Count
    wrong: Count
    seconds: Annotated[float, msgspec.Meta(ge=0)] | None = None


class ExerciseRecord(msgspec.Struct, forbid_unknown_fields=True):
    """What is asked of whoever learns from the circuit."""

    questions: list[QuestionRecord] = []
    prompt: str = ""
    tolerance: ToleranceRecord = msgspec.field(default_factory=ToleranceRecord)
    keeps_score: bool = False
    keeps_time: bool = False
    attempts: list[AttemptRecord] = []


class FileRecord(msgspec.Struct, forbid_unknown_fields=True):
    """The whole file. `view` is kept free for how the window looks at the circuit; this version passes over it."""

    format: str
    version: int
    circuit: CircuitRecord
    objective: str | None = None
    remarks: list[FrameRecord | NoteRecord] = []
    scenarios: list[ScenarioRecord] = []
    baseline: ScenarioRecord | None = None
    exercise: ExerciseRecord | None = None
    view: dict[str, Any] | None = None


def read_file(data: Any, *, name: str) -> FileRecord:
    """The records in what a JSON reader gave.

    Raises:
        FileError: it is another format, a newer version, or breaks the schema; the sentence has the place.
    """
    _check_format(data, name)
    try:
        record = msgspec.convert(data, FileRecord)
    except msgspec.ValidationError as error:
        raise FileError("“{file}”, {place}", file=name, place=_in_our_words(str(error))) from None
    if not (record.circuit.directed and record.circuit.multigraph):
        raise FileError("“{file}”, circuit: “directed” and “multigraph” must be true.", file=name)
    return record


def _check_format(data: Any, name: str) -> None:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise FileError("“{file}” is not a CircuitGrad file: “format” is not “circuitgrad”.", file=name)
    version = data.get("version")
    if type(version) is not int or version < 1:
        raise FileError("“{file}”, version: a whole number from 1 is expected.", file=name)
    if version > VERSION:
        raise FileError(
            "“{file}” was written by a newer CircuitGrad (format version {version}; this one reads {known}): update.",
            file=name,
            version=version,
            known=VERSION,
        )


_WORDS: Final = {
    "int": "a whole number", "float": "a number", "str": "text", "bool": "true or false", "null": "null",
    "array": "a list", "object": "an object", "dict": "an object", "list": "a list",
}  # fmt: skip
_TYPE: Final = re.compile(r"`([a-z |]+)`")
_RULES: Final = (
    (re.compile(r"Object missing required field `(.*)`", re.DOTALL), "“{0}” is missing."),
    (re.compile(r"Object contains unknown field `(.*)`", re.DOTALL), "“{0}” is not known here: take it out."),
    (re.compile(r"Invalid (?:enum )?value (.*)", re.DOTALL), "{0} is none of the words that may stand here."),
)


def _in_our_words(message: str) -> str:
    """“circuit.nodes[3].value: a number was expected, not text.” from msgspec's own message."""
    said, _, path = message.rpartition(" - at `$")
    if not said:
        said, path = message, ""
    place = path.rstrip("`").lstrip(".") or "at the top"
    for pattern, ours in _RULES:
        match = pattern.fullmatch(said)
        if match:
            return f"{place}: {ours.format(match.group(1)[:100])}"
    plain = _TYPE.sub(lambda match: " or ".join(_WORDS.get(word, word) for word in match.group(1).split(" | ")), said)
    return f"{place}: {plain[:1].lower()}{plain[1:]}."
