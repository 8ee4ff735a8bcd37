"""What a canvas does with a large circuit, each thing timed frame by frame: the measurements behind `canvas`.

``python -m tests.benchmarks.canvas_scenes 10000`` measures one size in this process and prints one line of JSON.
A frame is one change and all painting that follows from it; Qt's own timers do not add to it.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from circuitgrad.circuit import Circuit
    from circuitgrad.gui.canvas.view import CanvasView

SIZE: Final = (1600, 900)
STEP_X: Final = 200.0
STEP_Y: Final = 180.0
LONGEST_SECONDS: Final = 3.0
FRAMES: Final = 60
WARM_UP: Final = 3
THERE_AND_BACK: Final = 15
TWO_INPUTS: Final = 0.42
NEXT_COLUMN: Final = 0.8
MANY: Final = 1_000


def make_grid(count: int, seed: int = 1, *, joining: str = "max") -> tuple[Circuit, str]:
    """A circuit on a grid, rather wider than high, with about 1.4 wires a node; and the id of a node with 4 wires.

    Numbers neither vanish nor explode on the way, however large it is.

    Args:
        count: how many nodes.
        seed: of what is random.
        joining: the operator with two inputs; "max" lets the objective depend on a single input.

    Example:
        >>> circuit, id = make_grid(1_000)
        >>> len(circuit), len(circuit.incoming(id)), len(circuit.outgoing(id))
        (1000, 2, 2)
    """
    from circuitgrad.circuit import Circuit, Fragment, Node, Wire

    random = Random(seed)
    rows = max(4, round((count * 0.62) ** 0.5))
    columns = -(-count // rows)
    middle = columns // 2 * rows + rows // 2
    feeds_of: list[list[int]] = [[] for _ in range(count)]
    for place in range(rows, count):
        wanted = 2 if place == middle or random.random() < TWO_INPUTS else 1
        while len(feeds_of[place]) < wanted:
            back = 1 if random.random() < NEXT_COLUMN else random.randint(1, 3)
            column, row = place // rows - back, place % rows + random.randint(-2, 2)
            source = column * rows + row
            if column >= 0 and 0 <= row < rows and source != middle and source not in feeds_of[place]:
                feeds_of[place].append(source)
    for target in (middle + rows - 1, middle + rows):
        feeds_of[target][0] = middle
    nodes, wires = [], []
    for place, sources in enumerate(feeds_of):
        operator = ("input", "negate", joining)[len(sources)]
        x, y = place // rows * STEP_X, place % rows * STEP_Y
        value = random.uniform(-1.0, 1.0) if not sources else None
        nodes.append(Node.new(operator, id=f"n{place}", value=value, position=(x, y)))
        wires += [Wire(f"n{source}", f"n{place}", port) for port, source in enumerate(sources)]
    objective = (count // rows - 1) * rows + rows // 2
    return Circuit(Fragment(tuple(nodes), tuple(wires), f"n{objective}")), f"n{middle}"


def resident_bytes() -> int | None:
    """Memory of this process, None where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


class Subject:
    """A canvas alone in a window, as the peers were measured."""

    def __init__(self, count: int) -> None:
        from PySide6.QtWidgets import QApplication

        from circuitgrad.gui.app import make_application
        from circuitgrad.gui.canvas.view import CanvasView
        from circuitgrad.gui.document import Document
        from circuitgrad.gui.garbage import collect_in_window
        from circuitgrad.gui.theme import LIGHT

        make_application()
        collect_in_window()  # as the window does: on a clock, not in the middle of a frame
        self.process: Callable[[], None] = QApplication.processEvents
        self.circuit, self.middle = make_grid(count)
        self.document = Document()
        self.view: CanvasView = CanvasView(self.document, LIGHT)
        self.view.animations = False
        self.view.resize(*SIZE)
        self.view.show()
        self.settle()

    def settle(self) -> None:
        """Lets everything that waits for the event loop happen."""
        until = perf_counter() + 20.0
        for _ in range(5):
            self.process()
        while not self.view.canvas.router.is_done and perf_counter() < until:
            self.process()

    def frame(self, change: Callable[[], object], *, whole: bool = False) -> float:
        """Seconds of a change and its painting; `whole` for painting all that is in view."""
        from PySide6.QtCore import QCoreApplication, QEvent

        start = perf_counter()
        change()
        QCoreApplication.sendPostedEvents(None, 0)
        if whole:
            self.view.viewport().repaint()
        else:
            QCoreApplication.sendEvent(self.view, QEvent(QEvent.Type.UpdateRequest))
        taken = perf_counter() - start
        self.process()
        return taken

    def frames(self, change: Callable[[int], object], *, whole: bool = False, most: int = FRAMES) -> list[float]:
        """Seconds of each of many frames, some to warm up left out."""
        taken: list[float] = []
        until = perf_counter() + LONGEST_SECONDS
        gc.collect()
        for number in range(most + WARM_UP):
            seconds = self.frame(lambda number=number: change(number), whole=whole)  # type: ignore[misc]
            if number >= WARM_UP:
                taken.append(seconds)
            if perf_counter() > until and len(taken) > WARM_UP:
                break
        return taken

    def to_middle(self) -> None:
        """100 %, with the node with 4 wires in the middle."""
        from PySide6.QtCore import QPointF

        self.view.zoom_reset()
        self.view.centerOn(QPointF(*self.circuit.node(self.middle).position))
        self.settle()


def back_and_forth(number: int, step: float) -> float:
    """A step of a movement that turns round every so often."""
    return step if number // THERE_AND_BACK % 2 == 0 else -step


def measure(count: int) -> dict[str, list[float]]:
    """Everything about one size, in seconds by what was done; `memory` in bytes a node."""
    subject = Subject(count)
    view, document = subject.view, subject.document
    found: dict[str, list[float]] = {}
    start = perf_counter()
    importlib.import_module("circuitgrad.gui.canvas.far_layer")
    found["load"] = [perf_counter() - start]
    before = resident_bytes()
    document.circuit = subject.circuit
    start = perf_counter()
    view.canvas.show_circuit(subject.circuit)
    view.fit()
    found["create"] = [perf_counter() - start]
    found["create and paint"] = [found["create"][0] + subject.frame(lambda: None, whole=True)]
    subject.settle()
    after = resident_bytes()
    if before is not None and after is not None:
        found["memory"] = [(after - before) / count]
    found["open"] = [subject.frame(lambda: document.open(subject.circuit), whole=True)]
    subject.settle()
    found["repaint"] = subject.frames(lambda _: None, whole=True)
    found["pan from afar"] = subject.frames(lambda number: _pan(view, back_and_forth(number, 12)))
    found["select all"] = _times(subject, view.select_all, lambda: document.select())
    found["move many"], found["undo that"] = _move_many(subject)
    subject.to_middle()
    found["pan"] = subject.frames(lambda number: _pan(view, back_and_forth(number, 12)))
    subject.to_middle()
    found["repaint at 100 %"] = subject.frames(lambda _: None, whole=True)
    found["drag"] = _drag(subject)
    found["drag by hand"] = _drag_by_hand(subject)
    found["numbers"], seen = _numbers(subject)
    found["numbers seen"] = [float(seen)]
    found["zoom"] = _zoom(subject)
    return found


def _pan(view: CanvasView, step: float) -> None:
    view.scroll_by(round(step), round(step / 2))


def _zoom(subject: Subject) -> list[float]:
    view = subject.view
    subject.to_middle()
    place = view.viewport().rect().center()
    taken = subject.frames(lambda number: view.zoom_at(place, 1.0 + back_and_forth(number, 0.03)))
    subject.settle()
    return taken


def _times(subject: Subject, action: Callable[[], object], back: Callable[[], object]) -> list[float]:
    taken = []
    for _ in range(5):
        taken.append(subject.frame(action))
        back()
        subject.settle()
    return taken


def _move_many(subject: Subject) -> tuple[list[float], list[float]]:
    """A thousand nodes dragged, a frame a move of the pointer; then that undone."""
    from circuitgrad.circuit.edits import Move

    document, circuit = subject.document, subject.circuit
    ids = list(circuit.nodes)[:MANY]
    document.select(ids)
    origins = {id: circuit.node(id).position for id in ids}
    step = document.begin("Move")

    def move(number: int) -> None:
        off = 8.0 * (number + 1)
        step.apply(Move(tuple((id, (x + off, y)) for id, (x, y) in origins.items())), key="move")
        document.settle()

    moves = subject.frames(move, most=10)
    step.commit()

    def undo() -> None:
        document.history.undo()
        document.settle()

    undone = [subject.frame(undo)]
    document.select()
    subject.settle()
    return moves, undone


def _drag(subject: Subject) -> list[float]:
    """The node with 4 wires moved as a gesture moves it, its wires and labels with it."""
    from circuitgrad.circuit.edits import Move

    document, id = subject.document, subject.middle
    step = document.begin("Move")
    subject.view.canvas.router.is_hurried = True

    def move(number: int) -> None:
        x, y = subject.circuit.node(id).position
        off = back_and_forth(number, 6.0)
        step.apply(Move(((id, (x + off, y + off)),)), key="move")
        changes, document._pending = tuple(document._pending), []
        document._turn.stop()
        subject.view.canvas.show_changes(changes, hurried=True)

    taken = subject.frames(move)
    step.cancel()
    document.settle()
    subject.view.canvas.rest()
    subject.settle()
    return taken


def _drag_by_hand(subject: Subject) -> list[float]:
    """The same with mouse events: guides and grid, the wire to drop on, the passes, and all who listen."""
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    view = subject.view
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    x, y = subject.circuit.node(subject.middle).position
    place = view.mapFromScene(QPointF(x, y + 8.0))
    QTest.mousePress(view.viewport(), button, none, place)

    def move(number: int) -> None:
        nonlocal place
        step = round(back_and_forth(number, 6.0))
        place = place.__class__(place.x() + step, place.y() + step)
        spot = QPointF(place)
        event = QMouseEvent(QEvent.Type.MouseMove, spot, spot, Qt.MouseButton.NoButton, button, none)
        QApplication.sendEvent(view.viewport(), event)

    taken = subject.frames(move)
    QTest.mouseRelease(view.viewport(), button, none, place)
    subject.document.history.undo()
    subject.document.settle()
    subject.settle()
    return taken


def _numbers(subject: Subject) -> tuple[list[float], int]:
    """New numbers on all wires in view: the run is there already, the canvas shows it."""
    from circuitgrad.engine import evaluate
    from circuitgrad.gui.canvas.wire_item import WireItem

    subject.to_middle()
    canvas, run = subject.view.canvas, subject.document.run
    if run is None:
        raise RuntimeError("the circuit has no run")
    area = canvas.stage.area
    seen = sum(item.spot is not None for item in canvas.near(area) if isinstance(item, WireItem))
    runs = []
    objective = None if run.objective is None else run.tape.place[run.objective]
    for number in range(4):
        inputs = (replace(node, value=0.1 * (number + 1) + 0.01 * k) for k, node in enumerate(subject.circuit.inputs()))
        runs.append(evaluate(run.tape.with_numbers(list(inputs)), objective))
        _ = runs[-1].problems
    taken = subject.frames(lambda number: canvas.show_run(runs[number % len(runs)]))
    return taken, seen


def in_milliseconds(seconds: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    ordered = sorted(seconds)
    return 1e3 * median(ordered), 1e3 * ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def main() -> None:
    """Prints what was measured."""
    os.environ["CIRCUITGRAD_KERNELS"] = os.environ.get("CIRCUITGRAD_KERNELS", "off")
    print(json.dumps(measure(int(sys.argv[1]))), flush=True)
    os._exit(0)  # Qt takes long to clear away what nobody needs any more


if __name__ == "__main__":
    main()
