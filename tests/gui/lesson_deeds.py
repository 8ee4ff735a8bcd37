"""What somebody does for each task of the lessons that ship, with mouse and keys: by file, in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.panels.slider import Slider
from tests.gui.hands import Hands

Key = Qt.Key


class Reader:
    """Somebody who reads a lesson in a window."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.hands = window, Hands(window.view)
        self.panel = window.docks.panels["lessons"]

    def click(self, name: str) -> None:
        """Clicks a button of the page."""
        QTest.mouseClick(self.panel.findChild(QPushButton, name), Qt.MouseButton.LeftButton)
        self.window.document.settle()


Deed = Callable[[Reader], None]


def typed(**values: str) -> Deed:
    """Clicks inputs on the canvas and types numbers into them."""

    def do(reader: Reader) -> None:
        for label, value in values.items():
            reader.window.view.setFocus()
            reader.hands.click(reader.hands.body(label))
            reader.hands.type(value)
            reader.hands.key(Key.Key_Return)

    return do


def clicked(label: str) -> Deed:
    """Clicks a node on the canvas."""
    return lambda reader: reader.hands.click(reader.hands.body(label))


def pressed(name: str) -> Deed:
    """Presses a button of the page."""
    return lambda reader: reader.click(name)


def by_key(key: Qt.Key) -> Deed:
    """Presses a key on the canvas."""

    def do(reader: Reader) -> None:
        QTest.keyClick(reader.window.view, key)
        reader.window.document.settle()

    return do


def dragged(place: int, share: float) -> Deed:
    """Takes a slider of the page to a share of its way, with the mouse."""

    def do(reader: Reader) -> None:
        slider = reader.panel.findChildren(Slider)[place]
        middle = slider.rect().center()
        end = middle + (slider.rect().topLeft() - middle)
        end.setX(round(6 + share * (slider.width() - 12)))
        end.setY(middle.y())
        QTest.mousePress(slider, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
        QTest.mouseMove(slider, end)
        QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
        reader.window.document.settle()

    return do


def added(what: str, name: str, x: float, y: float) -> Deed:
    """Double-clicks the canvas, types an operator, and names what comes."""

    def do(reader: Reader) -> None:
        reader.window.view.zoom_reset()
        reader.window.view.centerOn(QPointF(0.0, 0.0))
        place = reader.hands.place(QPointF(x, y))
        reader.hands.point_at(place)
        reader.hands.double_click(place)
        reader.hands.type(what)
        reader.hands.key(Key.Key_Return)
        if name:
            named(name)(reader)

    return do


def named(name: str) -> Deed:
    """Names the selected node by F2."""

    def do(reader: Reader) -> None:
        reader.window.view.setFocus()
        reader.hands.key(Key.Key_F2)
        reader.hands.type(name)
        reader.hands.key(Key.Key_Return)

    return do


def wired(source: str, target: str, port: int) -> Deed:
    """Drags from a node's output to a port of another."""
    return lambda reader: reader.hands.drag(reader.hands.output(source), reader.hands.input(target, port))


def after(*deeds: Deed) -> Deed:
    """One after the other."""

    def do(reader: Reader) -> None:
        for deed in deeds:
            deed(reader)

    return do


def formula(text: str) -> Deed:
    """Types a formula into the bar."""

    def do(reader: Reader) -> None:
        field = reader.window.formula_bar.field
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Key.Key_Return)
        reader.window.document.settle()

    return do


DEEDS: Final[dict[str, list[Deed]]] = {
    "01_slope.lesson.md": [
        dragged(0, 0.95),
        clicked("slope"),
        typed(h="0.1"),
        typed(h="0.01"),
        dragged(0, 0.5),
    ],
    "02_numeric.lesson.md": [typed(h="0.01"), dragged(0, 0.0), pressed("lesson_set_w0 = 2.01")],
    "03_steepest.lesson.md": [
        typed(x="3"),
        pressed("lesson_set_x = 2.6, y = 0.2"),
        pressed("lesson_set_x = 0.6, y = -3.8"),
        after(dragged(0, 0.6), dragged(1, 0.4)),
    ],
    "04_drawing.lesson.md": [
        added("add", "", 40.0, 0.0),
        after(clicked("add1"), named("q")),
        added("input", "x", -160.0, -80.0),
        added("input", "y", -160.0, 60.0),
        wired("x", "q", 0),
        wired("y", "q", 1),
        after(
            added("mul", "f", 200.0, 60.0),
            added("input", "z", 40.0, 160.0),
            wired("q", "f", 0),
            wired("z", "f", 1),
        ),
        typed(x="-2", y="5", z="-4"),
        formula("2*(max(z, w) + x*y)"),
    ],
    "05_forward.lesson.md": [pressed("lesson_press_forward"), by_key(Key.Key_F5), dragged(0, 0.5), typed(y="2")],
    "06_backward.lesson.md": [pressed("lesson_press_backward"), typed(x="-3"), typed(x="-2.9")],
    "07_gates.lesson.md": [clicked("f"), typed(w="3"), typed(x="2"), typed(x="2.1")],
    "08_neuron.lesson.md": [typed(w0="1", w1="-4", w2="-2"), typed(w1="0")],
    "09_vanishing.lesson.md": [
        dragged(0, 0.5),
        clicked("f"),
        typed(b="-2"),
        typed(w="0.1"),
        typed(x="8"),
        typed(x="0.1", y="0.1"),
    ],
    "10_backprop.lesson.md": [typed(w1="-4.5"), typed(c="-0.533")],
}
