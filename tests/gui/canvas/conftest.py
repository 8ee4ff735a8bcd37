"""A canvas of its own for each test, driven with real mouse and key events."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.gui.canvas.view import CanvasView
from circuitgrad.gui.document import Document
from circuitgrad.gui.theme import LIGHT

NO_MODIFIER = Qt.KeyboardModifier.NoModifier


class Hands:
    """What a person does on a canvas, by node names and places in the scene."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view
        self.document = view.document
        self.refusals: list[str] = []
        self.document.refused.connect(lambda error: self.refusals.append(str(error)))

    def id(self, label: str) -> str:
        return self.document.circuit.find(label).id

    def place(self, spot: QPointF) -> QPoint:
        return self.view.mapFromScene(spot)

    def body(self, label: str) -> QPoint:
        """A place on the node that is neither its number nor a port."""
        item = self.view.canvas.node_items[self.id(label)]
        return self.place(item.mapToScene(item.body.topLeft() + QPointF(item.body.width() * 0.3, 8)))

    def number(self, label: str) -> QPoint:
        item = self.view.canvas.node_items[self.id(label)]
        return self.place(item.mapToScene(QPointF(item.body.right() - 26, 0)))

    def output(self, label: str) -> QPoint:
        item = self.view.canvas.node_items[self.id(label)]
        return self.place(item.mapToScene(item.output_spot()))

    def input(self, label: str, port: int) -> QPoint:
        item = self.view.canvas.node_items[self.id(label)]
        return self.place(item.mapToScene(item.input_spot(port)))

    def drag(
        self,
        start: QPoint,
        end: QPoint,
        *,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
        modifiers: Qt.KeyboardModifier = NO_MODIFIER,
        release: bool = True,
    ) -> None:
        viewport = self.view.viewport()
        QTest.mousePress(viewport, button, modifiers, start)
        for share in (0.15, 0.4, 0.7, 1.0):
            place = start + (end - start) * share
            self._move(place, button, modifiers)
        if release:
            QTest.mouseRelease(viewport, button, modifiers, end)
        self.document.settle()

    def _move(self, place: QPoint, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
        from PySide6.QtCore import QEvent
        from PySide6.QtGui import QMouseEvent

        viewport = self.view.viewport()
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(place),
            QPointF(viewport.mapToGlobal(place)),
            Qt.MouseButton.NoButton,
            button,
            modifiers,
        )
        QApplication.sendEvent(viewport, event)

    def click(self, place: QPoint, modifiers: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, modifiers, place)
        self.document.settle()

    def double_click(self, place: QPoint) -> None:
        viewport = self.view.viewport()
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, NO_MODIFIER, place)
        QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, NO_MODIFIER, place)
        self.document.settle()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.view, key, modifiers)
        self.document.settle()

    def type(self, text: str) -> None:
        for character in text:
            QTest.keyClicks(QApplication.focusWidget() or self.view, character)
        self.document.settle()

    def labels(self, source: str, target: str, port: int = 0) -> tuple[str, str]:
        """What stands on a wire: value and gradient."""
        item = self.view.canvas.wire_items[Wire(self.id(source), self.id(target), port)]
        return item.value, item.gradient

    def undo_all(self) -> None:
        while self.document.history.canUndo():
            self.document.history.undo()
        self.document.settle()

    def redo_all(self) -> None:
        while self.document.history.canRedo():
            self.document.history.redo()
        self.document.settle()


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
        qtbot.waitExposed(view)
        view.activateWindow()
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
