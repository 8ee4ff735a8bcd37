"""Paths on hover: lit after a rest, taken away without flicker, never in the way of hands; real events."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from circuitgrad.gui.lens import Tone
from circuitgrad.gui.main_window import MainWindow
from circuitgrad.gui.understand import follower
from circuitgrad.gui.understand.follower import OWNER
from tests.gui.conftest import MakeWindow
from tests.gui.hands import Hands

REST, FADE, SLACK = 60, 40, 140
"""Shorter than for people, so that no tooltip comes meanwhile."""


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    """A window on the neuron, that waits less than others."""
    made = make_window()
    made.follower.rest.setInterval(REST)
    made.follower.fade.setInterval(FADE)
    return made


def lit(window: MainWindow) -> set[str]:
    circuit, seen = window.document.circuit, window.document.lenses.seen
    assert set(seen.lit_wires.values()) <= {Tone.PATH}
    return {f"{circuit.node(wire.source).label} {circuit.node(wire.target).label}" for wire in seen.lit_wires}


def rest_on(window: MainWindow, label: str, *, lights: bool = True) -> None:
    hands = Hands(window.view)
    hands.point_at(hands.body(label))
    wait_for(lambda: any(each.startswith(f"{label} ") for each in lit(window))) if lights else QTest.qWait(REST + SLACK)


def wait_for(happens: Callable[[], bool]) -> None:
    """Lets the event loop turn until it has happened."""
    for _ in range(500):
        if happens():
            return
        QTest.qWait(10)
    raise AssertionError("it has not happened within 5 s")


def test_resting_on_an_input_lights_its_paths_and_leaving_takes_them_away(window: MainWindow) -> None:
    hands = Hands(window.view)
    window.follower.rest.setInterval(60_000)
    hands.point_at(hands.body("w1"))
    assert window.follower.rest.isActive()
    assert lit(window) == set(), "not before the pointer has rested"
    window.follower.rest.setInterval(REST)
    wait_for(lambda: bool(lit(window)))
    assert lit(window) == {"w1 w1x1", "w1x1 a", "a b", "b neg", "neg e", "e p", "p f"}
    assert window.view.canvas.lens.is_faint(hands.id("w0"))
    hands.point_at(QPoint(5, 5))
    wait_for(lambda: window.document.lenses.of(OWNER) is None)
    assert lit(window) == set()


def test_a_pointer_that_only_passes_lights_nothing(window: MainWindow) -> None:
    hands, puts = Hands(window.view), []
    window.document.lenses.changed.connect(lambda: puts.append(1))
    window.follower.rest.setInterval(60_000)
    for label in ("w0", "x0", "w1", "x1"):
        hands.point_at(hands.body(label))
        assert window.follower.rest.isActive()
    hands.point_at(QPoint(5, 5))
    assert not window.follower.rest.isActive()
    assert puts == []


def test_a_rest_is_long_enough_to_pass_and_shorter_than_a_tooltip_takes() -> None:
    assert 250 <= follower.REST <= 600
    assert 0 < follower.FADE < follower.REST


def test_operators_are_no_inputs(window: MainWindow) -> None:
    rest_on(window, "a", lights=False)
    assert lit(window) == set()


def test_from_one_input_to_the_next_nothing_goes_dark_in_between(window: MainWindow) -> None:
    rest_on(window, "w0")
    seen: list[bool] = []
    window.document.lenses.changed.connect(lambda: seen.append(bool(lit(window))))
    rest_on(window, "x0")
    assert len(seen) <= 2, "the old ones go, the new ones come, and that is all"
    assert "x0 w0x0" in lit(window)


def test_a_drag_takes_the_light_away_at_once(window: MainWindow) -> None:
    hands = Hands(window.view)
    rest_on(window, "w0")
    assert lit(window)
    start = hands.body("w0")
    hands.drag(start, start + QPoint(60, 40), release=False)
    assert lit(window) == set()
    QTest.qWait(REST + SLACK)
    assert lit(window) == set()
    hands.release(start + QPoint(60, 40))


def test_the_keyboard_lights_the_input_that_it_stands_at(window: MainWindow) -> None:
    hands = Hands(window.view)
    hands.click(hands.body("a"))
    hands.point_at(QPoint(5, 5))
    for _ in range(4):
        hands.key(Qt.Key.Key_Left)
        node = window.view.only_node()
        if node is not None and node.is_leaf:
            break
    node = window.view.only_node()
    assert node is not None
    assert node.is_leaf
    wait_for(lambda: any(each.startswith(f"{node.label} ") for each in lit(window)))
    hands.key(Qt.Key.Key_Right)
    wait_for(lambda: lit(window) == set())


def test_a_mouse_click_alone_lights_nothing(window: MainWindow) -> None:
    hands = Hands(window.view)
    hands.click(hands.body("w0"))
    hands.point_at(QPoint(5, 5))
    QTest.qWait(REST + SLACK)
    assert lit(window) == set()


def test_it_can_be_switched_off_and_stays_so(window: MainWindow) -> None:
    rest_on(window, "w0")
    assert lit(window)
    action = window.menus.actions["follow_paths"]
    assert action.isChecked()
    action.trigger()
    assert lit(window) == set()
    assert window.settings["follow_paths"] is False
    assert not action.isChecked()
    Hands(window.view).point_at(QPoint(5, 5))
    rest_on(window, "w0", lights=False)
    assert lit(window) == set()
    action.trigger()
    assert window.settings["follow_paths"] is True


def test_an_edit_of_the_wires_takes_the_light_away_and_a_number_does_not(window: MainWindow) -> None:
    from circuitgrad.circuit.edits import SetValue, remove

    rest_on(window, "w0")
    window.document.do(SetValue(window.document.circuit.find("w1").id, 1.0), "Set")
    window.document.settle()
    assert lit(window)
    window.document.do(remove([window.document.circuit.find("w2").id]), "Delete")
    window.document.settle()
    assert lit(window) == set()


def test_large_circuits_are_searched_beside_the_window(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(follower, "LARGE", 1)
    rest_on(window, "w0")
    assert "w0 w0x0" in lit(window)


def test_what_others_have_lit_is_left_alone(window: MainWindow) -> None:
    from circuitgrad.gui.understand.path_lens import UnionLens

    window.document.lenses.put("problems", UnionLens(()))
    rest_on(window, "w0", lights=False)
    assert lit(window) == set()


def test_the_panel_gives_way_to_the_pointer_and_comes_back(window: MainWindow) -> None:
    hands = Hands(window.view)
    window.menus.actions["show_paths"].trigger()
    QApplication.processEvents()
    panel = window.docks.panels["paths"]
    hands.click(hands.body("w0"))
    panel.newest.finish()  # type: ignore[attr-defined]
    wait_for(lambda: "w0 w0x0" in lit(window))
    hands.point_at(QPoint(5, 5))
    rest_on(window, "x1")
    wait_for(lambda: "w0 w0x0" not in lit(window))
    hands.point_at(QPoint(5, 5))
    wait_for(lambda: "w0 w0x0" in lit(window))
