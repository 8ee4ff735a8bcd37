"""One start of the program, or of a bare window: a process of its own that says what was done when.

    python -m tests.benchmarks.start_child program

It imports nothing that what it measures does not import: the benchmark itself is `tests.benchmarks.start`.
"""

from __future__ import annotations

import os
import sys
from time import monotonic

STARTED = "CIRCUITGRAD_STARTED"
"""The environment variable with when the process was started, by the clock that all processes share."""
EXAMPLE = "neuron"

Phases = dict[str, float]
"""Seconds since the start, by what was done then."""


def bare_window(phases: Phases) -> None:
    """The least that a window of Qt widgets is: an empty one with a menu bar and a view."""
    from PySide6.QtWidgets import QApplication, QGraphicsScene, QGraphicsView, QMainWindow

    phases["Qt loaded"] = _now()
    app = QApplication([])
    phases["application"] = _now()
    window = QMainWindow()
    view = QGraphicsView(QGraphicsScene())
    window.setCentralWidget(view)
    window.resize(1280, 800)
    phases["window"] = _now()
    _show(app, window, view.viewport(), phases)


def program(phases: Phases) -> None:
    """The program, as it starts by itself, up to its first painting."""
    from circuitgrad.gui import quick_start
    from circuitgrad.gui.late_signatures import import_quickly
    from circuitgrad.preflight import check_window

    quick_start.begin()
    check_window(import_quickly)
    phases["Qt loaded"] = _now()
    from pathlib import Path
    from tempfile import mkdtemp

    from circuitgrad.formats.examples import load_example
    from circuitgrad.gui.app import make_application
    from circuitgrad.gui.main_window import MainWindow
    from circuitgrad.gui.settings import Settings

    phases["modules loaded"] = _now()
    app = make_application()
    phases["application"] = _now()
    window = MainWindow(Settings(Path(mkdtemp()) / "settings.json"))
    phases["window"] = _now()
    window.open(load_example(EXAMPLE), example=EXAMPLE)
    phases["example run"] = _now()
    _show(app, window, window.view.viewport(), phases)
    run = window.document.run
    if run is None or run.backward is None:
        raise RuntimeError("the example has not run")


def _show(app: object, window: object, painted: object, phases: Phases) -> None:
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QApplication, QWidget

    if not (isinstance(app, QApplication) and isinstance(window, QWidget) and isinstance(painted, QWidget)):
        raise TypeError("an application, its window and what is painted in it")

    class Watch(QObject):
        seen = False

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
            self.seen = self.seen or event.type() is QEvent.Type.Paint
            return False

    watch = Watch()
    painted.installEventFilter(watch)
    window.show()
    phases["shown"] = _now()
    while not watch.seen:
        app.processEvents()
    phases["painted"] = _now()


def _now() -> float:
    return monotonic() - float(os.environ[STARTED])


def main() -> None:
    """Starts what the first word says, prints the phases as JSON, and ends at once."""
    phases: Phases = {"Python": _now()}
    (bare_window if sys.argv[1] == "bare" else program)(phases)
    import json

    print(json.dumps(phases), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
