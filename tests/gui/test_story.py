"""A newcomer's whole first hour in the real window: draw, wire, type, run, read, save, reopen, undo everything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import circuitgrad as cg
from circuitgrad.circuit import Circuit
from circuitgrad.gui.document import Passes
from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.mime import OPERATOR_MIME
from tests.gui.conftest import Answers
from tests.gui.hands import Hands

Key, Modifier = Qt.Key, Qt.KeyboardModifier
MakeWindow = Callable[..., MainWindow]


def drop(hands: Hands, payload: str, spot: QPointF) -> str:
    """Drops an operator from the palette and returns the new node's id."""
    mime = QMimeData()
    mime.setData(OPERATOR_MIME, payload.encode())
    place = QPointF(hands.place(spot))
    viewport = hands.view.viewport()
    for event in (
        QDragEnterEvent(
            place.toPoint(), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Modifier.NoModifier
        ),
        QDropEvent(place, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Modifier.NoModifier),
    ):
        QApplication.sendEvent(viewport, event)
        assert event.isAccepted()
    hands.document.settle()
    (id,) = hands.document.selection.nodes
    return id


def name(hands: Hands, label: str) -> None:
    """Names the selected node by F2."""
    hands.view.setFocus()
    hands.key(Key.Key_F2)
    hands.type(label)
    hands.key(Key.Key_Return)


def draw_product(hands: Hands) -> None:
    """f = (x + y)·z: inputs and the sum dropped from the palette, the product typed at the pointer."""
    for label, y in (("x", -160.0), ("y", -40.0), ("z", 96.0)):
        drop(hands, "input", QPointF(-260.0, y))
        name(hands, label)
    drop(hands, "add", QPointF(-40.0, -96.0))
    name(hands, "q")
    hands.drag(hands.output("x"), hands.input("q", 0))
    hands.drag(hands.output("y"), hands.input("q", 1))
    hands.double_click(hands.place(QPointF(160.0, 0.0)))
    hands.type("mul")
    hands.key(Key.Key_Return)
    name(hands, "f")
    hands.drag(hands.output("q"), hands.input("f", 0))
    hands.drag(hands.output("z"), hands.input("f", 1))


def type_value(hands: Hands, label: str, value: str) -> None:
    hands.click(hands.body(label))
    hands.type(value)
    hands.key(Key.Key_Return)


def test_draw_wire_type_run_read_save_reopen_and_undo_everything(
    make_window: MakeWindow, answers: Answers, tmp_path: Path
) -> None:
    window = make_window(Circuit())
    hands = Hands(window.view)
    window.view.zoom_reset()
    draw_product(hands)
    for label, value in (("x", "-2"), ("y", "5"), ("z", "-4")):
        type_value(hands, label, value)
    assert hands.refusals == []

    assert hands.labels("x", "q", 0) == ("−2.00", "−4.00")
    assert hands.labels("y", "q", 1) == ("5.00", "−4.00")
    assert hands.labels("q", "f", 0) == ("3.00", "−4.00")
    assert hands.labels("z", "f", 1) == ("−4.00", "3.00")
    looks = {label: window.view.canvas.node_items[hands.id(label)].look for label in "xyzf"}
    assert [looks[label].effect for label in "xyz"] == ["lowers", "lowers", "raises"]
    assert (looks["f"].value, looks["f"].gradient) == ("−12.0", "1.00")
    assert window.formula_bar.field.text() == "q = x + y; f = q*z"
    assert window.isWindowModified()

    answers.path = tmp_path / "product.cgrad"
    QTest.keyClick(window.view, Key.Key_S, Modifier.ControlModifier)
    assert not window.isWindowModified()
    saved = cg.load(answers.path)
    assert saved == window.document.circuit
    assert cg.run(saved).gradients == {"x": -4.0, "y": -4.0, "z": 3.0}

    again = make_window(cg.load(answers.path), path=answers.path)
    there = Hands(again.view)
    assert there.labels("q", "f", 0) == ("3.00", "−4.00")

    drawn = window.document.circuit.fragment()
    hands.undo_all()
    assert len(window.document.circuit) == 0
    assert window.view.canvas.node_items == {}
    hands.redo_all()
    assert window.document.circuit.fragment() == drawn


def test_forward_then_backward_by_their_keys(make_window: MakeWindow) -> None:
    window = make_window()
    hands = Hands(window.view)
    window.document.live = False
    type_value(hands, "w0", "1")
    assert window.document.passes is Passes.NONE
    assert hands.labels("w0", "w0x0", 0) == ("", "")
    QTest.keyClick(window.view, Key.Key_F5)
    assert hands.labels("w0", "w0x0", 0) == ("1.00", "")
    assert window.view.canvas.node_items["w0"].look.effect is None
    QTest.keyClick(window.view, Key.Key_F6)
    value, gradient = hands.labels("w0", "w0x0", 0)
    assert value == "1.00"
    assert gradient.startswith("−0.1")
    assert window.view.canvas.node_items["w0"].look.effect == "lowers"


def test_a_strangers_formula_becomes_a_tidy_circuit_with_one_undo(make_window: MakeWindow) -> None:
    window = make_window(Circuit())
    field = window.formula_bar.field
    field.setFocus()
    QTest.keyClicks(field, "2*(max(z,w) + x*y)")
    QTest.keyClick(field, Key.Key_Return)
    window.document.settle()
    circuit = window.document.circuit
    assert {node.label for node in circuit.inputs()} == {"x", "y", "z", "w"}
    hands = Hands(window.view)
    for label, value in (("x", "3"), ("y", "-4"), ("z", "2"), ("w", "-1")):
        type_value(hands, label, value)
    run = window.document.run
    assert run is not None
    assert run.value == -20.0
    assert run.gradients == {"z": 2.0, "w": 0.0, "x": -8.0, "y": 6.0}
    assert window.formula_bar.field.text() == "2*(max(z, w) + x*y)"
    for _ in range(5):
        QTest.keyClick(window.view, Key.Key_Z, Modifier.ControlModifier)
    assert len(window.document.circuit) == 0


def test_undo_in_a_text_field_never_reaches_the_circuit(make_window: MakeWindow) -> None:
    window = make_window()
    hands = Hands(window.view)
    type_value(hands, "w0", "7")
    field = window.formula_bar.field
    field.setFocus()
    QTest.keyClicks(field, "abc")
    for _ in range(6):
        QTest.keyClick(field, Key.Key_Z, Modifier.ControlModifier)
    assert window.document.circuit.find("w0").value == 7.0
