"""The lessons that ship with the program, in their order."""

from __future__ import annotations

from pathlib import Path

from circuitgrad.formats.lessons import EXTENSION
from circuitgrad.resource_files import resource_root


def lesson_paths() -> list[Path]:
    """Their files, in the order in which they are read.

    Example:
        >>> lesson_paths()[0].name
        '01_slope.lesson.md'
    """
    return sorted((resource_root() / "lessons").glob(f"*{EXTENSION}"))
