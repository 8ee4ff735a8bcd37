"""Each gesture of the canvas, done with the mouse and taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from circuitgrad.circuit import Fragment, Node, Wire
from circuitgrad.circuit.edits import AddNode
from tests.gui.hands import Hands

Key, Modifier, Button = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton


def fragment(hands: Hands) -> Fragment:
    return hands.document.circuit.fragment()


def assert_one_step(hands: Hands, before: Fragment) -> None:
    """What was done is one step, undo takes it back exactly and redo brings it back exactly."""
    after = fragment(hands)
    assert after != before
    assert hands.document.history.count() == 1
    hands.undo_all()
    assert fragment(hands) == before
    hands.redo_all()
    assert fragment(hands) == after
    assert set(hands.view.canvas.wire_items) == set(hands.document.circuit.wires())
    assert set(hands.view.canvas.node_items) == set(hands.document.circuit.nodes)


def test_numbers_stand_on_every_wire(product: Hands) -> None:
    assert product.labels("x", "q", 0) == ("−2.00", "−4.00")
    assert product.labels("q", "f", 0) == ("3.00", "−4.00")
    assert product.labels("z", "f", 1) == ("−4.00", "3.00")
    stub = product.view.canvas.node_items["f"].look
    assert (stub.value, stub.gradient, stub.is_objective) == ("−12.0", "1.00", True)
    assert [product.view.canvas.node_items[id].look.effect for id in "xyz"] == ["lowers", "lowers", "raises"]


def test_drag_moves_a_node_on_the_grid(product: Hands) -> None:
    before = fragment(product)
    start = product.body("q")
    product.drag(start, start + QPoint(83, 45))
    assert product.document.circuit.node("q").position == (40.0, 0.0)
    assert_one_step(product, before)


def test_shift_drag_moves_off_the_grid(product: Hands) -> None:
    product.click(product.body("q"))
    start = product.body("q")
    product.drag(start, start + QPoint(83, 45), modifiers=Modifier.ShiftModifier)
    assert product.document.circuit.node("q").position == (43.0, -3.0)


def test_escape_cancels_a_drag(product: Hands) -> None:
    before = fragment(product)
    start = product.body("q")
    product.drag(start, start + QPoint(80, 40), release=False)
    assert fragment(product) != before
    product.key(Key.Key_Escape)
    assert fragment(product) == before
    assert product.document.history.count() == 0


def test_dragging_several_selected_nodes_moves_all(product: Hands) -> None:
    before = fragment(product)
    product.click(product.body("x"))
    product.click(product.body("y"), Modifier.ControlModifier)
    start = product.body("x")
    product.drag(start, start + QPoint(0, -40))
    circuit = product.document.circuit
    assert (circuit.node("x").position, circuit.node("y").position) == ((-240.0, -136.0), (-240.0, -40.0))
    assert_one_step(product, before)


def test_box_selects_what_it_touches(product: Hands) -> None:
    product.drag(product.place(QPointF(-330, -140)), product.place(QPointF(-220, 20)))
    assert product.document.selection.nodes == {"x", "y"}
    product.drag(product.place(QPointF(60, -60)), product.place(QPointF(180, 60)), modifiers=Modifier.ShiftModifier)
    assert product.document.selection.nodes == {"x", "y", "f"}
    product.click(product.place(QPointF(300, 250)))
    assert not product.document.selection


def test_wire_from_output_to_input(empty: Hands) -> None:
    empty.document.do(AddNode(Node.new("input", id="x", value=2.0, position=(-160.0, 0.0))), "")
    empty.document.do(AddNode(Node.new("square", id="f", position=(80.0, 0.0))), "")
    empty.document.settle()
    empty.drag(empty.output("x"), empty.input("f", 0))
    assert list(empty.document.circuit.wires()) == [Wire("x", "f", 0)]
    assert empty.labels("x", "f") == ("2.00", "4.00")


def test_wire_from_a_free_input_back_to_an_output(empty: Hands) -> None:
    empty.document.do(AddNode(Node.new("input", id="x", value=2.0, position=(-160.0, 0.0))), "")
    empty.document.do(AddNode(Node.new("square", id="f", position=(80.0, 0.0))), "")
    empty.document.settle()
    empty.drag(empty.input("f", 0), empty.output("x"))
    assert list(empty.document.circuit.wires()) == [Wire("x", "f", 0)]


def test_release_on_a_node_takes_its_first_free_port(product: Hands) -> None:
    before = fragment(product)
    product.drag(product.output("z"), product.body("q") + QPoint(12, 12))
    assert product.document.circuit.source("q", 2) == "z"
    assert_one_step(product, before)


def test_release_on_a_taken_port_replaces(product: Hands) -> None:
    before = fragment(product)
    product.drag(product.output("z"), product.input("q", 1))
    assert product.document.circuit.source("q", 1) == "z"
    assert_one_step(product, before)


def test_a_wire_that_would_close_a_cycle_is_not_drawn(product: Hands) -> None:
    before = fragment(product)
    product.drag(product.output("f"), product.input("q", 0))
    assert fragment(product) == before
    assert product.refusals
    assert "cycle" in product.refusals[0]


def test_nodes_that_cannot_take_the_wire_are_dimmed_while_it_is_drawn(product: Hands) -> None:
    product.drag(product.output("f"), product.place(QPointF(300, 200)), release=False)
    items = product.view.canvas.node_items
    assert items["q"].dimmed
    assert not items["f"].dimmed
    product.key(Key.Key_Escape)
    assert not items["q"].dimmed


def test_a_wires_end_dragged_off_removes_it(product: Hands) -> None:
    before = fragment(product)
    product.drag(product.input("q", 1), product.place(QPointF(-60, 200)))
    assert product.document.circuit.source("q", 1) is None
    assert_one_step(product, before)


def test_a_wires_end_dragged_to_another_port_moves_it(product: Hands) -> None:
    before = fragment(product)
    product.drag(product.input("f", 1), product.input("q", 1))
    circuit = product.document.circuit
    assert (circuit.source("f", 1), circuit.source("q", 1)) == (None, "z")
    assert_one_step(product, before)


def test_control_right_drag_cuts(product: Hands) -> None:
    before = fragment(product)
    product.drag(
        product.place(QPointF(-120, -120)),
        product.place(QPointF(-120, 60)),
        button=Button.RightButton,
        modifiers=Modifier.ControlModifier,
    )
    assert product.document.circuit.incoming("q") == []
    assert product.document.circuit.source("f", 1) == "z"
    assert_one_step(product, before)


def test_a_loose_operator_dropped_on_a_wire_is_inserted(product: Hands) -> None:
    product.document.do(AddNode(Node.new("negate", id="n", position=(48.0, 160.0))), "")
    product.document.history.clear()
    product.document.settle()
    before = fragment(product)
    start = product.body("n")
    product.drag(start, start + QPoint(0, -184))
    circuit = product.document.circuit
    assert (circuit.source("n", 0), circuit.source("f", 0)) == ("q", "n")
    assert_one_step(product, before)


def test_alt_keeps_a_dropped_operator_out_of_the_wire(product: Hands) -> None:
    product.document.do(AddNode(Node.new("negate", id="n", position=(48.0, 160.0))), "")
    product.document.settle()
    start = product.body("n")
    product.drag(start, start + QPoint(0, -184), modifiers=Modifier.AltModifier)
    assert product.document.circuit.incoming("n") == []


def test_dragging_a_number_scrubs_it_as_one_step(product: Hands) -> None:
    before = fragment(product)
    start = product.number("y")
    product.drag(start, start + QPoint(40, 0))
    assert product.document.circuit.node("y").value == pytest.approx(5.2)
    assert product.labels("y", "q", 1)[0] == "5.20"
    assert_one_step(product, before)


def test_wheel_zooms_at_the_pointer(product: Hands) -> None:
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    view = product.view
    place = QPointF(200.0, 150.0)
    before = view.mapToScene(place.toPoint())
    event = QWheelEvent(
        place,
        QPointF(view.viewport().mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, 240),
        Button.NoButton,
        Modifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)
    assert view.zoom == pytest.approx(1.0015**240)
    assert (view.mapToScene(place.toPoint()) - before).manhattanLength() < 3


def test_middle_drag_and_space_drag_pan(product: Hands) -> None:
    view = product.view
    before = view.mapToScene(0, 0)
    product.drag(QPoint(300, 300), QPoint(250, 280), button=Button.MiddleButton)
    moved = view.mapToScene(0, 0)
    assert (moved - before) == QPointF(50, 20)
    QTest.keyPress(view, Key.Key_Space)
    product.drag(QPoint(300, 300), QPoint(350, 320))
    QTest.keyRelease(view, Key.Key_Space)
    assert (view.mapToScene(0, 0) - before).manhattanLength() <= 2
    assert not view.search.isVisible()


def test_no_shortcut_acts_in_the_middle_of_a_drag(product: Hands) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    start = product.body("q")
    product.drag(start, start + QPoint(80, 40), release=False)
    undo = QKeyEvent(QEvent.Type.ShortcutOverride, Key.Key_Z, Modifier.ControlModifier)
    undo.ignore()
    QApplication.sendEvent(product.view, undo)
    assert undo.isAccepted()
    product.key(Key.Key_Escape)
    assert product.document.circuit.node("q").position == (-40.0, -48.0)


def test_opening_another_circuit_in_the_middle_of_a_drag_leaves_both_whole(product: Hands) -> None:
    from circuitgrad.circuit import Circuit

    first, other = product.document.circuit, Circuit()
    before = first.fragment()
    start = product.body("q")
    product.drag(start, start + QPoint(80, 40), release=False)
    product.document.open(other)
    assert first.fragment() == before
    assert len(other) == 0
