"""Wires drawn, led elsewhere, cut and filled by the mouse, and found and drawn by W."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from circuitgrad.circuit import Node, Wire
from circuitgrad.circuit.compose import replace_operator
from circuitgrad.circuit.edits import AddNode
from circuitgrad.gui.mime import OPERATOR_MIME
from tests.gui.hands import Hands

Key, Modifier, Button = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton
INTO = Wire("q", "f", 0)


def add_free(hands: Hands, operator: str, id: str, x: float, y: float) -> None:
    """Adds a node without a step in the history."""
    hands.document.do(AddNode(Node.new(operator, id=id, position=(x, y))), "")
    hands.document.history.clear()
    hands.document.settle()


# The mouse


def test_a_click_on_a_port_is_no_wire(product: Hands) -> None:
    product.click(product.output("f") + QPoint(8, 0))
    assert not product.view.search.isVisible()
    assert product.document.selection.nodes == {"f"}
    product.click(product.input("q", 1) - QPoint(6, 0))
    assert product.document.circuit.source("q", 1) == "y"
    assert product.document.history.count() == 0


def test_a_release_on_a_full_node_replaces_at_its_nearest_port_which_is_lit_before(product: Hands) -> None:
    product.document.do(replace_operator(product.document.circuit, "f", "divide"), "")
    product.document.history.clear()
    product.document.settle()
    before = product.fragment()
    item = product.view.canvas.node_items["f"]
    for port in (0, 1):
        spot = QPointF(4.0, item.input_spot(port).y())
        product.drag(product.output("y"), product.place(item.mapToScene(spot)), release=False)
        assert item.lit_port == port
        product.release(product.place(item.mapToScene(spot)))
        assert product.document.circuit.source("f", port) == "y"
        product.undo_all()
    assert product.fragment() == before


def test_an_input_takes_no_wire_and_says_so(product: Hands) -> None:
    before = product.fragment()
    product.drag(product.output("q"), product.body("x"), release=False)
    assert "takes no wire" in product.view.reason.text()
    product.release(product.body("x"))
    assert product.fragment() == before
    assert "takes no wire" in product.refusals[0]
    way = product.view.canvas.wire_items[INTO].way
    product.drag(product.place(QPointF(*way.at(0.85))), product.body("x"))
    assert product.fragment() == before, "nor is a wire lost there whose end is led elsewhere"


def test_the_source_end_of_a_wire_is_led_to_another_node(product: Hands) -> None:
    before = product.fragment()
    way = product.view.canvas.wire_items[Wire("y", "q", 1)].way
    product.drag(product.place(QPointF(*way.at(0.2))), product.output("z"))
    assert product.document.circuit.source("q", 1) == "z"
    product.assert_one_step(before)


def test_the_source_end_released_on_the_empty_canvas_removes_the_wire(product: Hands) -> None:
    before = product.fragment()
    way = product.view.canvas.wire_items[Wire("y", "q", 1)].way
    product.drag(product.place(QPointF(*way.at(0.2))), product.place(QPointF(40.0, 200.0)))
    assert product.document.circuit.source("q", 1) is None
    assert not product.view.search.isVisible()
    product.assert_one_step(before)


def test_a_wires_middle_cannot_be_dragged_away(product: Hands) -> None:
    before = product.fragment()
    way = product.view.canvas.wire_items[Wire("z", "f", 1)].way
    product.drag(product.place(QPointF(*way.at(0.5))), product.place(QPointF(40.0, 250.0)))
    assert product.fragment() == before
    assert product.document.selection.wires == {Wire("z", "f", 1)}


def test_a_bent_cut_cuts_only_what_it_crosses(product: Hands) -> None:
    product.document.settle()
    corners = [QPointF(-170.0, -140.0), QPointF(-170.0, -20.0), QPointF(-100.0, 200.0)]
    places = [product.place(corner) for corner in corners]
    viewport = product.view.viewport()
    QTest.mousePress(viewport, Button.RightButton, Modifier.ControlModifier, places[0])
    for place in places[1:]:
        product.move_to(place, Button.RightButton, Modifier.ControlModifier)
    crossed = {wire for wire, item in product.view.canvas.wire_items.items() if item.cut}
    product.release(places[-1], Button.RightButton, Modifier.ControlModifier)
    assert crossed
    assert INTO not in crossed
    assert set(product.document.circuit.wires()) == {*product.fragment().wires}
    assert not crossed & set(product.document.circuit.wires())


def test_why_a_wire_cannot_be_stands_beside_the_pointer(product: Hands) -> None:
    product.drag(product.output("f"), product.body("q") + QPoint(12, 12), release=False)
    assert product.view.reason.isVisible()
    assert "cycle" in product.view.reason.text()
    product.key(Key.Key_Escape)
    assert not product.view.reason.isVisible()


def test_escape_in_the_search_box_just_drops_the_wire(product: Hands) -> None:
    product.drag(product.output("f"), product.place(QPointF(320, 120)))
    assert product.view.search.isVisible()
    product.key(Key.Key_Escape)
    assert not product.view.search.isVisible()
    assert product.document.history.count() == 0
    assert product.view.hasFocus()


def test_released_from_an_input_the_search_box_feeds_it(product: Hands) -> None:
    add_free(product, "exp", "e", 40.0, 160.0)
    before = product.fragment()
    product.drag(product.input("e", 0), product.place(QPointF(-60.0, 220.0)))
    assert product.view.search.isVisible()
    product.type("input")
    product.key(Key.Key_Return)
    source = product.document.circuit.source("e", 0)
    assert source is not None
    assert product.document.circuit.node(source).is_leaf
    product.assert_one_step(before)


def test_no_highlight_stays_behind(product: Hands) -> None:
    product.move_to(product.body("q"), Button.NoButton)
    items = product.view.canvas.node_items
    assert items["q"].hovered
    product.drag(product.output("z"), product.input("q", 2))
    product.view.pointer.leave()
    assert not any(item.hovered or item.lit_port is not None for item in items.values())


# From the palette onto a wire


def carry(hands: Hands, payload: str, spot: QPointF, modifiers: Qt.KeyboardModifier = Modifier.NoModifier) -> QMimeData:
    """Holds an operator over the canvas."""
    mime = QMimeData()
    mime.setData(OPERATOR_MIME, payload.encode())
    place = hands.place(spot)
    for kind in (QDragEnterEvent, QDragMoveEvent):
        event = kind(place, Qt.DropAction.CopyAction, mime, Button.LeftButton, modifiers)
        QApplication.sendEvent(hands.view.viewport(), event)
        assert event.isAccepted()
    return mime


def let_go(hands: Hands, mime: QMimeData, spot: QPointF, modifiers: Qt.KeyboardModifier = Modifier.NoModifier) -> None:
    place = QPointF(hands.place(spot))
    event = QDropEvent(place, Qt.DropAction.CopyAction, mime, Button.LeftButton, modifiers)
    QApplication.sendEvent(hands.view.viewport(), event)
    hands.document.settle()


def on_wire(hands: Hands) -> QPointF:
    return QPointF(*hands.view.canvas.wire_items[INTO].way.at(0.5))


def test_an_operator_from_the_palette_goes_into_the_wire_that_lights_up(product: Hands) -> None:
    before, spot = product.fragment(), on_wire(product)
    mime = carry(product, "negate", spot)
    assert product.view.canvas.wire_items[INTO].hovered
    let_go(product, mime, spot)
    circuit = product.document.circuit
    (new,) = product.document.selection.nodes
    assert (circuit.source(new, 0), circuit.source("f", 0)) == ("q", new)
    product.assert_one_step(before)


def test_with_alt_it_is_just_added(product: Hands) -> None:
    spot = on_wire(product)
    mime = carry(product, "negate", spot, Modifier.AltModifier)
    assert not product.view.canvas.wire_items[INTO].hovered
    let_go(product, mime, spot, Modifier.AltModifier)
    assert product.document.circuit.source("f", 0) == "q"
    assert len(product.document.circuit) == 6


def test_an_input_is_not_put_into_a_wire(product: Hands) -> None:
    spot = on_wire(product)
    let_go(product, carry(product, "input:data", spot), spot)
    assert product.document.circuit.source("f", 0) == "q"


def test_taken_elsewhere_the_wire_goes_dark(product: Hands) -> None:
    carry(product, "negate", on_wire(product))
    QApplication.sendEvent(product.view.viewport(), QDragLeaveEvent())
    assert not product.view.canvas.wire_items[INTO].hovered


# W


def rows(hands: Hands) -> list[str]:
    box = hands.view.wire_box.list
    return [box.item(row).text() for row in range(box.count())]


def test_w_offers_the_ports_that_can_take_the_wire(product: Hands) -> None:
    before = product.fragment()
    product.click(product.body("z"))
    product.view.connect_selection()
    assert rows(product) == [
        "q: input 3",
        "f: input 3",
        "q: input 1, instead of x",
        "q: input 2, instead of y",
        "f: input 1, instead of q",
    ]
    product.type("q")
    product.key(Key.Key_Down)
    product.key(Key.Key_Return)
    assert product.document.circuit.source("q", 0) == "z"
    product.assert_one_step(before)


def test_w_offers_nothing_that_would_close_a_cycle(product: Hands) -> None:
    product.document.select(["f"])
    product.view.connect_selection()
    assert rows(product) == []
    product.key(Key.Key_Escape)
    assert product.view.hasFocus()


def test_w_wires_several_to_the_one_selected_last(product: Hands) -> None:
    add_free(product, "add", "s", 40.0, 200.0)
    before = product.fragment()
    product.click(product.body("z"))
    product.click(product.body("x"), Modifier.ControlModifier)
    product.click(product.body("s"), Modifier.ControlModifier)
    product.view.connect_selection()
    circuit = product.document.circuit
    assert circuit.incoming("s") == [Wire("x", "s", 0), Wire("z", "s", 1)]
    product.assert_one_step(before)


def test_w_lets_an_input_selected_last_feed_the_others(product: Hands) -> None:
    add_free(product, "exp", "e", 40.0, 200.0)
    add_free(product, "exp", "g", 40.0, 280.0)
    for id in ("e", "g", "y"):
        product.click(product.body(id), Modifier.ControlModifier)
    product.view.connect_selection()
    circuit = product.document.circuit
    assert (circuit.source("e", 0), circuit.source("g", 0)) == ("y", "y")


def test_what_w_cannot_do_is_said_and_leaves_all_as_it_was(product: Hands) -> None:
    before = product.fragment()
    product.click(product.body("x"))
    product.click(product.body("y"), Modifier.ControlModifier)
    product.view.connect_selection()
    assert product.fragment() == before
    assert product.refusals
    assert product.document.history.count() == 0


def test_shift_w_selects_a_wire_which_delete_deletes(product: Hands) -> None:
    before = product.fragment()
    product.click(product.body("q"))
    product.view.choose_wire()
    assert rows(product) == ["x → q: input 1", "y → q: input 2", "q → f: input 1"]
    product.key(Key.Key_Down)
    product.key(Key.Key_Return)
    assert product.document.selection.wires == {Wire("y", "q", 1)}
    product.view.delete_selection()
    product.assert_one_step(before)


@pytest.mark.parametrize("key", [Key.Key_Tab, Key.Key_Space])
def test_what_is_selected_feeds_what_is_added_unless_alt_is_held(product: Hands, key: Qt.Key) -> None:
    before = product.fragment()
    product.document.select(["z", "y"])
    product.key(key)
    assert product.view.search.field.placeholderText() == "Fed by y, z; Alt+Enter: by nothing"
    product.type("add")
    product.key(Key.Key_Return)
    circuit = product.document.circuit
    (new,) = product.document.selection.nodes
    assert circuit.incoming(new) == [Wire("y", new, 0), Wire("z", new, 1)]
    assert circuit.node(new).position[0] > circuit.node("y").position[0]
    product.assert_one_step(before)
    product.document.select(["z", "y"])
    product.key(key)
    product.type("add")
    product.key(Key.Key_Return, Modifier.AltModifier)
    (alone,) = product.document.selection.nodes
    assert circuit.incoming(alone) == []


def test_an_operator_that_cannot_take_all_is_fed_by_none(product: Hands) -> None:
    product.document.select(["x", "y"])
    product.key(Key.Key_Tab)
    product.type("exp")
    product.key(Key.Key_Return)
    (new,) = product.document.selection.nodes
    assert product.document.circuit.incoming(new) == []


@pytest.mark.parametrize("id", ["x", "y", "z", "q"])
def test_the_box_of_wires_covers_no_node_where_there_is_room(product: Hands, id: str) -> None:
    product.view.fit()
    product.document.select([id])
    product.view.connect_selection()
    box = product.view.wire_box
    assert box.isVisible()
    area = product.view.mapToScene(box.geometry()).boundingRect()
    assert product.view.canvas.ids_in(area) == []
    assert product.view.rect().contains(box.geometry())
    product.key(Key.Key_Escape)
