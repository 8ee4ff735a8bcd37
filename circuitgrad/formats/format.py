"""What a file format is: one record a format, read by menus, dialogs, the command line and the tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from circuitgrad.frozen import frozen

if TYPE_CHECKING:
    from circuitgrad.circuit import Circuit


@frozen
class Format:
    """A kind of file that a circuit can be read from or written to.

    Args:
        name: the permanent key.
        extension: how file names of this kind end, dot included, lower case.
        title: what people call it.
        read: gives the circuit in a file; None where there is no way back.
        write: puts a circuit into a file; None where it is only read.
    """

    name: str
    extension: str
    title: str
    read: Callable[[Path], Circuit] | None = None
    write: Callable[[Circuit, Path], None] | None = None
