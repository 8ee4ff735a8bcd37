"""How soon the window stands: process start to first paint, with the neuron example run, beside a bare window.

    python -m tests.benchmarks.start
    python -m tests.benchmarks.start --runs 31 --display

The two take turns, each a process of its own with its bytecode cached, as in an installed program. Without
``--display`` nothing is shown anywhere. Times are from before the process starts to the end of the first painting of
the canvas (of the bare window: of its only widget); phases are told by the process itself.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Final

from tests.benchmarks.table import Table, digits, verdict

RUNS: Final = 15
WANTED: Final = 1.25
STARTED: Final = "CIRCUITGRAD_STARTED"
"""When the process was started, by the clock that all processes share."""
EXAMPLE: Final = "neuron"

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
    from circuitgrad.preflight import check_window

    quick_start.begin()
    check_window()
    quick_start.spare_sources()
    phases["Qt loaded"] = _now()
    from circuitgrad.formats.examples import load_example
    from circuitgrad.gui.app import make_application
    from circuitgrad.gui.main_window import MainWindow
    from circuitgrad.gui.settings import Settings

    phases["modules loaded"] = _now()
    app = make_application()
    phases["application"] = _now()
    window = MainWindow(Settings(Path(tempfile.mkdtemp()) / "settings.json"))
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


def run_once(which: str, environment: dict[str, str]) -> Phases:
    """Starts one of both. Returns its phases."""
    command = [sys.executable, "-m", "tests.benchmarks.start", "--child", which]
    started = {**environment, STARTED: repr(monotonic())}
    done = subprocess.run(command, env=started, stdout=subprocess.PIPE, text=True, check=True)
    phases: Phases = json.loads(done.stdout)
    return phases


def measure_phases(runs: int, *, on_display: bool = False) -> tuple[list[Phases], list[Phases]]:
    """The phases of the bare window and of the program, run by run."""
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        if not on_display:
            environment["QT_QPA_PLATFORM"] = "offscreen"
        for which in ("bare", "program"):
            run_once(which, environment)
        both = [(run_once("bare", environment), run_once("program", environment)) for _ in range(runs)]
    return [bare for bare, _ in both], [ours for _, ours in both]


def measure_start(runs: int, *, on_display: bool = False) -> tuple[list[float], list[float]]:
    """Seconds from process start to first paint, run by run: of the bare window, and of the program."""
    bare, ours = measure_phases(runs, on_display=on_display)
    return [phases["painted"] for phases in bare], [phases["painted"] for phases in ours]


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the table, and where the time goes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=RUNS, help="how often each is started")
    parser.add_argument("--display", action="store_true", help="on the display that there is")
    parser.add_argument("--child", choices=("bare", "program"), help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.child:
        phases: Phases = {"Python": _now()}
        (bare_window if asked.child == "bare" else program)(phases)
        print(json.dumps(phases), flush=True)
        os._exit(0)
    print(f"Python {platform.python_version()}, {platform.platform()}, {os.cpu_count()} processors\n")
    bare, ours = measure_phases(asked.runs, on_display=asked.display)
    table = Table("Process start to first paint (ms, median)", ("", "bare window", "circuitgrad", "ratio"))
    first, second = (median(run["painted"] for run in runs) for runs in (bare, ours))
    table.add("", digits(1e3 * first), digits(1e3 * second), verdict(second / first, WANTED))
    print(f"{table}\n")
    for title, runs in (("A bare window", bare), ("CircuitGrad", ours)):
        steps = Table(f"{title} (ms, median)", ("", "until then", "this step"))
        before = 0.0
        for name in runs[0]:
            until = median(run[name] for run in runs)
            steps.add(name, digits(1e3 * until), digits(1e3 * (until - before)))
            before = until
        print(f"{steps}\n")


if __name__ == "__main__":
    main()
