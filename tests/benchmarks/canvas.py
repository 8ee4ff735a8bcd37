"""How smooth the canvas is at 1,000, 10,000 and 50,000 nodes, and how soon the window stands.

    python -m tests.benchmarks.canvas
    python -m tests.benchmarks.canvas --sizes 1000 --platforms offscreen

Every size is measured in a process of its own (`tests.benchmarks.canvas_scenes`): without a display, and on a virtual
one where Xvfb is installed. A frame is a change and all painting that follows from it. The figures of the peer, the
best Python/Qt node editor, and of the prototype were measured on a machine of this kind, 1600×900, raster painting;
they stand here to compare with. A bare window is measured beside ours in the same run, as is tidying.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from statistics import median
from time import perf_counter
from typing import Final, NamedTuple

from circuitgrad.circuit import Circuit, Fragment
from circuitgrad.layout.tidy import tidy
from tests.benchmarks.canvas_scenes import in_milliseconds
from tests.benchmarks.circuits import make_fragment
from tests.benchmarks.start import measure_start
from tests.benchmarks.table import DASH, Table, digits, verdict

SIZES: Final = (1_000, 10_000, 50_000)
PLATFORMS: Final = ("offscreen", "xcb")
TIDY_SIZES: Final = {300: (55.0, 12.0, 30.0), 3_000: (5_800.0, 140.0, 500.0), 30_000: (None, 9_600.0, 6_000.0)}
"""Milliseconds of the peer, of the prototype, and wanted; the peer takes over a minute for the largest."""
START_RUNS: Final = 15
WANTED_START: Final = 1.25
PEER_START: Final = 306.0


class Goal(NamedTuple):
    """What is known of one line of the table at one size, in milliseconds (memory: KB a node)."""

    peer: float | None
    prototype: float | None
    wanted: float | None


class Line(NamedTuple):
    """A line of the table: what `canvas_scenes.measure` calls it, what people call it, and the goals by size."""

    key: str
    title: str
    goals: Mapping[int, Goal] = {}
    by_percentile: bool = False


LINES: Final = (
    Line(
        "create and paint",
        "create all nodes on the canvas",
        {1_000: Goal(1_700.0, 40.0, 100.0), 10_000: Goal(27_000.0, 430.0, 500.0)},
    ),
    Line("load", "before that, once: NumPy is loaded, for any large circuit"),
    Line("memory", "memory a node, KB", {10_000: Goal(166.0, 10.0, 12.0)}),
    Line("open", "open a circuit, passes and panels with it"),
    Line(
        "repaint",
        "repaint with everything in view",
        {1_000: Goal(37.0, 1.8, 3.0), 10_000: Goal(2_234.0, 5.5, 8.0), 50_000: Goal(None, 21.0, 25.0)},
        by_percentile=True,
    ),
    Line("repaint at 100 %", "repaint at 100 %"),
    Line("pan", "pan at 100 %", {10_000: Goal(7.5, 2.0, 2.5)}),
    Line("pan from afar", "pan with everything in view"),
    Line("zoom", "zoom round 100 %"),
    Line(
        "drag",
        "drag a node with 4 wires",
        {1_000: Goal(1.8, 0.7, 0.9), 10_000: Goal(7.3, 1.4, 1.8)},
    ),
    Line("drag by hand", "the same with guides, passes and all panels"),
    Line("numbers", "new numbers on 64 visible wires", {1_000: Goal(29.0, 3.5, 4.0), 10_000: Goal(29.0, 3.5, 4.0)}),
    Line("select all", "select all"),
    Line("move many", "drag 1,000 nodes"),
    Line("undo that", "undo that"),
)
SEEN: Final = 64
"""Wires in view that new numbers are counted for; the measurement is for nearly as many."""


def measure_size(count: int, environment: Mapping[str, str]) -> dict[str, list[float]]:
    """Everything about one size, measured in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.canvas_scenes", str(count)]
    done = subprocess.run(command, env=dict(environment), stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found


@contextmanager
def display() -> Iterator[str | None]:
    """A virtual display as `DISPLAY` names it, or the one that is there; None without either."""
    if "DISPLAY" in os.environ:
        yield os.environ["DISPLAY"]
        return
    server = shutil.which("Xvfb")
    if server is None:
        yield None
        return
    reading, writing = os.pipe()
    command = [server, "-displayfd", str(writing), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL) as process:
        os.close(writing)
        try:
            with os.fdopen(reading, encoding="ascii") as answer:
                number = answer.readline().strip()
            yield f":{number}" if number else None
        finally:
            process.terminate()


def canvas_table(name: str, sizes: Sequence[int], environment: Mapping[str, str]) -> Table:
    """All lines at all sizes."""
    table = Table(
        f"Canvas, {name} (ms; median, 95 % below)", ("", "nodes", "peer", "prototype", "ours", "95 %", "goal")
    )
    measured = {size: measure_size(size, environment) for size in sizes}
    for line in LINES:
        for size, found in measured.items():
            if line.key in found:
                table.add(*cells(line, size, found))
    seen = {round(found["numbers seen"][0]) for found in measured.values()}
    table.note(f"New numbers: measured with {', '.join(map(str, sorted(seen)))} wires in view, told for {SEEN}.")
    return table


def cells(line: Line, size: int, found: Mapping[str, list[float]]) -> tuple[str, ...]:
    """One line at one size.

    Example:
        >>> cells(LINES[2], 10_000, {"memory": [2048.0]})
        ('memory a node, KB', '10,000', '166', '10', '2', '–', '2 KB (≤ 12 wanted: yes)')
    """
    goal = line.goals.get(size, Goal(None, None, None))
    known = tuple(DASH if number is None else digits(number) for number in goal[:2])
    if line.key == "memory":
        kilobytes = found[line.key][0] / 1024
        return line.title, f"{size:,}", *known, digits(kilobytes), DASH, verdict(kilobytes, goal.wanted, "KB")
    middle, high = in_milliseconds(found[line.key])
    if line.key == "numbers":
        share = SEEN / found["numbers seen"][0]
        middle, high = middle * share, high * share
    told = DASH if goal.wanted is None else verdict(high if line.by_percentile else middle, goal.wanted, "ms")
    return line.title, f"{size:,}", *known, digits(middle), digits(high), told


def start_table() -> Table:
    """Process start to first paint, with the neuron example run, beside a bare window."""
    table = Table("Start (ms, median)", ("", "peer", "bare window", "ours", "ratio"))
    bare, ours = measure_start(START_RUNS)
    ratio = median(ours) / median(bare)
    table.add(
        "process start to first paint",
        digits(PEER_START),
        digits(1e3 * median(bare)),
        digits(1e3 * median(ours)),
        verdict(ratio, WANTED_START),
    )
    return table


def tidy_table() -> Table:
    """Tidying, the time alone; `tests.benchmarks.tidy` counts crossings too."""
    table = Table("Tidy (ms)", ("nodes", "peer", "prototype", "ours", "goal"))
    for size, (peer, prototype, wanted) in TIDY_SIZES.items():
        fragment = make_fragment(size, "wide", 1)
        taken = 1e3 * median(_seconds_to_tidy(fragment) for _ in range(5 if size < 10_000 else 1))
        told = (DASH if peer is None else digits(peer), digits(prototype))
        table.add(f"{size:,}", *told, digits(taken), verdict(taken, wanted, "ms"))
    return table


def _seconds_to_tidy(fragment: Fragment) -> float:
    circuit = Circuit(fragment)
    start = perf_counter()
    tidy(circuit)
    return perf_counter() - start


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints all tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=_numbers, default=SIZES, help="numbers of nodes, with commas between")
    parser.add_argument("--platforms", default=",".join(PLATFORMS), help="offscreen, xcb, or both with a comma")
    asked = parser.parse_args(arguments)
    print(f"Python {platform.python_version()}, {platform.platform()}, {os.cpu_count()} processors\n")
    print(f"{start_table()}\n", flush=True)
    for name in asked.platforms.split(","):
        if name == "offscreen":
            print(f"{canvas_table('offscreen', asked.sizes, os.environ | {'QT_QPA_PLATFORM': name})}\n", flush=True)
            continue
        with display() as number:
            if number is None:
                print("No display: Xvfb is not installed.\n")
                continue
            environment = os.environ | {"QT_QPA_PLATFORM": name, "DISPLAY": number}
            print(f"{canvas_table('on a display', asked.sizes, environment)}\n", flush=True)
    print(tidy_table())


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part.replace("_", "")) for part in text.split(","))


if __name__ == "__main__":
    main()
