"""What has been worked out from a circuit, kept until the circuit changes or is gone."""

from __future__ import annotations

import weakref
from typing import Any, Final

from circuitgrad.circuit import Circuit
from circuitgrad.engine.tape import Tape

_kept: Final[dict[int, tuple[weakref.ref[Circuit], int, dict[Any, Any]]]] = {}


def kept_for(circuit: Circuit) -> dict[Any, Any]:
    """A dictionary for results that hold as long as the circuit stays as it is; empty after every change.

    Example:
        >>> import circuitgrad as cg
        >>> circuit = cg.from_formula("x*x")
        >>> kept_for(circuit)["answer"] = 42
        >>> kept_for(circuit)
        {'answer': 42}
        >>> _ = cg.edits.SetValue(circuit.find("x").id, 3.0).apply(circuit)
        >>> kept_for(circuit)
        {}
    """
    key = id(circuit)
    entry = _kept.get(key)
    if entry is not None and entry[1] == circuit.version:
        return entry[2]
    kept: dict[Any, Any] = {}
    _kept[key] = (weakref.ref(circuit, lambda _: _kept.pop(key, None)), circuit.version, kept)
    return kept


def tape_of(circuit: Circuit) -> Tape:
    """The circuit's tape, made once for each state of it."""
    kept = kept_for(circuit)
    tape: Tape | None = kept.get("tape")
    if tape is None:
        tape = kept["tape"] = Tape.of(circuit)
    return tape
