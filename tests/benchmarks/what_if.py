"""What if: how long the window is held while a slider is dragged, and what each question costs.

    python -m tests.benchmarks.what_if
    python -m tests.benchmarks.what_if --seconds 10 --nodes 1000

The first table drags a slider back and forth over a circuit with every panel of What if in turn, as a hand does: a
mouse event each 16 ms, and in between the event loop turns whenever an answer or a timer is there. A gap is the time
between two turns of the loop that had something to do. The wall clock also counts what others do on the machine; the
processor time of the window's own thread does not.
The second table asks each question once of circuits of 100 nodes, compiled and plain.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from math import sin
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter, sleep, thread_time
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tests.benchmarks.table import Table, digits

if TYPE_CHECKING:
    from circuitgrad.circuit import Circuit
    from circuitgrad.gui.main_window import MainWindow

FRAME: Final = 0.016
LONGEST_GAP: Final = 16.0
"""Milliseconds that the window may be held."""
PANELS: Final = ("", "what_if", "paths", "check", "sweep", "contour", "scenarios", "uncertainty")
NODES_A_TERM: Final = 7
SETTLING: Final = 2.0
IDLE: Final = 0.0002
"""Seconds: a look at the event loop that takes less has found nothing to do."""


class Gaps(NamedTuple):
    """Milliseconds between turns of the event loop.

    Attributes:
        wall: as a clock on the wall measures them.
        thread: the processor time that the window's own thread took.
        yardstick: the processor time that the same small piece of work took beside each: how slow the machine was then.
        hand: the places of those turns that an event of the hand began; the others began with an answer or a timer.
    """

    wall: list[float]
    thread: list[float]
    yardstick: list[float]
    hand: list[int]


def make_sum(nodes: int, seed: int = 1) -> Circuit:
    """A sum of neurons of about so many nodes: f = Σ tanh(w·x + b).

    Example:
        >>> len(make_sum(70))
        69
    """
    from circuitgrad.formats.formula import from_formula

    random = Random(seed)
    count = max(1, nodes // NODES_A_TERM)
    values = "; ".join(f"w{i} = {random.uniform(-2, 2):.3f}; x{i} = {random.uniform(-2, 2):.3f}" for i in range(count))
    shifts = "; ".join(f"b{i} = {random.uniform(-1, 1):.3f}" for i in range(count))
    total = " + ".join(f"tanh(w{i}*x{i} + b{i})" for i in range(count))
    return from_formula(f"{values}; {shifts}; f = {total}")


def open_window(circuit: Circuit, folder: Path) -> MainWindow:
    """The real window on a circuit, with settings of its own."""
    from circuitgrad.gui.app import make_application
    from circuitgrad.gui.main_window import MainWindow
    from circuitgrad.gui.settings import Settings

    make_application()
    window = MainWindow(Settings(folder / "settings.json"), recovery=folder)
    window.resize(1600, 900)
    window.open(circuit)
    window.show()
    turn_for(0.5)
    return window


def turn_for(seconds: float) -> None:
    """Lets the event loop turn for a while."""
    from PySide6.QtWidgets import QApplication

    end = perf_counter() + seconds
    while perf_counter() < end:
        QApplication.processEvents()
        sleep(0.001)


def measure_yardstick() -> float:
    """The processor time, in milliseconds, of a piece of work that is always the same."""
    kept: dict[int, int] = {}
    own = thread_time()
    for number in range(1_500):
        kept[number % 50] = kept.get(number % 50, 0) + number
    return 1e3 * (thread_time() - own)


def show_panel(window: MainWindow, key: str) -> None:
    """Shows a panel beside the inputs; one that shares their place goes below them."""
    from PySide6.QtCore import Qt

    dock = window.docks.docks["sweep" if key == "contour" else key]
    dock.show()
    if key == "what_if":
        window.splitDockWidget(window.docks.docks["inputs"], dock, Qt.Orientation.Vertical)
    else:
        dock.raise_()
    turn_for(SETTLING)
    if key in ("sweep", "contour"):
        panel: Any = window.docks.panels["sweep"]
        panel.header.first.setCurrentIndex(panel.header.first.count() - 2)  # not the input that the slider moves
        panel.header.second.setCurrentIndex(panel.header.second.count() - 1 if key == "contour" else 0)
        panel.refresh()
        turn_for(SETTLING)


def drag_slider(window: MainWindow, seconds: float) -> Gaps:
    """Drags the slider of the first row back and forth, and takes back what that did.

    The events come from where the system's come from, so that the program knows of the button that is held.
    """
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from circuitgrad.gui.panels.slider import Slider

    slider = next(each for each in window.docks.panels["inputs"].findChildren(Slider) if each.isVisible())
    handle, left = window.windowHandle(), Qt.MouseButton.LeftButton
    gaps = Gaps([], [], [], [])

    def measure(act: Callable[[], object], *, hand: bool) -> None:
        """One turn of the event loop; one in which nothing was left to do is none."""
        now, own = perf_counter(), thread_time()
        act()
        taken, worked = perf_counter() - now, thread_time() - own
        if not hand and worked < IDLE:
            return
        if hand:
            gaps.hand.append(len(gaps.wall))
        gaps.wall.append(1e3 * taken)
        gaps.thread.append(1e3 * worked)
        gaps.yardstick.append(measure_yardstick())

    def turn(act: Callable[[QPoint], object], share: float) -> None:
        """Lets the hand do something; until the next frame the loop turns whenever there is more to do."""
        place = QPoint(round(8.0 + share * (slider.width() - 16.0)), slider.height() // 2)
        next_frame = perf_counter() + FRAME
        measure(lambda: act(slider.mapTo(window, place)), hand=True)  # which turns the loop once
        while perf_counter() < next_frame:
            measure(QApplication.processEvents, hand=False)
            sleep(0.001)

    none = Qt.KeyboardModifier.NoModifier
    turn(lambda place: QTest.mousePress(handle, left, none, place), 0.5)
    start, share = perf_counter(), 0.5
    while (now := perf_counter()) - start < seconds:
        share = 0.5 + 0.5 * sin(2.0 * (now - start))
        turn(lambda place: QTest.mouseMove(handle, place), share)
    turn(lambda place: QTest.mouseRelease(handle, left, none, place), share)
    window.undo()
    turn_for(0.2)
    return gaps


def gaps_table(nodes: int, seconds: float) -> Table:
    """Gaps while a slider is dragged, with each panel shown."""
    over = f"over {LONGEST_GAP:g}"
    table = Table(
        f"A slider dragged for {seconds:g} s over {nodes:,} nodes: milliseconds between turns of the event loop",
        ["beside the inputs", "turns", "median", "95 %", "longest", over, "own thread", "95 %", "longest", over],
    )
    with tempfile.TemporaryDirectory() as folder:
        for key in PANELS:
            window = open_window(make_sum(nodes), Path(folder))
            turn_for(SETTLING)
            if key:
                show_panel(window, key)
            gaps = drag_slider(window, seconds)
            table.add(key or "nothing", str(len(gaps.wall)), *_told(gaps.wall), *_told(gaps.thread))
            window.document.history.setClean()
            window.close()
            window.deleteLater()
            turn_for(0.1)
    return table


def _told(gaps: list[float]) -> tuple[str, str, str, str]:
    """Median, 95 %, the longest, and how many are too long."""
    long = sum(gap > LONGEST_GAP for gap in gaps) / len(gaps)
    return digits(median(gaps)), digits(quantiles(gaps, n=20)[-1]), digits(max(gaps)), f"{long:.1%}"


def questions() -> dict[str, Callable[[], object]]:
    """Each question, asked of a circuit of about 100 nodes."""
    import circuitgrad as cg
    from circuitgrad.circuit import Spread
    from circuitgrad.formats.examples import load_example

    hundred, neuron = make_sum(100), load_example("neuron")
    spreads = {f"w{i}": Spread("normal", (0.0, 1.0)) for i in range(10)}
    return {
        "a curve of 1,000 points": lambda: cg.sweep(hundred, {"w0": (-5, 5, 1_000)}),
        "a contour of 200 × 200": lambda: cg.sweep(hundred, {"w0": (-5, 5, 200), "w1": (-5, 5, 200)}),
        "a tornado over the ranges": lambda: cg.sensitivity(hundred, by="range"),
        "why it changed, ten inputs": lambda: cg.explain_change(hundred, {f"w{i}": 0.0 for i in range(10)}),
        "Monte Carlo of 100,000 samples": lambda: cg.monte_carlo(hundred, spreads=spreads),
        "the neuron to 0.9": lambda: cg.seek(neuron, 0.9),
        "the neuron to its top": lambda: cg.seek(neuron, "max"),
    }


def questions_table(runs: int) -> Table:
    """What each question costs."""
    from circuitgrad.engine.compiled.loader import kernels_now, start_loading

    asked = questions()
    for ask in asked.values():
        ask()
    start_loading()
    waited = perf_counter()
    while kernels_now() is None and perf_counter() - waited < 120.0:
        sleep(0.1)
    kind = "plain" if kernels_now() is None else "compiled"
    table = Table(f"Each question once, {kind} passes: milliseconds", ["question", "median"])
    for name, ask in asked.items():
        ask()
        taken = []
        for _ in range(runs):
            before = perf_counter()
            ask()
            taken.append(1e3 * (perf_counter() - before))
        table.add(name, digits(median(taken)))
    return table


def main(argv: list[str]) -> int:
    """Prints both tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.what_if", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="how long the slider is dragged")
    parser.add_argument("--nodes", type=int, default=1_000, help="of the circuit under the slider")
    parser.add_argument("--runs", type=int, default=5, help="of each question")
    arguments = parser.parse_args(argv)
    print(gaps_table(arguments.nodes, arguments.seconds), flush=True)
    print()
    print(questions_table(arguments.runs))
    return 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main(sys.argv[1:]))
