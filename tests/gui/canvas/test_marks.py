"""Bypass, pins and reroute dots by hand: keys, menu entries, gestures; each one step, and seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from circuitgrad.circuit import Circuit, Fragment, Node, Wire
from circuitgrad.circuit.compose import set_bypassed
from circuitgrad.gui.canvas.hover import node_hover_text
from circuitgrad.gui.canvas.node_menu import fill_menu
from circuitgrad.gui.canvas.spoken import spoken_node
from circuitgrad.gui.panels.chain_rule import term_of
from circuitgrad.gui.theme import DARK, LIGHT, Theme
from circuitgrad.layout.geometry import DOT_SIDE
from tests.gui.conftest import MakeWindow
from tests.gui.hands import Hands

Key, Modifier, Button = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton
NODES = (
    Node.new("input", id="x", value=3.0, position=(-240.0, -64.0)),
    Node.new("input", id="y", value=2.0, position=(-240.0, 64.0)),
    Node.new("mul", id="p", position=(0.0, 0.0)),
    Node.new("square", id="f", name="f", position=(160.0, 0.0)),
)
WIRES = (Wire("x", "p", 0), Wire("y", "p", 1), Wire("p", "f", 0))


def circuit() -> Circuit:
    return Circuit(Fragment(NODES, WIRES))


@pytest.fixture
def hands(make_window: MakeWindow) -> Hands:
    """A window on f = (x·y)² at 3 and 2."""
    window = make_window(circuit())
    window.view.zoom_reset()
    return Hands(window.view)


def dots(hands: Hands) -> list[Node]:
    return [node for node in hands.document.circuit.nodes.values() if node.record.dot]


def value(hands: Hands) -> float:
    hands.document.settle()
    run = hands.document.run
    assert run is not None
    return run.value


# Bypass


def test_m_bypasses_and_m_again_ends_it(hands: Hands) -> None:
    before = hands.fragment()
    hands.click(hands.body("p"))
    hands.key(Key.Key_M)
    assert hands.document.circuit.node("p").bypassed
    assert value(hands) == 9.0
    assert hands.labels("y", "p", 1) == ("2.00", "0")
    assert hands.labels("x", "p", 0) == ("3.00", "6.00")
    hands.assert_one_step(before)
    hands.key(Key.Key_M)
    assert hands.fragment() == before
    assert value(hands) == 36.0
    assert [hands.document.history.text(step) for step in (0, 1)] == ["Bypass", "End bypass"]


def test_m_on_several_bypasses_all_before_it_ends_any(hands: Hands) -> None:
    hands.document.do(set_bypassed(hands.document.circuit, ["p"], True), "Bypass")
    hands.document.select(["x", "p", "f"])
    hands.key(Key.Key_M)
    assert [node.bypassed for node in hands.document.circuit.nodes.values()] == [False, False, True, True]
    hands.key(Key.Key_M)
    assert not any(node.bypassed for node in hands.document.circuit.nodes.values())


def test_m_on_inputs_alone_does_nothing(hands: Hands) -> None:
    hands.document.select(["x", "y"])
    hands.key(Key.Key_M)
    assert hands.document.history.count() == 0


def test_a_bypassed_node_that_loses_its_first_input_says_so(hands: Hands) -> None:
    hands.document.do(set_bypassed(hands.document.circuit, ["p"], True), "Bypass")
    hands.document.select((), [Wire("x", "p", 0)])
    hands.key(Key.Key_Delete)
    assert hands.document.run is not None
    assert any("is bypassed and has no first input" in problem.sentence for problem in hands.document.run.problems)
    assert hands.view.canvas.node_items["p"].look.troubled


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_bypassed_node_is_dim_and_its_wire_runs_through(
    open_canvas: Callable[[Circuit], Hands], theme: Theme
) -> None:
    hands = open_canvas(circuit())
    hands.view.set_theme(theme)
    plain = _picture(hands)
    hands.document.do(set_bypassed(hands.document.circuit, ["p"], True), "Bypass")
    hands.document.settle()
    dimmed = _picture(hands)
    item = hands.view.canvas.node_items["p"]
    edge = hands.place(item.mapToScene(QPointF(0.0, item.body.bottom())))
    ground = QColor(theme.canvas)
    assert _distance(dimmed.pixelColor(edge), ground) < _distance(plain.pixelColor(edge), ground)
    quarter = item.mapToScene(item.input_spot(0) * 0.5 + item.output_spot() * 0.5)
    near = [hands.place(quarter + QPointF(dx, dy)) for dx in (-2, 0, 2) for dy in (-3, -2, -1, 0, 1, 2, 3)]
    assert any(_distance(dimmed.pixelColor(place), QColor(theme.wire)) < 30 for place in near)
    assert not any(_distance(plain.pixelColor(place), QColor(theme.wire)) < 30 for place in near)


def _picture(hands: Hands) -> QImage:
    return hands.view.grab().toImage()


def _distance(one: QColor, other: QColor) -> int:
    return abs(one.red() - other.red()) + abs(one.green() - other.green()) + abs(one.blue() - other.blue())


def test_what_is_said_of_a_bypassed_node(hands: Hands) -> None:
    hands.document.select(["p"])
    hands.view.toggle_bypass()
    hands.view.toggle_pin()
    hands.document.settle()
    node, run = hands.document.circuit.node("p"), hands.document.run
    assert node_hover_text(hands.view.canvas, node).startswith("p · multiply · bypassed · pinned")
    assert spoken_node(hands.document.circuit, node, run, 3).startswith("multiply, bypassed, pinned, value 3.00")
    terms = [term_of(hands.document.circuit, run, wire) for wire in WIRES[:2]]
    assert [(term.formula, term.local, term.gradient) for term in terms] == [("1", 1.0, 6.0), ("0", 0.0, 0.0)]


# Pins


def test_p_pins_and_unpins(hands: Hands) -> None:
    before = hands.fragment()
    hands.document.select(["x", "p"])
    hands.key(Key.Key_P)
    assert [node.pinned for node in hands.document.circuit.nodes.values()] == [True, False, True, False]
    hands.assert_one_step(before)
    hands.document.select(["x", "p", "f"])
    hands.key(Key.Key_P)
    assert all(hands.document.circuit.node(id).pinned for id in "xpf")
    hands.key(Key.Key_P)
    assert hands.fragment() == before
    assert [hands.document.history.text(step) for step in range(3)] == ["Pin", "Pin", "Unpin"]


def test_tidying_moves_all_but_what_is_pinned_and_twice_is_as_once(hands: Hands) -> None:
    hands.document.select(["p"])
    hands.key(Key.Key_P)
    hands.document.select()
    before = hands.fragment()
    places = {id: node.position for id, node in hands.document.circuit.nodes.items()}
    hands.key(Key.Key_L)
    tidied = {id: node.position for id, node in hands.document.circuit.nodes.items()}
    assert tidied["p"] == places["p"]
    assert tidied != places
    hands.document.history.undo()
    assert hands.fragment() == before
    hands.document.history.redo()
    hands.key(Key.Key_L)
    assert {id: node.position for id, node in hands.document.circuit.nodes.items()} == tidied


def test_a_pin_computes_nothing_anew(hands: Hands) -> None:
    run = hands.document.run
    hands.document.select(["p"])
    hands.key(Key.Key_P)
    assert hands.document.run is run


def test_a_pin_can_be_seen(open_canvas: Callable[[Circuit], Hands]) -> None:
    hands = open_canvas(circuit())
    plain = _picture(hands)
    hands.document.select(["p", "x"])
    hands.view.toggle_pin()
    hands.document.select()
    hands.document.settle()
    pinned = _picture(hands)
    for id in ("p", "x"):
        item = hands.view.canvas.node_items[id]
        corner = hands.place(item.mapToScene(item.body.topRight()))
        changed = [
            pinned.pixelColor(place) != plain.pixelColor(place)
            for place in (corner + QPoint(dx, dy) for dx in range(-8, 9) for dy in range(-8, 9))
        ]
        assert 20 < sum(changed) < 150, "small and quiet"


# Reroute dots


def test_a_double_click_on_a_wire_puts_a_dot_there(hands: Hands) -> None:
    before, expected = hands.fragment(), value(hands)
    way = hands.view.canvas.wire_items[WIRES[0]].way
    hands.double_click(hands.place(QPointF(*way.at(0.4))))
    (dot,) = dots(hands)
    assert hands.document.circuit.incoming(dot.id) == [Wire("x", dot.id, 0)]
    assert hands.document.circuit.source("p", 0) == dot.id
    assert (QPointF(*dot.position) - QPointF(*way.at(0.4))).manhattanLength() < 10.0
    assert hands.document.selection.nodes == {dot.id}
    assert value(hands) == expected
    hands.assert_one_step(before)


def test_the_menu_entry_puts_dots_into_the_selected_wires(hands: Hands) -> None:
    before = hands.fragment()
    entry = hands.view.window().menus.actions["insert_dot"]  # type: ignore[attr-defined]
    assert not entry.isEnabled()
    hands.document.select((), WIRES[:2])
    assert entry.isEnabled()
    entry.trigger()
    assert len(dots(hands)) == 2
    hands.assert_one_step(before)


def test_shift_and_right_drag_puts_a_dot_where_each_wire_is_crossed(hands: Hands) -> None:
    before = hands.fragment()
    hands.drag(
        hands.place(QPointF(-110.0, -120.0)),
        hands.place(QPointF(-110.0, 120.0)),
        button=Button.RightButton,
        modifiers=Modifier.ShiftModifier,
    )
    assert sorted(hands.document.circuit.incoming(dot.id)[0].source for dot in dots(hands)) == ["x", "y"]
    assert all(abs(dot.position[0] + 110.0) < 12.0 for dot in dots(hands))
    assert value(hands) == 36.0
    hands.assert_one_step(before)


def test_wires_from_one_node_share_a_dot(open_canvas: Callable[[Circuit], Hands]) -> None:
    nodes = (NODES[0], *(Node.new("exp", id=id, position=(0.0, y)) for id, y in (("a", -80.0), ("b", 16.0))))
    hands = open_canvas(Circuit(Fragment(nodes, (Wire("x", "a", 0), Wire("x", "b", 0)))))
    hands.drag(
        hands.place(QPointF(-90.0, -160.0)),
        hands.place(QPointF(-90.0, 120.0)),
        button=Button.RightButton,
        modifiers=Modifier.ShiftModifier,
    )
    (dot,) = dots(hands)
    assert hands.document.circuit.outgoing(dot.id) == [Wire(dot.id, "a", 0), Wire(dot.id, "b", 0)]


def test_escape_gives_up_the_line_across_wires(hands: Hands) -> None:
    before = hands.fragment()
    end = hands.place(QPointF(-110.0, 120.0))
    hands.drag(
        hands.place(QPointF(-110.0, -120.0)), end,
        button=Button.RightButton, modifiers=Modifier.ShiftModifier, release=False,
    )  # fmt: skip
    assert hands.view.canvas.wire_items[WIRES[0]].selected
    hands.key(Key.Key_Escape)
    hands.release(end, Button.RightButton, Modifier.ShiftModifier)
    assert hands.fragment() == before
    assert not hands.view.canvas.wire_items[WIRES[0]].selected


def test_a_dot_is_dragged_by_itself_and_wires_are_drawn_from_beside_it(hands: Hands) -> None:
    hands.document.select((), [WIRES[2]])
    hands.view.insert_dots()
    hands.document.settle()
    (dot,) = dots(hands)
    item = hands.view.canvas.node_items[dot.id]
    assert (item.body.width(), item.body.height()) == (DOT_SIDE, DOT_SIDE)
    start = hands.place(item.scenePos())
    hands.drag(start, start + QPoint(0, 80))
    moved = hands.document.circuit.node(dot.id).position
    assert abs(moved[0] - dot.position[0]) + abs(moved[1] - dot.position[1] - 80.0) < 8.0, "but for snapping"
    beside = hands.place(QPointF(moved[0] + 12.0, moved[1]))
    hands.drag(beside, beside + QPoint(60, 90), modifiers=Modifier.AltModifier)
    assert hands.document.circuit.node(dot.id).position == moved, "that was a wire, dropped"
    assert len(hands.document.circuit) == 5


def test_a_dot_goes_with_delete_and_reconnect(hands: Hands) -> None:
    before = set(hands.document.circuit.wires())
    hands.document.select((), [WIRES[2]])
    hands.view.insert_dots()
    hands.document.settle()
    hands.key(Key.Key_Delete, Modifier.ControlModifier)
    assert set(hands.document.circuit.wires()) == before
    assert not dots(hands)


def test_a_dot_is_small_round_and_without_words(open_canvas: Callable[[Circuit], Hands]) -> None:
    hands = open_canvas(circuit())
    hands.document.select((), [WIRES[0]])
    hands.view.insert_dots()
    hands.document.select()
    hands.document.settle()
    (dot,) = dots(hands)
    picture = _picture(hands)
    middle = hands.place(QPointF(*dot.position))
    assert picture.pixelColor(middle) == QColor(LIGHT.wire)
    assert picture.pixelColor(middle + QPoint(0, 8)) != QColor(LIGHT.wire)
    assert hands.labels("x", dot.label) == ("3.00", "24.0")
    assert hands.labels(dot.label, "p") == ("3.00", "24.0")


# The menu of what is under the pointer


def test_the_menu_of_a_node_shows_and_changes_bypass_and_pin(hands: Hands) -> None:
    hands.document.select(["p"])
    menu = QMenu()
    fill_menu(menu, hands.view)
    entries = {action.text(): action for action in menu.actions()}
    assert not entries["Bypassed"].isChecked()
    entries["Bypassed"].trigger()
    entries["Pinned"].trigger()
    again = QMenu()
    fill_menu(again, hands.view)
    assert {action.text() for action in again.actions() if action.isChecked()} >= {"Bypassed", "Pinned"}
    hands.document.select(["x"])
    leaf = QMenu()
    fill_menu(leaf, hands.view)
    assert "Bypassed" not in {action.text() for action in leaf.actions()}


def test_shift_with_the_right_button_opens_no_menu(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr("circuitgrad.gui.canvas.node_menu.open_menu", lambda *_: opened.append(1))
    place = hands.place(QPointF(300.0, 200.0))
    QTest.mouseClick(hands.view.viewport(), Button.RightButton, Modifier.ShiftModifier, place)
    QApplication.processEvents()
    assert not opened
    assert hands.document.history.count() == 0


def test_the_menu_of_inputs_holds_and_releases_them(hands: Hands) -> None:
    hands.document.select(["x"])
    for held in (False, True, False):
        menu = QMenu()
        fill_menu(menu, hands.view)
        (entry,) = [action for action in menu.actions() if action.text() == "Held"]
        assert entry.isChecked() is held
        entry.trigger()
