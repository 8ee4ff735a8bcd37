"""From a slider's new value to the labels on the wires: ``python -m tests.benchmarks.slider``.

Opens a random circuit in the real window and drags the value of the input that most nodes depend on, as the canvas
does: an edit of a gesture, then `Document.settle`, then the event loop until all is painted. Twice: with the whole
circuit in view, and with about 60 nodes in view.

For each view it prints the stages of a tick in µs (median of the drags, share of the sum), and with ``--profile`` the
functions with the most time of their own. "Other" is what no stage is named for. Each stage leaves out the stages
that it calls. Functions are wrapped from outside, which costs time itself: the tick without any clock is given too.
The last line is the figure for the passes alone: new numbers in the tape, and both passes.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from tests.benchmarks.circuits import Shape, make_fragment
from tests.benchmarks.stages import Stages
from tests.benchmarks.table import Table, digits, verdict

if TYPE_CHECKING:
    from circuitgrad.circuit import Circuit
    from circuitgrad.gui.main_window import MainWindow

WANTED_SECONDS: Final = 1e-3
SEEN_NODES: Final = 60
MOST_FUNCTIONS: Final = 15
WARM_UP: Final = 3
TICK: Final = "tick"
PAINT: Final = "canvas painted"


def place_clocks(stages: Stages) -> None:
    """Wraps what a tick goes through; before any window stands, as signals hold on to the functions they call."""
    for owner, name, stage in timed_functions():
        stages.wrap(owner, name, stage)


def timed_functions() -> tuple[tuple[Any, str, str], ...]:
    """What a tick goes through: the owner of a function, its name, and the stage that its time counts for."""
    from circuitgrad.engine import problems
    from circuitgrad.engine.tape import Tape
    from circuitgrad.gui import action_marks, document
    from circuitgrad.gui.canvas import label_layer, looks, node_item, routing, scene, view, wire_item
    from circuitgrad.gui.panels import formula_bar, inputs, inspector, objective_picker
    from circuitgrad.gui.panels import problems as problems_panel

    return (
        (document.Step, "apply", "edit applied"),
        (document.Document, "settle", "settle: signals sent"),
        (Tape, "patched", "tape patched"),
        (document, "evaluate", "both passes"),
        (problems, "find_problems", "problems found"),
        (view.CanvasView, "_on_changed", "changed → canvas"),
        (scene.CanvasScene, "show_changes", "changed → canvas: items"),
        (routing, "routes", "changed → canvas: routes"),
        (routing, "place_labels", "changed → canvas: labels placed"),
        (scene.CanvasScene, "mark_selection", "changed → canvas: selection"),
        (action_marks.ActionMarks, "_grey_out", "changed → menus greyed out"),
        (formula_bar.FormulaBar, "_follow", "changed → formula bar"),
        (scene.CanvasScene, "show_run", "evaluated → canvas"),
        (looks.Looks, "_ranks", "evaluated → canvas: ranks"),
        (looks.Looks, "node", "evaluated → canvas: node texts"),
        (looks.Looks, "wire", "evaluated → canvas: wire texts"),
        (node_item.NodeItem, "show_look", "evaluated → canvas: nodes told"),
        (wire_item.WireItem, "show_numbers", "evaluated → canvas: wires told"),
        (inputs.InputsPanel, "refresh", "evaluated → inputs panel"),
        (inspector.InspectorPanel, "refresh", "evaluated → inspector"),
        (problems_panel.ProblemsPanel, "refresh", "evaluated → problems panel"),
        (problems_panel.ProblemsPanel, "_count_anew", "evaluated → problems counted"),
        (objective_picker.ObjectivePicker, "refresh", "evaluated → objective picker"),
        (view.CanvasView, "viewportEvent", f"{PAINT}: Qt"),
        (scene.CanvasScene, "drawBackground", f"{PAINT}: ground"),
        (node_item.NodeItem, "paint", f"{PAINT}: nodes"),
        (wire_item.WireItem, "paint", f"{PAINT}: wires"),
        (label_layer.LabelLayer, "paint", f"{PAINT}: labels"),
    )


def make_circuit(count: int, shape: Shape) -> Circuit:
    """A random circuit, laid out as Tidy does."""
    from circuitgrad.circuit import Circuit
    from circuitgrad.circuit.edits import Move
    from circuitgrad.layout.tidy import tidy

    circuit = Circuit(make_fragment(count, shape))
    Move(tuple(tidy(circuit).items())).apply(circuit)
    return circuit


@contextmanager
def open_window(circuit: Circuit) -> Iterator[MainWindow]:
    """The real window on a circuit, with settings of its own; no animation."""
    from circuitgrad.circuit import Circuit
    from circuitgrad.gui import main_window
    from circuitgrad.gui.app import make_application
    from circuitgrad.gui.settings import Settings

    vars(main_window)["warm_up"] = lambda: None  # a thread that warms up would be timed too
    application = make_application()
    with tempfile.TemporaryDirectory() as folder:
        window = main_window.MainWindow(Settings(Path(folder, "settings.json")), recovery=Path(folder, "recovery"))
        window.view.animations = False
        window.open(circuit)
        window.resize(1440, 880)
        window.show()
        until = perf_counter() + 1.0
        while perf_counter() < until:  # the window settles its size for half a second
            application.processEvents()
        try:
            yield window
        finally:
            window.document.open(Circuit())  # lets go of the circuit, which another window shows next
            window.close()


class Drag:
    """The value of one input dragged: the one that most nodes depend on."""

    def __init__(self, window: MainWindow) -> None:
        from PySide6.QtWidgets import QApplication

        self._process: Callable[[], None] = QApplication.processEvents
        self.document = window.document
        circuit = self.document.circuit
        self.input = max(circuit.inputs(), key=lambda node: len(circuit.downstream(node.id)))
        self.reached = len(circuit.downstream(self.input.id))
        self.document.select([self.input.id])  # as the press that starts a drag does
        self._step = self.document.begin("Change value")
        self._value, self._ticks = self.input.value or 0.0, 0

    def tick(self) -> None:
        """One move of the pointer, and all that it paints."""
        from circuitgrad.circuit.edits import SetValue

        self._ticks += 1
        self._step.apply(SetValue(self.input.id, self._value + 0.01 * (1 + self._ticks % 20)), key="value")
        self.document.settle()
        self.paint()

    def paint(self) -> None:
        """Lets the event loop do what the edit left for it."""
        self._process()

    def run_anew(self) -> None:
        """What the passes alone do for a new value: the tape's numbers, and a new Run."""
        from dataclasses import replace

        from circuitgrad.engine import evaluate

        run = self.document.run
        if run is None or run.objective is None:
            raise RuntimeError("the circuit has no run with an objective")
        self._ticks += 1
        node = replace(self.input, value=self._value + 0.01 * (1 + self._ticks % 20))
        evaluate(run.tape.with_numbers([node]), run.tape.place[run.objective], before=run)

    def end(self) -> None:
        """Takes the value back."""
        self._step.cancel()
        self.document.settle()
        self.paint()


def zoom_to(window: MainWindow, seen: int) -> None:
    """Zooms at the drag's end of the circuit until about so many nodes are in view."""
    view = window.view
    view.fit()
    for _ in range(200):
        if count_seen(window) <= seen:
            return
        view.zoom_at(view.viewport().rect().center(), 1.05)


def count_seen(window: MainWindow) -> int:
    """How many nodes are in view."""
    view = window.view
    area = view.mapToScene(view.viewport().rect()).boundingRect()
    return sum(area.intersects(item.sceneBoundingRect()) for item in view.canvas.node_items.values())


def seconds_of(action: Callable[[], object], runs: int) -> float:
    """The median time of a call."""
    times = []
    for _ in range(runs):
        start = perf_counter()
        action()
        times.append(perf_counter() - start)
    return median(times)


def measure_stages(stages: Stages, drag: Drag, drags: int) -> tuple[dict[str, float], dict[str, float], float]:
    """Median seconds by stage, calls a tick by stage, and the median tick, under the clocks."""
    timed = stages.wrapped(drag.tick, TICK)
    painted = drag.paint
    drag.paint = stages.wrapped(painted, "event loop: panels laid out and painted")  # type: ignore[method-assign]
    stages.take()
    stages.calls.clear()
    taken, totals = [], []
    for _ in range(drags):
        start = perf_counter()
        timed()
        totals.append(perf_counter() - start)
        taken.append(stages.take())
    drag.paint = painted  # type: ignore[method-assign]
    names = {name for each in taken for name in each}
    seconds = {name: median(each.get(name, 0.0) for each in taken) for name in names}
    return seconds, {name: stages.calls[name] / drags for name in names}, median(totals)


def table_of(title: str, seconds: dict[str, float], calls: dict[str, float], total: float) -> Table:
    """The stages, costliest first; the medians of the stages need not sum to the median tick, which is checked."""
    table = Table(title, ("stage", "calls", "µs", "share"))
    other = seconds.pop(TICK)
    whole = sum(seconds.values()) + other
    for stage in sorted(seconds, key=lambda name: -seconds[name]):
        table.add(stage, digits(calls[stage]), f"{seconds[stage] * 1e6:,.0f}", f"{100 * seconds[stage] / whole:.1f} %")
    table.add("other", "", f"{other * 1e6:,.0f}", f"{100 * other / whole:.1f} %")
    table.add("sum", "", f"{whole * 1e6:,.0f}", "")
    table.note(f"Median tick under the clocks: {total * 1e6:,.0f} µs; the sum is {100 * whole / total:.1f} % of it.")
    return table


def costliest(drag: Drag, drags: int) -> Table:
    """The functions with the most time of their own."""
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(drags):
        drag.tick()
    profile.disable()
    rows: dict[tuple[str, int, str], tuple[int, int, float, float, Any]] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    table = Table(f"Costliest functions by own time, {drags} ticks under cProfile", ("function", "calls", "own µs"))
    for (file, line, name), (_, count, own, _, _) in sorted(rows.items(), key=lambda row: -row[1][2])[:MOST_FUNCTIONS]:
        place = name if file == "~" else f"{Path(file).parent.name}/{Path(file).name}:{line} {name}"
        table.add(place, digits(count / drags), f"{own / drags * 1e6:,.0f}")
    return table


def report(window: MainWindow, stages: Stages | None, given: argparse.Namespace, name: str) -> None:
    """Prints what one view costs; with clocks the stages, without them the bare tick."""
    drag = Drag(window)
    for _ in range(WARM_UP):
        drag.tick()
    view = f"{name}: {count_seen(window)} nodes in view at {100 * window.view.zoom:.0f} %"
    if stages is None:
        bare = seconds_of(drag.tick, given.drags)
        print(f"{view}\nTick without clocks: {bare * 1e6:,.0f} µs\n")
        if given.profile:
            print(costliest(drag, given.drags), "\n")
    else:
        seconds, calls, total = measure_stages(stages, drag, given.drags)
        print(table_of(view, seconds, calls, total), "\n")
    drag.end()


def main() -> None:
    """Prints the bare ticks and the figure for the passes, then the stages."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--nodes", type=int, default=1_000, help="size of the circuit")
    parser.add_argument("--shape", choices=("wide", "deep"), default="wide", help="shape of the circuit")
    parser.add_argument("--drags", type=int, default=60, help="how many values the slider goes through")
    parser.add_argument("--profile", action="store_true", help="the costliest functions too")
    parser.add_argument("--display", action="store_true", help="on the screen, instead of Qt's offscreen platform")
    given = parser.parse_args()
    if not given.display:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    circuit = make_circuit(given.nodes, given.shape)
    with open_window(circuit) as window:
        drag = Drag(window)
        print(f"{len(circuit):,} nodes, {len(window.view.canvas.wire_items):,} wires, {given.shape}; ", end="")
        print(f"{drag.reached:,} nodes depend on the input that is dragged; {given.drags} ticks\n")
        for _ in range(WARM_UP):
            drag.run_anew()
        passes = seconds_of(drag.run_anew, max(given.drags, 200))
        window.view.fit()
        report(window, None, given, "Whole circuit")
        zoom_to(window, SEEN_NODES)
        report(window, None, given, "Close up")
    stages = Stages()
    place_clocks(stages)
    with open_window(circuit) as window:
        window.view.fit()
        report(window, stages, given, "Whole circuit")
        zoom_to(window, SEEN_NODES)
        report(window, stages, given, "Close up")
    print(f"The clocks cost {stages.cost_of_call() * 1e9:.0f} ns a call.")
    answer = verdict(passes * 1e3, WANTED_SECONDS * 1e3, "ms")
    print(f"One slider value changed in a {len(circuit):,}-node circuit: new Run in {answer}")


if __name__ == "__main__":
    main()
