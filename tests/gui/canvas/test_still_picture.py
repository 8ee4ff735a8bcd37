"""What stands still is copied from a picture: the canvas looks as if everything were painted anew each time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from random import Random

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

import circuitgrad as cg
from circuitgrad.circuit import Circuit, Frame, Note, Wire
from circuitgrad.circuit.edits import AddRemark, SetValue
from circuitgrad.gui.canvas.scene import CanvasScene
from circuitgrad.gui.canvas.view import CanvasView
from circuitgrad.gui.lens import CLEAR, Lens, Tone
from circuitgrad.gui.theme import DARK, LIGHT
from tests.benchmarks.canvas_scenes import make_grid
from tests.gui.canvas.test_repaint import FORMULA, SLIGHT, VALUES
from tests.gui.hands import Hands

A_JOINT = 16
"""So many pixels of a hairline can be lighter or darker where parts meet that were painted at different times."""
OpenCanvas = Callable[[Circuit], Hands]


@pytest.fixture
def small(open_canvas: OpenCanvas) -> Hands:
    """A canvas on a small circuit with a frame and a note."""
    circuit = cg.from_formula(FORMULA)
    for name, value in VALUES.items():
        SetValue(circuit.find(name).id, value).apply(circuit)
    AddRemark(Frame("frame", "Both halves", (-200.0, -150.0, 420.0, 300.0))).apply(circuit)
    AddRemark(Note("note", "Drag me", (100.0, 120.0, 140.0, 60.0))).apply(circuit)
    hands = open_canvas(circuit)
    hands.view.fit()
    return hands


@pytest.fixture
def large(open_canvas: OpenCanvas) -> Hands:
    hands = open_canvas(make_grid(400)[0])
    hands.view.centerOn(QPointF(1500.0, 1200.0))
    return hands


def settle(view: CanvasView) -> None:
    """Lets all be painted, all wires find their ways, and what was loose become part of the picture."""
    QApplication.processEvents()
    while not view.canvas.router.is_done:
        QApplication.processEvents()
    if view.canvas.still is not None:
        view.canvas.still.rest()
    QApplication.processEvents()


def screen(view: CanvasView) -> QImage:
    """The canvas as it has been painted so far, part by part."""
    grabbed = view.screen().grabWindow(view.winId())
    return grabbed.toImage().convertToFormat(QImage.Format.Format_RGB32)


def anew(view: CanvasView) -> QImage:
    """The canvas painted anew, and without a picture."""
    canvas = view.canvas
    still, canvas.still, canvas.stage.lines.still = canvas.still, None, None
    canvas._was_painted = False
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert canvas.still is None
    canvas.still = canvas.stage.lines.still = still
    return image


def copied(view: CanvasView) -> QImage:
    """The canvas painted anew on top of the picture."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert view.canvas.still is not None
    return image


def pixels(image: QImage) -> npt.NDArray[np.int16]:
    """The colours of all pixels."""
    return np.frombuffer(bytes(image.constBits()), np.uint8).reshape(image.height(), image.width(), 4).astype(np.int16)


def count_wrong(one: QImage, other: QImage) -> int:
    """How many pixels differ by more than a trace."""
    assert one.size() == other.size()
    return int((abs(pixels(one) - pixels(other)) > SLIGHT).any(axis=2).sum())


def assert_right(view: CanvasView, deed: str) -> None:
    settle(view)
    wanted = anew(view)
    assert count_wrong(copied(view), wanted) <= A_JOINT, f"the picture is not right after: {deed}"
    if view.devicePixelRatioF() == 1.0:  # at another, Qt's platform without a display gives a part of the window
        assert count_wrong(screen(view), wanted) <= A_JOINT, f"the screen is not right after: {deed}"


class Lights(Lens):
    """Lights a few wires, and dims the others."""

    dims = True

    def __init__(self, lit: dict[Wire, Tone]) -> None:
        self.lit_wires = lit

    def wire_tone(self, wire: Wire) -> Tone | None:
        return self.lit_wires.get(wire)


class Deeds:
    """What hands and others do to a canvas; which of it, and where, a number tells."""

    def __init__(self, hands: Hands, seed: int) -> None:
        self.hands, self.view, self.document = hands, hands.view, hands.document
        self.random = Random(seed)

    def do(self) -> str:
        name = self.random.choice([name for name in dir(self) if name.startswith("do_")])
        getattr(self, name)()
        return name

    def _place(self) -> QPoint:
        size = self.view.viewport().size()
        return QPoint(self.random.randrange(40, size.width() - 40), self.random.randrange(40, size.height() - 40))

    def _node(self) -> QPoint:
        """A place on a node in view, or anywhere."""
        items = [item for item in self.view.canvas.stage.nodes.values() if self.view.is_in_view(item.pos())]
        return self.view.mapFromScene(self.random.choice(items).pos()) if items else self._place()

    def _wire(self) -> QPoint:
        items = [item for item in self.view.canvas.stage.wires.values() if not item.from_afar]
        spots = [QPointF(*item.way.at(self.random.uniform(0.2, 0.8))) for item in items]
        spots = [spot for spot in spots if self.view.is_in_view(spot)]
        return self.view.mapFromScene(self.random.choice(spots)) if spots else self._place()

    def do_drag(self) -> None:
        start = self._node()
        self.hands.drag(start, start + QPoint(self.random.randrange(-90, 90), self.random.randrange(-90, 90)))

    def do_drag_slowly(self) -> None:
        """With a frame painted for each move, so that wires get loose."""
        place = self._node()
        self.hands.drag(place, place, release=False)
        for _ in range(6):
            place += QPoint(self.random.randrange(-9, 9), self.random.randrange(-9, 9))
            self.hands.move_to(place)
            QApplication.processEvents()
        self.hands.release(place)

    def do_hover(self) -> None:
        for _ in range(4):
            self.hands.point_at(self._wire())

    def do_select(self) -> None:
        self.hands.click(self._wire() if self.random.random() < 0.6 else self._node())

    def do_cut(self) -> None:
        place = self._wire()
        self.hands.drag(
            place + QPoint(-25, -25), place + QPoint(25, 25), button=Qt.MouseButton.RightButton,
            modifiers=Qt.KeyboardModifier.ControlModifier,
        )  # fmt: skip

    def do_slide(self) -> None:
        leaves = sorted(self.document.circuit.inputs(), key=lambda node: node.id)
        step = self.document.begin("Change value")
        id = self.random.choice(leaves).id if leaves else ""
        for _ in range(5 if leaves else 0):
            step.apply(SetValue(id, self.random.uniform(-2.0, 2.0)), key="value")
            self.document.settle()
            QApplication.processEvents()
        step.commit()

    def do_undo(self) -> None:
        self.document.history.undo()
        self.document.settle()

    def do_theme(self) -> None:
        self.view.set_theme(self.random.choice([LIGHT, DARK]))

    def do_pan(self) -> None:
        self.view.scroll_by(self.random.randrange(-60, 60), self.random.randrange(-60, 60))

    def do_zoom(self) -> None:
        self.view.zoom_at(self._place(), self.random.choice([0.8, 1.25, 1.1, 1 / self.view.zoom]))

    def do_delete(self) -> None:
        if self.random.random() < 0.3:
            self.hands.click(self._node())
            self.hands.key(Qt.Key.Key_Delete)

    def do_resize(self) -> None:
        self.view.resize(self.random.randrange(600, 1000), self.random.randrange(500, 640))

    def do_move_remark(self) -> None:
        remarks = list(self.view.canvas.remarks.items.values())
        if remarks:
            item = self.random.choice(remarks)
            place = self.view.mapFromScene(item.pos() + QPointF(15.0, 15.0))
            self.hands.drag(place, place + QPoint(self.random.randrange(-40, 40), self.random.randrange(-40, 40)))

    def do_look_through(self) -> None:
        wires = list(self.document.circuit.wires())
        lit = self.random.sample(wires, min(3, len(wires))) if self.random.random() < 0.7 else []
        self.view.canvas.show_lens(Lights(dict(zip(lit, Tone, strict=False))) if lit else CLEAR)

    def do_baseline(self) -> None:
        self.view.show_differences(self.random.random() < 0.5)

    def do_digits(self) -> None:
        self.view.set_digits(self.random.randrange(2, 6))


@pytest.mark.parametrize("seed", range(6))
def test_after_anything_a_small_circuit_looks_as_painted_anew(small: Hands, seed: int) -> None:
    deeds = Deeds(small, seed)
    done = ["nothing"]
    assert_right(small.view, "nothing")
    for _ in range(25):
        done.append(deeds.do())
        assert_right(small.view, ", ".join(done[-3:]))


@pytest.mark.parametrize("seed", range(4))
def test_after_anything_a_large_circuit_looks_as_painted_anew(large: Hands, seed: int) -> None:
    deeds = Deeds(large, seed)
    done = ["nothing"]
    assert_right(large.view, "nothing")
    for _ in range(20):
        done.append(deeds.do())
        assert_right(large.view, ", ".join(done[-3:]))


@pytest.mark.parametrize("scale", ["2", "1.25"])
def test_at_another_scale_too(scale: str) -> None:
    name = test_after_anything_a_small_circuit_looks_as_painted_anew.__name__
    command = [sys.executable, "-m", "pytest", "-q", "-o", "addopts=", "-p", "no:cacheprovider"]
    environment = os.environ | {"QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
    command.append(f"{__file__}::{name}[0]")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_nothing_in_it_is_painted_again_for_a_hand_elsewhere(small: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    view = small.view
    for _ in range(3):
        view.viewport().repaint()
    monkeypatch.setattr(CanvasScene, "_paint_still", painted_again)
    view.viewport().repaint()


def painted_again(*_: object) -> None:
    pytest.fail("it was there already")


def test_a_wire_that_is_dragged_is_loose_until_the_hand_rests(small: Hands) -> None:
    view, place = small.view, small.body("h")
    settle(view)
    small.drag(place, place, release=False)
    for step in range(1, 6):
        small.move_to(place + QPoint(6 * step, 6 * step))
        QApplication.processEvents()
    touching = {wire for wire in small.document.circuit.wires() if small.id("h") in wire[:2]}
    assert view.canvas.stage.lines._loose == touching
    small.release(place + QPoint(30, 30))
    settle(view)
    assert not view.canvas.stage.lines._loose


def test_its_memory_is_freed_when_nobody_sees_it(large: Hands) -> None:
    view = large.view
    settle(view)
    view.viewport().repaint()
    still = view.canvas.still
    assert still is not None
    assert still._picture is not None
    view.fit()
    view.viewport().repaint()
    assert still._picture is None, "from afar all is painted from arrays"
    view.zoom_reset()
    for _ in range(2):
        view.viewport().repaint()
    assert still._picture is not None
    view.hide()
    assert still._picture is None


def test_a_picture_for_a_file_takes_nothing_from_it(small: Hands) -> None:
    view = small.view
    settle(view)
    area = QRectF(view.mapToScene(view.viewport().rect()).boundingRect())
    images = [QImage(view.viewport().size(), QImage.Format.Format_RGB32) for _ in range(2)]
    for image, still in zip(images, (view.canvas.still, None), strict=True):
        view.canvas.still = view.canvas.stage.lines.still = still
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        view.canvas.render(painter, QRectF(image.rect()), area)
        painter.end()
    assert images[0] == images[1]
