"""Files as this program writes them are read without the schema: it takes longer to import than they do to read.

Nothing is taken on trust. What was read is written again, and is the file's circuit only if the very same text comes
of it; all else goes the long way, which also says what is wrong.
"""

from __future__ import annotations

import json
from typing import Any, Final

from circuitgrad.circuit import Bends, Fragment, Node, Wire
from circuitgrad.formats.circuit_json import fragment_to_text
from circuitgrad.operators import Role

LONGEST: Final = 20_000
"""Bytes; to write a longer text again takes longer than the schema."""


def read_as_written(data: bytes) -> Fragment | None:
    """The circuit in the text of a small file without remarks and scenarios; None where it has to be read with care.

    Example:
        >>> fragment = Fragment((Node.new("input", id="x", value=3.0),), objective="x")
        >>> read_as_written(fragment_to_text(fragment).encode()) == fragment
        True
        >>> read_as_written(b"{}") is None
        True
    """
    if len(data) > LONGEST:
        return None
    try:
        text = data.decode()
        told = json.loads(text)
        graph, objective = told["circuit"], told["objective"]
        nodes, wires = tuple(map(_node, graph["nodes"])), tuple(map(_wire, graph["edges"]))
        told_of = zip(wires, graph["edges"], strict=True)
        bends = tuple((wire, _bends(edge)) for wire, edge in told_of if edge.get("bends"))
        fragment = Fragment(nodes, wires, None if objective is None else _text(objective), bends=bends)
        return fragment if fragment_to_text(fragment) == text else None
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return None  # no text of ours: whether it is a fault at all is not said here


def _node(told: dict[str, Any]) -> Node:
    x, y = told["position"]
    return Node.new(
        told["operator"],
        id=_text(told["id"]),
        name=_text(told["name"]),
        value=None if told["value"] is None else float(told["value"]),
        role=None if told["role"] is None else Role(told["role"]),
        constants=tuple(map(float, told["constants"].values())),
        position=(x, y),
    )


def _wire(told: dict[str, Any]) -> Wire:
    port = told["key"]
    if type(port) is not int or port < 0:
        raise TypeError("a port is a whole number")
    return Wire(_text(told["source"]), _text(told["target"]), port)


def _bends(told: dict[str, Any]) -> Bends:
    return tuple((float(x), float(y)) for x, y in told["bends"])


def _text(told: object) -> str:
    """Text and nothing else: a number where text belongs would be written as it was read."""
    if type(told) is not str:
        raise TypeError("text is expected")
    return told
