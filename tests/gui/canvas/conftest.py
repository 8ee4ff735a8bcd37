"""A canvas of its own for each test, driven with real mouse and key events."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.gui.canvas.view import CanvasView
from circuitgrad.gui.document import Document
from circuitgrad.gui.theme import LIGHT
from tests.gui.hands import Hands


@pytest.fixture
def open_canvas(qtbot: QtBot) -> Callable[[Circuit], Hands]:
    """Opens a canvas on a circuit at 100 %."""

    def open_on(circuit: Circuit) -> Hands:
        document = Document()
        view = CanvasView(document, LIGHT)
        view.animations = False
        qtbot.addWidget(view)
        view.resize(1000, 640)
        view.show()
        view.activateWindow()
        qtbot.waitUntil(view.isActiveWindow)
        view.setFocus()
        document.open(circuit)
        view.zoom_reset()
        return Hands(view)

    return open_on


@pytest.fixture
def empty(open_canvas: Callable[[Circuit], Hands]) -> Hands:
    """A canvas on nothing."""
    return open_canvas(Circuit())


@pytest.fixture
def product(open_canvas: Callable[[Circuit], Hands]) -> Hands:
    """A canvas on f = (x + y)·z at −2, 5, −4."""
    nodes = (
        Node.new("input", id="x", name="x", value=-2.0, position=(-240.0, -96.0)),
        Node.new("input", id="y", name="y", value=5.0, position=(-240.0, 0.0)),
        Node.new("input", id="z", name="z", value=-4.0, position=(-240.0, 96.0)),
        Node.new("add", id="q", name="q", position=(-40.0, -48.0)),
        Node.new("mul", id="f", name="f", position=(136.0, 0.0)),
    )
    wires = (Wire("x", "q", 0), Wire("y", "q", 1), Wire("q", "f", 0), Wire("z", "f", 1))
    return open_canvas(Circuit(Fragment(nodes, wires)))
