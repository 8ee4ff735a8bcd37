"""The command ``lessons``: lists those that ship, and tells a teacher whether a file is a whole lesson."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from circuitgrad.cli.tables import table

if TYPE_CHECKING:
    from circuitgrad.formats.lessons.records import Lesson


def add_lessons(parser: argparse.ArgumentParser) -> None:
    """Declares its arguments."""
    parser.add_argument("--check", metavar="FILE", help="say whether this file is a whole lesson, or where it is not")


def lessons_text(file: str | None) -> str:
    """What it prints.

    Args:
        file: a lesson to check; None to list those that ship.

    Raises:
        CircuitError: the file is no whole lesson; the sentence tells the line and what to do.
    """
    return _listed() if file is None else _checked(Path(file))


def _listed() -> str:
    from circuitgrad.formats.lessons import EXTENSION
    from circuitgrad.formats.lessons.reader import read_about
    from circuitgrad.formats.lessons.shipped import lesson_paths

    rows = []
    for path in lesson_paths():
        about = read_about(path)
        minutes = "" if about.minutes is None else f"{about.minutes} min"
        rows.append([path.name.removesuffix(EXTENSION), about.title, minutes, about.summary])
    return table(["lesson", "title", "takes", "about"], rows, right=[2])


def _checked(path: Path) -> str:
    from circuitgrad.formats.lessons.check import check_lesson
    from circuitgrad.formats.lessons.reader import read_lesson

    lesson = read_lesson(path)
    check_lesson(lesson)
    return f"“{path.name}” is a whole lesson: {_counted(lesson)}."


def _counted(lesson: Lesson) -> str:
    things = sum(len(page.things_to_do) for page in lesson.pages)
    pages = len(lesson.pages)
    return f"{pages} page{'s' * (pages != 1)}, {things} thing{'s' * (things != 1)} to do"
