"""What can do nothing is greyed out, and comes back as soon as it can; what spreads and replaces, by its keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from circuitgrad.circuit import Circuit
from circuitgrad.gui.actions import ACTIONS
from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.needs import Need, met
from circuitgrad.operators import OPERATORS
from tests.gui.conftest import MakeWindow
from tests.gui.hands import Hands

ALT = Qt.KeyboardModifier.AltModifier
OF_NODES = {"cut", "copy", "duplicate", "delete_and_reconnect", "select_upstream", "select_downstream", "delete"}
OF_ONE = {"rename", "choose_objective"}
OF_INPUTS = {"mark_parameter", "mark_data", "mark_constant"}
ALWAYS_CHECKED = OF_NODES | OF_ONE | OF_INPUTS | {"edit_value", "swap_inputs", "replace"}


def enabled(window: MainWindow) -> set[str]:
    """Which of the actions on a selection can be chosen."""
    return {key for key in ALWAYS_CHECKED if window.menus.actions[key].isEnabled()}


def labels(window: MainWindow) -> set[str]:
    circuit = window.document.circuit
    return {circuit.node(id).label for id in window.document.selection.nodes}


def select(window: MainWindow, *names: str) -> None:
    window.document.select(window.document.circuit.find(name).id for name in names)


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    """A window on (a + b) · c with the names of its nodes."""
    from circuitgrad.formats.formula import from_formula

    return make_window(from_formula("s = a + b; f = s * c; g = relu(c)"))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ((), set()),
        (("a",), OF_NODES | OF_ONE | OF_INPUTS | {"edit_value"}),
        (("f",), OF_NODES | OF_ONE | {"swap_inputs", "replace"}),
        (("g",), OF_NODES | OF_ONE | {"replace"}),
        (("g", "f"), OF_NODES | {"swap_inputs"}),
        (("a", "b"), OF_NODES | OF_INPUTS),
    ],
)
def test_what_is_selected_decides(window: MainWindow, names: tuple[str, ...], expected: set[str]) -> None:
    select(window, *names)
    assert enabled(window) == expected


def test_a_selected_wire_can_only_be_deleted(window: MainWindow) -> None:
    window.document.select(wires=[next(window.document.circuit.wires())])
    assert enabled(window) == {"delete"}


def test_an_empty_circuit_greys_out_what_needs_nodes_until_there_is_one(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(Circuit())
    keys = {action.key for action in ACTIONS if action.needs is Need.NODES_IN_CIRCUIT}
    assert {"forward", "backward", "tidy", "export", "select_all"} <= keys
    assert [key for key in keys if window.menus.actions[key].isEnabled()] == []
    window.view.add_operator("input")
    qtbot.waitUntil(lambda: all(window.menus.actions[key].isEnabled() for key in keys))
    window.document.history.undo()
    qtbot.waitUntil(lambda: not any(window.menus.actions[key].isEnabled() for key in keys))
    assert enabled(window) == set()


def test_paste_needs_text_on_the_clipboard(window: MainWindow, qtbot: QtBot) -> None:
    paste = window.menus.actions["paste"]
    QGuiApplication.clipboard().clear()
    qtbot.waitUntil(lambda: not paste.isEnabled())
    QGuiApplication.clipboard().setText("x*y")
    qtbot.waitUntil(paste.isEnabled)


@pytest.mark.parametrize("need", Need)
def test_every_need_can_be_told_and_is_used(window: MainWindow, need: Need) -> None:
    select(window, "f")
    assert met(need, window.document, clipboard=True) in {True, False}
    assert any(action.needs is need for action in ACTIONS)


def test_what_is_greyed_out_is_not_done_by_its_key(window: MainWindow) -> None:
    before = window.document.history.count()
    QTest.keyClick(window.view, Qt.Key.Key_S)
    QTest.keyClick(window.view, Qt.Key.Key_R)
    assert window.document.history.count() == before
    assert not window.view.search.isVisible()


@pytest.mark.parametrize(
    ("key", "start", "expected"),
    [
        (Qt.Key.Key_U, ("f",), {"a", "b", "s", "c", "f"}),
        (Qt.Key.Key_U, ("s",), {"a", "b", "s"}),
        (Qt.Key.Key_D, ("a",), {"a", "s", "f"}),
        (Qt.Key.Key_D, ("a", "c"), {"a", "c", "s", "f", "g"}),
    ],
)
def test_the_selection_spreads(window: MainWindow, key: Qt.Key, start: tuple[str, ...], expected: set[str]) -> None:
    select(window, *start)
    QTest.keyClick(window.view, key, ALT)
    assert labels(window) == expected


def test_r_replaces_the_operator_and_keeps_its_wires(window: MainWindow) -> None:
    select(window, "s")
    before = window.document.circuit.incoming(window.document.circuit.find("s").id)
    hands = Hands(window.view)
    QTest.keyClick(window.view, Qt.Key.Key_R)
    assert window.view.search.isVisible()
    hands.type("maximum")
    hands.key(Qt.Key.Key_Return)
    node = window.document.circuit.find("s")
    assert node.operator == "max"
    assert window.document.circuit.incoming(node.id) == before
    window.document.history.undo()
    assert window.document.circuit.find("s").operator == "add"


def test_only_operators_that_take_the_wires_are_offered(window: MainWindow) -> None:
    select(window, "s")
    QTest.keyClick(window.view, Qt.Key.Key_R)
    rows = window.view.search.list
    offered = {rows.item(row).data(Qt.ItemDataRole.UserRole) for row in range(rows.count())}
    expected = {name for name, each in OPERATORS.items() if not each.is_leaf and each.has_port(1)} - {"add"}
    assert {"mul", "max"} <= expected == offered


def test_after_a_replacement_the_search_box_adds_again(window: MainWindow) -> None:
    hands = Hands(window.view)
    select(window, "s")
    QTest.keyClick(window.view, Qt.Key.Key_R)
    hands.key(Qt.Key.Key_Escape)
    count = len(window.document.circuit)
    window.view.open_search()
    hands.type("tanh")
    hands.key(Qt.Key.Key_Return)
    assert len(window.document.circuit) == count + 1
    assert window.document.circuit.find("s").operator == "add"
