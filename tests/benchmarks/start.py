"""How soon the window stands: process start to first paint, with the neuron example run, beside a bare window.

    python -m tests.benchmarks.start
    python -m tests.benchmarks.start --runs 31 --display

The two take turns, each a process of its own with its bytecode cached, as in an installed program. Without
``--display`` nothing is shown anywhere. Times are from before the process starts to the end of the first painting of
the canvas (of the bare window: of its only widget); phases are told by the process itself, which imports nothing else
(see `start_child`).
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
from statistics import median
from time import monotonic
from typing import Final

from tests.benchmarks.start_child import STARTED, Phases
from tests.benchmarks.table import Table, digits, verdict

RUNS: Final = 15
WANTED: Final = 1.25


def run_once(which: str, environment: dict[str, str]) -> Phases:
    """Starts one of both. Returns its phases."""
    command = [sys.executable, "-m", "tests.benchmarks.start_child", which]
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
    asked = parser.parse_args(arguments)
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
