"""Hands that press a second button, give a gesture up, or press again sooner than a double click takes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from circuitgrad.circuit import Wire
from circuitgrad.gui.actions import ACTIONS
from circuitgrad.gui.canvas import node_menu
from tests.gui.hands import NO_MODIFIER, Hands

Key, Modifier, Button = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton


@pytest.fixture
def menus(monkeypatch: pytest.MonkeyPatch) -> list[QPoint]:
    """Where a menu was opened over the canvas; none is shown."""
    opened: list[QPoint] = []
    monkeypatch.setattr(node_menu, "open_menu", lambda _view, event: opened.append(event.pos()))
    return opened


def press(hands: Hands, button: Qt.MouseButton, place: QPoint) -> None:
    """A button goes down; the right one asks for a menu, as X11 and Wayland have it."""
    viewport = hands.view.viewport()
    QTest.mousePress(viewport, button, NO_MODIFIER, place)
    if button == Button.RightButton:
        asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, viewport.mapToGlobal(place))
        QApplication.sendEvent(viewport, asked)


def press_again(hands: Hands, button: Qt.MouseButton, place: QPoint) -> None:
    """Goes down a second time, so soon that it counts as a double click."""
    QTest.mouseClick(hands.view.viewport(), button, NO_MODIFIER, place)
    QTest.mouseDClick(hands.view.viewport(), button, NO_MODIFIER, place)


def select_inputs(hands: Hands) -> None:
    hands.click(hands.body("x"))
    hands.click(hands.body("y"), Modifier.ShiftModifier)


@pytest.mark.parametrize("by_key", [True, False])
def test_what_is_selected_stays_so_when_a_drag_is_given_up(product: Hands, menus: list[QPoint], by_key: bool) -> None:
    before = product.fragment()
    select_inputs(product)
    start = product.body("x")
    product.drag(start, start + QPoint(12, 12), release=False)
    assert product.fragment() != before
    if by_key:
        product.key(Key.Key_Escape)
    else:
        press(product, Button.RightButton, start + QPoint(12, 12))
        product.release(start + QPoint(12, 12), Button.RightButton)
    product.release(start + QPoint(12, 12))
    assert (product.fragment(), product.document.history.count()) == (before, 0)
    assert product.document.selection.nodes == {"x", "y"}
    assert menus == []


def test_the_right_button_opens_a_menu_again_after_it_took_back_a_drag(product: Hands, menus: list[QPoint]) -> None:
    start = product.body("x")
    product.drag(start, start + QPoint(60, 12), release=False)
    press(product, Button.RightButton, start)
    product.release(start, Button.RightButton)
    product.release(start)
    press(product, Button.RightButton, start)
    assert menus == [start]


def test_a_wheel_that_is_leant_on_does_not_end_a_drag(product: Hands) -> None:
    before = product.fragment()
    start = product.body("q")
    product.drag(start, start + QPoint(40, 40), release=False)
    press(product, Button.MiddleButton, start + QPoint(40, 40))
    product.release(start + QPoint(40, 40), Button.MiddleButton)
    product.move_to(start + QPoint(80, 80))
    product.release(start + QPoint(80, 80))
    assert product.document.circuit.node("q").position == (40.0, 32.0)
    product.assert_one_step(before)


def test_a_button_that_came_up_over_a_menu_drags_nothing_later(product: Hands, menus: list[QPoint]) -> None:
    before = product.fragment()
    start = product.body("q")
    press(product, Button.LeftButton, start)
    press(product, Button.RightButton, start)
    product.point_at(start + QPoint(80, 80))
    assert not product.view.in_gesture
    product.release(start, Button.RightButton)
    product.drag(start, start + QPoint(80, 80), release=False)
    product.move_to(start + QPoint(120, 80), Button.NoButton)
    assert not product.view.in_gesture
    assert product.fragment() == before


def test_shift_adds_a_wire_to_what_is_selected(product: Hands) -> None:
    middles: list[QPoint] = []
    for wire in (Wire("q", "f", 0), Wire("z", "f", 1)):
        x, y = product.view.canvas.wire_items[wire].middle or (0.0, 0.0)
        middles.append(product.view.mapFromScene(x, y))
    product.click(product.body("x"))
    for middle in middles:
        product.click(middle, Modifier.ShiftModifier)
    assert product.document.selection.wires == {Wire("q", "f", 0), Wire("z", "f", 1)}
    assert product.document.selection.nodes == {"x"}
    product.click(middles[0], Modifier.ControlModifier)
    assert product.document.selection.wires == {Wire("z", "f", 1)}


def test_a_drag_right_after_a_click_is_a_drag(product: Hands) -> None:
    start = product.body("q")
    press_again(product, Button.LeftButton, start)
    product.move_to(start + QPoint(40, 40))
    product.move_to(start + QPoint(80, 80))
    product.release(start + QPoint(80, 80))
    assert product.document.circuit.node("q").position == (40.0, 32.0)
    assert not product.view.editor.isVisible()


def test_a_box_right_after_a_click_is_a_box(product: Hands) -> None:
    start, end = QPoint(20, 20), product.body("z") + QPoint(60, 60)
    press_again(product, Button.LeftButton, start)
    product.move_to((start + end) / 2)
    product.move_to(end)
    product.release(end)
    assert product.document.selection.nodes >= {"x", "y", "z"}
    assert not product.view.search.isVisible()


def test_the_middle_button_pans_however_soon_it_goes_down_again(product: Hands) -> None:
    start, before = QPoint(500, 100), product.view.mapToScene(0, 0)
    press_again(product, Button.MiddleButton, start)
    product.move_to(start + QPoint(30, 50), Button.MiddleButton)
    product.release(start + QPoint(30, 50), Button.MiddleButton)
    assert (before - product.view.mapToScene(0, 0)).toPoint() == QPoint(30, 50)


def test_the_menu_opens_by_key_without_a_key_for_menus(product: Hands, menus: list[QPoint]) -> None:
    product.key(Key.Key_F10, Modifier.ShiftModifier)
    assert len(menus) == 1
    assert not [action for action in ACTIONS if "Shift+F10" in action.shortcuts]
