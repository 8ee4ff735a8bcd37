"""What if, from menus and keys: a pinned baseline that wires, nodes and legend differ from, and holds."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Wire
from circuitgrad.circuit.edits import Disconnect, SetValue
from circuitgrad.formats.circuit_json import dumps, loads
from circuitgrad.gui.main_window import MainWindow


def texts(window: MainWindow, source: str, target: str, port: int) -> tuple[str, str]:
    """What stands on a wire."""
    circuit = window.document.circuit
    ids = [circuit.find(name).id for name in (source, target)]
    return window.view.canvas.stage.ask_wire(Wire(ids[0], ids[1], port)).texts


def set_value(window: MainWindow, name: str, value: float) -> None:
    window.document.do(SetValue(window.document.circuit.find(name).id, value), "Set")
    window.document.settle()


def first_wire(window: MainWindow, name: str) -> Wire:
    circuit = window.document.circuit
    return circuit.outgoing(circuit.find(name).id)[0]


def test_wires_show_differences_from_the_baseline(window: MainWindow, qtbot: QtBot) -> None:
    view, document = window.view, window.document
    wire = first_wire(window, "w0")
    item = view.canvas.stage.ask_wire(wire)
    assert item.texts == ("2.00", "−0.197")
    qtbot.keyClick(view, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    document.settle()
    assert document.circuit.baseline is not None
    assert view.canvas.stage.ask_wire(wire).texts == ("Δ0", "Δ0")
    assert "since the baseline" in view.legend.text()
    set_value(window, "w0", 1.5)
    before, now = document.baseline_run, document.run
    assert before.value == 0.7310585786300049
    change = now.gradients["w0"] - before.gradients["w0"]
    assert view.canvas.stage.ask_wire(wire).texts == ("Δ−0.500", f"Δ+{change:.4f}")
    stub = view.canvas.stage.ask_node(document.objective).look
    assert stub.value == f"Δ+{now.value - before.value:.4f}"
    qtbot.keyClick(view, Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    assert view.canvas.stage.ask_wire(wire).texts[0] == "1.50"
    assert "since" not in view.legend.text()
    qtbot.keyClick(view, Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    assert view.canvas.stage.ask_wire(wire).texts[0] == "Δ−0.500"


def test_back_to_the_baseline_is_one_step(window: MainWindow) -> None:
    document = window.document
    document.pin_baseline()
    for name, value in (("w0", 1.0), ("w2", 7.0)):
        set_value(window, name, value)
    steps = document.history.count()
    document.back_to_baseline()
    document.settle()
    assert document.history.count() == steps + 1
    assert document.run.value == 0.7310585786300049
    document.history.undo()
    assert [document.circuit.find(name).value for name in ("w0", "w2")] == [1.0, 7.0]


def test_unpinning_shows_numbers_again_and_undo_pins(window: MainWindow) -> None:
    document, wire = window.document, first_wire(window, "w0")
    document.pin_baseline()
    document.unpin_baseline()
    document.settle()
    assert window.view.canvas.stage.ask_wire(wire).texts[0] == "2.00"
    document.history.undo()
    document.settle()
    assert window.view.canvas.stage.ask_wire(wire).texts[0] == "Δ0"


def test_a_structural_change_moves_the_baseline_run_along(window: MainWindow) -> None:
    document = window.document
    document.pin_baseline()
    set_value(window, "w0", 1.5)
    target = document.circuit.find_objective()
    document.do(Disconnect(first_wire(window, "w2")), "Take the wire off")
    document.settle()
    assert document.baseline_run.tape.ids == document.run.tape.ids
    assert document.baseline_run.objective == target.id
    document.history.undo()
    document.settle()
    assert document.baseline_run.value == pytest.approx(0.7310585786300049)


def test_the_baseline_is_saved(window: MainWindow) -> None:
    window.document.pin_baseline()
    assert loads(dumps(window.document.circuit)).baseline == window.document.circuit.baseline


def test_a_new_value_of_an_input_does_not_compute_the_baseline_again(window: MainWindow) -> None:
    document = window.document
    document.pin_baseline()
    document.settle()
    before = document.baseline_run
    set_value(window, "w0", 1.5)
    assert document.baseline_run is before


def test_h_holds_the_selected_inputs_and_releases_them(window: MainWindow, qtbot: QtBot) -> None:
    document, view = window.document, window.view
    inputs = [node.id for node in document.circuit.inputs()]
    document.select(inputs)
    qtbot.keyClick(view, Qt.Key.Key_H)
    document.settle()
    assert not any(document.circuit.node(id).may_move for id in inputs)
    captions = {view.canvas.stage.ask_node(id).look.caption for id in inputs}
    assert captions == {"parameter · held", "data"}
    qtbot.keyClick(view, Qt.Key.Key_H)
    document.settle()
    assert all(document.circuit.node(id).may_move for id in inputs)
    assert {view.canvas.stage.ask_node(id).look.caption for id in inputs} == {"parameter", "data · free"}
    assert document.history.count() == 2
