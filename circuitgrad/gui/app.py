"""Starts the window."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from circuitgrad import __version__
from circuitgrad.errors import CircuitError
from circuitgrad.formats.examples import find_circuit, load_example
from circuitgrad.formats.lessons import is_lesson
from circuitgrad.gui import quick_start
from circuitgrad.gui.crash import CrashHook
from circuitgrad.gui.fonts import load_fonts, ui_font
from circuitgrad.gui.garbage import collect_in_window
from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.messages import sentence
from circuitgrad.gui.settings import Settings

FIRST_EXAMPLE: Final = "neuron"
STYLE: Final = "fusion"
REFUSED: Final = 2
"""The exit code where what a person asked for cannot be."""


def run_window(target: str | None = None) -> int:
    """Opens the window and stays until it is closed.

    Args:
        target: a file, a lesson's file, or the name of an example; None for the first example.

    Returns:
        The exit code: 2 where the target cannot be opened; one sentence on stderr has said why.
    """
    lesson = Path(target) if target is not None and is_lesson(target) else None
    try:
        if lesson is not None:
            _check_lesson_file(lesson)
        circuit = load_example(FIRST_EXAMPLE) if target is None or lesson is not None else find_circuit(target)
    except CircuitError as error:
        print(sentence(error), file=sys.stderr)
        return REFUSED
    application = make_application()
    window = MainWindow(Settings())
    if lesson is not None:
        window.open(circuit, example=FIRST_EXAMPLE)
        window.stands.connect(lambda: window.open_lesson(lesson), Qt.ConnectionType.QueuedConnection)
    elif target is not None and os.path.exists(target):
        window.open(circuit, path=Path(target))
    else:
        window.open(circuit, example=target or FIRST_EXAMPLE)
    sys.excepthook = CrashHook()
    window.stands.connect(quick_start.end)
    window.stands.connect(window.offer_unsaved, Qt.ConnectionType.QueuedConnection)
    window.show()
    return application.exec()


def _check_lesson_file(path: Path) -> None:
    from circuitgrad.formats.lessons.check import check_lesson
    from circuitgrad.formats.lessons.reader import read_lesson

    check_lesson(read_lesson(path))


def make_application() -> QApplication:
    """The application with its name, style and font; the one that runs, where one does."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        application = running
        if application.style().name() != STYLE:
            application.setStyle(STYLE)
    else:  # to ask Qt for the style would make a class of dozens of enums
        application = QApplication([sys.argv[0], "-style", STYLE])
    application.setApplicationName("circuitgrad")
    application.setApplicationDisplayName("")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("circuitgrad")
    collect_in_window()
    load_fonts()
    application.setFont(ui_font())
    return application
