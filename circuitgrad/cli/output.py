"""Writes to a terminal, a file or a pipe, whatever signs it can show and however soon it closes."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import Final, TextIO

from circuitgrad.errors import FileError

PLAIN: Final = str.maketrans(
    {
        "→": "->", "▲": "^", "▼": "v", "–": "-", "−": "-", "×": "x", "·": "*", "∞": "inf", "…": "...",
        "“": '"', "”": '"', "’": "'", "∂": "d", "π": "pi", "±": "+-", "²": "^2", "³": "^3",
        "✓": "+", "✗": "x", "∧": "^",
        "⁰": "0", "¹": "1", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9", "⁻": "-",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """A text that a program may want to know of without reading it.

    Args:
        text: what is printed.
        code: what the program ends with.
    """

    text: str
    code: int


def shown(text: str, encoding: str | None) -> str:
    """The text in signs that an encoding has; what has no plain spelling becomes an escape.

    Example:
        >>> shown("x → f: −2", "utf-8"), shown("x → f: −2, ü", "ascii")
        ('x → f: −2', 'x -> f: -2, \\\\xfc')
    """
    coding = encoding or "ascii"
    try:
        text.encode(coding)
    except UnicodeEncodeError:
        return text.translate(PLAIN).encode(coding, "backslashreplace").decode(coding)
    return text


def write_out(text: str) -> None:
    """Writes to stdout, all of it, now.

    Raises:
        BrokenPipeError: the reader has gone.
        FileError: the text cannot be written, because a disk is full for instance.
    """
    try:
        sys.stdout.write(shown(text, sys.stdout.encoding) + "\n")
        sys.stdout.flush()
    except OSError as error:
        _forget_stdout()
        if isinstance(error, BrokenPipeError):
            raise
        raise FileError("The output cannot be written: {reason}.", reason=error.strerror or str(error)) from None


def write_error(text: str) -> None:
    """Writes to stderr."""
    stream: TextIO | None = sys.stderr
    if stream is not None:
        print(shown(text, stream.encoding), file=stream)


def _forget_stdout() -> None:
    """Leads stdout away, so that Python's own flush at the end does not complain a second time."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
