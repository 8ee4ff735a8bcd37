"""Lessons: Markdown that a teacher writes by hand, with circuits, sliders, tasks and questions in it."""

from __future__ import annotations

import os
from typing import Final

EXTENSION: Final = ".lesson.md"


def is_lesson(path: str | os.PathLike[str]) -> bool:
    """Whether a file's name says that it is a lesson.

    Example:
        >>> is_lesson("folder/Slope.LESSON.md"), is_lesson("notes.md")
        (True, False)
    """
    return os.fspath(path).lower().endswith(EXTENSION)
