"""What a person's hands do on a canvas, as real mouse and key events."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from circuitgrad.circuit import Fragment, Wire
from circuitgrad.gui.canvas.view import CanvasView

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

    def move_to(
        self,
        place: QPoint,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
        modifiers: Qt.KeyboardModifier = NO_MODIFIER,
    ) -> None:
        """Goes on with a drag that has not been released."""
        self._move(place, button, modifiers)
        self.document.settle()

    def release(
        self,
        place: QPoint,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
        modifiers: Qt.KeyboardModifier = NO_MODIFIER,
    ) -> None:
        """Ends it."""
        QTest.mouseRelease(self.view.viewport(), button, modifiers, place)
        self.document.settle()

    def point_at(self, place: QPoint) -> None:
        """Moves the pointer over the canvas as the system does, no button held."""
        QTest.mouseMove(self.view.viewport(), place + QPoint(3, 3))
        QTest.mouseMove(self.view.viewport(), place)
        QApplication.processEvents()

    def click(self, place: QPoint, modifiers: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, modifiers, place)
        self.document.settle()

    def double_click(self, place: QPoint) -> None:
        viewport = self.view.viewport()
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, NO_MODIFIER, place)
        QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, NO_MODIFIER, place)  # the second press, not its release
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, NO_MODIFIER, place)
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

    def fragment(self) -> Fragment:
        """The whole circuit as records."""
        return self.document.circuit.fragment()

    def assert_one_step(self, before: Fragment) -> None:
        """What was done is one step, which undo and redo take back and bring back; the canvas shows just that."""
        after = self.fragment()
        assert after != before
        assert self.document.history.count() == 1
        self.undo_all()
        assert self.fragment() == before
        self.redo_all()
        assert self.fragment() == after
        assert set(self.view.canvas.wire_items) == set(self.document.circuit.wires())
        assert set(self.view.canvas.node_items) == set(self.document.circuit.nodes)

    def undo_all(self) -> None:
        while self.document.history.canUndo():
            self.document.history.undo()
        self.document.settle()

    def redo_all(self) -> None:
        while self.document.history.canRedo():
            self.document.history.redo()
        self.document.settle()
