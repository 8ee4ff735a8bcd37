"""What is on the screen after a number changed is what painting everything anew would show."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDockWidget

import circuitgrad as cg
from circuitgrad.circuit.edits import Connect, SetValue
from circuitgrad.formats.numbers import short_number
from circuitgrad.gui.canvas import routing
from circuitgrad.gui.main_window import MainWindow
from tests.gui.conftest import MakeWindow

SLIGHT = 16
"""A hairline that is painted in parts is a trace lighter or darker where they meet."""
FORMULA = "h = tanh(w0*x + w1*y); g = tanh(w2*x + w3*y); f = h*g + exp(-w4*h*x)"
VALUES = {"w0": 0.5, "w1": -0.3, "w2": 0.8, "w3": 0.2, "w4": 0.4, "x": 0.7, "y": -0.4}


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    circuit = cg.from_formula(FORMULA)
    for name, value in VALUES.items():
        SetValue(circuit.find(name).id, value).apply(circuit)
    return make_window(circuit)


def on_screen(window: MainWindow) -> QImage:
    """The canvas as the window has painted it so far."""
    view = window.view
    corner = view.viewport().mapTo(window, view.viewport().rect().topLeft())
    size = view.viewport().size()
    grabbed = window.screen().grabWindow(window.winId(), corner.x(), corner.y(), size.width(), size.height())
    return grabbed.toImage().convertToFormat(QImage.Format.Format_RGB32)


def largest_difference(one: QImage, other: QImage) -> int:
    """The largest difference of any colour of any pixel."""
    assert one.size() == other.size()
    pairs = zip(bytes(one.constBits()), bytes(other.constBits()), strict=True)
    return max((abs(a - b) for a, b in pairs if a != b), default=0)


@pytest.mark.parametrize("zoom", [1.0, 0.6, 0.2])
def test_what_a_new_value_changes_is_painted(window: MainWindow, zoom: float) -> None:
    view, document = window.view, window.document
    window.toggle_minimap()  # it would appear at some moment, over numbers
    view.scale(zoom / view.zoom, zoom / view.zoom)
    QApplication.processEvents()
    before = on_screen(window)
    step = document.begin("Change value")
    for value in (0.71, 0.9, -1.3):
        step.apply(SetValue(document.circuit.find("x").id, value), key="value")
        document.settle()
        QApplication.processEvents()
    shown = on_screen(window)
    view.viewport().repaint()
    QApplication.processEvents()
    assert largest_difference(before, shown) > 16, "the new numbers show nowhere"
    # From afar a halo that is a 64th stronger than before is left as it is.
    assert largest_difference(shown, on_screen(window)) <= SLIGHT


def test_a_new_value_moves_no_wire_and_no_label(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    def moved(*_: object) -> None:
        pytest.fail("a value has no place on the canvas")

    document, canvas = window.document, window.view.canvas
    monkeypatch.setattr(routing, "routes", moved)
    monkeypatch.setattr(routing, "place_labels", moved)
    document.do(SetValue(document.circuit.find("x").id, 0.25), "Change value")
    document.settle()
    assert document.run is not None
    for wire, item in canvas.wire_items.items():
        result = document.run.of_wire(wire)
        assert result is not None
        assert result.gradient is not None
        assert (item.value, item.gradient) == (short_number(result.value), short_number(result.gradient))


def test_a_node_knows_its_new_wires(window: MainWindow) -> None:
    document, canvas = window.document, window.view.canvas
    wire = document.circuit.incoming(document.circuit.find("h").id)[0]
    source = document.circuit.find("y").id
    before = canvas.node_items[source].feeds
    document.do(Connect(wire._replace(source=source), replacing=True), "Connect")
    document.settle()
    assert canvas.node_items[source].feeds == before + 1
    assert canvas.node_items[wire.target].wired == {wire.port}


def test_a_panel_behind_a_tab_waits_until_it_is_in_front(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    window.docks.docks["inspector"].raise_()  # which is when it is made
    QApplication.processEvents()
    document, panel = window.document, window.docks.panels["inspector"]
    window.docks.docks["inputs"].raise_()
    QApplication.processEvents()
    dock = panel.parentWidget()
    assert isinstance(dock, QDockWidget)
    refreshed: list[str] = []
    monkeypatch.setattr(panel, "refresh", lambda: refreshed.append("again"))
    document.select([document.circuit.find("x").id])
    assert refreshed == []
    dock.raise_()
    QApplication.processEvents()
    assert refreshed == ["again"]
    document.select()
    assert refreshed == ["again", "again"]


def test_a_label_is_painted_anew_on_a_wire_that_looks_the_same(make_window: MakeWindow) -> None:
    circuit = cg.from_formula("f = x + y")
    for name in ("x", "y"):
        SetValue(circuit.find(name).id, 1.0).apply(circuit)
    window = make_window(circuit)
    QApplication.processEvents()
    window.document.do(SetValue(circuit.find("x").id, 2.75), "Change value")
    window.document.settle()
    QApplication.processEvents()
    shown = on_screen(window)
    window.view.viewport().repaint()
    QApplication.processEvents()
    assert largest_difference(shown, on_screen(window)) <= SLIGHT
