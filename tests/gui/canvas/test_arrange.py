"""Align and distribute: from the menu, by key, one step each, animated where animations are on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit, Fragment, Node
from circuitgrad.gui.actions import BY_KEY
from circuitgrad.gui.canvas.arranging import Edge, aligned
from circuitgrad.layout.geometry import Rect
from tests.gui.conftest import MakeWindow
from tests.gui.hands import Hands

CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
NODES = (
    Node.new("input", id="x", name="x", value=1.0, position=(-200.0, -64.0)),  # 96 wide, 40 high
    Node.new("exp", id="e", position=(0.0, 0.0)),  # 48 by 48
    Node.new("add", id="s", position=(40.0, 104.0)),  # 48 by 60
)


def circuit() -> Circuit:
    return Circuit(Fragment(NODES))


@pytest.fixture
def three(open_canvas: Callable[[Circuit], Hands]) -> Hands:
    """A canvas on an input and two operators, all selected."""
    hands = open_canvas(circuit())
    hands.document.select(["x", "e", "s"])
    return hands


def places(hands: Hands) -> dict[str, tuple[float, float]]:
    return {id: node.position for id, node in hands.document.circuit.nodes.items()}


@pytest.mark.parametrize(
    ("edge", "expected"),
    [
        (Edge.LEFT, {"x": (-200.0, -64.0), "e": (-224.0, 0.0), "s": (-224.0, 104.0)}),
        (Edge.CENTRE, {"x": (-92.0, -64.0), "e": (-92.0, 0.0), "s": (-92.0, 104.0)}),
        (Edge.RIGHT, {"x": (16.0, -64.0), "e": (40.0, 0.0), "s": (40.0, 104.0)}),
        (Edge.TOP, {"x": (-200.0, -64.0), "e": (0.0, -60.0), "s": (40.0, -54.0)}),
        (Edge.MIDDLE, {"x": (-200.0, 25.0), "e": (0.0, 25.0), "s": (40.0, 25.0)}),
        (Edge.BOTTOM, {"x": (-200.0, 114.0), "e": (0.0, 110.0), "s": (40.0, 104.0)}),
    ],
)
def test_align(three: Hands, edge: Edge, expected: dict[str, tuple[float, float]]) -> None:
    before = three.fragment()
    three.view.align(edge)
    three.document.settle()
    assert places(three) == expected
    three.assert_one_step(before)


def test_distribute_down_makes_the_gaps_alike(three: Hands) -> None:
    before = three.fragment()
    three.view.distribute(across=False)
    three.document.settle()
    assert places(three)["e"] == (0.0, 15.0)  # −44 + gap … −9 … 39 … 74: gaps of 35
    assert (places(three)["x"], places(three)["s"]) == ((-200.0, -64.0), (40.0, 104.0))
    three.assert_one_step(before)


def test_distribute_across_makes_the_gaps_alike(three: Hands) -> None:
    three.view.distribute(across=True)
    assert places(three)["e"] == (-68.0, 0.0)


def test_what_is_in_line_already_is_no_step(three: Hands) -> None:
    three.view.align(Edge.LEFT)
    three.view.align(Edge.LEFT)
    assert three.document.history.count() == 1


def test_nothing_selected_does_nothing(three: Hands) -> None:
    three.document.select()
    three.view.align(Edge.LEFT)
    three.view.distribute(across=True)
    assert three.document.history.count() == 0
    assert aligned({}, Edge.LEFT) == {}


def test_one_node_stays_where_it_is() -> None:
    body = Rect(3.0, 5.0, 51.0, 53.0)
    assert {aligned({"a": body}, edge)["a"] for edge in Edge} == {(27.0, 29.0)}


@pytest.mark.parametrize(
    ("key", "modifiers", "action"),
    [
        (Qt.Key.Key_Left, CONTROL_SHIFT, "align_left"),
        (Qt.Key.Key_Right, CONTROL_SHIFT, "align_right"),
        (Qt.Key.Key_Up, CONTROL_SHIFT, "align_top"),
        (Qt.Key.Key_Down, CONTROL_SHIFT, "align_bottom"),
        (Qt.Key.Key_C, CONTROL_SHIFT, "align_centre"),
        (Qt.Key.Key_M, CONTROL_SHIFT, "align_middle"),
        (Qt.Key.Key_H, ALT_SHIFT, "distribute_across"),
        (Qt.Key.Key_V, ALT_SHIFT, "distribute_down"),
    ],
)
def test_by_menu_and_by_key(make_window: MakeWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier, action: str) -> None:
    window = make_window(circuit())
    entry = window.menus.actions[action]
    assert not entry.isEnabled()
    assert entry in window.menus.menus["arrange"].actions()
    window.document.select(["x", "e", "s"])
    assert entry.isEnabled()
    before = window.document.circuit.fragment()
    QTest.keyClick(window.view, key, modifiers)
    by_key = window.document.circuit.fragment()
    assert by_key != before
    assert window.document.history.count() == 1
    window.document.history.undo()
    assert window.document.circuit.fragment() == before
    entry.trigger()
    assert window.document.circuit.fragment() == by_key
    assert BY_KEY[action].tip


def test_nodes_glide_to_their_places(three: Hands, qtbot: QtBot) -> None:
    three.view.animations = True
    three.view.align(Edge.LEFT)
    item = three.view.canvas.node_items["s"]
    assert three.document.circuit.node("s").position == (-224.0, 104.0)
    qtbot.waitUntil(lambda: item.pos().x() == -224.0)
