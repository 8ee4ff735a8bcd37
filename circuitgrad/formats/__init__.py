"""Files and texts: what a circuit is read from and written to. The table of file formats.

A format's own module is imported when it is first used.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from circuitgrad.formats.format import Format

if TYPE_CHECKING:
    from circuitgrad.circuit import Circuit


def _read_circuit(path: Path) -> Circuit:
    from circuitgrad.formats.circuit_json import load

    return load(path)


def _write_circuit(circuit: Circuit, path: Path) -> None:
    from circuitgrad.formats.circuit_json import save

    save(circuit, path)


FORMATS: Final = (
    Format("circuit", ".cgrad", "CircuitGrad circuit", read=_read_circuit, write=_write_circuit),
)  # fmt: skip

__all__ = ["FORMATS", "Format"]
