"""Dragging nodes: what they snap to, what they are dropped on, the edge of the view, and Esc in the middle."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.circuit.edits import AddNode, Connect
from circuitgrad.gui.canvas.guides import Guide
from circuitgrad.gui.canvas.move_nodes import MoveNodes
from tests.gui.hands import Hands

Key, Modifier, Button = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton


@pytest.fixture
def loose(open_canvas: Callable[[Circuit], Hands]) -> Hands:
    """Two operators off the grid that nothing is wired to."""
    nodes = Node.new("exp", id="a", position=(-103.0, 37.0)), Node.new("exp", id="b", position=(104.0, -120.0))
    return open_canvas(Circuit(Fragment(nodes)))


def guides(hands: Hands) -> tuple[Guide, ...]:
    gesture = hands.view.pointer.gesture
    assert isinstance(gesture, MoveNodes)
    return gesture.guides


def test_a_node_snaps_to_the_middle_of_another_and_a_line_says_so(loose: Hands) -> None:
    before = loose.fragment()
    start = loose.body("b")
    loose.drag(start, start + QPoint(0, 154), release=False)
    assert loose.document.circuit.node("b").position == (104.0, 37.0)
    assert [(guide.is_level, guide.at) for guide in guides(loose)] == [(True, 37.0)]
    loose.release(start + QPoint(0, 154))
    loose.assert_one_step(before)


def test_where_nothing_is_near_the_grid_counts(loose: Hands) -> None:
    start = loose.body("b")
    loose.drag(start, start + QPoint(30, 62), release=False)
    assert loose.document.circuit.node("b").position == (136.0, -56.0)
    assert guides(loose) == ()
    loose.key(Key.Key_Escape)


def test_a_wire_is_pulled_straight(empty: Hands) -> None:
    empty.document.do(AddNode(Node.new("input", id="x", value=1.0, position=(-160.0, 0.0))), "")
    empty.document.do(AddNode(Node.new("mul", id="m", position=(80.0, 96.0))), "")
    empty.document.do(Connect(Wire("x", "m", 1)), "")
    empty.document.settle()
    start = empty.body("m")
    empty.drag(start, start + QPoint(0, -107))
    item = empty.view.canvas.node_items["m"]
    assert item.mapToScene(item.input_spot(1)).y() == 0.0


def test_gaps_are_made_alike(open_canvas: Callable[[Circuit], Hands]) -> None:
    places = {"a": (-203.0, 0.0), "b": (-60.0, 200.0), "c": (98.0, 0.0)}
    hands = open_canvas(Circuit(Fragment(tuple(Node.new("exp", id=id, position=at) for id, at in places.items()))))
    start = hands.body("b")
    hands.drag(start, start + QPoint(5, -198))
    assert hands.document.circuit.node("b").position == (-52.5, 0.0)


def test_shift_toggles_snapping_while_dragging(loose: Hands) -> None:
    start = loose.body("b")
    loose.drag(start, start + QPoint(3, 155), release=False)
    assert loose.document.circuit.node("b").position == (104.0, 37.0)
    QTest.keyPress(loose.view, Key.Key_Shift)
    assert loose.document.circuit.node("b").position == (107.0, 35.0)
    assert guides(loose) == ()
    QTest.keyRelease(loose.view, Key.Key_Shift)
    assert loose.document.circuit.node("b").position == (104.0, 37.0)
    loose.release(start + QPoint(3, 155))


def test_without_snapping_shift_snaps(loose: Hands) -> None:
    loose.view.snaps = False
    start = loose.body("b")
    loose.drag(start, start + QPoint(3, 155))
    assert loose.document.circuit.node("b").position == (107.0, 35.0)
    start = loose.body("b")
    loose.drag(start, start + QPoint(0, 1), modifiers=Modifier.ShiftModifier, release=False)
    loose.move_to(start + QPoint(0, 4), modifiers=Modifier.ShiftModifier)
    assert loose.document.circuit.node("b").position[1] == 37.0
    loose.key(Key.Key_Escape)


# Into a wire


def add_chain(hands: Hands) -> None:
    for id, x in (("n", -100.0), ("e", 0.0)):
        hands.document.do(AddNode(Node.new("negate" if id == "n" else "exp", id=id, position=(x, 200.0))), "")
    hands.document.do(Connect(Wire("n", "e", 0)), "")
    hands.document.history.clear()
    hands.document.settle()


def test_a_chain_dropped_on_a_wire_goes_into_it(product: Hands) -> None:
    add_chain(product)
    before = product.fragment()
    product.document.select(["n", "e"])
    start = product.body("e")
    over = product.place(QPointF(48.0, -24.0))
    product.drag(start, start + over - product.place(QPointF(0, 200)), release=False)
    assert product.view.canvas.wire_items[Wire("q", "f", 0)].hovered
    product.release(start + over - product.place(QPointF(0, 200)))
    circuit = product.document.circuit
    assert (circuit.source("n", 0), circuit.source("e", 0), circuit.source("f", 0)) == ("q", "n", "e")
    product.assert_one_step(before)


def test_alt_pressed_over_the_wire_lets_it_be(product: Hands) -> None:
    add_chain(product)
    product.document.select(["n", "e"])
    start = product.body("e")
    end = start + product.place(QPointF(48.0, -24.0)) - product.place(QPointF(0, 200))
    product.drag(start, end, release=False)
    QTest.keyPress(product.view, Key.Key_Alt)
    assert not product.view.canvas.wire_items[Wire("q", "f", 0)].hovered
    product.release(end, modifiers=Modifier.AltModifier)
    assert product.document.circuit.source("f", 0) == "q"


def test_wired_nodes_and_inputs_are_not_put_into_a_wire(product: Hands) -> None:
    start = product.body("z")
    product.drag(start, start + product.place(QPointF(-140.0, -30.0)) - product.place(QPointF(-240.0, 96.0)))
    assert product.document.circuit.source("q", 1) == "y"
    assert product.document.circuit.incoming("q") == [Wire("x", "q", 0), Wire("y", "q", 1)]


# The edge of the view


def test_the_view_follows_a_drag_to_its_edge(product: Hands, qtbot: QtBot) -> None:
    view = product.view
    left = view.mapToScene(0, 0).x()
    start = product.body("f")
    edge = QPoint(view.viewport().width() - 4, start.y())
    product.drag(start, edge, release=False)
    qtbot.waitUntil(lambda: view.mapToScene(0, 0).x() > left + 200)
    x = product.document.circuit.node("f").position[0]
    assert abs(view.mapFromScene(QPointF(x, 0)).x() - edge.x()) < 60, "the node stays under the pointer"
    product.move_to(QPoint(edge.x() - 200, edge.y()))
    rests = view.mapToScene(0, 0)
    qtbot.wait(60)
    assert view.mapToScene(0, 0) == rests
    product.release(QPoint(edge.x() - 200, edge.y()))


def test_a_drag_that_starts_at_the_edge_does_not_scroll(product: Hands, qtbot: QtBot) -> None:
    view = product.view
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().value() + view.mapFromScene(136.0, 0).x() - 10)
    corner = view.mapToScene(0, 0)
    start = product.place(product.view.canvas.node_items["f"].mapToScene(QPointF(0, -20)))
    product.drag(start, start + QPoint(0, 40), release=False)
    qtbot.wait(60)
    assert view.mapToScene(0, 0) == corner
    product.key(Key.Key_Escape)


# Esc


def ways_to_drag(hands: Hands) -> dict[str, tuple[QPoint, QPoint, Qt.MouseButton, Qt.KeyboardModifier]]:
    empty_place, left, none = hands.place(QPointF(20.0, 180.0)), Button.LeftButton, Modifier.NoModifier
    return {
        "move": (hands.body("q"), hands.body("q") + QPoint(60, 60), left, none),
        "box": (empty_place, hands.place(QPointF(-300.0, -160.0)), left, none),
        "scrub": (hands.number("y"), hands.number("y") + QPoint(50, 0), left, none),
        "wire": (hands.output("f"), empty_place, left, none),
        "wire's target": (hands.input("f", 1), empty_place, left, none),
        "cut": (
            hands.place(QPointF(-120, -120)),
            hands.place(QPointF(-120, 80)),
            Button.RightButton,
            Modifier.ControlModifier,
        ),
        "pan": (empty_place, empty_place + QPoint(40, 30), Button.MiddleButton, none),
    }


@pytest.mark.parametrize("way", ["move", "box", "scrub", "wire", "wire's target", "cut", "pan"])
def test_escape_in_the_middle_restores(product: Hands, way: str) -> None:
    product.document.select(["x"])
    before = product.fragment()
    start, end, button, modifiers = ways_to_drag(product)[way]
    product.drag(start, end, button=button, modifiers=modifiers, release=False)
    assert product.view.in_gesture
    product.key(Key.Key_Escape)
    assert not product.view.in_gesture
    product.release(end, button, modifiers)
    assert product.fragment() == before
    assert product.document.history.count() == 0
    assert not product.view.search.isVisible()
    scene = product.view.canvas
    assert not any(item.cut or item.hovered for item in scene.wire_items.values())
    assert not any(item.dimmed for item in scene.node_items.values())
    if way == "box":
        assert product.document.selection.nodes == frozenset()  # the press on the empty canvas had cleared it


# Selecting and scrubbing with modifiers


def test_control_click_turns_over_and_shift_click_adds(product: Hands) -> None:
    product.click(product.body("x"))
    product.click(product.body("y"), Modifier.ShiftModifier)
    assert product.document.selection.nodes == {"x", "y"}
    product.click(product.body("x"), Modifier.ShiftModifier)
    assert product.document.selection.nodes == {"x", "y"}
    product.click(product.body("x"), Modifier.ControlModifier)
    assert product.document.selection.nodes == {"y"}
    product.click(product.body("x"), Modifier.ControlModifier)
    assert product.document.selection.nodes == {"x", "y"}


@pytest.mark.parametrize(
    ("modifiers", "expected"),
    [(Modifier.NoModifier, 5.2), (Modifier.ShiftModifier, 5.02), (Modifier.ControlModifier, 7.0)],
)
@pytest.mark.parametrize("selected", [(), ("y",)], ids=["not selected", "selected"])
def test_scrubbing_is_fine_with_shift_and_coarse_with_control(
    product: Hands, modifiers: Qt.KeyboardModifier, expected: float, selected: tuple[str, ...]
) -> None:
    product.document.select(selected)
    before = product.fragment()
    start = product.number("y")
    product.drag(start, start + QPoint(40, 0), modifiers=modifiers)
    assert product.document.circuit.node("y").value == pytest.approx(expected)
    product.assert_one_step(before)
